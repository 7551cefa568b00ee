//! The queries that OpenID4VP 1.0 shows are read, and written without loss.
#![allow(clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

use tashika::request::dcql::DcqlQuery;
use tashika_conformance::vectors;

#[test]
fn the_queries_of_the_specification() {
    let Some(folder) = vectors("online/spec-examples") else { return };
    let mut count = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if !name.starts_with("query_lang-") {
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap();
        let query = DcqlQuery::from_json(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
        let given: serde_json::Value = serde_json::from_str(&text).unwrap();
        let written: serde_json::Value = serde_json::from_str(&query.to_json()).unwrap();
        assert_eq!(written, given, "{name}");
        count += 1;
    }
    println!("{count} queries");
    assert!(count >= 3);
}
