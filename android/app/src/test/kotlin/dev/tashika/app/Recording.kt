package dev.tashika.app

import android.bluetooth.BluetoothAdapter
import android.bluetooth.BluetoothDevice
import android.bluetooth.BluetoothGatt
import android.bluetooth.BluetoothGattCharacteristic
import android.bluetooth.BluetoothGattDescriptor
import android.bluetooth.BluetoothGattServer
import android.bluetooth.BluetoothGattService
import android.bluetooth.BluetoothManager
import android.bluetooth.le.AdvertiseCallback
import android.bluetooth.le.AdvertiseData
import android.bluetooth.le.AdvertiseSettings
import android.bluetooth.le.BluetoothLeAdvertiser
import android.bluetooth.le.ScanResult
import android.os.Build
import dev.tashika.app.ports.PortEvent
import dev.tashika.app.radio.Worker
import java.nio.ByteBuffer
import java.util.UUID
import java.util.concurrent.AbstractExecutorService
import java.util.concurrent.TimeUnit
import org.robolectric.RuntimeEnvironment
import org.robolectric.Shadows.shadowOf
import org.robolectric.annotation.Implementation
import org.robolectric.annotation.Implements
import org.robolectric.shadow.api.Shadow
import org.robolectric.shadows.ShadowBluetoothGatt
import org.robolectric.shadows.ShadowBluetoothGattServer

/** The end of an identifier of ISO 18013-5's characteristics. */
private fun name(uuid: UUID): String = uuid.toString().substring(6, 8)

private fun said(bytes: ByteArray?): String = bytes.orEmpty().joinToString("") { "%02x".format(it) }

private fun ByteArray?.orEmpty() = this ?: ByteArray(0)

/** What a stack does when its service is gone, or the permission. */
class Trouble {
    var exception: RuntimeException? = null

    fun raise() {
        exception?.let { throw it }
    }
}

/** A GATT connection that writes down what it is told to do, and does as a test says. */
@Implements(BluetoothGatt::class)
class RecordingGatt : ShadowBluetoothGatt() {
    val log = mutableListOf<String>()
    val trouble = Trouble()
    var service: BluetoothGattService? = null

    /** So many writes are not taken. */
    var busy = 0
    var takes = true

    private fun did(what: String): Boolean {
        trouble.raise()
        log += what
        return takes
    }

    @Implementation public override fun requestMtu(mtu: Int): Boolean = did("mtu $mtu")

    @Implementation public override fun discoverServices(): Boolean = did("discover")

    @Implementation
    public override fun getService(uuid: UUID): BluetoothGattService? = service?.takeIf { it.uuid == uuid }

    @Implementation
    public override fun setCharacteristicNotification(
        characteristic: BluetoothGattCharacteristic,
        enable: Boolean,
    ): Boolean = did("notify ${name(characteristic.uuid)} $enable")

    @Implementation
    public override fun writeDescriptor(descriptor: BluetoothGattDescriptor): Boolean {
        @Suppress("DEPRECATION") val value = descriptor.value
        return did("descriptor ${name(descriptor.characteristic.uuid)} ${said(value)}")
    }

    @Implementation(minSdk = 33)
    public override fun writeDescriptor(descriptor: BluetoothGattDescriptor, value: ByteArray): Int =
        if (did("descriptor ${name(descriptor.characteristic.uuid)} ${said(value)}")) 0 else 201

    private fun written(characteristic: BluetoothGattCharacteristic, value: ByteArray, kind: Int): Boolean {
        trouble.raise()
        if (busy > 0) {
            busy--
            return false
        }
        val how = if (kind == BluetoothGattCharacteristic.WRITE_TYPE_NO_RESPONSE) "write" else "WRITE"
        log += "$how ${name(characteristic.uuid)} ${value.size}"
        return true
    }

    @Implementation
    public override fun writeCharacteristic(characteristic: BluetoothGattCharacteristic): Boolean {
        @Suppress("DEPRECATION") val value = characteristic.value
        return written(characteristic, value, characteristic.writeType)
    }

    @Implementation(minSdk = 33)
    public override fun writeCharacteristic(
        characteristic: BluetoothGattCharacteristic,
        value: ByteArray,
        writeType: Int,
    ): Int = if (written(characteristic, value, writeType)) 0 else 201

    @Implementation
    protected fun readCharacteristic(characteristic: BluetoothGattCharacteristic): Boolean =
        did("read ${name(characteristic.uuid)}")

    @Implementation
    public override fun disconnect() {
        log += "disconnect"
    }

    @Implementation
    public override fun close() {
        log += "close"
    }
}

/** A GATT server that writes down what it is told to do. */
@Implements(BluetoothGattServer::class)
class RecordingServer : ShadowBluetoothGattServer() {
    val log = mutableListOf<String>()
    val trouble = Trouble()
    var service: BluetoothGattService? = null
    var busy = 0

    init {
        all += this
    }

    @Implementation
    public override fun addService(service: BluetoothGattService): Boolean {
        trouble.raise()
        this.service = service
        log += "service"
        return true
    }

    private fun notified(characteristic: BluetoothGattCharacteristic, confirm: Boolean, value: ByteArray): Boolean {
        trouble.raise()
        if (busy > 0) {
            busy--
            return false
        }
        log += "${if (confirm) "INDICATE" else "notify"} ${name(characteristic.uuid)} ${value.size}"
        return true
    }

