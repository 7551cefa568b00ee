import Foundation

/// Who asks online: certificates or an attestation, without any private key.
public struct SigningIdentity: Sendable {
    let native: NativeSigningIdentity

    /// Named by the hash of the first certificate. Each is PEM or DER, the signer's own first.
    public static func x509Hash(_ certificates: [Data]) throws(TashikaError) -> SigningIdentity {
        SigningIdentity(native: try call { try NativeSigningIdentity.x509Hash(certificates: certificates) })
    }

    /// Named by a DNS name of the first certificate.
    public static func x509SanDns(
        _ certificates: [Data], dnsName: String
    ) throws(TashikaError) -> SigningIdentity {
        SigningIdentity(
            native: try call { try NativeSigningIdentity.x509SanDns(certificates: certificates, dnsName: dnsName) })
    }

    /// Named by an attestation (JWT) that is valid at `now`.
    public static func verifierAttestation(
        _ jwt: String, now: Date = Date()
    ) throws(TashikaError) -> SigningIdentity {
        SigningIdentity(native: try call { try NativeSigningIdentity.verifierAttestation(jwt: jwt, now: now) })
    }

    /// Named by a DID: `verificationMethod` is a DID URL such as `did:web:verifier.example#key-1`, and
    /// `publicKey` the octets of its key.
    public static func decentralizedIdentifier(
        verificationMethod: String, curve: Curve, publicKey: Data
    ) throws(TashikaError) -> SigningIdentity {
        SigningIdentity(
            native: try call {
                try NativeSigningIdentity.decentralizedIdentifier(
                    verificationMethod: verificationMethod, curve: curve, publicKey: publicKey)
            })
    }

    /// `client_id` with its prefix.
    public var clientId: String { native.clientId() }

    /// How the verifier is named.
    public var prefix: ClientIdPrefix { native.prefix() }
}

/// A request that is ready but for its signatures.
public struct Offer: Sendable {
    fileprivate let native: NativeOffer

    /// What must be signed, in order; nothing for unsigned requests.
    public var toBeSigned: [ToSign] { native.toBeSigned() }

    /// The request with its signatures, in the order of ``toBeSigned``.
    public func finish(signatures: [Data]) throws(TashikaError) -> String {
        try call { try native.finish(signatures: signatures) }
    }

    /// The same with a callback for each signature.
    public func signWith(_ signer: any RequestSigner) throws(TashikaError) -> String {
        try call { try native.signWith(signer: signer) }
    }
}

/// What came of an answer that was not refused, and the JSON body of the reply to a wallet that posted
/// its answer.
public enum AnswerOutcome: Sendable {
    /// Presentations to verify.
    case answered(OnlineAnswer, reply: String)
    /// An answer that waits for the browser that started the session, to be sealed and stored.
    case awaitsBrowser(HeldAnswer, reply: String)
    /// The wallet's error: the code that it sent, and what it means.
    case declined(code: String, kind: WalletErrorKind, reply: String)
    /// Mock data of a developer, which no issuer signed: it proves nothing.
    case mockData(response: Data, reply: String)

    fileprivate init(_ received: NativeReceived) {
        let reply = received.reply
        switch received.outcome {
        case .answered(let answer): self = .answered(OnlineAnswer(native: answer), reply: reply)
        case .awaitsBrowser(let held): self = .awaitsBrowser(HeldAnswer(native: held), reply: reply)
        case .declined(let code, let kind): self = .declined(code: code, kind: kind, reply: reply)
        case .mockData(let response): self = .mockData(response: response, reply: reply)
        }
    }

    /// The JSON body of the reply.
    public var reply: String {
        switch self {
        case .answered(_, let reply), .awaitsBrowser(_, let reply), .declined(_, _, let reply),
            .mockData(_, let reply):
            reply
        }
    }
}

