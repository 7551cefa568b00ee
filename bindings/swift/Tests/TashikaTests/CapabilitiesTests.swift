import Foundation
import Tashika
import Testing

private let now = Date(timeIntervalSince1970: 1_780_272_000)
private let rubbish = Data([1, 2, 3])

/// JPKI, policy bundles, the ledger, tickets: through this library as through the core.
struct CapabilitiesTests {
    @Test("every case of JPKI ends as expected")
    func jpki() throws {
        let ids = Dictionary(uniqueKeysWithValues: Jpki.checks.map { ($0.check, $0.id) })
        let cases = try JpkiCase.all()
        #expect(cases.count > 200)
        for own in cases {
            let expect = own.json["expect"] as! [String: Any]
            let (details, json) = try own.said()
            let report = Fixtures.reports.appendingPathComponent("jpki/" + own.name)
            #expect(try json == String(contentsOf: report, encoding: .utf8), "\(own.name)")
            let found = { (outcome: CheckOutcome) in
                details.checks.filter { $0.outcome == outcome }.map { ids[$0.check]! }
            }
            let expected = { (name: String) in expect[name] as! [String] }
            #expect(found(.failed).sorted() == expected("failed").sorted(), "\(own.name)")
            #expect(found(.warning) == expected("warning"), "\(own.name)")
            #expect(found(.undetermined) == expected("undetermined"), "\(own.name)")
            #expect("\(details.verdict.decision)" == expect["verdict"] as! String, "\(own.name)")
            let revocation =
                switch details.revocation {
                case .good: "good"
                case .revoked: "revoked"
                case .undetermined: "undetermined"
                }
            #expect(revocation == expect["revocation"] as! String, "\(own.name)")
            #expect(details.hasEvidence == (details.verdict.decision == .accepted))
        }
    }

    @Test("an answer is evidence and is used up")
    func answer() throws {
        let own = try JpkiCase("auth-ocsp-nonce")
        let (challenge, verifier) = (try own.challenge(), try own.verifier())
        let report = try own.authentication(verifier, challenge)
        #expect(report.answer?.challenge == challenge.octets)
        #expect(try report.reuse(operation: "another", now: own.now) == .otherOperation)
        let evidence = try report.evidence(id: "card", channel: .remote)
        guard case .jpkiAuthentication(let facts) = evidence.what else {
            throw Missing(what: "an answer")
        }
        #expect(facts.verified == .yes)
        let again = failure { _ = try own.authentication(verifier, challenge) }
        #expect(again?.code == "usage.used-up")
    }

    @Test("a signature gives the attributes that were asked")
    func signature() throws {
        let cases = try JpkiCase.all().filter { $0.json["compare"] != nil }
        #expect(cases.count == 4)
        for own in cases {
            let report = try own.signing()
            let asked = own.json["attributes"] as! [String]
            let holder = try #require(report.holder)
            #expect((holder.name != nil) == asked.contains("name"))
            let person = try #require(own.person())
            let found = try #require(try report.compare(person))
            #expect(found.fields.count == 4)
            let score = try #require(found.score)
            #expect((0...100).contains(score))
            #expect(failure { _ = try report.keep(basis: " ") }?.code == "usage.basis")
            let kept = try #require(try report.keep(basis: "a dispute"))
            #expect(try kept.document.octets == own.document().octets)
        }
    }

    @Test("a challenge of one's own is random, and a bare number is no document")
    func challenges() throws {
        let first = try JpkiChallenge.generate(askedBy: "Example Bank", operation: "login")
        let second = try JpkiChallenge.generate(askedBy: "Example Bank", operation: "login")
        #expect(first.octets.count == 32)
        #expect(first.octets != second.octets)
        let number = DocumentToSign(kind: .text, octets: Data("4f2a9c1b7d3e5f60".utf8))
        #expect(Jpki.fault(number) == .bareNonce)
        let odd = JpkiMoment(wall: now, monotonic: -1)
        let error = failure {
            _ = try JpkiChallenge.generate(askedBy: "a", operation: "b", issued: odd)
        }
        #expect(error?.code == "usage.seconds")
    }

