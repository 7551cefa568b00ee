//! Floor 2: what to ask.
//!
//! 1. A request starts from a purpose: [`Request::for_purpose`] asks for the least that serves it, and
//!    every element says why it is asked for, on which legal basis, and what is kept.
//! 2. [`Request::device_request`], [`Request::dcql`] and [`Request::sentence`] say the same thing to a
//!    wallet in person, to a wallet online, and to the person before either is asked.
//! 3. [`lint`](lint::lint) holds any request against what is needed and offers the smaller one.

pub mod dcql;
pub mod lint;
mod purpose;

pub use purpose::{
    Purpose, Request, RequestError, RequestedDocument, RequestedElement, purpose_names,
};
