import Foundation
import Ports

/// The languages of the app.
public enum Language: String, CaseIterable, Sendable {
    case en, ja
}

/// Texts by their keys. Arguments stand in them as names in braces.
public protocol TextSource: Sendable {
    /// `nil` where there is no such text: a test finds those.
    func text(_ key: String, _ language: Language) -> String?
}

/// Says phrases in one language.
public struct Wording: Sendable {
    public let language: Language
    private let source: any TextSource

    public init(_ source: any TextSource, language: Language) {
        self.source = source
        self.language = language
    }

    public func say(_ phrase: Phrase) -> String {
        guard let text = source.text(phrase.key, language) else { return phrase.key }
        return phrase.arguments.reduce(text) { text, argument in
            text.replacingOccurrences(of: "{\(argument.name)}", with: argument.content)
        }
    }

    public func say(_ key: String, _ arguments: [Phrase.Argument] = []) -> String {
        say(Phrase(key, arguments))
    }

    public func say(_ words: Words) -> String {
        language == .ja ? words.ja : words.en
    }

    /// The same in the other language, for the customer.
    public var other: Wording {
        Wording(source, language: language == .ja ? .en : .ja)
    }

    /// A day: in Japanese with the era beside the western year.
    public func day(_ unix: Int, in zone: TimeZone = .current) -> String {
        let date = Date(timeIntervalSince1970: TimeInterval(unix))
        let western = format(date, "y年M月d日", english: "d MMM y", .gregorian, zone)
        guard language == .ja else { return western }
        return "\(western)（\(format(date, "Gy年", english: "", .japanese, zone))）"
    }

    /// A day and a time.
    public func time(_ unix: Int, in zone: TimeZone = .current) -> String {
        let date = Date(timeIntervalSince1970: TimeInterval(unix))
        return format(date, "y年M月d日 H:mm", english: "d MMM y, H:mm", .gregorian, zone)
    }

    private func format(
        _ date: Date, _ japanese: String, english: String, _ calendar: Calendar.Identifier,
        _ zone: TimeZone
    ) -> String {
        let formatter = DateFormatter()
        formatter.calendar = Calendar(identifier: calendar)
        formatter.locale = Locale(identifier: language == .ja ? "ja_JP" : "en_GB")
        formatter.timeZone = zone
        formatter.dateFormat = language == .ja ? japanese : english
        return formatter.string(from: date)
    }
}
