//! What an audit needs of decisions, and tickets that tie a registration to a fresh proof.
//!
//! Where records lie is the application's: what is to be stored comes out as bytes, and a store does
//! two things. It appends a record only if exactly as many are there as the record's place says; and
//! it hands the record of a ticket out once.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::convert::Infallible;
use std::sync::{Arc, Mutex, PoisonError};

use tashika::assurance::{
    BindingTicket as CoreTicket, Entry, Field, Hash, HolderRecord, IssueError, Ledger, LedgerError,
    LedgerStore, PackageContent, Place, ProvenRegistration as CoreProven, Record, RedeemError,
    RetentionBasis as CoreBasis, SALT_BYTES, StoredDecision as CoreStored, TICKET_SECONDS,
    TICKET_SEED_BYTES, Wanted,
};
use tashika::crypto::CryptoProvider;
use tashika::instant::Timestamp;
use tashika::online::{Record as StoredTicket, SessionStore};
use zeroize::Zeroizing;

use crate::account::holder_of;
use crate::assurance::{
    AssuranceDecision, GradeReached, PolicyBundles, Reached, Rechecked, rechecked,
};
use crate::audit::FileToSign;
use crate::doctype::{Words, words};
use crate::error::{TashikaError, guard};
use crate::evidence::Evidence;
use crate::key::random;
use crate::mirror::{Algorithm, LedgerEntryKind, RetainedKind};
use crate::numbers::count;
use crate::online::fixed;
use crate::report::{ElementName, Report};
use crate::request::{core_words, day};

/// Why something of a person may be kept, and how long.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct RetentionBasis {
    /// The law or agreement.
    pub basis: Words,
    /// The last day, `YYYY-MM-DD`.
    pub last_day: String,
}

/// Something of a person that is to be kept.
#[derive(Clone, uniffi::Record)]
pub struct ToRetain {
    /// What it is.
    pub kind: RetainedKind,
    /// The content.
    pub content: Vec<u8>,
}

/// What is retained with a record: the chain holds its digest, and holds when it is erased.
#[derive(Clone, uniffi::Record)]
pub struct Retained {
    /// What it is.
    pub kind: RetainedKind,
    /// The digest, under which the content is stored.
    pub digest: Vec<u8>,
    /// The content behind its salt, to be stored beside the record; `None` in a record that was read.
    pub content: Option<Vec<u8>>,
}

/// What was retained with a record, as it was stored.
#[derive(Clone, uniffi::Record)]
pub struct StoredContent {
    /// The digest.
    pub digest: Vec<u8>,
    /// The content behind its salt.
    pub content: Vec<u8>,
}

/// A record of the ledger.
#[derive(Clone, uniffi::Record)]
pub struct LedgerRecord {
    /// Its place, from 0.
    pub sequence: i64,
    /// When it was appended.
    pub at: Timestamp,
    /// What it is about.
    pub kind: LedgerEntryKind,
    /// JSON.
    pub body: String,
    /// Its own hash.
    pub hash: Vec<u8>,
    /// What is retained with it.
    pub retained: Vec<Retained>,
    /// The record, to be stored.
    pub bytes: Vec<u8>,
}

/// How long a ledger is, and the hash of its last record. Keep it elsewhere to see that nothing was
/// cut off at the end.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct LedgerHead {
    /// How many records there are.
    pub records: i64,
    /// The hash of the last one; zeros where there is none.
    pub hash: Vec<u8>,
}

/// A decision out of the ledger.
#[derive(Clone, Debug, uniffi::Record)]
pub struct StoredDecision {
    /// The place of its record.
    pub sequence: i64,
    /// When it was appended.
    pub at: Timestamp,
    /// The day it was made for, `YYYY-MM-DD`.
    pub on: String,
    /// What it was for.
    pub purpose: Option<String>,
    /// The evidence.
    pub evidence: Vec<Evidence>,
    /// What was reached.
    pub reached: Reached,
    /// On which basis each thing was retained, in the order of the record.
    pub retention: Vec<RetentionBasis>,
}

/// A stored decision that became worse.
#[derive(Debug, uniffi::Record)]
pub struct LedgerWorse {
    /// The place of its record.
    pub of: i64,
    /// The decision as it is now, and what became worse.
    pub rechecked: Rechecked,
}

