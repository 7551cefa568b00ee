//! The scanner and the item cursor.

use std::fmt;

use super::limits::{MAX_KEY_BYTES, MAX_MAP_ENTRIES, MAX_OPEN_LEVELS, MAX_TEXT_BYTES};
use super::{DecodeError, Found, Problem, Value};

/// What is CBOR but against the encoding rules: the offset of the first of each kind. Offsets beyond
/// 4 GiB are shown as that.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Irregularities {
    /// A key that its map holds already.
    pub duplicate_key: Option<u32>,
    /// An indefinite length.
    pub indefinite: Option<u32>,
    /// A length, tag or integer longer than needed.
    pub not_shortest: Option<u32>,
    /// Bytes after the item.
    pub trailing: Option<u32>,
}

impl Irregularities {
    /// Adds what `other` found, keeping the first of each kind.
    pub fn merge(&mut self, other: Irregularities) {
        self.duplicate_key = self.duplicate_key.or(other.duplicate_key);
        self.indefinite = self.indefinite.or(other.indefinite);
        self.not_shortest = self.not_shortest.or(other.not_shortest);
        self.trailing = self.trailing.or(other.trailing);
    }

    /// Whether the bytes are one item, without duplicate keys: nothing that could be read two ways.
    pub fn is_unambiguous(&self) -> bool {
        self.duplicate_key.is_none() && self.trailing.is_none()
    }
}

/// The outcome of [`scan`].
#[derive(Clone, Copy, Debug)]
pub struct Scanned<'a> {
    /// The item.
    pub item: Item<'a>,
    /// What was against the encoding rules.
    pub irregularities: Irregularities,
}

/// Scans one item; bytes after it are noted, not refused.
///
/// `base` is the offset of `input` in the outermost input, for errors. Nothing is allocated but for
/// large unsorted maps, whose entries are limited.
///
/// # Errors
/// Input that is no CBOR, or is nested deeper than `max_depth`, or has a text or map over its limit.
pub fn scan(input: &[u8], base: usize, max_depth: usize) -> Result<Scanned<'_>, DecodeError> {
    scan_list(input, base, max_depth, MAX_MAP_ENTRIES)
}

/// As [`scan`], and returns the bytes after the item.
///
/// # Errors
/// As [`scan`].
pub fn scan_prefix(
    input: &[u8],
    base: usize,
    max_depth: usize,
) -> Result<(Scanned<'_>, &[u8]), DecodeError> {
    scan_with(input, base, Limits::new(max_depth, MAX_MAP_ENTRIES), Wanted::nothing())
}

/// As [`scan`], with another limit on the entries of a map: for lists that were asked for.
///
/// # Errors
/// As [`scan`].
pub fn scan_list(
    input: &[u8],
    base: usize,
    max_depth: usize,
    max_entries: usize,
) -> Result<Scanned<'_>, DecodeError> {
    scan_whole(input, base, Limits::new(max_depth, max_entries))
}

/// As [`scan`], but of the value under the text key `part` of the outermost map only the end is
/// looked for. What it holds is to be scanned piece by piece, so that one bad piece spoils no other.
///
/// # Errors
/// As [`scan`], for what stands outside that part.
pub fn scan_around<'a>(
    input: &'a [u8],
    base: usize,
    max_depth: usize,
    part: &'static str,
) -> Result<Scanned<'a>, DecodeError> {
    let limits = Limits { part: Some(part), ..Limits::new(max_depth, MAX_MAP_ENTRIES) };
    scan_whole(input, base, limits)
}

/// As [`scan`], and returns the values under these text keys of the item, where it is a map: one pass
/// for both. Of a repeated key the first.
///
/// # Errors
/// As [`scan`].
pub fn scan_members<'a, const N: usize>(
    input: &'a [u8],
    base: usize,
    max_depth: usize,
    names: [&str; N],
) -> Result<(Scanned<'a>, [Option<Item<'a>>; N]), DecodeError> {
    let mut found = [None; N];
    let wanted = Wanted { names: &names, found: &mut found };
    let limits = Limits::new(max_depth, MAX_MAP_ENTRIES);
    let (scanned, rest) = scan_with(input, base, limits, wanted)?;
    Ok((scanned.with(rest), found))
}