    @Test("a presentation becomes evidence and a decision")
    func decision() throws {
        let own = try Fixtures.case("mdl")
        let presentation = try own.presentation()
        let report = try Verifier().verify(presentation, trust: own.trust(), at: own.at).report
        #expect(try report.details.channel == presentation.channelFacts)
        let evidence = try report.evidence(of: presentation, prefix: "licence")
        #expect(evidence.map(\.id) == ["licence-1"])
        #expect(try report.holderRecord(key: Data(count: 32), fields: []) == "{}")
        #expect(report.statusNews(prefix: "licence").map(\.evidence) == ["licence-1"])
        let bundles = try PolicyBundles.shipped()
        let decision = try bundles.decide(evidence, on: Day(2026, 6, 1))
        #expect(try decision.details.identity == .verified)
        #expect(try decision.details.axes.contains { $0.axis == "ds511.ial" })
        let news = StatusNews(evidence: "licence-1", status: .revoked, at: try own.at)
        let again = try bundles.recheck(
            before: decision.reached, evidence: evidence, on: Day(2026, 6, 1), now: own.at,
            news: [news])
        #expect(again.mustEnd)
        #expect(again.events.first?.change == .revoked)
        #expect(again.decision.grade(axis: "ds511.ial") == nil)
        #expect(!Assurance.sentence(again.decision.standing).ja.isEmpty)
    }

    @Test("bundles are signed, compared and roll forward")
    func bundles() throws {
        let (first, newer) = (try bundle("example"), try bundle("example-newer"))
        #expect(try first.info.voucher == .signature(key: "publisher"))
        #expect(!first.changesTo(newer).isEmpty)
        #expect(first.changesTo(first).isEmpty)
        let bundles = PolicyBundles.empty()
        try bundles.install(first)
        try bundles.install(newer)
        #expect(try bundles.all.map { try $0.info.version } == [newer.info.version])
    }

    @Test("a ledger keeps what an audit needs")
    func ledger() throws {
        let (bundles, decision) = try decided()
        let basis = RetentionBasis(
            basis: Words(en: "a law", ja: "ある法令"), lastDay: "2026-12-31")
        let content = ToRetain(kind: .response, content: Data("response".utf8))
        let ledger = try EvidenceLedger()
        let first = try ledger.append(decision, now: now)
        let second = try ledger.append(decision, now: now, retain: [content], basis: basis)
        #expect([first.sequence, second.sequence] == [0, 1])
        #expect(!second.body.contains("response"))
        let again = try EvidenceLedger([first.bytes, second.bytes])
        #expect(try again.head == ledger.head)
        #expect(try again.decisions[1].evidence == decision.evidence)
        let later = Date(timeIntervalSince1970: 2_095_891_200)
        let gone = try again.eraseExpired(on: Day(2027, 1, 1), now: later)
        #expect(gone.digests == [second.retained[0].digest])
        #expect(gone.appended.count == 1)
        let rechecks = try again.recheck(bundles: bundles, on: Day(2036, 6, 1), now: later)
        #expect(rechecks.worse.keys.sorted() == [0, 1])
        #expect(rechecks.appended.count == 2)
        let swapped = failure { _ = try EvidenceLedger([second.bytes, first.bytes]) }
        #expect(swapped?.code == "unreadable.ledger")
    }

    @Test("a ticket is for one place and one challenge")
    func tickets() throws {
        let (bundles, decision) = try decided()
        let proof = try grounding(decision)
        let (here, at) = (TicketPlace(session: Data([1]), device: Data([2]), account: Data([4])), proof.at + 60)
        let wanted = Wanted(axis: "ds511.ial", grade: "2")
        let ticket = try decision.ticket(
            evidence: proof.id, wanted: wanted, bundles: bundles, place: here, now: at)
        let redeem = { (challenge: Data, place: TicketPlace) in
            try Assurance.redeem(
                ticket: ticket.id, record: ticket.record, challenge: challenge, place: place, now: at)
        }
        let grades = try redeem(ticket.challenge, here).grades
        #expect(grades.first { $0.axis == "ds511.ial" }?.grade == "3")
        let another = TicketPlace(session: Data([1]), device: Data([2]), account: Data([5]))
        let account = failure { _ = try redeem(ticket.challenge, another) }
        #expect(account?.code == "refused.ticket.account")
        #expect(failure { _ = try redeem(rubbish, here) }?.code == "refused.ticket.challenge")
        let other = TicketPlace(session: Data([1]), device: Data([3]), account: Data([4]))
        let elsewhere = failure { _ = try redeem(ticket.challenge, other) }
        #expect(elsewhere?.code == "refused.ticket.device")
    }

