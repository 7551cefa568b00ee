package dev.tashika.app

import android.app.Activity
import android.bluetooth.BluetoothManager
import android.nfc.NfcAdapter
import android.provider.Settings
import dev.tashika.app.ports.PermissionKind
import dev.tashika.app.ports.PermissionState
import dev.tashika.app.ports.PortEvent
import dev.tashika.app.ports.RadioKind
import dev.tashika.app.ports.RadioState
import dev.tashika.app.ports.SettingsPage
import org.junit.Assert.assertArrayEquals
import org.junit.Assert.assertEquals
import org.junit.Assert.assertNull
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.Robolectric
import org.robolectric.RobolectricTestRunner
import org.robolectric.Shadows.shadowOf
import org.robolectric.annotation.Config

/** Permissions and radios as the system has them, on the newest and on the oldest Android. */
@RunWith(RobolectricTestRunner::class)
@Config(application = FakeApplication::class)
class DeviceTest {
    private val activity = Robolectric.buildActivity(Activity::class.java).setup().get()
    private val events = mutableListOf<PortEvent>()
    private val bluetooth = activity.getSystemService(BluetoothManager::class.java)?.adapter
    private val device = AndroidDevice(activity, null, bluetooth, events::add)

    private fun permissions(): Map<PermissionKind, PermissionState> {
        events.clear()
        device.tell()
        return events.filterIsInstance<PortEvent.Permission>().associate { it.kind to it.state }
    }

    private fun radios(): Map<RadioKind, RadioState> {
        events.clear()
        device.tell()
        return events.filterIsInstance<PortEvent.Radio>().associate { it.kind to it.state }
    }

    private val nearby =
        arrayOf(
            "android.permission.BLUETOOTH_SCAN",
            "android.permission.BLUETOOTH_CONNECT",
            "android.permission.BLUETOOTH_ADVERTISE",
        )

    @Test
    @Config(sdk = [34])
    fun `from Android 12 on nearby devices are asked for, and no location`() {
        val before = permissions()
        assertEquals(PermissionState.DENIED, before[PermissionKind.BLUETOOTH])
        assertEquals(PermissionState.NOT_NEEDED, before[PermissionKind.LOCATION])
        assertEquals(PermissionState.NOT_NEEDED, before[PermissionKind.NFC])
        shadowOf(activity.application).grantPermissions(nearby[0], nearby[1])
        assertEquals(PermissionState.DENIED, permissions()[PermissionKind.BLUETOOTH])
        shadowOf(activity.application).grantPermissions(nearby[2])
        assertEquals(PermissionState.GRANTED, permissions()[PermissionKind.BLUETOOTH])
        assertEquals(RadioState.ABSENT, radios()[RadioKind.LOCATION])
    }

    @Test
    @Config(sdk = [29])
    fun `until Android 11 it is location, and Bluetooth asks nobody`() {
        val before = permissions()
        assertEquals(PermissionState.NOT_NEEDED, before[PermissionKind.BLUETOOTH])
        assertEquals(PermissionState.DENIED, before[PermissionKind.LOCATION])
        shadowOf(activity.application).grantPermissions("android.permission.ACCESS_FINE_LOCATION")
        assertEquals(PermissionState.GRANTED, permissions()[PermissionKind.LOCATION])
    }

    @Test
    @Config(sdk = [34])
    fun `what is asked for and refused for good is for the settings`() {
        device.ask(PermissionKind.CAMERA)
        val asked = shadowOf(activity).lastRequestedPermission
        assertArrayEquals(arrayOf("android.permission.CAMERA"), asked.requestedPermissions)
        assertEquals("the question stands", PermissionState.DENIED, permissions()[PermissionKind.CAMERA])
        device.answered(PermissionKind.CAMERA, byPerson = true)
        assertEquals(PermissionState.DENIED, permissions()[PermissionKind.CAMERA])
        device.answered(PermissionKind.CAMERA, byPerson = true)
        assertEquals(PermissionState.DENIED_FOR_GOOD, permissions()[PermissionKind.CAMERA])
        shadowOf(activity.application).grantPermissions("android.permission.CAMERA")
        device.answered(PermissionKind.CAMERA, byPerson = true)
        assertEquals(PermissionState.GRANTED, permissions()[PermissionKind.CAMERA])
        shadowOf(activity.application).denyPermissions("android.permission.CAMERA")
        assertEquals("only this time", PermissionState.DENIED, permissions()[PermissionKind.CAMERA])
        device.ask(PermissionKind.NFC)
        assertEquals(PermissionState.NOT_NEEDED, permissions()[PermissionKind.NFC])
    }

    @Test
    @Config(sdk = [34])
    fun `one question at a time, and one that was taken away counts for nothing`() {
        fun last() = shadowOf(activity).lastRequestedPermission.requestedPermissions.toList()
        device.ask(PermissionKind.BLUETOOTH)
        device.ask(PermissionKind.CAMERA)
        device.ask(PermissionKind.CAMERA)
        assertEquals(nearby.toList(), last())
        repeat(3) { device.answered(PermissionKind.CAMERA, byPerson = false) }
        assertEquals("the first one is still open", nearby.toList(), last())
        device.answered(PermissionKind.BLUETOOTH, byPerson = true)
        assertEquals(listOf("android.permission.CAMERA"), last())
        assertEquals(PermissionState.DENIED, permissions()[PermissionKind.CAMERA])
        device.answered(PermissionKind.CAMERA, byPerson = false)
        assertEquals(PermissionState.DENIED, permissions()[PermissionKind.CAMERA])
    }

    @Test
    @Config(sdk = [34])
    fun `each radio is told as it is`() {
        assertEquals(RadioState.ABSENT, radios()[RadioKind.NFC])
        shadowOf(bluetooth).setEnabled(false)
        assertEquals(RadioState.OFF, radios()[RadioKind.BLUETOOTH])
        shadowOf(bluetooth).setEnabled(true)
        assertEquals(RadioState.ON, radios()[RadioKind.BLUETOOTH])
        val none = AndroidDevice(activity, NfcAdapter.getDefaultAdapter(activity), null, events::add)
        events.clear()
        none.tell()
        assertEquals(RadioState.ABSENT, events.filterIsInstance<PortEvent.Radio>().first { it.kind == RadioKind.BLUETOOTH }.state)
    }

    @Test
    @Config(sdk = [29, 34])
    fun `each button goes to the very page`() {
        val pages =
            mapOf(
                SettingsPage.APP to Settings.ACTION_APPLICATION_DETAILS_SETTINGS,
                SettingsPage.BLUETOOTH to Settings.ACTION_BLUETOOTH_SETTINGS,
                SettingsPage.LOCATION to Settings.ACTION_LOCATION_SOURCE_SETTINGS,
                SettingsPage.NFC to Settings.ACTION_NFC_SETTINGS,
            )
        for ((page, action) in pages) {
            device.openSettings(page)
            val intent = shadowOf(activity).nextStartedActivity
            assertEquals(action, intent.action)
            if (page == SettingsPage.APP) assertEquals("package:dev.tashika.app", intent.dataString)
            else assertNull(intent.data)
        }
    }
}
