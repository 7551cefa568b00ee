//! Mutated responses: no panic, and nothing accepted whose authenticated content differs.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

use std::collections::BTreeMap;
use std::sync::OnceLock;

use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use tashika::codec::{Irregularities, Item, scan};
use tashika::crypto::{CryptoProvider, Curve, PrivateKey};
use tashika::instant::Timestamp;
use tashika::mdoc::{DeviceRequest, SessionTranscript};
use tashika::presentation::Presentation;
use tashika::trust::{Purpose, TrustAnchor, TrustStore};
use tashika::verify::{Context, Decision, Policy, Report, verify};
use tashika::x509::Certificate;
use tashika_testkit::cases::{Case, all};
use tashika_testkit::cbor::Cbor;

/// Mutations of each kind; the seed is fixed and printed.
const CASES: u32 = 1500;
const SEED: [u8; 32] = *b"tashika mutates, tells its seed.";

/// Mutations of trees, and the start of their numbers.
const TREES: u32 = 2000;
const TREE_SEED: u64 = 0x7a5e_ed0f_72ee_5001;

/// What stands in a response: one of the good fixtures and what the verifier brings.
struct Subject {
    name: String,
    response: Vec<u8>,
    transcript: SessionTranscript,
    reader_key: Option<PrivateKey>,
    trust: TrustStore,
    now: Timestamp,
    policy: Policy,
    claims: Vec<Claimed>,
}

/// A released element: who vouches, document type, namespace, identifier, value in CBOR.
type Claimed = (&'static str, String, String, String, Vec<u8>);

impl Subject {
    fn new(case: &Case) -> Self {
        let anchors = case
            .trust
            .iter()
            .map(|own| TrustAnchor::new(Certificate::parse(&own.der).unwrap(), Purpose::Issuer));
        let reader_key =
            case.reader_key().map(|key| PrivateKey::new(Curve::P256, key.secret().to_vec()));
        let mut subject = Self {
            name: case.name.clone(),
            response: case.scenario.respond(),
            transcript: SessionTranscript::from_bytes(&case.transcript()),
            reader_key,
            trust: anchors.collect(),
            now: Timestamp::parse(case.at).unwrap(),
            policy: Policy::default(),
            claims: Vec::new(),
        };
        let report = subject.verify(subject.response.clone()).expect("a good case is readable");
        assert_eq!(report.verdict.decision, Decision::Accepted, "{}", subject.name);
        subject.claims = claimed(&report);
        subject
    }

    fn verify(&self, response: Vec<u8>) -> Option<Report> {
        let mut presentation = Presentation::new(response).with_transcript(self.transcript.clone());
        if let Some(key) = &self.reader_key {
            presentation = presentation.with_reader_key(key.clone());
        }
        let provider = CryptoProvider::default();
        let context = Context::new(&self.trust, &self.policy, self.now, &provider);
        verify(&presentation, &context).ok()
    }

    /// Whatever is released was released by the unchanged response as well.
    fn holds(&self, response: Vec<u8>) {
        let Some(report) = self.verify(response) else { return };
        for claim in claimed(&report) {
            assert!(self.claims.contains(&claim), "{}: {}/{} is new", self.name, claim.2, claim.3);
        }
        if report.verdict.decision == Decision::Accepted {
            assert!(report.documents.iter().all(|own| own.claims.is_some()), "{}", self.name);
        }
    }
}

fn claimed(report: &Report) -> Vec<Claimed> {
    let documents = report.documents.iter();
    documents
        .filter_map(|own| own.claims.as_ref().map(|claims| (own.doc_type.clone(), claims)))
        .flat_map(|(doc_type, claims)| {
            claims.iter().map(move |own| {
                (
                    own.source().as_str(),
                    doc_type.clone().unwrap_or_default(),
                    own.name_space().to_owned(),
                    own.identifier().to_owned(),
                    own.encoded().to_vec(),
                )
            })
        })
        .collect()
}

fn subjects() -> &'static [Subject] {
    static SUBJECTS: OnceLock<Vec<Subject>> = OnceLock::new();
    SUBJECTS.get_or_init(|| {
        let wanted = ["algorithm-p256", "mac-p256", "device-signed", "eu-pid", "status"];
        let cases = all().into_iter().filter(|case| wanted.contains(&case.name.as_str()));
        let subjects: Vec<Subject> = cases.map(|case| Subject::new(&case)).collect();
        assert_eq!(subjects.len(), wanted.len());
        subjects
    })
}

