package dev.tashika.app

import android.bluetooth.BluetoothDevice
import android.bluetooth.BluetoothGattCharacteristic
import android.bluetooth.BluetoothProfile
import android.bluetooth.le.AdvertiseCallback
import dev.tashika.app.ports.Characteristic
import dev.tashika.app.radio.GattServer
import java.util.UUID
import org.junit.Assert.assertEquals
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.annotation.Config

/** The GATT server against Android's classes: what it offers, in which order, and what it reports. */
@RunWith(RobolectricTestRunner::class)
@Config(
    sdk = [29, 34],
    application = FakeApplication::class,
    shadows = [RecordingGatt::class, RecordingServer::class, RecordingAdvertiser::class],
)
class GattServerTest {
    private val bench = RadioBench()
    private val phone = bench.phone()
    private val server = GattServer(bench.context, bench.manager, bench.worker, bench.events::add)
    private val ident = ByteArray(16) { it.toByte() }
    private val own get() = RecordingServer.all.last()
    private val callback get() = own.gattServerCallback

    private fun uuid(number: Int) = UUID.fromString("%08x-a123-48ce-896b-4c76973373e6".format(number))

    private fun characteristic(number: Int): BluetoothGattCharacteristic = own.service!!.getCharacteristic(uuid(number))

    private fun advertised(psm: ByteArray? = null) {
        server.advertise(bench.serviceBytes, ident, psm)
        bench.run()
        callback.onServiceAdded(0, own.service)
        bench.run()
    }

    private fun state(device: BluetoothDevice, state: Int, status: Int = 0) {
        callback.onConnectionStateChange(device, status, state)
        bench.run()
    }

    private fun subscribe(number: Int, device: BluetoothDevice = phone, value: ByteArray = byteArrayOf(1, 0)) {
        val descriptor = characteristic(number).descriptors.single()
        callback.onDescriptorWriteRequest(device, 7, descriptor, false, true, 0, value)
        bench.run()
    }

    private fun connected(mtu: Int = 515) {
        advertised()
        state(phone, BluetoothProfile.STATE_CONNECTED)
        callback.onMtuChanged(phone, mtu)
        subscribe(5)
        subscribe(7)
    }

    private fun write(number: Int, value: ByteArray, at: Int = 0, prepared: Boolean = false, answer: Boolean = false, device: BluetoothDevice = phone) {
        callback.onCharacteristicWriteRequest(device, 9, characteristic(number), prepared, answer, at, value)
        bench.run()
    }

    @Test
    fun `the service has the characteristics of the standard, and is advertised once it is there`() {
        server.advertise(bench.serviceBytes, ident, null)
        bench.run()
        assertEquals(listOf("service"), own.log)
        assertEquals(emptyList<String>(), bench.advertiser.log)
        val offered = own.service!!.characteristics.associate { it.uuid to it.properties }
        val notify = BluetoothGattCharacteristic.PROPERTY_NOTIFY
        val write = BluetoothGattCharacteristic.PROPERTY_WRITE_NO_RESPONSE
        val read = BluetoothGattCharacteristic.PROPERTY_READ
        val wanted = mapOf(uuid(5) to (notify or write), uuid(6) to write, uuid(7) to notify, uuid(8) to read)
        assertEquals(wanted, offered)
        assertEquals(setOf(uuid(5), uuid(7)), own.service!!.characteristics.filter { it.descriptors.isNotEmpty() }.map { it.uuid }.toSet())
        callback.onServiceAdded(0, own.service)
        bench.run()
        assertEquals(listOf("start ${bench.service} name=false connectable=true"), bench.advertiser.log)
    }

    @Test
    fun `the channel's number is offered where there is one, and everything is read from any place`() {
        advertised(byteArrayOf(0, 0, 0, 0x81.toByte()))
        state(phone, BluetoothProfile.STATE_CONNECTED)
        val before = own.log.size
        for ((number, at) in listOf(8 to 0, 8 to 15, 8 to 16, 8 to 17, 8 to -1, 11 to 0, 5 to 0)) {
            callback.onCharacteristicReadRequest(phone, number, at, characteristic(number))
            bench.run()
        }
        val whole = "000102030405060708090a0b0c0d0e0f"
        assertEquals(
            listOf("answer 8 0 $whole", "answer 8 0 0f", "answer 8 0 ", "answer 8 7 ", "answer 8 7 ", "answer 11 0 00000081", "answer 5 7 "),
            own.log.drop(before),
        )
    }

    @Test
    fun `connected, an MTU, both subscriptions, a byte, values one by one, and the end`() {
        advertised()
        state(phone, BluetoothProfile.STATE_CONNECTED)
        assertEquals("stop", bench.advertiser.log.last())
        callback.onMtuChanged(phone, 515)
        subscribe(5)
        assertEquals(listOf("BleConnected(mtu=23)", "BleMtu(mtu=515)"), bench.told())
        subscribe(7)
        subscribe(7)
        write(5, byteArrayOf(1))
        write(6, byteArrayOf(0, 5))
        assertEquals(listOf("BleSubscribed", "received STATE 01", "received CLIENT_2_SERVER 0005"), bench.told())
        val before = own.log.size
        server.send(Characteristic.SERVER_2_CLIENT, ByteArray(512))
        server.send(Characteristic.SERVER_2_CLIENT, ByteArray(3))
        server.send(Characteristic.STATE, byteArrayOf(2))
        server.close()
        bench.run()
        assertEquals(listOf("notify 07 512"), own.log.drop(before))
        repeat(2) {
            callback.onNotificationSent(phone, 0)
            bench.run()
        }
        assertEquals(listOf("notify 07 512", "notify 07 3", "notify 05 1"), own.log.drop(before))
        // END is on its way: nothing is closed before its report.
        callback.onNotificationSent(phone, 0)
        bench.run()
        assertEquals(listOf("cancel 01", "close"), own.log.drop(before + 3))
        assertEquals(emptyList<String>(), bench.told())
    }

