package dev.tashika.app.counter

import com.google.gson.JsonArray
import com.google.gson.JsonElement
import com.google.gson.JsonObject
import com.google.gson.JsonParser
import com.google.gson.JsonPrimitive
import dev.tashika.Anchor
import dev.tashika.Counter as Core
import dev.tashika.CounterEvent as CoreEvent
import dev.tashika.CounterOptions
import dev.tashika.Curve
import dev.tashika.NfcStyle
import dev.tashika.RadioEvent
import dev.tashika.ReaderIdentity
import dev.tashika.SystemReaderOutcome
import dev.tashika.TrustStore
import dev.tashika.app.model.Counter
import dev.tashika.app.model.CounterAction
import dev.tashika.app.model.CounterEvent
import dev.tashika.app.model.View
import dev.tashika.app.ports.PortEvent
import java.io.File
import java.time.Duration
import java.time.Instant
import java.util.HexFormat

/** The recorded scenarios as they are kept. */
object Scenarios {
    private val folder = File(System.getProperty("tashika.root"), "tests/fixtures/scenarios")
    private val blob by lazy { File(folder, "blob.bin").readBytes() }

    val names: List<String> =
        folder.listFiles()!!.filter { it.extension == "json" }.map { it.nameWithoutExtension }.sorted()

    fun read(name: String): JsonObject =
        resolved(JsonParser.parseString(File(folder, "$name.json").readText())).asJsonObject

    /** The counter that a scenario is played with. */
    fun counter(scenario: JsonObject): Core {
        val setup = scenario.getAsJsonObject("setup")
        return store(setup, "trust").use { trust ->
            store(setup, "testTrust").use { test -> Core(options(scenario, setup), trust, test) }
        }
    }

    private fun store(setup: JsonObject, name: String): TrustStore =
        TrustStore(setup.getAsJsonArray(name).map { Anchor(bytes(it)) })

    private fun options(scenario: JsonObject, setup: JsonObject): CounterOptions {
        val identity = setup["identity"]?.asJsonObject
        return CounterOptions(
            day = scenario["day"].asString,
            trustVersion = "scenario",
            identity = identity?.let {
                val certificates = it.getAsJsonArray("certificates").map(::bytes)
                ReaderIdentity(named(it["algorithm"].asString), certificates)
            },
            readerName = identity?.get("name")?.asString,
            nfc = named<NfcStyle>(setup["nfc"].asString),
            l2capServiceData = setup["l2capServiceData"]?.asInt,
            systemReader = setup["systemReader"].asBoolean,
            makesKeys = false,
        )
    }

    /** An event as it is written. */
    fun event(own: JsonObject): CoreEvent {
        val text = { name: String -> own[name].asString }
        val type = text("type")
        return when (type) {
            "cancel" -> CoreEvent.Cancel
            "customer-card-shown" -> CoreEvent.CustomerCardShown(own["shown"].asBoolean)
            "done" -> CoreEvent.Done
            "face-judged" -> CoreEvent.FaceJudged(named(text("outcome")))
            "nfc-sheet-ended" -> CoreEvent.NfcSheetEnded(named(text("end")))
            "nfc-wanted" -> CoreEvent.NfcWanted
            "permission" -> CoreEvent.Permission(named(text("kind")), named(text("state")))
            "portrait-unreadable" -> CoreEvent.PortraitUnreadable(own["document"].asInt)
            "preset-chosen" -> CoreEvent.PresetChosen(text("id"))
            "radio" -> CoreEvent.Radio(named(text("kind")), named(text("state")))
            "retry" -> CoreEvent.Retry
            "service" -> CoreEvent.Service(bytes(own["bytes"]))
            "signing-failed" -> CoreEvent.SigningFailed(own["id"].asInt)
            "started" -> CoreEvent.Started
            "stopped" -> CoreEvent.Stopped(named(text("reason")))
            "system-reader" -> CoreEvent.SystemReader(outcome(own))
            "system-reader-wanted" -> CoreEvent.SystemReaderWanted
            "tick" -> CoreEvent.Tick
            else -> CoreEvent.Session(radio(type.removePrefix("session."), own))
        }
    }

    private fun outcome(own: JsonObject): SystemReaderOutcome =
        when (val outcome = own["outcome"].asString) {
            "cancelled" -> SystemReaderOutcome.Cancelled
            "displayed" -> SystemReaderOutcome.Displayed
            "failed" -> SystemReaderOutcome.Failed
            "response" ->
                SystemReaderOutcome.Response(
                    bytes(own["response"]),
                    bytes(own["transcript"]),
                    own["mock"].asBoolean,
                )
            else -> error("no outcome: $outcome")
        }

