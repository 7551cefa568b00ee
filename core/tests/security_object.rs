//! Security objects of travel documents: right ones, and ones of which one thing is wrong.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

use tashika::codec::limits::{MAX_CHAIN_CERTIFICATES, MAX_DATA_GROUPS, MAX_SIGNED_DATA_BYTES};
use tashika::crypto::CryptoProvider;
use tashika::instant::Timestamp;
use tashika::mdoc::{DocumentSecurityObject, SecurityObjectError, SessionTranscript};
use tashika::presentation::Presentation;
use tashika::trust::{DocTypes, Listing, Purpose, TrustAnchor, TrustStore};
use tashika::verify::{CheckId, Context, Decision, Outcome, Policy, verify};
use tashika::x509::{Certificate, CmsError};
use tashika_testkit::cbor::Cbor;
use tashika_testkit::certificate::{
    basic_constraints, extended_key_usage, key_usage, oid, unknown_critical, usage,
};
use tashika_testkit::der;
use tashika_testkit::documents::mdl;
use tashika_testkit::handover::Handover;
use tashika_testkit::keys::{Curve, Key};
use tashika_testkit::scenario::{NOW, Scenario};
use tashika_testkit::travel_document::{
    Country, DATA_GROUPS, SecurityObject, attribute, content_type_data, data_groups,
    key_identifier, photo_id_with,
};

fn made(change: impl FnOnce(&mut SecurityObject)) -> Vec<u8> {
    let country = Country::new();
    let mut object = SecurityObject::of(&country, &data_groups());
    change(&mut object);
    object.issue(&country.signer_key)
}

fn signed(change: impl FnOnce(&mut SecurityObject)) -> Result<(), CmsError> {
    let object = DocumentSecurityObject::read(&made(change)).unwrap();
    object.message().verify(None, &CryptoProvider::default()).map(drop)
}

#[test]
fn a_right_object_is_read_and_its_signature_holds() {
    let object = DocumentSecurityObject::read(&made(|_| ())).unwrap();
    assert_eq!(object.digest(1).map(<[u8]>::len), Some(32));
    assert_eq!((object.digest(3), object.digest(0)), (None, None));
    let signer = object.message().verify(None, &CryptoProvider::default()).unwrap();
    assert!(signer.subject().to_string().contains("Example passport signer"));
    let key = Country::new().signer_key;
    signed(|own| own.signer = key_identifier(&key)).unwrap();
    signed(|own| own.file = false).unwrap();
    // A certificate that cannot be read, beside the signer's.
    signed(|own| own.certificates.insert(0, der::sequence(&[]))).unwrap();
}

#[test]
fn every_fault_of_a_signed_message_has_its_own_error() {
    let two = |own: &mut SecurityObject| own.signers = 2;
    assert_eq!(signed(two), Err(CmsError::Signers(2)));
    assert_eq!(signed(|own| own.signers = 0), Err(CmsError::Signers(0)));
    assert_eq!(signed(|own| own.certificates.clear()), Err(CmsError::Certificate));
    let stranger = |own: &mut SecurityObject| {
        own.certificates = vec![mdl().issuer.signer_der()];
    };
    assert_eq!(signed(stranger), Err(CmsError::Certificate));
    let unknown = |own: &mut SecurityObject| {
        own.signer = key_identifier(&Key::new(Curve::P256, "somebody"));
    };
    assert_eq!(signed(unknown), Err(CmsError::Certificate));
    // What is signed are the attributes, and they name the content.
    let other = |own: &mut SecurityObject| own.digests[0].1[0] ^= 1;
    assert_eq!(signed(other), Err(CmsError::Digest));
    let data = |own: &mut SecurityObject| own.attributes[0] = content_type_data();
    assert_eq!(signed(data), Err(CmsError::ContentType));
    let bare = |own: &mut SecurityObject| own.attributes.clear();
    assert_eq!(signed(bare), Err(CmsError::Attribute("contentType")));
    let flipped =
        |own: &mut SecurityObject| own.signature = |bytes| *bytes.last_mut().unwrap() ^= 1;
    assert!(matches!(signed(flipped), Err(CmsError::Signature(own)) if !own.is_unsupported()));
    let no_der = |own: &mut SecurityObject| own.signature = |bytes| bytes.push(0);
    assert!(matches!(signed(no_der), Err(CmsError::Signature(_))));
    // What is not allowed gives no answer.
    let sha_1 = signed(|own| own.algorithm = oid::ECDSA_WITH_SHA1).unwrap_err();
    assert!(matches!(sha_1, CmsError::Signature(_)) && sha_1.is_unsupported());
    let sha_1 = signed(|own| own.digest_algorithm = "1.3.14.3.2.26").unwrap_err();
    assert_eq!(sha_1, CmsError::DigestAlgorithm("1.3.14.3.2.26".to_owned()));
    assert!(sha_1.is_unsupported());
    // The content is given once: in the message, or beside it.
    let object = DocumentSecurityObject::read(&made(|_| ())).unwrap();
    let both = object.message().verify(Some(b"more"), &CryptoProvider::default());
    assert_eq!(both.map(drop), Err(CmsError::Content));
}

