//! `tashika hybrid --rehearse`: something goes wrong with the simulated phone or its tunnel service, so
//! that operators and programs see what is said then.

use std::time::Duration;

use clap::ValueEnum;
use serde_json::json;
use tashika::hybrid::advert::SERVICES;
use tashika::hybrid::initiator::HybridConfig;
use tashika_testkit::cbor::array;
use tashika_testkit::online::Wallet;
use tashika_testkit::phone::{Phone, PhoneConfig};
use tashika_tunnel::Trick;

use crate::Failure;
use crate::online::session::random;

/// Adverts of other people's phones.
const STRANGERS: usize = 100;
/// Bytes of an advert.
const ADVERT: usize = 20;
/// How long an advert is waited for that never comes.
const PATIENCE: Duration = Duration::from_secs(1);
/// The phone's messages by their number, where the answer comes in two: the handshake, its greeting, an
/// update, the answer.
const UPDATE: usize = 2;

/// What goes wrong.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Case {
    /// No phone advertises
    NoAdvert,
    /// A forged advert among a hundred of other phones; then the phone's own, which is accepted
    ForgedAdvert,
    /// A second phone answers the same code
    TwoPhones,
    /// Whoever is at the other end has not scanned the code
    WrongTunnel,
    /// The tunnel service knows no such tunnel (404)
    NotFound,
    /// The tunnel is gone (410)
    Gone,
    /// The relay swaps two messages
    Reordered,
    /// The relay sends a message twice
    Repeated,
    /// The relay cuts a message
    Truncated,
    /// The relay sends text
    Text,
    /// The relay sends more than a megabyte
    Oversized,
    /// The phone knows nothing of digital credentials
    FeatureMissing,
    /// The person declines on the phone
    UserCancels,
    /// The phone has no such credential
    NoCredential,
    /// The phone answers by a protocol that was not asked
    OtherProtocol,
    /// The tunnel is closed before the answer
    Closed,
}

impl Case {
    /// What the tunnel service does.
    pub(super) const fn trick(self) -> Trick {
        match self {
            Case::NotFound => Trick::Status(404),
            Case::Gone => Trick::Status(410),
            Case::Reordered => Trick::Reorder(UPDATE),
            Case::Repeated => Trick::Repeat(UPDATE),
            Case::Truncated => Trick::Cut(UPDATE),
            Case::Text => Trick::Text(UPDATE),
            Case::Oversized => Trick::Oversize(UPDATE),
            Case::Closed => Trick::Close(UPDATE),
            _ => Trick::Honest,
        }
    }

    /// What the phone does.
    pub(super) fn teach(self, phone: &mut PhoneConfig) {
        let lies = &mut phone.lies;
        match self {
            Case::FeatureMissing => lies.greeting = |own| own.set(3, array(["ctap"])),
            Case::NoCredential => phone.protocols = Vec::new(),
            Case::OtherProtocol => {
                lies.reply = |own| {
                    if let Some(own) = own.pointer_mut("/response/digital/data/protocol") {
                        *own = json!("openid4vp-v1-unsigned");
                    }
                }
            }
            Case::Reordered | Case::Repeated => lies.frames = |own| own.insert(0, vec![2, 0xa0]),
            Case::UserCancels => {
                lies.reply =
                    |own| *own = json!({ "response": { "digital": { "error": "USER_CANCELED" } } });
            }
            Case::WrongTunnel => {
                lies.handshake = |own| {
                    if let Some(last) = own.last_mut() {
                        *last ^= 1;
                    }
                }
            }
            _ => {}
        }
    }

    /// Nobody wants to wait for two minutes.
    pub(super) fn shorten(self, config: &mut HybridConfig) {
        if self == Case::NoAdvert {
            config.timeouts.advert = PATIENCE;
        }
    }

    /// What is heard, where the phone that scanned this code advertises this.
    pub(super) fn heard(
        self,
        code: &str,
        service: u16,
        data: Vec<u8>,
    ) -> Result<Vec<(u16, Vec<u8>)>, Failure> {
        let mut heard = Vec::new();
        match self {
            Case::NoAdvert => return Ok(heard),
            Case::ForgedAdvert => {
                for service in SERVICES.into_iter().cycle().take(STRANGERS) {
                    heard.push((service, random::<ADVERT>()?.to_vec()));
                }
                let mut forged = data.clone();
                forged.iter_mut().take(1).for_each(|own| *own ^= 1);
                heard.push((service, forged));
                heard.push((service, data));
            }
            Case::TwoPhones => {
                let mut other = Phone::new(PhoneConfig::new("other", Wallet::default()));
                other.scan(code);
                heard.push((service, data));
                heard.push((service, other.advert([7, 7, 7])));
            }
            _ => heard.push((service, data)),
        }
        Ok(heard)
    }
}
