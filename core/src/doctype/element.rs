//! One value against its description.

use super::date::Date;
use super::individual_number::IndividualNumber;
use super::registry::{Allowed, CborKind, Characters, Format, Kind};
use super::text::{has_half_width_katakana, is_japanese_name, is_latin1, is_normalised};
use crate::codec::Item;
use crate::facts::hides;

/// What is wrong with a value. It never holds the value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ElementProblem {
    /// A day that does not exist, or a mask that leaves none.
    Calendar,
    /// A character that the element may not have.
    Characters,
    /// The check digit is wrong.
    CheckDigit,
    /// Text of another form.
    Form,
    /// A date of birth in the future.
    Future,
    /// Half-width katakana.
    HalfWidth,
    /// Characters that hide, reorder or control text.
    Hidden,
    /// Bytes that begin as neither JPEG nor JPEG 2000.
    Image,
    /// No value, where one is needed.
    Empty,
    /// A value that the closed list does not have.
    Listed,
    /// A member that is missing.
    Member,
    /// Spaces in a name other than one U+3000 between its parts.
    NameSpaces,
    /// Not in NFC.
    NotNormalised,
    /// A number out of its range.
    Range,
    /// More characters than allowed.
    TooLong,
    /// Another CBOR type.
    Type,
}

/// Which rule a problem breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Aspect {
    /// Form, range and length.
    Format,
    /// The header of an image.
    Image,
    /// The writing of a text.
    Text,
    /// The CBOR type.
    Type,
}

impl ElementProblem {
    /// The stable name used in facts.
    pub const fn name(self) -> &'static str {
        match self {
            ElementProblem::Calendar => "no-such-day",
            ElementProblem::Characters => "characters",
            ElementProblem::CheckDigit => "check-digit",
            ElementProblem::Empty => "empty",
            ElementProblem::Form => "form",
            ElementProblem::Future => "in-the-future",
            ElementProblem::HalfWidth => "half-width-katakana",
            ElementProblem::Hidden => "hidden-characters",
            ElementProblem::Image => "no-image",
            ElementProblem::Listed => "not-listed",
            ElementProblem::Member => "member-missing",
            ElementProblem::NameSpaces => "spaces-in-name",
            ElementProblem::NotNormalised => "not-normalised",
            ElementProblem::Range => "range",
            ElementProblem::TooLong => "too-long",
            ElementProblem::Type => "type",
        }
    }

    /// Which rule it breaks.
    pub const fn aspect(self) -> Aspect {
        match self {
            ElementProblem::Type | ElementProblem::Member => Aspect::Type,
            ElementProblem::Image => Aspect::Image,
            ElementProblem::HalfWidth
            | ElementProblem::Hidden
            | ElementProblem::NameSpaces
            | ElementProblem::NotNormalised => Aspect::Text,
            _ => Aspect::Format,
        }
    }
}

impl Kind {
    /// Everything that is wrong with a value on this day, each problem once, the type first.
    pub fn check(&self, value: &Item<'_>, today: Date) -> Vec<ElementProblem> {
        let mut problems = Vec::new();
        self.examine(value, today, &mut problems);
        let mut seen = Vec::new();
        problems.retain(|own| {
            let new = !seen.contains(own);
            seen.push(*own);
            new
        });
        problems
    }

    fn examine(&self, value: &Item<'_>, today: Date, problems: &mut Vec<ElementProblem>) {
        let fits = match self.cbor {
            CborKind::Any => true,
            CborKind::Array => self.array(value, today, problems),
            CborKind::BirthDate => birth_date(value, today, problems),
            CborKind::Bool => value.as_bool().is_some(),
            CborKind::Bytes => self.bytes(value, problems),
            CborKind::Date => date(value, &[0, 1004], problems).is_some(),
            CborKind::FullDate => date(value, &[1004], problems).is_some(),
            CborKind::Image => image(value, problems),
            CborKind::Map => self.map(value, today, problems),
            CborKind::Tdate => date(value, &[0], problems).is_some(),
            CborKind::Text => self.text(value, problems),
            CborKind::Uint => self.uint(value, problems),
        };
        if !fits {
            problems.push(ElementProblem::Type);
        }
    }

    fn array(&self, value: &Item<'_>, today: Date, problems: &mut Vec<ElementProblem>) -> bool {
        let Some(elements) = value.as_array() else { return false };
        if let Some(items) = &self.items {
            elements.for_each(|own| items.examine(&own, today, problems));
        }
        true
    }

    fn map(&self, value: &Item<'_>, today: Date, problems: &mut Vec<ElementProblem>) -> bool {
        let Some(entries) = value.as_map() else { return false };
        for member in &self.members {
            match entries.text_key(&member.id) {
                Some(own) => member.kind.examine(&own, today, problems),
                None if member.mandatory => problems.push(ElementProblem::Member),
                None => {}
            }
        }
        if !self.members.is_empty() && entries.clone().next().is_none() {
            problems.push(ElementProblem::Empty);
        }
        true
    }

    fn bytes(&self, value: &Item<'_>, problems: &mut Vec<ElementProblem>) -> bool {
        let Some(bytes) = value.as_bytes() else { return false };
        if self.format == Some(Format::BiometricTemplate) && !bytes.starts_with(&[0x7f, 0x61]) {
            problems.push(ElementProblem::Form);
        }
        true
    }

