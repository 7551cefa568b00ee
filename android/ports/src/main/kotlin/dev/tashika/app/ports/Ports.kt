package dev.tashika.app.ports

import java.time.Duration
import java.time.Instant

/** What a port reports. Each report is a fact: what follows from it is the model's to decide. */
fun interface PortEvents {
    fun on(event: PortEvent)
}

/** What happened at a port. */
sealed interface PortEvent {
    /** The tag's response to the last command. */
    class ApduResponse(val response: ByteArray) : PortEvent

    /** The Bluetooth link is up, with this MTU. */
    data class BleConnected(val mtu: Int) : PortEvent

    /** The link is gone or could not be built. [status] is the platform's, for the log of a laboratory. */
    data class BleDisconnected(val status: Int) : PortEvent

    data class BleMtu(val mtu: Int) : PortEvent

    class BleReceived(val characteristic: Characteristic, val value: ByteArray) : PortEvent

    /** State and the characteristic for the other side's messages are subscribed. */
    data object BleSubscribed : PortEvent

    /** The text of a code. */
    class CodeScanned(val text: String) : PortEvent

    /** The camera is closed, and others may have it. */
    data object CameraClosed : PortEvent

    data class Permission(val kind: PermissionKind, val state: PermissionState) : PortEvent

    /** The wallet's L2CAP characteristic, or `null` where there is none. */
    class PsmRead(val value: ByteArray?) : PortEvent

    data class Radio(val kind: RadioKind, val state: RadioState) : PortEvent

    data object StreamClosed : PortEvent

    data object StreamOpened : PortEvent

    data class StreamPublished(val psm: Int?) : PortEvent

    class StreamReceived(val bytes: ByteArray) : PortEvent

    data object TagFound : PortEvent

    data object TagLost : PortEvent

    /** The time that was asked for has come. */
    data object Tick : PortEvent
}

/** A characteristic of ISO 18013-5's services. */
enum class Characteristic {
    CLIENT_2_SERVER,
    IDENT,
    L2CAP,
    SERVER_2_CLIENT,
    STATE,
}

enum class PermissionKind { BLUETOOTH, CAMERA, LOCATION, NFC }

enum class PermissionState { DENIED, DENIED_FOR_GOOD, GRANTED, NOT_NEEDED }

enum class RadioKind { BLUETOOTH, CAMERA, LOCATION, NFC }

enum class RadioState { ABSENT, OFF, ON }

/** A page of the system's settings. */
enum class SettingsPage { APP, BLUETOOTH, LOCATION, NFC }

/** How an outcome sounds and feels. Each one differs from every other one. */
enum class SignalKind { ACCEPT, CANNOT_DECIDE, PROBLEM, REJECT, TEST_DATA }

/** Reads tags while the app is in front. */
interface NfcPort {
    fun arm()

    fun disarm()

    /** Sends a command to the tag that is in the field. */
    fun transceive(command: ByteArray)
}

/** The reader as GATT client. */
interface BleCentralPort {
    /** Looks for the service and connects. [address] is where it is known, as the engagement has it. */
    fun connect(service: ByteArray, address: ByteArray?)

    /** Looks anew, where nothing has been found yet. */
    fun restart(service: ByteArray, address: ByteArray?)

    fun readPsm()

    fun send(characteristic: Characteristic, value: ByteArray)

    fun subscribe()

    /** Sends what waits, then closes. */
    fun close()
}

/** The reader as GATT server. */
interface BlePeripheralPort {
    fun advertise(service: ByteArray, ident: ByteArray, psm: ByteArray?)

    fun send(characteristic: Characteristic, value: ByteArray)

    /** Sends what waits, then closes. */
    fun close()
}

/** A connection-oriented channel. */
interface L2capPort {
    fun open(service: ByteArray, address: ByteArray?, psm: Int)

    /** Listens; answers with [PortEvent.StreamPublished]. */
    fun publish()

    fun send(bytes: ByteArray)

    /** Sends what waits, then closes. */
    fun close()
}

/** Reads the code on a phone's display. */
interface CodeScannerPort {
    fun open()

    fun close()
}

/** What this device may and can. */
interface DevicePort {
    /** Reports every permission and every radio as it is, without asking anybody. */
    fun tell()

    fun ask(kind: PermissionKind)

    /** The system's question is gone: by an answer of a person, or taken away. */
    fun answered(kind: PermissionKind, byPerson: Boolean)

    fun openSettings(page: SettingsPage)
}

interface ClockPort {
    /** A clock that only goes forward. */
    fun now(): Duration

    /** The date, for validity and for the history. */
    fun wall(): Instant

    /** Answers with [PortEvent.Tick] at [at]; a later call takes the place of an earlier one. */
    fun wakeAt(at: Duration)
}

fun interface RandomPort {
    fun bytes(count: Int): ByteArray
}

/** What is kept of a transaction. There is no place for a value, a picture or a digest. */
data class HistoryEntry(
    val time: Instant,
    /** Its id. */
    val preset: String,
    /** The verdict's code. */
    val verdict: String,
    /** Their codes. */
    val reasons: List<String>,
    val policyVersion: String,
    val trustVersion: String,
)

interface HistoryPort {
    /** Keeps it until [until]. */
    fun keep(entry: HistoryEntry, until: Instant)

    /** The newest first. */
    fun entries(): List<HistoryEntry>

    fun deleteAll()
}

fun interface SignalPort {
    fun signal(kind: SignalKind)
}
