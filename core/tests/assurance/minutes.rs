//! The minutes of the experts, row by row: each test names the row that it shows. The list of all
//! rows stands in `docs/minutes-to-features.md`.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};
use tashika::assurance::*;
use tashika::crypto::CryptoProvider;
use tashika::doctype::{Date, HolderVerification as Offered, Registry, Role, Words};
use tashika::presentation::{Covered, OnlineBinding, OnlineStart};
use tashika::request::lint::lint;
use tashika::request::{Purpose, Request, RequestedElement, purpose_names};
use tashika::trust::{AcceptanceList, IssuerProfiles};

use super::bundles::{read, rule, small};
use super::over_time::{account, advisory, holder, me, newer, registration};
use super::records::basis;
use super::stores::Records;
use super::*;

const TODAY: &str = "2026-06-01";

fn with(circumstances: Value, evidence: &[Evidence], bundles: &Bundles, on: &str) -> Decision {
    let circumstances: Circumstances = serde_json::from_value(circumstances).unwrap();
    decide(evidence, &circumstances, bundles, day(on)).unwrap()
}

fn for_purpose(purpose: &str, evidence: &[Evidence]) -> Decision {
    with(json!({ "purpose": purpose }), evidence, &SHIPPED, TODAY)
}

fn demand<'a>(decision: &'a Decision, id: &str) -> Option<&'a DemandResult> {
    decision.demands.iter().find(|own| own.id == id)
}

fn card(change: impl FnOnce(&mut Mdoc)) -> Evidence {
    let mut own = mdoc();
    change(&mut own);
    made("card", Proof::Mdoc(own))
}

fn advice(requirements: Value) -> Advice {
    advise(&serde_json::from_value(requirements).unwrap(), &SHIPPED, day(TODAY))
}

fn names(list: &[Advised]) -> Vec<&str> {
    list.iter().map(|own| own.method.as_str()).collect()
}

fn methods() -> impl Iterator<Item = &'static Method> {
    SHIPPED.iter().flat_map(Bundle::methods)
}

fn method(id: &str) -> &'static Method {
    methods().find(|own| own.id == id).unwrap_or_else(|| panic!("no method {id}"))
}

fn satisfied(decision: &Decision) -> Vec<String> {
    decision.satisfied_statutes()
}

#[test]
fn row_01_every_method_names_its_pitfall() {
    assert!(methods().count() >= 25);
    for own in methods() {
        assert!(own.pitfall.en.ends_with('.') && own.pitfall.ja.ends_with('。'), "{}", own.id);
    }
}

#[test]
fn row_02_a_result_travels_as_verified_claims() {
    // In full in `records`: here, that nothing was reached travels nowhere.
    let own = report(&case("mdl"), IssuerProfiles::default());
    let claims = own.documents[0].claims.as_ref().unwrap();
    let nothing = decided(&[]);
    let of = (claims, "org.iso.18013.5.1.mDL", &Registry::builtin());
    let error = verified_claims(&nothing, &[], IAL, of, &basis("2030-01-01")).unwrap_err();
    assert_eq!(error.to_string(), "nothing was reached on the axis \"ds511.ial\"");
}

#[test]
fn row_03_an_advisory_against_a_method_algorithm_or_issuer_takes_worth_away() {
    let evidence = [card(|own| own.issuer.state = Some("JP-13".to_owned()))];
    let level = |bundles: &Bundles, on: &str| {
        grade(&decide(&evidence, &Circumstances::default(), bundles, day(on)).unwrap(), IAL)
    };
    assert_eq!(level(&SHIPPED, TODAY), "3");
    // An algorithm: the whole piece is struck out.
    let own = advisory(json!({ "facts": ["algorithm:SHA-256"] }));
    assert_eq!(level(&own, TODAY), "0");
    // One fact of a document type.
    let fact = json!({ "facts": [format!("doc-type:{MNC}")], "strikes": ["not-revoked"] });
    assert_eq!(level(&advisory(fact), TODAY), "2");
    // An issuer's state; another one is not concerned.
    assert_eq!(level(&advisory(json!({ "state": "JP-13" })), TODAY), "0");
    assert_eq!(level(&advisory(json!({ "state": "JP-14" })), TODAY), "3");
    // A method by its rules.
    let own = advisory(json!({ "rules": ["ial.3.credential"] }));
    assert_eq!(level(&own, TODAY), "2");
    // From a day on, and for evidence made in a period.
    let own = advisory(json!({ "facts": ["mdoc"], "from": "2026-06-02" }));
    assert_eq!((level(&own, TODAY).as_str(), level(&own, "2026-06-02").as_str()), ("3", "0"));
    let own = advisory(json!({ "facts": ["mdoc"], "madeUntil": "2026-05-31" }));
    assert_eq!(level(&own, TODAY), "3");
    let own = advisory(json!({ "facts": ["mdoc"], "madeFrom": "2026-06-01" }));
    assert_eq!(level(&own, TODAY), "0");
    // The decision names it, and the advisor heeds it.
    let own = advisory(json!({ "facts": ["document-image"] }));
    let advised = advise(&Requirements::default(), &own, day(TODAY));
    let image = advised.others.iter().find(|own| own.method == "proof.image-face").unwrap();
    assert!(image.misses.contains(&Miss::Advisory));
    let own = advisory(json!({ "facts": ["mdoc"] }));
    let decision = decide(&evidence, &Circumstances::default(), &own, day(TODAY)).unwrap();
    assert_eq!(decision.advisories[0].id, "test-advisory");
    assert!(decision.advisories[0].evidence.contains("card"));
}

#[test]
fn row_04_requirements_lead_to_methods_by_a_chart() {
    let node = chart(&Requirements::default(), &SHIPPED, day(TODAY));
    let Node::Ask { question: Question::InPerson, .. } = &node else { panic!("{node:?}") };
    for language in [Language::English, Language::Japanese] {
        let text = node.text(language);
        assert!(text.lines().count() > 20, "{text}");
        let svg = node.svg(language);
        assert!(svg.starts_with("<svg ") && svg.ends_with("</svg>\n"));
        // Every question and method of the text stands in the image.
        let plain: String =
            svg.split('<').filter_map(|own| own.split_once('>')).map(|own| own.1).collect();
        let squeezed =
            |text: &str| text.chars().filter(|own| !own.is_whitespace()).collect::<String>();
        let plain = squeezed(&plain);
        for line in text.lines() {
            let line = squeezed(&line.replace('&', "&amp;"));
            assert!(plain.contains(&line), "{line}");
        }
    }
    assert_eq!(node, chart(&Requirements::default(), &SHIPPED, day(TODAY)));
    let task = Requirements { task: Task::Authentication, ..Requirements::default() };
    assert!(matches!(chart(&task, &SHIPPED, day(TODAY)), Node::Ask { .. }));
}

#[test]
fn row_04_the_image_of_the_chart_keeps_its_rows_within_their_boxes() {
    let node = chart(&Requirements::default(), &SHIPPED, day(TODAY));
    for language in [Language::English, Language::Japanese] {
        let svg = node.svg(language);
        let rows: Vec<&str> = svg
            .lines()
            .filter(|own| own.starts_with("<text ") && !own.contains("font-size"))
            .filter_map(|own| own.split_once('>')?.1.strip_suffix("</text>"))
            .collect();
        assert!(rows.len() > 50);
        for row in rows {
            let width: usize = row.chars().map(|own| if own.is_ascii() { 7 } else { 13 }).sum();
            assert!(width <= 320 - 8, "{width}: {row}");
            let first = row.chars().next().unwrap();
            let last = row.trim_end().chars().last().unwrap();
            assert!(!"、。)」ーっャュョ".contains(first), "{row}");
            assert!(!"(「".contains(last), "{row}");
            // No row for the rest of a word.
            assert!(row.chars().count() > 1, "{row}");
        }
    }
}

#[test]
fn row_05_document_types_say_what_verifies_their_holder() {
    let registry = Registry::builtin();
    let by = |doc_type: &str| registry.get(doc_type).unwrap().holder.verified_by.clone();
    assert_eq!(by(MNC), [Offered::Portrait, Offered::BiometricUnlock]);
    assert_eq!(by("org.iso.18013.5.1.mDL"), [Offered::Portrait]);
    assert!(by("eu.europa.ec.av.1").is_empty());
    // And the evidence takes it over: unlocking counts where the type is known for it.
    let Proof::Mdoc(own) = &evidence_of("my-number-card")[0].what else { panic!() };
    assert_eq!(own.wallet_unlock, Held::Yes);
    let Proof::Mdoc(own) = &evidence_of("mdl")[0].what else { panic!() };
    assert_eq!(own.wallet_unlock, Held::Unknown);
}

#[test]
fn row_06_a_physical_card_tells_all_or_nothing() {
    let chip = made("chip", Proof::IcDocument(chip(IcKind::MyNumberCard)));
    assert!(decided(&[chip]).privacy.contains_key(&Privacy::AllOrNothing));
    assert!(!decided(&[card(|_| ())]).privacy.contains_key(&Privacy::AllOrNothing));
    assert_eq!(method("proof.ic-pin").granularity, Granularity::AllOrNothing);
    assert_eq!(method("proof.credential-online").granularity, Granularity::Selective);
}

