//! The cases: what a verifier receives and what it must say of it.

mod bad;
mod edge;
mod good;
mod issuance;

use serde_json::{Map, Value, json};

use crate::der;
use crate::handover::{Handover, b64};
use crate::keys::Key;
use crate::scenario::{Authentication, NOW, Scenario, reader_key};

/// Responses up to this length stand in the case file itself, longer ones beside it.
const INLINE_BYTES: usize = 8 * 1024;

/// A certificate that the verifier trusts.
#[derive(Clone, Debug)]
pub struct Anchor {
    /// The certificate in DER.
    pub der: Vec<u8>,
    /// `issuer`, `reader`, …
    pub purpose: &'static str,
    /// The document types it may issue; `None` for any.
    pub doc_types: Option<Vec<&'static str>>,
    /// Its legal category.
    pub category: Option<&'static str>,
    /// From when and until when it is listed.
    pub listing: Option<(Option<&'static str>, Option<&'static str>)>,
}

/// A revocation or status list that the verifier has.
#[derive(Clone, Debug)]
pub struct Evidence {
    /// Where it was fetched.
    pub uri: &'static str,
    /// The list.
    pub bytes: Vec<u8>,
    /// When it was fetched.
    pub fetched: Option<&'static str>,
    /// The date of the newest list of this address that was trusted before.
    pub seen: Option<&'static str>,
}

/// What the verifier must say.
#[derive(Clone, Debug)]
pub struct Expectation {
    /// `accepted`, `rejected` or `inconclusive`.
    pub verdict: &'static str,
    /// Every failed check, sorted.
    pub failed: Vec<&'static str>,
    /// Every check with a warning, sorted.
    pub warning: Vec<&'static str>,
    /// Every undetermined check, sorted.
    pub undetermined: Vec<&'static str>,
    /// What sources of the issuance state of the first document say.
    pub state: Vec<(&'static str, &'static str)>,
}

/// A presentation with its circumstances and its expected outcome.
#[derive(Clone, Debug)]
pub struct Case {
    /// The file's name without its ending.
    pub name: String,
    /// Whether it breaks a rule and stands in the folder `cases`.
    pub bad: bool,
    /// One sentence.
    pub description: String,
    /// The time of verification.
    pub at: &'static str,
    /// The presentation.
    pub scenario: Scenario,
    /// Whether the request is given.
    pub asked: bool,
    /// Whether the verifier has another private key than the one in its transcript.
    pub another_reader_key: bool,
    /// Whom the verifier trusts.
    pub trust: Vec<Anchor>,
    /// The policy.
    pub policy: Option<&'static str>,
    /// The lists at hand.
    pub status: Vec<Evidence>,
    /// The rules for what they say.
    pub status_policy: Option<&'static str>,
    /// The relying party's acceptance list.
    pub acceptance: Option<Value>,
    /// What the presentation is for.
    pub purpose: Option<&'static str>,
    /// The profile, where it is not `strict`.
    pub profile: Option<&'static str>,
    /// What must come out.
    pub expect: Expectation,
}

/// Every case.
pub fn all() -> Vec<Case> {
    let mut cases = good::cases();
    cases.extend(bad::cases());
    cases.extend(issuance::cases());
    cases.extend(edge::cases());
    cases
}

impl Case {
    /// A case that is accepted, whose issuers are trusted for what they issue.
    pub fn new(name: &str, description: &str, scenario: Scenario) -> Case {
        let mut trust: Vec<Anchor> = Vec::new();
        for document in &scenario.documents {
            let der = document.issuer.root_der();
            if trust.iter().all(|own| own.der != der) {
                let (purpose, doc_types, category) = ("issuer", None, None);
                trust.push(Anchor { der, purpose, doc_types, category, listing: None });
            }
        }
        Case {
            name: name.to_owned(),
            bad: false,
            description: description.to_owned(),
            at: NOW,
            scenario,
            asked: true,
            another_reader_key: false,
            trust,
            policy: None,
            status: Vec::new(),
            status_policy: None,
            acceptance: None,
            purpose: None,
            profile: None,
            expect: Expectation {
                verdict: "accepted",
                failed: Vec::new(),
                warning: Vec::new(),
                undetermined: Vec::new(),
                state: Vec::new(),
            },
        }
    }

    /// The reader's private key, where a document is authenticated by a MAC.
    pub fn reader_key(&self) -> Option<Key> {
        let mac =
            self.scenario.documents.iter().find(|own| own.authentication == Authentication::Mac);
        mac.map(|own| {
            let curve = self.scenario.handover.curve().unwrap_or(own.device_key.curve());
            match self.another_reader_key {
                true => Key::new(curve, "another reader"),
                false => reader_key(curve),
            }
        })
    }