/// Presentations that belong to the session, not yet verified.
public struct OnlineAnswer: Sendable {
    private let native: NativeOnlineAnswer
    /// Each presentation under the id of its credential query; `response` for a DeviceRequest.
    public let presentations: [(id: String, presentation: Presentation)]

    fileprivate init(native: NativeOnlineAnswer) {
        self.native = native
        presentations = native.presentations().map {
            (id: $0.id, presentation: Presentation(native: $0.presentation))
        }
    }

    /// The protocol the wallet answered by.
    public var `protocol`: String { native.protocol() }

    /// Takes it as shown that an authority that was asked for stands behind the presentations of this
    /// credential query: the caller held the report's trust anchor against the trusted list or the
    /// federation.
    public func authorityIsProven(credential: String) {
        native.authorityIsProven(credential: credential)
    }

    /// What the query still misses when only these presentations count: `accepted` says for each, in
    /// order, whether it was accepted. What then is missing rejects the whole.
    public func missingAfter(accepted: [Bool]) -> [Shortfall] {
        native.missingAfter(accepted: accepted)
    }
}

/// An answer that is held until the browser that started the session brings the code back.
public struct HeldAnswer: Sendable {
    private let native: NativeHeldAnswer

    fileprivate init(native: NativeHeldAnswer) {
        self.native = native
    }

    /// Opens the record of the session of this id.
    public static func open(
        _ record: Data, sessionId: String, key: Data
    ) throws(TashikaError) -> HeldAnswer {
        HeldAnswer(
            native: try call { try NativeHeldAnswer.open(record: record, sessionId: sessionId, key: key) })
    }

    /// The id under which a held answer is stored.
    public static func recordId(sessionId: String) -> String {
        heldRecordId(sessionId: sessionId)
    }

    /// Where the wallet sends the browser: the configured address and the response code.
    public var redirectUri: String {
        get throws(TashikaError) { try call { try native.redirectUri() } }
    }

    /// When the session ends.
    public var expires: Date {
        get throws(TashikaError) { try call { try native.expires() } }
    }

    /// Seals the answer into a record, stored under ``recordId(sessionId:)``.
    public func seal(key: Data) throws(TashikaError) -> Data {
        try call { try native.seal(key: key) }
    }

    /// Releases the answer to the browser that started the session.
    ///
    /// This value is used up by it, whatever comes of it: after a refusal open the record again.
    public func collect(
        responseCode: String, browser: Data, now: Date = Date()
    ) throws(TashikaError) -> AnswerOutcome {
        AnswerOutcome(
            try call {
                try native.collect(responseCode: responseCode, browser: browser, now: now)
            })
    }
}

/// A session with a wallet elsewhere, from question to answer.
///
/// The application keeps sealed records and the one thing that a store must do: hand a record out
/// once. Make a session, ``seal(key:)`` it into a record, send what it says. On an answer
/// ``open(_:id:key:)`` the record and ``receive(_:now:appleKey:)``; delete the record where the answer
/// was not refused, and use the outcome only if it was still there.
public final class OnlineSession: Sendable {
    private let native: NativeOnlineSession

    private init(native: NativeOnlineSession) {
        self.native = native
    }

    /// OpenID4VP 1.0 by link or QR code. Without an identity the request is unsigned.
    public static func redirect(
        _ options: RedirectOptions, session: SessionOptions, identity: SigningIdentity? = nil
    ) throws(TashikaError) -> OnlineSession {
        OnlineSession(
            native: try call {
                try NativeOnlineSession.redirect(options: options, session: session, identity: identity?.native)
            })
    }

    /// A call of the Digital Credentials API.
    public static func dcApi(
        _ options: DcApiOptions, session: SessionOptions, identities: [SigningIdentity] = []
    ) throws(TashikaError) -> OnlineSession {
        OnlineSession(
            native: try call {
                try NativeOnlineSession.dcApi(
                    options: options, session: session, identities: identities.map(\.native))
            })
    }

