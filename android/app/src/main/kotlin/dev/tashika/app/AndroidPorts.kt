package dev.tashika.app

import android.bluetooth.BluetoothAdapter
import android.bluetooth.BluetoothManager
import android.content.BroadcastReceiver
import android.content.Context
import android.content.Intent
import android.content.IntentFilter
import android.graphics.Matrix
import android.graphics.SurfaceTexture
import android.hardware.camera2.CameraManager
import android.location.LocationManager
import android.nfc.NfcAdapter
import android.os.Handler
import android.os.Looper
import android.os.SystemClock
import android.view.Surface
import android.view.TextureView
import android.view.View
import dev.tashika.app.ports.ClockPort
import dev.tashika.app.ports.PortEvent
import dev.tashika.app.ports.PortEvents
import dev.tashika.app.presenter.Ports
import dev.tashika.app.radio.CameraScanner
import dev.tashika.app.radio.GattClient
import dev.tashika.app.radio.GattServer
import dev.tashika.app.radio.L2capChannels
import dev.tashika.app.radio.NfcReader
import dev.tashika.app.radio.Worker
import java.security.SecureRandom
import java.time.Duration
import java.time.Instant
import java.util.concurrent.BlockingQueue
import java.util.concurrent.ExecutorService
import java.util.concurrent.LinkedBlockingQueue
import java.util.concurrent.SynchronousQueue
import java.util.concurrent.ThreadPoolExecutor
import java.util.concurrent.TimeUnit

/** The ports of a phone, over the life of its activity. */
interface PhonePorts : AutoCloseable {
    val ports: Ports

    fun begin(events: PortEvents)

    fun resumed()

    fun paused()

    fun preview(): View?
}

/** The radios, the camera and the rest of a phone that is there. */
class AndroidPorts(private val activity: CounterActivity) : PhonePorts {
    private var events: PortEvents? = null
    private val told = PortEvents(::told)
    private val worker = Worker("radio")
    private val camera = Worker("camera")
    private val tags = threads(1, 1, LinkedBlockingQueue())
    private val streams = threads(0, Int.MAX_VALUE, SynchronousQueue())
    private val signals = AndroidSignals(activity)
    private val manager = activity.getSystemService(BluetoothManager::class.java)
    private val bluetooth: BluetoothAdapter? = manager?.adapter
    private val adapter: NfcAdapter? = NfcAdapter.getDefaultAdapter(activity)
    private val nfc = NfcReader(activity, adapter, tags, told)
    private val preview = Preview(activity) { scanner.previewChanged() }
    private val scanner: CameraScanner =
        CameraScanner(activity.getSystemService(CameraManager::class.java), camera, told) {
            preview.surface
        }
    private val device = AndroidDevice(activity, adapter, bluetooth, told)
    private val clock = AndroidClock(told)

    override val ports =
        Ports(
            nfc,
            GattClient(activity, bluetooth, worker, told),
            GattServer(activity, manager, worker, told),
            L2capChannels(bluetooth, worker, streams, told),
            scanner,
            device,
            { count -> ByteArray(count).also(SecureRandom()::nextBytes) },
            clock,
            TashikaApplication.of(activity).history,
            signals,
        )

    private val changed = object : BroadcastReceiver() {
        override fun onReceive(context: Context, intent: Intent) = device.tell()
    }

    override fun begin(events: PortEvents) {
        this.events = events
        val filter = IntentFilter(BluetoothAdapter.ACTION_STATE_CHANGED)
        filter.addAction(NfcAdapter.ACTION_ADAPTER_STATE_CHANGED)
        filter.addAction(LocationManager.MODE_CHANGED_ACTION)
        activity.registerReceiver(changed, filter)
    }

    override fun resumed() {
        nfc.resumed()
        device.tell()
    }

    override fun paused(): Unit = nfc.paused()

    override fun preview(): View = preview.view

    override fun close() {
        events = null
        activity.unregisterReceiver(changed)
        clock.close()
        signals.close()
        scanner.close()
        worker.close()
        camera.close()
        tags.shutdown()
        streams.shutdown()
    }

    private fun told(event: PortEvent) {
        if (event == PortEvent.CameraClosed) nfc.cameraClosed()
        events?.on(event)
    }
}

/** Threads that leave out what comes after their end: a tap, a channel. */
private fun threads(least: Int, most: Int, queue: BlockingQueue<Runnable>): ExecutorService =
    ThreadPoolExecutor(least, most, 60, TimeUnit.SECONDS, queue, ThreadPoolExecutor.DiscardPolicy())

/** Time that goes on while the device sleeps. */
private class AndroidClock(private val events: PortEvents) : ClockPort, AutoCloseable {
    private val handler = Handler(Looper.getMainLooper())
    private val tick = Runnable { events.on(PortEvent.Tick) }

    override fun now(): Duration = Duration.ofNanos(SystemClock.elapsedRealtimeNanos())

    override fun wall(): Instant = Instant.now()

    override fun wakeAt(at: Duration) {
        handler.removeCallbacks(tick)
        // Never too early: the counter would be asked for nothing.
        val millis = at.minus(now()).toMillis() + 1
        handler.postDelayed(tick, millis.coerceAtLeast(0))
    }

    override fun close(): Unit = handler.removeCallbacks(tick)
}

/** What the camera sees, in the middle of its view and not stretched. */
private class Preview(context: Context, private val changed: () -> Unit) :
    TextureView.SurfaceTextureListener {
    val view = TextureView(context).also { it.surfaceTextureListener = this }

    @Volatile
    var surface: Surface? = null
        private set

    override fun onSurfaceTextureAvailable(texture: SurfaceTexture, width: Int, height: Int) {
        texture.setDefaultBufferSize(LONG, SHORT)
        fit(width, height)
        surface = Surface(texture)
        changed()
    }

    override fun onSurfaceTextureSizeChanged(texture: SurfaceTexture, width: Int, height: Int) =
        fit(width, height)

    override fun onSurfaceTextureDestroyed(texture: SurfaceTexture): Boolean {
        surface?.release()
        surface = null
        return true
    }

    override fun onSurfaceTextureUpdated(texture: SurfaceTexture): Unit = Unit

    private fun fit(width: Int, height: Int) {
        if (width <= 0 || height <= 0) return
        val matrix = Matrix()
        val whole = width.toFloat() * LONG / SHORT
        matrix.setScale(1f, whole / height, width / 2f, height / 2f)
        view.setTransform(matrix)
    }

    private companion object {
        const val LONG = 1280
        const val SHORT = 720
    }
}
