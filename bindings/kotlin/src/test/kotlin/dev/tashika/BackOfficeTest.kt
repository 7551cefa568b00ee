package dev.tashika

import com.google.gson.JsonParser
import java.io.File
import java.math.BigInteger
import java.security.KeyPairGenerator
import java.security.Signature
import java.security.interfaces.ECPublicKey
import java.security.spec.ECGenParameterSpec
import java.time.Duration
import java.time.Instant
import java.time.LocalDate
import java.util.Base64
import org.junit.jupiter.api.Assertions.assertArrayEquals
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertNotNull
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

/** Accounts, taps, audits, marks of lists, queries, typed views: what stands behind an app. */
class BackOfficeTest {
    @Test
    fun `an account binds, opens and is recovered`() = decided { bundles, decision ->
        val account = Account.enrol(decision, listOf(AXIS), HOLDER)
        assertEquals(listOf(AXIS), account.enrolled.grades.map { it.axis })
        val own = Ticket(bundles, decision, HOLDER)
        account.bind(own.answer, "key 1", bundles, own.now, "Example")
        val bound = account.authenticators.single()
        assertEquals(listOf("key 1", "Example"), listOf(bound.name, bound.provider))
        assertEquals(listOf(GradeOfProof(AXIS, "3")), bound.proof)
        refused("bound") { account.bind(own.answer, "key 1", bundles, own.now) }
        val stranger = Ticket(bundles, decision, SOMEBODY)
        refused("other-person") { account.bind(stranger.answer, "key 2", bundles, own.now) }

        val again = Account.fromJson(account.toJson())
        assertEquals(listOf(bound), again.authenticators)
        val same = again.opensFor(HOLDER)
        assertEquals(SamePerson(Sameness.MATCH, listOf("birth", "name"), listOf(), listOf()), same)
        val other = again.opensFor(SOMEBODY)
        assertEquals(Sameness.MISMATCH to listOf("name"), other.sameness to other.different)
        assertTrue(Assurance.sentence(other.sameness).ja.isNotEmpty())
        val event = again.providerCompromised("Example").single()
        assertEquals(Must.PROVE_AGAIN to "key 1", event.must to event.about)

        val late = own.now.plus(Duration.ofDays(1))
        refused("not-fresh") { again.recover(decision, own.proof, HOLDER, bundles, late) }
        refused("other-person") { again.recover(decision, own.proof, SOMEBODY, bundles, own.now) }
        val fields = again.recover(decision, own.proof, HOLDER, bundles, own.now)
        assertEquals(listOf("birth", "name"), fields)
        assertTrue(again.authenticators.isEmpty())
        assertTrue(account.unbind("key 1"))
        assertFalse(account.unbind("key 1"))
        listOf(account, again).forEach { it.close() }
    }

    private fun refused(code: String, work: () -> Unit) =
        assertEquals("refused.account.$code", failure(work).code)

    @Test
    fun `a tap counts soon after a strong proof and once`() =
        TapWindow().use { window ->
            val at = { seconds: Long -> Duration.ofSeconds(seconds) }
            val (early, strong, tap) = List(3) { window.challenge("pay", at(0)) }
            val late = window.challenge("pay", at(90))
            assertEquals(Tap.Refused(TapRefusal.NO_STRONG_PROOF), window.reTap(early, "pay", at(90)))
            assertEquals(Tap.Strong, window.strongProof(strong, "pay", at(90)))
            val again = window.strongProof(strong, "pay", at(90))
            assertEquals(Tap.Refused(TapRefusal.ALREADY_USED), again)
            assertEquals(Tap.WithinReuseWindow(at(10)), window.reTap(tap, "pay", at(100)))
            assertEquals(Tap.Refused(TapRefusal.WINDOW_OVER), window.reTap(late, "pay", at(151)))
            val last = window.challenge("pay", at(151))
            assertEquals(Tap.Refused(TapRefusal.CLOCK_RAN_BACK), window.reTap(last, "pay", at(1)))
            val own = window.challenge("pay", at(1))
            window.end()
            assertEquals(Tap.Refused(TapRefusal.UNKNOWN), window.reTap(own, "pay", at(1)))
            assertTrue(Assurance.sentence(TapRefusal.UNKNOWN).ja.isNotEmpty())
        }

    @Test
    fun `a ledger is checked against what it was`() = decided { _, decision ->
        EvidenceLedger.open().use { ledger ->
            val first = ledger.append(decision, NOW)
            val before = ledger.head
            ledger.append(decision, NOW)
            assertArrayEquals(ledger.head.hash, ledger.checkSince(before).hash)
            assertEquals(listOf(0L, 1L), ledger.records.map { it.sequence })
            assertArrayEquals(first.bytes, ledger.records[0].bytes)
            EvidenceLedger.open().use { anew ->
                anew.append(decision, NOW.plusSeconds(1))
                assertEquals("unreadable.ledger", failure { anew.checkSince(before) }.code)
            }
        }
    }

