import Foundation
import Ports
import Security
import Setup

/// The reader's key in the Secure Enclave: made there, used there, and nowhere else.
///
/// It can be used while the device is unlocked, and goes with the app. Only P-256 is there.
@MainActor
public final class EnclaveKey: KeyPort {
    private let key: SecretKey

    /// The key of this name; made where there is none yet. `nil` where the device has no Secure Enclave,
    /// or does not let it be used.
    public init?(name: String) {
        guard let own = Self.find(name) ?? Self.make(name) else { return nil }
        key = SecretKey(own: own)
    }

    public var publicKey: Data? {
        guard let key = SecKeyCopyPublicKey(key.own) else { return nil }
        return SecKeyCopyExternalRepresentation(key, nil) as Data?
    }

    public func sign(_ bytes: Data, algorithm: String) async -> Data? {
        guard algorithm == "ES256" else { return nil }
        return await Self.sign(bytes, key)
    }

    /// Not on the main actor: it takes as long as the hardware does.
    private nonisolated static func sign(_ bytes: Data, _ key: SecretKey) async -> Data? {
        let algorithm = SecKeyAlgorithm.ecdsaSignatureMessageX962SHA256
        guard SecKeyIsAlgorithmSupported(key.own, .sign, algorithm),
            let der = SecKeyCreateSignature(key.own, algorithm, bytes as CFData, nil) as Data?
        else { return nil }
        return EcdsaSignature.raw(der: der)
    }

    private static func find(_ name: String) -> SecKey? {
        let query: [String: Any] = [
            kSecClass as String: kSecClassKey,
            kSecAttrKeyType as String: kSecAttrKeyTypeECSecPrimeRandom,
            kSecAttrApplicationTag as String: Data(name.utf8),
            kSecReturnRef as String: true,
        ]
        var found: CFTypeRef?
        guard SecItemCopyMatching(query as CFDictionary, &found) == errSecSuccess, let found,
            CFGetTypeID(found) == SecKeyGetTypeID()
        else { return nil }
        return (found as! SecKey)
    }

    private static func make(_ name: String) -> SecKey? {
        guard
            let access = SecAccessControlCreateWithFlags(
                nil, kSecAttrAccessibleWhenUnlockedThisDeviceOnly, .privateKeyUsage, nil)
        else { return nil }
        let own: [String: Any] = [
            kSecAttrIsPermanent as String: true,
            kSecAttrApplicationTag as String: Data(name.utf8),
            kSecAttrAccessControl as String: access,
        ]
        let all: [String: Any] = [
            kSecAttrKeyType as String: kSecAttrKeyTypeECSecPrimeRandom,
            kSecAttrKeySizeInBits as String: 256,
            kSecAttrTokenID as String: kSecAttrTokenIDSecureEnclave,
            kSecPrivateKeyAttrs as String: own,
        ]
        return SecKeyCreateRandomKey(all as CFDictionary, nil)
    }
}

/// A reference to a key, which its own framework guards: it may be used on any thread.
private struct SecretKey: @unchecked Sendable {
    let own: SecKey
}
