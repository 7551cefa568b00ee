//! The cases of both hierarchies: `auth-*` and `sign-*`.
//!
//! A case that is named after a check breaks that rule alone; where one fault must leave something
//! else open, such as revocation without a chain, the expectation says so.

use serde_json::json;

use super::authority::{
    AnyKey, Authority, HOLDER, Hierarchy, SIGN_LISTS, SIGNATURE_AND_NON_REPUDIATION,
    distribution_point, holder, id, issuing_distribution_point, other_name, policies,
};
use super::cms::attribute;
use super::ocsp::{Response, Status};
use super::rsa::{Rsa, digest_info, digest_info_without_null};
use super::{Anchor, Case};
use crate::certificate::{
    Extension, StringKind, basic_constraints, extended_key_usage, key_usage, oid, unknown_critical,
    usage,
};
use crate::crl::{certificate_issuer, delta_indicator};
use crate::der;
use crate::keys::{Curve, Hash};
use crate::random;

use Hierarchy::{Authentication, Signing};

/// Every case.
pub fn all() -> Vec<Case> {
    let mut cases = Vec::new();
    for used_for in [Authentication, Signing] {
        cases.extend(good(used_for));
        cases.extend(certificate(used_for));
        cases.extend(chain(used_for));
        cases.extend(lists(used_for));
        cases.extend(responses(used_for));
        cases.extend(nothing_given(used_for));
    }
    cases.extend(challenges());
    cases.extend(documents());
    cases.extend(signatures());
    cases.extend(attributes());
    cases.extend(matching());
    cases.extend(attacks());
    cases
}

/// A case of a hierarchy, with its prefix before the name.
fn case(used_for: Hierarchy, name: &str, description: &str) -> Case {
    match used_for {
        Authentication => Case::authentication(&format!("auth-{name}"), description),
        Signing => Case::signing(&format!("sign-{name}"), description),
    }
}

/// A case named after the check that fails alone.
fn fails(
    used_for: Hierarchy,
    check: &'static str,
    description: &str,
    change: impl FnOnce(&mut Case),
) -> Case {
    let mut own = case(used_for, check, description).failing(&[check]);
    change(&mut own);
    own
}

