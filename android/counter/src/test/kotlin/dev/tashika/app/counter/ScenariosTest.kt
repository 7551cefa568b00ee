package dev.tashika.app.counter

import com.google.gson.JsonArray
import com.google.gson.JsonElement
import com.google.gson.JsonObject
import com.google.gson.JsonPrimitive
import dev.tashika.AskedAs
import dev.tashika.Blocked
import dev.tashika.BlockedAction
import dev.tashika.Counter
import dev.tashika.CounterAction
import dev.tashika.CounterScreen
import dev.tashika.CounterView
import dev.tashika.Curve
import dev.tashika.DocumentView
import dev.tashika.FaceState
import dev.tashika.PortraitView
import dev.tashika.RadioAction
import dev.tashika.Signal
import dev.tashika.Transport
import dev.tashika.VerdictKind
import dev.tashika.VerdictView
import dev.tashika.app.ports.Characteristic
import dev.tashika.app.ports.Value
import dev.tashika.app.ports.ValueLink
import dev.tashika.app.ports.ValuePump
import dev.tashika.app.presenter.Block
import dev.tashika.app.presenter.Presenter
import dev.tashika.app.presenter.SampleTexts
import java.time.Duration
import java.time.Instant
import java.time.ZoneId
import java.util.HexFormat
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.DynamicTest
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.TestFactory

/** Plays the recorded scenarios: the same events give the same actions and screens as in Rust. */
class ScenariosTest {
    private val texts = listOf("ja", "en").map(::SampleTexts)

    private fun scenario(name: String): JsonObject = Scenarios.read(name)

    private fun names(): List<String> = Scenarios.names

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

    /** Never valid by default: what was accepted as it came is not, once one bit of it is another. */
    @Test
    fun `one bit of what came is another, and nothing accepts`() {
        var played = 0
        for (name in listOf("l2cap", "nfc-transfer", "qr", "reader-server-mtu-517")) {
            val scenario = scenario(name)
            val steps = scenario.getAsJsonArray("steps").map { it.asJsonObject }
            played(scenario) { player ->
                steps.forEach(player::hear)
                assertTrue(player.accepted, name)
            }
            val large = steps.indices.filter { data(steps[it].getAsJsonObject("event")) != null }
            assertTrue(large.size >= 2, "$name: ${large.size}")
            for (index in (large.take(2) + large.takeLast(2)).distinct()) {
                for (part in 0..2) {
                    played(scenario) { player ->
                        steps.forEachIndexed { at, own -> player.hear(if (at == index) flipped(own, part) else own) }
                        assertFalse(player.accepted, "$name: step $index, part $part")
                    }
                    played++
                }
            }
        }
        assertTrue(played >= 30, "$played")
    }

    /** The member of an event that holds more than a few bytes. */
    private fun data(event: JsonObject): String? =
        listOf("response", "value", "bytes").find { name ->
            val own = event[name]
            event["type"].asString.startsWith("session.") && own != null && own.isJsonPrimitive && own.asString.length > 80
        }

    /** The step with one bit of another value, near the start, in the middle or at the end. */
    private fun flipped(step: JsonObject, part: Int): JsonObject {
        val own = step.deepCopy()
        val event = own.getAsJsonObject("event")
        val name = data(event)!!
        val bytes = Scenarios.bytes(event[name])
        val at = listOf(1, bytes.size / 2, bytes.size - 1)[part]
        bytes[at] = (bytes[at].toInt() xor 1).toByte()
        event.addProperty(name, hex(bytes))
        return own
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
                .map { Value(Characteristic.STATE, Scenarios.bytes(it["value"])) }
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
        Scenarios.counter(scenario).use { counter ->
            work(Player(counter, Instant.ofEpochSecond(scenario["wall"].asLong)))
        }
        texts.forEach { assertEquals(emptySet<String>(), it.missing) }
    }

    /** One counter in one scenario. */
    private inner class Player(private val counter: Counter, private val start: Instant) {
        private val presenters = texts.map { Presenter(it, ZoneId.of("Asia/Tokyo")) }

        /** Whether anything that a clerk meets has said accept. */
        var accepted = false
            private set

        fun step(step: JsonObject) {
            val millis = step["at"].asLong
            val actions = hear(step)
            val said = JsonArray().also { all -> actions.forEach { all.add(json(it)) } }
            assertEquals(step["actions"], said, "at $millis")
            step["screen"]?.asJsonObject?.let { assertEquals(ordered(it), ordered(screen(counter.view)), "at $millis") }
        }

        /** Hears what happened, and holds everything that says how it went against each other. */
        fun hear(step: JsonObject): List<CounterAction> {
            val millis = step["at"].asLong
            val event = Scenarios.event(step.getAsJsonObject("event"))
            val actions = counter.onEvent(event, Duration.ofMillis(millis), start.plusSeconds(millis / 1000))
            val accepts = (counter.view.screen as? CounterScreen.Verdict)?.view?.kind == VerdictKind.ACCEPT
            accepted = accepted || accepts
            for (presenter in presenters) {
                val blocks = presenter.present(view(counter.view)).blocks
                assertTrue(blocks.size > 1)
                val badges = blocks.filterIsInstance<Block.Badge>()
                assertEquals(accepts, badges.any { it.kind.name == "ACCEPT" }, "at $millis")
            }
            for (action in actions) {
                if (action is CounterAction.Signal) assertEquals(accepts, action.signal == Signal.ACCEPT)
                val kept = action as? CounterAction.KeepHistory ?: continue
                if (kept.entry.verdict == VerdictKind.ACCEPT) assertTrue(accepted, "at $millis")
            }
            return actions
        }
    }

