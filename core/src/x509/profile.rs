//! The profiles of ISO 18013-5 Annex B as tables of rules.

use der::asn1::ObjectIdentifier;
use x509_cert::ext::pkix::name::{DistributionPointName, GeneralName, GeneralNames};
use x509_cert::ext::pkix::{
    AuthorityKeyIdentifier, BasicConstraints, CrlDistributionPoints, ExtendedKeyUsage,
    IssuerAltName, KeyUsage, KeyUsages, SubjectKeyIdentifier,
};

use super::certificate::{Certificate, Extension, KeyFault};
use super::extension::{Found, oid};
use super::path::signature_hash;
use crate::crypto::{CryptoError, CryptoProvider, Curve, HashAlgorithm};
use crate::facts::{Facts, shown};

const SECONDS_PER_DAY: i64 = 86_400;
/// B.1.2: 20 years, with the leap days they can have.
const MAX_ROOT_DAYS: i64 = 20 * 365 + 5;
/// B.1.4
const MAX_SIGNER_DAYS: i64 = 457;
/// B.1.5, B.1.7 and C.1.7.2: readers and the signers of lists.
const MAX_READER_DAYS: i64 = 1187;
/// A serial number has at least 63 random bits: shorter than this once in 2^15.
const MIN_SERIAL_OCTETS: usize = 7;
/// RFC 5280 4.1.2.2
const MAX_SERIAL_OCTETS: usize = 20;

const MDL_READER: ObjectIdentifier = oid("1.0.18013.5.1.6");
const MDOC_READER: ObjectIdentifier = oid("1.0.23220.4.1.6");
const MDL_VICAL: ObjectIdentifier = oid("1.0.18013.5.1.8");
const MDOC_VICAL: ObjectIdentifier = oid("1.0.23220.4.1.8");
/// Where a purpose of these arcs is none of signing documents, it is somebody else's: certificate
/// and list signers and readers of ISO mdoc, the purposes of PKIX and of Microsoft, any purpose.
const OTHER_ARCS: [&str; 5] =
    ["1.0.18013.5.1.", "1.0.23220.4.1.", "1.3.6.1.4.1.311.", "1.3.6.1.5.5.7.3.", "2.5.29.37."];
const DOCUMENT_SIGNERS: [&str; 2] = ["1.0.18013.5.1.2", "1.0.23220.4.1.2"];
/// B.1.1: policyMappings, nameConstraints, policyConstraints, inhibitAnyPolicy, freshestCRL.
const FORBIDDEN: [ObjectIdentifier; 5] =
    [oid("2.5.29.33"), oid("2.5.29.30"), oid("2.5.29.36"), oid("2.5.29.54"), oid("2.5.29.46")];
const EXTENDED_KEY_USAGE: ObjectIdentifier = oid("2.5.29.37");
/// B.1.1: subjectKeyIdentifier, issuerAltName, authorityKeyIdentifier.
const NOT_CRITICAL: [ObjectIdentifier; 3] = [oid("2.5.29.14"), oid("2.5.29.18"), oid("2.5.29.35")];
/// A profile of Annex B.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ProfileKind {
    /// B.1.4, the signer of mobile security objects.
    DocumentSigner,
    /// B.1.2, the root of an issuing authority.
    IacaRoot,
    /// B.1.5, the signer of requests.
    ReaderAuthentication,
    /// B.1.7, the signer of status lists. The standard recommends where it commands elsewhere.
    StatusSigner,
    /// C.1.7.2, the signer of a VICAL.
    VicalSigner,
}

/// Which extended key usages a document signer needs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum EkuPolicy<'a> {
    /// Any purpose of an ecosystem that signs documents: Annex B is normative for mDL alone.
    #[default]
    AnyDocument,
    /// One of these object identifiers, with others beside it that sign documents or without.
    OneOf(&'a [String]),
}

