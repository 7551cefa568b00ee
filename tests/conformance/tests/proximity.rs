//! Engagement, handover and session of ISO 18013-5 Annex D, and the public transport vectors.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

use std::fs;
use std::path::PathBuf;

use serde_json::Value;
use tashika::crypto::{CryptoProvider, Curve, PrivateKey};
use tashika::mdoc::{BleOptions, DeviceEngagement, RetrievalMethod};
use tashika::proximity::handover::{HandoverRequest, HandoverSelect, ServiceData};
use tashika::proximity::ndef;
use tashika::proximity::session::{EngagementForm, Session, SessionError, Status, ble_ident};
use tashika::proximity::tag::{TagEngagement, TagPolicy, TagReader, TagStep};
use tashika::proximity::wifi;
use tashika_conformance::{hex, vectors};

const PROVIDERS: [CryptoProvider; 2] = [CryptoProvider::rustcrypto(), CryptoProvider::aws_lc()];

struct AnnexD {
    folder: PathBuf,
}

impl AnnexD {
    fn open() -> Option<Self> {
        vectors("iso18013-5-annex-d").map(|folder| Self { folder })
    }

    fn file(&self, name: &str) -> Vec<u8> {
        hex(&fs::read_to_string(self.folder.join(name)).unwrap()).unwrap()
    }

    fn json(&self, name: &str) -> Value {
        serde_json::from_slice(&fs::read(self.folder.join(name)).unwrap()).unwrap()
    }

    fn reader_key(&self) -> PrivateKey {
        let scalar = self.json("keys.json")["e_reader_key"]["d_hex"].as_str().unwrap().to_owned();
        PrivateKey::new(Curve::P256, hex(&scalar).unwrap())
    }

    fn form(&self) -> EngagementForm {
        EngagementForm::Nfc {
            select: self.file("D.3.3-nfc-handover-select.ndef.hex"),
            request: Some(self.file("D.3.2-nfc-handover-request.ndef.hex")),
        }
    }

    fn select(&self) -> HandoverSelect {
        let offered = HandoverRequest { ble: Some([7; 16]), nfc: true };
        let select = self.file("D.3.3-nfc-handover-select.ndef.hex");
        HandoverSelect::read(&select, Some(&offered), ServiceData::default()).unwrap()
    }

    fn session(&self, provider: &CryptoProvider) -> Session {
        let select = self.select();
        Session::new(&select.engagement, &self.form(), self.reader_key(), provider).unwrap()
    }
}

#[test]
fn the_qr_code_of_annex_d_is_read() {
    let Some(annex) = AnnexD::open() else { return };
    let bytes = annex.file("D.3.1-device-engagement-qr.hex");
    let engagement = DeviceEngagement::decode(&bytes).unwrap();
    assert_eq!(engagement.bytes(), bytes);
    let [RetrievalMethod::Ble(ble)] = engagement.retrieval_methods[..] else { panic!() };
    let service = hex("45efef742b2c4837a9a3b0e1d05a6917").unwrap();
    assert_eq!(ble.central_client.unwrap()[..], service[..]);
    assert_eq!(ble.peripheral_server, None);
}

#[test]
fn the_handover_of_annex_d_is_read() {
    let Some(annex) = AnnexD::open() else { return };
    let select = annex.select();
    assert!(select.engagement.retrieval_methods.is_empty());
    // The wallet repeats no service: it is the one that the reader offered.
    let [RetrievalMethod::Ble(BleOptions { central_client, peripheral_server, .. })] =
        select.retrieval_methods[..]
    else {
        panic!()
    };
    assert_eq!((central_client, peripheral_server), (Some([7; 16]), None));
    let request = annex.file("D.3.2-nfc-handover-request.ndef.hex");
    assert_eq!(ndef::read(&request).unwrap().len(), 4);
}

#[test]
fn the_session_of_annex_d_is_replayed_byte_for_byte() {
    let Some(annex) = AnnexD::open() else { return };
    let request = annex.file("D.4.1.1-device-request.hex");
    let response = annex.file("D.4.1.2-device-response.hex");
    assert_eq!((request.len(), response.len()), (719, 3562));
    for provider in PROVIDERS {
        let mut session = annex.session(&provider);
        let transcript = annex.file("D.5.1-session-transcript-bytes.tag24.hex");
        assert_eq!(session.transcript().embedded(), transcript);
        // Equal ciphertext is proof of SKReader, equal plaintext of SKDevice.
        let sealed = session.seal(&request).unwrap();
        assert_eq!(sealed, annex.file("D.5.1-session-establishment.hex"));
        let incoming = session.open(&annex.file("D.5.1-session-data.hex")).unwrap();
        assert_eq!(incoming.response.unwrap()[..], response[..]);
        assert_eq!(incoming.status, None);
        let end = session.open(&annex.file("D.5.1-session-termination.hex")).unwrap();
        assert_eq!(end.status, Some(Status::Termination));
        assert!(!session.is_open() && session.reader_key().is_none());
        assert_eq!(Status::Termination.message(), annex.file("D.5.1-session-termination.hex"));
    }
}

