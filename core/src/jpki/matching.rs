//! Whether a signature certificate and an mdoc speak of one person: a score with its reasons.
//!
//! 1. Name and address are folded as `address` says, and held against each other unit by
//!    unit. A character that the certificate marks as replaced meets any one, for half the credit.
//! 2. Dates of birth are the same, can be the same where parts are not known, or are not.
//! 3. Sex is the same, is not, or is not known.
//! 4. The score is the mean of what both sides state, weighted, and no more than the weight of it: a
//!    sex alone that is the same says little. A date of birth or a name that contradicts caps it.
//!
//! There is no yes: names are spelt in many ways, addresses change, and two people can share all four.
//! Who decides looks at the reasons.

use super::address::{Unit, marked, numbered, plain};
use super::attributes::{JpkiAttributes, MarkedText, Sex};
use crate::doctype::age::BirthDate;

/// Credit for a unit that meets a replaced character, in hundredths.
const REPLACED_CREDIT: usize = 50;
/// What texts that differ can score at the most.
const MOST_SIMILAR: u8 = 80;
/// Below this texts are different.
const LEAST_SIMILAR: u8 = 50;
/// What remains of the whole score where a name or a date of birth contradicts.
const CONTRADICTED: u8 = 20;

/// What an mdoc says of a person, each where it does.
#[derive(Clone, Copy, Debug, Default)]
pub struct Claims<'a> {
    /// The name in one text, such as `full_name_unicode`.
    pub name: Option<&'a str>,
    /// The address in one text, such as `resident_address_unicode`.
    pub address: Option<&'a str>,
    /// The date of birth.
    pub birth_date: Option<BirthDate>,
    /// The sex.
    pub sex: Option<Sex>,
}

/// What was compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum MatchField {
    /// 住所
    Address,
    /// 生年月日
    BirthDate,
    /// 氏名
    Name,
    /// 性別
    Sex,
}

impl MatchField {
    /// The stable name.
    pub const fn name(self) -> &'static str {
        match self {
            MatchField::Address => "address",
            MatchField::BirthDate => "birth-date",
            MatchField::Name => "name",
            MatchField::Sex => "sex",
        }
    }

    /// The name in Japanese.
    pub const fn ja(self) -> &'static str {
        match self {
            MatchField::Address => "住所",
            MatchField::BirthDate => "生年月日",
            MatchField::Name => "氏名",
            MatchField::Sex => "性別",
        }
    }

    const fn weight(self) -> u32 {
        match self {
            MatchField::Name => 40,
            MatchField::BirthDate => 30,
            MatchField::Address => 20,
            MatchField::Sex => 10,
        }
    }
}

macro_rules! reasons {
    ($($name:ident $id:literal $en:literal $ja:literal;)*) => {
        /// Why a field scores what it does.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum MatchReason {
            $(#[doc = $en] $name,)*
        }

        impl MatchReason {
            /// The stable name.
            pub const fn name(self) -> &'static str {
                match self {
                    $(MatchReason::$name => $id,)*
                }
            }

            /// A sentence in English.
            pub const fn en(self) -> &'static str {
                match self {
                    $(MatchReason::$name => $en,)*
                }
            }

            /// The same in Japanese.
            pub const fn ja(self) -> &'static str {
                match self {
                    $(MatchReason::$name => $ja,)*
                }
            }
        }
    };
}

reasons! {
    Different "different" "The two differ." "両者は異なります。";
    Folded "folded" "The same but for widths, hyphens, spaces or variants of one character."
        "全角・半角、ハイフン、空白、異体字セレクタの違いを除いて同じです。";
    GoesOn "goes-on" "One address goes on, with a building perhaps, where the other ends."
        "一方の住所には、他方にない建物名などの続きがあります。";
    Identical "identical" "The same, character by character." "一字一句同じです。";
    NotStated "not-stated" "One side does not state it." "一方に記載がありません。";
    NumberGoesOn "number-goes-on" "The number of one address has a part more."
        "一方の番地には続きの番号があります。";
    PossibleDay "possible-day" "A date is not known in full, and can be the same."
        "日付の一部が不明ですが、同じ日である可能性があります。";
    Replaced "replaced" "Characters that were replaced count for half."
        "代替文字の箇所は一致とみなしますが、半分だけ数えます。";
    SexNotKnown "sex-not-known" "One side says that the sex is not known."
        "一方では性別が不明とされています。";
    Similar "similar" "Some characters differ." "一部の文字が異なります。";
    Units "units" "The same once 丁目, 番地, 番 and 号 are read as hyphens."
        "丁目・番地・番・号をハイフンに置き換えると同じです。";
}