    /** Everything that the file says of a screen is on it, and nothing more. */
    private fun screen(view: CounterView): JsonObject {
        val own = JsonObject()
        when (val screen = view.screen) {
            is CounterScreen.Blocked -> {
                own.addProperty("name", "blocked")
                own.addProperty("what", what(screen.view.what))
                own.addProperty("action", action(screen.view.action))
            }
            CounterScreen.Checking -> own.addProperty("name", "checking")
            is CounterScreen.Connecting -> {
                waiting(own, "connecting", screen.waiting)
                own.addProperty("attempt", screen.attempt)
                screen.transport?.let { own.addProperty("transport", TRANSPORTS.getValue(it)) }
            }
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
                screen.view.hint?.let { own.addProperty("hint", it.code()) }
            }
            is CounterScreen.Verdict -> verdict(own, screen.view)
            is CounterScreen.WaitingForHolder -> {
                waiting(own, "waiting-for-holder", screen.waiting)
                own.addProperty("received", screen.received)
            }
        }
        view.customerCard?.let { card ->
            val shown = JsonObject()
            shown.addProperty("asked", card.asked.size)
            shown.addProperty("history-days", card.historyDays)
            own.add("card", shown)
        }
        return own
    }

    private fun what(own: Blocked): String =
        when (own) {
            is Blocked.Configuration -> "configuration.${own.problem.code()}"
            is Blocked.Permission -> "permission.${own.kind.code()}"
            is Blocked.Radio -> "radio.${own.kind.code()}"
        }

    private fun action(own: BlockedAction): String =
        when (own) {
            is BlockedAction.Ask -> "ask.${own.kind.code()}"
            BlockedAction.None -> "none"
            is BlockedAction.OpenSettings -> "open-settings.${own.page.code()}"
        }

    private fun verdict(own: JsonObject, view: VerdictView) {
        own.addProperty("name", "verdict")
        own.addProperty("verdict", view.kind.code())
        own.add("reasons", list(view.reasons.map { it.code.code() }))
        own.add("remarks", list(view.remarks.map { it.code.code() }))
        own.addProperty("face", face(view.face))
        own.addProperty("asked-as", asked(view.askedAs))
        own.add("documents", JsonArray().also { all -> view.documents.forEach { all.add(document(it)) } })
        own.addProperty("wipe-in", view.wipeIn)
        view.age?.let { age ->
            val shown = JsonObject()
            shown.addProperty("years", age.years)
            shown.addProperty("answer", age.answer.code())
            own.add("age", shown)
        }
    }

    private fun face(own: FaceState): String =
        when (own) {
            is FaceState.Judged -> own.outcome.code()
            FaceState.NotAsked -> "not-asked"
            FaceState.NotPossible -> "not-possible"
            FaceState.Pending -> "pending"
        }

    private fun asked(own: AskedAs): String =
        when (own) {
            is AskedAs.Dropped -> "dropped"
            is AskedAs.Named -> "named"
            AskedAs.Nobody -> "nobody"
            AskedAs.System -> "system"
        }

    private fun document(view: DocumentView): JsonObject {
        val own = JsonObject()
        own.addProperty("type", view.docType)
        own.addProperty("proven", view.proven)
        own.add("rows", list(view.rows.map { "${it.name.en}: ${it.state.code()}" }))
        own.addProperty("extras", view.extras.size)
        own.addProperty("portrait", portrait(view.portrait))
        own.add("issuance", phrase(view.issuance.say))
        return own
    }

    private fun portrait(own: PortraitView): String =
        when (own) {
            PortraitView.Absent -> "absent"
            PortraitView.NotRequested -> "not-requested"
            is PortraitView.Present -> "present"
            is PortraitView.Undecodable -> "undecodable"
        }

    private fun waiting(own: JsonObject, name: String, waiting: dev.tashika.WaitingView) {
        own.addProperty("name", name)
        own.addProperty("who", waiting.who.code())
        own.add("say", phrase(waiting.say))
        own.addProperty("elapsed", waiting.elapsed)
        own.addProperty("limit", waiting.limit)
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

    private fun hex(bytes: ByteArray): String = HexFormat.of().formatHex(bytes)

    /** Numbers by their digits: one is read from text, the other is counted. */
    private fun ordered(own: JsonElement): String =
        when {
            own.isJsonObject -> own.asJsonObject.entrySet().sortedBy { it.key }.joinToString(",", "{", "}") {
                "${it.key}=${ordered(it.value)}"
            }
            own.isJsonArray -> own.asJsonArray.joinToString(",", "[", "]", transform = ::ordered)
            else -> own.toString()
        }

    private companion object {
        val TRANSPORTS =
            mapOf(
                Transport.BLE_CENTRAL_CLIENT to "ble-central",
                Transport.BLE_PERIPHERAL_SERVER to "ble-peripheral",
                Transport.L2CAP to "l2cap",
                Transport.NFC to "nfc",
            )
    }
}