#[test]
fn the_key_schedule_of_annex_d_gives_the_stated_keys() {
    let Some(annex) = AnnexD::open() else { return };
    let stated = annex.json("intermediates.json");
    let stated = |name: &str| hex(stated[name].as_str().unwrap()).unwrap();
    let engagement = annex.select().engagement;
    let salt = annex.file("D.5.1-session-transcript-bytes.tag24.hex");
    let device = annex.json("keys.json");
    let coordinate = |name: &str| hex(device["static_device_key"][name].as_str().unwrap()).unwrap();
    let point = [vec![4], coordinate("x_hex"), coordinate("y_hex")].concat();
    let device_key = tashika::crypto::PublicKey::new(Curve::P256, point);
    for provider in PROVIDERS {
        let salt = (provider.digest)(tashika::crypto::HashAlgorithm::Sha256, &[&salt]);
        let derive = |shared: &[u8], info: &[u8]| {
            (provider.hkdf_sha256)(shared, salt.as_ref(), info, 32).unwrap().as_ref().to_vec()
        };
        let shared = (provider.agree)(&annex.reader_key(), engagement.key.public_key()).unwrap();
        assert_eq!(shared.as_ref(), stated("sk_reader_zab"));
        assert_eq!(derive(shared.as_ref(), b"SKReader"), stated("sk_reader"));
        assert_eq!(derive(shared.as_ref(), b"SKDevice"), stated("sk_device"));
        let shared = (provider.agree)(&annex.reader_key(), &device_key).unwrap();
        assert_eq!(shared.as_ref(), stated("emac_key_zab"));
        assert_eq!(derive(shared.as_ref(), b"EMacKey"), stated("emac_key"));
        let ident = annex.json("intermediates.json")["ble_ident"]["value"].as_str().map(hex);
        let expected = ident.unwrap().unwrap();
        assert_eq!(ble_ident(&engagement, &provider).unwrap()[..], expected[..]);
        let name = wifi::service_name(&engagement, &provider).unwrap();
        assert!(name.len() == 32 && name.bytes().all(|own| !own.is_ascii_lowercase()));
    }
}

#[test]
fn a_replayed_message_of_annex_d_ends_the_session() {
    let Some(annex) = AnnexD::open() else { return };
    let provider = CryptoProvider::default();
    let data = annex.file("D.5.1-session-data.hex");
    let mut session = annex.session(&provider);
    assert_eq!(session.open(&data), Err(SessionError::Unsolicited));
    assert_eq!(session.open(&data), Err(SessionError::Ended));

    let mut session = annex.session(&provider);
    session.seal(b"").unwrap();
    session.open(&data).unwrap();
    session.seal(b"").unwrap();
    assert_eq!(session.open(&data), Err(SessionError::Decryption));
    assert!(!session.is_open());
    assert_eq!(session.seal(b""), Err(SessionError::Ended));

    // The same engagement with another reader key is another session.
    let select = annex.select();
    let other = PrivateKey::new(Curve::P256, vec![9; 32]);
    let mut session = Session::new(&select.engagement, &annex.form(), other, &provider).unwrap();
    session.seal(b"").unwrap();
    assert_eq!(session.open(&data), Err(SessionError::Decryption));
}

fn transport(name: &str) -> Option<Value> {
    let path = vectors(&format!("transport/{name}"))?;
    Some(serde_json::from_slice(&fs::read(path).unwrap()).unwrap())
}

#[test]
fn public_engagements_are_read() {
    let Some(cases) = transport("engagement/engagements.json") else { return };
    for case in cases.as_array().unwrap() {
        let engagement = DeviceEngagement::from_uri(case["qr_uri"].as_str().unwrap()).unwrap();
        let file = vectors(&format!("transport/engagement/{}", case["file"].as_str().unwrap()));
        assert_eq!(engagement.bytes(), fs::read(file.unwrap()).unwrap());
        assert_eq!(engagement.minor_version, 0);
        assert_eq!(engagement.retrieval_methods.len(), case["retrieval"].as_array().unwrap().len());
        for method in &engagement.retrieval_methods {
            assert!(matches!(method, RetrievalMethod::Ble(_)), "{method:?}");
        }
    }
}

#[test]
fn engagements_without_a_cose_key_are_refused() {
    let Some(cases) = transport("engagement/walt-readme-engagements.json") else { return };
    let read: Vec<bool> = cases
        .as_array()
        .unwrap()
        .iter()
        .map(|own| DeviceEngagement::decode(&hex(own.as_str().unwrap()).unwrap()).is_ok())
        .collect();
    // The other three carry a SubjectPublicKeyInfo in place of the COSE_Key.
    assert_eq!(read, [true, false, false, false]);
}

