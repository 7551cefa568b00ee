package dev.tashika.app

import android.content.Intent
import android.os.Bundle
import android.os.Looper
import android.os.Parcel
import android.view.ContextThemeWrapper
import android.view.View
import android.widget.TextView
import dev.tashika.app.counter.RecordedCounter
import dev.tashika.app.counter.SetupFiles
import dev.tashika.app.model.CounterAction
import dev.tashika.app.model.CounterEvent
import dev.tashika.app.model.FaceState
import dev.tashika.app.model.Screen
import dev.tashika.app.model.StopReason
import dev.tashika.app.model.VerdictKind
import dev.tashika.app.model.Words
import dev.tashika.app.ports.PortEvent
import dev.tashika.app.presenter.Command
import dev.tashika.app.presenter.Presenter
import dev.tashika.app.presenter.Samples
import java.io.IOException
import java.time.ZoneId
import java.util.concurrent.TimeUnit
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNotEquals
import org.junit.Assert.assertTrue
import org.junit.Before
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.Robolectric
import org.robolectric.RobolectricTestRunner
import org.robolectric.RuntimeEnvironment
import org.robolectric.Shadows.shadowOf
import org.robolectric.android.controller.ActivityController
import org.robolectric.annotation.Config
import org.robolectric.annotation.GraphicsMode
import org.robolectric.shadows.ShadowChoreographer

/** What happens to an app at a counter, all at once and at the wrong time. */
@RunWith(RobolectricTestRunner::class)
@GraphicsMode(GraphicsMode.Mode.NATIVE)
@Config(sdk = [29, 34], application = FakeApplication::class, qualifiers = "ja-w360dp-h640dp-mdpi")
class AttackTest {
    private val app get() = RuntimeEnvironment.getApplication() as FakeApplication
    private val counter get() = app.counter

    /** Nothing moves by itself. */
    @Before
    fun still(): Unit = ShadowChoreographer.setPaused(true)

    private fun started(): ActivityController<CounterActivity> =
        Robolectric.buildActivity(CounterActivity::class.java).setup()

    private fun idle() = shadowOf(Looper.getMainLooper()).idle()

    private fun show(view: dev.tashika.app.model.View) {
        counter.view = view
        counter.actions = { listOf(CounterAction.Render) }
        app.events!!.on(PortEvent.Tick)
        idle()
    }

    private fun accepts(activity: CounterActivity): Boolean =
        "可" in activity.texts() || activity.window.decorView.all().any { it is BadgeView }

    @Test
    fun `nothing is valid by default - a counter that answers nothing shows nothing`() {
        val activity = started().get()
        counter.view = Samples.accept
        counter.actions = { emptyList() }
        for (event in listOf(PortEvent.Tick, PortEvent.TagFound, PortEvent.BleSubscribed, PortEvent.CameraClosed)) {
            app.events!!.on(event)
            idle()
            assertFalse("$event", accepts(activity))
        }
        val others = Samples.screens.filterValues { (it.screen as? Screen.Verdict) == null }
        for ((name, view) in others) {
            show(view)
            assertFalse(name, accepts(activity))
        }
    }

    @Test
    fun `each verdict is shown as it is, and no other one leaves anything of accept`() {
        val activity = started().get()
        val words = mapOf("ACCEPT" to "可", "REJECT" to "不可", "CANNOT_DECIDE" to "判定不可", "TEST_DATA" to "テスト")
        for (kind in VerdictKind.entries + VerdictKind.entries.reversed()) {
            show(Samples.verdict(kind, FaceState.NotAsked, emptyList(), age = null))
            val shown = activity.texts().filter { it in words.values }
            assertEquals(listOf(words[kind.name]), shown)
        }
    }

