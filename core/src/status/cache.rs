//! Fetched lists with the time they were fetched, in one file for a phone.
//!
//! ```cddl
//! Cache = [ "tashika-status-cache", 1, [* Entry], [* Seen] ]
//! Entry = [ uri: tstr, fetched: int / null, content: bstr, ? flags: uint ]
//! Seen = [ key: tstr, as-of: int, number: bstr / null ]
//! ```
//!
//! [`Cache::insert`] is for what came over a network: it refuses what is no list, is a list of
//! another address or is older than what was there. [`Cache::give`] is for what an operator vouches
//! for: it is taken as it is. Neither trusts anything: trust is found at verification.
//!
//! A revocation list may come over a network that anyone can write to. Until one of its address was
//! found genuine, two are kept: the newest, and one *beside* it, so that a forged one with a late date
//! or a high number neither drives a genuine one out nor keeps it out. Flag 1 is that of the one beside,
//! flag 2 that of one that was found genuine.

use std::fmt;
use std::sync::Arc;

use thiserror::Error;

use super::answer::{Answer, Cause, Standing};
use super::lookup::refresh_at;
use super::token::{ListKind, StatusToken};
use crate::codec::limits::{
    MAX_CACHE_BYTES, MAX_CACHE_ENTRIES, MAX_CRL_BYTES, MAX_DEPTH, MAX_STATUS_TOKEN_BYTES,
    MAX_URI_CHARS,
};
use crate::codec::{DecodeError, Elements, Item, Problem, Writer, scan};
use crate::instant::Timestamp;
use crate::x509::RevocationList;

const MAGIC: &str = "tashika-status-cache";
const VERSION: u64 = 1;
/// Lists whose newest date is remembered.
const MAX_SEEN: usize = 2 * MAX_CACHE_ENTRIES;
/// Seconds into the future that a fetched list may be dated.
const FUTURE_TOLERANCE: i64 = 300;

/// Why a list was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum CacheError {
    /// Dated in the future.
    #[error("the list is dated in the future, {as_of}")]
    Future {
        /// Its date.
        as_of: Timestamp,
    },
    /// No room for more lists, or more bytes.
    #[error("the cache is full")]
    Full,
    /// Of another authority than the list that was found genuine and has not ended.
    #[error("the list is of another authority than the genuine one of this address, which is kept")]
    Issuer,
    /// Neither a revocation list nor a status list or identifier list.
    #[error("no list can be read: {}", .0.name())]
    Malformed(Cause),
    /// Older than what is known.
    #[error("the list of {as_of} is older than that of {known}, which is kept")]
    RolledBack {
        /// Its date.
        as_of: Timestamp,
        /// The date of the newer one.
        known: Timestamp,
    },
    /// The list is of another address.
    #[error("the list says that it is of another address")]
    Subject,
    /// More bytes than the limit.
    #[error("more than {0} bytes")]
    TooLarge(usize),
    /// An address longer than the limit.
    #[error("an address of more than {MAX_URI_CHARS} characters")]
    Uri,
}

impl CacheError {
    /// The stable name.
    pub const fn name(&self) -> &'static str {
        match self {
            CacheError::Future { .. } => "issued-in-future",
            CacheError::Full => "cache-full",
            CacheError::Issuer => "issuer",
            CacheError::Malformed(_) => "malformed",
            CacheError::RolledBack { .. } => "rolled-back",
            CacheError::Subject => "subject",
            CacheError::TooLarge(_) => "too-large",
            CacheError::Uri => "address",
        }
    }
}

/// What a list that was taken says of its time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Stored {
    /// The date it gives itself.
    pub as_of: Timestamp,
    /// When it must be fetched again at the latest.
    pub until: Option<Timestamp>,
}

/// What a list turned out to be.
#[derive(Clone, Debug)]
pub(super) enum Content {
    RevocationList(Box<RevocationList>),
    /// A token, read when it is needed.
    Token,
    /// Nothing that can be read.
    Unknown,
}

