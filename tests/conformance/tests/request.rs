//! DeviceRequest and reader authentication of ISO 18013-5 Annex D, made and checked.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

use std::fs;
use std::path::PathBuf;

use tashika::codec::scan;
use tashika::cose::{Algorithm, Signed};
use tashika::crypto::{CryptoError, CryptoProvider, Curve};
use tashika::mdoc::{
    Alternatives, DeviceEngagement, DeviceRequest, DocumentDraft, DocumentInfo, ReaderAuthError,
    ReaderAuthScope, ReaderSigner, RequestDraft, SessionTranscript, UseCase, reader_authentication,
    signature_from_der,
};
use tashika::x509::Certificate;
use tashika_conformance::{hex, vectors};

const MDL: &str = "org.iso.18013.5.1";
const PHOTO: &str = "org.iso.23220.1";
const GROUPS: &str = "org.iso.23220.datagroups.1";

struct AnnexD {
    folder: PathBuf,
}

impl AnnexD {
    fn open() -> Option<Self> {
        vectors("iso18013-5-annex-d").map(|folder| Self { folder })
    }

    fn file(&self, name: &str) -> Vec<u8> {
        hex(&fs::read_to_string(self.folder.join(name)).unwrap()).unwrap()
    }

    fn transcript(&self) -> SessionTranscript {
        let bytes = self.file("D.5.1-session-transcript-bytes.tag24.hex");
        SessionTranscript::from_bytes(&bytes)
    }

    fn certificate(&self, name: &str) -> Certificate {
        let pem = fs::read(self.folder.join(format!("certs/{name}.pem"))).unwrap();
        Certificate::read_all(&pem).unwrap().remove(0)
    }

    fn engagement(&self) -> DeviceEngagement {
        DeviceEngagement::decode(&self.file("D.3.1-device-engagement-qr.hex")).unwrap()
    }
}

fn document(
    doc_type: &str,
    spaces: &[(&str, &[&str])],
    retain: impl Fn(&str) -> bool,
) -> DocumentDraft {
    let name_spaces = spaces.iter().map(|(space, elements)| {
        let elements = elements.iter().map(|own| ((*own).to_owned(), retain(own)));
        ((*space).to_owned(), elements.collect())
    });
    DocumentDraft {
        doc_type: doc_type.to_owned(),
        name_spaces: name_spaces.collect(),
        info: DocumentInfo::default(),
    }
}

