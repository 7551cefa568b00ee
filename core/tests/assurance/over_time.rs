//! Later looks, taps, tickets, accounts, delegation.

use std::time::Duration;

use serde_json::json;
use tashika::assurance::{
    Account, AccountError, Acting, ActingError, Attribute, BindingTicket, BoundAuthenticator,
    Bundles, ChallengeError, Circumstances, Evidence, HolderRecord, IssueError, Must, Place, Proof,
    ProvenRegistration, RedeemError, Sameness, Standing, Status, StatusNews, Tap, TapRefusal,
    TapWindow, Wanted, WindowPolicy, Worse, decide, recheck,
};
use tashika::crypto::CryptoProvider;
use tashika::instant::Timestamp;
use tashika::verify::Pseudonym;

use super::stores::Sessions;
use super::{
    IAL, MADE, SHIPPED, at, day, decided, grade, inspection, jpki_auth, made, mdoc, report,
};

const SEED: [u8; 32] = [7; 32];
const HERE: Place<'static> =
    Place { session: b"session-1", device: b"device-1", account: b"account-1" };

fn wanted(grade: &str) -> Wanted {
    Wanted { axis: IAL.to_owned(), grade: grade.to_owned() }
}

fn proof() -> Evidence {
    made("card", Proof::Mdoc(mdoc()))
}

fn ticket(
    store: &Sessions,
    evidence: &Evidence,
    level: &str,
    now: Timestamp,
) -> Result<BindingTicket, IssueError<std::convert::Infallible>> {
    let decision = decided(std::slice::from_ref(evidence));
    let provider = CryptoProvider::default();
    BindingTicket::issue(
        store,
        (&decision, evidence, &me()),
        &wanted(level),
        &SHIPPED,
        HERE,
        &SEED,
        now,
        &provider,
    )
}

/// The shipped bundles with DS-511 one version on, changed.
pub(crate) fn newer(change: impl FnOnce(&mut serde_json::Value)) -> Bundles {
    let text = include_str!("../../policy/ds-511.json");
    let mut json: serde_json::Value = serde_json::from_str(text).unwrap();
    json["version"] = 2.into();
    change(&mut json);
    let mut bundles = SHIPPED.clone();
    bundles.install(super::bundles::read(&json).unwrap()).unwrap();
    bundles
}

pub(crate) fn advisory(mut own: serde_json::Value) -> Bundles {
    own["id"] = "test-advisory".into();
    own["source"] = "minutes".into();
    own["words"] = json!({ "en": "A test advisory.", "ja": "試験用の注意情報です。" });
    newer(|json| json["advisories"] = json!([own]))
}

#[test]
fn a_later_revocation_ends_the_session() {
    let evidence = [proof()];
    let before = decided(&evidence).summary();
    let again = |news: &[StatusNews], now: &str| {
        let when = (day("2026-06-02"), at(now));
        recheck(&before, &evidence, news, &Circumstances::default(), &SHIPPED, when).unwrap()
    };
    let quiet = again(&[], "2026-06-02T00:00:00Z");
    assert!(quiet.events.is_empty() && !quiet.must_end(), "{:?}", quiet.events);
    let revoked = StatusNews::new("card", Status::Revoked, at("2026-06-01T12:00:00Z"));
    let valid = StatusNews::new("card", Status::Valid, at("2026-06-01T18:00:00Z"));
    // Revocation of an mdoc is for good: a later "valid" does not take it back.
    for news in [vec![revoked.clone()], vec![revoked.clone(), valid.clone()], vec![valid, revoked]]
    {
        let own = again(&news, "2026-06-02T00:00:00Z");
        assert!(own.must_end());
        assert_eq!(own.events[0].change, Worse::Revoked);
        assert_eq!(own.events[0].must, Must::EndSession);
        assert!(own.events[0].evidence.contains("card"));
        assert_eq!(own.decision.standing, Standing::Contradicted);
        assert!(own.decision.reached(IAL).is_err());
    }
    // News from before the evidence, of nobody, or that say nothing change nothing.
    for news in [
        StatusNews::new("card", Status::Revoked, at("2026-05-31T00:00:00Z")),
        StatusNews::new("other", Status::Revoked, at("2026-06-01T12:00:00Z")),
        StatusNews::new("card", Status::Undetermined, at("2026-06-01T12:00:00Z")),
    ] {
        assert!(again(&[news], "2026-06-02T00:00:00Z").events.is_empty());
    }
}

