// error: switch must be exhaustive
import CoreNFC

// Every kind of tag is thought of.

func isCard(_ tag: NFCTag) -> Bool {
    switch tag {
    case .iso7816: true
    case .feliCa, .iso15693: false
    #if !WRONG
    case .miFare: false
    #endif
    }
}