/// One list.
#[derive(Clone, Debug)]
pub struct Entry {
    uri: String,
    fetched: Option<Timestamp>,
    bytes: Arc<[u8]>,
    content: Content,
    /// A revocation list beside the one of its address.
    beside: bool,
    /// A revocation list that was found genuine.
    proven: bool,
}

impl Entry {
    /// Where it came from; empty for a revocation list that was given by hand.
    pub fn uri(&self) -> &str {
        &self.uri
    }

    /// When it was fetched.
    pub fn fetched(&self) -> Option<Timestamp> {
        self.fetched
    }

    /// The list as received.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Whether it is a revocation list.
    pub fn is_revocation_list(&self) -> bool {
        matches!(self.content, Content::RevocationList(_))
    }

    /// Which kind of status list it says it is.
    pub fn kind(&self) -> Option<ListKind> {
        let mut room = Vec::new();
        StatusToken::decode(&self.bytes, &mut room).ok()?.kind
    }

    /// What it says of its time; nothing of it is verified.
    pub fn dates(&self) -> Option<Stored> {
        dates(&self.bytes, &self.content, self.fetched).ok()
    }

    pub(super) fn content(&self) -> &Content {
        &self.content
    }

    /// The list, as an answer keeps it.
    pub(super) fn list(&self) -> List {
        List(Arc::clone(&self.bytes))
    }

    /// Whether this list was found genuine, and has not ended.
    fn is_in_force(&self, now: Timestamp) -> bool {
        let until = self.dates().and_then(|dates| dates.until);
        self.proven && until.is_some_and(|until| now <= until)
    }

    /// Whether another list takes its place: one of its address, or, where neither has one, one of
    /// its authority.
    fn is_replaced_by(&self, other: &Entry) -> bool {
        if self.uri != other.uri || !self.uri.is_empty() {
            return self.uri == other.uri && self.beside == other.beside;
        }
        match (&self.content, &other.content) {
            (Content::RevocationList(own), Content::RevocationList(its)) => {
                own.issuer() == its.issuer()
                    && own.is_whole() == its.is_whole()
                    && own.authority_key_identifier() == its.authority_key_identifier()
            }
            _ => false,
        }
    }

    /// What to remember of it, and under what.
    pub(super) fn mark(&self, as_of: Timestamp) -> (String, Mark) {
        let number = match &self.content {
            Content::RevocationList(list) => list.number(),
            _ => None,
        };
        (self.key(), Mark { as_of, number })
    }

    /// Under what its newest date is remembered: a revocation list by its issuer, wherever it came
    /// from; anything else by its address.
    fn key(&self) -> String {
        match &self.content {
            Content::RevocationList(list) => {
                let key = list.authority_key_identifier().unwrap_or_default();
                format!("crl:{}:{}", hex(list.issuer().der()), hex(&key))
            }
            _ => self.uri.clone(),
        }
    }
}

/// A list that an answer was given from.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct List(Arc<[u8]>);

impl fmt::Debug for List {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "List({} bytes)", self.0.len())
    }
}

/// The newest date of a list that was trusted once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Mark {
    pub(super) as_of: Timestamp,
    pub(super) number: Option<Vec<u8>>,
}

impl Mark {
    /// Whether a list of this mark is older than one of `seen`, by date or by number.
    pub(super) fn is_older_than(&self, seen: &Mark) -> bool {
        let smaller = match (&self.number, &seen.number) {
            (Some(own), Some(its)) => (own.len(), own) < (its.len(), its),
            _ => false,
        };
        self.as_of < seen.as_of || smaller
    }
}

/// The lists at hand.
#[derive(Clone, Debug, Default)]
pub struct Cache {
    entries: Vec<Entry>,
    seen: Vec<(String, Mark)>,
}

impl Cache {
    /// No lists.
    pub const fn new() -> Self {
        Self { entries: Vec::new(), seen: Vec::new() }
    }

