//! Bytes that look random and are the same in every run.

use sha2::{Digest, Sha256};

const SEED: &[u8] = b"tashika-testkit 1";

/// `length` bytes that depend on `label` only. Never use them for anything but test data.
pub fn bytes(label: &str, length: usize) -> Vec<u8> {
    let mut out = Vec::new();
    for counter in 0_u32.. {
        if out.len() >= length {
            break;
        }
        let mut hash = Sha256::new();
        hash.update(SEED);
        hash.update([0]);
        hash.update(label.as_bytes());
        hash.update(counter.to_be_bytes());
        out.extend_from_slice(&hash.finalize());
    }
    out.truncate(length);
    out
}