    @Implementation
    protected fun notifyCharacteristicChanged(
        device: BluetoothDevice,
        characteristic: BluetoothGattCharacteristic,
        confirm: Boolean,
    ): Boolean {
        @Suppress("DEPRECATION") val value = characteristic.value
        return notified(characteristic, confirm, value)
    }

    @Implementation(minSdk = 33)
    protected fun notifyCharacteristicChanged(
        device: BluetoothDevice,
        characteristic: BluetoothGattCharacteristic,
        confirm: Boolean,
        value: ByteArray,
    ): Int = if (notified(characteristic, confirm, value)) 0 else 201

    @Implementation
    public override fun sendResponse(
        device: BluetoothDevice,
        requestId: Int,
        status: Int,
        offset: Int,
        value: ByteArray?,
    ): Boolean {
        log += "answer $requestId $status ${said(value)}"
        return true
    }

    @Implementation
    public override fun cancelConnection(device: BluetoothDevice) {
        log += "cancel ${device.address.takeLast(2)}"
    }

    @Implementation
    public override fun close() {
        log += "close"
    }

    companion object {
        val all = mutableListOf<RecordingServer>()
    }
}

/** Adverts, written down. */
@Implements(BluetoothLeAdvertiser::class)
class RecordingAdvertiser {
    val log = mutableListOf<String>()
    var callback: AdvertiseCallback? = null

    @Implementation
    fun startAdvertising(settings: AdvertiseSettings, data: AdvertiseData, callback: AdvertiseCallback) {
        this.callback = callback
        log += "start ${data.serviceUuids.single()} name=${data.includeDeviceName} connectable=${settings.isConnectable}"
    }

    @Implementation
    fun stopAdvertising(callback: AdvertiseCallback) {
        log += if (callback === this.callback) "stop" else "stop another"
    }
}

/** Threads that run when a test says so, in the order in which they were begun. */
class ManualThreads : AbstractExecutorService() {
    private val waiting = ArrayDeque<Runnable>()

    override fun execute(command: Runnable) {
        waiting += command
    }

    fun next() = waiting.removeFirst().run()

    override fun shutdown() = Unit

    override fun shutdownNow(): List<Runnable> = emptyList()

    override fun isShutdown() = false

    override fun isTerminated() = false

    override fun awaitTermination(timeout: Long, unit: TimeUnit) = true
}

/** A phone's Bluetooth with the thread of its radio. */
class RadioBench {
    val events = mutableListOf<PortEvent>()
    val worker = Worker("radio")
    val context = RuntimeEnvironment.getApplication()
    val manager: BluetoothManager = context.getSystemService(BluetoothManager::class.java)
    val adapter: BluetoothAdapter = manager.adapter
    val service: UUID = UUID.fromString("5e5e5e5e-5e5e-4e5e-9e5e-5e5e5e5e5e5e")
    val serviceBytes: ByteArray =
        ByteBuffer.allocate(16).putLong(service.mostSignificantBits).putLong(service.leastSignificantBits).array()
    val advertiser: RecordingAdvertiser

    init {
        shadowOf(context).grantPermissions(
            "android.permission.BLUETOOTH_SCAN",
            "android.permission.BLUETOOTH_CONNECT",
            "android.permission.BLUETOOTH_ADVERTISE",
        )
        shadowOf(adapter).setEnabled(true)
        shadowOf(adapter).setIsMultipleAdvertisementSupported(true)
        advertiser = Shadow.extract(advertising())
        RecordingServer.all.clear()
    }

    /** Until Android 10 every adapter has the same one. */
    private fun advertising(): BluetoothLeAdvertiser {
        if (Build.VERSION.SDK_INT < Build.VERSION_CODES.R) return adapter.bluetoothLeAdvertiser
        val own = Shadow.newInstanceOf(BluetoothLeAdvertiser::class.java)
        @Suppress("DEPRECATION") shadowOf(adapter).setBluetoothLeAdvertiser(own)
        return own
    }

    fun phone(last: Int = 1): BluetoothDevice = adapter.getRemoteDevice("00:11:22:33:44:%02X".format(last))

    /** Lets the radio's thread do what waits. */
    fun run() = shadowOf(worker.handler.looper).idle()

    fun later(millis: Long) = shadowOf(worker.handler.looper).idleFor(millis, TimeUnit.MILLISECONDS)

    fun scans(): Int = shadowOf(adapter.bluetoothLeScanner).scanCallbacks.size

    fun found(phone: BluetoothDevice) {
        @Suppress("DEPRECATION") val result = ScanResult(phone, null, -40, 0)
        shadowOf(adapter.bluetoothLeScanner).scanCallbacks.toList().forEach { it.onScanResult(1, result) }
        run()
    }

    /** What was reported since the last time. */
    fun told(): List<String> {
        run()
        val told = events.map {
            when (it) {
                is PortEvent.BleReceived -> "received ${it.characteristic} ${said(it.value)}"
                is PortEvent.PsmRead -> "psm ${it.value?.let(::said)}"
                is PortEvent.StreamReceived -> "stream ${said(it.bytes)}"
                else -> it.toString()
            }
        }
        events.clear()
        return told
    }
}
