//! Japan's public personal authentication: both hierarchies, with lists, responses and signatures that
//! can lie in every way. None of the keys is anybody's.

pub mod authority;
mod cases;
pub mod cms;
pub mod ocsp;
pub mod rsa;
mod rsa_keys;

use serde_json::{Map, Value, json};

use authority::{AnyKey, Authority, Hierarchy};
use cms::SignedData;

use crate::certificate::Certificate;
use crate::crl::RevocationList;
use crate::der;
use crate::handover::b64;
use crate::keys::Hash;
use crate::random;

pub use cases::all;

/// The time of verification.
pub const NOW: &str = "2026-06-01T00:00:00Z";

/// The document that is signed, unless a case says otherwise.
pub const DOCUMENT: &str =
    "口座開設申込書\n\nわたしは、上記の内容を確認し、口座の開設を申し込みます。\n";

/// What somebody is asked to sign.
#[derive(Clone, Debug)]
pub struct Challenge {
    /// The octets.
    pub octets: Vec<u8>,
    /// Who asks.
    pub asked_by: &'static str,
    /// When it was made.
    pub issued: &'static str,
    /// The same by the monotonic clock, in seconds.
    pub issued_monotonic: Option<u64>,
    /// Whether it was answered before.
    pub used: bool,
}

/// A certificate that the verifier trusts.
#[derive(Clone, Debug)]
pub struct Anchor {
    /// The certificate in DER.
    pub der: Vec<u8>,
    /// Its purpose.
    pub purpose: &'static str,
    /// From when and until when it is listed.
    pub listing: Option<(Option<&'static str>, Option<&'static str>)>,
}

/// What the verifier must say.
#[derive(Clone, Debug)]
pub struct Expectation {
    /// `accepted`, `rejected` or `inconclusive`.
    pub verdict: &'static str,
    /// Every failed check.
    pub failed: Vec<&'static str>,
    /// Every check with a warning.
    pub warning: Vec<&'static str>,
    /// Every undetermined check.
    pub undetermined: Vec<&'static str>,
    /// `good`, `revoked` or `undetermined`.
    pub revocation: &'static str,
}

/// One verification with its circumstances and its expected outcome.
#[derive(Clone, Debug)]
pub struct Case {
    /// The file's name without its ending.
    pub name: String,
    /// One sentence.
    pub description: String,
    /// What the certificate is used for.
    pub used_for: Hierarchy,
    /// The monotonic clock at verification, in seconds.
    pub monotonic: Option<u64>,
    /// The authority.
    pub authority: Authority,
    /// The person's key.
    pub key: AnyKey,
    /// The person's certificate.
    pub certificate: Certificate,
    /// Who signs it.
    pub signed_by: AnyKey,
    /// Edits the certificate's bytes.
    pub bytes: fn(&mut Vec<u8>),
    /// Whether the certificate is given beside a signature.
    pub give_certificate: bool,
    /// Whom the verifier trusts; the authority for its own hierarchy where `None`.
    pub trust: Option<Vec<Anchor>>,
    /// The challenge.
    pub challenge: Challenge,
    /// The answer to the challenge, where it is not the right one.
    pub answer: Option<Vec<u8>>,
    /// The media type of the document.
    pub media_type: &'static str,
    /// The document that is shown.
    pub document: Vec<u8>,
    /// Edits the signature before it is made.
    pub cms: fn(&mut SignedData),
    /// Edits the signature's bytes.
    pub cms_bytes: fn(&mut Vec<u8>),
    /// The attributes that are asked for.
    pub asked: Vec<&'static str>,
    /// Revocation lists, signed by the authority.
    pub lists: Vec<RevocationList>,
    /// Revocation lists as they are.
    pub raw_lists: Vec<Vec<u8>>,
    /// OCSP responses with the nonce that was sent.
    pub responses: Vec<(Vec<u8>, Option<Vec<u8>>)>,
    /// The policy.
    pub policy: Option<&'static str>,
    /// What is known of the certificates, in place of what ships.
    pub profile: Option<Value>,
    /// The verifier's key for pairwise ids.
    pub pairwise_key: Option<Vec<u8>>,
    /// What an mdoc says of the same person.
    pub compare: Option<Value>,
    /// What must come out.
    pub expect: Expectation,
}

