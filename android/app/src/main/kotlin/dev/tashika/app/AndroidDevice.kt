package dev.tashika.app

import android.app.Activity
import android.bluetooth.BluetoothAdapter
import android.content.ActivityNotFoundException
import android.content.Context
import android.content.Intent
import android.content.pm.PackageManager
import android.location.LocationManager
import android.net.Uri
import android.nfc.NfcAdapter
import android.os.Build
import android.provider.Settings
import dev.tashika.app.ports.DevicePort
import dev.tashika.app.ports.PermissionKind
import dev.tashika.app.ports.PermissionPlan
import dev.tashika.app.ports.PermissionState
import dev.tashika.app.ports.PortEvent
import dev.tashika.app.ports.PortEvents
import dev.tashika.app.ports.RadioKind
import dev.tashika.app.ports.RadioState
import dev.tashika.app.ports.SettingsPage

/** What this device may and can, as the system says. */
class AndroidDevice(
    private val activity: Activity,
    private val nfc: NfcAdapter?,
    private val bluetooth: BluetoothAdapter?,
    private val events: PortEvents,
) : DevicePort {
    private val refusals = activity.getSharedPreferences("refusals", Context.MODE_PRIVATE)

    /** The system asks one thing at a time, and answers a second question by itself, with nothing. */
    private val waiting = ArrayDeque<PermissionKind>()
    private var open: PermissionKind? = null

    override fun tell() {
        PermissionKind.entries.forEach { events.on(PortEvent.Permission(it, permission(it))) }
        RadioKind.entries.forEach { events.on(PortEvent.Radio(it, radio(it))) }
    }

    @Synchronized
    override fun ask(kind: PermissionKind) {
        if (PermissionPlan.names(kind, Build.VERSION.SDK_INT).isEmpty()) return tell()
        if (kind != open && kind !in waiting) waiting += kind
        next()
    }

    @Synchronized
    override fun answered(kind: PermissionKind, byPerson: Boolean) {
        if (open == kind) open = null
        val granted = missing(kind).isEmpty()
        val before = refusals.getInt(kind.name, 0)
        if (granted) refusals.edit().remove(kind.name).apply()
        else if (byPerson) refusals.edit().putInt(kind.name, before + 1).apply()
        tell()
        next()
    }

    private fun next() {
        if (open != null) return
        val kind = waiting.removeFirstOrNull() ?: return
        open = kind
        val names = PermissionPlan.names(kind, Build.VERSION.SDK_INT)
        activity.requestPermissions(names.toTypedArray(), kind.ordinal)
    }

    private fun missing(kind: PermissionKind): List<String> =
        PermissionPlan.names(kind, Build.VERSION.SDK_INT).filter {
            activity.checkSelfPermission(it) != PackageManager.PERMISSION_GRANTED
        }

    override fun openSettings(page: SettingsPage) {
        val action =
            when (page) {
                SettingsPage.APP -> Settings.ACTION_APPLICATION_DETAILS_SETTINGS
                SettingsPage.BLUETOOTH -> Settings.ACTION_BLUETOOTH_SETTINGS
                SettingsPage.LOCATION -> Settings.ACTION_LOCATION_SOURCE_SETTINGS
                SettingsPage.NFC -> Settings.ACTION_NFC_SETTINGS
            }
        val intent = Intent(action)
        if (page == SettingsPage.APP) intent.data = Uri.fromParts("package", activity.packageName, null)
        if (!opened(intent)) opened(Intent(Settings.ACTION_SETTINGS))
    }

    /** A managed device may have no such page, or keep it closed. */
    private fun opened(intent: Intent): Boolean =
        try {
            activity.startActivity(intent)
            true
        } catch (_: ActivityNotFoundException) {
            false
        } catch (_: SecurityException) {
            false
        }

    private fun permission(kind: PermissionKind): PermissionState {
        val names = PermissionPlan.names(kind, Build.VERSION.SDK_INT)
        val missing = missing(kind)
        return when {
            names.isEmpty() -> PermissionState.NOT_NEEDED
            missing.isEmpty() -> PermissionState.GRANTED
            // The system shows its question again as long as it wants a reason told before.
            missing.any(activity::shouldShowRequestPermissionRationale) -> PermissionState.DENIED
            // A question that was only put away comes again; one that was refused twice does not.
            refusals.getInt(kind.name, 0) >= REFUSALS -> PermissionState.DENIED_FOR_GOOD
            else -> PermissionState.DENIED
        }
    }

    private fun radio(kind: RadioKind): RadioState =
        when (kind) {
            RadioKind.BLUETOOTH -> state(bluetooth != null, bluetooth?.isEnabled == true)
            RadioKind.CAMERA -> {
                val any = PackageManager.FEATURE_CAMERA_ANY
                state(activity.packageManager.hasSystemFeature(any), true)
            }
            RadioKind.LOCATION -> {
                val needed = PermissionPlan.needsLocation(Build.VERSION.SDK_INT)
                val manager = activity.getSystemService(LocationManager::class.java)
                state(needed, manager?.isLocationEnabled == true)
            }
            RadioKind.NFC -> state(nfc != null, nfc?.isEnabled == true)
        }

    private fun state(there: Boolean, on: Boolean): RadioState =
        when {
            !there -> RadioState.ABSENT
            on -> RadioState.ON
            else -> RadioState.OFF
        }

    private companion object {
        const val REFUSALS = 2
    }
}