#[test]
fn the_time_to_look_again_comes() {
    let evidence = [proof()];
    let decision = decided(&evidence);
    let after = decision.revalidate_after.unwrap();
    assert_eq!(after, at("2027-05-01T00:00:00Z"), "the end of the document");
    let again = |now: Timestamp| {
        let when = (day("2027-05-01"), now);
        let none = Circumstances::default();
        recheck(&decision.summary(), &evidence, &[], &none, &SHIPPED, when).unwrap()
    };
    assert!(again(after.minus(1)).events.iter().all(|own| own.change != Worse::Due));
    let due = again(after);
    assert!(due.events.iter().any(|own| own.change == Worse::Due && own.must == Must::ProveAgain));
}

#[test]
fn a_method_that_goes_on_under_another_code_is_not_lost_and_one_abolished_is() {
    let image = tashika::assurance::DocumentImage {
        document: tashika::assurance::Printed::PhotoId,
        capture: tashika::assurance::Capture::LiveCamera,
        genuine: tashika::assurance::Held::Yes,
        attributes: vec![Attribute::Name, Attribute::Address, Attribute::BirthDate],
    };
    let face = super::face(
        "image",
        tashika::assurance::Channel::Remote,
        tashika::assurance::PortraitSource::Image,
    );
    let evidence =
        [proof(), made("image", Proof::DocumentImage(image)), made("face", Proof::Holder(face))];
    let before = decided(&evidence).summary();
    assert!(before.statutes.contains("jp.aml ホ") && before.statutes.contains("jp.aml ル"));
    let when = (day("2027-04-01"), at("2027-04-01T00:00:00Z"));
    let none = Circumstances::default();
    let own = recheck(&before, &evidence, &[], &none, &SHIPPED, when).unwrap();
    let lost: Vec<&str> = own
        .events
        .iter()
        .filter(|own| own.change == Worse::StatuteLost)
        .map(|own| own.about.as_str())
        .collect();
    assert_eq!(lost, ["jp.aml ホ"]);
    assert!(own.decision.satisfied_statutes().contains(&"jp.aml ト".to_owned()));
}

#[test]
fn news_come_from_a_report() {
    let case = super::case("identifier-list");
    let own = report(&case, tashika::trust::IssuerProfiles::shipped().unwrap());
    let news = StatusNews::from_report(&own, "card");
    assert_eq!(news.len(), 1);
    assert_eq!((news[0].evidence.as_str(), news[0].status), ("card-1", Status::Valid));
}

#[test]
fn a_tap_counts_within_the_window_and_once() {
    let policy = WindowPolicy { challenge: secs(120), reuse: secs(60) };
    let mut window = TapWindow::new(policy);
    let one = |byte: u8| [byte; 32];
    let open = |window: &mut TapWindow, byte: u8, operation: &str, now: u64| {
        window.challenge(&one(byte), operation, secs(now)).unwrap();
    };
    // Without a strong proof a tap counts for nothing.
    open(&mut window, 1, "sign", 0);
    let own = window.re_tap(&one(1), "sign", secs(1));
    assert_eq!(own, Tap::Refused(TapRefusal::NoStrongProof));
    // Refused or not, the challenge is used up.
    let own = window.strong_proof(&one(1), "sign", secs(2));
    assert_eq!(own, Tap::Refused(TapRefusal::AlreadyUsed));
    open(&mut window, 2, "sign", 2);
    assert_eq!(window.strong_proof(&one(2), "sign", secs(3)), Tap::Strong);
    open(&mut window, 3, "pay", 4);
    open(&mut window, 4, "pay", 4);
    let own = window.re_tap(&one(3), "sign", secs(5));
    assert_eq!(own, Tap::Refused(TapRefusal::OtherOperation));
    assert_eq!(window.re_tap(&one(4), "pay", secs(63)), Tap::WithinReuseWindow { age: secs(60) });
    open(&mut window, 5, "pay", 63);
    let own = window.re_tap(&one(5), "pay", secs(64));
    assert_eq!(own, Tap::Refused(TapRefusal::WindowOver));
    // A challenge of its own age.
    open(&mut window, 6, "pay", 70);
    let own = window.strong_proof(&one(6), "pay", secs(191));
    assert_eq!(own, Tap::Refused(TapRefusal::Expired));
    assert_eq!(window.strong_proof(&one(9), "pay", secs(191)), Tap::Refused(TapRefusal::Unknown));
}

