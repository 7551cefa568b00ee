package dev.tashika

import com.google.gson.JsonArray
import com.google.gson.JsonObject
import com.google.gson.JsonParser
import java.io.File
import java.time.Duration
import java.time.Instant
import java.time.LocalDate
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

/** Recorded transactions replayed: the same events give the same actions, byte for byte. */
class TransactionsTest {
    private val folder = File(Fixtures.folder, "transactions")

    private fun files(kind: String): List<JsonObject> =
        folder.listFiles()!!.sortedBy { it.name }.map(::read).filter { it.text("kind") == kind }

    private fun read(file: File): JsonObject = JsonParser.parseString(file.readText()).asJsonObject

    private fun read(name: String): JsonObject = read(File(folder, "$name.json"))

    private fun verify(file: JsonObject, presentation: Presentation): String =
        TrustStore(file.texts("trust").map { TrustStore.issuer(unhex(it)!!) }).use { trust ->
            Verifier().use { verifier ->
                val at = Instant.parse(file.text("verifyAt"))
                verifier.verify(presentation, trust, at).use { it.report.json() }
            }
        }

    @Test
    fun `there is a test for every file`() {
        val kinds = folder.listFiles()!!.map { read(it).text("kind") }.toSet()
        assertEquals(setOf("assurance", "hybrid", "online", "passkey", "reader"), kinds)
    }

    @Test
    fun `a reader does what was recorded`() {
        val files = files("reader")
        assertTrue(files.size > 4)
        files.forEach(::reader)
    }

    private fun reader(file: JsonObject) {
        val space = file.text("nameSpace")
        val asked = file.texts("elements").map { ElementToAsk(ElementName(space, it)) }
        val certificates = file["certificates"]?.asJsonArray?.map { unhex(it.asString)!! }
        val options =
            ReaderOptions(
                unhex(file.text("service"))!!,
                identity = certificates?.let { ReaderIdentity(Algorithm.ES256, it) },
                l2capServiceData = file["serviceData"].asInt,
            )
        val reports = mutableListOf<String>()
        DeviceRequest(listOf(DocumentToAsk(file.text("docType"), asked))).use { request ->
            ReaderSession(request, options, keys = null).use { session ->
                for (step in file.steps()) {
                    val at = step.at()
                    val line = step.text("event")
                    val actions =
                        if (line == "start") session.start(at) else session.onEvent(event(line), at)
                    assertEquals(step.texts("actions"), actions.map { line(it) }, file.text("name"))
                    for (action in actions.filterIsInstance<ReaderAction.Received>()) {
                        reports += action.presentation.use { verify(file, it) }
                    }
                }
                assertTrue(session.isOver)
            }
        }
        assertEquals(file.texts("reports"), reports)
    }

    private fun event(line: String): ReaderEvent {
        val parts = line.split(" ")
        val bytes = { place: Int -> unhex(parts[place])!! }
        return when (parts[0]) {
            "apdu-response" -> ReaderEvent.ApduResponse(bytes(1))
            "ble-connected" -> ReaderEvent.BleConnected(parts[1].toInt())
            "ble-disconnected" -> ReaderEvent.BleDisconnected
            "ble-received" ->
                ReaderEvent.BleReceived(
                    Characteristic.entries.first { word(it) == parts[1] }, bytes(2))
            "ble-subscribed" -> ReaderEvent.BleSubscribed
            "code-scanned" -> ReaderEvent.CodeScanned(parts[1])
            "end" -> ReaderEvent.End
            "key" -> ReaderEvent.Key(PrivateKey.fromScalar(Curve.P256, bytes(2)))
            "psm-read" -> ReaderEvent.PsmRead(unhex(parts[1]))
            "signature" -> ReaderEvent.Signature(parts[1].toInt(), bytes(2))
            "stream-closed" -> ReaderEvent.StreamClosed
            "stream-opened" -> ReaderEvent.StreamOpened
            "stream-received" -> ReaderEvent.StreamReceived(bytes(1))
            "tag-found" -> ReaderEvent.TagFound
            "tag-lost" -> ReaderEvent.TagLost
            "tick" -> ReaderEvent.Tick
            else -> error(line)
        }
    }

