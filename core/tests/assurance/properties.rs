//! What holds for all evidence and all rules.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use serde_json::Value;
use tashika::assurance::{
    Attribute, Authenticator, AuthenticatorKind, Authority, Bundle, Bundles, Capture, Channel,
    Circumstances, Comparison, Decision, DocumentImage, Evidence, Factor, Held, HolderVerification,
    IcDocument, IcKind, Inspection, IssuerFacts, JpkiAuthentication, JpkiSigning, Mdoc, Passkey,
    PortraitCapture, PortraitSource, Postal, PostalService, Printed, Proof, Query, QueryResult,
    SelfAsserted, SessionFacts, Status, decide,
};
use tashika::crypto::CryptoProvider;

use super::{MADE, SHIPPED, at, day};

fn held() -> impl Strategy<Value = Held> {
    prop_oneof![3 => Just(Held::Yes), 1 => Just(Held::No), 1 => Just(Held::Unknown)]
}

fn status() -> impl Strategy<Value = Status> {
    select(Status::ALL)
}

fn channel() -> impl Strategy<Value = Channel> {
    select(Channel::ALL)
}

fn attributes() -> impl Strategy<Value = Vec<Attribute>> {
    prop_oneof![
        Just(Attribute::ALL.to_vec()),
        subsequence(Attribute::ALL, 0..=Attribute::ALL.len())
    ]
}

fn session() -> impl Strategy<Value = SessionFacts> {
    (channel(), held(), held(), held(), held()).prop_map(
        |(channel, verifier_name, channel_keys, fresh, relay_excluded)| SessionFacts {
            channel,
            verifier_name,
            channel_keys,
            fresh,
            relay_excluded,
        },
    )
}

fn issuer() -> impl Strategy<Value = IssuerFacts> {
    (select(Authority::ALL), held(), select(PortraitCapture::ALL)).prop_map(
        |(authority, managed, portrait)| IssuerFacts {
            authority,
            managed,
            portrait,
            ..IssuerFacts::default()
        },
    )
}

fn mdoc() -> impl Strategy<Value = Proof> {
    let doc_types =
        select(&["org.iso.23220.1.jp.mnc", "org.iso.18013.5.1.mDL", "eu.europa.ec.eudi.pid.1"][..]);
    (doc_types, held(), status(), status(), issuer(), attributes(), held(), session()).prop_map(
        |(doc_type, verified, own, signer_status, issuer, attributes, wallet_unlock, session)| {
            Proof::Mdoc(Mdoc {
                doc_type: doc_type.to_owned(),
                verified,
                status: own,
                signer_status,
                issuer,
                attributes,
                wallet_unlock,
                session,
                ..Mdoc::default()
            })
        },
    )
}

fn chip() -> impl Strategy<Value = Proof> {
    (select(IcKind::ALL), held(), held(), status(), held(), channel(), attributes()).prop_map(
        |(document, verified, current, status, original, channel, attributes)| {
            Proof::IcDocument(IcDocument {
                document,
                verified,
                current,
                status,
                original,
                channel,
                issuer: IssuerFacts::default(),
                attributes,
                expires: None,
            })
        },
    )
}

fn jpki() -> impl Strategy<Value = Proof> {
    (any::<bool>(), held(), held(), status(), session(), attributes()).prop_map(
        |(signing, verified, document_shown, status, session, attributes)| match signing {
            true => Proof::JpkiSigning(JpkiSigning {
                verified,
                document_shown,
                status,
                session,
                attributes,
                ..JpkiSigning::default()
            }),
            false => Proof::JpkiAuthentication(JpkiAuthentication {
                verified,
                status,
                session,
                attributes,
                ..JpkiAuthentication::default()
            }),
        },
    )
}

fn seen() -> impl Strategy<Value = Proof> {
    let printed = select(Printed::ALL);
    (any::<bool>(), printed, held(), held(), select(Capture::ALL), attributes(), any::<bool>())
        .prop_map(
            |(image, document, genuine, current, capture, attributes, operator)| match image {
                true => {
                    Proof::DocumentImage(DocumentImage { document, capture, genuine, attributes })
                }
                false => Proof::Inspection(Inspection {
                    document,
                    operator: operator.then(|| "staff-7".to_owned()),
                    genuine,
                    current,
                    trained: Held::Unknown,
                    detector: Held::Unknown,
                    attributes,
                }),
            },
        )
}