/// What one scan allows.
#[derive(Clone, Copy)]
struct Limits {
    max_depth: usize,
    max_entries: usize,
    /// The member of the outermost map of which only the end is looked for.
    part: Option<&'static str>,
}

impl Limits {
    fn new(max_depth: usize, max_entries: usize) -> Self {
        Self { max_depth, max_entries, part: None }
    }
}

fn scan_whole(input: &[u8], base: usize, limits: Limits) -> Result<Scanned<'_>, DecodeError> {
    scan_with(input, base, limits, Wanted::nothing()).map(|(scanned, rest)| scanned.with(rest))
}

fn scan_with<'a>(
    input: &'a [u8],
    base: usize,
    limits: Limits,
    wanted: Wanted<'a, '_>,
) -> Result<(Scanned<'a>, &'a [u8]), DecodeError> {
    if input.is_empty() {
        return Err(DecodeError::new(base, Problem::Empty));
    }
    let notes = Irregularities::default();
    let mut scanner = Scanner { input, pos: 0, base, limits, notes, wanted };
    scanner.item(0)?;
    let (bytes, rest) = input.split_at_checked(scanner.pos).unwrap_or((input, &[]));
    let item = Item { bytes, offset: base };
    Ok((Scanned { item, irregularities: scanner.notes }, rest))
}

impl<'a> Scanned<'a> {
    /// Notes the bytes behind the item.
    fn with(mut self, rest: &'a [u8]) -> Self {
        if !rest.is_empty() {
            let end = self.item.offset + self.item.bytes.len();
            self.irregularities.trailing = Some(short(end));
        }
        self
    }
}

/// Members of the outermost map that are picked up on the way.
struct Wanted<'a, 'w> {
    names: &'w [&'w str],
    found: &'w mut [Option<Item<'a>>],
}

impl<'a> Wanted<'a, '_> {
    fn nothing() -> Self {
        Self { names: &[], found: &mut [] }
    }

    /// Of a repeated key the first value counts.
    fn look_at(&mut self, key: &'a [u8], value: Item<'a>) {
        let Some(key) = (Item { bytes: key, offset: 0 }).string(3) else { return };
        let slot = self.names.iter().zip(&mut *self.found).find(|(name, _)| name.as_bytes() == key);
        if let Some((_, slot @ None)) = slot {
            *slot = Some(value);
        }
    }
}

/// One CBOR item inside scanned input: a cursor that copies nothing. `Debug` shows no content.
#[derive(Clone, Copy)]
pub struct Item<'a> {
    bytes: &'a [u8],
    offset: usize,
}

