//! Who asks, and what is wrong with a request before it is sent.

use serde_json::{Map, Value};
use thiserror::Error;

use super::jose::{Jwk, JwsProblem, SigningInput, unproven};
use super::origin::OriginProblem;
use super::wallet_request::WalletGap;
use crate::codec::limits::{MAX_CHAIN_CERTIFICATES, MAX_ONLINE_REQUEST_BYTES};
use crate::codec::{DecodeError, Json, encode_base64, encode_base64url};
use crate::crypto::{CryptoError, CryptoProvider, Curve, HashAlgorithm, PublicKey};
use crate::instant::Timestamp;
use crate::request::dcql::DcqlError;
use crate::x509::Certificate;

/// Why a request is not made: wrong use, never a wallet's doing.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum RequestProblem {
    /// The verifier attestation cannot be read, has expired, or is for another key.
    #[error("the verifier attestation cannot be read, has expired, or names no usable key")]
    Attestation,
    /// The certificate chain is empty, too long, or its leaf has no usable key.
    #[error("the certificates are none, too many, or the leaf's key cannot sign a request")]
    Certificates,
    /// The provider failed.
    #[error(transparent)]
    Crypto(#[from] CryptoError),
    /// The query breaks a rule of DCQL, or asks for a format other than mdoc.
    #[error("the query is not usable: {0}")]
    Dcql(#[from] DcqlError),
    /// The DeviceRequest cannot be read.
    #[error("the DeviceRequest cannot be read: {0}")]
    DeviceRequest(#[from] DecodeError),
    /// The leaf does not name this DNS name, or the response URI is on another host.
    #[error("the DNS name is not the leaf's, or the response URI is on another host")]
    DnsName,
    /// The identities given are not those the session was made for.
    #[error("the identity is not the one that the session was made for")]
    Identity,
    /// A lifetime of no or too many seconds.
    #[error("a session lasts between 1 and {0} seconds")]
    Lifetime(i64),
    /// The mode does not have what was asked of it.
    #[error("this kind of session has no {0}")]
    Mode(&'static str),
    /// A signature is missing.
    #[error("a signature is missing")]
    NotSigned,
    /// The prefix `openid_federation`: the wallet takes the encryption key from the federation's
    /// metadata and ignores the request's, so that no session could have a key of its own
    /// (OpenID4VP 1.0 5.9.3).
    #[error(
        "the prefix openid_federation is not offered: it knows no encryption key of a session's own"
    )]
    OpenIdFederation,
    /// An origin is not usable.
    #[error("an origin {0}")]
    Origin(#[from] OriginProblem),
    /// A parameter is empty, too long, or has characters that do not belong there.
    #[error("{0} is empty, too long or malformed")]
    Parameter(&'static str),
    /// A rule of the chosen profile.
    #[error("the profile HAIP 1.0 asks for {0}")]
    Profile(&'static str),
    /// A signature that is not by the identity's key.
    #[error("a signature is not by the identity's key: {0}")]
    Signature(#[from] JwsProblem),
    /// Transaction data that names nothing, or sets what is not its own.
    #[error("the transaction data is no JSON object of its type, or names no credential asked for")]
    TransactionData,
    /// A client id prefix that nobody knows, or that signs no request.
    #[error("no client id prefix that signs requests")]
    UnknownPrefix,
    /// The wallet says that it cannot answer this request.
    #[error("the wallet does not support {}", .0.name())]
    Wallet(WalletGap),
}

/// How a verifier is named and its request signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ClientIdPrefix {
    /// `decentralized_identifier`: by a key that the verifier's DID document names.
    DecentralizedIdentifier,
    /// `verifier_attestation`: by an attestation that somebody else signed.
    VerifierAttestation,
    /// `x509_hash`: by the hash of the leaf certificate.
    X509Hash,
    /// `x509_san_dns`: by a DNS name of the leaf certificate.
    X509SanDns,
}

impl ClientIdPrefix {
    const ALL: [Self; 4] = [
        Self::DecentralizedIdentifier,
        Self::VerifierAttestation,
        Self::X509Hash,
        Self::X509SanDns,
    ];

    /// The prefix as it stands before the colon.
    pub const fn name(self) -> &'static str {
        match self {
            Self::DecentralizedIdentifier => "decentralized_identifier",
            Self::VerifierAttestation => "verifier_attestation",
            Self::X509Hash => "x509_hash",
            Self::X509SanDns => "x509_san_dns",
        }
    }

    /// The prefix of this name.
    ///
    /// # Errors
    /// [`RequestProblem::OpenIdFederation`] for the prefix that is known and not offered, else
    /// [`RequestProblem::UnknownPrefix`].
    pub fn from_name(name: &str) -> Result<Self, RequestProblem> {
        if name == "openid_federation" {
            return Err(RequestProblem::OpenIdFederation);
        }
        let known = Self::ALL.into_iter().find(|own| own.name() == name);
        known.ok_or(RequestProblem::UnknownPrefix)
    }
}

/// What the reader's signatures on a DeviceRequest cover.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ReaderScope {
    /// One signature over all documents (`readerAuthAll`, second edition).
    All,
    /// One signature for each document (`readerAuth`), which every wallet knows.
    #[default]
    EachDocument,
}

/// The verifier's name with the proof that goes with it. Holds no private key.
#[derive(Clone, Debug)]
pub struct SigningIdentity {
    prefix: ClientIdPrefix,
    client_id: String,
    key: PublicKey,
    chain: Vec<Certificate>,
    attestation: Option<String>,
    /// The DID URL of the key.
    verification_method: Option<String>,
}

impl SigningIdentity {
    /// `x509_hash:` and the SHA-256 of the leaf; the leaf comes first, the trust anchor stays out.
    ///
    /// # Errors
    /// [`RequestProblem::Certificates`].
    pub fn x509_hash(
        chain: &[Certificate],
        provider: &CryptoProvider,
    ) -> Result<Self, RequestProblem> {
        let leaf = chain.first().ok_or(RequestProblem::Certificates)?;
        let digest = (provider.digest)(HashAlgorithm::Sha256, &[leaf.der()]);
        let client_id = format!("x509_hash:{}", encode_base64url(digest.as_ref()));
        Self::by_certificate(ClientIdPrefix::X509Hash, client_id, chain)
    }

    /// `x509_san_dns:` and a DNS name that the leaf names.
    ///
    /// # Errors
    /// [`RequestProblem::Certificates`], [`RequestProblem::DnsName`].
    pub fn x509_san_dns(chain: &[Certificate], dns_name: &str) -> Result<Self, RequestProblem> {
        let leaf = chain.first().ok_or(RequestProblem::Certificates)?;
        if !leaf.dns_names().iter().any(|own| own == dns_name) {
            return Err(RequestProblem::DnsName);
        }
        let client_id = format!("x509_san_dns:{dns_name}");
        Self::by_certificate(ClientIdPrefix::X509SanDns, client_id, chain)
    }

    /// `verifier_attestation:` and the `sub` of an attestation (typ `verifier-attestation+jwt`) whose
    /// `cnf.jwk` is the signing key. Its own signature is for the wallet to check.
    ///
    /// # Errors
    /// [`RequestProblem::Attestation`].
    pub fn verifier_attestation(jwt: &str, now: Timestamp) -> Result<Self, RequestProblem> {
        let odd = RequestProblem::Attestation;
        let read = unproven(jwt).map_err(|_| odd.clone())?;
        let claims = Json::parse(&read.payload, MAX_ONLINE_REQUEST_BYTES);
        let claims = claims.map_err(|_| odd.clone())?;
        let claims = claims.value();
        let typ = read.header.value().get("typ").and_then(Value::as_str);
        let current = claims.get("exp").and_then(Value::as_i64).is_some_and(|exp| now.unix() < exp);
        let subject = claims.get("sub").and_then(Value::as_str).filter(|own| !own.is_empty());
        let jwk = claims.get("cnf").and_then(|cnf| cnf.get("jwk")).unwrap_or(&Value::Null);
        let (Some("verifier-attestation+jwt"), true, Some(subject), Ok(jwk)) =
            (typ, current, subject, Jwk::read(jwk))
        else {
            return Err(odd);
        };
        Ok(Self {
            prefix: ClientIdPrefix::VerifierAttestation,
            client_id: format!("verifier_attestation:{subject}"),
            key: jwk.public_key().clone(),
            chain: Vec::new(),
            attestation: Some(jwt.to_owned()),
            verification_method: None,
        })
    }

    /// `decentralized_identifier:` and the DID of a verification method, a DID URL such as
    /// `did:web:verifier.example#key-1`. That the DID document names this key is for the wallet to
    /// find out.
    ///
    /// # Errors
    /// [`RequestProblem::Parameter`] for what is no DID URL with a fragment,
    /// [`RequestProblem::Certificates`] for a key that signs no request.
    pub fn decentralized_identifier(
        verification_method: &str,
        key: &PublicKey,
    ) -> Result<Self, RequestProblem> {
        const WHAT: &str = "the DID URL of the verification method";
        let (did, fragment) =
            parameter(WHAT, verification_method)?.split_once('#').unwrap_or_default();
        let method = did.strip_prefix("did:").and_then(|own| own.split_once(':'));
        let plain = |own: u8| own.is_ascii_alphanumeric() || b"._:%-".contains(&own);
        let named = method.is_some_and(|(method, id)| {
            let name = |own: u8| own.is_ascii_lowercase() || own.is_ascii_digit();
            !method.is_empty() && method.bytes().all(name) && !id.is_empty()
        });
        if !named || !did.bytes().all(plain) || fragment.is_empty() || fragment.contains('#') {
            return Err(RequestProblem::Parameter(WHAT));
        }
        super::jose::JwsAlgorithm::of(key.curve()).ok_or(RequestProblem::Certificates)?;
        Ok(Self {
            prefix: ClientIdPrefix::DecentralizedIdentifier,
            client_id: format!("decentralized_identifier:{did}"),
            key: key.clone(),
            chain: Vec::new(),
            attestation: None,
            verification_method: Some(verification_method.to_owned()),
        })
    }

    fn by_certificate(
        prefix: ClientIdPrefix,
        client_id: String,
        chain: &[Certificate],
    ) -> Result<Self, RequestProblem> {
        let odd = RequestProblem::Certificates;
        let key = chain.first().and_then(|leaf| leaf.public_key().ok()).ok_or(odd.clone())?;
        let known = matches!(key.curve(), Curve::P256 | Curve::P384 | Curve::P521);
        if chain.len() > MAX_CHAIN_CERTIFICATES || !known {
            return Err(odd);
        }
        let (key, chain) = (key.clone(), chain.to_vec());
        Ok(Self { prefix, client_id, key, chain, attestation: None, verification_method: None })
    }

    /// The full client identifier, with its prefix.
    pub fn client_id(&self) -> &str {
        &self.client_id
    }

    /// The prefix.
    pub fn prefix(&self) -> ClientIdPrefix {
        self.prefix
    }

    /// The public key that signs.
    pub fn public_key(&self) -> &PublicKey {
        &self.key
    }

    pub(super) fn chain(&self) -> &[Certificate] {
        &self.chain
    }

    /// HAIP 1.0 5: named by hash, the leaf not self-signed, no trust anchor sent along.
    pub(super) fn check_haip(&self) -> Result<(), RequestProblem> {
        if self.prefix != ClientIdPrefix::X509Hash {
            return Err(RequestProblem::Profile("the prefix x509_hash"));
        }
        if self.key.curve() != Curve::P256 {
            return Err(RequestProblem::Profile("a signing key on P-256"));
        }
        if self.chain.iter().any(|own| own.subject().der() == own.issuer().der()) {
            return Err(RequestProblem::Profile("certificates without a self-signed one"));
        }
        Ok(())
    }

    /// The protected header of a request object (RFC 9101), by which the wallet finds the key.
    pub(super) fn header(&self) -> Map<String, Value> {
        let mut header = Map::new();
        let algorithm = super::jose::JwsAlgorithm::of(self.key.curve());
        header.insert("alg".into(), algorithm.map(super::jose::JwsAlgorithm::name).into());
        header.insert("typ".into(), "oauth-authz-req+jwt".into());
        if let Some(attestation) = &self.attestation {
            header.insert("jwt".into(), attestation.as_str().into());
        } else if let Some(method) = &self.verification_method {
            header.insert("kid".into(), method.as_str().into());
        } else {
            let chain = self.chain.iter().map(|own| Value::from(encode_base64(own.der())));
            header.insert("x5c".into(), chain.collect());
        }
        header
    }
}

/// Something to be signed outside the core, and by which key.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ToSign {
    /// The public key of the pair that must sign.
    pub key: PublicKey,
    /// The message; the signature is `r || s`, with the curve's usual digest.
    pub message: Vec<u8>,
}

/// A request that is ready but for its signatures.
#[derive(Clone, Debug)]
pub struct Offer {
    pub(super) parts: Vec<Part>,
}

/// One request of an offer.
#[derive(Clone, Debug)]
pub(super) enum Part {
    /// A JWS in compact form, nothing else.
    Object(SigningInput, PublicKey),
    /// A request to the Digital Credentials API: its protocol and data.
    DcApi(&'static str, Data),
}

/// `data` of a request to the Digital Credentials API.
#[derive(Clone, Debug)]
pub(super) enum Data {
    Plain(Value),
    Signed(SigningInput, PublicKey),
    Multisigned(Vec<(SigningInput, PublicKey)>),
    IsoMdoc(super::annex_c::IsoRequest),
}

impl Offer {
    /// What must be signed, in order; nothing for unsigned requests.
    pub fn to_be_signed(&self) -> Vec<ToSign> {
        let jws = |(input, key): (&SigningInput, &PublicKey)| ToSign {
            key: key.clone(),
            message: input.to_be_signed(),
        };
        let mut messages = Vec::new();
        for part in &self.parts {
            match part {
                Part::Object(input, key) | Part::DcApi(_, Data::Signed(input, key)) => {
                    messages.push(jws((input, key)));
                }
                Part::DcApi(_, Data::Multisigned(all)) => {
                    messages.extend(all.iter().map(|(input, key)| jws((input, key))));
                }
                Part::DcApi(_, Data::IsoMdoc(iso)) => messages.extend(iso.to_be_signed()),
                Part::DcApi(_, Data::Plain(_)) => {}
            }
        }
        messages
    }

    /// The request with its signatures, in the order of [`Offer::to_be_signed`]: a JWS, or the JSON
    /// `{"requests": [..]}` for the Digital Credentials API.
    ///
    /// # Errors
    /// [`RequestProblem::NotSigned`], and [`RequestProblem::Signature`] for a signature that is not
    /// by the identity's key: a mix-up of keys shows here and not at the wallet.
    pub fn finish(
        &self,
        signatures: &[Vec<u8>],
        provider: &CryptoProvider,
    ) -> Result<String, RequestProblem> {
        let mut rest = signatures.iter();
        let mut requests = Vec::new();
        for part in &self.parts {
            match part {
                Part::Object(input, key) => {
                    let signature = next(&mut rest, input, key, provider)?;
                    return Ok(input.compact(signature));
                }
                Part::DcApi(protocol, data) => {
                    let data = finish_data(data, &mut rest, provider)?;
                    requests.push(serde_json::json!({ "protocol": protocol, "data": data }));
                }
            }
        }
        Ok(serde_json::json!({ "requests": requests }).to_string())
    }

    /// The same with a callback for each signature; `None` from it is
    /// [`RequestProblem::NotSigned`].
    ///
    /// # Errors
    /// As [`Offer::finish`].
    pub fn sign_with(
        &self,
        mut sign: impl FnMut(&ToSign) -> Option<Vec<u8>>,
        provider: &CryptoProvider,
    ) -> Result<String, RequestProblem> {
        let signatures: Option<Vec<Vec<u8>>> = self.to_be_signed().iter().map(&mut sign).collect();
        self.finish(&signatures.ok_or(RequestProblem::NotSigned)?, provider)
    }
}

fn next<'s>(
    rest: &mut std::slice::Iter<'s, Vec<u8>>,
    input: &SigningInput,
    key: &PublicKey,
    provider: &CryptoProvider,
) -> Result<&'s [u8], RequestProblem> {
    let signature = rest.next().ok_or(RequestProblem::NotSigned)?;
    input.check(signature, key, provider)?;
    Ok(signature)
}

