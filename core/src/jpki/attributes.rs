//! The holder's attributes in a signature certificate.
//!
//! ```text
//! subjectAltName = SEQUENCE OF GeneralName
//! otherName [0] = SEQUENCE { type-id OBJECT IDENTIFIER, value [0] EXPLICIT UTF8String }
//! ```
//! 1. Every attribute of the profile is read, once each; what cannot be read breaks its own rule.
//! 2. Characters outside of JIS levels 1 and 2 and the supplementary kanji are replaced by others; a
//!    text of 0 and 1, one for each character, marks where.
//! 3. Only what was asked for is handed on. The rest is wiped.

use std::fmt;

use der::Tag;
use der::asn1::ObjectIdentifier;
use zeroize::{Zeroize, Zeroizing};

use super::check::JpkiCheck;
use super::era::EraDate;
use super::profile::{AttributeName, JpkiProfile};
use super::report::Findings;
use crate::codec::limits::{MAX_JPKI_ADDRESS_CHARS, MAX_JPKI_NAME_CHARS};
use crate::doctype::Date;
use crate::facts::{Facts, hides};
use crate::x509::{Certificate, Part, context, oid};

const SUBJECT_ALT_NAME: ObjectIdentifier = oid("2.5.29.17");

/// An attribute that can be asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum JpkiAttribute {
    /// 住所, with the marks of its replaced characters.
    Address,
    /// 生年月日
    BirthDate,
    /// 氏名, with the marks of its replaced characters.
    Name,
    /// 性別
    Sex,
}

impl JpkiAttribute {
    /// Every attribute.
    pub const ALL: [JpkiAttribute; 4] =
        [JpkiAttribute::Address, JpkiAttribute::BirthDate, JpkiAttribute::Name, JpkiAttribute::Sex];

    /// The stable name.
    pub const fn name(self) -> &'static str {
        match self {
            JpkiAttribute::Address => "address",
            JpkiAttribute::BirthDate => "birth-date",
            JpkiAttribute::Name => "name",
            JpkiAttribute::Sex => "sex",
        }
    }

    /// The attribute of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|own| own.name() == name)
    }

    const fn stands_in(self) -> AttributeName {
        match self {
            JpkiAttribute::Address => AttributeName::Address,
            JpkiAttribute::BirthDate => AttributeName::BirthDate,
            JpkiAttribute::Name => AttributeName::Name,
            JpkiAttribute::Sex => AttributeName::Sex,
        }
    }
}

/// Sex as ISO/IEC 5218 counts it, which mdocs use too.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Sex {
    /// 不明
    NotKnown,
    /// 男
    Male,
    /// 女
    Female,
}

impl Sex {
    /// Reads the code of a certificate: 1 男, 2 女, 3 不明.
    fn from_certificate(text: &str) -> Option<Self> {
        match text {
            "1" => Some(Sex::Male),
            "2" => Some(Sex::Female),
            "3" => Some(Sex::NotKnown),
            _ => None,
        }
    }

    /// Reads the number of ISO/IEC 5218.
    pub const fn from_iso(number: u64) -> Option<Self> {
        match number {
            0 => Some(Sex::NotKnown),
            1 => Some(Sex::Male),
            2 => Some(Sex::Female),
            _ => None,
        }
    }

    /// The number of ISO/IEC 5218.
    pub const fn iso(self) -> u8 {
        match self {
            Sex::NotKnown => 0,
            Sex::Male => 1,
            Sex::Female => 2,
        }
    }
}

/// Text in which some characters were replaced. It is wiped on drop.
#[derive(Clone, PartialEq, Eq)]
pub struct MarkedText {
    text: Zeroizing<String>,
    /// One for each character.
    replaced: Vec<bool>,
}

impl MarkedText {
    /// A text and, for each of its characters, whether it stands for another.
    ///
    /// `None` where the marks are neither 0 nor 1, or not as many as the characters.
    pub fn new(text: &str, marks: &str) -> Option<Self> {
        let replaced: Option<Vec<bool>> = marks
            .chars()
            .map(|own| match own {
                '0' => Some(false),
                '1' => Some(true),
                _ => None,
            })
            .collect();
        let replaced = replaced.filter(|own| own.len() == text.chars().count())?;
        Some(Self { text: Zeroizing::new(text.to_owned()), replaced })
    }

    /// The text as it stands in the certificate.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The characters that were replaced, counted from 0. What stands there is not the person's.
    pub fn replaced(&self) -> impl Iterator<Item = usize> {
        self.replaced.iter().enumerate().filter_map(|(index, own)| own.then_some(index))
    }

    /// The characters, each with whether it was replaced.
    pub(super) fn characters(&self) -> impl Iterator<Item = (char, bool)> {
        self.text.chars().zip(self.replaced.iter().copied())
    }
}

impl fmt::Debug for MarkedText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "MarkedText({} characters)", self.replaced.len())
    }
}