impl<'a> Item<'a> {
    /// The item as received.
    pub fn bytes(&self) -> &'a [u8] {
        self.bytes
    }

    /// Where the item begins, from the start of the outermost input.
    pub fn offset(&self) -> usize {
        self.offset
    }

    /// An unsigned integer.
    pub fn as_u64(&self) -> Option<u64> {
        self.head().filter(|head| head.major == 0).map(|head| head.argument)
    }

    /// A signed integer, where it fits.
    pub fn as_i64(&self) -> Option<i64> {
        let head = self.head()?;
        let magnitude = i64::try_from(head.argument).ok()?;
        match head.major {
            0 => Some(magnitude),
            1 => Some(-1 - magnitude),
            _ => None,
        }
    }

    /// A byte string of definite length.
    pub fn as_bytes(&self) -> Option<&'a [u8]> {
        self.string(2)
    }

    /// A text string of definite length.
    pub fn as_text(&self) -> Option<&'a str> {
        std::str::from_utf8(self.string(3)?).ok()
    }

    /// `true` or `false`.
    pub fn as_bool(&self) -> Option<bool> {
        match self.bytes {
            [0xf4] => Some(false),
            [0xf5] => Some(true),
            _ => None,
        }
    }

    /// Whether this is `null`.
    pub fn is_null(&self) -> bool {
        self.bytes == [0xf6]
    }

    /// The tag's number and its content.
    pub fn as_tag(&self) -> Option<(u64, Item<'a>)> {
        let head = self.head().filter(|head| head.major == 6)?;
        let bytes = self.bytes.get(head.len..)?;
        Some((head.argument, Item { bytes, offset: self.offset + head.len }))
    }

    /// The content of `#6.24(bstr)`: the embedded bytes and their offset.
    pub fn as_embedded(&self) -> Option<(&'a [u8], usize)> {
        match self.as_tag()? {
            (24, inner) => {
                let bytes = inner.as_bytes()?;
                Some((bytes, inner.offset + inner.bytes.len() - bytes.len()))
            }
            _ => None,
        }
    }

    /// The elements of an array.
    pub fn as_array(&self) -> Option<Elements<'a>> {
        self.elements(4, 1)
    }

    /// The entries of a map, in the order received.
    pub fn as_map(&self) -> Option<Entries<'a>> {
        self.elements(5, 2).map(Entries)
    }

    /// The type, for errors.
    pub fn found(&self) -> Found {
        match self.bytes.first().map_or(7, |first| first >> 5) {
            0 | 1 => Found::Integer,
            2 => Found::Bytes,
            3 => Found::Text,
            4 => Found::Array,
            5 => Found::Map,
            6 => Found::Tag,
            _ if matches!(self.bytes.first(), Some(0xf9..=0xfb)) => Found::Float,
            _ => Found::Simple,
        }
    }

    /// The lossless owned value.
    pub fn to_value(&self) -> Value {
        Value::from_item(self)
    }

    /// An error that says this item has another type than `expected`.
    pub fn wrong_type(&self, expected: &'static str) -> DecodeError {
        DecodeError::new(self.offset, Problem::WrongType { expected, found: self.found() })
    }

    /// An error that says this item has another value than `expected`.
    pub fn wrong_value(&self, expected: &'static str) -> DecodeError {
        DecodeError::new(self.offset, Problem::WrongValue(expected))
    }

    pub(super) fn head(&self) -> Option<Head> {
        Head::read(self.bytes)
    }

    fn string(&self, major: u8) -> Option<&'a [u8]> {
        let head = self.head().filter(|head| head.major == major && !head.indefinite)?;
        self.bytes.get(head.len..)
    }

    fn elements(&self, major: u8, factor: u64) -> Option<Elements<'a>> {
        let head = self.head().filter(|head| head.major == major)?;
        let remaining =
            if head.indefinite { u64::MAX } else { head.argument.saturating_mul(factor) };
        Some(Elements {
            bytes: self.bytes.get(head.len..)?,
            offset: self.offset + head.len,
            remaining,
        })
    }
}

impl fmt::Debug for Item<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Item({}, {} bytes at {})", self.found(), self.bytes.len(), self.offset)
    }
}

/// An offset in four bytes: there is one note for every item.
fn short(offset: usize) -> u32 {
    u32::try_from(offset).unwrap_or(u32::MAX)
}

/// The items of an array, or the keys and values of a map in turn.
#[derive(Clone)]
pub struct Elements<'a> {
    bytes: &'a [u8],
    offset: usize,
    remaining: u64,
}

impl<'a> Iterator for Elements<'a> {
    type Item = Item<'a>;

    fn next(&mut self) -> Option<Item<'a>> {
        if self.remaining == 0 || self.bytes.first() == Some(&0xff) {
            return None;
        }
        // The last item of a definite length is all that is left.
        let length = if self.remaining == 1 { self.bytes.len() } else { length(self.bytes)? };
        let (bytes, rest) = self.bytes.split_at_checked(length)?;
        let item = Item { bytes, offset: self.offset };
        self.remaining -= 1;
        self.offset += bytes.len();
        self.bytes = rest;
        Some(item)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        // Scanned input holds as many items as it states; an indefinite length states none.
        match usize::try_from(self.remaining) {
            Ok(count) if self.remaining != u64::MAX => (count.min(self.bytes.len()), Some(count)),
            _ => (0, None),
        }
    }
}

