//! Sample documents. Nobody in them exists.

use crate::cbor::{Cbor, array, full_date, map, tdate};
use crate::keys::{Curve, Hash, Key};
use crate::portrait;
use crate::scenario::{Authentication, Document, DocumentLies, Element, Issuer};

/// The document type of a mobile driving licence.
pub const MDL: &str = "org.iso.18013.5.1.mDL";
/// Its namespace.
pub const MDL_SPACE: &str = "org.iso.18013.5.1";
/// The document type of a My Number Card (マイナンバーカード).
pub const MNC: &str = "org.iso.23220.1.jp.mnc";
/// The document type and namespace of person identification data in the European Union.
pub const PID: &str = "eu.europa.ec.eudi.pid.1";

/// A mobile driving licence without its portrait, everything else disclosed but the given name.
pub fn mdl() -> Document {
    let date = |text| full_date(text);
    let category = |code: &str| {
        map([
            ("vehicle_category_code", Cbor::from(code)),
            ("issue_date", date("2021-04-01")),
            ("expiry_date", date("2029-03-31")),
        ])
    };
    let elements = vec![
        shown("family_name", "BANGO"),
        hidden("given_name", "HANAKO"),
        shown("birth_date", date("1999-03-31")),
        shown("issue_date", tdate("2024-04-01T00:00:00Z")),
        shown("expiry_date", date("2029-03-31")),
        shown("issuing_country", "JP"),
        shown("issuing_jurisdiction", "JP-13"),
        shown("issuing_authority", "Example Authority"),
        shown("document_number", "123456789012"),
        shown("driving_privileges", array([category("A"), category("B")])),
        shown("un_distinguishing_sign", "J"),
        shown("age_over_18", true),
        hidden("age_over_65", false),
    ];
    let issuer = Issuer::new("JP", "JP-13", Curve::P256, Curve::P256);
    document(MDL, vec![(MDL_SPACE, elements)], issuer)
}

/// A mobile driving licence with its portrait.
pub fn mdl_with_portrait() -> Document {
    let mut document = mdl();
    document.name_spaces[0].1.push(shown("portrait", portrait::jpeg()));
    document
}

/// A My Number Card of the sample person 番号 花子.
pub fn my_number_card() -> Document {
    let jp = vec![
        shown("full_name_unicode", "番号　花子"),
        shown("resident_address_unicode", "〇〇県△△市□□町１－２－３"),
        hidden("local_gov_code_unicode", "14364"),
        hidden("individual_number_unicode", "123456789018"),
        shown("sex_unicode", "女"),
        shown("birth_date_unicode", "2000年3月31日"),
        shown("portrait", portrait::jpeg()),
    ];
    let common = vec![
        hidden("sex", 2),
        shown("birth_date", full_date("2000-03-31")),
        hidden("age_in_years", 26),
        shown("age_over_20", true),
    ];
    let issuer = Issuer::new("JP", "", Curve::P384, Curve::P256);
    document(MNC, vec![("org.iso.23220.1.jp", jp), ("org.iso.23220.1", common)], issuer)
}

/// Person identification data of the European Union.
pub fn pid() -> Document {
    let elements = vec![
        shown("family_name", "Mustermann"),
        shown("given_name", "Erika"),
        shown("birth_date", full_date("1984-01-26")),
        shown(
            "place_of_birth",
            map([("country", Cbor::from("DE")), ("locality", "Berlin".into())]),
        ),
        shown("nationality", array(["DE"])),
        shown("issuance_date", full_date("2026-05-01")),
        shown("expiry_date", full_date("2026-08-01")),
        shown("issuing_authority", "Example Authority"),
        shown("issuing_country", "DE"),
    ];
    document(PID, vec![(PID, elements)], Issuer::new("DE", "", Curve::P256, Curve::P256))
}

/// The optional elements of a driving licence.
pub fn optional_mdl_elements() -> Vec<Element> {
    let template = vec![0x7f, 0x61, 0x03, 0x02, 0x01, 0x01];
    vec![
        shown("administrative_number", "A-1"),
        shown("sex", 2),
        shown("height", 158),
        shown("weight", 50),
        shown("eye_colour", "brown"),
        shown("hair_colour", "black"),
        shown("birth_place", "Tokyo"),
        shown("resident_address", "1-2-3 Example-cho"),
        shown("portrait_capture_date", tdate("2024-03-01T00:00:00Z")),
        shown("age_in_years", 27),
        shown("age_birth_year", 1999),
        shown("age_over_20", true),
        shown("nationality", "JP"),
        shown("resident_street", "1-2-3"),
        shown("resident_city", "Example-shi"),
        shown("resident_state", "Tokyo"),
        shown("resident_postal_code", "100-0000"),
        shown("resident_country", "JP"),
        shown("biometric_template_face", template),
        shown("family_name_national_character", "番号"),
        shown("given_name_national_character", "花子"),
        shown("signature_usual_mark", portrait::jpeg()),
    ]
}

