// error: value of type 'MobileNationalIDCardRawDataRequest.Response' has no member 'documentElements'
import Foundation
import ProximityReader

// A raw response has bytes, and no elements that somebody else has verified.

func read(_ session: MobileDocumentReaderSession) async throws -> Data {
    let answer = try await session.requestDocument(MobileNationalIDCardRawDataRequest(region: .japan))
    #if WRONG
    return answer.documentElements
    #else
    return answer.responseData
    #endif
}