impl fmt::Debug for Elements<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Elements({} bytes at {})", self.bytes.len(), self.offset)
    }
}

/// The entries of a map.
#[derive(Clone, Debug)]
pub struct Entries<'a>(Elements<'a>);

impl<'a> Entries<'a> {
    /// The value under this text key.
    pub fn text_key(&self, key: &str) -> Option<Item<'a>> {
        let key = Some(key.as_bytes());
        self.clone().find(|(own, _)| own.string(3) == key).map(|(_, value)| value)
    }

    /// The values under these text keys, in one pass; of a repeated key the first.
    pub fn text_keys<const N: usize>(&self, keys: [&str; N]) -> [Option<Item<'a>>; N] {
        let mut found = [None; N];
        for (own, value) in self.clone() {
            let Some(own) = own.string(3) else { continue };
            let slot = keys.iter().zip(&mut found).find(|(key, _)| key.as_bytes() == own);
            if let Some((_, slot @ None)) = slot {
                *slot = Some(value);
            }
        }
        found
    }

    /// The value under this integer key.
    pub fn int_key(&self, key: i64) -> Option<Item<'a>> {
        self.clone().find(|(own, _)| own.as_i64() == Some(key)).map(|(_, value)| value)
    }
}

impl<'a> Iterator for Entries<'a> {
    type Item = (Item<'a>, Item<'a>);

    fn next(&mut self) -> Option<Self::Item> {
        Some((self.0.next()?, self.0.next()?))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let (least, most) = self.0.size_hint();
        (least / 2, most.map(|most| most / 2))
    }
}

/// The first bytes of an item: type and argument.
#[derive(Clone, Copy, Debug)]
pub(super) struct Head {
    pub(super) major: u8,
    pub(super) argument: u64,
    /// Bytes of the head itself.
    pub(super) len: usize,
    pub(super) indefinite: bool,
    shortest: bool,
}

impl Head {
    pub(super) fn read(input: &[u8]) -> Option<Self> {
        let (&first, rest) = input.split_first()?;
        let (major, info) = (first >> 5, first & 0x1f);
        let plain = |argument: u64, extra: usize, shortest: bool| {
            Some(Head { major, argument, len: 1 + extra, indefinite: false, shortest })
        };
        match info {
            0..=23 => plain(u64::from(info), 0, true),
            24 => {
                let value = *rest.first()?;
                plain(u64::from(value), 1, value >= 24)
            }
            25 => {
                let value = u16::from_be_bytes(*rest.first_chunk()?);
                plain(u64::from(value), 2, value > 0xff)
            }
            26 => {
                let value = u32::from_be_bytes(*rest.first_chunk()?);
                plain(u64::from(value), 4, value > 0xffff)
            }
            27 => {
                let value = u64::from_be_bytes(*rest.first_chunk()?);
                plain(value, 8, value > 0xffff_ffff)
            }
            31 => Some(Head { major, argument: 0, len: 1, indefinite: true, shortest: true }),
            _ => None,
        }
    }
}

/// Where the first item ends. What it holds is not judged, and may lie beyond the end of the input.
///
/// `None` where no end can be found, and for more than [`MAX_OPEN_LEVELS`] indefinite lengths within
/// each other.
fn length(input: &[u8]) -> Option<usize> {
    let head = Head::read(input)?;
    match head.major {
        _ if head.indefinite => length_inside(input),
        0 | 1 | 7 => Some(head.len),
        2 | 3 => head.len.checked_add(usize::try_from(head.argument).ok()?),
        _ => length_inside(input),
    }
}

