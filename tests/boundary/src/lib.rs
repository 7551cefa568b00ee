//! The library for other languages, whole, and beside it what is measured at the boundary: how many
//! bytes it holds, and how long the same work takes in Rust.
//!
//! It is loaded in place of `tashika-ffi`'s own by `cargo xtask leaks` and `cargo xtask boundary`.

mod subject;

use std::sync::OnceLock;
use std::time::Instant;

use peak_alloc::PeakAlloc;

use crate::subject::Subject;

tashika_ffi::uniffi_reexport_scaffolding!();

#[global_allocator]
static HEAP: PeakAlloc = PeakAlloc;

/// Bytes that the library holds at this moment.
#[unsafe(no_mangle)]
pub extern "C" fn tashika_live_bytes() -> u64 {
    HEAP.current_usage() as u64
}

/// Nanoseconds that `times` verifications of a case take in Rust, from the bytes of the response to
/// its claims.
#[unsafe(no_mangle)]
pub extern "C" fn tashika_nanoseconds(case: u32, times: u32) -> u64 {
    static SUBJECTS: OnceLock<Vec<Subject>> = OnceLock::new();
    let subject = &SUBJECTS.get_or_init(Subject::all)[case as usize];
    let start = Instant::now();
    for _ in 0..times {
        subject.verify();
    }
    start.elapsed().as_nanos() as u64
}
