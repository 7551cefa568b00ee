//! DeviceResponse and its parts (ISO 18013-5 second edition 10.3).

use std::fmt;

use crate::codec::limits::{
    MAX_DEPTH, MAX_DOCUMENTS, MAX_ELEMENT_DEPTH, MAX_ITEMS, MAX_NAME_BYTES, MAX_NAMESPACES,
    MAX_RESPONSE_BYTES,
};
use crate::codec::{DecodeError, Encoded, Irregularities, Item, Problem, scan, scan_members};
use crate::facts::shown;

/// What a wallet sent.
///
/// ```cddl
/// DeviceResponse = { "version": tstr, ? "documents": [+ Document],
///   ? "documentErrors": [+ {tstr => int}], "status": uint, * tstr => RFU }
/// ```
#[derive(Clone, Debug)]
pub struct DeviceResponse<'a> {
    /// `version`, decoded for itself.
    pub version: Result<&'a str, DecodeError>,
    /// `documents`, each decoded for itself.
    pub documents: Vec<Result<Document<'a>, DecodeError>>,
    /// `documentErrors`: docType and code; decoded for itself.
    pub document_errors: Result<Vec<ErrorCode<'a>>, DecodeError>,
    /// `status`, decoded for itself.
    pub status: Result<u64, DecodeError>,
    /// Members that this version does not read: `zkDocuments`, `encryptedDocuments` and unknown ones.
    pub other_members: Vec<&'a str>,
    /// Encoding faults of the response outside embedded byte strings.
    pub irregularities: Irregularities,
}

/// A name and the reason why it was not returned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ErrorCode<'a> {
    /// The namespace, for an element; empty for a document.
    pub name_space: &'a str,
    /// The docType or element identifier.
    pub name: &'a str,
    /// 0: data not returned; others are reserved or the application's own.
    pub code: i64,
}

/// One credential.
///
/// ```cddl
/// Document = { "docType": tstr, "issuerSigned": IssuerSigned, "deviceSigned": DeviceSigned,
///   ? "errors": {+ tstr => {+ tstr => int}}, * tstr => RFU }
/// ```
#[derive(Clone, Debug)]
pub struct Document<'a> {
    /// `docType`
    pub doc_type: &'a str,
    /// `issuerSigned`
    pub issuer_signed: IssuerSigned<'a>,
    /// `deviceSigned`, decoded for itself.
    pub device_signed: Result<DeviceSigned<'a>, DecodeError>,
    /// `errors`: elements that were not returned; decoded for itself.
    pub errors: Result<Vec<ErrorCode<'a>>, DecodeError>,
}

/// What the issuer signed.
///
/// ```cddl
/// IssuerSigned = { "issuerAuth": COSE_Sign1,
///   ? "nameSpaces": {+ tstr => [+ #6.24(bstr .cbor IssuerSignedItem)]}, * tstr => RFU }
/// ```
#[derive(Clone, Debug)]
pub struct IssuerSigned<'a> {
    /// `issuerAuth`, undecoded.
    pub issuer_auth: Item<'a>,
    /// `nameSpaces`
    pub name_spaces: Vec<NameSpace<'a>>,
}

/// The items of one namespace.
#[derive(Clone, Debug)]
pub struct NameSpace<'a> {
    /// The namespace.
    pub name: &'a str,
    /// Its items, each decoded for itself.
    pub items: Vec<Encoded<'a, Result<IssuerSignedItem<'a>, DecodeError>>>,
}

/// One element with what binds it to its digest.
///
/// ```cddl
/// IssuerSignedItem = { "digestID": uint, "random": bstr, "elementIdentifier": tstr,
///   "elementValue": any, * tstr => RFU }
/// ```
#[derive(Clone)]
pub struct IssuerSignedItem<'a> {
    /// `digestID`
    pub digest_id: u64,
    /// `random`
    pub random: &'a [u8],
    /// `elementIdentifier`
    pub element_identifier: &'a str,
    /// `elementValue`
    pub element_value: Item<'a>,
    /// Few items have any, and there are many items.
    irregularities: Option<Box<Irregularities>>,
}

impl IssuerSignedItem<'_> {
    /// Encoding faults inside the item.
    pub fn irregularities(&self) -> Irregularities {
        self.irregularities.as_deref().copied().unwrap_or_default()
    }
}

impl fmt::Debug for IssuerSignedItem<'_> {
    /// Without `random`, by which a value could be guessed from its digest.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "IssuerSignedItem({}, {})", self.digest_id, shown(self.element_identifier))
    }
}