/// What the rules need besides the certificate.
#[derive(Clone, Copy, Debug)]
pub struct ProfileContext<'a> {
    /// For the key and its identifier.
    pub provider: &'a CryptoProvider,
    /// For a document signer's extended key usage.
    pub eku: EkuPolicy<'a>,
}

/// The outcome of one rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RuleOutcome {
    /// The rule is broken.
    Broken(Facts),
    /// The rule holds.
    Holds,
    /// The rule has nothing to say: what it speaks of is absent.
    NotApplicable,
    /// No answer could be had.
    Undetermined(Facts),
}

use RuleOutcome::{Holds, NotApplicable};

type Test = fn(ProfileKind, &Certificate, &ProfileContext<'_>) -> RuleOutcome;

macro_rules! rules {
    ($($name:ident $id:literal $test:ident [$($kind:ident)*];)*) => {
        /// A rule of Annex B.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum Rule {
            $(#[doc = concat!("`", $id, "`")] $name,)*
        }

        impl Rule {
            /// The stable name.
            pub const fn name(self) -> &'static str {
                match self {
                    $(Rule::$name => $id,)*
                }
            }
        }

        /// Each rule with its test and the profiles it belongs to.
        const RULES: &[(Rule, Test, &[ProfileKind])] =
            &[$((Rule::$name, $test, &[$(ProfileKind::$kind),*]),)*];
    };
}

rules! {
    AuthorityKeyIdentifier "authority-key-identifier" authority_key_identifier
        [DocumentSigner ReaderAuthentication VicalSigner];
    BasicConstraints "basic-constraints" basic_constraints
        [IacaRoot DocumentSigner ReaderAuthentication StatusSigner VicalSigner];
    BasicConstraintsCritical "basic-constraints-critical" basic_constraints_critical [IacaRoot];
    CommonName "common-name" common_name [IacaRoot DocumentSigner ReaderAuthentication VicalSigner];
    Country "country" country [IacaRoot DocumentSigner VicalSigner];
    CountryEncoding "country-encoding" country_encoding
        [IacaRoot DocumentSigner ReaderAuthentication VicalSigner];
    CrlDistributionPoints "crl-distribution-points" crl_distribution_points
        [DocumentSigner ReaderAuthentication VicalSigner];
    CrlDistributionPointsForm "crl-distribution-points-form" crl_distribution_points_form
        [IacaRoot DocumentSigner ReaderAuthentication VicalSigner];
    ExtendedKeyUsage "extended-key-usage" extended_key_usage
        [IacaRoot DocumentSigner ReaderAuthentication VicalSigner];
    ExtendedKeyUsageCritical "extended-key-usage-critical" extended_key_usage_critical
        [DocumentSigner ReaderAuthentication VicalSigner];
    ForbiddenExtension "forbidden-extension" forbidden_extension
        [IacaRoot DocumentSigner ReaderAuthentication VicalSigner];
    IssuerAltName "issuer-alt-name" issuer_alt_name [IacaRoot DocumentSigner];
    KeyCertSign "key-cert-sign" key_cert_sign [IacaRoot];
    KeyUsage "key-usage" key_usage
        [IacaRoot DocumentSigner ReaderAuthentication StatusSigner VicalSigner];
    KeyUsageCritical "key-usage-critical" key_usage_critical
        [IacaRoot DocumentSigner ReaderAuthentication VicalSigner];
    Lifetime "lifetime" lifetime
        [IacaRoot DocumentSigner ReaderAuthentication StatusSigner VicalSigner];
    NonCriticalExtensions "non-critical-extensions" non_critical_extensions
        [IacaRoot DocumentSigner ReaderAuthentication];
    PathLength "path-length" path_length [IacaRoot];
    PublicKey "public-key" public_key [IacaRoot DocumentSigner ReaderAuthentication StatusSigner VicalSigner];
    SelfIssued "self-issued" self_issued [IacaRoot];
    SerialNumber "serial-number" serial_number [IacaRoot DocumentSigner ReaderAuthentication VicalSigner];
    SignatureAlgorithm "signature-algorithm" signature_algorithm
        [IacaRoot DocumentSigner ReaderAuthentication StatusSigner VicalSigner];
    SignatureAlgorithmMatch "signature-algorithm-match" signature_algorithm_match
        [IacaRoot DocumentSigner ReaderAuthentication StatusSigner VicalSigner];
    SubjectKeyIdentifier "subject-key-identifier" subject_key_identifier
        [IacaRoot DocumentSigner ReaderAuthentication VicalSigner];
    SubjectKeyIdentifierMethod "subject-key-identifier-method" subject_key_identifier_method
        [IacaRoot DocumentSigner ReaderAuthentication VicalSigner];
    UnknownCriticalExtension "unknown-critical-extension" unknown_critical_extension
        [IacaRoot DocumentSigner ReaderAuthentication StatusSigner VicalSigner];
    Version "version" version [IacaRoot DocumentSigner ReaderAuthentication StatusSigner VicalSigner];
}

