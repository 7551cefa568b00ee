//! The typed views of the boundary are generated from the document types.
//!
//! `TASHIKA_WRITE=1 cargo test -p tashika-ffi --test views` writes `src/views.rs`.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

use std::fmt::Write;
use std::path::Path;

use tashika::doctype::{CborKind, DocType, ElementInfo, Format, Registry};

const HEAD: &str = "//! Typed views of released claims: a record for each document type.
//!
//! Generated from `core/doctypes`; do not edit. `TASHIKA_WRITE=1 cargo test -p tashika-ffi --test views`
//! writes it.

use tashika::doctype::Date as CalendarDay;
use tashika::instant::Timestamp;
use tashika::verify::views;

use crate::error::{TashikaError, guard};
use crate::report::Report;
use crate::view::{AgeOver, BirthDay, DataGroup, DrivingPrivilege, ElementNote, Reading};
";

/// An example of an own type, which no other application has.
const EXAMPLES: [&str; 1] = ["StudentId"];

/// The type of a field, and how it is read; nothing for what has no fixed name.
fn kind(own: &ElementInfo) -> Option<(&'static str, &'static str)> {
    if own.kind.format == Some(Format::IndividualNumber) {
        return Some(("Option<String>", "masked"));
    }
    Some(match own.kind.cbor {
        CborKind::BirthDate => ("Option<BirthDay>", "birth"),
        CborKind::Bool if own.id.ends_with("NN") => ("Vec<AgeOver>", "ages"),
        CborKind::Bool => ("Option<bool>", "plain"),
        CborKind::Bytes if own.id.ends_with('*') => return None,
        CborKind::Bytes | CborKind::Image => ("Option<Vec<u8>>", "bytes"),
        CborKind::Date | CborKind::FullDate => ("Option<CalendarDay>", "plain"),
        CborKind::Tdate => ("Option<Timestamp>", "plain"),
        CborKind::Text => ("Option<String>", "text"),
        CborKind::Uint => ("Option<i64>", "number"),
        _ if own.id == "driving_privileges" => ("Option<Vec<DrivingPrivilege>>", "privileges"),
        _ => ("Option<String>", "structured"),
    })
}

/// The number of a data group.
fn data_group(own: &ElementInfo) -> Option<u8> {
    own.id.trim_start_matches("dtc_").strip_prefix("dg")?.parse().ok()
}

fn method(own: &ElementInfo) -> String {
    own.id.trim_end_matches("NN").trim_end_matches('_').to_lowercase()
}

fn snake(view: &str) -> String {
    let mut name = String::new();
    let mut before = 'a';
    for own in view.chars() {
        let starts = own.is_uppercase() || own.is_ascii_digit() && !before.is_ascii_digit();
        if starts && !name.is_empty() {
            name.push('_');
        }
        name.extend(own.to_lowercase());
        before = own;
    }
    name
}

fn view(out: &mut String, view: &str, file: &DocType) {
    let (mut fields, mut values, mut groups) = (String::new(), String::new(), String::new());
    for space in &file.name_spaces {
        for own in &space.elements {
            let name = method(own);
            if let Some(number) = data_group(own) {
                write!(groups, "({number}, \"{}\", own.{name}()), ", own.id).unwrap();
                continue;
            }
            let Some((shape, reader)) = kind(own) else { continue };
            writeln!(fields, "    /// {} ({}).", own.name.en, own.name.ja).unwrap();
            writeln!(fields, "    pub {name}: {shape},").unwrap();
            let id = own.id.trim_end_matches("NN");
            match reader {
                "ages" => writeln!(
                    values,
                    "                {name}: found.ages(\"{id}\", |years| own.{name}(years)),"
                ),
                _ => {
                    writeln!(
                        values,
                        "                {name}: found.{reader}(\"{id}\", own.{name}()),"
                    )
                }
            }
            .unwrap();
        }
    }
    if !groups.is_empty() {
        fields.push_str("    /// The data groups of a travel document.\n");
        fields.push_str("    pub data_groups: Vec<DataGroup>,\n");
        let groups = groups.trim_end_matches(", ");
        writeln!(values, "                data_groups: found.groups([{groups}]),").unwrap();
    }
    let about = format!("{} ({})", file.name.en, file.name.ja);
    write!(
        out,
        "
/// {about}: what the issuer signed and the policy let out.
#[derive(Clone, PartialEq, uniffi::Record)]
pub struct {view} {{
{fields}    /// Elements that came with another value than their type has, and what is wrong with each.
    pub problems: Vec<ElementNote>,
}}

#[uniffi::export]
impl Report {{
    /// The claims of a document, counted from 0, as a {view}; `None` where it is of another type, or its
    /// claims were not released.
    pub fn {}(&self, document: i32) -> Result<Option<{view}>, TashikaError> {{
        guard(|| {{
            let Some(own) = views::{view}::of(self.document(document)?) else {{ return Ok(None) }};
            let mut found = Reading::default();
            Ok(Some({view} {{
{values}                problems: found.problems,
            }}))
        }})
    }}
}}
",
        snake(view)
    )
    .unwrap();
}

#[test]
fn the_views_are_what_the_files_say() {
    let registry = Registry::builtin();
    let mut expected = HEAD.to_owned();
    let mut views = 0;
    for file in registry.files() {
        let Some(name) = &file.view else { continue };
        if !EXAMPLES.contains(&name.as_str()) {
            view(&mut expected, name, file);
            views += 1;
        }
    }
    assert!(views >= 7, "{views} views");
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/views.rs");
    if std::env::var_os("TASHIKA_WRITE").is_some() {
        std::fs::write(&path, &expected).unwrap();
    }
    let own = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(own == expected, "bindings/ffi/src/views.rs differs from the files: see its head");
}