#[test]
fn what_is_no_security_object_is_an_error() {
    let read = |bytes: &[u8]| DocumentSecurityObject::read(bytes).map(drop);
    let right = made(|_| ());
    for length in 0..right.len() {
        assert!(read(&right[..length]).is_err(), "{length} bytes");
    }
    assert!(read(&[right.as_slice(), &[0]].concat()).is_err());
    assert!(read(&der::tlv(0x78, &made(|own| own.file = false))).is_err(), "another tag");
    assert!(read(&der::tlv(0x77, &right)).is_err(), "the tag twice");
    let content = SecurityObjectError::Content;
    assert_eq!(read(&made(|own| own.content_type = "1.2.840.113549.1.7.1")), Err(content.clone()));
    assert_eq!(read(&made(|own| own.attached = false)), Err(content.clone()));
    assert_eq!(read(&made(|own| own.digests[1].0 = 1)), Err(content.clone()), "a number twice");
    for number in [0, 17, 0x80] {
        assert_eq!(read(&made(|own| own.digests[0].0 = number)), Err(content.clone()));
    }
    for name in ["contentType", "messageDigest"] {
        let index = usize::from(name == "messageDigest");
        let missing = read(&made(|own| drop(own.attributes.remove(index))));
        assert_eq!(missing, Err(CmsError::Attribute(name).into()));
        let twice = read(&made(|own| own.attributes.push(own.attributes[index].clone())));
        assert_eq!(twice, Err(CmsError::Attribute(name).into()));
    }
    let values = [der::octet_string(&[0; 32]), der::octet_string(&[1; 32])];
    let two = made(|own| own.attributes[1] = attribute("1.2.840.113549.1.9.4", &values));
    assert_eq!(read(&two), Err(CmsError::Attribute("messageDigest").into()));
}

#[test]
fn bounds() {
    let read = |bytes: &[u8]| DocumentSecurityObject::read(bytes).map(drop);
    let many = |count: usize| made(|own| own.certificates = vec![der::sequence(&[]); count]);
    assert!(read(&many(MAX_CHAIN_CERTIFICATES)).is_ok());
    assert!(read(&many(MAX_CHAIN_CERTIFICATES + 1)).is_err());
    let groups = |count: usize| {
        made(|own| own.digests = (1..=count).map(|own| (own as u8, vec![0; 32])).collect())
    };
    assert!(read(&groups(MAX_DATA_GROUPS)).is_ok());
    assert!(read(&groups(MAX_DATA_GROUPS + 1)).is_err());
    let plain = made(|own| own.file = false).len();
    let sized = |len: usize| {
        let padded = |bytes: usize| {
            made(|own| {
                own.file = false;
                own.certificates.push(der::octet_string(&vec![0; bytes]));
            })
        };
        (len - plain - 40..len).map(padded).find(|own| own.len() >= len).unwrap()
    };
    let (fits, over) = (sized(MAX_SIGNED_DATA_BYTES), sized(MAX_SIGNED_DATA_BYTES + 1));
    assert_eq!((fits.len(), over.len()), (MAX_SIGNED_DATA_BYTES, MAX_SIGNED_DATA_BYTES + 1));
    assert!(read(&fits).is_ok());
    assert_eq!(read(&over), Err(CmsError::TooLarge(MAX_SIGNED_DATA_BYTES).into()));
}

