package dev.tashika.app.counter

import com.google.gson.JsonArray
import com.google.gson.JsonElement
import com.google.gson.JsonObject
import com.google.gson.JsonParser
import com.google.gson.JsonPrimitive
import dev.tashika.Anchor
import dev.tashika.Counter
import dev.tashika.CounterAction
import dev.tashika.CounterEvent
import dev.tashika.CounterOptions
import dev.tashika.CounterScreen
import dev.tashika.Curve
import dev.tashika.NfcStyle
import dev.tashika.RadioAction
import dev.tashika.RadioEvent
import dev.tashika.ReaderIdentity
import dev.tashika.SystemReaderOutcome
import dev.tashika.TrustStore
import dev.tashika.app.ports.Characteristic
import dev.tashika.app.ports.Value
import dev.tashika.app.ports.ValueLink
import dev.tashika.app.ports.ValuePump
import dev.tashika.app.presenter.Presenter
import dev.tashika.app.presenter.SampleTexts
import java.io.File
import java.time.Duration
import java.time.Instant
import java.time.ZoneId
import java.util.HexFormat
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.DynamicTest
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.TestFactory

/** Plays the recorded scenarios: the same events give the same actions and screens as in Rust. */
class ScenariosTest {
    private val folder = File(System.getProperty("tashika.root"), "tests/fixtures/scenarios")
    private val blob by lazy { File(folder, "blob.bin").readBytes() }
    private val texts = listOf("ja", "en").map(::SampleTexts)

    private fun scenario(name: String): JsonObject =
        resolved(JsonParser.parseString(File(folder, "$name.json").readText())).asJsonObject

    private fun names(): List<String> =
        folder.listFiles()!!.filter { it.extension == "json" }.map { it.nameWithoutExtension }.sorted()

    @TestFactory
    fun `each scenario is played alike`(): List<DynamicTest> =
        names().filter { it != "disconnects" }.map { name ->
            DynamicTest.dynamicTest(name) {
                val scenario = scenario(name)
                played(scenario) { player ->
                    scenario.getAsJsonArray("steps").forEach { player.step(it.asJsonObject) }
                }
            }
        }

    @Test
    fun `after every step the link may go`() {
        val cuts = scenario("disconnects").getAsJsonArray("cuts")
        assertTrue(cuts.size() > 20, "${cuts.size()}")
        for (cut in cuts.map { it.asJsonObject }) {
            val scenario = scenario(cut["of"].asString)
            val steps = scenario.getAsJsonArray("steps").take(cut["steps"].asInt)
            played(scenario) { player ->
                steps.forEach { player.step(it.asJsonObject) }
                val last = JsonObject()
                last.add("at", steps.last().asJsonObject["at"])
                listOf("event", "actions", "screen").forEach { if (cut.has(it)) last.add(it, cut[it]) }
                player.step(last)
            }
        }
    }

    /** The platform's part of a queue without room: each value later, in the same order, once. */
    @Test
    fun `every value of every MTU goes through a queue that is full at each of them`() {
        val sizes = mutableMapOf<Int, Int>()
        for (name in names().filter { "-mtu-" in it }) {
            val scenario = scenario(name)
            val mtu = scenario["mtu"].asInt
            val values = scenario.getAsJsonArray("steps")
                .flatMap { it.asJsonObject.getAsJsonArray("actions") }
                .map { it.asJsonObject }
                .filter { it["type"].asString == "radio.send-ble" }
                .map { Value(Characteristic.STATE, bytes(it["value"])) }
            assertTrue(values.isNotEmpty(), name)
            assertEquals(values.map { it.bytes.size } + -1, pumped(values, mtu), name)
            sizes.merge(mtu, values.maxOf { it.bytes.size }, ::maxOf)
        }
        assertEquals(setOf(23, 185, 515, 517), sizes.keys)
        for ((mtu, size) in sizes) assertTrue(size <= minOf(mtu - 3, 512), "$mtu: $size")
    }

    /** The sizes in the order in which a stack takes them that refuses each value once; -1 is the end. */
    private fun pumped(values: List<Value>, mtu: Int): List<Int> {
        val taken = mutableListOf<Int>()
        val waits = ArrayDeque<() -> Unit>()
        val link = object : ValueLink {
            private var refused: Value? = null

            override fun begin(value: Value): Boolean {
                val takes = refused === value
                refused = value
                if (takes) taken += value.bytes.size
                return takes
            }

            override fun disconnect() {
                taken += -1
            }
        }
        val pump = ValuePump(link) { _, run -> waits += run }
        pump.mtu(mtu)
        values.forEach(pump::send)
        pump.close()
        while (waits.isNotEmpty()) {
            waits.removeFirst()()
            pump.sent(true)
        }
        return taken
    }