fn other() -> impl Strategy<Value = Proof> {
    let postal = (select(PostalService::ALL), any::<bool>()).prop_map(|(service, back)| {
        Proof::Postal(Postal {
            service,
            sent: at(MADE),
            returned: back.then(|| at(MADE)),
            code_hash: None,
        })
    });
    let query = (held(), held(), select(QueryResult::ALL), attributes()).prop_map(
        |(authoritative, authenticated, result, attributes)| {
            let source = "register".to_owned();
            Proof::Query(Query { source, authoritative, authenticated, result, attributes })
        },
    );
    let passkey = (held(), held(), held(), held(), session()).prop_map(
        |(verified, user_verified, device_bound, hardware, session)| {
            let (ticket, provider) = (Held::Unknown, None);
            Proof::Passkey(Passkey {
                verified,
                user_verified,
                device_bound,
                hardware,
                ticket,
                provider,
                session,
            })
        },
    );
    let factor = (select(AuthenticatorKind::ALL), held()).prop_map(|(authenticator, correct)| {
        let (length, alphabet) = (None, None);
        Proof::Authenticator(Authenticator { authenticator, correct, length, alphabet })
    });
    let said = attributes().prop_map(|attributes| Proof::SelfAsserted(SelfAsserted { attributes }));
    prop_oneof![postal, query, passkey, factor, said]
}

fn proof() -> impl Strategy<Value = Proof> {
    prop_oneof![mdoc(), chip(), jpki(), seen(), other()]
}

fn factor() -> impl Strategy<Value = Factor> {
    let face = (
        select(Comparison::ALL),
        select(PortraitSource::ALL),
        select(Capture::ALL),
        held(),
        held(),
        any::<bool>(),
    );
    prop_oneof![
        face.prop_map(|(outcome, source, capture, liveness, injection, operator)| Factor::Face {
            outcome,
            source,
            capture,
            liveness,
            injection,
            operator: operator.then(|| "staff-7".to_owned()),
            trained: Held::Unknown,
        }),
        (held(), held())
            .prop_map(|(correct, checked_by_chip)| Factor::Pin { correct, checked_by_chip }),
    ]
}

/// Some pieces, and some verifications of the holder, each of one of them.
fn evidence() -> impl Strategy<Value = Vec<Evidence>> {
    let holders = vec((any::<prop::sample::Index>(), channel(), factor()), 0..5);
    (vec(proof(), 1..6), holders).prop_map(|(proofs, holders)| {
        let count = proofs.len();
        let pieces = proofs.into_iter().enumerate();
        let mut all: Vec<Evidence> =
            pieces.map(|(index, what)| super::made(&format!("piece-{index}"), what)).collect();
        for (index, (of, channel, factor)) in holders.into_iter().enumerate() {
            let of = format!("piece-{}", of.index(count));
            let what = Proof::Holder(HolderVerification { of, channel, factor });
            all.push(super::made(&format!("holder-{index}"), what));
        }
        all
    })
}

fn decided(evidence: &[Evidence]) -> Decision {
    decide(evidence, &Circumstances::default(), &SHIPPED, day("2026-06-01")).unwrap()
}

fn ranks(decision: &Decision) -> Vec<(String, usize)> {
    decision.axes.iter().map(|own| (own.axis.clone(), own.rank)).collect()
}

fn satisfied(decision: &Decision) -> Vec<String> {
    let own = decision.statutes.iter().filter(|own| own.satisfied);
    own.map(|own| format!("{} {}", own.law, own.code)).collect()
}

fn assert_not_lower(less: &Decision, more: &Decision) {
    for (own, other) in ranks(less).into_iter().zip(ranks(more)) {
        assert_eq!(own.0, other.0);
        assert!(own.1 <= other.1, "{} fell from {} to {}", own.0, own.1, other.1);
    }
    let more = satisfied(more);
    for own in satisfied(less) {
        assert!(more.contains(&own), "{own} was lost");
    }
}

/// One value of the JSON made unknown or taken away.
fn forget(value: &mut Value, which: &mut usize) -> bool {
    const KNOWN: [(&str, &str); 9] = [
        ("yes", "unknown"),
        ("no", "unknown"),
        ("valid", "undetermined"),
        ("in-person", "unknown"),
        ("remote", "unknown"),
        ("live", "unknown"),
        ("live-camera", "unknown"),
        ("matches", "not-compared"),
        ("confirmed", "unavailable"),
    ];
    match value {
        Value::String(text) => {
            let Some((_, unknown)) = KNOWN.iter().find(|(own, _)| own == text) else {
                return false;
            };
            if *which == 0 {
                *text = (*unknown).to_owned();
                return true;
            }
            *which -= 1;
            false
        }
        Value::Array(list) if list.first().is_some_and(Value::is_string) => {
            if *which < list.len() {
                list.remove(*which);
                return true;
            }
            *which -= list.len();
            false
        }
        Value::Array(list) => list.iter_mut().any(|own| forget(own, which)),
        Value::Object(members) => {
            for (name, own) in members.iter_mut() {
                if !matches!(name.as_str(), "id" | "at" | "kind" | "of") && forget(own, which) {
                    return true;
                }
            }
            false
        }
        _ => false,
    }
}