fn finish_data(
    data: &Data,
    rest: &mut std::slice::Iter<'_, Vec<u8>>,
    provider: &CryptoProvider,
) -> Result<Value, RequestProblem> {
    Ok(match data {
        Data::Plain(value) => value.clone(),
        Data::Signed(input, key) => {
            let signature = next(rest, input, key, provider)?;
            serde_json::json!({ "request": input.compact(signature) })
        }
        Data::Multisigned(all) => {
            let mut signatures = Vec::new();
            for (input, key) in all {
                let signature = encode_base64url(next(rest, input, key, provider)?);
                let header = input.header();
                signatures.push(serde_json::json!({ "protected": header, "signature": signature }));
            }
            let payload = all.first().map(|(input, _)| input.payload());
            serde_json::json!({ "request": { "payload": payload, "signatures": signatures } })
        }
        Data::IsoMdoc(iso) => iso.finish(rest, provider)?,
    })
}

/// A parameter that stands in a URI or a transcript as it is.
pub(super) fn parameter<'t>(name: &'static str, text: &'t str) -> Result<&'t str, RequestProblem> {
    use crate::codec::limits::MAX_PARAMETER_BYTES;
    let plain = !text.is_empty()
        && text.len() <= MAX_PARAMETER_BYTES
        && !text.chars().any(|own| own.is_control() || own.is_whitespace());
    plain.then_some(text).ok_or(RequestProblem::Parameter(name))
}
