//! Where the issuer says that the state of a document can be looked up.

use std::fmt;

use super::answer::Cause;
use crate::codec::Item;
use crate::codec::limits::MAX_URI_CHARS;

/// The `status` of a mobile security object.
///
/// ```cddl
/// Status = { ? "identifier_list": { "id": bstr, "uri": tstr, ? "certificate": bstr, * tstr => RFU },
///            ? "status_list": { "idx": uint, "uri": tstr, ? "certificate": bstr, * tstr => RFU },
///            * tstr => RFU }
/// ```
/// Each mechanism is read by itself: a fault in one leaves the other readable.
#[derive(Clone, Debug)]
pub struct StatusReferences<'a> {
    /// `status_list`
    pub status_list: Option<Result<Reference<'a, u64>, Cause>>,
    /// `identifier_list`
    pub identifier_list: Option<Result<Reference<'a, &'a [u8]>, Cause>>,
}

/// One entry of one list.
#[derive(Clone, Copy)]
pub struct Reference<'a, K> {
    /// `idx` or `id`
    pub key: K,
    /// The address of the list.
    pub uri: &'a str,
    /// The trust point, in DER; without one it is the authority that issued the document signer.
    pub certificate: Option<&'a [u8]>,
}

impl<K> fmt::Debug for Reference<'_, K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The key is of one document alone: a tracking handle, which is not shown.
        write!(f, "Reference({:?})", self.uri)
    }
}

impl<'a> StatusReferences<'a> {
    /// Reads what is there.
    ///
    /// # Errors
    /// [`Cause::Reference`] for anything but a map.
    pub fn read(status: &Item<'a>) -> Result<Self, Cause> {
        let map = status.as_map().ok_or(Cause::Reference)?;
        let status_list = map.text_key("status_list");
        let identifier_list = map.text_key("identifier_list");
        Ok(Self {
            status_list: status_list.map(|item| read(&item, "idx", |own| own.as_u64())),
            identifier_list: identifier_list.map(|item| read(&item, "id", |own| own.as_bytes())),
        })
    }
}

fn read<'a, K>(
    item: &Item<'a>,
    name: &str,
    key: impl FnOnce(&Item<'a>) -> Option<K>,
) -> Result<Reference<'a, K>, Cause> {
    let read = || {
        let map = item.as_map()?;
        let uri = map.text_key("uri")?.as_text()?;
        let certificate = match map.text_key("certificate") {
            None => None,
            Some(own) => Some(own.as_bytes()?),
        };
        let readable = !uri.is_empty() && uri.len() <= MAX_URI_CHARS;
        let key = key(&map.text_key(name)?)?;
        readable.then_some(Reference { key, uri, certificate })
    };
    read().ok_or(Cause::Reference)
}
