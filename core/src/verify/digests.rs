//! Checks of the issuer-signed items: rows 17, 18, 39 and 40 of the reference.

use super::check::CheckId;
use super::mso::hash_algorithm;
use super::report::{Findings, Passed};
use super::{Context, decode_facts};
use crate::codec::limits::MAX_LISTED;
use crate::codec::{DecodeError, Irregularities, Item};
use crate::facts::{Facts, shown};
use crate::mdoc::{Document, IssuerSignedItem, MobileSecurityObject};

/// Bytes that `random` has at least (12.3.5).
const MIN_RANDOM: usize = 16;
/// Digest ids are below this (12.3.4).
const DIGEST_ID_LIMIT: u64 = 1 << 31;

pub(super) fn check(
    document: &Document<'_>,
    mso: Option<&MobileSecurityObject<'_>>,
    context: &Context<'_>,
    findings: &mut Findings<'_>,
) -> Option<Passed> {
    structure(document, findings);
    unique_elements(document, findings);
    random(document, findings);
    id_range(document, findings);
    unique_ids(document, findings);
    match mso {
        Some(mso) => digests(document, mso, context, findings),
        None => None,
    }
}

/// Encoding faults inside the items.
pub(super) fn encoding(document: &Document<'_>) -> Irregularities {
    let mut all = Irregularities::default();
    items(document).for_each(|(_, item)| all.merge(item.irregularities()));
    all
}

fn structure(document: &Document<'_>, findings: &mut Findings<'_>) {
    let spaces = document.issuer_signed.name_spaces.iter();
    let mut errors = spaces.flat_map(|space| {
        let faults = space.items.iter().enumerate();
        faults
            .filter_map(|(index, item)| fault(item.value()).map(|facts| (space.name, index, facts)))
    });
    match errors.next() {
        None => drop(findings.pass(CheckId::ItemStructure)),
        Some((name_space, index, facts)) => {
            let facts = facts.and("name-space", shown(name_space)).and("index", index);
            findings.broken(CheckId::ItemStructure, facts);
        }
    }
}

fn fault(item: &Result<IssuerSignedItem<'_>, DecodeError>) -> Option<Facts> {
    match item {
        Err(error) => Some(decode_facts(error)),
        Ok(item) if !item.irregularities().is_unambiguous() => {
            let notes = item.irregularities();
            let offset = notes.duplicate_key.or(notes.trailing).unwrap_or_default();
            Some(Facts::of("offset", offset).and("problem", "duplicate key or trailing bytes"))
        }
        Ok(_) => None,
    }
}

fn unique_elements(document: &Document<'_>, findings: &mut Findings<'_>) {
    let names = elements(document).map(|(space, id, _)| (id, space));
    let twice = repeated(names.collect()).into_iter();
    listed(CheckId::DocumentElementUnique, twice.map(|(id, space)| (space, id)), findings);
}

fn random(document: &Document<'_>, findings: &mut Findings<'_>) {
    let twice = repeated(items(document).map(|(_, item)| item.random).collect());
    let odd = items(document).filter(|(_, item)| {
        item.random.len() < MIN_RANDOM || twice.binary_search(&item.random).is_ok()
    });
    let odd = odd.map(|(space, item)| (space, item.element_identifier));
    listed(CheckId::ItemRandom, odd, findings);
}

fn id_range(document: &Document<'_>, findings: &mut Findings<'_>) {
    let odd = items(document).filter(|(_, item)| item.digest_id >= DIGEST_ID_LIMIT);
    let odd = odd.map(|(space, item)| (space, item.element_identifier));
    listed(CheckId::ItemDigestIdRange, odd, findings);
}

fn unique_ids(document: &Document<'_>, findings: &mut Findings<'_>) {
    let twice = repeated(items(document).map(|(space, item)| (item.digest_id, space)).collect());
    let odd = items(document)
        .filter(|(space, item)| twice.binary_search(&(item.digest_id, space)).is_ok());
    let odd = odd.map(|(space, item)| (space, item.element_identifier));
    listed(CheckId::ItemDigestIdUnique, odd, findings);
}

/// What occurs more than once, in ascending order.
fn repeated<T: Ord + Copy>(mut all: Vec<T>) -> Vec<T> {
    all.sort_unstable();
    let pairs = all.windows(2);
    let mut twice: Vec<T> = pairs
        .filter_map(|pair| match pair {
            [first, second] if first == second => Some(*first),
            _ => None,
        })
        .collect();
    twice.dedup();
    twice
}

/// Holds when no element is odd; else names the first of them.
fn listed<'a>(
    check: CheckId,
    odd: impl Iterator<Item = (&'a str, &'a str)>,
    findings: &mut Findings<'_>,
) {
    let names: Vec<String> = odd.take(MAX_LISTED).map(|(space, id)| name(space, id)).collect();
    findings.judge(check, names.is_empty(), || Facts::of("elements", names.clone()));
}

fn digests(
    document: &Document<'_>,
    mso: &MobileSecurityObject<'_>,
    context: &Context<'_>,
    findings: &mut Findings<'_>,
) -> Option<Passed> {
    let (algorithm, _) = hash_algorithm(mso)?;
    let all = document.issuer_signed.name_spaces.iter().flat_map(|space| &space.items);
    if all.clone().any(|item| item.value().is_err()) {
        findings.not_performed(CheckId::ItemDigest, "unreadable-items");
        return None;
    }
    let (mut unknown, mut different, mut count) = (Vec::new(), Vec::new(), 0usize);
    for space in &document.issuer_signed.name_spaces {
        for encoded in &space.items {
            count += 1;
            let Ok(item) = encoded.value() else { continue };
            let list = match mso.digest(space.name, item.digest_id) {
                None => &mut unknown,
                Some(expected) => {
                    let digest = (context.provider.digest)(algorithm, &[encoded.bytes()]);
                    if digest.as_ref() == expected {
                        continue;
                    }
                    &mut different
                }
            };
            list.push(name(space.name, item.element_identifier));
        }
    }
    let holds = unknown.is_empty() && different.is_empty();
    if holds {
        return Some(findings.pass_with(CheckId::ItemDigest, Facts::of("items", count)));
    }
    let mut facts = Facts::none();
    for (label, mut list) in [("without-digest", unknown), ("different", different)] {
        list.truncate(MAX_LISTED);
        if !list.is_empty() {
            facts = facts.and(label, list);
        }
    }
    findings.broken(CheckId::ItemDigest, facts);
    None
}

/// Every readable item with its namespace.
pub(super) fn items<'d, 'a>(
    document: &'d Document<'a>,
) -> impl Iterator<Item = (&'a str, &'d IssuerSignedItem<'a>)> {
    document.issuer_signed.name_spaces.iter().flat_map(|space| {
        let readable = space.items.iter().filter_map(|item| item.value().as_ref().ok());
        readable.map(move |item| (space.name, item))
    })
}

/// Namespace, identifier and value of every readable element, issuer-signed ones first.
pub(super) fn elements<'d, 'a>(
    document: &'d Document<'a>,
) -> impl Iterator<Item = (&'a str, &'a str, Item<'a>)> + use<'d, 'a> {
    let device = document.device_signed.iter();
    let device = device.flat_map(|signed| signed.name_spaces.value().elements.iter().copied());
    items(document)
        .map(|(space, item)| (space, item.element_identifier, item.element_value))
        .chain(device)
}

/// An element's name in facts: `namespace/identifier`.
pub(super) fn name(name_space: &str, identifier: &str) -> String {
    format!("{}/{}", shown(name_space), shown(identifier))
}