#[test]
fn row_07_below_level_1_is_usable_under_conditions() {
    let said = SelfAsserted { attributes: vec![Attribute::Name] };
    let decision = decided(&[made("said", Proof::SelfAsserted(said))]);
    let own = decision.axes.iter().find(|own| own.axis == IAL).unwrap();
    assert_eq!((own.grade.id.as_str(), own.rank), ("below-1", 1));
    let conditions = own.grade.conditions.as_ref().unwrap();
    assert!(
        conditions.ja.starts_with("使用可。ただし、申請者の検証を必ず行い"),
        "{}",
        conditions.ja
    );
    assert!(conditions.en.starts_with("It may be used, provided"), "{}", conditions.en);
}

#[test]
fn row_08_a_proof_of_age_is_no_identity() {
    let decision = decided(&evidence_of("proof-of-age"));
    assert_eq!(decision.identity, Identity::None);
    assert_eq!(grade(&decision, IAL), "0");
    assert!(Identity::None.ja().contains("身元は確認していない"));
    // What these services ask for names nobody.
    let registry = Registry::builtin();
    for (purpose, doc_type) in [(Purpose::AgeCheck { years: 20 }, MNC), (Purpose::Residence, MNC)] {
        let own = Request::for_purpose(purpose, &[doc_type], day(TODAY), &registry).unwrap();
        assert!(!own.documents[0].elements.is_empty());
        for element in &own.documents[0].elements {
            let info = registry.element(doc_type, &element.name_space, &element.element_identifier);
            let role = info.unwrap().role.unwrap();
            assert!(matches!(role, Role::AgeOver | Role::Municipality), "{role:?}");
        }
    }
    assert_eq!(decided(&evidence_of("my-number-card")).identity, Identity::Verified);
}

#[test]
fn row_09_what_counts_is_that_the_state_of_issuance_is_managed() {
    // A list that answers, with its date: from the report into the evidence.
    let evidence = evidence_of("identifier-list");
    let Proof::Mdoc(own) = &evidence[0].what else { panic!() };
    assert_eq!(own.status, Status::Valid);
    assert!(own.status_until.is_some());
    assert!(decided(&evidence).revalidate_after <= own.status_until);
    assert_eq!(ial(&[card(|own| own.status = Status::Valid)]), "3");
    for unknown in [Status::Undetermined, Status::NotOffered] {
        let decision = decided(&[card(|own| own.status = unknown)]);
        assert_eq!(grade(&decision, IAL), "2");
        assert!(decision.risks.contains_key(&Risk::StatusUndetermined));
    }
    let unknown = decided(&[card(|own| own.issuer.managed = Held::Unknown)]);
    assert!(unknown.risks.contains_key(&Risk::IssuanceUnknown));
    assert!(!decided(&[card(|_| ())]).risks.contains_key(&Risk::IssuanceUnknown));
}

#[test]
fn row_10_and_15_copies_are_told_and_never_asked_for() {
    let level = |copies: Copies| {
        let decision = decided(&[card(|own| own.issuer.copies = copies)]);
        (grade(&decision, IAL), satisfied(&decision), decision.notes.len())
    };
    let (one, many, unknown) =
        (level(Copies::One), level(Copies::ManagedMany), level(Copies::Unknown));
    assert_eq!((&one.0, &one.1), (&many.0, &many.1));
    assert_eq!((&one.0, &one.1), (&unknown.0, &unknown.1));
    assert_eq!((one.2, many.2, unknown.2), (1, 1, 0));
    // The one-phone rule of the card is told, with its source, out of the profile that ships.
    let decision = decided(&evidence_of("my-number-card"));
    assert!(decision.notes[0].source.contains("one smartphone"), "{}", decision.notes[0].source);
    assert!(decision.notes[0].words.ja.contains("唯一であることを示すものではありません"));
    assert!(Fact::parse("copies:one").is_none(), "no rule can ask for it");
}

#[test]
fn row_11_a_new_batch_or_key_is_the_same_person() {
    // Nothing of the evidence changes from one instance of a document to the next.
    let mut second = case("my-number-card");
    second.scenario.documents[0].device_key =
        tashika_testkit::keys::Key::new(tashika_testkit::keys::Curve::P256, "the next batch");
    let first = evidence_of("my-number-card");
    let own = report(&second, IssuerProfiles::shipped().unwrap());
    assert_eq!(own.verdict.decision, tashika::verify::Decision::Accepted);
    let again = Evidence::from_report(&own, &presented(&second), &Registry::builtin(), "mdoc");
    assert_eq!(first, again);
    assert_ne!(second.scenario.respond(), case("my-number-card").scenario.respond());
}

#[test]
fn row_12_several_devices_belong_to_one_account_each_by_a_fresh_proof() {
    let mut account = account();
    account.bind(registration(1), "phone", None, &SHIPPED).unwrap();
    account.bind(registration(2), "tablet", Some("provider"), &SHIPPED).unwrap();
    let names: Vec<&str> = account.authenticators().iter().map(|own| own.name.as_str()).collect();
    assert_eq!(names, ["phone", "tablet"]);
}

#[test]
fn row_13_where_lending_gains_something_a_face_is_compared_in_person() {
    let high = json!({ "lendingRisk": "high" });
    let alone = with(high.clone(), &[card(|_| ())], &SHIPPED, TODAY);
    assert_eq!(alone.standing, Standing::StepUp);
    assert!(!demand(&alone, "lending").unwrap().met);
    assert_eq!(grade(&alone, IAL), "3", "the level is what it is: the demand stands beside it");
    let remote = face("card", Channel::Remote, PortraitSource::Mdoc);
    let own =
        with(high.clone(), &[card(|_| ()), made("face", Proof::Holder(remote))], &SHIPPED, TODAY);
    assert_eq!(own.standing, Standing::StepUp, "online there is nothing against it");
    let attended = face("card", Channel::InPerson, PortraitSource::Mdoc);
    let own = with(high, &[card(|_| ()), made("face", Proof::Holder(attended))], &SHIPPED, TODAY);
    assert_eq!(own.standing, Standing::Supported);
    assert!(demand(&decided(&[card(|_| ())]), "lending").is_none());
}

#[test]
fn row_14_uniqueness_is_a_keyed_name_apart_from_levels() {
    let (one, same, other) = (
        holder(&[("name", "a"), ("birth", "b")]),
        holder(&[("name", "a"), ("birth", "b")]),
        holder(&[("name", "a"), ("birth", "c")]),
    );
    assert_eq!(one, same);
    assert_eq!(one.compare(&same).sameness(), Sameness::Match);
    assert_eq!(one.compare(&other).sameness(), Sameness::Mismatch);
    assert!(Sameness::Mismatch.ja().contains("転居・改姓"), "renaming is a caveat");
}

#[test]
fn row_16_a_code_that_came_back_by_post_joins_an_mdoc_in_one_decision() {
    let letter = |returned: Option<&str>| {
        made(
            "letter",
            Proof::Postal(Postal {
                service: PostalService::Code,
                sent: at("2026-05-20T00:00:00Z"),
                returned: returned.map(at),
                code_hash: Some("00".repeat(32)),
                attributes: Vec::new(),
            }),
        )
    };
    let image = DocumentImage {
        document: Printed::NoPhoto,
        capture: Capture::LiveCamera,
        genuine: Held::Yes,
        attributes: vec![Attribute::Name, Attribute::Address],
    };
    let copy = made("copy", Proof::DocumentImage(image));
    assert_eq!(ial(&[copy.clone(), letter(Some("2026-05-28T00:00:00Z"))]), "1");
    assert_eq!(ial(&[copy.clone(), letter(None)]), "below-1");
    assert_eq!(ial(&[copy, letter(Some("2026-05-19T00:00:00Z"))]), "below-1", "before it was sent");
    let both = [card(|_| ()), letter(Some("2026-05-28T00:00:00Z"))];
    let stale = [card(|own| own.as_of = None)];
    assert!(!demand(&for_purpose("address-needed", &stale), "address-fresh").unwrap().met);
    assert!(demand(&for_purpose("address-needed", &both), "address-fresh").unwrap().met);
}

#[test]
fn row_17_recognising_somebody_needs_no_attributes() {
    let types = ["org.iso.18013.5.1.mDL"];
    let (on, registry) = (day(TODAY), Registry::builtin());
    let own = Request::for_purpose(Purpose::ReturningCustomer, &types, on, &registry).unwrap();
    let elements = &own.documents[0].elements;
    assert_eq!(elements.len(), 1);
    assert_eq!(elements[0].element_identifier, "document_number");
}

fn linted(element: RequestedElement) -> usize {
    let words = Words::new("Signing up", "会員登録");
    let request = Request::custom(words).with("org.iso.18013.5.1.mDL", vec![element]);
    lint(&request, &Registry::builtin()).findings.len()
}