#[test]
fn a_clock_that_runs_back_closes_the_window() {
    let mut window = TapWindow::new(WindowPolicy::default());
    window.challenge(&[1; 32], "a", secs(10)).unwrap();
    window.challenge(&[2; 32], "a", secs(10)).unwrap();
    assert_eq!(window.strong_proof(&[1; 32], "a", secs(11)), Tap::Strong);
    let own = window.re_tap(&[2; 32], "a", secs(9));
    assert_eq!(own, Tap::Refused(TapRefusal::ClockRanBack));
    window.challenge(&[3; 32], "a", secs(12)).unwrap();
    assert_eq!(window.re_tap(&[3; 32], "a", secs(12)), Tap::Refused(TapRefusal::NoStrongProof));
    window.challenge(&[4; 32], "a", secs(12)).unwrap();
    let own = window.challenge(&[4; 32], "a", secs(12));
    assert_eq!(own, Err(ChallengeError::NotRandom));
    for byte in 5..66 {
        window.challenge(&[byte; 32], "a", secs(12)).unwrap();
    }
    window.challenge(&[66; 32], "a", secs(12)).unwrap();
    assert_eq!(window.challenge(&[67; 32], "a", secs(12)), Err(ChallengeError::TooMany(64)));
}

fn secs(own: u64) -> Duration {
    Duration::from_secs(own)
}

#[test]
fn a_ticket_is_redeemed_once_by_what_it_was_issued_for() {
    let (store, provider) = (Sessions::default(), CryptoProvider::default());
    let now = at(MADE).plus(60);
    let own = ticket(&store, &proof(), "3", now).unwrap();
    let (id, challenge) = (own.id().to_owned(), own.challenge().to_vec());
    assert_eq!(challenge.len(), 32);
    let redeem = |id: &str, challenge: &[u8], place: Place<'_>, now: Timestamp| {
        BindingTicket::redeem(&store, id, challenge, place, now, &provider)
    };
    let later = now.plus(299);
    let other_device = Place { device: b"device-2", ..HERE };
    let other_session = Place { session: b"session-2", ..HERE };
    let other_account = Place { account: b"account-2", ..HERE };
    assert!(matches!(redeem(&id, &challenge, other_device, now), Err(RedeemError::Device)));
    assert!(matches!(redeem(&id, &challenge, other_session, now), Err(RedeemError::Session)));
    assert!(matches!(redeem(&id, &challenge, other_account, now), Err(RedeemError::Account)));
    assert!(matches!(redeem(&id, b"x", HERE, now), Err(RedeemError::Challenge)));
    assert!(matches!(redeem("x", &challenge, HERE, now), Err(RedeemError::Unknown)));
    assert!(matches!(redeem(&id, &challenge, HERE, now.plus(300)), Err(RedeemError::Expired)));
    // What was refused left the ticket.
    let bound = redeem(&id, &challenge, HERE, later).unwrap();
    assert_eq!((bound.grades()[IAL].1.as_str(), bound.at()), ("3", later));
    assert_eq!(bound.holder(), &me());
    assert!(matches!(redeem(&id, &challenge, HERE, later), Err(RedeemError::Used)));
}