/// What the device signed.
///
/// ```cddl
/// DeviceSigned = { "nameSpaces": #6.24(bstr .cbor DeviceNameSpaces),
///   "deviceAuth": DeviceAuth, * tstr => RFU }
/// ```
#[derive(Clone, Debug)]
pub struct DeviceSigned<'a> {
    /// `nameSpaces` with the bytes that the device authentication covers.
    pub name_spaces: Encoded<'a, DeviceNameSpaces<'a>>,
    /// `deviceAuth`
    pub device_auth: DeviceAuth<'a>,
}

/// Elements the device vouches for: `{ * tstr => {+ tstr => any} }`.
#[derive(Clone, Debug)]
pub struct DeviceNameSpaces<'a> {
    /// Namespace, element identifier and value.
    pub elements: Vec<(&'a str, &'a str, Item<'a>)>,
    /// Encoding faults inside the byte string.
    pub irregularities: Irregularities,
}

/// `{ "deviceSignature": COSE_Sign1 // "deviceMac": COSE_Mac0, * tstr => RFU }`, undecoded.
#[derive(Clone, Copy)]
pub struct DeviceAuth<'a> {
    /// The whole map as received.
    pub bytes: &'a [u8],
    /// `deviceSignature`
    pub signature: Option<Item<'a>>,
    /// `deviceMac`
    pub mac: Option<Item<'a>>,
}

impl fmt::Debug for DeviceAuth<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DeviceAuth({:?}, {:?})", self.signature, self.mac)
    }
}

impl<'a> DeviceResponse<'a> {
    /// Decodes the response and, each for itself, its documents.
    ///
    /// # Errors
    /// Input that is no CBOR or over a limit, or whose outermost map is no DeviceResponse. A faulty
    /// document is an `Err` in [`DeviceResponse::documents`] alone.
    pub fn decode(bytes: &'a [u8]) -> Result<Self, DecodeError> {
        if bytes.len() > MAX_RESPONSE_BYTES {
            return Err(DecodeError::new(0, Problem::TooLong(MAX_RESPONSE_BYTES)));
        }
        let scanned = scan(bytes, 0, MAX_DEPTH)?;
        let item = scanned.item;
        let map = item.as_map().ok_or_else(|| item.wrong_type("a DeviceResponse map"))?;
        let known = ["version", "status", "documents", "documentErrors"];
        let [version, status, list, errors] = map.text_keys(known);
        let number = |own: Item<'a>| {
            own.as_u64().ok_or_else(|| own.wrong_type("an unsigned status").within("status"))
        };
        Ok(Self {
            version: required(&item, version, "version").and_then(|own| text(&own, "version")),
            documents: documents(list).map_err(|error| error.within("documents"))?,
            document_errors: document_errors(errors)
                .map_err(|error| error.within("documentErrors")),
            status: required(&item, status, "status").and_then(number),
            other_members: map
                .filter_map(|(key, _)| key.as_text())
                .filter(|name| !known.contains(name))
                .collect(),
            irregularities: scanned.irregularities,
        })
    }
}

impl<'a> Document<'a> {
    fn read(item: &Item<'a>) -> Result<Self, DecodeError> {
        let map = item.as_map().ok_or_else(|| item.wrong_type("a Document map"))?;
        let [doc_type, issuer_signed, device_signed, errors] =
            map.text_keys(["docType", "issuerSigned", "deviceSigned", "errors"]);
        let issuer_signed = required(item, issuer_signed, "issuerSigned")?;
        Ok(Self {
            doc_type: required(item, doc_type, "docType")
                .and_then(|own| name(&own).map_err(|error| error.within("docType")))?,
            issuer_signed: IssuerSigned::read(&issuer_signed)
                .map_err(|error| error.within("issuerSigned"))?,
            device_signed: required(item, device_signed, "deviceSigned").and_then(|signed| {
                DeviceSigned::read(&signed).map_err(|error| error.within("deviceSigned"))
            }),
            errors: element_errors(errors).map_err(|error| error.within("errors")),
        })
    }
}

