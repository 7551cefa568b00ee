//! What profiles beside Annex B read of a certificate or a revocation list: its parts as received.

use der::asn1::{ObjectIdentifier, UintRef};
use der::{Decode, Reader, SliceReader};
use zeroize::Zeroize;

use super::certificate::{AlgorithmIdentifier, Certificate, Extension, KeyFault};
use super::chain::may_issue;
use super::crl::RevocationList;
use crate::crypto::RsaPublicKey;

pub(crate) const RSA_ENCRYPTION: ObjectIdentifier =
    ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");
/// NULL in DER.
pub(crate) const NULL: [u8; 2] = [5, 0];

/// What a certificate says of issuing certificates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Authority {
    /// It may issue end entities' certificates.
    Issues,
    /// It is an authority in one extension and not in the other.
    Contradiction,
    /// It is an end entity's.
    EndEntity,
}

impl Certificate {
    /// `version`: 2 stands for v3.
    pub(crate) fn version(&self) -> u8 {
        self.version
    }

    /// The algorithm inside the signed part and the one beside the signature.
    pub(crate) fn algorithms(&self) -> [&AlgorithmIdentifier; 2] {
        [&self.inner_algorithm, &self.outer_algorithm]
    }

    /// The signature.
    pub(crate) fn signature(&self) -> &[u8] {
        &self.signature
    }

    /// The octets of the subject's key, as key identifiers are made of.
    pub(crate) fn key_octets(&self) -> &[u8] {
        &self.key_bits
    }

    /// Every extension.
    pub(crate) fn extensions(&self) -> &[Extension] {
        &self.extensions
    }

    /// Wipes the octets it was read from.
    pub(crate) fn wipe(&mut self) {
        self.der.zeroize();
        self.extensions.iter_mut().for_each(|own| own.value.zeroize());
    }

    /// The subject's RSA key; `None` where it has another.
    pub(crate) fn rsa_key(&self) -> Option<Result<RsaPublicKey, KeyFault>> {
        (self.key_algorithm.oid == RSA_ENCRYPTION).then(|| {
            // RFC 3279 2.3.1: the parameters are NULL.
            if self.key_algorithm.parameters.as_deref() != Some(&NULL) {
                return Err(KeyFault::Malformed);
            }
            rsa_key(&self.key_bits).map_err(|_| KeyFault::Malformed)
        })
    }

    /// Whether it may issue certificates, by both extensions that say so.
    pub(crate) fn authority(&self) -> Authority {
        use super::extension::Found;
        use x509_cert::ext::pkix::{BasicConstraints, KeyUsage};

        let authority = match self.find::<BasicConstraints>() {
            Found::Absent => false,
            Found::Malformed => return Authority::Contradiction,
            Found::Read { value, .. } => value.ca,
        };
        let signs = match self.find::<KeyUsage>() {
            Found::Absent => authority,
            Found::Malformed => return Authority::Contradiction,
            Found::Read { value, .. } => value.key_cert_sign(),
        };
        match (authority && may_issue(self, 0), authority || signs) {
            (true, _) => Authority::Issues,
            (false, true) => Authority::Contradiction,
            (false, false) => Authority::EndEntity,
        }
    }
}

impl RevocationList {
    /// What was signed, the algorithm and the signature.
    pub(crate) fn signed_parts(&self) -> (&[u8], [&AlgorithmIdentifier; 2], &[u8]) {
        let algorithms = [&self.inner_algorithm, &self.outer_algorithm];
        (&self.signed, algorithms, &self.signature)
    }

    /// The value of an extension.
    pub(crate) fn extension_value(&self, oid: ObjectIdentifier) -> Option<&[u8]> {
        self.extension(oid).map(|own| own.value.as_slice())
    }
}

/// `RSAPublicKey ::= SEQUENCE { modulus INTEGER, publicExponent INTEGER }`
fn rsa_key(octets: &[u8]) -> Result<RsaPublicKey, der::Error> {
    let mut reader = SliceReader::new(octets)?;
    let (modulus, exponent) = reader.sequence(|parts| {
        Ok::<_, der::Error>((UintRef::decode(parts)?, UintRef::decode(parts)?))
    })?;
    reader.finish()?;
    Ok(RsaPublicKey::new(modulus.as_bytes(), exponent.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_left_of_a_wiped_certificate() {
        let case = tashika_testkit::jpki::Case::signing("", "");
        let mut own = Certificate::parse(&case.certificate_der()).unwrap();
        let name = "花子".as_bytes();
        let holds = |own: &[u8]| own.windows(name.len()).any(|part| part == name);
        assert!(holds(own.der()) && own.extensions.iter().any(|own| holds(&own.value)));
        own.wipe();
        assert!(own.der().is_empty() && own.signed_bytes().is_empty());
        assert!(own.extensions.iter().all(|own| own.value.is_empty()));
    }
}
