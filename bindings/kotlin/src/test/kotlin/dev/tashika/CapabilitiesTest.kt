package dev.tashika

import com.google.gson.JsonElement
import com.google.gson.JsonObject
import com.google.gson.JsonParser
import java.io.File
import java.time.Duration
import java.time.Instant
import java.time.LocalDate
import java.util.Base64
import org.junit.jupiter.api.Assertions.assertArrayEquals
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertNotEquals
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

/** JPKI, policy bundles, the ledger, tickets: through this library as through the core. */
class CapabilitiesTest {
    private val ids = Jpki.checks.associate { it.check to it.id }

    @Test
    fun `every case of JPKI ends as expected`() {
        val files = File(Fixtures.folder, "jpki").listFiles()!!.sortedBy { it.name }
        assertTrue(files.size > 200)
        for (file in files) {
            val case = JpkiCase(file)
            val expect = case.json["expect"].asJsonObject
            case.verify { outcome, details, json ->
                assertEquals(File(Fixtures.reports, "jpki/${file.name}").readText(), json, file.name)
                val found = { own: CheckOutcome ->
                    details.checks.filter { it.outcome == own }.map { ids.getValue(it.check) }
                }
                val expected = { name: String -> expect[name].asJsonArray.map { it.asString } }
                assertEquals(expected("failed").sorted(), found(CheckOutcome.FAILED).sorted(), file.name)
                assertEquals(expected("warning"), found(CheckOutcome.WARNING), file.name)
                assertEquals(expected("undetermined"), found(CheckOutcome.UNDETERMINED), file.name)
                assertEquals(expect["verdict"].asString, details.verdict.decision.name.lowercase())
                val revocation = details.revocation::class.simpleName!!.lowercase()
                assertEquals(expect["revocation"].asString, revocation, file.name)
                val accepted = outcome is JpkiOutcome.Accepted<*>
                assertEquals(accepted, details.hasEvidence)
            }
        }
    }

    @Test
    fun `an answer is evidence and is used up`() {
        val case = JpkiCase("auth-ocsp-nonce")
        case.challenge().use { challenge ->
            case.verifier().use { verifier ->
                case.authentication(verifier, challenge).use { outcome ->
                    val report = (outcome as JpkiOutcome.Accepted<JpkiAuthenticationReport>).report
                    assertArrayEquals(challenge.octets, report.answer!!.challenge)
                    assertEquals(JpkiReuse.OtherOperation, report.reuse("another", case.now))
                    val evidence = report.evidence("card", EvidenceChannel.REMOTE)
                    val facts = (evidence.what as Proof.JpkiAuthentication).facts
                    assertEquals(Held.YES, facts.verified)
                }
                val again = failure { case.authentication(verifier, challenge) }
                assertEquals("usage.used-up", again.code)
            }
        }
    }

    @Test
    fun `a signature gives the attributes that were asked`() {
        val files = File(Fixtures.folder, "jpki").listFiles()!!.map(::JpkiCase)
        val cases = files.filter { it.json.has("compare") }
        assertEquals(4, cases.size)
        for (case in cases) {
            case.signing { report ->
                val asked = case.json["attributes"].asJsonArray.map { it.asString }
                assertEquals("name" in asked, report.holder!!.name != null)
                val found = report.compare(case.person()!!)!!
                assertEquals(4, found.fields.size)
                assertTrue(found.score in 0..100)
                assertEquals("usage.basis", failure { report.keep(" ") }.code)
                val kept = report.keep("a dispute")!!
                assertArrayEquals(case.document().octets, kept.document.octets)
            }
        }
    }

    @Test
    fun `a challenge of one's own is random, and a bare number is no document`() {
        val (first, second) = List(2) { JpkiChallenge.generate("Example Bank", "login") }
        assertEquals(32, first.octets.size)
        assertNotEquals(first.octets.toList(), second.octets.toList())
        val number = DocumentToSign(SignedDocumentKind.TEXT, "4f2a9c1b7d3e5f60".toByteArray())
        assertEquals(SignedDocumentFault.BARE_NONCE, Jpki.fault(number))
        listOf(first, second).forEach { it.close() }
    }

