import Foundation

/// A file that is ready to be signed: a package of a ledger, or a policy bundle.
///
/// The private key stays with the application.
public struct FileToSign: Sendable {
    private let native: NativeFileToSign

    init(native: NativeFileToSign) {
        self.native = native
    }

    /// The text of a policy bundle (JSON), once it was found consistent.
    public static func bundle(
        _ json: String, algorithm: Algorithm
    ) throws(TashikaError) -> FileToSign {
        FileToSign(
            native: try call { try NativeFileToSign.bundle(json: json, algorithm: algorithm) })
    }

    /// The algorithm to sign with.
    public var algorithm: Algorithm { native.algorithm() }

    /// What the key signs.
    public var toBeSigned: Data { native.toBeSigned() }

    /// The file with this signature: `r || s`, or that of EdDSA. Whether it holds is seen when it is read.
    public func finish(signature: Data) -> Data {
        native.finish(signature: signature)
    }

    /// The same with a callback for the signature.
    public func signWith(_ signer: any RequestSigner) throws(TashikaError) -> Data {
        try call { try native.signWith(signer: signer) }
    }
}