#[test]
fn a_ticket_needs_a_fresh_proof_of_the_level() {
    let store = Sessions::default();
    let now = at(MADE);
    assert!(matches!(ticket(&store, &proof(), "3", now.plus(601)), Err(IssueError::NotFresh)));
    assert!(matches!(ticket(&store, &proof(), "3", now.minus(1)), Err(IssueError::NotFresh)));
    let weak = made("card", Proof::Inspection(inspection()));
    assert!(matches!(ticket(&store, &weak, "2", now), Err(IssueError::Level)));
    assert!(matches!(ticket(&store, &weak, "9", now), Err(IssueError::Level)));
    let mut revoked = mdoc();
    revoked.status = Status::Revoked;
    let revoked = made("card", Proof::Mdoc(revoked));
    assert!(matches!(ticket(&store, &revoked, "2", now), Err(IssueError::NotSupported)));
    // A proof that the level does not rest on.
    let decision = decided(&[proof()]);
    let (other, provider) = (made("other", Proof::Mdoc(mdoc())), CryptoProvider::default());
    let own = BindingTicket::issue(
        &store,
        (&decision, &other, &me()),
        &wanted("3"),
        &SHIPPED,
        HERE,
        &SEED,
        now,
        &provider,
    );
    assert!(matches!(own, Err(IssueError::NotFresh)));
    ticket(&store, &proof(), "3", now.plus(600)).unwrap();
    assert!(matches!(ticket(&store, &proof(), "3", now), Err(IssueError::SeedUsed)));
    // What expired is forgotten with the next ticket: the same seed is a new one then.
    let later = now.plus(600 + 600);
    let again = Evidence::new("card", later, Proof::Mdoc(mdoc()));
    ticket(&store, &again, "3", later).unwrap();
    // The store holds neither session, device nor challenge, but their hashes.
    let record = String::from_utf8(store.only()).unwrap();
    for name in ["session-1", "device-1", "account-1"] {
        assert!(!record.contains(name), "{record}");
    }
}

/// A record of a person, by made-up hashes.
pub(crate) fn holder(values: &[(&str, &str)]) -> HolderRecord {
    let case = super::case("retained");
    let own = report(&case, tashika::trust::IssuerProfiles::default());
    let claims = own.documents[0].claims.clone().unwrap();
    let kept = claims.retained().next().expect("the case retains something");
    let tuple = [(kept.name_space(), kept.identifier())];
    let mut record = HolderRecord::default();
    for (name, value) in values {
        // Another key stands for another value.
        let mut key = [0u8; 32];
        key.iter_mut().zip(value.bytes()).for_each(|(to, from)| *to = from);
        let provider = CryptoProvider::default();
        record.add(name, &Pseudonym::derive(&provider, &key, &claims, &tuple).unwrap());
    }
    record
}

/// The person of the tests.
pub(crate) fn me() -> HolderRecord {
    holder(&[("name", "a"), ("birth", "b")])
}

/// An account of that person.
pub(crate) fn account() -> Account {
    Account::enrol(&decided(&[proof()]), &[IAL], me()).unwrap()
}

/// A registration tied to this proof of this person.
pub(crate) fn registration_of(
    card: &Evidence,
    holder: &HolderRecord,
    wanted: &Wanted,
    byte: u8,
) -> ProvenRegistration {
    let (store, provider) = (Sessions::default(), CryptoProvider::default());
    let decision = decided(std::slice::from_ref(card));
    let seed = [byte; 32];
    let own = BindingTicket::issue(
        &store,
        (&decision, card, holder),
        wanted,
        &SHIPPED,
        HERE,
        &seed,
        at(MADE),
        &provider,
    )
    .unwrap();
    BindingTicket::redeem(&store, own.id(), own.challenge(), HERE, at(MADE), &provider).unwrap()
}

pub(crate) fn registration(byte: u8) -> ProvenRegistration {
    registration_of(&proof(), &me(), &wanted("3"), byte)
}

/// An authenticator as an account has it.
pub(crate) fn bound(provider: Option<&str>) -> BoundAuthenticator {
    let mut account = account();
    account.bind(registration(1), "key", provider, &SHIPPED).unwrap();
    account.authenticators()[0].clone()
}

fn recover(
    account: &mut Account,
    proof: &Evidence,
    who: &HolderRecord,
    seconds: i64,
) -> Result<Vec<String>, AccountError> {
    let decision = decided(std::slice::from_ref(proof));
    let recovered = account.recover((&decision, proof), who, &SHIPPED, at(MADE).plus(seconds))?;
    Ok(recovered.fields().to_vec())
}