    /// ISO/IEC TS 18013-7 Annex B.
    public static func annexB(
        _ options: AnnexBOptions, session: SessionOptions, identity: SigningIdentity
    ) throws(TashikaError) -> OnlineSession {
        OnlineSession(
            native: try call {
                try NativeOnlineSession.annexB(options: options, session: session, identity: identity.native)
            })
    }

    /// In-app presentment of Apple.
    public static func apple(
        _ options: AppleOptions, session: SessionOptions
    ) throws(TashikaError) -> OnlineSession {
        OnlineSession(native: try call { try NativeOnlineSession.apple(options: options, session: session) })
    }

    /// Opens the record that was stored under `id`.
    public static func open(
        _ record: Data, id: String, key: Data
    ) throws(TashikaError) -> OnlineSession {
        OnlineSession(native: try call { try NativeOnlineSession.open(record: record, id: id, key: key) })
    }

    /// The session that a posted answer names; nothing of it is verified.
    public static func claimed(_ answer: Data) -> String? {
        claimedSession(answer: answer)
    }

    /// The session's id. It stands in links and as `state`; it is no secret.
    public var id: String {
        get throws(TashikaError) { try call { try native.id() } }
    }

    /// What kind of session this is.
    public var kind: String {
        get throws(TashikaError) { try call { try native.kind() } }
    }

    /// When it ends.
    public var expires: Date {
        get throws(TashikaError) { try call { try native.expires() } }
    }

    /// The nonce of a session of Apple's, which the app puts into its request.
    public var appleNonce: Data {
        get throws(TashikaError) { try call { try native.appleNonce() } }
    }

    /// Seals the session into a record for a store. `key` is the application's own, 32 bytes.
    public func seal(key: Data) throws(TashikaError) -> Data {
        try call { try native.seal(key: key) }
    }

    /// The link to show or open, for a scheme such as `openid4vp` or an `https` address.
    public func link(scheme: String) throws(TashikaError) -> String {
        try call { try native.link(scheme: scheme) }
    }

    /// The request that the wallet fetches; `walletNonce` is what it sent, where it did.
    public func requestObject(
        identity: SigningIdentity, walletNonce: String? = nil
    ) throws(TashikaError) -> Offer {
        Offer(
            native: try call {
                try native.requestObject(identity: identity.native, walletNonce: walletNonce)
            })
    }

    /// The request for a wallet that fetches it by POST, with the body that it posted.
    ///
    /// A wallet that says that it cannot answer is an error: nobody is bothered in vain.
    public func requestObjectFor(
        identity: SigningIdentity, body: Data
    ) throws(TashikaError) -> Offer {
        Offer(
            native: try call {
                try native.requestObjectFor(identity: identity.native, body: body)
            })
    }

    /// The call of the Digital Credentials API; `reader` signs `org-iso-mdoc`.
    public func dcApiCall(
        identities: [SigningIdentity] = [], reader: SigningIdentity? = nil
    ) throws(TashikaError) -> Offer {
        Offer(
            native: try call {
                try native.dcApiCall(identities: identities.map(\.native), reader: reader?.native)
            })
    }

    /// Takes the answer: a form body for sessions by redirect, the browser's JSON for the Digital
    /// Credentials API, the envelope for Apple, whose private key is `appleKey`.
    ///
    /// This object is used up by it, whatever comes of it: after a refusal open the record again.
    public func receive(
        _ answer: Data, now: Date = Date(), appleKey: PrivateKey? = nil
    ) throws(TashikaError) -> AnswerOutcome {
        AnswerOutcome(
            try call { try native.receive(answer: answer, now: now, appleKey: appleKey?.native) })
    }

    /// Takes the answer of a transaction across devices, and with it what that transaction knows of its
    /// channel.
    ///
    /// This object is used up by it, whatever comes of it.
    public func receive(
        _ answer: HybridAnswer, now: Date = Date()
    ) throws(TashikaError) -> AnswerOutcome {
        AnswerOutcome(try call { try native.receiveHybrid(came: answer.native, now: now) })
    }
}
