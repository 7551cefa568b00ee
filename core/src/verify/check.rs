//! The check table: the one source of truth for every id, its clause, its severity by profile and
//! its sentence in English and Japanese.
//!
//! The document `docs/checks.md`, the bindings' enums and the completeness test come from here.

use std::fmt;

use crate::x509::Rule;

pub use crate::outcome::Severity;

/// Which ecosystem's habits are tolerated, as one column of the check table.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Profile {
    /// ISO 18013-5 as written, with the leniencies the standard itself grants.
    #[default]
    Strict,
    /// Production credentials of AAMVA members: cosmetic certificate rules are warnings.
    Aamva,
    /// Interoperability events: roots and signers made by hand for one day.
    InteropEvent,
}

impl Profile {
    /// Every profile.
    pub const ALL: [Profile; 3] = [Profile::Strict, Profile::Aamva, Profile::InteropEvent];

    /// The stable name: `strict`, `aamva`, `interop-event`.
    pub const fn name(self) -> &'static str {
        match self {
            Profile::Strict => "strict",
            Profile::Aamva => "aamva",
            Profile::InteropEvent => "interop-event",
        }
    }

    /// The profile of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|profile| profile.name() == name)
    }
}

/// Whether a check is done once for the response or once for every document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Scope {
    /// Once for every document.
    Document,
    /// Once for the response.
    Response,
}

impl Scope {
    /// Its checks, in the order of the report.
    pub fn checks(self) -> &'static [CheckId] {
        let (response, document) = CheckId::ALL.split_at(RESPONSE_CHECKS);
        match self {
            Scope::Document => document,
            Scope::Response => response,
        }
    }
}

/// How many checks concern the response: they stand first in the table.
const RESPONSE_CHECKS: usize = {
    let mut rest = CheckId::ALL;
    while let [first, others @ ..] = rest
        && matches!(first.info().scope, Scope::Response)
    {
        rest = others;
    }
    CheckId::ALL.len() - rest.len()
};

/// One row of the table.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct CheckInfo {
    /// Stable id, for example `item.digest`.
    pub id: &'static str,
    /// Clause of ISO/IEC 18013-5 second edition (working draft of 2025-09-14), or another source.
    pub clause: &'static str,
    /// For the response or for each document.
    pub scope: Scope,
    /// Severity under `strict`, `aamva` and `interop-event`, in this order.
    pub severity: [Severity; 3],
    /// Whether the verdict needs an answer: without one it is *inconclusive*.
    pub needed: bool,
    /// What holds when the check has passed, in English.
    pub en: &'static str,
    /// The same in Japanese.
    pub ja: &'static str,
}

