//! The wallet's half of the online protocols, by its own reading: JWE, HPKE, OpenID4VP 1.0, the
//! Digital Credentials API, ISO/IEC TS 18013-7 Annexes B and C, and Apple's in-app presentment.
//!
//! It answers what it is asked. A [`Lies`] changes one thing of an answer before it is encrypted or
//! sent.

use aes_gcm::aead::{Aead, Payload};
use aes_gcm::{Aes128Gcm, Aes256Gcm, KeyInit};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use hmac::{Hmac, Mac};
use serde_json::{Map, Value, json};
use sha2::Sha256;

use crate::cbor::{Cbor, array, map};
use crate::certificate::{Certificate, Extension, Name};
use crate::der;
use crate::handover::{Handover, b64};
use crate::keys::{Curve, Hash, Key};
use crate::random;
use crate::scenario::{Document, Scenario, honest};

/// The places where an answer can lie.
#[derive(Clone, Copy, Debug)]
pub struct Lies {
    /// The protected header of the JWE, before it is used.
    pub header: fn(&mut Value),
    /// The content of the answer, before it is encrypted.
    pub content: fn(&mut Value),
    /// The parameters that are posted, or the answer of the browser.
    pub outer: fn(&mut Value),
    /// What the transcript is made from, by name.
    pub transcript: fn(&mut Value),
    /// DeviceResponse, after it was made.
    pub response: fn(&mut Cbor),
    /// Whether the answer goes in the clear whatever was asked.
    pub clear: bool,
    /// The content encryption.
    pub encryption: &'static str,
    /// `apu`, where another one is sent than the wallet's nonce.
    pub apu: Option<&'static str>,
    /// `apv`, where another one is sent than the nonce of the request.
    pub apv: Option<&'static str>,
    /// Which of the keys on offer the answer is encrypted for.
    pub key: usize,
}

impl Default for Lies {
    fn default() -> Self {
        Lies {
            header: honest,
            content: honest,
            outer: honest,
            transcript: honest,
            response: honest,
            clear: false,
            encryption: "A256GCM",
            apu: None,
            apv: None,
            key: 0,
        }
    }
}

/// A wallet with the documents that it shows, each under the id of its query.
#[derive(Clone, Debug, Default)]
pub struct Wallet {
    /// Credential query and document.
    pub documents: Vec<(&'static str, Document)>,
    /// Where it lies.
    pub lies: Lies,
}

impl Wallet {
    /// A wallet that answers the query `id` with this document.
    pub fn new(id: &'static str, document: Document) -> Wallet {
        Wallet { documents: vec![(id, document)], lies: Lies::default() }
    }

    /// The body that is posted for a request by redirect, from the request's parameters.
    pub fn post(&self, parameters: &Value) -> Vec<u8> {
        let encrypted = parameters["response_mode"] == "direct_post.jwt";
        let jwk = &parameters["client_metadata"]["jwks"]["keys"][0];
        let transcript = self.transcript(json!({
            "label": "OpenID4VPHandover",
            "parts": [parameters["client_id"], parameters["nonce"],
                if encrypted { b64(&thumbprint(jwk)) } else { String::new() },
                parameters["response_uri"]],
        }));
        let mut content = json!({ "vp_token": self.vp_token(&transcript) });
        content["state"] = parameters["state"].clone();
        (self.lies.content)(&mut content);
        let mut form = match encrypted && !self.lies.clear {
            true => json!({ "response": self.jwe(jwk, &content, None) }),
            false => {
                json!({ "vp_token": content["vp_token"].to_string(), "state": content["state"] })
            }
        };
        (self.lies.outer)(&mut form);
        encode_form(&form)
    }

