//! Certificates and lists: of revocation, of status, of trust; and data files.

use std::sync::OnceLock;

use tashika::crypto::CryptoProvider;
use tashika::instant::Timestamp;
use tashika::mdoc::DocumentSecurityObject;
use tashika::status::{Cache, List, Lookup, Reference, StatusRules, StatusToken, plan};
use tashika::trust::{AcceptanceList, IssuerProfiles, Vical};
use tashika::x509::{
    Certificate, EkuPolicy, ProfileContext, ProfileKind, RevocationList, SignedData, chain_to,
    check, issuer_matches, signature_holds, validity_at,
};
use tashika_testkit::cases::all;
use tashika_testkit::crl::RevocationList as MakerOfCrl;
use tashika_testkit::der;
use tashika_testkit::documents::{MDL, MNC, mdl, my_number_card};
use tashika_testkit::scenario::NOW;
use tashika_testkit::status::{ListSigner, StatusToken as MakerOfToken};
use tashika_testkit::travel_document::{Country, SecurityObject, data_groups};
use tashika_testkit::vical::{Provider, Vical as MakerOfVical, entry};

use crate::{number, numbered};

const PROFILES: [ProfileKind; 5] = [
    ProfileKind::DocumentSigner,
    ProfileKind::IacaRoot,
    ProfileKind::ReaderAuthentication,
    ProfileKind::StatusSigner,
    ProfileKind::VicalSigner,
];
const URI: &str = "https://status.example/list";

fn now() -> Timestamp {
    Timestamp::parse(NOW).expect("a time")
}

fn provider() -> CryptoProvider {
    CryptoProvider::rustcrypto()
}

/// Certificates of the kit, made once.
struct Kit {
    root: Certificate,
    signer: Certificate,
    vical_root: Certificate,
    authorities: [Vec<u8>; 2],
    object: DocumentSecurityObject,
}

fn kit() -> &'static Kit {
    static KIT: OnceLock<Kit> = OnceLock::new();
    KIT.get_or_init(|| {
        let parse = |der: &[u8]| Certificate::parse(der).expect("a certificate");
        let issuer = mdl().issuer;
        Kit {
            root: parse(&issuer.root_der()),
            signer: parse(&issuer.signer_der()),
            vical_root: parse(&Provider::new().root_der()),
            authorities: [mdl(), my_number_card()].map(|own| own.issuer.root_der()),
            object: DocumentSecurityObject::read(&kit_object()).expect("right"),
        }
    })
}

/// What was read gives back the bytes that arrived.
pub fn certificate(data: &[u8]) {
    for own in Certificate::read_all(data).unwrap_or_default() {
        let again = Certificate::parse(own.der()).expect("what was read is read again");
        assert_eq!(again.signed_bytes(), own.signed_bytes());
    }
    let Ok(own) = Certificate::parse(data) else { return };
    assert_eq!(own.der(), data);
    assert!(data.windows(own.signed_bytes().len()).any(|part| part == own.signed_bytes()));
    let provider = provider();
    for kind in PROFILES {
        let context = ProfileContext { provider: &provider, eku: EkuPolicy::default() };
        assert!(!check(kind, &own, &context).is_empty());
    }
    let _ = (own.subject().to_string(), own.issuer().to_string(), own.crl_addresses());
    let _ = (validity_at(&own, now()), issuer_matches(&own, &own), own.purposes());
    let _ = signature_holds(&provider, &own, &own);
    let _ = chain_to(&[own.clone()], &[&own], now(), 0, &provider);
}

pub fn certificate_seeds() -> Vec<Vec<u8>> {
    let (licence, card, country) = (mdl().issuer, my_number_card().issuer, Country::new());
    let pem = der::pem("CERTIFICATE", &licence.root_der());
    let mut seeds = vec![
        licence.root_der(),
        licence.signer_der(),
        card.signer_der(),
        country.root_der(),
        Provider::new().root_der(),
        pem.into_bytes(),
    ];
    let odd = ["issuer.signer.key", "issuer.signer.subject-key-identifier", "algorithm-ed25519"];
    let odd = all().into_iter().filter(|own| odd.contains(&own.name.as_str()));
    seeds.extend(odd.map(|own| own.scenario.documents[0].issuer.signer_der()));
    seeds
}

