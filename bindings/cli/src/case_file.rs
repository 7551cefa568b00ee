//! The case file: everything one verification works with, in JSON. See `docs/case-file.md`.

use std::path::Path;

use serde::Deserialize;
use serde_json::value::RawValue;
use tashika::codec::{DecodeError, limits, scan};
use tashika::cose::{CoseKey, KeyProblem};
use tashika::crypto::{CryptoProvider, PrivateKey};
use tashika::instant::Timestamp;
use tashika::mdoc::{Handover, SessionTranscript, TranscriptError};
use tashika::trust::{Category, DocTypes, Listing, Purpose, TrustAnchor};
use zeroize::Zeroizing;

use crate::case_reader::{Blob, Reader};
use crate::input::Named;
use crate::{Failure, input, key};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Document {
    #[serde(default, rename = "$schema")]
    _schema: Option<String>,
    #[serde(default, rename = "name")]
    _name: Option<String>,
    #[serde(default, rename = "description")]
    _description: Option<String>,
    #[serde(default)]
    at: Option<String>,
    device_response: Blob,
    #[serde(default)]
    transcript: Option<Box<RawValue>>,
    #[serde(default)]
    reader_key: Option<serde_json::Value>,
    #[serde(default)]
    request: Option<Blob>,
    #[serde(default)]
    policy: Option<String>,
    #[serde(default)]
    profile: Option<String>,
    #[serde(default)]
    trust: Vec<Anchor>,
    #[serde(default)]
    status: Vec<List>,
    #[serde(default)]
    status_policy: Option<String>,
    #[serde(default)]
    acceptance: Option<serde_json::Value>,
    #[serde(default)]
    purpose: Option<String>,
    #[serde(default, rename = "expect")]
    _expect: Option<serde_json::Value>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    bytes: String,
}

#[derive(Deserialize)]
#[serde(
    tag = "handover",
    rename_all = "kebab-case",
    rename_all_fields = "camelCase",
    deny_unknown_fields
)]
enum Parts {
    AppleInApp {
        nonce: String,
        merchant_id: String,
        team_id: String,
        #[serde(rename = "pkRHash")]
        pk_r_hash: String,
    },
    DcApiAnnexC {
        encryption_info: String,
        origin: String,
    },
    #[serde(rename = "iso-18013-7-annex-b")]
    Iso180137AnnexB {
        client_id: String,
        response_uri: String,
        nonce: String,
        mdoc_generated_nonce: String,
    },
    Nfc {
        device_engagement: String,
        e_reader_key: String,
        handover_select: String,
        handover_request: Option<String>,
    },
    NfcV2 {
        device_engagement: String,
        e_reader_key: String,
        handover_select: String,
        handover_request: String,
    },
    #[serde(rename = "openid4vp")]
    OpenId4Vp {
        client_id: String,
        nonce: String,
        jwk_thumbprint: Option<String>,
        response_uri: String,
    },
    #[serde(rename = "openid4vp-dc-api")]
    OpenId4VpDcApi {
        origin: String,
        nonce: String,
        jwk_thumbprint: Option<String>,
    },
    Qr {
        device_engagement: String,
        e_reader_key: String,
    },
    Website {
        device_engagement: Option<String>,
        e_reader_key: Option<String>,
        reader_engagement: String,
    },
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Anchor {
    certificate: Blob,
    #[serde(default)]
    purpose: Option<String>,
    #[serde(default)]
    doc_types: Option<Vec<String>>,
    #[serde(default)]
    category: Option<String>,
    #[serde(default)]
    listing: Option<Period>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Period {
    from: Option<String>,
    until: Option<String>,
}

/// A revocation or status list.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct List {
    uri: String,
    content: Blob,
    #[serde(default)]
    fetched: Option<String>,
    #[serde(default)]
    seen: Option<String>,
}

/// A revocation or status list, read.
pub(crate) struct Given {
    pub(crate) uri: String,
    pub(crate) content: Vec<u8>,
    pub(crate) fetched: Option<Timestamp>,
    /// The date of the newest list of this address that was trusted before.
    pub(crate) seen: Option<Timestamp>,
}

/// A case, read.
pub(crate) struct Case {
    /// The file, as the user named it.
    pub(crate) name: String,
    pub(crate) response: Named,
    pub(crate) transcript: Option<SessionTranscript>,
    pub(crate) reader_key: Option<PrivateKey>,
    pub(crate) request: Option<Named>,
    pub(crate) at: Option<String>,
    pub(crate) policy: Option<String>,
    pub(crate) profile: Option<String>,
    pub(crate) anchors: Vec<TrustAnchor>,
    pub(crate) status: Vec<Given>,
    pub(crate) status_policy: Option<String>,
    pub(crate) acceptance: Option<Vec<u8>>,
    pub(crate) purpose: Option<String>,
}

impl Case {
    /// Reads a case file; files it names are looked for beside it.
    pub(crate) fn read(path: &Path) -> Result<Self, Failure> {
        let content = Zeroizing::new(input::read(path)?);
        let reader = Reader::new(path);
        let document: Document = serde_json::from_slice(&content)
            .map_err(|error| reader.fail(format!("is no case file: {error}")))?;
        let transcript = document.transcript.map(|own| reader.transcript(&own)).transpose()?;
        let reader_key = document
            .reader_key
            .map(|jwk| key::from_jwk(&jwk).map_err(|problem| reader.within("readerKey", problem)))
            .transpose()?;
        Ok(Self {
            response: reader.blob("deviceResponse", document.device_response)?,
            transcript,
            reader_key,
            request: document.request.map(|own| reader.blob("request", own)).transpose()?,
            at: document.at,
            policy: document.policy,
            profile: document.profile,
            anchors: document
                .trust
                .into_iter()
                .map(|own| reader.anchor(own))
                .collect::<Result<_, _>>()?,
            status: document
                .status
                .into_iter()
                .map(|own| reader.list(own))
                .collect::<Result<_, _>>()?,
            status_policy: document.status_policy,
            acceptance: document.acceptance.map(|own| own.to_string().into_bytes()),
            purpose: document.purpose,
            name: reader.name,
        })
    }
}

/// A transcript from bytes: the array itself, or wrapped in tag 24.
pub(crate) fn transcript(source: &Named) -> Result<SessionTranscript, Failure> {
    let fail = |error: &DecodeError| source.unreadable("SessionTranscript", error);
    let outer = scan(&source.content, 0, limits::MAX_DEPTH).map_err(|error| fail(&error))?;
    if outer.irregularities.trailing.is_some() {
        return Err(fail(&outer.item.wrong_value("one item and nothing behind it")));
    }
    let start = outer.item.as_embedded().map_or(0, |(_, offset)| offset);
    let transcript = SessionTranscript::from_bytes(&source.content);
    match transcript.e_reader_key() {
        Err(
            TranscriptError::Decode(mut error)
            | TranscriptError::Key(KeyProblem::Decode(mut error)),
        ) => {
            error.offset += start;
            Err(fail(&error))
        }
        // A key that is not understood is the check's to judge.
        _ => Ok(transcript),
    }
}

/// A message of serde without its place: that is counted from the start of a part.
fn sentence(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.split(" at line ").next().unwrap_or_default().to_owned()
}

impl Reader<'_> {
    fn blob(&self, member: &str, blob: Blob) -> Result<Named, Failure> {
        match blob {
            Blob::Text(text) => Ok(self.named(member, self.bytes(member, &text)?)),
            Blob::File(own) => input::read_binary(&self.beside(&own.file)),
        }
    }