    /// The files of the case, by their path in the folder of fixtures.
    pub fn files(&self) -> Vec<(String, Vec<u8>)> {
        let folder = if self.bad { "cases/" } else { "" };
        let up = if self.bad { "../" } else { "" };
        let response = self.scenario.respond();
        let mut files = Vec::new();
        let mut members = Map::new();
        members.insert("name".into(), json!(self.name));
        members.insert("description".into(), json!(self.description));
        members.insert("at".into(), json!(self.at));
        members.insert(
            "deviceResponse".into(),
            if response.len() <= INLINE_BYTES {
                json!(b64(&response))
            } else {
                json!({"file": format!("{}.cbor", self.name)})
            },
        );
        members.insert("transcript".into(), self.scenario.handover.parts());
        if let Some(key) = self.reader_key() {
            members.insert("readerKey".into(), serde_json::to_value(key.jwk()).expect("a JWK"));
        }
        if self.asked {
            members.insert("request".into(), json!(b64(&self.scenario.ask())));
        }
        let trust: Vec<Value> = self.trust.iter().map(|own| own.json(up)).collect();
        members.insert("trust".into(), Value::Array(trust));
        if let Some(policy) = self.policy {
            members.insert("policy".into(), json!(policy));
        }
        if !self.status.is_empty() {
            members.insert("status".into(), self.status.iter().map(Evidence::json).collect());
        }
        if let Some(name) = self.status_policy {
            members.insert("statusPolicy".into(), json!(name));
        }
        if let Some(list) = &self.acceptance {
            members.insert("acceptance".into(), list.clone());
        }
        if let Some(purpose) = self.purpose {
            members.insert("purpose".into(), json!(purpose));
        }
        if let Some(profile) = self.profile {
            members.insert("profile".into(), json!(profile));
        }
        members.insert("expect".into(), self.expect.json());
        let mut text = serde_json::to_string_pretty(&members).expect("JSON");
        text.push('\n');
        files.push((format!("{folder}{}.json", self.name), text.into_bytes()));
        if response.len() > INLINE_BYTES {
            files.push((format!("{folder}{}.cbor", self.name), response));
        }
        for anchor in &self.trust {
            let pem = der::pem("CERTIFICATE", &anchor.der).into_bytes();
            files.push((format!("trust/{}", anchor.file()), pem));
        }
        files
    }

    /// The session transcript that the verifier knows.
    pub fn transcript(&self) -> Vec<u8> {
        self.scenario.handover.transcript().encode()
    }

    fn over(mut self, handover: Handover) -> Case {
        self.scenario.handover = handover;
        self
    }
}

impl Anchor {
    /// Named by content, so that cases share a file only when they mean the same certificate.
    fn file(&self) -> String {
        let digest = crate::keys::Hash::Sha256.digest(&self.der);
        let short: String = digest[..4].iter().map(|byte| format!("{byte:02x}")).collect();
        let kind = if self.purpose == "travel-document-ca" { "csca" } else { "iaca" };
        format!("{kind}-{short}.pem")
    }

    fn json(&self, up: &str) -> Value {
        let mut members = Map::new();
        let file = format!("{up}trust/{}", self.file());
        members.insert("certificate".into(), json!({ "file": file }));
        members.insert("purpose".into(), json!(self.purpose));
        if let Some(doc_types) = &self.doc_types {
            members.insert("docTypes".into(), json!(doc_types));
        }
        if let Some(category) = self.category {
            members.insert("category".into(), json!(category));
        }
        if let Some((from, until)) = self.listing {
            members.insert("listing".into(), json!({ "from": from, "until": until }));
        }
        Value::Object(members)
    }
}

impl Evidence {
    fn json(&self) -> Value {
        let mut members = Map::new();
        members.insert("uri".into(), json!(self.uri));
        members.insert("content".into(), json!(b64(&self.bytes)));
        members.extend(self.fetched.map(|own| ("fetched".into(), json!(own))));
        members.extend(self.seen.map(|own| ("seen".into(), json!(own))));
        Value::Object(members)
    }
}

impl Expectation {
    fn json(&self) -> Value {
        let mut members = Map::new();
        members.insert("verdict".into(), json!(self.verdict));
        members.insert("failed".into(), json!(self.failed));
        members.insert("warning".into(), json!(self.warning));
        members.insert("undetermined".into(), json!(self.undetermined));
        if !self.state.is_empty() {
            let state = self.state.iter().map(|(own, says)| ((*own).to_owned(), json!(says)));
            members.insert("state".into(), Value::Object(state.collect()));
        }
        Value::Object(members)
    }
}
