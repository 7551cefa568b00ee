// error: call to main actor-isolated static method 'post(notification:argument:)' in a synchronous nonisolated context
import UIKit

// Announcements are made on the main actor.

#if WRONG
func say(_ text: String) {
    UIAccessibility.post(notification: .announcement, argument: text)
}
#else
@MainActor
func say(_ text: String) {
    UIAccessibility.post(notification: .announcement, argument: text)
}
#endif
