// A stand-in for type checks on Linux: what is used here, as Apple's documentation declares it. Nothing
// of it can be run.

import Foundation

// https://developer.apple.com/documentation/proximityreader/mobiledocumentreader
public final class MobileDocumentReader: Sendable {
    // https://developer.apple.com/documentation/proximityreader/mobiledocumentreader/init()
    public init() { fatalError() }
    // https://developer.apple.com/documentation/proximityreader/mobiledocumentreader/issupported
    public static var isSupported: Bool { fatalError() }
    // https://developer.apple.com/documentation/proximityreader/mobiledocumentreader/configuration-swift.property
    public final var configuration: Configuration { get async throws { fatalError() } }
    // https://developer.apple.com/documentation/proximityreader/mobiledocumentreader/prepare(using:)
    public final func prepare(using token: Token? = nil) async throws -> MobileDocumentReaderSession {
        fatalError()
    }
    // https://developer.apple.com/documentation/proximityreader/mobiledocumentreader/configuration-swift.struct
    public struct Configuration: Hashable, Sendable {
        // https://developer.apple.com/documentation/proximityreader/mobiledocumentreader/configuration-swift.struct/readerinstanceidentifier
        public let readerInstanceIdentifier: String
    }
    // https://developer.apple.com/documentation/proximityreader/mobiledocumentreader/token
    public struct Token: Hashable, Sendable {
        // https://developer.apple.com/documentation/proximityreader/mobiledocumentreader/token/init(_:)
        public init(_ tokenString: String) { fatalError() }
    }
}

// https://developer.apple.com/documentation/proximityreader/mobiledocumentreadersession
public final class MobileDocumentReaderSession: Sendable {
    // https://developer.apple.com/documentation/proximityreader/mobiledocumentreadersession/requestdocument(_:)
    @discardableResult public final func requestDocument<Request>(
        _ request: Request
    ) async throws -> Request.Response where Request: MobileDocumentRequest { fatalError() }
    internal init() { fatalError() }
}

// https://developer.apple.com/documentation/proximityreader/mobiledocumentrequest
public protocol MobileDocumentRequest: Hashable, Sendable {
    // https://developer.apple.com/documentation/proximityreader/mobiledocumentrequest/response
    associatedtype Response: Hashable, Sendable
}

// https://developer.apple.com/documentation/proximityreader/mobiledocumentreadererror
public enum MobileDocumentReaderError: Error, Hashable, Sendable {
    // https://developer.apple.com/documentation/proximityreader/mobiledocumentreadererror/cancelled
    case cancelled
    // https://developer.apple.com/documentation/proximityreader/mobiledocumentreadererror/invalidrequest
    case invalidRequest
    // https://developer.apple.com/documentation/proximityreader/mobiledocumentreadererror/invalidresponse
    case invalidResponse
    // https://developer.apple.com/documentation/proximityreader/mobiledocumentreadererror/invalidtoken
    case invalidToken
    // https://developer.apple.com/documentation/proximityreader/mobiledocumentreadererror/networkunavailable
    case networkUnavailable
    // https://developer.apple.com/documentation/proximityreader/mobiledocumentreadererror/notallowed
    case notAllowed
    // https://developer.apple.com/documentation/proximityreader/mobiledocumentreadererror/notsupported
    case notSupported
    // https://developer.apple.com/documentation/proximityreader/mobiledocumentreadererror/serviceunavailable
    case serviceUnavailable
    // https://developer.apple.com/documentation/proximityreader/mobiledocumentreadererror/sessionexpired
    case sessionExpired
    // https://developer.apple.com/documentation/proximityreader/mobiledocumentreadererror/systembusy
    case systemBusy
    // https://developer.apple.com/documentation/proximityreader/mobiledocumentreadererror/unknown
    case unknown
}

