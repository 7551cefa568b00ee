package dev.tashika.app.radio

import android.annotation.SuppressLint
import android.bluetooth.BluetoothDevice
import android.bluetooth.BluetoothGatt
import android.bluetooth.BluetoothGattCharacteristic
import android.bluetooth.BluetoothGattDescriptor
import android.bluetooth.BluetoothGattServer
import android.bluetooth.BluetoothGattServerCallback
import android.bluetooth.BluetoothGattService
import android.bluetooth.BluetoothManager
import android.bluetooth.BluetoothProfile
import android.bluetooth.BluetoothStatusCodes
import android.bluetooth.le.AdvertiseCallback
import android.bluetooth.le.AdvertiseData
import android.bluetooth.le.AdvertiseSettings
import android.bluetooth.le.BluetoothLeAdvertiser
import android.content.Context
import android.os.Build
import android.os.ParcelUuid
import dev.tashika.app.ports.Att
import dev.tashika.app.ports.BlePeripheralPort
import dev.tashika.app.ports.Characteristic
import dev.tashika.app.ports.GattStatus
import dev.tashika.app.ports.PortEvent
import dev.tashika.app.ports.PortEvents
import dev.tashika.app.ports.ServerWrites
import dev.tashika.app.ports.Value
import dev.tashika.app.ports.ValueLink
import dev.tashika.app.ports.ValuePump
import java.util.UUID

