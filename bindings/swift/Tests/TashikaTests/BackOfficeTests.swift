import Foundation
import Tashika
import Testing

private let axis = "ds511.ial"
private let now = Date(timeIntervalSince1970: 1_780_272_000)
private let rubbish = Data([1, 2, 3])

/// What a host keeps of a person: hashes of fields under its own key.
private let holder = holding("02")
private let somebody = holding("03")

private func holding(_ name: String) -> String {
    let hash = { (own: String) in String(repeating: own, count: 32) }
    return #"{"birth":"\#(hash("01"))","name":"\#(hash(name))"}"#
}

/// Accounts, taps, audits, marks of lists, queries, typed views: what stands behind an app.
struct BackOfficeTests {
    @Test("an account binds, opens and is recovered")
    func accounts() throws {
        let (bundles, decision) = try decided()
        let account = try Account.enrol(decision, axes: [axis], holder: holder)
        #expect(account.enrolled.grades.map(\.axis) == [axis])
        let own = try Ticket(bundles, decision, holder)
        _ = try account.bind(
            own.answer, name: "key 1", provider: "Example", bundles: bundles, now: own.now)
        let bound = try #require(account.authenticators.first)
        #expect(bound.name == "key 1" && bound.provider == "Example")
        #expect(bound.proof == [GradeOfProof(axis: axis, grade: "3")])
        let twice = failure {
            _ = try account.bind(own.answer, name: "key 1", bundles: bundles, now: own.now)
        }
        #expect(twice?.code == "refused.account.bound")
        let stranger = try Ticket(bundles, decision, somebody)
        let other = failure {
            _ = try account.bind(stranger.answer, name: "key 2", bundles: bundles, now: own.now)
        }
        #expect(other?.code == "refused.account.other-person")

        let again = try Account.fromJson(account.toJson())
        #expect(again.authenticators == [bound])
        let same = try again.opens(for: holder)
        #expect(same.sameness == .match && same.same == ["birth", "name"])
        let different = try again.opens(for: somebody)
        #expect(different.sameness == .mismatch && different.different == ["name"])
        #expect(!Assurance.sentence(different.sameness).ja.isEmpty)
        let event = try #require(again.providerCompromised("Example").first)
        #expect(event.must == .proveAgain && event.about == "key 1")

        let late = failure {
            _ = try again.recover(
                decision, evidence: own.proof, holder: holder, bundles: bundles,
                now: own.now + 86_400)
        }
        #expect(late?.code == "refused.account.not-fresh")
        let fields = try again.recover(
            decision, evidence: own.proof, holder: holder, bundles: bundles, now: own.now)
        #expect(fields == ["birth", "name"] && again.authenticators.isEmpty)
        #expect(account.unbind(name: "key 1"))
        #expect(!account.unbind(name: "key 1"))
    }