#[test]
fn row_18_every_element_carries_its_reason() {
    let bare = RequestedElement::new("org.iso.18013.5.1", "family_name");
    let reasoned = bare.clone().because(Words::new("To write to you.", "ご連絡のため。"));
    assert!(linted(bare) > linted(reasoned));
}

#[test]
fn row_19_and_22_an_issuer_that_issues_otherwise_needs_more() {
    let licence = |portrait: PortraitCapture| {
        card(|own| {
            own.doc_type = "org.iso.18013.5.1.mDL".to_owned();
            own.issuer.authority = Authority::MdlIssuingAuthority;
            own.issuer.portrait = portrait;
        })
    };
    let unknown = decided(&[licence(PortraitCapture::Unknown)]);
    assert!(!demand(&unknown, "issuer-process").unwrap().met);
    assert!(demand(&decided(&[licence(PortraitCapture::Live)]), "issuer-process").unwrap().met);
    let attended =
        made("face", Proof::Holder(face("card", Channel::InPerson, PortraitSource::Mdoc)));
    let own = decided(&[licence(PortraitCapture::Unknown), attended]);
    assert!(demand(&own, "issuer-process").unwrap().met);
    // A verifier that requires it says so in a bundle of its own, for a country or a class.
    let mut json = small();
    json["demands"] = json!([{ "id": "tier-c", "modality": "require", "source": "s",
        "when": { "evidence": { "one": ["authority:mdl-ia", "country:JP"] } },
        "needs": { "one": ["face-signed"] }, "confidence": "confirmed",
        "words": { "en": "Compare the face.", "ja": "容貌を確認すること。" } }]);
    let mut bundles = Bundles::new();
    bundles.install(read(&json).unwrap()).unwrap();
    let own = with(json!({}), &[licence(PortraitCapture::Unknown)], &bundles, TODAY);
    assert_eq!(own.standing, Standing::StepUp);
}

#[test]
fn row_20_and_60b_a_portrait_has_three_outcomes_and_none_says_not_morphed() {
    let names: Vec<&str> = Comparison::ALL.iter().map(|own| own.name()).collect();
    assert_eq!(names, ["differs", "matches", "not-compared"]);
    let compared = |outcome: Comparison| {
        let mut own = face("card", Channel::InPerson, PortraitSource::Mdoc);
        let Factor::Face { outcome: place, .. } = &mut own.factor else { panic!() };
        *place = outcome;
        decided(&[card(|_| ()), made("face", Proof::Holder(own))])
    };
    for outcome in Comparison::ALL {
        let decision = compared(*outcome);
        assert_eq!(decision.portraits[0].comparison, *outcome);
        assert_eq!(decision.portraits[0].morph, "unknown");
        assert!(decision.risks.contains_key(&Risk::MorphUnknown), "{outcome:?}");
    }
    let differs = compared(Comparison::Differs);
    assert_eq!(differs.standing, Standing::Contradicted);
    assert_eq!(differs.contradictions[0].says, Against::FaceDiffers);
    assert!(differs.reached(IAL).is_err() && differs.satisfied_statutes().is_empty());
}

#[test]
fn row_21_what_the_issuer_says_is_apart_from_what_was_verified() {
    let decision = decided(&[card(|_| ())]);
    let portrait = &decision.portraits[0];
    assert!(portrait.authentic_to_issuer);
    assert_eq!(portrait.comparison, Comparison::NotCompared);
    assert!(decision.risks.contains_key(&Risk::HolderNotCompared));
}

#[test]
fn row_23_the_issuer_takes_little_responsibility() {
    let licence = card(|own| own.issuer.authority = Authority::MdlIssuingAuthority);
    let decision = decided(&[licence]);
    let own = demand(&decision, "issuer-liability").unwrap();
    assert_eq!((own.modality, decision.standing), (Modality::Warn, Standing::Supported));
}

#[test]
fn row_24_operators_are_told_of_morphing() {
    let told = SHIPPED.iter().flat_map(Bundle::statements);
    let own = told.into_iter().find(|own| own.id == "morph-operators").unwrap();
    assert_eq!(own.source, "nist-ir-8584");
    assert!(own.words.ja.contains("担当者にも周知"));
}

#[test]
fn row_25_and_53_how_and_when_the_portrait_was_taken_counts() {
    let attended =
        || made("face", Proof::Holder(face("card", Channel::InPerson, PortraitSource::Mdoc)));
    let met = |years: Option<u16>| {
        let decision = decided(&[card(|own| own.portrait_years = years), attended()]);
        demand(&decision, "portrait-age").unwrap().met
    };
    assert_eq!((met(Some(10)), met(Some(11)), met(None)), (true, false, false));
    let capture = |portrait: PortraitCapture| {
        decided(&[card(|own| own.issuer.portrait = portrait)])
            .risks
            .contains_key(&Risk::PortraitCaptureUnknown)
    };
    assert!(capture(PortraitCapture::Unknown) && !capture(PortraitCapture::Live));
    let names: BTreeSet<&str> = PortraitCapture::ALL.iter().map(|own| own.name()).collect();
    assert_eq!(names, ["applicant-supplied", "booth", "live", "unknown"].into());
}

#[test]
fn row_26_risks_remain_in_the_best_of_cases() {
    let attended =
        made("face", Proof::Holder(face("card", Channel::InPerson, PortraitSource::Mdoc)));
    let best = [card(|own| own.issuer.portrait = PortraitCapture::Live), attended];
    let decision = decided(&best);
    assert_eq!(grade(&decision, IAL), "3");
    assert!(!decision.risks.is_empty());
    assert!(!decision.bundles.is_empty() && !decision.disclaimer.en.is_empty());
    assert!(decision.axes.iter().all(|own| own.rank == 0 || !own.grounds.is_empty()));
}

#[test]
fn row_27_the_threat_model_is_published_and_each_threat_was_played() {
    let page = include_str!("../../../docs/threats.md");
    let sources = [
        include_str!("bundles.rs"),
        include_str!("evidence.rs"),
        include_str!("jpki.rs"),
        include_str!("minutes.rs"),
        include_str!("over_time.rs"),
        include_str!("passkey.rs"),
        include_str!("records.rs"),
        include_str!("../online/refusals.rs"),
        include_str!("../../../tests/simulation/tests/attacks.rs"),
    ];
    let fixtures = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/fixtures");
    let mut threats = 0;
    for line in page.lines().filter(|own| own.starts_with("| ") && own.contains('`')) {
        let shown = line.trim_end_matches(" |").rsplit(" | ").next().unwrap();
        let names: Vec<&str> = shown.split('`').skip(1).step_by(2).collect();
        assert!(!names.is_empty(), "nothing shows: {line}");
        for name in names {
            let test = sources.iter().any(|own| own.contains(&format!("fn {name}()")));
            let fixture = std::fs::exists(fixtures.join(format!("{name}.json"))).unwrap();
            assert!(test || fixture, "{name}: neither a test nor a fixture");
        }
        threats += 1;
    }
    assert!(threats >= 25, "{threats}");
    // Every risk that a decision can name stands there.
    for own in Risk::ALL {
        assert!(page.contains(&format!("`{}`", own.name())), "{}", own.name());
    }
}

#[test]
fn row_28_and_54_and_56_what_a_verifier_does_not_name_is_denied() {
    let own = case("my-number-card");
    let anchor = Certificate::parse(&own.trust[0].der).unwrap();
    let provider = CryptoProvider::default();
    let accepts = |text: &str| {
        let list = AcceptanceList::parse(text.as_bytes()).unwrap();
        list.accepts(&anchor, MNC, "account-opening", &provider)
    };
    assert!(!accepts(r#"{"version":1,"accept":[]}"#));
    assert!(accepts(
        r#"{"version":1,"accept":[{"docTypes":["org.iso.23220.1.jp.mnc"],
            "issuers":[{"country":"JP"}],"purposes":["account-opening"]}]}"#
    ));
    // And an authority is known by its profile, not by its certificate.
    let profiles = IssuerProfiles::shipped().unwrap();
    assert!(profiles.find(&anchor, MNC, &provider).is_some());
    assert!(profiles.find(&anchor, "com.example.other", &provider).is_none());
}

#[test]
fn row_29_authorities_have_their_class() {
    let names: BTreeSet<&str> = Authority::ALL.iter().map(|own| own.name()).collect();
    let all = ["eaa", "jp-law", "mdl-ia", "pid", "private", "pub-eaa", "qeaa", "unknown"];
    assert_eq!(names, all.into());
    for own in [Authority::Private, Authority::Unknown] {
        assert_eq!(ial(&[card(|mdoc| mdoc.issuer.authority = own)]), "below-1", "{own:?}");
    }
    assert_eq!(ial(&[card(|mdoc| mdoc.issuer.authority = Authority::Qeaa)]), "3");
}

