import Foundation

/// The document types that are known: those that ship, and more from files.
public struct DocTypes: Sendable {
    let native: NativeDocTypes

    /// The document types that ship.
    public init() {
        native = NativeDocTypes.builtin()
    }

    private init(native: NativeDocTypes) {
        self.native = native
    }

    /// Every document type.
    public var all: [DocTypeInfo] { native.all() }

    /// These and one more, from a document type file (JSON).
    public func with(_ json: String) throws(TashikaError) -> DocTypes {
        DocTypes(native: try call { try native.withFile(json: json) })
    }

    /// The document type of this id or `docType`.
    public func find(_ name: String) -> DocTypeInfo? {
        native.find(name: name)
    }

    /// What is known of an element of a document type.
    public func element(docType: String, _ element: ElementName) -> ElementInfo? {
        native.element(
            docType: docType, nameSpace: element.nameSpace, identifier: element.identifier)
    }

    /// What a DeviceRequest (CBOR) asks for beyond what it needs.
    public func lintRequest(_ deviceRequest: Data) throws(TashikaError) -> LintReport {
        try call { try nativeLintRequest(bytes: deviceRequest, known: native) }
    }

    /// What a DCQL query (JSON) asks for beyond what it needs.
    public func lintQuery(_ json: String) throws(TashikaError) -> LintReport {
        try call { try nativeLintQuery(json: json, known: native) }
    }
}

/// A day of the calendar, without time or time zone.
public struct Day: Sendable, Hashable, CustomStringConvertible {
    /// The year, the month from 1 and the day from 1. What is no day is refused where it is used.
    public let year, month, day: Int

    /// A day by its numbers.
    public init(_ year: Int, _ month: Int, _ day: Int) {
        (self.year, self.month, self.day) = (year, month, day)
    }

    /// The day of an instant where this calendar is used.
    public init(_ date: Date, in calendar: Calendar = .current) {
        let own = Calendar(identifier: .gregorian)
        let parts = own.dateComponents(in: calendar.timeZone, from: date)
        self.init(parts.year ?? 0, parts.month ?? 0, parts.day ?? 0)
    }

    /// A day that the library wrote.
    init(text: String) {
        let parts = text.split(separator: "-").map { Int($0) ?? 0 }
        self.init(parts.first ?? 0, parts.dropFirst().first ?? 0, parts.dropFirst(2).first ?? 0)
    }

    /// `YYYY-MM-DD`
    public var description: String {
        [(year, 4), (month, 2), (day, 2)].map { number, width in
            let digits = String(number)
            return String(repeating: "0", count: max(0, width - digits.count)) + digits
        }.joined(separator: "-")
    }
}

/// A request, built from a purpose or by hand, with its reasons.
public struct Request: Sendable {
    private let native: NativeRequest

    /// The least that serves a purpose, from any of `docTypes`, under the law of the day `on`.
    public static func forPurpose(
        _ purpose: RequestPurpose, docTypes: [String], on: Day, known: DocTypes? = nil
    ) throws(TashikaError) -> Request {
        Request(
            native: try call {
                try NativeRequest.forPurpose(
                    purpose: purpose, docTypes: docTypes, on: on.description, known: known?.native)
            })
    }

    /// A request for these documents, with the purpose that a person is told.
    public static func custom(
        purpose: Words, documents: [RequestedDocument], known: DocTypes? = nil
    ) -> Request {
        Request(native: NativeRequest.custom(purpose: purpose, documents: documents, known: known?.native))
    }

    /// A request file (JSON) under the law of the day `on`.
    public static func fromJson(
        _ json: String, on: Day, known: DocTypes? = nil
    ) throws(TashikaError) -> Request {
        Request(
            native: try call {
                try NativeRequest.fromJson(json: json, on: on.description, known: known?.native)
            })
    }

    /// The DeviceRequest, in CBOR.
    public var deviceRequest: Data {
        get throws(TashikaError) { try call { try native.deviceRequest() } }
    }

    /// The DCQL query of OpenID4VP 1.0 (JSON).
    public var dcql: String {
        get throws(TashikaError) { try call { try native.dcql() } }
    }

    /// The request file (JSON).
    public func toJson() -> String {
        native.toJson()
    }

    /// This request for one of its document types alone.
    public func only(docType: String) -> Request {
        Request(native: native.only(docType: docType))
    }

    /// The request for a transaction in person.
    public func prepare() throws(TashikaError) -> DeviceRequest {
        DeviceRequest(native: try call { try native.prepare() })
    }

    /// What to show a person before the wallet is asked: who asks, why, for what, what is kept.
    public func sentence(verifier: String) -> Words {
        native.sentence(verifier: verifier)
    }

    /// What the request asks for beyond what it needs.
    public func lint() throws(TashikaError) -> LintReport {
        try call { try native.lint() }
    }
}

/// A DeviceRequest whose documents are encoded: what is signed and sent in person.
public struct DeviceRequest: Sendable {
    let native: NativeDeviceRequestDraft

    /// A request for these elements, without reasons. ``Request/prepare()`` makes one from a purpose.
    public init(_ documents: [DocumentToAsk]) throws(TashikaError) {
        native = try call { try NativeDeviceRequestDraft(documents: documents) }
    }

    init(native: NativeDeviceRequestDraft) {
        self.native = native
    }

    /// The DeviceRequest, in CBOR, without reader authentication.
    public func encode() -> Data {
        native.encode()
    }

    /// What a DeviceRequest (CBOR) asks: the documents with their elements, and what goes along.
    public static func read(_ deviceRequest: Data) throws(TashikaError) -> AskedRequest {
        try call { try readRequest(bytes: deviceRequest) }
    }
}

extension DcqlQuery {
    /// What a query (JSON) asks, once it was held against the rules of OpenID4VP.
    public static func read(_ json: String) throws(TashikaError) -> DcqlQuery {
        try call { try readQuery(json: json) }
    }

    /// The query as JSON, once it was held against the rules of OpenID4VP.
    public func write() throws(TashikaError) -> String {
        try call { try writeQuery(query: self) }
    }
}
