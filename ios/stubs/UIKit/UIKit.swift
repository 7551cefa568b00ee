// A stand-in for type checks on Linux: what is used here, as Apple's documentation declares it. Nothing
// of it can be run.

import Foundation

// https://developer.apple.com/documentation/quartzcore/calayer
open class CALayer: NSObject {
    // https://developer.apple.com/documentation/quartzcore/calayer/init()
    public override init() { fatalError() }
}

// https://developer.apple.com/documentation/uikit/uiview
@MainActor open class UIView: NSObject {
    // https://developer.apple.com/documentation/uikit/uiview/init(frame:)
    public init(frame: CGRect) { fatalError() }
    // https://developer.apple.com/documentation/uikit/uiview/layerclass
    open class var layerClass: AnyClass { fatalError() }
    // https://developer.apple.com/documentation/uikit/uiview/layer
    open var layer: CALayer { fatalError() }
}

// https://developer.apple.com/documentation/uikit/uiimage
open class UIImage: NSObject, @unchecked Sendable {
    // https://developer.apple.com/documentation/uikit/uiimage/init(data:)
    public init?(data: Data) { fatalError() }
}

// https://developer.apple.com/documentation/uikit/uiapplication
@MainActor open class UIApplication: NSObject {
    // https://developer.apple.com/documentation/uikit/uiapplication/shared
    open class var shared: UIApplication { fatalError() }
    // https://developer.apple.com/documentation/uikit/uiapplication/opensettingsurlstring
    nonisolated public class var openSettingsURLString: String { fatalError() }
    // https://developer.apple.com/documentation/uikit/uiapplication/openexternalurlsoptionskey
    public struct OpenExternalURLOptionsKey: Hashable, Sendable {}
    // https://developer.apple.com/documentation/uikit/uiapplication/open(_:options:completionhandler:)
    open func open(
        _ url: URL, options: [OpenExternalURLOptionsKey: Any] = [:],
        completionHandler completion: (@MainActor @Sendable (Bool) -> Void)? = nil
    ) { fatalError() }
    // https://developer.apple.com/documentation/uikit/uiapplication/protecteddatawillbecomeunavailablenotification
    nonisolated public class var protectedDataWillBecomeUnavailableNotification: NSNotification.Name {
        fatalError()
    }
    // https://developer.apple.com/documentation/uikit/uiapplication/isidletimerdisabled
    open var isIdleTimerDisabled: Bool {
        get { fatalError() }
        set { fatalError() }
    }
}

// https://developer.apple.com/documentation/uikit/uifeedbackgenerator
@MainActor open class UIFeedbackGenerator: NSObject {
    // https://developer.apple.com/documentation/uikit/uifeedbackgenerator/prepare()
    open func prepare() { fatalError() }
    internal override init() { fatalError() }
}

// https://developer.apple.com/documentation/uikit/uinotificationfeedbackgenerator
@MainActor open class UINotificationFeedbackGenerator: UIFeedbackGenerator {
    // https://developer.apple.com/documentation/uikit/uinotificationfeedbackgenerator/feedbacktype
    public enum FeedbackType: Int, Sendable {
        // https://developer.apple.com/documentation/uikit/uinotificationfeedbackgenerator/feedbacktype/success
        case success
        // https://developer.apple.com/documentation/uikit/uinotificationfeedbackgenerator/feedbacktype/warning
        case warning
        // https://developer.apple.com/documentation/uikit/uinotificationfeedbackgenerator/feedbacktype/error
        case error
    }
    // https://developer.apple.com/documentation/objectivec/nsobject-swift.class/init()
    public override init() { fatalError() }
    // https://developer.apple.com/documentation/uikit/uinotificationfeedbackgenerator/notificationoccurred(_:)
    open func notificationOccurred(_ notificationType: FeedbackType) { fatalError() }
}

// https://developer.apple.com/documentation/uikit/uiimpactfeedbackgenerator
@MainActor open class UIImpactFeedbackGenerator: UIFeedbackGenerator {
    // https://developer.apple.com/documentation/uikit/uiimpactfeedbackgenerator/feedbackstyle
    public enum FeedbackStyle: Int, Sendable {
        // https://developer.apple.com/documentation/uikit/uiimpactfeedbackgenerator/feedbackstyle/light
        case light
        // https://developer.apple.com/documentation/uikit/uiimpactfeedbackgenerator/feedbackstyle/heavy
        case heavy
    }
    // https://developer.apple.com/documentation/uikit/uiimpactfeedbackgenerator/init(style:)
    public init(style: FeedbackStyle) { fatalError() }
    // https://developer.apple.com/documentation/uikit/uiimpactfeedbackgenerator/impactoccurred()
    open func impactOccurred() { fatalError() }
}

// https://developer.apple.com/documentation/uikit/uiaccessibility
public enum UIAccessibility {
    // https://developer.apple.com/documentation/uikit/uiaccessibility/notification
    public struct Notification: Hashable, Sendable {
        // https://developer.apple.com/documentation/uikit/uiaccessibility/notification/announcement
        public static let announcement = Notification()
        // https://developer.apple.com/documentation/uikit/uiaccessibility/notification/screenchanged
        public static let screenChanged = Notification()
    }
    // https://developer.apple.com/documentation/uikit/uiaccessibility/post(notification:argument:)
    @MainActor public static func post(notification: Notification, argument: Any?) { fatalError() }
}