#[test]
fn row_30_an_address_has_its_age() {
    let met = |as_of: Option<&str>| {
        let evidence = [card(|own| own.as_of = as_of.map(at))];
        demand(&for_purpose("address-needed", &evidence), "address-fresh").unwrap().met
    };
    assert!(met(Some("2026-03-03T00:00:00Z")), "90 days");
    assert!(!met(Some("2026-03-02T00:00:00Z")), "91 days");
    assert!(!met(None));
    assert!(!met(Some("2026-06-03T00:00:00Z")), "from the future");
    assert!(decided(&[card(|_| ())]).risks.contains_key(&Risk::AttributesStale));
}

#[test]
fn row_31_an_address_needs_its_reason() {
    let bare = RequestedElement::new("org.iso.18013.5.1", "resident_address");
    let reasoned = bare.clone().because(Words::new("To send the goods.", "商品の送付のため。"));
    assert!(linted(bare) > linted(reasoned));
}

#[test]
fn row_32_a_list_of_another_company_is_no_register() {
    let query = |authoritative: Held, result: QueryResult| {
        made(
            "list",
            Proof::Query(Query {
                source: "electricity company".to_owned(),
                authoritative,
                authenticated: Held::Yes,
                result,
                attributes: vec![Attribute::Name, Attribute::Address],
            }),
        )
    };
    assert_eq!(ial(&[query(Held::Yes, QueryResult::Confirmed)]), "below-1");
    assert_eq!(ial(&[query(Held::Unknown, QueryResult::Confirmed)]), "0");
    let differs = decided(&[card(|_| ()), query(Held::No, QueryResult::Differs)]);
    assert_eq!(differs.contradictions[0].says, Against::SourceDiffers);
}

#[test]
fn row_33_a_registered_address_is_no_residence() {
    let decision = decided(&[card(|_| ())]);
    assert!(decision.risks.contains_key(&Risk::AddressRegistered));
    assert!(Risk::AddressRegistered.ja().contains("実際の居所とは異なる"));
}

#[test]
fn row_34_cryptography_ranks_before_eyes_with_the_reason() {
    let own = advice(json!({ "channel": "in-person", "ranking": "strength",
        "level": { "axis": "ds511.ial", "grade": "2" } }));
    let place = |id: &str| own.fitting.iter().position(|own| own.method == id).unwrap();
    assert!(place("proof.ic-face-in-person") < place("proof.inspection-face"));
    let eyes = &own.fitting[place("proof.inspection-face")];
    assert!(eyes.rank_reasons[0].ja.contains("目視"), "{:?}", eyes.rank_reasons);
    assert!(!eyes.cryptographic);
}

#[test]
fn row_35_counters_that_share_their_rules_decide_alike() {
    let again = Bundles::shipped(&CryptoProvider::default()).unwrap();
    let attended =
        made("face", Proof::Holder(face("chip", Channel::InPerson, PortraitSource::Chip)));
    let evidence = [made("chip", Proof::IcDocument(chip(IcKind::MyNumberCard))), attended];
    let none = Circumstances::default();
    let one = decide(&evidence, &none, &SHIPPED, day(TODAY)).unwrap();
    let two = decide(&evidence, &none, &again, day(TODAY)).unwrap();
    assert_eq!(one.to_json(), two.to_json());
    assert_eq!(grade(&one, IAL), "3");
    // At a counter, a code can be photographed and shown elsewhere.
    let case = case("my-number-card");
    let own = report(&case, IssuerProfiles::shipped().unwrap());
    let code = presented(&case).with_channel(tashika::presentation::Channel::ProximityQr);
    let evidence = Evidence::from_report(&own, &code, &Registry::builtin(), "mdoc");
    let Proof::Mdoc(mdoc) = &evidence[0].what else { panic!() };
    assert_eq!(mdoc.session.channel, Channel::InPerson);
    assert_eq!((mdoc.session.channel_keys, mdoc.session.relay_excluded), (Held::Yes, Held::No));
    assert!(decided(&evidence).risks.contains_key(&Risk::Relay));
}

#[test]
fn row_36_government_law_and_others_are_apart_and_natural_persons_only() {
    let ids: Vec<&str> = SHIPPED.iter().map(Bundle::id).collect();
    assert_eq!(ids, ["jp.ds-511", "jp.statutes", "us.nist-800-63a-4"]);
    let decision = decided(&[]);
    assert!(decision.disclaimer.ja.contains("自然人のみ"));
    assert!(decision.disclaimer.en.contains("natural persons only"));
}

#[test]
fn row_37_statutory_methods_have_their_days() {
    let own = |evidence: &[Evidence], on: &str| satisfied(&decided_on(evidence, on));
    let mdoc = [card(|_| ())];
    let mdoc_made =
        |day: &str| [Evidence::new("card", at(&format!("{day}T00:00:00Z")), mdoc[0].what.clone())];
    assert_eq!(own(&mdoc, "2026-06-01"), ["jp.aml ル", "jp.mobile チ"]);
    assert_eq!(own(&mdoc, "2027-03-31"), ["jp.aml ル", "jp.mobile チ"]);
    assert_eq!(own(&mdoc, "2027-04-01"), ["jp.aml ト", "jp.mobile チ"]);
    assert_eq!(own(&mdoc_made("2026-03-31"), "2026-03-31"), ["jp.aml ル"]);
    assert_eq!(own(&mdoc_made("2025-06-24"), "2025-06-24"), ["jp.aml ル"]);
    assert!(own(&mdoc_made("2025-06-23"), "2025-06-23").is_empty());
    // ヘ becomes ハ; ホ is abolished.
    let remote = made("face", Proof::Holder(face("chip", Channel::Remote, PortraitSource::Chip)));
    let licence = [made("chip", Proof::IcDocument(chip(IcKind::DrivingLicence))), remote];
    assert_eq!(own(&licence, "2027-03-31"), ["jp.aml ヘ", "jp.kobutsu 9号"]);
    assert_eq!(own(&licence, "2027-04-01"), ["jp.aml ハ", "jp.kobutsu 9号"]);
    let image = DocumentImage {
        document: Printed::PhotoId,
        capture: Capture::LiveCamera,
        genuine: Held::Yes,
        attributes: vec![Attribute::Name, Attribute::Address, Attribute::BirthDate],
    };
    let selfie = made("face", Proof::Holder(face("image", Channel::Remote, PortraitSource::Image)));
    let image = [made("image", Proof::DocumentImage(image)), selfie];
    assert_eq!(own(&image, "2027-03-31"), ["jp.aml ホ"]);
    assert!(own(&image, "2027-04-01").is_empty());
    let gone = decided_on(&image, "2027-04-01");
    assert!(gone.not_accepted.iter().any(|own| own.words.ja.contains("廃止")));
    // カ becomes ヌ, for a signature verifier alone.
    let signature = [made("sign", Proof::JpkiSigning(jpki_sign()))];
    assert_eq!(own(&signature, "2026-06-01"), ["jp.kobutsu 11号"]);
    let verifier = json!({ "verifier": ["signature-verifier"] });
    let as_verifier = |on: &str| satisfied(&with(verifier.clone(), &signature, &SHIPPED, on));
    assert_eq!(as_verifier("2027-03-31"), ["jp.aml カ", "jp.kobutsu 11号"]);
    assert_eq!(as_verifier("2027-04-01"), ["jp.aml ヌ", "jp.kobutsu 11号"]);
    // An act that has no method for it says so.
    let refused = decided(&mdoc);
    assert!(refused.not_accepted.iter().any(|own| own.law == "jp.kobutsu"));
    // Every row has its source and is marked as second-hand.
    for statute in SHIPPED.iter().flat_map(Bundle::statutes) {
        assert_eq!(statute.confidence, Confidence::Secondary, "{}", statute.id());
    }
}

#[test]
fn row_38_a_level_is_no_law_and_a_law_no_level() {
    // Level 3, and no law.
    let login = decided(&[made("jpki", Proof::JpkiAuthentication(jpki_auth()))]);
    assert_eq!(grade(&login, IAL), "3");
    assert!(login.satisfied_statutes().is_empty());
    assert!(login.not_accepted.iter().any(|own| own.law == "jp.aml"));
    // A law, and level 2.
    let unclear = decided(&[card(|own| own.status = Status::Undetermined)]);
    assert_eq!(grade(&unclear, IAL), "2");
    assert!(!unclear.satisfied_statutes().is_empty());
    // No grade of a statute's bundle, no statute of a guideline's.
    for own in SHIPPED.iter() {
        assert!(own.axes().is_empty() || own.statutes().is_empty(), "{}", own.id());
    }
}

#[test]
fn row_39_and_46_the_certificate_for_signatures_is_no_login() {
    let signature = made("sign", Proof::JpkiSigning(jpki_sign()));
    let login = for_purpose("login", std::slice::from_ref(&signature));
    assert_eq!(login.standing, Standing::StepUp);
    assert_eq!(demand(&login, "signature-not-login").unwrap().modality, Modality::Forbid);
    assert_eq!(grade(&login, AAL), "none", "it authenticates nobody");
    let nonce = JpkiSigning { document_shown: Held::No, ..jpki_sign() };
    let nonce = decided(&[made("sign", Proof::JpkiSigning(nonce))]);
    assert_eq!(nonce.contradictions[0].says, Against::BareNonceSigned);
    // No method of the advisor logs in with it.
    let login = advice(json!({ "task": "authentication" }));
    assert!(login.fitting.iter().chain(&login.others).all(|own| !own.method.contains("signing")));
}