/// One field's comparison.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct FieldMatch {
    /// Which.
    pub field: MatchField,
    /// 0 to 100; `None` where it was not compared.
    pub score: Option<u8>,
    /// Why.
    pub reasons: Vec<MatchReason>,
}

/// A comparison of two descriptions of a person.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Comparison {
    /// 0 to 100; `None` where nothing was compared.
    pub score: Option<u8>,
    /// The fields, each with its reasons.
    pub fields: Vec<FieldMatch>,
    /// The fields that contradict and cap the score.
    pub contradictions: Vec<MatchField>,
}

/// Holds the released attributes of a signature certificate against what an mdoc says.
pub fn compare(attributes: &JpkiAttributes, claims: &Claims<'_>) -> Comparison {
    let fields = vec![
        text(MatchField::Name, attributes.name(), claims.name),
        birth_date(attributes.birth_date().map(|own| own.date), claims.birth_date),
        text(MatchField::Address, attributes.address(), claims.address),
        sex(attributes.sex(), claims.sex),
    ];
    let weighed = fields.iter().filter_map(|own| Some((own.field.weight(), u32::from(own.score?))));
    let (weights, sum) = weighed
        .fold((0, 0), |(weights, sum), (weight, score)| (weights + weight, sum + weight * score));
    let capping = |own: &&FieldMatch| {
        matches!(own.field, MatchField::Name | MatchField::BirthDate)
            && own.score.is_some_and(|score| score < LEAST_SIMILAR)
    };
    let contradictions: Vec<MatchField> =
        fields.iter().filter(capping).map(|own| own.field).collect();
    let score = sum.checked_div(weights).and_then(|own| u8::try_from(own.min(weights)).ok());
    let score = match contradictions.is_empty() {
        true => score,
        false => score.map(|own| own.min(CONTRADICTED)),
    };
    Comparison { score, fields, contradictions }
}

fn not_compared(field: MatchField, reason: MatchReason) -> FieldMatch {
    FieldMatch { field, score: None, reasons: vec![reason] }
}

fn text(field: MatchField, own: Option<&MarkedText>, its: Option<&str>) -> FieldMatch {
    let Some((own, its)) = own.zip(its) else {
        return not_compared(field, MatchReason::NotStated);
    };
    let untouched = own.replaced().next().is_none();
    if untouched && own.text() == its {
        return FieldMatch { field, score: Some(100), reasons: vec![MatchReason::Identical] };
    }
    let (one, other) = (marked(own), plain(its));
    if let Some(score) = meets(&one, &other) {
        let reasons = with_replaced(MatchReason::Folded, &one);
        return FieldMatch { field, score: Some(score), reasons };
    }
    if field == MatchField::Address {
        return address(&numbered(&one), &numbered(&other));
    }
    similar(field, &one, &other)
}

fn address(one: &[Unit], other: &[Unit]) -> FieldMatch {
    let field = MatchField::Address;
    if let Some(score) = meets(one, other) {
        let reasons = with_replaced(MatchReason::Units, one);
        return FieldMatch { field, score: Some(score.saturating_sub(5)), reasons };
    }
    let (short, long) = if one.len() < other.len() { (one, other) } else { (other, one) };
    let (head, tail) = long.split_at_checked(short.len()).unwrap_or((long, &[]));
    let ends_in_number = short.last().is_some_and(|own| own.continues_number());
    if let (Some(score), true, Some(next)) = (meets(short, head), ends_in_number, tail.first()) {
        let (most, reason) = match (next.is_hyphen(), next.continues_number()) {
            (true, _) => (60, MatchReason::NumberGoesOn),
            (_, false) => (80, MatchReason::GoesOn),
            // 1-2-3 and 1-2-31 are two addresses.
            (false, true) => return similar(field, one, other),
        };
        return FieldMatch {
            field,
            score: Some(score.min(most)),
            reasons: with_replaced(reason, one),
        };
    }
    similar(field, one, other)
}

