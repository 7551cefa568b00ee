//! The provider's shape: keys, digests, errors and the table of functions.

use std::fmt;

use thiserror::Error;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use super::rustcrypto;

/// A curve, with its COSE registry number (RFC 9053 table 18, RFC 9864 for brainpool).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Curve {
    /// brainpoolP256r1 (COSE 256).
    BrainpoolP256r1,
    /// brainpoolP320r1 (COSE 257).
    BrainpoolP320r1,
    /// brainpoolP384r1 (COSE 258).
    BrainpoolP384r1,
    /// brainpoolP512r1 (COSE 259).
    BrainpoolP512r1,
    /// Ed25519 (COSE 6).
    Ed25519,
    /// Ed448 (COSE 7).
    Ed448,
    /// NIST P-256 (COSE 1).
    P256,
    /// NIST P-384 (COSE 2).
    P384,
    /// NIST P-521 (COSE 3).
    P521,
    /// X25519 (COSE 4).
    X25519,
    /// X448 (COSE 5).
    X448,
}

impl Curve {
    /// Every curve of ISO 18013-5 cipher suite 1 and of its signature tables.
    pub const ALL: [Curve; 11] = [
        Curve::BrainpoolP256r1,
        Curve::BrainpoolP320r1,
        Curve::BrainpoolP384r1,
        Curve::BrainpoolP512r1,
        Curve::Ed25519,
        Curve::Ed448,
        Curve::P256,
        Curve::P384,
        Curve::P521,
        Curve::X25519,
        Curve::X448,
    ];

    /// The curve with this number in the COSE elliptic curves registry.
    pub fn from_cose(id: i64) -> Option<Self> {
        Self::ALL.into_iter().find(|curve| curve.cose_id() == id)
    }

    /// The number in the COSE elliptic curves registry.
    pub const fn cose_id(self) -> i64 {
        match self {
            Curve::P256 => 1,
            Curve::P384 => 2,
            Curve::P521 => 3,
            Curve::X25519 => 4,
            Curve::X448 => 5,
            Curve::Ed25519 => 6,
            Curve::Ed448 => 7,
            Curve::BrainpoolP256r1 => 256,
            Curve::BrainpoolP320r1 => 257,
            Curve::BrainpoolP384r1 => 258,
            Curve::BrainpoolP512r1 => 259,
        }
    }

    /// The name used in reports.
    pub const fn name(self) -> &'static str {
        match self {
            Curve::P256 => "P-256",
            Curve::P384 => "P-384",
            Curve::P521 => "P-521",
            Curve::X25519 => "X25519",
            Curve::X448 => "X448",
            Curve::Ed25519 => "Ed25519",
            Curve::Ed448 => "Ed448",
            Curve::BrainpoolP256r1 => "brainpoolP256r1",
            Curve::BrainpoolP320r1 => "brainpoolP320r1",
            Curve::BrainpoolP384r1 => "brainpoolP384r1",
            Curve::BrainpoolP512r1 => "brainpoolP512r1",
        }
    }

    /// Bytes in one coordinate (or in the whole key, for the Edwards and Montgomery curves).
    pub const fn coordinate_len(self) -> usize {
        match self {
            Curve::P256 | Curve::BrainpoolP256r1 | Curve::Ed25519 | Curve::X25519 => 32,
            Curve::BrainpoolP320r1 => 40,
            Curve::P384 | Curve::BrainpoolP384r1 => 48,
            Curve::X448 => 56,
            Curve::Ed448 => 57,
            Curve::BrainpoolP512r1 => 64,
            Curve::P521 => 66,
        }
    }

    /// Whether keys are points with two coordinates (SEC 1), as opposed to one octet string.
    pub const fn is_weierstrass(self) -> bool {
        !matches!(self, Curve::Ed25519 | Curve::Ed448 | Curve::X25519 | Curve::X448)
    }
}

/// A digest algorithm of ISO 18013-5 12.3.5, and SHA-1 for subject key identifiers alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum HashAlgorithm {
    /// SHA-1: RFC 5280 4.2.1.2 method 1, never for a signature.
    Sha1,
    /// SHA-256.
    Sha256,
    /// SHA-384.
    Sha384,
    /// SHA-512.
    Sha512,
}

/// How a signature is made: ECDSA over a digest, or EdDSA over the message itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SignatureScheme {
    /// ECDSA with this digest; the signature is `r || s`, each as long as the curve's order.
    Ecdsa(HashAlgorithm),
    /// EdDSA (RFC 8032), pure.
    EdDsa,
}

/// A digest, up to 64 bytes, on the stack.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Digest {
    bytes: [u8; 64],
    len: u8,
}

impl Digest {
    /// Keeps at most the first 64 bytes of `bytes`.
    pub fn new(bytes: &[u8]) -> Self {
        let mut own = [0u8; 64];
        own.iter_mut().zip(bytes).for_each(|(to, from)| *to = *from);
        Self { bytes: own, len: bytes.len().min(64) as u8 }
    }
}

