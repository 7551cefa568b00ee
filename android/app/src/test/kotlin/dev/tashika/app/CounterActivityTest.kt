package dev.tashika.app

import android.content.Intent
import android.os.Looper
import android.view.WindowManager
import android.widget.RadioButton
import dev.tashika.app.model.CounterAction
import dev.tashika.app.model.CounterEvent
import dev.tashika.app.model.FaceOutcome
import dev.tashika.app.model.Screen
import dev.tashika.app.model.StopReason
import dev.tashika.app.model.View
import dev.tashika.app.ports.PortEvent
import dev.tashika.app.presenter.Command
import dev.tashika.app.presenter.Samples
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertTrue
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.Robolectric
import org.robolectric.RobolectricTestRunner
import org.robolectric.RuntimeEnvironment
import org.robolectric.Shadows.shadowOf
import org.robolectric.android.controller.ActivityController
import org.robolectric.annotation.Config
import org.robolectric.annotation.GraphicsMode

/** The life of the screen, on the newest and on the oldest Android. */
@RunWith(RobolectricTestRunner::class)
@GraphicsMode(GraphicsMode.Mode.NATIVE)
@Config(sdk = [29, 34], application = FakeApplication::class, qualifiers = "ja-w360dp-h640dp-mdpi")
class CounterActivityTest {
    private val app get() = RuntimeEnvironment.getApplication() as FakeApplication
    private val counter get() = app.counter

    private fun started(): ActivityController<CounterActivity> =
        Robolectric.buildActivity(CounterActivity::class.java).setup()

    private fun CounterActivity.isSecure(): Boolean =
        shadowOf(window).getFlag(WindowManager.LayoutParams.FLAG_SECURE)

    private fun show(view: View) {
        counter.view = view
        counter.actions = { listOf(CounterAction.Render) }
        app.events!!.on(PortEvent.Tick)
        shadowOf(Looper.getMainLooper()).idle()
    }

    @Test
    fun `a cold start ends on the ready screen, by one event`() {
        val activity = started().get()
        assertEquals(listOf<CounterEvent>(CounterEvent.Started), counter.events)
        assertTrue("スマートフォンをかざしてください" in activity.texts())
        assertEquals(listOf("resumed"), app.log)
    }

    @Test
    fun `a preset is one tap away`() {
        val activity = started().get()
        val choices = activity.window.decorView.all().filterIsInstance<RadioButton>()
        assertEquals(listOf(true, false), choices.map { it.isChecked })
        choices[1].performClick()
        assertEquals(CounterEvent.PresetChosen("bank-desk"), counter.events.last())
    }

    @Test
    fun `every button says what was pressed`() {
        val activity = started().get()
        activity.button(Command.ShowCard(true)).performClick()
        assertEquals(CounterEvent.CustomerCardShown(true), counter.events.last())
        show(Samples.card)
        activity.button(Command.ShowCard(false)).performClick()
        assertEquals(CounterEvent.CustomerCardShown(false), counter.events.last())
        show(Samples.holder)
        activity.button(Command.Cancel).performClick()
        assertEquals(CounterEvent.Cancel, counter.events.last())
        show(Samples.problem)
        activity.button(Command.Retry).performClick()
        assertEquals(CounterEvent.Retry, counter.events.last())
        show(Samples.face)
        activity.button(Command.Face(FaceOutcome.CANNOT_JUDGE)).performClick()
        assertEquals(CounterEvent.FaceJudged(FaceOutcome.CANNOT_JUDGE), counter.events.last { it is CounterEvent.FaceJudged })
        show(Samples.accept)
        activity.button(Command.Done).performClick()
        assertEquals(CounterEvent.Done, counter.events.last { it == CounterEvent.Done })
        show(Samples.ready)
        activity.button(Command.OpenHistory).performClick()
        val next = shadowOf(activity).nextStartedActivity
        assertEquals(HistoryActivity::class.java.name, next.component!!.className)
    }

