import Foundation
import Ports
import ProximityReader

extension SystemWords {
    /// The request for a driving licence.
    var licenceRequest: MobileDriversLicenseRawDataRequest {
        let said = { (own: [Word]) in own.map(MobileDriversLicenseRawDataRequest.Element.init(word:)) }
        return MobileDriversLicenseRawDataRequest(
            retainedElements: said(kept), nonRetainedElements: said(others))
    }

    /// The request for the national card of Japan; `nil` where a word is none of such cards.
    @available(iOS 18.0, *)
    var cardRequest: MobileNationalIDCardRawDataRequest? {
        let said = { (own: [Word]) in
            own.compactMap(MobileNationalIDCardRawDataRequest.Element.init(word:))
        }
        let (kept, others) = (said(kept), said(others))
        guard kept.count == self.kept.count, others.count == self.others.count else { return nil }
        return MobileNationalIDCardRawDataRequest(
            region: .japan, retainedElements: kept, nonRetainedElements: others)
    }
}

extension MobileDriversLicenseRawDataRequest.Element {
    fileprivate init(word: SystemWords.Word) {
        self =
            switch word {
            case .address: .address
            case .age: .age
            case .ageAtLeast(let years): .ageAtLeast(years)
            case .dateOfBirth: .dateOfBirth
            case .documentExpirationDate: .documentExpirationDate
            case .documentIssueDate: .documentIssueDate
            case .documentNumber: .documentNumber
            case .drivingPrivileges: .drivingPrivileges
            case .familyName: .familyName
            case .givenName: .givenName
            case .issuingAuthority: .issuingAuthority
            case .portrait: .portrait
            case .sex: .sex
            }
    }
}

@available(iOS 18.0, *)
extension MobileNationalIDCardRawDataRequest.Element {
    fileprivate init?(word: SystemWords.Word) {
        switch word {
        case .address: self = .address
        case .age: self = .age
        case .ageAtLeast(let years): self = .ageAtLeast(years)
        case .dateOfBirth: self = .dateOfBirth
        case .familyName: self = .familyName
        case .givenName: self = .givenName
        case .portrait: self = .portrait
        case .sex: self = .sex
        case .documentExpirationDate, .documentIssueDate, .documentNumber, .drivingPrivileges,
            .issuingAuthority:
            return nil
        }
    }
}
