//! The check table of JPKI: every id with its source, its severity and its sentence in English and
//! Japanese.
//!
//! `docs/jpki-checks.md` and the completeness test come from here.

use std::fmt;

use serde::Deserialize;

use crate::outcome::Severity;

/// What a certificate is used for. The two never mix.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum JpkiUse {
    /// Proving who is there (利用者証明).
    Authentication,
    /// Signing a document (電子署名).
    Signing,
}

impl JpkiUse {
    /// The stable name: `authentication` or `signing`.
    pub const fn name(self) -> &'static str {
        match self {
            JpkiUse::Authentication => "authentication",
            JpkiUse::Signing => "signing",
        }
    }

    /// The use of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        [JpkiUse::Authentication, JpkiUse::Signing].into_iter().find(|own| own.name() == name)
    }
}

/// One row of the table.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct JpkiCheckInfo {
    /// Stable id, for example `chain.signature`.
    pub id: &'static str,
    /// Where the rule stands.
    pub source: &'static str,
    /// Where it applies; both uses where empty.
    pub only: Option<JpkiUse>,
    /// What a broken rule means.
    pub severity: Severity,
    /// Whether the verdict needs an answer: without one it is *inconclusive*.
    pub needed: bool,
    /// What holds when the check has passed, in English.
    pub en: &'static str,
    /// The same in Japanese.
    pub ja: &'static str,
}

macro_rules! only {
    (Both) => {
        None
    };
    ($one:ident) => {
        Some(JpkiUse::$one)
    };
}

macro_rules! needed {
    (needed) => {
        true
    };
    (optional) => {
        false
    };
}

macro_rules! checks {
    ($($name:ident $id:literal $source:literal $only:ident $severity:ident $need:ident
        $en:literal $ja:literal;)*) => {
        /// The stable identity of a check of JPKI.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        #[repr(u8)]
        pub enum JpkiCheck {
            $(#[doc = concat!("`", $id, "`: ", $en, " (", $source, ")")] $name,)*
        }

        impl JpkiCheck {
            /// Every check, in the order of the report.
            pub const ALL: &'static [JpkiCheck] = &[$(JpkiCheck::$name,)*];

            /// This check's row of the table.
            pub const fn info(self) -> &'static JpkiCheckInfo {
                match self {
                    $(JpkiCheck::$name => &JpkiCheckInfo {
                        id: $id,
                        source: $source,
                        only: only!($only),
                        severity: Severity::$severity,
                        needed: needed!($need),
                        en: $en,
                        ja: $ja,
                    },)*
                }
            }
        }
    };
}

