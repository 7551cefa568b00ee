//! What a My Number Card in mdoc says of its holder, to be held against a signature certificate.

use super::views::MyNumberCard;
use crate::jpki::Sex;
use crate::jpki::matching::Claims;

impl<'a> MyNumberCard<'a> {
    /// The released elements that [`crate::jpki::matching::compare`] knows. One that cannot be read
    /// is left out, as one that was not released.
    pub fn to_compare(&self) -> Claims<'a> {
        Claims {
            name: self.full_name_unicode().and_then(Result::ok),
            address: self.resident_address_unicode().and_then(Result::ok),
            birth_date: self.birth_date().and_then(Result::ok),
            sex: self.sex().and_then(Result::ok).and_then(Sex::from_iso),
        }
    }
}
