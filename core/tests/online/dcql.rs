//! A query held against the answer: sets, values, counts, authorities.

use super::*;
use serde_json::json;
use tashika::codec::encode_base64url;
use tashika_testkit::cbor::Cbor;
use tashika_testkit::documents::{PID, shown};
use tashika_testkit::online::{Lies, Wallet};

/// Asks by `dc_api` in the clear, so that the query alone decides.
fn ask(query: &Value, documents: Vec<(&'static str, Document)>) -> Result<Outcome, Refusal> {
    ask_under(OnlineProfile::Plain, query, &Wallet { documents, lies: Lies::default() })
}

fn ask_under(profile: OnlineProfile, query: &Value, wallet: &Wallet) -> Result<Outcome, Refusal> {
    let query = DcqlQuery::from_json(&query.to_string()).unwrap();
    let seed = seed("dcql");
    let setup = Setup { profile, ..setup(&seed) };
    let encrypted = profile == OnlineProfile::Haip;
    let session = dc_api(&[DcApiProtocol::Unsigned], &query, encrypted, &setup);
    let answer = wallet.answer_call(&call(&session, &[]), "openid4vp-v1-unsigned", ORIGIN);
    session.receive(answer.to_string().as_bytes(), &receiving())
}

fn ids(outcome: Result<Outcome, Refusal>) -> Vec<&'static str> {
    mismatches(outcome).iter().map(Mismatch::id).collect()
}

fn licence_query(claims: Value, more: Value) -> Value {
    let mut credential = json!({ "id": "mdl", "format": "mso_mdoc",
        "meta": { "doctype_value": MDL }, "claims": claims });
    for (name, value) in more.as_object().unwrap() {
        credential[name] = value.clone();
    }
    json!({ "credentials": [credential] })
}

fn claim(id: &str, element: &str) -> Value {
    json!({ "id": id, "path": [MDL_SPACE, element] })
}

#[test]
fn claim_sets_in_order_of_preference() {
    let claims =
        json!([claim("a", "family_name"), claim("b", "birth_date"), claim("c", "age_over_18")]);
    let query = licence_query(claims, json!({ "claim_sets": [["a", "b"], ["c"]] }));
    for shown in [&["family_name", "birth_date"][..], &["age_over_18"]] {
        let answer = answered(ask(&query, vec![("mdl", licence(shown))]));
        accepted(&answer, shown);
    }
    // More than one set is more than was asked for.
    let both = licence(&["family_name", "birth_date", "age_over_18"]);
    assert_eq!(ids(ask(&query, vec![("mdl", both)])), ["answer.extra-elements"]);
    let neither = licence(&["family_name"]);
    let found = ids(ask(&query, vec![("mdl", neither)]));
    assert_eq!(found, ["answer.missing-elements"]);
    // The first set is part of the second: an answer by the second holds nothing that is beyond it.
    let claims = json!([claim("a", "family_name"), claim("b", "birth_date")]);
    let query = licence_query(claims, json!({ "claim_sets": [["a"], ["a", "b"]] }));
    for shown in [&["family_name"][..], &["family_name", "birth_date"]] {
        accepted(&answered(ask(&query, vec![("mdl", licence(shown))])), shown);
    }
    let more = licence(&["family_name", "birth_date", "age_over_18"]);
    assert_eq!(ids(ask(&query, vec![("mdl", more)])), ["answer.extra-elements"]);
}

#[test]
fn no_claims_means_none() {
    let query = json!({ "credentials": [{ "id": "mdl", "format": "mso_mdoc",
        "meta": { "doctype_value": MDL } }] });
    assert!(ask(&query, vec![("mdl", licence(&[]))]).is_ok());
    let found = ids(ask(&query, vec![("mdl", licence(&["family_name"]))]));
    assert_eq!(found, ["answer.extra-elements"]);
}

#[test]
fn values_match_by_type_and_value() {
    let with = |element: &str, values: Value| {
        let claims = json!([{ "path": [MDL_SPACE, element], "values": values }]);
        ask(&licence_query(claims, json!({})), vec![("mdl", licence(&[element]))])
    };
    assert!(with("age_over_18", json!([true])).is_ok());
    assert_eq!(ids(with("age_over_18", json!([false]))), ["answer.value"]);
    assert_eq!(ids(with("age_over_18", json!(["true", 1]))), ["answer.value"]);
    assert!(with("family_name", json!(["SUZUKI", "BANGO"])).is_ok());
    assert_eq!(ids(with("family_name", json!(["bango"]))), ["answer.value"]);
    // A date is its text.
    assert!(with("birth_date", json!(["1999-03-31"])).is_ok());
    assert_eq!(ids(with("birth_date", json!(["1999-03-30"]))), ["answer.value"]);
    let mut number = licence(&[]);
    number.name_spaces[0].1.push(shown("height", Cbor::Int(170)));
    let claims = |value: Value| json!([{ "path": [MDL_SPACE, "height"], "values": [value] }]);
    let asked =
        |value| ask(&licence_query(claims(value), json!({})), vec![("mdl", number.clone())]);
    assert!(asked(json!(170)).is_ok());
    assert_eq!(ids(asked(json!("170"))), ["answer.value"]);
}

