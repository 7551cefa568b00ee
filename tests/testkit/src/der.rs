//! A small DER writer: the few ASN.1 shapes that a certificate needs.

const INTEGER: u8 = 0x02;
const BIT_STRING: u8 = 0x03;
const OCTET_STRING: u8 = 0x04;
const NULL: u8 = 0x05;
const OID: u8 = 0x06;
const SEQUENCE: u8 = 0x30;
const SET: u8 = 0x31;

/// A tag, the length and the content.
pub fn tlv(tag: u8, content: &[u8]) -> Vec<u8> {
    let mut out = vec![tag];
    let length = content.len();
    if length < 128 {
        out.push(length as u8);
    } else {
        let bytes: Vec<u8> =
            length.to_be_bytes().into_iter().skip_while(|byte| *byte == 0).collect();
        out.push(0x80 | bytes.len() as u8);
        out.extend(bytes);
    }
    out.extend_from_slice(content);
    out
}

/// A SEQUENCE of these parts.
pub fn sequence(parts: &[Vec<u8>]) -> Vec<u8> {
    tlv(SEQUENCE, &parts.concat())
}

/// A SET of these parts, in the order given.
pub fn set(parts: &[Vec<u8>]) -> Vec<u8> {
    tlv(SET, &parts.concat())
}

/// An INTEGER from its two's complement.
pub fn integer(twos_complement: &[u8]) -> Vec<u8> {
    tlv(INTEGER, twos_complement)
}

/// An INTEGER from big-endian bytes without a sign.
pub fn unsigned(magnitude: &[u8]) -> Vec<u8> {
    let mut bytes: Vec<u8> = magnitude.iter().copied().skip_while(|byte| *byte == 0).collect();
    if bytes.first().is_none_or(|byte| *byte >= 0x80) {
        bytes.insert(0, 0);
    }
    integer(&bytes)
}

/// A BOOLEAN that is true.
pub fn truth() -> Vec<u8> {
    vec![0x01, 0x01, 0xff]
}

/// NULL.
pub fn null() -> Vec<u8> {
    vec![NULL, 0]
}

/// A BIT STRING of whole octets.
pub fn bit_string(bytes: &[u8]) -> Vec<u8> {
    named_bits(bytes, 0)
}

/// A BIT STRING whose last octet has `unused` bits to spare.
pub fn named_bits(bytes: &[u8], unused: u8) -> Vec<u8> {
    tlv(BIT_STRING, &[&[unused], bytes].concat())
}

/// An OCTET STRING.
pub fn octet_string(bytes: &[u8]) -> Vec<u8> {
    tlv(OCTET_STRING, bytes)
}

/// An explicit, constructed context tag.
pub fn context(number: u8, content: &[u8]) -> Vec<u8> {
    tlv(0xa0 | number, content)
}

/// An implicit, primitive context tag.
pub fn context_primitive(number: u8, content: &[u8]) -> Vec<u8> {
    tlv(0x80 | number, content)
}

/// An OBJECT IDENTIFIER from its dotted form.
pub fn oid(dotted: &str) -> Vec<u8> {
    let arcs: Vec<u64> = dotted.split('.').map(|arc| arc.parse().expect("a number")).collect();
    let mut content = base128(arcs[0] * 40 + arcs[1]);
    for arc in &arcs[2..] {
        content.extend(base128(*arc));
    }
    tlv(OID, &content)
}

/// UTCTime until 2049, GeneralizedTime from 2050 on (RFC 5280 4.1.2.5), from RFC 3339 in UTC.
pub fn time(rfc3339: &str) -> Vec<u8> {
    let digits: String = rfc3339.chars().filter(char::is_ascii_digit).collect();
    assert_eq!(digits.len(), 14, "a time in whole seconds: {rfc3339}");
    let year: u32 = digits[..4].parse().expect("a year");
    if year < 2050 {
        tlv(0x17, format!("{}Z", &digits[2..]).as_bytes())
    } else {
        tlv(0x18, format!("{digits}Z").as_bytes())
    }
}

/// A PEM block.
pub fn pem(label: &str, der: &[u8]) -> String {
    use base64::Engine as _;
    let text = base64::engine::general_purpose::STANDARD.encode(der);
    let lines: Vec<&str> =
        text.as_bytes().chunks(64).map(|line| std::str::from_utf8(line).unwrap()).collect();
    format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", lines.join("\n"))
}

fn base128(mut arc: u64) -> Vec<u8> {
    let mut bytes = vec![(arc & 0x7f) as u8];
    while arc > 0x7f {
        arc >>= 7;
        bytes.push((arc & 0x7f) as u8 | 0x80);
    }
    bytes.reverse();
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_identifiers_lengths_and_times() {
        assert_eq!(oid("1.2.840.10045.2.1"), [6, 7, 0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1]);
        assert_eq!(&tlv(4, &[0; 200])[..3], [4, 0x81, 200]);
        assert_eq!(time("2026-01-15T00:00:00Z"), b"\x17\x0d260115000000Z");
        assert_eq!(time("2050-01-15T00:00:00Z"), b"\x18\x0f20500115000000Z");
    }
}
