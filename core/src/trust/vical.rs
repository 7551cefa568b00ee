//! VICAL: a provider's signed list of issuing authorities (ISO/IEC 18013-5 Annex C.1.7, C.1.8).
//!
//! 1. [`Vical::decode`] reads the list; each entry by itself, so that one bad entry spoils no other.
//! 2. [`Vical::verify`] holds it against its rules: the signer's chain to a root that the operator
//!    chose, the signer's profile (which may *not* sign data in general), the signature, the dates,
//!    and what is known of earlier lists.
//! 3. [`VerifiedVical::anchors`] gives the anchors, each for the document types it is listed for.
//!
//! Whatever an entry says beside its certificate is compared and never used: the certificate speaks.

use std::collections::BTreeMap;
use std::ops::Deref;

use super::store::{AnchorSource, DocTypes, Listing, Purpose, TrustAnchor};
use crate::codec::limits::{MAX_DEPTH, MAX_VICAL_BYTES, MAX_VICAL_ENTRIES};
use crate::codec::{DecodeError, Item, Problem, Scanned, scan, scan_around};
use crate::cose::{Algorithm, Label, Signed};
use crate::crypto::CryptoProvider;
use crate::facts::{Facts, shown};
use crate::instant::Timestamp;
use crate::x509::{
    self, Certificate, EkuPolicy, ProfileContext, ProfileKind, Rule, RuleOutcome, ValidityAt,
};

const ALG: Label<'static> = Label::Int(1);
const CRIT: Label<'static> = Label::Int(2);
const ENTRIES: &str = "certificateInfos";
/// The members of an entry that the standard names.
const MEMBERS: [&str; 13] = [
    "certificate",
    "serialNumber",
    "ski",
    "docType",
    "certificateProfile",
    "issuingAuthority",
    "issuingCountry",
    "stateOrProvinceName",
    "issuer",
    "subject",
    "notBefore",
    "notAfter",
    "extensions",
];

/// A rule of a VICAL.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum VicalRule {
    /// The algorithm is allowed and fits the signer's key.
    Algorithm,
    /// The entry's certificate can be read.
    CertificateParse,
    /// The entry's certificate is valid at the time.
    CertificateValidity,
    /// The list was not made in the future.
    Date,
    /// The entry names the document types it may issue.
    DocTypes,
    /// No certificate stands in two entries.
    Duplicate,
    /// The list has at least one entry.
    Entries,
    /// The entry has the shape that the standard gives it.
    EntryStructure,
    /// What the entry says beside its certificate agrees with the certificate.
    Fields,
    /// No header is given twice or demands what is not understood.
    Headers,
    /// The entry's key identifier is the certificate's own, once and not wrapped again.
    KeyIdentifier,
    /// The entry has no member that the standard does not name.
    Members,
    /// The next list is not due.
    NextUpdate,
    /// The list has not ended.
    NotAfter,
    /// The list is not older than one that is known.
    Rollback,
    /// The entry's certificate has the profile of an issuing authority.
    RootProfile,
    /// No two entries have one name and different keys.
    SameName,
    /// The signature is genuine.
    Signature,
    /// The signer's certificate leads to a root that is trusted for VICALs.
    SignerChain,
    /// The signer's certificate has the profile of a VICAL signer.
    SignerProfile,
    /// The signature carries no CBOR tag.
    Tag,
    /// The major version is 1.
    Version,
}

impl VicalRule {
    /// The stable name.
    pub const fn name(self) -> &'static str {
        match self {
            VicalRule::Algorithm => "vical.algorithm",
            VicalRule::CertificateParse => "vical.entry.certificate",
            VicalRule::CertificateValidity => "vical.entry.validity",
            VicalRule::Date => "vical.date",
            VicalRule::DocTypes => "vical.entry.doc-types",
            VicalRule::Duplicate => "vical.entry.duplicate",
            VicalRule::Entries => "vical.entries",
            VicalRule::EntryStructure => "vical.entry.structure",
            VicalRule::Fields => "vical.entry.fields",
            VicalRule::Headers => "vical.headers",
            VicalRule::KeyIdentifier => "vical.entry.key-identifier",
            VicalRule::Members => "vical.entry.members",
            VicalRule::NextUpdate => "vical.next-update",
            VicalRule::NotAfter => "vical.not-after",
            VicalRule::Rollback => "vical.rollback",
            VicalRule::RootProfile => "vical.entry.profile",
            VicalRule::SameName => "vical.entry.same-name",
            VicalRule::Signature => "vical.signature",
            VicalRule::SignerChain => "vical.signer.chain",
            VicalRule::SignerProfile => "vical.signer.profile",
            VicalRule::Tag => "vical.tag",
            VicalRule::Version => "vical.version",
        }
    }
}