#[test]
fn row_40_eyes_have_a_cap_that_training_does_not_lift() {
    let level = |trained: Held, detector: Held, operator: Option<&str>| {
        let own =
            Inspection { trained, detector, operator: operator.map(str::to_owned), ..inspection() };
        let mut compared = face("seen", Channel::InPerson, PortraitSource::Print);
        let Factor::Face { trained: place, .. } = &mut compared.factor else { panic!() };
        *place = trained;
        ial(&[made("seen", Proof::Inspection(own)), made("face", Proof::Holder(compared))])
    };
    for trained in Held::ALL {
        for detector in Held::ALL {
            assert_eq!(
                level(*trained, *detector, Some("staff-7")),
                "2",
                "{trained:?} {detector:?}"
            );
        }
    }
    // An operator is on record, or it did not happen.
    for operator in [None, Some(""), Some("  ")] {
        assert_eq!(level(Held::Yes, Held::Yes, operator), "0");
    }
    let eyes = decided(&[made("seen", Proof::Inspection(inspection()))]);
    assert!(eyes.risks.contains_key(&Risk::HumanJudgement));
}

#[test]
fn row_41_a_qr_code_is_transport_and_no_trust() {
    let query = |authenticated: Held| {
        made(
            "register",
            Proof::Query(Query {
                source: "an address out of a QR code".to_owned(),
                authoritative: Held::Yes,
                authenticated,
                result: QueryResult::Confirmed,
                attributes: vec![Attribute::Name, Attribute::Address],
            }),
        )
    };
    assert_eq!(ial(&[query(Held::No)]), "0");
    assert_eq!(ial(&[query(Held::Unknown)]), "0");
    assert_eq!(ial(&[query(Held::Yes)]), "below-1");
}

#[test]
fn row_42_channel_and_factor_give_the_strength() {
    let pin = |correct: Held, by_chip: Held| HolderVerification {
        of: "chip".to_owned(),
        channel: Channel::Remote,
        factor: Factor::Pin { correct, checked_by_chip: by_chip },
    };
    assert_eq!(pin(Held::Yes, Held::Yes).strength(), Strength::Strong);
    assert_eq!(pin(Held::Yes, Held::Unknown).strength(), Strength::None);
    assert_eq!(pin(Held::No, Held::Yes).strength(), Strength::None);
    let evidence = |pin: HolderVerification| {
        [
            made("chip", Proof::IcDocument(chip(IcKind::MyNumberCard))),
            made("pin", Proof::Holder(pin)),
        ]
    };
    assert_eq!(ial(&evidence(pin(Held::Yes, Held::Yes))), "3");
    assert_eq!(ial(&evidence(pin(Held::Yes, Held::Unknown))), "below-1");
    let wrong = decided(&evidence(pin(Held::No, Held::Yes)));
    assert_eq!(wrong.contradictions[0].says, Against::WrongSecret);
    for channel in Channel::ALL {
        let strength = face("chip", *channel, PortraitSource::Chip).strength();
        let expected = match channel {
            Channel::InPerson => Strength::Strong,
            Channel::Remote => Strength::Limited,
            _ => Strength::None,
        };
        assert_eq!(strength, expected, "{channel:?}");
    }
}

#[test]
fn row_43_what_nobody_asked_for_is_named() {
    let own = decided(&[card(|own| {
        own.collected.unasked = vec!["org.iso.23220.1/sex".to_owned()];
        own.collected.retained = vec![Attribute::Name];
    })]);
    assert!(own.privacy.contains_key(&Privacy::Unasked));
    assert!(own.privacy.contains_key(&Privacy::Retained));
    assert!(!decided(&[card(|_| ())]).privacy.contains_key(&Privacy::Unasked));
}

#[test]
fn row_44_selective_disclosure_ranks_first_for_privacy() {
    let own = advice(json!({ "ranking": "privacy", "attributes": ["name"] }));
    let order: Vec<Granularity> = own.fitting.iter().map(|own| own.granularity).collect();
    let sorted = order.iter().position(|own| *own == Granularity::AllOrNothing).unwrap();
    assert!(order[sorted..].iter().all(|own| *own == Granularity::AllOrNothing), "{order:?}");
    let own = advice(json!({ "selective": true, "attributes": ["name"] }));
    assert!(names(&own.fitting).contains(&"proof.credential-online"));
    assert!(!names(&own.fitting).contains(&"proof.ic-pin"));
}

#[test]
fn row_45_a_signature_counts_where_the_document_was_shown() {
    let shown = |shown: Held| {
        let own = JpkiSigning { document_shown: shown, ..jpki_sign() };
        ial(&[made("sign", Proof::JpkiSigning(own))])
    };
    assert_eq!(shown(Held::Yes), "3");
    assert_eq!((shown(Held::Unknown).as_str(), shown(Held::No).as_str()), ("0", "0"));
}

#[test]
fn row_47_and_64_the_order_of_names_is_no_ranking() {
    let own = advice(json!({}));
    let listed = names(&own.fitting);
    let mut sorted = listed.clone();
    sorted.sort_unstable();
    assert_eq!(listed, sorted);
    assert!(own.fitting.iter().all(|own| own.rank_reasons.is_empty()));
}

#[test]
fn row_48_methods_are_filtered_by_level() {
    let wanted =
        |axis: &str, grade: &str| Wanted { axis: axis.to_owned(), grade: grade.to_owned() };
    let reaching = |axis: &str, grade: &str| -> BTreeSet<String> {
        let all = methods_reaching(&wanted(axis, grade), &SHIPPED, day(TODAY));
        all.into_iter().map(|own| own.method).collect()
    };
    let (three, two) = (reaching(IAL, "3"), reaching(IAL, "2"));
    assert!(three.is_subset(&two) && three.len() < two.len());
    assert!(two.contains("proof.inspection-face") && !three.contains("proof.inspection-face"));
    assert!(reaching(AAL, "3").contains("login.passkey-bound"));
    assert!(reaching(IAL, "no such level").is_empty());
}

#[test]
fn row_49_the_individual_number_is_forbidden_but_for_its_affairs() {
    let numbered = [card(|own| own.attributes.push(Attribute::IndividualNumber))];
    let own = decided(&numbered);
    assert_eq!(own.standing, Standing::StepUp);
    assert!(own.privacy.contains_key(&Privacy::IndividualNumber));
    let lawful = for_purpose("individual-number-affairs", &numbered);
    assert_eq!(lawful.standing, Standing::Supported);
    let lifted = demand(&lawful, "individual-number").unwrap().lifted.as_ref().unwrap();
    assert_eq!(lifted.exception, "individual-number-affairs");
    // From the card itself: the evidence names the attribute and never the number.
    let evidence = evidence_of("individual-number");
    let text = serde_json::to_string(&evidence).unwrap();
    assert!(text.contains("individual-number"));
    let digits = text.split(|own: char| !own.is_ascii_digit()).map(str::len).max().unwrap();
    assert!(digits < 12, "{text}");
}

#[test]
fn row_50_people_without_a_photo_id_have_a_way() {
    let own = advice(json!({ "without": ["photo-id", "my-number-card", "phone"] }));
    let fits = names(&own.fitting);
    assert!(fits.contains(&"proof.inspection-no-photo") && fits.contains(&"proof.query-postal"));
    let level =
        |id: &str| own.fitting.iter().find(|own| own.method == id).unwrap().grades[IAL].clone();
    assert_eq!(level("proof.query-postal"), "1");
    assert!(!fits.contains(&"proof.inspection-face"));
    // Where nothing fits, what would have to give is named.
    let none = advice(json!({ "without": ["photo-id", "my-number-card", "phone"],
        "level": { "axis": "ds511.ial", "grade": "3" } }));
    assert!(none.fitting.is_empty());
    let first = &none.ways_out[0];
    assert_eq!(first.without.len(), 1);
    assert!(!first.methods.is_empty());
    let ways: Vec<&[Miss]> = none.ways_out.iter().map(|own| own.without.as_slice()).collect();
    assert!(ways.contains(&&[Miss::Having][..]) && ways.contains(&&[Miss::Level][..]), "{ways:?}");
}

#[test]
fn row_51_mail_to_the_addressee_alone_has_its_types() {
    let decision = |service: PostalService, attributes: &[Attribute]| {
        decided(&[made(
            "mail",
            Proof::Postal(Postal {
                service,
                sent: at("2026-05-20T00:00:00Z"),
                returned: Some(at("2026-05-28T00:00:00Z")),
                code_hash: None,
                attributes: attributes.to_vec(),
            }),
        )])
    };
    let told = [Attribute::Name, Attribute::Address, Attribute::BirthDate];
    let designated = decision(PostalService::LimitedDesignated, &told);
    assert_eq!((grade(&designated, IAL).as_str(), designated.identity), ("2", Identity::Verified));
    // Without the particulars that give the type its name, or of another type: nothing.
    for (service, told) in [
        (PostalService::LimitedDesignated, &told[..0]),
        (PostalService::LimitedBasic, &told[..]),
        (PostalService::LimitedSpecial, &told[..]),
        (PostalService::Code, &told[..]),
    ] {
        let own = decision(service, told);
        assert_eq!((grade(&own, IAL).as_str(), own.identity), ("0", Identity::None), "{service:?}");
    }
    assert_eq!(PostalService::LimitedDesignated.ja(), "本人限定受取郵便(特定事項伝達型)");
}