    @Test
    fun `a configuration that is broken blocks with the file's name, and events change nothing`() {
        val files = object : SetupFiles {
            override fun list(folder: String) =
                when (folder) {
                    "" -> listOf("trust")
                    "trust" -> listOf("issuer.pem")
                    else -> emptyList()
                }

            override fun read(path: String) = "junk".toByteArray()
        }
        app.other = { Configuration(files) { null }.counter() }
        val activity = started().get()
        val said = "設定ファイル「trust/issuer.pem」の内容が正しくありません。"
        assertTrue("${activity.texts()}", said in activity.texts())
        assertTrue("端末の管理者に連絡するか、別の端末をお使いください。" in activity.texts())
        for (event in listOf(PortEvent.TagFound, PortEvent.Tick, PortEvent.CodeScanned("mdoc:"))) {
            app.events!!.on(event)
            idle()
            assertTrue(said in activity.texts())
            assertFalse(accepts(activity))
        }
        val torn = object : SetupFiles {
            override fun list(folder: String): List<String> = throw IOException("secret detail")

            override fun read(path: String): ByteArray = throw IOException("secret detail")
        }
        app.other = { Configuration(torn) { null }.counter() }
        val other = started().get()
        assertTrue("設定ファイル「configuration」の内容が正しくありません。" in other.texts())
        assertTrue(other.texts().none { "secret" in it })
    }

    @Test
    fun `the app as it is built trusts nobody and says so before any customer`() {
        app.other = { Configuration(app).counter() }
        val activity = started().get()
        assertTrue("${activity.texts()}", "信頼する発行者の一覧が設定されていません。" in activity.texts())
    }

    @Test
    fun `a hundred fast taps on every button are a hundred events and no crash`() {
        val activity = started().get()
        for (view in listOf(Samples.holder, Samples.problem, Samples.face, Samples.accept, Samples.card)) {
            show(view)
            counter.actions = { listOf(CounterAction.Render) }
            val buttons = activity.window.decorView.all().filter { it.isClickable }
            val before = counter.events.size
            repeat(100) { buttons.forEach(View::performClick) }
            idle()
            assertEquals(100 * buttons.size, counter.events.drop(before).count { it !is CounterEvent.PortraitUnreadable })
        }
    }

    @Test
    fun `two fast taps on the history open one`() {
        val activity = started().get()
        val button = activity.button(Command.OpenHistory)
        repeat(2) { button.performClick() }
        val next = shadowOf(activity).nextStartedActivity
        assertNotEquals(0, next.flags and Intent.FLAG_ACTIVITY_SINGLE_TOP)
    }

    @Test
    fun `a screen that is made anew in the middle begins anew, and carries no value over`() {
        val controller = started()
        val value = "特別な氏名"
        show(Samples.verdict(VerdictKind.ACCEPT, FaceState.NotAsked, emptyList(), listOf(Samples.document(secret = value))))
        assertTrue(value in controller.get().texts())
        val state = Bundle()
        controller.pause().stop().saveInstanceState(state)
        val parcel = Parcel.obtain()
        parcel.writeBundle(state)
        val bytes = parcel.marshall()
        parcel.recycle()
        for (charset in listOf(Charsets.UTF_8, Charsets.UTF_16LE)) {
            assertFalse(value in bytes.toString(charset))
        }
        controller.destroy()
        assertTrue(counter.closed)
        // The process was killed: the system brings the screen back with what it kept.
        counter.view = Samples.ready
        counter.actions = { listOf(CounterAction.Render) }
        counter.events.clear()
        val again = Robolectric.buildActivity(CounterActivity::class.java).setup(state)
        assertEquals(listOf<CounterEvent>(CounterEvent.Started), counter.events)
        assertTrue("スマートフォンをかざしてください" in again.get().texts())
    }

    @Test
    fun `a choice is not made by the system that restores a screen`() {
        val controller = started()
        val ready = (Samples.ready.screen as Screen.Ready).view
        show(Samples.ready.copy(screen = Screen.Ready(ready.copy(selected = "bank-desk"))))
        val state = Bundle()
        controller.pause().stop().saveInstanceState(state).destroy()
        counter.view = Samples.ready
        counter.actions = { listOf(CounterAction.Render) }
        counter.events.clear()
        Robolectric.buildActivity(CounterActivity::class.java).setup(state)
        assertEquals(listOf<CounterEvent>(CounterEvent.Started), counter.events)
    }

    @Test
    fun `a history that is restored without its counter closes`() {
        app.titles = { emptyMap() }
        val restored = Robolectric.buildActivity(HistoryActivity::class.java).setup(Bundle()).get()
        assertTrue(restored.isFinishing)
        app.titles = Samples::titles
        assertFalse(Robolectric.buildActivity(HistoryActivity::class.java).setup(Bundle()).get().isFinishing)
    }

