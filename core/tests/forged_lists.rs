//! Lists that revoke, changed in every byte: none of them may say *valid*, under any rules. A changed
//! VICAL may not add, remove or widen anything.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

use std::collections::BTreeMap;

use tashika::crypto::CryptoProvider;
use tashika::instant::Timestamp;
use tashika::status::{Answer, Cache, Lookup, Reference, Standing, StatusRules};
use tashika::trust::Vical;
use tashika::x509::Certificate;
use tashika_testkit::crl::RevocationList;
use tashika_testkit::documents::{MDL, MNC, mdl, my_number_card};
use tashika_testkit::scenario::NOW;
use tashika_testkit::status::{
    CRL_URI, IDENTIFIER_URI, INDEX, ListSigner, STATUS_URI, StatusToken, jwt,
};
use tashika_testkit::vical::{self, Provider};

const ID: &[u8] = b"the identifier of a document....";

/// Every byte with its lowest and its highest bit turned, and every byte left out.
fn changed(bytes: &[u8]) -> impl Iterator<Item = Vec<u8>> {
    (0..bytes.len()).flat_map(move |place| {
        let turned = |mask: u8| {
            let mut own = bytes.to_vec();
            own[place] ^= mask;
            own
        };
        let mut shorter = bytes.to_vec();
        shorter.remove(place);
        [turned(1), turned(0x80), shorter]
    })
}

struct Setting {
    signer: Certificate,
    authority: Certificate,
}

impl Setting {
    fn new() -> Setting {
        let issuer = mdl().issuer;
        let parse = |der: Vec<u8>| Certificate::parse(&der).unwrap();
        Setting { signer: parse(issuer.signer_der()), authority: parse(issuer.root_der()) }
    }

    fn ask(&self, uri: &str, bytes: Vec<u8>, ask: impl Fn(&Lookup<'_>) -> Answer) -> Answer {
        let mut cache = Cache::new();
        cache.give(uri, bytes, None).unwrap();
        let rules = StatusRules::named("lenient").unwrap();
        ask(&Lookup {
            cache: &cache,
            rules: &rules,
            now: Timestamp::parse(NOW).unwrap(),
            skew: 0,
            provider: &CryptoProvider::default(),
            authority: Some(&self.authority),
            status_signers: &[],
        })
    }

    /// The unchanged list revokes; no changed one says valid.
    fn holds(&self, uri: &str, bytes: &[u8], ask: impl Fn(&Lookup<'_>) -> Answer) {
        let own = self.ask(uri, bytes.to_vec(), &ask);
        assert_eq!(own.standing, Standing::Revoked, "{own:?}");
        let mut found: BTreeMap<&str, usize> = BTreeMap::new();
        for (number, list) in changed(bytes).enumerate() {
            let answer = self.ask(uri, list, &ask);
            assert_ne!(answer.standing, Standing::Valid, "{uri}: change {number}");
            assert_ne!(answer.said, Some(Standing::Valid), "{uri}: change {number}");
            *found.entry(answer.standing.name()).or_default() += 1;
        }
        println!("{uri}: {found:?}");
    }
}

#[test]
fn a_status_list_as_cwt() {
    let signer = ListSigner::below(&mdl().issuer);
    let mut token = StatusToken::list(&signer, 1, 1);
    let list = tashika_testkit::status::packed(1, &[(INDEX, 1)], 424);
    token.claims.at(65533).set("lst", tashika_testkit::status::zlib(&list));
    let reference = Reference { key: INDEX, uri: STATUS_URI, certificate: None };
    Setting::new().holds(STATUS_URI, &token.issue(&signer.key), |own| own.status_list(&reference));
}

#[test]
fn a_status_list_as_jwt() {
    let signer = ListSigner::below(&mdl().issuer);
    let token = jwt(&signer, 1, |_, _| ());
    let reference = Reference { key: INDEX, uri: STATUS_URI, certificate: None };
    Setting::new().holds(STATUS_URI, &token, |own| own.status_list(&reference));
}

#[test]
fn an_identifier_list() {
    let signer = ListSigner::below(&mdl().issuer);
    let token = StatusToken::identifiers(&signer, &[b"another", ID]).issue(&signer.key);
    let reference = Reference { key: ID, uri: IDENTIFIER_URI, certificate: None };
    Setting::new().holds(IDENTIFIER_URI, &token, |own| own.identifier_list(&reference));
}

#[test]
fn a_revocation_list() {
    let issuer = mdl().issuer;
    let mut list = RevocationList::of(&issuer.root, &issuer.root_key);
    list.revoke(&issuer.signer);
    let setting = Setting::new();
    let signer = setting.signer.clone();
    setting.holds(CRL_URI, &list.issue(&issuer.root_key), |own| own.revocation(&signer));
}

#[test]
fn a_vical() {
    let maker = Provider::new();
    let entries =
        vec![vical::entry(&mdl().issuer, &[MDL]), vical::entry(&my_number_card().issuer, &[MNC])];
    let bytes = vical::Vical::new(&maker, entries).issue(&maker.key);
    let root = Certificate::parse(&maker.root_der()).unwrap();
    let anchors = |bytes: &[u8]| {
        let list = Vical::decode(bytes).ok()?;
        let now = Timestamp::parse(NOW).unwrap();
        let (_, verified) = list.verify(&[&root], None, now, 0, &CryptoProvider::default());
        let anchors = verified?.anchors(None);
        let shown = anchors.iter().map(|own| {
            (own.certificate().der().to_vec(), format!("{:?}", own.doc_types()), own.listing())
        });
        Some(shown.collect::<Vec<_>>())
    };
    let own = anchors(&bytes).unwrap();
    assert_eq!(own.len(), 2);
    let mut verified = 0;
    for (number, list) in changed(&bytes).enumerate() {
        if let Some(found) = anchors(&list) {
            assert_eq!(found, own, "change {number}");
            verified += 1;
        }
    }
    println!("{verified} changes left the list as it was");
}
