//! The JPKI case file: docs/jpki.md describes it.

use std::path::Path;
use std::time::Duration;

use serde::Deserialize;
use serde_json::value::RawValue;
use tashika::doctype::Date;
use tashika::doctype::age::BirthDate;
use tashika::instant::Timestamp;
use tashika::jpki::matching::Claims;
use tashika::jpki::{
    Challenge, DocumentKind, JpkiAttribute, Moment, RevocationEvidence, Sex, SignedDocument,
};
use tashika::trust::{Listing, TrustAnchor};
use tashika::x509::Certificate;
use zeroize::Zeroizing;

use crate::case_reader::{Blob, Reader};
use crate::{Failure, input};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Document {
    #[serde(rename = "$schema", default)]
    _schema: Option<serde::de::IgnoredAny>,
    #[serde(rename = "name", default)]
    _name: Option<String>,
    #[serde(rename = "description", default)]
    _description: Option<String>,
    #[serde(rename = "expect", default)]
    _expect: Option<serde::de::IgnoredAny>,
    #[serde(rename = "use")]
    used_for: UsedFor,
    at: Option<String>,
    monotonic: Option<u64>,
    certificate: Option<Blob>,
    challenge: Option<Asked>,
    answer: Option<Blob>,
    document: Option<Shown>,
    signature: Option<Blob>,
    #[serde(default)]
    attributes: Vec<String>,
    #[serde(default)]
    trust: Vec<Anchor>,
    #[serde(default)]
    crls: Vec<Blob>,
    #[serde(default)]
    ocsp: Vec<Response>,
    policy: Option<String>,
    profile: Option<Box<RawValue>>,
    pairwise_key: Option<String>,
    compare: Option<Compared>,
}

#[derive(Clone, Copy, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
enum UsedFor {
    Authentication,
    Signing,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Asked {
    octets: String,
    asked_by: String,
    operation: String,
    issued: String,
    issued_monotonic: Option<u64>,
    #[serde(default)]
    used: bool,
}

/// A document: text as it stands, or octets of a media type.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Shown {
    text: Option<String>,
    media_type: Option<String>,
    octets: Option<String>,
    file: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Anchor {
    certificate: Blob,
    purpose: String,
    #[serde(default)]
    listing: Option<Period>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Period {
    from: Option<String>,
    until: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Response {
    response: Blob,
    nonce: Option<String>,
}

/// What an mdoc says of the same person.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Compared {
    name: Option<String>,
    address: Option<String>,
    birth_date: Option<String>,
    sex: Option<u64>,
}

/// A case, read.
pub(super) struct Case {
    /// The file, as the user named it.
    pub(super) name: String,
    pub(super) at: Option<Timestamp>,
    pub(super) monotonic: Option<u64>,
    pub(super) used: Used,
    pub(super) anchors: Vec<TrustAnchor>,
    pub(super) revocation: Vec<RevocationEvidence>,
    pub(super) policy: Option<String>,
    pub(super) profile: Option<Vec<u8>>,
    pub(super) pairwise_key: Option<Zeroizing<Vec<u8>>>,
    pub(super) compare: Option<Person>,
}

/// What is verified.
pub(super) enum Used {
    Authentication {
        certificate: Vec<u8>,
        challenge: Challenge,
        answer: Vec<u8>,
    },
    Signing {
        certificate: Option<Vec<u8>>,
        document: SignedDocument,
        signature: Vec<u8>,
        asked: Vec<JpkiAttribute>,
    },
}

/// What an mdoc says of a person, read.
pub(super) struct Person {
    name: Option<Zeroizing<String>>,
    address: Option<Zeroizing<String>>,
    birth_date: Option<BirthDate>,
    sex: Option<Sex>,
}

impl Person {
    pub(super) fn borrowed(&self) -> Claims<'_> {
        Claims {
            name: self.name.as_ref().map(|own| own.as_str()),
            address: self.address.as_ref().map(|own| own.as_str()),
            birth_date: self.birth_date,
            sex: self.sex,
        }
    }
}

impl Case {
    /// Reads a case file; files it names are looked for beside it.
    pub(super) fn read(path: &Path) -> Result<Self, Failure> {
        let content = Zeroizing::new(input::read(path)?);
        let reader = Reader::new(path);
        let mut own: Document = serde_json::from_slice(&content)
            .map_err(|error| reader.fail(format!("is no JPKI case file: {error}")))?;
        let used = reader.used(&mut own)?;
        let mut revocation = Vec::new();
        for list in &own.crls {
            revocation.push(RevocationEvidence::Crl(reader.octets("crls", list)?));
        }
        for one in &own.ocsp {
            let nonce = one.nonce.as_deref().map(|own| reader.bytes("ocsp.nonce", own));
            let response = reader.octets("ocsp.response", &one.response)?;
            revocation.push(RevocationEvidence::Ocsp { response, nonce: nonce.transpose()? });
        }
        let key = own.pairwise_key.as_deref().map(|own| reader.bytes("pairwiseKey", own));
        let anchors = own.trust.iter().map(|own| reader.authority(own));
        Ok(Self {
            at: own.at.as_deref().map(|own| reader.time("at", own)).transpose()?,
            monotonic: own.monotonic,
            used,
            anchors: anchors.collect::<Result<_, _>>()?,
            revocation,
            policy: own.policy,
            profile: own.profile.map(|own| own.get().as_bytes().to_vec()),
            pairwise_key: key.transpose()?.map(Zeroizing::new),
            compare: own.compare.map(|own| reader.person(own)).transpose()?,
            name: reader.name,
        })
    }
}

impl Reader<'_> {
    fn missing(&self, member: &str) -> Failure {
        self.fail(format!("\"{member}\" is needed for this use"))
    }

