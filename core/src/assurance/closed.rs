//! Closed sets: names that are stable, and sentences in two languages.

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

pub(super) use {closed, told};

/// Instants as RFC 3339 text.
pub(super) mod moment {
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serializer};

    use crate::instant::Timestamp;

    pub(in crate::assurance) fn serialize<S: Serializer>(
        own: &Timestamp,
        out: S,
    ) -> Result<S::Ok, S::Error> {
        out.collect_str(own)
    }

    pub(in crate::assurance) fn deserialize<'de, D: Deserializer<'de>>(
        input: D,
    ) -> Result<Timestamp, D::Error> {
        let text = String::deserialize(input)?;
        Timestamp::parse(&text).ok_or_else(|| D::Error::custom("a time is RFC 3339"))
    }

    /// Instants that may be missing.
    pub(in crate::assurance) mod maybe {
        use serde::de::Error;
        use serde::{Deserialize, Deserializer, Serializer};

        use crate::instant::Timestamp;

        pub(in crate::assurance) fn serialize<S: Serializer>(
            own: &Option<Timestamp>,
            out: S,
        ) -> Result<S::Ok, S::Error> {
            match own {
                Some(own) => out.collect_str(own),
                None => out.serialize_none(),
            }
        }

        pub(in crate::assurance) fn deserialize<'de, D: Deserializer<'de>>(
            input: D,
        ) -> Result<Option<Timestamp>, D::Error> {
            let text = Option::<String>::deserialize(input)?;
            let read = |text: String| {
                Timestamp::parse(&text).ok_or_else(|| D::Error::custom("a time is RFC 3339"))
            };
            text.map(read).transpose()
        }
    }
}

/// Days as `YYYY-MM-DD`.
pub(super) mod day {
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serializer};

    use crate::doctype::Date;

    pub(in crate::assurance) fn serialize<S: Serializer>(
        own: &Date,
        out: S,
    ) -> Result<S::Ok, S::Error> {
        out.collect_str(own)
    }

    pub(in crate::assurance) fn deserialize<'de, D: Deserializer<'de>>(
        input: D,
    ) -> Result<Date, D::Error> {
        let text = String::deserialize(input)?;
        Date::parse(&text).ok_or_else(|| D::Error::custom("a day is YYYY-MM-DD"))
    }

    /// Days that may be missing.
    pub(in crate::assurance) mod maybe {
        use serde::de::Error;
        use serde::{Deserialize, Deserializer, Serializer};

        use crate::doctype::Date;

        pub(in crate::assurance) fn serialize<S: Serializer>(
            own: &Option<Date>,
            out: S,
        ) -> Result<S::Ok, S::Error> {
            match own {
                Some(own) => out.collect_str(own),
                None => out.serialize_none(),
            }
        }

        pub(in crate::assurance) fn deserialize<'de, D: Deserializer<'de>>(
            input: D,
        ) -> Result<Option<Date>, D::Error> {
            let text = Option::<String>::deserialize(input)?;
            let read = |text: String| {
                Date::parse(&text).ok_or_else(|| D::Error::custom("a day is YYYY-MM-DD"))
            };
            text.map(read).transpose()
        }
    }
}