/// A driving licence with elements of AAMVA's namespace.
pub fn aamva() -> Document {
    let class = map([
        ("domestic_vehicle_class_code", Cbor::from("C")),
        ("domestic_vehicle_class_description", "Car".into()),
        ("expiry_date", full_date("2029-03-31")),
    ]);
    let mut document = mdl();
    let domestic = vec![
        shown("family_name_truncation", "N"),
        shown("given_name_truncation", "N"),
        shown("organ_donor", 1),
        shown("sex", 2),
        shown("DHS_compliance", "F"),
        shown("EDL_credential", 1),
        shown("resident_county", "037"),
        shown("domestic_driving_privileges", array([map([("domestic_vehicle_class", class)])])),
    ];
    document.name_spaces.push(("org.iso.18013.5.1.aamva", domestic));
    document
}

/// A photo ID whose day and month of birth are not known.
pub fn photo_id() -> Document {
    let birth = map([
        ("birth_date", full_date("1999-01-01")),
        ("approximate_mask", Cbor::from("00001111")),
    ]);
    let common = vec![
        shown("family_name", "番号"),
        shown("given_name", "花子"),
        shown("birth_date", birth),
        shown("issue_date", full_date("2024-04-01")),
        shown("expiry_date", full_date("2029-03-31")),
        shown("issuing_authority", "Example Authority"),
        shown("issuing_country", "JP"),
        shown("portrait", portrait::jpeg()),
        shown("age_over_18", true),
        shown("portrait_capture_date", full_date("2024-03-01")),
    ];
    let own = vec![shown("person_id", "P-1"), shown("travel_document_type", "P")];
    let spaces = vec![("org.iso.23220.1", common), ("org.iso.23220.photoid.1", own)];
    document("org.iso.23220.photoid.1", spaces, japan())
}

/// The same in the spelling of the draft of 2024.
pub fn photo_id_2024() -> Document {
    let common = vec![
        shown("family_name_unicode", "番号"),
        shown("given_name_unicode", "花子"),
        shown("birth_date", full_date("1999-03-31")),
        shown("issuing_country", "JP"),
    ];
    let own = vec![shown("birth_city", "東京")];
    let spaces = vec![("org.iso.23220.1", common), ("org.iso.23220.photoID.1", own)];
    document("org.iso.23220.photoID.1", spaces, japan())
}

/// A European proof of age.
pub fn proof_of_age() -> Document {
    let space = "eu.europa.ec.av.1";
    document(space, vec![(space, vec![shown("age_over_18", true)])], japan())
}

/// A student card: a document type that an integrator describes.
pub fn student_id() -> Document {
    let space = "com.example.student-id.1";
    let elements = vec![
        shown("full_name", "番号　花子"),
        shown("student_number", "20260001"),
        shown("university", "例示大学"),
        shown("enrolled", true),
    ];
    document(space, vec![(space, elements)], japan())
}

/// A document type that nobody has described.
pub fn unknown() -> Document {
    let space = "com.example.unknown.1";
    let elements = vec![shown("anything", "at all"), shown("age_over_18", 1)];
    document(space, vec![(space, elements)], japan())
}

fn japan() -> Issuer {
    Issuer::new("JP", "", Curve::P256, Curve::P256)
}

/// An element that is disclosed.
pub fn shown(identifier: &'static str, value: impl Into<Cbor>) -> Element {
    Element { identifier, value: value.into(), disclosed: true }
}

/// An element that stays with the wallet.
pub fn hidden(identifier: &'static str, value: impl Into<Cbor>) -> Element {
    Element { disclosed: false, ..shown(identifier, value) }
}

fn document(
    doc_type: &'static str,
    name_spaces: Vec<(&'static str, Vec<Element>)>,
    issuer: Issuer,
) -> Document {
    Document {
        doc_type,
        name_spaces,
        issuer,
        digest: Hash::Sha256,
        device_key: Key::new(Curve::P256, &format!("device {doc_type}")),
        authentication: Authentication::Signature,
        device_name_spaces: Vec::new(),
        request_info: None,
        lies: DocumentLies::default(),
    }
}
