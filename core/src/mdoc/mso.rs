//! MobileSecurityObject (ISO 18013-5 second edition 12.3.4).

use std::fmt;

use super::response::{all_of, member, name, text};
use super::tdate::Tdate;
use crate::codec::limits::{MAX_DEPTH, MAX_ITEMS, MAX_MSO_BYTES, MAX_NAMESPACES};
use crate::codec::{DecodeError, Irregularities, Item, Problem, scan, scan_members};
use crate::facts::shown;

/// What the issuer signed: digests, device key, document type and validity.
///
/// ```cddl
/// MobileSecurityObject = { "version": tstr, "digestAlgorithm": tstr,
///   "valueDigests": {+ tstr => {+ uint => bstr}}, "deviceKeyInfo": DeviceKeyInfo,
///   "docType": tstr, "validityInfo": ValidityInfo, ? "status": any, * tstr => RFU }
/// DeviceKeyInfo = { "deviceKey": COSE_Key, ? "keyAuthorizations": KeyAuthorizations,
///   ? "keyInfo": any, * tstr => RFU }
/// ```
#[derive(Clone)]
pub struct MobileSecurityObject<'a> {
    /// `version`
    pub version: &'a str,
    /// `digestAlgorithm`
    pub digest_algorithm: &'a str,
    /// `valueDigests`: for each namespace the digests, sorted by id.
    pub value_digests: Vec<(&'a str, Digests<'a>)>,
    /// `deviceKey`, undecoded.
    pub device_key: Item<'a>,
    /// `keyAuthorizations`
    pub key_authorizations: Option<KeyAuthorizations<'a>>,
    /// `docType`
    pub doc_type: &'a str,
    /// `validityInfo`
    pub validity_info: ValidityInfo<'a>,
    /// `status`, undecoded.
    pub status: Option<Item<'a>>,
    /// Encoding faults inside the payload.
    pub irregularities: Irregularities,
}

impl fmt::Debug for MobileSecurityObject<'_> {
    /// Digests, device key and status are tracking handles: only the kind is shown.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digests: usize = self.value_digests.iter().map(|(_, digests)| digests.len()).sum();
        write!(f, "MobileSecurityObject({}, {digests} digests)", shown(self.doc_type))
    }
}

/// The digests of one namespace by their id, in ascending order.
pub type Digests<'a> = Vec<(u64, &'a [u8])>;

/// ```cddl
/// ValidityInfo = { "signed": tdate, "validFrom": tdate, "validUntil": tdate,
///   ? "expectedUpdate": tdate, * tstr => RFU }
/// ```
#[derive(Clone, Copy, Debug)]
pub struct ValidityInfo<'a> {
    /// `signed`
    pub signed: Tdate<'a>,
    /// `validFrom`
    pub valid_from: Tdate<'a>,
    /// `validUntil`
    pub valid_until: Tdate<'a>,
    /// `expectedUpdate`
    pub expected_update: Option<Tdate<'a>>,
}

/// Which elements the device key may vouch for, each list sorted.
///
/// ```cddl
/// KeyAuthorizations = { ? "nameSpaces": [+ tstr], ? "dataElements": {+ tstr => [+ tstr]},
///   * tstr => RFU }
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KeyAuthorizations<'a> {
    /// Whole namespaces.
    pub name_spaces: Vec<&'a str>,
    /// Single elements: namespace and identifier.
    pub data_elements: Vec<(&'a str, &'a str)>,
    /// Whether a list that must not be empty is empty, or both are absent.
    pub empty: bool,
}

/// The members that are read; all but the last must be there.
const MEMBERS: [&str; 7] = [
    "version",
    "digestAlgorithm",
    "valueDigests",
    "deviceKeyInfo",
    "docType",
    "validityInfo",
    "status",
];

impl<'a> MobileSecurityObject<'a> {
    /// Decodes the payload of issuerAuth, `#6.24(bstr .cbor MobileSecurityObject)`; `base` is its
    /// offset in the response.
    ///
    /// # Errors
    /// Any other shape, or more bytes than the limit. Values are judged by the checks.
    pub fn decode(payload: &'a [u8], base: usize) -> Result<Self, DecodeError> {
        if payload.len() > MAX_MSO_BYTES {
            return Err(DecodeError::new(base, Problem::TooLong(MAX_MSO_BYTES)));
        }
        let outer = scan(payload, base, MAX_DEPTH)?;
        let (bytes, offset) = outer
            .item
            .as_embedded()
            .ok_or_else(|| outer.item.wrong_type("an embedded object (tag 24)"))?;
        let (scanned, [required @ .., status]) = scan_members(bytes, offset, MAX_DEPTH, MEMBERS)?;
        let [names @ .., _] = MEMBERS;
        let mut irregularities = outer.irregularities;
        irregularities.merge(scanned.irregularities);
        let [version, algorithm, digests, key_info, doc_type, validity] =
            all_of(&scanned.item, required, names)?;
        let authorizations = key_info.as_map().and_then(|map| map.text_key("keyAuthorizations"));
        Ok(Self {
            version: text(&version, "version")?,
            digest_algorithm: text(&algorithm, "digestAlgorithm")?,
            value_digests: value_digests(&digests).map_err(|error| error.within("valueDigests"))?,
            device_key: member(&key_info, "deviceKey")
                .map_err(|error| error.within("deviceKeyInfo"))?,
            key_authorizations: authorizations
                .map(|item| KeyAuthorizations::read(&item))
                .transpose()
                .map_err(|error| error.within("keyAuthorizations"))?,
            doc_type: name(&doc_type).map_err(|error| error.within("docType"))?,
            validity_info: ValidityInfo::read(&validity)
                .map_err(|error| error.within("validityInfo"))?,
            status,
            irregularities,
        })
    }

