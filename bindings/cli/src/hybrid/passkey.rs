//! `tashika hybrid --passkey`: a passkey of the origin's host, made or used on the phone.
//!
//! What is kept of one is a file:
//!
//! ```json
//! {"rpId": "verifier.example", "authenticatorData": "..", "transports": ["internal"], "signCount": 0}
//! ```
//!
//! It holds no secret, but the credential's id, which is a handle to follow a person by.

use std::fmt::Write;
use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::Path;

use serde_json::{Value, json};
use tashika::crypto::{CryptoProvider, HashAlgorithm};
use tashika::facts::escaped;
use tashika::hybrid::ctap::{AssertionReply, AssertionRequest, RegistrationRequest};
use tashika::hybrid::initiator::{Answered, Ask, HybridConfig, Outcome, Reply};
use tashika::hybrid::tunnel::TunnelPolicy;
use tashika::passkey::{
    Assertion, AssertionReport, AuthenticatorData, Ceremony as Kind, Credential, Expected,
    PasskeyOutcome, Registration, Storage, UserVerification, client_data, verify_assertion,
};
use tashika_testkit::online::Wallet;
use tashika_testkit::phone::{Phone, PhoneConfig};

use super::narrate::pick;
use super::question::{self, SIMULATED};
use super::transact::{self, Plan};
use super::{Arguments, Ceremony, PhoneKind, Times, Timing, narrate, pretty, unanswered};
use crate::input::base64url;
use crate::online::session::random;
use crate::verify::Lang;
use crate::{Failure, Output, human, input};

const EXIT_REJECTED: u8 = 1;
/// COSE's numbers of what is asked for: ES256, EdDSA, ES384.
const ALGORITHMS: [i64; 3] = [-7, -8, -35];
/// What the phone's messages are, where a credential's protocol would stand.
const PROTOCOL: &str = "ctap2";

pub(super) fn run(
    arguments: &Arguments,
    ceremony: Ceremony,
    provider: &CryptoProvider,
) -> Result<Output, Failure> {
    let origin = question::origin(arguments)?;
    let rp_id = host(origin.as_str()).to_owned();
    let challenge = random::<32>()?;
    let kind = match ceremony {
        Ceremony::Register => Kind::Registration,
        Ceremony::SignIn => Kind::SignIn,
    };
    let client = client_data(kind, &challenge, origin.as_str());
    let hash = digest(&client, provider)?;
    let mut phone = match arguments.phone {
        PhoneKind::Bluetooth => None,
        PhoneKind::Simulated => Some(Phone::new(PhoneConfig::new(SIMULATED, Wallet::default()))),
    };
    let desk = Desk { arguments, origin: origin.as_str(), rp_id: &rp_id, provider };
    let kept = match (ceremony, &arguments.credential) {
        (Ceremony::Register, Some(path)) if path.exists() => {
            return Err(Failure::input(path.display().to_string(), "is there already"));
        }
        (Ceremony::Register, _) => None,
        (Ceremony::SignIn, path) => {
            let made = phone.as_mut().map(|own| own.make_passkey(&rp_id));
            Some(desk.kept(path.as_deref(), made)?)
        }
    };
    let ask = match &kept {
        None => Ask::Registration(desk.registration(hash)?),
        Some(kept) => Ask::Assertion(AssertionRequest {
            rp_id: rp_id.clone(),
            client_data_hash: hash,
            allowed: vec![kept.id.clone()],
            user_verification: true,
        }),
    };
    let mut config = HybridConfig::new(ask);
    config.tunnels = TunnelPolicy::with(arguments.tunnel.iter().copied());
    let plan = Plan { config, now: question::now(arguments)?, phone, case: None };
    let ended = transact::run(arguments, plan, provider)?;
    let answered = match ended.outcome {
        Outcome::Answered(own) => *own,
        outcome => return Ok(unanswered(arguments, &outcome)),
    };
    match (&answered.reply, kept) {
        (Reply::Registration(reply), None) => {
            desk.registered(&reply.authenticator_data, &answered, ended.times)
        }
        (Reply::Assertion(reply), Some(kept)) => {
            let signed = Signed { reply, client: &client, challenge: &challenge };
            desk.signed_in(&signed, kept, &answered, ended.times)
        }
        _ => Err(Failure::input("the phone", "answered to another question")),
    }
}

/// What the ceremonies share.
struct Desk<'a> {
    arguments: &'a Arguments,
    origin: &'a str,
    rp_id: &'a str,
    provider: &'a CryptoProvider,
}