#[test]
fn public_ndef_messages_are_read_or_refused() {
    let (Some(valid), Some(invalid)) =
        (transport("nfc/ndef-valid.json"), transport("nfc/ndef-invalid.json"))
    else {
        return;
    };
    let bytes = |case: &Value| hex(case["hex"].as_str().unwrap()).unwrap();
    for case in valid.as_array().unwrap() {
        assert!(ndef::read(&bytes(case)).is_ok(), "{case}");
    }
    for case in invalid.as_array().unwrap() {
        assert!(ndef::read(&bytes(case)).is_err(), "{case}");
    }
    assert!(valid.as_array().unwrap().len() >= 16 && invalid.as_array().unwrap().len() >= 16);
}

#[test]
fn a_handover_select_without_a_service_takes_the_readers() {
    let Some(cases) = transport("nfc/handover-ndef-strings.json") else { return };
    let bytes = hex(cases[8]["hex"].as_str().unwrap()).unwrap();
    let methods = |offered: Option<HandoverRequest>| {
        let read = HandoverSelect::read(&bytes, offered.as_ref(), ServiceData::default());
        read.unwrap().retrieval_methods
    };
    let [RetrievalMethod::Ble(ble)] =
        methods(Some(HandoverRequest { ble: Some([7; 16]), nfc: false }))[..]
    else {
        panic!()
    };
    assert_eq!(ble.central_client, Some([7; 16]));
    assert!(matches!(methods(None)[..], [RetrievalMethod::Unusable { kind: 2, .. }]));
}

/// Header, data and expected length of a short command.
fn parsed(command: &[u8]) -> (Vec<u8>, Vec<u8>, u64) {
    let (header, rest) = command.split_at(4);
    let expected = |le: &[u8]| le.first().map_or(0, |own| u64::from(*own));
    match rest {
        [length, data @ ..] if data.len() >= usize::from(*length) && rest.len() > 1 => {
            let (data, le) = data.split_at(usize::from(*length));
            (header.to_vec(), data.to_vec(), expected(le))
        }
        le => (header.to_vec(), Vec::new(), expected(le)),
    }
}

/// Plays a recorded tag against the reader: every command must be the recorded one, but for the
/// handover request, which is the reader's own.
fn replay(name: &str) -> Option<TagEngagement> {
    let recorded = transport("nfc/multipaz-nfc-engagement-apdu-transcripts.json")?;
    let offer = HandoverRequest { ble: Some([7; 16]), nfc: true };
    let mut reader = TagReader::new(offer, TagPolicy::default());
    let mut step = TagStep::Send(reader.start());
    for entry in recorded[name][0].as_array().unwrap() {
        if let TagStep::Wait(_) = step {
            step = TagStep::Send(reader.resume());
        }
        if entry["dir"] == "reader->mdoc" {
            let TagStep::Send(command) = &step else { panic!("{step:?}") };
            let number = |own: &str| entry[own].as_u64().unwrap();
            let header = ["cla", "ins", "p1", "p2"].map(|own| number(own) as u8);
            let data = hex(entry["data_hex"].as_str().unwrap()).unwrap();
            let (own_header, own_data, le) = parsed(command);
            assert_eq!(own_header, header);
            if data.windows(2).any(|own| own == b"Hr") {
                assert_eq!(own_data[2..], offer.message());
            } else {
                assert_eq!((own_data, le), (data, number("le")));
            }
        } else {
            let status = hex(entry["sw"].as_str().unwrap()).unwrap();
            let data = hex(entry["data_hex"].as_str().unwrap()).unwrap();
            step = reader.on_response(&[data, status].concat()).unwrap();
        }
    }
    let TagStep::Done(engagement) = step else { panic!("{step:?}") };
    Some(*engagement)
}

#[test]
fn a_recorded_static_handover_is_replayed() {
    let Some(engagement) = replay("testStaticHandover") else { return };
    assert_eq!(engagement.request, None);
    let [RetrievalMethod::Ble(ble), RetrievalMethod::Nfc(nfc)] =
        engagement.select.retrieval_methods[..]
    else {
        panic!()
    };
    let service = hex("b3d52ac4a1b64b51a22e78ee55ef6eb6").unwrap();
    assert_eq!(ble.central_client.unwrap()[..], service[..]);
    assert_eq!(ble.central_client, ble.peripheral_server);
    assert_eq!((nfc.max_command, nfc.max_response), (65_535, 65_536));
}

#[test]
fn a_recorded_negotiated_handover_is_replayed() {
    let Some(engagement) = replay("testNegotiatedHandover") else { return };
    let [RetrievalMethod::Ble(ble)] = engagement.select.retrieval_methods[..] else { panic!() };
    assert_eq!((ble.central_client, ble.peripheral_server), (Some([7; 16]), None));
    let request = engagement.request.unwrap();
    assert_eq!(request, HandoverRequest { ble: Some([7; 16]), nfc: true }.message());
}
