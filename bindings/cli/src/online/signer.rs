//! The verifier's identity from files, and its signatures.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use p256::ecdsa::SigningKey;
use p256::ecdsa::signature::Signer as _;
use tashika::crypto::{CryptoProvider, Curve, PublicKey};
use tashika::instant::Timestamp;
use tashika::online::{RequestProblem, SigningIdentity, ToSign};
use tashika::x509::Certificate;

use crate::{Failure, input, key};

/// Who signs.
#[derive(Args)]
pub(crate) struct SignerArguments {
    /// The private key on P-256 that signs the request.
    #[arg(long, value_name = "FILE")]
    key: Option<PathBuf>,
    /// The certificates of that key, the leaf first, without the trust anchor.
    #[arg(long, value_name = "FILE", requires = "key")]
    certificates: Option<PathBuf>,
    /// How the verifier is named.
    #[arg(long, value_enum, default_value_t = Prefix::X509Hash)]
    prefix: Prefix,
    /// With the prefix x509-san-dns: the DNS name of the leaf.
    #[arg(long, value_name = "NAME")]
    dns_name: Option<String>,
    /// With the prefix verifier-attestation: the attestation, a JWT.
    #[arg(long, value_name = "FILE")]
    attestation: Option<PathBuf>,
    /// With the prefix decentralized-identifier: the DID URL of the key, such as
    /// did:web:verifier.example#key-1.
    #[arg(long, value_name = "URL")]
    verification_method: Option<String>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Prefix {
    /// By the hash of the leaf certificate.
    X509Hash,
    /// By a DNS name of the leaf certificate.
    X509SanDns,
    /// By an attestation.
    VerifierAttestation,
    /// By a DID.
    DecentralizedIdentifier,
    /// By a federation. Not offered: it says why.
    OpenidFederation,
}

/// An identity with its private key.
pub(crate) struct Signer {
    pub(crate) identity: SigningIdentity,
    key: SigningKey,
}

impl SignerArguments {
    /// The signer, where a key is given.
    pub(crate) fn signer(
        &self,
        now: Timestamp,
        provider: &CryptoProvider,
    ) -> Result<Option<Signer>, Failure> {
        let Some(path) = &self.key else { return Ok(None) };
        let name = path.display().to_string();
        let own = key::read(&input::read(path)?).map_err(|error| Failure::input(&name, error))?;
        let signing = SigningKey::from_slice(own.scalar()).ok();
        let key = signing.filter(|_| own.curve() == Curve::P256);
        let key = key.ok_or_else(|| Failure::input(&name, "is no private key on P-256"))?;
        let public = (provider.public_key)(&own).map_err(|error| Failure::input(&name, error))?;
        Ok(Some(Signer { identity: self.identity(&public, now, provider)?, key }))
    }

    fn identity(
        &self,
        key: &PublicKey,
        now: Timestamp,
        provider: &CryptoProvider,
    ) -> Result<SigningIdentity, Failure> {
        let usage = |problem: &str| Failure::Usage(problem.to_owned());
        let identity = match self.prefix {
            Prefix::DecentralizedIdentifier => {
                let method = self.verification_method.as_ref();
                let method =
                    method.ok_or_else(|| usage("this prefix needs --verification-method"))?;
                SigningIdentity::decentralized_identifier(method, key)
            }
            Prefix::OpenidFederation => Err(RequestProblem::OpenIdFederation),
            Prefix::VerifierAttestation => {
                let path = self.attestation.as_ref();
                let path = path.ok_or_else(|| usage("this prefix needs --attestation"))?;
                let jwt = String::from_utf8(input::read(path)?).unwrap_or_default();
                SigningIdentity::verifier_attestation(jwt.trim(), now)
            }
            Prefix::X509Hash => SigningIdentity::x509_hash(&self.chain()?, provider),
            Prefix::X509SanDns => {
                let name = self.dns_name.as_ref();
                let name = name.ok_or_else(|| usage("this prefix needs --dns-name"))?;
                SigningIdentity::x509_san_dns(&self.chain()?, name)
            }
        };
        identity.map_err(|problem| Failure::Usage(problem.to_string()))
    }

    fn chain(&self) -> Result<Vec<Certificate>, Failure> {
        let path = self.certificates.as_ref();
        let path = path.ok_or_else(|| Failure::Usage("--key needs --certificates".to_owned()))?;
        let name = path.display().to_string();
        Certificate::read_all(&input::read(path)?).map_err(|error| Failure::input(name, error))
    }
}

impl Signer {
    /// A signer from its parts, for a verifier that is simulated.
    pub(crate) fn new(identity: SigningIdentity, key: SigningKey) -> Self {
        Self { identity, key }
    }

    pub(crate) fn sign(&self, to_sign: &ToSign) -> Option<Vec<u8>> {
        let signature: p256::ecdsa::Signature = self.key.try_sign(&to_sign.message).ok()?;
        Some(signature.to_bytes().to_vec())
    }
}
