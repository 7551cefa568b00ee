//! Every bound on received bytes: what stands at it is read, one more is a clear error. The bounds
//! are what keeps a small response from costing much, so each bomb ends at one of them.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

use tashika::codec::limits::*;
use tashika::codec::{DecodeError, Problem, scan};
use tashika::cose::Signed;
use tashika::mdoc::{DeviceRequest, DeviceResponse, Document, MobileSecurityObject};
use tashika::x509::{Certificate, CertificateError};
use tashika_testkit::cbor::{Cbor, array, map, tdate};
use tashika_testkit::certificate::Extension;
use tashika_testkit::documents::mdl;
use tashika_testkit::handover::Handover;
use tashika_testkit::keys::Curve;
use tashika_testkit::scenario::Scenario;

/// Read, or refused for this limit and nothing else.
fn bounded<T>(limit: usize, read: impl Fn(usize) -> Result<T, DecodeError>) {
    assert!(read(limit).is_ok(), "{limit} are read: {:?}", read(limit).err());
    let error = read(limit + 1).err().expect("one more is refused");
    assert_eq!(error.problem, Problem::TooLong(limit));
}

fn names(count: usize) -> impl Iterator<Item = String> {
    (0..count).map(|index| format!("n{index}"))
}

fn scanned(item: &Cbor, depth: usize) -> Result<(), DecodeError> {
    scan(&item.encode(), 0, depth).map(drop)
}

/// Decodes a response with one document, changed, and hands on the document.
fn document(change: impl Fn(&mut Cbor)) -> Result<(), DecodeError> {
    one(change, |_| Ok(()))
}

