package dev.tashika.app

import android.bluetooth.BluetoothGatt
import android.bluetooth.BluetoothGattCharacteristic
import android.bluetooth.BluetoothGattDescriptor
import android.bluetooth.BluetoothGattService
import android.bluetooth.BluetoothProfile
import android.os.Build
import dev.tashika.app.ports.Characteristic
import dev.tashika.app.radio.GattClient
import java.util.UUID
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.Shadows.shadowOf
import org.robolectric.annotation.Config
import org.robolectric.shadow.api.Shadow

/** The GATT client against Android's classes: what it does, in which order, and what it reports. */
@RunWith(RobolectricTestRunner::class)
@Config(
    sdk = [29, 34],
    application = FakeApplication::class,
    shadows = [RecordingGatt::class, RecordingServer::class, RecordingAdvertiser::class],
)
class GattClientTest {
    private val bench = RadioBench()
    private val phone = bench.phone()
    private val client = GattClient(bench.context, bench.adapter, bench.worker, bench.events::add)
    private val gatts get() = shadowOf(phone).bluetoothGatts
    private val gatt get() = gatts.last()
    private val link get() = Shadow.extract<RecordingGatt>(gatt)
    private val callback get() = link.gattCallback

    private val subscription = UUID.fromString("00002902-0000-1000-8000-00805f9b34fb")

    private fun uuid(number: Int) = UUID.fromString("%08x-a123-48ce-896b-4c76973373e6".format(number))

    /** The service of a wallet, with these characteristics. */
    private fun wallet(vararg numbers: Int): BluetoothGattService {
        val own = BluetoothGattService(bench.service, BluetoothGattService.SERVICE_TYPE_PRIMARY)
        for (number in numbers) {
            val characteristic = BluetoothGattCharacteristic(uuid(number), 0, 0)
            characteristic.addDescriptor(BluetoothGattDescriptor(subscription, 0))
            own.addCharacteristic(characteristic)
        }
        return own
    }

    private fun state(status: Int, state: Int) {
        callback.onConnectionStateChange(gatt, status, state)
        bench.run()
    }

    private fun characteristic(number: Int) = link.service!!.getCharacteristic(uuid(number))

    private fun connecting() {
        client.connect(bench.serviceBytes, null)
        bench.run()
        bench.found(phone)
    }

    private fun connected(mtu: Int = 517, service: BluetoothGattService = wallet(1, 2, 3, 10)) {
        connecting()
        link.service = service
        state(0, BluetoothProfile.STATE_CONNECTED)
        callback.onMtuChanged(gatt, mtu, 0)
        callback.onServicesDiscovered(gatt, 0)
        bench.run()
    }

    /** The stack's report of a descriptor. */
    private fun described(number: Int, status: Int = 0) {
        callback.onDescriptorWrite(gatt, characteristic(number).getDescriptor(subscription), status)
        bench.run()
    }

    private fun written(number: Int, status: Int = 0) {
        callback.onCharacteristicWrite(gatt, characteristic(number), status)
        bench.run()
    }