    @Test
    @Suppress("DEPRECATION")
    fun `going back leaves what is on the screen, and the app only from its first screen`() {
        val activity = started().get()
        val steps =
            listOf(
                Samples.card to CounterEvent.CustomerCardShown(false),
                Samples.holder to CounterEvent.Cancel,
                Samples.problem to CounterEvent.Retry,
                Samples.accept to CounterEvent.Done,
            )
        for ((view, event) in steps) {
            show(view)
            activity.onBackPressed()
            assertEquals(event, counter.events.last())
            assertFalse(activity.isFinishing)
        }
        show(Samples.ready)
        val before = counter.events.size
        activity.onBackPressed()
        assertEquals(before, counter.events.size)
    }

    @Test
    fun `no picture of the window is taken before the counter has spoken, and then as it says`() {
        val activity = started().get()
        assertTrue(activity.isSecure())
        counter.actions = { listOf(CounterAction.SecureScreen(false)) }
        app.events!!.on(PortEvent.Tick)
        assertFalse(activity.isSecure())
        counter.actions = { listOf(CounterAction.SecureScreen(true)) }
        app.events!!.on(PortEvent.Tick)
        assertTrue(activity.isSecure())
    }

    @Test
    fun `in the background everything is wiped, and the counter is told`() {
        val controller = started()
        show(Samples.accept)
        assertTrue("例 花子" in controller.get().texts())
        controller.pause().stop()
        assertEquals(CounterEvent.Stopped(StopReason.BACKGROUND), counter.events.last())
        assertTrue(controller.get().texts().isEmpty())
        // What is told late is not shown.
        show(Samples.accept)
        assertTrue(controller.get().texts().isEmpty())
        controller.restart().resume()
        assertEquals(CounterEvent.Started, counter.events.last())
    }

    @Test
    fun `on lock the counter is told once`() {
        val controller = started()
        val receivers = shadowOf(app).registeredReceivers.filter {
            it.intentFilter.hasAction(Intent.ACTION_SCREEN_OFF)
        }
        receivers.single().broadcastReceiver.onReceive(controller.get(), Intent(Intent.ACTION_SCREEN_OFF))
        controller.pause().stop()
        val stops = counter.events.filterIsInstance<CounterEvent.Stopped>()
        assertEquals(listOf(CounterEvent.Stopped(StopReason.LOCKED)), stops)
    }

    @Test
    fun `the counter wipes by its own time`() {
        val activity = started().get()
        show(Samples.accept)
        counter.actions = { listOf(CounterAction.Wipe) }
        app.events!!.on(PortEvent.Tick)
        shadowOf(Looper.getMainLooper()).idle()
        assertTrue(activity.texts().isEmpty())
    }

    @Test
    fun `at the end the counter and the ports are closed`() {
        started().pause().stop().destroy()
        assertTrue(counter.closed)
        assertEquals("closed", app.log.last())
    }

    @Test
    fun `a portrait that is no picture is told, and nothing falls over`() {
        val activity = started().get()
        for (bytes in listOf(null, ByteArray(0), byteArrayOf(0, 0, 0, 12, 0x6a, 0x50))) {
            counter.picture = bytes
            show(Samples.ready)
            show(Samples.face)
            assertEquals("${bytes?.size} bytes", CounterEvent.PortraitUnreadable(0), counter.events.last())
        }
        assertTrue(activity.texts().isNotEmpty())
    }

    @Test
    fun `a wait that goes on changes its time and keeps its other views`() {
        val activity = started().get()
        show(Samples.holder)
        val before = activity.button(Command.Cancel)
        val screen = Samples.holder.screen as Screen.WaitingForHolder
        val later = screen.copy(waiting = screen.waiting.copy(elapsed = 46))
        show(Samples.holder.copy(screen = later))
        assertTrue(before === activity.button(Command.Cancel))
        assertTrue("46秒経過（300秒まで）" in activity.texts())
        assertFalse("45秒経過（300秒まで）" in activity.texts())
    }
}
