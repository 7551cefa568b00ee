package dev.tashika.app

import android.content.Context
import android.graphics.Bitmap
import android.graphics.Canvas
import android.graphics.Color
import android.graphics.Paint
import android.view.ContextThemeWrapper
import android.view.View
import dev.tashika.app.presenter.Command
import dev.tashika.app.presenter.Presenter
import dev.tashika.app.presenter.Samples
import dev.tashika.app.presenter.UiModel
import java.awt.image.BufferedImage
import java.awt.image.DataBuffer
import java.awt.image.IndexColorModel
import java.io.ByteArrayOutputStream
import java.io.File
import java.time.ZoneId
import javax.imageio.ImageIO
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Before
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.ParameterizedRobolectricTestRunner
import org.robolectric.RuntimeEnvironment
import org.robolectric.annotation.Config
import org.robolectric.shadows.ShadowChoreographer
import org.robolectric.annotation.GraphicsMode

/**
 * A picture of every screen in both languages, at two sizes of the font, by day and by night.
 *
 * `TASHIKA_WRITE=1` writes them; else each is compared with the one that is kept, pixel by pixel.
 */
@RunWith(ParameterizedRobolectricTestRunner::class)
@GraphicsMode(GraphicsMode.Mode.NATIVE)
@Config(sdk = [34], application = FakeApplication::class)
class PicturesTest(private val language: String, private val font: Float, private val night: Boolean) {
    private val zone = ZoneId.of("Asia/Tokyo")
    private val folder = File(root, "android/app/src/test/pictures")

    private val actions = object : ScreenActions {
        override fun command(command: Command): Unit = Unit

        override fun chosen(id: String): Unit = Unit

        override fun portrait(document: Int): ByteArray? = portrait()

        override fun unreadable(document: Int): Unit = error("the portrait is a picture")

        override fun preview(): View? = null
    }

    /** Nothing moves by itself. */
    @Before
    fun still(): Unit = ShadowChoreographer.setPaused(true)

    @Test
    fun `every screen is as its picture`() {
        val mode = if (night) "night" else "notnight"
        RuntimeEnvironment.setQualifiers("$language-w360dp-h640dp-port-$mode-mdpi")
        RuntimeEnvironment.setFontScale(font)
        val context = ContextThemeWrapper(RuntimeEnvironment.getApplication(), R.style.Tashika)
        val texts = AndroidTexts(context.resources, context.packageName)
        val presenter = Presenter(texts, zone)
        val models = Samples.screens.mapValues { presenter.present(it.value) }.toMutableMap()
        models["history"] = presenter.history(Samples.history, Samples.titles(texts.japanese))
        flat = colours(context)
        val differing = models.filterNot { (name, model) -> same(name, draw(context, model)) }
        assertEquals("pictures differ: see android/app/target/pictures", emptySet<String>(), differing.keys)
    }

    private fun draw(context: Context, model: UiModel): Bitmap {
        val screen = ScreenView(context, actions)
        screen.show(model)
        return drawn(screen, 360, 640)
    }

    private fun same(name: String, bitmap: Bitmap): Boolean {
        val own = "$name-$language-${if (font > 1f) "large" else "usual"}-${if (night) "night" else "day"}.png"
        val kept = File(folder, own)
        val picture = reduced(bitmap)
        if (System.getenv("TASHIKA_WRITE") == "1") {
            write(picture, kept)
            return true
        }
        val before = if (kept.exists()) ImageIO.read(kept) else null
        val same = before != null && pixels(before).contentEquals(pixels(picture)) && before.width == picture.width
        if (!same) write(picture, File(root, "android/app/target/pictures/$own"))
        return same
    }

    /** The app's own colours, which a picture keeps as they are. */
    private var flat = emptySet<Int>()

    private fun colours(context: Context): Set<Int> =
        R.color::class.java.fields.map { context.getColor(it.getInt(null)) }.toSet()

    /** Shades in eight steps of each colour, and half as large where the font is: small files. */
    private fun reduced(bitmap: Bitmap): BufferedImage {
        val half = if (font > 1f) 2 else 1
        val (width, height) = bitmap.width / half to bitmap.height / half
        val scaled = Bitmap.createScaledBitmap(bitmap, width, height, true)
        val colours = IntArray(width * height)
        scaled.getPixels(colours, 0, width, 0, 0, width, height)
        for (at in colours.indices) if (colours[at] !in flat) colours[at] = step(colours[at])
        val palette = colours.distinct().sorted()
        check(palette.size <= 256) { "${palette.size} colours" }
        val bits = if (palette.size <= 16) 4 else 8
        val table = palette.toIntArray().copyOf(1 shl bits)
        val model = IndexColorModel(bits, table.size, table, 0, false, -1, DataBuffer.TYPE_BYTE)
        val kind = if (bits == 4) BufferedImage.TYPE_BYTE_BINARY else BufferedImage.TYPE_BYTE_INDEXED
        val picture = BufferedImage(width, height, kind, model)
        picture.setRGB(0, 0, width, height, colours, 0, width)
        return picture
    }

    private fun step(colour: Int): Int {
        val part = { shift: Int -> ((colour shr shift and 0xff) * 7 + 127) / 255 * 255 / 7 shl shift }
        return 0xff shl 24 or part(16) or part(8) or part(0)
    }

    private fun pixels(picture: BufferedImage): IntArray =
        picture.getRGB(0, 0, picture.width, picture.height, null, 0, picture.width)

    private fun write(picture: BufferedImage, file: File) {
        file.parentFile!!.mkdirs()
        assertTrue(ImageIO.write(picture, "png", file))
    }

    companion object {
        @JvmStatic
        @ParameterizedRobolectricTestRunner.Parameters(name = "{0} {1} night={2}")
        fun parameters(): List<Array<Any>> =
            listOf("ja", "en").flatMap { language ->
                listOf(1f, 2f).flatMap { font -> listOf(false, true).map { arrayOf(language, font, it) } }
            }

        /** A drawn face: nobody's. */
        fun portrait(): ByteArray {
            val bitmap = Bitmap.createBitmap(120, 150, Bitmap.Config.ARGB_8888)
            val canvas = Canvas(bitmap)
            canvas.drawColor(Color.rgb(214, 226, 240))
            val paint = Paint().apply { color = Color.rgb(120, 130, 145) }
            canvas.drawCircle(60f, 58f, 30f, paint)
            canvas.drawOval(14f, 98f, 106f, 200f, paint)
            return ByteArrayOutputStream().also { bitmap.compress(Bitmap.CompressFormat.PNG, 100, it) }.toByteArray()
        }
    }
}
