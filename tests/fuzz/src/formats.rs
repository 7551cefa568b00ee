//! CBOR and JSON.

use tashika::codec::limits::{MAX_ELEMENT_DEPTH, MAX_MESSAGE_BYTES};
use tashika::codec::{Irregularities, Item, Value, Writer, scan, scan_around, scan_prefix};
use tashika_testkit::cases::all;

/// What is within the strict subset is written again as it came; every value survives its way
/// through JSON.
pub fn cbor(data: &[u8]) {
    let around = scan_around(data, 0, MAX_ELEMENT_DEPTH, "a");
    let Ok(scanned) = scan(data, 0, MAX_ELEMENT_DEPTH) else { return };
    let around = around.expect("less is looked at");
    assert_eq!(around.item.bytes(), scanned.item.bytes());
    let (prefix, rest) = scan_prefix(data, 0, MAX_ELEMENT_DEPTH).expect("the same");
    assert_eq!(prefix.item.bytes().len() + rest.len(), data.len());
    walk(&scanned.item);
    let value = scanned.item.to_value();
    let json = value.to_json();
    if json.len() < MAX_MESSAGE_BYTES {
        let back = Value::from_json(&json).expect("what was written is read");
        assert!(back == value, "JSON loses something: {json}");
    }
    if scanned.irregularities == Irregularities::default() {
        let mut writer = Writer::new();
        write(&scanned.item, &mut writer);
        assert_eq!(writer.into_bytes(), data, "the strict subset is written in one way");
    }
}

/// Every way to look at an item.
fn walk(item: &Item<'_>) {
    assert!(item.offset() + item.bytes().len() <= item.offset() + (1 << 30));
    if let Some(elements) = item.as_array() {
        elements.for_each(|own| walk(&own));
    }
    if let Some(mut entries) = item.as_map() {
        entries.text_key("a");
        entries.int_key(1);
        assert!(entries.all(|(key, value)| {
            walk(&key);
            walk(&value);
            true
        }));
    }
    if let Some((_, content)) = item.as_tag() {
        walk(&content);
    }
    let text = item.as_text().is_none() || item.as_bytes().is_none();
    assert!(text, "one type at a time");
    item.as_embedded();
    item.as_i64();
}

/// Without any help of the reader's own values.
fn write(item: &Item<'_>, writer: &mut Writer) {
    if let Some(elements) = item.as_array() {
        writer.array(elements.clone().count());
        elements.for_each(|own| write(&own, writer));
    } else if let Some(entries) = item.as_map() {
        writer.map(entries.clone().count());
        entries.for_each(|(key, value)| {
            write(&key, writer);
            write(&value, writer);
        });
    } else if let Some((number, content)) = item.as_tag() {
        writer.tag(number);
        write(&content, writer);
    } else if let Some(bytes) = item.as_bytes() {
        writer.bytes(bytes);
    } else if let Some(text) = item.as_text() {
        writer.text(text);
    } else if let Some(number) = item.as_u64() {
        writer.uint(number);
    } else {
        writer.raw(item.bytes());
    }
}

pub fn cbor_seeds() -> Vec<Vec<u8>> {
    let odd: [&[u8]; 8] = [
        &[0xa2, 1, 2, 3, 4],
        &[0x9f, 0x7f, 0x61, b'a', 0xff, 0xff],
        &[0xfb, 0x7f, 0xf0, 0, 0, 0, 0, 0, 0],
        &[0xf9, 0x7e, 0],
        &[0xd8, 24, 0x42, 0x81, 0xf6],
        &[0xa1, 0x61, b'a', 0x81, 0xa2, 1, 2, 1, 3],
        &[0x3b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
        &[0xf8, 0xff],
    ];
    let mut seeds: Vec<Vec<u8>> = odd.iter().map(|own| own.to_vec()).collect();
    let wanted = ["aamva", "my-number-card", "device-signed", "element.format"];
    seeds.extend(
        all()
            .iter()
            .filter(|own| wanted.contains(&own.name.as_str()))
            .map(|own| own.scenario.respond()),
    );
    seeds
}

/// JSON of values: whatever is read is written so that the same is read again.
pub fn json(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let Some(value) = Value::from_json(text) else { return };
    let json = value.to_json();
    if json.len() < MAX_MESSAGE_BYTES {
        assert!(Value::from_json(&json).expect("what was written is read") == value);
    }
}

pub fn json_seeds() -> Vec<Vec<u8>> {
    [
        r#"{"$tag":[1004,"2000-03-31"]}"#,
        r#"{"$map":[[1,{"$bytes":"AQID"}],[{"$int":"18446744073709551615"},null]]}"#,
        r#"[{"$float16":"7e00"},{"$float64":"7ff0000000000000"},{"$undefined":true},{"$simple":32}]"#,
        r#"{"name":"番号　花子","a":[true,false,-1,9007199254740992]}"#,
    ]
    .map(|own| own.as_bytes().to_vec())
    .to_vec()
}
