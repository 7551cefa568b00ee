import Foundation
import Ports
import ProximityReader

/// A request in the words of the system's reader. Where one element has no such word there is no request:
/// nothing is left out in silence.
enum MyNumberCard {
    static let docType = "org.iso.23220.1.jp.mnc"

    typealias Request = MobileNationalIDCardRawDataRequest

    static func request(_ own: SystemRequest) -> Request? {
        guard let kept = elements(own, retained: true), let others = elements(own, retained: false),
            !(kept.isEmpty && others.isEmpty)
        else { return nil }
        return Request(region: .japan, retainedElements: kept, nonRetainedElements: others)
    }

    private static func elements(_ own: SystemRequest, retained: Bool) -> [Request.Element]? {
        let wanted = own.elements.filter { $0.retained == retained }
        let named = wanted.map { elements($0.identifier) }
        return named.contains([]) ? nil : named.flatMap { $0 }
    }

    /// The card has one name, which the system asks for as two.
    private static func elements(_ identifier: String) -> [Request.Element] {
        if let years = threshold(identifier) { return [.ageAtLeast(years)] }
        return switch identifier {
        case "age_in_years": [.age]
        case "birth_date": [.dateOfBirth]
        case "full_name_unicode": [.familyName, .givenName]
        case "portrait": [.portrait]
        case "resident_address_unicode": [.address]
        case "sex": [.sex]
        default: []
        }
    }
}

/// The same for a mobile driving licence.
enum DrivingLicence {
    static let docType = "org.iso.18013.5.1.mDL"

    typealias Request = MobileDriversLicenseRawDataRequest

    static func request(_ own: SystemRequest) -> Request? {
        guard let kept = elements(own, retained: true), let others = elements(own, retained: false),
            !(kept.isEmpty && others.isEmpty)
        else { return nil }
        return Request(retainedElements: kept, nonRetainedElements: others)
    }

    private static func elements(_ own: SystemRequest, retained: Bool) -> [Request.Element]? {
        let wanted = own.elements.filter { $0.retained == retained }
        let named = wanted.compactMap { element($0.identifier) }
        return named.count == wanted.count ? named : nil
    }

    private static func element(_ identifier: String) -> Request.Element? {
        if let years = threshold(identifier) { return .ageAtLeast(years) }
        return switch identifier {
        case "resident_address": .address
        case "age_in_years": .age
        case "birth_date": .dateOfBirth
        case "expiry_date": .documentExpirationDate
        case "issue_date": .documentIssueDate
        case "document_number": .documentNumber
        case "driving_privileges": .drivingPrivileges
        case "family_name": .familyName
        case "given_name": .givenName
        case "issuing_authority": .issuingAuthority
        case "portrait": .portrait
        case "sex": .sex
        default: nil
        }
    }
}

/// The years of `age_over_NN`.
private func threshold(_ identifier: String) -> Int? {
    let prefix = "age_over_"
    guard identifier.hasPrefix(prefix) else { return nil }
    let digits = identifier.dropFirst(prefix.count)
    guard digits.count == 2, digits.allSatisfy({ ("0"..."9").contains($0) }) else { return nil }
    return Int(digits)
}