    @Test("a tap counts soon after a strong proof and once")
    func taps() throws {
        let window = try TapWindow()
        let make = { try window.challenge(operation: "pay", now: $0) }
        let (early, strong, tap) = (try make(0), try make(0), try make(0))
        let late = try make(90)
        let reTap = { try window.reTap($0, operation: "pay", now: $1) }
        #expect(try reTap(early, 90) == .refused(refusal: .noStrongProof))
        #expect(try window.strongProof(strong, operation: "pay", now: 90) == .strong)
        #expect(
            try window.strongProof(strong, operation: "pay", now: 90)
                == .refused(refusal: .alreadyUsed))
        #expect(try reTap(tap, 100) == .withinReuseWindow(age: 10))
        #expect(try reTap(late, 151) == .refused(refusal: .windowOver))
        let last = try make(151)
        #expect(try reTap(last, 1) == .refused(refusal: .clockRanBack))
        let own = try make(1)
        window.end()
        #expect(try reTap(own, 1) == .refused(refusal: .unknown))
        #expect(!Assurance.sentence(TapRefusal.unknown).ja.isEmpty)
        for odd in [-1, .nan, .infinity] {
            #expect(failure { _ = try make(odd) }?.code == "usage.seconds")
        }
    }

    @Test("a ledger is checked against what it was")
    func ledgers() throws {
        let decision = try decided().1
        let ledger = try EvidenceLedger()
        let first = try ledger.append(decision, now: now)
        let before = try ledger.head
        _ = try ledger.append(decision, now: now)
        #expect(try ledger.checkSince(before) == ledger.head)
        #expect(try ledger.records.map(\.sequence) == [0, 1])
        #expect(try ledger.records.first?.bytes == first.bytes)
        let anew = try EvidenceLedger()
        _ = try anew.append(decision, now: now + 1)
        #expect(failure { _ = try anew.checkSince(before) }?.code == "unreadable.ledger")
    }

    @Test("a package is signed elsewhere and opens under a trusted key")
    func packages() throws {
        let ledger = try EvidenceLedger()
        _ = try ledger.append(decided().1, now: now)
        let draft = try ledger.pack(0...0, algorithm: .es256)
        #expect(draft.algorithm == .es256 && !draft.toBeSigned.isEmpty)
        let file = try draft.signWith(Signer(signature: Data(repeating: 1, count: 64)))
        #expect(file == draft.finish(signature: Data(repeating: 1, count: 64)))
        let keys = [try publisher()]
        let wrong = failure { _ = try EvidenceLedger.unpack(file, keys: keys) }
        #expect(wrong?.code == "refused.package-signature")
        let broken = failure { _ = try draft.signWith(Signer(signature: nil)) }
        #expect(broken?.code == "usage.signer")
        #expect(broken?.reason.contains("BANGO") == false)

        let own = try EvidenceLedger.unpack(packageFile(), keys: keys)
        #expect(own.key == "publisher" && own.records.map(\.sequence) == [0, 1])
        #expect(own.records[1].previous == own.records[0].hash)
        #expect(own.retained.map(\.content) == [Data("response".utf8)])
    }

    @Test("what was verified goes out on a basis")
    func claims() throws {
        let own = try Fixtures.case("retained")
        let report = try own.verify(Verifier()).report
        let evidence = try report.evidence(of: own.presentation(), prefix: "licence")
        let decision = try PolicyBundles.shipped().decide(evidence, on: Day(2026, 6, 1))
        let law = Words(en: "a law", ja: "ある法令")
        let text = try decision.verifiedClaims(
            axis: axis, report: report, basis: RetentionBasis(basis: law, lastDay: "2026-12-31"))
        let whole = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
        let verified = whole?["verified_claims"] as? [String: Any]
        let claims = try #require(verified?["claims"] as? [String: Any])
        #expect(!claims.isEmpty && claims["portrait"] == nil)
        let ended = RetentionBasis(basis: law, lastDay: "2026-05-31")
        let error = failure {
            _ = try decision.verifiedClaims(axis: axis, report: report, basis: ended)
        }
        #expect(error?.code == "usage.basis")
    }

    @Test("the newest issue of a list is kept in the cache")
    func marks() throws {
        let cache = StatusCache()
        #expect(cache.knownIssue(provider: "a provider") == nil)
        let mark = VicalMark(provider: "a provider", issueId: 7, date: now)
        cache.rememberIssue(mark)
        let again = try StatusCache(bytes: cache.toBytes())
        #expect(again.knownIssue(provider: "a provider") == mark)
        #expect(again.knownIssue(provider: "another") == nil)
    }

    @Test("an overdue listing is a matter of policy")
    func overdue() throws {
        let own = try Fixtures.case("mdl")
        let due = try own.at - 86_400
        let expected: [StatusEffect: Decision] = [
            .accept: .accepted, .inconclusive: .inconclusive, .refuse: .rejected,
        ]
        for effect in StatusEffect.allCases {
            let anchors = try own.anchors.map {
                Anchor(
                    certificate: $0.certificate, purpose: $0.purpose, docTypes: $0.docTypes,
                    listingDue: due)
            }
            let trust = try TrustStore(anchors)
            #expect(trust.authorities.map(\.listingDue) == [due])
            let verifier = try Verifier(policy: PolicyOptions(overdueListing: effect))
            let outcome = try verifier.verify(own.presentation(), trust: trust, at: own.at)
            #expect(outcome.report.decision == expected[effect])
        }
    }

    @Test("a query is read and written")
    func queries() throws {
        let claim = DcqlClaim(
            path: [.name(name: "org.iso.18013.5.1"), .name(name: "age_over_20")], id: "age",
            values: [.bool(truth: true)], intentToRetain: false)
        let others = [
            DcqlClaim(path: [.name(name: "nationalities"), .any]),
            DcqlClaim(
                path: [.name(name: "a"), .index(place: 2)],
                values: [.int(number: -7), .text(text: "x")]),
        ]
        let query = DcqlQuery(
            credentials: [
                DcqlCredential(
                    id: "licence", docType: "org.iso.18013.5.1.mDL",
                    trustedAuthorities: [DcqlAuthorities(kind: "aki", values: ["AQ"])],
                    claims: [claim], claimSets: [["age"]]),
                DcqlCredential(
                    id: "other", format: "dc+sd-jwt", vctValues: ["https://a.example/pid"],
                    holderBinding: false, claims: others),
            ],
            credentialSets: [DcqlCredentialSet(options: [["licence"], ["other"]])])
        #expect(try DcqlQuery.read(query.write()) == query)
    }

    @Test("tasks share a verifier, a store and a report")
    func together() async throws {
        let own = try Fixtures.case("mdl")
        let verifier = try Verifier(policy: own.policy)
        let (trust, presentation, at) = (try own.trust(), try own.presentation(), try own.at)
        let shared = try verifier.verify(presentation, trust: trust, at: at).report
        let found = try await withThrowingTaskGroup(of: String.self) { group in
            for _ in 0..<40 {
                group.addTask {
                    let outcome = try await verifier.verifyAway(presentation, trust: trust, at: at)
                    return try outcome.report.json() + shared.json()
                }
            }
            return try await group.reduce(into: Set<String>()) { $0.insert($1) }
        }
        let json = try shared.json()
        #expect(found == [json + json])
    }

    @Test("documents as values")
    func views() throws {
        let report = try report("mdl-optional")
        let own = try #require(try report.mdl())
        #expect(own.familyName == "BANGO" && own.givenName == nil)
        #expect(own.birthDate == BirthDay(earliest: Day(1999, 3, 31), latest: Day(1999, 3, 31)))
        #expect(own.issueDate == Day(2024, 4, 1) && own.expiryDate == Day(2029, 3, 31))
        #expect(own.portraitCaptureDate == Date(timeIntervalSince1970: 1_709_251_200))
        #expect(own.height == 158)
        #expect((own.portrait?.count ?? 0) > 1000)
        #expect(own.ageOver.contains(AgeOver(years: 18, reached: true)))
        #expect(own.drivingPrivileges?.first?.category.isEmpty == false)
        #expect(own.problems.isEmpty)
        #expect(try report.myNumberCard() == nil)
        #expect(try report.aamva() != nil)

        let card = try #require(try self.report("individual-number").myNumberCard())
        #expect(card.fullNameUnicode == "番号　花子")
        #expect(card.individualNumberUnicode == "************")
        let photo = try #require(try self.report("photo-id").photoId())
        #expect(photo.birthDate == BirthDay(earliest: Day(1999, 1, 1), latest: Day(1999, 12, 31)))
        #expect(try self.report("photo-id-2024").photoId2024() != nil)
        let travel = try self.report("photo-id-travel-document").photoId()
        #expect(travel?.dataGroups.contains { $0.number == 1 } == true)
        #expect(try self.report("eu-pid").euPid()?.familyName == "Mustermann")
        #expect(try self.report("proof-of-age").euAgeVerification()?.ageOver.isEmpty == false)
        let odd = try self.report("cases/element.type").mdl()
        #expect(odd?.problems == [ElementNote(identifier: "age_over_18", problem: .type)])
    }

    private func report(_ name: String) throws -> Report {
        let own = try Fixtures.case(name)
        return try own.verify(Verifier(policy: own.policy)).report
    }
}