    /// The digest with this id.
    pub fn digest(&self, name_space: &str, digest_id: u64) -> Option<&'a [u8]> {
        let (_, digests) = self.value_digests.iter().find(|(name, _)| *name == name_space)?;
        let index = digests.binary_search_by_key(&digest_id, |(id, _)| *id).ok()?;
        digests.get(index).map(|(_, digest)| *digest)
    }
}

impl<'a> ValidityInfo<'a> {
    fn read(item: &Item<'a>) -> Result<Self, DecodeError> {
        let date = |name| Tdate::read(&member(item, name)?).map_err(|error| error.within(name));
        let update = item.as_map().and_then(|map| map.text_key("expectedUpdate"));
        Ok(Self {
            signed: date("signed")?,
            valid_from: date("validFrom")?,
            valid_until: date("validUntil")?,
            expected_update: update.map(|item| Tdate::read(&item)).transpose()?,
        })
    }
}

impl<'a> KeyAuthorizations<'a> {
    /// Whether the device key may vouch for this element.
    pub fn covers(&self, name_space: &str, element: &str) -> bool {
        self.name_spaces.binary_search(&name_space).is_ok()
            || self.data_elements.binary_search(&(name_space, element)).is_ok()
    }

    /// A namespace that stands in both lists.
    pub fn in_both_lists(&self) -> Option<&'a str> {
        let mut named = self.data_elements.iter().map(|(name_space, _)| *name_space);
        named.find(|name_space| self.name_spaces.binary_search(name_space).is_ok())
    }

    fn read(item: &Item<'a>) -> Result<Self, DecodeError> {
        let map = item.as_map().ok_or_else(|| item.wrong_type("a map"))?;
        let [name_spaces, elements] = map.text_keys(["nameSpaces", "dataElements"]);
        let mut read = Self::default();
        if let Some(list) = &name_spaces {
            read.name_spaces = names(list)?.collect::<Result<_, _>>()?;
            read.empty |= read.name_spaces.is_empty();
        }
        if let Some(entries) = &elements {
            for (key, list) in entries.as_map().ok_or_else(|| entries.wrong_type("a map"))? {
                let name_space = name(&key)?;
                let before = read.data_elements.len();
                for identifier in names(&list)? {
                    if read.data_elements.len() == MAX_ITEMS {
                        let problem = Problem::TooLong(MAX_ITEMS);
                        return Err(DecodeError::new(list.offset(), problem));
                    }
                    read.data_elements.push((name_space, identifier?));
                }
                read.empty |= read.data_elements.len() == before;
            }
            read.empty |= read.data_elements.is_empty();
        }
        read.empty |= name_spaces.is_none() && elements.is_none();
        read.name_spaces.sort_unstable();
        read.data_elements.sort_unstable();
        Ok(read)
    }
}

fn names<'a>(
    list: &Item<'a>,
) -> Result<impl Iterator<Item = Result<&'a str, DecodeError>>, DecodeError> {
    let elements = list.as_array().ok_or_else(|| list.wrong_type("an array of names"))?;
    if elements.clone().take(MAX_ITEMS + 1).count() > MAX_ITEMS {
        return Err(DecodeError::new(list.offset(), Problem::TooLong(MAX_ITEMS)));
    }
    Ok(elements.map(|item| name(&item)))
}

fn value_digests<'a>(item: &Item<'a>) -> Result<Vec<(&'a str, Digests<'a>)>, DecodeError> {
    let map = item.as_map().ok_or_else(|| item.wrong_type("a map of namespaces"))?;
    let mut spaces = Vec::with_capacity(map.size_hint().0.min(MAX_NAMESPACES));
    for (key, digests) in map {
        if spaces.len() == MAX_NAMESPACES {
            return Err(DecodeError::new(item.offset(), Problem::TooLong(MAX_NAMESPACES)));
        }
        spaces.push((name(&key)?, digests_of(&digests)?));
    }
    Ok(spaces)
}

fn digests_of<'a>(item: &Item<'a>) -> Result<Digests<'a>, DecodeError> {
    let entries = item.as_map().ok_or_else(|| item.wrong_type("a map of digests"))?;
    let mut list = Digests::with_capacity(entries.size_hint().0);
    for (id, digest) in entries {
        let number = id.as_u64().ok_or_else(|| id.wrong_type("an unsigned digestID"))?;
        let bytes = digest.as_bytes().ok_or_else(|| digest.wrong_type("a digest"))?;
        list.push((number, bytes));
    }
    list.sort_unstable_by_key(|(id, _)| *id);
    Ok(list)
}
