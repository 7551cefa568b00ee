package dev.tashika.app.radio

import android.annotation.SuppressLint
import android.bluetooth.BluetoothAdapter
import android.bluetooth.BluetoothDevice
import android.bluetooth.le.BluetoothLeScanner
import android.bluetooth.le.ScanCallback
import android.bluetooth.le.ScanFilter
import android.bluetooth.le.ScanResult
import android.bluetooth.le.ScanSettings
import android.os.ParcelUuid
import android.os.SystemClock
import dev.tashika.app.ports.ScanBudget
import java.util.UUID

/**
 * Finds the device that offers a service.
 *
 * By its service alone: of an address in an engagement it is not known whether it is a public one.
 */
internal class Finder(private val adapter: BluetoothAdapter?, private val worker: Worker) {
    private val budget = ScanBudget()
    private var scanner: BluetoothLeScanner? = null
    private var callback: ScanCallback? = null
    val isLooking get() = callback != null

    /** [found] and [failed] come at most once, and not after [stop]. */
    @SuppressLint("MissingPermission")
    fun find(service: UUID, found: (BluetoothDevice) -> Unit, failed: () -> Unit) {
        stop()
        val scanner = adapter?.bluetoothLeScanner ?: return failed()
        if (!budget.take(SystemClock.elapsedRealtime())) return failed()
        val callback = object : ScanCallback() {
            // The system calls from its main thread; everything else here is the radio's.
            override fun onScanResult(callbackType: Int, result: ScanResult) = worker.run {
                if (ended()) found(result.device)
            }

            override fun onScanFailed(errorCode: Int) = worker.run {
                if (ended()) failed()
            }

            private fun ended(): Boolean {
                val current = this@Finder.callback === this
                if (current) stop()
                return current
            }
        }
        val filter = ScanFilter.Builder().setServiceUuid(ParcelUuid(service)).build()
        val mode = ScanSettings.SCAN_MODE_LOW_LATENCY
        val settings = ScanSettings.Builder().setScanMode(mode).build()
        this.scanner = scanner
        this.callback = callback
        guarded({ stop(); failed() }) { scanner.startScan(listOf(filter), settings, callback) }
    }

    @SuppressLint("MissingPermission")
    fun stop() {
        val running = callback ?: return
        callback = null
        guarded({}) { scanner?.stopScan(running) }
        scanner = null
    }
}