impl Case {
    /// A person answers a challenge: accepted.
    pub fn authentication(name: &str, description: &str) -> Case {
        let key = AnyKey::rsa("authentication authority 1");
        let authority = Authority::new(Hierarchy::Authentication, key);
        Case::below(authority, AnyKey::rsa("holder"), name, description)
    }

    /// A person signs a document: accepted.
    pub fn signing(name: &str, description: &str) -> Case {
        let authority = Authority::new(Hierarchy::Signing, AnyKey::rsa("signing authority 1"));
        Case { used_for: Hierarchy::Signing, ..Case::authentication(name, description) }
            .moved(authority, AnyKey::rsa("signer"))
    }

    fn below(authority: Authority, key: AnyKey, name: &str, description: &str) -> Case {
        let challenge = Challenge {
            octets: random::bytes("jpki challenge", 32),
            asked_by: "Example Bank",
            issued: "2026-05-31T23:59:00Z",
            issued_monotonic: None,
            used: false,
        };
        Case {
            name: name.to_owned(),
            description: description.to_owned(),
            used_for: Hierarchy::Authentication,
            monotonic: None,
            certificate: authority.authenticate(&key),
            signed_by: authority.key.clone(),
            lists: vec![authority.list()],
            authority,
            key,
            bytes: |_| {},
            give_certificate: true,
            trust: None,
            challenge,
            answer: None,
            media_type: "text/plain",
            document: DOCUMENT.as_bytes().to_vec(),
            cms: |_| {},
            cms_bytes: |_| {},
            asked: Vec::new(),
            raw_lists: Vec::new(),
            responses: Vec::new(),
            policy: None,
            profile: None,
            pairwise_key: None,
            compare: None,
            expect: Expectation {
                verdict: "accepted",
                failed: Vec::new(),
                warning: Vec::new(),
                undetermined: Vec::new(),
                revocation: "good",
            },
        }
    }

    /// The same below another authority and with another key.
    #[must_use]
    pub fn moved(self, authority: Authority, key: AnyKey) -> Case {
        Case {
            certificate: match self.used_for {
                Hierarchy::Authentication => authority.authenticate(&key),
                Hierarchy::Signing => authority.sign(&key),
            },
            signed_by: authority.key.clone(),
            lists: vec![authority.list()],
            authority,
            key,
            ..self
        }
    }

    /// The anchor of an authority for its own hierarchy.
    pub fn anchor(used_for: Hierarchy, der: Vec<u8>) -> Anchor {
        Anchor { der, purpose: purpose(used_for), listing: None }
    }

    /// The certificate in DER.
    pub fn certificate_der(&self) -> Vec<u8> {
        let mut der = self
            .certificate
            .issue_with(|signed| self.signed_by.sign_with(self.certificate.hash, signed));
        (self.bytes)(&mut der);
        der
    }

    /// The detached signature.
    pub fn signature(&self) -> Vec<u8> {
        let mut data = SignedData::new(&self.document, &self.certificate, &self.key);
        if !self.give_certificate {
            data.certificates = vec![self.certificate_der()];
        }
        (self.cms)(&mut data);
        let mut der = data.issue();
        (self.cms_bytes)(&mut der);
        der
    }

    /// The revocation lists in DER.
    pub fn list_ders(&self) -> Vec<Vec<u8>> {
        let key = &self.authority.key;
        let own = self.lists.iter().map(|own| own.issue_with(|signed| key.sign(signed)));
        own.chain(self.raw_lists.iter().cloned()).collect()
    }

    /// Whom the verifier trusts.
    pub fn anchors(&self) -> Vec<Anchor> {
        let own = || vec![Case::anchor(self.used_for, self.authority.der())];
        self.trust.clone().unwrap_or_else(own)
    }