    @Test
    fun `a presentation becomes evidence and a decision`() {
        Fixtures.case("mdl").use { case ->
            Verifier().use { verifier ->
                val presentation = case.presentation()
                verifier.verify(presentation, case.trust(), case.at).use { outcome ->
                    val report = outcome.report
                    assertEquals(presentation.channelFacts, report.details.channel)
                    val evidence = report.evidence(presentation, "licence")
                    assertEquals(listOf("licence-1"), evidence.map { it.id })
                    assertEquals("{}", report.holderRecord(ByteArray(32), emptyList()))
                    assertEquals(listOf("licence-1"), report.statusNews("licence").map { it.evidence })
                    decides(evidence, case.at)
                }
            }
        }
    }

    private fun decides(evidence: List<Evidence>, at: Instant) {
        val on = LocalDate.of(2026, 6, 1)
        PolicyBundles().use { bundles ->
            bundles.decide(evidence, on = on).use { decision ->
                assertEquals(IdentityShown.VERIFIED, decision.details.identity)
                assertTrue(decision.details.axes.any { it.axis == "ds511.ial" })
                val revoked = StatusNews("licence-1", EvidenceStatus.REVOKED, at)
                val news = listOf(revoked)
                val before = decision.reached
                bundles.recheck(before, evidence, Circumstances(), on, at, news).use { again ->
                    assertTrue(again.mustEnd)
                    assertEquals(Worse.REVOKED, again.events[0].change)
                    assertNull(again.decision.grade("ds511.ial"))
                    assertTrue(Assurance.sentence(again.decision.standing).ja.isNotEmpty())
                }
            }
        }
    }

    @Test
    fun `bundles are signed, compared and roll forward`() {
        val (first, newer) = listOf(bundle("example"), bundle("example-newer"))
        assertEquals(BundleVoucher.Signature("publisher"), first.info.voucher)
        assertTrue(first.changesTo(newer).isNotEmpty())
        assertTrue(first.changesTo(first).isEmpty())
        PolicyBundles.empty().use { bundles ->
            bundles.install(first)
            bundles.install(newer)
            assertEquals(listOf(newer.info.version), bundles.all.map { it.info.version })
        }
    }

    @Test
    fun `a ledger keeps what an audit needs`() {
        val basis = RetentionBasis(Words("a law", "ある法令"), "2026-12-31")
        val content = ToRetain(RetainedKind.RESPONSE, "response".toByteArray())
        val later = Instant.parse("2036-06-01T00:00:00Z")
        decided { bundles, decision ->
            EvidenceLedger.open().use { ledger ->
                val first = ledger.append(decision, NOW)
                val second = ledger.append(decision, NOW, listOf(content), basis)
                assertEquals(listOf(0L, 1L), listOf(first.sequence, second.sequence))
                assertTrue("response" !in second.body)
                val records = listOf(first.bytes, second.bytes)
                EvidenceLedger.open(records).use { again ->
                    assertArrayEquals(ledger.head.hash, again.head.hash)
                    assertEquals(decision.evidence, again.decisions[1].evidence)
                    val gone = again.eraseExpired(LocalDate.of(2027, 1, 1), later)
                    assertArrayEquals(second.retained[0].digest, gone.digests.single())
                    assertEquals(1, gone.appended.size)
                    again.recheck(bundles, LocalDate.of(2036, 6, 1), later).use {
                        assertEquals(setOf(0L, 1L), it.worse.keys)
                        assertEquals(2, it.appended.size)
                    }
                }
                val swapped = failure { EvidenceLedger.open(records.reversed()) }
                assertEquals("unreadable.ledger", swapped.code)
            }
        }
    }

    @Test
    fun `a ticket is for one place and one challenge`() = decided { bundles, decision ->
        val proof = proof(decision)
        val now = proof.at.plusSeconds(60)
        val here = TicketPlace(byteArrayOf(1), byteArrayOf(2), byteArrayOf(4))
        val ticket = decision.ticket(proof.id, Wanted("ds511.ial", "2"), bundles, here, now)
        val redeem = { challenge: ByteArray, place: TicketPlace ->
            Assurance.redeem(ticket.id, ticket.record, challenge, place, now)
        }
        val grades = redeem(ticket.challenge, here).grades
        assertEquals("3", grades.single { it.axis == "ds511.ial" }.grade)
        val another = TicketPlace(byteArrayOf(1), byteArrayOf(2), byteArrayOf(5))
        val account = failure { redeem(ticket.challenge, another) }
        assertEquals("refused.ticket.account", account.code)
        val other = TicketPlace(byteArrayOf(1), byteArrayOf(3), byteArrayOf(4))
        val codes = listOf({ redeem(byteArrayOf(1), here) }, { redeem(ticket.challenge, other) })
        assertEquals(
            listOf("refused.ticket.challenge", "refused.ticket.device"),
            codes.map { failure { it() }.code })
    }