    /// The answer of the browser to a call of the Digital Credentials API, by this protocol and on a
    /// page of this origin.
    pub fn answer_call(&self, call: &Value, protocol: &str, origin: &str) -> Value {
        let requests = call["requests"].as_array().expect("requests");
        let request = requests.iter().find(|own| own["protocol"] == protocol);
        let data = &request.expect("the protocol was asked")["data"];
        let data = match protocol {
            "org-iso-mdoc" => self.annex_c(data, origin),
            "openid4vp-v1-unsigned" => self.openid4vp_dc_api(data, origin),
            "openid4vp-v1-signed" => {
                let (_, parameters) = read_jws(data["request"].as_str().expect("a JWS"));
                let origins = parameters["expected_origins"].as_array().expect("origins");
                assert!(origins.contains(&json!(origin)), "not an expected origin");
                self.openid4vp_dc_api(&parameters, origin)
            }
            _ => {
                let payload = data["request"]["payload"].as_str().expect("a payload");
                let payload = URL_SAFE_NO_PAD.decode(payload).expect("base64url");
                let parameters = serde_json::from_slice(&payload).expect("JSON");
                self.openid4vp_dc_api(&parameters, origin)
            }
        };
        let mut answer = json!({ "protocol": protocol, "data": data });
        (self.lies.outer)(&mut answer);
        answer
    }

    fn openid4vp_dc_api(&self, parameters: &Value, origin: &str) -> Value {
        let encrypted = parameters["response_mode"] == "dc_api.jwt";
        let jwk = &parameters["client_metadata"]["jwks"]["keys"][0];
        let thumbprint = if encrypted { b64(&thumbprint(jwk)) } else { String::new() };
        let transcript = self.transcript(json!({
            "label": "OpenID4VPDCAPIHandover",
            "parts": [origin, parameters["nonce"], thumbprint],
        }));
        let mut content = json!({ "vp_token": self.vp_token(&transcript) });
        (self.lies.content)(&mut content);
        match encrypted && !self.lies.clear {
            true => json!({ "response": self.jwe(jwk, &content, None) }),
            false => content,
        }
    }

    fn annex_c(&self, data: &Value, origin: &str) -> Value {
        let info = data["encryptionInfo"].as_str().expect("encryptionInfo");
        let transcript = self.transcript(json!({ "label": "dcapi", "parts": [info, origin] }));
        // ["dcapi", {"nonce": bstr, "recipientPublicKey": {1: 2, -1: 1, -2: x, -3: y}}]
        let bytes = URL_SAFE_NO_PAD.decode(info).expect("base64url");
        let (x, y) = (bytes.len() - 67, bytes.len() - 32);
        let key = [&[4], &bytes[x..x + 32], &bytes[y..]].concat();
        let plain = self.response(&transcript).encode();
        let (enc, sealed) = hpke_seal(&key, &transcript, &plain);
        let body = map([("enc", Cbor::Bytes(enc)), ("cipherText", Cbor::Bytes(sealed))]);
        json!({ "response": b64(&array([Cbor::from("dcapi"), body]).encode()) })
    }

    /// The body that is posted for a request of ISO/IEC TS 18013-7 Annex B.
    pub fn post_annex_b(&self, parameters: &Value) -> Vec<u8> {
        let keys = &parameters["client_metadata"]["jwks"]["keys"];
        let jwk = &keys[self.lies.key];
        let wallet_nonce = "wallet-nonce-0123456789";
        let transcript = self.transcript(json!({
            "label": "annex-b",
            "parts": [parameters["client_id"], parameters["response_uri"], wallet_nonce,
                parameters["nonce"]],
        }));
        // A MAC is for the key on the curve of the device key (B.4.5).
        let reader = keys.as_array().expect("keys").iter().find(|own| own["crv"] == "P-256");
        let response = self.response_for(&transcript, reader.map(point).as_deref());
        let token = b64(&response.encode());
        let definition = &parameters["presentation_definition"]["id"];
        let mut content = json!({
            "vp_token": token,
            "presentation_submission": { "id": "1", "definition_id": definition,
                "descriptor_map": [] },
            "state": parameters["state"],
        });
        (self.lies.content)(&mut content);
        let nonce = parameters["nonce"].as_str().expect("a nonce");
        let parties = (self.lies.apu.unwrap_or(wallet_nonce), self.lies.apv.unwrap_or(nonce));
        let mut form = match self.lies.clear {
            true => json!({ "vp_token": token, "state": parameters["state"] }),
            false => json!({ "response": self.jwe(jwk, &content, Some(parties)) }),
        };
        (self.lies.outer)(&mut form);
        encode_form(&form)
    }