/// As [`length`], of an item that holds others.
fn length_inside(input: &[u8]) -> Option<usize> {
    let mut pos = 0usize;
    // Items still to come: on this level, and on the levels around it, which all are indefinite but
    // for the outermost.
    let mut due = 1u64;
    let mut outer: Vec<u64> = Vec::new();
    loop {
        match due.checked_sub(1) {
            Some(others) => due = others,
            None if outer.is_empty() => return Some(pos),
            None if input.get(pos) == Some(&0xff) => {
                pos += 1;
                due = outer.pop()?;
                continue;
            }
            None => {}
        }
        let head = Head::read(input.get(pos..)?)?;
        pos += head.len;
        match head.major {
            0 | 1 | 7 if !head.indefinite => {}
            6 => due = due.checked_add(1)?,
            2..=5 if head.indefinite => {
                if outer.len() >= MAX_OPEN_LEVELS {
                    return None;
                }
                outer.push(due);
                due = 0;
            }
            2 | 3 => pos = pos.checked_add(usize::try_from(head.argument).ok()?)?,
            4 => due = due.checked_add(head.argument)?,
            5 => due = due.checked_add(head.argument.checked_mul(2)?)?,
            _ => return None,
        }
    }
}

struct Scanner<'a, 'w> {
    input: &'a [u8],
    pos: usize,
    base: usize,
    limits: Limits,
    notes: Irregularities,
    wanted: Wanted<'a, 'w>,
}

impl<'a> Scanner<'a, '_> {
    fn item(&mut self, depth: usize) -> Result<(), DecodeError> {
        let start = self.pos;
        let head = self.read_head()?;
        match head.major {
            0 | 1 => Ok(()),
            2 | 3 if head.indefinite => self.chunks(head.major),
            2 | 3 => self.string(&head),
            7 => self.simple(start, &head),
            _ if depth >= self.limits.max_depth => {
                Err(self.error(start, Problem::TooDeep(self.limits.max_depth)))
            }
            4 => self.array(&head, depth),
            5 => self.map(start, &head, depth),
            _ => self.item(depth + 1),
        }
    }

    fn read_head(&mut self) -> Result<Head, DecodeError> {
        let start = self.pos;
        let rest = self.input.get(start..).unwrap_or_default();
        let head = Head::read(rest).ok_or_else(|| match rest.first() {
            Some(&first) if (28..=30).contains(&(first & 0x1f)) => {
                self.error(start, Problem::Invalid(first))
            }
            _ => self.error(start, Problem::UnexpectedEnd),
        })?;
        if head.indefinite {
            // 0x1f, 0x3f and 0xdf do not exist; 0xff is a break, which its container takes.
            if matches!(head.major, 0 | 1 | 6 | 7) {
                let first = rest.first().copied().unwrap_or_default();
                return Err(self.error(start, Problem::Invalid(first)));
            }
            self.notes.indefinite.get_or_insert(short(self.base + start));
        } else if !head.shortest && head.major != 7 {
            self.notes.not_shortest.get_or_insert(short(self.base + start));
        }
        self.pos += head.len;
        Ok(head)
    }

    fn string(&mut self, head: &Head) -> Result<(), DecodeError> {
        let start = self.pos;
        let end = usize::try_from(head.argument).ok().and_then(|len| start.checked_add(len));
        let content = end
            .and_then(|end| self.input.get(start..end))
            .ok_or_else(|| self.error(start, Problem::UnexpectedEnd))?;
        if head.major == 3 {
            if content.len() > MAX_TEXT_BYTES {
                return Err(self.error(start, Problem::TooLong(MAX_TEXT_BYTES)));
            }
            std::str::from_utf8(content).map_err(|_| self.error(start, Problem::InvalidUtf8))?;
        }
        self.pos = start + content.len();
        Ok(())
    }

    fn chunks(&mut self, major: u8) -> Result<(), DecodeError> {
        let begin = self.pos;
        while !self.at_break()? {
            let start = self.pos;
            if major == 3 && start - begin > MAX_TEXT_BYTES {
                return Err(self.error(begin, Problem::TooLong(MAX_TEXT_BYTES)));
            }
            let head = self.read_head()?;
            if head.major != major || head.indefinite {
                let first = self.input.get(start).copied().unwrap_or_default();
                return Err(self.error(start, Problem::Invalid(first)));
            }
            self.string(&head)?;
        }
        Ok(())
    }

    fn simple(&self, start: usize, head: &Head) -> Result<(), DecodeError> {
        // Simple values below 32 have no two-byte form (RFC 8949 3.3).
        if head.len == 2 && head.argument < 32 {
            return Err(self.error(start, Problem::Invalid(0xf8)));
        }
        Ok(())
    }

    fn array(&mut self, head: &Head, depth: usize) -> Result<(), DecodeError> {
        let mut index = 0u64;
        while if head.indefinite { !self.at_break()? } else { index < head.argument } {
            self.item(depth + 1)?;
            index += 1;
        }
        Ok(())
    }

    fn map(&mut self, start: usize, head: &Head, depth: usize) -> Result<(), DecodeError> {
        let mut keys = Keys::default();
        let mut index = 0u64;
        while if head.indefinite { !self.at_break()? } else { index < head.argument } {
            if index >= self.limits.max_entries as u64 {
                return Err(self.error(start, Problem::TooLong(self.limits.max_entries)));
            }
            let key_start = self.pos;
            self.item(depth + 1)?;
            let key = self.input.get(key_start..self.pos).unwrap_or_default();
            if key.len() > MAX_KEY_BYTES && has_other_encodings(key) {
                return Err(self.error(key_start, Problem::TooLong(MAX_KEY_BYTES)));
            }
            let value_start = self.pos;
            keys.add(key, (key_start, value_start));
            match self.limits.part {
                Some(part) if depth == 0 && is_text(key, part) => self.step_over()?,
                _ => self.item(depth + 1)?,
            }
            if depth == 0 && !self.wanted.names.is_empty() {
                let bytes = self.input.get(value_start..self.pos).unwrap_or_default();
                self.wanted.look_at(key, Item { bytes, offset: self.base + value_start });
            }
            index += 1;
        }
        if let Some(place) = keys.duplicate(self.input) {
            self.notes.duplicate_key.get_or_insert(short(self.base + place));
        }
        Ok(())
    }

    fn step_over(&mut self) -> Result<(), DecodeError> {
        let rest = self.input.get(self.pos..).unwrap_or_default();
        let len = length(rest).filter(|len| *len <= rest.len());
        self.pos += len.ok_or_else(|| self.error(self.pos, Problem::UnexpectedEnd))?;
        Ok(())
    }

    fn at_break(&mut self) -> Result<bool, DecodeError> {
        match self.input.get(self.pos) {
            None => Err(self.error(self.pos, Problem::UnexpectedEnd)),
            Some(0xff) => {
                self.pos += 1;
                Ok(true)
            }
            Some(_) => Ok(false),
        }
    }

    fn error(&self, at: usize, problem: Problem) -> DecodeError {
        DecodeError::new(self.base + at, problem)
    }
}