#[test]
fn recovery_asks_at_least_what_enrolment_asked() {
    let mut account = account();
    account.bind(registration(1), "key-1", Some("provider"), &SHIPPED).unwrap();
    let weak = made("card", Proof::Inspection(inspection()));
    assert_eq!(
        recover(&mut account, &weak, &me(), 60),
        Err(AccountError::BelowEnrolment {
            axis: IAL.to_owned(),
            enrolled: "3".to_owned(),
            fresh: "below-1".to_owned()
        })
    );
    let other = holder(&[("name", "x"), ("birth", "b")]);
    let Err(AccountError::OtherPerson(same)) = recover(&mut account, &proof(), &other, 60) else {
        panic!("another person recovers nothing");
    };
    assert_eq!(
        (same.sameness(), same.different.as_slice()),
        (Sameness::Mismatch, &["name".to_owned()][..])
    );
    let half = holder(&[("birth", "b")]);
    let Err(AccountError::OtherPerson(same)) = recover(&mut account, &proof(), &half, 60) else {
        panic!("too little to tell recovers nothing");
    };
    assert_eq!(same.sameness(), Sameness::Undetermined);
    // A proof out of the ledger is no fresh one; nor is one of tomorrow, or of another decision.
    for seconds in [601, -1] {
        let own = recover(&mut account, &proof(), &me(), seconds);
        assert_eq!(own, Err(AccountError::NotFresh), "{seconds}");
    }
    let (decision, stranger) = (decided(&[proof()]), made("other", Proof::Mdoc(mdoc())));
    let own = account.recover((&decision, &stranger), &me(), &SHIPPED, at(MADE));
    assert_eq!(own, Err(AccountError::NotFresh));
    let mut revoked = mdoc();
    revoked.status = Status::Revoked;
    let revoked = made("card", Proof::Mdoc(revoked));
    let own = recover(&mut account, &revoked, &me(), 60);
    assert_eq!(own, Err(AccountError::NotSupported));
    assert_eq!(account.authenticators().len(), 1, "refusals change nothing");
    assert_eq!(recover(&mut account, &proof(), &me(), 600).unwrap(), ["birth", "name"]);
    assert!(account.authenticators().is_empty());
    // As good by another method.
    let jpki = made("jpki", Proof::JpkiAuthentication(jpki_auth()));
    assert_eq!(grade(&decided(std::slice::from_ref(&jpki)), IAL), "3");
    assert!(recover(&mut account, &jpki, &me(), 60).is_ok());
}

#[test]
fn an_account_names_the_axes_that_later_proofs_are_held_against() {
    let decision = decided(&[proof()]);
    let enrol = |axes: &[&str]| Account::enrol(&decision, axes, me());
    assert_eq!(enrol(&[IAL]).unwrap().enrolled().grades.len(), 1);
    for axes in [&[][..], &["ds511.aal"], &[IAL, "ds511.aal"], &["no.such"]] {
        assert!(matches!(enrol(axes), Err(AccountError::NothingReached(_))), "{axes:?}");
    }
}

#[test]
fn a_grade_that_a_newer_bundle_puts_between_is_below_the_enrolment() {
    // With "2+" between 2 and 3, what was rank 4 at the enrolment is rank 5 now.
    let bundles = newer(|json| {
        let axes = json["axes"].as_array_mut().unwrap();
        let axis = axes.iter_mut().find(|own| own["id"] == IAL).unwrap();
        let between = json!({ "id": "2+", "name": { "en": "level 2+", "ja": "レベル2+" } });
        axis["grades"].as_array_mut().unwrap().insert(4, between);
        let rules = json["rules"].as_array_mut().unwrap();
        let rule = rules.iter_mut().find(|own| own["id"] == "ial.2.credential").unwrap();
        rule["reaches"]["grade"] = "2+".into();
    });
    let mut account = account();
    let mut unclear = mdoc();
    unclear.status = Status::Undetermined;
    let unclear = made("card", Proof::Mdoc(unclear));
    let on = |proof: &Evidence| {
        let none = Circumstances::default();
        decide(std::slice::from_ref(proof), &none, &bundles, day("2026-06-01")).unwrap()
    };
    let weak = on(&unclear);
    assert_eq!(grade(&weak, IAL), "2+");
    let own = account.recover((&weak, &unclear), &me(), &bundles, at(MADE));
    assert!(matches!(own, Err(AccountError::BelowEnrolment { .. })), "{own:?}");
    let good = on(&proof());
    assert!(account.recover((&good, &proof()), &me(), &bundles, at(MADE)).is_ok());
}