impl Rule {
    /// The rules of a profile.
    pub fn of(kind: ProfileKind) -> impl Iterator<Item = Rule> {
        let own = RULES.iter().filter(move |(_, _, kinds)| kinds.contains(&kind));
        own.map(|(rule, _, _)| *rule)
    }
}

/// Holds a certificate against a profile: one outcome for every rule of the profile.
///
/// Validity, issuer and signature are not among them: see [`super::validity_at`],
/// [`super::issuer_matches`] and [`super::signature_holds`].
pub fn check(
    kind: ProfileKind,
    certificate: &Certificate,
    context: &ProfileContext<'_>,
) -> Vec<(Rule, RuleOutcome)> {
    let own = RULES.iter().filter(|(_, _, kinds)| kinds.contains(&kind));
    own.map(|(rule, test, _)| (*rule, test(kind, certificate, context))).collect()
}

fn broken(problem: &str) -> RuleOutcome {
    RuleOutcome::Broken(Facts::of("problem", problem))
}

fn judge(holds: bool, facts: impl FnOnce() -> Facts) -> RuleOutcome {
    if holds { Holds } else { RuleOutcome::Broken(facts()) }
}

/// The extension must be there, readable, and as `rule` says.
fn required<T>(found: Found<T>, rule: impl FnOnce(T) -> RuleOutcome) -> RuleOutcome {
    match found {
        Found::Absent => broken("absent"),
        Found::Malformed => broken("malformed"),
        Found::Read { value, .. } => rule(value),
    }
}

/// An extension that is there must be critical.
fn critical<T>(found: &Found<T>) -> RuleOutcome {
    match found {
        Found::Read { critical, .. } => judge(*critical, Facts::none),
        Found::Absent | Found::Malformed => NotApplicable,
    }
}

fn authority_key_identifier(
    _: ProfileKind,
    own: &Certificate,
    _: &ProfileContext<'_>,
) -> RuleOutcome {
    required(own.find::<AuthorityKeyIdentifier>(), |value| match value.key_identifier {
        Some(_) => Holds,
        None => broken("no key identifier"),
    })
}

fn basic_constraints(kind: ProfileKind, own: &Certificate, _: &ProfileContext<'_>) -> RuleOutcome {
    let found = own.find::<BasicConstraints>();
    if kind == ProfileKind::IacaRoot {
        return required(found, |value| judge(value.ca, || Facts::of("problem", "no authority")));
    }
    match found {
        Found::Absent => Holds,
        Found::Malformed => broken("malformed"),
        Found::Read { value, .. } => judge(!value.ca, || Facts::of("problem", "an authority")),
    }
}

fn basic_constraints_critical(
    _: ProfileKind,
    own: &Certificate,
    _: &ProfileContext<'_>,
) -> RuleOutcome {
    critical(&own.find::<BasicConstraints>())
}