/// An assertion with what it answers.
struct Signed<'a> {
    reply: &'a AssertionReply,
    client: &'a [u8],
    challenge: &'a [u8],
}

/// What is said of a ceremony, for people and for programs.
struct Said {
    accepted: bool,
    lines: Vec<String>,
    passkey: Value,
}

impl Desk<'_> {
    fn registration(&self, client_data_hash: [u8; 32]) -> Result<RegistrationRequest, Failure> {
        Ok(RegistrationRequest {
            rp_id: self.rp_id.to_owned(),
            rp_name: self.rp_id.to_owned(),
            client_data_hash,
            user_id: random::<16>()?.to_vec(),
            user_name: "tashika".to_owned(),
            user_display_name: "Tashika".to_owned(),
            algorithms: ALGORITHMS.to_vec(),
            excluded: Vec::new(),
            discoverable: true,
            user_verification: true,
        })
    }

    fn asked<'a>(&'a self, transports: &'a [String]) -> Registration<'a> {
        let user_verification = UserVerification::Required;
        Registration { rp_id: self.rp_id, algorithms: &ALGORITHMS, user_verification, transports }
    }

    /// The passkey that is to sign: of the file, else the one that the simulated phone has.
    fn kept(&self, path: Option<&Path>, made: Option<Vec<u8>>) -> Result<Credential, Failure> {
        let Some(path) = path else {
            let needed = "--passkey sign-in needs --credential, which register writes";
            let data = made.ok_or_else(|| Failure::Usage(needed.to_owned()))?;
            let credential = Credential::register(&data, &self.asked(&[]), self.provider);
            return credential.map_err(|error| Failure::input("the simulated passkey", error));
        };
        let name = path.display().to_string();
        let odd = || Failure::input(&name, "is no file of a passkey");
        let file: Value = serde_json::from_slice(&input::read(path)?).map_err(|_| odd())?;
        let text = |name: &str| file.get(name).and_then(Value::as_str).ok_or_else(odd);
        if text("rpId")? != self.rp_id {
            return Err(Failure::input(&name, format!("is not a passkey of {}", self.rp_id)));
        }
        let data = tashika::codec::decode_base64url(text("authenticatorData")?).ok_or_else(odd)?;
        let transports = file.get("transports").and_then(Value::as_array).ok_or_else(odd)?;
        let transports: Option<Vec<String>> =
            transports.iter().map(|own| own.as_str().map(str::to_owned)).collect();
        let transports = transports.ok_or_else(odd)?;
        let credential = Credential::register(&data, &self.asked(&transports), self.provider);
        let mut credential = credential.map_err(|error| Failure::input(&name, error))?;
        let count = file.get("signCount").and_then(Value::as_u64).map(u32::try_from);
        credential.sign_count = count.and_then(Result::ok).ok_or_else(odd)?;
        Ok(credential)
    }

    fn registered(
        &self,
        data: &[u8],
        answered: &Answered,
        times: Times,
    ) -> Result<Output, Failure> {
        let opened = times.begun.elapsed();
        let info = answered.peer.get_info.as_ref();
        let transports = info.map(|own| own.transports.clone()).unwrap_or_default();
        let made = Credential::register(data, &self.asked(&transports), self.provider);
        let lang = self.arguments.lang;
        let said = match made {
            Err(error) => Said {
                accepted: false,
                lines: vec![match lang {
                    Lang::En => format!("{error} [{}]", error.id()),
                    Lang::Ja => format!("{} [{}]", error.ja(), error.id()),
                }],
                passkey: json!({ "reason": error.id(), "en": error.to_string(), "ja": error.ja() }),
            },
            Ok(credential) => {
                if let Some(path) = &self.arguments.credential {
                    let text = file(&credential, data, credential.sign_count);
                    write(path, &text, OpenOptions::new().write(true).create_new(true))?;
                }
                let flags = AuthenticatorData::read(data).map(|own| own.flags);
                let flags = flags.map_err(|error| Failure::input("the phone", error))?;
                let shown = Shown {
                    present: flags.user_present(),
                    verified: flags.user_verified(),
                    storage: Storage::of(flags),
                    sign_count: credential.sign_count,
                    aaguid: credential.aaguid,
                    transports: &credential.transports,
                };
                Said {
                    accepted: true,
                    lines: shown.lines(lang),
                    passkey: json!({
                        "facts": shown.json(),
                        "credential": {
                            "id": base64url(&credential.id),
                            "algorithm": credential.algorithm.cose_id(),
                        },
                    }),
                }
            }
        };
        Ok(self.say(said, answered, &Timing::new(times, &answered.facts, opened)))
    }

    fn signed_in(
        &self,
        signed: &Signed<'_>,
        kept: Credential,
        answered: &Answered,
        times: Times,
    ) -> Result<Output, Failure> {
        let opened = times.begun.elapsed();
        let expected = Expected {
            credential: &kept,
            rp_id: self.rp_id,
            challenge: signed.challenge,
            origins: &[self.origin],
            user_verification: UserVerification::Required,
        };
        let assertion = Assertion {
            credential_id: signed.reply.credential_id.as_deref(),
            authenticator_data: &signed.reply.authenticator_data,
            client_data_json: signed.client,
            signature: &signed.reply.signature,
        };
        let report = verify_assertion(&assertion, &expected, self.provider);
        let count = report.facts.as_ref().map(|own| own.sign_count);
        if let (Some(path), Some(count)) = (&self.arguments.credential, count) {
            self.count(path, count)?;
        }
        let said = self.judged(&report);
        Ok(self.say(said, answered, &Timing::new(times, &answered.facts, opened)))
    }

    /// Keeps the counter of this use, where the phone counts.
    fn count(&self, path: &Path, count: u32) -> Result<(), Failure> {
        if count == 0 {
            return Ok(());
        }
        let name = path.display().to_string();
        let kept: Result<Value, _> = serde_json::from_slice(&input::read(path)?);
        let mut kept = kept.map_err(|error| Failure::input(&name, error))?;
        if let Some(members) = kept.as_object_mut() {
            members.insert("signCount".into(), json!(count));
        }
        write(path, &pretty(&kept), OpenOptions::new().write(true).truncate(true))
    }

    fn judged(&self, report: &AssertionReport) -> Said {
        let lang = self.arguments.lang;
        let checks = report.checks.iter().map(|own| {
            json!({ "check": own.check.as_str(), "outcome": own.outcome.as_str(),
                "en": own.check.en(), "ja": own.check.ja() })
        });
        let fine = [PasskeyOutcome::Passed, PasskeyOutcome::NotApplicable];
        let told = |outcome| self.arguments.all || !fine.contains(&outcome);
        let told = report.checks.iter().filter(|own| told(own.outcome));
        let mut lines: Vec<String> = told
            .map(|own| {
                let sentence = pick(lang, own.check.en(), own.check.ja());
                format!("{} {sentence} [{}]", mark(own.outcome), own.check.as_str())
            })
            .collect();
        let shown = report.facts.as_ref().map(|own| Shown {
            present: own.user_present,
            verified: own.user_verified,
            storage: own.storage,
            sign_count: own.sign_count,
            aaguid: own.aaguid,
            transports: &own.transports,
        });
        lines.extend(shown.iter().flat_map(|own| own.lines(lang)));
        Said {
            accepted: report.facts.is_some(),
            lines,
            passkey: json!({
                "checks": checks.collect::<Vec<_>>(),
                "facts": shown.as_ref().map(Shown::json),
            }),
        }
    }

    fn say(&self, said: Said, answered: &Answered, timing: &Timing) -> Output {
        let channel = answered.facts.channel();
        let arguments = self.arguments;
        let exit = if said.accepted { 0 } else { EXIT_REJECTED };
        let ceremony = match arguments.passkey {
            Some(Ceremony::Register) => "register",
            _ => "sign-in",
        };
        if arguments.json {
            let mut passkey = json!({ "ceremony": ceremony, "rpId": self.rp_id });
            if let (Value::Object(all), Value::Object(own)) = (&mut passkey, said.passkey) {
                all.extend(own);
            }
            let channel: Value = serde_json::from_str(&channel.to_json()).unwrap_or_default();
            let verdict = if said.accepted { "accepted" } else { "rejected" };
            let whole = json!({
                "verdict": verdict, "passkey": passkey, "channel": channel,
                "session": timing.json(arguments, PROTOCOL),
            });
            return Output { text: pretty(&whole), exit };
        }
        let lang = arguments.lang;
        let mut text = narrate::timing(timing, PROTOCOL, arguments);
        let verdict = match said.accepted {
            true => pick(lang, "ACCEPTED", "受理"),
            false => pick(lang, "REJECTED", "拒否"),
        };
        let what = match (ceremony, lang) {
            ("register", Lang::En) => "a new passkey of",
            ("register", Lang::Ja) => "新しいパスキー:",
            (_, Lang::En) => "a passkey of",
            (_, Lang::Ja) => "パスキー:",
        };
        let _ = writeln!(text, "{verdict}  {what} {}", escaped(self.rp_id));
        for line in &said.lines {
            let _ = writeln!(text, "  {line}");
        }
        let colour = human::colours();
        let style = human::Style { lang, colour, all: arguments.all, ages: &[] };
        human::channel(&mut text, &channel, &style);
        let uncertain = pick(
            lang,
            "A passkey shows that the same person is there again, or whoever holds that person's \
             accounts. It does not say who that is.",
            "パスキーは、同じ人物（またはそのアカウントを使える人物）であることを示します。\
             それが誰であるかは示しません。",
        );
        let _ = writeln!(text, "\n{uncertain}");
        Output { text, exit }
    }
}

