//! Key pairs on every curve that the kit can use, each made from a label.
//!
//! ECDSA is deterministic (RFC 6979), so a fixture is the same in every run.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;
use sha1::Sha1;
use sha2::{Digest, Sha256, Sha384, Sha512};

use crate::cbor::{Cbor, map};
use crate::der;
use crate::random;
use crate::textbook::Textbook;

/// A curve for signatures; all but Ed25519 also for key agreement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Curve {
    /// NIST P-256.
    P256,
    /// NIST P-384.
    P384,
    /// NIST P-521.
    P521,
    /// brainpoolP256r1 (RFC 5639).
    BrainpoolP256r1,
    /// brainpoolP320r1 (RFC 5639).
    BrainpoolP320r1,
    /// brainpoolP384r1 (RFC 5639).
    BrainpoolP384r1,
    /// brainpoolP512r1 (RFC 5639).
    BrainpoolP512r1,
    /// Edwards 25519.
    Ed25519,
}

/// A digest algorithm.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hash {
    /// SHA-1: for key identifiers, and for certificates that must be refused.
    Sha1,
    /// SHA-256.
    Sha256,
    /// SHA-384.
    Sha384,
    /// SHA-512.
    Sha512,
}

/// A private key in the shape of a JSON Web Key (RFC 7517).
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Jwk {
    kty: &'static str,
    crv: &'static str,
    x: String,
    y: String,
    d: String,
}

/// A key pair.
#[derive(Clone, Debug)]
pub struct Key {
    curve: Curve,
    secret: Vec<u8>,
    public: Vec<u8>,
}

/// Runs `$body` with `$c` standing for the type of an ECDSA curve, `$other` with `$own` standing for
/// one that no crate has.
macro_rules! on_curve {
    ($curve:expr, $c:ident => $body:expr, $own:ident => $other:expr, ed25519 => $edwards:expr) => {
        match $curve {
            Curve::BrainpoolP320r1 => {
                let $own = Textbook::brainpool_p320r1();
                $other
            }
            Curve::BrainpoolP512r1 => {
                let $own = Textbook::brainpool_p512r1();
                $other
            }
            Curve::P256 => {
                type $c = p256::NistP256;
                $body
            }
            Curve::P384 => {
                type $c = p384::NistP384;
                $body
            }
            Curve::P521 => {
                type $c = p521::NistP521;
                $body
            }
            Curve::BrainpoolP256r1 => {
                type $c = bp256::BrainpoolP256r1;
                $body
            }
            Curve::BrainpoolP384r1 => {
                type $c = bp384::BrainpoolP384r1;
                $body
            }
            Curve::Ed25519 => $edwards,
        }
    };
}

impl Key {
    /// The key pair that belongs to `label`.
    pub fn new(curve: Curve, label: &str) -> Key {
        let length = curve.field_bytes();
        for attempt in 0.. {
            let mut secret = random::bytes(&format!("key {label} {attempt}"), length);
            if curve == Curve::P521 {
                secret[0] &= 1;
            }
            let in_range = on_curve!(
                curve,
                C => elliptic_curve::SecretKey::<C>::from_slice(&secret).is_ok(),
                own => own.is_secret(&secret),
                ed25519 => true
            );
            if in_range {
                let public = public(curve, &secret);
                return Key { curve, secret, public };
            }
        }
        unreachable!("one of the attempts lies below the order")
    }

    /// The private part.
    pub fn secret(&self) -> &[u8] {
        &self.secret
    }

    /// The key's curve.
    pub fn curve(&self) -> Curve {
        self.curve
    }

    /// The signature over `message`: for ECDSA r and s side by side (RFC 9053 2.1).
    pub fn sign(&self, message: &[u8]) -> Vec<u8> {
        self.sign_with(self.curve.hash(), message)
    }

    /// The same with a digest that need not be the curve's usual one. Ed25519 takes no notice.
    pub fn sign_with(&self, hash: Hash, message: &[u8]) -> Vec<u8> {
        on_curve!(
            self.curve,
            C => {
                use ecdsa::signature::hazmat::PrehashSigner as _;
                let key = ecdsa::SigningKey::<C>::from_slice(&self.secret).unwrap();
                let signature: ecdsa::Signature<C> =
                    key.sign_prehash(&hash.digest(message)).unwrap();
                signature.to_bytes().to_vec()
            },
            own => own.sign(&self.secret, &hash.digest(message)),
            ed25519 => {
                use ecdsa::signature::Signer as _;
                self.edwards().sign(message).to_bytes().to_vec()
            }
        )
    }

    /// The signature as certificates carry it: SEQUENCE of r and s.
    pub fn sign_der(&self, hash: Hash, message: &[u8]) -> Vec<u8> {
        let signature = self.sign_with(hash, message);
        if self.curve == Curve::Ed25519 { signature } else { der_signature(&signature) }
    }

    /// The shared secret with another key of the same curve: the x coordinate.
    pub fn agree(&self, other: &Key) -> Vec<u8> {
        assert_eq!(self.curve, other.curve, "key agreement needs one curve");
        self.agree_with(&other.public_bytes()).expect("a valid public key")
    }

