//! Signed data files: COSE_Sign1 around the text of a bundle, or around a package of a ledger.
//!
//! ```cddl
//! SignedFile = #6.18([ protected: bstr .cbor { 1: int, 3: tstr, ? 4: bstr }, {},
//!                      payload: bstr, signature: bstr ])
//! ```
//!
//! 1. The type (3) and the algorithm (1) stand in the protected header; `crit` is refused.
//! 2. The key is one that the caller trusts: a key or certificate in the file would prove nothing.
//! 3. Only after the signature holds is the payload read.
//!
//! The private key stays with the host: [`ToSign`] hands out the bytes to sign.

use super::bundle::{Bundle, BundleError, Voucher};
use crate::codec::limits::{MAX_BUNDLE_BYTES, MAX_DEPTH};
use crate::codec::{Irregularities, Writer, scan};
use crate::cose::{Algorithm, Label, Signed};
use crate::crypto::{CryptoError, CryptoProvider, PublicKey};

/// The type of a signed bundle.
pub(super) const BUNDLE_TYPE: &str = "application/tashika-policy-bundle+json";
/// The tag of COSE_Sign1.
const SIGN1: u64 = 18;

/// A key that the caller trusts to sign, with the name that decisions show.
#[derive(Clone, Debug)]
pub struct TrustedKey {
    /// Its name.
    pub name: String,
    /// The public key.
    pub key: PublicKey,
}

/// A file that is ready to be signed.
#[derive(Clone, Debug)]
pub struct ToSign {
    protected: Vec<u8>,
    payload: Vec<u8>,
    algorithm: Algorithm,
}

impl ToSign {
    /// The text of a bundle, once it was found consistent.
    ///
    /// # Errors
    /// A text that is no bundle, or an algorithm that signs nothing.
    pub fn bundle(
        text: &[u8],
        algorithm: Algorithm,
        provider: &CryptoProvider,
    ) -> Result<Self, BundleError> {
        Bundle::unsigned(text, provider)?;
        if algorithm.scheme().is_none() {
            return Err(BundleError::UnsupportedAlgorithm);
        }
        Ok(Self::new(BUNDLE_TYPE, text, algorithm))
    }

    pub(super) fn new(kind: &str, payload: &[u8], algorithm: Algorithm) -> Self {
        let mut writer = Writer::new();
        writer.map(2);
        writer.uint(1);
        let id = algorithm.cose_id();
        match u64::try_from(id) {
            Ok(id) => writer.uint(id),
            Err(_) => writer.head(1, (-1 - id).unsigned_abs()),
        }
        writer.uint(3);
        writer.text(kind);
        Self { protected: writer.into_bytes(), payload: payload.to_vec(), algorithm }
    }

    /// The algorithm to sign with.
    pub fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// The `Sig_structure`: what the key signs.
    pub fn message(&self) -> Vec<u8> {
        let mut writer = Writer::new();
        writer.array(4);
        writer.text("Signature1");
        writer.bytes(&self.protected);
        writer.bytes(&[]);
        writer.bytes(&self.payload);
        writer.into_bytes()
    }

    /// The file, with this signature (`r || s`, or that of EdDSA). Whether it holds is seen when it is
    /// read.
    pub fn finish(&self, signature: &[u8]) -> Vec<u8> {
        let mut writer = Writer::new();
        writer.tag(SIGN1);
        writer.array(4);
        writer.bytes(&self.protected);
        writer.map(0);
        writer.bytes(&self.payload);
        writer.bytes(signature);
        writer.into_bytes()
    }
}

/// Why a signed file gives nothing.
pub(super) enum Unsealed {
    Shape(&'static str),
    Signature,
    Unsupported,
}

/// The payload of a signed file of this type, and the name of the key that signed it.
pub(super) fn open<'a>(
    file: &'a [u8],
    kind: &str,
    max_bytes: usize,
    keys: &[TrustedKey],
    provider: &CryptoProvider,
) -> Result<(&'a [u8], String), Unsealed> {
    if file.len() > max_bytes {
        return Err(Unsealed::Shape("it is larger than the limit"));
    }
    let scanned =
        scan(file, 0, MAX_DEPTH).map_err(|_| Unsealed::Shape("it is not CBOR in full"))?;
    if scanned.irregularities != Irregularities::default() {
        return Err(Unsealed::Shape("its CBOR is not in the plain form"));
    }
    let signed =
        Signed::read(&scanned.item).map_err(|_| Unsealed::Shape("it is not a COSE_Sign1"))?;
    if signed.tag != Some(SIGN1) {
        return Err(Unsealed::Shape("it has not the tag of COSE_Sign1"));
    }
    if signed.irregularities != Irregularities::default() {
        return Err(Unsealed::Shape("its protected header is not in the plain form"));
    }
    if signed.protected.get(Label::Int(2)).is_some() || signed.unprotected.labels().next().is_some()
    {
        return Err(Unsealed::Shape("it has headers that are not known here"));
    }
    let own = signed.protected.get(Label::Int(3)).and_then(|item| item.as_text());
    if own != Some(kind) {
        return Err(Unsealed::Shape("it is a signed file of another type"));
    }
    let algorithm = signed.protected.algorithm().and_then(Result::ok);
    let algorithm = algorithm.and_then(Algorithm::from_cose);
    let scheme = algorithm.and_then(Algorithm::scheme).ok_or(Unsealed::Unsupported)?;
    let curves = algorithm.map(Algorithm::curves).unwrap_or_default();
    let payload = signed.payload.ok_or(Unsealed::Shape("it has no payload"))?;
    let head = signed.to_be_signed(payload.len());
    let message = [head.prefix(), payload];
    let mut outcome = Unsealed::Signature;
    for own in keys.iter().filter(|own| curves.contains(&own.key.curve())) {
        match (provider.verify)(&own.key, scheme, &message, signed.signature) {
            Ok(()) => return Ok((payload, own.name.clone())),
            Err(CryptoError::Unsupported) => outcome = Unsealed::Unsupported,
            Err(_) => {}
        }
    }
    Err(outcome)
}

impl From<Unsealed> for BundleError {
    fn from(own: Unsealed) -> Self {
        match own {
            Unsealed::Shape(problem) => BundleError::NotSigned(problem),
            Unsealed::Signature => BundleError::Signature,
            Unsealed::Unsupported => BundleError::UnsupportedAlgorithm,
        }
    }
}

impl Bundle {
    /// Reads a signed bundle. Nothing of it is looked at before the signature holds.
    ///
    /// # Errors
    /// See [`BundleError`].
    pub fn signed(
        file: &[u8],
        keys: &[TrustedKey],
        provider: &CryptoProvider,
    ) -> Result<Self, BundleError> {
        // The envelope takes fewer bytes than this.
        let most = MAX_BUNDLE_BYTES + 1024;
        let (payload, key) = open(file, BUNDLE_TYPE, most, keys, provider)?;
        Self::read(payload, Voucher::Signature(key), provider)
    }
}