    private fun line(action: ReaderAction): String =
        when (action) {
            is ReaderAction.Advertise -> "advertise ${hex(action.service)} ${hex(action.ident)}"
            is ReaderAction.CreateKey -> "create-key ${word(action.curve)}"
            is ReaderAction.Finished -> "finished ${line(action.outcome)}"
            is ReaderAction.OpenStream ->
                "open-stream ${hex(action.service)} ${hex(action.address)} ${action.psm}"
            ReaderAction.PollTag -> "poll-tag"
            ReaderAction.PublishStream -> "publish-stream"
            ReaderAction.ReadPsm -> "read-psm"
            is ReaderAction.Show -> "progress ${line(action.progress)}"
            is ReaderAction.Received -> "received ${word(action.presentation.channel)}"
            is ReaderAction.Scan -> "scan ${hex(action.service)} ${hex(action.address)}"
            ReaderAction.ScanCode -> "scan-code"
            is ReaderAction.SendApdu -> "send-apdu ${hex(action.command)}"
            is ReaderAction.SendBle ->
                "send-ble ${word(action.characteristic)} ${hex(action.value)}"
            is ReaderAction.SendStream -> "send-stream ${hex(action.bytes)}"
            is ReaderAction.ShowPsm -> "show-psm ${hex(action.value)}"
            is ReaderAction.Sign ->
                "sign ${action.id} ${word(action.algorithm)} ${hex(action.bytes)}"
            ReaderAction.StopRadio -> "stop-radio"
            ReaderAction.Subscribe -> "subscribe"
            is ReaderAction.WakeAt -> "wake-at ${action.at.toMillis()}"
        }

    private fun line(own: Progress): String =
        when (own) {
            Progress.Connected -> "connected"
            is Progress.Early -> "early ${word(own.what)}"
            is Progress.Engaged -> "engaged ${word(own.channel)}"
            is Progress.Receiving -> "receiving ${own.bytes}"
            is Progress.Reconnecting -> "reconnecting ${own.attempt}"
            Progress.RequestSent -> "request-sent"
            is Progress.Transport -> "transport ${word(own.transport)}"
            is Progress.Unrelated -> "unrelated ${word(own.what)}"
        }

    private fun line(own: TransactionOutcome): String =
        when (own) {
            is TransactionOutcome.Completed -> "completed ${own.responses}"
            is TransactionOutcome.Cancelled -> "cancelled ${word(own.phase)}"
            is TransactionOutcome.EndedByWallet -> {
                val status = own.status?.let(::word) ?: "-"
                "ended-by-wallet $status ${word(own.phase)} ${own.responses}"
            }
            is TransactionOutcome.Failed ->
                "failed ${word(own.kind)} ${word(own.phase)} ${own.responses}"
            is TransactionOutcome.Lost -> "lost ${word(own.phase)} ${own.responses}"
            is TransactionOutcome.TimedOut -> "timed-out ${word(own.phase)} ${own.responses}"
        }

    private fun open(file: JsonObject): OnlineSession =
        OnlineSession.open(
            unhex(file.text("record"))!!, file.text("id"), unhex(file.text("sealingKey"))!!)

    private fun answered(
        file: JsonObject,
        outcome: AnswerOutcome,
        reports: MutableList<String>,
    ): List<String> =
        (outcome as AnswerOutcome.Answered).use { answer ->
            val lines = mutableListOf("answered ${answer.protocol}")
            for ((id, presentation) in answer.presentations) {
                lines += "presentation $id ${word(presentation.channel)}"
                reports += verify(file, presentation)
            }
            lines + "missing ${answer.missingAfter(listOf(true)).size}"
        }

    @Test
    fun `a session online gives what was recorded`() {
        val files = files("online")
        assertTrue(files.size > 1)
        for (file in files) {
            val reports = mutableListOf<String>()
            val chain = listOf(unhex(file.text("certificate"))!!)
            SigningIdentity.x509SanDns(chain, file.text("dnsName")).use { identity ->
                open(file).use { session ->
                    val calls = Calls(file, session, identity, reports)
                    for (step in file.steps()) {
                        assertEquals(step.texts("gives"), calls.make(step.text("call").split(" ")))
                    }
                }
            }
            assertEquals(file.texts("reports"), reports)
        }
    }

