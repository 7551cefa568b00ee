//! What a reader asks, and who it says it is.

use crate::cbor::{Cbor, array};
use crate::keys::{Curve, verifies};
use crate::scenario::structure;

/// What a wallet found of the reader's authentication.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReaderAuth {
    /// One signature over everything holds.
    All,
    /// Every document has a signature that holds.
    Each,
    /// There is none.
    None,
    /// One does not hold, or not every document has one.
    Wrong,
}

/// A document type, and its elements as namespace and identifier.
pub(super) type Asked = Vec<(String, Vec<(String, String)>)>;

/// The document types and elements that are asked for; nothing where this is no request.
pub(super) fn asked(request: &[u8]) -> Asked {
    let read = || -> Option<Asked> {
        let request = Cbor::decode(request)?;
        request.get("docRequests")?.list()?.iter().map(document).collect()
    };
    read().unwrap_or_default()
}

/// Checks every signature under the key of the first certificate beside it.
pub(super) fn reader_auth(request: &[u8], transcript: &[u8]) -> ReaderAuth {
    let Some(request) = Cbor::decode(request) else { return ReaderAuth::Wrong };
    let documents = request.get("docRequests").and_then(Cbor::list).unwrap_or_default();
    let items: Vec<Cbor> =
        documents.iter().filter_map(|own| own.get("itemsRequest")).cloned().collect();
    let transcript = || Cbor::Raw(transcript.to_vec());
    if let Some(all) = request.get("readerAuthAll").and_then(Cbor::list) {
        let info = request.get("deviceRequestInfo").cloned().unwrap_or(Cbor::Null);
        let signed =
            array([Cbor::from("ReaderAuthenticationAll"), transcript(), Cbor::Array(items), info]);
        let holds = !all.is_empty() && all.iter().all(|own| holds(own, &signed).is_some());
        return if holds { ReaderAuth::All } else { ReaderAuth::Wrong };
    }
    let signatures: Vec<Option<&Cbor>> =
        documents.iter().map(|own| own.get("readerAuth")).collect();
    if signatures.iter().all(Option::is_none) {
        return ReaderAuth::None;
    }
    let each = signatures.iter().zip(items).all(|(auth, items)| {
        let signed = array([Cbor::from("ReaderAuthentication"), transcript(), items]);
        auth.is_some_and(|own| holds(own, &signed).is_some())
    });
    if each { ReaderAuth::Each } else { ReaderAuth::Wrong }
}

fn document(own: &Cbor) -> Option<(String, Vec<(String, String)>)> {
    let items = Cbor::decode(own.get("itemsRequest")?.content()?)?;
    let mut elements = Vec::new();
    for (space, list) in items.get("nameSpaces")?.pairs()? {
        for (element, _) in list.pairs()? {
            elements.push((space.text()?.to_owned(), element.text()?.to_owned()));
        }
    }
    Some((items.get("docType")?.text()?.to_owned(), elements))
}

fn holds(auth: &Cbor, signed: &Cbor) -> Option<()> {
    let [protected, unprotected, Cbor::Null, signature] = auth.list()? else { return None };
    let protected = protected.content()?;
    let algorithm = Cbor::decode(protected)?.get(1)?.int()?;
    let chain = unprotected.get(33)?;
    let leaf = chain.content().or_else(|| chain.list()?.first()?.content())?;
    let (curve, point) = public_key(leaf)?;
    let message = structure("Signature1", protected, &signed.embedded().encode());
    let own = curve.algorithm() == algorithm;
    (own && verifies(curve, &point, &message, signature.content()?)).then_some(())
}

/// Curve and point of a certificate: the seventh part of what is signed, after the version.
fn public_key(certificate: &[u8]) -> Option<(Curve, Vec<u8>)> {
    let (_, certificate) = value(&mut &*certificate)?;
    let (_, mut signed) = value(&mut &*certificate)?;
    let mut parts = std::iter::from_fn(move || value(&mut signed));
    let (_, mut info) = parts.nth(6)?;
    let (_, mut algorithm) = value(&mut info)?;
    let (_, bits) = value(&mut info)?;
    value(&mut algorithm)?;
    let (_, curve) = value(&mut algorithm)?;
    let curve = Curve::WEIERSTRASS.into_iter().find(|own| own.is_named(curve))?;
    Some((curve, bits.get(1..)?.to_vec()))
}

/// The next element: its tag and content.
fn value<'a>(rest: &mut &'a [u8]) -> Option<(u8, &'a [u8])> {
    let [tag, first, after @ ..] = *rest else { return None };
    let (length, after) = match first {
        0..=0x7f => (usize::from(*first), after),
        _ => {
            let (octets, after) = after.split_at_checked(usize::from(first & 0x7f))?;
            (octets.iter().fold(0, |sum, own| sum << 8 | usize::from(*own)), after)
        }
    };
    let (content, after) = after.split_at_checked(length)?;
    *rest = after;
    Some((*tag, content))
}