    @Test
    fun `what a face is worth is not the caller's to say`() {
        val best = Assurance.faceChecks(EvidenceChannel.IN_PERSON).first()
        assertEquals(HolderStrength.STRONG, best.strength)
        val face =
            HolderFactor.Face(
                FaceComparison.MATCHES,
                PortraitSource.CHIP,
                ImageCapture.ATTENDED,
                Held.YES,
                Held.YES,
                null,
                Held.UNKNOWN)
        val facts = HolderEvidence("licence", EvidenceChannel.IN_PERSON, face)
        assertEquals(HolderStrength.NONE, Assurance.strength(facts))
        assertEquals(AuthenticatorKind.entries.size, Assurance.phishable.size)
    }

    @Test
    fun `the advisor draws its chart`() {
        val on = LocalDate.of(2026, 6, 1)
        val task = Requirements(ProcedureTask.AUTHENTICATION)
        PolicyBundles().use { bundles ->
            assertTrue("はい:" in bundles.chart(task, on, ChartLanguage.JAPANESE))
            assertTrue(bundles.svg(task, on, ChartLanguage.ENGLISH).startsWith("<svg"))
            assertTrue(bundles.methodsReaching(Wanted("ds511.ial", "3"), on).isNotEmpty())
        }
    }

    @Test
    fun `what a request asks`() {
        val lines = File(Fixtures.folder, "../../bindings/ffi/device-request.hex").readLines()
        val hex = lines.filterNot { it.startsWith("#") }.joinToString("")
        val own = hex.chunked(2).map { it.toInt(16).toByte() }.toByteArray()
        val mdl = { identifier: String -> ElementName("org.iso.18013.5.1", identifier) }
        val expected =
            AskedRequest(
                version = "1.1",
                documents =
                    listOf(
                        AskedDocument(
                            docType = "org.iso.18013.5.1.mDL",
                            elements =
                                listOf(
                                    AskedElement(mdl("family_name"), true, listOf()),
                                    AskedElement(
                                        mdl("age_over_20"),
                                        false,
                                        listOf(
                                            listOf(mdl("birth_date")),
                                            listOf(mdl("age_in_years"), mdl("portrait"))))),
                            unique = true,
                            readerAuth = true),
                        AskedDocument(
                            docType = "org.iso.23220.photoID.1",
                            elements =
                                listOf(
                                    AskedElement(
                                        ElementName("org.iso.23220.1", "age_over_20"),
                                        false,
                                        listOf())),
                            unique = false,
                            readerAuth = false)),
                useCases =
                    listOf(
                        AskedUseCase(
                            true,
                            listOf(listOf(0), listOf(1)),
                            listOf(PurposeHint("org.iso.jtc1.sc17", 3)))),
                readerAuthAll = true)
        assertEquals(expected, DeviceRequest.read(own))
    }

    @Test
    fun `what is closed is refused`() {
        val session = HybridSession(hybrid())
        assertTrue(session.code.startsWith("FIDO:/"))
        session.close()
        assertThrows(IllegalStateException::class.java) { session.code }
    }