fn common_name(_: ProfileKind, own: &Certificate, _: &ProfileContext<'_>) -> RuleOutcome {
    judge(own.subject().common_name().is_some_and(|name| !name.is_empty()), Facts::none)
}

fn country(_: ProfileKind, own: &Certificate, _: &ProfileContext<'_>) -> RuleOutcome {
    let country = own.subject().country();
    let holds = country.is_some_and(|code| {
        code.len() == 2 && code.bytes().all(|letter| letter.is_ascii_uppercase())
    });
    judge(holds, || Facts::of("country", country.map_or_else(String::new, shown)))
}

fn country_encoding(_: ProfileKind, own: &Certificate, _: &ProfileContext<'_>) -> RuleOutcome {
    own.subject().country_is_printable().map_or(NotApplicable, |holds| judge(holds, Facts::none))
}

fn crl_distribution_points(
    _: ProfileKind,
    own: &Certificate,
    _: &ProfileContext<'_>,
) -> RuleOutcome {
    required(own.find::<CrlDistributionPoints>(), |points| {
        let named = points.0.iter().any(|point| point.distribution_point.is_some());
        judge(named, || Facts::of("problem", "no point has a name"))
    })
}

fn crl_distribution_points_form(
    _: ProfileKind,
    own: &Certificate,
    _: &ProfileContext<'_>,
) -> RuleOutcome {
    let points = match own.find::<CrlDistributionPoints>() {
        Found::Absent => return NotApplicable,
        Found::Malformed => return broken("malformed"),
        Found::Read { value, .. } => value.0,
    };
    let is_uri = |name: &GeneralName| matches!(name, GeneralName::UniformResourceIdentifier(_));
    let uris = points.iter().all(|point| {
        matches!(&point.distribution_point,
            Some(DistributionPointName::FullName(names)) if names.iter().any(is_uri))
    });
    let plain = points.iter().all(|point| point.reasons.is_none() && point.crl_issuer.is_none());
    match (uris, plain) {
        (true, true) => Holds,
        (false, _) => broken("no URI"),
        (_, false) => broken("reasons or another CRL issuer"),
    }
}

fn extended_key_usage(
    kind: ProfileKind,
    own: &Certificate,
    context: &ProfileContext<'_>,
) -> RuleOutcome {
    if kind == ProfileKind::IacaRoot {
        return none_of(own, |oid, _| oid == EXTENDED_KEY_USAGE);
    }
    required(own.find::<ExtendedKeyUsage>(), |usage| {
        let purposes = usage.0;
        let names = || purposes.iter().map(ObjectIdentifier::to_string).collect::<Vec<_>>();
        let allowed = match (kind, context.eku) {
            (ProfileKind::VicalSigner, _) => {
                purposes.contains(&MDL_VICAL)
                    && purposes.iter().all(|own| [MDL_VICAL, MDOC_VICAL].contains(own))
            }
            (ProfileKind::ReaderAuthentication, _) => {
                purposes.contains(&MDL_READER)
                    && purposes.iter().all(|own| [MDL_READER, MDOC_READER].contains(own))
            }
            (_, EkuPolicy::OneOf(needed)) => {
                names().iter().any(|own| needed.contains(own)) && signs_documents(&purposes)
            }
            (_, EkuPolicy::AnyDocument) => signs_documents(&purposes),
        };
        judge(allowed, || Facts::of("purposes", names()))
    })
}

/// Some purpose, and none that belongs to somebody else.
fn signs_documents(purposes: &[ObjectIdentifier]) -> bool {
    let others = |own: &ObjectIdentifier| {
        let text = own.to_string();
        !DOCUMENT_SIGNERS.contains(&text.as_str())
            && OTHER_ARCS.iter().any(|arc| text.starts_with(arc))
    };
    !purposes.is_empty() && !purposes.iter().any(others)
}

fn extended_key_usage_critical(
    _: ProfileKind,
    own: &Certificate,
    _: &ProfileContext<'_>,
) -> RuleOutcome {
    critical(&own.find::<ExtendedKeyUsage>())
}

