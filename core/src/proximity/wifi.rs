//! Wi-Fi Aware (ISO 18013-5 second edition 11.3): the names alone. No message is carried here.

use std::fmt::Write;

use base64ct::{Base64UrlUnpadded, Encoding};

use super::session::engagement_secret;
use crate::crypto::{CryptoProvider, SecretBytes};
use crate::mdoc::{DeviceEngagement, WifiOptions};

const SERVICE_BYTES: usize = 16;
const PASSPHRASE_BYTES: usize = 32;

/// The service that the wallet publishes: 32 hexadecimal digits in upper case.
pub fn service_name(engagement: &DeviceEngagement, provider: &CryptoProvider) -> Option<String> {
    let derived = engagement_secret(engagement, provider, b"NANService", SERVICE_BYTES)?;
    Some(derived.as_ref().iter().fold(String::new(), |mut name, own| {
        let _ = write!(name, "{own:02X}");
        name
    }))
}

/// The passphrase: the wallet's own, else derived, as base64url without padding.
pub fn passphrase(
    engagement: &DeviceEngagement,
    options: &WifiOptions,
    provider: &CryptoProvider,
) -> Option<SecretBytes> {
    if let Some(own) = &options.passphrase {
        return Some(SecretBytes::new(own.clone().into_bytes()));
    }
    let derived = engagement_secret(engagement, provider, b"NANPassphrase", PASSPHRASE_BYTES)?;
    Some(SecretBytes::new(Base64UrlUnpadded::encode_string(derived.as_ref()).into_bytes()))
}