    @Test("what a face is worth is not the caller's to say")
    func faces() {
        #expect(Assurance.faceChecks(.inPerson).first?.strength == .strong)
        let face = HolderFactor.face(
            outcome: .matches, source: .chip, capture: .attended, liveness: .yes, injection: .yes,
            operator: nil, trained: .unknown)
        let facts = HolderEvidence(of: "licence", channel: .inPerson, factor: face)
        #expect(Assurance.strength(facts) == HolderStrength.none)
        #expect(Assurance.phishable.count == AuthenticatorKind.allCases.count)
    }

    @Test("what a request asks")
    func asked() throws {
        let list = Fixtures.root.appendingPathComponent("bindings/ffi/device-request.hex")
        let lines = try String(contentsOf: list, encoding: .utf8).split(separator: "\n")
        let digits = Array(lines.filter { !$0.hasPrefix("#") }.joined())
        let own = Data(
            stride(from: 0, to: digits.count, by: 2).map { UInt8(String(digits[$0...$0 + 1]), radix: 16)! })
        let mdl = { ElementName(nameSpace: "org.iso.18013.5.1", identifier: $0) }
        let age = ElementName(nameSpace: "org.iso.23220.1", identifier: "age_over_20")
        let expected = AskedRequest(
            version: "1.1",
            documents: [
                AskedDocument(
                    docType: "org.iso.18013.5.1.mDL",
                    elements: [
                        AskedElement(element: mdl("family_name"), retain: true, alternatives: []),
                        AskedElement(
                            element: mdl("age_over_20"), retain: false,
                            alternatives: [[mdl("birth_date")], [mdl("age_in_years"), mdl("portrait")]]),
                    ],
                    unique: true, readerAuth: true),
                AskedDocument(
                    docType: "org.iso.23220.photoID.1",
                    elements: [AskedElement(element: age, retain: false, alternatives: [])],
                    unique: false, readerAuth: false),
            ],
            useCases: [
                AskedUseCase(
                    mandatory: true, documentSets: [[0], [1]],
                    purposes: [PurposeHint(controller: "org.iso.jtc1.sc17", purpose: 3)])
            ],
            readerAuthAll: true)
        #expect(try DeviceRequest.read(own) == expected)
    }

    @Test("the advisor draws its chart")
    func charts() throws {
        let bundles = try PolicyBundles.shipped()
        let (task, on) = (Requirements(task: .authentication), Day(2026, 6, 1))
        #expect(try bundles.chart(task, on: on, language: .japanese).contains("はい:"))
        #expect(try bundles.svg(task, on: on, language: .english).hasPrefix("<svg"))
        let wanted = Wanted(axis: "ds511.ial", grade: "3")
        #expect(try !bundles.methodsReaching(wanted, on: on).isEmpty)
    }
}

/// More of the calls that every language makes, in the same order.
func moreCalls() -> [(String, () throws -> Void)] {
    [
        ("jpki policy", { _ = try JpkiVerifier(policy: JpkiPolicyOptions(name: "none")) }),
        ("jpki seconds", { _ = try JpkiVerifier(policy: JpkiPolicyOptions(clockSkew: -1)) }),
        ("jpki profile", { _ = try JpkiVerifier(profile: "{") }),
        (
            "challenge again",
            {
                let own = try JpkiCase("auth-ocsp-nonce")
                let challenge = try own.challenge()
                for _ in 0..<2 { _ = try own.authentication(own.verifier(), challenge) }
            }
        ),
        ("authenticator data", { _ = try Passkeys.read(rubbish) }),
        (
            "registration",
            {
                let foreign = Data(count: 32) + [1] + Data(count: 4)
                let asked = PasskeyAsked(rpId: "a.example", algorithms: [-7])
                _ = try PasskeyCredential.register(authenticatorData: foreign, asked: asked)
            }
        ),
        ("digital request", { _ = try HybridSession(hybrid(origin: "")) }),
        (
            "client data hash",
            {
                let ask = HybridAsk.assertion(
                    rpId: "a.example", clientDataHash: rubbish, allowed: [], userVerification: true)
                _ = try HybridSession(HybridOptions(ask: ask))
            }
        ),
        (
            "hybrid secret",
            {
                let key = try PrivateKey.generate(curve: .p256)
                _ = try HybridSession.replay(hybrid(), now: now, key: key, secret: Data(count: 15))
            }
        ),
        ("tunnel number", { _ = try HybridSession(hybrid(also: [-1])) }),
        ("link", { _ = try HybridSession.linked(hybrid(), link: rubbish) }),
        ("bundle", { _ = try PolicyBundle.unsigned("{") }),
        ("signed bundle", { _ = try PolicyBundle.signed(rubbish, keys: []) }),
        ("bundle signature", { _ = try bundle("example-wrong-signature") }),
        (
            "older bundle",
            {
                let bundles = PolicyBundles.empty()
                for name in ["example", "example-older"] { try bundles.install(bundle(name)) }
            }
        ),
        ("evidence", { _ = try Assurance.evidence(json: "{") }),
        (
            "evidence twice",
            { _ = try PolicyBundles.shipped().decide([said(), said()], on: Day(2026, 6, 1)) }
        ),
        (
            "acting",
            {
                let grant = ActingFor(
                    actor: "1", subject: "1", scope: ["all"], firstDay: "2026-01-01",
                    lastDay: "2026-12-31", basis: "a form")
                _ = try PolicyBundles.shipped().decide(
                    [said()], circumstances: Circumstances(acting: grant), on: Day(2026, 6, 1))
            }
        ),
        ("ledger", { _ = try EvidenceLedger([rubbish]) }),
        (
            "retention",
            {
                let basis = RetentionBasis(
                    basis: Words(en: "a law", ja: "ある法令"), lastDay: "2026-12-31")
                _ = try EvidenceLedger().append(decided().1, now: now, basis: basis)
            }
        ),
        ("old proof", { try ticket("2", Date(timeIntervalSince1970: 2_095_891_200)) }),
        ("ticket grade", { try ticket("9", nil) }),
        ("ticket record", { try redeem(String(repeating: "A", count: 43)) }),
        ("unknown ticket", { try redeem("x") }),
    ]
}