fn forbidden_extension(_: ProfileKind, own: &Certificate, _: &ProfileContext<'_>) -> RuleOutcome {
    none_of(own, |oid, _| FORBIDDEN.contains(&oid))
}

/// Broken by the extensions that `bad` picks, which are named.
fn none_of(own: &Certificate, bad: impl Fn(ObjectIdentifier, bool) -> bool) -> RuleOutcome {
    none(own.extensions.iter().filter(|own| bad(own.oid, own.critical)))
}

fn none<'a>(found: impl Iterator<Item = &'a Extension>) -> RuleOutcome {
    let found: Vec<String> = found.map(|own| own.oid.to_string()).collect();
    judge(found.is_empty(), || Facts::of("extensions", found.clone()))
}

fn issuer_alt_name(_: ProfileKind, own: &Certificate, _: &ProfileContext<'_>) -> RuleOutcome {
    required(own.find::<IssuerAltName>(), |names| {
        judge(reachable(&names.0), || Facts::of("problem", "neither a mail address nor a URI"))
    })
}

fn reachable(names: &GeneralNames) -> bool {
    names.iter().any(|name| {
        matches!(name, GeneralName::Rfc822Name(_) | GeneralName::UniformResourceIdentifier(_))
    })
}

fn key_cert_sign(_: ProfileKind, own: &Certificate, _: &ProfileContext<'_>) -> RuleOutcome {
    // Absent or malformed: another rule says so, and RFC 5280 takes absence for any usage.
    let Found::Read { value, .. } = own.find::<KeyUsage>() else { return NotApplicable };
    judge(value.0.contains(KeyUsages::KeyCertSign), Facts::none)
}

fn non_critical_extensions(
    _: ProfileKind,
    own: &Certificate,
    _: &ProfileContext<'_>,
) -> RuleOutcome {
    none_of(own, |oid, critical| critical && NOT_CRITICAL.contains(&oid))
}

fn key_usage(kind: ProfileKind, own: &Certificate, _: &ProfileContext<'_>) -> RuleOutcome {
    let found = own.find::<KeyUsage>();
    if kind == ProfileKind::StatusSigner && matches!(found, Found::Absent) {
        return NotApplicable;
    }
    required(found, |usage| {
        let expected = match kind {
            ProfileKind::IacaRoot => KeyUsages::KeyCertSign | KeyUsages::CRLSign,
            ProfileKind::VicalSigner => KeyUsages::NonRepudiation.into(),
            _ => KeyUsages::DigitalSignature.into(),
        };
        let names = || usage.0.into_iter().map(|own| format!("{own:?}")).collect::<Vec<_>>();
        judge(usage.0 == expected, || Facts::of("usages", names()))
    })
}

fn key_usage_critical(_: ProfileKind, own: &Certificate, _: &ProfileContext<'_>) -> RuleOutcome {
    critical(&own.find::<KeyUsage>())
}

fn lifetime(kind: ProfileKind, own: &Certificate, _: &ProfileContext<'_>) -> RuleOutcome {
    let most = match kind {
        ProfileKind::DocumentSigner => MAX_SIGNER_DAYS,
        ProfileKind::IacaRoot => MAX_ROOT_DAYS,
        ProfileKind::ReaderAuthentication
        | ProfileKind::StatusSigner
        | ProfileKind::VicalSigner => MAX_READER_DAYS,
    };
    let seconds = own.not_after().since(own.not_before());
    let holds = (0..=most * SECONDS_PER_DAY).contains(&seconds);
    judge(holds, || Facts::of("days", seconds / SECONDS_PER_DAY).and("most-days", most))
}

fn path_length(_: ProfileKind, own: &Certificate, _: &ProfileContext<'_>) -> RuleOutcome {
    let Found::Read { value, .. } = own.find::<BasicConstraints>() else { return NotApplicable };
    if !value.ca {
        return NotApplicable;
    }
    judge(value.path_len_constraint == Some(0), || match value.path_len_constraint {
        Some(length) => Facts::of("path-length", i64::from(length)),
        None => Facts::of("path-length", "absent"),
    })
}

