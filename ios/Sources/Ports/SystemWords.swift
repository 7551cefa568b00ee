/// A request in the words of Apple's reader, which names neither document types nor namespaces.
///
/// 1. Where one element has no word there is no request: nothing is left out in silence.
/// 2. One document, because the reader's raw answer is about one.
/// 3. The individual number has no word here, whoever asks for it.
public struct SystemWords: Equatable, Sendable {
    /// The kinds of documents that the reader knows.
    public enum Card: Equatable, Sendable {
        case drivingLicence
        /// The My Number Card: the national card of Japan.
        case myNumberCard
    }

    /// An element as the reader names it.
    public enum Word: Equatable, Sendable {
        case address, age
        case ageAtLeast(Int)
        case dateOfBirth, documentExpirationDate, documentIssueDate, documentNumber, drivingPrivileges
        case familyName, givenName, issuingAuthority, portrait, sex
    }

    public let card: Card
    /// What is kept, and what is not.
    public let kept: [Word]
    public let others: [Word]

    public init?(_ request: SystemRequest) {
        guard let card = Card(docType: request.docType), !request.elements.isEmpty else { return nil }
        let said = request.elements.map { (words: card.words($0), retained: $0.retained) }
        guard !said.contains(where: { $0.words.isEmpty }) else { return nil }
        self.card = card
        kept = said.filter(\.retained).flatMap(\.words)
        others = said.filter { !$0.retained }.flatMap(\.words)
    }
}

extension SystemWords.Card {
    fileprivate init?(docType: String) {
        switch docType {
        case "org.iso.18013.5.1.mDL": self = .drivingLicence
        case "org.iso.23220.1.jp.mnc": self = .myNumberCard
        default: return nil
        }
    }

    /// The words for an element; none where there are none.
    fileprivate func words(_ element: SystemRequest.Element) -> [SystemWords.Word] {
        switch (self, element.nameSpace) {
        case (.drivingLicence, "org.iso.18013.5.1"): licence(element.identifier).map { [$0] } ?? []
        case (.myNumberCard, "org.iso.23220.1"): plain(element.identifier).map { [$0] } ?? []
        case (.myNumberCard, "org.iso.23220.1.jp"): japanese(element.identifier)
        default: []
        }
    }

    private func licence(_ identifier: String) -> SystemWords.Word? {
        switch identifier {
        case "resident_address": .address
        case "expiry_date": .documentExpirationDate
        case "issue_date": .documentIssueDate
        case "document_number": .documentNumber
        case "driving_privileges": .drivingPrivileges
        case "family_name": .familyName
        case "given_name": .givenName
        case "issuing_authority": .issuingAuthority
        case "portrait": .portrait
        default: plain(identifier)
        }
    }

    private func plain(_ identifier: String) -> SystemWords.Word? {
        if let years = threshold(identifier) { return .ageAtLeast(years) }
        return switch identifier {
        case "age_in_years": .age
        case "birth_date": .dateOfBirth
        case "sex": .sex
        default: nil
        }
    }

    /// The card has one name, which the reader asks for as two.
    private func japanese(_ identifier: String) -> [SystemWords.Word] {
        switch identifier {
        case "full_name_unicode": [.familyName, .givenName]
        case "portrait": [.portrait]
        case "resident_address_unicode": [.address]
        default: []
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