    /// Every list, in the order they came.
    pub fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.entries.iter()
    }

    /// The list of this address, the newest where there are two.
    pub fn entry(&self, uri: &str) -> Option<&Entry> {
        self.entries.iter().find(|own| !uri.is_empty() && own.uri == uri && !own.beside)
    }

    /// Takes a list that was fetched from `uri` at `fetched`. On an error what was there stays.
    ///
    /// # Errors
    /// See [`CacheError`].
    pub fn insert(
        &mut self,
        uri: &str,
        bytes: Vec<u8>,
        fetched: Timestamp,
    ) -> Result<Stored, CacheError> {
        let entry = self.admit(uri, bytes, Some(fetched), false)?;
        let stored = dates(&entry.bytes, &entry.content, entry.fetched)?;
        if let Content::Token = entry.content
            && !is_of(&entry.bytes, uri)
        {
            return Err(CacheError::Subject);
        }
        if stored.as_of > fetched.plus(FUTURE_TOLERANCE) {
            return Err(CacheError::Future { as_of: stored.as_of });
        }
        let (key, mark) = entry.mark(stored.as_of);
        let there = self.entry(uri);
        if there.is_some_and(|own| own.key() != key && own.is_in_force(fetched)) {
            return Err(CacheError::Issuer);
        }
        let is_list = entry.is_revocation_list();
        let there = there.filter(|own| own.key() == key && !is_list);
        let there = there.and_then(|own| Some(own.mark(own.dates()?.as_of).1));
        for known in there.iter().chain(self.seen(&key)) {
            if mark.is_older_than(known) {
                let (as_of, known) = (stored.as_of, known.as_of);
                return Err(CacheError::RolledBack { as_of, known });
            }
        }
        if is_list {
            self.put_list(entry, &key, &mark)
        } else {
            self.put(entry)
        }
        Ok(stored)
    }

    /// Takes a list as it is, in place of the one of this address. A revocation list needs no
    /// address: without one it takes the place of the one of its authority that has none either, a
    /// whole list that of a whole one.
    ///
    /// # Errors
    /// Only limits: [`CacheError::Full`], [`CacheError::TooLarge`], [`CacheError::Uri`].
    pub fn give(
        &mut self,
        uri: &str,
        bytes: Vec<u8>,
        fetched: Option<Timestamp>,
    ) -> Result<(), CacheError> {
        let entry = self.admit(uri, bytes, fetched, false)?;
        self.put(entry);
        Ok(())
    }

    /// Takes everything of another cache: its lists in place of those of the same address, and the
    /// newer of both memories.
    ///
    /// # Errors
    /// [`CacheError::Full`].
    pub fn merge(&mut self, other: Cache) -> Result<(), CacheError> {
        for own in other.entries {
            let mut entry = self.admit(&own.uri, own.bytes.to_vec(), own.fetched, own.beside)?;
            entry.proven = own.proven;
            self.put(entry);
        }
        for (key, mark) in other.seen {
            self.mark(key, mark);
        }
        Ok(())
    }

    /// Remembers the issue of a list of trust, such as a VICAL, that was found genuine.
    pub fn remember_issue(&mut self, provider: &str, issue_id: Option<u64>, date: Timestamp) {
        let number = issue_id.map(|own| own.to_be_bytes().to_vec());
        self.mark(issue_key(provider), Mark { as_of: date, number });
    }

    /// The number and the date of the newest issue of this provider's list that was found genuine.
    pub fn known_issue(&self, provider: &str) -> Option<(Option<u64>, Timestamp)> {
        let mark = self.seen(&issue_key(provider))?;
        let octets = mark.number.as_deref().and_then(|own| own.try_into().ok());
        Some((octets.map(u64::from_be_bytes), mark.as_of))
    }

    /// Removes the list of this address.
    pub fn remove(&mut self, uri: &str) {
        self.entries.retain(|own| own.uri != uri);
    }

    /// Removes the lists that ended more than `grace` seconds before `now`, and what cannot be read.
    pub fn prune(&mut self, now: Timestamp, grace: i64) {
        self.entries.retain(|own| {
            let ended = |stored: Stored| stored.until.is_some_and(|until| now.since(until) > grace);
            own.dates().is_some_and(|stored| !ended(stored))
        });
    }

    /// Remembers that a list of this address and date was found genuine. Reports tell it by
    /// [`Cache::learn`].
    pub fn remember(&mut self, uri: &str, as_of: Timestamp) {
        let entry = self.entry(uri);
        let key = entry.map_or_else(|| uri.to_owned(), Entry::key);
        let number = match entry.map(Entry::content) {
            Some(Content::RevocationList(list)) if list.this_update() == as_of => list.number(),
            _ => None,
        };
        self.mark(key, Mark { as_of, number });
    }

    /// Learns from an answer: the date of its list is remembered where the list was genuine, fresh or
    /// stale, so that an older one is refused from now on.
    pub fn learn(&mut self, answer: &Answer) {
        let genuine = matches!(
            answer.standing,
            Standing::Valid
                | Standing::Revoked
                | Standing::Suspended
                | Standing::Other(_)
                | Standing::Stale
        );
        if let Some((key, mark)) = answer.mark.clone().filter(|_| genuine) {
            self.mark(key, mark);
        }
        if let Some(list) = answer.list.as_ref().filter(|_| genuine) {
            self.settle(&list.0);
        }
    }

    /// The cache as one file.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut writer = Writer::new();
        writer.array(4);
        writer.text(MAGIC);
        writer.uint(VERSION);
        writer.array(self.entries.len());
        for own in &self.entries {
            let flags = u64::from(own.beside) | u64::from(own.proven) << 1;
            writer.array(3 + usize::from(flags > 0));
            writer.text(&own.uri);
            instant(&mut writer, own.fetched);
            writer.bytes(&own.bytes);
            if flags > 0 {
                writer.uint(flags);
            }
        }
        writer.array(self.seen.len());
        for (key, mark) in &self.seen {
            writer.array(3);
            writer.text(key);
            instant(&mut writer, Some(mark.as_of));
            match &mark.number {
                Some(number) => writer.bytes(number),
                None => writer.null(),
            }
        }
        writer.into_bytes()
    }

    /// Reads a file of [`Cache::to_bytes`].
    ///
    /// # Errors
    /// Any other content, or more than the limits.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, DecodeError> {
        if bytes.len() > 2 * MAX_CACHE_BYTES {
            return Err(DecodeError::new(0, Problem::TooLong(2 * MAX_CACHE_BYTES)));
        }
        let scanned = scan(bytes, 0, MAX_DEPTH)?;
        if let Some(offset) = scanned.irregularities.trailing {
            return Err(DecodeError::new(offset as usize, Problem::Trailing));
        }
        let root = scanned.item;
        let mut parts = root.as_array().ok_or_else(|| root.wrong_type("a cache"))?;
        let magic = parts.next().and_then(|own| own.as_text());
        let version = parts.next().and_then(|own| own.as_u64());
        if magic != Some(MAGIC) || version != Some(VERSION) {
            return Err(root.wrong_value("a cache of version 1"));
        }
        let mut cache = Self::new();
        let mut list = || parts.next().ok_or_else(|| root.wrong_value("four members"));
        let (entries, seen) = (list()?, list()?);
        for own in at_most(&entries, MAX_CACHE_ENTRIES)? {
            let (uri, fetched, content, flags) = entry(&own)?;
            let entry = cache.admit(uri, content.to_vec(), fetched, flags & 1 != 0);
            let mut entry = entry.map_err(|_| own.wrong_value("a list"))?;
            entry.proven = flags & 2 != 0;
            cache.put(entry);
        }
        for own in at_most(&seen, MAX_SEEN)? {
            let (key, mark) = seen_mark(&own)?;
            cache.mark(key.to_owned(), mark);
        }
        Ok(cache)
    }

    /// Whether a file begins like one of [`Cache::to_bytes`].
    pub fn is_cache(bytes: &[u8]) -> bool {
        let mut head = Writer::new();
        head.array(4);
        head.text(MAGIC);
        bytes.starts_with(&head.into_bytes())
    }

    pub(super) fn seen(&self, key: &str) -> Option<&Mark> {
        self.seen.iter().find(|(own, _)| own == key).map(|(_, mark)| mark)
    }

    fn mark(&mut self, key: String, mark: Mark) {
        let place = self.seen.iter().position(|(own, _)| *own == key);
        let known = place.map(|place| self.seen.remove(place).1);
        // The first memory goes first; it is of a list that was not asked for in long.
        if self.seen.len() >= MAX_SEEN {
            self.seen.remove(0);
        }
        let newer = known.filter(|known| mark.is_older_than(known)).unwrap_or(mark);
        self.seen.push((key, newer));
    }

    fn admit(
        &self,
        uri: &str,
        bytes: Vec<u8>,
        fetched: Option<Timestamp>,
        beside: bool,
    ) -> Result<Entry, CacheError> {
        if uri.len() > MAX_URI_CHARS {
            return Err(CacheError::Uri);
        }
        let content = match bytes.first() {
            Some(0x30 | b'-') => RevocationList::read(&bytes)
                .map_or(Content::Unknown, |list| Content::RevocationList(Box::new(list))),
            _ => Content::Token,
        };
        let limit = match content {
            Content::RevocationList(_) => 2 * MAX_CRL_BYTES,
            _ => MAX_STATUS_TOKEN_BYTES,
        };
        if bytes.len() > limit {
            return Err(CacheError::TooLarge(limit));
        }
        let (uri, bytes) = (uri.to_owned(), Arc::from(bytes));
        let entry = Entry { uri, fetched, bytes, content, beside, proven: false };
        let others = self.entries.iter().filter(|own| !own.is_replaced_by(&entry));
        if has_room(others, &entry) { Ok(entry) } else { Err(CacheError::Full) }
    }

    /// Takes a revocation list that was fetched. Of it and of the one that is there either may be
    /// forged: an older one comes beside the newer, and what gives way is kept beside what comes. What
    /// was found genuine keeps its place beside.
    fn put_list(&mut self, mut entry: Entry, key: &str, mark: &Mark) {
        let same = |own: &Entry| own.uri == entry.uri && own.bytes == entry.bytes;
        entry.proven = self.entries.iter().any(|own| own.proven && same(own));
        let there = self.entry(&entry.uri).filter(|own| own.bytes != entry.bytes);
        let known = there.and_then(|own| Some(own.mark(own.dates()?.as_of)));
        let proven = there.is_some_and(|own| own.proven);
        if let Some((its_key, its)) = known {
            let mut beside = self.entries.iter().filter(|own| own.beside && own.uri == entry.uri);
            let beside = beside.next();
            if its_key == key && mark.is_older_than(&its) {
                entry.beside = !beside.is_some_and(|own| own.proven);
            } else if (proven || beside.is_none()) && has_room(self.entries.iter(), &entry) {
                self.entries.retain(|own| !own.beside || own.uri != entry.uri);
                let uri = &entry.uri;
                let there = self.entries.iter_mut().find(|own| own.uri == *uri);
                there.into_iter().for_each(|own| own.beside = true);
            }
        }
        self.put(entry);
    }

    /// This list was found genuine: nothing is kept beside it.
    fn settle(&mut self, list: &[u8]) {
        let its = self.entries.iter().filter(|own| *own.bytes == *list);
        let addresses: Vec<String> = its.map(|own| own.uri.clone()).collect();
        self.entries.retain(|own| {
            own.uri.is_empty() || *own.bytes == *list || !addresses.contains(&own.uri)
        });
        for own in self.entries.iter_mut().filter(|own| *own.bytes == *list) {
            own.proven = true;
            own.beside = false;
        }
    }

    fn put(&mut self, entry: Entry) {
        let place = self.entries.iter_mut().find(|own| own.is_replaced_by(&entry));
        match place {
            Some(place) => *place = entry,
            None => self.entries.push(entry),
        }
    }
}

