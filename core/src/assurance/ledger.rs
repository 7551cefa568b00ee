//! The evidence ledger: what an audit needs, append-only and hash-chained, without raw personal data.
//!
//! ```cddl
//! Record = [ 1, sequence: uint, at: int, previous: bstr .size 32, kind: tstr, body: bstr,
//!            retained: [* [ what: tstr, digest: bstr .size 32 ]] ]
//! ```
//!
//! 1. Each record names the hash of the one before it; the first one names 32 zero bytes.
//! 2. A body is JSON made of the types of this module tree, which have no place for a person's data.
//! 3. What *is* kept of a person (a response, claims, a document that was signed) is kept only with a
//!    declared basis, beside the chain: the record holds a salted hash, so that the content can be
//!    erased when its time is over and the chain still holds.
//! 4. The storage is the host's: [`LedgerStore`].

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::{Deserialize, Serialize};
use thiserror::Error;
use zeroize::Zeroizing;

use super::bundle::Bundles;
use super::closed::{closed, written};
use super::decision::{BundleUsed, Circumstances, DecideError, Decision, Standing};
use super::evidence::Evidence;
use super::fact::day_in_japan;
use super::recheck::{Reached, Recheck, recheck};
use crate::codec::limits::{MAX_DEPTH, MAX_LEDGER_RECORD_BYTES};
use crate::codec::{Irregularities, Writer, from_text, scan};
use crate::crypto::{CryptoProvider, HashAlgorithm};
use crate::doctype::{Date, Words};
use crate::instant::Timestamp;

/// What separates these hashes from all others.
const LABEL: &[u8] = b"tashika ledger record 1";
/// The same for what is retained.
const RETAINED_LABEL: &[u8] = b"tashika ledger retained 1";
/// Records that are read at a time.
const PAGE: usize = 256;
/// Bytes of the salt of something retained.
pub const SALT_BYTES: usize = 32;

/// A hash.
pub type Hash = [u8; 32];

/// Where a ledger lies. The host's storage does two things and no more: it appends, and it never
/// changes what was appended.
pub trait LedgerStore {
    /// What can go wrong.
    type Failure;

    /// How many records there are.
    ///
    /// # Errors
    /// What the store says.
    fn len(&self) -> Result<u64, Self::Failure>;

    /// Whether there are none.
    ///
    /// # Errors
    /// What the store says.
    fn is_empty(&self) -> Result<bool, Self::Failure> {
        Ok(self.len()? == 0)
    }

    /// Appends a record and what is retained with it, if `sequence` records are there; else says
    /// `false` and does nothing. Of two appends at once, one is told `false`.
    ///
    /// # Errors
    /// What the store says.
    fn append(
        &self,
        sequence: u64,
        record: &[u8],
        retained: &[(Hash, Vec<u8>)],
    ) -> Result<bool, Self::Failure>;

    /// Records from `first` on, `most` at the most.
    ///
    /// # Errors
    /// What the store says.
    fn read(&self, first: u64, most: usize) -> Result<Vec<Vec<u8>>, Self::Failure>;

    /// What is retained under this hash; `None` once it was erased.
    ///
    /// # Errors
    /// What the store says.
    fn retained(&self, digest: &Hash) -> Result<Option<Vec<u8>>, Self::Failure>;

    /// Erases what is retained under this hash.
    ///
    /// # Errors
    /// What the store says.
    fn erase(&self, digest: &Hash) -> Result<(), Self::Failure>;
}

closed! {
    /// What a record is about.
    EntryKind {
        /// A decision with its evidence.
        Decision = "decision",
        /// Something retained was erased.
        Erasure = "erasure",
        /// A later look at a decision.
        Recheck = "recheck",
    }
}

closed! {
    /// What is retained of a person.
    RetainedKind {
        /// Claims.
        Claims = "claims",
        /// A response as received.
        Response = "response",
        /// A document that was signed, its signature and certificate.
        SignedDocument = "signed-document",
    }
}

/// Why something of a person may be kept, and how long.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RetentionBasis {
    /// The law or agreement.
    pub basis: Words,
    /// The last day.
    #[serde(with = "written")]
    pub until: Date,
}

