//! The tests beside this file hold the core against implementations that other people wrote.
//!
//! They are not part of the project: `online/README.md` says how to install them. Where one is absent
//! a test says so in one line and passes.
