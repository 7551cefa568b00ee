// error: type 'Row' does not conform to protocol 'View'
import SwiftUI

struct Row: View {
    #if !WRONG
    var body: some View { Text(verbatim: "1") }
    #endif
}
