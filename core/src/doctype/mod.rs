//! Floor 1: what document types are known, and what their elements mean.
//!
//! Document types are data: one JSON file each (`core/doctypes`, with their JSON Schema), embedded,
//! and replaceable by an app without a new build.
//!
//! 1. [`Registry`] loads the files and answers what a type, a namespace or an element is.
//! 2. [`Kind::check`] holds one value against its description; what is wrong are facts, never values.
//! 3. [`text`] knows Japanese writing: what to compare, what to remark upon.
//! 4. [`age`] answers "at least N years old" from whatever came.
//! 5. [`IndividualNumber`] is a number that does not show itself.

pub mod age;
mod date;
mod element;
mod individual_number;
mod registry;
pub mod text;

pub use date::Date;
pub use element::{Aspect, ElementProblem, is_jpeg, is_jpeg_2000};
pub use individual_number::IndividualNumber;
pub use registry::{
    Allowed, CborKind, Characters, Confidence, Described, DocType, Edition, ElementInfo, Format,
    Holder, HolderVerification, Kind, KnownWallet, Member, NameSpaceInfo, Registry, RegistryError,
    Role, Sensitivity, SignerRules, Words,
};
