package dev.tashika.app

import android.app.Activity
import android.os.Bundle
import android.view.View
import android.view.WindowManager
import dev.tashika.app.presenter.Command
import dev.tashika.app.presenter.Presenter
import java.time.Instant
import java.time.ZoneId

/** What is kept, and one button that deletes all of it. */
class HistoryActivity : Activity(), ScreenActions {
    private lateinit var screen: ScreenView
    private val app get() = TashikaApplication.of(this)

    override fun onCreate(state: Bundle?) {
        super.onCreate(state)
        window.addFlags(WindowManager.LayoutParams.FLAG_SECURE)
        screen = ScreenView(this, this)
        setContentView(screen)
        // The process was new: the counter below knows what the checks are called.
        if (state != null && app.presets(true).isEmpty()) finish()
    }

    override fun onStart() {
        super.onStart()
        show()
    }

    override fun onStop() {
        screen.wipe()
        super.onStop()
    }

    private fun show() {
        val texts = AndroidTexts(resources, packageName)
        app.history.purge(Instant.now())
        val presets = app.presets(texts.japanese)
        val presenter = Presenter(texts, ZoneId.systemDefault())
        screen.show(presenter.history(app.history.entries(), presets))
    }

    override fun command(command: Command) {
        when (command) {
            Command.DeleteHistory -> {
                app.history.deleteAll()
                show()
            }
            Command.CloseHistory -> finish()
            else -> Unit
        }
    }

    override fun chosen(id: String): Unit = Unit

    override fun portrait(document: Int): ByteArray? = null

    override fun unreadable(document: Int): Unit = Unit

    override fun preview(): View? = null
}