/// A broken rule.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct VicalFinding {
    /// The entry's place in the list; `None` for the list itself.
    pub entry: Option<usize>,
    /// Which rule.
    pub rule: VicalRule,
    /// Whether the list, or the entry, is unusable for it.
    pub grave: bool,
    /// What is known.
    pub facts: Facts,
}

/// One entry.
///
/// ```cddl
/// CertificateInfo = { "certificate": bstr, "serialNumber": biguint, "ski": bstr,
///   "docType": [+ tstr], ? "certificateProfile": [+ tstr], ? "issuingAuthority": tstr,
///   ? "issuingCountry": tstr, ? "stateOrProvinceName": tstr, ? "issuer": bstr, ? "subject": bstr,
///   ? "notBefore": tdate, ? "notAfter": tdate, ? "extensions": {* tstr => any}, * tstr => RFU }
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct VicalEntry {
    /// The authority's certificate, where it can be read.
    pub certificate: Option<Certificate>,
    /// The document types it is listed for.
    pub doc_types: Vec<String>,
}

impl VicalEntry {
    /// Whether an anchor can be made of it.
    pub fn is_usable(&self) -> bool {
        self.certificate.is_some() && !self.doc_types.is_empty()
    }
}

/// What is remembered of a list, to notice an older one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VicalMark {
    /// `vicalProvider`
    pub provider: String,
    /// `vicalIssueID`
    pub issue_id: Option<u64>,
    /// `date`
    pub date: Timestamp,
}

/// A list as received. Nothing is known of its signature until [`Vical::verify`].
///
/// ```cddl
/// VICAL = { "version": tstr, "vicalProvider": tstr, ? "vicalIssueID": uint, "date": tdate,
///   ? "nextUpdate": tdate, ? "notAfter": tdate, "certificateInfos": [* CertificateInfo],
///   ? "extensions": {* tstr => any}, ? "vicalURL": tstr, * tstr => RFU }
/// ; payload of an untagged COSE_Sign1, x5chain unprotected
/// ```
#[derive(Clone, Debug)]
pub struct Vical {
    bytes: Vec<u8>,
    version: String,
    provider: String,
    issue_id: Option<u64>,
    date: Timestamp,
    next_update: Option<Timestamp>,
    not_after: Option<Timestamp>,
    url: Option<String>,
    entries: Vec<VicalEntry>,
    findings: Vec<VicalFinding>,
}

/// Every broken rule of a list.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct VicalReport {
    /// The findings: those of the list first.
    pub findings: Vec<VicalFinding>,
    /// The signer's subject, where its certificate can be read.
    pub signer: Option<String>,
}

impl VicalReport {
    /// Whether the list as a whole can be used.
    pub fn is_usable(&self) -> bool {
        !self.findings.iter().any(|own| own.entry.is_none() && own.grave)
    }
}

/// A list whose signature and dates were found good. Only [`Vical::verify`] makes one.
#[derive(Clone, Debug)]
pub struct VerifiedVical(Vical);

impl Deref for VerifiedVical {
    type Target = Vical;

    fn deref(&self) -> &Vical {
        &self.0
    }
}

