//! Queries of OpenID4VP: read, checked, written.
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

use tashika::request::dcql::{
    ClaimValue, ClaimsQuery, CredentialQuery, CredentialSetQuery, DcqlError, DcqlQuery, PathElement,
};

const MDL: &str = "org.iso.18013.5.1.mDL";
const SPACE: &str = "org.iso.18013.5.1";

/// One credential with one claim, changed.
fn changed(change: impl FnOnce(&mut CredentialQuery)) -> DcqlQuery {
    let mut credential = CredentialQuery::mdoc("mdl", MDL);
    credential.claims = Some(vec![ClaimsQuery::element(SPACE, "age_over_18")]);
    change(&mut credential);
    DcqlQuery { credentials: vec![credential], credential_sets: None }
}

fn first_claim(credential: &mut CredentialQuery) -> &mut ClaimsQuery {
    credential.claims.as_mut().unwrap().first_mut().unwrap()
}

#[test]
fn what_is_absent_stays_absent() {
    let query = changed(|credential| first_claim(credential).intent_to_retain = Some(false));
    query.check().unwrap();
    assert_eq!(
        query.to_json(),
        r#"{"credentials":[{"id":"mdl","format":"mso_mdoc","meta":{"doctype_value":"org.iso.18013.5.1.mDL"},"claims":[{"path":["org.iso.18013.5.1","age_over_18"],"intent_to_retain":false}]}]}"#
    );
    assert_eq!(DcqlQuery::from_json(&query.to_json()), Ok(query));
}

#[test]
fn every_member_survives() {
    let text = r#"{"credentials":[{"id":"a","format":"mso_mdoc","multiple":true,
        "meta":{"doctype_value":"x","unknown":1},
        "trusted_authorities":[{"type":"aki","values":["s9tIpPmhxdiuNkHMEWNpYim8S8Y"]}],
        "require_cryptographic_holder_binding":false,
        "claims":[{"id":"c","path":["x","y"],"values":["z",7,true]}],"claim_sets":[["c"]]}],
        "credential_sets":[{"options":[["a"]],"required":false}]}"#;
    let query = DcqlQuery::from_json(text).unwrap();
    let credential = query.credential("a").unwrap();
    assert!(credential.multiple && !credential.require_cryptographic_holder_binding);
    let claim = credential.claims.as_ref().unwrap().first().unwrap();
    let values = [ClaimValue::Text("z".into()), ClaimValue::Int(7), ClaimValue::Bool(true)];
    assert_eq!(claim.values.as_deref(), Some(values.as_slice()));
    assert_eq!(claim.as_element(), Some(("x", "y")));
    assert_eq!(DcqlQuery::from_json(&query.to_json()), Ok(query));
}

/// Also where nobody looks: what one reader takes first and another last is refused.
#[test]
fn a_member_that_stands_twice_is_refused() {
    for twice in [
        r#"{"credentials":[],"credentials":[]}"#,
        r#"{"credentials":[{"id":"a","format":"x","meta":{"unknown":1,"unknown":2}}]}"#,
        r#"{"credentials":[{"id":"a","format":"x","meta":{}}],"more":{"a":1,"a":2}}"#,
    ] {
        let error = DcqlQuery::from_json(twice);
        assert!(matches!(&error, Err(DcqlError::Json(own)) if own.contains("twice")), "{error:?}");
    }
}

#[test]
fn another_format_may_have_another_path() {
    let query = changed(|credential| {
        credential.format = "dc+sd-jwt".into();
        credential.meta.doctype_value = None;
        first_claim(credential).path =
            vec![PathElement::Name("nationalities".into()), PathElement::Any(())];
    });
    query.check().unwrap();
    assert!(query.to_json().contains(r#"["nationalities",null]"#));
    assert_eq!(DcqlQuery::from_json(&query.to_json()), Ok(query));
}

#[test]
fn each_rule_alone() {
    let broken: Vec<(DcqlQuery, DcqlError)> = vec![
        (DcqlQuery::default(), DcqlError::Count("credentials")),
        (changed(|own| own.id = "a b".into()), DcqlError::Id("credentials")),
        (changed(|own| own.id.clear()), DcqlError::Id("credentials")),
        (changed(|own| own.meta.doctype_value = None), DcqlError::Type("mdl".into())),
        (changed(|own| own.claims = Some(Vec::new())), DcqlError::Count("claims")),
        (changed(|own| drop(first_claim(own).path.pop())), DcqlError::Path("mdl".into())),
        (changed(|own| first_claim(own).values = Some(Vec::new())), DcqlError::Count("values")),
        (changed(|own| own.claim_sets = Some(vec![vec!["c".into()]])), DcqlError::Id("claims")),
        (
            changed(|own| {
                first_claim(own).id = Some("c".into());
                own.claim_sets = Some(vec![vec!["d".into()]]);
            }),
            DcqlError::Reference("claim_sets"),
        ),
        (
            changed(|own| {
                own.claims = None;
                own.claim_sets = Some(vec![vec!["d".into()]]);
            }),
            DcqlError::Reference("claim_sets"),
        ),
        (
            changed(|own| {
                let mut again = first_claim(own).clone();
                again.id = Some("c".into());
                own.claims = Some(vec![again.clone(), again]);
            }),
            DcqlError::Id("claims"),
        ),
    ];
    for (query, error) in broken {
        assert_eq!(query.check(), Err(error.clone()));
        assert_eq!(DcqlQuery::from_json(&query.to_json()), Err(error));
    }
    let mut twice = changed(|_| {});
    twice.credentials.push(CredentialQuery::mdoc("mdl", MDL));
    assert_eq!(twice.check(), Err(DcqlError::Id("credentials")));
    let mut sets = changed(|_| {});
    sets.credential_sets =
        Some(vec![CredentialSetQuery { options: vec![vec!["pid".into()]], required: true }]);
    assert_eq!(sets.check(), Err(DcqlError::Reference("options")));
}

#[test]
fn no_json_is_no_query() {
    for text in ["", "[]", "{}", r#"{"credentials":{}}"#, &"[".repeat(4000)] {
        assert!(matches!(DcqlQuery::from_json(text), Err(DcqlError::Json(_))), "{text:.20}");
    }
    let long = " ".repeat(2 * 1024 * 1024);
    assert!(matches!(DcqlQuery::from_json(&long), Err(DcqlError::TooLong(_))));
}