/// What came of a later look at every stored decision.
#[derive(uniffi::Record)]
pub struct LedgerRechecks {
    /// The decisions that became worse.
    pub worse: Vec<LedgerWorse>,
    /// What is new in the ledger, to be stored in order.
    pub appended: Vec<LedgerRecord>,
}

/// What is to be erased.
#[derive(uniffi::Record)]
pub struct LedgerErasures {
    /// The digests of what is retained and must go.
    pub digests: Vec<Vec<u8>>,
    /// What is new in the ledger, to be stored in order.
    pub appended: Vec<LedgerRecord>,
}

/// The evidence ledger: append-only and hash-chained. This is a copy in memory; what is new comes out
/// of each call, to be stored by the application.
#[derive(uniffi::Object)]
pub struct EvidenceLedger(Mutex<Copy>);

impl std::fmt::Debug for EvidenceLedger {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("EvidenceLedger")
    }
}

#[uniffi::export]
impl EvidenceLedger {
    /// Opens a ledger of these records, all of them in order. One that was changed, left out or put in
    /// is an error.
    #[uniffi::constructor]
    pub fn open(records: Vec<Vec<u8>>) -> Result<Arc<Self>, TashikaError> {
        guard(|| {
            let copy = Copy::default();
            copy.0.borrow_mut().records = records;
            copy.check()?;
            Ok(Arc::new(Self(Mutex::new(copy))))
        })
    }

    /// How long it is, and the hash of its last record.
    pub fn head(&self) -> Result<LedgerHead, TashikaError> {
        guard(|| self.with(|copy| copy.check()))
    }

    /// The same, for a ledger that was `before` when it was checked the last time: it must begin with
    /// those records. So it shows where the end was cut off, or all of it was written anew.
    pub fn check_since(&self, before: LedgerHead) -> Result<LedgerHead, TashikaError> {
        guard(|| {
            let records = u64::try_from(before.records).map_err(|_| {
                TashikaError::usage("number", "a ledger has no fewer than 0 records")
            })?;
            let before = (records, fixed(&before.hash)?);
            self.with(|copy| copy.ledger(|ledger| ledger.check_since(before)).map(head))
        })
    }

    /// Every record, in order.
    pub fn records(&self) -> Result<Vec<LedgerRecord>, TashikaError> {
        guard(|| {
            self.with(|copy| {
                let all = copy.records()?.into_iter();
                let bytes = copy.0.borrow().records.clone();
                Ok(all.zip(bytes).map(|(own, bytes)| record(own, (bytes, Vec::new()))).collect())
            })
        })
    }

    /// A package of the records from `first` to `last`, to be signed for an audit.
    ///
    /// The records hold no personal data. Where `contents` are given, those that the records name go
    /// with them; what is not given counts as erased.
    #[uniffi::method(default(contents = []))]
    pub fn pack(
        &self,
        first: i64,
        last: i64,
        algorithm: Algorithm,
        contents: Vec<StoredContent>,
    ) -> Result<Arc<FileToSign>, TashikaError> {
        guard(|| {
            let number = |own: i64| {
                let number = u64::try_from(own);
                number.map_err(|_| TashikaError::usage("number", "a place is no negative number"))
            };
            let (first, last) = (number(first)?, number(last)?);
            let content = match contents.is_empty() {
                true => PackageContent::RecordsOnly,
                false => PackageContent::WithRetained,
            };
            let provider = CryptoProvider::default();
            self.with(|copy| {
                let there = copy.len().unwrap_or_default();
                if first > last || last >= there {
                    let problem = format!("there are {there} records, counted from 0");
                    return Err(TashikaError::usage("number", problem));
                }
                let given = contents.into_iter().map(|own| (own.digest, own.content.into()));
                copy.0.borrow_mut().given = given.collect();
                let made = copy
                    .ledger(|ledger| ledger.package(first, last, content, algorithm, &provider));
                copy.0.borrow_mut().given.clear();
                Ok(Arc::new(FileToSign(made?)))
            })
        })
    }