impl VerifiedVical {
    /// The anchors, for issuing the document types each is listed for.
    ///
    /// They are listed until the list's end, and until `stale_for` seconds after its next update
    /// was due, where that is given. Until then an overdue list is what
    /// [`crate::status::StatusRules::overdue_listing`] says.
    pub fn anchors(&self, stale_for: Option<i64>) -> Vec<TrustAnchor> {
        let own = &self.0;
        let due = own.next_update.zip(stale_for).map(|(due, seconds)| due.plus(seconds));
        let until = [own.not_after, due].into_iter().flatten().min();
        let listing = Listing { from: Some(own.date), until, due: own.next_update };
        let source = AnchorSource::Vical {
            provider: own.provider.clone(),
            issue_id: own.issue_id,
            date: own.date,
            next_update: own.next_update,
            url: own.url.clone(),
        };
        let usable = own.entries.iter().filter(|entry| entry.is_usable());
        usable
            .filter_map(|entry| {
                let certificate = entry.certificate.clone()?;
                Some(
                    TrustAnchor::new(certificate, Purpose::Issuer)
                        .with_doc_types(DocTypes::Only(entry.doc_types.clone()))
                        .with_source(source.clone())
                        .with_listing(listing),
                )
            })
            .collect()
    }
}

/// What changed from one list to the next, by certificate.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct VicalDiff {
    /// Entries of the new list alone.
    pub added: Vec<VicalEntry>,
    /// Entries of the old list alone: they are no longer trusted.
    pub removed: Vec<VicalEntry>,
    /// Entries whose document types changed: the old types, and the new entry.
    pub changed: Vec<(Vec<String>, VicalEntry)>,
}

impl VicalDiff {
    /// Whether nothing changed.
    pub fn is_empty(&self) -> bool {
        self.added.is_empty() && self.removed.is_empty() && self.changed.is_empty()
    }
}

