//! How typed views read claims. The views themselves are generated: see [`super::views`].

use super::report::{Claims, DocumentReport};
use crate::codec::limits::MAX_ELEMENT_DEPTH;
use crate::codec::{Item, Value, scan};
use crate::doctype::age::BirthDate;
use crate::doctype::{Date, ElementProblem, IndividualNumber};
use crate::instant::Timestamp;
use crate::mdoc::{Tdate, full_date};

/// What a getter gives: nothing where the element was not released, else its value, or what is wrong
/// with it.
pub type Read<T> = Option<Result<T, ElementProblem>>;

/// The claims of a document of one of these types, where they were released.
pub(super) fn claims_of<'a>(document: &'a DocumentReport, types: &[&str]) -> Option<&'a Claims> {
    let own = document.doc_type.as_deref()?;
    document.claims.as_ref().filter(|_| types.contains(&own))
}

/// The issuer-signed element under any of its spellings.
pub(super) fn read<'a, T>(
    claims: &'a Claims,
    spaces: &[&str],
    identifiers: &[&str],
    reader: impl Fn(&Item<'a>) -> Result<T, ElementProblem>,
) -> Read<T> {
    let all = spaces.iter().flat_map(|space| identifiers.iter().map(move |id| (space, id)));
    let claim = all.into_iter().find_map(|(space, id)| claims.get(space, id))?;
    let scanned = scan(claim.reveal(), 0, MAX_ELEMENT_DEPTH);
    Some(scanned.map_err(|_| ElementProblem::Type).and_then(|own| reader(&own.item)))
}

fn typed<T>(own: Option<T>) -> Result<T, ElementProblem> {
    own.ok_or(ElementProblem::Type)
}

pub(super) fn text<'a>(item: &Item<'a>) -> Result<&'a str, ElementProblem> {
    typed(item.as_text())
}

pub(super) fn bytes<'a>(item: &Item<'a>) -> Result<&'a [u8], ElementProblem> {
    typed(item.as_bytes())
}

pub(super) fn truth(item: &Item<'_>) -> Result<bool, ElementProblem> {
    typed(item.as_bool())
}

pub(super) fn number(item: &Item<'_>) -> Result<u64, ElementProblem> {
    typed(item.as_u64())
}

/// The day of either form of date.
pub(super) fn day(item: &Item<'_>) -> Result<Date, ElementProblem> {
    typed(item.as_tag().filter(|(tag, _)| matches!(tag, 0 | 1004)))?;
    full_date(item).and_then(Date::parse).ok_or(ElementProblem::Calendar)
}

pub(super) fn instant(item: &Item<'_>) -> Result<Timestamp, ElementProblem> {
    typed(item.as_tag().filter(|(tag, _)| *tag == 0))?;
    Tdate::read(item).map(|own| own.instant).map_err(|_| ElementProblem::Calendar)
}

pub(super) fn birth(item: &Item<'_>) -> Result<BirthDate, ElementProblem> {
    BirthDate::read(item)
}

pub(super) fn individual_number(item: &Item<'_>) -> Result<IndividualNumber, ElementProblem> {
    IndividualNumber::parse(text(item)?).ok_or(ElementProblem::CheckDigit)
}

#[expect(clippy::unnecessary_wraps, reason = "it stands beside readers that can fail")]
pub(super) fn anything(item: &Item<'_>) -> Result<Value, ElementProblem> {
    Ok(item.to_value())
}

macro_rules! getter {
    ($name:ident Text $spaces:tt $ids:tt $doc:literal) => {
        getter!($name text (&'a str) $spaces $ids $doc);
    };
    ($name:ident Bytes $spaces:tt $ids:tt $doc:literal) => {
        getter!($name bytes (&'a [u8]) $spaces $ids $doc);
    };
    ($name:ident Bool $spaces:tt $ids:tt $doc:literal) => {
        getter!($name truth (bool) $spaces $ids $doc);
    };
    ($name:ident Uint $spaces:tt $ids:tt $doc:literal) => {
        getter!($name number (u64) $spaces $ids $doc);
    };
    ($name:ident Date $spaces:tt $ids:tt $doc:literal) => {
        getter!($name day (Date) $spaces $ids $doc);
    };
    ($name:ident Tdate $spaces:tt $ids:tt $doc:literal) => {
        getter!($name instant (Timestamp) $spaces $ids $doc);
    };
    ($name:ident BirthDate $spaces:tt $ids:tt $doc:literal) => {
        getter!($name birth (BirthDate) $spaces $ids $doc);
    };
    ($name:ident IndividualNumber $spaces:tt $ids:tt $doc:literal) => {
        getter!($name individual_number (IndividualNumber) $spaces $ids $doc);
    };
    ($name:ident Value $spaces:tt $ids:tt $doc:literal) => {
        getter!($name anything (Value) $spaces $ids $doc);
    };
    ($name:ident AgeOver $spaces:tt $stem:tt $doc:literal) => {
        #[doc = $doc]
        pub fn $name(&self, years: u8) -> Read<bool> {
            let [stem] = $stem;
            view::read(self.claims, &$spaces, &[&format!("{stem}{years:02}")], view::truth)
        }
    };
    ($name:ident BytesOf $spaces:tt $stem:tt $doc:literal) => {
        #[doc = $doc]
        pub fn $name(&self, ending: &str) -> Read<&'a [u8]> {
            let [stem] = $stem;
            view::read(self.claims, &$spaces, &[&format!("{stem}{ending}")], view::bytes)
        }
    };
    ($name:ident $reader:ident ($type:ty) $spaces:tt $ids:tt $doc:literal) => {
        #[doc = $doc]
        pub fn $name(&self) -> Read<$type> {
            view::read(self.claims, &$spaces, &$ids, view::$reader)
        }
    };
}

macro_rules! view {
    ($name:ident $types:tt $doc:literal {
        $($method:ident $kind:ident $spaces:tt $ids:tt $about:literal;)*
    }) => {
        #[doc = $doc]
        #[derive(Clone, Copy, Debug)]
        pub struct $name<'a> {
            claims: &'a Claims,
        }

        impl<'a> $name<'a> {
            /// The spellings of `docType`.
            pub const DOC_TYPES: &'static [&'static str] = &$types;

            /// The view of a document of this type whose claims were released.
            pub fn of(document: &'a DocumentReport) -> Option<Self> {
                let claims = view::claims_of(document, Self::DOC_TYPES)?;
                Some(Self { claims })
            }

            $(getter!($method $kind $spaces $ids $about);)*
        }
    };
}

pub(super) use {getter, view};
