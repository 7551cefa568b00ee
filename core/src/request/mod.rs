//! Floor 2: what to ask.

pub mod dcql;