    fn named(&self, member: &str, content: Vec<u8>) -> Named {
        Named { name: format!("{}: {member}", self.name), content }
    }

    fn maybe(&self, member: &str, text: Option<String>) -> Result<Option<Vec<u8>>, Failure> {
        text.map(|text| self.bytes(member, &text)).transpose()
    }

    fn transcript(&self, json: &RawValue) -> Result<SessionTranscript, Failure> {
        const MEMBER: &str = "transcript";
        let fail = |error: serde_json::Error| self.within(MEMBER, sentence(&error));
        let object: serde_json::Value = serde_json::from_str(json.get()).map_err(fail)?;
        if object.get("bytes").is_some() {
            let raw: Raw = serde_json::from_str(json.get()).map_err(fail)?;
            return transcript(&self.named(MEMBER, self.bytes("transcript.bytes", &raw.bytes)?));
        }
        if !object.get("handover").is_some_and(serde_json::Value::is_string) {
            let needed = "is no object with \"bytes\", nor one with the text \"handover\"";
            return Err(self.within(MEMBER, needed));
        }
        let handover = self.handover(serde_json::from_str(json.get()).map_err(fail)?)?;
        Ok(SessionTranscript::new(&handover, &CryptoProvider::default()))
    }

    /// A part that is CBOR.
    fn cbor(&self, member: &str, text: &str) -> Result<Vec<u8>, Failure> {
        let source = self.named(member, self.bytes(member, text)?);
        let fail = |error: &DecodeError| source.unreadable(member, error);
        let scanned = scan(&source.content, 0, limits::MAX_DEPTH).map_err(|error| fail(&error))?;
        if scanned.irregularities.trailing.is_some() {
            return Err(fail(&scanned.item.wrong_value("one item and nothing behind it")));
        }
        Ok(source.content)
    }

    /// The reader's public key in CBOR.
    fn e_reader_key(&self, text: &str) -> Result<Vec<u8>, Failure> {
        const MEMBER: &str = "transcript.eReaderKey";
        let content = self.cbor(MEMBER, text)?;
        let source = self.named(MEMBER, content);
        let item = scan(&source.content, 0, limits::MAX_DEPTH).map(|scanned| scanned.item);
        let read = item.map_err(KeyProblem::from).and_then(|item| CoseKey::read(&item));
        match read {
            Err(KeyProblem::Decode(error)) => Err(source.unreadable("COSE_Key", &error)),
            _ => Ok(source.content),
        }
    }