impl RetentionBasis {
    /// Whether it is in words and has not ended.
    pub(super) fn holds(&self, on: Date) -> bool {
        let blank = self.basis.en.trim().is_empty() && self.basis.ja.trim().is_empty();
        !blank && on <= self.until
    }
}

/// Something of a person that is kept, on a basis of its own.
struct Kept {
    basis: RetentionBasis,
    kind: RetainedKind,
    content: Zeroizing<Vec<u8>>,
}

/// What is to be appended.
pub struct Entry {
    kind: EntryKind,
    body: Vec<u8>,
    kept: Vec<Kept>,
}

impl fmt::Debug for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Entry({}, {} retained)", self.kind.name(), self.kept.len())
    }
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct DecisionBody {
    evidence: Vec<Evidence>,
    circumstances: Circumstances,
    #[serde(with = "written")]
    on: Date,
    standing: Standing,
    reached: Reached,
    bundles: Vec<BundleRef>,
}

/// What any body says of retention: one basis for each thing that its record names, in this order.
#[derive(Deserialize)]
struct Retention {
    #[serde(default)]
    retention: Vec<RetentionBasis>,
}

#[derive(Serialize, Deserialize)]
struct BundleRef {
    id: String,
    version: u32,
    digest: String,
}

impl From<&BundleUsed> for BundleRef {
    fn from(own: &BundleUsed) -> Self {
        Self { id: own.id.clone(), version: own.version, digest: own.digest.clone() }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct RecheckBody<'a> {
    of: u64,
    #[serde(with = "written")]
    on: Date,
    standing: Standing,
    reached: Reached,
    events: &'a [super::recheck::Event],
    bundles: Vec<BundleRef>,
}

impl Entry {
    /// A decision, with the evidence and circumstances it was made from.
    pub fn decision(
        evidence: &[Evidence],
        circumstances: &Circumstances,
        decision: &Decision,
    ) -> Self {
        let body = DecisionBody {
            evidence: evidence.to_vec(),
            circumstances: circumstances.clone(),
            on: decision.on,
            standing: decision.standing,
            reached: decision.summary(),
            bundles: decision.bundles.iter().map(BundleRef::from).collect(),
        };
        let body = serde_json::to_vec(&body).unwrap_or_default();
        Self { kind: EntryKind::Decision, body, kept: Vec::new() }
    }

    /// A later look at the decision of record `of`.
    pub fn recheck(of: u64, own: &Recheck) -> Self {
        let body = RecheckBody {
            of,
            on: own.decision.on,
            standing: own.decision.standing,
            reached: own.decision.summary(),
            events: &own.events,
            bundles: own.decision.bundles.iter().map(BundleRef::from).collect(),
        };
        let body = serde_json::to_vec(&body).unwrap_or_default();
        Self { kind: EntryKind::Recheck, body, kept: Vec::new() }
    }

    /// The same, keeping something of the person on this basis. There is no way to keep anything
    /// without one.
    #[must_use]
    pub fn retaining(
        mut self,
        basis: RetentionBasis,
        kind: RetainedKind,
        content: Vec<u8>,
    ) -> Self {
        self.kept.push(Kept { basis, kind, content: Zeroizing::new(content) });
        self
    }
}

/// A record, read.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Record {
    /// Its place, from 0.
    pub sequence: u64,
    /// When it was appended.
    pub at: Timestamp,
    /// The hash of the record before it.
    pub previous: Hash,
    /// What it is about.
    pub kind: EntryKind,
    /// JSON.
    pub body: String,
    /// What is retained with it, by kind and salted hash.
    pub retained: Vec<(RetainedKind, Hash)>,
    /// Its own hash.
    pub hash: Hash,
}

/// A decision out of the ledger.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct StoredDecision {
    /// The place of its record.
    pub sequence: u64,
    /// When it was appended.
    pub at: Timestamp,
    /// The day it was made for.
    pub on: Date,
    /// The evidence.
    pub evidence: Vec<Evidence>,
    /// The circumstances.
    pub circumstances: Circumstances,
    /// What was reached.
    pub reached: Reached,
    /// On which basis each thing was retained, in the order of the record.
    pub retention: Vec<RetentionBasis>,
}

