// error: cannot convert value of type 'Int' to expected argument type 'String'
import SwiftUI

// What is shown is a finished text.

struct Row: View {
    let number: Int

    var body: some View {
        #if WRONG
        Text(verbatim: number)
        #else
        Text(verbatim: String(number))
        #endif
    }
}
