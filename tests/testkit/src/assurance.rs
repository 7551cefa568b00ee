//! Decision cases and policy bundles: what a host states, and what a publisher of rules signs.

use serde_json::{Value, json};

use crate::cbor::{Cbor, array, map, tagged};
use crate::der;
use crate::keys::{Curve, Key};

/// The type in the protected header of a signed bundle.
const BUNDLE_TYPE: &str = "application/tashika-policy-bundle+json";

/// Every file by its path.
pub fn files() -> Vec<(String, Vec<u8>)> {
    let mut files = bundles();
    for (name, case) in decisions() {
        let text = serde_json::to_string_pretty(&case).unwrap() + "\n";
        files.push((format!("decisions/{name}.json"), text.into_bytes()));
    }
    files
}

/// The key that signs the bundles of the fixtures. It is no secret.
pub fn publisher() -> Key {
    Key::new(Curve::P256, "publisher of policy bundles")
}

/// A signed bundle.
pub fn sign_bundle(text: &[u8], key: &Key) -> Vec<u8> {
    let protected = map([(1, Cbor::from(-7)), (3, BUNDLE_TYPE.into())]).encode();
    let own = |parts: [Cbor; 4]| array(parts).encode();
    let bytes = |own: &[u8]| Cbor::from(own.to_vec());
    let message = own(["Signature1".into(), bytes(&protected), bytes(&[]), bytes(text)]);
    let empty = map::<i64, Cbor>([]);
    let parts = [bytes(&protected), empty, bytes(text), bytes(&key.sign(&message))];
    tagged(18, array(parts)).encode()
}

fn bundles() -> Vec<(String, Vec<u8>)> {
    let text = |json: &Value| serde_json::to_string_pretty(json).unwrap() + "\n";
    let key = publisher();
    let signed = |json: &Value| sign_bundle(text(json).as_bytes(), &key);
    let version = |number: u32| {
        let mut own = bundle();
        own["version"] = number.into();
        own
    };
    let mut newer = version(3);
    newer["advisories"] = json!([{ "id": "sha-256-broken", "facts": ["algorithm:SHA-256"],
        "from": "2026-07-01", "source": "s",
        "words": { "en": "An example: SHA-256 is no longer relied on.",
            "ja": "例: SHA-256は信頼できないものとして扱います。" } }]);
    let mut unknown = version(3);
    unknown["rules"][0]["needs"] = json!({ "rule": "nowhere" });
    let mut cycle = version(3);
    cycle["rules"][0]["needs"] = json!({ "rule": "present" });
    cycle["rules"][1]["needs"] = json!({ "rule": "genuine" });
    let mut forged = signed(&bundle());
    let last = forged.len() - 1;
    forged[last] ^= 1;
    let jwk = serde_json::to_value(key.jwk()).unwrap();
    let mut public = jwk.clone();
    public.as_object_mut().unwrap().remove("d");
    let stranger = Key::new(Curve::P256, "a stranger");
    [
        ("example.json", text(&bundle()).into_bytes()),
        ("example.cose", signed(&bundle())),
        ("example-newer.cose", signed(&newer)),
        ("example-older.cose", signed(&version(1))),
        ("example-unknown-rule.cose", signed(&unknown)),
        ("example-cycle.cose", signed(&cycle)),
        ("example-wrong-signature.cose", forged),
        ("example-stranger.cose", sign_bundle(text(&bundle()).as_bytes(), &stranger)),
        ("publisher.jwk", (jwk.to_string() + "\n").into_bytes()),
        ("publisher-public.jwk", (public.to_string() + "\n").into_bytes()),
        ("publisher-public.pem", der::pem("PUBLIC KEY", &key.spki()).into_bytes()),
    ]
    .into_iter()
    .map(|(name, content)| (format!("bundles/{name}"), content))
    .collect()
}

fn bundle() -> Value {
    json!({
        "format": 1, "id": "example.rules", "version": 2, "issued": "2026-11-24",
        "nature": "published",
        "name": { "en": "Example rules of one verifier", "ja": "ある検証者の規則の例" },
        "sources": [{ "id": "s", "title": "An example" }],
        "axes": [{ "id": "example.trust", "name": { "en": "Example scale", "ja": "例示の評価軸" },
            "grades": [
                { "id": "none", "name": { "en": "none", "ja": "なし" } },
                { "id": "genuine", "name": { "en": "genuine", "ja": "真正" } },
                { "id": "person", "name": { "en": "genuine, and the person", "ja": "真正かつ本人" } }
            ] }],
        "rules": [
            { "id": "genuine", "name": { "en": "a genuine document", "ja": "真正な文書" },
              "reaches": { "axis": "example.trust", "grade": "genuine" },
              "needs": { "one": ["verified", "current"] },
              "source": "s", "confidence": "confirmed" },
            { "id": "present", "name": { "en": "its holder is present", "ja": "本人が提示" },
              "reaches": { "axis": "example.trust", "grade": "person" },
              "needs": { "all": [{ "rule": "genuine" }, { "one": ["face-signed"] }] },
              "source": "s", "confidence": "confirmed" }
        ]
    })
}

