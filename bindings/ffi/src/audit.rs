//! What leaves the ledger for an audit, and what leaves a decision for others.

use std::sync::Arc;

use tashika::assurance::{
    Package, PackageError, Record, ToSign as CoreToSign, TrustedKey, VerifiedClaimsError,
    verified_claims,
};
use tashika::crypto::CryptoProvider;
use tashika::instant::Timestamp;

use crate::assurance::{AssuranceDecision, BundleKey, bundle_problem};
use crate::error::{TashikaError, guard};
use crate::ledger::{Retained, RetentionBasis, place};
use crate::mirror::{Algorithm, LedgerEntryKind, RetainedKind};
use crate::reader::RequestSigner;
use crate::report::Report;

/// A file that is ready to be signed: a package of a ledger, or a policy bundle. The private key stays
/// with the application.
#[derive(Debug, uniffi::Object)]
pub struct FileToSign(pub(crate) CoreToSign);

#[uniffi::export]
impl FileToSign {
    /// The text of a policy bundle (JSON), once it was found consistent.
    #[uniffi::constructor]
    pub fn bundle(json: String, algorithm: Algorithm) -> Result<Arc<Self>, TashikaError> {
        guard(|| {
            let own = CoreToSign::bundle(json.as_bytes(), algorithm, &CryptoProvider::default());
            own.map(|own| Arc::new(Self(own))).map_err(bundle_problem)
        })
    }

    /// The algorithm to sign with.
    pub fn algorithm(&self) -> Algorithm {
        self.0.algorithm()
    }

    /// What the key signs.
    pub fn to_be_signed(&self) -> Vec<u8> {
        self.0.message()
    }

    /// The file with this signature: `r || s`, or that of EdDSA. Whether it holds is seen when it is
    /// read.
    pub fn finish(&self, signature: Vec<u8>) -> Vec<u8> {
        self.0.finish(&signature)
    }

    /// The same with a callback for the signature.
    pub fn sign_with(&self, signer: Arc<dyn RequestSigner>) -> Result<Vec<u8>, TashikaError> {
        guard(|| {
            let signature = signer.sign(self.0.algorithm(), self.0.message());
            let signature = signature.map_err(|error| TashikaError::usage("signer", error))?;
            Ok(self.0.finish(&signature))
        })
    }
}

/// A record of the ledger as an audit sees it.
#[derive(Clone, uniffi::Record)]
pub struct AuditRecord {
    /// Its place, from 0.
    pub sequence: i64,
    /// When it was appended.
    pub at: Timestamp,
    /// The hash of the record before it.
    pub previous: Vec<u8>,
    /// What it is about.
    pub kind: LedgerEntryKind,
    /// JSON.
    pub body: String,
    /// What is retained with it, by its digest.
    pub retained: Vec<Retained>,
    /// Its own hash.
    pub hash: Vec<u8>,
}

/// Something of a person that came with a package.
#[derive(Clone, uniffi::Record)]
pub struct PackagedContent {
    /// The place of the record that names it.
    pub sequence: i64,
    /// What it is.
    pub kind: RetainedKind,
    /// The content.
    pub content: Vec<u8>,
}

/// A package whose signature and chain hold.
#[derive(Clone, uniffi::Record)]
pub struct AuditPackage {
    /// The key that signed it.
    pub key: String,
    /// The records in order.
    pub records: Vec<AuditRecord>,
    /// What was retained and came along.
    pub retained: Vec<PackagedContent>,
}

/// Opens a package of a ledger: first the signature, then the chain, then what is retained.
#[uniffi::export]
pub fn open_package(file: Vec<u8>, keys: Vec<BundleKey>) -> Result<AuditPackage, TashikaError> {
    guard(|| {
        let keys: Vec<TrustedKey> = keys.into_iter().map(BundleKey::core).collect();
        let own = Package::open(&file, &keys, &CryptoProvider::default()).map_err(not_opened)?;
        let retained = own.retained.into_iter().map(|(sequence, kind, content)| PackagedContent {
            sequence: place(sequence),
            kind,
            content,
        });
        Ok(AuditPackage {
            key: own.key,
            records: own.records.into_iter().map(AuditRecord::of).collect(),
            retained: retained.collect(),
        })
    })
}

#[uniffi::export]
impl AssuranceDecision {
    /// `verified_claims` of OpenID Connect for Identity Assurance (JSON): what was verified, by which
    /// rules, from which evidence; without the credential. The claims are those of a document of
    /// `report`; they go out on a stated basis alone, and only those that were asked for with the
    /// intent to retain. The individual number and the portrait never do.
    pub fn verified_claims(
        &self,
        axis: String,
        report: &Report,
        document: i32,
        basis: RetentionBasis,
    ) -> Result<String, TashikaError> {
        guard(|| {
            let own = report.document(document)?;
            let (Some(claims), Some(doc_type)) = (&own.claims, &own.doc_type) else {
                return Err(not_claimed(VerifiedClaimsError::NoClaims));
            };
            let from = (claims, doc_type.as_str(), report.doc_types());
            verified_claims(&self.decision, &self.evidence, &axis, from, &basis.core()?)
                .map_err(not_claimed)
        })
    }
}

impl AuditRecord {
    fn of(own: Record) -> Self {
        let retained = own.retained.iter().map(|(kind, digest)| Retained {
            kind: *kind,
            digest: digest.to_vec(),
            content: None,
        });
        Self {
            sequence: place(own.sequence),
            at: own.at,
            previous: own.previous.to_vec(),
            kind: own.kind,
            retained: retained.collect(),
            hash: own.hash.to_vec(),
            body: own.body,
        }
    }
}

fn not_opened(error: PackageError) -> TashikaError {
    match error {
        PackageError::Signature => TashikaError::Refused {
            code: "refused.package-signature".to_owned(),
            reason: error.to_string(),
            reason_ja: "信頼する鍵による署名ではありません。".to_owned(),
        },
        other => TashikaError::unreadable("ledger-package", other),
    }
}

fn not_claimed(error: VerifiedClaimsError) -> TashikaError {
    let (id, ja) = match &error {
        VerifiedClaimsError::Basis => return TashikaError::usage("basis", error),
        VerifiedClaimsError::Contradicted => {
            ("contradicted", "判定に矛盾があり、検証済みとはいえません。")
        }
        VerifiedClaimsError::NoClaims => {
            ("no-claims", "保存の意図を示して要求された項目がありません。")
        }
        VerifiedClaimsError::NothingReached(_) => {
            ("nothing-reached", "指定された評価軸で保証レベルに達していません。")
        }
        _ => return TashikaError::usage("verified-claims", error),
    };
    TashikaError::Refused {
        code: format!("refused.verified-claims.{id}"),
        reason: error.to_string(),
        reason_ja: ja.to_owned(),
    }
}