impl<'a> IssuerSigned<'a> {
    fn read(item: &Item<'a>) -> Result<Self, DecodeError> {
        let map = item.as_map().ok_or_else(|| item.wrong_type("a map"))?;
        let [issuer_auth, list] = map.text_keys(["issuerAuth", "nameSpaces"]);
        let issuer_auth = required(item, issuer_auth, "issuerAuth")?;
        let mut name_spaces = Vec::new();
        let mut count = 0;
        if let Some(list) = list {
            let entries = list.as_map().ok_or_else(|| list.wrong_type("a map"));
            let entries = entries.map_err(|error| error.within("nameSpaces"))?;
            name_spaces.reserve_exact(entries.size_hint().0.min(MAX_NAMESPACES));
            for (key, items) in entries {
                if name_spaces.len() == MAX_NAMESPACES {
                    return Err(DecodeError::new(key.offset(), Problem::TooLong(MAX_NAMESPACES)));
                }
                let name_space = NameSpace::read(&key, &items, &mut count)
                    .map_err(|error| error.within("nameSpaces"))?;
                name_spaces.push(name_space);
            }
        }
        Ok(Self { issuer_auth, name_spaces })
    }
}

impl<'a> NameSpace<'a> {
    fn read(key: &Item<'a>, list: &Item<'a>, count: &mut usize) -> Result<Self, DecodeError> {
        let name = name(key)?;
        let elements = list.as_array().ok_or_else(|| list.wrong_type("an array of items"))?;
        let mut items = Vec::with_capacity(elements.size_hint().0.min(MAX_ITEMS));
        for element in elements {
            *count += 1;
            if *count > MAX_ITEMS {
                return Err(DecodeError::new(element.offset(), Problem::TooLong(MAX_ITEMS)));
            }
            items.push(Encoded::new(element.bytes(), IssuerSignedItem::read(&element)));
        }
        Ok(Self { name, items })
    }
}

impl<'a> IssuerSignedItem<'a> {
    fn read(item: &Item<'a>) -> Result<Self, DecodeError> {
        let (bytes, offset) =
            item.as_embedded().ok_or_else(|| item.wrong_type("an embedded item (tag 24)"))?;
        let names = ["digestID", "random", "elementIdentifier", "elementValue"];
        let (scanned, found) = scan_members(bytes, offset, MAX_ELEMENT_DEPTH, names)?;
        let [digest_id, random, identifier, element_value] = all_of(&scanned.item, found, names)?;
        let name = name(&identifier).map_err(|error| error.within("elementIdentifier"))?;
        let notes = Some(scanned.irregularities).filter(|own| *own != Irregularities::default());
        Ok(Self {
            digest_id: digest_id
                .as_u64()
                .ok_or_else(|| digest_id.wrong_type("an unsigned digestID"))?,
            random: random.as_bytes().ok_or_else(|| random.wrong_type("a byte string"))?,
            element_identifier: name,
            element_value,
            irregularities: notes.map(Box::new),
        })
    }
}

impl<'a> DeviceSigned<'a> {
    fn read(item: &Item<'a>) -> Result<Self, DecodeError> {
        let [name_spaces, auth] = members(item, ["nameSpaces", "deviceAuth"])?;
        let map = auth.as_map().ok_or_else(|| auth.wrong_type("a map").within("deviceAuth"))?;
        let device_auth = DeviceAuth {
            bytes: auth.bytes(),
            signature: map.text_key("deviceSignature"),
            mac: map.text_key("deviceMac"),
        };
        let value =
            DeviceNameSpaces::read(&name_spaces).map_err(|error| error.within("nameSpaces"))?;
        Ok(Self { name_spaces: Encoded::new(name_spaces.bytes(), value), device_auth })
    }
}

impl<'a> DeviceNameSpaces<'a> {
    fn read(item: &Item<'a>) -> Result<Self, DecodeError> {
        let (bytes, offset) = item
            .as_embedded()
            .ok_or_else(|| item.wrong_type("embedded device namespaces (tag 24)"))?;
        let scanned = scan(bytes, offset, MAX_ELEMENT_DEPTH)?;
        let map = scanned.item.as_map();
        let mut elements = Vec::new();
        for (key, list) in map.ok_or_else(|| scanned.item.wrong_type("a map"))? {
            let name_space = name(&key)?;
            for (key, value) in list.as_map().ok_or_else(|| list.wrong_type("a map"))? {
                let name = name(&key)?;
                if elements.len() == MAX_ITEMS {
                    return Err(DecodeError::new(key.offset(), Problem::TooLong(MAX_ITEMS)));
                }
                elements.push((name_space, name, value));
            }
        }
        Ok(Self { elements, irregularities: scanned.irregularities })
    }
}

/// The member `name` of a map.
pub(super) fn member<'a>(item: &Item<'a>, name: &'static str) -> Result<Item<'a>, DecodeError> {
    members(item, [name]).map(|[own]| own)
}