fn run<S: Strategy>(strategy: &S, test: impl Fn(&Subject, &S::Value) -> Vec<u8>) {
    println!("{CASES} mutations, seed {:?}", String::from_utf8_lossy(&SEED));
    let config = Config { cases: CASES, failure_persistence: None, ..Config::default() };
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &SEED);
    let subject = 0..subjects().len();
    TestRunner::new_with_rng(config, rng)
        .run(&(subject, strategy), |(index, value)| {
            let subject = &subjects()[index];
            subject.holds(test(subject, &value));
            Ok(())
        })
        .unwrap();
}

proptest::prop_compose! {
    /// A place in a response, as a fraction of its length.
    fn place()(own in 0.0..1.0f64) -> f64 { own }
}

fn at(bytes: &[u8], place: f64) -> usize {
    ((bytes.len() as f64 * place) as usize).min(bytes.len().saturating_sub(1))
}

#[test]
fn changed_bytes() {
    let changes = proptest::collection::vec((place(), any::<u8>()), 1..4);
    run(&changes, |subject, changes| {
        let mut bytes = subject.response.clone();
        for (place, value) in changes {
            let index = at(&bytes, *place);
            bytes[index] = *value;
        }
        bytes
    });
}

#[test]
fn truncated() {
    run(&place(), |subject, place| subject.response[..at(&subject.response, *place)].to_vec());
}

#[test]
fn duplicated_and_removed_spans() {
    run(&(place(), 1..200usize, any::<bool>()), |subject, (place, len, removes)| {
        let mut bytes = subject.response.clone();
        let start = at(&bytes, *place);
        let end = (start + len).min(bytes.len());
        let span = bytes[start..end].to_vec();
        if *removes {
            bytes.drain(start..end);
        } else {
            bytes.splice(start..start, span);
        }
        bytes
    });
}

#[test]
fn exchanged_spans() {
    run(&(place(), place(), 1..64usize), |subject, (one, other, len)| {
        let mut bytes = subject.response.clone();
        let (one, other) = (at(&bytes, *one), at(&bytes, *other));
        for offset in 0..*len {
            if one + offset < bytes.len() && other + offset < bytes.len() {
                bytes.swap(one + offset, other + offset);
            }
        }
        bytes
    });
}

#[test]
fn parts_of_another_response() {
    let other = any::<prop::sample::Index>();
    run(&(other, place(), place()), |subject, (other, one, two)| {
        let other = &other.get(subjects()).response;
        let (head, tail) = (at(&subject.response, *one), at(other, *two));
        [&subject.response[..head], &other[tail..]].concat()
    });
}

/// Every single bit of a whole response: where a change goes unnoticed, nothing that is released
/// may differ.
#[test]
fn every_flipped_bit() {
    let subject = subjects().iter().find(|own| own.name == "eu-pid").unwrap();
    for index in 0..subject.response.len() {
        let mut bytes = subject.response.clone();
        bytes[index] ^= 1 << (index % 8);
        subject.holds(bytes);
    }
    println!("{} bits", subject.response.len());
}

/// Certificates, transcripts and requests are received as well.
#[test]
fn noise_in_every_reader() {
    let config = Config { cases: CASES, failure_persistence: None, ..Config::default() };
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &SEED);
    let subject = &subjects()[0];
    let certificate = subject.trust.anchors()[0].certificate().der().to_vec();
    let noise = proptest::collection::vec(any::<u8>(), 0..300);
    TestRunner::new_with_rng(config, rng)
        .run(&(noise, place(), any::<u8>()), |(noise, place, value)| {
            let _ = Certificate::parse(&noise);
            let _ = Certificate::read_all(&noise);
            let _ = DeviceRequest::decode(&noise);
            let _ = SessionTranscript::from_bytes(&noise).e_reader_key();
            let mut changed = certificate.clone();
            let index = at(&changed, place);
            changed[index] = value;
            if let Ok(certificate) = Certificate::parse(&changed) {
                let _ = certificate.subject().to_string();
            }
            subject.holds(noise);
            Ok(())
        })
        .unwrap();
}