/// The bundles that ship, each list of their files turned by this much.
fn turned(by: usize) -> Bundles {
    let mut bundles = Bundles::new();
    for text in [
        include_str!("../../policy/ds-511.json"),
        include_str!("../../policy/jp-statutes.json"),
        include_str!("../../policy/nist-800-63a-4.json"),
    ] {
        let mut json: Value = serde_json::from_str(text).unwrap();
        for (name, own) in json.as_object_mut().unwrap().iter_mut() {
            if let Value::Array(list) = own {
                let by = by % list.len().max(1);
                list.rotate_left(by);
                if by % 2 == 1 {
                    list.reverse();
                }
                // The grades of an axis are a scale: their order is their meaning.
                assert!(name != "grades");
            }
        }
        let text = json.to_string();
        bundles
            .install(Bundle::unsigned(text.as_bytes(), &CryptoProvider::default()).unwrap())
            .unwrap();
    }
    bundles
}

/// The decision without what names the file itself.
fn without_files(decision: &Decision) -> Value {
    let mut json: Value = serde_json::from_str(&decision.to_json()).unwrap();
    json.as_object_mut().unwrap().remove("bundles");
    json
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 192, ..ProptestConfig::default() })]

    #[test]
    fn more_evidence_never_lowers_a_level(all in evidence(), left_out in any::<prop::sample::Index>()) {
        let more = decided(&all);
        let out = all[left_out.index(all.len())].id.clone();
        let less: Vec<Evidence> = all
            .into_iter()
            .filter(|own| {
                let about = matches!(&own.what, Proof::Holder(holder) if holder.of == out);
                own.id != out && !about
            })
            .collect();
        assert_not_lower(&decided(&less), &more);
    }

    #[test]
    fn an_unknown_never_raises_a_level(all in evidence(), which in 0usize..60) {
        let known = decided(&all);
        let mut json = serde_json::to_value(&all).unwrap();
        let mut which = which;
        if forget(&mut json, &mut which) {
            let forgotten: Vec<Evidence> = serde_json::from_value(json).unwrap();
            prop_assert_ne!(&forgotten, &all);
            assert_not_lower(&decided(&forgotten), &known);
        }
    }

    #[test]
    fn evidence_comes_back_from_its_json(all in evidence()) {
        let text = serde_json::to_string(&all).unwrap();
        let back: Vec<Evidence> = serde_json::from_str(&text).unwrap();
        prop_assert_eq!(back, all);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, ..ProptestConfig::default() })]

    #[test]
    fn no_order_matters_and_the_bytes_are_the_same(all in evidence(), by in 0usize..40) {
        let first = decided(&all);
        prop_assert_eq!(first.to_json(), decided(&all).to_json());
        let mut other = all.clone();
        let turn = by % other.len();
        other.rotate_left(turn);
        prop_assert_eq!(first.to_json(), decided(&other).to_json());
        let circumstances = Circumstances::default();
        let turned = decide(&all, &circumstances, &turned(by), day("2026-06-01")).unwrap();
        prop_assert_eq!(without_files(&first), without_files(&turned));
    }
}

#[test]
fn the_properties_see_levels_of_every_kind() {
    // The generator must reach what the properties are about, or they would show nothing.
    use proptest::strategy::ValueTree;
    use proptest::test_runner::TestRunner;
    let mut runner = TestRunner::deterministic();
    let mut found = std::collections::BTreeSet::new();
    for _ in 0..800 {
        let all = evidence().new_tree(&mut runner).unwrap().current();
        let decision = decided(&all);
        found.extend(ranks(&decision));
    }
    let reached = |axis: &str, rank: usize| found.contains(&(axis.to_owned(), rank));
    assert!((0..=4).all(|rank| reached("ds511.ial", rank)), "{found:?}");
    assert!((0..=3).all(|rank| reached("ds511.aal", rank)), "{found:?}");
}
