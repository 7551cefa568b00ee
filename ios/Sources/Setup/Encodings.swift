import Foundation

/// A certificate's bytes.
public enum Certificate {
    /// DER, from DER or PEM; `nil` where it is neither.
    public static func der(_ data: Data) -> Data? {
        if data.first == 0x30 { return data }
        guard let text = String(data: data, encoding: .utf8) else { return nil }
        let (begin, end) = ("-----BEGIN CERTIFICATE-----", "-----END CERTIFICATE-----")
        guard let from = text.range(of: begin),
            let to = text.range(of: end, range: from.upperBound..<text.endIndex)
        else { return nil }
        let body = text[from.upperBound..<to.lowerBound].filter { !$0.isWhitespace }
        return Data(base64Encoded: body)
    }

    /// Whether a certificate has this public key, an uncompressed point. Whose key it is the core looks
    /// at; this keeps a device from signing under a name that is another device's.
    public static func has(_ data: Data, key point: Data) -> Bool {
        guard !point.isEmpty, let der = der(data) else { return false }
        return der.range(of: point) != nil
    }
}

/// An ECDSA signature over P-256.
public enum EcdsaSignature {
    /// Bytes of one number.
    private static let width = 32

    /// `r || s` of the DER that the system makes, `SEQUENCE { r INTEGER, s INTEGER }`; `nil` where it is
    /// not exactly that.
    public static func raw(der: Data) -> Data? {
        var rest = [UInt8](der)[...]
        guard let body = take(0x30, &rest), rest.isEmpty else { return nil }
        rest = body
        guard let r = number(&rest), let s = number(&rest), rest.isEmpty else { return nil }
        return Data(r + s)
    }

    /// The content of the next element, where it has this tag. Signatures over P-256 need no long
    /// lengths.
    private static func take(_ tag: UInt8, _ rest: inout ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        guard rest.popFirst() == tag, let length = rest.popFirst(), length < 0x80,
            rest.count >= Int(length)
        else { return nil }
        let content = rest.prefix(Int(length))
        rest = rest.dropFirst(Int(length))
        return content
    }

    /// The next positive number, as wide as one is.
    private static func number(_ rest: inout ArraySlice<UInt8>) -> [UInt8]? {
        guard var own = take(0x02, &rest), let first = own.first, first < 0x80 else { return nil }
        if first == 0 {
            own = own.dropFirst()
            // A zero stands only before what would be negative: nought is no number of a signature.
            guard let next = own.first, next >= 0x80 else { return nil }
        }
        guard own.count <= width else { return nil }
        return [UInt8](repeating: 0, count: width - own.count) + own
    }
}