/// A response as a tree, through the byte strings that hold CBOR: tag 24, headers, payloads.
#[derive(Clone, Debug, PartialEq)]
enum Tree {
    Array(Vec<Tree>),
    /// A byte string that holds one item.
    Bytes(Box<Tree>),
    Leaf(Vec<u8>),
    Map(Vec<(Tree, Tree)>),
    Tag(u64, Box<Tree>),
}

impl Tree {
    fn read(item: &Item<'_>) -> Tree {
        if let Some(elements) = item.as_array() {
            return Tree::Array(elements.map(|own| Tree::read(&own)).collect());
        }
        if let Some(entries) = item.as_map() {
            let pairs = entries.map(|(key, value)| (Tree::read(&key), Tree::read(&value)));
            return Tree::Map(pairs.collect());
        }
        if let Some((number, content)) = item.as_tag() {
            return Tree::Tag(number, Box::new(Tree::read(&content)));
        }
        let inner = item.as_bytes().and_then(|bytes| scan(bytes, 0, 32).ok());
        match inner.filter(|own| own.irregularities == Irregularities::default()) {
            Some(own) if own.item.as_map().is_some() || own.item.as_tag().is_some() => {
                Tree::Bytes(Box::new(Tree::read(&own.item)))
            }
            _ => Tree::Leaf(item.bytes().to_vec()),
        }
    }

    fn cbor(&self) -> Cbor {
        match self {
            Tree::Array(elements) => Cbor::Array(elements.iter().map(Tree::cbor).collect()),
            Tree::Bytes(inner) => Cbor::Bytes(inner.cbor().encode()),
            Tree::Leaf(bytes) => Cbor::Raw(bytes.clone()),
            Tree::Map(entries) => {
                Cbor::Map(entries.iter().map(|(key, own)| (key.cbor(), own.cbor())).collect())
            }
            Tree::Tag(number, content) => Cbor::Tag(*number, Box::new(content.cbor())),
        }
    }

    fn count(&self) -> usize {
        let mut count = 0;
        self.clone().visit(&mut |_| {
            count += 1;
            false
        });
        count
    }

    /// Every node, outer ones first, until `stop` says so.
    fn visit(&mut self, stop: &mut dyn FnMut(&mut Tree) -> bool) -> bool {
        if stop(self) {
            return true;
        }
        match self {
            Tree::Array(elements) => elements.iter_mut().any(|own| own.visit(stop)),
            Tree::Bytes(inner) | Tree::Tag(_, inner) => inner.visit(stop),
            Tree::Leaf(_) => false,
            Tree::Map(entries) => {
                entries.iter_mut().any(|(key, own)| key.visit(stop) || own.visit(stop))
            }
        }
    }

    fn edit(&mut self, place: usize, edit: impl FnOnce(&mut Tree)) {
        let (mut index, mut edit) = (0, Some(edit));
        self.visit(&mut |node| {
            index += 1;
            if index <= place {
                return false;
            }
            if let Some(edit) = edit.take() {
                edit(node);
            }
            true
        });
    }

    fn at(&self, place: usize) -> Tree {
        let mut found = None;
        self.clone().edit(place, |node| found = Some(node.clone()));
        found.expect("a node")
    }

