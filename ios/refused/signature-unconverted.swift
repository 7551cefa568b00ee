// error: cannot convert return expression of type
import Foundation
import Security
import Setup

/// What the system signs is no `r || s`, and may be missing.
func signed(_ key: SecKey, _ bytes: Data) -> Data {
    #if WRONG
    return SecKeyCreateSignature(key, .ecdsaSignatureMessageX962SHA256, bytes, nil).map(EcdsaSignature.raw(der:))
    #else
    return SecKeyCreateSignature(key, .ecdsaSignatureMessageX962SHA256, bytes, nil)
        .flatMap(EcdsaSignature.raw(der:)) ?? Data()
    #endif
}