private func hybrid(origin: String = "https://a.example", also: [Int32] = []) -> HybridOptions {
    let call = #"{"requests":[{"protocol":"p","data":{}}]}"#
    return HybridOptions(ask: .credential(origin: origin, call: call), alsoTunnels: also)
}

private func said() -> Evidence {
    let facts = SelfAssertedEvidence(attributes: [.name])
    return Evidence(id: "said", at: now, what: .selfAsserted(facts: facts))
}

private func ticket(_ grade: String, _ at: Date?) throws {
    let (bundles, decision) = try decided()
    let proof = try grounding(decision)
    _ = try decision.ticket(
        evidence: proof.id, wanted: Wanted(axis: "ds511.ial", grade: grade), bundles: bundles,
        place: TicketPlace(session: Data([1]), device: Data([2]), account: Data([4])), now: at ?? proof.at)
}

private func redeem(_ id: String) throws {
    let here = TicketPlace(session: Data([1]), device: Data([2]), account: Data([4]))
    _ = try Assurance.redeem(ticket: id, record: rubbish, challenge: rubbish, place: here, now: now)
}

func grounding(_ decision: AssuranceDecision) throws -> Evidence {
    let grounds = try decision.details.axes.flatMap(\.grounds).flatMap(\.evidence)
    guard let found = try decision.evidence.first(where: { grounds.contains($0.id) }) else {
        throw Missing(what: "a proof")
    }
    return found
}

func decided() throws -> (PolicyBundles, AssuranceDecision) {
    let file = Fixtures.folder.appendingPathComponent("decisions/counter-chip-and-face.json")
    let json = try Recorded(file)
    let evidence = try JSONSerialization.data(withJSONObject: json.json["evidence"]!)
    let bundles = try PolicyBundles.shipped()
    let decision = try bundles.decide(
        Assurance.evidence(json: String(decoding: evidence, as: UTF8.self)),
        on: day(json.text("date")))
    return (bundles, decision)
}

private func bundle(_ name: String) throws -> PolicyBundle {
    let folder = Fixtures.folder.appendingPathComponent("bundles")
    let file = try Data(contentsOf: folder.appendingPathComponent(name + ".cose"))
    return try PolicyBundle.signed(file, keys: [publisher()])
}

func publisher() throws -> BundleKey {
    let folder = Fixtures.folder.appendingPathComponent("bundles")
    let jwk = try Recorded(folder.appendingPathComponent("publisher-public.jwk"))
    let point = try Data([4]) + Case.base64(jwk.text("x")) + Case.base64(jwk.text("y"))
    return BundleKey(name: "publisher", curve: .p256, publicKey: point)
}

/// A case of `tests/fixtures/jpki`.
struct JpkiCase {
    private let file: URL
    let json: [String: Any]
    let now: JpkiMoment

    init(_ name: String) throws {
        try self.init(Self.folder.appendingPathComponent(name + ".json"))
    }

    init(_ file: URL) throws {
        self.file = file
        json = try Recorded(file).json
        now = try Self.moment(json["at"], json["monotonic"])
    }