    /// One change of a node that leaves it a tree, and so encodable.
    fn change(&mut self, pick: &mut Numbers, other: Tree) -> &'static str {
        const TAGS: [u64; 6] = [0, 17, 18, 24, 1004, 55799];
        let kind = pick.below(9);
        match (kind, &mut *self) {
            (0, _) => {
                *self = other;
                "replaced"
            }
            (1, Tree::Array(all)) if !all.is_empty() => {
                let own = all[pick.below(all.len())].clone();
                all.insert(pick.below(all.len() + 1), own);
                "duplicated"
            }
            (1, Tree::Map(all)) if !all.is_empty() => {
                let mut own = all[pick.below(all.len())].clone();
                if pick.below(2) == 0 {
                    own.1 = other;
                }
                all.insert(pick.below(all.len() + 1), own);
                "duplicated"
            }
            (2, Tree::Array(all)) if !all.is_empty() => {
                all.remove(pick.below(all.len()));
                "dropped"
            }
            (2, Tree::Map(all)) if !all.is_empty() => {
                all.remove(pick.below(all.len()));
                "dropped"
            }
            (3, Tree::Array(all)) if all.len() > 1 => {
                let (one, two) = (pick.below(all.len()), pick.below(all.len()));
                all.swap(one, two);
                "swapped"
            }
            (3, Tree::Map(all)) if all.len() > 1 => {
                let (one, two) = (pick.below(all.len()), pick.below(all.len()));
                let value = all[one].1.clone();
                all[one].1 = std::mem::replace(&mut all[two].1, value);
                "swapped"
            }
            (4, Tree::Tag(number, _)) => {
                *number = TAGS[pick.below(TAGS.len())];
                "retagged"
            }
            (4, _) => {
                let number = TAGS[pick.below(TAGS.len())];
                *self = Tree::Tag(number, Box::new(self.clone()));
                "tagged"
            }
            (5, Tree::Tag(_, inner) | Tree::Bytes(inner)) => {
                *self = (**inner).clone();
                "unwrapped"
            }
            (5, _) => {
                *self = Tree::Bytes(Box::new(self.clone()));
                "wrapped"
            }
            (6, Tree::Array(all)) => {
                all.push(other);
                "grown"
            }
            (6, Tree::Map(all)) => {
                all.insert(pick.below(all.len() + 1), (other, Tree::Leaf(vec![0])));
                "grown"
            }
            (7, Tree::Leaf(bytes)) => {
                let number = [0, 1, 2, 23, 24, 0x7fff_ffff, -1, -7, -8, -35, 5];
                *bytes = Cbor::Int(number[pick.below(number.len())]).encode();
                "renumbered"
            }
            (8, Tree::Leaf(bytes)) => {
                let types: [&[u8]; 7] =
                    [&[0xf6], &[0xf7], &[0x80], &[0xa0], &[0x40], &[0x60], &[0x9f, 0xff]];
                *bytes = types[pick.below(types.len())].to_vec();
                "retyped"
            }
            _ => "unchanged",
        }
    }
}

/// Numbers from a seed (xorshift).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % limit as u64) as usize
    }
}

/// One or two nodes of a response are swapped, dropped, duplicated, retagged, retyped or renumbered,
/// or taken from another response, at any level; the outcome is valid CBOR each time.
#[test]
fn changed_trees() {
    println!("{TREES} trees, seed {TREE_SEED:#x}");
    let mut pick = Numbers(TREE_SEED);
    let subjects = subjects();
    let trees: Vec<Tree> = subjects
        .iter()
        .map(|own| {
            let tree = Tree::read(&scan(&own.response, 0, 32).unwrap().item);
            assert_eq!(tree.cbor().encode(), own.response, "{} is rebuilt", own.name);
            tree
        })
        .collect();
    let counts: Vec<usize> = trees.iter().map(Tree::count).collect();
    let mut kinds: BTreeMap<&str, u32> = BTreeMap::new();
    for _ in 0..TREES {
        let index = pick.below(trees.len());
        let mut tree = trees[index].clone();
        for _ in 0..=pick.below(2) {
            let donor = pick.below(trees.len());
            let other = trees[donor].at(pick.below(counts[donor]));
            let place = pick.below(tree.count());
            tree.edit(place, |node| {
                // Some changes have nothing to change in some nodes.
                let mut all = std::iter::repeat_with(|| node.change(&mut pick, other.clone()));
                let kind = all.find(|own| *own != "unchanged").unwrap();
                *kinds.entry(kind).or_default() += 1;
            });
        }
        subjects[index].holds(tree.cbor().encode());
    }
    println!("{kinds:?}");
    assert_eq!(kinds.len(), 11, "every kind of change: {kinds:?}");
}