impl Case {
    fn failing(mut self, ids: &[&'static str]) -> Case {
        self.expect.verdict = "rejected";
        self.expect.failed = ids.to_vec();
        self
    }

    fn warning(mut self, ids: &[&'static str]) -> Case {
        self.expect.warning = ids.to_vec();
        self
    }

    fn open(mut self, ids: &[&'static str]) -> Case {
        self.expect.verdict = "inconclusive";
        self.expect.undetermined = ids.to_vec();
        self.unknown()
    }

    fn unknown(mut self) -> Case {
        self.expect.revocation = "undetermined";
        self
    }

    fn with(mut self, change: impl FnOnce(&mut Case)) -> Case {
        change(&mut self);
        self
    }

    /// Takes the other use's certificate in place of its own, with a verifier who trusts both.
    fn passes_off(&mut self, other: Case) {
        self.trust = Some([self.anchors(), other.anchors()].concat());
        self.authority = other.authority;
        self.key = other.key;
        self.certificate = other.certificate;
        self.signed_by = other.signed_by;
        self.lists = other.lists;
    }
}

fn good(used_for: Hierarchy) -> Vec<Case> {
    let second = match used_for {
        Authentication => AnyKey::rsa("signing authority 2"),
        Signing => AnyKey::rsa("signing authority 2"),
    };
    let on = |curve| {
        let name = if curve == Curve::P256 { "p-256" } else { "p-384" };
        let authority = Authority::new(used_for, AnyKey::point(curve, "jpki authority"));
        case(used_for, name, "Elliptic curves, for the person and the authority.")
            .moved(authority, AnyKey::point(curve, "jpki person"))
    };
    let plain = match used_for {
        Authentication => "A person answers a challenge.",
        Signing => "A person signs a document.",
    };
    let ordinary = Case {
        name: match used_for {
            Authentication => "auth".to_owned(),
            Signing => "sign".to_owned(),
        },
        ..case(used_for, "", plain)
    };
    vec![
        ordinary,
        on(Curve::P256),
        on(Curve::P384),
        case(
            used_for,
            "second-generation",
            "Two generations of the authority share a name; the second one issued.",
        )
        .with(|own| {
            let first = own.authority.der();
            let moved = Authority::new(used_for, second);
            let key = own.key.clone();
            *own = own.clone().moved(moved, key);
            // No key identifier tells the generations apart: the signature does.
            own.certificate.remove_extension(oid::AUTHORITY_KEY_IDENTIFIER);
            let second = Case::anchor(used_for, own.authority.der());
            own.trust = Some(vec![Case::anchor(used_for, first), second]);
        }),
        case(used_for, "both-hierarchies", "The authorities of both hierarchies are trusted.")
            .with(|own| {
                let other = match used_for {
                    Authentication => Case::signing("", ""),
                    Signing => Case::authentication("", ""),
                };
                let own_anchor = Case::anchor(used_for, own.authority.der());
                own.trust = Some([other.anchors(), vec![own_anchor]].concat());
            }),
        case(used_for, "pairwise", "The verifier has a key for pairwise ids.")
            .with(|own| own.pairwise_key = Some(random::bytes("pairwise key", 32))),
        case(used_for, "clock-skew", "The certificate ended half a minute ago.").with(|own| {
            own.certificate.not_after = "2026-05-31T23:59:30Z".into();
        }),
    ]
}

fn certificate(used_for: Hierarchy) -> Vec<Case> {
    let broken = |check, description: &str, change: fn(&mut Case)| {
        fails(used_for, check, description, change)
    };
    let mut all = vec![
        broken("certificate.parse", "The certificate is cut short.", |own| {
            own.bytes = |bytes| bytes.truncate(bytes.len() - 1);
        })
        .unknown(),
        broken("certificate.version", "Extensions in a certificate of version 1.", |own| {
            own.certificate.version = None;
        }),
        broken("certificate.validity", "The certificate has ended.", |own| {
            own.certificate.not_after = "2026-05-31T23:58:59Z".into();
        }),
        broken("certificate.end-entity", "An authority's certificate.", |own| {
            own.certificate.set_extension(basic_constraints(true, None));
        }),
        broken("certificate.key", "An RSA key of 1024 bits.", |own| weak(own, "weak")),
        broken("certificate.algorithm", "Another algorithm outside than inside.", |own| {
            own.certificate.outer_algorithm = id::SHA384_WITH_RSA;
        }),
        broken("certificate.critical-extensions", "An unknown critical extension.", |own| {
            own.certificate.set_extension(unknown_critical());
        }),
        broken("certificate.key-usage", "The key usage of the other use.", |own| {
            own.certificate.set_extension(key_usage(match own.used_for {
                Authentication => SIGNATURE_AND_NON_REPUDIATION,
                Signing => usage::DIGITAL_SIGNATURE,
            }));
        }),
        broken("certificate.extended-key-usage", "The purpose of another use.", |own| {
            own.certificate.set_extension(extended_key_usage(&[match own.used_for {
                Authentication => oid::SERVER_AUTH,
                Signing => id::CLIENT_AUTH,
            }]));
        }),
        broken("certificate.policy", "The policy of the other use.", |own| {
            own.certificate.set_extension(policies(&[match own.used_for {
                Authentication => id::SIGNING,
                Signing => id::AUTHENTICATION,
            }]));
        }),
        broken("certificate.environment", "A certificate of the test hierarchy.", |own| {
            let policy = match own.used_for {
                Authentication => id::UNKNOWN_POLICY,
                Signing => id::SIGNING_TEST,
            };
            own.certificate.set_extension(policies(&[policy]));
            if own.used_for == Authentication {
                own.profile = Some(profile_with_a_test_policy());
            }
        }),
    ];
    let odd = |name, check: &'static str, description, change: fn(&mut Case)| {
        case(used_for, name, description).failing(&[check]).with(change)
    };
    all.extend([
        odd("exponent-3", "certificate.key", "An RSA key with the exponent 3.", |own| {
            weak(own, "three");
        }),
        odd("curve-p-521", "certificate.key", "A curve that the profile does not know.", |own| {
            own.key = AnyKey::point(Curve::P521, "jpki person");
            own.certificate.public_key = own.key.spki();
        }),
        odd("not-yet-valid", "certificate.validity", "Not valid before tomorrow.", |own| {
            own.certificate.not_before = "2026-06-02T00:00:00Z".into();
            own.cms = |data| data.time = None;
        }),
        odd("no-policy", "certificate.policy", "No certificate policy.", |own| {
            own.certificate.remove_extension(id::CERTIFICATE_POLICIES);
        }),
        odd("two-policies", "certificate.policy", "The policies of both uses.", |own| {
            own.certificate.set_extension(policies(&[id::AUTHENTICATION, id::SIGNING]));
        }),
        odd(
            "usage-not-critical",
            "certificate.key-usage",
            "A key usage that is not critical.",
            |own| {
                own.certificate.extension(oid::KEY_USAGE).critical = false;
            },
        ),
        odd("no-usage", "certificate.key-usage", "No key usage.", |own| {
            own.certificate.remove_extension(oid::KEY_USAGE);
        }),
        odd(
            "weak-algorithm",
            "certificate.algorithm",
            "Signed with SHA-384, which the profile does not know for RSA.",
            |own| {
                own.certificate.sign_with(id::SHA384_WITH_RSA, Hash::Sha384);
            },
        )
        .unknown(),
        case(used_for, "unknown-policy", "A policy that the profile does not know.")
            .with(|own| own.certificate.set_extension(policies(&[id::UNKNOWN_POLICY])))
            .open(&["certificate.policy"])
            .with(|own| own.expect.revocation = "good"),
    ]);
    all
}

/// A profile that knows a test policy of authentication.
fn profile_with_a_test_policy() -> serde_json::Value {
    json!({
        "version": 1,
        "name": "example",
        "reviewed": "2026-05-01",
        "policies": [{
            "oid": id::UNKNOWN_POLICY,
            "use": "authentication",
            "environment": "test",
            "token": "smartphone",
            "confidence": "confirmed",
            "source": "Made up"
        }],
        "keys": [{
            "key": "rsa", "hash": "sha-256", "confidence": "confirmed", "source": "Made up"
        }],
        "attributes": []
    })
}

fn weak(own: &mut Case, label: &str) {
    own.key = AnyKey::rsa(label);
    own.certificate.public_key = own.key.spki();
}

fn chain(used_for: Hierarchy) -> Vec<Case> {
    let broken = |check, description: &str, change: fn(&mut Case)| {
        fails(used_for, check, description, change)
    };
    let anchor = |own: &Case, listing| {
        Some(vec![Anchor { listing, ..Case::anchor(own.used_for, own.authority.der()) }])
    };
    vec![
        broken("chain.anchor", "An authority of another name is trusted.", |own| {
            let mut other = own.authority.clone();
            other.certificate.subject.push(oid::COMMON_NAME, StringKind::Utf8, "Other");
            own.trust = Some(vec![Case::anchor(own.used_for, other.der())]);
        })
        .unknown(),
        broken("chain.hierarchy", "The authority is trusted for the other use alone.", |own| {
            let other = if own.used_for == Signing { Authentication } else { Signing };
            own.trust = Some(vec![Case::anchor(other, own.authority.der())]);
        }),
        broken("chain.authority", "The authority may sign lists alone.", |own| {
            own.authority.certificate.set_extension(key_usage(SIGN_LISTS));
        }),
        broken("chain.authority-validity", "The authority's certificate has ended.", |own| {
            own.authority.certificate.not_after = "2026-05-01T00:00:00Z".into();
        }),
        fails(used_for, "chain.signature", "Somebody else has signed the certificate.", |own| {
            own.signed_by = AnyKey::rsa("signing authority 2");
        })
        .unknown(),
        case(used_for, "listing-over", "The authority's listing is over.")
            .failing(&["chain.authority-validity"])
            .with(|own| own.trust = anchor(own, Some((None, Some("2026-05-01T00:00:00Z"))))),
        case(used_for, "no-anchors", "Nobody is trusted.")
            .failing(&["chain.anchor"])
            .unknown()
            .with(|own| own.trust = Some(Vec::new())),
        case(used_for, "anchor-of-documents", "The authority is trusted for issuing mdocs alone.")
            .failing(&["chain.anchor"])
            .unknown()
            .with(|own| {
                own.trust = anchor(own, None);
                own.trust.as_mut().expect("one")[0].purpose = "issuer";
            }),
    ]
}

/// A case whose list does not count: a warning, and no answer.
fn unusable(used_for: Hierarchy, name: &str, description: &str, change: fn(&mut Case)) -> Case {
    case(used_for, name, description)
        .warning(&["revocation.crl"])
        .open(&["certificate.revocation"])
        .with(change)
}

fn lists(used_for: Hierarchy) -> Vec<Case> {
    let unusable =
        |name, description, change: fn(&mut Case)| unusable(used_for, name, description, change);
    let extended = |name, description, extension: fn(&Case) -> Extension| {
        self::unusable(used_for, name, description, |_| {}).with(|own| {
            let extension = extension(own);
            own.lists[0].extensions.push(extension);
        })
    };
    vec![
        unusable("revocation.crl", "The list has ended.", |own| {
            own.lists[0].next_update = Some("2026-05-31T23:00:00Z".into());
        }),
        fails(used_for, "certificate.revocation", "The list names the certificate.", |own| {
            let certificate = own.certificate.clone();
            own.lists[0].revoke(&certificate);
            own.expect.revocation = "revoked";
        }),
        case(used_for, "crl-of-others", "The list names somebody else.").with(|own| {
            let mut other = own.certificate.clone();
            other.serial = vec![0x01, 0x2d, 0x57, 0xcb];
            own.lists[0].revoke(&other);
        }),
        case(
            used_for,
            "crl-of-the-municipality",
            "The list is for the certificate's own distribution point.",
        )
        .with(|own| {
            let point = issuing_distribution_point(Some(&distribution_point()), &[]);
            own.lists[0].extensions.push(point);
        }),
        extended(
            "crl-of-another-municipality",
            "The list is for another distribution point.",
            |_| {
                let mut other = distribution_point();
                other.attribute(oid::COMMON_NAME).value = "Other-shi CRLDP".into();
                issuing_distribution_point(Some(&other), &[])
            },
        ),
        extended("crl-of-authorities", "The list tells of authorities alone.", |_| {
            issuing_distribution_point(None, &[der::context_primitive(2, &[0xff])])
        }),
        extended("crl-of-some-reasons", "The list tells of some reasons alone.", |_| {
            issuing_distribution_point(None, &[der::context_primitive(3, &[6, 0x40])])
        }),
        extended("crl-indirect", "The list may tell of other issuers.", |_| {
            issuing_distribution_point(None, &[der::context_primitive(4, &[0xff])])
        }),
        extended("crl-delta", "The list tells changes alone.", |_| delta_indicator()),
        extended("crl-critical", "A critical extension that is not known.", |_| unknown_critical()),
        unusable("crl-entry-of-another-issuer", "An entry names another issuer.", |own| {
            let certificate = own.certificate.clone();
            let name = own.authority.certificate.subject.clone();
            own.lists[0].revoke(&certificate).extensions.push(certificate_issuer(&name));
        }),
        unusable("crl-of-tomorrow", "The list is of tomorrow.", |own| {
            own.lists[0].this_update = "2026-06-02T00:00:00Z".into();
            own.lists[0].next_update = Some("2026-06-03T00:00:00Z".into());
        }),
        unusable("crl-signature", "Somebody else has signed the list.", |own| {
            let other = AnyKey::rsa("responder");
            own.raw_lists = vec![own.lists[0].issue_with(|signed| other.sign(signed))];
            own.lists.clear();
        }),
        unusable("crl-of-another-authority", "The list of an authority of another name.", |own| {
            own.lists[0].issuer.push(oid::COMMON_NAME, StringKind::Utf8, "Other");
        }),
        unusable("crl-garbage", "No list at all.", |own| {
            own.lists.clear();
            own.raw_lists = vec![vec![0x30, 0x03, 0x02, 0x01, 0x00]];
        }),
        unusable("crl-old-without-end", "A list of last week that states no end.", |own| {
            own.lists[0].this_update = "2026-05-24T00:00:00Z".into();
            own.lists[0].next_update = None;
        }),
        case(used_for, "crl-without-end", "A list of today that states no end.").with(|own| {
            own.lists[0].this_update = "2026-05-31T20:00:00Z".into();
            own.lists[0].next_update = None;
        }),
        case(used_for, "crl-stale-revoked", "A list that has ended names the certificate.")
            .failing(&["certificate.revocation"])
            .warning(&["revocation.crl"])
            .with(|own| {
                let certificate = own.certificate.clone();
                own.lists[0].revoke(&certificate);
                own.lists[0].next_update = Some("2026-05-31T23:00:00Z".into());
                own.expect.revocation = "revoked";
            }),
        case(used_for, "crl-hold", "The list holds the certificate back for now.")
            .failing(&["certificate.revocation"])
            .with(|own| {
                let certificate = own.certificate.clone();
                let hold = Extension {
                    oid: oid::REASON_CODE,
                    critical: false,
                    value: der::tlv(0x0a, &[6]),
                };
                own.lists[0].revoke(&certificate).extensions.push(hold);
                own.expect.revocation = "revoked";
            }),
    ]
}

/// The responder below the case's authority.
fn delegated(own: &Case, change: impl FnOnce(&mut crate::certificate::Certificate)) -> Response {
    let key = AnyKey::rsa("responder");
    let mut responder = own.authority.responder(&key);
    change(&mut responder);
    let der = responder.issue_with(|signed| own.authority.key.sign(signed));
    Response::of(&own.authority, &own.certificate).delegated(&responder, &key, der)
}

fn responses(used_for: Hierarchy) -> Vec<Case> {
    let with = |name: &str, description: &str, make: &dyn Fn(&Case) -> Response| {
        case(used_for, name, description).with(|own| {
            own.lists.clear();
            own.responses = vec![(make(own).issue(), None)];
        })
    };
    let of = |own: &Case| Response::of(&own.authority, &own.certificate);
    let unusable = |name: &str, description: &str, make: &dyn Fn(&Case) -> Response| {
        with(name, description, make)
            .warning(&["revocation.ocsp"])
            .open(&["certificate.revocation"])
    };
    let nonce = || Some(random::bytes("ocsp nonce", 16));
    vec![
        with("ocsp", "The authority itself answers.", &of),
        with("ocsp-delegated", "A responder answers that the authority has certified.", &|own| {
            delegated(own, |_| {})
        }),
        with(
            "ocsp-by-key",
            "The responder is named by its key; SHA-256 names the certificate.",
            &|own| {
                let own = delegated(own, |_| {});
                Response { responder: None, digest: Hash::Sha256, ..own }
            },
        ),
        with("ocsp-nonce", "The response repeats the nonce.", &|own| Response {
            nonce: nonce(),
            ..of(own)
        })
        .with(|own| own.responses[0].1 = nonce()),
        case(used_for, "ocsp-and-crl", "A list and a response agree.")
            .with(|own| own.responses = vec![(of(own).issue(), None)]),
        unusable("revocation.ocsp", "The response has ended.", &|own| Response {
            this_update: "2026-05-31T20:00:00Z",
            next_update: Some("2026-05-31T21:00:00Z"),
            ..of(own)
        }),
        with("ocsp-revoked", "The responder says that the certificate is revoked.", &|own| {
            Response { status: Status::Revoked("2026-05-20T00:00:00Z"), ..of(own) }
        })
        .failing(&["certificate.revocation"])
        .with(|own| own.expect.revocation = "revoked"),
        case(
            used_for,
            "ocsp-revoked-crl-good",
            "The list knows nothing of it yet; the responder says revoked.",
        )
        .failing(&["certificate.revocation"])
        .with(|own| {
            let status = Status::Revoked("2026-05-31T23:50:00Z");
            own.responses = vec![(Response { status, ..of(own) }.issue(), None)];
            own.expect.revocation = "revoked";
        }),
        with("ocsp-unknown", "The responder does not know the certificate.", &|own| Response {
            status: Status::Unknown,
            ..of(own)
        })
        .open(&["certificate.revocation"]),
        unusable("ocsp-try-later", "The responder cannot answer.", &|own| Response {
            response_status: 3,
            ..of(own)
        }),
        unusable("ocsp-of-another", "The response is for another certificate.", &|own| Response {
            serial: vec![0x55],
            ..of(own)
        }),
        unusable(
            "ocsp-of-another-authority",
            "The response is for another authority's certificate.",
            &|own| Response { issuer_key: AnyKey::rsa("responder").public_bytes(), ..of(own) },
        ),
        unusable("ocsp-twice", "The certificate stands there twice.", &|own| Response {
            times: 2,
            ..of(own)
        }),
        unusable("ocsp-signature", "Somebody else has signed the response.", &|own| Response {
            key: AnyKey::rsa("responder"),
            ..of(own)
        }),
        unusable("ocsp-stranger", "A responder that nobody has certified.", &|own| {
            let key = AnyKey::rsa("responder");
            let responder = own.authority.responder(&key);
            let der = responder.issue_with(|signed| key.sign(signed));
            of(own).delegated(&responder, &key, der)
        }),
        unusable(
            "ocsp-without-purpose",
            "A responder's certificate without its purpose.",
            &|own| {
                delegated(own, |own| {
                    own.set_extension(extended_key_usage(&[id::CLIENT_AUTH]));
                })
            },
        ),
        unusable("ocsp-responder-ended", "The responder's certificate has ended.", &|own| {
            delegated(own, |own| own.not_after = "2026-05-15T00:00:00Z".into())
        }),
        unusable("ocsp-responder-authority", "The responder is an authority.", &|own| {
            delegated(own, |own| own.set_extension(basic_constraints(true, None)))
        }),
        unusable(
            "ocsp-responder-unchecked",
            "Nobody says whether the responder is revoked.",
            &|own| delegated(own, |own| own.remove_extension(id::OCSP_NO_CHECK)),
        ),
        case(
            used_for,
            "ocsp-responder-checked",
            "The list says that the responder is not revoked.",
        )
        .with(|own| {
            let response = delegated(own, |own| own.remove_extension(id::OCSP_NO_CHECK));
            own.responses = vec![(response.issue(), None)];
        }),
        unusable("ocsp-person-as-responder", "A person answers for themselves.", &|own| {
            let der = own.certificate.issue_with(|signed| own.authority.key.sign(signed));
            of(own).delegated(&own.certificate, &own.key, der)
        }),
        unusable("ocsp-nonce-missing", "The nonce is not repeated.", &of)
            .with(|own| own.responses[0].1 = nonce()),
        unusable("ocsp-nonce-other", "Another nonce is repeated.", &|own| Response {
            nonce: Some(vec![7; 16]),
            ..of(own)
        })
        .with(|own| own.responses[0].1 = nonce()),
        unusable("ocsp-of-tomorrow", "The response is of tomorrow.", &|own| Response {
            this_update: "2026-06-02T00:00:00Z",
            next_update: Some("2026-06-03T00:00:00Z"),
            produced_at: "2026-06-02T00:00:00Z",
            ..of(own)
        }),
        unusable("ocsp-critical", "A critical extension that is not known.", &|own| Response {
            extensions: vec![unknown_critical()],
            ..of(own)
        }),
        unusable("ocsp-garbage", "No response at all.", &of).with(|own| {
            own.responses[0].0.pop();
        }),
    ]
}

fn nothing_given(used_for: Hierarchy) -> Vec<Case> {
    vec![
        case(used_for, "no-revocation", "Nothing was given to ask for revocation.")
            .open(&["certificate.revocation"])
            .with(|own| own.lists.clear()),
        case(used_for, "revocation-elsewhere", "Somebody else answers for revocation.")
            .open(&["certificate.revocation"])
            .with(|own| {
                own.lists.clear();
                own.policy = Some("revocation-elsewhere");
                own.expect.verdict = "accepted";
            }),
    ]
}

fn challenges() -> Vec<Case> {
    let broken = |check, description: &str, change: fn(&mut Case)| {
        fails(Authentication, check, description, change)
    };
    let odd = |name, check: &'static str, description, change: fn(&mut Case)| {
        case(Authentication, name, description).failing(&[check]).with(change)
    };
    let rsa = |own: &Case| match &own.key {
        AnyKey::Rsa(key) => key.clone(),
        AnyKey::Point(_) => Rsa::new("holder"),
    };
    let encoded = |name, description, encode: fn(&Rsa, &[u8]) -> Vec<u8>| {
        case(Authentication, name, description).failing(&["challenge.signature"]).with(|own| {
            let key = rsa(own);
            own.answer = Some(key.sign_encoded(&encode(&key, &own.challenge.octets)));
        })
    };
    vec![
        broken("challenge.length", "A challenge of eight octets.", |own| {
            own.challenge.octets.truncate(8);
        }),
        broken("challenge.single-use", "The challenge was answered before.", |own| {
            own.challenge.used = true;
        }),
        broken("challenge.age", "The challenge is ten minutes old.", |own| {
            own.challenge.issued = "2026-05-31T23:50:00Z";
        }),
        broken("challenge.signature", "Another challenge was signed.", |own| {
            own.answer = Some(own.key.sign(b"another challenge, of 32 octets."));
        }),
        odd("nobody-asked", "challenge.length", "The challenge does not say who asks.", |own| {
            own.challenge.asked_by = "";
        }),
        case(Authentication, "challenge-at-its-end", "The challenge is five minutes old.")
            .with(|own| own.challenge.issued = "2026-05-31T23:55:00Z"),
        odd("challenge-too-old", "challenge.age", "Five minutes and a second old.", |own| {
            own.challenge.issued = "2026-05-31T23:54:59Z";
        }),
        odd("challenge-of-the-future", "challenge.age", "Made two minutes from now.", |own| {
            own.challenge.issued = "2026-06-01T00:02:00Z";
        }),
        case(Authentication, "monotonic", "The wall clock was set; monotonic time says a minute.")
            .with(|own| {
                own.challenge.issued = "2026-05-30T00:00:00Z";
                own.challenge.issued_monotonic = Some(1000);
                own.monotonic = Some(1060);
            }),
        odd(
            "monotonic-too-old",
            "challenge.age",
            "The wall clock was set back to hide an hour.",
            |own| {
                own.challenge.issued_monotonic = Some(1000);
                own.monotonic = Some(4600);
            },
        ),
        odd("monotonic-back", "challenge.age", "Monotonic time went back.", |own| {
            own.challenge.issued_monotonic = Some(1000);
            own.monotonic = Some(999);
        }),
        odd(
            "answer-of-another-length",
            "challenge.signature",
            "An answer one octet short.",
            |own| {
                let mut answer = own.key.sign(&own.challenge.octets);
                answer.pop();
                own.answer = Some(answer);
            },
        ),
        odd("answer-with-sha-512", "challenge.signature", "The answer uses SHA-512.", |own| {
            own.answer = Some(own.key.sign_with(Hash::Sha512, &own.challenge.octets));
        }),
        encoded(
            "pkcs1-trailing",
            "Padding cut short, with octets behind the digest.",
            |key, message| {
                let info = digest_info(Hash::Sha256, message);
                let mut encoded = [&[0, 1], [0xff; 8].as_slice(), &[0], &info].concat();
                encoded.resize(key.len(), 0xff);
                encoded
            },
        ),
        encoded("pkcs1-no-null", "A DigestInfo without the parameters.", |key, message| {
            key.encoded(&digest_info_without_null(Hash::Sha256, message))
        }),
        encoded("pkcs1-bare-digest", "The digest without a DigestInfo.", |key, message| {
            key.encoded(&Hash::Sha256.digest(message))
        }),
        encoded("pkcs1-encryption-padding", "Padding of encryption.", |key, message| {
            let mut encoded = key.encoded(&digest_info(Hash::Sha256, message));
            encoded[1] = 2;
            encoded
        }),
        case(Authentication, "answer-in-raw-points", "An ECDSA answer that is no DER.")
            .moved(
                Authority::new(Authentication, AnyKey::point(Curve::P256, "jpki authority")),
                AnyKey::point(Curve::P256, "jpki person"),
            )
            .failing(&["challenge.signature"])
            .with(|own| {
                let AnyKey::Point(key) = &own.key else { return };
                own.answer = Some(key.sign(&own.challenge.octets));
            }),
        case(Authentication, "no-extended-key-usage", "No extended key usage.")
            .warning(&["certificate.extended-key-usage"])
            .with(|own| own.certificate.remove_extension(oid::EXTENDED_KEY_USAGE)),
    ]
}

fn documents() -> Vec<Case> {
    let odd = |name, description, document: &'static [u8]| {
        case(Signing, name, description)
            .failing(&["document.readable"])
            .with(|own| own.document = document.to_vec())
    };
    vec![
        fails(Signing, "document.readable", "A bare number in hexadecimal was signed.", |own| {
            own.document =
                b"3f1d0a9b2c4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8".to_vec();
        }),
        odd("document-of-octets", "Random octets were signed.", &[0x9f; 32]),
        odd("document-empty", "Nothing was signed.", b""),
        odd(
            "document-hidden-characters",
            "Characters reorder the text.",
            "100円を支払うことに\u{202e}同意します。".as_bytes(),
        ),
        odd(
            "document-no-pdf",
            "Text that is said to be a PDF.",
            "これはPDFではありません。".as_bytes(),
        )
        .with(|own| own.media_type = "application/pdf"),
        case(Signing, "pdf", "A PDF was signed.").with(|own| {
            own.media_type = "application/pdf";
            own.document = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n%%EOF\n".to_vec();
        }),
        case(Signing, "english", "A document in English.").with(|own| {
            own.document = b"I agree to open an account under the terms of 2026-06-01.\n".to_vec();
        }),
    ]
}

