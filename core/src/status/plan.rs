//! What to fetch, and by when: freshness is planned, not hoped for.
//!
//! The core fetches nothing. An application fetches what a plan names, in the background and not for
//! single presentations, so that nobody learns from the fetch who showed a document where.

use super::cache::{Cache, Entry};
use super::token::ListKind;
use crate::codec::limits::{
    MAX_CRL_BYTES, MAX_FETCHES, MAX_STATUS_TOKEN_BYTES, MAX_URI_CHARS, MAX_VICAL_BYTES,
};
use crate::instant::Timestamp;

/// Seconds after which a revocation list is fetched again at the latest.
const MAX_REVOCATION_LIST_AGE: i64 = 48 * 3600;

/// What an address is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Why {
    /// The identifier list that a document names.
    IdentifierList,
    /// The revocation list of an authority.
    RevocationList,
    /// The Token Status List that a document names.
    StatusList,
    /// The next list of a VICAL provider.
    Vical,
}

impl Why {
    /// The stable name.
    pub const fn name(self) -> &'static str {
        match self {
            Why::IdentifierList => "identifier-list",
            Why::RevocationList => "revocation-list",
            Why::StatusList => "status-list",
            Why::Vical => "vical",
        }
    }

    /// Bytes that the answer may have.
    pub const fn max_bytes(self) -> usize {
        match self {
            Why::IdentifierList | Why::StatusList => MAX_STATUS_TOKEN_BYTES,
            Why::RevocationList => MAX_CRL_BYTES,
            Why::Vical => MAX_VICAL_BYTES,
        }
    }

    /// What to ask for in an HTTP `Accept` header.
    pub const fn accept(self) -> &'static str {
        match self {
            Why::IdentifierList => "application/identifierlist+cwt",
            Why::RevocationList => "application/pkix-crl",
            Why::StatusList => "application/statuslist+cwt, application/statuslist+jwt;q=0.5",
            Why::Vical => "application/cwt, application/cbor;q=0.5, application/cose;q=0.5",
        }
    }
}

/// An address that somebody names.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Named {
    /// What it is for.
    pub why: Why,
    /// The address.
    pub uri: String,
    /// When what is at hand ends, where the cache cannot know.
    pub until: Option<Timestamp>,
}

/// Whatever names lists: a presentation, a report or a trust store.
pub trait NamesLists {
    /// The addresses, in any order.
    fn lists(&self) -> Vec<Named>;
}

/// One address to fetch.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Fetch {
    /// The address: `https`, or `http` for a revocation list or a VICAL, which are signed.
    pub uri: String,
    /// What it is for.
    pub why: Why,
    /// When it must be there at the latest; not after now where nothing fresh is at hand.
    pub by_when: Timestamp,
    /// Bytes that the answer may have.
    pub max_bytes: usize,
}

/// What `from` names, each address once, the most urgent first.
///
/// Addresses that are not `https` (or `http`, for revocation lists and VICALs, which the standard
/// lets be fetched so) are left out, and so are overlong ones: an address in a presentation is
/// chosen by whoever made it.
pub fn plan<N: NamesLists + ?Sized>(from: &N, cache: &Cache, now: Timestamp) -> Vec<Fetch> {
    let mut named = from.lists();
    named.retain(may_fetch);
    named.sort();
    named.dedup_by(|next, own| next.uri == own.uri && next.why == own.why);
    let mut fetches: Vec<Fetch> = named
        .into_iter()
        .take(MAX_FETCHES)
        .map(|own| {
            let until = cache.entry(&own.uri).and_then(due);
            Fetch {
                by_when: own.until.or(until).unwrap_or(now),
                why: own.why,
                max_bytes: own.why.max_bytes(),
                uri: own.uri,
            }
        })
        .collect();
    fetches.sort_by(|a, b| (a.by_when, &a.uri).cmp(&(b.by_when, &b.uri)));
    fetches
}

/// When a list is to be fetched again. A revocation list is so two days after it was fetched, whatever
/// it says itself: so fast an authority tells of a revocation (B.2), and nobody who forged one keeps
/// the genuine one out by a late end.
fn due(entry: &Entry) -> Option<Timestamp> {
    let until = entry.dates()?.until;
    let again = entry.fetched().filter(|_| entry.is_revocation_list());
    let again = again.map(|fetched| fetched.plus(MAX_REVOCATION_LIST_AGE));
    [until, again].into_iter().flatten().min()
}

/// Every list that has an address: what is at hand is kept fresh.
impl NamesLists for Cache {
    fn lists(&self) -> Vec<Named> {
        let named = self.entries().filter(|own| !own.uri().is_empty());
        named
            .filter_map(|own| {
                let why = match own.kind() {
                    _ if own.is_revocation_list() => Why::RevocationList,
                    Some(ListKind::IdentifierList) => Why::IdentifierList,
                    Some(ListKind::StatusList) => Why::StatusList,
                    None => return None,
                };
                Some(Named { why, uri: own.uri().to_owned(), until: None })
            })
            .collect()
    }
}

fn may_fetch(own: &Named) -> bool {
    let plain = matches!(own.why, Why::RevocationList | Why::Vical);
    let scheme = own.uri.split_once("://").map(|(scheme, _)| scheme.to_ascii_lowercase());
    let known = match scheme.as_deref() {
        Some("https") => true,
        Some("http") => plain,
        _ => false,
    };
    known && own.uri.len() <= MAX_URI_CHARS && own.uri.bytes().all(|byte| byte.is_ascii_graphic())
}