    internal companion object {
        val NOW: Instant = Instant.parse("2026-06-01T00:00:00Z")
        private val RUBBISH = byteArrayOf(1, 2, 3)

        /** More of the calls that every language makes, in the same order. */
        val calls: List<Pair<String, () -> Unit>> =
            listOf(
                "jpki policy" to { JpkiVerifier(JpkiPolicyOptions("none")) },
                "jpki seconds" to { JpkiVerifier(JpkiPolicyOptions(clockSkew = -1)) },
                "jpki profile" to { JpkiVerifier(profile = "{") },
                "challenge again" to
                    {
                        val case = JpkiCase("auth-ocsp-nonce")
                        case.challenge().use { challenge ->
                            repeat(2) { case.authentication(case.verifier(), challenge) }
                        }
                    },
                "authenticator data" to { Passkeys.read(RUBBISH) },
                "registration" to
                    {
                        val foreign = ByteArray(32) + 1 + ByteArray(4)
                        val asked = PasskeyAsked("a.example", listOf(-7))
                        PasskeyCredential.register(foreign, asked)
                    },
                "digital request" to { HybridSession(hybrid(origin = "")) },
                "client data hash" to
                    {
                        val ask = HybridAsk.Assertion("a.example", RUBBISH, listOf(), true)
                        HybridSession(HybridOptions(ask))
                    },
                "hybrid secret" to
                    {
                        val key = PrivateKey.generate(Curve.P256)
                        HybridSession.replay(hybrid(), NOW, key, ByteArray(15))
                    },
                "tunnel number" to { HybridSession(hybrid(also = listOf(-1))) },
                "link" to { HybridSession.linked(hybrid(), RUBBISH) },
                "bundle" to { PolicyBundle.unsigned("{") },
                "signed bundle" to { PolicyBundle.signed(RUBBISH, listOf()) },
                "bundle signature" to { bundle("example-wrong-signature") },
                "older bundle" to
                    {
                        val bundles = PolicyBundles.empty()
                        listOf("example", "example-older").forEach { bundles.install(bundle(it)) }
                    },
                "evidence" to { Assurance.evidence("{") },
                "evidence twice" to { PolicyBundles().decide(listOf(said(), said())) },
                "acting" to
                    {
                        val grant =
                            ActingFor("1", "1", listOf("all"), "2026-01-01", "2026-12-31", "a form")
                        PolicyBundles().decide(listOf(said()), Circumstances(acting = grant))
                    },
                "ledger" to { EvidenceLedger.open(listOf(RUBBISH)) },
                "retention" to
                    {
                        val basis = RetentionBasis(Words("a law", "ある法令"), "2026-12-31")
                        decided { _, decision ->
                            EvidenceLedger.open().append(decision, NOW, basis = basis)
                        }
                    },
                "old proof" to { ticket("2", Instant.parse("2036-06-01T00:00:00Z")) },
                "ticket grade" to { ticket("9", null) },
                "ticket record" to { redeem("A".repeat(43)) },
                "unknown ticket" to { redeem("x") },
            )

        fun hybrid(
            origin: String = "https://a.example",
            also: List<Int> = listOf(),
        ): HybridOptions {
            val call = """{"requests":[{"protocol":"p","data":{}}]}"""
            return HybridOptions(HybridAsk.Credential(origin, call), alsoTunnels = also)
        }

        private fun said(): Evidence {
            val facts = SelfAssertedEvidence(listOf(EvidenceAttribute.NAME))
            return Evidence("said", NOW, Proof.SelfAsserted(facts))
        }

        private fun ticket(grade: String, now: Instant?) = decided { bundles, decision ->
            val proof = proof(decision)
            val here = TicketPlace(byteArrayOf(1), byteArrayOf(2), byteArrayOf(4))
            decision.ticket(proof.id, Wanted("ds511.ial", grade), bundles, here, now ?: proof.at)
        }

        private fun redeem(id: String) {
            val here = TicketPlace(byteArrayOf(1), byteArrayOf(2), byteArrayOf(4))
            Assurance.redeem(id, RUBBISH, RUBBISH, here, NOW)
        }

        private fun proof(decision: AssuranceDecision): Evidence {
            val grounds = decision.details.axes.flatMap { it.grounds }.flatMap { it.evidence }
            return decision.evidence.first { it.id in grounds }
        }

        private fun decided(work: (PolicyBundles, AssuranceDecision) -> Unit) {
            val file = File(Fixtures.folder, "decisions/counter-chip-and-face.json")
            val json = JsonParser.parseString(file.readText()).asJsonObject
            val evidence = Assurance.evidence(json["evidence"].toString())
            val on = LocalDate.parse(json["date"].asString)
            PolicyBundles().use { bundles ->
                bundles.decide(evidence, on = on).use { work(bundles, it) }
            }
        }

        private fun bundle(name: String): PolicyBundle {
            val folder = File(Fixtures.folder, "bundles")
            val text = File(folder, "publisher-public.jwk").readText()
            val jwk = JsonParser.parseString(text).asJsonObject
            val decode = { member: String -> Base64.getUrlDecoder().decode(jwk[member].asString) }
            val point = byteArrayOf(4) + decode("x") + decode("y")
            val key = BundleKey("publisher", Curve.P256, point)
            return PolicyBundle.signed(File(folder, "$name.cose").readBytes(), listOf(key))
        }
    }
}

/** A case of `tests/fixtures/jpki`. */
internal class JpkiCase(private val file: File) {
    constructor(name: String) : this(File(Fixtures.folder, "jpki/$name.json"))

    val json: JsonObject = JsonParser.parseString(file.readText()).asJsonObject
    val now = moment(json["at"].asString, json["monotonic"])