/// The score of two rows of units that can be the same; `None` where they cannot.
fn meets(one: &[Unit], other: &[Unit]) -> Option<u8> {
    let same = one.len() == other.len() && one.iter().zip(other).all(|(own, its)| own.meets(*its));
    if !same || one.is_empty() {
        return None;
    }
    let replaced = one.iter().chain(other).filter(|own| own.replaced).count();
    let lost = replaced * (100 - REPLACED_CREDIT) / one.len();
    u8::try_from(100usize.saturating_sub(lost)).ok()
}

fn with_replaced(reason: MatchReason, units: &[Unit]) -> Vec<MatchReason> {
    let replaced = units.iter().any(|own| own.replaced);
    std::iter::once(reason).chain(replaced.then_some(MatchReason::Replaced)).collect()
}

/// The score of two texts of which parts differ: by the fewest changes from one to the other.
fn similar(field: MatchField, one: &[Unit], other: &[Unit]) -> FieldMatch {
    let longest = one.len().max(other.len());
    let kept = longest.saturating_sub(distance(one, other));
    // Two texts of spaces have nothing in common.
    let score = (kept * 100).checked_div(longest).and_then(|own| u8::try_from(own).ok());
    let score = score.unwrap_or(0).min(MOST_SIMILAR);
    if score < LEAST_SIMILAR {
        return FieldMatch { field, score: Some(0), reasons: vec![MatchReason::Different] };
    }
    FieldMatch { field, score: Some(score), reasons: with_replaced(MatchReason::Similar, one) }
}

/// Insertions, deletions and changes from one to the other.
fn distance(one: &[Unit], other: &[Unit]) -> usize {
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (index, own) in one.iter().enumerate() {
        let mut left = index + 1;
        let mut diagonal = index;
        for (its, place) in other.iter().zip(row.iter_mut().skip(1)) {
            let changed = diagonal + usize::from(!own.meets(*its));
            diagonal = *place;
            left = changed.min(left + 1).min(*place + 1);
            *place = left;
        }
        if let Some(first) = row.first_mut() {
            *first = index + 1;
        }
    }
    row.last().copied().unwrap_or_default()
}

fn birth_date(own: Option<BirthDate>, its: Option<BirthDate>) -> FieldMatch {
    let field = MatchField::BirthDate;
    let Some((own, its)) = own.zip(its) else {
        return not_compared(field, MatchReason::NotStated);
    };
    let known = |date: BirthDate| date.earliest() == date.latest();
    let overlap = own.earliest() <= its.latest() && its.earliest() <= own.latest();
    let (score, reason) = match (overlap, known(own) && known(its)) {
        (true, true) => (100, MatchReason::Identical),
        (true, false) => (60, MatchReason::PossibleDay),
        (false, _) => (0, MatchReason::Different),
    };
    FieldMatch { field, score: Some(score), reasons: vec![reason] }
}

