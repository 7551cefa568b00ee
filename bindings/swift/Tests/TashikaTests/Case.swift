import Foundation
import Tashika

/// The shared case files of `tests/fixtures`: their parts go through the public API.
enum Fixtures {
    static let root = URL(fileURLWithPath: ProcessInfo.processInfo.environment["TASHIKA_ROOT"]!)
    static let folder = root.appendingPathComponent("tests/fixtures")

    /// What `tashika verify --json` says of each case; `cargo xtask` writes it.
    static let reports = URL(
        fileURLWithPath: ProcessInfo.processInfo.environment["TASHIKA_REPORTS"]!)

    static func all() throws -> [URL] {
        let folders = [folder, folder.appendingPathComponent("cases")]
        return try folders.flatMap {
            try FileManager.default.contentsOfDirectory(at: $0, includingPropertiesForKeys: nil)
                .filter { $0.pathExtension == "json" }
                .sorted { $0.path < $1.path }
        }
    }

    static func `case`(_ name: String) throws -> Case {
        try Case(folder.appendingPathComponent(name + ".json"))
    }
}

struct Missing: Error {
    let what: String
}

/// One case, read.
struct Case {
    let file: URL
    private let json: [String: Any]

    init(_ file: URL) throws {
        self.file = file
        let read = try JSONSerialization.jsonObject(with: Data(contentsOf: file))
        json = try Self.object(read)
    }

    var at: Date { get throws { try Self.date(text("at") ?? "2026-06-01T00:00:00Z") } }
    var response: Data { get throws { try blob(json["deviceResponse"]) } }
    var request: Data? { get throws { try json["request"].map(blob) } }

    var handover: Handover? {
        get throws { try json["transcript"].map { try Self.handover(Self.object($0)) } }
    }

    var anchors: [Anchor] { get throws { try rows("trust").map(anchor) } }

    var policy: PolicyOptions {
        get throws {
            PolicyOptions(
                name: text("policy") ?? "default",
                profile: try Self.named(text("profile"), Profile.allCases),
                status: text("statusPolicy") ?? "default")
        }
    }

    func presentation() throws -> Presentation {
        let key = try json["readerKey"].map { try Self.key(Self.object($0)) }
        return try Presentation(
            response: response, handover: handover, request: request, readerKey: key)
    }

    func trust() throws -> TrustStore {
        try TrustStore(anchors)
    }

    func status() throws -> StatusCache? {
        if try rows("status").isEmpty { return nil }
        let cache = StatusCache()
        for row in try rows("status") {
            let uri = row["uri"] as! String
            let fetched = try (row["fetched"] as? String).map(Self.date)
            try cache.give(uri: uri, list: blob(row["content"]), fetched: fetched)
            if let seen = row["seen"] as? String {
                cache.remember(uri: uri, asOf: try Self.date(seen))
            }
        }
        return cache
    }

    func acceptance() throws -> Acceptance? {
        guard let own = json["acceptance"] else { return nil }
        let list = try JSONSerialization.data(withJSONObject: own)
        return try Acceptance(
            json: String(decoding: list, as: UTF8.self), purpose: text("purpose")!)
    }

    func verify(_ verifier: Verifier) throws -> Verification {
        try verifier.verify(
            presentation(), trust: trust(), at: at, status: status(), acceptance: acceptance())
    }

    private func text(_ name: String) -> String? { json[name] as? String }

    private func rows(_ name: String) throws -> [[String: Any]] {
        (json[name] as? [[String: Any]]) ?? []
    }

    private func near(_ own: [String: Any]) throws -> Data {
        let name = own["file"] as! String
        return try Data(contentsOf: file.deletingLastPathComponent().appendingPathComponent(name))
    }

    private func blob(_ own: Any?) throws -> Data {
        if let own = own as? [String: Any] { return Self.decoded(try near(own)) }
        return try Self.base64(own as? String)
    }

    private func anchor(_ row: [String: Any]) throws -> Anchor {
        let certificate =
            try (row["certificate"] as? [String: Any]).map(near)
            ?? Data((row["certificate"] as! String).utf8)
        let listing = row["listing"] as? [String: Any]
        return Anchor(
            certificate: certificate,
            purpose: try Self.named(row["purpose"], AnchorPurpose.allCases),
            docTypes: row["docTypes"] as? [String],
            category: try Self.named(row["category"], Category.allCases),
            listedFrom: try (listing?["from"] as? String).map(Self.date),
            listedUntil: try (listing?["until"] as? String).map(Self.date),
            listingDue: try (listing?["due"] as? String).map(Self.date))
    }

    private static func named<Value>(_ name: Any?, _ all: [Value]) throws -> Value? {
        guard let name = name as? String else { return nil }
        let wanted = name.replacingOccurrences(of: "-", with: "").lowercased()
        guard let found = all.first(where: { "\($0)".lowercased() == wanted }) else {
            throw Missing(what: name)
        }
        return found
    }

    private static func object(_ own: Any) throws -> [String: Any] {
        guard let own = own as? [String: Any] else { throw Missing(what: "an object") }
        return own
    }

    static func date(_ text: String) throws -> Date {
        guard let date = ISO8601DateFormatter().date(from: text) else { throw Missing(what: text) }
        return date
    }