fn public_key(kind: ProfileKind, own: &Certificate, context: &ProfileContext<'_>) -> RuleOutcome {
    let key = match own.public_key() {
        Ok(key) => key,
        Err(KeyFault::NotAllowed(oid)) => {
            return RuleOutcome::Broken(Facts::of("key-type", oid.as_str()));
        }
        Err(KeyFault::Malformed) => return broken("malformed"),
    };
    let curve = Facts::of("curve", key.curve().name());
    let edwards = matches!(key.curve(), Curve::Ed25519 | Curve::Ed448);
    if edwards && kind == ProfileKind::IacaRoot {
        return RuleOutcome::Broken(curve);
    }
    if !edwards && key.octets().first() != Some(&4) {
        return RuleOutcome::Broken(curve.and("problem", "the point is compressed"));
    }
    match (context.provider.check_public_key)(key) {
        Ok(()) => Holds,
        Err(CryptoError::Unsupported) => RuleOutcome::Undetermined(curve),
        Err(_) => RuleOutcome::Broken(curve.and("problem", "no valid key of its curve")),
    }
}

fn self_issued(_: ProfileKind, own: &Certificate, _: &ProfileContext<'_>) -> RuleOutcome {
    judge(own.subject().der() == own.issuer().der(), || {
        Facts::of("issuer", own.issuer().to_string())
    })
}

fn serial_number(_: ProfileKind, own: &Certificate, _: &ProfileContext<'_>) -> RuleOutcome {
    let octets = own.serial.len();
    let positive = own.serial.first().is_some_and(|first| *first < 0x80)
        && own.serial.iter().any(|octet| *octet != 0);
    let holds = positive && (MIN_SERIAL_OCTETS..=MAX_SERIAL_OCTETS).contains(&octets);
    judge(holds, || {
        let sign = if positive { "positive" } else { "not positive" };
        Facts::of("octets", octets).and("sign", sign)
    })
}

fn signature_algorithm(_: ProfileKind, own: &Certificate, _: &ProfileContext<'_>) -> RuleOutcome {
    let algorithm = &own.inner_algorithm;
    let holds = signature_hash(algorithm.oid).is_some() && algorithm.parameters.is_none();
    judge(holds, || Facts::of("algorithm", algorithm.oid.to_string()))
}

fn signature_algorithm_match(
    _: ProfileKind,
    own: &Certificate,
    _: &ProfileContext<'_>,
) -> RuleOutcome {
    judge(own.inner_algorithm == own.outer_algorithm, || {
        Facts::of("inside", own.inner_algorithm.oid.to_string())
            .and("outside", own.outer_algorithm.oid.to_string())
    })
}

fn subject_key_identifier(
    _: ProfileKind,
    own: &Certificate,
    _: &ProfileContext<'_>,
) -> RuleOutcome {
    required(own.find::<SubjectKeyIdentifier>(), |_| Holds)
}

fn subject_key_identifier_method(
    _: ProfileKind,
    own: &Certificate,
    context: &ProfileContext<'_>,
) -> RuleOutcome {
    let Some(identifier) = own.key_identifier() else { return NotApplicable };
    let digest = (context.provider.digest)(HashAlgorithm::Sha1, &[&own.key_bits]);
    judge(identifier == digest.as_ref(), Facts::none)
}

fn unknown_critical_extension(
    _: ProfileKind,
    own: &Certificate,
    _: &ProfileContext<'_>,
) -> RuleOutcome {
    none(own.not_understood())
}

fn version(_: ProfileKind, own: &Certificate, _: &ProfileContext<'_>) -> RuleOutcome {
    judge(own.version == 2, || Facts::of("version", i64::from(own.version) + 1))
}
