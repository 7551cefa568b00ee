// A stand-in for type checks on Linux: what is used here, as Apple's documentation declares it. Nothing
// of it can be run.

import Dispatch
import Foundation

// https://developer.apple.com/documentation/corenfc/nfcreadersession-swift.class
open class NFCReaderSession: NSObject {
    // https://developer.apple.com/documentation/corenfc/nfcreadersession-swift.class/readingavailable
    open class var readingAvailable: Bool { fatalError() }
    // https://developer.apple.com/documentation/corenfc/nfcreadersessionprotocol/alertmessage
    open var alertMessage: String {
        get { fatalError() }
        set { fatalError() }
    }
    // https://developer.apple.com/documentation/corenfc/nfcreadersessionprotocol/begin()
    open func begin() { fatalError() }
    // https://developer.apple.com/documentation/corenfc/nfcreadersessionprotocol/invalidate()
    open func invalidate() { fatalError() }
    internal override init() { fatalError() }
}

// https://developer.apple.com/documentation/corenfc/nfctagreadersession
open class NFCTagReaderSession: NFCReaderSession {
    // https://developer.apple.com/documentation/corenfc/nfctagreadersession/pollingoption
    public struct PollingOption: OptionSet, Sendable {
        // https://developer.apple.com/documentation/swift/rawrepresentable/rawvalue-swift.property
        public let rawValue: Int
        // https://developer.apple.com/documentation/swift/optionset/init(rawvalue:)
        public init(rawValue: Int) { self.rawValue = rawValue }
        // https://developer.apple.com/documentation/corenfc/nfctagreadersession/pollingoption/iso14443
        public static var iso14443: PollingOption { fatalError() }
    }
    // https://developer.apple.com/documentation/corenfc/nfctagreadersession/init(pollingoption:delegate:queue:)
    public convenience init?(
        pollingOption: PollingOption, delegate: any NFCTagReaderSessionDelegate,
        queue: DispatchQueue? = nil
    ) { fatalError() }
    // https://developer.apple.com/documentation/corenfc/nfctagreadersession/restartpolling()
    open func restartPolling() { fatalError() }
    // https://developer.apple.com/documentation/corenfc/nfctagreadersession/connect(to:completionhandler:)
    @preconcurrency public func connect(
        to tag: NFCTag, completionHandler: @escaping @Sendable ((any Error)?) -> Void
    ) { fatalError() }
}

// https://developer.apple.com/documentation/corenfc/nfctagreadersessiondelegate-2joku
public protocol NFCTagReaderSessionDelegate: NSObjectProtocol {
    // https://developer.apple.com/documentation/corenfc/nfctagreadersessiondelegate-2joku/tagreadersessiondidbecomeactive(_:)
    func tagReaderSessionDidBecomeActive(_ session: NFCTagReaderSession)
    // https://developer.apple.com/documentation/corenfc/nfctagreadersessiondelegate-2joku/tagreadersession(_:didinvalidatewitherror:)
    func tagReaderSession(_ session: NFCTagReaderSession, didInvalidateWithError error: any Error)
    // https://developer.apple.com/documentation/corenfc/nfctagreadersessiondelegate-2joku/tagreadersession(_:diddetect:)
    func tagReaderSession(_ session: NFCTagReaderSession, didDetect tags: [NFCTag])
}

// https://developer.apple.com/documentation/corenfc/nfctag-swift.enum
public enum NFCTag {
    // https://developer.apple.com/documentation/corenfc/nfctag-swift.enum/felica(_:)
    case feliCa(any NFCFeliCaTag)
    // https://developer.apple.com/documentation/corenfc/nfctag-swift.enum/iso15693(_:)
    case iso15693(any NFCISO15693Tag)
    // https://developer.apple.com/documentation/corenfc/nfctag-swift.enum/iso7816(_:)
    case iso7816(any NFCISO7816Tag)
    // https://developer.apple.com/documentation/corenfc/nfctag-swift.enum/mifare(_:)
    case miFare(any NFCMiFareTag)
}

// https://developer.apple.com/documentation/corenfc/nfcfelicatag
public protocol NFCFeliCaTag: NSObjectProtocol {}

// https://developer.apple.com/documentation/corenfc/nfciso15693tag
public protocol NFCISO15693Tag: NSObjectProtocol {}

// https://developer.apple.com/documentation/corenfc/nfcmifaretag
public protocol NFCMiFareTag: NSObjectProtocol {}

// https://developer.apple.com/documentation/corenfc/nfciso7816tag
public protocol NFCISO7816Tag: NSObjectProtocol {
    // https://developer.apple.com/documentation/corenfc/nfciso7816tag/sendcommand(apdu:completionhandler:)
    func sendCommand(
        apdu: NFCISO7816APDU,
        completionHandler: @escaping @Sendable (Data, UInt8, UInt8, (any Error)?) -> Void)
}

// https://developer.apple.com/documentation/corenfc/nfciso7816apdu
open class NFCISO7816APDU: NSObject {
    // https://developer.apple.com/documentation/corenfc/nfciso7816apdu/init(data:)
    public init?(data: Data) { fatalError() }
}

// https://developer.apple.com/documentation/corenfc/nfcreadererror-swift.struct
public struct NFCReaderError: Error, Sendable {
    // https://developer.apple.com/documentation/corenfc/nfcreadererror-swift.struct/code
    public enum Code: Int, Sendable {
        // https://developer.apple.com/documentation/corenfc/nfcreadererror-swift.struct/code/readersessioninvalidationerrorusercanceled
        case readerSessionInvalidationErrorUserCanceled = 200
        // https://developer.apple.com/documentation/corenfc/nfcreadererror-swift.struct/code/readersessioninvalidationerrorsessiontimeout
        case readerSessionInvalidationErrorSessionTimeout = 201
        // https://developer.apple.com/documentation/corenfc/nfcreadererror-swift.struct/code/readersessioninvalidationerrorsessionterminatedunexpectedly
        case readerSessionInvalidationErrorSessionTerminatedUnexpectedly = 202
        // https://developer.apple.com/documentation/corenfc/nfcreadererror-swift.struct/code/readersessioninvalidationerrorsystemisbusy
        case readerSessionInvalidationErrorSystemIsBusy = 203
    }
    // https://developer.apple.com/documentation/foundation/cocoaerror/code-swift.property
    public var code: Code { fatalError() }
}