#[test]
fn row_52_other_documents_with_a_chip_plug_in() {
    struct Licence;
    impl DocumentVerifier for Licence {
        type Problem = &'static str;

        fn verify(
            &self,
            data: &[u8],
            _on: Date,
            _provider: &CryptoProvider,
        ) -> Result<IcDocument, &'static str> {
            match data {
                [] => Err("nothing was read"),
                [good, ..] => Ok(IcDocument {
                    verified: Held::of(*good == 1),
                    ..chip(IcKind::DrivingLicence)
                }),
            }
        }
    }
    let provider = CryptoProvider::default();
    let read = |data: &[u8]| Licence.verify(data, day(TODAY), &provider);
    assert!(read(&[]).is_err());
    let attended =
        made("face", Proof::Holder(face("chip", Channel::InPerson, PortraitSource::Chip)));
    let good = made("chip", Proof::IcDocument(read(&[1]).unwrap()));
    assert_eq!(ial(&[good, attended]), "3");
    let bad = decided(&[made("chip", Proof::IcDocument(read(&[0]).unwrap()))]);
    assert_eq!(bad.contradictions[0].says, Against::NotVerified);
    let names: Vec<&str> = IcKind::ALL.iter().map(|own| own.name()).collect();
    assert!(names.contains(&"residence-card") && names.contains(&"special-permanent-resident"));
}

#[test]
fn row_55_a_document_type_nobody_knows_is_evidence_of_little() {
    let student = card(|own| {
        own.doc_type = "com.example.student-id.1".to_owned();
        own.issuer = IssuerFacts::default();
    });
    assert_eq!(ial(&[student]), "below-1");
}

#[test]
fn row_57_where_an_attribute_is_from_shows() {
    let said =
        |attributes: Vec<Attribute>| made("said", Proof::SelfAsserted(SelfAsserted { attributes }));
    let own = decided(&[said(vec![Attribute::Name, Attribute::Address])]);
    assert_eq!(own.identity, Identity::SelfAsserted);
    assert_eq!(decided(&[said(vec![]), card(|_| ())]).identity, Identity::Verified);
    assert_eq!(decided(&[said(vec![])]).identity, Identity::None);
}

#[test]
fn row_58_a_purpose_stands_in_the_decision() {
    assert!(purpose_names().contains(&"account-opening".to_owned()));
    let own = for_purpose("account-opening", &[card(|_| ())]);
    assert_eq!(own.purpose.as_deref(), Some("account-opening"));
    assert!(own.to_json().contains("\"purpose\": \"account-opening\""));
}

#[test]
fn row_59_the_ways_to_compare_a_face_stand_by_their_strength() {
    let all = face_check_options(Channel::Unknown);
    let strength = |channel: Channel, source: PortraitSource, capture: Capture| {
        let found = all
            .iter()
            .find(|own| (own.channel, own.source, own.capture) == (channel, source, capture));
        found.unwrap().strength
    };
    use Capture::{Attended, LiveCamera, Upload};
    let a = strength(Channel::InPerson, PortraitSource::Mdoc, Attended);
    let b = strength(Channel::InPerson, PortraitSource::Print, Attended);
    let c = strength(Channel::Remote, PortraitSource::Image, LiveCamera);
    let d = strength(Channel::Remote, PortraitSource::Image, Upload);
    assert!(a > b && b > c && c > d);
    assert_eq!(d, Strength::None);
    assert!(all.is_sorted_by_key(|own| std::cmp::Reverse(own.strength)));
    let remote = face_check_options(Channel::Remote);
    assert!(!remote.is_empty() && remote.iter().all(|own| own.channel == Channel::Remote));
    assert!(remote.iter().all(|own| own.strength <= Strength::Limited), "level 1 at most, alone");
}

#[test]
fn row_60_the_source_of_the_portrait_makes_the_strength() {
    let of = |source: PortraitSource| face("chip", Channel::InPerson, source).strength();
    assert_eq!(of(PortraitSource::Chip), Strength::Strong);
    assert_eq!(of(PortraitSource::Print), Strength::Substantial);
    assert_eq!(of(PortraitSource::Image), Strength::None);
    assert_eq!(of(PortraitSource::Unknown), Strength::None);
    // A source that the document cannot have counts for nothing.
    let with = |source: PortraitSource| {
        let compared = made("face", Proof::Holder(face("seen", Channel::InPerson, source)));
        ial(&[made("seen", Proof::Inspection(inspection())), compared])
    };
    assert_eq!(with(PortraitSource::Print), "2");
    assert_eq!(with(PortraitSource::Chip), "below-1");
}

#[test]
fn row_60a_a_still_image_that_was_uploaded_raises_nothing() {
    let proof = |capture: Capture, liveness: Held, injection: Held| {
        let mut own = face("card", Channel::Remote, PortraitSource::Mdoc);
        let Factor::Face { capture: c, liveness: l, injection: i, .. } = &mut own.factor else {
            panic!()
        };
        (*c, *l, *i) = (capture, liveness, injection);
        assert_eq!(
            own.strength() > Strength::None,
            capture == Capture::LiveCamera && liveness.yes() && injection.yes()
        );
        let base = card(|own| {
            own.wallet_unlock = Held::Unknown;
            own.status = Status::Undetermined;
        });
        ial(&[base, made("face", Proof::Holder(own))])
    };
    for liveness in Held::ALL {
        for injection in Held::ALL {
            for capture in [Capture::Upload, Capture::Unknown, Capture::Attended] {
                assert_eq!(proof(capture, *liveness, *injection), "below-1");
            }
        }
    }
    assert_eq!(proof(Capture::LiveCamera, Held::Yes, Held::Yes), "2");
    assert_eq!(proof(Capture::LiveCamera, Held::Yes, Held::Unknown), "below-1");
    assert_eq!(proof(Capture::LiveCamera, Held::Unknown, Held::Yes), "below-1");
    // The same for the image of a document.
    let image = |capture: Capture| {
        let own = DocumentImage {
            document: Printed::PhotoId,
            capture,
            genuine: Held::Yes,
            attributes: vec![Attribute::Name],
        };
        let compared = face("image", Channel::Remote, PortraitSource::Image);
        ial(&[made("image", Proof::DocumentImage(own)), made("face", Proof::Holder(compared))])
    };
    assert_eq!(image(Capture::LiveCamera), "1");
    assert_eq!(image(Capture::Upload), "0");
}

#[test]
fn row_60c_the_privacy_cost_of_the_signature_certificate_is_told() {
    let own = decided(&[made("sign", Proof::JpkiSigning(jpki_sign()))]);
    for note in [Privacy::SignatureCertificate, Privacy::Linkable, Privacy::AllOrNothing] {
        assert!(own.privacy.contains_key(&note), "{note:?}");
    }
    assert!(Privacy::SignatureCertificate.ja().contains("実印"));
}

#[test]
fn row_60d_evidence_of_a_signature_is_kept_on_a_basis_alone() {
    let (store, provider) = (Records::default(), CryptoProvider::default());
    let ledger = Ledger::new(&store, &provider);
    let evidence = [made("sign", Proof::JpkiSigning(jpki_sign()))];
    let decision = decided(&evidence);
    let entry = || Entry::decision(&evidence, &Circumstances::default(), &decision);
    ledger.append(entry(), &[], at(MADE)).unwrap();
    assert!(store.retained.borrow().is_empty());
    let document = b"the contract, its signature and certificate".to_vec();
    let kept = entry().retaining(basis("2036-06-01"), RetainedKind::SignedDocument, document);
    let record = ledger.append(kept, &[[3; 32]], at(MADE)).unwrap();
    assert_eq!(record.retained.len(), 1);
    assert!(record.body.contains("X法第1条"));
}

#[test]
fn row_60e_methods_say_whether_a_law_names_them() {
    let own = advice(json!({}));
    let statutory: BTreeMap<&str, bool> =
        own.fitting.iter().map(|own| (own.method.as_str(), own.statutory)).collect();
    assert!(statutory["proof.credential-online"] && statutory["proof.jpki-signing"]);
    assert!(!statutory["proof.jpki-authentication"] && !statutory["proof.self-asserted"]);
}

#[test]
fn row_61_recovery_is_as_good_as_enrolment() {
    let mut account = account();
    let mut recover = |proof: Evidence| {
        let decision = decided(std::slice::from_ref(&proof));
        let own = account.recover((&decision, &proof), &me(), &SHIPPED, at(MADE));
        own.map(|own| own.fields().len())
    };
    let refused = recover(card(|own| own.status = Status::Undetermined)).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "ds511.ial was 3 at the enrolment, and the new proof reaches 2 only"
    );
    assert_eq!(recover(card(|_| ())), Ok(2));
}