impl Vical {
    /// Reads a list.
    ///
    /// # Errors
    /// Anything but a COSE_Sign1 around a VICAL, more bytes or entries than the limits, or, outside
    /// the entries, a map with a key twice. A bad entry is a finding, whatever it holds, as long as
    /// its end can be found.
    pub fn decode(bytes: &[u8]) -> Result<Self, DecodeError> {
        if bytes.len() > MAX_VICAL_BYTES {
            return Err(DecodeError::new(0, Problem::TooLong(MAX_VICAL_BYTES)));
        }
        let item = strict(bytes, 0)?;
        let signed = Signed::read(&item)?;
        let payload = signed.payload.ok_or_else(|| item.wrong_value("a payload"))?;
        let list = scan_around(payload, signed.payload_offset, MAX_DEPTH, ENTRIES);
        let list = unambiguous(list?)?;
        let map = list.as_map().ok_or_else(|| list.wrong_type("a VICAL map"))?;
        let member = |name: &'static str| {
            let missing = || DecodeError::new(list.offset(), Problem::Missing(name));
            map.text_key(name).ok_or_else(missing)
        };
        let text = |name: &'static str| {
            let item = member(name)?;
            item.as_text().map(str::to_owned).ok_or_else(|| item.wrong_type("a text").within(name))
        };
        let date = |name: &'static str| match map.text_key(name) {
            None => Ok(None),
            Some(item) => instant(&item).map(Some).map_err(|error| error.within(name)),
        };
        let infos = member(ENTRIES)?;
        let infos = infos.as_array().ok_or_else(|| infos.wrong_type("an array"))?;
        let (mut entries, mut findings) = (Vec::new(), Vec::new());
        for (index, info) in infos.enumerate() {
            if index >= MAX_VICAL_ENTRIES {
                return Err(DecodeError::new(info.offset(), Problem::TooLong(MAX_VICAL_ENTRIES)));
            }
            entries.push(entry(index, &info, &mut findings));
        }
        let missing = || DecodeError::new(list.offset(), Problem::Missing("date"));
        Ok(Self {
            bytes: bytes.to_vec(),
            version: text("version")?,
            provider: text("vicalProvider")?,
            issue_id: match map.text_key("vicalIssueID") {
                None => None,
                Some(own) => Some(own.as_u64().ok_or_else(|| own.wrong_type("a number"))?),
            },
            date: date("date")?.ok_or_else(missing)?,
            next_update: date("nextUpdate")?,
            not_after: date("notAfter")?,
            url: map.text_key("vicalURL").and_then(|own| own.as_text()).map(str::to_owned),
            entries,
            findings,
        })
    }

    /// Holds the list against every rule at `now`. `roots` are the certificates that are trusted for
    /// signing VICALs, `known` is the newest list of this provider that was seen.
    ///
    /// `skew` is the number of seconds by which the clock may be wrong. The verified list is there
    /// when no rule of the list itself is gravely broken.
    pub fn verify(
        self,
        roots: &[&Certificate],
        known: Option<&VicalMark>,
        now: Timestamp,
        skew: i64,
        provider: &CryptoProvider,
    ) -> (VicalReport, Option<VerifiedVical>) {
        let mut report = VicalReport { findings: Vec::new(), signer: None };
        let mut push = |rule, grave, facts| {
            report.findings.push(VicalFinding { entry: None, rule, grave, facts });
        };
        if self.version.split_once('.').is_none_or(|(major, _)| major != "1") {
            push(VicalRule::Version, true, Facts::of("version", shown(&self.version)));
        }
        if self.date > now.plus(skew) {
            push(VicalRule::Date, true, Facts::of("date", self.date).and("at", now));
        }
        if let Some(end) = self.not_after.filter(|end| now.plus(-skew) > *end) {
            push(VicalRule::NotAfter, true, Facts::of("not-after", end).and("at", now));
        }
        if let Some(due) = self.next_update.filter(|due| now.plus(-skew) > *due) {
            push(VicalRule::NextUpdate, false, Facts::of("next-update", due).and("at", now));
        }
        if let Some(known) = known.filter(|known| self.is_older_than(known)) {
            let facts = Facts::of("date", self.date).and("known-date", known.date);
            push(VicalRule::Rollback, true, facts);
        }
        if self.entries.is_empty() {
            push(VicalRule::Entries, false, Facts::none());
        }
        let item = strict(&self.bytes, 0);
        if let Some(signed) = item.ok().and_then(|item| Signed::read(&item).ok()) {
            let signer = signer(&signed, roots, now, skew, provider, &mut push);
            report.signer = signer;
        }
        report.findings.extend(self.findings.iter().cloned());
        self.compare_entries(now, provider, &mut report.findings);
        report.findings.sort_by_key(|own| (own.entry, own.rule));
        let verified = report.is_usable().then_some(VerifiedVical(self));
        (report, verified)
    }

    /// The list as received, for the record.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// `vicalProvider`
    pub fn provider(&self) -> &str {
        &self.provider
    }

    /// `vicalIssueID`
    pub fn issue_id(&self) -> Option<u64> {
        self.issue_id
    }

    /// `date`
    pub fn date(&self) -> Timestamp {
        self.date
    }

    /// `nextUpdate`
    pub fn next_update(&self) -> Option<Timestamp> {
        self.next_update
    }

    /// `vicalURL`
    pub fn url(&self) -> Option<&str> {
        self.url.as_deref()
    }

    /// The entries, also those of which no anchor can be made.
    pub fn entries(&self) -> &[VicalEntry] {
        &self.entries
    }

    /// What to remember of this list.
    pub fn mark(&self) -> VicalMark {
        VicalMark { provider: self.provider.clone(), issue_id: self.issue_id, date: self.date }
    }

    /// What changed from `older` to this list. Entries without a readable certificate are left out.
    pub fn changes_since(&self, older: &Vical) -> VicalDiff {
        let (own, old) = (self.by_certificate(), older.by_certificate());
        let mut diff = VicalDiff::default();
        for (der, entry) in self.readable() {
            match old.get(der) {
                None => diff.added.push(entry.clone()),
                Some(old) if old.doc_types != entry.doc_types => {
                    diff.changed.push((old.doc_types.clone(), entry.clone()));
                }
                Some(_) => {}
            }
        }
        let gone = older.readable().filter(|(der, _)| !own.contains_key(der));
        diff.removed = gone.map(|(_, entry)| entry.clone()).collect();
        diff
    }

    /// Every entry whose certificate can be read, with it.
    fn readable(&self) -> impl Iterator<Item = (&[u8], &VicalEntry)> {
        self.entries.iter().filter_map(|own| Some((own.certificate.as_ref()?.der(), own)))
    }

    /// So that a large list needs no comparison of every pair. Of a repeated certificate the first.
    fn by_certificate(&self) -> BTreeMap<&[u8], &VicalEntry> {
        let mut all = BTreeMap::new();
        for (der, own) in self.readable() {
            all.entry(der).or_insert(own);
        }
        all
    }

    fn is_older_than(&self, known: &VicalMark) -> bool {
        let smaller = self.issue_id.zip(known.issue_id).is_some_and(|(own, its)| own < its);
        known.provider == self.provider && (self.date < known.date || smaller)
    }

    fn compare_entries(
        &self,
        now: Timestamp,
        provider: &CryptoProvider,
        findings: &mut Vec<VicalFinding>,
    ) {
        let mut by_name: Vec<(&[u8], &[u8], usize)> = Vec::new();
        for (index, entry) in self.entries.iter().enumerate() {
            let Some(own) = &entry.certificate else { continue };
            by_name.push((own.subject().der(), own.der(), index));
            let mut push = |rule, facts| {
                findings.push(VicalFinding { entry: Some(index), rule, grave: false, facts });
            };
            match x509::validity_at(own, now) {
                ValidityAt::Expired { not_after } => {
                    push(VicalRule::CertificateValidity, Facts::of("not-after", not_after));
                }
                ValidityAt::NotYet { not_before } => {
                    push(VicalRule::CertificateValidity, Facts::of("not-before", not_before));
                }
                ValidityAt::Valid => {}
            }
            let broken = broken_rules(ProfileKind::IacaRoot, own, provider);
            if !broken.is_empty() {
                let names: Vec<String> = broken.iter().map(|own| own.name().to_owned()).collect();
                push(VicalRule::RootProfile, Facts::of("rules", names));
            }
        }
        // Sorted, so that a large list needs no comparison of every pair.
        by_name.sort();
        for pair in by_name.windows(2) {
            let [(name, der, first), (other_name, other_der, index)] = pair else { continue };
            if name != other_name {
                continue;
            }
            let rule = if der == other_der { VicalRule::Duplicate } else { VicalRule::SameName };
            let facts = Facts::of("other-entry", *first);
            findings.push(VicalFinding { entry: Some(*index), rule, grave: false, facts });
        }
    }
}