/// Why a ledger gives nothing.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum LedgerError<F: fmt::Display> {
    /// Two appended at once.
    #[error("another record was appended meanwhile: try again")]
    Busy,
    /// A record does not follow the one before it: something was changed, left out or put in.
    #[error("the chain breaks at record {0}: something was changed, left out or put in")]
    Broken(u64),
    /// The chain does not begin with what was checked before: its end was cut off, or all of it was
    /// written anew.
    #[error("the chain does not begin with the {0} records that were checked before")]
    NotTheSame(u64),
    /// A record of this place cannot be read here, although the chain holds.
    #[error("record {0} cannot be read: it says something that is not known here")]
    Unreadable(u64),
    /// Something is to be retained on a basis that names nothing, or has ended.
    #[error("what is retained needs a basis in words that has not ended")]
    Basis,
    /// A salt is missing for something that is to be retained.
    #[error("{needed} salts are needed, {given} were given")]
    Salts {
        /// How many things are retained.
        needed: usize,
        /// How many salts were given.
        given: usize,
    },
    /// A record is larger than the limit.
    #[error("a record of more than {0} bytes")]
    TooLarge(usize),
    /// No decision under this number.
    #[error("record {0} is no decision")]
    NoDecision(u64),
    /// The stored evidence cannot be decided on.
    #[error(transparent)]
    Decide(#[from] DecideError),
    /// The store failed.
    #[error("the store failed: {0}")]
    Store(F),
}

/// A ledger in a store.
pub struct Ledger<'a, S> {
    store: &'a S,
    provider: &'a CryptoProvider,
}

impl<S> fmt::Debug for Ledger<'_, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Ledger")
    }
}