    private fun changed(number: Int, value: ByteArray) {
        val own = characteristic(number)
        if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.TIRAMISU) {
            callback.onCharacteristicChanged(gatt, own, value)
        } else {
            @Suppress("DEPRECATION") run {
                own.value = value
                callback.onCharacteristicChanged(gatt, own)
            }
        }
    }

    @Test
    fun `a phone is found by its service, and the scan ends before the connection begins`() {
        client.connect(bench.serviceBytes, byteArrayOf(1, 2, 3, 4, 5, 6))
        bench.run()
        assertEquals(1, bench.scans())
        assertEquals(0, gatts.size)
        bench.found(phone)
        assertEquals(0, bench.scans())
        assertEquals(1, gatts.size)
    }

    @Test
    fun `a search that found nobody begins anew, and one that found somebody does not`() {
        client.restart(bench.serviceBytes, null)
        bench.run()
        assertEquals("nobody is looked for", 0, bench.scans())
        client.connect(bench.serviceBytes, null)
        client.restart(bench.serviceBytes, null)
        bench.run()
        assertEquals(1, bench.scans())
        bench.found(phone)
        client.restart(bench.serviceBytes, null)
        bench.run()
        assertEquals(0, bench.scans())
        assertEquals("the connection that is being built stays", listOf<String>(), link.log)
        assertEquals(1, gatts.size)
    }

    @Test
    fun `connected, an MTU of 515, services, subscriptions, a byte, and its end`() {
        connected()
        assertEquals(listOf("mtu 515", "discover"), link.log)
        assertEquals(listOf("BleConnected(mtu=517)"), bench.told())
        client.subscribe()
        bench.run()
        described(1)
        assertEquals(emptyList<String>(), bench.told())
        described(3)
        assertEquals(listOf("BleSubscribed"), bench.told())
        assertEquals(
            listOf("notify 01 true", "descriptor 01 0100", "notify 03 true", "descriptor 03 0100"),
            link.log.drop(2),
        )
        client.send(Characteristic.STATE, byteArrayOf(1))
        client.send(Characteristic.CLIENT_2_SERVER, ByteArray(512))
        client.send(Characteristic.CLIENT_2_SERVER, ByteArray(7))
        bench.run()
        assertEquals(listOf("write 01 1"), link.log.drop(6))
        written(1)
        written(2)
        written(2)
        assertEquals(listOf("write 01 1", "write 02 512", "write 02 7"), link.log.drop(6))
        changed(3, byteArrayOf(0, 1, 2))
        changed(1, byteArrayOf(2))
        assertEquals(listOf("received SERVER_2_CLIENT 000102", "received STATE 02"), bench.told())
        client.send(Characteristic.STATE, byteArrayOf(2))
        client.close()
        bench.run()
        assertEquals("write 01 1", link.log.last())
        written(1)
        assertEquals(listOf("disconnect", "close"), link.log.takeLast(2))
        assertEquals(emptyList<String>(), bench.told())
    }

    @Test
    fun `the end of a link that was closed is not taken for that of the next one`() {
        connected()
        bench.told()
        client.send(Characteristic.STATE, byteArrayOf(2))
        client.close()
        client.connect(bench.serviceBytes, null)
        bench.run()
        state(8, BluetoothProfile.STATE_DISCONNECTED)
        assertEquals(emptyList<String>(), bench.told())
        assertEquals(1, bench.scans())
    }

    @Test
    fun `status 133 closes the connection and is told once, and the next one begins anew`() {
        connecting()
        state(133, BluetoothProfile.STATE_DISCONNECTED)
        assertEquals(listOf("disconnect", "close"), link.log)
        assertEquals(listOf("BleDisconnected(status=133)"), bench.told())
        val before = callback
        connecting()
        assertEquals(2, gatts.size)
        // What the old one says late is left out.
        before.onConnectionStateChange(gatts.first(), 0, BluetoothProfile.STATE_CONNECTED)
        before.onConnectionStateChange(gatts.first(), 8, BluetoothProfile.STATE_DISCONNECTED)
        assertEquals(emptyList<String>(), bench.told())
    }

    @Test
    fun `a connection that ends at each step is closed and told`() {
        val steps: List<() -> Unit> =
            listOf(
                { connecting(); state(0, BluetoothProfile.STATE_CONNECTED) },
                { connected() },
                { connected(); client.subscribe(); bench.run() },
                { connected(); client.send(Characteristic.STATE, byteArrayOf(1)); bench.run() },
            )
        for ((index, step) in steps.withIndex()) {
            step()
            bench.told()
            state(8, BluetoothProfile.STATE_DISCONNECTED)
            state(8, BluetoothProfile.STATE_DISCONNECTED)
            assertEquals("$index", listOf("BleDisconnected(status=8)"), bench.told())
            assertEquals("$index", listOf("disconnect", "close"), link.log.takeLast(2))
        }
    }

    @Test
    fun `a wallet without the service, or without a characteristic, is no wallet`() {
        for (service in listOf(wallet(1, 2), wallet(), BluetoothGattService(UUID(1, 2), 0))) {
            connected(service = service)
            assertEquals(listOf("BleDisconnected(status=0)"), bench.told())
            assertEquals(listOf("disconnect", "close"), link.log.takeLast(2))
            // Scans are few: the system would go silent.
            bench.later(30_000)
        }
    }

    @Test
    fun `a subscription that is refused ends the link`() {
        connected()
        client.subscribe()
        bench.run()
        bench.told()
        described(1, 5)
        assertEquals(listOf("BleDisconnected(status=5)"), bench.told())
    }

    @Test
    fun `a write that the stack has no room for is offered again in its order`() {
        connected()
        link.busy = 2
        client.send(Characteristic.CLIENT_2_SERVER, ByteArray(3))
        client.send(Characteristic.CLIENT_2_SERVER, ByteArray(2))
        bench.run()
        assertEquals(listOf("mtu 515", "discover"), link.log)
        bench.later(20)
        bench.later(20)
        written(2)
        assertEquals(listOf("write 02 3", "write 02 2"), link.log.drop(2))
    }

    @Test
    fun `values are measured by the MTU that was granted`() {
        for ((mtu, size) in listOf(23 to 20, 185 to 182, 515 to 512, 517 to 512)) {
            connected(mtu)
            client.send(Characteristic.CLIENT_2_SERVER, ByteArray(size))
            bench.run()
            assertEquals("write 02 $size", link.log.last())
            written(2)
            client.send(Characteristic.CLIENT_2_SERVER, ByteArray(size + 1))
            bench.run()
            assertEquals(listOf("disconnect", "close"), link.log.takeLast(2))
            bench.later(30_000)
        }
    }

    @Test
    fun `the channel's number is read, and what cannot be read is told as nothing`() {
        client.readPsm()
        assertEquals(listOf("psm null"), bench.told())
        connected()
        bench.told()
        client.readPsm()
        bench.run()
        assertEquals("read 0a", link.log.last())
        val own = characteristic(10)
        if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.TIRAMISU) {
            callback.onCharacteristicRead(gatt, own, byteArrayOf(0, 0x81.toByte()), 0)
        } else {
            @Suppress("DEPRECATION") run {
                own.value = byteArrayOf(0, 0x81.toByte())
                callback.onCharacteristicRead(gatt, own, 0)
            }
        }
        assertEquals(listOf("psm 0081"), bench.told())
        connected(service = wallet(1, 2, 3))
        bench.told()
        client.readPsm()
        assertEquals(listOf("psm null"), bench.told())
    }

    @Test
    fun `a radio or a permission that goes away in the middle ends the link and throws nothing`() {
        val troubles = listOf(SecurityException("revoked"), IllegalStateException("off"))
        val steps: List<() -> Unit> =
            listOf(
                { client.subscribe() },
                { client.send(Characteristic.STATE, byteArrayOf(1)) },
                { client.readPsm() },
            )
        for (trouble in troubles) {
            for (step in steps) {
                connected()
                bench.told()
                link.trouble.exception = trouble
                step()
                bench.run()
                // A queue that stays full is given up after two seconds.
                repeat(101) { bench.later(20) }
                state(8, BluetoothProfile.STATE_DISCONNECTED)
                val told = bench.told()
                assertTrue("$told", told.any { it.startsWith("BleDisconnected") })
                bench.later(30_000)
            }
            connecting()
            link.trouble.exception = trouble
            state(0, BluetoothProfile.STATE_CONNECTED)
            assertEquals(listOf("BleDisconnected(status=133)"), bench.told())
            bench.later(30_000)
        }
    }

    @Test
    fun `no scan begins where there is no radio, where the service is none, or too often`() {
        client.connect(ByteArray(15), null)
        assertEquals(listOf("BleDisconnected(status=133)"), bench.told())
        repeat(4) {
            client.connect(bench.serviceBytes, null)
            assertEquals(emptyList<String>(), bench.told())
        }
        client.connect(bench.serviceBytes, null)
        assertEquals(listOf("BleDisconnected(status=133)"), bench.told())
        assertEquals(0, bench.scans())
        val none = GattClient(bench.context, null, bench.worker, bench.events::add)
        none.connect(bench.serviceBytes, null)
        assertEquals(listOf("BleDisconnected(status=133)"), bench.told())
    }

    @Test
    fun `what is closed while it is looked for is not found`() {
        client.connect(bench.serviceBytes, null)
        bench.run()
        client.close()
        bench.run()
        assertEquals(0, bench.scans())
        bench.found(phone)
        assertEquals(emptyList<BluetoothGatt>(), gatts)
        assertEquals(emptyList<String>(), bench.told())
    }
}