/// What a passkey shows.
struct Shown<'a> {
    present: bool,
    verified: bool,
    storage: Storage,
    sign_count: u32,
    aaguid: [u8; 16],
    transports: &'a [String],
}

impl Shown<'_> {
    fn json(&self) -> Value {
        json!({
            "userPresent": self.present,
            "userVerified": self.verified,
            "storage": self.storage.as_str(),
            "backupEligible": self.storage != Storage::DeviceBound,
            "backedUp": self.storage == Storage::Synced,
            "signCount": self.sign_count,
            "aaguid": hexadecimal(&self.aaguid),
            "transports": self.transports,
        })
    }

    fn lines(&self, lang: Lang) -> Vec<String> {
        let yes = |own| match (own, lang) {
            (true, Lang::En) => "yes",
            (false, Lang::En) => "no",
            (true, Lang::Ja) => "あり",
            (false, Lang::Ja) => "なし",
        };
        let storage = match self.storage {
            Storage::DeviceBound => {
                pick(lang, "on this phone alone (device-bound)", "この端末のみ（device-bound）")
            }
            Storage::Syncable => pick(
                lang,
                "may be copied to other devices, and has not been (syncable)",
                "他の端末へ複製可能、未複製（syncable）",
            ),
            _ => pick(
                lang,
                "copied to other devices of the account (synced)",
                "アカウントの他の端末にも複製済み（synced）",
            ),
        };
        let transports: Vec<String> = self.transports.iter().map(|own| escaped(own)).collect();
        let transports = transports.join(", ");
        let (present, verified) = (yes(self.present), yes(self.verified));
        let mut lines = match lang {
            Lang::En => vec![
                format!("user present: {present}; user verified by the device: {verified}"),
                format!("kept: {storage}"),
            ],
            Lang::Ja => vec![
                format!("利用者の操作: {present}、端末での本人確認: {verified}"),
                format!("保管場所: {storage}"),
            ],
        };
        if !transports.is_empty() {
            let label = pick(lang, "reached by:", "接続手段:");
            lines.push(format!("{label} {transports}"));
        }
        lines
    }
}