    /// The files of the case, by their path in the folder of fixtures.
    pub fn files(&self) -> Vec<(String, Vec<u8>)> {
        let mut members = Map::new();
        members.insert("name".into(), json!(self.name));
        members.insert("description".into(), json!(self.description));
        members.insert("at".into(), json!(NOW));
        members.extend(self.monotonic.map(|own| ("monotonic".into(), json!(own))));
        match self.used_for {
            Hierarchy::Authentication => self.authentication_members(&mut members),
            Hierarchy::Signing => self.signing_members(&mut members),
        }
        let anchors = self.anchors();
        let trust: Vec<Value> = anchors.iter().map(Anchor::json).collect();
        members.insert("trust".into(), Value::Array(trust));
        let lists: Vec<String> = self.list_ders().iter().map(|own| b64(own)).collect();
        if !lists.is_empty() {
            members.insert("crls".into(), json!(lists));
        }
        if !self.responses.is_empty() {
            let all = self.responses.iter().map(|(response, nonce)| {
                let mut one = Map::new();
                one.insert("response".into(), json!(b64(response)));
                one.extend(nonce.as_ref().map(|own| ("nonce".into(), json!(b64(own)))));
                Value::Object(one)
            });
            members.insert("ocsp".into(), all.collect());
        }
        members.extend(self.policy.map(|own| ("policy".into(), json!(own))));
        members.extend(self.profile.clone().map(|own| ("profile".into(), own)));
        let key = self.pairwise_key.as_ref();
        members.extend(key.map(|own| ("pairwiseKey".into(), json!(b64(own)))));
        members.extend(self.compare.clone().map(|own| ("compare".into(), own)));
        members.insert("expect".into(), self.expect.json());
        let mut text = serde_json::to_string_pretty(&members).expect("JSON");
        text.push('\n');
        let mut files = vec![(format!("jpki/{}.json", self.name), text.into_bytes())];
        files.extend(anchors.iter().map(|own| {
            let pem = der::pem("CERTIFICATE", &own.der).into_bytes();
            (format!("trust/{}", own.file()), pem)
        }));
        files
    }

    fn authentication_members(&self, members: &mut Map<String, Value>) {
        let challenge = &self.challenge;
        let answer = self.answer.clone().unwrap_or_else(|| self.key.sign(&challenge.octets));
        let mut one = Map::new();
        one.insert("octets".into(), json!(b64(&challenge.octets)));
        one.insert("askedBy".into(), json!(challenge.asked_by));
        one.insert("operation".into(), json!("login"));
        one.insert("issued".into(), json!(challenge.issued));
        let monotonic = challenge.issued_monotonic;
        one.extend(monotonic.map(|own| ("issuedMonotonic".into(), json!(own))));
        if challenge.used {
            one.insert("used".into(), json!(true));
        }
        members.insert("use".into(), json!("authentication"));
        members.insert("certificate".into(), json!(b64(&self.certificate_der())));
        members.insert("challenge".into(), Value::Object(one));
        members.insert("answer".into(), json!(b64(&answer)));
    }

    fn signing_members(&self, members: &mut Map<String, Value>) {
        members.insert("use".into(), json!("signing"));
        if self.give_certificate {
            members.insert("certificate".into(), json!(b64(&self.certificate_der())));
        }
        let document = match (std::str::from_utf8(&self.document), self.media_type) {
            (Ok(text), "text/plain") => json!({ "text": text }),
            _ => json!({ "mediaType": self.media_type, "octets": b64(&self.document) }),
        };
        members.insert("document".into(), document);
        members.insert("signature".into(), json!(b64(&self.signature())));
        if !self.asked.is_empty() {
            members.insert("attributes".into(), json!(self.asked));
        }
    }
}

/// The purpose of a hierarchy's anchors.
pub fn purpose(used_for: Hierarchy) -> &'static str {
    match used_for {
        Hierarchy::Authentication => "jpki-authentication-ca",
        Hierarchy::Signing => "jpki-signing-ca",
    }
}

impl Anchor {
    /// Named by content, so that cases share a file only when they mean the same certificate.
    fn file(&self) -> String {
        let digest = Hash::Sha256.digest(&self.der);
        let short: String = digest[..4].iter().map(|byte| format!("{byte:02x}")).collect();
        format!("jpki-{short}.pem")
    }

    fn json(&self) -> Value {
        let mut members = Map::new();
        members
            .insert("certificate".into(), json!({ "file": format!("../trust/{}", self.file()) }));
        members.insert("purpose".into(), json!(self.purpose));
        if let Some((from, until)) = self.listing {
            members.insert("listing".into(), json!({ "from": from, "until": until }));
        }
        Value::Object(members)
    }
}

impl Expectation {
    fn json(&self) -> Value {
        json!({
            "verdict": self.verdict,
            "failed": self.failed,
            "warning": self.warning,
            "undetermined": self.undetermined,
            "revocation": self.revocation,
        })
    }
}
