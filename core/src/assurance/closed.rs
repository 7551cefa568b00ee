//! Closed sets: names that are stable, and sentences in two languages.

use std::fmt;

use crate::doctype::Date;
use crate::instant::Timestamp;

/// An enum whose members have stable names.
macro_rules! closed {
    ($(#[$doc:meta])* $name:ident { $($(#[$member:meta])* $variant:ident = $word:literal,)* }) => {
        $(#[$doc])*
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash,
            serde::Serialize, serde::Deserialize,
        )]
        #[non_exhaustive]
        pub enum $name {
            $($(#[$member])* #[serde(rename = $word)] $variant,)*
        }

        impl $name {
            /// Every member.
            pub const ALL: &'static [Self] = &[$($name::$variant,)*];

            /// The stable name.
            pub const fn name(self) -> &'static str {
                match self {
                    $($name::$variant => $word,)*
                }
            }
        }
    };
}

/// The same, each member with what it says in English and Japanese.
macro_rules! told {
    ($(#[$doc:meta])* $name:ident {
        $($(#[$member:meta])* $variant:ident = $word:literal, $en:literal, $ja:literal;)*
    }) => {
        $crate::assurance::closed::closed! { $(#[$doc])* $name { $($(#[$member])* $variant = $word,)* } }

        impl $name {
            /// What it says, in English.
            pub const fn en(self) -> &'static str {
                match self {
                    $($name::$variant => $en,)*
                }
            }

            /// The same in Japanese.
            pub const fn ja(self) -> &'static str {
                match self {
                    $($name::$variant => $ja,)*
                }
            }
        }
    };
}

pub(crate) use {closed, told};

/// What stands in a file as text of a fixed form.
pub(super) trait Written: fmt::Display + Sized {
    /// What the form is, for errors.
    const FORM: &'static str;

    fn read(text: &str) -> Option<Self>;
}

impl Written for Timestamp {
    const FORM: &'static str = "a time is RFC 3339";

    fn read(text: &str) -> Option<Self> {
        Self::parse(text)
    }
}

impl Written for Date {
    const FORM: &'static str = "a day is YYYY-MM-DD";

    fn read(text: &str) -> Option<Self> {
        Self::parse(text)
    }
}

/// Days as `YYYY-MM-DD` and instants as RFC 3339 text.
pub(super) mod written {
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serializer};

    use super::Written;

    pub(in crate::assurance) fn serialize<T: Written, S: Serializer>(
        own: &T,
        out: S,
    ) -> Result<S::Ok, S::Error> {
        out.collect_str(own)
    }

    pub(in crate::assurance) fn deserialize<'de, T: Written, D: Deserializer<'de>>(
        input: D,
    ) -> Result<T, D::Error> {
        let text = String::deserialize(input)?;
        T::read(&text).ok_or_else(|| D::Error::custom(T::FORM))
    }

    /// Those that may be missing.
    pub(in crate::assurance) mod maybe {
        use super::{Deserialize, Deserializer, Error, Serializer, Written};

        pub(in crate::assurance) fn serialize<T: Written, S: Serializer>(
            own: &Option<T>,
            out: S,
        ) -> Result<S::Ok, S::Error> {
            match own {
                Some(own) => out.collect_str(own),
                None => out.serialize_none(),
            }
        }

        pub(in crate::assurance) fn deserialize<'de, T: Written, D: Deserializer<'de>>(
            input: D,
        ) -> Result<Option<T>, D::Error> {
            let text = Option::<String>::deserialize(input)?;
            let read = |text: String| T::read(&text).ok_or_else(|| D::Error::custom(T::FORM));
            text.map(read).transpose()
        }
    }
}