fn one<T>(
    change: impl Fn(&mut Cbor),
    read: impl Fn(&Document<'_>) -> Result<T, DecodeError>,
) -> Result<T, DecodeError> {
    let key = map([(1, 2), (-1, 1)]);
    let auth = array([
        Cbor::Bytes(Vec::new()),
        Cbor::Map(Vec::new()),
        Cbor::Bytes(Vec::new()),
        Cbor::Bytes(Vec::new()),
    ]);
    let signed = [
        ("nameSpaces", Cbor::Map(Vec::new()).embedded()),
        ("deviceAuth", map([("deviceSignature", key)])),
    ];
    let mut document = map([
        ("docType", Cbor::from("d")),
        ("issuerSigned", map([("nameSpaces", Cbor::Map(Vec::new())), ("issuerAuth", auth)])),
        ("deviceSigned", map(signed)),
    ]);
    change(&mut document);
    let bytes = response(vec![document]);
    let response = DeviceResponse::decode(&bytes)?;
    let document = response.documents.into_iter().next().unwrap()?;
    read(&document)
}

fn response(documents: Vec<Cbor>) -> Vec<u8> {
    map([
        ("version", Cbor::from("1.0")),
        ("documents", Cbor::Array(documents)),
        ("status", Cbor::Int(0)),
    ])
    .encode()
}

fn item(index: usize) -> Cbor {
    map([
        ("digestID", Cbor::Int(index as i64)),
        ("random", Cbor::Bytes(Vec::new())),
        ("elementIdentifier", "e".into()),
        ("elementValue", Cbor::Null),
    ])
    .embedded()
}

/// A wrapped MSO with these digests and key authorizations.
fn mso(digests: Cbor, authorizations: Option<Cbor>, padding: usize) -> Vec<u8> {
    let mut key_info = map([("deviceKey", Cbor::Null)]);
    if let Some(own) = authorizations {
        key_info.set("keyAuthorizations", own);
    }
    let date = || tdate("2026-05-01T00:00:00Z");
    let mut mso = map([
        ("version", Cbor::from("1.0")),
        ("digestAlgorithm", "SHA-256".into()),
        ("valueDigests", digests),
        ("deviceKeyInfo", key_info),
        ("docType", "d".into()),
        ("validityInfo", map([("signed", date()), ("validFrom", date()), ("validUntil", date())])),
    ]);
    if padding > 0 {
        mso.set("padding", vec![0; padding]);
    }
    mso.embedded().encode()
}

fn decode(payload: &[u8]) -> Result<(), DecodeError> {
    MobileSecurityObject::decode(payload, 0).map(drop)
}

#[test]
fn depth() {
    for limit in [MAX_DEPTH, MAX_ELEMENT_DEPTH] {
        let nested = |depth| (0..depth).fold(Cbor::Null, |inner, _| array([inner]));
        assert!(scanned(&nested(limit), limit).is_ok());
        let error = scanned(&nested(limit + 1), limit).unwrap_err();
        assert_eq!(error.problem, Problem::TooDeep(limit));
    }
    let value = |depth: usize| {
        let value = (0..depth).fold(Cbor::Null, |inner, _| array([inner]));
        let mut item = map([("digestID", Cbor::Int(0)), ("random", Cbor::Bytes(Vec::new()))]);
        item.set("elementIdentifier", "e");
        item.set("elementValue", value);
        one(
            |document| {
                let spaces = map([("n", array([item.embedded()]))]);
                document.at("issuerSigned").set("nameSpaces", spaces);
            },
            |document| document.issuer_signed.name_spaces[0].items[0].value().clone().map(drop),
        )
    };
    assert!(value(MAX_ELEMENT_DEPTH - 1).is_ok());
    let error = value(MAX_ELEMENT_DEPTH).unwrap_err();
    assert_eq!(error.problem, Problem::TooDeep(MAX_ELEMENT_DEPTH));
    let depth = |depth: usize| {
        let inner = (0..depth).fold(Cbor::Null, |inner, _| array([inner]));
        let bytes = map([("version", "1.0".into()), ("deep", inner)]).encode();
        DeviceResponse::decode(&bytes).map(drop)
    };
    assert!(depth(MAX_DEPTH - 1).is_ok());
    assert_eq!(depth(MAX_DEPTH).unwrap_err().problem, Problem::TooDeep(MAX_DEPTH));
}

#[test]
fn strings_maps_and_keys() {
    bounded(MAX_TEXT_BYTES, |bytes| scanned(&Cbor::Text("a".repeat(bytes)), 1));
    bounded(MAX_MAP_ENTRIES, |entries| {
        let entries = (0..entries as i64).map(|key| (key, Cbor::Null));
        scanned(&map(entries), 1)
    });
    // An array of so many bytes as a key: three of them are its head.
    bounded(MAX_KEY_BYTES, |bytes| {
        let key = Cbor::Array(vec![Cbor::Null; bytes - 2 - usize::from(bytes > 257)]);
        let extra = bytes - key.encode().len();
        let Cbor::Array(mut items) = key else { panic!("an array") };
        items.extend(vec![Cbor::Null; extra]);
        scanned(&Cbor::Map(vec![(Cbor::Array(items), Cbor::Null)]), 2)
    });
}

#[test]
fn messages() {
    let padded = |len: usize, fields: Vec<(&str, Cbor)>| {
        let mut whole = map(fields);
        let head = whole.encode().len() + "padding".len() + 1 + 5;
        whole.set("padding", vec![0; len - head]);
        let bytes = whole.encode();
        assert_eq!(bytes.len(), len);
        bytes
    };
    bounded(MAX_RESPONSE_BYTES, |len| {
        let fields = vec![("version", Cbor::from("1.0")), ("status", Cbor::Int(0))];
        DeviceResponse::decode(&padded(len, fields)).map(drop)
    });
    bounded(MAX_MESSAGE_BYTES, |len| {
        let fields = vec![("version", Cbor::from("1.0")), ("docRequests", Cbor::Array(vec![]))];
        DeviceRequest::decode(&padded(len, fields)).map(drop)
    });
    bounded(MAX_MSO_BYTES, |len| {
        let empty = mso(Cbor::Map(Vec::new()), None, 1 << 16).len() - (1 << 16);
        let payload = mso(Cbor::Map(Vec::new()), None, len - empty);
        assert_eq!(payload.len(), len);
        decode(&payload)
    });
}

#[test]
fn documents_namespaces_and_items() {
    bounded(MAX_DOCUMENTS, |count| {
        DeviceResponse::decode(&response(vec![Cbor::Null; count])).map(drop)
    });
    bounded(MAX_NAMESPACES, |count| {
        document(|document| {
            let spaces = map(names(count).map(|name| (name, Cbor::Array(Vec::new()))));
            document.at("issuerSigned").set("nameSpaces", spaces);
        })
    });
    // Spread over namespaces, so that no single list is over the limit.
    bounded(MAX_ITEMS, |count| {
        document(|document| {
            let half = |from: usize, to: usize| Cbor::Array((from..to).map(item).collect());
            let spaces = map([("a", half(0, count / 2)), ("b", half(count / 2, count))]);
            document.at("issuerSigned").set("nameSpaces", spaces);
        })
    });
    bounded(MAX_ITEMS, |count| {
        one(
            |document| {
                let elements = map(names(count).map(|name| (name, Cbor::Null)));
                let spaces = map([("a", elements)]).embedded();
                document.at("deviceSigned").set("nameSpaces", spaces);
            },
            |document| document.device_signed.clone().map(drop),
        )
    });
    for place in ["docType", "nameSpaces"] {
        bounded(MAX_NAME_BYTES, |bytes| {
            document(|document| match place {
                "docType" => document.set("docType", "n".repeat(bytes)),
                _ => {
                    let spaces = map([("n".repeat(bytes), Cbor::Array(Vec::new()))]);
                    document.at("issuerSigned").set("nameSpaces", spaces);
                }
            })
        });
    }
    bounded(MAX_NAME_BYTES, |bytes| {
        one(
            |document| {
                let item = map([
                    ("digestID", Cbor::Int(0)),
                    ("random", Cbor::Bytes(vec![7; 16])),
                    ("elementIdentifier", Cbor::from("n".repeat(bytes))),
                    ("elementValue", Cbor::Null),
                ]);
                let spaces = map([("a", array([item.embedded()]))]);
                document.at("issuerSigned").set("nameSpaces", spaces);
            },
            |document| match document.issuer_signed.name_spaces[0].items[0].value() {
                Ok(_) => Ok(()),
                Err(error) => Err(error.clone()),
            },
        )
    });
}

/// A namespace of 64 KiB that would be copied with each of thousands of names.
#[test]
fn reported_errors() {
    let errors = |document: &Document<'_>| document.errors.clone().map(drop);
    bounded(MAX_ITEMS, |count| {
        one(
            |document| {
                document.set("errors", map([("n", map(names(count).map(|name| (name, 0))))]));
            },
            errors,
        )
    });
    bounded(MAX_NAME_BYTES, |bytes| {
        one(|document| document.set("errors", map([("n".repeat(bytes), map([("e", 0)]))])), errors)
    });
    bounded(MAX_ITEMS, |count| {
        let list = array(names(count).map(|name| map([(name, 0)])));
        let bytes = map([("version", Cbor::from("1.0")), ("documentErrors", list)]).encode();
        DeviceResponse::decode(&bytes)?.document_errors.map(drop)
    });
}

#[test]
fn headers_and_chains() {
    let signed = |protected: Cbor, unprotected: Cbor| {
        let parts =
            [Cbor::Bytes(protected.encode()), unprotected, Cbor::Null, Cbor::Bytes(Vec::new())];
        array(parts).encode()
    };
    let labels = |count: usize| map((0..count as i64).map(|label| (1000 + label, 0)));
    let empty = || Cbor::Map(Vec::new());
    for protected in [true, false] {
        bounded(MAX_HEADERS, |count| {
            let bytes = match protected {
                true => signed(labels(count), empty()),
                false => signed(empty(), labels(count)),
            };
            Signed::read(&scan(&bytes, 0, MAX_DEPTH)?.item).map(drop)
        });
    }
    bounded(MAX_HEADERS, |count| {
        let bytes = signed(map([(2, array(vec![1; count]))]), empty());
        Signed::read(&scan(&bytes, 0, MAX_DEPTH)?.item)?.protected.critical().map(drop)
    });
    bounded(MAX_CHAIN_CERTIFICATES, |count| {
        let chain = Cbor::Array(vec![Cbor::Bytes(vec![0]); count]);
        let bytes = signed(empty(), map([(33, chain)]));
        Signed::read(&scan(&bytes, 0, MAX_DEPTH)?.item)?.unprotected.x5chain().unwrap().map(drop)
    });
}

#[test]
fn digests_and_authorizations() {
    bounded(MAX_NAMESPACES, |count| {
        let digests = map(names(count).map(|name| (name, Cbor::Map(Vec::new()))));
        decode(&mso(digests, None, 0))
    });
    let authorized = |own: Cbor| decode(&mso(Cbor::Map(Vec::new()), Some(own), 0));
    bounded(MAX_ITEMS, |count| authorized(map([("nameSpaces", array(names(count)))])));
    bounded(MAX_ITEMS, |count| {
        let half = |from: usize, to: usize| array((from..to).map(|own| format!("n{own}")));
        let elements = map([("a", half(0, count / 2)), ("b", half(count / 2, count))]);
        authorized(map([("dataElements", elements)]))
    });
}

#[test]
fn certificates() {
    let root = |change: &dyn Fn(&mut Vec<Extension>)| {
        let mut issuer = mdl().issuer;
        change(&mut issuer.root.extensions);
        issuer.root_der()
    };
    let plain = root(&|_| {}).len();
    // The lengths around the padding grow from one to three bytes; find the exact size.
    let sized = |len: usize| {
        let padding = len - plain - 30;
        let padded = |bytes: usize| {
            root(&|all| {
                let value = vec![5; bytes];
                all.push(Extension { oid: "2.25.2", critical: false, value });
            })
        };
        (padding..len).map(padded).find(|own| own.len() >= len).unwrap()
    };
    let (fits, over) = (sized(MAX_CERTIFICATE_BYTES), sized(MAX_CERTIFICATE_BYTES + 1));
    assert_eq!((fits.len(), over.len()), (MAX_CERTIFICATE_BYTES, MAX_CERTIFICATE_BYTES + 1));
    assert!(Certificate::parse(&fits).is_ok());
    let refused = CertificateError::TooLarge(MAX_CERTIFICATE_BYTES);
    assert_eq!(Certificate::parse(&over).unwrap_err(), refused);
    let many = |count: usize| {
        root(&|all| {
            let oids = (all.len()..count).map(|own| format!("2.25.{}", 100 + own));
            all.extend(oids.map(|own| Extension {
                oid: own.leak(),
                critical: false,
                value: Vec::new(),
            }));
        })
    };
    assert!(Certificate::parse(&many(MAX_EXTENSIONS)).is_ok());
    let refused = CertificateError::TooLarge(MAX_EXTENSIONS);
    assert_eq!(Certificate::parse(&many(MAX_EXTENSIONS + 1)).unwrap_err(), refused);
}

/// A transcript over the limit is none.
#[test]
fn transcripts() {
    use tashika::mdoc::SessionTranscript;
    let read = |len: usize| {
        let parts = |own: usize| array([Cbor::Null, Cbor::Null, Cbor::Bytes(vec![0; own])]);
        let bytes = parts(len - 8).encode();
        assert_eq!(bytes.len(), len);
        SessionTranscript::from_bytes(&bytes).e_reader_key().is_ok()
    };
    assert!(read(MAX_MESSAGE_BYTES) && !read(MAX_MESSAGE_BYTES + 1));
}

/// No finding lists more than the limit, however much is wrong.
#[test]
fn findings_list_so_much_and_no_more() {
    use tashika::crypto::CryptoProvider;
    use tashika::facts::Fact;
    use tashika::instant::Timestamp;
    use tashika::presentation::Presentation;
    use tashika::trust::TrustStore;
    use tashika::verify::{CheckId, Context, Policy, verify};
    let mut scenario = Scenario::new(mdl(), Handover::Qr(Curve::P256));
    scenario.documents[0].lies.disclosed = |items| {
        let first = items[0].1[0].clone();
        for index in 0..MAX_LISTED {
            let mut own = first.clone();
            own.set("elementIdentifier", format!("e{index}"));
            items[0].1.push(own);
        }
    };
    let (trust, policy) = (TrustStore::new(), Policy::default());
    let provider = CryptoProvider::default();
    let now = Timestamp::from_unix(0);
    let context = Context::new(&trust, &policy, now, &provider);
    let report = verify(&Presentation::new(scenario.respond()), &context).unwrap();
    for check in [CheckId::ItemRandom, CheckId::ItemDigest, CheckId::ItemDigestIdUnique] {
        let finding = report.documents[0].checks.iter().find(|own| own.check == check).unwrap();
        let longest = finding.facts.iter().filter_map(|(_, fact)| match fact {
            Fact::List(list) => Some(list.len()),
            _ => None,
        });
        assert_eq!(longest.max(), Some(MAX_LISTED), "{check}");
    }
}

#[test]
fn document_types() {
    use tashika::doctype::{Registry, RegistryError};
    let file = |index: usize| {
        let text = include_str!("../doctypes/eu-age-verification.json");
        let text = text.replace("\"eu-age-verification\"", &format!("\"type-{index}\""));
        text.replace("eu.europa.ec.av.1", &format!("com.example.type{index}"))
    };
    let padded = |len: usize| format!("{}{}", file(0), " ".repeat(len - file(0).len()));
    assert!(Registry::empty().with(&padded(MAX_DOC_TYPE_FILE_BYTES)).is_ok());
    let refused = Registry::empty().with(&padded(MAX_DOC_TYPE_FILE_BYTES + 1)).unwrap_err();
    assert_eq!(refused, RegistryError::TooLong(MAX_DOC_TYPE_FILE_BYTES));
    let full = (0..MAX_DOC_TYPES).fold(Registry::empty(), |own, index| {
        own.with(&file(index)).expect("so many document types")
    });
    let refused = full.with(&file(MAX_DOC_TYPES)).unwrap_err();
    assert_eq!(refused, RegistryError::TooMany(MAX_DOC_TYPES));
}

/// A JWT around these claims; nobody looks at its signature here.
fn jwt(claims: &str) -> Vec<u8> {
    use tashika::codec::encode_base64url;
    let header = encode_base64url(br#"{"alg":"ES256","typ":"statuslist+jwt","x5c":[]}"#);
    format!("{header}.{}.{}", encode_base64url(claims.as_bytes()), encode_base64url(&[0; 64]))
        .into_bytes()
}

/// What is long is never held; what is read is the same.
#[test]
fn claims_of_a_status_token() {
    use tashika::codec::encode_base64url;
    use tashika::status::{Cause, List, StatusToken};
    use tashika_testkit::status::zlib;
    let value = |list: &[u8], more: &str| {
        let lst = encode_base64url(list);
        let text = format!(
            r#"{{{more}"sub":"\"\\","iat":1,"status_list":{{"bits":8,"lst":"{lst}"}},"ttl":9}}"#
        );
        let token = jwt(&text);
        let mut room = Vec::new();
        let read = StatusToken::decode(&token, &mut room)?;
        assert_eq!((&*read.subject, read.time_to_live), ("\"\\", Some(9)));
        let Ok(List::Status(list)) = read.list else { panic!("{:?}", read.list) };
        list.value(3000)
    };
    // Around the length from which a string is long, and far beyond it.
    for length in (3050..3080).chain([100_000]) {
        let content: Vec<u8> = (0..length).map(|own: u32| own.to_le_bytes()[0] ^ 0x5a).collect();
        assert_eq!(value(&zlib(&content), ""), Ok(content[3000]), "{length} bytes");
        assert_eq!(value(&zlib(&content)[..length as usize - 9], ""), Err(Cause::Deflate));
    }
    let list = zlib(&[7; 4000]);
    let strings = |count: usize, length: usize| -> String {
        (0..count).map(|own| format!(r#""m{own}":"{}","#, "\\\"".repeat(length / 2))).collect()
    };
    let long = MAX_TOKEN_SHORT_STRING + 2;
    assert_eq!(value(&list, &strings(MAX_TOKEN_LONG_STRINGS - 1, long)), Ok(7));
    let many = strings(MAX_TOKEN_LONG_STRINGS, long);
    assert_eq!(value(&list, &many), Err(Cause::TooLarge));
    let filled =
        |bytes: usize| strings(bytes / (MAX_TOKEN_SHORT_STRING + 8), MAX_TOKEN_SHORT_STRING);
    assert_eq!(value(&list, &filled(MAX_TOKEN_CLAIM_BYTES - 8192)), Ok(7));
    assert_eq!(value(&list, &filled(MAX_TOKEN_CLAIM_BYTES + 8192)), Err(Cause::TooLarge));
    // Only what stood in this place is the list.
    let mut room = Vec::new();
    let token = jwt(r#"{"sub":"a","iat":1,"status_list":{"bits":8,"lst":"*0"}}"#);
    let read = StatusToken::decode(&token, &mut room).unwrap();
    let Ok(List::Status(list)) = read.list else { panic!("a list") };
    assert_eq!(list.value(0), Err(Cause::Content));
}

#[test]
fn lists_of_trust() {
    use tashika::trust::{AcceptanceList, DataError, Vical};
    use tashika_testkit::vical::{Provider, Vical as Maker};
    let provider = Provider::new();
    let list = |entries: usize, padding: usize| {
        let mut own = Maker::new(&provider, vec![Cbor::Null; entries]);
        if padding > 0 {
            own.list.set("padding", vec![0; padding]);
        }
        own.issue(&provider.key)
    };
    bounded(MAX_VICAL_ENTRIES, |entries| Vical::decode(&list(entries, 0)).map(drop));
    let head = list(0, 1 << 24).len() - (1 << 24);
    bounded(MAX_VICAL_BYTES, |bytes| {
        let own = list(0, bytes - head);
        assert_eq!(own.len(), bytes);
        Vical::decode(&own).map(drop)
    });
    let text = r#"{"version":1,"accept":[]}"#;
    let file = |bytes: usize| format!("{text}{}", " ".repeat(bytes - text.len()));
    assert!(AcceptanceList::parse(file(MAX_DATA_FILE_BYTES).as_bytes()).is_ok());
    let refused = AcceptanceList::parse(file(MAX_DATA_FILE_BYTES + 1).as_bytes()).err();
    assert!(matches!(refused, Some(DataError::TooLarge(MAX_DATA_FILE_BYTES))));
}

#[test]
fn lists_of_revocation_and_their_cache() {
    use tashika::status::{Cache, CacheError};
    use tashika::x509::{CrlError, RevocationList};
    use tashika_testkit::crl::RevocationList as Maker;
    let issuer = mdl().issuer;
    let padded = |bytes: usize| {
        let mut own = Maker::of(&issuer.root, &issuer.root_key);
        let value = vec![5; bytes];
        own.extensions.push(Extension { oid: "2.25.2", critical: false, value });
        own.issue(&issuer.root_key)
    };
    // A signature in DER has one byte more or less.
    let head = padded(MAX_CRL_BYTES / 2).len() - MAX_CRL_BYTES / 2;
    assert!(RevocationList::read(&padded(MAX_CRL_BYTES - head - 8)).is_ok());
    let over = RevocationList::read(&padded(MAX_CRL_BYTES - head + 8)).err();
    assert!(matches!(over, Some(CrlError::TooLarge(_))), "{over:?}");
    let mut cache = Cache::new();
    let token = vec![0xd2; MAX_STATUS_TOKEN_BYTES];
    for index in 0..MAX_CACHE_BYTES / MAX_STATUS_TOKEN_BYTES {
        cache.give(&format!("https://a.example/{index}"), token.clone(), None).unwrap();
    }
    assert_eq!(cache.give("https://a.example/more", vec![0xd2], None), Err(CacheError::Full));
    // One of them in place of itself.
    assert_eq!(cache.give("https://a.example/0", token, None), Ok(()));
}

/// Every anchor, and every list, of the right name costs a signature check: so many are tried.
#[test]
fn candidates_of_one_name() {
    use tashika::crypto::CryptoProvider;
    use tashika::instant::Timestamp;
    use tashika::mdoc::SessionTranscript;
    use tashika::presentation::Presentation;
    use tashika::status::{Cache, Lookup, Standing, StatusRules};
    use tashika::trust::{Purpose, TrustAnchor, TrustStore};
    use tashika::verify::{CheckId, Context, Outcome, Policy, verify};
    use tashika::x509::{ChainError, chain_to};
    use tashika_testkit::crl::RevocationList as Maker;
    use tashika_testkit::keys::Key;
    use tashika_testkit::scenario::NOW;
    let now = Timestamp::parse(NOW).unwrap();
    let (policy, provider) = (Policy::default(), CryptoProvider::default());
    let scenario = Scenario::new(mdl(), Handover::Qr(Curve::P256));
    let issuer = mdl().issuer;
    let parse = |der: Vec<u8>| Certificate::parse(&der).unwrap();
    // The name and the key identifier of the right one, and another key.
    let mut other = issuer.root.clone();
    let stranger = Key::new(Curve::P256, "somebody");
    other.public_key = stranger.spki();
    let other = parse(other.issue(&stranger));
    let (root, signer) = (parse(issuer.root_der()), parse(issuer.signer_der()));
    let roots = |others: usize| {
        let mut all = vec![&other; others];
        all.push(&root);
        all
    };
    let last = MAX_ANCHOR_CANDIDATES - 1;

    let chain = std::slice::from_ref(&signer);
    let led = |others| chain_to(chain, &roots(others), now, 0, &provider).map(drop);
    assert_eq!(led(last), Ok(()));
    assert!(matches!(led(last + 1), Err(ChainError::Signature { .. })));

    let transcript = scenario.handover.transcript().encode();
    let presentation = Presentation::new(scenario.respond())
        .with_transcript(SessionTranscript::from_bytes(&transcript));
    let outcome = |others| {
        let anchors = roots(others).into_iter().cloned();
        let anchors = anchors.map(|own| TrustAnchor::new(own, Purpose::Issuer));
        let trust: TrustStore = anchors.collect();
        let context = Context::new(&trust, &policy, now, &provider);
        let report = verify(&presentation, &context).unwrap();
        let check = CheckId::IssuerChainSignature;
        let all = &report.documents[0].checks;
        let finding = all.iter().find(|own| own.check == check).unwrap();
        (finding.outcome, finding.facts.get("anchors-not-tried").is_some())
    };
    assert_eq!(outcome(last), (Outcome::Passed, false));
    assert_eq!(outcome(last + 1), (Outcome::Undetermined, true), "not tried is not refused");

    let list = |key: &Key, this_update: &str| {
        let mut own = Maker::of(&issuer.root, &issuer.root_key);
        own.this_update = this_update.into();
        own.issue(key)
    };
    let standing = |forged: usize| {
        let mut cache = Cache::new();
        let mut give = |name: usize, key: &Key, date: &str| {
            // Addresses that neither the signer nor the authority names.
            let address = format!("https://elsewhere.example/{name}");
            cache.give(&address, list(key, date), None).unwrap();
        };
        give(0, &issuer.root_key, "2026-05-20T00:00:00Z");
        (1..=forged).for_each(|name| give(name, &stranger, "2026-05-21T00:00:00Z"));
        let lookup = Lookup {
            cache: &cache,
            rules: &StatusRules::default(),
            now,
            skew: 0,
            provider: &provider,
            authority: Some(&root),
            status_signers: &[],
        };
        lookup.revocation(&signer).standing
    };
    assert_eq!((standing(last), standing(last + 1)), (Standing::Valid, Standing::Untrusted));
}

#[test]
fn identifiers_of_a_list() {
    use tashika::status::{Cause, List, StatusToken};
    use tashika_testkit::status::{ListSigner, StatusToken as Maker};
    let signer = ListSigner::below(&mdl().issuer);
    let ids: Vec<[u8; 4]> = (0..=MAX_IDENTIFIERS as u32).map(u32::to_be_bytes).collect();
    let read = |count: usize| {
        let ids: Vec<&[u8]> = ids[..count].iter().map(|own| own.as_slice()).collect();
        let token = Maker::identifiers(&signer, &ids).issue(&signer.key);
        let mut room = Vec::new();
        let read = StatusToken::decode(&token, &mut room)?;
        let Ok(List::Identifiers(list)) = read.list else { panic!("{:?}", read.list) };
        assert!(list.contains(ids[count - 1]) && !list.contains(b"nobody"));
        Ok(list.len())
    };
    assert_eq!(read(MAX_IDENTIFIERS), Ok(MAX_IDENTIFIERS));
    assert_eq!(read(MAX_IDENTIFIERS + 1), Err(Cause::Undecodable));
}

/// The oldest signature is forgotten, and checked again.
#[test]
fn a_chain_cache_remembers_so_many_signatures() {
    use std::sync::atomic::{AtomicUsize, Ordering};
    use tashika::crypto::{CryptoError, CryptoProvider, PublicKey, SignatureScheme};
    use tashika::x509::ChainCache;
    static VERIFIED: AtomicUsize = AtomicUsize::new(0);
    fn counting(
        _: &PublicKey,
        _: SignatureScheme,
        _: &[&[u8]],
        _: &[u8],
    ) -> Result<(), CryptoError> {
        VERIFIED.fetch_add(1, Ordering::Relaxed);
        Ok(())
    }
    let mut provider = CryptoProvider::rustcrypto();
    provider.verify = counting;
    let issuer = mdl().issuer;
    let root = Certificate::parse(&issuer.root_der()).unwrap();
    let der = issuer.signer_der();
    let serial = Certificate::parse(&der).unwrap().serial_number().to_vec();
    let place = der.windows(serial.len()).position(|own| own == serial).unwrap();
    let numbered = |number: usize| {
        let mut own = der.clone();
        own[place + 1..place + 3].copy_from_slice(&(number as u16).to_be_bytes());
        Certificate::parse(&own).unwrap()
    };
    let chains = ChainCache::new();
    let checks = |number: usize| {
        let before = VERIFIED.load(Ordering::Relaxed);
        chains.signature_holds(&provider, &numbered(number), &root).unwrap();
        VERIFIED.load(Ordering::Relaxed) - before
    };
    assert!((0..MAX_CHAIN_CACHE_ENTRIES).all(|number| checks(number) == 1));
    assert_eq!((chains.len(), checks(0)), (MAX_CHAIN_CACHE_ENTRIES, 0));
    assert_eq!(checks(MAX_CHAIN_CACHE_ENTRIES), 1);
    assert_eq!(chains.len(), MAX_CHAIN_CACHE_ENTRIES);
    assert_eq!((checks(1), checks(MAX_CHAIN_CACHE_ENTRIES), checks(0)), (0, 0, 1));
}

#[test]
fn plans_name_so_many_addresses() {
    use tashika::instant::Timestamp;
    use tashika::status::{Cache, Named, NamesLists, Why, plan};
    struct Many(usize);
    impl NamesLists for Many {
        fn lists(&self) -> Vec<Named> {
            let uri = |index| format!("https://a.example/{index}");
            let why = Why::StatusList;
            (0..self.0).map(|index| Named { why, uri: uri(index), until: None }).collect()
        }
    }
    let planned = |count| plan(&Many(count), &Cache::new(), Timestamp::from_unix(0)).len();
    assert_eq!((planned(MAX_FETCHES), planned(MAX_FETCHES + 1)), (MAX_FETCHES, MAX_FETCHES));
}
