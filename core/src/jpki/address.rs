//! Names and addresses as they are compared: a row of units, each a character or one that was
//! replaced and can be any.
//!
//! 1. Width, compatibility forms, variation selectors and letters' case are forgotten; hyphens of
//!    every kind are one; spaces are left out.
//! 2. In an address 丁目, 番地, 番, 号 and の behind a number are hyphens, and kanji numerals before
//!    them are digits: 一丁目２番地の３ is 1-2-3. A 番 that begins a place name (二番町) stays.

use unicode_normalization::UnicodeNormalization;

use super::attributes::MarkedText;
use crate::codec::limits::MAX_COMPARED_CHARS;
use crate::doctype::text::is_hyphen;

/// A character, or one that was replaced.
#[derive(Clone, Copy, Debug)]
pub(super) struct Unit {
    own: char,
    pub(super) replaced: bool,
}

impl Unit {
    /// Whether two units can be the same character.
    pub(super) fn meets(self, other: Unit) -> bool {
        self.replaced || other.replaced || self.own == other.own
    }

    fn is(self, own: char) -> bool {
        !self.replaced && self.own == own
    }

    fn is_digit(self) -> bool {
        !self.replaced && self.own.is_ascii_digit()
    }

    /// Whether it is the hyphen of a number.
    pub(super) fn is_hyphen(self) -> bool {
        self.is('-')
    }

    /// Whether it continues a number.
    pub(super) fn continues_number(self) -> bool {
        self.is_digit() || self.replaced
    }
}

/// The units of a text in which characters may have been replaced.
pub(super) fn marked(text: &MarkedText) -> Vec<Unit> {
    fold(text.characters())
}

/// The units of a text of an mdoc.
pub(super) fn plain(text: &str) -> Vec<Unit> {
    // Composed first: a certificate's marks count composed characters.
    fold(text.nfc().map(|own| (own, false)))
}

fn fold(characters: impl Iterator<Item = (char, bool)>) -> Vec<Unit> {
    let mut units: Vec<Unit> = Vec::new();
    for (own, replaced) in characters.take(MAX_COMPARED_CHARS) {
        if replaced {
            units.push(Unit { own, replaced });
            continue;
        }
        if matches!(own, '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}') {
            continue;
        }
        for folded in own.nfkc().flat_map(char::to_uppercase) {
            let after_number = units.last().is_some_and(|last| last.is_digit());
            let own = match folded {
                own if is_hyphen(own) => '-',
                // A long vowel behind a number is a hyphen that somebody typed.
                'ー' if after_number => '-',
                own => own,
            };
            if !own.is_whitespace() {
                units.push(Unit { own, replaced: false });
            }
        }
    }
    units
}

/// The units of an address with its numbers in one form.
pub(super) fn numbered(units: &[Unit]) -> Vec<Unit> {
    let digits = numerals(units);
    let mut out: Vec<Unit> = Vec::with_capacity(digits.len());
    let mut rest = digits.as_slice();
    while let Some((first, after)) = rest.split_first() {
        // A の may stand behind a counter too: ２番地の３.
        let behind_number = out.last().is_some_and(|last| last.is_digit() || last.is_hyphen());
        let length = if behind_number { counter(rest) } else { 0 };
        if length > 0 {
            out.push(Unit { own: '-', replaced: false });
            rest = rest.get(length..).unwrap_or_default();
        } else {
            out.push(*first);
            rest = after;
        }
    }
    tidy(&out)
}

/// How many units at the beginning are a counter behind a number.
fn counter(units: &[Unit]) -> usize {
    let begins = |text: &str| {
        let mut own = units.iter();
        text.chars().all(|character| own.next().is_some_and(|unit| unit.is(character)))
    };
    let next = |index: usize| units.get(index).copied();
    for text in ["丁目", "番地", "号室"] {
        if begins(text) {
            return 2;
        }
    }
    if begins("号") {
        return 1;
    }
    let number_or_end = |own: Option<Unit>| {
        own.is_none_or(|own| own.continues_number() || own.is_hyphen() || own.is('の'))
    };
    if begins("番") && number_or_end(next(1)) {
        return 1;
    }
    let the = begins("の") && next(1).is_some_and(Unit::continues_number);
    usize::from(the)
}