impl AsRef<[u8]> for Digest {
    fn as_ref(&self) -> &[u8] {
        self.bytes.get(..usize::from(self.len)).unwrap_or_default()
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Digest({} bytes)", self.len)
    }
}

/// A public key as received: its curve and its octets.
///
/// For the curves with two coordinates the octets are a SEC 1 point, `04 x y` or `02/03 x`;
/// otherwise the raw key of RFC 8032 or RFC 7748. Nothing is known of its validity until
/// [`CryptoProvider::check_public_key`] has passed.
#[derive(Clone, PartialEq, Eq)]
pub struct PublicKey {
    curve: Curve,
    octets: Vec<u8>,
}

impl PublicKey {
    /// A key from its octets. They are not examined here.
    pub fn new(curve: Curve, octets: impl Into<Vec<u8>>) -> Self {
        Self { curve, octets: octets.into() }
    }

    /// The curve.
    pub fn curve(&self) -> Curve {
        self.curve
    }

    /// The octets as given to [`PublicKey::new`].
    pub fn octets(&self) -> &[u8] {
        &self.octets
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A device key is a tracking handle: only its kind is shown.
        write!(f, "PublicKey({}, {} bytes)", self.curve.name(), self.octets.len())
    }
}

/// An RSA public key as received: modulus and exponent, big-endian, without leading zeros.
///
/// Nothing is known of it until [`CryptoProvider::check_rsa_key`] has passed.
#[derive(Clone, PartialEq, Eq)]
pub struct RsaPublicKey {
    modulus: Vec<u8>,
    exponent: Vec<u8>,
}

impl RsaPublicKey {
    /// Bits of a modulus at least.
    pub const MIN_BITS: usize = 2048;
    /// Bits of a modulus at the most: bounds the work of one verification.
    pub const MAX_BITS: usize = 8192;
    /// The smallest exponent.
    pub const MIN_EXPONENT: u64 = 65_537;

    /// A key from its two numbers. They are not examined here.
    pub fn new(modulus: &[u8], exponent: &[u8]) -> Self {
        let plain = |own: &[u8]| own.iter().copied().skip_while(|octet| *octet == 0).collect();
        Self { modulus: plain(modulus), exponent: plain(exponent) }
    }

    /// The modulus.
    pub fn modulus(&self) -> &[u8] {
        &self.modulus
    }

    /// The public exponent.
    pub fn exponent(&self) -> &[u8] {
        &self.exponent
    }

    /// Bits of the modulus.
    pub fn bits(&self) -> usize {
        let zeros = self.modulus.first().map_or(0, |first| first.leading_zeros() as usize);
        self.modulus.len() * 8 - zeros
    }

    /// Whether size, exponent and oddness are those of a key that may be used.
    pub(super) fn is_allowed(&self) -> bool {
        let odd = |own: &[u8]| own.last().is_some_and(|last| last % 2 == 1);
        let exponent = self
            .exponent
            .iter()
            .try_fold(0u64, |sum, octet| sum.checked_mul(256).map(|sum| sum + u64::from(*octet)));
        // RFC 8017 and both providers: at most 33 bits of exponent.
        let exponent = exponent.is_some_and(|own| (Self::MIN_EXPONENT..1 << 33).contains(&own));
        exponent
            && odd(&self.exponent)
            && odd(&self.modulus)
            && (Self::MIN_BITS..=Self::MAX_BITS).contains(&self.bits())
    }
}

impl fmt::Debug for RsaPublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A person's key is a tracking handle: only its kind is shown.
        write!(f, "RsaPublicKey({} bits)", self.bits())
    }
}

/// A private key for key agreement: the reader's ephemeral key. Wiped on drop.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct PrivateKey {
    #[zeroize(skip)]
    curve: Curve,
    scalar: Vec<u8>,
}

impl PrivateKey {
    /// A key from its big-endian scalar (or raw key, for X25519 and X448), not examined here.
    pub fn new(curve: Curve, scalar: impl Into<Vec<u8>>) -> Self {
        Self { curve, scalar: scalar.into() }
    }

    /// The curve.
    pub fn curve(&self) -> Curve {
        self.curve
    }

    /// The scalar's octets.
    pub fn scalar(&self) -> &[u8] {
        &self.scalar
    }
}

impl fmt::Debug for PrivateKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PrivateKey({})", self.curve.name())
    }
}

/// Secret octets, wiped on drop and hidden in `Debug`.
#[derive(Clone)]
pub struct SecretBytes(Zeroizing<Vec<u8>>);

impl SecretBytes {
    /// Takes ownership of the octets.
    pub fn new(bytes: Vec<u8>) -> Self {
        Self(Zeroizing::new(bytes))
    }
}

impl AsRef<[u8]> for SecretBytes {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for SecretBytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SecretBytes({} bytes)", self.0.len())
    }
}

/// Why a cryptographic operation gave no result.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum CryptoError {
    /// The signature, tag or ciphertext does not match.
    #[error("the signature, tag or ciphertext does not match")]
    Mismatch,
    /// The key's octets are no valid key of its curve.
    #[error("no valid key of its curve")]
    InvalidKey,
    /// The signature's octets are no signature of this scheme (length, range, encoding).
    #[error("no signature of this scheme")]
    InvalidSignature,
    /// Output or input of a length that the algorithm does not take.
    #[error("a length that the algorithm does not take")]
    InvalidLength,
    /// This provider lacks the algorithm or curve.
    #[error("this provider lacks the algorithm")]
    Unsupported,
}

