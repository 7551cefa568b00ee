package dev.tashika.app.radio

import android.annotation.SuppressLint
import android.graphics.ImageFormat
import android.hardware.camera2.CameraCaptureSession
import android.hardware.camera2.CameraCharacteristics
import android.hardware.camera2.CameraDevice
import android.hardware.camera2.CameraManager
import android.hardware.camera2.CaptureRequest
import android.hardware.camera2.params.OutputConfiguration
import android.hardware.camera2.params.SessionConfiguration
import android.media.Image
import android.media.ImageReader
import android.view.Surface
import dev.tashika.app.ports.CodeScannerPort
import dev.tashika.app.ports.PortEvent
import dev.tashika.app.ports.PortEvents
import dev.tashika.app.ports.RadioKind
import dev.tashika.app.ports.RadioState
import java.util.concurrent.Executor

/**
 * Codes by the camera. Pictures stay in memory, one at a time, and are gone when they are looked at.
 *
 * [preview] gives the surface that shows what the camera sees, where there is one.
 */
class CameraScanner(
    private val cameras: CameraManager,
    private val worker: Worker,
    private val events: PortEvents,
    private val preview: () -> Surface?,
) : CodeScannerPort {
    private val decoder = QrDecoder()
    private val executor = Executor { worker.run(it::run) }
    private var wanted = false
    private var camera: CameraDevice? = null
    private var images: ImageReader? = null
    private var last: String? = null
    private var opened: String? = null

    /** Other apps, and reader mode, have the camera's resources back only now. */
    private val available = object : CameraManager.AvailabilityCallback() {
        override fun onCameraAvailable(id: String) {
            if (id != opened || wanted) return
            opened = null
            cameras.unregisterAvailabilityCallback(this)
            events.on(PortEvent.CameraClosed)
        }
    }

    override fun open(): Unit = worker.run {
        if (wanted) return@run
        wanted = true
        last = null
        guarded(::failed) { begin() }
    }

    override fun close(): Unit = worker.run { end() }

    /** The surface of the preview has come or gone. */
    fun previewChanged(): Unit = worker.run {
        val device = camera
        if (wanted && device != null) guarded(::failed) { stream(device) }
    }

    @SuppressLint("MissingPermission")
    private fun begin() {
        val id = back() ?: return failed()
        if (opened == null) cameras.registerAvailabilityCallback(available, worker.handler)
        opened = id
        images = ImageReader.newInstance(WIDTH, HEIGHT, ImageFormat.YUV_420_888, IMAGES).apply {
            setOnImageAvailableListener(::look, worker.handler)
        }
        cameras.openCamera(id, executor, state)
    }

    private fun back(): String? {
        val all = cameras.cameraIdList
        val facing = { id: String ->
            cameras.getCameraCharacteristics(id).get(CameraCharacteristics.LENS_FACING)
        }
        val back = CameraCharacteristics.LENS_FACING_BACK
        return all.firstOrNull { facing(it) == back } ?: all.firstOrNull()
    }

    private val state = object : CameraDevice.StateCallback() {
        override fun onOpened(device: CameraDevice) {
            camera = device
            if (!wanted) return end()
            guarded(::failed) { stream(device) }
        }

        override fun onDisconnected(device: CameraDevice) {
            camera = device
            failed()
        }

        override fun onError(device: CameraDevice, error: Int) {
            camera = device
            failed()
        }
    }

    private fun stream(device: CameraDevice) {
        val surfaces = listOfNotNull(images?.surface, preview())
        val outputs = surfaces.map(::OutputConfiguration)
        val callback = object : CameraCaptureSession.StateCallback() {
            override fun onConfigured(session: CameraCaptureSession): Unit = guarded(::failed) {
                val request = device.createCaptureRequest(CameraDevice.TEMPLATE_PREVIEW)
                surfaces.forEach(request::addTarget)
                val focus = CaptureRequest.CONTROL_AF_MODE_CONTINUOUS_PICTURE
                request.set(CaptureRequest.CONTROL_AF_MODE, focus)
                session.setRepeatingRequest(request.build(), null, worker.handler)
            }

            override fun onConfigureFailed(session: CameraCaptureSession) = failed()
        }
        val kind = SessionConfiguration.SESSION_REGULAR
        device.createCaptureSession(SessionConfiguration(kind, outputs, executor, callback))
    }

    private fun look(reader: ImageReader) {
        val image = reader.acquireLatestImage() ?: return
        val text = image.use(::decode)
        if (!wanted || text == null || text == last) return
        last = text
        events.on(PortEvent.CodeScanned(text))
    }

    private fun decode(image: Image): String? {
        val plane = image.planes.firstOrNull() ?: return null
        val bytes = ByteArray(plane.buffer.remaining())
        plane.buffer.get(bytes)
        return decoder.decode(bytes, plane.rowStride, image.width, image.height)
    }

    private fun failed() {
        end()
        events.on(PortEvent.Radio(RadioKind.CAMERA, RadioState.OFF))
    }

    private fun end() {
        wanted = false
        last = null
        camera?.close()
        camera = null
        images?.close()
        images = null
    }

    private companion object {
        const val WIDTH = 1280
        const val HEIGHT = 720
        const val IMAGES = 2
    }
}
