package dev.tashika.app.ports

import java.time.Duration
import java.time.Instant

/** Every port, writing down what it is told to do. Time stands still until it is moved. */
class FakePorts(
    var time: Duration = Duration.ZERO,
    private val date: Instant = Instant.parse("2026-06-01T00:00:00Z"),
) :
    NfcPort, CodeScannerPort, DevicePort, ClockPort, RandomPort, HistoryPort, SignalPort {
    val log = mutableListOf<String>()
    val history = mutableListOf<HistoryEntry>()
    var wake: Duration? = null

    val central = object : BleCentralPort {
        override fun connect(service: ByteArray, address: ByteArray?) = say("central connect")

        override fun restart(service: ByteArray, address: ByteArray?) = say("central restart")

        override fun readPsm() = say("central read psm")

        override fun send(characteristic: Characteristic, value: ByteArray) =
            say("central send $characteristic ${value.size}")

        override fun subscribe() = say("central subscribe")

        override fun close() = say("central close")
    }

    val peripheral = object : BlePeripheralPort {
        override fun advertise(service: ByteArray, ident: ByteArray, psm: ByteArray?) =
            say("peripheral advertise" + if (psm == null) "" else " psm")

        override fun send(characteristic: Characteristic, value: ByteArray) =
            say("peripheral send $characteristic ${value.size}")

        override fun close() = say("peripheral close")
    }

    val l2cap = object : L2capPort {
        override fun open(service: ByteArray, address: ByteArray?, psm: Int) = say("l2cap open $psm")

        override fun publish() = say("l2cap publish")

        override fun send(bytes: ByteArray) = say("l2cap send ${bytes.size}")

        override fun close() = say("l2cap close")
    }

    override fun arm() = say("nfc arm")

    override fun disarm() = say("nfc disarm")

    override fun transceive(command: ByteArray) = say("nfc transceive ${command.size}")

    override fun open() = say("camera open")

    override fun close() = say("camera close")

    override fun tell() = say("tell device")

    override fun ask(kind: PermissionKind) = say("ask $kind")

    override fun answered(kind: PermissionKind, byPerson: Boolean) = say("answered $kind $byPerson")

    override fun openSettings(page: SettingsPage) = say("settings $page")

    override fun now(): Duration = time

    override fun wall(): Instant = date.plus(time)

    override fun wakeAt(at: Duration) {
        wake = at
    }

    override fun bytes(count: Int): ByteArray = ByteArray(count) { it.toByte() }

    override fun keep(entry: HistoryEntry, until: Instant) {
        history.add(0, entry)
    }

    override fun entries(): List<HistoryEntry> = history.toList()

    override fun deleteAll() = history.clear()

    override fun signal(kind: SignalKind) = say("signal $kind")

    private fun say(what: String) {
        log += what
    }
}