/// More of the calls that every language makes, in the same order.
func backOfficeCalls() -> [(String, () throws -> Void)] {
    [
        ("holder record", { try enrol("[", axis) }),
        ("account", { _ = try Account.fromJson("{") }),
        ("account axis", { try enrol(holder, "none") }),
        ("challenge length", { _ = try TapWindow().reTap(rubbish, operation: "pay", now: 1) }),
        ("ledger before", { _ = try EvidenceLedger().checkSince(head(32)) }),
        ("ledger hash", { _ = try EvidenceLedger().checkSince(head(31)) }),
        ("package places", { _ = try EvidenceLedger().pack(0...1, algorithm: .es256) }),
        ("package number", { _ = try EvidenceLedger().pack(-1...1, algorithm: .es256) }),
        ("package", { _ = try EvidenceLedger.unpack(rubbish, keys: [publisher()]) }),
        ("package signature", { _ = try EvidenceLedger.unpack(packageFile(), keys: []) }),
        ("bundle to sign", { _ = try FileToSign.bundle("{", algorithm: .es256) }),
        ("claims document", { try claimed(axis, 7) }),
        ("claims axis", { try claimed("none", 0) }),
        ("query to read", { _ = try DcqlQuery.read("{") }),
        ("query to write", { _ = try DcqlQuery(credentials: []).write() }),
        ("view", { _ = try Fixtures.case("mdl").verify(Verifier()).report.mdl(document: 7) }),
        ("signature", { _ = try Tashika.signature(.p256, der: rubbish) }),
        (
            "verifier info",
            { _ = try session([VerifierAttestation(format: "jwt", data: "")]) }
        ),
        (
            "posted body",
            {
                let body = Data("wallet_nonce=a&wallet_nonce=b".utf8)
                _ = try session().requestObjectFor(identity: identity(), body: body)
            }
        ),
    ]
}