    private fun moment(wall: String, seconds: JsonElement?): JpkiMoment =
        JpkiMoment(Instant.parse(wall), seconds?.let { Duration.ofSeconds(it.asLong) })

    private fun blob(name: String): ByteArray? = json[name]?.let { base64(it.asString) }

    private fun trust(): TrustStore =
        TrustStore(
            json["trust"].asJsonArray.map { it.asJsonObject }.map { row ->
                val name = row["certificate"].asJsonObject["file"].asString
                val purpose = row["purpose"].asString.uppercase().replace('-', '_')
                val listing = row["listing"]?.asJsonObject
                val instant = { name: String ->
                    listing?.get(name)?.takeUnless { it.isJsonNull }?.let { Instant.parse(it.asString) }
                }
                Anchor(
                    File(file.parentFile, name).readBytes(),
                    AnchorPurpose.valueOf(purpose),
                    listedFrom = instant("from"),
                    listedUntil = instant("until"))
            })

    private fun revocation(): List<JpkiRevocationEvidence> {
        val lists = json["crls"]?.asJsonArray?.map { base64(it.asString) } ?: emptyList()
        val ocsp = json["ocsp"]?.asJsonArray?.map { it.asJsonObject } ?: emptyList()
        return lists.map { JpkiRevocationEvidence.Crl(it) } +
            ocsp.map { own ->
                val nonce = own["nonce"]?.let { base64(it.asString) }
                JpkiRevocationEvidence.Ocsp(base64(own["response"].asString), nonce)
            }
    }

    fun verifier(): JpkiVerifier =
        JpkiVerifier(
            JpkiPolicyOptions(json["policy"]?.asString ?: "default"),
            json["profile"]?.toString(),
            blob("pairwiseKey"))

    fun challenge(): JpkiChallenge {
        val own = json["challenge"].asJsonObject
        return JpkiChallenge.given(
            base64(own["octets"].asString),
            own["askedBy"].asString,
            own["operation"].asString,
            moment(own["issued"].asString, own["issuedMonotonic"]),
            own["used"]?.asBoolean ?: false)
    }

    fun document(): DocumentToSign {
        val own = json["document"].asJsonObject
        val pdf = own["mediaType"]?.asString == "application/pdf"
        val kind = if (pdf) SignedDocumentKind.PDF else SignedDocumentKind.TEXT
        val octets = own["text"]?.asString?.toByteArray() ?: base64(own["octets"].asString)
        return DocumentToSign(kind, octets)
    }

    /** What an mdoc says of the person. */
    fun person(): PersonClaims? {
        val own = json["compare"]?.asJsonObject ?: return null
        return PersonClaims(
            own["name"].asString,
            own["address"].asString,
            own["birthDate"].asString,
            Sex.entries[own["sex"].asInt])
    }

    fun authentication(
        verifier: JpkiVerifier,
        challenge: JpkiChallenge,
    ): JpkiOutcome<JpkiAuthenticationReport> =
        trust().use { trust ->
            verifier.verifyAuthentication(
                blob("certificate")!!, blob("answer")!!, challenge, trust, now, revocation())
        }

    fun signing(work: (JpkiSigningReport) -> Unit) {
        val asked =
            json["attributes"]?.asJsonArray?.map { own ->
                JpkiAttribute.valueOf(own.asString.uppercase().replace('-', '_'))
            }
        verifier().use { verifier ->
            trust().use { trust ->
                val outcome =
                    verifier.verifySignature(
                        document(),
                        blob("signature")!!,
                        trust,
                        now,
                        blob("certificate"),
                        asked ?: emptyList(),
                        revocation())
                outcome.use { work(it.report) }
            }
        }
    }

    fun verify(work: (JpkiOutcome<*>?, JpkiReportDetails, String) -> Unit) {
        if (json["use"].asString == "authentication") {
            verifier().use { verifier ->
                challenge().use { challenge ->
                    authentication(verifier, challenge).use {
                        work(it, it.report.details, it.report.json())
                    }
                }
            }
        } else {
            val accepted = json["expect"].asJsonObject["verdict"].asString == "accepted"
            signing { report ->
                assertEquals(accepted, report.signature != null)
                val outcome = JpkiOutcome.of(report, report.details.verdict)
                work(outcome, report.details, report.json(person()))
            }
        }
    }

    private companion object {
        fun base64(text: String): ByteArray =
            Base64.getUrlDecoder().decode(text.trimEnd('=').replace('+', '-').replace('/', '_'))
    }
}
