package dev.tashika.app

import android.app.Activity
import android.graphics.Bitmap
import android.graphics.Canvas
import android.view.View
import android.view.ViewGroup
import android.widget.Button
import android.widget.TextView
import dev.tashika.app.model.Counter
import dev.tashika.app.model.CounterAction
import dev.tashika.app.model.CounterEvent
import dev.tashika.app.ports.FakePorts
import dev.tashika.app.ports.PortEvents
import dev.tashika.app.presenter.Command
import dev.tashika.app.presenter.Phrases
import dev.tashika.app.presenter.Ports
import dev.tashika.app.presenter.Samples
import java.io.File
import java.time.Duration
import java.time.Instant

/** A counter that shows what a test puts there. */
class FakeCounter : Counter {
    override var view: dev.tashika.app.model.View = Samples.ready
    val events = mutableListOf<CounterEvent>()
    var actions: (CounterEvent) -> List<CounterAction> = {
        if (it == CounterEvent.Started) listOf(CounterAction.Render) else emptyList()
    }
    var picture: ByteArray? = null
    var closed = false

    override fun onEvent(event: CounterEvent, now: Duration, wall: Instant): List<CounterAction> {
        events += event
        return actions(event)
    }

    override fun portrait(document: Int): ByteArray? = picture?.copyOf()

    override fun close() {
        closed = true
    }
}

/** The app with a counter and ports of the test. */
class FakeApplication : TashikaApplication() {
    val counter = FakeCounter()
    val fakes = FakePorts()
    var real = false
    val log = mutableListOf<String>()
    var events: PortEvents? = null

    /** Another counter, in place of the one that a test writes. */
    var other: (() -> Counter)? = null
    var titles: (Boolean) -> Map<String, String> = Samples::titles

    override fun counter(): Counter = other?.invoke() ?: counter

    override fun ports(activity: CounterActivity): PhonePorts =
        if (real) super.ports(activity) else FakePhone()

    override fun presets(japanese: Boolean): Map<String, String> = titles(japanese)

    private inner class FakePhone : PhonePorts {
        override val ports =
            Ports(
                fakes, fakes.central, fakes.peripheral, fakes.l2cap, fakes, fakes, fakes, fakes, history, fakes,
            )

        override fun begin(events: PortEvents) {
            this@FakeApplication.events = events
        }

        override fun resumed() {
            log += "resumed"
        }

        override fun paused() {
            log += "paused"
        }

        override fun preview(): View? = null

        override fun close() {
            log += "closed"
        }
    }
}

/** Every view below this one, from the top. */
fun View.all(): List<View> =
    listOf(this) + if (this is ViewGroup) (0 until childCount).flatMap { getChildAt(it).all() } else emptyList()

/** Every text that can be read, without what holds phrases together. */
fun Activity.texts(): List<String> =
    window.decorView.all().filterIsInstance<TextView>().map { Phrases.plain(it.text.toString()) }.filter(String::isNotEmpty)

fun Activity.button(command: Command): Button =
    window.decorView.all().filterIsInstance<Button>().first { it.getTag(R.id.command) == command }

/** Lays a view out at this width, as high as it wants to be, and draws it. */
fun drawn(view: View, width: Int, least: Int): Bitmap {
    val exactly = View.MeasureSpec.makeMeasureSpec(width, View.MeasureSpec.EXACTLY)
    view.measure(exactly, View.MeasureSpec.makeMeasureSpec(0, View.MeasureSpec.UNSPECIFIED))
    val height = maxOf(view.measuredHeight, least)
    view.measure(exactly, View.MeasureSpec.makeMeasureSpec(height, View.MeasureSpec.EXACTLY))
    view.layout(0, 0, width, height)
    val bitmap = Bitmap.createBitmap(width, height, Bitmap.Config.ARGB_8888)
    view.draw(Canvas(bitmap))
    return bitmap
}

val root = File(System.getProperty("tashika.root"))