fn mark(outcome: PasskeyOutcome) -> &'static str {
    match outcome {
        PasskeyOutcome::Passed => "✓",
        PasskeyOutcome::Failed => "✗",
        PasskeyOutcome::NotApplicable => "-",
        _ => "?",
    }
}

fn file(credential: &Credential, data: &[u8], sign_count: u32) -> String {
    pretty(&json!({
        "rpId": credential.rp_id,
        "authenticatorData": base64url(data),
        "transports": credential.transports,
        "signCount": sign_count,
    }))
}

fn write(path: &Path, text: &str, options: &mut OpenOptions) -> Result<(), Failure> {
    // A handle to follow a person by is nobody else's to read.
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(options, 0o600);
    let written = options.open(path).and_then(|mut file| file.write_all(text.as_bytes()));
    written.map_err(|error| Failure::input(path.display().to_string(), error))
}

/// The host of a web origin, without its port.
fn host(origin: &str) -> &str {
    let authority = origin.split_once("://").map_or(origin, |(_, own)| own);
    match authority.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|own| own.is_ascii_digit()) => host,
        _ => authority,
    }
}

fn digest(bytes: &[u8], provider: &CryptoProvider) -> Result<[u8; 32], Failure> {
    let digest = (provider.digest)(HashAlgorithm::Sha256, &[bytes]);
    digest.as_ref().try_into().map_err(|_| Failure::input("SHA-256", "is not to be had"))
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_passkey_is_of_the_host_without_its_port() {
        for (origin, expected) in [
            ("https://verifier.example", "verifier.example"),
            ("https://verifier.example:8443", "verifier.example"),
            ("http://localhost:3000", "localhost"),
        ] {
            assert_eq!(host(origin), expected);
        }
    }
}