macro_rules! severity {
    (F) => {
        Severity::Fail
    };
    (W) => {
        Severity::Warn
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
    ($($name:ident $id:literal $clause:literal $scope:ident [$a:ident $b:ident $c:ident] $need:ident
        $en:literal $ja:literal;)*) => {
        /// The stable identity of a check. `as_str` gives the id of the report.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        #[repr(u8)]
        pub enum CheckId {
            $(#[doc = concat!("`", $id, "`: ", $en, " (", $clause, ")")] $name,)*
        }

        impl CheckId {
            /// Every check, in the order of the report.
            pub const ALL: &'static [CheckId] = &[$(CheckId::$name,)*];

            /// This check's row of the table.
            pub const fn info(self) -> &'static CheckInfo {
                match self {
                    $(CheckId::$name => &CheckInfo {
                        id: $id,
                        clause: $clause,
                        scope: Scope::$scope,
                        severity: [severity!($a), severity!($b), severity!($c)],
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
    ResponseCbor "response.cbor" "8.3" Response [F F F] needed
        "The response is one CBOR item: nothing follows it and no map holds a key twice."
        "応答は単一のCBORデータで、余分なバイトや重複したキーがない。";
    ResponseEncoding "response.encoding" "8.3" Response [F F W] needed
        "The response uses definite lengths and the shortest integers."
        "応答は固定長かつ最短の整数表現で符号化されている。";
    ResponseVersion "response.version" "10.3.2" Response [F F F] needed
        "The response's major version is 1."
        "応答のメジャーバージョンは1である。";
    ResponseStatus "response.status" "10.3.6" Response [F F F] needed
        "The wallet reports status 0 (OK)."
        "ウォレットが状態コード0(正常)を返している。";
    ResponseDocuments "response.documents" "10.3.3" Response [F F F] needed
        "The response holds at least one document."
        "応答に1つ以上の文書が含まれている。";
    ResponseErrors "response.errors" "10.3.7" Response [W W W] optional
        "The wallet reports no document as withheld."
        "ウォレットから提供不可とされた文書はない。";
    ResponseAnswersRequest "response.answers-request" "10.2.4" Response [F F F] optional
        "Every document that was asked for is in the response."
        "要求したすべての文書が応答に含まれている。";
    ResponseDocumentCount "response.document-count" "10.2.4" Response [F F F] optional
        "Where the request allows one document of a type, no more came."
        "要求が1つだけ認める文書種別について、2つ以上の文書は提供されていない。";
    ResponseSameHolder "response.same-holder" "policy" Response [F F F] optional
        "All documents are bound to the same device key."
        "すべての文書が同じ端末鍵に結び付けられている。";
    DocumentStructure "document.structure" "10.3.3" Document [F F F] needed
        "The document has the shape that the standard gives it."
        "文書は規格どおりの構造である。";
    DocumentRequested "document.requested" "10.2.4" Document [F F F] optional
        "This document type was asked for."
        "この文書種別は要求したものである。";
    DocumentUnrequestedElements "document.unrequested-elements" "10.2.4" Document [W W W] optional
        "No element was given unasked."
        "要求していない項目は提供されていない。";
    DocumentRequestedElements "document.requested-elements" "13.3" Document [W W W] optional
        "Every element that was asked for was given."
        "要求したすべての項目が提供されている。";
    DocumentPortrait "document.portrait" "13.4.1" Document [W W W] optional
        "The portrait came, where it was asked for and anything came at all."
        "顔写真を要求し何らかの項目が提供された場合、顔写真も提供されている。";
    DocumentElementUnique "document.element-unique" "10.3.3" Document [F F F] needed
        "No element occurs twice in one namespace, issuer-signed and device-signed together."
        "発行者署名・端末署名を通じて、同じ名前空間に同じ項目が重複していない。";
    ItemStructure "item.structure" "10.3.3" Document [F F F] needed
        "Every issuer-signed item has the shape that the standard gives it."
        "発行者署名項目はすべて規格どおりの構造である。";
    ItemRandom "item.random" "12.3.5" Document [W W W] optional
        "Every item has a random value of its own of at least 16 bytes."
        "各項目に16バイト以上の固有の乱数がある。";
    ItemDigestIdRange "item.digest-id-range" "12.3.4" Document [W W W] optional
        "Every digest id is below 2^31."
        "ダイジェストIDはすべて2^31未満である。";
    IssuerAuthStructure "issuer.auth.structure" "12.3.4" Document [F F F] needed
        "The issuer's signature is a COSE_Sign1 with its payload inside."
        "発行者署名はペイロードを含むCOSE_Sign1である。";
    IssuerAuthUntagged "issuer.auth.untagged" "12.3.4" Document [F F W] needed
        "The issuer's signature carries no CBOR tag."
        "発行者署名にCBORタグが付いていない。";
    IssuerAuthHeaders "issuer.auth.headers" "RFC 9052 3" Document [F F F] needed
        "No header of the issuer's signature is given twice."
        "発行者署名のヘッダーに重複がない。";
    IssuerAuthCritical "issuer.auth.critical" "RFC 9052 3.1" Document [F F F] needed
        "The issuer's signature demands no extension that is not understood."
        "発行者署名に未知の必須拡張が指定されていない。";
    IssuerAuthAlgorithm "issuer.auth.algorithm" "12.3.4" Document [F F F] needed
        "The issuer's algorithm stands in the protected header, is allowed and fits the key."
        "発行者の署名アルゴリズムは保護ヘッダーにあり、許可され、鍵に適合している。";
    IssuerAuthSignature "issuer.auth.signature" "12.8.1" Document [F F F] needed
        "The issuer's signature is genuine."
        "発行者の署名は真正である。";
    IssuerX5chainPresent "issuer.x5chain.present" "12.3.4" Document [F F F] needed
        "The issuer's certificate is given, in one place."
        "発行者証明書が一か所に示されている。";
    IssuerX5chainEncoding "issuer.x5chain.encoding" "RFC 9360 2" Document [F F F] needed
        "The issuer's certificate is encoded as a byte string, or an array of byte strings."
        "発行者証明書はバイト列、またはバイト列の配列として符号化されている。";
    IssuerX5chainArrayOfOne "issuer.x5chain.array-of-one" "RFC 9360 2" Document [W W W] optional
        "A single certificate does not stand in an array."
        "単一の証明書は配列に入れられていない。";
    IssuerX5chainLength "issuer.x5chain.length" "B.1.1" Document [W W W] optional
        "The chain holds the document signer's certificate alone."
        "証明書チェーンは文書署名者の証明書のみである。";
    IssuerX5chainAnchorIncluded "issuer.x5chain.anchor-included" "B.1.1" Document [W W W] optional
        "The chain does not carry its own trust anchor."
        "証明書チェーンにトラストアンカー自体が含まれていない。";
    IssuerX5chainThumbprint "issuer.x5chain.thumbprint" "12.3.4" Document [F F F] optional
        "The signed thumbprint is that of the document signer's certificate."
        "署名された拇印は文書署名者証明書のものと一致する。";
    IssuerSignerParse "issuer.signer.parse" "B.1.4" Document [F F F] needed
        "The document signer's certificate can be read."
        "文書署名者の証明書を読み取ることができる。";
    IssuerSignerValidity "issuer.signer.validity" "12.8.3" Document [F F F] needed
        "The document signer's certificate is valid at the time of verification."
        "文書署名者の証明書は検証時点で有効期間内である。";
    IssuerChainAnchor "issuer.chain.anchor" "B.1.4" Document [F F F] needed
        "A trust anchor with the signer's issuer name and key identifier is known."
        "署名者の発行者名と鍵識別子に一致するトラストアンカーがある。";
    IssuerChainSignature "issuer.chain.signature" "12.8.3" Document [F F F] needed
        "The trust anchor's key has signed the document signer's certificate."
        "トラストアンカーの鍵が文書署名者の証明書に署名している。";
    IssuerChainPurpose "issuer.chain.purpose" "12.8.1" Document [F F F] needed
        "The trust anchor is trusted for issuing documents."
        "トラストアンカーは文書発行の目的で信頼されている。";
    IssuerChainDocType "issuer.chain.doc-type" "12.8.1" Document [F F F] needed
        "The trust anchor may issue this document type."
        "トラストアンカーはこの文書種別を発行できる。";
    IssuerChainCategory "issuer.chain.category" "EU ARF OIA_12" Document [F F F] optional
        "The trust anchor's legal category fits the document type."
        "トラストアンカーの法的区分は文書種別に適合している。";
    IssuerChainDocTypeCountry "issuer.chain.doc-type-country" "document type" Document [F F W] needed
        "Where one country alone issues the document type, the signer is of that country."
        "発行国が1か国に限られる文書種別では、署名者の国がその国である。";
    IssuerChainListing "issuer.chain.listing" "C.1.8" Document [F F F] needed
        "The trust anchor's listing is in force."
        "トラストアンカーの掲載は有効期間内である。";
    IssuerAccepted "issuer.accepted" "policy" Document [F F F] optional
        "The relying party takes this document type from this issuer for this purpose."
        "この目的でこの発行者のこの文書種別を受け入れることとしている。";
    IssuerChainCountry "issuer.chain.country" "12.8.3" Document [F F W] needed
        "Signer and trust anchor name the same country."
        "署名者とトラストアンカーの国が一致している。";
    IssuerChainState "issuer.chain.state" "12.8.3" Document [F F W] optional
        "Signer and trust anchor name the same state or province, where both name one."
        "署名者とトラストアンカーの州・県が(双方に記載があれば)一致している。";
    IssuerRevocation "issuer.revocation" "B.3.2" Document [F F F] optional
        "The document signer's certificate is not revoked."
        "文書署名者の証明書は失効していない。";
    IssuerRootValidity "issuer.root.validity" "12.8.3" Document [F F F] needed
        "The trust anchor's certificate is valid at the time of verification."
        "トラストアンカーの証明書は検証時点で有効期間内である。";
    IssuerSignerAuthorityKeyIdentifier "issuer.signer.authority-key-identifier" "B.1.4" Document [F F W] optional
        "The signer's certificate names its issuer's key."
        "署名者証明書に発行者鍵識別子がある。";
    IssuerSignerBasicConstraints "issuer.signer.basic-constraints" "B.1.4" Document [F F F] optional
        "The signer's certificate is no certification authority."
        "署名者証明書は認証局の証明書ではない。";
    IssuerSignerCommonName "issuer.signer.common-name" "B.1.4" Document [F W W] optional
        "The signer has a common name."
        "署名者に一般名(CN)がある。";
    IssuerSignerCountry "issuer.signer.country" "B.1.4" Document [F F W] optional
        "The signer names one country, as two capital letters."
        "署名者の国コードは大文字2文字で1つだけである。";
    IssuerSignerCountryEncoding "issuer.signer.country-encoding" "B.1.1" Document [W W W] optional
        "The signer's country is a PrintableString."
        "署名者の国コードはPrintableStringである。";
    IssuerSignerCrlDistributionPoints "issuer.signer.crl-distribution-points" "B.1.4" Document [F W W] optional
        "The signer's certificate says where its revocation list is."
        "署名者証明書に失効リストの配布点がある。";
    IssuerSignerCrlDistributionPointsForm "issuer.signer.crl-distribution-points-form" "B.1.4" Document [W W W] optional
        "The distribution point is a URI, without reasons or another CRL issuer."
        "配布点はURIであり、理由や別のCRL発行者を含まない。";
    IssuerSignerExtendedKeyUsage "issuer.signer.extended-key-usage" "B.1.4" Document [F F F] needed
        "The signer's certificate is meant for signing this document type and nothing else."
        "署名者証明書はこの文書種別の署名専用である。";
    IssuerSignerExtendedKeyUsageCritical "issuer.signer.extended-key-usage-critical" "B.1.4" Document [F W W] optional
        "The extended key usage is marked critical."
        "拡張鍵用途がクリティカルに指定されている。";
    IssuerSignerForbiddenExtension "issuer.signer.forbidden-extension" "B.1.1" Document [F F W] optional
        "The signer's certificate has none of the forbidden extensions."
        "署名者証明書に禁止された拡張がない。";
    IssuerSignerIssuerAltName "issuer.signer.issuer-alt-name" "B.1.4" Document [F W W] optional
        "The signer's certificate tells how to reach its issuer."
        "署名者証明書に発行者の連絡先がある。";
    IssuerSignerKeyUsage "issuer.signer.key-usage" "B.1.4" Document [F F F] needed
        "The signer's key may sign data and nothing else."
        "署名者の鍵用途はデジタル署名のみである。";
    IssuerSignerKeyUsageCritical "issuer.signer.key-usage-critical" "B.1.4" Document [F W W] optional
        "The signer's key usage is marked critical."
        "署名者の鍵用途がクリティカルに指定されている。";
    IssuerSignerLifetime "issuer.signer.lifetime" "B.1.4" Document [F F W] optional
        "The signer's certificate lives 457 days at the most."
        "署名者証明書の有効期間は457日以内である。";
    IssuerSignerNonCriticalExtensions "issuer.signer.non-critical-extensions" "B.1.4" Document [W W W] optional
        "Key identifiers and the issuer's address are not marked critical."
        "鍵識別子と発行者の連絡先はクリティカルに指定されていない。";
    IssuerSignerPublicKey "issuer.signer.public-key" "B.1.4" Document [F F F] needed
        "The signer's key lies on an allowed, named curve."
        "署名者の鍵は許可された名前付き曲線上にある。";
    IssuerSignerSerialNumber "issuer.signer.serial-number" "B.1.1" Document [F W W] optional
        "The signer's serial number is positive, of 7 to 20 octets."
        "署名者証明書のシリアル番号は正の7〜20オクテットである。";
    IssuerSignerSignatureAlgorithm "issuer.signer.signature-algorithm" "B.1.1" Document [F F F] needed
        "The signer's certificate is signed with an allowed algorithm."
        "署名者証明書は許可されたアルゴリズムで署名されている。";
    IssuerSignerSignatureAlgorithmMatch "issuer.signer.signature-algorithm-match" "RFC 5280 4.1.1.2" Document [F F F] needed
        "Both places of the signer's certificate name the same signature algorithm."
        "署名者証明書の内側と外側の署名アルゴリズムが一致している。";
    IssuerSignerState "issuer.signer.state" "B.1.1" Document [W W W] optional
        "The signer names a state or province where the trust anchor names one."
        "トラストアンカーに州・県の記載がある場合、署名者にも記載がある。";
    IssuerSignerSubjectKeyIdentifier "issuer.signer.subject-key-identifier" "B.1.4" Document [F W W] optional
        "The signer's certificate identifies its key."
        "署名者証明書に鍵識別子がある。";
    IssuerSignerSubjectKeyIdentifierMethod "issuer.signer.subject-key-identifier-method" "B.1.1" Document [W W W] optional
        "The signer's key identifier is the SHA-1 of its key."
        "署名者の鍵識別子は鍵のSHA-1値である。";
    IssuerSignerUnknownCriticalExtension "issuer.signer.unknown-critical-extension" "RFC 5280 4.2" Document [F F F] needed
        "The signer's certificate demands nothing that is not understood."
        "署名者証明書に未知のクリティカル拡張がない。";
    IssuerSignerVersion "issuer.signer.version" "B.1.1" Document [F F F] optional
        "The signer's certificate is of version 3."
        "署名者証明書はバージョン3である。";
    IssuerRootBasicConstraints "issuer.root.basic-constraints" "B.1.2" Document [F F F] needed
        "The trust anchor is a certification authority."
        "トラストアンカーは認証局である。";
    IssuerRootBasicConstraintsCritical "issuer.root.basic-constraints-critical" "B.1.2" Document [F W W] optional
        "The trust anchor's basic constraints are marked critical."
        "トラストアンカーの基本制約がクリティカルに指定されている。";
    IssuerRootCommonName "issuer.root.common-name" "B.1.2" Document [F W W] optional
        "The trust anchor has a common name."
        "トラストアンカーに一般名(CN)がある。";
    IssuerRootCountry "issuer.root.country" "B.1.2" Document [F F W] optional
        "The trust anchor names one country, as two capital letters."
        "トラストアンカーの国コードは大文字2文字で1つだけである。";
    IssuerRootCountryEncoding "issuer.root.country-encoding" "B.1.1" Document [W W W] optional
        "The trust anchor's country is a PrintableString."
        "トラストアンカーの国コードはPrintableStringである。";
    IssuerRootCrlDistributionPointsForm "issuer.root.crl-distribution-points-form" "B.1.2" Document [W W W] optional
        "Where the trust anchor has a distribution point, it is a URI."
        "トラストアンカーに配布点がある場合、それはURIである。";
    IssuerRootExtendedKeyUsage "issuer.root.extended-key-usage" "B.1.2" Document [F W W] optional
        "The trust anchor has no extended key usage."
        "トラストアンカーに拡張鍵用途がない。";
    IssuerRootForbiddenExtension "issuer.root.forbidden-extension" "B.1.1" Document [F W W] optional
        "The trust anchor has none of the forbidden extensions."
        "トラストアンカーに禁止された拡張がない。";
    IssuerRootIssuerAltName "issuer.root.issuer-alt-name" "B.1.2" Document [F W W] optional
        "The trust anchor tells how to reach the authority."
        "トラストアンカーに機関の連絡先がある。";
    IssuerRootKeyCertSign "issuer.root.key-cert-sign" "RFC 5280 6.1.4" Document [F F F] needed
        "The trust anchor's key may sign certificates."
        "トラストアンカーの鍵用途に証明書の署名が含まれている。";
    IssuerRootKeyUsage "issuer.root.key-usage" "B.1.2" Document [F F W] needed
        "The trust anchor's key may sign certificates and revocation lists and nothing else."
        "トラストアンカーの鍵用途は証明書と失効リストの署名のみである。";
    IssuerRootKeyUsageCritical "issuer.root.key-usage-critical" "B.1.2" Document [F W W] optional
        "The trust anchor's key usage is marked critical."
        "トラストアンカーの鍵用途がクリティカルに指定されている。";
    IssuerRootLifetime "issuer.root.lifetime" "B.1.2" Document [F W W] optional
        "The trust anchor lives 20 years at the most."
        "トラストアンカーの有効期間は20年以内である。";
    IssuerRootNonCriticalExtensions "issuer.root.non-critical-extensions" "B.1.2" Document [W W W] optional
        "Key identifiers and the issuer's address are not marked critical."
        "鍵識別子と発行者の連絡先はクリティカルに指定されていない。";
    IssuerRootPathLength "issuer.root.path-length" "B.1.2" Document [F F W] optional
        "The trust anchor allows no authority below itself."
        "トラストアンカーは下位の認証局を認めない。";
    IssuerRootPublicKey "issuer.root.public-key" "B.1.2" Document [F F F] needed
        "The trust anchor's key lies on an allowed, named curve."
        "トラストアンカーの鍵は許可された名前付き曲線上にある。";
    IssuerRootSelfIssued "issuer.root.self-issued" "B.1.2" Document [F F W] optional
        "The trust anchor's subject and issuer are the same."
        "トラストアンカーの主体者名と発行者名が一致している。";
    IssuerRootSerialNumber "issuer.root.serial-number" "B.1.1" Document [W W W] optional
        "The trust anchor's serial number is positive, of 7 to 20 octets."
        "トラストアンカーのシリアル番号は正の7〜20オクテットである。";
    IssuerRootSignatureAlgorithm "issuer.root.signature-algorithm" "B.1.1" Document [F F W] optional
        "The trust anchor is signed with an allowed algorithm."
        "トラストアンカーは許可されたアルゴリズムで署名されている。";
    IssuerRootSignatureAlgorithmMatch "issuer.root.signature-algorithm-match" "RFC 5280 4.1.1.2" Document [F F W] optional
        "Both places of the trust anchor name the same signature algorithm."
        "トラストアンカーの内側と外側の署名アルゴリズムが一致している。";
    IssuerRootSubjectKeyIdentifier "issuer.root.subject-key-identifier" "B.1.2" Document [F W W] optional
        "The trust anchor identifies its key."
        "トラストアンカーに鍵識別子がある。";
    IssuerRootSubjectKeyIdentifierMethod "issuer.root.subject-key-identifier-method" "B.1.1" Document [W W W] optional
        "The trust anchor's key identifier is the SHA-1 of its key."
        "トラストアンカーの鍵識別子は鍵のSHA-1値である。";
    IssuerRootUnknownCriticalExtension "issuer.root.unknown-critical-extension" "RFC 5280 4.2" Document [F F W] optional
        "The trust anchor demands nothing that is not understood."
        "トラストアンカーに未知のクリティカル拡張がない。";
    IssuerRootVersion "issuer.root.version" "B.1.1" Document [F F W] optional
        "The trust anchor is of version 3."
        "トラストアンカーはバージョン3である。";
    MsoStructure "mso.structure" "12.3.4" Document [F F F] needed
        "The mobile security object has the shape that the standard gives it."
        "モバイルセキュリティオブジェクト(MSO)は規格どおりの構造である。";
    MsoVersion "mso.version" "12.3.4" Document [F F F] needed
        "The mobile security object's major version is 1."
        "MSOのメジャーバージョンは1である。";
    MsoDocType "mso.doc-type" "12.8.1" Document [F F F] needed
        "The issuer signed for this document type."
        "発行者はこの文書種別に対して署名している。";
    MsoDigestAlgorithm "mso.digest-algorithm" "12.3.5" Document [F F F] needed
        "The digest algorithm is SHA-256, SHA-384 or SHA-512 and every digest has its length."
        "ダイジェストはSHA-256、SHA-384、SHA-512のいずれかで、長さが正しい。";
    ItemDigest "item.digest" "12.8.1" Document [F F F] needed
        "Every item is the one that the issuer signed."
        "すべての項目は発行者が署名したものと一致する。";
    ItemDigestIdUnique "item.digest-id-unique" "12.3.4" Document [F F F] needed
        "No digest id is used twice in one namespace."
        "同じ名前空間でダイジェストIDが重複していない。";
    MsoDateFormat "mso.date-format" "12.3.4" Document [W W W] optional
        "The mobile security object's dates are in UTC and without fractions."
        "MSOの日時はUTC表記で小数秒を含まない。";
    MsoValidityOrder "mso.validity-order" "12.3.4" Document [F F F] needed
        "The mobile security object was signed before it begins and begins before it ends."
        "MSOの署名日時・有効開始・有効終了の順序が正しい。";
    MsoValidity "mso.validity" "12.8.1" Document [F F F] needed
        "The mobile security object is valid at the time of verification."
        "MSOは検証時点で有効期間内である。";
    MsoSignedInFuture "mso.signed-in-future" "12.8.1" Document [W W W] optional
        "The mobile security object was not signed in the future."
        "MSOの署名日時が未来ではない。";
    MsoSignedWithinSigner "mso.signed-within-signer" "12.8.1" Document [F F W] needed
        "The mobile security object was signed while the signer's certificate was valid."
        "MSOは署名者証明書の有効期間内に署名されている。";
    MsoOutlivesSigner "mso.outlives-signer" "12.8.1" Document [W W W] optional
        "The mobile security object ends no later than the signer's certificate."
        "MSOの有効期限は署名者証明書の有効期限を超えない。";
    MsoKeyAuthorizations "mso.key-authorizations" "12.3.4" Document [F F W] needed
        "The device key's authorizations are well formed."
        "端末鍵の権限指定が正しい形式である。";
    MsoStatus "mso.status" "12.3.6" Document [F F F] optional
        "The document is not revoked or suspended."
        "文書は失効・停止されていない。";
    ElementValidityDates "element.validity-dates" "13.4.1" Document [W W W] optional
        "The document itself is issued and not expired."
        "文書自体が発行日以降かつ有効期限内である。";
    ElementIssuingCountry "element.issuing-country" "13.4.2" Document [F F W] needed
        "The issuing country is the signer's country."
        "発行国は署名者証明書の国と一致する。";
    ElementIssuingJurisdiction "element.issuing-jurisdiction" "13.4.2" Document [F F W] needed
        "The issuing jurisdiction is the signer's state or province."
        "発行管轄は署名者証明書の州・県と一致する。";
    ElementJurisdictionCountry "element.jurisdiction-country" "13.4.1" Document [F F W] needed
        "The issuing jurisdiction lies in the issuing country."
        "発行管轄は発行国に属する。";
    ElementKnown "element.known" "13.4.1" Document [W W W] optional
        "No element stands in a closed namespace that the document type does not have there."
        "他の項目を認めない名前空間に、文書種別が定めない項目がない。";
    ElementType "element.type" "13.4.1" Document [W W W] optional
        "Every known element has the type that its document type gives it."
        "既知の項目はすべて文書種別が定める型である。";
    ElementFormat "element.format" "13.4.1" Document [W W W] optional
        "Every known element has the form, the range and the length that its document type gives it."
        "既知の項目はすべて文書種別が定める形式・範囲・長さである。";
    ElementText "element.text" "policy" Document [W W W] optional
        "Texts are in composed form, without hidden characters, and names are spaced as registered."
        "文字列は合成済みの正規形で、不可視文字がなく、氏名の区切りは登録どおりである。";
    ElementImage "element.image" "13.4.1" Document [W W W] optional
        "Images begin as JPEG or JPEG 2000 do."
        "画像はJPEGまたはJPEG 2000の形式で始まっている。";
    ElementAgeConsistency "element.age-consistency" "13.4.6" Document [W W W] optional
        "What the elements say of the age can all be true."
        "年齢に関する項目は互いに矛盾しない。";
    SodStructure "sod.structure" "ICAO 9303-10 4.6.2" Document [F F W] optional
        "The security object that came with a travel document's data groups can be read."
        "渡航文書のデータグループに付属する文書セキュリティオブジェクトを読み取ることができる。";
    SodDataGroups "sod.data-groups" "ICAO 9303-11 5.1" Document [F F W] optional
        "Every data group of a travel document has the digest that its security object states."
        "渡航文書の各データグループのダイジェストは、文書セキュリティオブジェクトの値と一致する。";
    SodSignature "sod.signature" "ICAO 9303-11 5.1" Document [F F W] optional
        "The security object is signed by the document signer whose certificate it carries."
        "文書セキュリティオブジェクトは、同梱された証明書の署名者によって署名されている。";
    SodChain "sod.chain" "ICAO 9303-11 5.1" Document [F F W] optional
        "The certificate of the travel document's signer leads to a trusted authority."
        "渡航文書の署名者証明書は、信頼する国の認証局（CSCA）に連なる。";
    DeviceStructure "device.structure" "12.4.4" Document [F F F] needed
        "The device-signed part has the shape that the standard gives it."
        "端末署名部は規格どおりの構造である。";
    DeviceAuthExactlyOne "device.auth.exactly-one" "10.3.3" Document [F F F] needed
        "The device authenticates by a signature or by a MAC, not by both."
        "端末認証は署名またはMACのいずれか一方である。";
    DeviceTranscript "device.transcript" "12.7.1" Document [F F F] needed
        "The session transcript is well formed and belongs to the verifier's own key."
        "セッショントランスクリプトは正しい形式で、検証者自身の鍵に対応している。";
    DevicePayloadDetached "device.payload-detached" "12.4.4" Document [F F F] needed
        "The device authentication carries no payload of its own."
        "端末認証に独自のペイロードが含まれていない。";
    DeviceKey "device.key" "12.7.2" Document [F F F] needed
        "The device key is a valid key of an allowed curve."
        "端末鍵は許可された曲線の有効な鍵である。";
    DeviceKeyAuthorization "device.key-authorization" "12.8.2" Document [F F F] needed
        "The issuer authorised the device key for every device-signed element."
        "端末署名されたすべての項目について、発行者が端末鍵に権限を与えている。";
    DeviceElementPlacement "device.element-placement" "13.4.2" Document [F F W] needed
        "No element that only the issuer may sign is device-signed."
        "発行者のみが署名できる項目が端末署名になっていない。";
    DeviceAuthHeaders "device.auth.headers" "RFC 9052 3" Document [F F F] needed
        "No header of the device authentication is given twice."
        "端末認証のヘッダーに重複がない。";
    DeviceAuthCritical "device.auth.critical" "RFC 9052 3.1" Document [F F F] needed
        "The device authentication demands no extension that is not understood."
        "端末認証に未知の必須拡張が指定されていない。";
    DeviceAuthAlgorithm "device.auth.algorithm" "12.4.5, 12.4.6" Document [F F F] needed
        "The device's algorithm stands in the protected header and fits the device key."
        "端末認証アルゴリズムは保護ヘッダーにあり、端末鍵に適合している。";
    DeviceSignature "device.signature" "12.4.6" Document [F F F] needed
        "The device signed this very session."
        "端末がまさにこのセッションに署名している。";
    DeviceMac "device.mac" "12.4.5" Document [F F F] needed
        "The device authenticated this very session with a MAC."
        "端末がまさにこのセッションをMACで認証している。";
    DeviceOwnAuthentication "device.own-authentication" "10.3.3" Document [W W W] optional
        "The document has a device authentication of its own."
        "文書ごとに固有の端末認証がある。";
}

impl CheckId {
    /// The stable id, for example `item.digest`.
    pub const fn as_str(self) -> &'static str {
        self.info().id
    }

    /// The check with this id.
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|check| check.as_str() == id)
    }

    /// What a broken rule means under `profile`.
    pub const fn severity(self, profile: Profile) -> Severity {
        let [strict, aamva, interop] = self.info().severity;
        match profile {
            Profile::Strict => strict,
            Profile::Aamva => aamva,
            Profile::InteropEvent => interop,
        }
    }

    /// The check that reports this certificate rule of a document signer.
    pub(super) const fn for_signer_rule(rule: Rule) -> Option<Self> {
        Some(match rule {
            Rule::AuthorityKeyIdentifier => CheckId::IssuerSignerAuthorityKeyIdentifier,
            Rule::BasicConstraints => CheckId::IssuerSignerBasicConstraints,
            Rule::CommonName => CheckId::IssuerSignerCommonName,
            Rule::Country => CheckId::IssuerSignerCountry,
            Rule::CountryEncoding => CheckId::IssuerSignerCountryEncoding,
            Rule::CrlDistributionPoints => CheckId::IssuerSignerCrlDistributionPoints,
            Rule::CrlDistributionPointsForm => CheckId::IssuerSignerCrlDistributionPointsForm,
            Rule::ExtendedKeyUsage => CheckId::IssuerSignerExtendedKeyUsage,
            Rule::ExtendedKeyUsageCritical => CheckId::IssuerSignerExtendedKeyUsageCritical,
            Rule::ForbiddenExtension => CheckId::IssuerSignerForbiddenExtension,
            Rule::IssuerAltName => CheckId::IssuerSignerIssuerAltName,
            Rule::KeyUsage => CheckId::IssuerSignerKeyUsage,
            Rule::KeyUsageCritical => CheckId::IssuerSignerKeyUsageCritical,
            Rule::Lifetime => CheckId::IssuerSignerLifetime,
            Rule::NonCriticalExtensions => CheckId::IssuerSignerNonCriticalExtensions,
            Rule::PublicKey => CheckId::IssuerSignerPublicKey,
            Rule::SerialNumber => CheckId::IssuerSignerSerialNumber,
            Rule::SignatureAlgorithm => CheckId::IssuerSignerSignatureAlgorithm,
            Rule::SignatureAlgorithmMatch => CheckId::IssuerSignerSignatureAlgorithmMatch,
            Rule::SubjectKeyIdentifier => CheckId::IssuerSignerSubjectKeyIdentifier,
            Rule::SubjectKeyIdentifierMethod => CheckId::IssuerSignerSubjectKeyIdentifierMethod,
            Rule::UnknownCriticalExtension => CheckId::IssuerSignerUnknownCriticalExtension,
            Rule::Version => CheckId::IssuerSignerVersion,
            Rule::BasicConstraintsCritical
            | Rule::KeyCertSign
            | Rule::PathLength
            | Rule::SelfIssued => return None,
        })
    }

    /// The check that reports this certificate rule of a trust anchor.
    pub(super) const fn for_root_rule(rule: Rule) -> Option<Self> {
        Some(match rule {
            Rule::BasicConstraints => CheckId::IssuerRootBasicConstraints,
            Rule::BasicConstraintsCritical => CheckId::IssuerRootBasicConstraintsCritical,
            Rule::CommonName => CheckId::IssuerRootCommonName,
            Rule::Country => CheckId::IssuerRootCountry,
            Rule::CountryEncoding => CheckId::IssuerRootCountryEncoding,
            Rule::CrlDistributionPointsForm => CheckId::IssuerRootCrlDistributionPointsForm,
            Rule::ExtendedKeyUsage => CheckId::IssuerRootExtendedKeyUsage,
            Rule::ForbiddenExtension => CheckId::IssuerRootForbiddenExtension,
            Rule::IssuerAltName => CheckId::IssuerRootIssuerAltName,
            Rule::KeyCertSign => CheckId::IssuerRootKeyCertSign,
            Rule::KeyUsage => CheckId::IssuerRootKeyUsage,
            Rule::KeyUsageCritical => CheckId::IssuerRootKeyUsageCritical,
            Rule::Lifetime => CheckId::IssuerRootLifetime,
            Rule::NonCriticalExtensions => CheckId::IssuerRootNonCriticalExtensions,
            Rule::PathLength => CheckId::IssuerRootPathLength,
            Rule::PublicKey => CheckId::IssuerRootPublicKey,
            Rule::SelfIssued => CheckId::IssuerRootSelfIssued,
            Rule::SerialNumber => CheckId::IssuerRootSerialNumber,
            Rule::SignatureAlgorithm => CheckId::IssuerRootSignatureAlgorithm,
            Rule::SignatureAlgorithmMatch => CheckId::IssuerRootSignatureAlgorithmMatch,
            Rule::SubjectKeyIdentifier => CheckId::IssuerRootSubjectKeyIdentifier,
            Rule::SubjectKeyIdentifierMethod => CheckId::IssuerRootSubjectKeyIdentifierMethod,
            Rule::UnknownCriticalExtension => CheckId::IssuerRootUnknownCriticalExtension,
            Rule::Version => CheckId::IssuerRootVersion,
            Rule::AuthorityKeyIdentifier
            | Rule::CrlDistributionPoints
            | Rule::ExtendedKeyUsageCritical => return None,
        })
    }
}

impl fmt::Display for CheckId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::x509::ProfileKind;

    #[test]
    fn the_checks_of_a_scope_stand_together() {
        for scope in [Scope::Document, Scope::Response] {
            let own = CheckId::ALL.iter().filter(|check| check.info().scope == scope);
            assert!(own.eq(scope.checks()), "{scope:?}");
        }
    }

    #[test]
    fn every_rule_has_the_check_of_its_name() {
        for (kind, prefix, of) in [
            (ProfileKind::DocumentSigner, "issuer.signer", CheckId::for_signer_rule as fn(_) -> _),
            (ProfileKind::IacaRoot, "issuer.root", CheckId::for_root_rule),
        ] {
            for rule in Rule::of(kind) {
                let check: Option<CheckId> = of(rule);
                let name = format!("{prefix}.{}", rule.name());
                assert_eq!(check.map(CheckId::as_str), Some(name.as_str()));
            }
        }
    }
}