/// The rules of a profile that this certificate breaks.
fn broken_rules(kind: ProfileKind, own: &Certificate, provider: &CryptoProvider) -> Vec<Rule> {
    let context = ProfileContext { provider, eku: EkuPolicy::default() };
    let broken = x509::check(kind, own, &context)
        .into_iter()
        .filter_map(|(rule, outcome)| matches!(outcome, RuleOutcome::Broken(_)).then_some(rule));
    broken.collect()
}

fn signer(
    signed: &Signed<'_>,
    roots: &[&Certificate],
    now: Timestamp,
    skew: i64,
    provider: &CryptoProvider,
    push: &mut impl FnMut(VicalRule, bool, Facts),
) -> Option<String> {
    if let Some(tag) = signed.tag {
        let tag = i64::try_from(tag).unwrap_or(i64::MAX);
        push(VicalRule::Tag, tag != 18, Facts::of("tag", tag));
    }
    let twice = signed.protected.labels().any(|own| signed.unprotected.get(own).is_some());
    let critical = [&signed.protected, &signed.unprotected];
    let critical = critical.iter().any(|headers| headers.get(CRIT).is_some());
    if twice || critical || !signed.irregularities.is_unambiguous() {
        push(VicalRule::Headers, true, Facts::none());
    }
    let chain = signed.unprotected.x5chain().or_else(|| signed.protected.x5chain());
    let parsed: Option<Vec<Certificate>> = match chain {
        Some(Ok(chain)) => {
            chain.certificates.iter().map(|der| Certificate::parse(der).ok()).collect()
        }
        _ => None,
    };
    let Some((chain, signer)) = parsed.as_ref().and_then(|own| Some((own, own.first()?))) else {
        push(VicalRule::SignerChain, true, Facts::of("problem", "no certificate can be read"));
        return None;
    };
    if let Err(error) = x509::chain_to(chain, roots, now, skew, provider) {
        let facts = Facts::of("because", error.name()).and("problem", error.to_string());
        push(VicalRule::SignerChain, true, facts);
    }
    let broken = broken_rules(ProfileKind::VicalSigner, signer, provider);
    if !broken.is_empty() {
        let names: Vec<String> = broken.iter().map(|own| own.name().to_owned()).collect();
        let grave = broken.iter().any(|own| is_grave(*own));
        push(VicalRule::SignerProfile, grave, Facts::of("rules", names));
    }
    signature(signed, signer, provider, push);
    Some(signer.subject().to_string())
}