#[test]
fn row_62_a_provider_that_was_taken_over_asks_for_a_new_proof() {
    let mut account = account();
    account.bind(registration(1), "phone", Some("provider-a"), &SHIPPED).unwrap();
    account.bind(registration(2), "key", None, &SHIPPED).unwrap();
    let events = account.provider_compromised("provider-a");
    assert_eq!(events.len(), 1);
    assert_eq!((events[0].about.as_str(), events[0].must), ("phone", Must::ProveAgain));
    // And an advisory strikes its passkeys, and no others.
    let own = advisory(json!({ "provider": "provider-a" }));
    let level = |provider: Option<&str>| {
        let passkey = Passkey { provider: provider.map(str::to_owned), ..passkey() };
        let evidence = [made("key", Proof::Passkey(passkey))];
        grade(&decide(&evidence, &Circumstances::default(), &own, day(TODAY)).unwrap(), AAL)
    };
    assert_eq!(
        (level(Some("provider-a")).as_str(), level(Some("provider-b")).as_str()),
        ("none", "2")
    );
    // Who keeps a passkey is often not known: the decision says that it may be concerned.
    assert_eq!(level(None), "2");
    let evidence = [made("key", Proof::Passkey(passkey()))];
    let decision = decide(&evidence, &Circumstances::default(), &own, day(TODAY)).unwrap();
    assert!(decision.advisories[0].evidence.is_empty());
    assert!(decision.advisories[0].undetermined.contains("key"));
}

#[test]
fn row_63_and_68_synced_and_bound_passkeys_both_resist_phishing_and_differ_else() {
    let level = |device_bound: Held, hardware: Held| {
        let own = decided(&[made(
            "key",
            Proof::Passkey(Passkey { device_bound, hardware, ..passkey() }),
        )]);
        (grade(&own, AAL), own.risks.contains_key(&Risk::ProviderDependence))
    };
    assert_eq!(level(Held::Yes, Held::Yes), ("3".to_owned(), false));
    assert_eq!(level(Held::No, Held::Yes), ("2".to_owned(), true));
    assert_eq!(level(Held::Unknown, Held::Yes), ("2".to_owned(), true));
    assert_eq!(level(Held::Yes, Held::Unknown), ("2".to_owned(), false));
    let (bound, synced) = (method("login.passkey-bound"), method("login.passkey-synced"));
    assert_eq!((bound.phishing_resistant, synced.phishing_resistant), (Some(true), Some(true)));
    assert_eq!((bound.syncable, synced.syncable), (Some(false), Some(true)));
}

#[test]
fn row_65_the_wrong_account_is_noticed_before_it_opens() {
    let account = account();
    let wrong = account.opens_for(&holder(&[("name", "z"), ("birth", "b")]));
    assert_eq!(
        (wrong.sameness(), wrong.different.as_slice()),
        (Sameness::Mismatch, &["name".to_owned()][..])
    );
    let right = account.opens_for(&holder(&[("name", "a"), ("birth", "b")]));
    assert_eq!(right.sameness(), Sameness::Match);
}

#[test]
fn row_66_people_are_told_how_and_why_it_may_fail() {
    let guided: Vec<&Method> = methods().filter(|own| own.guide.is_some()).collect();
    assert!(guided.len() >= 8);
    for own in guided {
        let guide = own.guide.as_ref().unwrap();
        assert!(guide.ja.ends_with('。') && guide.en.ends_with('.'), "{}", own.id);
    }
    assert!(method("proof.credential-online").guide.as_ref().unwrap().ja.contains("Face ID"));
}

#[test]
fn row_67_and_77_a_passkey_for_every_day_is_tied_to_a_proof() {
    // The ticket itself is tried in `over_time`; here, what it is worth.
    assert_eq!(registration(1).grades()[IAL].1, "3");
    let tied = Passkey { ticket: Held::Yes, ..passkey() };
    assert_eq!(grade(&decided(&[made("key", Proof::Passkey(tied))]), AAL), "2");
    assert!(Fact::parse("ticket-bound").is_some(), "rules can ask for it");
    // A proof lasts long, a login a day.
    let days = |facts: &[&str]| {
        let all = SHIPPED.iter().flat_map(Bundle::revalidate);
        let own = all
            .into_iter()
            .find(|own| own.facts.iter().map(|fact| fact.0.to_string()).eq(facts.iter().copied()));
        own.unwrap().days
    };
    assert!(days(&["mdoc", "verified"]) > days(&["passkey", "holder-key"]));
}

#[test]
fn row_69_what_links_is_told_and_not_kept() {
    let evidence = evidence_of("my-number-card");
    let decision = decided(&evidence);
    assert!(decision.privacy.contains_key(&Privacy::Linkable));
    let Proof::Mdoc(own) = &evidence[0].what else { panic!() };
    assert!(own.collected.handles.contains(&"device-key".to_owned()));
    let jpki = decided(&[made("jpki", Proof::JpkiAuthentication(jpki_auth()))]);
    assert!(jpki.privacy.contains_key(&Privacy::Linkable));
}

#[test]
fn row_70_what_can_be_shared_says_so() {
    let shared = |device_bound: Held| {
        decided(&[made("key", Proof::Passkey(Passkey { device_bound, ..passkey() }))])
            .risks
            .contains_key(&Risk::SharedAuthenticator)
    };
    assert!(shared(Held::No) && shared(Held::Unknown) && !shared(Held::Yes));
    assert_eq!(method("login.passkey-synced").shareable, Some(true));
    assert!(AuthenticatorKind::ALL.iter().all(|own| own.shareable()));
}

#[test]
fn row_71_a_seed_is_a_key_and_its_code_is_not() {
    let totp = method("login.password-totp");
    assert!(totp.pitfall.en.contains("The seed is a cryptographic key"), "{}", totp.pitfall.en);
    assert!(totp.pitfall.ja.contains("シードは暗号鍵"), "{}", totp.pitfall.ja);
    assert_eq!(totp.phishing_resistant, Some(false));
    let seed = AuthenticatorKind::Totp;
    assert!(!seed.phishing_resistant());
    // The words of the list are those of the code.
    let list = include_str!("../../../docs/minutes-to-features.md");
    let words = list.split("## Words").nth(1).unwrap();
    assert!(words.contains("時刻同期式ワンタイムコード") && seed.ja().starts_with("時刻同期式"));
    assert!(words.contains("検証者名バインディング") && words.contains("チャネルバインディング"));
}

#[test]
fn row_72_a_second_tap_counts_for_a_short_time_and_says_so() {
    let secs = std::time::Duration::from_secs;
    let mut window = TapWindow::new(WindowPolicy::default());
    window.challenge(&[1; 32], "open", secs(0)).unwrap();
    window.challenge(&[2; 32], "sign", secs(0)).unwrap();
    window.challenge(&[3; 32], "sign", secs(0)).unwrap();
    assert_eq!(window.strong_proof(&[1; 32], "open", secs(0)), Tap::Strong);
    let own = window.re_tap(&[2; 32], "sign", secs(60));
    assert_eq!(own, Tap::WithinReuseWindow { age: secs(60) });
    let own = window.re_tap(&[3; 32], "sign", secs(61));
    assert_eq!(own, Tap::Refused(TapRefusal::WindowOver));
}

#[test]
fn row_73_rules_speak_as_strongly_as_they_mean() {
    let own = decided(&[made("sign", Proof::JpkiSigning(jpki_sign()))]);
    let demand = demand(&own, "signature-not-forced").unwrap();
    assert_eq!(demand.modality, Modality::MustNotForce);
    assert!(demand.words.ja.contains("強要してはなりません"));
    assert_eq!(own.standing, Standing::Supported, "it forbids nothing");
    let names: Vec<&str> = Modality::ALL.iter().map(|own| own.name()).collect();
    assert_eq!(names, ["forbid", "must-not-force", "require", "warn"]);
}

#[test]
fn row_74_who_acts_is_not_whom_it_is_about() {
    let acting = json!({ "acting": { "actor": "secretary-3", "subject": "director-1",
        "scope": ["calendar"], "from": "2026-01-01", "until": "2026-12-31", "basis": "order 5" },
        "purpose": "calendar" });
    let own = with(acting, &[card(|_| ())], &SHIPPED, TODAY);
    assert_eq!(own.standing, Standing::Supported);
    let acting = own.acting.unwrap();
    assert_eq!((acting.actor(), acting.subject()), ("secretary-3", "director-1"));
    assert!(acting.allows("calendar", day(TODAY)) && !acting.allows("payments", day(TODAY)));
}