/// Where the keys of one map stand, watched for repetition. Small maps need no allocation.
#[derive(Default)]
struct Keys {
    few: [Place; FEW_KEYS],
    count: usize,
    /// All of them, once there are more than a few.
    many: Vec<Place>,
    /// A key that has more than one encoding: compare what the keys mean.
    by_value: bool,
}

const FEW_KEYS: usize = 8;

/// Where a key begins, and where it ends.
type Place = (usize, usize);

impl Keys {
    fn add(&mut self, key: &[u8], place: Place) {
        self.by_value |= has_other_encodings(key);
        if let Some(slot) = self.few.get_mut(self.count) {
            *slot = place;
        } else {
            if self.many.is_empty() {
                self.many.extend_from_slice(&self.few);
            }
            self.many.push(place);
        }
        self.count += 1;
    }

    /// Where the first key begins that stands there already.
    fn duplicate(&self, input: &[u8]) -> Option<usize> {
        let few = self.few.get(..self.count.min(FEW_KEYS)).unwrap_or_default();
        let places = if self.many.is_empty() { few } else { &self.many };
        let key = |(start, end): Place| input.get(start..end).unwrap_or_default();
        let keys = places.iter().map(|place| (key(*place), place.0));
        if self.by_value {
            let mut canonical: Vec<(Vec<u8>, usize)> =
                keys.map(|(own, start)| (canonical_key(own), start)).collect();
            canonical.sort();
            return first_repeated(&canonical);
        }
        if self.many.is_empty() {
            let earlier = |index| few.iter().take(index).map(|place| key(*place));
            let mut keys = keys.enumerate();
            let twice = keys.find(|(index, (own, _))| earlier(*index).any(|other| other == *own));
            return twice.map(|(_, (_, start))| start);
        }
        if keys.clone().is_sorted_by(|(a, _), (b, _)| a < b) {
            return None;
        }
        let mut sorted: Vec<(&[u8], usize)> = keys.collect();
        sorted.sort_unstable();
        first_repeated(&sorted)
    }
}