/// Rules that keep other certificates out; the rest are matters of form.
fn is_grave(rule: Rule) -> bool {
    matches!(
        rule,
        Rule::BasicConstraints
            | Rule::ExtendedKeyUsage
            | Rule::KeyUsage
            | Rule::PublicKey
            | Rule::SignatureAlgorithm
            | Rule::SignatureAlgorithmMatch
            | Rule::UnknownCriticalExtension
    )
}

fn signature(
    signed: &Signed<'_>,
    signer: &Certificate,
    provider: &CryptoProvider,
    push: &mut impl FnMut(VicalRule, bool, Facts),
) {
    let named = signed.protected.algorithm().and_then(Result::ok);
    let own = named.filter(|_| signed.unprotected.get(ALG).is_none());
    let algorithm = own.and_then(Algorithm::from_cose);
    let key = signer.public_key().ok();
    let fits = algorithm.zip(key).filter(|(own, key)| own.curves().contains(&key.curve()));
    let Some((scheme, key)) = fits.and_then(|(own, key)| Some((own.scheme()?, key))) else {
        let facts = named.map_or_else(Facts::none, |id| Facts::of("algorithm", id));
        return push(VicalRule::Algorithm, true, facts);
    };
    let payload = signed.payload.unwrap_or_default();
    let head = signed.to_be_signed(payload.len());
    if let Err(error) = (provider.verify)(key, scheme, &[head.prefix(), payload], signed.signature)
    {
        push(VicalRule::Signature, true, Facts::of("problem", error.to_string()));
    }
}

fn entry(index: usize, item: &Item<'_>, findings: &mut Vec<VicalFinding>) -> VicalEntry {
    let mut push = |rule, grave, facts| {
        findings.push(VicalFinding { entry: Some(index), rule, grave, facts });
    };
    let empty = VicalEntry { certificate: None, doc_types: Vec::new() };
    if let Err(error) = strict(item.bytes(), item.offset()) {
        let facts = Facts::of("offset", error.offset).and("problem", error.problem.to_string());
        push(VicalRule::EntryStructure, true, facts);
        return empty;
    }
    let Some(map) = item.as_map() else {
        push(VicalRule::EntryStructure, true, Facts::of("offset", item.offset()));
        return empty;
    };
    let Some(der) = map.text_key("certificate").and_then(|own| own.as_bytes()) else {
        push(VicalRule::EntryStructure, true, Facts::of("offset", item.offset()));
        return empty;
    };
    let doc_types = map.text_key("docType").and_then(|own| texts(&own)).unwrap_or_default();
    if doc_types.is_empty() {
        push(VicalRule::DocTypes, true, Facts::none());
    }
    let unknown: Vec<String> = map
        .clone()
        .filter_map(|(key, _)| key.as_text().filter(|name| !MEMBERS.contains(name)).map(shown))
        .collect();
    if !unknown.is_empty() {
        push(VicalRule::Members, false, Facts::of("members", unknown));
    }
    let certificate = match Certificate::parse(der) {
        Ok(certificate) => certificate,
        Err(error) => {
            push(VicalRule::CertificateParse, true, Facts::of("problem", error.to_string()));
            return VicalEntry { certificate: None, doc_types };
        }
    };
    key_identifier(&map.text_key("ski"), &certificate, &mut push);
    let odd = odd_fields(item, &certificate);
    if !odd.is_empty() {
        push(VicalRule::Fields, false, Facts::of("members", odd));
    }
    VicalEntry { certificate: Some(certificate), doc_types }
}