fn signatures() -> Vec<Case> {
    let broken = |check, description: &str, change: fn(&mut Case)| {
        fails(Signing, check, description, change)
    };
    let odd = |name, check: &'static str, description, change: fn(&mut Case)| {
        case(Signing, name, description).failing(&[check]).with(change)
    };
    vec![
        broken("cms.structure", "The signature is cut short.", |own| {
            own.cms_bytes = |bytes| bytes.truncate(bytes.len() - 1);
        }),
        broken("cms.detached", "The document comes inside of the signature.", |own| {
            own.cms = |data| data.attached = true;
        }),
        broken("cms.signer", "The signature names another certificate.", |own| {
            own.cms = |data| data.serial = vec![0x55];
        }),
        broken("cms.algorithms", "SHA-512, which the profile does not know for RSA.", |own| {
            own.cms = |data| {
                data.hash = Hash::Sha512;
                data.algorithm = "1.2.840.113549.1.1.13";
            };
        }),
        broken("cms.signed-attributes", "No signed attributes.", |own| {
            own.cms = |data| data.with_attributes = false;
        }),
        broken("cms.message-digest", "The digest of another document was signed.", |own| {
            own.cms = |data| data.digested = Some("別の文書に同意します。".as_bytes().to_vec());
        }),
        broken("cms.signing-certificate", "The signature binds another certificate.", |own| {
            own.cms = |data| data.bound = Some(b"another certificate".to_vec());
        }),
        broken("cms.signing-time", "Signed tomorrow.", |own| {
            own.cms = |data| data.time = Some("2026-06-02T00:00:00Z");
        }),
        broken("cms.signature", "One bit of the signature is another.", |own| {
            own.cms_bytes = |bytes| *bytes.last_mut().expect("octets") ^= 1;
        }),
        odd("two-signers", "cms.signer", "Two signers.", |own| {
            own.cms = |data| data.signers = 2;
        }),
        odd("no-signer", "cms.signer", "No signer.", |own| own.cms = |data| data.signers = 0),
        odd("attribute-twice", "cms.signed-attributes", "The digest is there twice.", |own| {
            own.cms = |data| {
                let digest = der::octet_string(&data.hash.digest(b"another document"));
                data.more = vec![attribute("1.2.840.113549.1.9.4", &digest)];
            };
        }),
        odd(
            "content-of-another-type",
            "cms.signed-attributes",
            "Signed attributes of another content type.",
            |own| {
                own.cms = |data| data.content_type = "1.2.840.113549.1.7.2";
            },
        ),
        odd(
            "signed-before-the-certificate",
            "cms.signing-time",
            "Signed before the certificate began.",
            |own| {
                own.cms = |data| data.time = Some("2025-01-19T23:59:59Z");
            },
        ),
        case(Signing, "no-signing-time", "The signer states no time.")
            .with(|own| own.cms = |data| data.time = None),
        case(Signing, "rsa-encryption", "The signature algorithm names the kind of key alone.")
            .with(|own| own.cms = |data| data.algorithm = id::RSA),
        case(Signing, "embedded-certificate", "The certificate comes inside of the signature.")
            .with(|own| own.give_certificate = false),
        case(Signing, "key-identifier", "The signer is named by a key identifier.").with(|own| {
            own.cms = |data| data.key_identifier = Some(data.key.identifier());
        }),
        case(Signing, "bound-certificate", "The signature binds its certificate.").with(|own| {
            own.give_certificate = false;
            own.cms = |data| data.bound = data.certificates.first().cloned();
        }),
        case(Signing, "no-certificate", "Neither given nor inside of the signature.")
            .failing(&["certificate.parse", "cms.signer"])
            .unknown()
            .with(|own| {
                own.give_certificate = false;
                own.cms = |data| data.certificates.clear();
            }),
    ]
}