impl<'a, S: LedgerStore> Ledger<'a, S>
where
    S::Failure: fmt::Display,
{
    /// The ledger in this store.
    pub fn new(store: &'a S, provider: &'a CryptoProvider) -> Self {
        Self { store, provider }
    }

    /// Appends an entry; returns its record. `salts` are random, one for each thing retained.
    ///
    /// # Errors
    /// See [`LedgerError`].
    pub fn append(
        &self,
        entry: Entry,
        salts: &[[u8; SALT_BYTES]],
        now: Timestamp,
    ) -> Result<Record, LedgerError<S::Failure>> {
        if salts.len() != entry.kept.len() {
            let (needed, given) = (entry.kept.len(), salts.len());
            return Err(LedgerError::Salts { needed, given });
        }
        let today = day_in_japan(now);
        if entry.kept.iter().any(|own| !today.is_some_and(|today| own.basis.holds(today))) {
            return Err(LedgerError::Basis);
        }
        let sequence = self.store.len().map_err(LedgerError::Store)?;
        let previous = match sequence.checked_sub(1) {
            None => [0; 32],
            Some(last) => self.record(last)?.hash,
        };
        let mut retained = Vec::new();
        let mut named = Vec::new();
        for (own, salt) in entry.kept.iter().zip(salts) {
            let content = [salt.as_slice(), own.content.as_slice()].concat();
            let digest = retained_hash(&content, self.provider);
            named.push((own.kind, digest));
            retained.push((digest, content));
        }
        let body = with_bases(&entry);
        let bytes = encode(sequence, now, &previous, entry.kind, &body, &named);
        if bytes.len() > MAX_LEDGER_RECORD_BYTES {
            return Err(LedgerError::TooLarge(MAX_LEDGER_RECORD_BYTES));
        }
        // What could not be read back is not written: nobody would find it again.
        let record = decode(&bytes, self.provider).ok_or(LedgerError::Unreadable(sequence))?;
        bases(&record).and_then(|_| stored(&record)).ok_or(LedgerError::Unreadable(sequence))?;
        let appended = self.store.append(sequence, &bytes, &retained);
        if appended.map_err(LedgerError::Store)? { Ok(record) } else { Err(LedgerError::Busy) }
    }

    /// Walks the whole chain; returns how many records there are and the hash of the last one. A
    /// host keeps that hash elsewhere to see that nothing was cut off at the end.
    ///
    /// # Errors
    /// The first place where the chain breaks.
    pub fn check(&self) -> Result<(u64, Hash), LedgerError<S::Failure>> {
        let mut last = (0, [0; 32]);
        self.walk(0, |record| {
            last = (record.sequence + 1, record.hash);
            true
        })?;
        Ok(last)
    }

    /// Every record, in order.
    ///
    /// # Errors
    /// A chain that breaks, or the store.
    pub fn records(&self) -> Result<Vec<Record>, LedgerError<S::Failure>> {
        let mut found = Vec::new();
        self.walk(0, |record| {
            found.push(record);
            true
        })?;
        Ok(found)
    }

    /// As [`check`](Self::check), for a chain that was checked `before`: it must begin with those
    /// records. So it shows where the end was cut off, or all of it was written anew.
    ///
    /// # Errors
    /// As [`check`](Self::check), or another beginning.
    pub fn check_since(&self, before: (u64, Hash)) -> Result<(u64, Hash), LedgerError<S::Failure>> {
        let mut same = before == (0, [0; 32]);
        let mut last = (0, [0; 32]);
        self.walk(0, |record| {
            last = (record.sequence + 1, record.hash);
            same |= last == before;
            true
        })?;
        if same { Ok(last) } else { Err(LedgerError::NotTheSame(before.0)) }
    }

    /// Every decision, in order.
    ///
    /// # Errors
    /// A chain that breaks, a decision that cannot be read, or the store.
    pub fn decisions(&self) -> Result<Vec<StoredDecision>, LedgerError<S::Failure>> {
        let (mut found, mut unreadable) = (Vec::new(), None);
        self.walk(0, |record| {
            match stored(&record) {
                Some(own) => found.extend(own),
                None => unreadable = Some(record.sequence),
            }
            unreadable.is_none()
        })?;
        match unreadable {
            Some(sequence) => Err(LedgerError::Unreadable(sequence)),
            None => Ok(found),
        }
    }

    /// Looks at every stored decision again, under these bundles, and appends what became worse, once.
    /// Returns each decision with events, by the place of its record.
    ///
    /// # Errors
    /// See [`LedgerError`].
    pub fn recheck(
        &self,
        bundles: &Bundles,
        (on, now): (Date, Timestamp),
    ) -> Result<Vec<(u64, Recheck)>, LedgerError<S::Failure>> {
        let mut worse = Vec::new();
        let mut told = BTreeMap::new();
        self.walk(0, |record| {
            if record.kind == EntryKind::Recheck
                && let Ok(own) = from_text::<serde_json::Value>(&record.body)
                && let (Some(of), Some(events)) =
                    (own.get("of").and_then(|of| of.as_u64()), own.get("events"))
            {
                told.insert(of, events.clone());
            }
            true
        })?;
        for own in self.decisions()? {
            let StoredDecision { evidence, circumstances, reached, .. } = &own;
            let again = recheck(reached, evidence, &[], circumstances, bundles, (on, now))?;
            if again.events.is_empty() {
                continue;
            }
            let events = serde_json::to_value(&again.events).unwrap_or_default();
            if told.get(&own.sequence) != Some(&events) {
                self.append(Entry::recheck(own.sequence, &again), &[], now)?;
            }
            worse.push((own.sequence, again));
        }
        Ok(worse)
    }

    /// Erases what was retained with bases that ended before `on`, and appends that it did. Returns
    /// how many things were erased.
    ///
    /// # Errors
    /// See [`LedgerError`].
    pub fn erase_expired(
        &self,
        on: Date,
        now: Timestamp,
    ) -> Result<usize, LedgerError<S::Failure>> {
        let (mut due, mut unreadable) = (Vec::new(), None);
        let mut gone = BTreeSet::new();
        self.walk(0, |record| {
            gone.extend(erased(&record));
            match bases(&record) {
                Some(bases) => {
                    let own = record.retained.iter().zip(bases);
                    let over = own.filter(|(_, basis)| basis.until < on);
                    due.extend(over.map(|((_, hash), _)| (record.sequence, *hash)));
                }
                None => unreadable = Some(record.sequence),
            }
            unreadable.is_none()
        })?;
        if let Some(sequence) = unreadable {
            return Err(LedgerError::Unreadable(sequence));
        }
        let mut count = 0;
        for (sequence, hash) in due {
            let digest = super::hex(&hash);
            // The chain says what is gone, and not the store: an erasure that failed half-way is made
            // again.
            if gone.contains(&digest) {
                continue;
            }
            self.store.erase(&hash).map_err(LedgerError::Store)?;
            let body = serde_json::json!({ "of": sequence, "digest": digest });
            let body = body.to_string().into_bytes();
            let kind = EntryKind::Erasure;
            self.append(Entry { kind, body, kept: Vec::new() }, &[], now)?;
            count += 1;
        }
        Ok(count)
    }

    /// Records from `first` to `last`, checked one after the other.
    ///
    /// # Errors
    /// See [`LedgerError`].
    pub(super) fn range(
        &self,
        first: u64,
        last: u64,
    ) -> Result<Vec<Vec<u8>>, LedgerError<S::Failure>> {
        let mut bytes = Vec::new();
        self.walk_bytes(first, |record, own| {
            if record.sequence <= last {
                bytes.push(own.to_vec());
            }
            record.sequence < last
        })?;
        Ok(bytes)
    }

    /// What is retained under this hash, without its salt.
    ///
    /// # Errors
    /// What the store says.
    pub fn retained(
        &self,
        hash: &Hash,
    ) -> Result<Option<Zeroizing<Vec<u8>>>, LedgerError<S::Failure>> {
        let own = self.store.retained(hash).map_err(LedgerError::Store)?.map(Zeroizing::new);
        let sound = own.filter(|own| retained_hash(own, self.provider) == *hash);
        Ok(sound.and_then(|own| own.get(SALT_BYTES..).map(|own| Zeroizing::new(own.to_vec()))))
    }

    pub(super) fn salted(&self, hash: &Hash) -> Result<Option<Vec<u8>>, LedgerError<S::Failure>> {
        self.store.retained(hash).map_err(LedgerError::Store)
    }

    fn record(&self, sequence: u64) -> Result<Record, LedgerError<S::Failure>> {
        let found = self.store.read(sequence, 1).map_err(LedgerError::Store)?;
        let record = found.first().and_then(|own| decode(own, self.provider));
        let record = record.filter(|own| own.sequence == sequence);
        record.ok_or(LedgerError::Broken(sequence))
    }

    fn walk(
        &self,
        first: u64,
        mut visit: impl FnMut(Record) -> bool,
    ) -> Result<(), LedgerError<S::Failure>> {
        self.walk_bytes(first, |record, _| visit(record))
    }

    fn walk_bytes(
        &self,
        first: u64,
        mut visit: impl FnMut(Record, &[u8]) -> bool,
    ) -> Result<(), LedgerError<S::Failure>> {
        let mut previous = match first.checked_sub(1) {
            None => [0; 32],
            Some(before) => self.record(before)?.hash,
        };
        let mut next = first;
        let len = self.store.len().map_err(LedgerError::Store)?;
        while next < len {
            let page = self.store.read(next, PAGE).map_err(LedgerError::Store)?;
            if page.is_empty() {
                return Err(LedgerError::Broken(next));
            }
            for own in page {
                let record = decode(&own, self.provider)
                    .filter(|record| record.sequence == next && record.previous == previous);
                let record = record.ok_or(LedgerError::Broken(next))?;
                previous = record.hash;
                next += 1;
                if !visit(record, &own) {
                    return Ok(());
                }
            }
        }
        Ok(())
    }
}