fn key_identifier(
    ski: &Option<Item<'_>>,
    certificate: &Certificate,
    push: &mut impl FnMut(VicalRule, bool, Facts),
) {
    let Some(own) = certificate.key_identifier() else { return };
    let listed = ski.and_then(|item| item.as_bytes()).unwrap_or_default();
    if listed == own {
        return;
    }
    // As a DER octet string, or as the whole extension's value around one.
    let wrapped = listed
        .strip_suffix(own.as_slice())
        .is_some_and(|head| head.first() == Some(&4) && (head.len() == 2 || head.len() == 4));
    let problem = if wrapped { "wrapped" } else { "another" };
    push(VicalRule::KeyIdentifier, false, Facts::of("problem", problem));
}

/// The members that say something else than the certificate.
fn odd_fields(item: &Item<'_>, certificate: &Certificate) -> Vec<String> {
    let Some(map) = item.as_map() else { return Vec::new() };
    let member = |name: &str| map.text_key(name);
    let date = |name: &str, own: Timestamp| {
        member(name).is_some_and(|item| instant(&item).ok() != Some(own))
    };
    let bytes = |name: &str, own: &[u8]| {
        member(name).is_some_and(|item| item.as_bytes().is_some_and(|its| its != own))
    };
    let text = |name: &str, own: Option<&str>| {
        member(name).is_some_and(|item| item.as_text().is_none() || item.as_text() != own)
    };
    let subject = certificate.subject();
    [
        (
            "serialNumber",
            serial(member("serialNumber")) != Some(trimmed(certificate.serial_number())),
        ),
        ("issuer", bytes("issuer", certificate.issuer().der())),
        ("subject", bytes("subject", subject.der())),
        ("issuingCountry", text("issuingCountry", subject.country())),
        ("stateOrProvinceName", text("stateOrProvinceName", subject.state())),
        ("notBefore", date("notBefore", certificate.not_before())),
        ("notAfter", date("notAfter", certificate.not_after())),
    ]
    .into_iter()
    .filter(|(_, odd)| *odd)
    .map(|(name, _)| name.to_owned())
    .collect()
}

/// `biguint` is tag 2 around bytes; a plain number is tolerated.
fn serial(item: Option<Item<'_>>) -> Option<Vec<u8>> {
    let item = item?;
    if let Some(number) = item.as_u64() {
        return Some(trimmed(&number.to_be_bytes()));
    }
    match item.as_tag()? {
        (2, content) => content.as_bytes().map(trimmed),
        _ => None,
    }
}

fn trimmed(octets: &[u8]) -> Vec<u8> {
    octets.iter().copied().skip_while(|octet| *octet == 0).collect()
}

fn texts(item: &Item<'_>) -> Option<Vec<String>> {
    let elements = item.as_array()?;
    elements.map(|own| own.as_text().map(str::to_owned)).collect()
}

fn instant(item: &Item<'_>) -> Result<Timestamp, DecodeError> {
    let text = match item.as_tag() {
        Some((0, content)) => content.as_text(),
        _ => None,
    };
    let parsed = text.and_then(Timestamp::parse);
    parsed.ok_or_else(|| item.wrong_value("a date-time (tag 0)"))
}

fn strict(bytes: &[u8], base: usize) -> Result<Item<'_>, DecodeError> {
    unambiguous(scan(bytes, base, MAX_DEPTH)?)
}

fn unambiguous(scanned: Scanned<'_>) -> Result<Item<'_>, DecodeError> {
    let notes = scanned.irregularities;
    match (notes.duplicate_key, notes.trailing) {
        (Some(offset), _) => Err(DecodeError::new(offset as usize, Problem::DuplicateKey)),
        (None, Some(offset)) => Err(DecodeError::new(offset as usize, Problem::Trailing)),
        (None, None) => Ok(scanned.item),
    }
}