/** The reader as GATT server: one wallet, which finds it by its service. */
class GattServer(
    private val context: Context,
    private val manager: BluetoothManager?,
    private val worker: Worker,
    private val events: PortEvents,
) : BlePeripheralPort {
    private var running: Server? = null

    override fun advertise(service: ByteArray, ident: ByteArray, psm: ByteArray?): Unit = worker.run {
        running?.stop()
        val uuid = Service.uuid(service)
        val server = uuid?.let { Server(it, ident, psm) }
        running = server
        if (server == null || !server.start()) failed()
    }

    override fun send(characteristic: Characteristic, value: ByteArray): Unit = worker.run {
        running?.pump?.send(Value(characteristic, value))
    }

    override fun close(): Unit = worker.run { running?.end() }

    private fun failed() {
        running?.stop()
        running = null
        events.on(PortEvent.BleDisconnected(GattStatus.ERROR))
    }

    @SuppressLint("MissingPermission")
    private inner class Server(
        private val uuid: UUID,
        private val ident: ByteArray,
        private val psm: ByteArray?,
    ) : BluetoothGattServerCallback(), ValueLink {
        val pump = ValuePump(this, worker)
        private var server: BluetoothGattServer? = null
        private var advertiser: BluetoothLeAdvertiser? = null
        private var wallet: BluetoothDevice? = null
        private val writes = ServerWrites()
        private val subscribed = mutableSetOf<Characteristic>()
        private val service = service()
        private var ending = false

        fun start(): Boolean = attempted {
            server = manager?.openGattServer(context, this)
            server?.addService(service) ?: false
        }

        /** Sends what waits and closes, without a word: its end could be taken for that of the next one. */
        fun end() {
            ending = true
            pump.close()
        }

        fun stop() {
            pump.gone()
            quiet()
            guarded({}) {
                wallet?.let { server?.cancelConnection(it) }
                server?.close()
            }
            server = null
            wallet = null
        }

        override fun disconnect() {
            stop()
            told(PortEvent.BleDisconnected(GattStatus.SUCCESS))
        }

        /** What a server of an earlier transaction reports late is left out. */
        private fun told(event: PortEvent) {
            if (running === this && !ending) events.on(event)
        }

        private fun service(): BluetoothGattService {
            val own = BluetoothGattService(uuid, BluetoothGattService.SERVICE_TYPE_PRIMARY)
            val notify = BluetoothGattCharacteristic.PROPERTY_NOTIFY
            val write = BluetoothGattCharacteristic.PROPERTY_WRITE_NO_RESPONSE
            val read = BluetoothGattCharacteristic.PROPERTY_READ
            add(own, Characteristic.STATE, notify or write)
            add(own, Characteristic.CLIENT_2_SERVER, write)
            add(own, Characteristic.SERVER_2_CLIENT, notify)
            add(own, Characteristic.IDENT, read)
            if (psm != null) add(own, Characteristic.L2CAP, read)
            return own
        }

        private fun add(to: BluetoothGattService, characteristic: Characteristic, properties: Int) {
            val notifies = properties and BluetoothGattCharacteristic.PROPERTY_NOTIFY != 0
            val reads = properties and BluetoothGattCharacteristic.PROPERTY_READ != 0
            val permissions =
                if (reads) BluetoothGattCharacteristic.PERMISSION_READ
                else BluetoothGattCharacteristic.PERMISSION_WRITE
            val uuid = Service.READER.uuid(characteristic)
            val own = BluetoothGattCharacteristic(uuid, properties, permissions)
            if (notifies) {
                val both =
                    BluetoothGattDescriptor.PERMISSION_READ or BluetoothGattDescriptor.PERMISSION_WRITE
                own.addDescriptor(BluetoothGattDescriptor(Service.SUBSCRIPTION, both))
            }
            to.addCharacteristic(own)
        }

        override fun onServiceAdded(status: Int, service: BluetoothGattService): Unit = worker.run {
            if (running !== this || ending) return@run
            val own = manager?.adapter?.bluetoothLeAdvertiser
            if (status != GattStatus.SUCCESS || own == null) return@run failed()
            advertiser = own
            val settings =
                AdvertiseSettings.Builder()
                    .setAdvertiseMode(AdvertiseSettings.ADVERTISE_MODE_LOW_LATENCY)
                    .setTxPowerLevel(AdvertiseSettings.ADVERTISE_TX_POWER_MEDIUM)
                    .setConnectable(true)
                    .build()
            val data =
                AdvertiseData.Builder()
                    .setIncludeDeviceName(false)
                    .addServiceUuid(ParcelUuid(uuid))
                    .build()
            guarded(::failed) { own.startAdvertising(settings, data, advertising) }
        }

        private val advertising = object : AdvertiseCallback() {
            override fun onStartFailure(errorCode: Int): Unit = worker.run {
                if (running === this@Server && !ending) failed()
            }
        }

        private fun quiet() {
            guarded({}) { advertiser?.stopAdvertising(advertising) }
            advertiser = null
        }

        override fun onConnectionStateChange(device: BluetoothDevice, status: Int, newState: Int): Unit =
            worker.run {
                val up = newState == BluetoothProfile.STATE_CONNECTED
                when {
                    up && wallet == null -> {
                        wallet = device
                        quiet()
                        told(PortEvent.BleConnected(Att.LEAST_MTU))
                    }
                    // One wallet at a time.
                    up && wallet != device -> guarded({}) { server?.cancelConnection(device) }
                    !up && wallet == device -> {
                        stop()
                        told(PortEvent.BleDisconnected(status))
                    }
                }
            }

        override fun onMtuChanged(device: BluetoothDevice, mtu: Int): Unit = worker.run {
            if (device != wallet) return@run
            pump.mtu(mtu)
            told(PortEvent.BleMtu(mtu))
        }

        override fun onCharacteristicReadRequest(
            device: BluetoothDevice,
            requestId: Int,
            offset: Int,
            characteristic: BluetoothGattCharacteristic,
        ): Unit = worker.run {
            val value =
                when (Service.READER.characteristic(characteristic.uuid)) {
                    Characteristic.IDENT -> ident
                    Characteristic.L2CAP -> psm
                    else -> null
                }
            val rest = value?.takeIf { offset in 0..it.size }?.let { it.copyOfRange(offset, it.size) }
            answer(device, requestId, rest != null, offset, rest)
        }

        override fun onCharacteristicWriteRequest(
            device: BluetoothDevice,
            requestId: Int,
            characteristic: BluetoothGattCharacteristic,
            preparedWrite: Boolean,
            responseNeeded: Boolean,
            offset: Int,
            value: ByteArray,
        ): Unit = worker.run {
            val own = Service.READER.characteristic(characteristic.uuid)
            val outcome = own?.takeIf { device == wallet }?.let {
                writes.write(it, offset, value, preparedWrite)
            }
            if (responseNeeded) answer(device, requestId, outcome?.good == true, offset, value)
            outcome?.value?.let { told(PortEvent.BleReceived(it.characteristic, it.bytes)) }
        }

        override fun onExecuteWrite(device: BluetoothDevice, requestId: Int, execute: Boolean): Unit =
            worker.run {
                answer(device, requestId, true, 0, null)
                if (device != wallet) return@run
                writes.execute(execute).forEach {
                    told(PortEvent.BleReceived(it.characteristic, it.bytes))
                }
            }

        override fun onDescriptorWriteRequest(
            device: BluetoothDevice,
            requestId: Int,
            descriptor: BluetoothGattDescriptor,
            preparedWrite: Boolean,
            responseNeeded: Boolean,
            offset: Int,
            value: ByteArray,
        ): Unit = worker.run {
            val own = Service.READER.characteristic(descriptor.characteristic.uuid)
            val on = value.contentEquals(BluetoothGattDescriptor.ENABLE_NOTIFICATION_VALUE)
            if (responseNeeded) answer(device, requestId, own != null, offset, value)
            if (device != wallet || own == null) return@run
            val before = subscribed.containsAll(BOTH)
            if (on) subscribed += own else subscribed -= own
            if (!before && subscribed.containsAll(BOTH)) told(PortEvent.BleSubscribed)
        }

        private fun answer(device: BluetoothDevice, id: Int, good: Boolean, at: Int, value: ByteArray?) {
            val status = if (good) BluetoothGatt.GATT_SUCCESS else BluetoothGatt.GATT_INVALID_OFFSET
            guarded({}) { server?.sendResponse(device, id, status, at, value) }
        }

        override fun begin(value: Value): Boolean = attempted { notify(value) }

        private fun notify(value: Value): Boolean {
            val device = wallet ?: return false
            val uuid = Service.READER.uuid(value.characteristic) ?: return false
            val own = service.getCharacteristic(uuid) ?: return false
            val server = server ?: return false
            if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.TIRAMISU) {
                val status = server.notifyCharacteristicChanged(device, own, false, value.bytes)
                return status == BluetoothStatusCodes.SUCCESS
            }
            @Suppress("DEPRECATION")
            own.value = value.bytes
            @Suppress("DEPRECATION")
            return server.notifyCharacteristicChanged(device, own, false)
        }

        override fun onNotificationSent(device: BluetoothDevice, status: Int): Unit = worker.run {
            if (device == wallet) pump.sent(status == GattStatus.SUCCESS)
        }
    }

    private companion object {
        val BOTH = setOf(Characteristic.STATE, Characteristic.SERVER_2_CLIENT)
    }
}