#[test]
fn each_device_is_added_by_a_fresh_proof_of_its_own_by_the_same_person() {
    let mut account = account();
    account.bind(registration(1), "phone", None, &SHIPPED).unwrap();
    // Somebody else, with a proof of their own as good as mine, in my session.
    let thief = holder(&[("name", "t"), ("birth", "u")]);
    let own = registration_of(&proof(), &thief, &wanted("3"), 2);
    let own = account.bind(own, "thief", None, &SHIPPED);
    assert!(matches!(own, Err(AccountError::OtherPerson(_))), "{own:?}");
    // Nobody in particular.
    let own = registration_of(&proof(), &HolderRecord::default(), &wanted("3"), 3);
    let own = account.bind(own, "nobody", None, &SHIPPED);
    assert!(matches!(own, Err(AccountError::OtherPerson(_))), "{own:?}");
    // A proof that is good on another axis does not do for this one.
    let wanted = Wanted { axis: "nist.evidence".to_owned(), grade: "SUPERIOR".to_owned() };
    let chip = super::chip(tashika::assurance::IcKind::Passport);
    let passport = made("passport", Proof::IcDocument(chip));
    assert_eq!(grade(&decided(std::slice::from_ref(&passport)), IAL), "below-1");
    let own = registration_of(&passport, &me(), &wanted, 4);
    let own = account.bind(own, "other", None, &SHIPPED);
    assert!(matches!(own, Err(AccountError::BelowEnrolment { .. })), "{own:?}");
    // Nor does a fresh look at something, beside the old proof that the level rests on.
    let old = Evidence::new("old", at("2025-06-01T00:00:00Z"), Proof::Mdoc(mdoc()));
    let both = decided(&[old, passport.clone()]);
    assert_eq!(grade(&both, IAL), "3");
    let (store, provider) = (Sessions::default(), CryptoProvider::default());
    let own = BindingTicket::issue(
        &store,
        (&both, &passport, &me()),
        &wanted,
        &SHIPPED,
        HERE,
        &[9; 32],
        at(MADE),
        &provider,
    )
    .unwrap();
    let own = BindingTicket::redeem(&store, own.id(), own.challenge(), HERE, at(MADE), &provider);
    let own = account.bind(own.unwrap(), "old", None, &SHIPPED);
    assert!(matches!(own, Err(AccountError::BelowEnrolment { .. })), "{own:?}");
    assert_eq!(account.authenticators().len(), 1);
    assert_eq!(account.authenticators()[0].proof[IAL], "3");
}

#[test]
fn an_account_holds_no_more_authenticators_than_the_limit_and_none_twice() {
    let mut account = account();
    let bind = |account: &mut Account, byte: u8| {
        account.bind(registration(byte), &format!("key-{byte}"), None, &SHIPPED)
    };
    for byte in 0..32 {
        bind(&mut account, byte).unwrap();
    }
    assert_eq!(bind(&mut account, 0), Err(AccountError::Bound));
    assert_eq!(bind(&mut account, 99), Err(AccountError::TooMany(32)));
    assert!(account.unbind("key-0") && !account.unbind("key-0"));
    bind(&mut account, 99).unwrap();
    // One field alone never makes a match.
    assert_eq!(
        HolderRecord::default().compare(&HolderRecord::default()).sameness(),
        Sameness::Undetermined
    );
    let text = serde_json::to_string(&account).unwrap();
    let back: Account = serde_json::from_str(&text).unwrap();
    assert_eq!(back, account);
}

