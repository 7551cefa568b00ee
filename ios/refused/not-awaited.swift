// error: expression is 'async' but is not marked with 'await'
import ProximityReader

func prepare(_ reader: MobileDocumentReader) async throws -> MobileDocumentReaderSession {
    #if WRONG
    try reader.prepare(using: nil)
    #else
    try await reader.prepare(using: nil)
    #endif
}