/// A list names nobody whom it does not hold.
pub fn crl(data: &[u8]) {
    let Ok(list) = RevocationList::read(data) else { return };
    let Kit { root, signer, .. } = kit();
    let _ = (list.faults(), list.number(), list.is_of(root), list.next_update());
    let _ = list.signature_holds(&provider(), root);
    if list.find(signer).is_some() {
        assert!(!list.is_empty());
        let serial = signer.serial_number();
        assert!(data.windows(serial.len()).any(|own| own == serial) || data.starts_with(b"-"));
    }
}

pub fn crl_seeds() -> Vec<Vec<u8>> {
    let issuer = mdl().issuer;
    let empty = MakerOfCrl::of(&issuer.root, &issuer.root_key);
    let mut full = empty.clone();
    full.revoke(&issuer.signer);
    vec![empty.issue(&issuer.root_key), full.issue(&issuer.root_key)]
}

/// A security object whose signature holds is the kit's own.
pub fn security_object(data: &[u8]) {
    let _ = SignedData::read(data).map(|own| own.verify(None, &provider()).map(drop));
    let Ok(object) = DocumentSecurityObject::read(data) else { return };
    let _ = (object.algorithm(), object.digest(1), format!("{object:?}"));
    if object.message().verify(None, &provider()).is_ok() {
        let (own, its) = (object.message(), kit().object.message());
        let known = own.certificates().iter().any(|one| {
            its.certificates().iter().any(|other| other.public_key() == one.public_key())
        });
        assert!(!known || own.content() == its.content(), "other content under the kit's key");
    }
}

fn kit_object() -> Vec<u8> {
    let country = Country::new();
    SecurityObject::of(&country, &data_groups()).issue(&country.signer_key)
}

pub fn security_object_seeds() -> Vec<Vec<u8>> {
    let country = Country::new();
    let mut bare = SecurityObject::of(&country, &data_groups());
    bare.file = false;
    vec![kit_object(), bare.issue(&country.signer_key)]
}

/// A value fits its width, and the last index is the same for bytes and text.
pub fn status(data: &[u8]) {
    let mut room = Vec::new();
    let Ok(token) = StatusToken::decode(data, &mut room) else { return };
    match &token.list {
        Ok(List::Status(list)) => {
            for index in [0, 1, 7, 63, 1 << 20, u64::MAX] {
                if let Ok(value) = list.value(index) {
                    assert!(u32::from(value) < 1 << list.bits(), "{value} in {} bits", list.bits());
                }
            }
        }
        Ok(List::Identifiers(list)) => {
            let _ = (list.len(), list.contains(b"id"));
        }
        Ok(_) | Err(_) => {}
    }
    let uri = token.subject.to_string();
    let mut cache = Cache::new();
    if cache.insert(&uri, data.to_vec(), now()).is_err() {
        return;
    }
    let (rules, provider) = (StatusRules::named("strict").expect("there"), provider());
    let lookup = Lookup {
        cache: &cache,
        rules: &rules,
        now: now(),
        skew: 0,
        provider: &provider,
        authority: Some(&kit().root),
        status_signers: &[],
    };
    let _ = lookup.status_list(&Reference { key: 3, uri: &uri, certificate: None });
    let _ =
        lookup.identifier_list(&Reference { key: b"id".as_slice(), uri: &uri, certificate: None });
}

