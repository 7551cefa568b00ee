//! What one source says of the issuance state, and why.

use super::cache::{List, Mark};
use crate::facts::Facts;
use crate::instant::Timestamp;

/// What a source says. *Unavailable*, *stale*, *rolled back*, *untrusted* and *malformed* are never
/// read as *valid* and never as *revoked*: nothing is known then.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Standing {
    /// The validity period has ended.
    Expired,
    /// The source breaks the rules of its form: what it says cannot be relied on.
    Malformed,
    /// The source was not examined: another check of the document had not passed.
    NotExamined,
    /// The document names no such source.
    NotPresent,
    /// The validity period has not begun.
    NotYetValid,
    /// An application's own status, neither valid nor revoked nor suspended.
    Other(u8),
    /// Revoked.
    Revoked,
    /// The source is older than one that was trusted before.
    RolledBack,
    /// The source is genuine and too old.
    Stale,
    /// Suspended: revoked for now.
    Suspended,
    /// The source is signed by nobody who may speak here, or speaks of something else.
    Untrusted,
    /// The source is not at hand, or the provider lacks the algorithm to examine it.
    Unavailable,
    /// Valid as of the source's date.
    Valid,
}

impl Standing {
    /// The stable name.
    pub const fn name(self) -> &'static str {
        match self {
            Standing::Expired => "expired",
            Standing::Malformed => "malformed",
            Standing::NotExamined => "not-examined",
            Standing::NotPresent => "not-present",
            Standing::NotYetValid => "not-yet-valid",
            Standing::Other(_) => "other",
            Standing::Revoked => "revoked",
            Standing::RolledBack => "rolled-back",
            Standing::Stale => "stale",
            Standing::Suspended => "suspended",
            Standing::Unavailable => "unavailable",
            Standing::Untrusted => "untrusted",
            Standing::Valid => "valid",
        }
    }

    /// The standing that a status value stands for (Token Status List 7).
    pub const fn of_value(value: u8) -> Self {
        match value {
            0 => Standing::Valid,
            1 => Standing::Revoked,
            2 => Standing::Suspended,
            other => Standing::Other(other),
        }
    }
}

/// Why a source says no more than it does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Cause {
    /// No allowed algorithm in the protected header, or one that does not fit the key.
    Algorithm,
    /// A width other than 1, 2, 4 and 8 bits.
    Bits,
    /// The signer's certificates lead to no trust point.
    Chain,
    /// The signer's certificates are not in the protected header.
    ChainPlace,
    /// Neither list, or both lists, or a list of the other kind.
    Content,
    /// No DEFLATE in a zlib container, or bytes behind it.
    Deflate,
    /// The validity of the list has ended.
    Expired,
    /// A header is given twice, or demands what is not understood.
    Header,
    /// The index lies outside the list.
    IndexOutOfRange,
    /// The list is dated in the future.
    IssuedInFuture,
    /// A list of another issuer.
    Issuer,
    /// The list says no end of its validity.
    NoExpiry,
    /// Nothing was given to check with.
    NotFetched,
    /// Dates that cannot be: an end before the beginning, a time to live of nothing.
    Order,
    /// The list breaks the profile of revocation lists.
    Profile,
    /// The document's own reference cannot be read.
    Reference,
    /// Older than a list that was trusted before.
    RolledBack,
    /// The signature does not hold.
    Signature,
    /// The signer's certificate is not meant for signing lists.
    SignerPurpose,
    /// The list is of another address.
    Subject,
    /// No COSE_Sign1 with its tag.
    Tag,
    /// The time to live has passed since the list was fetched.
    TimeToLive,
    /// The list is older than any list may be.
    TooOld,
    /// The list is larger than the limit.
    TooLarge,
    /// The certificate that the document names as trust point cannot be read.
    TrustPoint,
    /// Another type of token than the reference asks for.
    Type,
    /// Bytes that cannot be read as a list.
    Undecodable,
    /// A mechanism that is not known here.
    UnknownMechanism,
    /// The provider lacks the algorithm.
    Unsupported,
}

impl Cause {
    /// The stable name.
    pub const fn name(self) -> &'static str {
        match self {
            Cause::Algorithm => "algorithm",
            Cause::Bits => "bits",
            Cause::Chain => "chain",
            Cause::ChainPlace => "chain-place",
            Cause::Content => "content",
            Cause::Deflate => "deflate",
            Cause::Expired => "expired",
            Cause::Header => "header",
            Cause::IndexOutOfRange => "index-out-of-range",
            Cause::IssuedInFuture => "issued-in-future",
            Cause::Issuer => "issuer",
            Cause::NoExpiry => "no-expiry",
            Cause::NotFetched => "not-fetched",
            Cause::Order => "order",
            Cause::Profile => "profile",
            Cause::Reference => "reference",
            Cause::RolledBack => "rolled-back",
            Cause::Signature => "signature",
            Cause::SignerPurpose => "signer-purpose",
            Cause::Subject => "subject",
            Cause::Tag => "tag",
            Cause::TimeToLive => "time-to-live",
            Cause::TooLarge => "too-large",
            Cause::TooOld => "too-old",
            Cause::TrustPoint => "trust-point",
            Cause::Type => "type",
            Cause::Undecodable => "undecodable",
            Cause::UnknownMechanism => "unknown-mechanism",
            Cause::Unsupported => "unsupported",
        }
    }
}

/// What a source says, as of when, and until when it may be relied on.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Answer {
    /// What it says.
    pub standing: Standing,
    /// The date the source gives itself.
    pub as_of: Option<Timestamp>,
    /// Until when it may be relied on.
    pub until: Option<Timestamp>,
    /// When it was fetched.
    pub fetched: Option<Timestamp>,
    /// Why it says no more.
    pub because: Option<Cause>,
    /// The subject of whoever signed it, once the signature was found good.
    pub signer: Option<String>,
    /// What a stale source said while it was fresh. It is no answer: see [`Standing::Stale`].
    pub said: Option<Standing>,
    /// More that is known: a reason, faults of form.
    pub facts: Facts,
    /// Which list it was, for the memory of a cache.
    pub(super) mark: Option<(String, Mark)>,
    /// The revocation list itself, for the same.
    pub(super) list: Option<List>,
}

impl Answer {
    /// This standing and nothing else.
    pub const fn new(standing: Standing) -> Self {
        Self {
            standing,
            as_of: None,
            until: None,
            fetched: None,
            signer: None,
            because: None,
            said: None,
            facts: Facts::none(),
            mark: None,
            list: None,
        }
    }

    pub(crate) const fn because(standing: Standing, cause: Cause) -> Self {
        let mut answer = Self::new(standing);
        answer.because = Some(cause);
        answer
    }

    /// Seconds from the date of the source to `now`.
    pub fn age(&self, now: Timestamp) -> Option<i64> {
        self.as_of.map(|as_of| now.since(as_of))
    }
}