/// An issuer-signed element answers; one that only the device states does not.
#[test]
fn device_signed_elements_answer_no_claim() {
    let mut document = licence(&[]);
    document.device_name_spaces = vec![(MDL_SPACE, vec![("family_name", Cbor::from("BANGO"))])];
    let query = licence_query(json!([claim("a", "family_name")]), json!({}));
    let found = ids(ask(&query, vec![("mdl", document)]));
    assert!(found.contains(&"answer.missing-elements"), "{found:?}");
}

#[test]
fn counts() {
    let claims = json!([claim("a", "family_name")]);
    let one = licence_query(claims.clone(), json!({}));
    let many = licence_query(claims, json!({ "multiple": true }));
    let shown = || ("mdl", licence(&["family_name"]));
    assert!(ask(&one, vec![shown()]).is_ok());
    assert_eq!(ids(ask(&one, vec![shown(), shown()])), ["answer.multiple"]);
    let answer = answered(ask(&many, vec![shown(), shown()]));
    assert_eq!(answer.presentations().count(), 2);
    // Several documents in one response: not in HAIP.
    let mut wallet = Wallet { documents: vec![shown()], lies: Lies::default() };
    wallet.lies.response = |response| {
        let first = response.at("documents").items()[0].clone();
        response.at("documents").items().push(first);
    };
    assert!(ask_under(OnlineProfile::Plain, &many, &wallet).is_ok());
    let found = ids(ask_under(OnlineProfile::Haip, &many, &wallet));
    assert_eq!(found, ["answer.extra-documents"]);
    let found = ids(ask_under(OnlineProfile::Plain, &one, &wallet));
    assert_eq!(found, ["answer.extra-documents"]);
    wallet.lies.response = |response| response.at("documents").items().clear();
    assert_eq!(ids(ask_under(OnlineProfile::Plain, &one, &wallet)), ["answer.no-document"]);
}

#[test]
fn identifiers_and_types() {
    let query = licence_query(json!([claim("a", "family_name")]), json!({}));
    let own = licence(&["family_name"]);
    let found = ids(ask(&query, vec![("mdl", own.clone()), ("other", own.clone())]));
    assert_eq!(found, ["answer.unasked"]);
    let found = ids(ask(&query, vec![("other", own)]));
    assert_eq!(found, ["answer.unasked", "answer.missing-credential"]);
    assert_eq!(ids(ask(&query, vec![("mdl", pid())])), ["answer.doc-type"]);
}

#[test]
fn credential_sets() {
    let mdl_query = json!({ "id": "mdl", "format": "mso_mdoc", "meta": { "doctype_value": MDL },
        "claims": [claim("a", "family_name")] });
    let pid_query = json!({ "id": "pid", "format": "mso_mdoc", "meta": { "doctype_value": PID },
        "claims": [{ "path": [PID, "family_name"] }] });
    let mut pid = pid();
    pid.name_spaces[0].1.iter_mut().for_each(|own| own.disclosed = own.identifier == "family_name");
    let (mdl, pid) = (("mdl", licence(&["family_name"])), ("pid", pid));
    let sets =
        |sets: Value| json!({ "credentials": [mdl_query, pid_query], "credential_sets": sets });
    let either = sets(json!([{ "options": [["pid"], ["mdl"]] }]));
    assert!(ask(&either, vec![mdl.clone()]).is_ok());
    assert!(ask(&either, vec![pid.clone()]).is_ok());
    // One of the alternatives was asked for, not both.
    let two = || vec![mdl.clone(), pid.clone()];
    assert_eq!(ids(ask(&either, two())), ["answer.combination", "answer.combination"]);
    let larger = sets(json!([{ "options": [["mdl"], ["mdl", "pid"]] }]));
    assert!(ask(&larger, two()).is_ok());
    // Nor what stands in no set, or in an optional one that is not complete.
    let alone = sets(json!([{ "options": [["mdl"]] }]));
    assert_eq!(ids(ask(&alone, two())), ["answer.combination"]);
    // Sets that share a credential may each be answered by another option.
    let shared = sets(json!([{ "options": [["mdl"], ["pid"]] }, { "options": [["pid"]] }]));
    assert!(ask(&shared, two()).is_ok());
    let both = sets(json!([{ "options": [["pid", "mdl"]] }]));
    assert_eq!(ids(ask(&both, vec![mdl.clone()])), ["answer.missing-credential"]);
    let answer = answered(ask(&both, vec![mdl.clone(), pid.clone()]));
    // What `verify` does not accept is discarded, and then the set is open.
    assert_eq!(answer.missing_after(&[true, true]), []);
    assert_eq!(answer.missing_after(&[true, false]).len(), 1);
    assert_eq!(answer.missing_after(&[true]).len(), 1);
    let optional =
        sets(json!([{ "options": [["mdl"]] }, { "options": [["pid"]], "required": false }]));
    let answer = answered(ask(&optional, vec![mdl.clone(), pid]));
    assert_eq!(answer.missing_after(&[true, false]), []);
    assert_eq!(answer.missing_after(&[false, true]).len(), 1);
    // Without sets everything is required.
    let all = json!({ "credentials": [mdl_query, pid_query] });
    assert_eq!(ids(ask(&all, vec![mdl])), ["answer.missing-credential"]);
}