fn with_bases(entry: &Entry) -> Vec<u8> {
    if entry.kept.is_empty() {
        return entry.body.clone();
    }
    let mut json: serde_json::Value = serde_json::from_slice(&entry.body).unwrap_or_default();
    let bases: Vec<&RetentionBasis> = entry.kept.iter().map(|own| &own.basis).collect();
    if let (Some(members), Ok(bases)) = (json.as_object_mut(), serde_json::to_value(bases)) {
        members.insert("retention".to_owned(), bases);
    }
    json.to_string().into_bytes()
}

/// What a record says was erased, by its hash in hexadecimal.
fn erased(record: &Record) -> Option<String> {
    if record.kind != EntryKind::Erasure {
        return None;
    }
    let body: serde_json::Value = from_text(&record.body).ok()?;
    body.get("digest")?.as_str().map(str::to_owned)
}

/// On which basis each thing is retained that the record names; `None` where that cannot be told.
fn bases(record: &Record) -> Option<Vec<RetentionBasis>> {
    let own: Retention = from_text(&record.body).ok()?;
    (own.retention.len() == record.retained.len()).then_some(own.retention)
}

/// The decision of a record, where it is one; `None` where that cannot be read.
fn stored(record: &Record) -> Option<Option<StoredDecision>> {
    if record.kind != EntryKind::Decision {
        return Some(None);
    }
    let body: DecisionBody = from_text(&record.body).ok()?;
    Some(Some(StoredDecision {
        sequence: record.sequence,
        at: record.at,
        on: body.on,
        evidence: body.evidence,
        circumstances: body.circumstances,
        reached: body.reached,
        retention: bases(record)?,
    }))
}