    private inner class Calls(
        val file: JsonObject,
        val session: OnlineSession,
        val identity: SigningIdentity,
        val reports: MutableList<String>,
    ) {
        private lateinit var offer: Offer

        fun make(call: List<String>): List<String> =
            when (call[0]) {
                "kind" -> listOf(session.kind)
                "expires" -> listOf(session.expires.epochSecond.toString())
                "link" -> listOf(session.link(call[1]))
                "request-object" -> asked(session.requestObject(identity))
                "dc-api-call" -> asked(session.dcApiCall(listOf(identity)))
                "finish" -> listOf(offer.finish(call.drop(1).map { unhex(it)!! }))
                "receive" -> received(Instant.ofEpochSecond(call[1].toLong()), unhex(call[2])!!)
                else -> error(call[0])
            }

        private fun asked(own: Offer): List<String> {
            offer = own
            return own.toBeSigned.map { "sign ${word(it.curve)} ${hex(it.bytes)}" }
        }

        private fun received(now: Instant, answer: ByteArray): List<String> =
            open(file).use { session ->
                try {
                    val outcome = session.receive(answer, now)
                    answered(file, outcome, reports) + "reply ${outcome.reply}"
                } catch (error: TashikaException) {
                    listOf("error ${error.code}")
                }
            }
    }

    private fun hybrid(own: JsonObject): HybridAnswer {
        val key = PrivateKey.fromScalar(Curve.P256, unhex(own.text("key"))!!)
        val options = HybridOptions(ask(own["ask"].asJsonObject))
        val now = Instant.parse(own.text("now"))
        val secret = unhex(own.text("secret"))!!
        HybridSession.replay(options, now, key, secret).use { session ->
            var last = emptyList<HybridAction>()
            for (step in own.steps()) {
                val line = step.text("event")
                last =
                    if (line == "start") session.start(step.at())
                    else session.onEvent(hybridEvent(line), step.at())
                assertEquals(step.texts("actions"), last.map { line(it) })
            }
            assertNull(session.phase)
            assertEquals(1, session.strangers)
            val outcome = (last.last() as HybridAction.Finished).outcome
            val answer = (outcome as HybridOutcome.Answered).answer
            assertEquals(own.text("reply"), line(answer.reply))
            return answer
        }
    }

    private fun ask(own: JsonObject): HybridAsk =
        when (own.text("kind")) {
            "credential" -> HybridAsk.Credential(own.text("origin"), own.text("call"))
            "assertion" ->
                HybridAsk.Assertion(
                    own.text("rpId"),
                    unhex(own.text("clientDataHash"))!!,
                    own.texts("allowed").map { unhex(it)!! },
                    own["userVerification"].asBoolean)
            else ->
                HybridAsk.Registration(
                    PasskeyRegistration(
                        rpId = own.text("rpId"),
                        rpName = own.text("rpName"),
                        clientDataHash = unhex(own.text("clientDataHash"))!!,
                        userId = unhex(own.text("userId"))!!,
                        userName = own.text("userName"),
                        userDisplayName = own.text("userDisplayName"),
                        algorithms = own["algorithms"].asJsonArray.map { it.asLong }))
        }

    private fun hybridEvent(line: String): HybridEvent {
        val parts = line.split(" ")
        return when (parts[0]) {
            "advert" -> HybridEvent.Advert(parts[1].toInt(), unhex(parts[2])!!)
            "binary" -> HybridEvent.Binary(unhex(parts[1])!!)
            else ->
                HybridEvent.TunnelOpened(
                    parts[1], PrivateKey.fromScalar(Curve.P256, unhex(parts[2])!!))
        }
    }

    private fun line(action: HybridAction): String =
        when (action) {
            HybridAction.Close -> "close"
            is HybridAction.Dial ->
                "dial ${action.url} ${action.origin} ${action.subprotocol} ${action.headers.size}"
            is HybridAction.Finished ->
                when (val outcome = action.outcome) {
                    is HybridOutcome.Answered -> "finished answered ${outcome.answer.facts.tunnel}"
                    else -> "finished"
                }
            is HybridAction.Linked -> "linked ${action.link.domain}"
            is HybridAction.Show -> "progress ${word(action.progress)}"
            is HybridAction.Scan -> "scan ${action.services.joinToString(" ")}"
            is HybridAction.Send -> "send ${hex(action.content)}"
            is HybridAction.ShowCode -> "show-code ${action.text}"
            HybridAction.StopScan -> "stop-scan"
            is HybridAction.WakeAt -> "wake-at ${action.at.toMillis()}"
        }

    private fun line(reply: HybridReply): String =
        when (reply) {
            is HybridReply.Assertion ->
                listOf(
                        reply.credentialId,
                        reply.authenticatorData,
                        reply.signature,
                        reply.userHandle)
                    .joinToString(" ", "assertion ", transform = { hex(it) })
            is HybridReply.Credential -> "credential ${hex(reply.answer)}"
            is HybridReply.Registration ->
                "registration ${reply.format} ${hex(reply.authenticatorData)}"
        }