/// A signature certificate with one attribute changed.
fn attribute_case(name: &str, description: &str, changes: &[(&'static str, &str)]) -> Case {
    case(Signing, name, description).with(|own| {
        let mut all = HOLDER.to_vec();
        for (oid, text) in changes {
            all.iter_mut().find(|own| own.0 == *oid).expect("an attribute").1 = text;
        }
        own.certificate.set_extension(holder(&all));
        own.asked = vec!["name", "birth-date", "sex", "address"];
    })
}

fn attributes() -> Vec<Case> {
    let odd =
        |name: &'static str, check: &'static str, description, changes: &[(&'static str, &str)]| {
            attribute_case(name, description, changes).failing(&[check])
        };
    let own = |check: &'static str, description, changes: &[(&'static str, &str)]| {
        odd(check, check, description, changes)
    };
    let long = "あ".repeat(201);
    let zeros = "0".repeat(201);
    let longest = "あ".repeat(200);
    let date = |name: &'static str, description, text| {
        attribute_case(name, description, &[(id::BIRTH_DATE, text)])
    };
    let odd_date = |name: &'static str, description, text| {
        date(name, description, text).failing(&["attributes.birth-date"])
    };
    let removed = |name: &str, description, gone: &'static [&'static str]| {
        case(Signing, name, description).with(|own| {
            let all: Vec<_> = HOLDER.into_iter().filter(|own| !gone.contains(&own.0)).collect();
            own.certificate.set_extension(holder(&all));
        })
    };
    vec![
        attribute_case("attributes", "All four attributes are asked for.", &[]),
        attribute_case("some-attributes", "The name alone is asked for.", &[])
            .with(|own| own.asked = vec!["name"]),
        fails(Signing, "attributes.structure", "A name of another string type.", |own| {
            let mut names = der_names(&HOLDER[1..]);
            names.push(other_name(id::NAME, 0x13, "BANGO HANAKO"));
            own.certificate.extension(id::SUBJECT_ALT_NAME).value = der::sequence(&names);
        }),
        case(Signing, "attribute-of-a-kind-twice", "Two names.")
            .failing(&["attributes.structure"])
            .with(|own| {
                let all = [HOLDER.as_slice(), &[(id::NAME, "別人　太郎")]].concat();
                own.certificate.set_extension(holder(&all));
            }),
        own(
            "attributes.name",
            "A name with a character that hides itself.",
            &[(id::NAME, "番号　花\u{200b}子"), (id::NAME_MARKS, "000000")],
        ),
        own("attributes.sex", "A sex of the code 4.", &[(id::SEX, "4")]),
        own(
            "attributes.birth-date",
            "Born in an era that had ended.",
            &[(id::BIRTH_DATE, "319890108")],
        ),
        own(
            "attributes.address",
            "An address of 201 characters.",
            &[(id::ADDRESS, long.as_str()), (id::ADDRESS_MARKS, zeros.as_str())],
        ),
        attribute_case(
            "address-of-200",
            "An address of 200 characters.",
            &[(id::ADDRESS, longest.as_str()), (id::ADDRESS_MARKS, &zeros[1..])],
        ),
        own(
            "attributes.substitution",
            "One mark less than characters.",
            &[(id::NAME_MARKS, "0000")],
        ),
        odd(
            "substitution-of-twos",
            "attributes.substitution",
            "A mark that is neither 0 nor 1.",
            &[(id::NAME_MARKS, "00020")],
        ),
        removed("substitution-without-text", "Marks of a name that is not there.", &[id::NAME])
            .failing(&["attributes.substitution"]),
        removed("no-marks", "A name without marks.", &[id::NAME_MARKS])
            .failing(&["attributes.substitution"]),
        attribute_case(
            "substituted",
            "The second character of the name was replaced.",
            &[(id::NAME, "髙□　花子"), (id::NAME_MARKS, "01000")],
        ),
        attribute_case(
            "beyond-the-basic-plane",
            "A character of two UTF-16 units counts once.",
            &[(id::NAME, "𠮷野　花子")],
        ),
        removed(
            "attributes.requested",
            "The address is asked for and is not there.",
            &[id::ADDRESS, id::ADDRESS_MARKS],
        )
        .warning(&["attributes.requested"])
        .with(|own| own.asked = vec!["name", "address"]),
        date("era-meiji-last-day", "明治45年7月30日.", "119120730"),
        date("era-taisho-first-day", "大正元年7月30日, the same day.", "219120730"),
        date("era-showa-first-day", "昭和元年12月25日.", "319261225"),
        date("era-taisho-last-day", "大正15年12月25日, the same day.", "219261225"),
        date("era-showa-last-day", "昭和64年1月7日.", "319890107"),
        date("era-heisei-last-day", "平成31年4月30日.", "420190430"),
        date("era-reiwa-first-day", "令和元年5月1日.", "520190501"),
        date("era-unknown", "An era that is not known.", "019710901"),
        date("birth-day-unknown", "A day that is not known.", "319710900"),
        date("born-today", "Born today in Japan, where it is nine o'clock.", "520260601"),
        odd_date("era-taisho-too-early", "大正 before it began.", "219120729"),
        odd_date("era-reiwa-too-early", "令和 before it began.", "520190430"),
        odd_date("era-of-six", "An era that does not exist.", "620260101"),
        odd_date("born-tomorrow", "Born tomorrow.", "520260602"),
        odd_date("no-such-day", "February 29 of a common year.", "420010229"),
        odd_date("birth-date-short", "A digit less.", "31971090"),
        attribute_case("test-environment", "A test certificate where one is expected.", &[]).with(
            |own| {
                own.certificate.set_extension(policies(&[id::SIGNING_TEST]));
                own.policy = Some("test-environment");
            },
        ),
        attribute_case(
            "smartphone-not-firm",
            "The policy of smartphones is known from one weak source.",
            &[],
        )
        .with(|own| own.certificate.set_extension(policies(&[id::SIGNING_SMARTPHONE])))
        .open(&["certificate.policy"])
        .with(|own| own.expect.revocation = "good"),
        attribute_case("smartphone-weak-facts", "The same where weak facts count.", &[]).with(
            |own| {
                own.certificate.set_extension(policies(&[id::SIGNING_SMARTPHONE]));
                own.policy = Some("weak-facts");
            },
        ),
        case(
            Signing,
            "mail-purpose",
            "An extended key usage of mail, which says nothing of logins.",
        )
        .with(|own| {
            own.certificate.set_extension(extended_key_usage(&["1.3.6.1.5.5.7.3.4"]));
        }),
        case(Signing, "critical-alt-name", "The attributes are marked critical.").with(|own| {
            own.certificate.extension(id::SUBJECT_ALT_NAME).critical = true;
        }),
    ]
}

