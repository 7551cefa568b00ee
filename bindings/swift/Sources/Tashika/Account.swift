import Foundation

/// An account over time: several devices, each added by a fresh proof; recovery; wrong logins.
///
/// Where an account lies is the application's: store ``toJson()`` after every change. It holds no data of
/// the person but keyed hashes.
public final class Account: Sendable {
    private let native: NativeAccount

    private init(native: NativeAccount) {
        self.native = native
    }

    /// Enrols a person with this decision.
    ///
    /// Everything later is held against what it reached on `axes`, such as `ds511.ial`. `holder` is what
    /// ``Report/holderRecord(key:fields:document:)`` says of the person.
    public static func enrol(
        _ decision: AssuranceDecision, axes: [String], holder: String
    ) throws(TashikaError) -> Account {
        Account(
            native: try call {
                try NativeAccount.enrol(decision: decision.native, axes: axes, holder: holder)
            })
    }

    /// The account that ``toJson()`` wrote.
    public static func fromJson(_ json: String) throws(TashikaError) -> Account {
        Account(native: try call { try NativeAccount.fromJson(json: json) })
    }

    /// The account, to be stored.
    public func toJson() -> String {
        native.toJson()
    }

    /// What it was enrolled with.
    public var enrolled: Reached { native.enrolled() }

    /// The authenticators, in the order they were bound.
    public var authenticators: [BoundAuthenticator] { native.authenticators() }

    /// Redeems a ticket and binds one more authenticator with it: the proof must be of the same person
    /// and at least as good as the enrolment.
    ///
    /// It counts only if the store then deletes the ticket's record, and had it still.
    ///
    /// - Parameters:
    ///   - name: The host's name of the authenticator.
    ///   - provider: Who keeps copies of its key.
    public func bind(
        _ ticket: TicketAnswer, name: String, provider: String? = nil, bundles: PolicyBundles,
        now: Date = Date()
    ) throws(TashikaError) -> ProvenRegistration {
        try call {
            try native.bind(
                ticket: ticket, name: name, provider: provider, bundles: bundles.native, now: now)
        }
    }

    /// Takes an authenticator away; whether it was there.
    @discardableResult
    public func unbind(name: String) -> Bool {
        native.unbind(name: name)
    }

    /// Holds who came against whom the account is of, before it is opened: a password or a phone can open
    /// another person's account by mistake (誤ログイン).
    public func opens(for holder: String) throws(TashikaError) -> SamePerson {
        try call { try native.opensFor(holder: holder) }
    }

    /// Recovers the account by a fresh proof of the same person, at least as good as the enrolment on
    /// every axis of the account. Returns the fields by which the person was found to be the same.
    ///
    /// `evidence` names the piece that the decision rests on. All authenticators are taken away; new ones
    /// are bound with tickets.
    @discardableResult
    public func recover(
        _ decision: AssuranceDecision, evidence: String, holder: String, bundles: PolicyBundles,
        now: Date = Date()
    ) throws(TashikaError) -> [String] {
        try call {
            try native.recover(
                decision: decision.native, evidence: evidence, holder: holder,
                bundles: bundles.native, now: now)
        }
    }

    /// A provider of passkeys was taken over: what must be proven again.
    public func providerCompromised(_ provider: String) -> [WorseEvent] {
        native.providerCompromised(provider: provider)
    }
}

/// Challenges that are used once, and taps without a PIN soon after a strong proof (かざし利用), of one
/// session. May be shared by tasks.
///
/// Time is that of a clock that nobody sets: one that runs back closes the window.
public final class TapWindow: Sendable {
    private let native: NativeTapWindow

    /// A session without any proof so far.
    ///
    /// - Parameters:
    ///   - answer: Seconds within which a challenge may be answered; two minutes where it is left out.
    ///   - reuse: Seconds after a strong proof for which taps count; one minute where it is left out.
    public init(answer: TimeInterval? = nil, reuse: TimeInterval? = nil) throws(TashikaError) {
        try times([answer, reuse])
        native = NativeTapWindow(answer: answer, reuse: reuse)
    }

    /// A fresh challenge for this operation, at `now` seconds of a clock that nobody sets.
    public func challenge(operation: String, now: TimeInterval) throws(TashikaError) -> Data {
        try times([now])
        return try call { try native.challenge(operation: operation, now: now) }
    }

    /// A proof with PIN or biometrics that was verified over this challenge.
    public func strongProof(
        _ challenge: Data, operation: String, now: TimeInterval
    ) throws(TashikaError) -> Tap {
        try times([now])
        return try call {
            try native.strongProof(challenge: challenge, operation: operation, now: now)
        }
    }

    /// A tap without a PIN that was verified over this challenge.
    public func reTap(
        _ challenge: Data, operation: String, now: TimeInterval
    ) throws(TashikaError) -> Tap {
        try times([now])
        return try call { try native.reTap(challenge: challenge, operation: operation, now: now) }
    }

    /// Ends the window: the person went away, or a shared device goes to the next one.
    public func end() {
        native.end()
    }
}