    @Test
    fun `a package with what was retained is signed elsewhere and opens`() = decided { _, decision ->
        val generator = KeyPairGenerator.getInstance("EC")
        generator.initialize(ECGenParameterSpec("secp256r1"))
        val pair = generator.generateKeyPair()
        val point = (pair.public as ECPublicKey).w
        val octets = byteArrayOf(4) + fixed(point.affineX) + fixed(point.affineY)
        val signer = RequestSigner { algorithm, bytes ->
            assertEquals(Algorithm.ES256, algorithm)
            val own = Signature.getInstance("SHA256withECDSAinP1363Format")
            own.initSign(pair.private)
            own.update(bytes)
            own.sign()
        }
        val basis = RetentionBasis(Words("a law", "ある法令"), "2026-12-31")
        val content = ToRetain(RetainedKind.RESPONSE, "response".toByteArray())
        EvidenceLedger.open().use { ledger ->
            ledger.append(decision, NOW)
            val second = ledger.append(decision, NOW, listOf(content), basis)
            val stored = second.retained.map { StoredContent(it.digest, it.content!!) }
            val keys = listOf(BundleKey("audit", Curve.P256, octets))
            val open = { contents: List<StoredContent> ->
                ledger.pack(0, 1, Algorithm.ES256, contents).use {
                    EvidenceLedger.unpack(it.signWith(signer), keys)
                }
            }
            val whole = open(stored)
            assertEquals("audit" to listOf(0L, 1L), whole.key to whole.records.map { it.sequence })
            assertArrayEquals("response".toByteArray(), whole.retained.single().content)
            assertTrue(open(listOf()).retained.isEmpty())
            ledger.pack(0, 1, Algorithm.ES256).use { draft ->
                val wrong = draft.finish(ByteArray(64) { 1 })
                val error = failure { EvidenceLedger.unpack(wrong, keys) }
                assertEquals("refused.package-signature", error.code)
                val broken = failure { draft.signWith { _, _ -> error("BANGO") } }
                assertEquals("usage.signer", broken.code)
                assertFalse("BANGO" in broken.reason)
                assertTrue(draft.toBeSigned.isNotEmpty())
                assertEquals(Algorithm.ES256, draft.algorithm)
            }
        }
        val own = EvidenceLedger.unpack(packageFile(), listOf(publisher()))
        assertEquals(listOf(0L, 1L), own.records.map { it.sequence })
        assertArrayEquals(own.records[0].hash, own.records[1].previous)
    }

    private fun fixed(own: BigInteger): ByteArray {
        val bytes = own.toByteArray().takeLast(32).toByteArray()
        return ByteArray(32 - bytes.size) + bytes
    }

    @Test
    fun `what was verified goes out on a basis`() =
        Fixtures.case("retained").use { case ->
            val presentation = case.presentation()
            val report = case.verify(Verifier()).report
            val evidence = report.evidence(presentation, "licence")
            PolicyBundles().use { bundles ->
                bundles.decide(evidence, on = LocalDate.of(2026, 6, 1)).use { decision ->
                    val law = Words("a law", "ある法令")
                    val own = RetentionBasis(law, "2026-12-31")
                    val text = decision.verifiedClaims(AXIS, report, own)
                    val whole = JsonParser.parseString(text).asJsonObject["verified_claims"]
                    val claims = whole.asJsonObject["claims"].asJsonObject
                    assertTrue(claims.size() > 0)
                    assertFalse(claims.has("portrait"))
                    val ended = RetentionBasis(law, "2026-05-31")
                    val error = failure { decision.verifiedClaims(AXIS, report, ended) }
                    assertEquals("usage.basis", error.code)
                }
            }
        }

    @Test
    fun `the newest issue of a list is kept in the cache`() =
        StatusCache().use { cache ->
            assertNull(cache.knownIssue("a provider"))
            val mark = VicalMark("a provider", 7uL, NOW)
            cache.rememberIssue(mark)
            StatusCache.fromBytes(cache.toBytes()).use {
                assertEquals(mark, it.knownIssue("a provider"))
                assertNull(it.knownIssue("another"))
            }
        }

