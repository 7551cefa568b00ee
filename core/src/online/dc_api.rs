//! The Digital Credentials API: protocol identifiers, and what comes back from the browser.
//!
//! The answer is dispatched by the protocol it names, which must be one that was sent. Whatever else
//! the browser or a page adds, such as an origin, is not looked at.

use serde_json::Value;

use super::refusal::Refusal;

/// OpenID4VP 1.0, several signatures.
pub(super) const MULTISIGNED: &str = "openid4vp-v1-multisigned";
/// OpenID4VP 1.0, signed.
pub(super) const SIGNED: &str = "openid4vp-v1-signed";
/// OpenID4VP 1.0, unsigned.
pub(super) const UNSIGNED: &str = "openid4vp-v1-unsigned";
/// ISO/IEC TS 18013-7 Annex C.
pub(super) const ISO_MDOC: &str = "org-iso-mdoc";

const PROTOCOLS: [&str; 4] = [MULTISIGNED, SIGNED, UNSIGNED, ISO_MDOC];
/// Identifiers of drafts, never accepted.
const LEGACY: [&str; 4] = ["openid4vp", "org.iso.mdoc", "preview", "urn:openid.net:oid4vp"];

/// The protocol that an answer names, as far as it is known.
pub(super) fn protocol(answer: &Value) -> Result<&'static str, Refusal> {
    let name = answer.get("protocol").and_then(Value::as_str);
    let name = name.ok_or(Refusal::Malformed("protocol"))?;
    let find = |list: &[&'static str]| list.iter().copied().find(|own| *own == name);
    if let Some(protocol) = find(&LEGACY) {
        return Err(Refusal::LegacyProtocol { protocol });
    }
    find(&PROTOCOLS).ok_or(Refusal::UnknownProtocol)
}