    /// Apple's envelope for this key, nonce, merchant and team.
    pub fn apple(&self, key: &Key, nonce: &[u8], merchant: &str, team: &str) -> Cbor {
        let hash = Hash::Sha256.digest(&key.public_bytes());
        let transcript = self.transcript(json!({
            "label": "apple", "parts": [b64(nonce), merchant, team, b64(&hash)],
        }));
        let plain = map([("identity", self.response(&transcript))]).encode();
        let (enc, sealed) = hpke_seal(&key.public_bytes(), &transcript, &plain);
        let parameters = map([
            ("mode", Cbor::Int(0)),
            ("pkEm", Cbor::Bytes(enc)),
            ("pkRHash", Cbor::Bytes(hash)),
            ("infoHash", Cbor::Bytes(Hash::Sha256.digest(&transcript))),
        ]);
        map([
            ("algorithm", Cbor::from("APPLE-HPKE-v1")),
            ("params", parameters),
            ("data", Cbor::Bytes(sealed)),
        ])
    }

    fn vp_token(&self, transcript: &[u8]) -> Value {
        let mut token = Map::new();
        for (id, document) in &self.documents {
            let mut response = respond(std::slice::from_ref(document), transcript);
            (self.lies.response)(&mut response);
            let list = token.entry(*id).or_insert_with(|| json!([]));
            list.as_array_mut().expect("a list").push(json!(b64(&response.encode())));
        }
        Value::Object(token)
    }

    /// All documents in one response.
    fn response(&self, transcript: &[u8]) -> Cbor {
        self.response_for(transcript, None)
    }

    fn response_for(&self, transcript: &[u8], reader: Option<&[u8]>) -> Cbor {
        let documents: Vec<Document> = self.documents.iter().map(|(_, own)| own.clone()).collect();
        let mut response = respond(&documents, transcript);
        if reader.is_some() {
            let all = documents.iter().map(|own| own.present(transcript, reader));
            *response.at("documents") = Cbor::Array(all.collect());
        }
        (self.lies.response)(&mut response);
        response
    }

    fn transcript(&self, mut made_from: Value) -> Vec<u8> {
        (self.lies.transcript)(&mut made_from);
        let label = made_from["label"].as_str().expect("a label").to_owned();
        let parts: Vec<String> = made_from["parts"]
            .as_array()
            .expect("parts")
            .iter()
            .map(|part| part.as_str().expect("text").to_owned())
            .collect();
        array([Cbor::Null, Cbor::Null, handover(&label, &parts)]).encode()
    }

