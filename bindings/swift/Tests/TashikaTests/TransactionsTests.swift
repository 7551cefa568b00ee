import Foundation
import Tashika
import Testing

/// Recorded transactions replayed: the same events give the same actions, byte for byte.
struct TransactionsTests {
    private static let folder = Fixtures.folder.appendingPathComponent("transactions")

    private func every(_ kind: String) throws -> [Recorded] {
        let all = try FileManager.default.contentsOfDirectory(
            at: Self.folder, includingPropertiesForKeys: nil)
        let read = try all.sorted { $0.path < $1.path }.map { try Recorded($0) }
        return read.filter { $0.text("kind") == kind }
    }

    private func recorded(_ name: String) throws -> Recorded {
        try Recorded(Self.folder.appendingPathComponent(name + ".json"))
    }

    private func verify(_ file: Recorded, _ presentation: Presentation) throws -> String {
        let trust = try TrustStore(file.texts("trust").map { TrustStore.issuer(unhex($0)!) })
        let at = try Case.date(file.text("verifyAt"))
        return try Verifier().verify(presentation, trust: trust, at: at).report.json()
    }

    @Test("there is a test for every file")
    func kinds() throws {
        let kinds = ["assurance", "hybrid", "online", "passkey", "reader"]
        let counts = try kinds.map { kind in try every(kind).count }
        let all = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path)
        #expect(counts.reduce(0, +) == all.count)
        #expect(!counts.contains(0))
    }

    @Test("a reader does what was recorded")
    func readers() throws {
        let files = try every("reader")
        #expect(files.count > 4)
        for file in files {
            let space = file.text("nameSpace")
            let asked = file.texts("elements").map {
                ElementToAsk(element: ElementName(nameSpace: space, identifier: $0))
            }
            let request = try DeviceRequest([
                DocumentToAsk(docType: file.text("docType"), elements: asked)
            ])
            let identity = file.json["certificates"].map { _ in
                ReaderIdentity(
                    algorithm: .es256, certificates: file.texts("certificates").map { unhex($0)! })
            }
            let options = ReaderOptions(
                service: unhex(file.text("service"))!, identity: identity,
                l2capServiceData: Int32(file.json["serviceData"] as! Int))
            let session = try ReaderSession(request: request, options: options, keys: nil)
            var reports: [String] = []
            for step in file.rows("steps") {
                let actions =
                    step.text("event") == "start"
                    ? try session.start(now: step.at)
                    : try session.onEvent(event(step.text("event")), now: step.at)
                #expect(actions.map(line) == step.texts("actions"), "\(file.text("name"))")
                for case .received(let presentation) in actions {
                    reports.append(try verify(file, presentation))
                }
            }
            #expect(session.isOver)
            #expect(reports == file.texts("reports"))
        }
    }

    private func event(_ line: String) throws -> ReaderEvent {
        let parts = line.split(separator: " ").map(String.init)
        switch parts[0] {
        case "apdu-response": return .apduResponse(unhex(parts[1])!)
        case "ble-connected": return .bleConnected(mtu: Int(parts[1])!)
        case "ble-disconnected": return .bleDisconnected
        case "ble-received":
            let characteristic = Characteristic.allCases.first { word($0) == parts[1] }!
            return .bleReceived(characteristic, value: unhex(parts[2])!)
        case "ble-subscribed": return .bleSubscribed
        case "code-scanned": return .codeScanned(parts[1])
        case "end": return .end
        case "key": return .key(try .fromScalar(curve: .p256, scalar: unhex(parts[2])!))
        case "psm-read": return .psmRead(unhex(parts[1]))
        case "signature": return .signature(id: Int32(parts[1])!, unhex(parts[2])!)
        case "stream-closed": return .streamClosed
        case "stream-opened": return .streamOpened
        case "stream-received": return .streamReceived(unhex(parts[1])!)
        case "tag-found": return .tagFound
        case "tag-lost": return .tagLost
        case "tick": return .tick
        default: throw Missing(what: line)
        }
    }

    private func line(_ action: ReaderAction) -> String {
        switch action {
        case .advertise(let service, let ident): "advertise \(hex(service)) \(hex(ident))"
        case .createKey(let curve): "create-key \(word(curve))"
        case .finished(let outcome): "finished \(line(outcome))"
        case .openStream(let service, let address, let psm):
            "open-stream \(hex(service)) \(hex(address)) \(psm)"
        case .pollTag: "poll-tag"
        case .publishStream: "publish-stream"
        case .readPsm: "read-psm"
        case .show(let progress): "progress \(line(progress))"
        case .showPsm(let value): "show-psm \(hex(value))"
        case .received(let presentation): "received \(word(presentation.channel))"
        case .scan(let service, let address): "scan \(hex(service)) \(hex(address))"
        case .scanCode: "scan-code"
        case .sendApdu(let command): "send-apdu \(hex(command))"
        case .sendBle(let characteristic, let value):
            "send-ble \(word(characteristic)) \(hex(value))"
        case .sendStream(let bytes): "send-stream \(hex(bytes))"
        case .sign(let id, let algorithm, let bytes):
            "sign \(id) \(word(algorithm)) \(hex(bytes))"
        case .stopRadio: "stop-radio"
        case .subscribe: "subscribe"
        case .wakeAt(let at): "wake-at \(milliseconds(at))"
        }
    }

    private func line(_ own: ReaderProgress) -> String {
        switch own {
        case .connected: "connected"
        case .early(let what): "early \(word(what))"
        case .engaged(let channel): "engaged \(word(channel))"
        case .receiving(let bytes): "receiving \(bytes)"
        case .reconnecting(let attempt): "reconnecting \(attempt)"
        case .requestSent: "request-sent"
        case .transport(let transport): "transport \(word(transport))"
        case .unrelated(let what): "unrelated \(word(what))"
        }
    }

    private func line(_ own: TransactionOutcome) -> String {
        switch own {
        case .completed(let responses): "completed \(responses)"
        case .cancelled(let phase): "cancelled \(word(phase))"
        case .endedByWallet(let status, let phase, let responses):
            "ended-by-wallet \(status.map { word($0) } ?? "-") \(word(phase)) \(responses)"
        case .failed(let kind, _, let phase, let responses):
            "failed \(word(kind)) \(word(phase)) \(responses)"
        case .lost(let phase, let responses): "lost \(word(phase)) \(responses)"
        case .timedOut(let phase, let responses): "timed-out \(word(phase)) \(responses)"
        }
    }

    private func answered(
        _ file: Recorded, _ outcome: AnswerOutcome, _ reports: inout [String]
    ) throws -> [String] {
        guard case .answered(let answer, _) = outcome else { throw Missing(what: "an answer") }
        var lines = ["answered \(answer.protocol)"]
        for (id, presentation) in answer.presentations {
            lines.append("presentation \(id) \(word(presentation.channel))")
            reports.append(try verify(file, presentation))
        }
        return lines + ["missing \(answer.missingAfter(accepted: [true]).count)"]
    }

    @Test("a session online gives what was recorded")
    func online() throws {
        let files = try every("online")
        #expect(files.count > 1)
        for file in files {
            let identity = try SigningIdentity.x509SanDns(
                [unhex(file.text("certificate"))!], dnsName: file.text("dnsName"))
            let session = try open(file)
            var offer: Offer?
            var reports: [String] = []
            for step in file.rows("steps") {
                let call = step.text("call").split(separator: " ").map(String.init)
                var gives: [String]
                switch call[0] {
                case "kind": gives = [try session.kind]
                case "expires":
                    gives = ["\(Int64(try session.expires.timeIntervalSince1970))"]
                case "link": gives = [try session.link(scheme: call[1])]
                case "finish":
                    let signatures = call.dropFirst().map { unhex($0)! }
                    gives = [try #require(offer).finish(signatures: Array(signatures))]
                case "receive":
                    let now = Date(timeIntervalSince1970: Double(call[1])!)
                    do throws(TashikaError) {
                        let own = try open(file)
                        let outcome = try own.receive(unhex(call[2])!, now: now)
                        gives = (try? answered(file, outcome, &reports)) ?? []
                        gives.append("reply \(outcome.reply)")
                    } catch {
                        gives = ["error \(error.code)"]
                    }
                default:
                    let asked =
                        call[0] == "request-object"
                        ? try session.requestObject(identity: identity)
                        : try session.dcApiCall(identities: [identity])
                    offer = asked
                    gives = asked.toBeSigned.map { "sign \(word($0.curve)) \(hex($0.bytes))" }
                }
                #expect(gives == step.texts("gives"), "\(file.text("name")) \(call[0])")
            }
            #expect(reports == file.texts("reports"))
        }
    }

    private func open(_ file: Recorded) throws(TashikaError) -> OnlineSession {
        try .open(
            unhex(file.text("record"))!, id: file.text("id"), key: unhex(file.text("sealingKey"))!)
    }

    private func hybrid(_ own: Recorded) throws -> HybridAnswer {
        let key = try PrivateKey.fromScalar(curve: .p256, scalar: unhex(own.text("key"))!)
        let session = try HybridSession.replay(
            HybridOptions(ask: ask(own.row("ask"))), now: Case.date(own.text("now")), key: key,
            secret: unhex(own.text("secret"))!)
        var last: [HybridAction] = []
        for step in own.rows("steps") {
            last =
                step.text("event") == "start"
                ? try session.start(now: step.at)
                : try session.onEvent(hybridEvent(step.text("event")), now: step.at)
            #expect(last.map(line) == step.texts("actions"))
        }
        #expect(session.phase == nil)
        #expect(session.strangers == 1)
        guard case .finished(.answered(let answer)) = last.last else {
            throw Missing(what: "an answer")
        }
        #expect(try line(answer.reply) == own.text("reply"))
        return answer
    }

    private func ask(_ own: Recorded) -> HybridAsk {
        switch own.text("kind") {
        case "credential":
            return .credential(origin: own.text("origin"), call: own.text("call"))
        case "assertion":
            return .assertion(
                rpId: own.text("rpId"), clientDataHash: unhex(own.text("clientDataHash"))!,
                allowed: own.texts("allowed").map { unhex($0)! },
                userVerification: own.json["userVerification"] as! Bool)
        default:
            return .registration(
                registration: PasskeyRegistration(
                    rpId: own.text("rpId"), rpName: own.text("rpName"),
                    clientDataHash: unhex(own.text("clientDataHash"))!,
                    userId: unhex(own.text("userId"))!, userName: own.text("userName"),
                    userDisplayName: own.text("userDisplayName"),
                    algorithms: (own.json["algorithms"] as! [Int]).map(Int64.init)))
        }
    }

    private func hybridEvent(_ line: String) throws -> HybridEvent {
        let parts = line.split(separator: " ").map(String.init)
        switch parts[0] {
        case "advert": return .advert(service: Int32(parts[1])!, data: unhex(parts[2])!)
        case "binary": return .binary(unhex(parts[1])!)
        default:
            let key = try PrivateKey.fromScalar(curve: .p256, scalar: unhex(parts[2])!)
            return .tunnelOpened(subprotocol: parts[1], key: key)
        }
    }

    private func line(_ action: HybridAction) -> String {
        switch action {
        case .close: "close"
        case .dial(let url, let origin, let subprotocol, let headers):
            "dial \(url) \(origin) \(subprotocol) \(headers.count)"
        case .finished(.answered(let answer)): "finished answered \(answer.facts.tunnel)"
        case .finished: "finished"
        case .linked(let link): "linked \(link.domain)"
        case .show(let progress): "progress \(word(progress))"
        case .scan(let services): "scan \(services.map(String.init).joined(separator: " "))"
        case .send(let content): "send \(hex(content))"
        case .showCode(let text): "show-code \(text)"
        case .stopScan: "stop-scan"
        case .wakeAt(let at): "wake-at \(milliseconds(at))"
        }
    }

    private func line(_ reply: HybridReply) -> String {
        switch reply {
        case .assertion(let id, let data, let signature, let handle):
            "assertion \(hex(id)) \(hex(data)) \(hex(signature)) \(hex(handle))"
        case .credential(let answer): "credential \(hex(answer))"
        case .registration(let format, let data): "registration \(format) \(hex(data))"
        }
    }

    @Test("a transaction across devices does what was recorded")
    func acrossDevices() throws {
        let file = try recorded("hybrid-credential")
        let came = try hybrid(file.rows("sessions")[0])
        let now = try Case.date(file.text("verifyAt")) + 60
        var reports: [String] = []
        let outcome = try open(file).receive(came, now: now)
        let lines = try answered(file, outcome, &reports)
        #expect(lines == file.texts("received"))
        #expect(reports == file.texts("reports"))
        #expect(reports.first?.contains("\"hybrid\"") == true)
    }

    @Test("a passkey shows what was recorded")
    func passkeys() throws {
        let file = try recorded("hybrid-passkey")
        let sessions = try file.rows("sessions").map(hybrid)
        guard case .registration(_, let data) = try sessions[0].reply,
            case .assertion(let id, let signed, let signature, _) = try sessions[1].reply
        else { throw Missing(what: "a passkey") }
        #expect(try Passkeys.read(data).userPresent)
        #expect(sessions[0].phone.transports == file.texts("transports"))
        let client = unhex(file.text("clientData"))!
        let asked = PasskeyAsked(
            rpId: file.text("rpId"), algorithms: [-7], transports: file.texts("transports"))
        let credential = try PasskeyCredential.register(authenticatorData: data, asked: asked)
        let assertion = PasskeyAssertion(
            credentialId: id, authenticatorData: signed, clientDataJson: client,
            signature: signature)
        for check in file.rows("checks") {
            let challenge = unhex(check.text("challenge"))!
            let expected = PasskeyExpected(
                rpId: file.text("rpId"), challenge: challenge, origins: [file.text("origin")])
            let report = try credential.verify(assertion, expected: expected)
            let facts = report.facts.map { "\(word($0.storage)) \($0.userVerified) \($0.signCount)" }
            let lines = report.checks.map { "\($0.id) \(word($0.outcome))" }
            #expect(lines + [facts ?? "no facts"] == check.texts("gives"))
        }
    }

    @Test("decisions and advice are those recorded")
    func decisions() throws {
        let file = try recorded("assurance-decisions")
        let bundles = try PolicyBundles.shipped()
        for row in file.rows("cases") {
            let evidence = try Assurance.evidence(json: row.text("evidence"))
            #expect(try Assurance.evidence(json: Assurance.json(evidence)) == evidence)
            let verifier: [Party] =
                row.json["signatureVerifier"] as! Bool ? [.signatureVerifier] : []
            let circumstances = Circumstances(
                purpose: row.json["purpose"] as? String, lendingRisk: .low, verifier: verifier)
            let decision = try bundles.decide(
                evidence, circumstances: circumstances, on: day(row.text("on")))
            #expect(decision.json() == row.text("decision"))
            #expect(word(decision.standing) == row.text("standing"))
            #expect(try decision.details.standing == decision.standing)
        }
        let requirements = Requirements(
            task: .proofing, channel: .remote,
            level: Wanted(axis: file.text("axis"), grade: file.text("grade")), selective: true)
        let advice = try bundles.advise(requirements, on: Day(2026, 6, 1))
        #expect(advice.fitting.map(\.method) == file.texts("fitting"))
        #expect(advice.json == file.text("advice"))
    }
}

/// The name of a variant: lower case without anything between its words.
private func word(_ own: Any) -> String { "\(own)".lowercased() }

private func hex(_ own: Data?) -> String {
    own.map { "0x" + $0.map { String(format: "%02x", $0) }.joined() } ?? "-"
}

private func unhex(_ text: String) -> Data? {
    if text == "-" { return nil }
    let digits = Array(text.utf8.dropFirst(2))
    let value = { (digit: UInt8) in UInt8(String(UnicodeScalar(digit)), radix: 16)! }
    return Data(
        stride(from: 0, to: digits.count, by: 2).map { value(digits[$0]) * 16 + value(digits[$0 + 1]) })
}

/// Whole milliseconds: times of the boundary are numbers with fractions.
private func milliseconds(_ own: Duration) -> Int64 {
    let (seconds, attoseconds) = own.components
    return seconds * 1000 + (attoseconds + 500_000_000_000) / 1_000_000_000_000_000
}

extension Recorded {
    fileprivate var at: Duration { .milliseconds(json["at"] as! Int) }
}
