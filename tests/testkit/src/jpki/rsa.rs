//! RSA with PKCS#1 v1.5, as arithmetic: it signs whatever encoded message it is given, wrong ones too.

use num_bigint::BigUint;

use super::rsa_keys::KEYS;
use crate::der;
use crate::keys::Hash;

/// An RSA key pair.
#[derive(Clone, Debug)]
pub struct Rsa {
    modulus: BigUint,
    exponent: u32,
    p: BigUint,
    q: BigUint,
    d: BigUint,
}

impl Rsa {
    /// The key pair that belongs to `label`; panics where there is none.
    pub fn new(label: &str) -> Rsa {
        let (_, exponent, p, q) = KEYS.iter().find(|own| own.0 == label).expect("a known label");
        let [p, q] = [p, q].map(|own| BigUint::parse_bytes(own.as_bytes(), 16).expect("a number"));
        let one = BigUint::from(1u8);
        let phi = (&p - &one) * (&q - &one);
        let d = BigUint::from(*exponent).modinv(&phi).expect("an exponent without a common factor");
        Rsa { modulus: &p * &q, exponent: *exponent, p, q, d }
    }

    /// Octets of the modulus.
    pub fn len(&self) -> usize {
        self.modulus.to_bytes_be().len()
    }

    /// Never: a key has octets.
    pub fn is_empty(&self) -> bool {
        false
    }

    /// `RSAPublicKey`: what a key identifier is made of.
    pub fn public_bytes(&self) -> Vec<u8> {
        let exponent = self.exponent.to_be_bytes();
        der::sequence(&[der::unsigned(&self.modulus.to_bytes_be()), der::unsigned(&exponent)])
    }

    /// SubjectPublicKeyInfo.
    pub fn spki(&self) -> Vec<u8> {
        let algorithm = der::sequence(&[der::oid("1.2.840.113549.1.1.1"), der::null()]);
        der::sequence(&[algorithm, der::bit_string(&self.public_bytes())])
    }

    /// The signature over a message (RFC 8017 8.2.1).
    pub fn sign(&self, hash: Hash, message: &[u8]) -> Vec<u8> {
        self.sign_encoded(&self.encoded(&digest_info(hash, message)))
    }

    /// The encoded message around a DigestInfo (RFC 8017 9.2).
    pub fn encoded(&self, info: &[u8]) -> Vec<u8> {
        let padding = vec![0xff; self.len() - info.len() - 3];
        [&[0, 1], padding.as_slice(), &[0], info].concat()
    }

    /// The private operation on an encoded message.
    pub fn sign_encoded(&self, encoded: &[u8]) -> Vec<u8> {
        let message = BigUint::from_bytes_be(encoded);
        let one = BigUint::from(1u8);
        // By the remainders of both primes: four times as fast.
        let half = |prime: &BigUint| (&message % prime).modpow(&(&self.d % (prime - &one)), prime);
        let (at_p, at_q) = (half(&self.p), half(&self.q));
        let inverse = self.q.modinv(&self.p).expect("two primes");
        let difference = (&at_p + &self.p - (&at_q % &self.p)) % &self.p;
        let signature = &at_q + &self.q * ((difference * inverse) % &self.p);
        let octets = signature.to_bytes_be();
        [vec![0; self.len() - octets.len()], octets].concat()
    }
}

/// `DigestInfo` of a message, with NULL as its parameters.
pub fn digest_info(hash: Hash, message: &[u8]) -> Vec<u8> {
    let algorithm = der::sequence(&[der::oid(digest_oid(hash)), der::null()]);
    der::sequence(&[algorithm, der::octet_string(&hash.digest(message))])
}

/// A DigestInfo whose algorithm has no parameters at all.
pub fn digest_info_without_null(hash: Hash, message: &[u8]) -> Vec<u8> {
    let algorithm = der::sequence(&[der::oid(digest_oid(hash))]);
    der::sequence(&[algorithm, der::octet_string(&hash.digest(message))])
}

/// The object identifier of a digest algorithm.
pub fn digest_oid(hash: Hash) -> &'static str {
    match hash {
        Hash::Sha1 => "1.3.14.3.2.26",
        Hash::Sha256 => "2.16.840.1.101.3.4.2.1",
        Hash::Sha384 => "2.16.840.1.101.3.4.2.2",
        Hash::Sha512 => "2.16.840.1.101.3.4.2.3",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_opens_to_its_encoded_message() {
        for (label, ..) in KEYS {
            let key = Rsa::new(label);
            let encoded = key.encoded(&digest_info(Hash::Sha256, b"message"));
            let signature = BigUint::from_bytes_be(&key.sign(Hash::Sha256, b"message"));
            let opened = signature.modpow(&BigUint::from(key.exponent), &key.modulus);
            assert_eq!(opened, BigUint::from_bytes_be(&encoded), "{label}");
        }
    }
}