fn has_room<'a>(others: impl Iterator<Item = &'a Entry>, entry: &Entry) -> bool {
    let (count, total) = others
        .fold((0, entry.bytes.len()), |(count, total), own| (count + 1, total + own.bytes.len()));
    count < MAX_CACHE_ENTRIES && total <= MAX_CACHE_BYTES
}

fn dates(
    bytes: &[u8],
    content: &Content,
    fetched: Option<Timestamp>,
) -> Result<Stored, CacheError> {
    match content {
        Content::RevocationList(list) => {
            Ok(Stored { as_of: list.this_update(), until: list.next_update() })
        }
        Content::Unknown => Err(CacheError::Malformed(Cause::Undecodable)),
        Content::Token => {
            let mut room = Vec::new();
            let token = StatusToken::decode(bytes, &mut room).map_err(CacheError::Malformed)?;
            let refresh = refresh_at(&token, fetched);
            let until = [token.expires, refresh].into_iter().flatten().min();
            Ok(Stored { as_of: token.issued_at, until })
        }
    }
}

fn is_of(bytes: &[u8], uri: &str) -> bool {
    let mut room = Vec::new();
    StatusToken::decode(bytes, &mut room).is_ok_and(|token| token.subject == uri)
}

fn instant(writer: &mut Writer, instant: Option<Timestamp>) {
    match instant.map(Timestamp::unix) {
        None => writer.null(),
        Some(seconds) if seconds < 0 => writer.head(1, !seconds as u64),
        Some(seconds) => writer.uint(seconds as u64),
    }
}