pub(super) fn retained_hash(content: &[u8], provider: &CryptoProvider) -> Hash {
    hash(RETAINED_LABEL, content, provider)
}

fn hash(label: &[u8], content: &[u8], provider: &CryptoProvider) -> Hash {
    let digest = (provider.digest)(HashAlgorithm::Sha256, &[label, content]);
    let mut own = [0; 32];
    own.iter_mut().zip(digest.as_ref()).for_each(|(to, from)| *to = *from);
    own
}

fn encode(
    sequence: u64,
    at: Timestamp,
    previous: &Hash,
    kind: EntryKind,
    body: &[u8],
    retained: &[(RetainedKind, Hash)],
) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.array(7);
    writer.uint(1);
    writer.uint(sequence);
    match u64::try_from(at.unix()) {
        Ok(at) => writer.uint(at),
        Err(_) => writer.head(1, at.unix().unsigned_abs() - 1),
    }
    writer.bytes(previous);
    writer.text(kind.name());
    writer.bytes(body);
    writer.array(retained.len());
    for (kind, hash) in retained {
        writer.array(2);
        writer.text(kind.name());
        writer.bytes(hash);
    }
    writer.into_bytes()
}

/// A record from its bytes; `None` for anything that [`encode`] does not make.
pub(super) fn decode(bytes: &[u8], provider: &CryptoProvider) -> Option<Record> {
    if bytes.len() > MAX_LEDGER_RECORD_BYTES {
        return None;
    }
    let scanned = scan(bytes, 0, MAX_DEPTH).ok()?;
    if scanned.irregularities != Irregularities::default() {
        return None;
    }
    let mut parts = scanned.item.as_array()?;
    let format = parts.next()?.as_u64()?;
    let sequence = parts.next()?.as_u64()?;
    let at = parts.next()?.as_i64()?;
    let previous: Hash = parts.next()?.as_bytes()?.try_into().ok()?;
    let kind = parts.next()?.as_text()?;
    let kind = EntryKind::ALL.iter().copied().find(|own| own.name() == kind)?;
    let body = std::str::from_utf8(parts.next()?.as_bytes()?).ok()?.to_owned();
    let mut retained = Vec::new();
    for own in parts.next()?.as_array()? {
        let mut pair = own.as_array()?;
        let kind = pair.next()?.as_text()?;
        let kind = RetainedKind::ALL.iter().copied().find(|own| own.name() == kind)?;
        retained.push((kind, pair.next()?.as_bytes()?.try_into().ok()?));
        if pair.next().is_some() {
            return None;
        }
    }
    if parts.next().is_some() || format != 1 {
        return None;
    }
    let hash = hash(LABEL, bytes, provider);
    let at = Timestamp::from_unix(at);
    Some(Record { sequence, at, previous, kind, body, retained, hash })
}