// https://developer.apple.com/documentation/proximityreader/mobiledriverslicenserawdatarequest
public struct MobileDriversLicenseRawDataRequest: MobileDocumentRequest {
    // https://developer.apple.com/documentation/proximityreader/mobiledriverslicenserawdatarequest/init(retainedelements:nonretainedelements:)
    public init(retainedElements: [Element] = [], nonRetainedElements: [Element] = []) { fatalError() }
    // https://developer.apple.com/documentation/proximityreader/mobiledriverslicenserawdatarequest/element
    public struct Element: Hashable, Sendable {
        // https://developer.apple.com/documentation/proximityreader/mobiledriverslicenserawdatarequest/element/address
        public static let address = Element()
        // https://developer.apple.com/documentation/proximityreader/mobiledriverslicenserawdatarequest/element/age
        public static let age = Element()
        // https://developer.apple.com/documentation/proximityreader/mobiledriverslicenserawdatarequest/element/dateofbirth
        public static let dateOfBirth = Element()
        // https://developer.apple.com/documentation/proximityreader/mobiledriverslicenserawdatarequest/element/documentexpirationdate
        public static let documentExpirationDate = Element()
        // https://developer.apple.com/documentation/proximityreader/mobiledriverslicenserawdatarequest/element/documentissuedate
        public static let documentIssueDate = Element()
        // https://developer.apple.com/documentation/proximityreader/mobiledriverslicenserawdatarequest/element/documentnumber
        public static let documentNumber = Element()
        // https://developer.apple.com/documentation/proximityreader/mobiledriverslicenserawdatarequest/element/drivingprivileges
        public static let drivingPrivileges = Element()
        // https://developer.apple.com/documentation/proximityreader/mobiledriverslicenserawdatarequest/element/familyname
        public static let familyName = Element()
        // https://developer.apple.com/documentation/proximityreader/mobiledriverslicenserawdatarequest/element/givenname
        public static let givenName = Element()
        // https://developer.apple.com/documentation/proximityreader/mobiledriverslicenserawdatarequest/element/issuingauthority
        public static let issuingAuthority = Element()
        // https://developer.apple.com/documentation/proximityreader/mobiledriverslicenserawdatarequest/element/portrait
        public static let portrait = Element()
        // https://developer.apple.com/documentation/proximityreader/mobiledriverslicenserawdatarequest/element/sex
        public static let sex = Element()
        // https://developer.apple.com/documentation/proximityreader/mobiledriverslicenserawdatarequest/element/ageatleast(_:)
        public static func ageAtLeast(_ age: Int) -> Element { fatalError() }
    }
    // https://developer.apple.com/documentation/proximityreader/mobiledriverslicenserawdatarequest/response
    public struct Response: Hashable, Sendable {
        // https://developer.apple.com/documentation/proximityreader/mobiledriverslicenserawdatarequest/response/responsedata
        public let responseData: Data
        // https://developer.apple.com/documentation/proximityreader/mobiledriverslicenserawdatarequest/response/sessiontranscript
        public let sessionTranscript: Data
    }
}

// https://developer.apple.com/documentation/proximityreader/mobilenationalidcardrawdatarequest
@available(iOS 18.0, *) public struct MobileNationalIDCardRawDataRequest: MobileDocumentRequest {
    // https://developer.apple.com/documentation/proximityreader/mobilenationalidcardrawdatarequest/init(region:retainedelements:nonretainedelements:)
    public init(
        region: Locale.Region, retainedElements: [Element] = [], nonRetainedElements: [Element] = []
    ) { fatalError() }
    // https://developer.apple.com/documentation/proximityreader/mobilenationalidcardrawdatarequest/issupportedregion(_:)
    public static func isSupportedRegion(_ region: Locale.Region) -> Bool { fatalError() }
    // https://developer.apple.com/documentation/proximityreader/mobilenationalidcardrawdatarequest/element
    public struct Element: Hashable, Sendable {
        // https://developer.apple.com/documentation/proximityreader/mobilenationalidcardrawdatarequest/element/address
        public static let address = Element()
        // https://developer.apple.com/documentation/proximityreader/mobilenationalidcardrawdatarequest/element/age
        public static let age = Element()
        // https://developer.apple.com/documentation/proximityreader/mobilenationalidcardrawdatarequest/element/dateofbirth
        public static let dateOfBirth = Element()
        // https://developer.apple.com/documentation/proximityreader/mobilenationalidcardrawdatarequest/element/documentnumber
        public static let documentNumber = Element()
        // https://developer.apple.com/documentation/proximityreader/mobilenationalidcardrawdatarequest/element/familyname
        public static let familyName = Element()
        // https://developer.apple.com/documentation/proximityreader/mobilenationalidcardrawdatarequest/element/givenname
        public static let givenName = Element()
        // https://developer.apple.com/documentation/proximityreader/mobilenationalidcardrawdatarequest/element/portrait
        public static let portrait = Element()
        // https://developer.apple.com/documentation/proximityreader/mobilenationalidcardrawdatarequest/element/sex
        public static let sex = Element()
        // https://developer.apple.com/documentation/proximityreader/mobilenationalidcardrawdatarequest/element/ageatleast(_:)
        public static func ageAtLeast(_ age: Int) -> Element { fatalError() }
    }
    // https://developer.apple.com/documentation/proximityreader/mobilenationalidcardrawdatarequest/response
    public struct Response: Hashable, Sendable {
        // https://developer.apple.com/documentation/proximityreader/mobilenationalidcardrawdatarequest/response/responsedata
        public let responseData: Data
        // https://developer.apple.com/documentation/proximityreader/mobilenationalidcardrawdatarequest/response/sessiontranscript
        public let sessionTranscript: Data
    }
}
