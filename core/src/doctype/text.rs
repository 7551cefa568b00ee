//! Text in elements: what is remarked upon, and what two texts are compared by.
//!
//! Names are shown and kept as they came. Unicode normalization maps the compatibility ideographs
//! that Japanese names are written with (U+FA19 for 神) to other characters, so they are left alone
//! by [`is_normalised`] and by [`for_comparison`] the difference is forgotten on purpose.

use unicode_normalization::UnicodeNormalization;

/// Whether a text is in NFC, compatibility ideographs apart.
pub fn is_normalised(text: &str) -> bool {
    text.split(is_compatibility_ideograph).all(|part| part.nfc().eq(part.chars()))
}

/// A text as it is compared: full and half width, variants of hyphens and spaces, and compatibility
/// forms are one. For searching and matching, never to be shown or kept in place of what came.
pub fn for_comparison(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    let mut after_kana = false;
    for own in text.nfkc() {
        let one = if is_hyphen(own) || own == 'ー' && !after_kana { '-' } else { own };
        after_kana = matches!(one, '\u{3041}'..='\u{3096}' | '\u{30a1}'..='\u{30fe}');
        match one {
            own if own.is_whitespace() && (folded.is_empty() || folded.ends_with(' ')) => {}
            own if own.is_whitespace() => folded.push(' '),
            own => folded.push(own),
        }
    }
    folded.truncate(folded.trim_end().len());
    folded
}

/// Whether a text holds half-width katakana (U+FF61 to U+FF9F).
pub fn has_half_width_katakana(text: &str) -> bool {
    text.chars().any(|own| matches!(own, '\u{ff61}'..='\u{ff9f}'))
}

/// Whether the parts of a Japanese name stand as the register writes them: U+3000 once between two
/// parts, nothing at the ends. A name of one part has no space at all; one in Latin letters has
/// spaces of its own.
pub fn is_japanese_name(text: &str) -> bool {
    let latin = text.chars().all(|own| own.is_ascii() || own == '\u{3000}');
    let spaces = |own: char| own.is_whitespace() && own != '\u{3000}';
    let parts = text.split('\u{3000}');
    !text.is_empty()
        && parts.clone().all(|part| !part.is_empty())
        && (latin || !text.contains(spaces))
}

/// Whether every character is one of ISO/IEC 8859-1 that is printed.
pub fn is_latin1(text: &str) -> bool {
    text.chars().all(|own| u32::from(own) <= 0xff && !own.is_control())
}

/// Hyphens, dashes and minus signs, as addresses are written with.
pub(crate) fn is_hyphen(own: char) -> bool {
    matches!(
        own,
        '-' | '\u{2010}'
            ..='\u{2015}'
                | '\u{2043}'
                | '\u{2212}'
                | '\u{2500}'
                | '\u{2501}'
                | '\u{fe58}'
                | '\u{fe63}'
                | '\u{ff0d}'
    )
}

fn is_compatibility_ideograph(own: char) -> bool {
    matches!(own, '\u{f900}'..='\u{faff}' | '\u{2f800}'..='\u{2fa1f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn compares_addresses_across_widths_and_hyphens() {
        let one = for_comparison("〇〇県△△市□□町１－２－３");
        for other in [
            "〇〇県△△市□□町1-2-3",
            "〇〇県△△市□□町１−２−３",
            "〇〇県△△市□□町１‐２―３",
            "〇〇県△△市□□町１ー２ー３",
            " 〇〇県△△市□□町1-2-3　",
        ] {
            assert_eq!(for_comparison(other), one, "{other}");
        }
        assert_ne!(for_comparison("〇〇県△△市□□町1-2-4"), one);
    }

    #[test]
    fn a_long_vowel_is_no_hyphen() {
        assert_eq!(for_comparison("メゾンーコーポ"), for_comparison("ﾒｿﾞﾝｰｺｰﾎﾟ"));
        assert!(for_comparison("コーポ１ー２").contains("コーポ1-2"));
    }

    #[test]
    fn names_by_their_spaces() {
        for good in ["番号　花子", "番号", "SMITH JOHN", "番号　花　子", "SMITH　JOHN PAUL"]
        {
            assert!(is_japanese_name(good), "{good}");
        }
        for odd in ["番号 花子", "　番号", "番号　", "番号　　花子", "", "番号\u{a0}花子"]
        {
            assert!(!is_japanese_name(odd), "{odd}");
        }
        assert_eq!(for_comparison("番号　花子"), for_comparison("番号 花子"));
    }

    #[test]
    fn compatibility_ideographs_are_no_fault() {
        assert!(is_normalised("\u{fa19}崎　\u{fa30}"));
        assert!(is_normalised("が"));
        assert!(!is_normalised("か\u{3099}"));
        assert!(!is_normalised("e\u{301}"));
        assert!(is_normalised("葛\u{e0100}城"));
    }

    #[test]
    fn widths() {
        assert!(has_half_width_katakana("ﾊﾞﾝｺﾞｳ"));
        assert!(!has_half_width_katakana("バンゴウ"));
        assert!(is_latin1("Müller-Lüdenscheidt") && !is_latin1("Świątek") && !is_latin1("a\u{85}"));
    }
}
