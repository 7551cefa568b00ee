//! A phone made of webauthn-authenticator-rs: a soft token behind its own caBLE authenticator.
//!
//! The argument is the tunnel service, `HOST:PORT` without TLS. Every line of standard input is a
//! code to scan; what would be advertised by Bluetooth is printed as `SERVICE DATA` in hexadecimal,
//! and `done` or `failed: REASON` at the end of each. The token keeps its passkeys between codes.

use std::io::{BufRead, Write};

use webauthn_authenticator_rs::cable::{
    Advertiser, ShareCableAuthenticatorOptions, share_cable_authenticator,
};
use webauthn_authenticator_rs::error::WebauthnCError;
use webauthn_authenticator_rs::softtoken::SoftToken;
use webauthn_authenticator_rs::types::{CableRequestType, CableState, EnrollSampleStatus};
use webauthn_authenticator_rs::ui::UiCallback;

struct Printed;

#[async_trait::async_trait]
impl Advertiser for Printed {
    async fn start_advertising(
        &mut self,
        service: u16,
        payload: &[u8],
    ) -> Result<(), WebauthnCError> {
        let data: String = payload.iter().map(|byte| format!("{byte:02x}")).collect();
        say(&format!("{service:04x} {data}"));
        Ok(())
    }

    async fn stop_advertising(&mut self) -> Result<(), WebauthnCError> {
        Ok(())
    }
}

#[derive(Debug)]
struct Quiet;

impl UiCallback for Quiet {
    fn request_pin(&self) -> Option<String> {
        None
    }
    fn request_touch(&self) {}
    fn processing(&self) {}
    fn fingerprint_enrollment_feedback(&self, _: u32, _: Option<EnrollSampleStatus>) {}
    fn cable_qr_code(&self, _: CableRequestType, _: String) {}
    fn dismiss_qr_code(&self) {}
    fn cable_status_update(&self, _: CableState) {}
}

fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    let _ = writeln!(out, "{line}").and_then(|()| out.flush());
}

#[tokio::main]
async fn main() {
    let authority = std::env::args().nth(1).expect("the tunnel service as HOST:PORT");
    let (mut token, _) = SoftToken::new(true).expect("a token");
    for code in std::io::stdin().lock().lines().map_while(Result::ok) {
        let uri = http::Uri::builder().scheme("ws").authority(authority.as_str());
        let options = ShareCableAuthenticatorOptions::default().tunnel_uri(uri);
        let info = token.get_info();
        let ended =
            share_cable_authenticator(&mut token, info, &code, &mut Printed, &Quiet, options).await;
        match ended {
            Ok(()) => say("done"),
            Err(error) => say(&format!("failed: {error:?}")),
        }
    }
}