/// Kanji numerals in front of a counter as digits.
fn numerals(units: &[Unit]) -> Vec<Unit> {
    let mut out = Vec::with_capacity(units.len());
    let mut rest = units;
    while let Some((first, after)) = rest.split_first() {
        let length = rest.iter().take_while(|own| numeral(**own).is_some()).count();
        let (run, behind) = rest.split_at_checked(length).unwrap_or((rest, &[]));
        let counted = counter(behind) > 0 && !behind.is_empty();
        match counted.then(|| number(run)).flatten() {
            Some(value) => {
                let digits = value.to_string();
                out.extend(digits.chars().map(|own| Unit { own, replaced: false }));
                rest = behind;
            }
            None if length > 0 => {
                out.extend_from_slice(run);
                rest = behind;
            }
            None => {
                out.push(*first);
                rest = after;
            }
        }
    }
    out
}

fn numeral(own: Unit) -> Option<u32> {
    let digits = "〇一二三四五六七八九十";
    let found = digits.chars().position(|digit| own.is(digit))?;
    u32::try_from(found).ok()
}

/// The value of kanji numerals up to 99: 二十三, or 二三.
fn number(run: &[Unit]) -> Option<u32> {
    let values: Vec<u32> = run.iter().map(|own| numeral(*own)).collect::<Option<_>>()?;
    match values.as_slice() {
        [one] => Some(*one),
        [10, ones] if *ones < 10 => Some(10 + ones),
        [tens, 10] if *tens < 10 => Some(tens * 10),
        [tens, 10, ones] if *tens < 10 && *ones < 10 => Some(tens * 10 + ones),
        [tens, ones] if *tens < 10 && *ones < 10 => Some(tens * 10 + ones),
        _ => None,
    }
}

/// Hyphens between two numbers alone, and one at a time.
fn tidy(units: &[Unit]) -> Vec<Unit> {
    let mut out: Vec<Unit> = Vec::with_capacity(units.len());
    for (index, own) in units.iter().enumerate() {
        let next = units.get(index + 1);
        let before = out.last().is_some_and(|last| last.continues_number());
        let after = next.is_some_and(|next| next.continues_number() || next.is_hyphen());
        if own.is_hyphen() && !(before && after) {
            // A hyphen within a name of a building stays.
            let within = out.last().is_some_and(|last| !last.continues_number()) && next.is_some();
            if !within || out.last().is_some_and(|last| last.is_hyphen()) {
                continue;
            }
        }
        if own.is_hyphen() && next.is_some_and(|next| next.is_hyphen()) {
            continue;
        }
        out.push(*own);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(text: &str) -> String {
        numbered(&plain(text)).iter().map(|own| own.own).collect()
    }

    #[test]
    fn counters_are_hyphens() {
        let one = "〇〇県△△市□□町1-2-3";
        for other in [
            "〇〇県△△市□□町１丁目２番地３号",
            "〇〇県△△市□□町１丁目２番３号",
            "〇〇県△△市□□町一丁目二番地の三号",
            "〇〇県△△市□□町１－２－３",
            "〇〇県△△市□□町１−２−３",
            "〇〇県△△市□□町１ー２ー３",
            "〇〇県 △△市　□□町1‐2―3",
            "〇〇県△△市□□町１丁目２番地の３",
            "〇〇県△△市□□町一丁目2-3",
        ] {
            assert_eq!(address(other), one, "{other}");
        }
        assert_eq!(address("△△市十二丁目二十三番地"), "△△市12-23");
        assert_eq!(address("△△市1-2-3コーポ２０３号室"), "△△市1-2-3コーポ203");
        assert_eq!(address("△△市1番地"), "△△市1");
        assert_eq!(address("△△市1丁目2番地3号ハイツ"), "△△市1-2-3ハイツ");
    }

    #[test]
    fn numerals_of_place_names_stay() {
        for same in ["千代田区二番町", "十日町市", "四日市市", "三宅村", "八丈町", "七番館"]
        {
            assert_eq!(address(same), same, "{same}");
        }
        assert_eq!(address("千代田区二番町5番地"), "千代田区二番町5");
        assert_eq!(address("三条市一ノ門"), "三条市一ノ門");
        assert_eq!(address("メゾン・ド・コーポ"), "メゾン・ド・コーポ");
    }

    #[test]
    fn a_replaced_character_is_any() {
        let own = MarkedText::new("番□　花子", "01000").unwrap();
        let (own, other) = (marked(&own), plain("番号 花子"));
        assert_eq!(own.len(), other.len());
        assert!(own.iter().zip(&other).all(|(own, its)| own.meets(*its)));
        let unmarked = plain("番□　花子");
        assert!(!unmarked.iter().zip(&other).all(|(own, its)| own.meets(*its)));
    }

    #[test]
    fn long_texts_are_cut() {
        assert_eq!(plain(&"あ".repeat(10_000)).len(), MAX_COMPARED_CHARS);
    }
}