    static func base64(_ text: String?) throws -> Data {
        var text = (text ?? "").replacingOccurrences(of: "-", with: "+")
        text = text.replacingOccurrences(of: "_", with: "/")
        while text.hasSuffix("=") { text.removeLast() }
        text += String(repeating: "=", count: (4 - text.count % 4) % 4)
        guard let bytes = Data(base64Encoded: text) else { throw Missing(what: "base64") }
        return bytes
    }

    /// A file holds the bytes themselves, hexadecimal or base64url.
    private static func decoded(_ content: Data) -> Data {
        let bare = content.filter { ![0x20, 0x09, 0x0a, 0x0d].contains($0) }
        let text = String(decoding: bare, as: UTF8.self)
        if !bare.isEmpty, bare.count % 2 == 0, bare.allSatisfy(isHexadecimal) {
            let digits = Array(text)
            return Data(
                stride(from: 0, to: digits.count, by: 2).map {
                    UInt8(String(digits[$0...$0 + 1]), radix: 16)!
                })
        }
        let letters = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_+/=-".utf8)
        if !bare.isEmpty, bare.allSatisfy(letters.contains) {
            return (try? base64(text)) ?? content
        }
        return content
    }

    private static func isHexadecimal(_ byte: UInt8) -> Bool {
        Character(UnicodeScalar(byte)).isHexDigit && byte < 0x80
    }

    private static func key(_ jwk: [String: Any]) throws -> PrivateKey {
        let curves: [String: Curve] = [
            "P-256": .p256, "P-384": .p384, "P-521": .p521,
            "brainpoolP256r1": .brainpoolP256r1, "brainpoolP320r1": .brainpoolP320r1,
            "brainpoolP384r1": .brainpoolP384r1, "brainpoolP512r1": .brainpoolP512r1,
        ]
        guard let curve = curves[jwk["crv"] as! String] else { throw Missing(what: "a curve") }
        return try .fromScalar(curve: curve, scalar: base64(jwk["d"] as? String))
    }

    private static func handover(_ own: [String: Any]) throws -> Handover {
        if let bytes = own["bytes"] { return .encoded(transcript: try base64(bytes as? String)) }
        let text = { (name: String) in own[name] as! String }
        let bytes = { (name: String) in try base64(text(name)) }
        let maybe = { (name: String) in try (own[name] as? String).map(base64) }
        switch text("handover") {
        case "apple-in-app":
            return .appleInApp(
                nonce: try bytes("nonce"), merchantId: text("merchantId"), teamId: text("teamId"),
                pkRHash: try bytes("pkRHash"))
        case "dc-api-annex-c":
            return .dcApiAnnexC(encryptionInfo: text("encryptionInfo"), origin: text("origin"))
        case "iso-18013-7-annex-b":
            return .iso180137annexB(
                clientId: text("clientId"), responseUri: text("responseUri"), nonce: text("nonce"),
                mdocGeneratedNonce: text("mdocGeneratedNonce"))
        case "nfc":
            return .nfc(
                deviceEngagement: try bytes("deviceEngagement"),
                eReaderKey: try bytes("eReaderKey"),
                handoverSelect: try bytes("handoverSelect"),
                handoverRequest: try maybe("handoverRequest"))
        case "nfc-v2":
            return .nfcV2(
                deviceEngagement: try bytes("deviceEngagement"),
                eReaderKey: try bytes("eReaderKey"),
                handoverSelect: try bytes("handoverSelect"),
                handoverRequest: try bytes("handoverRequest"))
        case "openid4vp":
            return .openId4Vp(
                clientId: text("clientId"), nonce: text("nonce"),
                jwkThumbprint: try maybe("jwkThumbprint"), responseUri: text("responseUri"))
        case "openid4vp-dc-api":
            return .openId4VpDcApi(
                origin: text("origin"), nonce: text("nonce"),
                jwkThumbprint: try maybe("jwkThumbprint"))
        case "qr":
            return .qr(
                deviceEngagement: try bytes("deviceEngagement"), eReaderKey: try bytes("eReaderKey"))
        case "website":
            return .website(
                deviceEngagement: try maybe("deviceEngagement"),
                eReaderKey: try maybe("eReaderKey"),
                readerEngagement: try bytes("readerEngagement"))
        case let kind: throw Missing(what: kind)
        }
    }
}

/// An object of a file.
struct Recorded {
    let json: [String: Any]

    init(_ json: [String: Any]) {
        self.json = json
    }

    init(_ file: URL) throws {
        let read = try JSONSerialization.jsonObject(with: Data(contentsOf: file))
        guard let json = read as? [String: Any] else { throw Missing(what: "an object") }
        self.json = json
    }

    func text(_ name: String) -> String { json[name] as! String }
    func texts(_ name: String) -> [String] { json[name] as! [String] }
    func row(_ name: String) -> Recorded { Recorded(json[name] as! [String: Any]) }
    func rows(_ name: String) -> [Recorded] { (json[name] as! [[String: Any]]).map(Recorded.init) }
}

/// The day of a text like 2026-06-01.
func day(_ text: String) -> Day {
    let parts = text.split(separator: "-").map { Int($0)! }
    return Day(parts[0], parts[1], parts[2])
}