    /// A JWE to this key; `parties` are `apu` and `apv` before their encoding.
    fn jwe(&self, jwk: &Value, content: &Value, parties: Option<(&str, &str)>) -> String {
        let curve = match jwk["crv"].as_str() {
            Some("P-384") => Curve::P384,
            Some("P-521") => Curve::P521,
            Some("BP-256") => Curve::BrainpoolP256r1,
            Some("BP-320") => Curve::BrainpoolP320r1,
            Some("BP-384") => Curve::BrainpoolP384r1,
            Some("BP-512") => Curve::BrainpoolP512r1,
            _ => Curve::P256,
        };
        let own = Key::new(curve, "wallet ephemeral");
        let mut epk = serde_json::to_value(own.jwk()).expect("a JWK");
        epk.as_object_mut().expect("an object").remove("d");
        epk["crv"] = jwk["crv"].clone();
        let mut header = json!({ "alg": "ECDH-ES", "enc": self.lies.encryption, "epk": epk });
        header["kid"] = jwk["kid"].clone();
        if let Some((apu, apv)) = parties {
            header["apu"] = json!(b64(apu.as_bytes()));
            header["apv"] = json!(b64(apv.as_bytes()));
        }
        (self.lies.header)(&mut header);
        let shared = own.agree_with(&point(jwk)).expect("a key on the curve");
        seal_jwe(&header, &shared, content.to_string().as_bytes())
    }
}

fn respond(documents: &[Document], transcript: &[u8]) -> Cbor {
    let mut scenario = Scenario::new(documents[0].clone(), Handover::OpenId4Vp);
    scenario.documents = documents.to_vec();
    scenario.response_over(transcript)
}

fn handover(label: &str, parts: &[String]) -> Cbor {
    let sha256 = |item: &Cbor| Cbor::Bytes(Hash::Sha256.digest(&item.encode()));
    let decode = |text: &String| URL_SAFE_NO_PAD.decode(text).expect("base64url");
    let thumbprint = |text: &String| match text.is_empty() {
        true => Cbor::Null,
        false => Cbor::Bytes(decode(text)),
    };
    let text = |own: &String| Cbor::from(own);
    match (label, parts) {
        ("annex-b", [client, uri, wallet_nonce, nonce]) => array([
            sha256(&array([client.as_str(), wallet_nonce])),
            sha256(&array([uri.as_str(), wallet_nonce])),
            text(nonce),
        ]),
        ("apple", [nonce, merchant, team, hash]) => array([
            Cbor::from("AppleIdentityPresentment_1.0"),
            Cbor::Bytes(decode(nonce)),
            text(merchant),
            text(team),
            Cbor::Bytes(decode(hash)),
        ]),
        ("OpenID4VPHandover", [client, nonce, key, uri]) => {
            let info = array([text(client), text(nonce), thumbprint(key), text(uri)]);
            array([Cbor::from(label), sha256(&info)])
        }
        ("draft-24", [origin, client, nonce]) => {
            let info = array([text(origin), text(client), text(nonce)]);
            array([Cbor::from("OpenID4VPDCAPIHandover"), sha256(&info)])
        }
        ("OpenID4VPDCAPIHandover", [origin, nonce, key]) => {
            let info = array([text(origin), text(nonce), thumbprint(key)]);
            array([Cbor::from(label), sha256(&info)])
        }
        _ => array([Cbor::from(label), sha256(&array(parts.iter().map(text)))]),
    }
}

/// Header and payload of a JWS in compact form, its signature not looked at.
pub fn read_jws(compact: &str) -> (Value, Value) {
    let mut parts = compact.split('.').map(|part| {
        let bytes = URL_SAFE_NO_PAD.decode(part).expect("base64url");
        serde_json::from_slice(&bytes).unwrap_or_default()
    });
    (parts.next().expect("a header"), parts.next().expect("a payload"))
}

/// The parameters of a link.
pub fn read_link(link: &str) -> Value {
    let query = link.split_once('?').expect("a query").1;
    let mut parameters = Map::new();
    for pair in query.split('&') {
        let (name, value) = pair.split_once('=').expect("a pair");
        let value = unescape(value);
        let parsed = serde_json::from_str::<Value>(&value).ok().filter(|own| own.is_object());
        parameters.insert(name.to_owned(), parsed.unwrap_or_else(|| json!(value)));
    }
    Value::Object(parameters)
}

/// A JWS in compact form.
pub fn sign_jws(header: &Value, payload: &Value, key: &Key) -> String {
    let message =
        format!("{}.{}", b64(header.to_string().as_bytes()), b64(payload.to_string().as_bytes()));
    format!("{message}.{}", b64(&key.sign(message.as_bytes())))
}

/// RFC 7638.
pub fn thumbprint(jwk: &Value) -> Vec<u8> {
    let text = format!(
        r#"{{"crv":{},"kty":{},"x":{},"y":{}}}"#,
        jwk["crv"], jwk["kty"], jwk["x"], jwk["y"]
    );
    Hash::Sha256.digest(text.as_bytes())
}

/// A verifier's certificate with these DNS names, issued by a reader authority of its own.
pub fn verifier_certificate(key: &Key, dns_names: &[&str]) -> Vec<u8> {
    let root_key = Key::new(Curve::P256, "verifier authority");
    let root_name = Name::new("JP", "", "Example Authority", "Example reader authority");
    let root = Certificate::root(root_name, &root_key);
    let name = Name::new("JP", "", "Example Verifier", "verifier.example");
    let mut leaf = Certificate::reader(name, key, &root, &root_key);
    let names: Vec<Vec<u8>> =
        dns_names.iter().map(|name| der::context_primitive(2, name.as_bytes())).collect();
    let value = der::sequence(&names);
    leaf.set_extension(Extension { oid: "2.5.29.17", critical: false, value });
    leaf.issue(&root_key)
}

/// A self-signed verifier's certificate.
pub fn self_signed_certificate(key: &Key) -> Vec<u8> {
    let name = Name::new("JP", "", "Example Verifier", "verifier.example");
    Certificate::root(name, key).issue(key)
}

/// The leaf certificate of `x5c`.
pub fn leaf(header: &Value) -> Vec<u8> {
    STANDARD.decode(header["x5c"][0].as_str().expect("a certificate")).expect("base64")
}

fn point(jwk: &Value) -> Vec<u8> {
    let coordinate = |name: &str| {
        URL_SAFE_NO_PAD.decode(jwk[name].as_str().expect("a coordinate")).expect("base64url")
    };
    [vec![4], coordinate("x"), coordinate("y")].concat()
}

fn agree(own: &Key, peer: &[u8]) -> Vec<u8> {
    let own = p256::SecretKey::from_slice(own.secret()).expect("a key");
    let peer = p256::PublicKey::from_sec1_bytes(peer).expect("a point");
    let shared = p256::ecdh::diffie_hellman(own.to_nonzero_scalar(), peer.as_affine());
    shared.raw_secret_bytes().to_vec()
}

/// RFC 7516 and 7518 4.6 with the header as it stands.
fn seal_jwe(header: &Value, shared: &[u8], content: &[u8]) -> String {
    let party = |name: &str| {
        let text = header[name].as_str().unwrap_or_default();
        let bytes = URL_SAFE_NO_PAD.decode(text).unwrap_or_default();
        [(bytes.len() as u32).to_be_bytes().to_vec(), bytes].concat()
    };
    let name = header["enc"].as_str().expect("enc");
    let bits: u32 = if name == "A128GCM" { 128 } else { 256 };
    let info = [
        &1_u32.to_be_bytes()[..],
        shared,
        &(name.len() as u32).to_be_bytes(),
        name.as_bytes(),
        &party("apu"),
        &party("apv"),
        &bits.to_be_bytes(),
    ];
    let digest = Hash::Sha256.digest(&info.concat());
    let key = &digest[..bits as usize / 8];
    let protected = b64(header.to_string().as_bytes());
    let iv = random::bytes("jwe iv", 12);
    let sealed = aes_gcm(key, &iv, protected.as_bytes(), content);
    let (content, tag) = sealed.split_at(sealed.len() - 16);
    format!("{protected}..{}.{}.{}", b64(&iv), b64(content), b64(tag))
}

fn aes_gcm(key: &[u8], nonce: &[u8], aad: &[u8], plain: &[u8]) -> Vec<u8> {
    let payload = Payload { msg: plain, aad };
    let nonce = nonce.try_into().expect("12 bytes");
    match key.len() {
        16 => Aes128Gcm::new_from_slice(key).expect("a key").encrypt(nonce, payload),
        _ => Aes256Gcm::new_from_slice(key).expect("a key").encrypt(nonce, payload),
    }
    .expect("sealed")
}

/// RFC 9180, mode base, DHKEM(P-256, HKDF-SHA256), HKDF-SHA256, AES-128-GCM: `enc` and ciphertext.
pub fn hpke_seal(public: &[u8], info: &[u8], plain: &[u8]) -> (Vec<u8>, Vec<u8>) {
    hpke_seal_with(1, public, info, plain)
}

/// The same with this AEAD: 1 is AES-128-GCM, 2 is AES-256-GCM.
pub fn hpke_seal_with(aead: u8, public: &[u8], info: &[u8], plain: &[u8]) -> (Vec<u8>, Vec<u8>) {
    let own = Key::new(Curve::P256, "hpke ephemeral");
    let enc = own.public_bytes();
    let kem = b"KEM\x00\x10";
    let shared = agree(&own, public);
    let eae = labeled_extract(kem, b"", "eae_prk", &shared);
    let context = [enc.as_slice(), public].concat();
    let secret = labeled_expand(kem, &eae, "shared_secret", &context, 32);
    let suite = [b"HPKE\x00\x10\x00\x01\x00", &[aead][..]].concat();
    let suite = suite.as_slice();
    let id_hash = labeled_extract(suite, b"", "psk_id_hash", b"");
    let info_hash = labeled_extract(suite, b"", "info_hash", info);
    let context = [&[0][..], &id_hash, &info_hash].concat();
    let secret = labeled_extract(suite, &secret, "secret", b"");
    let key = labeled_expand(suite, &secret, "key", &context, 16 * u16::from(aead));
    let nonce = labeled_expand(suite, &secret, "base_nonce", &context, 12);
    let sealed = aes_gcm(&key, &nonce, b"", plain);
    (enc, sealed)
}

fn labeled_extract(suite: &[u8], salt: &[u8], label: &str, ikm: &[u8]) -> Vec<u8> {
    hmac(if salt.is_empty() { &[0; 32] } else { salt }, &[b"HPKE-v1", suite, label.as_bytes(), ikm])
}

/// One round of HKDF-Expand: nothing here is longer than the digest.
fn labeled_expand(suite: &[u8], prk: &[u8], label: &str, info: &[u8], len: u16) -> Vec<u8> {
    let parts = [&len.to_be_bytes()[..], b"HPKE-v1", suite, label.as_bytes(), info, &[1]];
    hmac(prk, &parts)[..usize::from(len)].to_vec()
}

fn hmac(key: &[u8], parts: &[&[u8]]) -> Vec<u8> {
    let mut mac = <Hmac<Sha256> as hmac::KeyInit>::new_from_slice(key).expect("any length");
    parts.iter().for_each(|part| mac.update(part));
    mac.finalize().into_bytes().to_vec()
}

/// A form body of the members of an object; a list is sent as the same name several times.
fn encode_form(form: &Value) -> Vec<u8> {
    let mut pairs = Vec::new();
    for (name, value) in form.as_object().expect("an object") {
        let values = value.as_array().cloned().unwrap_or_else(|| vec![value.clone()]);
        for value in values {
            let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            pairs.push(format!("{name}={}", escape(&text)));
        }
    }
    pairs.join("&").into_bytes()
}

fn escape(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' => {
                char::from(byte).to_string()
            }
            b' ' => "+".to_owned(),
            _ => format!("%{byte:02x}"),
        })
        .collect()
}

fn unescape(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        match (first, tail) {
            (b'%', [high, low, more @ ..]) => {
                let digits = [*high, *low];
                let digits = std::str::from_utf8(&digits).expect("digits");
                bytes.push(u8::from_str_radix(digits, 16).expect("hexadecimal"));
                rest = more;
            }
            (byte, more) => {
                bytes.push(*byte);
                rest = more;
            }
        }
    }
    String::from_utf8(bytes).expect("UTF-8")
}