    fn handover(&self, parts: Parts) -> Result<Handover, Failure> {
        let bytes = |member: &str, text: &str| self.bytes(&format!("transcript.{member}"), text);
        let maybe = |member: &str, text| self.maybe(&format!("transcript.{member}"), text);
        let cbor = |member: &str, text: &str| self.cbor(&format!("transcript.{member}"), text);
        Ok(match parts {
            Parts::AppleInApp { nonce, merchant_id, team_id, pk_r_hash } => Handover::AppleInApp {
                nonce: bytes("nonce", &nonce)?,
                merchant_id,
                team_id,
                pk_r_hash: bytes("pkRHash", &pk_r_hash)?,
            },
            Parts::DcApiAnnexC { encryption_info, origin } => {
                Handover::DcApiAnnexC { encryption_info, origin }
            }
            Parts::Iso180137AnnexB { client_id, response_uri, nonce, mdoc_generated_nonce } => {
                Handover::Iso18013_7AnnexB { client_id, response_uri, nonce, mdoc_generated_nonce }
            }
            Parts::Nfc { device_engagement, e_reader_key, handover_select, handover_request } => {
                Handover::Nfc {
                    device_engagement: cbor("deviceEngagement", &device_engagement)?,
                    e_reader_key: self.e_reader_key(&e_reader_key)?,
                    handover_select: bytes("handoverSelect", &handover_select)?,
                    handover_request: maybe("handoverRequest", handover_request)?,
                }
            }
            Parts::NfcV2 { device_engagement, e_reader_key, handover_select, handover_request } => {
                Handover::NfcV2 {
                    device_engagement: cbor("deviceEngagement", &device_engagement)?,
                    e_reader_key: self.e_reader_key(&e_reader_key)?,
                    handover_select: bytes("handoverSelect", &handover_select)?,
                    handover_request: bytes("handoverRequest", &handover_request)?,
                }
            }
            Parts::OpenId4Vp { client_id, nonce, jwk_thumbprint, response_uri } => {
                let jwk_thumbprint = maybe("jwkThumbprint", jwk_thumbprint)?;
                Handover::OpenId4Vp { client_id, nonce, jwk_thumbprint, response_uri }
            }
            Parts::OpenId4VpDcApi { origin, nonce, jwk_thumbprint } => {
                let jwk_thumbprint = maybe("jwkThumbprint", jwk_thumbprint)?;
                Handover::OpenId4VpDcApi { origin, nonce, jwk_thumbprint }
            }
            Parts::Qr { device_engagement, e_reader_key } => Handover::Qr {
                device_engagement: cbor("deviceEngagement", &device_engagement)?,
                e_reader_key: self.e_reader_key(&e_reader_key)?,
            },
            Parts::Website { device_engagement, e_reader_key, reader_engagement } => {
                Handover::Website {
                    device_engagement: device_engagement
                        .map(|text| cbor("deviceEngagement", &text))
                        .transpose()?,
                    e_reader_key: e_reader_key.map(|text| self.e_reader_key(&text)).transpose()?,
                    reader_engagement: cbor("readerEngagement", &reader_engagement)?,
                }
            }
        })
    }

    fn list(&self, list: List) -> Result<Given, Failure> {
        Ok(Given {
            content: self.blob("status", list.content)?.content,
            fetched: self.instant("status.fetched", list.fetched)?,
            seen: self.instant("status.seen", list.seen)?,
            uri: list.uri,
        })
    }

    fn instant(&self, member: &str, text: Option<String>) -> Result<Option<Timestamp>, Failure> {
        let parse = |text: String| {
            Timestamp::parse(&text).ok_or_else(|| self.within(member, "is no RFC 3339 time"))
        };
        text.map(parse).transpose()
    }

    fn anchor(&self, anchor: Anchor) -> Result<TrustAnchor, Failure> {
        let certificate = self.anchor_certificate(&anchor.certificate)?;
        let purpose = anchor.purpose.as_deref().map(|own| self.anchor_purpose(own)).transpose()?;
        let purpose = purpose.unwrap_or(Purpose::Issuer);
        let mut read = TrustAnchor::new(certificate, purpose);
        if let Some(doc_types) = anchor.doc_types {
            read = read.with_doc_types(DocTypes::Only(doc_types));
        }
        if let Some(name) = anchor.category.as_deref() {
            let category = Category::from_name(name)
                .ok_or_else(|| self.within("trust", format!("unknown category \"{name}\"")))?;
            read = read.with_category(category);
        }
        if let Some(own) = anchor.listing {
            let from = self.instant("trust.listing", own.from)?;
            let until = self.instant("trust.listing", own.until)?;
            read = read.with_listing(Listing { from, until, due: None });
        }
        Ok(read)
    }
}
