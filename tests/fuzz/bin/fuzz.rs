//! The target named by `TASHIKA_FUZZ_TARGET`, under libFuzzer. `tests/fuzz/run` calls it.
#![no_main]

use std::sync::OnceLock;

use tashika_fuzz::{Target, by_name};

fn target() -> &'static Target {
    static TARGET: OnceLock<&Target> = OnceLock::new();
    TARGET.get_or_init(|| {
        let name = std::env::var("TASHIKA_FUZZ_TARGET").unwrap_or_default();
        by_name(&name).unwrap_or_else(|| panic!("there is no target \"{name}\""))
    })
}

libfuzzer_sys::fuzz_target!(|data: &[u8]| (target().run)(data));