    private static let folder = Fixtures.folder.appendingPathComponent("jpki")

    static func all() throws -> [JpkiCase] {
        try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
            .sorted { $0.path < $1.path }.map { try JpkiCase($0) }
    }

    var name: String { file.lastPathComponent }

    private static func moment(_ wall: Any?, _ seconds: Any?) throws -> JpkiMoment {
        JpkiMoment(
            wall: try Case.date(wall as! String), monotonic: (seconds as? Int).map(TimeInterval.init))
    }

    private func blob(_ name: String) throws -> Data? {
        try (json[name] as? String).map { try Case.base64($0) }
    }

    private func trust() throws -> TrustStore {
        try TrustStore(
            (json["trust"] as! [[String: Any]]).map { row in
                let name = (row["certificate"] as! [String: Any])["file"] as! String
                let place = file.deletingLastPathComponent().appendingPathComponent(name)
                let purpose = (row["purpose"] as! String).replacingOccurrences(of: "-", with: "")
                let listing = row["listing"] as? [String: Any]
                return Anchor(
                    certificate: try Data(contentsOf: place),
                    purpose: AnchorPurpose.allCases.first { "\($0)".lowercased() == purpose },
                    listedFrom: try (listing?["from"] as? String).map(Case.date),
                    listedUntil: try (listing?["until"] as? String).map(Case.date))
            })
    }

    private func revocation() throws -> [JpkiRevocationEvidence] {
        let lists = try (json["crls"] as? [String] ?? []).map {
            JpkiRevocationEvidence.crl(list: try Case.base64($0))
        }
        let responses = try (json["ocsp"] as? [[String: Any]] ?? []).map { own in
            JpkiRevocationEvidence.ocsp(
                response: try Case.base64(own["response"] as? String),
                nonce: try (own["nonce"] as? String).map { try Case.base64($0) })
        }
        return lists + responses
    }

    func verifier() throws -> JpkiVerifier {
        let profile = try json["profile"].map {
            String(decoding: try JSONSerialization.data(withJSONObject: $0), as: UTF8.self)
        }
        return try JpkiVerifier(
            policy: JpkiPolicyOptions(name: json["policy"] as? String ?? "default"),
            profile: profile, pairwiseKey: blob("pairwiseKey"))
    }

    func challenge() throws -> JpkiChallenge {
        let own = json["challenge"] as! [String: Any]
        return try .given(
            Case.base64(own["octets"] as? String), askedBy: own["askedBy"] as! String,
            operation: own["operation"] as! String,
            issued: Self.moment(own["issued"], own["issuedMonotonic"]),
            used: own["used"] as? Bool ?? false)
    }

    func document() throws -> DocumentToSign {
        let own = json["document"] as! [String: Any]
        let pdf = own["mediaType"] as? String == "application/pdf"
        let octets =
            try (own["text"] as? String).map { Data($0.utf8) }
            ?? Case.base64(own["octets"] as? String)
        return DocumentToSign(kind: pdf ? .pdf : .text, octets: octets)
    }

    func authentication(
        _ verifier: JpkiVerifier, _ challenge: JpkiChallenge
    ) throws -> JpkiAuthenticationReport {
        try verifier.verifyAuthentication(
            certificate: blob("certificate")!, signature: blob("answer")!, challenge: challenge,
            trust: trust(), now: now, revocation: revocation())
    }

    func signing() throws -> JpkiSigningReport {
        let asked = (json["attributes"] as? [String] ?? []).map { own in
            let name = own.replacingOccurrences(of: "-", with: "")
            return JpkiAttribute.allCases.first { "\($0)".lowercased() == name }!
        }
        return try verifier().verifySignature(
            document(), signature: blob("signature")!, trust: trust(), now: now,
            certificate: blob("certificate"), asked: asked, revocation: revocation())
    }

    /// What an mdoc says of the person.
    func person() -> PersonClaims? {
        guard let own = json["compare"] as? [String: Any] else { return nil }
        return PersonClaims(
            name: own["name"] as? String, address: own["address"] as? String,
            birthDate: own["birthDate"] as? String, sex: Sex.allCases[own["sex"] as! Int])
    }

    /// The details of the report, and the report as JSON.
    func said() throws -> (JpkiReportDetails, String) {
        if json["use"] as! String == "authentication" {
            let report = try authentication(verifier(), challenge())
            return (try report.details, try report.json())
        }
        let report = try signing()
        return (try report.details, try report.json(person()))
    }
}