fn read_instant(item: &Item<'_>) -> Result<Option<Timestamp>, DecodeError> {
    if item.is_null() {
        return Ok(None);
    }
    let seconds = item.as_i64().ok_or_else(|| item.wrong_type("seconds"))?;
    Ok(Some(Timestamp::from_unix(seconds)))
}

type Parts<'a> = (&'a str, Option<Timestamp>, &'a [u8], u64);

fn entry<'a>(item: &Item<'a>) -> Result<Parts<'a>, DecodeError> {
    let mut parts = item.as_array().ok_or_else(|| item.wrong_type("an entry"))?;
    let three = (parts.next(), parts.next(), parts.next());
    let (Some(uri), Some(fetched), Some(content)) = three else {
        return Err(item.wrong_value("three members"));
    };
    Ok((
        uri.as_text().ok_or_else(|| uri.wrong_type("an address"))?,
        read_instant(&fetched)?,
        content.as_bytes().ok_or_else(|| content.wrong_type("a list"))?,
        match parts.next() {
            None => 0,
            Some(own) => own.as_u64().ok_or_else(|| own.wrong_type("flags"))?,
        },
    ))
}

/// The elements of an array of so many at the most.
fn at_most<'a>(item: &Item<'a>, most: usize) -> Result<Elements<'a>, DecodeError> {
    let elements = item.as_array().ok_or_else(|| item.wrong_type("an array"))?;
    match elements.clone().nth(most) {
        None => Ok(elements),
        Some(own) => Err(DecodeError::new(own.offset(), Problem::TooLong(most))),
    }
}

fn seen_mark<'a>(item: &Item<'a>) -> Result<(&'a str, Mark), DecodeError> {
    let mut parts = item.as_array().ok_or_else(|| item.wrong_type("a date"))?;
    let three = (parts.next(), parts.next(), parts.next());
    let (Some(key), Some(as_of), Some(number)) = three else {
        return Err(item.wrong_value("three members"));
    };
    let as_of = read_instant(&as_of)?.ok_or_else(|| as_of.wrong_type("seconds"))?;
    let key = key.as_text().ok_or_else(|| key.wrong_type("a key"))?;
    Ok((key, Mark { as_of, number: number.as_bytes().map(<[u8]>::to_vec) }))
}

/// No address begins with it: see `may_fetch` of the plan.
fn issue_key(provider: &str) -> String {
    format!("issue of {provider}")
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