/// Sets of elements, each with its namespace.
type Sets<'a> = &'a [&'a [(&'a str, &'a str)]];

/// Each entry: the element asked for, and the sets that answer in its place.
fn alternatives(space: &str, list: &[(&str, Sets<'_>)]) -> Vec<Alternatives> {
    let pair = |space: &str, element: &str| (space.to_owned(), element.to_owned());
    list.iter()
        .map(|(element, sets)| Alternatives {
            requested: pair(space, element),
            sets: sets
                .iter()
                .map(|set| set.iter().map(|(space, own)| pair(space, own)).collect())
                .collect(),
        })
        .collect()
}

fn first_request() -> RequestDraft {
    let elements: &[&str] = &[
        "family_name",
        "document_number",
        "driving_privileges",
        "issue_date",
        "expiry_date",
        "portrait",
    ];
    RequestDraft::new([document("org.iso.18013.5.1.mDL", &[(MDL, elements)], |own| {
        own != "portrait"
    })])
}

fn extended_request() -> RequestDraft {
    let unique = |mut own: DocumentDraft, alternatives: Vec<Alternatives>| {
        own.info.unique_doc_set_required = Some(true);
        own.info.alternatives = alternatives;
        own
    };
    let aamva = "org.iso.18013.5.1.aamva";
    let national: &[&str] = &[
        "portrait",
        "birth_date",
        "issue_date",
        "expiry_date",
        "document_number",
        "given_name_national_character",
        "family_name_national_character",
    ];
    let mut driving = alternatives(
        MDL,
        &[
            ("given_name_national_character", &[&[(MDL, "given_name")]]),
            // The example has a full stop in this name.
            ("family_name_national_character", &[&[(MDL, "family._name")]]),
        ],
    );
    driving.extend(alternatives(
        aamva,
        &[("domestic_driving_privileges", &[&[(MDL, "driving_privileges")]])],
    ));
    let spaces: &[(&str, &[&str])] = &[(MDL, national), (aamva, &["domestic_driving_privileges"])];
    let first = unique(document("org.iso.18013.5.1.mDL", spaces, |_| true), driving);

    let identity: &[&str] =
        &["portrait", "given_name", "age_over_18", "family_name", "resident_postal_code"];
    let second = unique(
        document("org.iso.18013.5.1.mDL", &[(MDL, identity)], |_| true),
        alternatives(
            MDL,
            &[
                ("age_over_18", &[&[(MDL, "age_in_years")], &[(MDL, "birth_date")]]),
                (
                    "resident_postal_code",
                    &[
                        &[(MDL, "resident_city"), (MDL, "resident_state")],
                        &[(MDL, "resident_address")],
                    ],
                ),
            ],
        ),
    );
    let photo: &[&str] =
        &["portrait", "last_name", "first_name", "age_over_18", "resident_city", "resident_state"];
    let address: Sets<'_> = &[&[(PHOTO, "resident_postal_code")], &[(PHOTO, "resident_address")]];
    let third = unique(
        document("org.iso.23220.photoID", &[(PHOTO, photo)], |_| true),
        alternatives(
            PHOTO,
            &[
                ("first_name", &[&[(PHOTO, "first_name_latin1")], &[(GROUPS, "dg1")]]),
                ("last_name", &[&[(PHOTO, "last_name_latin1")], &[(GROUPS, "dg1")]]),
                ("portrait", &[&[(GROUPS, "dg2")]]),
                ("resident_city", address),
                ("resident_state", address),
                (
                    "age_over_18",
                    &[&[(PHOTO, "age_in_years")], &[(PHOTO, "birth_date")], &[(GROUPS, "dg1")]],
                ),
            ],
        ),
    );
    let use_case = |sets: &[&[usize]], purpose| UseCase {
        mandatory: false,
        document_sets: sets.iter().map(|own| own.to_vec()).collect(),
        purpose_hints: vec![("org.iso.jtc1.sc17".to_owned(), purpose)],
    };
    let mut draft = RequestDraft::new([first, second, third]);
    draft.use_cases = vec![use_case(&[&[0]], 2), use_case(&[&[1], &[2]], 1)];
    draft
}

#[test]
fn the_extended_request_is_made_identically() {
    let Some(annex) = AnnexD::open() else { return };
    let expected = annex.file("D.4.1.3-extended-device-request-v1.1-ed2draft.hex");
    let made = extended_request().prepare().unwrap().encode();
    assert_eq!(made, expected);
    assert_eq!(DeviceRequest::decode(&made).unwrap().documents.len(), 3);
}

#[test]
fn the_reader_authentication_of_annex_d_is_verified() {
    let Some(annex) = AnnexD::open() else { return };
    let bytes = annex.file("D.5.4-reader-auth.cose-sign1.hex");
    let item = scan(&bytes, 0, 16).unwrap().item;
    let signed = Signed::read(&item).unwrap();
    let request = annex.file("D.4.1.1-device-request.hex");
    let scanned = scan(&request, 0, 16).unwrap().item;
    let list = scanned.as_map().unwrap().text_key("docRequests").unwrap();
    let document = list.as_array().unwrap().next().unwrap();
    let items = document.as_map().unwrap().text_key("itemsRequest").unwrap();
    let (items, _) = items.as_embedded().unwrap();

    let payload = reader_authentication(&annex.transcript(), items);
    assert_eq!(payload, annex.file("D.5.4-reader-authentication-bytes.tag24.hex"));
    let chain = signed.unprotected.x5chain().unwrap().unwrap();
    let leaf = Certificate::parse(chain.certificates[0]).unwrap();
    let algorithm = Algorithm::from_cose(signed.protected.algorithm().unwrap().unwrap()).unwrap();
    let prefix = signed.to_be_signed(payload.len());
    let message = [prefix.prefix(), &payload[..]];
    assert_eq!(message.concat(), annex.file("D.5.4-reader-auth-sig-structure.hex"));
    for provider in [CryptoProvider::rustcrypto(), CryptoProvider::aws_lc()] {
        let scheme = algorithm.scheme().unwrap();
        let verify = |message: &[&[u8]]| {
            (provider.verify)(leaf.public_key().unwrap(), scheme, message, signed.signature)
        };
        assert_eq!(verify(&message), Ok(()));
        assert_eq!(verify(&[prefix.prefix(), &payload[1..]]), Err(CryptoError::Mismatch));
    }
    // The chain ends in the reader's root.
    let root = annex.certificate("reader-root");
    assert_eq!(leaf.issuer().der(), root.subject().der());
}

#[test]
fn the_request_of_annex_d_is_made_identically_with_its_signature() {
    let Some(annex) = AnnexD::open() else { return };
    let signer = ReaderSigner::new(Algorithm::Es256, vec![annex.certificate("reader")]).unwrap();
    let (transcript, engagement) = (annex.transcript(), annex.engagement());
    let session = (&engagement, &transcript);
    let bytes = annex.file("D.5.4-reader-auth.cose-sign1.hex");
    let item = scan(&bytes, 0, 16).unwrap().item;
    let signature = Signed::read(&item).unwrap().signature.to_vec();
    let provider = CryptoProvider::default();

    let mut request = first_request().prepare().unwrap();
    let scope = ReaderAuthScope::Document(0);
    assert_eq!(
        request.to_be_signed(scope, &signer, &transcript).unwrap(),
        annex.file("D.5.4-reader-auth-sig-structure.hex")
    );
    request.authenticate(scope, &signer, session, &signature, &provider).unwrap();
    assert_eq!(request.encode(), annex.file("D.4.1.1-device-request.hex"));

    // What does not hold is not sent.
    let mut wrong = signature.clone();
    wrong[5] ^= 1;
    let refused = request.authenticate(scope, &signer, session, &wrong, &provider);
    assert_eq!(refused, Err(ReaderAuthError::Signature(CryptoError::Mismatch)));
    let absent = ReaderAuthScope::Document(1);
    assert_eq!(
        request.authenticate(absent, &signer, session, &signature, &provider),
        Err(ReaderAuthError::UnknownDocument(1))
    );
    let other = ReaderSigner::new(Algorithm::Es384, vec![annex.certificate("reader")]);
    assert_eq!(other.unwrap_err(), ReaderAuthError::Algorithm);
}

#[test]
fn signatures_of_key_stores_are_turned() {
    let der = hex("300702010102020080").unwrap();
    let raw = signature_from_der(Curve::P256, &der).unwrap();
    assert_eq!((raw.len(), raw[31], raw[63]), (64, 1, 0x80));
    for wrong in
        ["3006020101020180", "30070201010202008000", "3003020101", "300602010102017f00", ""]
    {
        let wrong = hex(wrong).unwrap();
        assert!(signature_from_der(Curve::P256, &wrong).is_err(), "{wrong:02x?}");
    }
    let long = [vec![0x30, 38, 2, 33, 1], vec![0; 32], vec![2, 1, 1]].concat();
    assert!(signature_from_der(Curve::P256, &long).is_err());
    assert!(signature_from_der(Curve::P384, &long).is_ok());
}
