// error: extra argument 'name' in call
import Ports

// There is no place for a value of a customer in the history.

func entry() -> HistoryEntry {
    #if WRONG
    HistoryEntry(
        time: 0, preset: "", verdict: "", reasons: [], policy: "", trust: "", name: "花子")
    #else
    HistoryEntry(time: 0, preset: "", verdict: "", reasons: [], policy: "", trust: "")
    #endif
}