    fn uint(&self, value: &Item<'_>, problems: &mut Vec<ElementProblem>) -> bool {
        let Some(number) = value.as_u64() else { return false };
        if self.min.is_some_and(|least| number < least)
            || self.max.is_some_and(|most| number > most)
        {
            problems.push(ElementProblem::Range);
        }
        if !self.values.is_empty() && !self.values.contains(&Allowed::Number(number)) {
            problems.push(ElementProblem::Listed);
        }
        true
    }

    fn text(&self, value: &Item<'_>, problems: &mut Vec<ElementProblem>) -> bool {
        let Some(text) = value.as_text() else { return false };
        let listed = |own: &Allowed| matches!(own, Allowed::Text(listed) if listed == text);
        let japanese = matches!(self.format, Some(Format::Japanese | Format::JapaneseName));
        let rules = [
            (
                self.max_length.is_none_or(|most| text.chars().count() <= most),
                ElementProblem::TooLong,
            ),
            (
                self.characters != Some(Characters::Latin1) || is_latin1(text),
                ElementProblem::Characters,
            ),
            (self.values.is_empty() || self.values.iter().any(listed), ElementProblem::Listed),
            (!text.contains(hides), ElementProblem::Hidden),
            (is_normalised(text), ElementProblem::NotNormalised),
            (!japanese || !has_half_width_katakana(text), ElementProblem::HalfWidth),
            (
                self.format != Some(Format::JapaneseName) || is_japanese_name(text),
                ElementProblem::NameSpaces,
            ),
        ];
        problems.extend(rules.into_iter().filter_map(|(holds, own)| (!holds).then_some(own)));
        problems.extend(self.format.and_then(|format| form(format, text)));
        true
    }
}

/// What is wrong with the form of a text.
fn form(format: Format, text: &str) -> Option<ElementProblem> {
    let digits = |own: &str| !own.is_empty() && own.bytes().all(|one| one.is_ascii_digit());
    let alpha_2 = |own: &str| own.len() == 2 && own.bytes().all(|one| one.is_ascii_uppercase());
    let holds = match format {
        Format::Alpha2 => alpha_2(text),
        Format::Digits => digits(text),
        Format::IndividualNumber if IndividualNumber::parse(text).is_some() => true,
        Format::IndividualNumber if text.chars().count() == 12 => {
            return Some(ElementProblem::CheckDigit);
        }
        Format::IndividualNumber => false,
        Format::Japanese | Format::JapaneseName | Format::BiometricTemplate => true,
        Format::MunicipalityCode => text.len() == 5 && digits(text),
        Format::Phone => text.strip_prefix('+').is_some_and(digits),
        Format::Subdivision => text.split_once('-').is_some_and(|(country, rest)| {
            let plain = |one: u8| one.is_ascii_uppercase() || one.is_ascii_digit();
            alpha_2(country) && (1..=3).contains(&rest.len()) && rest.bytes().all(plain)
        }),
    };
    (!holds).then_some(ElementProblem::Form)
}

/// The day of a tagged date; `None` for another type.
fn date(value: &Item<'_>, tags: &[u64], problems: &mut Vec<ElementProblem>) -> Option<()> {
    let (tag, content) = value.as_tag().filter(|(tag, _)| tags.contains(tag))?;
    let text = content.as_text()?;
    let day = text.get(..10).and_then(Date::parse);
    let instant = tag == 0 && crate::instant::Timestamp::parse(text).is_some();
    if day.is_none() || !(instant || tag == 1004 && text.len() == 10) {
        problems.push(ElementProblem::Calendar);
    } else if tag == 0 && (text.len() != 20 || !text.ends_with('Z')) {
        problems.push(ElementProblem::Form);
    }
    Some(())
}

/// Both shapes of `birth_date`; a plain or approximate one must not lie in the future as a whole.
fn birth_date(value: &Item<'_>, today: Date, problems: &mut Vec<ElementProblem>) -> bool {
    match super::age::BirthDate::read(value) {
        Ok(birth) if birth.earliest() > today => problems.push(ElementProblem::Future),
        Ok(_) => {}
        Err(ElementProblem::Type) => return false,
        Err(problem) => problems.push(problem),
    }
    true
}

fn image(value: &Item<'_>, problems: &mut Vec<ElementProblem>) -> bool {
    let Some(bytes) = value.as_bytes() else { return false };
    // A person may opt out of the portrait: then it is empty.
    if bytes.is_empty() {
        problems.push(ElementProblem::Empty);
    } else if !is_jpeg(bytes) && !is_jpeg_2000(bytes) {
        problems.push(ElementProblem::Image);
    }
    true
}

/// Whether bytes begin as JPEG does.
pub fn is_jpeg(bytes: &[u8]) -> bool {
    bytes.starts_with(&[0xff, 0xd8, 0xff])
}

/// Whether bytes begin as JPEG 2000 does: a JP2 signature box, or a bare codestream.
pub fn is_jpeg_2000(bytes: &[u8]) -> bool {
    let signature = [0, 0, 0, 12, b'j', b'P', b' ', b' ', 0x0d, 0x0a, 0x87, 0x0a];
    bytes.starts_with(&signature) || bytes.starts_with(&[0xff, 0x4f, 0xff, 0x51])
}
