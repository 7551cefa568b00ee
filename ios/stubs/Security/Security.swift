// A stand-in for type checks on Linux: what is used here, as Apple's documentation declares it. Nothing
// of it can be run. Types of CoreFoundation, which Foundation brings along at Apple's, stand here as what
// they are bridged to.

import Foundation

// https://developer.apple.com/documentation/corefoundation/cftype
public typealias CFTypeRef = AnyObject
// https://developer.apple.com/documentation/corefoundation/cfstring
public typealias CFString = String
// https://developer.apple.com/documentation/corefoundation/cfdata
public typealias CFData = Data
// https://developer.apple.com/documentation/corefoundation/cfdictionary
public typealias CFDictionary = [String: Any]
// https://developer.apple.com/documentation/corefoundation/cftypeid
public typealias CFTypeID = UInt
// https://developer.apple.com/documentation/corefoundation/cfallocator
public final class CFAllocator { private init() {} }
// https://developer.apple.com/documentation/corefoundation/cferror
public final class CFError { private init() {} }
// https://developer.apple.com/documentation/corefoundation/cfgettypeid(_:)
public func CFGetTypeID(_ cf: CFTypeRef?) -> CFTypeID { fatalError() }

// https://developer.apple.com/documentation/security/seckey
public final class SecKey { private init() {} }
// https://developer.apple.com/documentation/security/secaccesscontrol
public final class SecAccessControl { private init() {} }
// https://developer.apple.com/documentation/security/seckeygettypeid()
public func SecKeyGetTypeID() -> CFTypeID { fatalError() }
// https://developer.apple.com/documentation/security/secaccesscontrolcreateflags
public struct SecAccessControlCreateFlags: OptionSet, Sendable {
    // https://developer.apple.com/documentation/security/secaccesscontrolcreateflags/init(rawvalue:)
    public init(rawValue: UInt) { fatalError() }
    // https://developer.apple.com/documentation/security/secaccesscontrolcreateflags/rawvalue
    public var rawValue: UInt { fatalError() }
    // https://developer.apple.com/documentation/security/secaccesscontrolcreateflags/privatekeyusage
    public static var privateKeyUsage: SecAccessControlCreateFlags { fatalError() }
}
// https://developer.apple.com/documentation/security/secaccesscontrolcreatewithflags(_:_:_:_:)
public func SecAccessControlCreateWithFlags(
    _ allocator: CFAllocator?, _ protection: CFString, _ flags: SecAccessControlCreateFlags,
    _ error: UnsafeMutablePointer<Unmanaged<CFError>?>?
) -> SecAccessControl? { fatalError() }
// https://developer.apple.com/documentation/security/seckeycreaterandomkey(_:_:)
public func SecKeyCreateRandomKey(
    _ parameters: CFDictionary, _ error: UnsafeMutablePointer<Unmanaged<CFError>?>?
) -> SecKey? { fatalError() }
// https://developer.apple.com/documentation/security/seckeycopypublickey(_:)
public func SecKeyCopyPublicKey(_ key: SecKey) -> SecKey? { fatalError() }
// https://developer.apple.com/documentation/security/seckeycopyexternalrepresentation(_:_:)
public func SecKeyCopyExternalRepresentation(
    _ key: SecKey, _ error: UnsafeMutablePointer<Unmanaged<CFError>?>?
) -> CFData? { fatalError() }
// https://developer.apple.com/documentation/security/seckeyalgorithm
public struct SecKeyAlgorithm: Hashable, Sendable {
    // https://developer.apple.com/documentation/security/seckeyalgorithm/ecdsasignaturemessagex962sha256
    public static let ecdsaSignatureMessageX962SHA256 = SecKeyAlgorithm()
}
// https://developer.apple.com/documentation/security/seckeyoperationtype
public enum SecKeyOperationType: Sendable {
    // https://developer.apple.com/documentation/security/seckeyoperationtype/sign
    case sign
}
// https://developer.apple.com/documentation/security/seckeyisalgorithmsupported(_:_:_:)
public func SecKeyIsAlgorithmSupported(
    _ key: SecKey, _ operation: SecKeyOperationType, _ algorithm: SecKeyAlgorithm
) -> Bool { fatalError() }
// https://developer.apple.com/documentation/security/seckeycreatesignature(_:_:_:_:)
public func SecKeyCreateSignature(
    _ key: SecKey, _ algorithm: SecKeyAlgorithm, _ dataToSign: CFData,
    _ error: UnsafeMutablePointer<Unmanaged<CFError>?>?
) -> CFData? { fatalError() }
// https://developer.apple.com/documentation/kernel/osstatus
public typealias OSStatus = Int32
// https://developer.apple.com/documentation/security/secitemcopymatching(_:_:)
public func SecItemCopyMatching(
    _ query: CFDictionary, _ result: UnsafeMutablePointer<CFTypeRef?>?
) -> OSStatus { fatalError() }
// https://developer.apple.com/documentation/security/errsecsuccess
public let errSecSuccess: OSStatus = 0

// https://developer.apple.com/documentation/security/ksecclass
public let kSecClass: CFString = ""
// https://developer.apple.com/documentation/security/ksecclasskey
public let kSecClassKey: CFString = ""
// https://developer.apple.com/documentation/security/ksecattrkeytype
public let kSecAttrKeyType: CFString = ""
// https://developer.apple.com/documentation/security/ksecattrkeytypeecsecprimerandom
public let kSecAttrKeyTypeECSecPrimeRandom: CFString = ""
// https://developer.apple.com/documentation/security/ksecattrapplicationtag
public let kSecAttrApplicationTag: CFString = ""
// https://developer.apple.com/documentation/security/ksecreturnref
public let kSecReturnRef: CFString = ""
// https://developer.apple.com/documentation/security/ksecattraccessiblewhenunlockedthisdeviceonly
public let kSecAttrAccessibleWhenUnlockedThisDeviceOnly: CFString = ""
// https://developer.apple.com/documentation/security/ksecattrispermanent
public let kSecAttrIsPermanent: CFString = ""
// https://developer.apple.com/documentation/security/ksecattraccesscontrol
public let kSecAttrAccessControl: CFString = ""
// https://developer.apple.com/documentation/security/ksecattrkeysizeinbits
public let kSecAttrKeySizeInBits: CFString = ""
// https://developer.apple.com/documentation/security/ksecattrtokenid
public let kSecAttrTokenID: CFString = ""
// https://developer.apple.com/documentation/security/ksecattrtokenidsecureenclave
public let kSecAttrTokenIDSecureEnclave: CFString = ""
// https://developer.apple.com/documentation/security/ksecprivatekeyattrs
public let kSecPrivateKeyAttrs: CFString = ""