#[test]
fn row_75_an_exception_has_a_scope_and_a_reason() {
    let mut json = small();
    json["rules"] = json!([rule("a", json!({ "one": ["verified"] }))]);
    json["exceptions"] = json!([{ "id": "shared-desk", "lifts": "d", "purposes": ["front-desk"],
        "reason": { "en": "A shared account by order 7.", "ja": "規程7による共用アカウントのため。" },
        "until": "2026-12-31" }]);
    let mut bundles = Bundles::new();
    bundles.install(read(&json).unwrap()).unwrap();
    let standing = |purpose: &str, on: &str| {
        let own = with(json!({ "purpose": purpose }), &[card(|_| ())], &bundles, on);
        own.standing
    };
    assert_eq!(standing("front-desk", TODAY), Standing::Supported);
    assert_eq!(standing("back-office", TODAY), Standing::StepUp);
    assert_eq!(standing("front-desk", "2027-01-01"), Standing::StepUp);
    let mut json = json.clone();
    json["exceptions"][0]["purposes"] = json!([]);
    let refused = read(&json).unwrap_err().to_string();
    assert_eq!(refused, "purposes of an exception is empty");
}

#[test]
fn row_76_factors_are_ranked_one_by_one() {
    let rank = |id: &str| method(id).factor_rank.unwrap();
    assert!(rank("login.password-sms") > rank("login.email-otp"));
    assert!(rank("login.password-totp") > rank("login.password-sms"));
    let kinds: BTreeSet<&str> = AuthenticatorKind::ALL.iter().map(|own| own.name()).collect();
    for own in ["email-otp", "rcs-otp", "sms-otp", "totp"] {
        assert!(kinds.contains(own), "{own}");
    }
}

#[test]
fn row_78_a_plain_code_may_be_passed_on_and_a_platform_session_not() {
    let case = case("my-number-card");
    let own = report(&case, IssuerProfiles::shipped().unwrap());
    let session = |start: OnlineStart, covers: Covered| {
        let presentation =
            presented(&case).with_online_binding(OnlineBinding::new(covers, start, true));
        let evidence = Evidence::from_report(&own, &presentation, &Registry::builtin(), "mdoc");
        let decision = decided(&evidence);
        let Proof::Mdoc(mdoc) = &evidence[0].what else { panic!() };
        (mdoc.session.clone(), decision.risks.contains_key(&Risk::Relay))
    };
    let origin = || Covered::Origin("https://verifier.example".to_owned());
    let (platform, relay) = session(OnlineStart::Platform, origin());
    assert_eq!(
        (platform.verifier_name, platform.relay_excluded, relay),
        (Held::Yes, Held::Yes, false)
    );
    let client = |id: &str| Covered::Client {
        client_id: id.to_owned(),
        response_uri: "https://verifier.example/answer".to_owned(),
    };
    let (code, relay) = session(OnlineStart::ForwardableLink, client("x509_hash:abc"));
    assert_eq!((code.verifier_name, code.relay_excluded, relay), (Held::No, Held::No, true));
    let (same, relay) = session(OnlineStart::SameBrowser, client("x509_hash:abc"));
    assert_eq!((same.verifier_name, relay), (Held::Yes, false));
    let (unnamed, _) = session(OnlineStart::SameBrowser, client("redirect_uri:https://a.example"));
    assert_eq!(unnamed.verifier_name, Held::Unknown);
    let plain = advice(json!({ "phishingResistant": true, "channel": "remote" }));
    assert!(names(&plain.fitting).contains(&"proof.credential-online"));
    assert!(!names(&plain.fitting).contains(&"proof.credential-online-qr"));
}

#[test]
fn row_79_a_shared_device_is_closed_behind_each_person() {
    let secs = std::time::Duration::from_secs;
    let mut window = TapWindow::new(WindowPolicy::default());
    window.challenge(&[1; 32], "a", secs(0)).unwrap();
    window.challenge(&[2; 32], "a", secs(0)).unwrap();
    assert_eq!(window.strong_proof(&[1; 32], "a", secs(0)), Tap::Strong);
    window.close();
    assert_eq!(window.re_tap(&[2; 32], "a", secs(1)), Tap::Refused(TapRefusal::Unknown));
    window.challenge(&[3; 32], "a", secs(1)).unwrap();
    assert_eq!(window.re_tap(&[3; 32], "a", secs(1)), Tap::Refused(TapRefusal::NoStrongProof));
}

#[test]
fn row_80_a_decision_ends_and_a_later_revocation_ends_the_session() {
    let evidence = [card(|own| own.status_until = Some(at("2026-06-04T00:00:00Z")))];
    let decision = decided(&evidence);
    assert_eq!(decision.revalidate_after, Some(at("2026-06-04T00:00:00Z")));
    let news = [StatusNews::new("card", Status::Revoked, at("2026-06-02T00:00:00Z"))];
    let when = (day("2026-06-02"), at("2026-06-02T00:00:00Z"));
    let none = Circumstances::default();
    let own = recheck(&decision.summary(), &evidence, &news, &none, &SHIPPED, when).unwrap();
    assert!(own.must_end());
}

#[test]
fn row_81_the_negative_list_holds_whatever_the_length() {
    let names: Vec<&str> = not_phishing_resistant().into_iter().map(|own| own.name()).collect();
    for own in ["password", "email-link", "email-otp", "push", "sms-otp", "rcs-otp", "totp"] {
        assert!(names.contains(&own), "{own}");
    }
    let code = |length: u32, alphabet: u32| {
        let own = Authenticator {
            authenticator: AuthenticatorKind::SmsOtp,
            correct: Held::Yes,
            length: Some(length),
            alphabet: Some(alphabet),
        };
        let decision = decided(&[made("code", Proof::Authenticator(own))]);
        (grade(&decision, AAL), decision.risks)
    };
    assert_eq!(code(6, 10), code(4_000_000_000, 4_000_000_000));
    assert_eq!(code(6, 10).0, "1");
    // Methods that rest on one of them never say otherwise.
    for own in methods().filter(|own| own.authenticator.is_some()) {
        assert_eq!(own.phishing_resistant, Some(false), "{}", own.id);
    }
    let own = advice(json!({ "task": "authentication", "phishingResistant": true }));
    assert_eq!(
        super::minutes::names(&own.fitting),
        ["login.passkey-bound", "login.passkey-synced"]
    );
}

#[test]
fn row_82_rules_change_without_a_new_build() {
    let evidence = [card(|own| own.status = Status::Undetermined)];
    assert_eq!(ial(&evidence), "2");
    let bundles = newer(|json| {
        let rules = json["rules"].as_array_mut().unwrap();
        rules.retain(|own| own["id"] != "ial.2.credential");
    });
    let own = decide(&evidence, &Circumstances::default(), &bundles, day(TODAY)).unwrap();
    assert_eq!(grade(&own, IAL), "below-1");
    assert_eq!(own.bundles[0].version, 2);
}

/// The rows in the name of a test: `row_10_and_15_copies…` is of 10 and 15.
fn ids(test: &str) -> impl Iterator<Item = &str> {
    let words = test.strip_prefix("row_").unwrap_or_default().split('_');
    words
        .filter(|own| *own != "and")
        .take_while(|own| own.starts_with(|c: char| c.is_ascii_digit()))
}

#[test]
fn the_list_of_rows_is_whole_and_names_tests_that_are_there() {
    let list = include_str!("../../../docs/minutes-to-features.md");
    let sources = [
        include_str!("minutes.rs"),
        include_str!("bundles.rs"),
        include_str!("evidence.rs"),
        include_str!("over_time.rs"),
        include_str!("passkey.rs"),
        include_str!("properties.rs"),
        include_str!("records.rs"),
        include_str!("../../src/jpki/matching.rs"),
    ];
    let rows: Vec<(&str, &str)> = list
        .lines()
        .filter_map(|line| {
            let mut cells = line.strip_prefix("| ")?.split(" | ");
            let row = cells.next().filter(|own| own.starts_with(|c: char| c.is_ascii_digit()))?;
            Some((row, cells.last()?))
        })
        .collect();
    let mut expected: Vec<String> = (1..=60).map(|own| own.to_string()).collect();
    expected.extend(["60a", "60b", "60c", "60d", "60e"].map(str::to_owned));
    expected.extend((61..=82).map(|own| own.to_string()));
    assert_eq!(rows.iter().map(|own| own.0).collect::<Vec<_>>(), expected);
    let mut named = BTreeSet::new();
    for (row, cell) in rows {
        let tests: Vec<&str> = cell.split('`').skip(1).step_by(2).collect();
        // One of them bears the number of the row.
        let padded = if row.len() == 1 { format!("0{row}") } else { row.to_owned() };
        let bears = |test: &str| ids(test).any(|own| own == padded);
        assert!(tests.iter().any(|test| bears(test)), "no test bears the number of row {row}");
        for test in tests {
            let own = format!("fn {test}()");
            assert!(sources.iter().any(|text| text.contains(&own)), "row {row}: no test {test}");
            named.insert(test);
        }
    }
    let own = sources[0].lines().filter_map(|line| line.strip_prefix("fn row_"));
    for test in own.filter_map(|line| line.split_once('(')).map(|own| own.0) {
        let test = format!("row_{test}");
        assert!(named.contains(test.as_str()), "{test} stands in no row of the list");
    }
}
