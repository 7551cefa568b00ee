//! Values and names in words, in Japanese and English.
//!
//! A day is written in both calendars in Japanese. A code that hides or reorders text is written out;
//! variation selectors of names stay.

use super::view::Shown;
use crate::codec::limits::{MAX_ELEMENT_DEPTH, MAX_SHOWN_CHARS};
use crate::codec::{Item, scan};
use crate::doctype::age::BirthDate;
use crate::doctype::{Date, ElementInfo, Registry, Role, Words};
use crate::facts::escaped;
use crate::jpki::Era;
use crate::mdoc::full_date;
use crate::verify::Claim;

/// What an element is called. A number stands in the place of `NN`.
pub(super) fn named(doc_types: &Registry, doc_type: &str, space: &str, id: &str) -> Words {
    let Some(info) = doc_types.element(doc_type, space, id) else {
        let shown = escaped(id);
        return Words::new(&shown, &shown);
    };
    let digits = id.len().checked_sub(2).and_then(|at| id.get(at..)).unwrap_or_default();
    let put = |text: &str| match info.id.ends_with("NN") {
        true => text.replace("NN", digits.trim_start_matches('0')),
        false => text.to_owned(),
    };
    Words::new(&put(&info.name.en), &put(&info.name.ja))
}

/// A value.
pub(super) fn shown(claim: &Claim, info: Option<&ElementInfo>) -> Shown {
    let Ok(scanned) = scan(claim.encoded(), 0, MAX_ELEMENT_DEPTH) else {
        return unreadable();
    };
    let role = info.and_then(|own| own.role);
    value(&scanned.item, role).unwrap_or_else(unreadable)
}

fn value(item: &Item<'_>, role: Option<Role>) -> Option<Shown> {
    if role == Some(Role::BirthDate) {
        return BirthDate::read(item).ok().map(birth);
    }
    if role == Some(Role::DrivingPrivileges) {
        return privileges(item);
    }
    if let Some(day) = full_date(item).and_then(Date::parse) {
        return Some(date(day));
    }
    if let Some(text) = item.as_text() {
        return Some(Shown::same(cut(text)));
    }
    if let Some(truth) = item.as_bool() {
        let (ja, en) = if truth { ("はい", "Yes") } else { ("いいえ", "No") };
        return Some(Shown::new(ja.to_owned(), en.to_owned()));
    }
    let number = item.as_u64()?;
    Some(match (role, number) {
        (Some(Role::Sex), 1) => Shown::new("男".to_owned(), "Male".to_owned()),
        (Some(Role::Sex), 2) => Shown::new("女".to_owned(), "Female".to_owned()),
        (Some(Role::Sex), _) => Shown::new("その他・記載なし".to_owned(), "Other".to_owned()),
        _ => Shown::same(number.to_string()),
    })
}

fn unreadable() -> Shown {
    Shown::new("表示できません".to_owned(), "Cannot be shown".to_owned())
}

/// The text, safe to be shown, and no longer than a screen has room for.
fn cut(text: &str) -> String {
    match text.char_indices().nth(MAX_SHOWN_CHARS) {
        Some((end, _)) => escaped(text.get(..end).unwrap_or_default()) + "…",
        None => escaped(text),
    }
}

fn birth(own: BirthDate) -> Shown {
    let (from, to) = (date(own.earliest()), date(own.latest()));
    match own.earliest() == own.latest() {
        true => from,
        false => Shown::new(
            format!("{}から{}の間", from.ja(), to.ja()),
            format!("between {} and {}", from.en(), to.en()),
        ),
    }
}

/// The categories of a licence.
fn privileges(item: &Item<'_>) -> Option<Shown> {
    let codes = item.as_array()?.filter_map(|own| {
        let code = own.as_map()?.text_key("vehicle_category_code")?.as_text()?;
        Some(escaped(code))
    });
    Some(Shown::same(cut(&codes.collect::<Vec<_>>().join(", "))))
}

fn date(day: Date) -> Shown {
    let western = format!("{}年{}月{}日", day.year(), day.month(), day.day());
    let ja = match era(day) {
        None => western,
        Some((era, year)) => {
            let year = if year == 1 { "元".to_owned() } else { year.to_string() };
            format!("{western}（{}{year}年）", era.ja())
        }
    };
    Shown::new(ja, day.to_string())
}

/// The era and its year (元号), from 明治6年, when the calendar became the western one.
fn era(day: Date) -> Option<(Era, u16)> {
    Era::of(day).filter(|_| day.year() >= 1873)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Shown {
        date(Date::parse(text).unwrap())
    }

    #[test]
    fn a_day_is_written_in_both_calendars() {
        assert_eq!(day("2019-05-01").ja(), "2019年5月1日（令和元年）");
        assert_eq!(day("2019-04-30").ja(), "2019年4月30日（平成31年）");
        assert_eq!(day("1989-01-07").ja(), "1989年1月7日（昭和64年）");
        assert_eq!(day("1926-12-24").ja(), "1926年12月24日（大正15年）");
        assert_eq!(day("1873-01-01").ja(), "1873年1月1日（明治6年）");
        assert_eq!(day("1868-01-01").ja(), "1868年1月1日");
        assert_eq!(day("2000-03-31").en(), "2000-03-31");
    }

    #[test]
    fn a_long_or_hidden_text_is_cut_and_written_out() {
        assert_eq!(cut("番号　花子"), "番号　花子");
        assert_eq!(cut("葛\u{e0100}城"), "葛\u{e0100}城");
        assert_eq!(cut("a\u{202e}b"), "a\\u{202e}b");
        assert_eq!(cut(&"あ".repeat(2000)).chars().count(), MAX_SHOWN_CHARS + 1);
    }
}