    /// Appends a decision with its evidence. Something of the person is kept on a stated basis alone.
    #[uniffi::method(default(retain = [], basis = None))]
    pub fn append_decision(
        &self,
        decision: &AssuranceDecision,
        now: Timestamp,
        retain: Vec<ToRetain>,
        basis: Option<RetentionBasis>,
    ) -> Result<LedgerRecord, TashikaError> {
        guard(|| {
            let AssuranceDecision { evidence, circumstances, decision } = decision;
            let mut entry = Entry::decision(evidence, circumstances, decision);
            let mut salts = Vec::new();
            let basis = match (basis, retain.is_empty()) {
                (None, true) => None,
                (Some(own), false) => Some(own.core()?),
                _ => {
                    let problem = "what is kept needs a basis, and a basis something that is kept";
                    return Err(TashikaError::usage("basis", problem));
                }
            };
            for (own, basis) in retain.into_iter().zip(basis.iter().cycle()) {
                entry = entry.retaining(basis.clone(), own.kind, own.content);
                salts.push(fixed(&random(SALT_BYTES)?)?);
            }
            self.with(|copy| {
                let own = copy.ledger(|ledger| ledger.append(entry, &salts, now))?;
                Ok(record(own, copy.fresh().pop().unwrap_or_default()))
            })
        })
    }

    /// Every decision, in order.
    pub fn decisions(&self) -> Result<Vec<StoredDecision>, TashikaError> {
        guard(|| {
            let all = self.with(|copy| copy.ledger(|ledger| ledger.decisions()))?;
            all.into_iter().map(StoredDecision::of).collect()
        })
    }

    /// Looks at every stored decision again, on the day `on` and at the instant `now` within it, and
    /// appends what became worse, once.
    pub fn recheck(
        &self,
        bundles: &PolicyBundles,
        on: String,
        now: Timestamp,
    ) -> Result<LedgerRechecks, TashikaError> {
        guard(|| {
            let on = day(&on)?;
            self.with(|copy| {
                let stored = copy.ledger(|ledger| ledger.decisions())?;
                let found = bundles
                    .with(|bundles| copy.ledger(|ledger| ledger.recheck(bundles, (on, now))))?;
                let worse = found.into_iter().filter_map(|(of, own)| {
                    let stored = stored.iter().find(|own| own.sequence == of)?;
                    let (evidence, circumstances) =
                        (stored.evidence.clone(), stored.circumstances.clone());
                    let rechecked = rechecked(own, evidence, circumstances);
                    Some(LedgerWorse { of: i64::try_from(of).unwrap_or(i64::MAX), rechecked })
                });
                Ok(LedgerRechecks { worse: worse.collect(), appended: copy.appended()? })
            })
        })
    }

    /// What was retained with bases that ended before the day `on`: erase it, and store that it was.
    pub fn erase_expired(
        &self,
        on: String,
        now: Timestamp,
    ) -> Result<LedgerErasures, TashikaError> {
        guard(|| {
            let on = day(&on)?;
            self.with(|copy| {
                copy.ledger(|ledger| ledger.erase_expired(on, now))?;
                let erased = std::mem::take(&mut copy.0.borrow_mut().erased);
                let digests = erased.iter().map(|own| own.to_vec()).collect();
                Ok(LedgerErasures { digests, appended: copy.appended()? })
            })
        })
    }
}