private func enrol(_ holder: String, _ axis: String) throws {
    _ = try Account.enrol(decided().1, axes: [axis], holder: holder)
}

private func session(_ attested: [VerifierAttestation] = []) throws -> OnlineSession {
    let request = try Request.forPurpose(
        .ageCheck(years: 20), docTypes: ["org.iso.18013.5.1.mDL"], on: Day(2026, 6, 1))
    return try OnlineSession.redirect(
        RedirectOptions(responseUri: "https://a.example/r", query: request.dcql),
        session: SessionOptions(now: now, verifierInfo: attested))
}

private func identity() throws -> SigningIdentity {
    let folder = Fixtures.folder.appendingPathComponent("trust")
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    guard let pem = names.filter({ $0.hasSuffix(".pem") }).min() else {
        throw Missing(what: "a certificate")
    }
    return try .x509Hash([Data(contentsOf: folder.appendingPathComponent(pem))])
}

private func head(_ length: Int) -> LedgerHead {
    LedgerHead(records: 1, hash: Data(count: length))
}

private func claimed(_ axis: String, _ document: Int) throws {
    let basis = RetentionBasis(basis: Words(en: "a law", ja: "ある法令"), lastDay: "2036-12-31")
    let report = try Fixtures.case("mdl").verify(Verifier()).report
    _ = try decided().1.verifiedClaims(
        axis: axis, report: report, basis: basis, document: document)
}

private func packageFile() throws -> Data {
    try Data(contentsOf: Fixtures.root.appendingPathComponent("bindings/ffi/audit-package.cose"))
}

/// Signs with a signature that was made before, or not at all.
private final class Signer: RequestSigner {
    private let signature: Data?

    init(signature: Data?) {
        self.signature = signature
    }

    func sign(algorithm: Algorithm, bytes: Data) throws -> Data {
        guard let signature else { throw Missing(what: "BANGO") }
        return signature
    }
}

/// A ticket of a decision, as its registration answers it.
private struct Ticket {
    let answer: TicketAnswer
    let now: Date
    let proof: String

    init(_ bundles: PolicyBundles, _ decision: AssuranceDecision, _ holder: String) throws {
        let piece = try grounding(decision)
        let here = TicketPlace(session: Data([1]), device: Data([2]), account: Data([4]))
        (proof, now) = (piece.id, piece.at + 60)
        let own = try decision.ticket(
            evidence: proof, wanted: Wanted(axis: axis, grade: "3"), bundles: bundles, place: here,
            now: now, holder: holder)
        answer = TicketAnswer(
            id: own.id, record: own.record, challenge: own.challenge, place: here)
    }
}