    @Test
    fun `a transaction across devices does what was recorded`() {
        val file = read("hybrid-credential")
        val reports = mutableListOf<String>()
        hybrid(file["sessions"].asJsonArray[0].asJsonObject).use { came ->
            open(file).use { session ->
                val now = Instant.parse(file.text("verifyAt")).plusSeconds(60)
                val outcome = session.receive(came, now)
                assertEquals(file.texts("received"), answered(file, outcome, reports))
            }
        }
        assertEquals(file.texts("reports"), reports)
        assertTrue("\"hybrid\"" in reports[0])
    }

    @Test
    fun `a passkey shows what was recorded`() {
        val file = read("hybrid-passkey")
        val (registered, asserted) =
            file["sessions"].asJsonArray.map { hybrid(it.asJsonObject) }
        val made = registered.reply as HybridReply.Registration
        assertTrue(Passkeys.read(made.authenticatorData).userPresent)
        assertEquals(file.texts("transports"), registered.phone.transports)
        val own = asserted.reply as HybridReply.Assertion
        val client = unhex(file.text("clientData"))!!
        val assertion =
            PasskeyAssertion(
                credentialId = own.credentialId,
                authenticatorData = own.authenticatorData,
                clientDataJson = client,
                signature = own.signature)
        val rp = file.text("rpId")
        val asked = PasskeyAsked(rp, listOf(-7), transports = file.texts("transports"))
        PasskeyCredential.register(made.authenticatorData, asked).use { credential ->
            for (check in file["checks"].asJsonArray.map { it.asJsonObject }) {
                val challenge = unhex(check.text("challenge"))!!
                val origins = listOf(file.text("origin"))
                val ceremony = PasskeyCeremony.SIGN_IN
                val data = Passkeys.clientData(ceremony, challenge, origins[0])
                val same = check == file["checks"].asJsonArray[0]
                assertEquals(same, data.contentEquals(client))
                val report = credential.verify(assertion, PasskeyExpected(rp, challenge, origins))
                val lines = report.checks.map { "${it.id} ${word(it.outcome)}" }
                val facts =
                    report.facts?.let { "${word(it.storage)} ${it.userVerified} ${it.signCount}" }
                assertEquals(check.texts("gives"), lines + (facts ?: "no facts"))
            }
        }
    }

    @Test
    fun `decisions and advice are those recorded`() {
        val file = read("assurance-decisions")
        PolicyBundles().use { bundles ->
            for (case in file["cases"].asJsonArray.map { it.asJsonObject }) {
                val evidence = Assurance.evidence(case.text("evidence"))
                assertEquals(evidence, Assurance.evidence(Assurance.json(evidence)))
                val verifier =
                    if (case["signatureVerifier"].asBoolean) listOf(Party.SIGNATURE_VERIFIER)
                    else emptyList()
                val purpose = case["purpose"].takeUnless { it.isJsonNull }?.asString
                val circumstances = Circumstances(purpose, LendingRisk.LOW, verifier)
                val on = LocalDate.parse(case.text("on"))
                bundles.decide(evidence, circumstances, on).use { decision ->
                    assertEquals(case.text("decision"), decision.json())
                    assertEquals(case.text("standing"), word(decision.standing))
                    assertEquals(decision.standing, decision.details.standing)
                }
            }
            val requirements =
                Requirements(
                    ProcedureTask.PROOFING,
                    channel = EvidenceChannel.REMOTE,
                    level = Wanted(file.text("axis"), file.text("grade")),
                    selective = true)
            val advice = bundles.advise(requirements, LocalDate.of(2026, 6, 1))
            assertEquals(file.texts("fitting"), advice.fitting.map { it.method })
            assertEquals(file.text("advice"), advice.json)
        }
    }
}

private fun JsonObject.text(name: String): String = this[name].asString

private fun JsonObject.texts(name: String): List<String> =
    (this[name] as JsonArray).map { it.asString }

private fun JsonObject.steps(): List<JsonObject> =
    this["steps"].asJsonArray.map { it.asJsonObject }

private fun JsonObject.at(): Duration = Duration.ofMillis(this["at"].asLong)

/** The name of a variant: lower case without anything between its words. */
private fun word(own: Enum<*>): String = own.name.replace("_", "").lowercase()

private fun hex(own: ByteArray?): String =
    own?.joinToString("", "0x") { "%02x".format(it) } ?: "-"

private fun unhex(text: String): ByteArray? =
    if (text == "-") null
    else text.drop(2).chunked(2).map { it.toInt(16).toByte() }.toByteArray()
