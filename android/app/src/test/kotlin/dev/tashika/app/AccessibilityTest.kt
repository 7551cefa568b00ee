package dev.tashika.app

import android.view.ContextThemeWrapper
import android.view.View
import android.widget.Button
import android.widget.ImageView
import android.widget.RadioButton
import android.widget.TextView
import dev.tashika.app.presenter.Presenter
import dev.tashika.app.presenter.Samples
import dev.tashika.app.presenter.UiModel
import java.time.ZoneId
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNotNull
import org.junit.Assert.assertTrue
import org.junit.Before
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.RuntimeEnvironment
import org.robolectric.annotation.Config
import org.robolectric.shadows.ShadowChoreographer
import org.robolectric.annotation.GraphicsMode

/** What people meet who do not see, or see little, or touch with less aim. */
@RunWith(RobolectricTestRunner::class)
@GraphicsMode(GraphicsMode.Mode.NATIVE)
@Config(sdk = [34], application = FakeApplication::class)
class AccessibilityTest {
    private val actions = object : ScreenActions {
        override fun command(command: dev.tashika.app.presenter.Command): Unit = Unit

        override fun chosen(id: String): Unit = Unit

        override fun portrait(document: Int): ByteArray? = PicturesTest.portrait()

        override fun unreadable(document: Int): Unit = Unit

        override fun preview(): View? = null
    }

    /** Every screen in both languages at both sizes, laid out. */
    private fun each(look: (String, ScreenView) -> Unit) {
        for (language in listOf("ja", "en")) {
            for (font in listOf(1f, 2f)) {
                RuntimeEnvironment.setQualifiers("$language-w360dp-h640dp-mdpi")
                RuntimeEnvironment.setFontScale(font)
                val context = ContextThemeWrapper(RuntimeEnvironment.getApplication(), R.style.Tashika)
                val texts = AndroidTexts(context.resources, context.packageName)
                val presenter = Presenter(texts, ZoneId.of("UTC"))
                val models: Map<String, UiModel> =
                    Samples.screens.mapValues { presenter.present(it.value) } +
                        ("history" to presenter.history(Samples.history, emptyMap()))
                for ((name, model) in models) {
                    val screen = ScreenView(context, actions)
                    screen.show(model)
                    drawn(screen, 360, 640)
                    look("$name $language $font", screen)
                }
            }
        }
    }

    /** Nothing moves by itself. */
    @Before
    fun still(): Unit = ShadowChoreographer.setPaused(true)

    @Test
    fun `what is touched is at least 48 dp high and wide, and has a label`() = each { name, screen ->
        val touched = screen.all().filter { it.isClickable }
        assertTrue(name, touched.all { it is Button || it is RadioButton })
        for (own in touched) {
            assertTrue("$name: ${own.height} x ${own.width}", own.height >= 48 && own.width >= 48)
            assertFalse(name, (own as TextView).text.isNullOrBlank())
        }
    }

    @Test
    fun `no text is cut off`() = each { name, screen ->
        for (own in screen.all().filterIsInstance<TextView>()) {
            val layout = own.layout ?: continue
            val lines = 0 until layout.lineCount
            assertTrue("$name: ${own.text}", lines.all { layout.getEllipsisCount(it) == 0 })
            val room = own.height - own.paddingTop - own.paddingBottom
            assertTrue("$name: ${own.text}", layout.height <= room)
            assertTrue("$name: ${own.text}", lines.all { layout.getLineMax(it) <= own.width - own.totalPaddingLeft - own.totalPaddingRight + 1 })
        }
    }

    @Test
    fun `each screen has a title that is a heading and is told when it comes`() = each { name, screen ->
        if (name.startsWith("history").not()) assertNotNull(name, screen.all().find { it.accessibilityPaneTitle != null })
        val headings = screen.all().filter { it.isAccessibilityHeading }
        assertTrue(name, headings.isNotEmpty())
        val live = screen.all().filter { it.accessibilityLiveRegion != View.ACCESSIBILITY_LIVE_REGION_NONE }
        assertEquals(name, 1, live.size)
    }

    @Test
    fun `pictures and whole rows are described, and what they are made of is not read twice`() = each { name, screen ->
        for (own in screen.all()) {
            if (own is ImageView || own is BadgeView) {
                val described = !own.contentDescription.isNullOrBlank()
                val hidden = View.IMPORTANT_FOR_ACCESSIBILITY_NO_HIDE_DESCENDANTS
                assertTrue(name, described || own.importantForAccessibility == hidden)
            }
            if (own.isScreenReaderFocusable) assertFalse(name, own.contentDescription.isNullOrBlank())
        }
    }
}
