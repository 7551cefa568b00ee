//! The identifier list: who is in it is revoked (ISO/IEC 18013-5 second edition 12.3.6.4).

use super::answer::Cause;
use crate::codec::Item;

/// The identifiers of what is revoked.
///
/// ```cddl
/// IdentifierList = { "identifiers": {* bstr => {* (tstr / int) => any}},
///   ? "aggregation_uri": tstr, * tstr => any }
/// ```
#[derive(Clone, Copy, Debug)]
pub struct IdentifierList<'a> {
    identifiers: Item<'a>,
}

impl<'a> IdentifierList<'a> {
    /// Reads the list.
    ///
    /// # Errors
    /// [`Cause::Content`] for another shape: every key must be a byte string, so that none can be
    /// overlooked.
    pub fn read(item: &Item<'a>) -> Result<Self, Cause> {
        let map = item.as_map().ok_or(Cause::Content)?;
        let identifiers = map.text_key("identifiers").ok_or(Cause::Content)?;
        let mut entries = identifiers.as_map().ok_or(Cause::Content)?;
        let shaped = entries.all(|(id, info)| id.as_bytes().is_some() && info.as_map().is_some());
        if shaped { Ok(Self { identifiers }) } else { Err(Cause::Content) }
    }

    /// Whether this identifier is in the list.
    pub fn contains(&self, id: &[u8]) -> bool {
        let entries = self.identifiers.as_map();
        entries.is_some_and(|mut own| own.any(|(key, _)| key.as_bytes() == Some(id)))
    }

    /// How many identifiers it holds.
    pub fn len(&self) -> usize {
        self.identifiers.as_map().map_or(0, Iterator::count)
    }

    /// Whether it holds none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}
