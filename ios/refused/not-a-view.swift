// error: static method 'buildExpression' requires that 'Int' conform to 'View'
import SwiftUI

struct Row: View {
    var body: some View {
        VStack {
            #if WRONG
            5
            #endif
            EmptyView()
        }
    }
}
