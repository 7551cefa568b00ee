//! Base64 in its two alphabets (RFC 4648), each text with one value and each value with one text.

use base64ct::{Base64, Base64UrlUnpadded, Encoding};

/// Base64url without padding.
pub fn encode_base64url(bytes: &[u8]) -> String {
    Base64UrlUnpadded::encode_string(bytes)
}

/// Base64 with padding, as `x5c` has it (RFC 7515 4.1.6).
pub fn encode_base64(bytes: &[u8]) -> String {
    Base64::encode_string(bytes)
}

/// The bytes of base64url without padding.
///
/// `None` for anything else: padding, white space, the other alphabet, or bits that no byte uses.
pub fn decode_base64url(text: &str) -> Option<Vec<u8>> {
    Base64UrlUnpadded::decode_vec(text).ok()
}

/// The bytes of base64 with padding; `None` for anything else.
pub fn decode_base64(text: &str) -> Option<Vec<u8>> {
    Base64::decode_vec(text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_one_text_for_one_value() {
        assert_eq!(decode_base64url("-_8").as_deref(), Some(&[0xfb, 0xff][..]));
        assert_eq!(encode_base64url(&[0xfb, 0xff]), "-_8");
        assert_eq!(decode_base64url("").as_deref(), Some(&[][..]));
        for odd in ["-_8=", "+/8", "-_9", "-", "-_ 8", "-_8\n", "-_8\0", "あ"] {
            assert_eq!(decode_base64url(odd), None, "{odd:?}");
        }
        assert_eq!(decode_base64("+/8=").as_deref(), Some(&[0xfb, 0xff][..]));
        for odd in ["+/8", "-_8=", "+/9=", "+/8==", " +/8="] {
            assert_eq!(decode_base64(odd), None, "{odd:?}");
        }
    }
}
