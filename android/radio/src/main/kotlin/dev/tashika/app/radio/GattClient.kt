package dev.tashika.app.radio

import android.annotation.SuppressLint
import android.bluetooth.BluetoothAdapter
import android.bluetooth.BluetoothDevice
import android.bluetooth.BluetoothGatt
import android.bluetooth.BluetoothGattCallback
import android.bluetooth.BluetoothGattCharacteristic
import android.bluetooth.BluetoothGattDescriptor
import android.bluetooth.BluetoothProfile
import android.bluetooth.BluetoothStatusCodes
import android.content.Context
import android.os.Build
import dev.tashika.app.ports.BleCentralPort
import dev.tashika.app.ports.Characteristic
import dev.tashika.app.ports.GattLink
import dev.tashika.app.ports.GattStatus
import dev.tashika.app.ports.GattSteps
import dev.tashika.app.ports.PortEvent
import dev.tashika.app.ports.PortEvents
import dev.tashika.app.ports.Value
import dev.tashika.app.ports.ValueLink
import dev.tashika.app.ports.ValuePump
import java.util.UUID

/** The reader as GATT client of the wallet's service. */
class GattClient(
    private val context: Context,
    adapter: BluetoothAdapter?,
    private val worker: Worker,
    private val events: PortEvents,
) : BleCentralPort {
    private val finder = Finder(adapter, worker)
    private var connection: Connection? = null

    override fun connect(service: ByteArray, address: ByteArray?): Unit = worker.run {
        drop()
        val uuid = Service.uuid(service)
        if (uuid == null) failed() else finder.find(uuid, { open(it, uuid) }, ::failed)
    }

    /** A phone that was found meanwhile is being connected, and is left alone. */
    override fun restart(service: ByteArray, address: ByteArray?): Unit = worker.run {
        if (finder.isLooking) connect(service, address)
    }

    override fun subscribe(): Unit = worker.run { connection?.subscribe() }

    override fun readPsm(): Unit = worker.run {
        val own = connection
        if (own == null || !own.readPsm()) events.on(PortEvent.PsmRead(null))
    }

    override fun send(characteristic: Characteristic, value: ByteArray): Unit = worker.run {
        connection?.pump?.send(Value(characteristic, value))
    }

    override fun close(): Unit = worker.run {
        finder.stop()
        connection?.end()
    }

    private fun failed() = events.on(PortEvent.BleDisconnected(GattStatus.ERROR))

    /** What a new connection finds of an old one is let go of, without a word. */
    private fun drop() {
        finder.stop()
        connection?.close()
        connection = null
    }

    @SuppressLint("MissingPermission")
    private fun open(device: BluetoothDevice, service: UUID) {
        val own = Connection(service)
        connection = own
        val transport = BluetoothDevice.TRANSPORT_LE
        val phy = BluetoothDevice.PHY_LE_1M_MASK
        guarded({ own.steps.ended(GattStatus.ERROR) }) {
            own.gatt = device.connectGatt(context, false, own, transport, phy, worker.handler)
            if (own.gatt == null) own.steps.ended(GattStatus.ERROR)
        }
    }

    @SuppressLint("MissingPermission")
    private inner class Connection(private val service: UUID) :
        BluetoothGattCallback(), GattLink, ValueLink {
        var gatt: BluetoothGatt? = null
        val steps = GattSteps(this, ::told)
        val pump = ValuePump(this, worker)
        private val subscriptions = ArrayDeque<Characteristic>()
        private var ending = false

        /** Sends what waits and closes, without a word: its end could be taken for that of the next one. */
        fun end() {
            ending = true
            pump.close()
        }

        private fun told(event: PortEvent) {
            if (event is PortEvent.BleConnected) pump.mtu(event.mtu)
            if (event is PortEvent.BleMtu) pump.mtu(event.mtu)
            if (event is PortEvent.BleDisconnected) pump.gone()
            // An old connection has nothing to say any more.
            if (connection === this && !ending) events.on(event)
        }

        override fun onConnectionStateChange(gatt: BluetoothGatt, status: Int, newState: Int) {
            this.gatt = gatt
            val up = status == GattStatus.SUCCESS && newState == BluetoothProfile.STATE_CONNECTED
            if (up) steps.connected() else steps.ended(status)
        }

        override fun onMtuChanged(gatt: BluetoothGatt, mtu: Int, status: Int) =
            steps.mtu(mtu, status)

        override fun onServicesDiscovered(gatt: BluetoothGatt, status: Int) =
            steps.discovered(NEEDED.all { find(it) != null }, status)

        override fun requestMtu(mtu: Int): Boolean = attempted { gatt?.requestMtu(mtu) ?: false }

        override fun discover(): Boolean = attempted { gatt?.discoverServices() ?: false }

        override fun close(): Unit = guarded({}) {
            gatt?.disconnect()
            gatt?.close()
            gatt = null
        }

        override fun disconnect(): Unit = steps.ended(GattStatus.SUCCESS)

        fun subscribe() {
            subscriptions.clear()
            subscriptions += listOf(Characteristic.STATE, Characteristic.SERVER_2_CLIENT)
            subscribeNext()
        }

        private fun subscribeNext() {
            val next = subscriptions.removeFirstOrNull()
            when {
                next == null -> told(PortEvent.BleSubscribed)
                !attempted { subscribe(next) } -> steps.ended(GattStatus.ERROR)
            }
        }

        private fun subscribe(characteristic: Characteristic): Boolean {
            val gatt = gatt ?: return false
            val own = find(characteristic) ?: return false
            val descriptor = own.getDescriptor(Service.SUBSCRIPTION) ?: return false
            if (!gatt.setCharacteristicNotification(own, true)) return false
            val value = BluetoothGattDescriptor.ENABLE_NOTIFICATION_VALUE
            if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.TIRAMISU) {
                return gatt.writeDescriptor(descriptor, value) == BluetoothStatusCodes.SUCCESS
            }
            @Suppress("DEPRECATION")
            descriptor.value = value
            @Suppress("DEPRECATION")
            return gatt.writeDescriptor(descriptor)
        }

        override fun onDescriptorWrite(
            gatt: BluetoothGatt,
            descriptor: BluetoothGattDescriptor,
            status: Int,
        ) {
            if (status == GattStatus.SUCCESS) subscribeNext() else steps.ended(status)
        }

        fun readPsm(): Boolean = attempted {
            find(Characteristic.L2CAP)?.let { gatt?.readCharacteristic(it) } ?: false
        }

        override fun onCharacteristicRead(
            gatt: BluetoothGatt,
            characteristic: BluetoothGattCharacteristic,
            value: ByteArray,
            status: Int,
        ) = told(PortEvent.PsmRead(value.takeIf { status == GattStatus.SUCCESS }))

        @Deprecated("Systems before 13 call this one.")
        @Suppress("DEPRECATION")
        override fun onCharacteristicRead(
            gatt: BluetoothGatt,
            characteristic: BluetoothGattCharacteristic,
            status: Int,
        ) = onCharacteristicRead(gatt, characteristic, characteristic.value ?: NOTHING, status)

        override fun onCharacteristicChanged(
            gatt: BluetoothGatt,
            characteristic: BluetoothGattCharacteristic,
            value: ByteArray,
        ) {
            val own = Service.WALLET.characteristic(characteristic.uuid) ?: return
            told(PortEvent.BleReceived(own, value))
        }

        @Deprecated("Systems before 13 call this one.")
        @Suppress("DEPRECATION")
        override fun onCharacteristicChanged(
            gatt: BluetoothGatt,
            characteristic: BluetoothGattCharacteristic,
        ) = onCharacteristicChanged(gatt, characteristic, characteristic.value ?: NOTHING)

        override fun begin(value: Value): Boolean = attempted { write(value) }

        private fun write(value: Value): Boolean {
            val gatt = gatt ?: return false
            val own = find(value.characteristic) ?: return false
            val kind = BluetoothGattCharacteristic.WRITE_TYPE_NO_RESPONSE
            if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.TIRAMISU) {
                val status = gatt.writeCharacteristic(own, value.bytes, kind)
                return status == BluetoothStatusCodes.SUCCESS
            }
            own.writeType = kind
            @Suppress("DEPRECATION")
            own.value = value.bytes
            @Suppress("DEPRECATION")
            return gatt.writeCharacteristic(own)
        }

        override fun onCharacteristicWrite(
            gatt: BluetoothGatt,
            characteristic: BluetoothGattCharacteristic,
            status: Int,
        ) = pump.sent(status == GattStatus.SUCCESS)

        private fun find(characteristic: Characteristic): BluetoothGattCharacteristic? {
            val uuid = Service.WALLET.uuid(characteristic) ?: return null
            return gatt?.getService(service)?.getCharacteristic(uuid)
        }
    }

    private companion object {
        val NEEDED =
            listOf(
                Characteristic.STATE,
                Characteristic.CLIENT_2_SERVER,
                Characteristic.SERVER_2_CLIENT,
            )
        val NOTHING = ByteArray(0)
    }
}