#[test]
fn word_of_a_revocation_reaches_the_host_whatever_the_evidence() {
    // The signer of the document, and a document that was looked at and is reported stolen.
    let case = super::case("issuer.revocation");
    let own = report(&case, tashika::trust::IssuerProfiles::shipped().unwrap());
    let news = StatusNews::from_report(&own, "card");
    assert_eq!(news[0].status, Status::Revoked, "{news:?}");
    let evidence = [made("seen", Proof::Inspection(inspection()))];
    let before = decided(&evidence).summary();
    let when = (day("2026-06-02"), at("2026-06-02T00:00:00Z"));
    let again = |status: Status| {
        let news = [StatusNews::new("seen", status, at("2026-06-01T12:00:00Z"))];
        recheck(&before, &evidence, &news, &Circumstances::default(), &SHIPPED, when).unwrap()
    };
    let stolen = again(Status::Revoked);
    assert!(stolen.must_end(), "{:?}", stolen.events);
    assert_eq!(stolen.events[0].change, Worse::Revoked);
    assert!(stolen.events[0].evidence.contains("seen"));
    assert!(again(Status::Valid).events.is_empty());
}

#[test]
fn what_a_newer_bundle_demands_is_an_event() {
    let evidence = [proof()];
    let before = decided(&evidence).summary();
    let bundles = newer(|json| {
        let demand = json!({ "id": "face", "modality": "require", "when": {}, "source": "minutes",
            "confidence": "confirmed", "needs": { "one": ["face-signed"] },
            "words": { "en": "Compare the face.", "ja": "容貌を確認すること。" } });
        json["demands"].as_array_mut().unwrap().push(demand);
    });
    let when = (day("2026-06-01"), at(MADE));
    let none = Circumstances::default();
    let own = recheck(&before, &evidence, &[], &none, &bundles, when).unwrap();
    assert_eq!(own.decision.standing, Standing::StepUp);
    let event = own.events.iter().find(|own| own.change == Worse::Demanded).unwrap();
    assert_eq!((event.about.as_str(), event.must), ("face", Must::ProveAgain));
    // Told once: what was open before is no news.
    let before = own.decision.summary();
    let own = recheck(&before, &evidence, &[], &none, &bundles, when).unwrap();
    assert!(own.events.is_empty(), "{:?}", own.events);
}

#[test]
fn a_grant_has_an_actor_a_subject_a_scope_and_an_end() {
    let period = (day("2026-06-01"), day("2026-06-30"));
    let own = Acting::new("staff-1", "client-9", &["tax-return"], period, "mandate 12").unwrap();
    assert!(own.allows("tax-return", day("2026-06-30")));
    assert!(!own.allows("tax-return", day("2026-07-01")));
    assert!(!own.allows("tax-return", day("2026-05-31")));
    assert!(!own.allows("account-closing", day("2026-06-30")));
    let make = |actor: &str, scope: &[&str], basis: &str| {
        Acting::new(actor, "client-9", scope, period, basis).unwrap_err()
    };
    assert_eq!(make("client-9", &["a"], "b"), ActingError::Same);
    assert_eq!(make("staff-1", &[], "b"), ActingError::Empty);
    assert_eq!(make("staff-1", &["a"], " "), ActingError::Empty);
    let turned = Acting::new("a", "b", &["c"], (period.1, period.0), "d");
    assert_eq!(turned, Err(ActingError::Order));
    // A file cannot go round the checks.
    let text = json!({ "actor": "a", "subject": "a", "scope": ["c"], "from": "2026-06-01",
        "until": "2026-06-30", "basis": "d" });
    assert!(serde_json::from_value::<Acting>(text).is_err());
    // A grant that has ended demands something first.
    let acting = json!({ "actor": "staff-1", "subject": "client-9", "scope": ["c"],
        "from": "2026-06-01", "until": "2026-06-30", "basis": "d" });
    let standing = |on: &str, purpose: Option<&str>| {
        let own = json!({ "acting": acting, "purpose": purpose });
        let circumstances: Circumstances = serde_json::from_value(own).unwrap();
        let decision = decide(&[proof()], &circumstances, &SHIPPED, day(on)).unwrap();
        assert_eq!(decision.demands.last().unwrap().id, "grant");
        decision.standing
    };
    assert_eq!(standing("2026-06-30", Some("c")), Standing::Supported);
    assert_eq!(standing("2026-07-01", Some("c")), Standing::StepUp);
    // Beyond its scope, or for nothing in particular: neither is granted.
    assert_eq!(standing("2026-06-30", Some("payments")), Standing::StepUp);
    assert_eq!(standing("2026-06-30", None), Standing::StepUp);
}
