//! Cases in which one rule is broken, named after its check, and attacks.
//!
//! Where the standard makes one fault break two rules, the description says so.

use super::good::{authorize_booking, qr, travel_document, unique};
use super::{Anchor, Case};
use crate::cbor::{Cbor, array, full_date, map, tagged, tdate};
use crate::certificate::{self, Certificate, StringKind, oid, usage};
use crate::documents::{MDL_SPACE, MNC, mdl, my_number_card, pid, shown};
use crate::handover::Handover;
use crate::keys::{Curve, Hash, Key, der_signature};
use crate::random;
use crate::scenario::{Authentication, Document, Issuer, Scenario};
use crate::travel_document::{Country, SecurityObject};

pub(super) fn cases() -> Vec<Case> {
    [
        response(),
        disclosure(),
        issuer_auth(),
        chain(),
        signer(),
        root(),
        mso(),
        elements(),
        data_groups(),
        device(),
        attacks(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// A scenario whose broken rule fails.
fn fails(id: &'static str, description: &str, scenario: Scenario) -> Case {
    Case::new(id, description, scenario).failing(&[id])
}

/// The same with one changed driving licence.
fn fails_with(id: &'static str, description: &str, change: fn(&mut Document)) -> Case {
    let mut document = mdl();
    change(&mut document);
    fails(id, description, qr(document))
}

/// A changed driving licence whose broken rule is a warning.
fn warns_with(id: &'static str, description: &str, change: fn(&mut Document)) -> Case {
    let mut document = mdl();
    change(&mut document);
    warns(id, description, qr(document))
}

fn warns(id: &'static str, description: &str, scenario: Scenario) -> Case {
    let mut case = Case::new(id, description, scenario).warning(&[id]);
    case.bad = true;
    case
}

/// A driving licence whose signer's certificate is changed before it is issued.
fn signer_with(id: &'static str, description: &str, change: fn(&mut Certificate)) -> Case {
    let mut document = mdl();
    change(&mut document.issuer.signer);
    fails(id, description, qr(document))
}

/// The same for the root's certificate.
fn root_with(id: &'static str, description: &str, change: fn(&mut Certificate)) -> Case {
    let mut document = mdl();
    change(&mut document.issuer.root);
    document.issuer.signer.issuer = document.issuer.root.subject.clone();
    fails(id, description, qr(document))
}

impl Case {
    pub(super) fn failing(mut self, ids: &[&'static str]) -> Case {
        self.bad = true;
        self.expect.verdict = "rejected";
        self.expect.failed = ids.to_vec();
        self
    }

    pub(super) fn warning(mut self, ids: &[&'static str]) -> Case {
        self.expect.warning = ids.to_vec();
        self
    }

    pub(super) fn inconclusive(mut self) -> Case {
        self.bad = true;
        self.expect.verdict = "inconclusive";
        self.expect.failed.clear();
        self
    }

    pub(super) fn undetermined(mut self, ids: &[&'static str]) -> Case {
        self.expect.undetermined = ids.to_vec();
        self
    }

    pub(super) fn unasked(mut self) -> Case {
        self.asked = false;
        self
    }
}

fn response() -> Vec<Case> {
    let edited = |change: fn(&mut Cbor)| {
        let mut scenario = qr(mdl());
        scenario.response = change;
        scenario
    };
    let mut trailing = qr(mdl());
    trailing.bytes = |bytes| bytes.push(0);
    let mut more = qr(mdl());
    more.request = |request| {
        let other = Cbor::Raw(qr(my_number_card()).ask_one());
        request.at("docRequests").items().push(other);
    };
    let mut two = qr(mdl());
    two.documents.push(pid());
    let mut twins = qr(unique());
    let mut twin = mdl();
    twin.device_key = Key::new(Curve::P256, "twin");
    twins.documents.push(twin);
    twins.request = |request| drop(request.at("docRequests").items().pop());
    let mut same_holder = fails("response.same-holder", "Documents of two device keys.", two);
    same_holder.policy = Some("same-holder");
    vec![
        fails("response.cbor", "A byte follows the response.", trailing),
        fails(
            "response.encoding",
            "An integer longer than needed.",
            edited(|response| response.set("status", Cbor::Long(0))),
        ),
        fails(
            "response.version",
            "A version that is not known.",
            edited(|response| response.set("version", "2.0")),
        ),
        fails(
            "response.status",
            "The wallet reports an error.",
            edited(|response| response.set("status", 10)),
        ),
        fails(
            "response.documents",
            "No document.",
            edited(|response| drop(response.remove("documents"))),
        )
        .unasked(),
        warns(
            "response.errors",
            "Another document is reported as withheld.",
            edited(|response| {
                response.set("documentErrors", array([map([(MNC, Cbor::Int(0))])]));
            }),
        ),
        fails("response.answers-request", "A document that was asked for is missing.", more),
        fails("response.document-count", "Two documents where one was to answer.", twins),
        same_holder,
    ]
}

fn disclosure() -> Vec<Case> {
    let mut surplus = qr(mdl());
    surplus.documents.push(pid());
    surplus.request = |request| drop(request.at("docRequests").items().pop());
    let mut unasked = qr(mdl());
    unasked.request = |request| {
        let mut less = mdl();
        less.name_spaces[0].1.retain(|element| element.identifier != "document_number");
        *request = Cbor::Raw(qr(less).ask());
    };
    let mut more = qr(mdl());
    more.request = |request| {
        let mut more = mdl();
        more.name_spaces[0].1.push(shown("portrait", Vec::new()));
        *request = Cbor::Raw(qr(more).ask());
    };
    let mut no_portrait = Scenario::new(my_number_card(), Handover::OpenId4Vp);
    no_portrait.request = |request| {
        *request = Cbor::Raw(Scenario::new(my_number_card(), Handover::OpenId4Vp).ask());
    };
    no_portrait.document().name_spaces[0].1.retain(|element| element.identifier != "portrait");
    vec![
        fails_with("document.structure", "A document type that is a number.", |document| {
            document.lies.document = |document| document.set("docType", 1);
        })
        .unasked(),
        fails("document.requested", "A second document that nobody asked for.", surplus),
        warns("document.unrequested-elements", "An element that nobody asked for.", unasked),
        warns(
            "document.requested-elements",
            "An element that was asked for is missing, and it is the portrait.",
            more,
        )
        .warning(&["document.portrait", "document.requested-elements"]),
        warns("document.portrait", "Everything but the portrait.", no_portrait)
            .warning(&["document.portrait", "document.requested-elements"]),
        fails_with("document.element-unique", "The same element twice, both signed.", |document| {
            document.lies.items = |items| {
                let mut again = items[0].1[0].clone();
                again.set("digestID", 100);
                again.set("random", random::bytes("again", 32));
                items[0].1.push(again);
            };
        }),
        fails_with("item.structure", "An item whose random is a text.", |document| {
            document.lies.items = |items| items[0].1[0].set("random", "not bytes");
        })
        .unasked(),
        warns_with("item.random", "An item with a random of eight bytes.", |document| {
            document.lies.items = |items| items[0].1[0].set("random", vec![7; 8]);
        }),
        warns_with("item.digest-id-range", "A digest id of 2^31.", |document| {
            document.lies.items = |items| items[0].1[0].set("digestID", 1 << 31);
        }),
        fails_with("item.digest", "An item that the issuer did not sign.", |document| {
            document.lies.disclosed = |items| forge(&mut items[0].1[0]);
        }),
        fails_with(
            "item.digest-id-unique",
            "Two items with one digest id, of which only one can match.",
            |document| {
                document.lies.disclosed = |items| {
                    let mut other = items[0].1[0].clone();
                    other.set("elementIdentifier", "administrative_number");
                    other.set("random", random::bytes("other", 32));
                    items[0].1.push(other);
                };
            },
        )
        .failing(&["item.digest", "item.digest-id-unique"])
        .unasked(),
    ]
}

/// Changes the value and nothing else.
pub(super) fn forge(item: &mut Cbor) {
    item.set("elementValue", "FORGED");
}

pub(super) fn flip(cose: &mut Cbor) {
    *cose.items()[3].bytes().last_mut().expect("a signature") ^= 1;
}

fn tag_sign1(cose: &mut Cbor) {
    *cose = tagged(18, cose.clone());
}

fn kid(header: &mut Cbor) {
    header.set(4, b"kid".to_vec());
}

fn unknown_crit(header: &mut Cbor) {
    header.set(2, array([99]));
    header.set(99, 1);
}

fn issuer_auth() -> Vec<Case> {
    vec![
        fails_with("issuer.auth.structure", "The payload is detached.", |document| {
            document.lies.issuer_auth = |auth| auth.items()[2] = Cbor::Null;
        }),
        fails_with("issuer.auth.untagged", "issuerAuth under tag 18.", |document| {
            document.lies.issuer_auth = tag_sign1;
        }),
        fails_with("issuer.auth.headers", "One label in both headers.", |document| {
            document.lies.protected = kid;
            document.lies.unprotected = kid;
        }),
        fails_with("issuer.auth.critical", "A critical header nobody knows.", |document| {
            document.lies.protected = unknown_crit;
        }),
        fails_with("issuer.auth.algorithm", "The algorithm is not protected.", |document| {
            document.lies.protected = |header| drop(header.remove(1));
            document.lies.unprotected = |header| header.set(1, -7);
        }),
        fails_with("issuer.auth.signature", "A flipped bit in the signature.", |document| {
            document.lies.issuer_auth = flip;
        }),
        fails_with("issuer.x5chain.present", "No certificate.", |document| {
            document.lies.unprotected = |header| drop(header.remove(33));
        }),
        fails_with("issuer.x5chain.encoding", "A text in place of a certificate.", |document| {
            document.lies.unprotected = |header| header.set(33, "certificate");
        }),
        warns_with("issuer.x5chain.array-of-one", "An array of one.", |document| {
            document.lies.unprotected = |header| {
                let signer = header.remove(33);
                header.set(33, array([signer]));
            };
        }),
        warns_with("issuer.x5chain.length", "A second certificate in the chain.", |document| {
            document.lies.unprotected = |header| {
                let signer = header.remove(33);
                let other = Issuer::new("DE", "", Curve::P256, Curve::P256);
                header.set(33, array([signer, Cbor::Bytes(other.root_der())]));
            };
        }),
        warns_with(
            "issuer.x5chain.anchor-included",
            "The chain carries its anchor, and so two certificates.",
            |document| {
                document.lies.unprotected = |header| {
                    let signer = header.remove(33);
                    header.set(33, array([signer, Cbor::Bytes(mdl().issuer.root_der())]));
                };
            },
        )
        .warning(&["issuer.x5chain.anchor-included", "issuer.x5chain.length"]),
        fails_with("issuer.x5chain.thumbprint", "A thumbprint of something else.", |document| {
            document.lies.protected =
                |header| header.set(34, array([Cbor::Int(-16), Cbor::Bytes(vec![0; 32])]));
        }),
        fails_with("issuer.signer.parse", "Bytes that are no certificate.", |document| {
            document.lies.unprotected = |header| header.set(33, vec![0x30, 0x03, 2, 1, 1]);
        }),
    ]
}

fn chain() -> Vec<Case> {
    let mut unknown = fails_with("issuer.chain.anchor", "Another authority is trusted.", |_| {});
    unknown.trust[0].der = Issuer::new("DE", "", Curve::P256, Curve::P256).root_der();
    let mut forged =
        fails_with("issuer.chain.signature", "Another key has signed the signer.", |_| {});
    forged.scenario.document().issuer.root_key = Key::new(Curve::P256, "impostor");
    let mut purpose =
        fails_with("issuer.chain.purpose", "The authority is trusted for readers.", |_| {});
    purpose.trust[0].purpose = "reader";
    let mut doc_type =
        fails_with("issuer.chain.doc-type", "The authority may issue something else.", |_| {});
    doc_type.trust[0].doc_types = Some(vec![MNC]);
    let mut category = fails("issuer.chain.category", "No provider of PID.", qr(pid()));
    category.trust[0].category = Some("eaa-provider");
    let subject = |id, description, attribute: &str, value: &str| {
        let mut document = mdl();
        document.issuer.root.subject.attribute(attribute).value = value.to_owned();
        document.issuer.root.issuer = document.issuer.root.subject.clone();
        document.issuer.signer.issuer = document.issuer.root.subject.clone();
        fails(id, description, qr(document))
    };
    let mut foreign = my_number_card();
    foreign.issuer = Issuer::new("DE", "", Curve::P384, Curve::P256);
    let foreign = fails("issuer.chain.doc-type-country", "Japan's card by Germany.", qr(foreign));
    vec![
        unknown,
        forged,
        foreign,
        purpose,
        doc_type,
        category,
        subject("issuer.chain.country", "The authority of another country.", oid::COUNTRY, "US"),
        subject("issuer.chain.state", "The authority of another prefecture.", oid::STATE, "JP-14"),
    ]
}

fn signer() -> Vec<Case> {
    let mut explicit = mdl();
    explicit.issuer.signer.public_key = certificate::explicit_p256(&explicit.issuer.signer_key);
    let mut country = mdl();
    country.issuer.signer.subject.attribute(oid::COUNTRY).value = "jp".into();
    country.name_spaces[0].1.retain(|element| !element.identifier.starts_with("issuing_"));
    let mut critical = mdl();
    critical.issuer.signer.extension(oid::SUBJECT_KEY_IDENTIFIER).critical = true;
    let mut stateless = mdl();
    stateless.issuer.signer.subject.remove(oid::STATE);
    let mut encoding = mdl();
    encoding.issuer.signer.subject.attribute(oid::COUNTRY).kind = StringKind::Utf8;
    let mut form = mdl();
    let entry = certificate::crl_directory_entry(&form.issuer.root.subject);
    form.issuer.signer.set_extension(entry);
    let mut method = mdl();
    method.issuer.signer.set_extension(certificate::subject_key_identifier(&[7; 20]));
    vec![
        signer_with("issuer.signer.validity", "The signer has expired.", |signer| {
            signer.not_after = "2026-05-20T00:00:00Z".into();
        })
        .warning(&["mso.outlives-signer"]),
        signer_with("issuer.signer.authority-key-identifier", "No key of the issuer.", |signer| {
            signer.remove_extension(oid::AUTHORITY_KEY_IDENTIFIER);
        }),
        signer_with("issuer.signer.basic-constraints", "A signer that is a CA.", |signer| {
            signer.set_extension(certificate::basic_constraints(true, None));
        }),
        signer_with("issuer.signer.common-name", "A signer without a name.", |signer| {
            signer.subject.remove(oid::COMMON_NAME);
        }),
        fails(
            "issuer.signer.country",
            "A country in small letters, which cannot be the authority's either.",
            qr(country),
        )
        .failing(&["issuer.chain.country", "issuer.signer.country"]),
        warns("issuer.signer.country-encoding", "The country as UTF8String.", qr(encoding)),
        signer_with("issuer.signer.crl-distribution-points", "No list is named.", |signer| {
            signer.remove_extension(oid::CRL_DISTRIBUTION_POINTS);
        }),
        warns("issuer.signer.crl-distribution-points-form", "A directory entry.", qr(form)),
        signer_with("issuer.signer.extended-key-usage", "A server's certificate.", |signer| {
            signer.set_extension(certificate::extended_key_usage(&[oid::SERVER_AUTH]));
        }),
        signer_with("issuer.signer.extended-key-usage-critical", "Not critical.", |signer| {
            signer.extension(oid::EXTENDED_KEY_USAGE).critical = false;
        }),
        signer_with("issuer.signer.forbidden-extension", "Policy constraints.", |signer| {
            signer.set_extension(certificate::policy_constraints());
        }),
        signer_with("issuer.signer.issuer-alt-name", "No contact.", |signer| {
            signer.remove_extension(oid::ISSUER_ALT_NAME);
        }),
        signer_with("issuer.signer.key-usage", "The key may also agree.", |signer| {
            signer.set_extension(certificate::key_usage(usage::SIGNATURE_AND_AGREEMENT));
        }),
        signer_with("issuer.signer.key-usage-critical", "Not critical.", |signer| {
            signer.extension(oid::KEY_USAGE).critical = false;
        }),
        signer_with("issuer.signer.lifetime", "More than 457 days.", |signer| {
            signer.not_after = "2027-12-31T00:00:00Z".into();
        }),
        warns("issuer.signer.non-critical-extensions", "A critical identifier.", qr(critical)),
        fails("issuer.signer.public-key", "A curve that is spelt out.", qr(explicit)),
        warns("issuer.signer.state", "The root names a state, the signer none.", qr(stateless)),
        signer_with("issuer.signer.serial-number", "The serial number 1.", |signer| {
            signer.serial = vec![1];
        }),
        signer_with("issuer.signer.signature-algorithm", "Signed over a SHA-1.", |signer| {
            signer.sign_with(oid::ECDSA_WITH_SHA1, Hash::Sha1);
        })
        .undetermined(&["issuer.chain.signature"]),
        signer_with("issuer.signer.signature-algorithm-match", "Two algorithms.", |signer| {
            signer.outer_algorithm = oid::ECDSA_WITH_SHA384;
        }),
        signer_with("issuer.signer.subject-key-identifier", "No identifier.", |signer| {
            signer.remove_extension(oid::SUBJECT_KEY_IDENTIFIER);
        }),
        warns("issuer.signer.subject-key-identifier-method", "Not the SHA-1.", qr(method)),
        signer_with("issuer.signer.unknown-critical-extension", "Unknown.", |signer| {
            signer.set_extension(certificate::unknown_critical());
        }),
        signer_with("issuer.signer.version", "Version 1.", |signer| signer.version = None),
    ]
}

fn root() -> Vec<Case> {
    let mut critical = mdl();
    critical.issuer.root.extension(oid::ISSUER_ALT_NAME).critical = true;
    let mut explicit = mdl();
    explicit.issuer.root.public_key = certificate::explicit_p256(&explicit.issuer.root_key);
    let mut encoding = mdl();
    encoding.issuer.root.subject.attribute(oid::COUNTRY).kind = StringKind::Utf8;
    encoding.issuer.root.issuer = encoding.issuer.root.subject.clone();
    encoding.issuer.signer.issuer = encoding.issuer.root.subject.clone();
    let mut form = mdl();
    let entry = certificate::crl_directory_entry(&form.issuer.root.subject);
    form.issuer.root.set_extension(entry);
    let mut method = mdl();
    method.issuer.root.set_extension(certificate::subject_key_identifier(&[7; 20]));
    method.issuer.signer.set_extension(certificate::authority_key_identifier(&[7; 20]));
    let mut serial = mdl();
    serial.issuer.root.serial = vec![1];
    vec![
        root_with("issuer.root.validity", "The authority has expired.", |root| {
            root.not_after = "2026-05-20T00:00:00Z".into();
        }),
        root_with("issuer.root.basic-constraints", "No authority.", |root| {
            root.set_extension(certificate::basic_constraints(false, None));
        }),
        root_with("issuer.root.basic-constraints-critical", "Not critical.", |root| {
            root.extension(oid::BASIC_CONSTRAINTS).critical = false;
        }),
        root_with("issuer.root.common-name", "An authority without a name.", |root| {
            root.subject.remove(oid::COMMON_NAME);
            root.issuer = root.subject.clone();
        }),
        root_with(
            "issuer.root.country",
            "A country in small letters, which cannot be the signer's either.",
            |root| {
                root.subject.attribute(oid::COUNTRY).value = "jp".into();
                root.issuer = root.subject.clone();
            },
        )
        .failing(&["issuer.chain.country", "issuer.root.country"]),
        warns("issuer.root.country-encoding", "The country as UTF8String.", qr(encoding)),
        warns("issuer.root.crl-distribution-points-form", "A directory entry.", qr(form)),
        root_with("issuer.root.extended-key-usage", "A purpose in the root.", |root| {
            root.set_extension(certificate::extended_key_usage(&["1.0.18013.5.1.2"]));
        }),
        root_with("issuer.root.forbidden-extension", "inhibitAnyPolicy.", |root| {
            root.set_extension(certificate::inhibit_any_policy());
        }),
        root_with("issuer.root.issuer-alt-name", "No contact.", |root| {
            root.remove_extension(oid::ISSUER_ALT_NAME);
        }),
        root_with(
            "issuer.root.key-cert-sign",
            "The key may sign data alone, which breaks the exact usages as well.",
            |root| root.set_extension(certificate::key_usage(usage::DIGITAL_SIGNATURE)),
        )
        .failing(&["issuer.root.key-cert-sign", "issuer.root.key-usage"]),
        root_with("issuer.root.key-usage", "The key may also sign data.", |root| {
            root.set_extension(certificate::key_usage(usage::ALL_OF_THESE));
        }),
        root_with("issuer.root.key-usage-critical", "Not critical.", |root| {
            root.extension(oid::KEY_USAGE).critical = false;
        }),
        root_with("issuer.root.lifetime", "More than 20 years.", |root| {
            root.not_after = "2044-06-01T00:00:00Z".into();
        }),
        warns("issuer.root.non-critical-extensions", "A critical contact.", qr(critical)),
        root_with("issuer.root.path-length", "It allows one authority below.", |root| {
            root.set_extension(certificate::basic_constraints(true, Some(1)));
        }),
        fails("issuer.root.public-key", "A curve that is spelt out.", qr(explicit))
            .undetermined(&["issuer.chain.signature"]),
        root_with("issuer.root.self-issued", "Issued by somebody else.", |root| {
            root.issuer.attribute(oid::COMMON_NAME).value = "Another authority".into();
        }),
        warns("issuer.root.serial-number", "The serial number 1.", qr(serial)),
        root_with("issuer.root.signature-algorithm", "Signed over a SHA-1.", |root| {
            root.sign_with(oid::ECDSA_WITH_SHA1, Hash::Sha1);
        }),
        root_with("issuer.root.signature-algorithm-match", "Two algorithms.", |root| {
            root.outer_algorithm = oid::ECDSA_WITH_SHA384;
        }),
        root_with("issuer.root.subject-key-identifier", "No identifier.", |root| {
            root.remove_extension(oid::SUBJECT_KEY_IDENTIFIER);
        }),
        warns("issuer.root.subject-key-identifier-method", "Not the SHA-1.", qr(method)),
        root_with("issuer.root.unknown-critical-extension", "Unknown.", |root| {
            root.set_extension(certificate::unknown_critical());
        }),
        root_with("issuer.root.version", "Version 1.", |root| root.version = None),
    ]
}

pub(super) fn validity(mso: &mut Cbor, name: &str, date: &str) {
    mso.at("validityInfo").set(name, tdate(date));
}

fn mso() -> Vec<Case> {
    let mut late = fails_with("mso.validity", "Verified after its end.", |_| {});
    late.at = "2026-08-02T00:00:00Z";
    vec![
        fails_with("mso.structure", "A key twice.", |document| {
            document.lies.mso = |mso| mso.add("version", "1.0");
        }),
        fails_with("mso.version", "A version that is not known.", |document| {
            document.lies.mso = |mso| mso.set("version", "2.0");
        }),
        fails_with("mso.doc-type", "Signed for another document type.", |document| {
            document.lies.mso = |mso| mso.set("docType", MNC);
        }),
        fails_with("mso.digest-algorithm", "Digests of SHA-1.", |document| {
            document.digest = Hash::Sha1;
        }),
        warns_with("mso.date-format", "A date with half a second.", |document| {
            document.lies.mso = |mso| validity(mso, "signed", "2026-05-01T00:00:00.5Z");
        }),
        fails_with("mso.validity-order", "Valid before it was signed.", |document| {
            document.lies.mso = |mso| validity(mso, "signed", "2026-05-02T00:00:00Z");
        }),
        late,
        fails_with(
            "mso.signed-in-future",
            "Signed in the future, and so not valid yet.",
            |document| {
                document.lies.mso = |mso| {
                    validity(mso, "signed", "2026-06-10T00:00:00Z");
                    validity(mso, "validFrom", "2026-06-10T00:00:00Z");
                };
            },
        )
        .failing(&["mso.validity"])
        .warning(&["mso.signed-in-future"]),
        fails_with("mso.signed-within-signer", "Signed before its signer began.", |document| {
            document.lies.mso = |mso| validity(mso, "signed", "2026-01-01T00:00:00Z");
        }),
        warns_with("mso.outlives-signer", "Valid longer than its signer.", |document| {
            document.lies.mso = |mso| validity(mso, "validUntil", "2027-03-01T00:00:00Z");
        }),
        fails_with("mso.key-authorizations", "An empty list of namespaces.", |document| {
            document.lies.mso = |mso| {
                let none = map([("nameSpaces", Cbor::Array(Vec::new()))]);
                mso.at("deviceKeyInfo").set("keyAuthorizations", none);
            };
        }),
    ]
}

pub(super) fn set_element(document: &mut Document, identifier: &str, value: Cbor) {
    let all = document.name_spaces[0].1.iter_mut();
    all.filter(|element| element.identifier == identifier)
        .for_each(|element| element.value = value.clone());
}

fn elements() -> Vec<Case> {
    let mut jurisdiction = mdl();
    jurisdiction.issuer = Issuer::new("JP", "", Curve::P256, Curve::P256);
    set_element(&mut jurisdiction, "issuing_jurisdiction", "US-CA".into());
    vec![
        warns_with("element.validity-dates", "The licence itself has expired.", |document| {
            set_element(document, "expiry_date", full_date("2026-05-30"));
        }),
        fails_with("element.issuing-country", "Another country than the signer's.", |document| {
            set_element(document, "issuing_country", "US".into());
            document.name_spaces[0].1.retain(|own| own.identifier != "issuing_jurisdiction");
        }),
        fails_with("element.issuing-jurisdiction", "Another prefecture.", |document| {
            set_element(document, "issuing_jurisdiction", "JP-14".into());
        }),
        fails(
            "element.jurisdiction-country",
            "A jurisdiction in another country.",
            qr(jurisdiction),
        ),
        warns_with("element.known", "An element that the namespace does not have.", |document| {
            document.name_spaces[0].1.push(shown("favourite_colour", "blue"));
        }),
        warns_with("element.type", "A number in place of a truth.", |document| {
            set_element(document, "age_over_18", Cbor::Int(1));
        }),
        warns_with("element.format", "A height of nine metres.", |document| {
            document.name_spaces[0].1.push(shown("height", Cbor::Int(900)));
        }),
        card_with("element.text", "A name with a half-width space.", |document| {
            set_element(document, "full_name_unicode", "番号 花子".into());
        }),
        card_with("element.image", "A portrait that is a PNG.", |document| {
            let png = [0x89, b'P', b'N', b'G', 13, 10, 26, 10, 0, 0, 0, 13];
            set_element(document, "portrait", Cbor::Bytes(png.to_vec()));
        }),
        warns_with("element.age-consistency", "Born in 1999 and under 18 in 2026.", |document| {
            set_element(document, "age_over_18", false.into());
        }),
        warns_with("element-hidden-characters", "A name that is shown backwards.", |document| {
            set_element(document, "family_name", "\u{202e}OGNAB".into());
        })
        .warning(&["element.format", "element.text"]),
        warns_with("element-born-tomorrow", "A date of birth in the future.", |document| {
            set_element(document, "birth_date", full_date("2026-06-02"));
            document.name_spaces[0].1.retain(|own| own.identifier != "age_over_18");
        })
        .warning(&["element.format"]),
        card_with("element-check-digit", "An individual number with a wrong digit.", |document| {
            let number = document.name_spaces[0].1.iter_mut();
            number.filter(|own| own.identifier == "individual_number_unicode").for_each(|own| {
                *own = shown("individual_number_unicode", "123456789019");
            });
        })
        .warning(&["element.format"]),
    ]
}

fn data_groups() -> Vec<Case> {
    let fails = |id: &'static str, description: &str, change: fn(&mut SecurityObject)| {
        let mut case = travel_document(id, change).failing(&[id]);
        description.clone_into(&mut case.description);
        case
    };
    let mut stranger = fails("sod.chain", "Nobody's travel document.", |_| ());
    let mut country = Country::new();
    country.root_key = Key::new(Curve::P256, "another csca");
    country.root = Certificate::root(country.root.subject, &country.root_key);
    stranger.trust[1].der = country.root_der();
    vec![
        fails("sod.structure", "A security object without the digest of its content.", |own| {
            own.attributes.truncate(1);
        }),
        fails("sod.data-groups", "A portrait that is not the travel document's.", |own| {
            own.digests[1].1[0] ^= 1;
            own.attributes = own.right_attributes();
        }),
        fails("sod.signature", "A security object whose signature is a forgery.", |own| {
            own.signature = |bytes| *bytes.last_mut().expect("a signature") ^= 1;
        }),
        stranger,
    ]
}

/// A changed My Number Card whose broken rule is a warning.
fn card_with(id: &'static str, description: &str, change: fn(&mut Document)) -> Case {
    let mut document = my_number_card();
    change(&mut document);
    warns(id, description, qr(document))
}

fn device() -> Vec<Case> {
    let mut mac = mdl();
    mac.authentication = Authentication::Mac;
    let mut forged_mac = mac.clone();
    forged_mac.lies.device_cose = flip;
    let mut transcript =
        fails("device.transcript", "The verifier's key is not in the transcript.", qr(mac));
    transcript.another_reader_key = true;
    let mut placement =
        fails_with("device.element-placement", "Height, vouched for by the device.", |document| {
            document.device_name_spaces = vec![(MDL_SPACE, vec![("height", Cbor::Int(170))])];
            document.lies.mso = |mso| {
                let authorizations = map([("nameSpaces", array([MDL_SPACE]))]);
                mso.at("deviceKeyInfo").set("keyAuthorizations", authorizations);
            };
        });
    placement.policy = Some("edition-2021");
    let mut twice = qr(mdl());
    twice.documents.push(mdl());
    vec![
        fails_with("device.structure", "deviceSignature under tag 18.", |document| {
            document.lies.device_cose = tag_sign1;
        }),
        fails_with("device.auth.exactly-one", "A signature and a MAC.", |document| {
            document.lies.device_auth = |auth| {
                let signature = auth.at("deviceSignature").clone();
                auth.set("deviceMac", signature);
            };
        }),
        transcript,
        fails_with("device.payload-detached", "An empty payload of its own.", |document| {
            document.lies.device_cose = |cose| cose.items()[2] = Cbor::Bytes(Vec::new());
        }),
        fails_with("device.key", "A point that is not on the curve.", |document| {
            document.lies.mso =
                |mso| *mso.at("deviceKeyInfo").at("deviceKey").at(-3).bytes() = vec![1; 32];
        }),
        fails_with("device.key-authorization", "Elements without authorization.", |document| {
            document.device_name_spaces =
                vec![("com.example.booking", vec![("seat", Cbor::from("12A"))])];
        }),
        placement,
        fails_with("device.auth.headers", "One label in both headers.", |document| {
            document.lies.device_protected = kid;
            document.lies.device_unprotected = kid;
        }),
        fails_with("device.auth.critical", "A critical header nobody knows.", |document| {
            document.lies.device_protected = unknown_crit;
        }),
        fails_with("device.auth.algorithm", "The algorithm is not protected.", |document| {
            document.lies.device_protected = |header| drop(header.remove(1));
            document.lies.device_unprotected = |header| header.set(1, -7);
        }),
        fails_with("device.signature", "A flipped bit in the signature.", |document| {
            document.lies.device_cose = flip;
        }),
        fails("device.mac", "A flipped bit in the tag.", qr(forged_mac)),
        warns("device.own-authentication", "Two documents with one authentication.", twice),
    ]
}

fn attack(name: &str, description: &str, change: fn(&mut Document)) -> Case {
    let mut document = mdl();
    change(&mut document);
    Case::new(&format!("attack-{name}"), description, qr(document))
}

fn attacks() -> Vec<Case> {
    let mut session =
        attack("other-session", "Made for another session.", |_| {}).failing(&["device.signature"]);
    session.scenario.device_handover = Some(Handover::QrOfAnotherSession);
    let mut mac_session = attack("other-session-mac", "A MAC of another session.", |document| {
        document.authentication = Authentication::Mac;
    })
    .failing(&["device.mac"]);
    mac_session.scenario.device_handover = Some(Handover::QrOfAnotherSession);
    let mut second = attack("forged-second-document", "A forged one behind a good one.", |_| {});
    let mut forged = pid();
    forged.lies.disclosed = |items| forge(&mut items[0].1[0]);
    let anchor = Anchor {
        listing: None,
        der: forged.issuer.root_der(),
        purpose: "issuer",
        doc_types: None,
        category: None,
    };
    second.scenario.documents.push(forged);
    second.trust.push(anchor);
    let mut key_twice =
        attack("duplicate-key", "Two lists of documents.", |_| {}).failing(&["response.cbor"]);
    key_twice.scenario.response = |response| {
        let documents = response.at("documents").clone();
        response.add("documents", documents);
    };
    let mut impostor =
        attack("impostor", "A self-made authority of the trusted one's name.", |_| {})
            .failing(&["issuer.chain.anchor"]);
    let own = Issuer::new("JP", "JP-13", Curve::P256, Curve::P256);
    let key = Key::new(Curve::P256, "impostor");
    let root = Certificate::root(own.root.subject.clone(), &key);
    let signer = Certificate::signer(own.signer.subject, &own.signer_key, &root, &key);
    impostor.scenario.document().issuer =
        Issuer { root_key: key, root, signer_key: own.signer_key, signer };
    let mut no_anchor =
        attack("no-anchors", "Nobody is trusted: nothing can be said.", |_| {}).inconclusive();
    no_anchor.trust.clear();
    vec![
        session,
        mac_session,
        second.failing(&["item.digest"]),
        key_twice,
        impostor,
        no_anchor,
        attack("shadowed-element", "A forged element before the genuine one.", |document| {
            document.lies.disclosed = |items| {
                let mut fake = items[0].1[0].clone();
                fake.set("digestID", 77);
                fake.set("random", random::bytes("fake", 32));
                forge(&mut fake);
                items[0].1.insert(0, fake);
            };
        })
        .failing(&["document.element-unique", "item.digest"]),
        attack("moved-item", "A genuine item in another namespace.", |document| {
            document.lies.disclosed = |items| {
                let item = items[0].1.remove(0);
                items.push(("org.iso.18013.5.1.aamva".into(), vec![item]));
            };
        })
        .failing(&["item.digest"])
        .unasked(),
        attack("borrowed-digest-id", "A forged item with a hidden item's id.", |document| {
            document.lies.disclosed = |items| {
                items[0].1[0].set("digestID", 1);
                forge(&mut items[0].1[0]);
            };
        })
        .failing(&["item.digest"]),
        attack("mac-algorithm-in-sign1", "HMAC named in issuerAuth.", |document| {
            document.lies.protected = |header| header.set(1, 5);
        })
        .failing(&["issuer.auth.algorithm"]),
        attack("eddsa-for-a-p256-key", "An algorithm that the key does not fit.", |document| {
            document.lies.protected = |header| header.set(1, -8);
        })
        .failing(&["issuer.auth.algorithm"]),
        attack("es256k", "An algorithm that the standard does not know.", |document| {
            document.lies.protected = |header| header.set(1, -47);
        })
        .failing(&["issuer.auth.algorithm"]),
        attack("der-signature", "A signature in DER.", |document| {
            document.lies.issuer_auth = |auth| {
                let signature = auth.items()[3].bytes();
                *signature = der_signature(signature);
            };
        })
        .failing(&["issuer.auth.signature"]),
        attack("indefinite-crit", "A crit of indefinite length.", |document| {
            document.lies.protected =
                |header| header.set(2, Cbor::IndefiniteArray(vec![Cbor::Int(1)]));
        })
        .failing(&["issuer.auth.critical", "response.encoding"]),
        attack("ed448-device-key", "A curve that no provider has.", |document| {
            document.lies.mso = |mso| {
                let key = [
                    (1, Cbor::Int(1)),
                    (-1, Cbor::Int(7)),
                    (-2, Cbor::Bytes(random::bytes("ed448", 57))),
                ];
                mso.at("deviceKeyInfo").set("deviceKey", map(key));
            };
        })
        .inconclusive()
        .undetermined(&["device.key"]),
        attack("reader-as-signer", "A reader's certificate signs a document.", |document| {
            let reader = [oid::MDL_READER];
            document.issuer.signer.set_extension(certificate::extended_key_usage(&reader));
        })
        .failing(&["issuer.signer.extended-key-usage"]),
        attack("swapped-device-key", "The device's key is the thief's.", |document| {
            document.device_key = Key::new(Curve::P256, "thief");
            document.lies.mso = |mso| {
                let own = mdl().device_key.cose_key();
                mso.at("deviceKeyInfo").set("deviceKey", own);
            };
        })
        .failing(&["device.signature"]),
        attack("renamed-document", "A licence shown as another document.", |document| {
            document.lies.document = |document| document.set("docType", MNC);
        })
        .failing(&["device.signature", "mso.doc-type"])
        .unasked(),
        attack("device-overrides-issuer", "The device repeats an issuer's element.", |document| {
            document.device_name_spaces = vec![(MDL_SPACE, vec![("age_over_18", true.into())])];
            document.lies.mso = |mso| {
                let authorizations = map([("nameSpaces", array([MDL_SPACE]))]);
                mso.at("deviceKeyInfo").set("keyAuthorizations", authorizations);
            };
        })
        .failing(&["document.element-unique"])
        .unasked(),
        attack("authorized-elsewhere", "Authorized for another namespace.", |document| {
            document.device_name_spaces =
                vec![("com.example.other", vec![("seat", Cbor::from("12A"))])];
            document.lies.mso = authorize_booking;
        })
        .failing(&["device.key-authorization"]),
    ]
}