    fn octets(&self, member: &str, blob: &Blob) -> Result<Vec<u8>, Failure> {
        match blob {
            Blob::Text(text) => self.bytes(member, text),
            Blob::File(own) => input::read(&self.beside(&own.file)),
        }
    }

    /// A certificate: base64url of DER, or a file in PEM, DER or hexadecimal. What is no certificate
    /// is left to the checks.
    fn certificate(&self, blob: &Blob) -> Result<Vec<u8>, Failure> {
        let content = self.octets("certificate", blob)?;
        let read = Certificate::read_all(&content).unwrap_or_default();
        Ok(match read.as_slice() {
            [one] => one.der().to_vec(),
            _ => content,
        })
    }

    fn time(&self, member: &str, text: &str) -> Result<Timestamp, Failure> {
        Timestamp::parse(text).ok_or_else(|| {
            let needed = "takes a time like 2026-06-01T00:00:00Z, not";
            self.within(member, format!("{needed} \"{text}\""))
        })
    }

    fn used(&self, own: &mut Document) -> Result<Used, Failure> {
        let certificate = own.certificate.as_ref().map(|own| self.certificate(own)).transpose()?;
        let strange = |present: bool, member: &str| match present {
            true => Err(self.fail(format!("\"{member}\" belongs to the other use"))),
            false => Ok(()),
        };
        match own.used_for {
            UsedFor::Authentication => {
                strange(own.document.is_some(), "document")?;
                strange(own.signature.is_some(), "signature")?;
                strange(!own.attributes.is_empty(), "attributes")?;
                strange(own.compare.is_some(), "compare")?;
                let challenge = own.challenge.take().ok_or_else(|| self.missing("challenge"))?;
                let answer = own.answer.take().ok_or_else(|| self.missing("answer"))?;
                Ok(Used::Authentication {
                    certificate: certificate.ok_or_else(|| self.missing("certificate"))?,
                    challenge: self.challenge(challenge)?,
                    answer: self.octets("answer", &answer)?,
                })
            }
            UsedFor::Signing => {
                strange(own.challenge.is_some(), "challenge")?;
                strange(own.answer.is_some(), "answer")?;
                let document = own.document.take().ok_or_else(|| self.missing("document"))?;
                let signature = own.signature.take().ok_or_else(|| self.missing("signature"))?;
                let asked = own.attributes.iter().map(|name| {
                    JpkiAttribute::from_name(name).ok_or_else(|| {
                        let known = JpkiAttribute::ALL.map(JpkiAttribute::name).join(", ");
                        let problem = format!("unknown attribute \"{name}\"; there are: {known}");
                        self.within("attributes", problem)
                    })
                });
                Ok(Used::Signing {
                    certificate,
                    document: self.document(document)?,
                    signature: self.octets("signature", &signature)?,
                    asked: asked.collect::<Result<_, _>>()?,
                })
            }
        }
    }

    fn challenge(&self, own: Asked) -> Result<Challenge, Failure> {
        let octets = self.bytes("challenge.octets", &own.octets)?;
        let issued = Moment::at(self.time("challenge.issued", &own.issued)?);
        let issued = match own.issued_monotonic {
            Some(seconds) => issued.with_monotonic(Duration::from_secs(seconds)),
            None => issued,
        };
        let challenge = Challenge::new(&octets, &own.asked_by, &own.operation, issued);
        Ok(if own.used { challenge.used() } else { challenge })
    }

    fn document(&self, own: Shown) -> Result<SignedDocument, Failure> {
        const MEMBER: &str = "document";
        let name = own.media_type.as_deref().unwrap_or(DocumentKind::Text.media_type());
        let kind = DocumentKind::from_media_type(name)
            .ok_or_else(|| self.within(MEMBER, format!("unknown media type \"{name}\"")))?;
        let octets = match (own.text, own.octets, own.file) {
            (Some(text), None, None) => text.into_bytes(),
            (None, Some(text), None) => self.bytes("document.octets", &text)?,
            (None, None, Some(file)) => input::read(&self.beside(&file))?,
            _ => return Err(self.within(MEMBER, "takes one of \"text\", \"octets\" and \"file\"")),
        };
        Ok(SignedDocument::new(kind, octets))
    }

    fn authority(&self, anchor: &Anchor) -> Result<TrustAnchor, Failure> {
        let certificate = self.anchor_certificate(&anchor.certificate)?;
        let purpose = self.anchor_purpose(&anchor.purpose)?;
        let read = TrustAnchor::new(certificate, purpose);
        let Some(period) = &anchor.listing else { return Ok(read) };
        let instant = |text: &Option<String>| {
            text.as_deref().map(|own| self.time("trust.listing", own)).transpose()
        };
        let (from, until) = (instant(&period.from)?, instant(&period.until)?);
        Ok(read.with_listing(Listing { from, until, due: None }))
    }

    fn person(&self, own: Compared) -> Result<Person, Failure> {
        let date = own.birth_date.map(Zeroizing::new).map(|text| {
            let problem = "takes a date like 2000-03-31";
            let date = Date::parse(&text).map(BirthDate::on);
            date.ok_or_else(|| self.within("compare.birthDate", problem))
        });
        let sex = own.sex.map(|number| {
            let problem = "takes 0, 1 or 2 (ISO/IEC 5218)";
            Sex::from_iso(number).ok_or_else(|| self.within("compare.sex", problem))
        });
        Ok(Person {
            name: own.name.map(Zeroizing::new),
            address: own.address.map(Zeroizing::new),
            birth_date: date.transpose()?,
            sex: sex.transpose()?,
        })
    }
}
