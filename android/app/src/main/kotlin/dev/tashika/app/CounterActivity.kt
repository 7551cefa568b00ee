package dev.tashika.app

import android.app.Activity
import android.content.BroadcastReceiver
import android.content.Context
import android.content.Intent
import android.content.IntentFilter
import android.os.Bundle
import android.os.Handler
import android.os.Looper
import android.view.View
import android.view.WindowManager
import dev.tashika.app.model.Counter
import dev.tashika.app.model.CounterEvent
import dev.tashika.app.model.Phrase
import dev.tashika.app.model.Screen
import dev.tashika.app.model.StopReason
import dev.tashika.app.ports.PermissionKind
import dev.tashika.app.presenter.Command
import dev.tashika.app.presenter.Presenter
import dev.tashika.app.presenter.Shell
import dev.tashika.app.presenter.Stage
import java.time.Instant
import java.time.ZoneId

/** The one screen: what the counter shows, and what people do. */
class CounterActivity : Activity(), Stage, ScreenActions {
    private lateinit var screen: ScreenView
    private lateinit var presenter: Presenter
    private lateinit var texts: AndroidTexts
    private lateinit var counter: Counter
    private lateinit var ports: PhonePorts
    private lateinit var shell: Shell
    private var inFront = false

    private val locked = object : BroadcastReceiver() {
        override fun onReceive(context: Context, intent: Intent) {
            if (inFront) shell.on(CounterEvent.Stopped(StopReason.LOCKED))
            inFront = false
            screen.wipe()
        }
    }

    override fun onCreate(state: Bundle?) {
        super.onCreate(state)
        // Until the counter says otherwise: no picture of this window is taken.
        secure(true)
        texts = AndroidTexts(resources, packageName)
        presenter = Presenter(texts, ZoneId.systemDefault())
        val app = TashikaApplication.of(this)
        counter = app.counter()
        ports = app.ports(this)
        shell = Shell(counter, ports.ports, this)
        screen = ScreenView(this, this)
        setContentView(screen)
        ports.begin(shell)
        registerReceiver(locked, IntentFilter(Intent.ACTION_SCREEN_OFF))
    }

    override fun onStart() {
        super.onStart()
        inFront = true
        TashikaApplication.of(this).history.purge(Instant.now())
        shell.on(CounterEvent.Started)
    }

    override fun onResume() {
        super.onResume()
        if (!inFront) {
            inFront = true
            shell.on(CounterEvent.Started)
        }
        ports.resumed()
    }

    override fun onPause() {
        ports.paused()
        super.onPause()
    }

    override fun onStop() {
        if (inFront) shell.on(CounterEvent.Stopped(StopReason.BACKGROUND))
        inFront = false
        screen.wipe()
        super.onStop()
    }

    override fun onDestroy() {
        unregisterReceiver(locked)
        shell.close()
        ports.close()
        super.onDestroy()
    }

    override fun onRequestPermissionsResult(code: Int, names: Array<String>, results: IntArray) {
        super.onRequestPermissionsResult(code, names, results)
        PermissionKind.entries.getOrNull(code)?.let {
            ports.ports.device.answered(it, results.isNotEmpty())
        }
    }

    /** Leaves what is on the screen before it leaves the app. */
    @Deprecated("The system's newer way needs Android 13.")
    override fun onBackPressed() {
        val view = counter.view
        when {
            view.customerCard != null -> shell.on(CounterEvent.CustomerCardShown(false))
            else ->
                when (view.screen) {
                    is Screen.Blocked, is Screen.Ready -> {
                        @Suppress("DEPRECATION") super.onBackPressed()
                    }
                    is Screen.Problem -> shell.on(CounterEvent.Retry)
                    is Screen.Verdict -> shell.on(CounterEvent.Done)
                    Screen.Checking, is Screen.Connecting, is Screen.Engaging,
                    is Screen.WaitingForHolder -> shell.on(CounterEvent.Cancel)
                }
        }
    }

    // What the counter wants.

    override fun render() = runOnUiThread {
        if (inFront) show(counter.view)
    }

    private fun show(view: dev.tashika.app.model.View) {
        (view.screen as? Screen.Ready)?.let { TashikaApplication.of(this).known(it.view.presets) }
        screen.show(presenter.present(view))
    }

    override fun announce(say: Phrase) = runOnUiThread {
        screen.announceForAccessibility(texts.text(say))
    }

    override fun secure(on: Boolean) = runOnUiThread {
        val flag = WindowManager.LayoutParams.FLAG_SECURE
        if (on) window.addFlags(flag) else window.clearFlags(flag)
    }

    override fun wipe() = runOnUiThread { screen.wipe() }

    // What people do.

    override fun command(command: Command) {
        when (command) {
            is Command.AskPermission, is Command.OpenSettings, Command.Retry ->
                shell.on(CounterEvent.Retry)
            Command.Cancel -> shell.on(CounterEvent.Cancel)
            Command.CloseHistory, Command.DeleteHistory -> Unit
            Command.Done -> shell.on(CounterEvent.Done)
            is Command.Face -> shell.on(CounterEvent.FaceJudged(command.outcome))
            Command.Nfc -> shell.on(CounterEvent.NfcWanted)
            Command.OpenHistory -> {
                // Two fast taps open one.
                val intent = Intent(this, HistoryActivity::class.java)
                startActivity(intent.addFlags(Intent.FLAG_ACTIVITY_SINGLE_TOP))
            }
            is Command.ShowCard -> shell.on(CounterEvent.CustomerCardShown(command.shown))
        }
    }

    override fun chosen(id: String) = shell.on(CounterEvent.PresetChosen(id))

    override fun portrait(document: Int): ByteArray? = counter.portrait(document)

    /** Told after the drawing that found it. */
    override fun unreadable(document: Int) {
        Handler(Looper.getMainLooper()).post { shell.on(CounterEvent.PortraitUnreadable(document)) }
    }

    override fun preview(): View? = ports.preview()
}
