//! What holds for all evidence and all rules.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use serde_json::{Value, json};
use tashika::assurance::{
    Attribute, Authenticator, AuthenticatorKind, Authority, Bundle, Bundles, Capture, Channel,
    Circumstances, Comparison, Decision, DocumentImage, Evidence, Factor, Held, HolderVerification,
    IcDocument, IcKind, Identity, Inspection, IssuerFacts, JpkiAuthentication, JpkiSigning, Mdoc,
    Passkey, PortraitCapture, PortraitSource, Postal, PostalService, Printed, Proof, Query,
    QueryResult, Risk, SelfAsserted, SessionFacts, Status, decide,
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
    let state = select(&[None, Some("JP-13"), Some("JP-14")][..]);
    (select(Authority::ALL), held(), select(PortraitCapture::ALL), state).prop_map(
        |(authority, managed, portrait, state)| IssuerFacts {
            authority,
            managed,
            portrait,
            country: Some("JP".to_owned()),
            state: state.map(str::to_owned),
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
                algorithms: vec!["ES256".to_owned()],
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
                algorithms: Vec::new(),
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
    let services = (select(PostalService::ALL), any::<bool>(), attributes());
    let postal = services.prop_map(|(service, back, attributes)| {
        Proof::Postal(Postal {
            service,
            sent: at(MADE),
            returned: back.then(|| at(MADE)),
            code_hash: None,
            attributes,
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
                algorithms: Vec::new(),
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

/// Values that are known, and what stands in their place where nobody knows.
const UNKNOWN: [&str; 4] = ["unknown", "undetermined", "not-compared", "unavailable"];
/// What says which piece of evidence it is, and not what is known of it.
const NAMES: [&str; 7] = ["id", "at", "kind", "of", "by", "authenticator", "document"];

/// Texts of any content: another one is no unknown, but something else that is known.
const FREE: [&str; 9] = [
    "algorithms",
    "codeHash",
    "country",
    "docType",
    "name",
    "operator",
    "provider",
    "source",
    "state",
];

/// Every way to know one thing less of this JSON: a member or an entry of a list taken away, or a value
/// made unknown. Not each of them is still evidence.
fn forgotten(value: &Value) -> Vec<Value> {
    match value {
        Value::Object(members) => {
            let mut all = Vec::new();
            for (name, own) in members.iter().filter(|(name, _)| !NAMES.contains(&name.as_str())) {
                let mut less = members.clone();
                less.remove(name);
                all.push(Value::Object(less));
                if FREE.contains(&name.as_str()) {
                    continue;
                }
                all.extend(forgotten(own).into_iter().map(|own| {
                    let mut other = members.clone();
                    other.insert(name.clone(), own);
                    Value::Object(other)
                }));
            }
            all
        }
        Value::Array(list) => {
            let mut all = Vec::new();
            for (index, own) in list.iter().enumerate() {
                // An entry that is a piece of evidence stays: that is the other property.
                if !own.is_object() {
                    let mut less = list.clone();
                    less.remove(index);
                    all.push(Value::Array(less));
                }
                all.extend(forgotten(own).into_iter().map(|own| {
                    let mut other = list.clone();
                    other[index] = own;
                    Value::Array(other)
                }));
            }
            all
        }
        Value::String(_) => UNKNOWN.into_iter().map(Value::from).collect(),
        _ => Vec::new(),
    }
}

/// Needs of every form over a few facts.
fn need() -> impl Strategy<Value = Value> {
    let facts = &[
        "verified",
        "current",
        "face-signed",
        "face-remote",
        "remote",
        "in-person",
        "photo-id",
        "pin",
        "not-revoked",
        "attribute:name",
        "attribute:portrait",
        "authority:jp-law",
        "algorithm:ES256",
    ];
    let one = subsequence(facts.to_vec(), 1..4).prop_map(|facts| json!({ "one": facts }));
    one.prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            vec(inner.clone(), 1..4).prop_map(|needs| json!({ "all": needs })),
            vec(inner, 1..4).prop_map(|needs| json!({ "any": needs })),
        ]
    })
}

/// A bundle of rules that nobody wrote, some of which need an earlier one.
fn bundle() -> impl Strategy<Value = Value> {
    let rules = vec((need(), 1usize..4, any::<bool>()), 1..8);
    rules.prop_map(|rules| {
        let mut json = super::bundles::small();
        json["demands"] = json!([]);
        let grade = |own: usize| json!({ "id": own.to_string(), "name": { "en": "g", "ja": "g" } });
        json["axes"][0]["grades"] = (0..4).map(grade).collect::<Vec<_>>().into();
        let rules = rules.into_iter().enumerate().map(|(index, (need, grade, on_another))| {
            let need = match (index, on_another) {
                (1.., true) => json!({ "any": [need, { "rule": format!("r{}", index - 1) }] }),
                _ => need,
            };
            let mut own = super::bundles::rule(&format!("r{index}"), need);
            own["reaches"]["grade"] = grade.to_string().into();
            own
        });
        json["rules"] = rules.collect::<Vec<_>>().into();
        json
    })
}

/// What a document is, and what was done with it.
static ABOUT: [&str; 7] = [
    "mdoc",
    "algorithm:ES256",
    "authority:jp-law",
    "verified",
    "face-remote",
    "face-signed",
    "photo-id",
];

/// Advisories of every form, each about one of these facts.
fn advisories(about: &'static [&'static str]) -> impl Strategy<Value = Value> {
    let about = select(about);
    let strikes = subsequence(vec!["verified", "face-signed", "attribute:name"], 0..3);
    let one = (about, strikes, any::<bool>()).prop_map(|(about, strikes, state)| {
        let mut own = json!({ "facts": [about], "strikes": strikes, "source": "s",
            "words": { "en": "n", "ja": "n" } });
        if state {
            own["state"] = "JP-13".into();
        }
        own
    });
    vec(one, 1..4).prop_map(|mut list| {
        for (index, own) in list.iter_mut().enumerate() {
            own["id"] = format!("n{index}").into();
        }
        list.into()
    })
}

fn only(json: &Value) -> Bundles {
    let mut bundles = Bundles::new();
    bundles.install(super::bundles::read(json).unwrap()).unwrap();
    bundles
}

fn decided_by(evidence: &[Evidence], bundles: &Bundles) -> Decision {
    decide(evidence, &Circumstances::default(), bundles, day("2026-06-01")).unwrap()
}

/// All but one piece, and but what was verified of its holder.
fn without(all: &[Evidence], left_out: prop::sample::Index) -> Vec<Evidence> {
    let out = all[left_out.index(all.len())].id.clone();
    let about = |own: &Evidence| matches!(&own.what, Proof::Holder(holder) if holder.of == out);
    all.iter().filter(|own| own.id != out && !about(own)).cloned().collect()
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
    fn more_evidence_never_lowers_a_level(all in evidence(), out in any::<prop::sample::Index>()) {
        assert_not_lower(&decided(&without(&all, out)), &decided(&all));
    }

    #[test]
    fn more_evidence_never_lowers_a_level_under_rules_that_nobody_wrote(
        all in evidence(),
        out in any::<prop::sample::Index>(),
        json in bundle(),
    ) {
        let bundles = only(&json);
        let (less, more) = (decided_by(&without(&all, out), &bundles), decided_by(&all, &bundles));
        assert_not_lower(&less, &more);
    }

    #[test]
    fn what_lowers_a_level_is_an_advisory_and_is_named(
        all in evidence(),
        out in any::<prop::sample::Index>(),
        mut json in bundle(),
        advisories in advisories(&ABOUT),
    ) {
        let plain = decided_by(&all, &only(&json));
        json["advisories"] = advisories;
        let bundles = only(&json);
        let (less, more) = (decided_by(&without(&all, out), &bundles), decided_by(&all, &bundles));
        let struck = |own: &Decision| own.advisories.iter().any(|own| !own.evidence.is_empty());
        for (before, lower) in [(&less, &more), (&plain, &more)] {
            if ranks(before).iter().zip(ranks(lower)).any(|(own, other)| own.1 > other.1) {
                prop_assert!(struck(lower), "a level fell and nothing says why");
            }
        }
        // An advisory never raises one.
        assert_not_lower(&more, &plain);
    }

    #[test]
    fn no_order_of_rules_or_advisories_matters(
        all in evidence(),
        mut json in bundle(),
        advisories in advisories(&ABOUT),
        by in 0usize..8,
    ) {
        json["advisories"] = advisories;
        let first = decided_by(&all, &only(&json));
        for list in ["rules", "advisories"] {
            let list = json[list].as_array_mut().unwrap();
            let by = by % list.len();
            list.rotate_left(by);
            list.reverse();
        }
        let other = decided_by(&all, &only(&json));
        prop_assert_eq!(without_files(&first), without_files(&other));
    }

    #[test]
    fn an_identity_is_there_where_a_level_is_and_a_portrait_has_its_note(all in evidence()) {
        let decision = decided(&all);
        let level = ranks(&decision).into_iter().find(|own| own.0 == super::IAL).unwrap().1;
        prop_assert!(level == 0 || decision.identity != Identity::None, "level {}", level);
        for own in &decision.portraits {
            let noted = decision.risks.get(&Risk::MorphUnknown);
            prop_assert!(noted.is_some_and(|by| by.contains(&own.evidence)));
            prop_assert_eq!(own.morph, "unknown");
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
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn an_unknown_never_raises_a_level(all in evidence()) {
        let known = decided(&all);
        let mut tried = 0;
        for json in forgotten(&serde_json::to_value(&all).unwrap()) {
            let Ok(less) = serde_json::from_value::<Vec<Evidence>>(json) else { continue };
            if less != all {
                assert_not_lower(&decided(&less), &known);
                tried += 1;
            }
        }
        prop_assert!(tried > 0);
    }

    #[test]
    fn an_unknown_is_no_way_round_an_advisory_unseen(
        all in evidence(),
        mut json in bundle(),
        // What was not done is no unknown: these are about what a document is.
        advisories in advisories(&ABOUT[..3]),
    ) {
        json["advisories"] = advisories;
        let bundles = only(&json);
        let known = decided_by(&all, &bundles);
        for json in forgotten(&serde_json::to_value(&all).unwrap()) {
            let Ok(less) = serde_json::from_value::<Vec<Evidence>>(json) else { continue };
            let less = decided_by(&less, &bundles);
            let raised = ranks(&less).iter().zip(ranks(&known)).any(|(own, other)| own.1 > other.1);
            let said = less.advisories.iter().any(|own| !own.undetermined.is_empty());
            prop_assert!(!raised || said, "an unknown raised a level and nothing says so");
        }
    }

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
