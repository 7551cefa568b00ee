//! What in a certificate follows a person from verifier to verifier, and what stands in its place.
//!
//! A certificate is the same everywhere: its serial number, its common name, its distribution point
//! and its key are known to every verifier. A report holds none of them. [`PairwiseId`] lets one
//! verifier recognise a person again, and means nothing elsewhere.

use std::fmt;

use zeroize::{Zeroize, Zeroizing};

use crate::codec::Writer;
use crate::crypto::CryptoProvider;
use crate::x509::{Certificate, Found};
use x509_cert::ext::pkix::{AuthorityInfoAccessSyntax, CrlDistributionPoints};

const LABEL: &[u8] = b"tashika jpki pairwise id 1";
/// Octets of a key at least.
const MIN_KEY: usize = 32;

/// What could be compared between two verifiers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum JpkiHandleKind {
    /// The address of the OCSP responder.
    AuthorityInformation,
    /// The subject's common name, in which the municipality stands.
    CommonName,
    /// The distribution point of the revocation list: the municipality.
    CrlDistributionPoint,
    /// Name, sex, date of birth and address.
    HolderAttributes,
    /// The public key.
    PublicKey,
    /// The serial number.
    SerialNumber,
    /// The end of validity: with a card, a birthday of the holder.
    ValidityEnd,
}

/// One handle of a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct JpkiHandle {
    /// What it is.
    pub kind: JpkiHandleKind,
    /// Whether one certificate alone has it; others narrow a person down.
    pub unique: bool,
    /// Whether the report and its evidence hold it outside of a package that is kept on purpose.
    pub in_report: bool,
}

impl JpkiHandleKind {
    /// The stable id.
    pub const fn as_str(self) -> &'static str {
        match self {
            JpkiHandleKind::AuthorityInformation => "authority-information",
            JpkiHandleKind::CommonName => "common-name",
            JpkiHandleKind::CrlDistributionPoint => "crl-distribution-point",
            JpkiHandleKind::HolderAttributes => "holder-attributes",
            JpkiHandleKind::PublicKey => "public-key",
            JpkiHandleKind::SerialNumber => "serial-number",
            JpkiHandleKind::ValidityEnd => "validity-end",
        }
    }

    /// A sentence in English.
    pub const fn en(self) -> &'static str {
        match self {
            JpkiHandleKind::AuthorityInformation => {
                "The responder's address is shared by many certificates."
            }
            JpkiHandleKind::CommonName => {
                "The common name belongs to this certificate alone, and the municipality's code \
                 stands in it."
            }
            JpkiHandleKind::CrlDistributionPoint => {
                "The distribution point names the municipality where the holder is registered."
            }
            JpkiHandleKind::HolderAttributes => {
                "The certificate discloses name, sex, date of birth and address at once."
            }
            JpkiHandleKind::PublicKey => "The public key is the same at every verifier.",
            JpkiHandleKind::SerialNumber => {
                "The serial number belongs to this certificate alone and is the same everywhere."
            }
            JpkiHandleKind::ValidityEnd => {
                "The report holds the end of validity; a card's certificate ends on a birthday of \
                 the holder."
            }
        }
    }

    /// The same in Japanese.
    pub const fn ja(self) -> &'static str {
        match self {
            JpkiHandleKind::AuthorityInformation => "OCSP応答者の所在は多くの証明書で共通です。",
            JpkiHandleKind::CommonName => {
                "一般名(CN)はこの証明書に固有で、市区町村コードが含まれます。"
            }
            JpkiHandleKind::CrlDistributionPoint => {
                "失効リストの配布点から住民登録のある市区町村がわかります。"
            }
            JpkiHandleKind::HolderAttributes => {
                "証明書を受け取ると氏名・性別・生年月日・住所がまとめて開示されます。"
            }
            JpkiHandleKind::PublicKey => "公開鍵はどの検証者に対しても同じ値です。",
            JpkiHandleKind::SerialNumber => {
                "シリアル番号はこの証明書に固有で、どの検証者に対しても同じ値です。"
            }
            JpkiHandleKind::ValidityEnd => {
                "有効期限は報告に記載されます。カードの証明書は保有者の誕生日に期限を迎えるため、誕生日の月日がわかります。"
            }
        }
    }
}

/// The handles of a certificate; `attributes` says whether some were released.
pub(super) fn handles(own: &Certificate, has_attributes: bool, released: bool) -> Vec<JpkiHandle> {
    let points = !matches!(own.find::<CrlDistributionPoints>(), Found::Absent);
    let information = !matches!(own.find::<AuthorityInfoAccessSyntax>(), Found::Absent);
    [
        (JpkiHandleKind::AuthorityInformation, information, false, false),
        (JpkiHandleKind::CommonName, own.subject().common_name().is_some(), true, false),
        (JpkiHandleKind::CrlDistributionPoint, points, false, false),
        (JpkiHandleKind::HolderAttributes, has_attributes, true, released),
        (JpkiHandleKind::PublicKey, true, true, false),
        (JpkiHandleKind::SerialNumber, true, true, false),
        (JpkiHandleKind::ValidityEnd, true, false, true),
    ]
    .into_iter()
    .filter(|(_, present, _, _)| *present)
    .map(|(kind, _, unique, in_report)| JpkiHandle { kind, unique, in_report })
    .collect()
}

/// 32 bytes that stand for a certificate at one verifier.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct PairwiseId([u8; 32]);

impl PairwiseId {
    /// What it does not show.
    pub const CAVEAT_EN: &str = "It stands for a certificate: a person gets another with each new \
        certificate, and whoever holds the key can test serial numbers.";
    /// The same in Japanese.
    pub const CAVEAT_JA: &str = "証明書に対応する値であり、証明書を更新すると同じ人でも別の値になります。\
        鍵を持つ者はシリアル番号を総当たりで照合できます。";

    /// The id of a certificate under `key`: HKDF-SHA-256 over issuer and serial number.
    ///
    /// `None` for a key of fewer than 32 octets. The key belongs to one verifier and is kept secret;
    /// another key gives another id that cannot be matched with this one.
    pub(super) fn derive(provider: &CryptoProvider, key: &[u8], own: &Certificate) -> Option<Self> {
        if key.len() < MIN_KEY {
            return None;
        }
        let (issuer, serial) = (own.issuer().der(), own.serial_number());
        let room = 64 + issuer.len() + serial.len();
        let mut writer = Writer::append(Vec::with_capacity(room));
        writer.array(2);
        writer.bytes(issuer);
        writer.bytes(serial);
        let info = Zeroizing::new(writer.into_bytes());
        let derived = (provider.hkdf_sha256)(key, LABEL, &info, 32).ok()?;
        derived.as_ref().try_into().ok().map(Self)
    }

    /// The bytes.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl Zeroize for PairwiseId {
    fn zeroize(&mut self) {
        self.0.zeroize();
    }
}

impl fmt::Debug for PairwiseId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PairwiseId(…)")
    }
}