fn der_names(attributes: &[(&str, &str)]) -> Vec<Vec<u8>> {
    attributes.iter().map(|(oid, text)| other_name(oid, 0x0c, text)).collect()
}

/// Attributes beside what an mdoc says of the same person.
fn matching() -> Vec<Case> {
    let claims = |name: &str, address: &str| json!({ "name": name, "address": address, "birthDate": "1971-09-01", "sex": 2 });
    vec![
        attribute_case("compare-same", "An mdoc says the same in other characters.", &[])
            .with(|own| own.compare = Some(claims("番号 花子", "〇〇県△△市□□町1-2-3"))),
        attribute_case(
            "compare-replaced",
            "A replaced character of the name is not held against it.",
            &[(id::NAME, "番□　花子"), (id::NAME_MARKS, "01000")],
        )
        .with(|own| own.compare = Some(claims("番号　花子", "〇〇県△△市□□町１丁目２番３号"))),
        attribute_case("compare-moved", "The same person at another address.", &[])
            .with(|own| own.compare = Some(claims("番号　花子", "◎◎県▽▽市9-8-7"))),
        attribute_case("compare-another", "Another person.", &[]).with(|own| {
            own.compare = Some(json!({
                "name": "別人　太郎", "address": "◎◎県▽▽市9-8-7",
                "birthDate": "1980-01-01", "sex": 1,
            }));
        }),
    ]
}

