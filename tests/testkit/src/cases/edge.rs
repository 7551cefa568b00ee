//! Cases at the edges of a rule: what a laxer or a harsher verifier would judge otherwise.

use super::bad::{forge, set_element, validity};
use super::good::{authorize_booking, qr};
use super::{Anchor, Case};
use crate::cbor::{Cbor, array, full_date, map, tagged, tdate};
use crate::certificate::{self, Certificate, oid};
use crate::documents::{MDL, MDL_SPACE, MNC, PID, hidden, mdl, my_number_card, pid, shown};
use crate::handover::Handover;
use crate::keys::{Curve, Hash, Key};
use crate::random;
use crate::scenario::{Authentication, Document, Issuer, Scenario};

const EC_KEY: &str = "1.2.840.10045.2.1";
const P256: &str = "1.2.840.10045.3.1.7";
const ED448: &str = "1.3.101.113";
const BRAINPOOL_P512: &str = "1.3.36.3.3.2.8.1.1.13";
const BOOKING: &str = "com.example.booking";

pub(super) fn cases() -> Vec<Case> {
    [
        headers(),
        anchors(),
        purposes(),
        certificates(),
        lifetimes(),
        mso(),
        embedded(),
        elements(),
        requests(),
        device(),
        policies(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn with(name: &str, description: &str, change: fn(&mut Document)) -> Case {
    let mut document = mdl();
    change(&mut document);
    Case::new(name, description, qr(document))
}

fn warns(name: &str, description: &str, id: &'static str, change: fn(&mut Document)) -> Case {
    let mut case = with(name, description, change).warning(&[id]);
    case.bad = true;
    case
}

fn signer(name: &str, description: &str, change: fn(&mut Certificate)) -> Case {
    let mut document = mdl();
    change(&mut document.issuer.signer);
    Case::new(name, description, qr(document))
}

fn root(name: &str, description: &str, change: fn(&mut Certificate)) -> Case {
    let mut document = mdl();
    change(&mut document.issuer.root);
    Case::new(name, description, qr(document))
}

fn headers() -> Vec<Case> {
    vec![
        with("crit-absent-label", "A critical label that is not there.", |document| {
            document.lies.protected = |header| header.set(2, array([3]));
        })
        .failing(&["issuer.auth.critical"]),
        with("crit-unprotected", "crit where nobody has signed it.", |document| {
            document.lies.unprotected = |header| header.set(2, array([1]));
        })
        .failing(&["issuer.auth.critical"]),
        with("crit-empty", "A crit without labels.", |document| {
            document.lies.protected = |header| header.set(2, Cbor::Array(Vec::new()));
        })
        .failing(&["issuer.auth.critical"]),
        with("algorithm-in-both", "The algorithm once more, unprotected.", |document| {
            document.lies.unprotected = |header| header.set(1, -7);
        })
        .failing(&["issuer.auth.algorithm"]),
        with("two-chains", "Another certificate in the other header.", |document| {
            document.lies.protected = |header| {
                header.set(33, Cbor::Bytes(mdl().issuer.signer_der()));
            };
            document.lies.unprotected = |header| {
                header.set(33, Cbor::Bytes(pid().issuer.signer_der()));
            };
        })
        .failing(&["issuer.x5chain.present"]),
        with("x5t-sha-512", "A thumbprint by a digest that is not read.", |document| {
            document.lies.protected = |header| {
                let hash = Hash::Sha512.digest(&mdl().issuer.signer_der());
                header.set(34, array([Cbor::Int(-44), Cbor::Bytes(hash)]));
            };
        })
        .undetermined(&["issuer.x5chain.thumbprint"]),
        with("issuer-auth-tag-17", "issuerAuth under the tag of a MAC.", |document| {
            document.lies.issuer_auth = |auth| *auth = tagged(17, auth.clone());
        })
        .failing(&["issuer.auth.structure"]),
        with("issuer-auth-tag-98", "issuerAuth under the tag of COSE_Sign.", |document| {
            document.lies.issuer_auth = |auth| *auth = tagged(98, auth.clone());
        })
        .failing(&["issuer.auth.structure"]),
        with("device-tag-17", "deviceMac under tag 17.", |document| {
            document.authentication = Authentication::Mac;
            document.lies.device_cose = |cose| *cose = tagged(17, cose.clone());
        })
        .failing(&["device.structure"]),
        with("device-algorithm-of-another-curve", "ES384 for a key on P-256.", |document| {
            document.lies.device_protected = |header| header.set(1, -35);
        })
        .failing(&["device.auth.algorithm"]),
        with("signature-algorithm-in-mac", "ES256 named in deviceMac.", |document| {
            document.authentication = Authentication::Mac;
            document.lies.device_protected = |header| header.set(1, -7);
        })
        .failing(&["device.auth.algorithm"]),
        with("mac-algorithm-in-signature", "HMAC named in deviceSignature.", |document| {
            document.lies.device_protected = |header| header.set(1, 5);
        })
        .failing(&["device.auth.algorithm"]),
    ]
}

/// The trusted authority's name and key identifier with another key.
fn impostor() -> Anchor {
    let issuer = mdl().issuer;
    let key = Key::new(Curve::P256, "impostor");
    let mut root = Certificate::root(issuer.root.subject.clone(), &key);
    root.set_extension(certificate::subject_key_identifier(&issuer.root_key.identifier()));
    anchor(root.issue(&key))
}

fn anchor(der: Vec<u8>) -> Anchor {
    Anchor { der, purpose: "issuer", doc_types: None, category: None, listing: None }
}

/// So many impostors before the authority.
fn behind(name: &str, description: &str, impostors: usize) -> Case {
    let mut case = with(name, description, |_| {});
    (0..impostors).for_each(|_| case.trust.insert(0, impostor()));
    case
}

fn anchors() -> Vec<Case> {
    let mut elsewhere = with("anchor-twice", "The authority for another type first.", |_| {});
    elsewhere.trust.insert(0, elsewhere.trust[0].clone());
    elsewhere.trust[0].doc_types = Some(vec![MNC]);
    elsewhere.trust[1].doc_types = Some(vec![MDL]);
    let mut reader = with("anchor-reader-first", "The authority for readers first.", |_| {});
    reader.trust.insert(0, reader.trust[0].clone());
    reader.trust[0].purpose = "reader";
    let mut untidy = with("anchor-untidy-first", "An older root of the same key first.", |_| {});
    let mut old = mdl().issuer;
    old.root.remove_extension(oid::ISSUER_ALT_NAME);
    untidy.trust.insert(0, anchor(old.root_der()));
    let mut expired = with("anchor-expired-first", "An expired root of the same key.", |_| {});
    let mut old = mdl().issuer;
    old.root.not_after = "2026-05-20T00:00:00Z".into();
    expired.trust.insert(0, anchor(old.root_der()));
    let mut category = Case::new("anchor-two-categories", "Two categories.", qr(pid()));
    category.trust.insert(0, category.trust[0].clone());
    category.trust[0].category = Some("eaa-provider");
    category.trust[1].category = Some("pid-provider");
    category.trust[1].doc_types = Some(vec![PID]);
    let mut rights =
        behind("anchor-behind-twenty", "Twenty of the same name, for another type.", 20);
    rights.trust[..20].iter_mut().for_each(|own| own.doc_types = Some(vec![MNC]));
    let too_many = behind("anchor-seventeenth", "Sixteen of the same name first.", 16);
    vec![
        elsewhere,
        reader,
        untidy,
        expired,
        category,
        rights,
        behind("anchor-second", "Another key of the same name first.", 1),
        behind("anchor-sixteenth", "Fifteen of the same name first.", 15),
        too_many
            .inconclusive()
            .undetermined(&["issuer.chain.signature"])
            .warning(&["issuer.root.subject-key-identifier-method"]),
    ]
}

fn purposes() -> Vec<Case> {
    const ID: &str = "issuer.signer.extended-key-usage";
    let beside = |name: &str, purpose: &str| {
        let mut document = mdl();
        let both = certificate::extended_key_usage(&[oid::MDL_SIGNER, purpose]);
        document.issuer.signer.set_extension(both);
        Case::new(name, "A purpose beside the signer's.", qr(document)).failing(&[ID])
    };
    let mut empty = pid();
    empty.issuer.signer.set_extension(certificate::extended_key_usage(&[]));
    let mut own = pid();
    own.issuer.signer.set_extension(certificate::extended_key_usage(&["1.3.6.1.4.1.99999.1"]));
    vec![
        beside("purpose-reader", oid::MDL_READER),
        beside("purpose-server", oid::SERVER_AUTH),
        beside("purpose-vical", "1.0.18013.5.1.8"),
        beside("purpose-any", "2.5.29.37.0"),
        signer("purpose-not-mdl", "A purpose of one's own alone, for an mDL.", |signer| {
            let own = certificate::extended_key_usage(&["1.3.6.1.4.1.99999.1"]);
            signer.set_extension(own);
        })
        .failing(&[ID]),
        Case::new("purpose-own", "A purpose of the ecosystem's own.", qr(own)),
        Case::new("purpose-none", "An empty list of purposes.", qr(empty)).failing(&[ID]),
    ]
}

fn certificates() -> Vec<Case> {
    let mut nowhere = mdl();
    nowhere.issuer.root.subject.remove(oid::COUNTRY);
    nowhere.issuer.root.issuer = nowhere.issuer.root.subject.clone();
    nowhere.issuer.signer.issuer = nowhere.issuer.root.subject.clone();
    nowhere.issuer.signer.subject.remove(oid::COUNTRY);
    nowhere.name_spaces[0].1.retain(|element| !element.identifier.starts_with("issuing_"));
    let mut compressed = mdl();
    let point = compressed.issuer.signer_key.public_bytes();
    let short = [&[2 + (point[64] & 1)], &point[1..33]].concat();
    signer_key(&mut compressed, certificate::named_key(EC_KEY, Some(P256), &short), &short);
    let mut unsupported = mdl();
    let octets = random::bytes("Ed448", 57);
    signer_key(&mut unsupported, certificate::named_key(ED448, None, &octets), &octets);
    unsupported.lies.protected = |header| header.set(1, -8);
    let mut off_curve = mdl();
    let point = [&[4], random::bytes("brainpoolP512r1", 128).as_slice()].concat();
    root_key(&mut off_curve, certificate::named_key(EC_KEY, Some(BRAINPOOL_P512), &point), &point);
    let mut edwards = mdl();
    let own = Key::new(Curve::Ed25519, "root");
    root_key(&mut edwards, own.spki(), &own.public_bytes());
    vec![
        Case::new("country-absent", "No country in either certificate.", qr(nowhere)).failing(&[
            "issuer.chain.country",
            "issuer.root.country",
            "issuer.signer.country",
        ]),
        Case::new("signer-compressed-point", "A compressed point.", qr(compressed))
            .failing(&["issuer.signer.public-key"]),
        Case::new("signer-curve-unsupported", "A curve that no provider has.", qr(unsupported))
            .inconclusive()
            .undetermined(&["issuer.auth.signature", "issuer.signer.public-key"]),
        Case::new("root-off-curve", "A key that is no point of its curve.", qr(off_curve))
            .failing(&["issuer.chain.signature", "issuer.root.public-key"]),
        Case::new("root-ed25519", "An authority with a key on Ed25519.", qr(edwards))
            .failing(&["issuer.chain.signature", "issuer.root.public-key"]),
        root("root-without-basic-constraints", "No basic constraints.", |root| {
            root.remove_extension(oid::BASIC_CONSTRAINTS);
        })
        .failing(&["issuer.root.basic-constraints"]),
        signer("signer-null-parameters", "NULL beside the algorithm.", |signer| {
            signer.null_parameters = true;
        })
        .failing(&["issuer.signer.signature-algorithm"]),
        signer("signer-serial-negative", "A negative serial number.", |signer| {
            signer.serial = vec![0x80, 1, 2, 3, 4, 5, 6, 7, 8];
        })
        .failing(&["issuer.signer.serial-number"]),
        signer("signer-extension-twice", "One extension twice.", |signer| {
            let again = signer.extension(oid::KEY_USAGE).clone();
            signer.extensions.push(again);
        })
        .failing(&["issuer.signer.parse"]),
    ]
}

fn signer_key(document: &mut Document, public_key: Vec<u8>, octets: &[u8]) {
    let signer = &mut document.issuer.signer;
    signer.public_key = public_key;
    let identifier = Hash::Sha1.digest(octets);
    signer.set_extension(certificate::subject_key_identifier(&identifier));
}

fn root_key(document: &mut Document, public_key: Vec<u8>, octets: &[u8]) {
    let issuer = &mut document.issuer;
    issuer.root.public_key = public_key;
    let identifier = Hash::Sha1.digest(octets);
    issuer.root.set_extension(certificate::subject_key_identifier(&identifier));
    issuer.signer.set_extension(certificate::authority_key_identifier(&identifier));
}

fn lifetimes() -> Vec<Case> {
    let mut ends = with("mso-last-second", "Verified when it ends.", |_| {});
    ends.at = "2026-08-01T00:00:00Z";
    let mut over = with("mso-second-after", "Verified a second after its end.", |_| {});
    over.at = "2026-08-01T00:00:01Z";
    let mut begins = with("mso-first-second", "Verified when it begins.", |_| {});
    begins.at = "2026-05-01T00:00:00Z";
    vec![
        ends,
        begins,
        over.failing(&["mso.validity"]),
        signer("signer-457-days", "As long as a signer may live.", |signer| {
            signer.not_after = "2027-04-17T00:00:00Z".into();
        }),
        signer("signer-457-days-and-a-second", "A second longer.", |signer| {
            signer.not_after = "2027-04-17T00:00:01Z".into();
        })
        .failing(&["issuer.signer.lifetime"]),
        root("root-20-years", "As long as an authority may live.", |root| {
            root.not_after = "2044-01-01T00:00:00Z".into();
        }),
        root("root-20-years-and-a-second", "A second longer.", |root| {
            root.not_after = "2044-01-01T00:00:01Z".into();
        })
        .failing(&["issuer.root.lifetime"]),
        signer("signer-not-yet-valid", "A signer that begins tomorrow.", |signer| {
            signer.not_before = "2026-06-02T00:00:00Z".into();
        })
        .failing(&["issuer.signer.validity", "mso.signed-within-signer"]),
        root("root-not-yet-valid", "An authority that begins tomorrow.", |root| {
            root.not_before = "2026-06-02T00:00:00Z".into();
        })
        .failing(&["issuer.root.validity"]),
        signer("signed-after-signer", "Signed by a signer that had expired.", |signer| {
            signer.not_after = "2026-04-15T00:00:00Z".into();
        })
        .failing(&["issuer.signer.validity", "mso.signed-within-signer"])
        .warning(&["mso.outlives-signer"]),
        with("mso-no-time-at-all", "It ends when it begins.", |document| {
            document.lies.mso = |mso| {
                validity(mso, "validFrom", "2026-06-01T00:00:00Z");
                validity(mso, "validUntil", "2026-06-01T00:00:00Z");
            };
        })
        .failing(&["mso.validity-order"]),
    ]
}

fn mso() -> Vec<Case> {
    let authorized = |name: &str, description: &str, lie: fn(&mut Cbor)| {
        let mut document = mdl();
        document.device_name_spaces = vec![(BOOKING, vec![("seat", Cbor::from("12A"))])];
        document.lies.mso = lie;
        Case::new(name, description, qr(document))
    };
    vec![
        with("digest-too-short", "A hidden element's digest of 31 bytes.", |document| {
            document.lies.mso = |mso| {
                let digest = mso.at("valueDigests").at(MDL_SPACE).at(1).bytes();
                digest.truncate(31);
            };
        })
        .failing(&["mso.digest-algorithm"]),
        warns("random-repeated", "Two items with one random.", "item.random", |document| {
            document.lies.items = |items| {
                let random = items[0].1[0].at("random").clone();
                items[0].1[2].set("random", random);
            };
        }),
        authorized("authorized-element", "Authorized for this one element.", |mso| {
            authorize(mso, map([("dataElements", map([(BOOKING, array(["seat"]))]))]));
        }),
        authorized("authorized-other-element", "Authorized for another element.", |mso| {
            authorize(mso, map([("dataElements", map([(BOOKING, array(["count"]))]))]));
        })
        .failing(&["device.key-authorization"]),
        authorized("authorized-twice", "A namespace in both lists.", |mso| {
            let lists = [
                ("nameSpaces", array([BOOKING])),
                ("dataElements", map([(BOOKING, array(["seat"]))])),
            ];
            authorize(mso, map(lists));
        })
        .failing(&["mso.key-authorizations"]),
        with("device-key-type", "The key type of Edwards curves for P-256.", |document| {
            document.lies.mso = |mso| mso.at("deviceKeyInfo").at("deviceKey").set(1, 1);
        })
        .failing(&["device.key"]),
        with("device-key-weak", "A point of small order on Ed25519.", |document| {
            document.lies.mso = |mso| {
                let mut point = vec![0; 32];
                point[0] = 1;
                let key = [(1, Cbor::Int(1)), (-1, Cbor::Int(6)), (-2, Cbor::Bytes(point))];
                mso.at("deviceKeyInfo").set("deviceKey", map(key));
            };
        })
        .failing(&["device.key"]),
    ]
}

fn authorize(mso: &mut Cbor, authorizations: Cbor) {
    mso.at("deviceKeyInfo").set("keyAuthorizations", authorizations);
}

/// The item with a second one behind it.
fn followed(item: &Cbor) -> Vec<u8> {
    [item.encode(), Cbor::Null.encode()].concat()
}

fn embedded() -> Vec<Case> {
    let trail: fn(&mut Cbor) = |item| *item = Cbor::Raw(followed(item));
    let mut protected = mdl();
    protected.lies.protected = trail;
    let mut device_protected = mdl();
    device_protected.lies.device_protected = trail;
    let mut spaces = mdl();
    spaces.lies.device_name_spaces = trail;
    vec![
        with("trailing-item", "A byte behind an item.", |document| {
            document.lies.disclosed = |items| items[0].1[0] = Cbor::Raw(followed(&items[0].1[0]));
            document.lies.mso = |mso| {
                let random = random::bytes(&format!("random {MDL_SPACE} family_name"), 32);
                let item = map([
                    ("digestID", Cbor::Int(0)),
                    ("random", Cbor::Bytes(random)),
                    ("elementIdentifier", "family_name".into()),
                    ("elementValue", "BANGO".into()),
                ]);
                let digest = Hash::Sha256.digest(&tagged(24, followed(&item)).encode());
                mso.at("valueDigests").at(MDL_SPACE).set(0, digest);
            };
        })
        .failing(&["item.structure"]),
        with("duplicate-key-item", "An item with a key twice.", |document| {
            document.lies.items = |items| items[0].1[0].add("elementValue", "SOMEBODY ELSE");
        })
        .failing(&["item.structure"]),
        with("trailing-payload", "A byte behind the wrapped MSO.", |document| {
            document.lies.payload = |payload| payload.push(0);
        })
        .failing(&["mso.structure"]),
        with("trailing-mso", "A byte behind the MSO itself.", |document| {
            // d8 18 59 and two bytes of length stand before it.
            document.lies.payload = |payload| {
                let inner = [&payload[5..], &[0xf6]].concat();
                *payload = tagged(24, inner).encode();
            };
        })
        .failing(&["mso.structure"]),
        Case::new("trailing-protected", "A byte behind the header.", qr(protected))
            .failing(&["issuer.auth.headers"]),
        Case::new("trailing-device-protected", "A byte behind the header.", qr(device_protected))
            .failing(&["device.auth.headers"]),
        Case::new("trailing-device-namespaces", "A byte behind the map.", qr(spaces))
            .failing(&["device.structure"]),
        with("duplicate-device-namespace", "One namespace twice.", |document| {
            document.lies.device_name_spaces = |spaces| {
                spaces.add(BOOKING, Cbor::Map(Vec::new()));
                spaces.add(BOOKING, Cbor::Map(Vec::new()));
            };
        })
        .failing(&["device.structure"]),
    ]
}

fn elements() -> Vec<Case> {
    let mut country = mdl();
    country.issuer = Issuer::new("JP", "", Curve::P256, Curve::P256);
    set_element(&mut country, "issuing_jurisdiction", "JPX-13".into());
    let mut status = qr(mdl());
    status.response = |response| response.set("status", 11);
    vec![
        Case::new("jurisdiction-of-jpx", "It only begins with the country.", qr(country))
            .failing(&["element.jurisdiction-country"])
            .warning(&["element.format"]),
        with("jurisdiction-longer", "It only begins with the state.", |document| {
            set_element(document, "issuing_jurisdiction", "JP-131".into());
        })
        .failing(&["element.issuing-jurisdiction"]),
        warns("issued-tomorrow", "Issued in the future.", "element.validity-dates", |document| {
            set_element(document, "issue_date", tdate("2026-06-02T00:00:00Z"));
        }),
        with("expires-today", "The licence's last day.", |document| {
            set_element(document, "expiry_date", full_date("2026-06-01"));
        }),
        warns("unreadable-date", "A date that is none.", "element.validity-dates", |document| {
            set_element(document, "expiry_date", "soon".into());
        })
        .warning(&["element.type", "element.validity-dates"]),
        Case::new("status-11", "Another status than 10.", status).failing(&["response.status"]),
    ]
}

/// The request for a licence and a card, of which the licence comes, with these use cases.
fn use_cases(name: &str, description: &str, request: fn(&mut Cbor)) -> Case {
    let mut scenario = qr(mdl());
    scenario.request = request;
    Case::new(name, description, scenario)
}

fn one_of_two(request: &mut Cbor, cases: &[(bool, Cbor)]) {
    let card = Cbor::Raw(qr(my_number_card()).ask_one());
    request.at("docRequests").items().push(card);
    let cases = cases.iter().map(|(mandatory, sets)| {
        map([("mandatory", Cbor::Bool(*mandatory)), ("documentSets", sets.clone())])
    });
    let info = map([("useCases", array(cases))]).embedded();
    request.set("deviceRequestInfo", info);
}

/// One element more is asked for, with one set of others that answers in its place.
fn alternative(request: &mut Cbor, set: [&str; 2]) {
    let mut asked = mdl();
    asked.name_spaces[0].1.push(shown("resident_city", "?"));
    let pair = |id: &str| array([MDL_SPACE, id]);
    let entry = map([
        ("requestedElement", pair("resident_city")),
        ("alternativeElementSets", array([array(set.map(pair))])),
    ]);
    asked.request_info = Some(map([("alternativeDataElements", array([entry]))]));
    *request = Cbor::Raw(qr(asked).ask());
}

/// One age is asked for, another one comes.
fn age(name: &str, description: &str, came: (&'static str, bool), request: fn(&mut Cbor)) -> Case {
    let mut document = mdl();
    document.name_spaces[0].1.retain(|own| !own.identifier.starts_with("age_over_"));
    document.name_spaces[0].1.push(shown(came.0, came.1));
    document.name_spaces[0].1.push(hidden("age_over_99", false));
    let mut scenario = qr(document);
    scenario.request = request;
    Case::new(name, description, scenario)
}

fn ask_age(request: &mut Cbor, identifier: &'static str) {
    let mut asked = mdl();
    asked.name_spaces[0].1.retain(|own| !own.identifier.starts_with("age_over_"));
    asked.name_spaces[0].1.push(shown(identifier, true));
    *request = Cbor::Raw(qr(asked).ask());
}

fn requests() -> Vec<Case> {
    let answers = ["response.answers-request"];
    let missing = ["document.requested-elements"];
    let both = ["document.requested-elements", "document.unrequested-elements"];
    let mut cases = vec![
        use_cases("use-case-unmet", "A mandatory use case is unmet.", |request| {
            one_of_two(request, &[(true, array([array([0])])), (true, array([array([1])]))]);
        })
        .failing(&answers),
        use_cases("use-case-half-met", "One document of a set of two.", |request| {
            one_of_two(request, &[(true, array([array([0, 1])]))]);
        })
        .failing(&answers),
        use_cases("use-case-optional", "An optional use case is unmet.", |request| {
            one_of_two(request, &[(true, array([array([0])])), (false, array([array([1])]))]);
        }),
        use_cases("use-case-second-set", "The second of two sets.", |request| {
            one_of_two(request, &[(true, array([array([0, 1]), array([0])]))]);
        }),
        use_cases("alternative-set", "Two elements in place of one.", |request| {
            alternative(request, ["family_name", "birth_date"]);
        }),
        use_cases("alternative-half-set", "One of the two in its place.", |request| {
            alternative(request, ["family_name", "height"]);
        })
        .warning(&missing),
        age(
            "age-below-false",
            "Not over 65, and so not over 66.",
            ("age_over_65", false),
            |request| {
                ask_age(request, "age_over_66");
            },
        ),
        age(
            "age-below-true",
            "Over 18, which says nothing of 25.",
            ("age_over_18", true),
            |request| {
                ask_age(request, "age_over_25");
            },
        )
        .warning(&both),
        age(
            "age-above-false",
            "Not over 65, which says nothing of 60.",
            ("age_over_65", false),
            |request| {
                ask_age(request, "age_over_60");
            },
        )
        .warning(&both),
    ];
    cases.iter_mut().for_each(|own| own.bad |= !own.expect.warning.is_empty());
    cases
}

fn device() -> Vec<Case> {
    let mut curve = mdl();
    curve.device_key = Key::new(Curve::P384, "device");
    curve.authentication = Authentication::Mac;
    let curve = Scenario::new(curve, Handover::Qr(Curve::P256));
    let mut second = qr(mdl());
    let mut forged = pid();
    forged.lies.mso = |mso| validity(mso, "validUntil", "2026-05-20T00:00:00Z");
    second.documents.push(forged);
    vec![
        Case::new("mac-of-another-curve", "The verifier has no key on the curve.", curve)
            .failing(&["device.mac"]),
        Case::new("expired-second-document", "An expired one behind a good one.", second)
            .failing(&["mso.validity"]),
    ]
}

fn policies() -> Vec<Case> {
    let under = |profile, mut case: Case| {
        case.profile = Some(profile);
        case
    };
    let untidy = |name: &str| {
        let mut document = mdl();
        document.issuer.signer.subject.remove(oid::COMMON_NAME);
        let case = Case::new(name, "A signer without a name.", qr(document));
        case.warning(&["issuer.signer.common-name"])
    };
    let by_hand = |name: &str| {
        root(name, "An authority that allows one below.", |root| {
            root.set_extension(certificate::basic_constraints(true, Some(1)));
        })
    };
    let forged = |name: &str| {
        with(name, "An item that the issuer did not sign.", |document| {
            document.lies.disclosed = |items| forge(&mut items[0].1[0]);
        })
        .failing(&["item.digest"])
    };
    let mut needed = with("status-needed", "A status that is not looked up.", |document| {
        document.lies.mso = authorize_booking;
    });
    needed.policy = Some("status-needed");
    vec![
        under("aamva", untidy("aamva-untidy-signer")),
        under("aamva", by_hand("aamva-path-length").failing(&["issuer.root.path-length"])),
        under("aamva", forged("aamva-forged-item")),
        under("interop-event", untidy("interop-untidy-signer")),
        under(
            "interop-event",
            by_hand("interop-path-length").warning(&["issuer.root.path-length"]),
        ),
        under("interop-event", forged("interop-forged-item")),
        needed.inconclusive(),
    ]
}