fn sex(own: Option<Sex>, its: Option<Sex>) -> FieldMatch {
    let field = MatchField::Sex;
    match own.zip(its) {
        None => not_compared(field, MatchReason::NotStated),
        Some((Sex::NotKnown, _) | (_, Sex::NotKnown)) => {
            not_compared(field, MatchReason::SexNotKnown)
        }
        Some((own, its)) if own == its => {
            FieldMatch { field, score: Some(100), reasons: vec![MatchReason::Identical] }
        }
        Some(_) => FieldMatch { field, score: Some(0), reasons: vec![MatchReason::Different] },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn zeros(text: &str) -> String {
        "0".repeat(text.chars().count())
    }

    fn one(field: MatchField, own: (&str, &str), its: &str) -> (u8, Vec<MatchReason>) {
        let marks = if own.1.is_empty() { zeros(own.0) } else { own.1.to_owned() };
        let own = MarkedText::new(own.0, &marks).unwrap();
        let found = text(field, Some(&own), Some(its));
        (found.score.unwrap(), found.reasons)
    }

    #[test]
    fn names_with_reasons() {
        use MatchReason::{Different, Folded, Identical, Replaced, Similar};
        let name = |own, its| one(MatchField::Name, own, its);
        assert_eq!(name(("番号　花子", ""), "番号　花子"), (100, vec![Identical]));
        assert_eq!(name(("番号　花子", ""), "番号 花子"), (100, vec![Folded]));
        assert_eq!(name(("SMITH JOHN", ""), "Ｓｍｉｔｈ　ＪＯＨＮ"), (100, vec![Folded]));
        assert_eq!(name(("番□　花子", "01000"), "番号　花子"), (88, vec![Folded, Replaced]));
        assert_eq!(name(("□□　□□", "11011"), "番号　花子"), (50, vec![Folded, Replaced]));
        // Without a mark the same character counts as another.
        assert_eq!(name(("番□　花子", ""), "番号　花子"), (75, vec![Similar]));
        assert_eq!(name(("葛\u{e0100}城　花子", ""), "葛城　花子"), (100, vec![Folded]));
        assert_eq!(name(("番号　花子", ""), "別人　太郎"), (0, vec![Different]));
        assert_eq!(name(("番号　花子", ""), ""), (0, vec![Different]));
        assert_eq!(name(("　", ""), " "), (0, vec![Different]));
    }

    #[test]
    fn addresses_with_reasons() {
        use MatchReason::{GoesOn, NumberGoesOn, Similar, Units};
        let address = |own: &str, its| one(MatchField::Address, (own, ""), its);
        let own = "〇〇県△△市□□町１丁目２番地３号";
        assert_eq!(address(own, "〇〇県△△市□□町1-2-3"), (95, vec![Units]));
        assert_eq!(address(own, "〇〇県△△市□□町1-2-3コーポ203"), (80, vec![GoesOn]));
        assert_eq!(address(own, "〇〇県△△市□□町1-2"), (60, vec![NumberGoesOn]));
        assert_eq!(address(own, "〇〇県△△市□□町1-2-31").1, [Similar]);
        assert!(address(own, "〇〇県△△市□□町1-2-4").0 <= MOST_SIMILAR);
        assert_eq!(address(own, "◎◎県▽▽市9-8-7").0, 0);
    }

    #[test]
    fn distances() {
        let of = |one: &str, other: &str| distance(&plain(one), &plain(other));
        assert_eq!(of("", ""), 0);
        assert_eq!(of("あい", ""), 2);
        assert_eq!(of("", "あい"), 2);
        assert_eq!(of("KITTEN", "SITTING"), 3);
        assert_eq!(of("あいう", "あう"), 1);
    }

    #[test]
    fn a_contradiction_caps_the_whole() {
        let date = |text: &str| {
            use crate::doctype::Date;
            BirthDate::on(Date::parse(text).unwrap())
        };
        let same = birth_date(Some(date("1971-09-01")), Some(date("1971-09-01")));
        assert_eq!(same.score, Some(100));
        let year = BirthDate::between(
            crate::doctype::Date::parse("1971-01-01").unwrap(),
            crate::doctype::Date::parse("1971-12-31").unwrap(),
        );
        let possible = birth_date(year, Some(date("1971-09-01")));
        assert_eq!((possible.score, possible.reasons), (Some(60), vec![MatchReason::PossibleDay]));
        assert_eq!(birth_date(year, Some(date("1972-01-01"))).score, Some(0));
        assert_eq!(sex(Some(Sex::NotKnown), Some(Sex::Male)).score, None);
        assert_eq!(sex(Some(Sex::Female), Some(Sex::Male)).score, Some(0));
        let nothing = compare(&JpkiAttributes::default(), &Claims::default());
        assert_eq!(nothing.score, None);
    }
}