    /// The same with the octets of a public key; `None` where they are no point of the curve.
    pub fn agree_with(&self, public: &[u8]) -> Option<Vec<u8>> {
        on_curve!(
            self.curve,
            C => {
                let mine = elliptic_curve::SecretKey::<C>::from_slice(&self.secret).ok()?;
                let theirs = elliptic_curve::PublicKey::<C>::from_sec1_bytes(public).ok()?;
                let shared = elliptic_curve::ecdh::diffie_hellman(
                    mine.to_nonzero_scalar(),
                    theirs.as_affine(),
                );
                Some(shared.raw_secret_bytes().to_vec())
            },
            own => own.agree(&self.secret, public),
            ed25519 => panic!("Ed25519 agrees on no key")
        )
    }

    /// The public key's octets: an uncompressed point, or the 32 bytes of Ed25519.
    pub fn public_bytes(&self) -> Vec<u8> {
        self.public.clone()
    }

    /// The public key as a COSE_Key (RFC 9053 7).
    pub fn cose_key(&self) -> Cbor {
        let bytes = self.public_bytes();
        if self.curve == Curve::Ed25519 {
            return map([(1, Cbor::Int(1)), (-1, Cbor::Int(6)), (-2, Cbor::Bytes(bytes))]);
        }
        let (x, y) = bytes[1..].split_at(self.curve.field_bytes());
        map([
            (1, Cbor::Int(2)),
            (-1, Cbor::Int(self.curve.cose_curve())),
            (-2, Cbor::Bytes(x.to_vec())),
            (-3, Cbor::Bytes(y.to_vec())),
        ])
    }

    /// SubjectPublicKeyInfo with a named curve and an uncompressed point.
    pub fn spki(&self) -> Vec<u8> {
        let algorithm = match self.curve.oid() {
            Some(curve) => der::sequence(&[der::oid("1.2.840.10045.2.1"), der::oid(curve)]),
            None => der::sequence(&[der::oid("1.3.101.112")]),
        };
        der::sequence(&[algorithm, der::bit_string(&self.public_bytes())])
    }

    /// The key pair as a JSON Web Key, with its private part.
    pub fn jwk(&self) -> Jwk {
        let bytes = self.public_bytes();
        let (x, y) = bytes[1..].split_at(self.curve.field_bytes());
        Jwk {
            kty: "EC",
            crv: self.curve.jose_name(),
            x: URL_SAFE_NO_PAD.encode(x),
            y: URL_SAFE_NO_PAD.encode(y),
            d: URL_SAFE_NO_PAD.encode(&self.secret),
        }
    }

    /// The SHA-1 of the public key's octets: how a certificate names it (RFC 5280 4.2.1.2).
    pub fn identifier(&self) -> Vec<u8> {
        Hash::Sha1.digest(&self.public_bytes())
    }

    fn edwards(&self) -> ed25519_dalek::SigningKey {
        edwards(&self.secret)
    }
}

fn edwards(secret: &[u8]) -> ed25519_dalek::SigningKey {
    let secret: [u8; 32] = secret.try_into().unwrap();
    ed25519_dalek::SigningKey::from_bytes(&secret)
}

fn public(curve: Curve, secret: &[u8]) -> Vec<u8> {
    on_curve!(
        curve,
        C => {
            let key = elliptic_curve::SecretKey::<C>::from_slice(secret).unwrap();
            key.public_key().to_sec1_bytes().to_vec()
        },
        own => own.public(secret),
        ed25519 => edwards(secret).verifying_key().to_bytes().to_vec()
    )
}

/// Whether an ECDSA signature, r and s side by side, holds under this public key.
pub fn verifies(curve: Curve, public: &[u8], message: &[u8], signature: &[u8]) -> bool {
    on_curve!(
        curve,
        C => {
            use ecdsa::signature::hazmat::PrehashVerifier as _;
            let key = ecdsa::VerifyingKey::<C>::from_sec1_bytes(public);
            let signature = ecdsa::Signature::<C>::from_slice(signature);
            let digest = curve.hash().digest(message);
            matches!((key, signature), (Ok(key), Ok(own))
                if key.verify_prehash(&digest, &own).is_ok())
        },
        own => own.verifies(public, &curve.hash().digest(message), signature),
        ed25519 => false
    )
}

impl Curve {
    /// The curves that have two coordinates.
    pub const WEIERSTRASS: [Curve; 7] = [
        Curve::P256,
        Curve::P384,
        Curve::P521,
        Curve::BrainpoolP256r1,
        Curve::BrainpoolP320r1,
        Curve::BrainpoolP384r1,
        Curve::BrainpoolP512r1,
    ];

    /// The curve with this number in the COSE registry, if it has two coordinates.
    pub fn from_cose(number: i64) -> Option<Curve> {
        Curve::WEIERSTRASS.into_iter().find(|own| own.cose_curve() == number)
    }