    private fun played(scenario: JsonObject, work: (Player) -> Unit) {
        val setup = scenario.getAsJsonObject("setup")
        store(setup, "trust").use { trust ->
            store(setup, "testTrust").use { test ->
                Counter(options(scenario, setup), trust, test).use { counter ->
                    work(Player(counter, Instant.ofEpochSecond(scenario["wall"].asLong)))
                }
            }
        }
        texts.forEach { assertEquals(emptySet<String>(), it.missing) }
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

    /** One counter in one scenario. */
    private inner class Player(private val counter: Counter, private val start: Instant) {
        private val presenters = texts.map { Presenter(it, ZoneId.of("Asia/Tokyo")) }

        fun step(step: JsonObject) {
            val millis = step["at"].asLong
            val event = event(step.getAsJsonObject("event"))
            val wall = start.plusSeconds(millis / 1000)
            val actions = counter.onEvent(event, Duration.ofMillis(millis), wall)
            val said = JsonArray().also { all -> actions.forEach { all.add(json(it)) } }
            assertEquals(step["actions"], said, "at $millis")
            step["screen"]?.asJsonObject?.let { screen(it, counter.view.screen) }
            val view = view(counter.view)
            presenters.forEach { assertTrue(it.present(view).blocks.size > 1) }
        }
    }

    /** What stands in the file of a screen is on it. */
    private fun screen(want: JsonObject, screen: CounterScreen) {
        val own = JsonObject()
        when (screen) {
            is CounterScreen.Blocked -> own.addProperty("name", "blocked")
            CounterScreen.Checking -> own.addProperty("name", "checking")
            is CounterScreen.Connecting -> waiting(own, "connecting", screen.waiting)
            is CounterScreen.Engaging -> waiting(own, "engaging", screen.waiting)
            is CounterScreen.Problem -> {
                own.addProperty("name", "problem")
                own.addProperty("problem", screen.view.problem.code())
                own.addProperty("action", screen.view.action.code())
            }
            is CounterScreen.Ready -> {
                own.addProperty("name", "ready")
                own.addProperty("selected", screen.view.selected)
                own.addProperty("nfc", screen.view.nfc.code())
                own.addProperty("camera", screen.view.camera.code())
            }
            is CounterScreen.Verdict -> {
                own.addProperty("name", "verdict")
                own.addProperty("verdict", screen.view.kind.code())
                own.add("reasons", list(screen.view.reasons.map { it.code.code() }))
                own.add("remarks", list(screen.view.remarks.map { it.code.code() }))
                own.addProperty("wipe-in", screen.view.wipeIn)
            }
            is CounterScreen.WaitingForHolder -> {
                waiting(own, "waiting-for-holder", screen.waiting)
                own.addProperty("received", screen.received)
            }
        }
        for ((name, value) in own.entrySet()) assertEquals(want[name], value, name)
    }

    private fun waiting(own: JsonObject, name: String, waiting: dev.tashika.WaitingView) {
        own.addProperty("name", name)
        own.addProperty("who", waiting.who.code())
        own.addProperty("say", waiting.say.key)
        own.addProperty("elapsed", waiting.elapsed)
        own.addProperty("limit", waiting.limit)
    }

    private fun event(own: JsonObject): CounterEvent {
        val text = { name: String -> own[name].asString }
        val type = text("type")
        return when (type) {
            "cancel" -> CounterEvent.Cancel
            "customer-card-shown" -> CounterEvent.CustomerCardShown(own["shown"].asBoolean)
            "done" -> CounterEvent.Done
            "face-judged" -> CounterEvent.FaceJudged(named(text("outcome")))
            "nfc-sheet-ended" -> CounterEvent.NfcSheetEnded(named(text("end")))
            "nfc-wanted" -> CounterEvent.NfcWanted
            "permission" -> CounterEvent.Permission(named(text("kind")), named(text("state")))
            "portrait-unreadable" -> CounterEvent.PortraitUnreadable(own["document"].asInt)
            "preset-chosen" -> CounterEvent.PresetChosen(text("id"))
            "radio" -> CounterEvent.Radio(named(text("kind")), named(text("state")))
            "retry" -> CounterEvent.Retry
            "service" -> CounterEvent.Service(bytes(own["bytes"]))
            "signing-failed" -> CounterEvent.SigningFailed(own["id"].asInt)
            "started" -> CounterEvent.Started
            "stopped" -> CounterEvent.Stopped(named(text("reason")))
            "system-reader" -> CounterEvent.SystemReader(outcome(own))
            "system-reader-wanted" -> CounterEvent.SystemReaderWanted
            "tick" -> CounterEvent.Tick
            else -> CounterEvent.Session(radio(type.removePrefix("session."), own))
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

    private fun json(action: CounterAction): JsonObject =
        when (action) {
            is CounterAction.Announce -> typed("announce") { add("phrase", phrase(action.phrase)) }
            CounterAction.ArmNfc -> typed("arm-nfc")
            is CounterAction.AskPermission -> typed("ask-permission") { put("kind", action.kind.code()) }
            CounterAction.CheckDevice -> typed("check-device")
            CounterAction.CloseCamera -> typed("close-camera")
            CounterAction.CreateService -> typed("create-service")
            CounterAction.DisarmNfc -> typed("disarm-nfc")
            is CounterAction.KeepHistory -> typed("keep-history") {
                add("entry", entry(action.entry))
                addProperty("until", action.until.epochSecond)
            }
            CounterAction.OpenCamera -> typed("open-camera")
            is CounterAction.OpenSettings -> typed("open-settings") { put("page", action.page.code()) }
            is CounterAction.Radio -> json(action.action)
            CounterAction.Render -> typed("render")
            is CounterAction.RestartScan -> typed("restart-scan") {
                put("service", action.service)
                action.address?.let { put("address", it) }
            }
            is CounterAction.RunSystemReader -> typed("run-system-reader") { put("request", action.request) }
            is CounterAction.SecureScreen -> typed("secure-screen") { addProperty("on", action.on) }
            is CounterAction.Signal -> typed("signal") { put("signal", action.signal.code()) }
            CounterAction.StopSystemReader -> typed("stop-system-reader")
            is CounterAction.WakeAt -> typed("wake-at") { addProperty("ms", ceiling(action.at)) }
            CounterAction.Wipe -> typed("wipe")
        }

    private fun json(action: RadioAction): JsonObject =
        when (action) {
            is RadioAction.Advertise -> typed("radio.advertise") {
                put("service", action.service)
                put("ident", action.ident)
            }
            is RadioAction.CreateKey -> typed("radio.create-key") { put("curve", curve(action.curve)) }
            is RadioAction.OpenStream -> typed("radio.open-stream") {
                put("service", action.service)
                action.address?.let { put("address", it) }
                addProperty("psm", action.psm)
            }
            RadioAction.PublishStream -> typed("radio.publish-stream")
            RadioAction.ReadPsm -> typed("radio.read-psm")
            is RadioAction.Scan -> typed("radio.scan") {
                put("service", action.service)
                action.address?.let { put("address", it) }
            }
            is RadioAction.SendApdu -> typed("radio.send-apdu") { put("command", action.command) }
            is RadioAction.SendBle -> typed("radio.send-ble") {
                put("characteristic", action.characteristic.name.replace("_", "").lowercase())
                put("value", action.value)
            }
            is RadioAction.SendStream -> typed("radio.send-stream") { put("bytes", action.bytes) }
            is RadioAction.ShowPsm -> typed("radio.show-psm") { put("value", action.value) }
            is RadioAction.Sign -> typed("radio.sign") {
                addProperty("id", action.id)
                addProperty("algorithm", -7)
                put("bytes", action.bytes)
            }
            RadioAction.StopRadio -> typed("radio.stop-radio")
            RadioAction.Subscribe -> typed("radio.subscribe")
        }

    private fun phrase(own: dev.tashika.Phrase): JsonElement {
        if (own.arguments.isEmpty()) return JsonPrimitive(own.key)
        return JsonObject().apply {
            addProperty("key", own.key)
            own.arguments.forEach { addProperty(it.name, it.content) }
        }
    }

    private fun entry(own: dev.tashika.HistoryEntry): JsonObject =
        JsonObject().apply {
            addProperty("time", own.time.epochSecond)
            addProperty("preset", own.preset)
            addProperty("verdict", own.verdict.code())
            add("reasons", list(own.reasons.map { it.code() }))
            addProperty("policy", own.policy)
            addProperty("trust", own.trust)
        }

    private fun typed(type: String, fill: JsonObject.() -> Unit = {}): JsonObject =
        JsonObject().apply {
            addProperty("type", type)
            fill()
        }

    private fun JsonObject.put(name: String, text: String) = addProperty(name, text)

    private fun JsonObject.put(name: String, bytes: ByteArray) = addProperty(name, hex(bytes))

    private fun list(texts: List<String>) = JsonArray().also { all -> texts.forEach(all::add) }

    private fun ceiling(own: Duration): Long = own.plusNanos(999_999).toMillis()

    private fun curve(own: Curve): String = own.name.replace(Regex("^P(?=\\d)"), "P-")

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

    private fun hex(bytes: ByteArray): String = HexFormat.of().formatHex(bytes)

    private fun bytes(own: JsonElement): ByteArray = HexFormat.of().parseHex(own.asString)

    /** The entry of an enum by the core's name for it. */
    private inline fun <reified T : Enum<T>> named(name: String): T {
        val bare = { own: String -> own.lowercase().filter(Char::isLetterOrDigit) }
        return enumValues<T>().first { bare(it.name) == bare(name) }
    }

    private companion object {
        val REFERENCE = Regex("@(\\d+)\\+(\\d+)")
    }
}