    @Test
    fun `on lock nothing is left on the screen, whatever the counter says`() {
        val controller = started()
        show(Samples.accept)
        counter.actions = { emptyList() }
        val receivers = shadowOf(app).registeredReceivers.filter { it.intentFilter.hasAction(Intent.ACTION_SCREEN_OFF) }
        val off = receivers.single().broadcastReceiver
        repeat(3) { off.onReceive(controller.get(), Intent(Intent.ACTION_SCREEN_OFF)) }
        assertTrue("${controller.get().texts()}", controller.get().texts().isEmpty())
        assertEquals(1, counter.events.count { it == CounterEvent.Stopped(StopReason.LOCKED) })
        show(Samples.accept)
        assertTrue(controller.get().texts().isEmpty())
    }

    @Test
    fun `a recorded transaction that is left at any step ends wiped`() {
        for (steps in listOf(3, 8, 12, 16, 20, 24, 28)) {
            val recorded = RecordedCounter("face-differs")
            app.other = { recorded }
            val controller = started()
            repeat(steps) { if (recorded.goesOn) app.events!!.on(PortEvent.Tick) }
            idle()
            controller.pause().stop()
            assertTrue("$steps", controller.get().texts().isEmpty())
            controller.destroy()
        }
    }

    @Test
    fun `the real ports of a phone begin and end, and what comes late throws nothing and is not told`() {
        val phone = AndroidPorts(started().get())
        val events = mutableListOf<PortEvent>()
        phone.begin(events::add)
        phone.resumed()
        val use = {
            phone.ports.nfc.arm()
            phone.ports.central.connect(ByteArray(16), null)
            phone.ports.peripheral.advertise(ByteArray(16), ByteArray(16), null)
            phone.ports.l2cap.publish()
            phone.ports.l2cap.open(ByteArray(16), null, 1)
            phone.ports.nfc.transceive(byteArrayOf(0))
            phone.ports.clock.wakeAt(phone.ports.clock.now())
        }
        use()
        assertTrue(events.any { it is PortEvent.Radio })
        phone.paused()
        phone.close()
        events.clear()
        use()
        shadowOf(Looper.getMainLooper()).idleFor(5, TimeUnit.SECONDS)
        assertEquals(emptyList<PortEvent>(), events)
    }

    @Test
    fun `huge, right-to-left and rare texts are laid out whole at the largest font`() {
        RuntimeEnvironment.setFontScale(2f)
        val context = ContextThemeWrapper(RuntimeEnvironment.getApplication(), R.style.Tashika)
        val texts = AndroidTexts(context.resources, context.packageName)
        val values =
            listOf(
                "寿限無".repeat(700),
                "a".repeat(2_000),
                "محمد بن عبد الله الهاشمي ".repeat(40),
                "\u202E\u2066gnihtemos\u0000\u0007",
                "\u845B\uDB40\uDD00\uD840\uDC0B".repeat(200),
                "e" + "\u0301".repeat(500),
                "\n".repeat(200),
                "👩‍👩‍👧‍👦".repeat(100),
            )
        for (value in values) {
            val document = Samples.document(secret = value).copy(issuer = value, extras = listOf(Words(value, value)))
            val view = Samples.verdict(VerdictKind.ACCEPT, FaceState.Pending, emptyList(), listOf(document))
            val screen = ScreenView(context, silent)
            screen.show(Presenter(texts, ZoneId.of("UTC")).present(view))
            // Measured, not painted: a picture of it would be larger than a screen ever is.
            val exactly = View.MeasureSpec.makeMeasureSpec(360, View.MeasureSpec.EXACTLY)
            screen.measure(exactly, View.MeasureSpec.makeMeasureSpec(640, View.MeasureSpec.EXACTLY))
            screen.layout(0, 0, 360, 640)
            val shown = screen.all().filterIsInstance<TextView>().filter { it.text.toString() == value }
            assertTrue(value.take(5), shown.isNotEmpty())
            for (own in shown) {
                val layout = own.layout
                assertEquals(value.length, layout.getLineEnd(layout.lineCount - 1))
                assertTrue((0 until layout.lineCount).all { layout.getEllipsisCount(it) == 0 })
            }
        }
    }

    private val silent = object : ScreenActions {
        override fun command(command: Command): Unit = Unit

        override fun chosen(id: String): Unit = Unit

        override fun portrait(document: Int): ByteArray? = PicturesTest.portrait()

        override fun unreadable(document: Int): Unit = Unit

        override fun preview(): View? = null
    }
}