/// The cryptography the core works with: a name and functions, chosen by the caller.
///
/// A provider never decides: it answers whether one operation holds.
#[allow(clippy::type_complexity, reason = "a signature with its names reads better than an alias")]
#[derive(Clone, Copy)]
#[non_exhaustive]
pub struct CryptoProvider {
    /// The name shown in reports and benchmarks.
    pub name: &'static str,
    /// Whether `octets` are a valid public key: on the curve, not the identity, right length.
    pub check_public_key: fn(&PublicKey) -> Result<(), CryptoError>,
    /// Verifies a signature over the concatenation of `message`.
    ///
    /// ECDSA signatures are `r || s` of fixed length; high `s` is accepted (COSE has no rule).
    pub verify: fn(
        key: &PublicKey,
        scheme: SignatureScheme,
        message: &[&[u8]],
        signature: &[u8],
    ) -> Result<(), CryptoError>,
    /// Whether an RSA key is one that may be used: at least 2048 bits, an odd exponent of at least
    /// 65537.
    pub check_rsa_key: fn(&RsaPublicKey) -> Result<(), CryptoError>,
    /// Verifies RSASSA-PKCS1-v1_5 (RFC 8017 8.2.2) over the concatenation of `message`: the whole
    /// encoded message is compared. SHA-1 is unsupported.
    pub verify_rsa: fn(
        key: &RsaPublicKey,
        hash: HashAlgorithm,
        message: &[&[u8]],
        signature: &[u8],
    ) -> Result<(), CryptoError>,
    /// The digest of the concatenation of `parts`.
    pub digest: fn(algorithm: HashAlgorithm, parts: &[&[u8]]) -> Digest,
    /// ECDH (TR-03111 ECKA-DH, RFC 7748): the shared x-coordinate in full length, never all zero.
    pub agree: fn(own: &PrivateKey, peer: &PublicKey) -> Result<SecretBytes, CryptoError>,
    /// The public key of a private one; points uncompressed.
    pub public_key: fn(own: &PrivateKey) -> Result<PublicKey, CryptoError>,
    /// The uncompressed form of a point (`04 x y`); other keys unchanged.
    pub uncompress: fn(key: &PublicKey) -> Result<PublicKey, CryptoError>,
    /// HKDF with SHA-256 (RFC 5869).
    pub hkdf_sha256:
        fn(ikm: &[u8], salt: &[u8], info: &[u8], len: usize) -> Result<SecretBytes, CryptoError>,
    /// HMAC with SHA-256 over the concatenation of `message`; the tag is compared in constant time.
    pub verify_hmac_sha256:
        fn(key: &[u8], message: &[&[u8]], tag: &[u8]) -> Result<(), CryptoError>,
    /// HMAC with SHA-256, of which the sender kept the first bytes: `tag` of at least 4. In constant
    /// time.
    pub verify_short_hmac_sha256:
        fn(key: &[u8], message: &[&[u8]], tag: &[u8]) -> Result<(), CryptoError>,
    /// AES-256 on one block, backwards: no mode, no authentication.
    pub decrypt_aes256_block: fn(key: &[u8], block: &[u8; 16]) -> Result<[u8; 16], CryptoError>,
    /// AES-GCM with a 16 or 32-byte key and a 12-byte nonce; returns ciphertext and tag.
    pub seal_aes_gcm:
        fn(key: &[u8], nonce: &[u8], aad: &[u8], plain: &[u8]) -> Result<Vec<u8>, CryptoError>,
    /// The reverse of `seal_aes_gcm`.
    pub open_aes_gcm:
        fn(key: &[u8], nonce: &[u8], aad: &[u8], sealed: &[u8]) -> Result<Vec<u8>, CryptoError>,
    /// HPKE in mode base with DHKEM(P-256, HKDF-SHA256), HKDF-SHA256 and AES-128-GCM (RFC 9180):
    /// opens the one message that was sealed to `own`.
    pub open_hpke: fn(
        own: &PrivateKey,
        encapsulated: &[u8],
        info: &[u8],
        aad: &[u8],
        sealed: &[u8],
    ) -> Result<Vec<u8>, CryptoError>,
}

impl CryptoProvider {
    /// RustCrypto: pure Rust, every platform, the default.
    pub const fn rustcrypto() -> Self {
        rustcrypto::PROVIDER
    }

    /// AWS-LC for P-256, P-384, P-521 and Ed25519; RustCrypto for the rest.
    #[cfg(feature = "aws-lc")]
    pub const fn aws_lc() -> Self {
        super::aws_lc::PROVIDER
    }
}

impl Default for CryptoProvider {
    fn default() -> Self {
        Self::rustcrypto()
    }
}

impl fmt::Debug for CryptoProvider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CryptoProvider({})", self.name)
    }
}
