//! Cases that must be accepted.

use super::{Anchor, Case};
use crate::cbor::{Cbor, array, map};
use crate::certificate::crl_distribution_points;
use crate::documents::{
    MDL, MDL_SPACE, PID, aamva, mdl, mdl_with_portrait, my_number_card, optional_mdl_elements,
    photo_id, photo_id_2024, pid, proof_of_age, shown, student_id, unknown,
};
use crate::handover::Handover;
use crate::keys::{Curve, Hash, Key};
use crate::scenario::{Authentication, Document, Issuer, Scenario};
use crate::travel_document::{Country, SecurityObject, data_groups, photo_id_with};

const ISSUER_CURVES: [(&str, Curve); 8] = [
    ("p256", Curve::P256),
    ("p384", Curve::P384),
    ("p521", Curve::P521),
    ("brainpool-p256", Curve::BrainpoolP256r1),
    ("brainpool-p320", Curve::BrainpoolP320r1),
    ("brainpool-p384", Curve::BrainpoolP384r1),
    ("brainpool-p512", Curve::BrainpoolP512r1),
    ("ed25519", Curve::Ed25519),
];

const HANDOVERS: [(&str, Handover); 10] = [
    ("apple-in-app", Handover::AppleInApp),
    ("dc-api-annex-c", Handover::DcApiAnnexC),
    ("iso-18013-7-annex-b", Handover::Iso18013_7AnnexB),
    ("nfc-static", Handover::NfcStatic(Curve::P256)),
    ("nfc-negotiated", Handover::NfcNegotiated),
    ("nfc-v2", Handover::NfcV2),
    ("openid4vp", Handover::OpenId4Vp),
    ("openid4vp-dc-api", Handover::OpenId4VpDcApi),
    ("qr", Handover::Qr(Curve::P256)),
    ("website", Handover::Website),
];

/// A presentation over a QR code.
pub(super) fn qr(document: Document) -> Scenario {
    Scenario::new(document, Handover::Qr(Curve::P256))
}

pub(super) fn cases() -> Vec<Case> {
    let mut cases = documents();
    cases.extend(ISSUER_CURVES.map(signature));
    cases.extend(ISSUER_CURVES.into_iter().filter(|(_, own)| *own != Curve::Ed25519).map(mac));
    cases.extend([("sha-384", Hash::Sha384), ("sha-512", Hash::Sha512)].map(digest));
    cases.extend(HANDOVERS.map(handover));
    cases.extend(headers());
    cases
}

/// A photo ID with the data groups of a travel document, whose security object is changed before it
/// is signed.
pub(super) fn travel_document(name: &str, change: fn(&mut SecurityObject)) -> Case {
    let country = Country::new();
    let mut object = SecurityObject::of(&country, &data_groups());
    change(&mut object);
    let document = photo_id_with(&object.issue(&country.signer_key));
    let mut case = Case::new(
        name,
        "A photo ID with two data groups of a travel document, and the authority of its country.",
        qr(document),
    );
    let (der, purpose) = (country.root_der(), "travel-document-ca");
    case.trust.push(Anchor { der, purpose, doc_types: None, category: None, listing: None });
    case
}

