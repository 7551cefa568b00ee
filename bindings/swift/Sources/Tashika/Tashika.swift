import Foundation

/// The version of the native library.
public var version: String { nativeVersion() }

/// Every check with its clause, its severities and its sentence, in the order of a report.
public let checks: [CheckInfo] = nativeChecks()

/// The row of a check in the check table.
public func info(_ check: CheckId) -> CheckInfo {
    // A test holds every check against the table.
    rows[check]!
}

private let rows = Dictionary(uniqueKeysWithValues: checks.map { ($0.check, $0) })

/// The policies that ``PolicyOptions/name`` can name.
public var policies: [NamedChoice] { policyNames() }

/// The rules for revocation and status that ``PolicyOptions/status`` can name.
public var statusPolicies: [NamedChoice] { statusPolicyNames() }

/// The sentence of a residual risk, in English and Japanese.
public func sentence(_ risk: ResidualRisk) -> Sentence { residualRiskSentence(risk: risk) }

/// The sentence of a tracking handle, in English and Japanese.
public func sentence(_ handle: HandleKind) -> Sentence { handleSentence(kind: handle) }

/// Any mdoc structure as annotated diagnostic notation.
///
/// Without `reveal` only what says nothing about a person is shown.
public func inspect(_ bytes: Data, reveal: Bool = false) throws(TashikaError) -> String {
    try call { try nativeInspect(bytes: bytes, reveal: reveal) }
}

/// `r || s` of a signature that a key store gave as a DER sequence: what a ``RequestSigner`` answers.
public func signature(_ curve: Curve, der: Data) throws(TashikaError) -> Data {
    try call { try signatureFromDer(curve: curve, signature: der) }
}

/// The identifier of a Bluetooth characteristic, big-endian; `nil` where the mode has none.
public func uuid(_ characteristic: Characteristic, mode: BleMode) -> Data? {
    characteristicUuid(characteristic: characteristic, mode: mode)
}

extension TashikaError {
    /// The stable code, the same in every language, such as `unreadable.device-response`.
    public var code: String {
        switch self {
        case .internal(let code, _), .refused(let code, _, _), .unreadable(let code, _, _, _),
            .usage(let code, _):
            code
        }
    }

    /// One sentence for a log: no element's value and no secret is in it.
    public var reason: String {
        switch self {
        case .internal(_, let reason), .refused(_, let reason, _),
            .unreadable(_, let reason, _, _), .usage(_, let reason):
            reason
        }
    }
}

extension TashikaError: LocalizedError {
    public var errorDescription: String? { reason }
}

extension TashikaError: CustomStringConvertible {
    public var description: String { "\(code): \(reason)" }
}

/// Makes a call of the boundary. Whatever it throws is a ``TashikaError``.
func call<Value>(_ work: () throws -> Value) throws(TashikaError) -> Value {
    do {
        return try work()
    } catch let error as TashikaError {
        throw error
    } catch {
        // What was thrown could hold anything.
        throw .internal(
            code: "internal.panic",
            reason: "a defect of this library: please report what was called")
    }
}

/// The whole seconds of a date, within the years 1 to 9999.
func wholeSeconds(_ date: Date) -> Int64 {
    let seconds = date.timeIntervalSince1970.rounded(.down)
    guard seconds > -62_135_596_800 else { return -62_135_596_800 }
    return seconds < 253_402_300_799 ? Int64(seconds) : 253_402_300_799
}