    /// The COSE algorithm that 18013-5 assigns to the curve.
    pub fn algorithm(self) -> i64 {
        match self {
            Curve::P256 | Curve::BrainpoolP256r1 => -7,
            Curve::P384 | Curve::BrainpoolP320r1 | Curve::BrainpoolP384r1 => -35,
            Curve::P521 | Curve::BrainpoolP512r1 => -36,
            Curve::Ed25519 => -8,
        }
    }

    /// The digest that goes with [`Curve::algorithm`].
    pub fn hash(self) -> Hash {
        match self {
            Curve::P256 | Curve::BrainpoolP256r1 => Hash::Sha256,
            Curve::P384 | Curve::BrainpoolP320r1 | Curve::BrainpoolP384r1 => Hash::Sha384,
            Curve::P521 | Curve::BrainpoolP512r1 | Curve::Ed25519 => Hash::Sha512,
        }
    }

    /// Whether this is the curve with that object identifier, its content octets.
    pub fn is_named(self, oid: &[u8]) -> bool {
        self.oid().is_some_and(|own| der::oid(own).get(2..) == Some(oid))
    }

    fn field_bytes(self) -> usize {
        match self {
            Curve::P256 | Curve::BrainpoolP256r1 | Curve::Ed25519 => 32,
            Curve::BrainpoolP320r1 => 40,
            Curve::P384 | Curve::BrainpoolP384r1 => 48,
            Curve::BrainpoolP512r1 => 64,
            Curve::P521 => 66,
        }
    }

    fn cose_curve(self) -> i64 {
        match self {
            Curve::P256 => 1,
            Curve::P384 => 2,
            Curve::P521 => 3,
            Curve::Ed25519 => 6,
            Curve::BrainpoolP256r1 => 256,
            Curve::BrainpoolP320r1 => 257,
            Curve::BrainpoolP384r1 => 258,
            Curve::BrainpoolP512r1 => 259,
        }
    }

    /// The object identifier of a named curve.
    pub fn oid(self) -> Option<&'static str> {
        match self {
            Curve::P256 => Some("1.2.840.10045.3.1.7"),
            Curve::P384 => Some("1.3.132.0.34"),
            Curve::P521 => Some("1.3.132.0.35"),
            Curve::BrainpoolP256r1 => Some("1.3.36.3.3.2.8.1.1.7"),
            Curve::BrainpoolP320r1 => Some("1.3.36.3.3.2.8.1.1.9"),
            Curve::BrainpoolP384r1 => Some("1.3.36.3.3.2.8.1.1.11"),
            Curve::BrainpoolP512r1 => Some("1.3.36.3.3.2.8.1.1.13"),
            Curve::Ed25519 => None,
        }
    }

    fn jose_name(self) -> &'static str {
        match self {
            Curve::P256 => "P-256",
            Curve::P384 => "P-384",
            Curve::P521 => "P-521",
            Curve::BrainpoolP256r1 => "brainpoolP256r1",
            Curve::BrainpoolP320r1 => "brainpoolP320r1",
            Curve::BrainpoolP384r1 => "brainpoolP384r1",
            Curve::BrainpoolP512r1 => "brainpoolP512r1",
            Curve::Ed25519 => "Ed25519",
        }
    }
}

impl Hash {
    /// The digest of `data`.
    pub fn digest(self, data: &[u8]) -> Vec<u8> {
        match self {
            Hash::Sha1 => Sha1::digest(data).to_vec(),
            Hash::Sha256 => Sha256::digest(data).to_vec(),
            Hash::Sha384 => Sha384::digest(data).to_vec(),
            Hash::Sha512 => Sha512::digest(data).to_vec(),
        }
    }

    /// The name in a mobile security object.
    pub fn name(self) -> &'static str {
        match self {
            Hash::Sha1 => "SHA-1",
            Hash::Sha256 => "SHA-256",
            Hash::Sha384 => "SHA-384",
            Hash::Sha512 => "SHA-512",
        }
    }
}

/// r and s side by side, turned into the SEQUENCE that certificates use.
pub fn der_signature(signature: &[u8]) -> Vec<u8> {
    let (r, s) = signature.split_at(signature.len() / 2);
    der::sequence(&[der::unsigned(r), der::unsigned(s)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_always_gives_the_same_key_and_signature() {
        for curve in Curve::WEIERSTRASS.into_iter().chain([Curve::Ed25519]) {
            let (one, two) = (Key::new(curve, "a"), Key::new(curve, "a"));
            assert_eq!(one.public_bytes(), two.public_bytes());
            assert_eq!(one.sign(b"m"), two.sign(b"m"));
            assert_ne!(one.public_bytes(), Key::new(curve, "b").public_bytes());
        }
    }

    #[test]
    fn both_sides_agree_on_one_secret() {
        for curve in Curve::WEIERSTRASS {
            let (a, b) = (Key::new(curve, "a"), Key::new(curve, "b"));
            assert_eq!(a.agree(&b), b.agree(&a));
        }
    }
}