    @Test
    fun `an overdue listing is a matter of policy`() =
        Fixtures.case("mdl").use { case ->
            val anchors = case.anchors.map { it.copy(listingDue = case.at.minusSeconds(86_400)) }
            val found =
                StatusEffect.entries.associateWith { effect ->
                    Verifier(PolicyOptions(overdueListing = effect)).use { verifier ->
                        TrustStore(anchors).use { trust ->
                            assertNotNull(trust.authorities.single().listingDue)
                            val outcome = verifier.verify(case.presentation(), trust, case.at)
                            outcome.use { it.report.decision }
                        }
                    }
                }
            val expected =
                mapOf(
                    StatusEffect.ACCEPT to Decision.ACCEPTED,
                    StatusEffect.INCONCLUSIVE to Decision.INCONCLUSIVE,
                    StatusEffect.REFUSE to Decision.REJECTED)
            assertEquals(expected, found)
        }

    @Test
    fun `a query is read and written`() {
        val name = { own: String -> DcqlPath.Name(own) }
        val claim =
            DcqlClaim(
                path = listOf(name("org.iso.18013.5.1"), name("age_over_20")),
                id = "age",
                values = listOf(DcqlValue.Bool(true)),
                intentToRetain = false)
        val others =
            listOf(
                DcqlClaim(listOf(name("nationalities"), DcqlPath.Every)),
                DcqlClaim(
                    listOf(name("a"), DcqlPath.Index(2uL)),
                    values = listOf(DcqlValue.Int(-7), DcqlValue.Text("x"))))
        val query =
            DcqlQuery(
                listOf(
                    DcqlCredential(
                        "licence",
                        docType = "org.iso.18013.5.1.mDL",
                        claims = listOf(claim),
                        claimSets = listOf(listOf("age")),
                        trustedAuthorities = listOf(DcqlAuthorities("aki", listOf("AQ")))),
                    DcqlCredential(
                        "other",
                        "dc+sd-jwt",
                        vctValues = listOf("https://a.example/pid"),
                        claims = others,
                        holderBinding = false)),
                listOf(DcqlCredentialSet(listOf(listOf("licence"), listOf("other")))))
        assertEquals(query, Dcql.read(Dcql.write(query)))
    }

    @Test
    fun `a driving licence as values`() = report("mdl-optional") { report ->
        val own = report.mdl()!!
        val day = { year: Int, month: Int, day: Int -> LocalDate.of(year, month, day) }
        assertEquals("BANGO" to null, own.familyName to own.givenName)
        assertEquals(BirthDay(day(1999, 3, 31), day(1999, 3, 31)), own.birthDate)
        assertEquals(day(2024, 4, 1) to day(2029, 3, 31), own.issueDate to own.expiryDate)
        assertEquals(Instant.parse("2024-03-01T00:00:00Z"), own.portraitCaptureDate)
        assertEquals(158L, own.height)
        assertTrue(own.portrait!!.size > 1000)
        assertTrue(AgeOver(18, true) in own.ageOver)
        assertTrue(own.drivingPrivileges!!.first().category.isNotEmpty())
        assertTrue(own.problems.isEmpty())
        assertNull(report.myNumberCard())
        assertNotNull(report.aamva())
    }

    @Test
    fun `other documents as values`() {
        report("individual-number") { report ->
            val own = report.myNumberCard()!!
            assertEquals("番号　花子", own.fullNameUnicode)
            assertEquals("************", own.individualNumberUnicode)
        }
        report("photo-id") { report ->
            val birth = report.photoId()!!.birthDate!!
            assertEquals(LocalDate.of(1999, 1, 1) to LocalDate.of(1999, 12, 31), birth.earliest to birth.latest)
        }
        report("photo-id-2024") { assertNotNull(it.photoId2024()) }
        report("photo-id-travel-document") { report ->
            assertTrue(1 in report.photoId()!!.dataGroups.map { it.number })
        }
        report("eu-pid") { assertEquals("Mustermann", it.euPid()!!.familyName) }
        report("proof-of-age") { assertTrue(it.euAgeVerification()!!.ageOver.isNotEmpty()) }
        report("cases/element.type") { report ->
            val note = ElementNote("age_over_18", ElementProblem.TYPE)
            assertEquals(listOf(note), report.mdl()!!.problems)
        }
    }

    private fun report(name: String, work: (Report) -> Unit) =
        Fixtures.case(name).use { case ->
            Verifier(case.policy).use { verifier -> work(case.verify(verifier).report) }
        }

    /** A ticket of a decision, as its registration answers it. */
    private class Ticket(bundles: PolicyBundles, decision: AssuranceDecision, holder: String) {
        private val piece = decision.evidence.first { it.id in grounds(decision) }
        val proof = piece.id
        val now: Instant = piece.at.plusSeconds(60)
        val answer: TicketAnswer

        init {
            val here = TicketPlace(byteArrayOf(1), byteArrayOf(2), byteArrayOf(4))
            val own = decision.ticket(proof, Wanted(AXIS, "3"), bundles, here, now, holder)
            answer = TicketAnswer(own.id, own.record, own.challenge, here)
        }