/// The attributes that were asked for, of those that the certificate has.
#[derive(Clone, Default)]
pub struct JpkiAttributes {
    name: Option<MarkedText>,
    sex: Option<Sex>,
    birth_date: Option<EraDate>,
    address: Option<MarkedText>,
}

impl JpkiAttributes {
    /// 氏名, in one text: family and given name with U+3000 between them.
    pub fn name(&self) -> Option<&MarkedText> {
        self.name.as_ref()
    }

    /// 性別
    pub fn sex(&self) -> Option<Sex> {
        self.sex
    }

    /// 生年月日
    pub fn birth_date(&self) -> Option<EraDate> {
        self.birth_date
    }

    /// 住所 of the resident register, from the prefecture on and without a postal code.
    pub fn address(&self) -> Option<&MarkedText> {
        self.address.as_ref()
    }

    fn has(&self, own: JpkiAttribute) -> bool {
        match own {
            JpkiAttribute::Address => self.address.is_some(),
            JpkiAttribute::BirthDate => self.birth_date.is_some(),
            JpkiAttribute::Name => self.name.is_some(),
            JpkiAttribute::Sex => self.sex.is_some(),
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        JpkiAttribute::ALL.into_iter().all(|own| !self.has(own))
    }

    /// Wipes what is not among `asked`.
    fn keep(mut self, asked: &[JpkiAttribute]) -> Self {
        let gone = |own| !asked.contains(&own);
        if gone(JpkiAttribute::Address) {
            self.address = None;
        }
        if gone(JpkiAttribute::BirthDate) {
            self.birth_date = None;
        }
        if gone(JpkiAttribute::Name) {
            self.name = None;
        }
        if gone(JpkiAttribute::Sex) {
            self.sex = None;
        }
        self
    }
}

impl fmt::Debug for JpkiAttributes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let given = JpkiAttribute::ALL.into_iter().filter(|own| self.has(*own));
        let names: Vec<&str> = given.map(JpkiAttribute::name).collect();
        write!(f, "JpkiAttributes({})", names.join(", "))
    }
}

/// The texts of a certificate, before their meaning is known.
#[derive(Default)]
struct Texts(Vec<(AttributeName, Zeroizing<String>)>);

impl Texts {
    fn get(&self, name: AttributeName) -> Option<&str> {
        self.0.iter().find(|(own, _)| *own == name).map(|(_, text)| text.as_str())
    }
}

/// Whether the certificate carries an attribute of the holder.
pub(super) fn carries_any(own: &Certificate, profile: &JpkiProfile) -> bool {
    read(own, profile).map_or(true, |texts| !texts.0.is_empty())
}

/// Reads and judges the attributes, and keeps those that were asked for.
pub(super) fn check(
    own: &Certificate,
    asked: &[JpkiAttribute],
    profile: &JpkiProfile,
    today: Option<Date>,
    findings: &mut Findings,
) -> JpkiAttributes {
    let texts = match read(own, profile) {
        Ok(texts) => texts,
        Err(problem) => {
            findings.broken(JpkiCheck::AttributesStructure, Facts::of("problem", problem));
            return JpkiAttributes::default();
        }
    };
    findings.pass(JpkiCheck::AttributesStructure);
    let name = plain(&texts, AttributeName::Name, MAX_JPKI_NAME_CHARS);
    let name = judge(JpkiCheck::AttributesName, name, findings);
    let sex = texts.get(AttributeName::Sex).map(|text| Sex::from_certificate(text).ok_or("code"));
    let sex = judge(JpkiCheck::AttributesSex, sex, findings);
    let birth_date = texts.get(AttributeName::BirthDate).map(|text| {
        let today = today.ok_or("time")?;
        EraDate::parse(text, today).map_err(|fault| fault.name())
    });
    let birth_date = judge(JpkiCheck::AttributesBirthDate, birth_date, findings);
    let address = plain(&texts, AttributeName::Address, MAX_JPKI_ADDRESS_CHARS);
    let address = judge(JpkiCheck::AttributesAddress, address, findings);
    let (name, address) = substitution(&texts, name, address, findings);
    let all = JpkiAttributes { name, sex, birth_date, address };
    let missing: Vec<String> = asked
        .iter()
        .filter(|attribute| texts.get(attribute.stands_in()).is_none())
        .map(|attribute| attribute.name().to_owned())
        .collect();
    match (asked.is_empty(), missing.is_empty()) {
        (true, _) => findings.not_applicable(JpkiCheck::AttributesRequested),
        (_, true) => drop(findings.pass(JpkiCheck::AttributesRequested)),
        (_, false) => {
            findings.broken(JpkiCheck::AttributesRequested, Facts::of("missing", missing));
        }
    }
    all.keep(asked)
}