/// The outcome of the four checks, and the verdict.
fn judged(
    country: &Country,
    object: &[u8],
    change: impl FnOnce(&mut Scenario),
    trusted: Option<Purpose>,
) -> (Decision, [Outcome; 4]) {
    let parse = |der: &[u8]| Certificate::parse(der).unwrap();
    let authority = trusted.map(|own| TrustAnchor::new(parse(&country.root_der()), own));
    judged_with(authority, object, change)
}

fn judged_with(
    authority: Option<TrustAnchor>,
    object: &[u8],
    change: impl FnOnce(&mut Scenario),
) -> (Decision, [Outcome; 4]) {
    let mut scenario = Scenario::new(photo_id_with(object), Handover::Qr(Curve::P256));
    change(&mut scenario);
    let parse = |der: &[u8]| Certificate::parse(der).unwrap();
    let issuer = parse(&scenario.documents[0].issuer.root_der());
    let mut store = TrustStore::new();
    store.add(TrustAnchor::new(issuer, Purpose::Issuer));
    authority.into_iter().for_each(|own| store.add(own));
    let transcript = scenario.handover.transcript().encode();
    let presentation = Presentation::new(scenario.respond())
        .with_transcript(SessionTranscript::from_bytes(&transcript));
    let (policy, provider) = (Policy::default(), CryptoProvider::default());
    let now = Timestamp::parse(NOW).unwrap();
    let report = verify(&presentation, &Context::new(&store, &policy, now, &provider)).unwrap();
    let checks =
        [CheckId::SodStructure, CheckId::SodDataGroups, CheckId::SodSignature, CheckId::SodChain];
    let document = &report.documents[0];
    (report.verdict.decision, checks.map(|check| document.outcome(check).unwrap()))
}

/// An authority that is no longer listed, or is listed for other documents, is none.
#[test]
fn an_authority_counts_for_its_documents_and_as_long_as_it_is_listed() {
    use Outcome::{NotPerformed, Passed};
    let country = Country::new();
    let anchor = || {
        let root = Certificate::parse(&country.root_der()).unwrap();
        TrustAnchor::new(root, Purpose::TravelDocumentCa)
    };
    let object = made(|_| ());
    let outcome = |own: TrustAnchor| judged_with(Some(own), &object, |_| ()).1[3];
    let until = |text: &str| Listing { until: Timestamp::parse(text), ..Listing::default() };
    let only = |doc_type: &str| DocTypes::Only(vec![doc_type.to_owned()]);
    assert_eq!(outcome(anchor().with_listing(until(NOW))), Passed);
    assert_eq!(outcome(anchor().with_listing(until("2026-05-01T00:00:00Z"))), NotPerformed);
    assert_eq!(outcome(anchor().with_doc_types(only("org.iso.23220.photoid.1"))), Passed);
    assert_eq!(outcome(anchor().with_doc_types(only("org.iso.18013.5.1.mDL"))), NotPerformed);
}

/// What the same authority issued for something else signs no data groups.
#[test]
fn the_signer_is_meant_for_documents() {
    let outcome = |change: fn(&mut Country)| {
        let mut country = Country::new();
        change(&mut country);
        let object = SecurityObject::of(&country, &data_groups()).issue(&country.signer_key);
        judged(&country, &object, |_| (), Some(Purpose::TravelDocumentCa)).1[3]
    };
    assert_eq!(outcome(|own| own.signer.remove_extension(oid::KEY_USAGE)), Outcome::Passed);
    let any = |own: &mut Country| own.signer.set_extension(extended_key_usage(&["2.5.29.37.0"]));
    assert_eq!(outcome(any), Outcome::Passed);
    let lists: [fn(&mut Country); 3] = [
        |own| own.signer.set_extension(key_usage(usage::SIGN_CERTIFICATES)),
        |own| own.signer.set_extension(extended_key_usage(&["2.23.136.1.1.3"])),
        |own| {
            own.signer.set_extension(extended_key_usage(&["2.23.136.1.1.3"]));
            own.signer.extension(oid::EXTENDED_KEY_USAGE).value = vec![0x30, 1];
        },
    ];
    for (place, change) in lists.into_iter().enumerate() {
        assert_eq!(outcome(change), Outcome::Failed, "{place}");
    }
}