fn documents() -> Vec<Case> {
    let mut two = qr(mdl_with_portrait());
    two.documents.push(my_number_card());
    let mut mac = mdl_with_portrait();
    mac.authentication = Authentication::Mac;
    let mut euro = Case::new("eu-pid", "Person identification data of the EU.", qr(pid()))
        .over(Handover::OpenId4VpDcApi);
    euro.trust[0].category = Some("pid-provider");
    euro.trust[0].doc_types = Some(vec![PID]);
    let mut licence =
        Case::new("mdl", "A driving licence with its portrait.", qr(mdl_with_portrait()));
    licence.trust[0].doc_types = Some(vec![MDL]);
    vec![
        licence,
        Case::new(
            "mdl-mac",
            "A driving licence with a MAC, over NFC.",
            Scenario::new(mac, Handover::NfcStatic(Curve::P256)),
        ),
        Case::new(
            "my-number-card",
            "A My Number Card of 番号 花子.",
            Scenario::new(my_number_card(), Handover::OpenId4Vp),
        ),
        euro,
        Case::new("two-documents", "A driving licence and a My Number Card.", two),
        device_signed("device-signed", None),
        device_signed("device-signed-edition-2021", Some("edition-2021")),
        same_holder(),
        Case::new("one-document", "One document alone was to answer.", qr(unique())),
        distribution_point(),
        status(),
        Case::new("photo-id", "A photo ID with an approximate date of birth.", qr(photo_id())),
        travel_document("photo-id-travel-document", |_| ()),
        Case::new("photo-id-2024", "A photo ID in the spelling of 2024.", qr(photo_id_2024())),
        Case::new("proof-of-age", "A European proof of age.", qr(proof_of_age())),
        Case::new("student-id", "A document type of an integrator's own.", qr(student_id())),
        Case::new("unknown-type", "A document type that nobody has described.", qr(unknown())),
        Case::new("aamva", "A driving licence with domestic elements.", qr(aamva())),
        age_neighbour(),
        retained(),
        individual_number(),
        unasked_kept(),
        optional_elements(),
        alternative(),
    ]
}

/// Asked for 16, the wallet has 18.
fn age_neighbour() -> Case {
    let mut scenario = qr(mdl());
    scenario.request = |request| {
        let mut asked = mdl();
        let all = asked.name_spaces[0].1.iter_mut();
        all.filter(|own| own.identifier == "age_over_18")
            .for_each(|own| own.identifier = "age_over_16");
        *request = Cbor::Raw(qr(asked).ask());
    };
    Case::new("age-neighbour", "The nearest age above the one that was asked for.", scenario)
}

/// Two elements are asked for with the intent to retain.
fn retained() -> Case {
    let mut scenario = qr(mdl());
    scenario.request = |request| {
        let kept = ["family_name", "document_number"];
        *request = Cbor::Raw(qr(mdl()).ask_to_keep(&kept));
    };
    Case::new("retained", "A request that says what it keeps.", scenario)
}

/// The individual number, asked for.
fn individual_number() -> Case {
    let mut document = my_number_card();
    let all = document.name_spaces[0].1.iter_mut();
    all.filter(|own| own.identifier == "individual_number_unicode")
        .for_each(|own| own.disclosed = true);
    Case::new("individual-number", "A My Number Card with its number.", qr(document))
}

fn unasked_kept() -> Case {
    let mut scenario = qr(mdl());
    scenario.request = |request| {
        let mut less = mdl();
        less.name_spaces[0].1.retain(|own| own.identifier != "document_number");
        *request = Cbor::Raw(qr(less).ask());
    };
    let mut case = Case::new("unasked-kept", "A policy that lets out what nobody asked.", scenario);
    case.policy = Some("keep-unasked");
    case.expect.warning = vec!["document.unrequested-elements"];
    case
}

/// Asked for an age in years, or for a date of birth and a country; the wallet has the latter.
fn alternative() -> Case {
    let mut scenario = qr(mdl());
    scenario.request = |request| {
        let mut asked = mdl();
        asked.name_spaces[0]
            .1
            .retain(|own| !matches!(own.identifier, "birth_date" | "issuing_country"));
        asked.name_spaces[0].1.push(shown("age_in_years", 27));
        let reference = |id: &str| array([Cbor::from(MDL_SPACE), Cbor::from(id)]);
        let sets = array([array([reference("birth_date"), reference("issuing_country")])]);
        let entry = map([
            ("requestedElement", reference("age_in_years")),
            ("alternativeElementSets", sets),
        ]);
        asked.request_info = Some(map([("alternativeDataElements", array([entry]))]));
        *request = Cbor::Raw(qr(asked).ask());
    };
    Case::new("alternative-elements", "Other elements in place of the one asked for.", scenario)
}

/// Every optional element of the licence, each right.
fn optional_elements() -> Case {
    let mut document = mdl_with_portrait();
    document.name_spaces[0].1.extend(optional_mdl_elements());
    Case::new("mdl-optional", "A driving licence with all that it can hold.", qr(document))
}

