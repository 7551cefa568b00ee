//! Cases in which one rule is broken, and attacks.

use super::Case;

pub(super) fn cases() -> Vec<Case> {
    Vec::new()
}