#[test]
fn each_step_of_passive_authentication_is_its_own_check() {
    use Outcome::{Failed, NotApplicable, NotPerformed, Passed, Undetermined};
    const CSCA: Option<Purpose> = Some(Purpose::TravelDocumentCa);
    let country = Country::new();
    let with = |change: fn(&mut SecurityObject)| judged(&country, &made(change), |_| (), CSCA);
    let accepted = |all| (Decision::Accepted, all);
    let rejected = |all| (Decision::Rejected, all);
    assert_eq!(with(|_| ()), accepted([Passed; 4]));
    // Without an authority there is no answer, and another purpose is none.
    for purpose in [None, Some(Purpose::Issuer), Some(Purpose::Reader)] {
        let found = judged(&country, &made(|_| ()), |_| (), purpose);
        assert_eq!(found, accepted([Passed, Passed, Passed, NotPerformed]), "{purpose:?}");
    }
    // A data group with another digest, and one that the object does not know.
    let other = with(|own| {
        own.digests[1].1[0] ^= 1;
        own.attributes = own.right_attributes();
    });
    assert_eq!(other, rejected([Passed, Failed, Passed, Passed]));
    let unknown = with(|own| {
        own.digests[1].0 = 3;
        own.attributes = own.right_attributes();
    });
    assert_eq!(unknown, rejected([Passed, Failed, Passed, Passed]));
    let unsigned = with(|own| own.digests[1].1[0] ^= 1);
    assert_eq!(unsigned, rejected([Passed, Failed, Failed, NotPerformed]));
    let sha_1 = with(|own| own.digest_algorithm = "1.3.14.3.2.26");
    assert_eq!(sha_1, accepted([Passed, Undetermined, Undetermined, NotPerformed]));
    // Of another country of the same name; expired; demanding what is not understood; no authority.
    let chains: [fn(&mut Country); 4] = [
        |own| own.root_key = Key::new(Curve::P256, "another csca"),
        |own| own.signer.not_after = "2026-05-31T23:59:59Z".into(),
        |own| own.signer.set_extension(unknown_critical()),
        |own| own.root.set_extension(basic_constraints(false, None)),
    ];
    for (place, change) in chains.into_iter().enumerate() {
        let mut own = Country::new();
        change(&mut own);
        let object = SecurityObject::of(&own, &data_groups()).issue(&own.signer_key);
        let trusted = if place == 3 { &own } else { &country };
        let found = judged(trusted, &object, |_| (), CSCA);
        assert_eq!(found, rejected([Passed, Passed, Passed, Failed]), "{place}");
    }
    let prerequisite = [Failed, NotPerformed, NotPerformed, NotPerformed];
    assert_eq!(judged(&country, b"no object", |_| (), CSCA), rejected(prerequisite));
    let text = |scenario: &mut Scenario| {
        let spaces = &mut scenario.document().name_spaces;
        let own = spaces.iter_mut().find(|(name, _)| *name == DATA_GROUPS).unwrap();
        own.1[1].value = Cbor::from("text");
    };
    let (decision, found) = judged(&country, b"", text, CSCA);
    assert_eq!((decision, found), rejected(prerequisite));
    // Data groups that came without their object, an object alone, and neither.
    let drop_elements = |keep: fn(&str) -> bool| {
        move |scenario: &mut Scenario| {
            let spaces = &mut scenario.document().name_spaces;
            let own = spaces.iter_mut().find(|(name, _)| *name == DATA_GROUPS).unwrap();
            own.1.retain(|element| keep(element.identifier));
        }
    };
    let groups = judged(&country, &made(|_| ()), drop_elements(|own| own != "sod"), CSCA);
    assert_eq!(groups, accepted([NotPerformed; 4]));
    let alone = judged(&country, &made(|_| ()), drop_elements(|own| !own.starts_with("dg")), CSCA);
    assert_eq!(alone, accepted([Passed, NotApplicable, Passed, Passed]));
    let neither = judged(&country, &made(|_| ()), drop_elements(|own| own == "version"), CSCA);
    assert_eq!(neither, accepted([NotApplicable; 4]));
    // The older spelling of the namespace.
    let older = |scenario: &mut Scenario| {
        let spaces = &mut scenario.document().name_spaces;
        spaces.iter_mut().find(|(name, _)| *name == DATA_GROUPS).unwrap().0 = "org.iso.23220.dtc.1";
    };
    assert_eq!(judged(&country, &made(|_| ()), older, CSCA), accepted([Passed; 4]));
}
