import Foundation

/// Passkeys without any value: client data and authenticator data.
public enum Passkeys {
    /// The client data that a native verifier makes for its own request, as a browser would.
    public static func clientData(
        _ ceremony: PasskeyCeremony, challenge: Data, origin: String
    ) -> Data {
        passkeyClientData(ceremony: ceremony, challenge: challenge, origin: origin)
    }

    /// The rule of a check, in English and Japanese.
    public static func sentence(_ check: PasskeyCheck) -> Sentence { passkeySentence(check: check) }

    /// Reads authenticator data. Nothing of it is verified.
    public static func read(_ bytes: Data) throws(TashikaError) -> AuthenticatorData {
        try call { try authenticatorData(bytes: bytes) }
    }
}

/// A passkey as its relying party knows it. The host keeps what it was registered with, and the counter
/// of the last use.
public struct PasskeyCredential: Sendable {
    private let native: NativePasskeyCredential

    /// The credential in the authenticator data of a registration, held against what was asked.
    ///
    /// - Parameter signCount: The counter at the last use, where the credential was used since.
    public static func register(
        authenticatorData: Data, asked: PasskeyAsked, signCount: Int64? = nil
    ) throws(TashikaError) -> PasskeyCredential {
        PasskeyCredential(
            native: try call {
                try NativePasskeyCredential.register(
                    authenticatorData: authenticatorData, asked: asked, signCount: signCount)
            })
    }

    /// What is known of it.
    public var details: PasskeyDetails { native.details() }

    /// Holds an assertion against this credential and what was asked. A bad assertion is a report.
    public func verify(
        _ assertion: PasskeyAssertion, expected: PasskeyExpected
    ) throws(TashikaError) -> PasskeyReport {
        try call { try native.verify(assertion: assertion, expected: expected) }
    }
}