    private fun radio(type: String, own: JsonObject): RadioEvent =
        when (type) {
            "apdu-response" -> RadioEvent.ApduResponse(bytes(own["response"]))
            "ble-connected" -> RadioEvent.BleConnected(own["mtu"].asInt)
            "ble-disconnected" -> RadioEvent.BleDisconnected
            "ble-mtu" -> RadioEvent.BleMtu(own["mtu"].asInt)
            "ble-received" ->
                RadioEvent.BleReceived(named(own["characteristic"].asString), bytes(own["value"]))
            "ble-subscribed" -> RadioEvent.BleSubscribed
            "code-scanned" -> RadioEvent.CodeScanned(own["text"].asString)
            "key" -> RadioEvent.Key(named<Curve>(own["curve"].asString), bytes(own["scalar"]))
            "psm-read" -> RadioEvent.PsmRead(own["value"]?.takeIf { !it.isJsonNull }?.let(::bytes))
            "signature" -> RadioEvent.Signature(own["id"].asInt, bytes(own["signature"]))
            "stream-closed" -> RadioEvent.StreamClosed
            "stream-opened" -> RadioEvent.StreamOpened
            "stream-published" -> RadioEvent.StreamPublished(own["psm"]?.takeIf { !it.isJsonNull }?.asLong)
            "stream-received" -> RadioEvent.StreamReceived(bytes(own["bytes"]))
            "tag-found" -> RadioEvent.TagFound
            "tag-lost" -> RadioEvent.TagLost
            else -> error("no event: $type")
        }

    /** References to the blob become what they refer to. */
    private fun resolved(own: JsonElement): JsonElement =
        when {
            own.isJsonObject -> JsonObject().also { all ->
                own.asJsonObject.entrySet().forEach { (name, value) -> all.add(name, resolved(value)) }
            }
            own.isJsonArray -> JsonArray().also { all -> own.asJsonArray.forEach { all.add(resolved(it)) } }
            own.isJsonPrimitive && own.asJsonPrimitive.isString -> JsonPrimitive(bytesOf(own.asString))
            else -> own
        }

    private fun bytesOf(text: String): String {
        val match = REFERENCE.matchEntire(text) ?: return text
        val (offset, length) = match.destructured
        return hex(blob.copyOfRange(offset.toInt(), offset.toInt() + length.toInt()))
    }

    /** Bytes in hexadecimal. */
    fun bytes(own: JsonElement): ByteArray = HexFormat.of().parseHex(own.asString)

    /** The entry of an enum by the core's name for it. */
    private inline fun <reified T : Enum<T>> named(name: String): T {
        val bare = { own: String -> own.lowercase().filter(Char::isLetterOrDigit) }
        return enumValues<T>().first { bare(it.name) == bare(name) }
    }

    private fun hex(bytes: ByteArray): String = HexFormat.of().formatHex(bytes)

    private val REFERENCE = Regex("@(\\d+)\\+(\\d+)")
}

/**
 * The core's counter that hears what was recorded: at each tick the next thing that happened, whatever the
 * app says of it. So an app meets real verdicts of a real response.
 */
class RecordedCounter(name: String) : Counter {
    private val scenario = Scenarios.read(name)
    private val core = Scenarios.counter(scenario)
    private val own = CoreCounter(core)
    private val start = Instant.ofEpochSecond(scenario["wall"].asLong)
    private val steps = scenario.getAsJsonArray("steps").mapTo(ArrayDeque()) { it.asJsonObject }

    /** Whether something is still to happen. */
    val goesOn: Boolean get() = steps.isNotEmpty()

    override val view: View get() = own.view

    override fun onEvent(event: CounterEvent, now: Duration, wall: Instant): List<CounterAction> {
        val ticks = event == CounterEvent.Started || event == CounterEvent.Port(PortEvent.Tick)
        val step = (if (ticks) steps.removeFirstOrNull() else null) ?: return emptyList()
        val millis = step["at"].asLong
        val recorded = Scenarios.event(step.getAsJsonObject("event"))
        return own.heard(recorded, Duration.ofMillis(millis), start.plusSeconds(millis / 1000))
    }

    override fun portrait(document: Int): ByteArray? = own.portrait(document)

    override fun close(): Unit = own.close()
}
