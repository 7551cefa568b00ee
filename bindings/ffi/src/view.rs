//! What the records of [`crate::views`] are made of.

use tashika::codec::Value;
use tashika::doctype::age::BirthDate;
use tashika::doctype::{Date as CalendarDay, IndividualNumber};
use tashika::verify::Read;

use crate::mirror::ElementProblem;

/// A date of birth: one day, unless digits of it are masked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Record)]
pub struct BirthDay {
    /// The first day it can be.
    pub earliest: CalendarDay,
    /// The last day it can be.
    pub latest: CalendarDay,
}

/// What a document says of an age. An application asks [`Report::age_at_least`], which knows what
/// follows from it.
///
/// [`Report::age_at_least`]: crate::report::Report::age_at_least
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Record)]
pub struct AgeOver {
    /// The age.
    pub years: i32,
    /// Whether the holder is at least so old.
    pub reached: bool,
}

/// A data group of a travel document.
#[derive(Clone, PartialEq, uniffi::Record)]
pub struct DataGroup {
    /// Its number, from 1.
    pub number: i32,
    /// The content.
    pub content: Vec<u8>,
}

/// What a person may drive.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct DrivingPrivilege {
    /// The category of vehicles.
    pub category: String,
    /// From when.
    pub issue_date: Option<CalendarDay>,
    /// Until when.
    pub expiry_date: Option<CalendarDay>,
    /// Conditions and limits.
    pub codes: Vec<DrivingCode>,
}

/// A condition or limit of a driving privilege.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct DrivingCode {
    /// The code.
    pub code: String,
    /// How the code and its value go together: `=`, `<=`, …
    pub sign: Option<String>,
    /// The value.
    pub amount: Option<String>,
}

/// An element that came with another value than its type has.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct ElementNote {
    /// The element identifier.
    pub identifier: String,
    /// What is wrong with it.
    pub problem: ElementProblem,
}

/// Reads one document, and notes what cannot be read.
#[derive(Default)]
pub(crate) struct Reading {
    pub(crate) problems: Vec<ElementNote>,
}

impl Reading {
    pub(crate) fn plain<T>(&mut self, name: &str, own: Read<T>) -> Option<T> {
        own?.map_err(|problem| self.note(name, problem)).ok()
    }

    pub(crate) fn text(&mut self, name: &str, own: Read<&str>) -> Option<String> {
        self.plain(name, own).map(str::to_owned)
    }

    pub(crate) fn bytes(&mut self, name: &str, own: Read<&[u8]>) -> Option<Vec<u8>> {
        self.plain(name, own).map(<[u8]>::to_vec)
    }

    pub(crate) fn number(&mut self, name: &str, own: Read<u64>) -> Option<i64> {
        let own = self.plain(name, own)?;
        i64::try_from(own).map_err(|_| self.note(name, ElementProblem::Range)).ok()
    }

    pub(crate) fn birth(&mut self, name: &str, own: Read<BirthDate>) -> Option<BirthDay> {
        let own = self.plain(name, own)?;
        Some(BirthDay { earliest: own.earliest(), latest: own.latest() })
    }

    /// Asterisks: the digits come out of `reveal` alone.
    pub(crate) fn masked(&mut self, name: &str, own: Read<IndividualNumber>) -> Option<String> {
        self.plain(name, own).map(|own| own.to_string())
    }

    /// JSON, as in the report.
    pub(crate) fn structured(&mut self, name: &str, own: Read<Value>) -> Option<String> {
        self.plain(name, own).map(|own| own.to_json())
    }

    pub(crate) fn ages(&mut self, stem: &str, own: impl Fn(u8) -> Read<bool>) -> Vec<AgeOver> {
        let one = |years| {
            let reached = self.plain(&format!("{stem}{years:02}"), own(years))?;
            Some(AgeOver { years: i32::from(years), reached })
        };
        (0..=99).filter_map(one).collect()
    }

    pub(crate) fn groups<const N: usize>(
        &mut self,
        all: [(i32, &str, Read<&[u8]>); N],
    ) -> Vec<DataGroup> {
        let one = |(number, name, own)| {
            let content = self.bytes(name, own)?;
            Some(DataGroup { number, content })
        };
        all.into_iter().filter_map(one).collect()
    }

    pub(crate) fn privileges(
        &mut self,
        name: &str,
        own: Read<Value>,
    ) -> Option<Vec<DrivingPrivilege>> {
        let own = self.plain(name, own)?;
        privileges(&own).map_err(|problem| self.note(name, problem)).ok()
    }

    fn note(&mut self, name: &str, problem: ElementProblem) {
        self.problems.push(ElementNote { identifier: name.to_owned(), problem });
    }
}

/// `[* { "vehicle_category_code": tstr, ? "issue_date": full-date, ? "expiry_date": full-date,
/// ? "codes": [* Code] }]`
fn privileges(own: &Value) -> Result<Vec<DrivingPrivilege>, ElementProblem> {
    list(own)?.iter().map(privilege).collect()
}

fn privilege(own: &Value) -> Result<DrivingPrivilege, ElementProblem> {
    let codes = member(own, "codes")?.map_or(Ok(&[][..]), list)?;
    Ok(DrivingPrivilege {
        category: text(own, "vehicle_category_code")?.ok_or(ElementProblem::Member)?,
        issue_date: member(own, "issue_date")?.map(day).transpose()?,
        expiry_date: member(own, "expiry_date")?.map(day).transpose()?,
        codes: codes.iter().map(code).collect::<Result<_, _>>()?,
    })
}

/// `{ "code": tstr, ? "sign": tstr, ? "value": tstr }`
fn code(own: &Value) -> Result<DrivingCode, ElementProblem> {
    Ok(DrivingCode {
        code: text(own, "code")?.ok_or(ElementProblem::Member)?,
        sign: text(own, "sign")?,
        amount: text(own, "value")?,
    })
}

fn list(own: &Value) -> Result<&[Value], ElementProblem> {
    match own {
        Value::Array(all) => Ok(all),
        _ => Err(ElementProblem::Type),
    }
}

fn member<'v>(own: &'v Value, name: &str) -> Result<Option<&'v Value>, ElementProblem> {
    let Value::Map(entries) = own else { return Err(ElementProblem::Type) };
    let found = entries.iter().find(|(key, _)| key.as_text() == Some(name));
    Ok(found.map(|(_, value)| value))
}

fn text(own: &Value, name: &str) -> Result<Option<String>, ElementProblem> {
    let text = |own: &Value| own.as_text().map(str::to_owned).ok_or(ElementProblem::Type);
    member(own, name)?.map(text).transpose()
}

/// Either form of date.
fn day(own: &Value) -> Result<CalendarDay, ElementProblem> {
    let Value::Tag(0 | 1004, content) = own else { return Err(ElementProblem::Type) };
    let text = content.as_text().ok_or(ElementProblem::Type)?;
    text.get(..10).and_then(CalendarDay::parse).ok_or(ElementProblem::Calendar)
}