fn attacks() -> Vec<Case> {
    vec![
        // The signature certificate, whole and genuine, in place of the authentication certificate.
        Case::authentication(
            "auth-with-the-signature-certificate",
            "A login with the registered seal.",
        )
        .failing(&["certificate.key-usage", "certificate.policy", "chain.hierarchy"])
        .warning(&["certificate.extended-key-usage"])
        .with(|own| own.passes_off(Case::signing("", ""))),
        Case::signing(
            "sign-with-the-authentication-certificate",
            "A document signed with the login.",
        )
        .failing(&[
            "certificate.extended-key-usage",
            "certificate.key-usage",
            "certificate.policy",
            "chain.hierarchy",
        ])
        .with(|own| own.passes_off(Case::authentication("", ""))),
        // What a login page would have signed, under the signature certificate.
        Case::signing("sign-a-challenge", "A challenge is passed off as a document.")
            .failing(&["document.readable"])
            .with(|own| own.document = own.challenge.octets.clone()),
        // A signature under attributes, shown as a signature under their octets.
        Case::signing(
            "sign-attributes-as-document",
            "The octets of signed attributes as a document.",
        )
        .failing(&["cms.signed-attributes", "document.readable"])
        .with(|own| {
            let inner = super::cms::SignedData::new(b"x", &own.certificate, &own.key);
            own.document = inner.issue();
            own.cms = |data| data.with_attributes = false;
        }),
        // A person's own certificate as an authority.
        Case::authentication("auth-issued-by-a-person", "A person issues a certificate.")
            .failing(&["chain.anchor"])
            .unknown()
            .with(|own| {
                let other = own.certificate.clone();
                own.trust = Some(own.anchors());
                own.certificate.issuer = other.subject.clone();
                own.certificate.serial = vec![9];
                own.signed_by = own.key.clone();
            }),
        Case::authentication("auth-self-signed", "A certificate that signs itself.")
            .failing(&["chain.signature"])
            .unknown()
            .with(|own| own.signed_by = own.key.clone()),
    ]
}