checks! {
    CertificateParse "certificate.parse" "RFC 5280 4.1" Both Fail needed
        "The certificate can be read."
        "証明書を読み取ることができる。";
    CertificateVersion "certificate.version" "RFC 5280 4.1.2.1" Both Fail needed
        "The certificate is of version 3."
        "証明書はバージョン3である。";
    CertificateValidity "certificate.validity" "RFC 5280 4.1.2.5" Both Fail needed
        "The certificate is valid at the time of verification."
        "証明書は検証時点で有効期間内である。";
    CertificateEndEntity "certificate.end-entity" "RFC 5280 4.2.1.9" Both Fail needed
        "The certificate is a person's and no certification authority's."
        "証明書は認証局のものではなく利用者のものである。";
    CertificateKey "certificate.key" "JPKI profile" Both Fail needed
        "The key is RSA of at least 2048 bits with an exponent of at least 65537, or a point of P-256 or P-384."
        "鍵は2048ビット以上・公開指数65537以上のRSA、またはP-256・P-384の有効な点である。";
    CertificateAlgorithm "certificate.algorithm" "RFC 5280 4.1.1.2" Both Fail needed
        "The certificate names its signature algorithm twice alike, and it fits the authority's key."
        "証明書の署名アルゴリズムは2か所で一致し、認証局の鍵に適合している。";
    CertificateCriticalExtensions "certificate.critical-extensions" "RFC 5280 4.2" Both Fail needed
        "The certificate demands no extension that is not understood."
        "証明書に未知のクリティカル拡張がない。";
    CertificateKeyUsage "certificate.key-usage" "JPKI profile" Both Fail needed
        "The key usage is that of this use: digitalSignature alone for authentication, with nonRepudiation for signing."
        "鍵用途がこの利用に合致している(利用者証明はdigitalSignatureのみ、署名はnonRepudiationを伴う)。";
    CertificateExtendedKeyUsage "certificate.extended-key-usage" "JPKI profile" Both Fail optional
        "The extended key usage is that of this use: client authentication for authentication, none of it for signing."
        "拡張鍵用途がこの利用に合致している(利用者証明はクライアント認証、署名はこれを含まない)。";
    CertificatePolicy "certificate.policy" "JPKI profile" Both Fail needed
        "The certificate policy is known, and is one of this use."
        "証明書ポリシーは既知で、この利用のためのものである。";
    CertificateEnvironment "certificate.environment" "JPKI profile" Both Fail needed
        "The certificate is of the environment that is expected: production, unless the policy says test."
        "証明書は想定した環境(通常は本番)のものである。";
    ChainAnchor "chain.anchor" "RFC 5280 6.1" Both Fail needed
        "An authority of the certificate's issuer name and key identifier is known."
        "証明書の発行者名と鍵識別子に一致する認証局がある。";
    ChainHierarchy "chain.hierarchy" "JPKI" Both Fail needed
        "The authority is the one of this use: signing and authentication have an authority each."
        "認証局はこの利用のためのものである(署名用と利用者証明用の認証局は別である)。";
    ChainAuthority "chain.authority" "RFC 5280 6.1.4" Both Fail needed
        "The authority's certificate lets it issue certificates."
        "認証局の証明書は証明書の発行を許している。";
    ChainAuthorityValidity "chain.authority-validity" "RFC 5280 6.1.3" Both Fail needed
        "The authority's certificate and its listing are valid at the time of verification."
        "認証局の証明書とその掲載は検証時点で有効である。";
    ChainSignature "chain.signature" "RFC 5280 6.1.3" Both Fail needed
        "The authority's key has signed the certificate."
        "認証局の鍵が証明書に署名している。";
    RevocationCrl "revocation.crl" "RFC 5280 6.3" Both Warn optional
        "The revocation list is the authority's, for this certificate, whole and fresh."
        "失効リストはその認証局のもので、この証明書を対象とし、完全かつ最新である。";
    RevocationOcsp "revocation.ocsp" "RFC 6960 3.2" Both Warn optional
        "The OCSP response is of an authorised responder, for this certificate, and fresh."
        "OCSP応答は権限のある応答者のもので、この証明書を対象とし、最新である。";
    CertificateRevocation "certificate.revocation" "RFC 5280 6.3, 公的個人認証法" Both Fail optional
        "The certificate is not revoked."
        "証明書は失効していない。";
    ChallengeLength "challenge.length" "JPKI use" Authentication Fail needed
        "The challenge has 16 to 1024 octets and names who asked."
        "チャレンジは16～1024オクテットで、要求者が示されている。";
    ChallengeSingleUse "challenge.single-use" "JPKI use" Authentication Fail needed
        "The challenge was not answered before."
        "チャレンジは未使用である。";
    ChallengeAge "challenge.age" "JPKI use" Authentication Fail needed
        "The challenge was answered within its time, by a clock that did not go back."
        "チャレンジへの応答は制限時間内で、時計の逆行もない。";
    ChallengeSignature "challenge.signature" "RFC 8017 8.2.2" Authentication Fail needed
        "The certificate's key has signed the challenge."
        "証明書の鍵がチャレンジに署名している。";
    DocumentReadable "document.readable" "電子署名法" Signing Fail needed
        "A document that people can read was signed, and no bare number."
        "署名の対象は人が読める文書であり、単なる乱数などではない。";
    CmsStructure "cms.structure" "RFC 5652 5" Signing Fail needed
        "The signature is CMS SignedData in DER."
        "署名はDERのCMS SignedDataである。";
    CmsDetached "cms.detached" "RFC 5652 5.2" Signing Fail needed
        "The signature is detached: it carries no document of its own."
        "署名は分離署名で、文書自体を含まない。";
    CmsSigner "cms.signer" "RFC 5652 5.3" Signing Fail needed
        "There is one signer, and the certificate is the one it names."
        "署名者は1人で、指定された証明書が使われている。";
    CmsAlgorithms "cms.algorithms" "RFC 5652 5.3" Signing Fail needed
        "Digest and signature algorithm are allowed and fit the key."
        "ダイジェストと署名のアルゴリズムは許可され、鍵に適合している。";
    CmsSignedAttributes "cms.signed-attributes" "RFC 5652 11" Signing Fail needed
        "Content type and digest are among the signed attributes, once each."
        "署名属性に内容種別とダイジェストが1つずつある。";
    CmsMessageDigest "cms.message-digest" "RFC 5652 11.2" Signing Fail needed
        "The signed digest is that of the document."
        "署名されたダイジェストは文書のものと一致する。";
    CmsSigningCertificate "cms.signing-certificate" "RFC 5035 3" Signing Fail optional
        "Where the signature binds a certificate, it is the signer's."
        "署名が証明書を指定している場合、それは署名者のものである。";
    CmsSigningTime "cms.signing-time" "RFC 5652 11.3" Signing Fail optional
        "The time that the signer states lies within the certificate's validity and not in the future."
        "署名者の示す署名時刻は証明書の有効期間内で、未来ではない。";
    CmsSignature "cms.signature" "RFC 5652 5.6" Signing Fail needed
        "The certificate's key has made the signature."
        "証明書の鍵による署名である。";
    AttributesStructure "attributes.structure" "JPKI profile" Signing Fail needed
        "Each attribute of the holder stands in the certificate once, as text."
        "利用者の各属性は証明書に1つずつ、文字列で記載されている。";
    AttributesName "attributes.name" "JPKI profile" Signing Fail needed
        "The name is text without hidden characters, of a length that is allowed."
        "氏名は不可視文字を含まず、許容される長さである。";
    AttributesSex "attributes.sex" "JPKI profile" Signing Fail needed
        "The sex is one of the codes 1, 2 and 3."
        "性別は1・2・3のいずれかのコードである。";
    AttributesBirthDate "attributes.birth-date" "JPKI profile" Signing Fail needed
        "The date of birth exists, lies in its era and not in the future."
        "生年月日は実在し、元号の期間内で、未来ではない。";
    AttributesAddress "attributes.address" "JPKI profile" Signing Fail needed
        "The address is text without hidden characters, of 200 characters at the most."
        "住所は不可視文字を含まず、200文字以内である。";
    AttributesSubstitution "attributes.substitution" "JPKI profile" Signing Fail needed
        "The marks of replaced characters are as many as the characters they speak of."
        "代替文字の位置情報は対象の文字数と一致している。";
    AttributesRequested "attributes.requested" "policy" Signing Warn optional
        "Every attribute that was asked for is in the certificate."
        "求めた属性はすべて証明書に記載されている。";
}

impl JpkiCheck {
    /// The id of the report.
    pub const fn as_str(self) -> &'static str {
        self.info().id
    }

    /// The check of this id.
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|own| own.as_str() == id)
    }

    /// Whether it is made in this use.
    pub fn applies_to(self, own: JpkiUse) -> bool {
        self.info().only.is_none_or(|only| only == own)
    }
}

impl fmt::Display for JpkiCheck {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
