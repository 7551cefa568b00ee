// A stand-in for type checks on Linux: what is used here, as Apple's documentation declares it. Nothing
// of it can be run.

import Dispatch
import Foundation
import UIKit

// https://developer.apple.com/documentation/avfoundation/avmediatype
public struct AVMediaType: Hashable, Sendable {
    // https://developer.apple.com/documentation/avfoundation/avmediatype/video
    public static let video = AVMediaType()
}

// https://developer.apple.com/documentation/avfoundation/avauthorizationstatus
public enum AVAuthorizationStatus: Int, Sendable {
    // https://developer.apple.com/documentation/avfoundation/avauthorizationstatus/notdetermined
    case notDetermined
    // https://developer.apple.com/documentation/avfoundation/avauthorizationstatus/restricted
    case restricted
    // https://developer.apple.com/documentation/avfoundation/avauthorizationstatus/denied
    case denied
    // https://developer.apple.com/documentation/avfoundation/avauthorizationstatus/authorized
    case authorized
}

// https://developer.apple.com/documentation/avfoundation/avcapturedevice
open class AVCaptureDevice: NSObject {
    // https://developer.apple.com/documentation/avfoundation/avcapturedevice/default(for:)
    open class func `default`(for mediaType: AVMediaType) -> AVCaptureDevice? { fatalError() }
    // https://developer.apple.com/documentation/avfoundation/avcapturedevice/authorizationstatus(for:)
    open class func authorizationStatus(for mediaType: AVMediaType) -> AVAuthorizationStatus {
        fatalError()
    }
    // https://developer.apple.com/documentation/avfoundation/avcapturedevice/requestaccess(for:completionhandler:)
    open class func requestAccess(for mediaType: AVMediaType) async -> Bool { fatalError() }
    internal override init() { fatalError() }
}

// https://developer.apple.com/documentation/avfoundation/avcaptureinput
open class AVCaptureInput: NSObject {
    internal override init() { fatalError() }
}

// https://developer.apple.com/documentation/avfoundation/avcapturedeviceinput
open class AVCaptureDeviceInput: AVCaptureInput {
    // https://developer.apple.com/documentation/avfoundation/avcapturedeviceinput/init(device:)
    public init(device: AVCaptureDevice) throws { fatalError() }
}

// https://developer.apple.com/documentation/avfoundation/avcaptureoutput
open class AVCaptureOutput: NSObject {
    internal override init() { fatalError() }
}

// https://developer.apple.com/documentation/avfoundation/avcaptureconnection
open class AVCaptureConnection: NSObject {
    internal override init() { fatalError() }
}

// https://developer.apple.com/documentation/avfoundation/avmetadataobject
open class AVMetadataObject: NSObject {
    // https://developer.apple.com/documentation/avfoundation/avmetadataobject/objecttype
    public struct ObjectType: Hashable, Sendable {
        // https://developer.apple.com/documentation/avfoundation/avmetadataobject/objecttype/qr
        public static let qr = ObjectType()
    }
    internal override init() { fatalError() }
}

// https://developer.apple.com/documentation/avfoundation/avmetadatamachinereadablecodeobject
open class AVMetadataMachineReadableCodeObject: AVMetadataObject {
    // https://developer.apple.com/documentation/avfoundation/avmetadatamachinereadablecodeobject/stringvalue
    open var stringValue: String? { fatalError() }
}

// https://developer.apple.com/documentation/avfoundation/avcapturemetadataoutput
open class AVCaptureMetadataOutput: AVCaptureOutput {
    // https://developer.apple.com/documentation/avfoundation/avcapturemetadataoutput/init()
    public override init() { fatalError() }
    // https://developer.apple.com/documentation/avfoundation/avcapturemetadataoutput/setmetadataobjectsdelegate(_:queue:)
    open func setMetadataObjectsDelegate(
        _ objectsDelegate: (any AVCaptureMetadataOutputObjectsDelegate)?,
        queue objectsCallbackQueue: DispatchQueue?
    ) { fatalError() }
    // https://developer.apple.com/documentation/avfoundation/avcapturemetadataoutput/availablemetadataobjecttypes
    open var availableMetadataObjectTypes: [AVMetadataObject.ObjectType] { fatalError() }
    // https://developer.apple.com/documentation/avfoundation/avcapturemetadataoutput/metadataobjecttypes
    open var metadataObjectTypes: [AVMetadataObject.ObjectType]! {
        get { fatalError() }
        set { fatalError() }
    }
}

// https://developer.apple.com/documentation/avfoundation/avcapturemetadataoutputobjectsdelegate
public protocol AVCaptureMetadataOutputObjectsDelegate: NSObjectProtocol {
    // https://developer.apple.com/documentation/avfoundation/avcapturemetadataoutputobjectsdelegate/metadataoutput(_:didoutput:from:)
    func metadataOutput(
        _ output: AVCaptureMetadataOutput, didOutput metadataObjects: [AVMetadataObject],
        from connection: AVCaptureConnection)
}

// https://developer.apple.com/documentation/avfoundation/avcapturesession
open class AVCaptureSession: NSObject {
    // https://developer.apple.com/documentation/objectivec/nsobject-swift.class/init()
    public override init() { fatalError() }
    // https://developer.apple.com/documentation/avfoundation/avcapturesession/canaddinput(_:)
    open func canAddInput(_ input: AVCaptureInput) -> Bool { fatalError() }
    // https://developer.apple.com/documentation/avfoundation/avcapturesession/addinput(_:)
    open func addInput(_ input: AVCaptureInput) { fatalError() }
    // https://developer.apple.com/documentation/avfoundation/avcapturesession/canaddoutput(_:)
    open func canAddOutput(_ output: AVCaptureOutput) -> Bool { fatalError() }
    // https://developer.apple.com/documentation/avfoundation/avcapturesession/addoutput(_:)
    open func addOutput(_ output: AVCaptureOutput) { fatalError() }
    // https://developer.apple.com/documentation/avfoundation/avcapturesession/beginconfiguration()
    open func beginConfiguration() { fatalError() }
    // https://developer.apple.com/documentation/avfoundation/avcapturesession/commitconfiguration()
    open func commitConfiguration() { fatalError() }
    // https://developer.apple.com/documentation/avfoundation/avcapturesession/startrunning()
    open func startRunning() { fatalError() }
    // https://developer.apple.com/documentation/avfoundation/avcapturesession/stoprunning()
    open func stopRunning() { fatalError() }
}

// https://developer.apple.com/documentation/avfoundation/avlayervideogravity
public struct AVLayerVideoGravity: Hashable, Sendable {
    // https://developer.apple.com/documentation/avfoundation/avlayervideogravity/resizeaspectfill
    public static let resizeAspectFill = AVLayerVideoGravity()
}

// https://developer.apple.com/documentation/avfoundation/avcapturevideopreviewlayer
open class AVCaptureVideoPreviewLayer: CALayer {
    // https://developer.apple.com/documentation/avfoundation/avcapturevideopreviewlayer/session
    open var session: AVCaptureSession? {
        get { fatalError() }
        set { fatalError() }
    }
    // https://developer.apple.com/documentation/avfoundation/avcapturevideopreviewlayer/videogravity
    open var videoGravity: AVLayerVideoGravity {
        get { fatalError() }
        set { fatalError() }
    }
}