    @Test
    fun `a second phone is sent away and changes nothing`() {
        connected()
        bench.told()
        val other = bench.phone(2)
        state(other, BluetoothProfile.STATE_CONNECTED)
        assertEquals("cancel 02", own.log.last())
        write(6, byteArrayOf(0, 1), device = other)
        subscribe(7, other, byteArrayOf(0, 0))
        callback.onMtuChanged(other, 23)
        callback.onNotificationSent(other, 133)
        state(other, BluetoothProfile.STATE_DISCONNECTED)
        assertEquals(emptyList<String>(), bench.told())
        server.send(Characteristic.SERVER_2_CLIENT, ByteArray(512))
        bench.run()
        assertEquals("notify 07 512", own.log.last())
    }

    @Test
    fun `a phone that goes closes the server and is told once`() {
        connected()
        bench.told()
        state(phone, BluetoothProfile.STATE_DISCONNECTED, 133)
        state(phone, BluetoothProfile.STATE_DISCONNECTED, 133)
        assertEquals(listOf("BleDisconnected(status=133)"), bench.told())
        assertEquals("close", own.log.last())
    }

    @Test
    fun `prepared pieces become one value, and a gap is refused`() {
        connected()
        bench.told()
        write(6, ByteArray(3) { 1 }, 0, prepared = true, answer = true)
        write(6, ByteArray(2) { 2 }, 3, prepared = true, answer = true)
        assertEquals(emptyList<String>(), bench.told())
        callback.onExecuteWrite(phone, 10, true)
        assertEquals(listOf("received CLIENT_2_SERVER 0101010202"), bench.told())
        write(6, ByteArray(2), 9, prepared = true, answer = true)
        assertEquals("answer 9 7 0000", own.log.last())
        write(6, ByteArray(513), answer = true)
        callback.onExecuteWrite(phone, 11, true)
        assertEquals(emptyList<String>(), bench.told())
    }

    @Test
    fun `a notification that the stack does not take is offered again, one that fails ends the link`() {
        connected()
        bench.told()
        val before = own.log.size
        own.busy = 1
        server.send(Characteristic.SERVER_2_CLIENT, ByteArray(3))
        bench.run()
        assertEquals(0, own.log.size - before)
        bench.later(20)
        assertEquals(listOf("notify 07 3"), own.log.drop(before))
        callback.onNotificationSent(phone, 133)
        assertEquals(listOf("BleDisconnected(status=0)"), bench.told())
        assertEquals("close", own.log.last())
    }

    @Test
    fun `what cannot be begun is told, and an earlier server says nothing more`() {
        server.advertise(ByteArray(3), ident, null)
        assertEquals(listOf("BleDisconnected(status=133)"), bench.told())
        server.advertise(bench.serviceBytes, ident, null)
        bench.run()
        callback.onServiceAdded(133, own.service)
        assertEquals(listOf("BleDisconnected(status=133)"), bench.told())
        assertEquals("close", own.log.last())
        advertised()
        bench.advertiser.callback!!.onStartFailure(AdvertiseCallback.ADVERTISE_FAILED_TOO_MANY_ADVERTISERS)
        assertEquals(listOf("BleDisconnected(status=133)"), bench.told())
        advertised()
        val before = callback
        advertised()
        before.onConnectionStateChange(phone, 0, BluetoothProfile.STATE_CONNECTED)
        assertEquals(emptyList<String>(), bench.told())
        val none = GattServer(bench.context, null, bench.worker, bench.events::add)
        none.advertise(bench.serviceBytes, ident, null)
        assertEquals(listOf("BleDisconnected(status=133)"), bench.told())
    }

    @Test
    fun `a radio or a permission that goes away in the middle ends the link and throws nothing`() {
        for (trouble in listOf(SecurityException("revoked"), IllegalStateException("off"))) {
            connected()
            bench.told()
            own.trouble.exception = trouble
            server.send(Characteristic.STATE, byteArrayOf(2))
            bench.run()
            repeat(101) { bench.later(20) }
            assertEquals(listOf("BleDisconnected(status=0)"), bench.told())
        }
    }

    @Test
    fun `a server that nobody found is closed without a word`() {
        advertised()
        server.close()
        assertEquals(emptyList<String>(), bench.told())
        assertEquals("stop", bench.advertiser.log.last())
        assertEquals("close", own.log.last())
        // What comes late of it changes nothing.
        state(phone, BluetoothProfile.STATE_CONNECTED)
        assertEquals(emptyList<String>(), bench.told())
    }
}
