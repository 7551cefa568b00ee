//! Which positions of the standard's structures say nothing about a person.
//!
//! What is listed here is shown; every other leaf is hidden. A new member of a structure is hidden
//! until it is listed.
//!
//! Hidden on purpose, besides element values: `random`, since with it a value can be found by
//! hashing guesses until the digest fits; a device's signature or MAC, since it covers
//! device-signed values; private and symmetric keys; the data of a session.

use crate::codec::{Entries, Item, limits, scan};

/// A position in a structure: what may be shown there and what stands below it.
#[derive(Clone, Copy, Debug)]
pub(super) enum Place {
    /// A COSE_Sign1 or COSE_Mac0: the place of its payload, and of its signature or tag.
    Cose(&'static Place, &'static Place),
    /// Digests by their number.
    Digests,
    /// `#6.24(bstr .cbor ..)`.
    Embedded(&'static Place),
    /// A byte string that may hold a structure: recognised by its content.
    Guess,
    /// A COSE header map.
    Header,
    /// Nothing below is known.
    Hidden,
    /// A COSE_Key.
    Key,
    /// A map with these integer keys.
    Labels(&'static [(i64, Place)]),
    /// A single value.
    Leaf,
    /// An array of one kind, or one such element alone.
    List(&'static Place),
    /// A map with these text keys.
    Members(&'static [(&'static str, Place)]),
    /// A map whose text keys are namespaces, identifiers or document types.
    Names(&'static Place),
    /// A number or a truth value.
    Number,
    /// Whatever a reader says of its own request.
    Open,
    /// A byte string that holds a COSE header map.
    Protected,
    /// An array with these elements.
    Tuple(&'static [Place]),
}

use Place::{
    Cose, Digests, Embedded, Guess, Header, Hidden, Key, Labels, Leaf, List, Members, Names,
    Number, Open, Protected, Tuple,
};

const RESPONSE: Place = Members(&[
    ("version", Leaf),
    ("documents", List(&DOCUMENT)),
    ("documentErrors", List(&Names(&Number))),
    ("status", Number),
]);
const DOCUMENT: Place = Members(&[
    ("docType", Leaf),
    ("issuerSigned", ISSUER_SIGNED),
    ("deviceSigned", DEVICE_SIGNED),
    ("errors", Names(&Names(&Number))),
]);
const ISSUER_SIGNED: Place =
    Members(&[("nameSpaces", Names(&List(&Embedded(&ITEM)))), ("issuerAuth", Cose(&Guess, &Leaf))]);
const ITEM: Place = Members(&[
    ("digestID", Number),
    ("random", Hidden),
    ("elementIdentifier", Leaf),
    ("elementValue", Hidden),
]);
const DEVICE_SIGNED: Place = Members(&[
    ("nameSpaces", Embedded(&DEVICE_NAME_SPACES)),
    ("deviceAuth", Members(&[("deviceSignature", DEVICE_COSE), ("deviceMac", DEVICE_COSE)])),
]);
const DEVICE_NAME_SPACES: Place = Names(&Names(&Hidden));
const DEVICE_COSE: Place = Cose(&Guess, &Hidden);
const MSO: Place = Members(&[
    ("version", Leaf),
    ("digestAlgorithm", Leaf),
    ("valueDigests", Names(&Digests)),
    ("deviceKeyInfo", DEVICE_KEY_INFO),
    ("docType", Leaf),
    ("validityInfo", VALIDITY),
    ("status", STATUS),
]);
const DEVICE_KEY_INFO: Place = Members(&[
    ("deviceKey", Key),
    (
        "keyAuthorizations",
        Members(&[("nameSpaces", List(&Leaf)), ("dataElements", Names(&List(&Leaf)))]),
    ),
]);
const VALIDITY: Place = Members(&[
    ("signed", Leaf),
    ("validFrom", Leaf),
    ("validUntil", Leaf),
    ("expectedUpdate", Leaf),
]);
const STATUS: Place = Members(&[
    ("status_list", Members(&[("idx", Number), ("uri", Leaf)])),
    ("identifier_list", Members(&[("id", Leaf), ("uri", Leaf), ("certificate", Leaf)])),
]);
const REQUEST: Place = Members(&[
    ("version", Leaf),
    ("docRequests", List(&DOC_REQUEST)),
    ("deviceRequestInfo", Open),
    ("readerAuthAll", List(&Cose(&Guess, &Leaf))),
]);
const DOC_REQUEST: Place =
    Members(&[("itemsRequest", Embedded(&ITEMS_REQUEST)), ("readerAuth", Cose(&Guess, &Leaf))]);
const ITEMS_REQUEST: Place =
    Members(&[("docType", Leaf), ("nameSpaces", Names(&Names(&Number))), ("requestInfo", Open)]);
const SESSION: Place =
    Members(&[("eReaderKey", Embedded(&Key)), ("data", Hidden), ("status", Number)]);
const ENGAGEMENT: Place = Labels(&[
    (0, Leaf),
    (1, Tuple(&[Number, Embedded(&Key)])),
    (2, List(&RETRIEVAL_METHOD)),
    (7, Labels(&[(2, Number), (3, Number), (4, Number)])),
]);
/// Text among the options is a passphrase, an address a device's own: they stay hidden.
const RETRIEVAL_METHOD: Place = Tuple(&[
    Number,
    Number,
    Labels(&[(0, Number), (1, Number), (2, Number), (10, Leaf), (11, Leaf)]),
]);
const TRANSCRIPT: Place = Tuple(&[Embedded(&ENGAGEMENT), Embedded(&Key), List(&Leaf)]);
const DEVICE_AUTHENTICATION: Place =
    Tuple(&[Leaf, TRANSCRIPT, Leaf, Embedded(&DEVICE_NAME_SPACES)]);
const READER_AUTHENTICATION: Place = Tuple(&[Leaf, TRANSCRIPT, Embedded(&ITEMS_REQUEST)]);
const TO_BE_SIGNED: Place = Tuple(&[Leaf, Protected, Leaf, Guess]);
const DC_API: Place = Tuple(&[
    Leaf,
    Members(&[("nonce", Leaf), ("recipientPublicKey", Key), ("enc", Leaf), ("cipherText", Hidden)]),
]);

/// Members that tell a structure of the standard, the most telling first.
const TELLING: [(&str, Place); 15] = [
    ("documents", RESPONSE),
    ("documentErrors", RESPONSE),
    ("issuerSigned", DOCUMENT),
    ("deviceSigned", DOCUMENT),
    ("issuerAuth", ISSUER_SIGNED),
    ("deviceAuth", DEVICE_SIGNED),
    ("elementIdentifier", ITEM),
    ("digestID", ITEM),
    ("valueDigests", MSO),
    ("docRequests", REQUEST),
    ("itemsRequest", DOC_REQUEST),
    ("docType", ITEMS_REQUEST),
    ("version", RESPONSE),
    ("eReaderKey", SESSION),
    ("data", SESSION),
];
/// Texts that tell an array of the standard by its first element.
const TITLES: [(&str, Place); 5] = [
    ("DeviceAuthentication", DEVICE_AUTHENTICATION),
    ("ReaderAuthentication", READER_AUTHENTICATION),
    ("Signature1", TO_BE_SIGNED),
    ("MAC0", TO_BE_SIGNED),
    ("dcapi", DC_API),
];
/// Embedded byte strings that are opened one inside the other to find a structure.
const MAX_WRAPPINGS: usize = 4;

const HEADER: [(i64, &str, Place); 7] = [
    (1, "alg", Leaf),
    (2, "crit", List(&Leaf)),
    (3, "content type", Leaf),
    (4, "kid", Leaf),
    (16, "typ", Leaf),
    (33, "x5chain", List(&Leaf)),
    (34, "x5t", List(&Leaf)),
];
const KEY: [(i64, &str, Place); 7] = [
    (1, "kty", Number),
    (2, "kid", Leaf),
    (3, "alg", Leaf),
    (-1, "crv", Number),
    (-2, "x", Leaf),
    (-3, "y", Leaf),
    (-4, "d", Hidden),
];
/// Key types whose members -1 to -3 are public (RFC 9053 7): OKP and EC2.
const PUBLIC_KEY_TYPES: [i64; 2] = [1, 2];

impl Place {
    /// The structure that an item is, told by its content; [`Hidden`] for one that is not known.
    pub(super) fn of(item: &Item<'_>) -> Place {
        Self::within(item, MAX_WRAPPINGS)
    }

    /// Whether a structure was recognised.
    pub(super) fn is_known(self) -> bool {
        !matches!(self, Hidden)
    }

    fn within(item: &Item<'_>, wrappings: usize) -> Place {
        if let Some((bytes, offset)) = item.as_embedded() {
            let inner = scan(bytes, offset, limits::MAX_ELEMENT_DEPTH).ok();
            let known = wrappings
                .checked_sub(1)
                .zip(inner)
                .is_some_and(|(fewer, inner)| Self::within(&inner.item, fewer).is_known());
            return if known { Guess } else { Hidden };
        }
        match item.as_tag() {
            Some((17 | 18, content)) => array(&content),
            Some(_) => Hidden,
            None if item.as_map().is_some() => map(item),
            None => array(item),
        }
    }

    /// The place of an array's element; of `siblings` elements it is number `index`.
    pub(super) fn element(self, index: usize, siblings: usize) -> Place {
        match self {
            List(place) => *place,
            Open => Open,
            Tuple(places) if siblings == places.len() => {
                places.get(index).copied().unwrap_or(Hidden)
            }
            Cose(payload, signature) if siblings == 4 => {
                [Protected, Header, *payload, *signature].get(index).copied().unwrap_or(Hidden)
            }
            _ => Hidden,
        }
    }

    /// The same place, now that the map that stands there is known.
    pub(super) fn with(self, entries: &Entries<'_>) -> Place {
        match self {
            Key if !is_public(entries) => Labels(&[(1, Number)]),
            other => other,
        }
    }

    /// Whether this key of a map is shown, what it is called, and the place of its value.
    pub(super) fn member(self, key: &Item<'_>) -> (bool, Option<&'static str>, Place) {
        let label = key.as_i64();
        let named = |table: &[(i64, &'static str, Place)]| {
            let row = table.iter().find(|(own, _, _)| Some(*own) == label);
            row.map(|(_, name, place)| (true, Some(*name), *place))
        };
        let known = match self {
            Open => Some((true, None, Open)),
            Names(place) => key.as_text().map(|_| (true, None, *place)),
            Digests => label.map(|_| (true, None, Leaf)),
            Members(members) => {
                let row = members.iter().find(|(own, _)| key.as_text() == Some(own));
                row.map(|(_, place)| (true, None, *place))
            }
            Labels(members) => {
                let row = members.iter().find(|(own, _)| Some(*own) == label);
                row.map(|(_, place)| (true, None, *place))
            }
            Header => named(&HEADER),
            Key => named(&KEY),
            _ => None,
        };
        known.unwrap_or((false, None, Hidden))
    }

    /// The place of `inner`, which an embedded byte string holds here.
    pub(super) fn content(self, inner: &Item<'_>) -> Place {
        match self {
            Embedded(place) => *place,
            Guess => Place::of(inner),
            Open => Open,
            _ => Hidden,
        }
    }

    /// Whether a value that holds no other is shown here.
    pub(super) fn shows(self, leaf: &Item<'_>) -> bool {
        let number = leaf.as_i64().is_some() || leaf.as_bool().is_some();
        match self {
            Hidden => false,
            Leaf | List(Leaf) | Open => true,
            Number => number || leaf.is_null(),
            // Absent parts are null, and empty headers an empty string.
            _ => leaf.is_null() || leaf.as_bytes().is_some_and(<[u8]>::is_empty),
        }
    }
}

fn map(item: &Item<'_>) -> Place {
    let Some(entries) = item.as_map() else { return Hidden };
    let told = TELLING.iter().find(|(name, _)| entries.text_key(name).is_some());
    if let Some((_, place)) = told {
        return *place;
    }
    // A key has its type in member 1, an engagement its version in member 0. A session that ends
    // sends a status and nothing else.
    let has = |label, is: fn(&Item<'_>) -> bool| entries.int_key(label).is_some_and(|own| is(&own));
    if has(1, |own| own.as_i64().is_some()) {
        Key
    } else if has(0, |own| own.as_text().is_some()) {
        ENGAGEMENT
    } else if entries.clone().count() == 1 && entries.text_key("status").is_some() {
        SESSION
    } else {
        Hidden
    }
}

fn array(item: &Item<'_>) -> Place {
    // No array of the standard that stands for itself has more than four elements.
    let elements: Vec<Item<'_>> = item.as_array().into_iter().flatten().take(5).collect();
    match elements.as_slice() {
        [protected, headers, payload, signature] if is_cose([protected, headers, signature]) => {
            cose(payload)
        }
        [first, second, third] if is_transcript([first, second, third]) => TRANSCRIPT,
        [first, ..] => {
            let told = TITLES.iter().find(|(title, _)| first.as_text() == Some(title));
            told.map_or(Hidden, |(_, place)| *place)
        }
        [] => Hidden,
    }
}

fn is_cose([protected, headers, signature]: [&Item<'_>; 3]) -> bool {
    protected.as_bytes().is_some() && headers.as_map().is_some() && signature.as_bytes().is_some()
}

/// A COSE structure by itself. What it signs is known from its payload alone: without one it may
/// be a device's.
fn cose(payload: &Item<'_>) -> Place {
    let inner = payload.as_bytes().and_then(|bytes| scan(bytes, 0, limits::MAX_DEPTH).ok());
    let inner = inner.and_then(|own| {
        let (bytes, _) = own.item.as_embedded()?;
        scan(bytes, 0, limits::MAX_DEPTH).ok()
    });
    let signed = inner.and_then(|own| own.item.as_map()?.text_key("valueDigests"));
    if signed.is_some() { Cose(&Guess, &Leaf) } else { DEVICE_COSE }
}

fn is_transcript([engagement, key, handover]: [&Item<'_>; 3]) -> bool {
    let part = |own: &Item<'_>| own.is_null() || own.as_embedded().is_some();
    let shape = handover.is_null() || handover.as_array().is_some();
    part(engagement) && part(key) && (shape || handover.as_bytes().is_some())
}

fn is_public(key: &Entries<'_>) -> bool {
    let mut types = key.clone().filter(|(label, _)| label.as_i64() == Some(1));
    types.all(|(_, own)| own.as_i64().is_some_and(|own| PUBLIC_KEY_TYPES.contains(&own)))
}