pub fn status_seeds() -> Vec<Vec<u8>> {
    let signer = ListSigner::below(&mdl().issuer);
    let mut seeds: Vec<Vec<u8>> = [1, 2, 4, 8]
        .into_iter()
        .map(|bits| MakerOfToken::list(&signer, bits, 1).issue(&signer.key))
        .collect();
    seeds.push(MakerOfToken::identifiers(&signer, &[b"id", b"another"]).issue(&signer.key));
    let jwt = all().into_iter().flat_map(|own| own.status).map(|own| own.bytes);
    seeds.extend(jwt.filter(|own| own.starts_with(b"ey")).take(4));
    seeds
}

/// A cache file that is read is written so that the same is read again.
pub fn status_cache(data: &[u8]) {
    let Ok(mut cache) = Cache::from_bytes(data) else { return };
    let bytes = cache.to_bytes();
    let again = Cache::from_bytes(&bytes).expect("what was written is read");
    assert_eq!(again.to_bytes(), bytes);
    assert!(Cache::is_cache(&bytes));
    let _ = plan(&cache, &cache, now());
    cache.merge(again).expect("no more than was there");
    cache.prune(now(), 0);
}

pub fn status_cache_seeds() -> Vec<Vec<u8>> {
    let mut cache = Cache::new();
    for (index, own) in status_seeds().into_iter().take(3).enumerate() {
        cache.give(&format!("{URI}{index}"), own, Some(now())).expect("room");
        cache.remember(&format!("{URI}{index}"), now());
    }
    cache.give("", crl_seeds().remove(1), None).expect("room");
    vec![Cache::new().to_bytes(), cache.to_bytes()]
}

/// No entry makes an anchor without a certificate and a document type, and a list is usable only
/// with the kit's own content.
pub fn vical(data: &[u8]) {
    let Ok(list) = Vical::decode(data) else { return };
    assert!(list.changes_since(&list).is_empty() || has_twins(&list));
    let (entries, mark) = (list.entries().len(), list.mark());
    let (report, verified) = list.verify(&[&kit().vical_root], Some(&mark), now(), 0, &provider());
    assert_eq!(report.is_usable(), verified.is_some());
    let Some(list) = verified else { return };
    let anchors = list.anchors(Some(60));
    assert!(anchors.len() <= entries);
    for anchor in anchors {
        assert!(
            kit().authorities.iter().any(|own| own == anchor.certificate().der()),
            "signed by nobody"
        );
    }
}

/// Two entries with one certificate and different document types differ from each other.
fn has_twins(list: &Vical) -> bool {
    let mut all: Vec<&[u8]> =
        list.entries().iter().flat_map(|own| &own.certificate).map(Certificate::der).collect();
    all.sort();
    all.windows(2).any(|pair| pair[0] == pair[1])
}

pub fn vical_seeds() -> Vec<Vec<u8>> {
    let provider = Provider::new();
    let two = vec![entry(&mdl().issuer, &[MDL]), entry(&my_number_card().issuer, &[MNC, MDL])];
    let empty = MakerOfVical::new(&provider, Vec::new());
    vec![MakerOfVical::new(&provider, two).issue(&provider.key), empty.issue(&provider.key)]
}

/// Acceptance lists and issuer profiles.
pub fn data_files(data: &[u8]) {
    let Some((which, content)) = numbered(data) else { return };
    if which % 2 == 0 {
        let Ok(list) = AcceptanceList::parse(content) else { return };
        let _ = list.accepts(&kit().root, MDL, "age", &provider());
    } else {
        let Ok(profiles) = IssuerProfiles::parse(content) else { return };
        let _ = profiles.find(&kit().root, MDL, &provider()).map(|own| own.copies);
    }
}

pub fn data_file_seeds() -> Vec<Vec<u8>> {
    let list = br#"{"version":1,"accept":[{"docTypes":["org.iso.18013.5.1.mDL"],
        "issuers":[{"country":"JP","state":"JP-13"}],"purposes":["age"]},
        {"docTypes":"any","issuers":"any","purposes":"any"}]}"#;
    let profiles = include_bytes!("../../../core/data/issuer-profiles.json");
    vec![number(0, list), number(1, profiles)]
}