impl EvidenceLedger {
    fn with<T>(&self, work: impl FnOnce(&Copy) -> T) -> T {
        work(&self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// The records in memory, as the core's store.
#[derive(Default)]
struct Copy(RefCell<Content>);

#[derive(Default)]
struct Content {
    records: Vec<Vec<u8>>,
    erased: Vec<Hash>,
    fresh: Vec<Fresh>,
    /// What the application stored of people, while a package is made.
    given: BTreeMap<Vec<u8>, Zeroizing<Vec<u8>>>,
}

/// A record that was just appended, and what is retained with it.
type Fresh = (Vec<u8>, Vec<(Hash, Vec<u8>)>);

impl Copy {
    fn ledger<T>(
        &self,
        work: impl FnOnce(&Ledger<'_, Self>) -> Result<T, LedgerError<Infallible>>,
    ) -> Result<T, TashikaError> {
        work(&Ledger::new(self, &CryptoProvider::default())).map_err(|error| match error {
            LedgerError::Broken(_) | LedgerError::NotTheSame(_) | LedgerError::Unreadable(_) => {
                TashikaError::unreadable("ledger", error)
            }
            LedgerError::Basis => TashikaError::usage("basis", error),
            other => TashikaError::usage("ledger", other),
        })
    }

    fn check(&self) -> Result<LedgerHead, TashikaError> {
        self.ledger(|ledger| ledger.check()).map(head)
    }

    fn records(&self) -> Result<Vec<Record>, TashikaError> {
        self.ledger(|ledger| ledger.records())
    }

    fn fresh(&self) -> Vec<Fresh> {
        std::mem::take(&mut self.0.borrow_mut().fresh)
    }

    /// What was appended since the last time.
    fn appended(&self) -> Result<Vec<LedgerRecord>, TashikaError> {
        let fresh = self.fresh();
        if fresh.is_empty() {
            return Ok(Vec::new());
        }
        let all = self.records()?;
        let first = all.len().saturating_sub(fresh.len());
        let pairs = all.into_iter().skip(first).zip(fresh);
        Ok(pairs.map(|(own, fresh)| record(own, fresh)).collect())
    }
}

impl LedgerStore for Copy {
    type Failure = Infallible;

    fn len(&self) -> Result<u64, Infallible> {
        Ok(u64::try_from(self.0.borrow().records.len()).unwrap_or(u64::MAX))
    }

    fn append(
        &self,
        sequence: u64,
        record: &[u8],
        retained: &[(Hash, Vec<u8>)],
    ) -> Result<bool, Infallible> {
        if self.len()? != sequence {
            return Ok(false);
        }
        let mut own = self.0.borrow_mut();
        own.records.push(record.to_vec());
        own.fresh.push((record.to_vec(), retained.to_vec()));
        Ok(true)
    }

    fn read(&self, first: u64, most: usize) -> Result<Vec<Vec<u8>>, Infallible> {
        let first = usize::try_from(first).unwrap_or(usize::MAX);
        Ok(self.0.borrow().records.iter().skip(first).take(most).cloned().collect())
    }

    /// What is retained lies with the application, which gives it where a package is made.
    fn retained(&self, digest: &Hash) -> Result<Option<Vec<u8>>, Infallible> {
        Ok(self.0.borrow().given.get(digest.as_slice()).map(|own| own.to_vec()))
    }

    fn erase(&self, digest: &Hash) -> Result<(), Infallible> {
        self.0.borrow_mut().erased.push(*digest);
        Ok(())
    }
}

/// Where something happened: the host's own names of session, device and account.
#[derive(Clone, uniffi::Record)]
pub struct TicketPlace {
    /// The session, for example its cookie.
    pub session: Vec<u8>,
    /// The device, for example the name under which the host knows this browser or app.
    pub device: Vec<u8>,
    /// The account that the authenticator is for.
    pub account: Vec<u8>,
}

/// A ticket that ties the registration of a passkey to a fresh proof of identity.
#[derive(Clone, uniffi::Record)]
pub struct BindingTicket {
    /// Its name, which the host keeps in the session.
    pub id: String,
    /// The challenge for the registration.
    pub challenge: Vec<u8>,
    /// What is to be stored under its name.
    pub record: Vec<u8>,
    /// When it ends.
    pub expires: Timestamp,
}

/// That a registration is tied to a fresh proof.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct ProvenRegistration {
    /// The grade on each axis that rests on the proof.
    pub grades: Vec<GradeReached>,
    /// Who proved: what [`Report::holder_record`] gave.
    pub holder: String,
    /// When the registration was tied to it.
    pub at: Timestamp,
}

/// Issues a ticket for a piece of evidence of this decision, made at this place a few minutes ago at
/// most, where the decision reaches the grade that is wanted. `holder` is what
/// [`Report::holder_record`] says of who proved.
#[uniffi::export(default(holder = None))]
pub fn issue_ticket(
    decision: &AssuranceDecision,
    evidence: String,
    wanted: Wanted,
    bundles: &PolicyBundles,
    place: TicketPlace,
    now: Timestamp,
    holder: Option<String>,
) -> Result<BindingTicket, TashikaError> {
    guard(|| {
        let holder = holder.as_deref().map_or(Ok(HolderRecord::default()), holder_of)?;
        let proof = decision.piece(&evidence)?;
        let seed = Zeroizing::new(fixed(&random(TICKET_SEED_BYTES)?)?);
        let (store, provider) = (Once::default(), CryptoProvider::default());
        let made = (&decision.decision, proof, &holder);
        let ticket = bundles.with(|bundles| {
            CoreTicket::issue(&store, made, &wanted, bundles, place.core(), &seed, now, &provider)
        });
        let ticket = ticket.map_err(not_issued)?;
        Ok(BindingTicket {
            id: ticket.id().to_owned(),
            challenge: ticket.challenge().to_vec(),
            record: store.0.take(),
            expires: now.plus(TICKET_SECONDS),
        })
    })
}

/// Redeems a ticket, whose record the store had under its name, for a registration that was verified
/// over `challenge`, from this place. The registration counts only if the store then deletes that very
/// record, and had it still.
#[uniffi::export]
pub fn redeem_ticket(
    id: String,
    record: Vec<u8>,
    challenge: Vec<u8>,
    place: TicketPlace,
    now: Timestamp,
) -> Result<ProvenRegistration, TashikaError> {
    guard(|| {
        let ticket = TicketAnswer { id, record, challenge, place };
        Ok(ProvenRegistration::of(&ticket.redeem(now)?))
    })
}

/// A registration that was verified over the challenge of a ticket.
#[derive(Clone, uniffi::Record)]
pub struct TicketAnswer {
    /// The ticket's name.
    pub id: String,
    /// What the store had under its name.
    pub record: Vec<u8>,
    /// The challenge that the registration was verified over.
    pub challenge: Vec<u8>,
    /// Where it came from.
    pub place: TicketPlace,
}

impl TicketAnswer {
    pub(crate) fn redeem(self, now: Timestamp) -> Result<CoreProven, TashikaError> {
        let (store, provider) = (Once(RefCell::new(self.record)), CryptoProvider::default());
        let place = self.place.core();
        CoreTicket::redeem(&store, &self.id, &self.challenge, place, now, &provider)
            .map_err(not_redeemed)
    }
}

impl ProvenRegistration {
    pub(crate) fn of(own: &CoreProven) -> Self {
        let grades = own.grades().iter().map(|(axis, (rank, grade))| GradeReached {
            axis: axis.clone(),
            rank: count(*rank),
            grade: grade.clone(),
        });
        let holder = serde_json::to_string(own.holder()).unwrap_or_default();
        Self { grades: grades.collect(), holder, at: own.at() }
    }
}

/// A field of a person: its name, and the elements that make it.
#[derive(Clone, Debug, uniffi::Record)]
pub struct HolderField {
    /// Its name.
    pub name: String,
    /// The elements.
    pub elements: Vec<ElementName>,
}

#[uniffi::export]
impl Report {
    /// Keyed hashes of these fields of the holder, to see later whether the same person came (JSON);
    /// `None` where no claims were released. `key` is the verifier's own secret of at least 32 bytes.
    ///
    /// An element that was not released, or may not be kept, leaves its field out.
    pub fn holder_record(
        &self,
        document: i32,
        key: Vec<u8>,
        fields: Vec<HolderField>,
    ) -> Result<Option<String>, TashikaError> {
        guard(|| {
            let key = Zeroizing::new(key);
            let Some(claims) = &self.document(document)?.claims else { return Ok(None) };
            let tuples: Vec<Vec<(&str, &str)>> = fields
                .iter()
                .map(|own| {
                    let elements = own.elements.iter();
                    elements.map(|own| (&*own.name_space, &*own.identifier)).collect()
                })
                .collect();
            let names = fields.iter().map(|own| own.name.as_str());
            let fields: Vec<Field<'_>> = names.zip(tuples.iter().map(Vec::as_slice)).collect();
            let own = HolderRecord::of(&CryptoProvider::default(), &key, claims, &fields)
                .map_err(|problem| TashikaError::usage("pseudonym", problem))?;
            Ok(Some(serde_json::to_string(&own).unwrap_or_default()))
        })
    }
}

/// The one record of a ticket, as the core's store.
#[derive(Default)]
struct Once(RefCell<Vec<u8>>);

impl SessionStore for Once {
    type Failure = Infallible;

    fn insert(&self, _: &str, record: &[u8], _: Timestamp) -> Result<bool, Infallible> {
        *self.0.borrow_mut() = record.to_vec();
        Ok(true)
    }

    fn load(&self, _: &str) -> Result<StoredTicket, Infallible> {
        Ok(StoredTicket::Kept(self.0.borrow().clone()))
    }

    /// The application deletes it.
    fn compare_and_delete(&self, _: &str, _: &[u8]) -> Result<bool, Infallible> {
        Ok(true)
    }

    fn forget_expired(&self, _: Timestamp) -> Result<(), Infallible> {
        Ok(())
    }
}

impl TicketPlace {
    fn core(&self) -> Place<'_> {
        Place { session: &self.session, device: &self.device, account: &self.account }
    }
}

impl RetentionBasis {
    pub(crate) fn core(&self) -> Result<CoreBasis, TashikaError> {
        Ok(CoreBasis { basis: core_words(&self.basis), until: day(&self.last_day)? })
    }
}

impl StoredDecision {
    fn of(own: CoreStored) -> Result<Self, TashikaError> {
        let (evidence, retention) = (own.evidence.into_iter(), own.retention.iter());
        Ok(Self {
            sequence: place(own.sequence),
            at: own.at,
            on: own.on.to_string(),
            purpose: own.circumstances.purpose,
            evidence: evidence.map(Evidence::of).collect::<Result<_, _>>()?,
            reached: Reached::of(&own.reached),
            retention: retention
                .map(|own| RetentionBasis {
                    basis: words(&own.basis),
                    last_day: own.until.to_string(),
                })
                .collect(),
        })
    }
}

fn record(own: Record, (bytes, mut contents): Fresh) -> LedgerRecord {
    let retained = own.retained.iter().map(|(kind, digest)| Retained {
        kind: *kind,
        digest: digest.to_vec(),
        content: contents
            .iter_mut()
            .find(|(own, _)| own == digest)
            .map(|(_, content)| std::mem::take(content)),
    });
    LedgerRecord {
        sequence: place(own.sequence),
        at: own.at,
        kind: own.kind,
        retained: retained.collect(),
        hash: own.hash.to_vec(),
        body: own.body,
        bytes,
    }
}

fn head((records, hash): (u64, Hash)) -> LedgerHead {
    LedgerHead { records: place(records), hash: hash.to_vec() }
}

pub(crate) fn place(sequence: u64) -> i64 {
    i64::try_from(sequence).unwrap_or(i64::MAX)
}

fn refusal(id: &str, reason: String, ja: &str) -> TashikaError {
    TashikaError::Refused { code: format!("refused.ticket.{id}"), reason, reason_ja: ja.to_owned() }
}

fn not_issued(error: IssueError<Infallible>) -> TashikaError {
    let reason = error.to_string();
    match error {
        IssueError::Level => refusal("level", reason, "登録に必要な保証レベルに達していません。"),
        IssueError::NotFresh => refusal(
            "not-fresh",
            reason,
            "身元確認から時間が経過しているか、この判定に含まれない証拠です。",
        ),
        IssueError::NotSupported => refusal(
            "not-supported",
            reason,
            "この判定ではチケットを発行できません。矛盾があるか、先に満たすべき要件が残っています。",
        ),
        other => TashikaError::usage("ticket", other),
    }
}

fn not_redeemed(error: RedeemError<Infallible>) -> TashikaError {
    let reason = error.to_string();
    match error {
        RedeemError::Account => {
            refusal("account", reason, "身元確認とは別のアカウントに対する登録です。")
        }
        RedeemError::Challenge => refusal("challenge", reason, "別のチャレンジに対する登録です。"),
        RedeemError::Device => refusal("device", reason, "身元確認とは別の端末からの登録です。"),
        RedeemError::Expired => refusal(
            "expired",
            reason,
            "チケットの有効期限が切れています。もう一度身元を確認してください。",
        ),
        RedeemError::Session => {
            refusal("session", reason, "身元確認とは別のセッションからの登録です。")
        }
        RedeemError::Unknown => refusal("unknown", reason, "発行していないチケットです。"),
        other => TashikaError::unreadable("ticket", other),
    }
}