/// Passes with the value, is broken with the problem, is not applicable where nothing was found.
fn judge<T>(
    check: JpkiCheck,
    found: Option<Result<T, &'static str>>,
    findings: &mut Findings,
) -> Option<T> {
    match found {
        None => {
            findings.not_applicable(check);
            None
        }
        Some(Ok(value)) => {
            findings.pass(check);
            Some(value)
        }
        Some(Err(problem)) => {
            findings.broken(check, Facts::of("problem", problem));
            None
        }
    }
}

/// A text of a length that is allowed, without characters that hide.
fn plain(texts: &Texts, name: AttributeName, most: usize) -> Option<Result<&str, &'static str>> {
    let text = texts.get(name)?;
    Some(match text.chars().count() {
        0 => Err("empty"),
        count if count > most => Err("too-long"),
        _ if text.contains(hides) => Err("hidden-characters"),
        _ => Ok(text),
    })
}

/// The marks of replaced characters, which belong to both texts.
fn substitution(
    texts: &Texts,
    name: Option<&str>,
    address: Option<&str>,
    findings: &mut Findings,
) -> (Option<MarkedText>, Option<MarkedText>) {
    let mut faults = Vec::new();
    let mut marked = |text: Option<&str>, marks: AttributeName, label: &str| {
        let text = text?;
        let own = texts.get(marks).and_then(|marks| MarkedText::new(text, marks));
        if own.is_none() {
            faults.push(label.to_owned());
        }
        own
    };
    let name = marked(name, AttributeName::NameSubstitution, "name");
    let address = marked(address, AttributeName::AddressSubstitution, "address");
    // Marks that belong to no text say nothing of anybody.
    for (text, marks, label) in [
        (AttributeName::Name, AttributeName::NameSubstitution, "name"),
        (AttributeName::Address, AttributeName::AddressSubstitution, "address"),
    ] {
        if texts.get(text).is_none() && texts.get(marks).is_some() {
            faults.push(label.to_owned());
        }
    }
    if name.is_none() && address.is_none() && faults.is_empty() {
        findings.not_applicable(JpkiCheck::AttributesSubstitution);
    } else {
        findings.judge(JpkiCheck::AttributesSubstitution, faults.is_empty(), || {
            Facts::of("attributes", faults.clone())
        });
    }
    (name, address)
}

fn read(own: &Certificate, profile: &JpkiProfile) -> Result<Texts, &'static str> {
    let mut extensions = own.extensions().iter();
    let Some(names) = extensions.find(|own| own.oid == SUBJECT_ALT_NAME) else {
        return Ok(Texts::default());
    };
    let all = other_names(&names.value).map_err(|_| "malformed")?;
    let mut texts = Texts::default();
    for (oid, value) in all {
        let Some(name) = profile.attribute(&oid.to_string()) else { continue };
        if texts.get(name).is_some() {
            return Err("an attribute twice");
        }
        let text = value.content(Tag::Utf8String).map_err(|_| "another type than UTF8String")?;
        let text = std::str::from_utf8(text).map_err(|_| "no UTF-8")?;
        texts.0.push((name, Zeroizing::new(text.to_owned())));
    }
    Ok(texts)
}

/// The `otherName`s of a subjectAltName; other kinds of names are passed over.
fn other_names(value: &[u8]) -> Result<Vec<(ObjectIdentifier, Part<'_>)>, der::Error> {
    let mut found = Vec::new();
    let mut names = Part::read(value)?.inside(Tag::Sequence)?;
    while !names.is_finished() {
        let name = names.any()?;
        if name.tag != context(0) {
            continue;
        }
        let mut parts = name.inside(context(0))?;
        let oid = parts.any()?.oid()?;
        let wrapped = parts.next(context(0))?;
        parts.finish()?;
        found.push((oid, Part::read(wrapped.value)?));
    }
    Ok(found)
}

impl Zeroize for MarkedText {
    fn zeroize(&mut self) {
        self.text.zeroize();
        self.replaced.zeroize();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_one_for_each_character() {
        let own = MarkedText::new("番号　花子", "00010").unwrap();
        assert_eq!(own.replaced().collect::<Vec<_>>(), [3]);
        assert_eq!(format!("{own:?}"), "MarkedText(5 characters)");
        for marks in ["", "0000", "000000", "0002 0", "0001x"] {
            assert_eq!(MarkedText::new("番号　花子", marks), None, "{marks}");
        }
        assert!(MarkedText::new("𠮷田", "10").is_some(), "characters, not UTF-16 units");
    }

    #[test]
    fn sexes_are_those_of_iso_5218() {
        assert_eq!(Sex::from_certificate("3"), Sex::from_iso(0));
        for number in 0..3u8 {
            assert_eq!(Sex::from_iso(u64::from(number)).map(Sex::iso), Some(number));
        }
        for none in ["", "0", "4", "9", "男", "01"] {
            assert_eq!(Sex::from_certificate(none), None, "{none}");
        }
    }
}