        private fun grounds(decision: AssuranceDecision) =
            decision.details.axes.flatMap { it.grounds }.flatMap { it.evidence }
    }

    internal companion object {
        private const val AXIS = "ds511.ial"
        private val NOW: Instant = Instant.parse("2026-06-01T00:00:00Z")
        private val RUBBISH = byteArrayOf(1, 2, 3)

        /** What a host keeps of a person: hashes of fields under its own key. */
        private val HOLDER = """{"birth":"${"01".repeat(32)}","name":"${"02".repeat(32)}"}"""
        private val SOMEBODY = """{"birth":"${"01".repeat(32)}","name":"${"03".repeat(32)}"}"""

        /** More of the calls that every language makes, in the same order. */
        val calls: List<Pair<String, () -> Unit>> =
            listOf(
                "holder record" to { enrol("[", AXIS) },
                "account" to { Account.fromJson("{") },
                "account axis" to { enrol(HOLDER, "none") },
                "challenge length" to { TapWindow().reTap(RUBBISH, "pay", Duration.ofSeconds(1)) },
                "ledger before" to { EvidenceLedger.open().checkSince(head(32)) },
                "ledger hash" to { EvidenceLedger.open().checkSince(head(31)) },
                "package places" to { EvidenceLedger.open().pack(0, 1, Algorithm.ES256) },
                "package number" to { EvidenceLedger.open().pack(-1, 1, Algorithm.ES256) },
                "package" to { EvidenceLedger.unpack(RUBBISH, listOf(publisher())) },
                "package signature" to { EvidenceLedger.unpack(packageFile(), listOf()) },
                "bundle to sign" to { FileToSign.bundle("{", Algorithm.ES256) },
                "claims document" to { claimed(AXIS, 7) },
                "claims axis" to { claimed("none", 0) },
                "query to read" to { Dcql.read("{") },
                "query to write" to { Dcql.write(DcqlQuery(listOf())) },
                "view" to { Fixtures.case("mdl").use { it.verify(Verifier()).report.mdl(7) } },
                "signature" to { Tashika.signature(Curve.P256, RUBBISH) },
                "verifier info" to { session(listOf(VerifierAttestation("jwt", ""))) },
                "posted body" to
                    {
                        val body = "wallet_nonce=a&wallet_nonce=b".toByteArray()
                        session().use { own -> identity().use { own.requestObjectFor(it, body) } }
                    },
            )

        private fun enrol(holder: String, axis: String) = decided { _, decision ->
            Account.enrol(decision, listOf(axis), holder)
        }

        private fun session(attested: List<VerifierAttestation> = listOf()): OnlineSession {
            val age = RequestPurpose.AgeCheck(20)
            val on = LocalDate.of(2026, 6, 1)
            val query = Request.forPurpose(age, listOf("org.iso.18013.5.1.mDL"), on).use { it.dcql }
            return OnlineSession.redirect(
                RedirectOptions("https://a.example/r", query),
                SessionOptions(NOW, verifierInfo = attested))
        }

        private fun identity(): SigningIdentity {
            val all = File(Fixtures.folder, "trust").listFiles { own -> own.extension == "pem" }!!
            return SigningIdentity.x509Hash(listOf(all.minBy { it.name }.readBytes()))
        }

        private fun head(length: Int) = LedgerHead(1, ByteArray(length))

        private fun claimed(axis: String, document: Int) = decided { _, decision ->
            Fixtures.case("mdl").use {
                val basis = RetentionBasis(Words("a law", "ある法令"), "2036-12-31")
                decision.verifiedClaims(axis, it.verify(Verifier()).report, basis, document)
            }
        }

        private fun packageFile() =
            File(Fixtures.folder, "../../bindings/ffi/audit-package.cose").readBytes()

        private fun publisher(): BundleKey {
            val text = File(Fixtures.folder, "bundles/publisher-public.jwk").readText()
            val jwk = JsonParser.parseString(text).asJsonObject
            val decode = { member: String -> Base64.getUrlDecoder().decode(jwk[member].asString) }
            return BundleKey("publisher", Curve.P256, byteArrayOf(4) + decode("x") + decode("y"))
        }

        private fun decided(work: (PolicyBundles, AssuranceDecision) -> Unit) {
            val file = File(Fixtures.folder, "decisions/counter-chip-and-face.json")
            val json = JsonParser.parseString(file.readText()).asJsonObject
            val on = LocalDate.parse(json["date"].asString)
            PolicyBundles().use { bundles ->
                bundles.decide(Assurance.evidence(json["evidence"].toString()), on = on).use {
                    work(bundles, it)
                }
            }
        }
    }
}