#[test]
fn trusted_authorities() {
    let own = licence(&["family_name"]);
    let aki = encode_base64url(&own.issuer.root_key.identifier());
    let with = |authorities: Value| {
        let query = licence_query(
            json!([claim("a", "family_name")]),
            json!({ "trusted_authorities": authorities }),
        );
        ask(&query, vec![("mdl", own.clone())])
    };
    let other = encode_base64url(&[0; 20]);
    // Nobody signs the chain: a certificate of the asked authority behind another signer's is no
    // sign of it.
    let mut wallet = Wallet::new("mdl", own.clone());
    wallet.lies.response = |response| {
        let auth = response.at("documents").items()[0].at("issuerSigned").at("issuerAuth");
        let signer = auth.items()[1].at(33).clone();
        let added = Cbor::Bytes(pid().issuer.signer_der());
        auth.items()[1].set(33, Cbor::Array(vec![signer, added]));
    };
    let borrowed = encode_base64url(&pid().issuer.root_key.identifier());
    let authorities = json!([{ "type": "aki", "values": [borrowed] }]);
    let query = licence_query(
        json!([claim("a", "family_name")]),
        json!({ "trusted_authorities": authorities }),
    );
    assert_eq!(ids(ask_under(OnlineProfile::Plain, &query, &wallet)), ["answer.authority"]);
    assert!(with(json!([{ "type": "aki", "values": [other, aki] }])).is_ok());
    let found = ids(with(json!([{ "type": "aki", "values": [other] }])));
    assert_eq!(found, ["answer.authority"]);
    let shown = answered(with(json!([{ "type": "aki", "values": [aki] },
        { "type": "etsi_tl", "values": ["https://lotl.example"] }])));
    assert_eq!(shown.missing_after(&[true]), []);
}

#[test]
fn authorities_that_no_answer_shows_are_not_taken_for_shown() {
    let own = licence(&["family_name"]);
    let other = encode_base64url(&[0; 20]);
    for (authorities, kinds) in [
        (json!([{ "type": "etsi_tl", "values": ["https://lotl.example"] }]), vec!["etsi_tl"]),
        (
            json!([{ "type": "openid_federation", "values": ["https://anchor.example"] }]),
            vec!["openid_federation"],
        ),
        (
            json!([{ "type": "aki", "values": [other] },
                { "type": "etsi_tl", "values": ["https://lotl.example"] },
                { "type": "new\n", "values": ["x"] }]),
            vec!["etsi_tl", "new\\u{a}"],
        ),
    ] {
        let query = licence_query(
            json!([claim("a", "family_name")]),
            json!({ "trusted_authorities": authorities }),
        );
        let mut answer = answered(ask(&query, vec![("mdl", own.clone())]));
        let open = answer.missing_after(&[true]);
        let kinds = kinds.into_iter().map(str::to_owned).collect();
        let expected = Mismatch::AuthorityUnproven { credential: "mdl".to_owned(), kinds };
        assert_eq!(open, [expected]);
        assert_eq!(open[0].id(), "answer.authority-unproven");
        answer.authority_is_proven("another");
        assert_eq!(answer.missing_after(&[true]).len(), 1);
        answer.authority_is_proven("mdl");
        assert_eq!(answer.missing_after(&[true]), []);
    }
}

#[test]
fn every_mismatch_has_a_sentence_in_japanese() {
    let credential = || "mdl".to_owned();
    let elements = || vec!["a".to_owned(), "b".to_owned()];
    let all = [
        Mismatch::Authority { credential: credential() },
        Mismatch::AuthorityUnproven { credential: credential(), kinds: elements() },
        Mismatch::Combination { credential: credential() },
        Mismatch::DocType { credential: credential() },
        Mismatch::ExtraDocuments { credential: credential(), count: 2 },
        Mismatch::ExtraElements { credential: credential(), elements: elements() },
        Mismatch::Mac { credential: credential() },
        Mismatch::MissingCredential(credential()),
        Mismatch::MissingElements { credential: credential(), elements: elements() },
        Mismatch::Multiple { credential: credential(), count: 2 },
        Mismatch::NoDocument { credential: credential() },
        Mismatch::TransactionData { credential: credential() },
        Mismatch::Unasked(credential()),
        Mismatch::Unreadable { credential: credential() },
        Mismatch::Value { credential: credential(), element: "a".to_owned() },
    ];
    let sentences: Vec<String> = all.iter().map(Mismatch::ja).collect();
    for (own, sentence) in all.iter().zip(&sentences) {
        assert!(sentence.starts_with("mdl: "), "{sentence}");
        assert!(sentence.chars().any(|own| ('ぁ'..='ん').contains(&own)), "{}", own.id());
        assert_eq!(sentences.iter().filter(|other| *other == sentence).count(), 1);
    }
}
