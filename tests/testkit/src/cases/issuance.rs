//! Who may issue, and is it still good: listings, acceptance, revocation lists and status lists.
//!
//! Where a list is missing or bad, the name of the case says which and how; a case named after a
//! check is the one that shows the check failing.

use serde_json::json;

use super::good::qr;
use super::{Case, Evidence};
use crate::cbor::{Cbor, array, map, tdate};
use crate::certificate::{Certificate, Name, authority_key_identifier, key_usage};
use crate::certificate::{basic_constraints, extended_key_usage, oid, usage};
use crate::crl::{self, RevocationList};
use crate::documents::{MDL, mdl};
use crate::keys::{Curve, Key};
use crate::scenario::{Document, Issuer};
use crate::status::{
    CRL_URI, EXPIRES, IDENTIFIER_URI, INDEX, ISSUED, ListSigner, STATUS_URI, StatusToken, jwt,
};

const FETCHED: &str = "2026-05-31T13:00:00Z";
const REVOCATION: &str = "issuer.revocation";
const STATUS: &str = "mso.status";
const ID: &[u8] = b"\xb0\x2cidentifier of the sample mdl..";

pub(super) fn cases() -> Vec<Case> {
    [
        listings(),
        revocation(),
        revocation_faults(),
        status_values(),
        status_policies(),
        status_trust(),
        status_form(),
        tokens_as_jwt(),
        identifiers(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

impl Case {
    fn given(mut self, uri: &'static str, bytes: Vec<u8>) -> Case {
        self.status.push(Evidence { uri, bytes, fetched: Some(FETCHED), seen: None });
        self
    }

    fn seen(mut self, seen: &'static str) -> Case {
        self.status.last_mut().expect("a list was given").seen = Some(seen);
        self
    }

    fn rules(mut self, name: &'static str) -> Case {
        self.status_policy = Some(name);
        self
    }

    fn at(mut self, at: &'static str) -> Case {
        self.at = at;
        self
    }

    fn says(mut self, source: &'static str, standing: &'static str) -> Case {
        self.expect.state.push((source, standing));
        self
    }

    fn refused(mut self, id: &'static str) -> Case {
        self.bad = true;
        self.expect.verdict = "rejected";
        self.expect.failed = vec![id];
        self
    }

    fn open(mut self, ids: &[&'static str]) -> Case {
        self.bad = true;
        self.expect.verdict = "inconclusive";
        self.expect.undetermined = ids.to_vec();
        self
    }

    fn warned(mut self, id: &'static str) -> Case {
        self.bad = true;
        self.expect.warning = vec![id];
        self
    }
}

fn issuer() -> Issuer {
    mdl().issuer
}

fn listings() -> Vec<Case> {
    let listed = |name: &str, description: &str, until: &'static str| {
        let mut case = Case::new(name, description, qr(mdl()));
        case.trust[0].doc_types = Some(vec![MDL]);
        case.trust[0].listing = Some((Some("2026-05-01T00:00:00Z"), Some(until)));
        case
    };
    let accepted = |name: &str, description: &str, purpose: &'static str| {
        let mut case = Case::new(name, description, qr(mdl()));
        case.purpose = Some(purpose);
        case.acceptance = Some(json!({ "version": 1, "accept": [{
            "docTypes": [MDL], "issuers": [{ "country": "JP", "state": "JP-13" }],
            "purposes": ["age-check"] }] }));
        case
    };
    let mut nothing = accepted("accepts-nothing", "An empty list denies everything.", "age-check");
    nothing.acceptance = Some(json!({ "version": 1, "accept": [] }));
    vec![
        listed("listing", "An authority whose listing is in force.", "2026-06-01T00:00:00Z")
            .says("listing", "valid"),
        listed("issuer.chain.listing", "The listing ended a second ago.", "2026-05-31T23:59:59Z")
            .refused("issuer.chain.listing")
            .says("listing", "expired"),
        accepted("accepted", "The relying party takes it for this purpose.", "age-check"),
        accepted("issuer.accepted", "Taken for another purpose only.", "opening-an-account")
            .refused("issuer.accepted"),
        nothing.refused("issuer.accepted"),
    ]
}

/// A driving licence and its authority's list.
fn listed(name: &str, description: &str, change: fn(&mut RevocationList)) -> Case {
    let issuer = issuer();
    let mut list = RevocationList::of(&issuer.root, &issuer.root_key);
    change(&mut list);
    let bytes = list.issue(&issuer.root_key);
    Case::new(name, description, qr(mdl())).given(CRL_URI, bytes)
}

fn revoke(list: &mut RevocationList) {
    list.revoke(&issuer().signer);
}

fn revocation() -> Vec<Case> {
    const LIST: &str = "revocation-list";
    let other = |list: &mut RevocationList| list.revoke(&issuer().signer).serial[0] ^= 1;
    let wrong_key = {
        let issuer = issuer();
        let list = RevocationList::of(&issuer.root, &issuer.root_key);
        let bytes = list.issue(&Key::new(Curve::P256, "somebody"));
        Case::new("crl-wrong-signature", "Signed by somebody else.", qr(mdl()))
            .given(CRL_URI, bytes)
    };
    let unparsable = Case::new("crl-unparsable", "No revocation list at its address.", qr(mdl()))
        .given(CRL_URI, b"0\x82not a list".to_vec());
    let rekeyed = {
        // The same name with a new key: the key identifier tells the lists apart.
        let issuer = issuer();
        let key = Key::new(Curve::P256, "the authority's new key");
        let mut newer = RevocationList::of(&issuer.root, &key);
        newer.this_update = "2026-05-25T00:00:00Z".into();
        newer.revoke(&issuer.signer);
        let older = RevocationList::of(&issuer.root, &issuer.root_key).issue(&issuer.root_key);
        Case::new("crl-of-another-key", "Lists of two keys of one name.", qr(mdl()))
            .given("https://issuer.example/new.crl", newer.issue(&key))
            .given(CRL_URI, older)
    };
    let planted = {
        // Somebody puts a newer list in the authority's name beside the one that revokes.
        let issuer = issuer();
        let mut newer = RevocationList::of(&issuer.root, &issuer.root_key);
        newer.this_update = "2026-05-30T00:00:00Z".into();
        let newer = newer.issue(&Key::new(Curve::P256, "somebody"));
        listed("crl-planted", "A forged newer list beside the genuine one.", revoke)
            .given("https://somebody.example/iaca.crl", newer)
    };
    let mut no_right = {
        let mut document = mdl();
        document.issuer.root.set_extension(key_usage(usage::SIGN_CERTIFICATES));
        let issuer = &document.issuer;
        let list = RevocationList::of(&issuer.root, &issuer.root_key).issue(&issuer.root_key);
        Case::new("crl-without-right", "The authority may sign no lists.", qr(document.clone()))
            .given(CRL_URI, list)
            .refused(REVOCATION)
            .says(LIST, "untrusted")
    };
    no_right.expect.failed = vec!["issuer.revocation", "issuer.root.key-usage"];
    vec![
        listed("crl", "The authority's list names nobody.", |_| ()).says(LIST, "valid"),
        listed("crl-of-others", "The list names another certificate.", other).says(LIST, "valid"),
        listed("crl-reason", "An entry with a reason is tolerated.", |list| {
            let entry = list.revoke(&issuer().signer);
            entry.serial[0] ^= 1;
            entry.extensions.push(crl::reason_code());
        })
        .says(LIST, "valid"),
        rekeyed.says(LIST, "valid"),
        listed("issuer.revocation", "The document signer is revoked.", |list| {
            list.revoke(&issuer().signer).extensions.push(crl::reason_code());
        })
        .refused(REVOCATION)
        .says(LIST, "revoked"),
        listed("crl-stale", "The list ended a second ago.", |_| ())
            .at("2026-06-20T00:00:01Z")
            .open(&[REVOCATION])
            .says(LIST, "stale"),
        listed("crl-stale-revoked", "It ended, and named the signer: never accepted.", revoke)
            .at("2026-06-20T00:00:01Z")
            .rules("lenient")
            .open(&[REVOCATION])
            .says(LIST, "stale"),
        listed("crl-stale-kiosk", "It ended 72 hours ago, in a kiosk.", |_| ())
            .at("2026-06-23T00:00:00Z")
            .rules("offline-kiosk")
            .warned(REVOCATION)
            .says(LIST, "stale"),
        listed("crl-stale-kiosk-longer", "It ended more than 72 hours ago.", |_| ())
            .at("2026-06-23T00:00:01Z")
            .rules("offline-kiosk")
            .open(&[REVOCATION])
            .says(LIST, "stale"),
        listed("crl-too-old", "A list that says it is good for a year.", |list| {
            list.this_update = "2026-03-01T00:00:00Z".into();
            list.next_update = Some("2027-03-01T00:00:00Z".into());
        })
        .open(&[REVOCATION])
        .says(LIST, "stale"),
        listed("crl-wrong-issuer", "Another authority's list at this address.", |list| {
            list.issuer = Name::new("JP", "JP-27", "Example Authority", "Example IACA");
        })
        .refused(REVOCATION)
        .says(LIST, "untrusted"),
        wrong_key.refused(REVOCATION).says(LIST, "untrusted"),
        no_right,
        planted.rules("lenient").refused(REVOCATION).says(LIST, "revoked"),
        unparsable.refused(REVOCATION).says(LIST, "malformed"),
        listed("crl-rolled-back", "A newer list was seen before.", |_| ())
            .seen("2026-05-21T00:00:00Z")
            .refused(REVOCATION)
            .says(LIST, "rolled-back"),
        Case::new("crl-missing-strict", "No list, and strict rules.", qr(with_list(mdl())))
            .given(STATUS_URI, good_list())
            .rules("strict")
            .open(&[REVOCATION])
            .says(LIST, "unavailable")
            .says("status-list", "not-examined"),
        listed("crl-future", "A list of tomorrow.", |list| {
            list.this_update = "2026-06-02T00:00:00Z".into();
        })
        .refused(REVOCATION)
        .says(LIST, "malformed"),
    ]
}

fn revocation_faults() -> Vec<Case> {
    let faulty = |name: &str, description: &str, change: fn(&mut RevocationList)| {
        listed(name, description, change).refused(REVOCATION).says("revocation-list", "malformed")
    };
    vec![
        faulty("crl-version", "A list of version 1.", |list| list.version = None),
        faulty("crl-algorithm-mismatch", "Two algorithms.", |list| {
            list.outer_algorithm = oid::ECDSA_WITH_SHA384;
        }),
        faulty("crl-no-next-update", "No end.", |list| list.next_update = None),
        faulty("crl-order", "The end is the beginning.", |list| {
            list.next_update = Some(list.this_update.clone());
        }),
        faulty("crl-empty-list", "An empty list of revoked certificates.", |list| {
            list.revoked = Some(Vec::new());
        }),
        faulty("crl-entry-extension", "An entry of another issuer.", |list| {
            let entry = list.revoke(&issuer().signer);
            entry.serial[0] ^= 1;
            entry.extensions.push(crl::certificate_issuer(&issuer().root.subject));
        }),
        faulty("crl-delta", "A list of changes.", |list| {
            list.extensions.push(crl::delta_indicator());
        }),
        faulty("crl-partial", "A list of a part.", |list| {
            list.extensions.push(crl::issuing_distribution_point());
        }),
        faulty("crl-unknown-critical", "An extension that nobody knows.", |list| {
            list.extensions.push(crate::certificate::unknown_critical());
        }),
        faulty("crl-other-extension", "An extension that is not allowed.", |list| {
            list.extensions.push(crate::certificate::issuer_alt_name());
        }),
        faulty("crl-no-authority-key-identifier", "No key identifier.", |list| {
            list.extensions.remove(0);
        }),
        faulty("crl-no-number", "No number.", |list| drop(list.extensions.pop())),
        listed("crl-no-number-lenient", "No number, and lenient rules.", |list| {
            list.extensions.pop();
        })
        .rules("lenient")
        .warned(REVOCATION)
        .says("revocation-list", "valid"),
        listed("crl-delta-lenient", "A list of changes, and lenient rules.", |list| {
            list.extensions.push(crl::delta_indicator());
        })
        .rules("lenient")
        .warned(REVOCATION)
        .says("revocation-list", "malformed"),
        listed("crl-repeated-extension", "The number twice.", |list| {
            list.extensions.push(crl::number(&[8]));
        })
        .refused(REVOCATION)
        .says("revocation-list", "malformed"),
        listed("crl-authority-key", "The key identifier of another key.", |list| {
            list.extensions[0] = authority_key_identifier(&[7; 20]);
        })
        .refused(REVOCATION)
        .says("revocation-list", "untrusted"),
    ]
}

/// Names the sample status list.
fn with_list(mut document: Document) -> Document {
    document.lies.mso = |mso| mso.set("status", map([("status_list", reference())]));
    document
}

fn reference() -> Cbor {
    map([("idx", Cbor::Int(INDEX as i64)), ("uri", Cbor::from(STATUS_URI))])
}

fn good_list() -> Vec<u8> {
    let signer = ListSigner::below(&issuer());
    StatusToken::list(&signer, 1, 0).issue(&signer.key)
}

/// A driving licence and the list it names, of two bits.
fn status(name: &str, description: &str, value: u8, change: fn(&mut StatusToken)) -> Case {
    signed(name, description, &ListSigner::below(&issuer()), value, change)
}

fn signed(
    name: &str,
    description: &str,
    signer: &ListSigner,
    value: u8,
    change: fn(&mut StatusToken),
) -> Case {
    let mut token = StatusToken::list(signer, 2, value);
    change(&mut token);
    Case::new(name, description, qr(with_list(mdl()))).given(STATUS_URI, token.issue(&signer.key))
}

fn status_values() -> Vec<Case> {
    const LIST: &str = "status-list";
    let signer = ListSigner::below(&issuer());
    let mut cases: Vec<Case> = [1, 2, 4, 8]
        .into_iter()
        .map(|bits| {
            let token = StatusToken::list(&signer, bits, 0).issue(&signer.key);
            let name = format!("status-list-{bits}");
            Case::new(&name, "The document's entry is 0.", qr(with_list(mdl())))
                .given(STATUS_URI, token)
                .says(LIST, "valid")
        })
        .collect();
    for bits in [1, 4, 8] {
        let token = StatusToken::list(&signer, bits, 1).issue(&signer.key);
        let name = format!("status-revoked-{bits}");
        let case = Case::new(&name, "The document's entry is 1.", qr(with_list(mdl())));
        cases.push(case.given(STATUS_URI, token).refused(STATUS).says(LIST, "revoked"));
    }
    let mut odd = mdl();
    odd.lies.mso = |mso| mso.set("status", Cbor::Null);
    let unread =
        Case::new("status-odd-unasked", "An odd status, and nothing to check with.", qr(odd))
            .says("status", "malformed");
    let mut failed = mdl();
    failed.lies.mso = |mso| {
        mso.set("status", map([("status_list", reference())]));
        mso.at("validityInfo").set("validUntil", tdate("2026-05-31T00:00:00Z"));
    };
    let expired = Case::new("status-of-expired", "Expired: no list is looked into.", qr(failed))
        .given(STATUS_URI, StatusToken::list(&signer, 1, 1).issue(&signer.key))
        .refused("mso.validity")
        .says("mso-validity", "expired")
        .says(LIST, "not-examined");
    let update = {
        let mut document = mdl();
        document.lies.mso = |mso| {
            mso.set("status", map([("status_list", reference())]));
            mso.at("validityInfo").set("expectedUpdate", tdate("2026-05-31T00:00:00Z"));
        };
        Case::new("status-update-due", "The issuer meant to renew it by now.", qr(document))
            .given(STATUS_URI, good_list())
            .says("expected-update", "stale")
            .says(LIST, "valid")
    };
    cases.extend([
        status("mso.status", "The document is revoked.", 1, |_| ())
            .refused(STATUS)
            .says(LIST, "revoked"),
        status("status-suspended", "The document is suspended.", 2, |_| ())
            .refused(STATUS)
            .says(LIST, "suspended"),
        status("status-other", "A status of the application's own.", 3, |_| ())
            .refused(STATUS)
            .says(LIST, "other"),
        status("status-other-lenient", "The same under lenient rules.", 3, |_| ())
            .rules("lenient")
            .open(&[STATUS])
            .says(LIST, "other"),
        expired,
        update,
        unread.clone(),
        Case { name: "status-odd".into(), ..unread }.given(STATUS_URI, good_list()).refused(STATUS),
    ]);
    cases
}

fn status_policies() -> Vec<Case> {
    const LIST: &str = "status-list";
    let fresh = status("status-strict", "Fresh lists of both kinds.", 0, |_| ());
    let issuer = issuer();
    let crl = RevocationList::of(&issuer.root, &issuer.root_key).issue(&issuer.root_key);
    let unavailable = |name: &str, description: &str| {
        Case::new(name, description, qr(with_list(mdl()))).given(CRL_URI, crl.clone())
    };
    let mut short = mdl();
    short.lies.mso = |mso| {
        let info = mso.at("validityInfo");
        info.set("signed", tdate("2026-05-31T12:00:00Z"));
        info.set("validFrom", tdate("2026-05-31T12:00:00Z"));
        info.set("validUntil", tdate("2026-06-01T12:00:00Z"));
    };
    vec![
        fresh.given(CRL_URI, crl.clone()).rules("strict").says(LIST, "valid"),
        unavailable("status-unavailable", "The list is not at hand: a stated risk.")
            .says(LIST, "unavailable"),
        unavailable("status-unavailable-strict", "The list is not at hand.")
            .rules("strict")
            .open(&[STATUS])
            .says(LIST, "unavailable"),
        Case::new("status-not-offered-strict", "No list is named.", qr(mdl()))
            .given(CRL_URI, crl.clone())
            .rules("strict")
            .open(&[STATUS])
            .says("status", "not-present"),
        Case::new("status-short-lived-strict", "It lives a day and needs none.", qr(short))
            .given(CRL_URI, crl.clone())
            .rules("strict")
            .says("status", "not-present"),
        status("status-expired", "The list ended a second ago.", 0, |token| {
            token.claims.set(4, EXPIRES - 216_001);
        })
        .open(&[STATUS])
        .says(LIST, "stale"),
        status("status-ttl", "It should have been fetched again.", 0, |token| {
            token.claims.set(65534, 39_599);
        })
        .open(&[STATUS])
        .says(LIST, "stale"),
        status("status-ttl-just", "It need not be fetched before now.", 0, |token| {
            token.claims.set(65534, 39_600);
        })
        .says(LIST, "valid"),
        status("status-stale-kiosk", "An old list in a kiosk.", 0, |token| {
            token.claims.set(65534, 60);
        })
        .rules("offline-kiosk")
        .warned(STATUS)
        .says(LIST, "stale"),
        status("status-stale-revoked-kiosk", "An old list that said revoked.", 1, |token| {
            token.claims.set(65534, 60);
        })
        .rules("offline-kiosk")
        .open(&[STATUS])
        .says(LIST, "stale"),
        status("status-too-old", "A list for years, without a time to live.", 0, |token| {
            token.claims.set(6, ISSUED - 100 * 86_400);
            token.claims.set(4, ISSUED + 1000 * 86_400);
            token.claims.remove(65534);
        })
        .open(&[STATUS])
        .says(LIST, "stale"),
        status("status-rolled-back", "A newer list was seen before.", 0, |_| ())
            .seen("2026-05-31T12:00:01Z")
            .refused(STATUS)
            .says(LIST, "rolled-back"),
        status("status-seen-same", "The same list was seen before.", 0, |_| ())
            .seen("2026-05-31T12:00:00Z")
            .says(LIST, "valid"),
    ]
}

/// A third party that signs lists, with a root of path length 1.
fn third_party() -> Issuer {
    let key = Key::new(Curve::P256, "third party");
    let mut issuer = issuer();
    issuer.root = Certificate::root(Name::new("US", "", "Example Lists", "Example root"), &key);
    issuer.root.set_extension(basic_constraints(true, Some(1)));
    issuer.root_key = key;
    issuer
}

fn names_third_party(mso: &mut Cbor) {
    let mut list = reference();
    list.set("certificate", Cbor::Bytes(third_party().root_der()));
    mso.set("status", map([("status_list", list)]));
}

fn with_intermediate(path_length: u8) -> ListSigner {
    let mut issuer = third_party();
    issuer.root.set_extension(basic_constraints(true, Some(path_length)));
    let key = Key::new(Curve::P256, "intermediate");
    let name = Name::new("US", "", "Example Lists", "Example intermediate");
    let middle = Certificate::intermediate(name, &key, &issuer.root, &issuer.root_key);
    let mut below = issuer.clone();
    below.root = middle.clone();
    below.root_key = key;
    let mut signer = ListSigner::below(&below);
    signer.chain.push(middle.issue(&issuer.root_key));
    if path_length == 1 {
        return signer;
    }
    signer.chain.push(issuer.root_der());
    signer
}

fn status_trust() -> Vec<Case> {
    const LIST: &str = "status-list";
    let by = |name: &str, description: &str, signer: &ListSigner| {
        let mut case = signed(name, description, signer, 0, |_| ());
        case.scenario.document().lies.mso = names_third_party;
        case
    };
    let untrusted = |name: &str, description: &str, change: fn(&mut Certificate)| {
        let signer = ListSigner::with(&issuer(), change);
        signed(name, description, &signer, 0, |_| ()).refused(STATUS).says(LIST, "untrusted")
    };
    let third = ListSigner::below(&third_party());
    let own = ListSigner::below(&issuer());
    let mut included = ListSigner::below(&third_party());
    included.chain.push(third_party().root_der());
    let document_signer =
        ListSigner { key: issuer().signer_key, chain: vec![issuer().signer_der()] };
    let anchored = |name: &str, description: &str, purpose: &'static str| {
        let mut case = signed(name, description, &third, 0, |_| ());
        let mut anchor = case.trust[0].clone();
        anchor.der = third_party().root_der();
        anchor.purpose = purpose;
        case.trust.push(anchor);
        case
    };
    let mut other_key = status("status-wrong-signature", "Signed by another key.", 0, |_| ());
    let token = StatusToken::list(&own, 2, 0).issue(&Key::new(Curve::P256, "somebody"));
    other_key.status[0].bytes = token;
    let mut broken = by("status-trust-point-unreadable", "A trust point that is none.", &third);
    broken.scenario.document().lies.mso = |mso| {
        let mut list = reference();
        list.set("certificate", Cbor::Bytes(vec![0x30, 0]));
        mso.set("status", map([("status_list", list)]));
    };
    let wrong_root = with_intermediate(0);
    vec![
        by("status-third-party", "Signed below the named certificate.", &third).says(LIST, "valid"),
        by("status-intermediate", "An authority in between.", &with_intermediate(1))
            .says(LIST, "valid"),
        by("status-trust-point-included", "The chain ends in the trust point.", &included)
            .says(LIST, "valid"),
        anchored("status-anchor", "An anchor for status signers.", "status-signer")
            .says(LIST, "valid"),
        anchored("status-anchor-of-readers", "An anchor for readers.", "reader")
            .refused(STATUS)
            .says(LIST, "untrusted"),
        by("status-not-third-party", "Signed by the authority, not by the one named.", &own)
            .refused(STATUS)
            .says(LIST, "untrusted"),
        signed("status-stranger", "Signed by a third party that is not named.", &third, 0, |_| ())
            .refused(STATUS)
            .says(LIST, "untrusted"),
        signed("status-stranger-lenient", "The same, lenient.", &third, 0, |_| ())
            .rules("lenient")
            .warned(STATUS)
            .says(LIST, "untrusted"),
        by("status-path-length", "More authorities than allowed.", &wrong_root)
            .refused(STATUS)
            .says(LIST, "untrusted"),
        broken.refused(STATUS).says(LIST, "malformed"),
        signed(
            "status-document-signer",
            "Signed with a document signer's key.",
            &document_signer,
            0,
            |_| (),
        )
        .refused(STATUS)
        .says(LIST, "untrusted"),
        other_key.refused(STATUS).says(LIST, "untrusted"),
        status("status-subject", "The list of another address.", 0, |token| {
            token.claims.set(2, "https://issuer.example/statuslists/2");
        })
        .refused(STATUS)
        .says(LIST, "untrusted"),
        untrusted("status-signer-key-usage", "A key that may not sign data.", |own| {
            own.set_extension(key_usage(usage::SIGN_CERTIFICATES_AND_LISTS));
        }),
        untrusted("status-signer-authority", "An authority signs itself.", |own| {
            own.set_extension(basic_constraints(true, None));
        }),
        untrusted("status-signer-purpose", "A certificate for servers.", |own| {
            own.set_extension(extended_key_usage(&[oid::SERVER_AUTH]));
        }),
        untrusted("status-signer-expired", "The signer's certificate ended.", |own| {
            own.not_after = "2026-05-31T23:59:59Z".into();
        }),
        untrusted("status-signer-early", "The signer's certificate begins tomorrow.", |own| {
            own.not_before = "2026-06-02T00:00:00Z".into();
        }),
        untrusted("status-signer-critical", "It demands what nobody knows.", |own| {
            own.set_extension(crate::certificate::unknown_critical());
        }),
        untrusted("status-signer-issuer", "Issued under another name.", |own| {
            own.issuer = Name::new("JP", "JP-27", "Example Authority", "Example IACA");
        }),
    ]
}

fn status_form() -> Vec<Case> {
    const LIST: &str = "status-list";
    let malformed = |name: &str, description: &str, change: fn(&mut StatusToken)| {
        status(name, description, 0, change).refused(STATUS).says(LIST, "malformed")
    };
    let lenient = |name: &str, description: &str, change: fn(&mut StatusToken)| {
        status(name, description, 0, change).rules("lenient").says(LIST, "valid")
    };
    fn list(token: &mut StatusToken) -> &mut Cbor {
        token.claims.at(65533)
    }
    let undecodable = Case::new("status-undecodable", "No token.", qr(with_list(mdl())))
        .given(STATUS_URI, b"<html>not found</html>".to_vec());
    let mut twice = status("status-claim-twice", "A claim twice.", 0, |_| ());
    let signer = ListSigner::below(&issuer());
    let mut token = StatusToken::list(&signer, 2, 1);
    let harmless = StatusToken::list(&signer, 2, 0).claims.at(65533).clone();
    token.claims.add(65533, harmless);
    twice.status[0].bytes = token.issue(&signer.key);
    let index = |name: &str, description: &str, mso: fn(&mut Cbor)| {
        let mut case = status(name, description, 0, |_| ());
        case.scenario.document().lies.mso = mso;
        case
    };
    vec![
        undecodable.refused(STATUS).says(LIST, "malformed"),
        twice.refused(STATUS).says(LIST, "malformed"),
        status("status-type-short", "The type without its first half.", 0, |token| {
            token.protected.set(16, "statuslist+cwt");
        })
        .says(LIST, "valid"),
        malformed("status-type", "The type of an identifier list.", |token| {
            token.protected.set(16, "application/identifierlist+cwt");
        }),
        malformed("status-no-type", "No type.", |token| drop(token.protected.remove(16))),
        malformed("status-bits", "Three bits.", |token| list(token).set("bits", 3)),
        malformed("status-no-list", "No list.", |token| drop(token.claims.remove(65533))),
        malformed("status-both-lists", "Two lists in one token.", |token| {
            let other = map([("identifiers", Cbor::Map(Vec::new()))]);
            token.claims.set(65530, other);
        }),
        malformed("status-truncated", "The compressed bytes break off.", |token| {
            list(token).at("lst").bytes().truncate(200);
        }),
        malformed("status-checksum", "A wrong checksum.", |token| {
            *list(token).at("lst").bytes().last_mut().expect("a byte") ^= 1;
        }),
        malformed("status-deflate-trailing", "A byte behind the compressed ones.", |token| {
            list(token).at("lst").bytes().push(0);
        }),
        malformed("status-no-zlib", "Bytes that are not compressed.", |token| {
            list(token).set("lst", Cbor::Bytes(vec![0; 256]));
        }),
        malformed("status-empty", "No bytes.", |token| list(token).set("lst", Cbor::Bytes(vec![]))),
        index("status-last-index", "The last entry of the list.", |mso| {
            let mut own = reference();
            own.set("idx", 1023);
            mso.set("status", map([("status_list", own)]));
        })
        .says(LIST, "valid"),
        index("status-index", "An entry behind the end of the list.", |mso| {
            let mut own = reference();
            own.set("idx", 1024);
            mso.set("status", map([("status_list", own)]));
        })
        .refused(STATUS)
        .says(LIST, "malformed"),
        index("status-huge-index", "An index beyond any list.", |mso| {
            let mut own = reference();
            own.set("idx", Cbor::Raw(vec![0x1b, 255, 255, 255, 255, 255, 255, 255, 255]));
            mso.set("status", map([("status_list", own)]));
        })
        .refused(STATUS)
        .says(LIST, "malformed"),
        index("status-negative-index", "An index below zero.", |mso| {
            let mut own = reference();
            own.set("idx", -1);
            mso.set("status", map([("status_list", own)]));
        })
        .refused(STATUS)
        .says(LIST, "malformed"),
        index("status-unknown-mechanism", "A mechanism that is not known.", |mso| {
            mso.set("status", map([("other_list", Cbor::Int(1))]));
        })
        .says("status", "unavailable"),
        malformed("status-no-expiry", "No end.", |token| drop(token.claims.remove(4))),
        lenient("status-no-expiry-lenient", "No end, and lenient rules.", |token| {
            token.claims.remove(4);
        }),
        malformed("status-order", "It ends when it begins.", |token| token.claims.set(4, ISSUED)),
        malformed("status-no-time-to-live", "A time to live of nothing.", |token| {
            token.claims.set(65534, 0);
        }),
        malformed("status-future", "A list of tomorrow.", |token| {
            token.claims.set(6, ISSUED + 86_400);
        }),
        malformed("status-untagged", "No tag.", |token| token.tag = None),
        lenient("status-untagged-lenient", "No tag, and lenient rules.", |token| token.tag = None),
        malformed("status-mac-tag", "The tag of a MAC.", |token| token.tag = Some(17)),
        malformed("status-algorithm-outside", "An algorithm beside the protected one.", |token| {
            token.unprotected.set(1, -7);
        }),
        malformed("status-no-algorithm", "No algorithm.", |token| drop(token.protected.remove(1))),
        malformed("status-mac-algorithm", "The algorithm of a MAC.", |token| {
            token.protected.set(1, 5);
        }),
        malformed("status-wrong-curve", "The algorithm of another curve.", |token| {
            token.protected.set(1, -36);
        }),
        malformed("status-critical", "It demands what nobody knows.", |token| {
            token.protected.set(2, array([99]));
            token.protected.set(99, 1);
        }),
        malformed("status-chain-outside", "The chain in the other header.", |token| {
            let chain = token.protected.remove(33);
            token.unprotected.set(33, chain);
        }),
        lenient("status-chain-outside-lenient", "The same under lenient rules.", |token| {
            let chain = token.protected.remove(33);
            token.unprotected.set(33, chain);
        }),
        status("status-no-chain", "No certificate.", 0, |token| {
            token.protected.remove(33);
        })
        .refused(STATUS)
        .says(LIST, "malformed"),
        malformed("status-cwt-tag", "A tag of CWT around it.", |token| {
            token.tag = Some(61);
        }),
        status("status-float-dates", "Dates as numbers with a fraction.", 0, |token| {
            let float = |seconds: i64| {
                Cbor::Raw([&[0xfb][..], &(seconds as f64 + 0.5).to_be_bytes()].concat())
            };
            token.claims.set(6, float(ISSUED));
            token.claims.set(4, float(EXPIRES));
        })
        .says(LIST, "valid"),
    ]
}

fn tokens_as_jwt() -> Vec<Case> {
    const LIST: &str = "status-list";
    type Change = fn(
        &mut serde_json::Map<String, serde_json::Value>,
        &mut serde_json::Map<String, serde_json::Value>,
    );
    let given = |name: &str, description: &str, value: u8, change: Change| {
        let signer = ListSigner::below(&issuer());
        Case::new(name, description, qr(with_list(mdl())))
            .given(STATUS_URI, jwt(&signer, value, change))
    };
    let malformed = |name: &str, description: &str, change: Change| {
        given(name, description, 0, change).refused(STATUS).says(LIST, "malformed")
    };
    let mut other_key = given("status-jwt-signature", "Signed by another key.", 0, |_, _| ());
    let mut signer = ListSigner::below(&issuer());
    signer.key = Key::new(Curve::P256, "somebody");
    other_key.status[0].bytes = jwt(&signer, 0, |_, _| ());
    vec![
        given("status-jwt", "The list as JWT.", 0, |_, _| ()).says(LIST, "valid"),
        given("status-jwt-revoked", "Revoked, as JWT.", 1, |_, _| ())
            .refused(STATUS)
            .says(LIST, "revoked"),
        other_key.refused(STATUS).says(LIST, "untrusted"),
        malformed("status-jwt-type", "Another type.", |header, _| {
            header.insert("typ".into(), json!("JWT"));
        }),
        malformed("status-jwt-none", "No signature at all.", |header, _| {
            header.insert("alg".into(), json!("none"));
        }),
        malformed("status-jwt-mac", "The algorithm of a MAC.", |header, _| {
            header.insert("alg".into(), json!("HS256"));
        }),
        malformed("status-jwt-critical", "It demands what nobody knows.", |header, _| {
            header.insert("crit".into(), json!(["exp"]));
        }),
        malformed("status-jwt-no-expiry", "No end.", |_, claims| {
            claims.remove("exp");
        }),
        malformed("status-jwt-no-list", "No list.", |_, claims| {
            claims.remove("status_list");
        }),
        malformed("status-jwt-no-subject", "No address.", |_, claims| {
            claims.remove("sub");
        }),
        malformed("status-jwt-text", "A list that is no base64url.", |_, claims| {
            claims.insert("status_list".into(), json!({ "bits": 2, "lst": "!!!!" }));
        }),
    ]
}

fn identifiers() -> Vec<Case> {
    const LIST: &str = "identifier-list";
    fn names(mso: &mut Cbor) {
        let own = map([("id", Cbor::Bytes(ID.to_vec())), ("uri", Cbor::from(IDENTIFIER_URI))]);
        mso.set("status", map([("identifier_list", own)]));
    }
    fn names_both(mso: &mut Cbor) {
        names(mso);
        mso.at("status").set("status_list", reference());
    }
    let signer = ListSigner::below(&issuer());
    let given = |name: &str, description: &str, ids: &[&[u8]], change: fn(&mut StatusToken)| {
        let mut document = mdl();
        document.lies.mso = names;
        let mut token = StatusToken::identifiers(&signer, ids);
        change(&mut token);
        Case::new(name, description, qr(document)).given(IDENTIFIER_URI, token.issue(&signer.key))
    };
    let both = |name: &str, description: &str, ids: &[&[u8]], value: u8| {
        let mut case = given(name, description, ids, |_| ());
        case.scenario.document().lies.mso = names_both;
        case.given(STATUS_URI, StatusToken::list(&signer, 2, value).issue(&signer.key))
    };
    let mut half = given("status-both-one-missing", "Two lists, one at hand.", &[b"x"], |_| ());
    half.scenario.document().lies.mso = names_both;
    vec![
        given("identifier-list", "The document is not in the list.", &[b"another"], |_| ())
            .says(LIST, "valid"),
        given("identifier-list-empty", "Nobody is in the list.", &[], |_| ()).says(LIST, "valid"),
        given("identifier-list-short-type", "The type of real lists.", &[b"another"], |token| {
            token.protected.set(16, "identifierlist+cwt");
        })
        .says(LIST, "valid"),
        given("identifier-list-revoked", "The document is in the list.", &[b"another", ID], |_| ())
            .refused(STATUS)
            .says(LIST, "revoked"),
        given("identifier-list-type", "The type of a status list.", &[], |token| {
            token.protected.set(16, "application/statuslist+cwt");
        })
        .refused(STATUS)
        .says(LIST, "malformed"),
        given("identifier-list-shape", "An identifier that is a text.", &[], |token| {
            token.claims.at(65530).at("identifiers").add("text", Cbor::Map(Vec::new()));
        })
        .refused(STATUS)
        .says(LIST, "malformed"),
        given("identifier-list-no-expiry", "No end.", &[], |token| {
            token.claims.remove(4);
        })
        .refused(STATUS)
        .says(LIST, "malformed"),
        both("status-both", "Neither list revokes it.", &[b"another"], 0)
            .says(LIST, "valid")
            .says("status-list", "valid"),
        both("status-both-identifier", "The identifier list revokes it.", &[ID], 0)
            .refused(STATUS)
            .says(LIST, "revoked")
            .says("status-list", "valid"),
        both("status-both-index", "The status list revokes it.", &[b"another"], 1)
            .refused(STATUS)
            .says(LIST, "valid")
            .says("status-list", "revoked"),
        half.says(LIST, "valid").says("status-list", "unavailable"),
    ]
}
