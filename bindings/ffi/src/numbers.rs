//! Sizes and places: signed at the boundary, since not every language there has others.

/// A count of things that are bounded far below.
pub(crate) fn count(number: usize) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}

/// A size in bytes.
pub(crate) fn size(bytes: usize) -> i64 {
    i64::try_from(bytes).unwrap_or(i64::MAX)
}

/// A place in a list; `None` for a negative number.
pub(crate) fn place(number: i32) -> Option<usize> {
    usize::try_from(number).ok()
}