const MADE: &str = "2026-06-01T00:00:00Z";

fn online() -> Value {
    json!({ "channel": "remote", "verifierName": "yes", "channelKeys": "yes", "fresh": "yes",
        "relayExcluded": "yes" })
}

fn face(of: &str, channel: &str, source: &str, outcome: &str) -> Value {
    let capture = if channel == "in-person" { "attended" } else { "live-camera" };
    let mut factor = json!({ "by": "face", "outcome": outcome, "source": source,
        "capture": capture });
    if channel == "in-person" {
        factor["operator"] = "staff-7".into();
    } else {
        factor["liveness"] = "yes".into();
        factor["injection"] = "yes".into();
    }
    json!({ "id": format!("{of}-face"), "at": MADE,
        "what": { "kind": "holder", "of": of, "channel": channel, "factor": factor } })
}

fn evidence(id: &str, what: &Value) -> Value {
    json!({ "id": id, "at": MADE, "what": what })
}

fn decisions() -> Vec<(&'static str, Value)> {
    let case = |name: &str, description: &str, mut rest: Value, expect: Value| {
        let mut own = json!({ "name": name, "description": description, "date": "2026-06-01" });
        let members = own.as_object_mut().unwrap();
        members.append(rest.as_object_mut().unwrap());
        members.insert("expect".to_owned(), expect);
        own
    };
    let four = json!(["name", "address", "birth-date", "sex"]);
    let card = json!({ "kind": "ic-document", "document": "my-number-card", "verified": "yes",
        "current": "yes", "channel": "in-person",
        "attributes": ["name", "address", "birth-date", "portrait"] });
    let seen = json!({ "kind": "inspection", "document": "photo-id", "operator": "staff-7",
        "genuine": "yes", "current": "yes", "attributes": ["name", "address", "birth-date"] });
    let image = json!({ "kind": "document-image", "document": "photo-id",
        "capture": "live-camera", "genuine": "yes",
        "attributes": ["name", "address", "birth-date"] });
    let signing = json!({ "kind": "jpki-signing", "verified": "yes", "documentShown": "yes",
        "status": "valid", "session": online(), "attributes": four });
    let login = json!({ "kind": "jpki-authentication", "verified": "yes", "status": "valid",
        "session": online(), "attributes": four });
    let phone = json!([{ "case": "../my-number-card.json", "id": "phone", "session": online() }]);
    vec![
        (
            "phone-online",
            case(
                "phone-online",
                "A smartphone My Number Card, online, its revocation not determined.",
                json!({ "presentations": phone, "circumstances": { "purpose": "account-opening" } }),
                json!({ "standing": "supported", "ds511.ial": "2",
                    "statutes": ["jp.aml ル", "jp.mobile チ"] }),
            ),
        ),
        (
            "phone-lending",
            case(
                "phone-lending",
                "The same where lending gains something.",
                json!({ "presentations": phone, "circumstances": { "lendingRisk": "high" } }),
                json!({ "standing": "step-up", "ds511.ial": "2" }),
            ),
        ),
        (
            "phone-another-face",
            case(
                "phone-another-face",
                "The person at the counter is not the one in the portrait.",
                json!({ "presentations": phone,
                    "evidence": [face("phone", "in-person", "mdoc", "differs")] }),
                json!({ "standing": "contradicted", "statutes": [] }),
            ),
        ),
        (
            "age-only",
            case(
                "age-only",
                "A proof of age: no identity at all.",
                json!({ "presentations": [{ "case": "../proof-of-age.json", "id": "age" }] }),
                json!({ "standing": "supported", "ds511.ial": "0", "identity": "none" }),
            ),
        ),
        (
            "counter-chip-and-face",
            case(
                "counter-chip-and-face",
                "A card read at the counter, the face compared with the portrait of the chip.",
                json!({ "evidence": [evidence("card", &card),
                    face("card", "in-person", "chip", "matches")] }),
                json!({ "standing": "supported", "ds511.ial": "3", "statutes": [] }),
            ),
        ),
        (
            "chip-and-face-online",
            case(
                "chip-and-face-online",
                "A card read by the person's own phone, and an image of the face sent with it.",
                json!({ "evidence": [evidence("card", &{
                    let mut card = card.clone();
                    card["channel"] = "remote".into();
                    card
                }), face("card", "remote", "chip", "matches")] }),
                json!({ "standing": "supported", "ds511.ial": "2",
                    "statutes": ["jp.aml ヘ", "jp.kobutsu 9号"] }),
            ),
        ),
        (
            "counter-eyes",
            case(
                "counter-eyes",
                "A photo ID inspected at the counter.",
                json!({ "evidence": [evidence("seen", &seen),
                    face("seen", "in-person", "print", "matches")] }),
                json!({ "standing": "supported", "ds511.ial": "2", "statutes": [] }),
            ),
        ),
        (
            "image-and-face",
            case(
                "image-and-face",
                "An image of a photo ID and a remote face: abolished by law from 2027-04-01.",
                json!({ "evidence": [evidence("image", &image),
                    face("image", "remote", "image", "matches")] }),
                json!({ "standing": "supported", "ds511.ial": "1", "statutes": ["jp.aml ホ"] }),
            ),
        ),
        (
            "signature",
            case(
                "signature",
                "A contract signed with the certificate for signatures, at a signature verifier.",
                json!({ "evidence": [evidence("sign", &signing)],
                    "circumstances": { "verifier": ["signature-verifier"] } }),
                json!({ "standing": "supported", "ds511.ial": "3",
                    "statutes": ["jp.aml カ", "jp.kobutsu 11号"] }),
            ),
        ),
        (
            "signature-login",
            case(
                "signature-login",
                "The certificate for signatures used to log in.",
                json!({ "evidence": [evidence("sign", &signing)],
                    "circumstances": { "purpose": "login" } }),
                json!({ "standing": "step-up" }),
            ),
        ),
        (
            "user-certificate",
            case(
                "user-certificate",
                "The certificate for user authentication: level 3, and no statutory method.",
                json!({ "evidence": [evidence("login", &login)] }),
                json!({ "standing": "supported", "ds511.ial": "3", "ds511.aal": "3",
                    "statutes": [] }),
            ),
        ),
        (
            "jpki-login",
            case(
                "jpki-login",
                "A JPKI case of a login, its answer verified here, and the four attributes that the \
                 register answered with it.",
                json!({ "presentations": [{ "case": "../jpki/auth.json", "id": "login",
                    "session": online(), "attributes": four }] }),
                json!({ "standing": "supported", "ds511.ial": "3", "ds511.aal": "3",
                    "statutes": [] }),
            ),
        ),
        (
            "jpki-contract",
            case(
                "jpki-contract",
                "A JPKI case of a contract, its signature verified here, at a signature verifier.",
                json!({ "presentations": [{ "case": "../jpki/sign-attributes.json", "id": "contract",
                    "session": { "channel": "remote" } }],
                    "circumstances": { "verifier": ["signature-verifier"] } }),
                json!({ "standing": "supported", "ds511.ial": "3", "ds511.aal": "none",
                    "statutes": ["jp.aml カ", "jp.kobutsu 11号"] }),
            ),
        ),
        (
            "jpki-revoked-and-mdoc",
            case(
                "jpki-revoked-and-mdoc",
                "A phone whose mdoc is good and whose certificate for signatures was revoked.",
                json!({ "presentations": [
                    { "case": "../my-number-card.json", "id": "phone", "session": online() },
                    { "case": "../jpki/sign-certificate.revocation.json", "id": "contract" } ] }),
                json!({ "standing": "contradicted", "statutes": [] }),
            ),
        ),
        (
            "mail-to-the-addressee",
            case(
                "mail-to-the-addressee",
                "Mail to the addressee alone, whose delivery reported the particulars back.",
                json!({ "evidence": [evidence("mail", &json!({ "kind": "postal",
                    "service": "limited-designated", "sent": "2026-05-20T00:00:00Z",
                    "returned": "2026-05-28T00:00:00Z",
                    "attributes": ["name", "address", "birth-date"] }))] }),
                json!({ "standing": "supported", "ds511.ial": "2", "identity": "verified",
                    "statutes": [] }),
            ),
        ),
        (
            "delegate-beyond-the-grant",
            case(
                "delegate-beyond-the-grant",
                "Somebody acts for another one, for something that the grant does not name.",
                json!({ "presentations": phone, "circumstances": { "purpose": "account-closing",
                    "acting": { "actor": "staff-3", "subject": "client-9",
                        "scope": ["account-opening"], "from": "2026-01-01", "until": "2026-12-31",
                        "basis": "mandate 12" } } }),
                json!({ "standing": "step-up", "ds511.ial": "2" }),
            ),
        ),
    ]
}