/// The members of these names, in one pass over the map.
pub(super) fn members<'a, const N: usize>(
    item: &Item<'a>,
    names: [&'static str; N],
) -> Result<[Item<'a>; N], DecodeError> {
    let map = item.as_map().ok_or_else(|| item.wrong_type("a map"))?;
    all_of(item, map.text_keys(names), names)
}

/// What was found of the members of these names in the map `item`, each of which must be there.
pub(super) fn all_of<'a, const N: usize>(
    item: &Item<'a>,
    found: [Option<Item<'a>>; N],
    names: [&'static str; N],
) -> Result<[Item<'a>; N], DecodeError> {
    if item.as_map().is_none() {
        return Err(item.wrong_type("a map"));
    }
    let mut members = [*item; N];
    for ((slot, found), name) in members.iter_mut().zip(found).zip(names) {
        *slot = required(item, found, name)?;
    }
    Ok(members)
}

/// The member `name` of the map `item`, which must be there.
fn required<'a>(
    item: &Item<'a>,
    found: Option<Item<'a>>,
    name: &'static str,
) -> Result<Item<'a>, DecodeError> {
    found.ok_or_else(|| DecodeError::new(item.offset(), Problem::Missing(name)))
}

/// A docType, namespace or element identifier: text that is not empty, within the limit.
pub(super) fn name<'a>(item: &Item<'a>) -> Result<&'a str, DecodeError> {
    let text = item.as_text().ok_or_else(|| item.wrong_type("a name"))?;
    match text.len() {
        0 => Err(item.wrong_value("a name that is not empty")),
        1..=MAX_NAME_BYTES => Ok(text),
        _ => Err(DecodeError::new(item.offset(), Problem::TooLong(MAX_NAME_BYTES))),
    }
}

/// The text of the member `name`.
pub(super) fn text<'a>(member: &Item<'a>, name: &str) -> Result<&'a str, DecodeError> {
    member.as_text().ok_or_else(|| member.wrong_type("a text string").within(name))
}

fn documents<'a>(
    list: Option<Item<'a>>,
) -> Result<Vec<Result<Document<'a>, DecodeError>>, DecodeError> {
    let Some(list) = list else { return Ok(Vec::new()) };
    let elements = list.as_array().ok_or_else(|| list.wrong_type("an array"))?;
    let mut documents = Vec::with_capacity(elements.size_hint().0.min(MAX_DOCUMENTS));
    for (index, element) in elements.enumerate() {
        if index == MAX_DOCUMENTS {
            return Err(DecodeError::new(element.offset(), Problem::TooLong(MAX_DOCUMENTS)));
        }
        let document = Document::read(&element);
        documents.push(document.map_err(|error| error.at_index(index).within("documents")));
    }
    Ok(documents)
}

fn document_errors<'a>(list: Option<Item<'a>>) -> Result<Vec<ErrorCode<'a>>, DecodeError> {
    let Some(list) = list else { return Ok(Vec::new()) };
    let mut errors = Vec::new();
    for element in list.as_array().ok_or_else(|| list.wrong_type("an array"))? {
        for (key, code) in element.as_map().ok_or_else(|| element.wrong_type("a map"))? {
            push_error(&mut errors, "", &key, &code)?;
        }
    }
    Ok(errors)
}

fn element_errors<'a>(map: Option<Item<'a>>) -> Result<Vec<ErrorCode<'a>>, DecodeError> {
    let Some(map) = map else { return Ok(Vec::new()) };
    let mut errors = Vec::new();
    for (key, list) in map.as_map().ok_or_else(|| map.wrong_type("a map"))? {
        let name_space = name(&key)?;
        for (key, code) in list.as_map().ok_or_else(|| list.wrong_type("a map"))? {
            push_error(&mut errors, name_space, &key, &code)?;
        }
    }
    Ok(errors)
}

fn push_error<'a>(
    errors: &mut Vec<ErrorCode<'a>>,
    name_space: &'a str,
    key: &Item<'a>,
    code: &Item<'a>,
) -> Result<(), DecodeError> {
    if errors.len() == MAX_ITEMS {
        return Err(DecodeError::new(key.offset(), Problem::TooLong(MAX_ITEMS)));
    }
    let name = name(key)?;
    let code = code.as_i64().ok_or_else(|| code.wrong_type("an integer code"))?;
    errors.push(ErrorCode { name_space, name, code });
    Ok(())
}
