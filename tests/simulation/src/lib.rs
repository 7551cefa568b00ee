//! A reader and a wallet in one room, in memory: the radio is a queue, the clock is a number.
//!
//! Everything that the radio does is drawn from a seed, so that a transaction can be repeated. The
//! reader is the core's state machine; the wallet is the testkit's, which shares no code with it.

pub mod desk;
pub mod format;
mod link;
mod random;
pub mod scenarios;
mod world;

pub use link::LinkModel;
pub use random::Random;
pub use world::{Disturbance, End, Run, Step, World, WorldConfig, reader_signer, request_for};