fn is_text(key: &[u8], text: &str) -> bool {
    (Item { bytes: key, offset: 0 }).as_text() == Some(text)
}

fn first_repeated<K: PartialEq>(sorted: &[(K, usize)]) -> Option<usize> {
    sorted
        .windows(2)
        .filter_map(|pair| match pair {
            [(a, _), (b, offset)] if a == b => Some(*offset),
            _ => None,
        })
        .min()
}

/// Whether the same key could be written in other bytes that are legal or tolerated.
fn has_other_encodings(key: &[u8]) -> bool {
    match Head::read(key) {
        Some(head) => head.major >= 4 || head.indefinite || !head.shortest,
        None => false,
    }
}

fn canonical_key(key: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(key.len());
    (Item { bytes: key, offset: 0 }).to_value().write_canonical(&mut out);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn notes(bytes: &[u8]) -> Irregularities {
        scan(bytes, 0, 16).unwrap().irregularities
    }

    #[test]
    fn notes_what_is_against_the_rules() {
        assert_eq!(notes(&[0xa2, 1, 2, 1, 3]).duplicate_key, Some(3));
        assert_eq!(notes(&[0xa2, 1, 2, 0x18, 1, 3]).duplicate_key, Some(3), "1 and long 1");
        assert_eq!(
            notes(&[0xa2, 0xf9, 0x3c, 0, 2, 0xfa, 0x3f, 0x80, 0, 0, 3]).duplicate_key,
            Some(5)
        );
        assert_eq!(notes(&[0x18, 0x17]).not_shortest, Some(0));
        assert_eq!(notes(&[0x81, 0x9f, 0xff]).indefinite, Some(1));
        assert_eq!(notes(&[0xf6, 0xf6]).trailing, Some(1));
        assert_eq!(notes(&[0xa2, 1, 2, 3, 4]), Irregularities::default());
    }

    #[test]
    fn finds_duplicates_in_large_maps() {
        let mut bytes = vec![0xb8, 40];
        for key in (0..40u8).rev() {
            bytes.extend([0x18, 24 + key, 0xf6]);
        }
        assert_eq!(notes(&bytes).duplicate_key, None);
        bytes[3] = 24;
        assert_eq!(notes(&bytes).duplicate_key, Some(2 + 39 * 3));
    }

    #[test]
    fn one_part_can_be_stepped_over() {
        let around = |bytes| scan_around(bytes, 0, 2, "a");
        // A key twice, text that is none, and depth, within the part.
        let odd: [&[u8]; 4] = [
            &[0xa1, 0x61, b'a', 0xa2, 1, 2, 1, 3],
            &[0xa1, 0x61, b'a', 0x81, 0x61, 0xff],
            &[0xa1, 0x61, b'a', 0x81, 0x81, 0x81, 0x81, 0],
            &[0xa1, 0x61, b'a', 0x9f, 0x9f, 0x82, 0, 1, 0xbf, 0, 0x7f, 0xff, 0xff, 0xff, 0, 0xff],
        ];
        for bytes in odd {
            let scanned = around(bytes).unwrap();
            assert_eq!(scanned.irregularities, Irregularities::default(), "{bytes:02x?}");
            let part = scanned.item.as_map().unwrap().text_key("a").unwrap();
            assert_eq!(part.bytes(), &bytes[3..]);
        }
        // The same outside of it.
        assert_eq!(notes(&[0xa2, 0x61, b'a', 0, 0x61, b'a', 1]).duplicate_key, Some(4));
        let twice = around(&[0xa2, 0x61, b'a', 0, 0x61, b'a', 1]).unwrap();
        assert_eq!(twice.irregularities.duplicate_key, Some(4));
        let inner = around(&[0xa1, 0x61, b'b', 0xa1, 0x61, b'a', 0xa2, 1, 2, 1, 3]);
        assert!(inner.is_err(), "no part of the outermost map");
        for cut in [&[0xa1, 0x61, b'a', 0x82, 0][..], &[0xa1, 0x61, b'a', 0x42, 0], &[0xa1, 0x61]] {
            assert!(around(cut).is_err(), "{cut:02x?}");
        }
        let deep = [&[0xa1, 0x61, b'a'][..], &[0x9f; 1 << 20]].concat();
        assert!(around(&deep).is_err());
        let deep = [&[0xa1, 0x61, b'a'][..], &[0x81; 1 << 20], &[0]].concat();
        assert!(around(&deep).is_ok());
    }

    #[test]
    fn refuses_what_is_no_cbor() {
        let refused: [&[u8]; 14] = [
            &[],
            &[0x18],
            &[0x1c],
            &[0x1f],
            &[0x3f],
            &[0xdf, 1],
            &[0xff],
            &[0x41],
            &[0x61, 0xff],
            &[0x5f, 0x61, 0x61, 0xff],
            &[0x81],
            &[0xf8, 0x10],
            &[0x9f, 1],
            &[0xbf, 1, 0xff],
        ];
        for bytes in refused {
            assert!(scan(bytes, 0, 16).is_err(), "{bytes:02x?}");
        }
        assert!(scan(&[0x81; 40], 0, 16).is_err());
        let huge = [0x9b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff];
        assert_eq!(scan(&huge, 3, 16).unwrap_err().offset, 12);
    }

    #[test]
    fn refuses_what_only_costs() {
        let mut key = vec![0xa1, 0x99, 0x01, 0x00];
        key.extend([0xf6; 256]);
        key.push(0xf6);
        let long = scan(&key, 0, 16).unwrap_err();
        assert_eq!((long.offset, long.problem), (1, Problem::TooLong(MAX_KEY_BYTES)));
        let chunk = [&[0x79, 0x80, 0x00][..], &[b'a'; 0x8000]].concat();
        let text = [&[0x7f][..], &chunk, &chunk, &chunk, &[0xff]].concat();
        assert_eq!(scan(&text, 0, 16).unwrap_err().problem, Problem::TooLong(MAX_TEXT_BYTES));
    }

    #[test]
    fn debug_shows_no_content() {
        let bytes = [0x63, b'a', b'b', b'c'];
        let item = scan(&bytes, 7, 16).unwrap().item;
        assert_eq!(format!("{item:?}"), "Item(a text string, 4 bytes at 7)");
    }

    #[test]
    fn reads_without_copying() {
        let bytes = [0xa2, 0x61, b'a', 0xd8, 24, 0x42, 1, 2, 0x20, 0x9f, 0xf5, 0xff];
        let item = scan(&bytes, 100, 16).unwrap().item;
        let map = item.as_map().unwrap();
        assert_eq!(map.text_key("a").unwrap().as_embedded(), Some((&bytes[6..8], 106)));
        let [absent, found] = map.text_keys(["b", "a"]);
        assert!(absent.is_none());
        assert_eq!(found.unwrap().bytes(), map.text_key("a").unwrap().bytes());
        let list: Vec<_> = map.int_key(-1).unwrap().as_array().unwrap().collect();
        assert_eq!(list.len(), 1);
        assert_eq!(list[0].as_bool(), Some(true));
        assert_eq!(list[0].offset(), 110);
    }
}