fn signature((name, curve): (&str, Curve)) -> Case {
    let mut document = mdl();
    let root = if curve == Curve::Ed25519 { Curve::P256 } else { curve };
    document.issuer = Issuer::new("JP", "JP-13", root, curve);
    document.device_key = Key::new(curve, "device");
    let description = format!("Issuer and device sign with keys on {name}.");
    Case::new(&format!("algorithm-{name}"), &description, qr(document))
}

fn mac((name, curve): (&str, Curve)) -> Case {
    let mut document = mdl();
    document.device_key = Key::new(curve, "device");
    document.authentication = Authentication::Mac;
    let scenario = Scenario::new(document, Handover::Qr(curve));
    Case::new(&format!("mac-{name}"), &format!("A MAC by keys on {name}."), scenario)
}

fn digest((name, hash): (&str, Hash)) -> Case {
    let mut document = mdl();
    document.digest = hash;
    Case::new(&format!("digest-{name}"), "Items with longer digests.", qr(document))
}

fn handover((name, handover): (&str, Handover)) -> Case {
    let scenario = Scenario::new(mdl(), handover);
    Case::new(&format!("handover-{name}"), "The session's transcript of this flow.", scenario)
}

fn headers() -> Vec<Case> {
    let mut protected = mdl();
    protected.lies.protected = |header| {
        let issuer = Issuer::new("JP", "JP-13", Curve::P256, Curve::P256);
        header.set(33, Cbor::Bytes(issuer.signer_der()));
    };
    protected.lies.unprotected = |header| drop(header.remove(33));
    let mut thumbprint = mdl();
    thumbprint.lies.protected = |header| {
        let issuer = Issuer::new("JP", "JP-13", Curve::P256, Curve::P256);
        let hash = Hash::Sha256.digest(&issuer.signer_der());
        header.set(34, array([Cbor::Int(-16), Cbor::Bytes(hash)]));
    };
    vec![
        Case::new("x5chain-protected", "The chain in the protected header.", qr(protected)),
        Case::new("x5t", "A signed thumbprint of the signer's certificate.", qr(thumbprint)),
    ]
}

fn same_holder() -> Case {
    let mut second = pid();
    second.device_key = mdl().device_key;
    let mut scenario = qr(mdl());
    scenario.documents.push(second);
    let mut case = Case::new("same-holder", "Two documents of one device key.", scenario);
    case.policy = Some("same-holder");
    case
}

/// A driving licence, asked for so that one document of its type may answer.
pub(super) fn unique() -> Document {
    let mut document = mdl();
    document.request_info = Some(map([("uniqueDocSetRequired", true)]));
    document
}

fn distribution_point() -> Case {
    let mut document = mdl();
    document.issuer.root.set_extension(crl_distribution_points(&[]));
    Case::new("root-with-crl", "An authority that names its revocation list.", qr(document))
}

fn device_signed(name: &str, policy: Option<&'static str>) -> Case {
    let mut document = mdl();
    document.device_name_spaces =
        vec![("com.example.booking", vec![("seat", Cbor::from("12A")), ("count", Cbor::Int(2))])];
    document.lies.mso = authorize_booking;
    let mut case = Case::new(name, "Elements that the device vouches for.", qr(document));
    case.policy = policy;
    case
}

/// Lets the device key vouch for the booking's namespace.
pub(super) fn authorize_booking(mso: &mut Cbor) {
    let authorizations = map([("nameSpaces", array(["com.example.booking"]))]);
    mso.at("deviceKeyInfo").set("keyAuthorizations", authorizations);
}

fn status() -> Case {
    let mut document = mdl();
    document.lies.mso = |mso| {
        let list = map([
            ("idx", Cbor::Int(412)),
            ("uri", Cbor::from("https://issuer.example/statuslists/1")),
        ]);
        mso.set("status", map([("status_list", list)]));
    };
    Case::new("status", "A document that names a status list.", qr(document))
}
