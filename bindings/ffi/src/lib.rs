//! Tashika for Kotlin, Swift and Python: bytes in, records out, nothing decided here.
//!
//! 1. One file for each topic of the core. A file has the records of the topic, the objects that
//!    hold what is secret or expensive, and the conversions.
//! 2. Everything is synchronous. The only trait that the other side implements is
//!    [`reader::RequestSigner`].
//! 3. Whatever can fail fails with [`error::TashikaError`]. A panic is caught on this side of the
//!    boundary and becomes its variant `Internal`.
//! 4. Enums mirror those of the core variant by variant; a test reads the sources of both and fails
//!    where one has more.
//! 5. An object is wiped when the other side closes it. Records hold no secret, but for what the
//!    application itself must keep: a ticket, and a link to a phone where it wants one.

pub mod account;
pub mod assurance;
pub mod audit;
pub mod counter;
pub mod doctype;
pub mod error;
pub mod evidence;
pub mod hybrid;
pub mod inspect;
pub mod jpki;
pub mod key;
pub mod ledger;
pub mod mirror;
mod numbers;
pub mod online;
pub mod passkey;
pub mod policy;
pub mod presentation;
pub mod query;
pub mod reader;
pub mod report;
pub mod request;
pub mod status;
pub mod trust;
pub mod verify;
pub mod view;
#[rustfmt::skip]
pub mod views;
pub mod window;

use tashika::doctype::Date as CalendarDay;
use tashika::instant::Timestamp;

uniffi::setup_scaffolding!();

// Seconds since 1970, held within the years 1 to 9999, which every language's own type can say.
uniffi::custom_type!(Timestamp, i64, {
    remote,
    lower: |own| own.unix().clamp(FIRST_SECOND, LAST_SECOND),
    try_lift: |seconds| Ok(Timestamp::from_unix(seconds)),
});

// `YYYY-MM-DD`: a day of each language's own type.
uniffi::custom_type!(CalendarDay, String, {
    remote,
    lower: |own| own.to_string(),
    try_lift: |text| match CalendarDay::parse(&text) {
        Some(own) => Ok(own),
        None => uniffi::deps::anyhow::bail!("a day is written like 2026-06-01"),
    },
});

/// 0001-01-01T00:00:00Z
const FIRST_SECOND: i64 = -62_135_596_800;
/// 9999-12-31T23:59:59Z
const LAST_SECOND: i64 = 253_402_300_799;

/// The version of the library.
#[uniffi::export]
pub fn version() -> String {
    env!("CARGO_PKG_VERSION").to_owned()
}
