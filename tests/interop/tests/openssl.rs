//! The JPKI fixtures before OpenSSL's command: an independent judge of chains, revocation lists, OCSP
//! responses and detached signatures. What the kit made is genuine exactly where it means to be.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use tashika_testkit::der::pem;
use tashika_testkit::jpki::authority::Hierarchy;
use tashika_testkit::jpki::{Case, all};

/// The time of verification, in seconds: 2026-06-01T00:00:00Z.
const NOW: &str = "1780272000";

/// Whether the command is there; a line says so where it is not.
fn present() -> bool {
    let version = Command::new("openssl").arg("version").output();
    let present = version.is_ok_and(|own| own.status.success());
    if !present {
        println!("skipped: no openssl command (on Debian, apt-get install openssl)");
    }
    present
}

/// A folder with the files of one case.
struct Files(PathBuf);

impl Files {
    /// For a test of its own: tests run side by side.
    fn of(test: &str, case: &Case) -> Files {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(test).join(&case.name);
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        let own = Files(folder);
        own.write("person.pem", pem("CERTIFICATE", &case.certificate_der()).as_bytes());
        own.write("authority.pem", pem("CERTIFICATE", &case.authority.der()).as_bytes());
        own.write("key.der", &case.certificate.public_key);
        own
    }

    fn write(&self, name: &str, content: &[u8]) {
        fs::write(self.0.join(name), content).unwrap();
    }

    /// Whether the command succeeds; what it said.
    fn openssl(&self, arguments: &[&str]) -> (bool, String) {
        let output = Command::new("openssl").args(arguments).current_dir(&self.0).output().unwrap();
        let said = [output.stdout, output.stderr].concat();
        (output.status.success(), String::from_utf8_lossy(&said).into_owned())
    }
}

/// Notes a case that OpenSSL judges otherwise.
fn expect_same(wrong: &mut Vec<String>, name: &str, found: bool, expected: bool, said: &str) {
    if found != expected {
        wrong.push(format!("{name}: {found}, expected {expected}: {said}"));
    }
}

fn cases(prefix: &str) -> Vec<Case> {
    let own: Vec<Case> = all().into_iter().filter(|own| own.name.starts_with(prefix)).collect();
    assert!(!own.is_empty());
    own
}

/// Whether a case's expectation leaves this check unbroken.
fn unbroken(case: &Case, ids: &[&str]) -> bool {
    let broken = [case.expect.failed.as_slice(), &case.expect.warning].concat();
    !broken.iter().any(|own| ids.contains(own))
}

/// Every curve with points: OpenSSL's signatures hold, its secrets are the core's, and it takes the
/// kit's signatures.
#[test]
fn curves_agree_with_openssl() {
    use tashika::crypto::{CryptoProvider, Curve, HashAlgorithm, PrivateKey};
    use tashika::crypto::{PublicKey, SignatureScheme};
    use tashika_testkit::der;
    use tashika_testkit::keys::{self, Key};
    if !present() {
        return;
    }
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("curves");
    fs::create_dir_all(&folder).unwrap();
    let files = Files(folder);
    let provider = CryptoProvider::default();
    for kit in keys::Curve::WEIERSTRASS {
        let (own, peer) = (Key::new(kit, "openssl own"), Key::new(kit, "openssl peer"));
        let curve = Curve::ALL.into_iter().find(|curve| {
            let key = PublicKey::new(*curve, own.public_bytes());
            (provider.check_public_key)(&key).is_ok()
        });
        let curve = curve.unwrap();
        let sec1 = der::sequence(&[
            der::integer(&[1]),
            der::octet_string(own.secret()),
            der::context(0, &der::oid(kit.oid().unwrap())),
        ]);
        files.write("own.pem", pem("EC PRIVATE KEY", &sec1).as_bytes());
        files.write("own.pub", pem("PUBLIC KEY", &own.spki()).as_bytes());
        files.write("peer.pub", pem("PUBLIC KEY", &peer.spki()).as_bytes());
        files.write("message", b"a message");

        let derive = ["pkeyutl", "-derive", "-inkey", "own.pem", "-peerkey", "peer.pub"];
        let (done, said) = files.openssl(&[&derive[..], &["-out", "secret"]].concat());
        assert!(done, "{curve:?}: {said}");
        let secret = fs::read(files.0.join("secret")).unwrap();
        let own_key = PrivateKey::new(curve, own.secret().to_vec());
        let shared = (provider.agree)(&own_key, &PublicKey::new(curve, peer.public_bytes()));
        assert_eq!(shared.unwrap().as_ref(), secret, "{curve:?}");

        for (name, hash) in [("-sha384", HashAlgorithm::Sha384), ("-sha512", HashAlgorithm::Sha512)]
        {
            let sign = ["dgst", name, "-sign", "own.pem", "-out", "signature", "message"];
            assert!(files.openssl(&sign).0, "{curve:?}");
            let signature = fs::read(files.0.join("signature")).unwrap();
            let signature = fixed(&signature, curve.coordinate_len());
            let key = PublicKey::new(curve, own.public_bytes());
            let scheme = SignatureScheme::Ecdsa(hash);
            assert_eq!((provider.verify)(&key, scheme, &[b"a message"], &signature), Ok(()));
        }
        let signature = own.sign_der(keys::Hash::Sha512, b"a message");
        files.write("signature", &signature);
        let verify =
            ["dgst", "-sha512", "-verify", "own.pub", "-signature", "signature", "message"];
        let (holds, said) = files.openssl(&verify);
        assert!(holds, "{curve:?}: {said}");
        println!("{}: secret, signatures of either side", curve.name());
    }
}

/// The two numbers of a signature in DER, side by side.
fn fixed(der: &[u8], len: usize) -> Vec<u8> {
    let body = if der[1] < 0x80 { 2 } else { 3 };
    let first = usize::from(der[body + 1]);
    let number = |own: &[u8]| {
        let own = &own[own.len().saturating_sub(len)..];
        [vec![0; len - own.len()], own.to_vec()].concat()
    };
    let r = &der[body + 2..body + 2 + first];
    let s = &der[body + 4 + first..];
    [number(r), number(s)].concat()
}

#[test]
fn chains_hold_where_the_kit_means_them_to() {
    if !present() {
        return;
    }
    let (mut counts, mut wrong) = ([0, 0], Vec::new());
    for case in all() {
        // Only what path validation itself looks at; the cases left out below are rules of the core's
        // own, or of time and key size where OpenSSL's defaults are others.
        const RULES: [&str; 4] = [
            "certificate.parse",
            "certificate.validity",
            "certificate.algorithm",
            "certificate.critical-extensions",
        ];
        let chain =
            ["chain.anchor", "chain.signature", "chain.authority", "chain.authority-validity"];
        let own = ![
            "listing-over",
            "clock-skew",
            "anchor-of-documents",
            "no-anchors",
            "weak-algorithm",
            // OpenSSL takes the first authority of a name, and there is no certificate at all.
            "second-generation",
            "no-certificate",
            "certificate.version",
            "certificate.end-entity",
            "exponent-3",
            "certificate.key",
        ]
        .iter()
        .any(|own| case.name.ends_with(own));
        if !own {
            continue;
        }
        let files = Files::of("chains", &case);
        let anchor = case.anchors().into_iter().map(|own| pem("CERTIFICATE", &own.der));
        files.write("trust.pem", anchor.collect::<String>().as_bytes());
        let arguments = ["verify", "-attime", NOW, "-CAfile", "trust.pem", "person.pem"];
        let (holds, said) = files.openssl(&arguments);
        let expected = unbroken(&case, &RULES) && unbroken(&case, &chain);
        expect_same(&mut wrong, &case.name, holds, expected, &said);
        counts[usize::from(holds)] += 1;
    }
    assert!(wrong.is_empty(), "{} differ:\n{}", wrong.len(), wrong.join("\n"));
    println!("{} chains hold, {} do not", counts[1], counts[0]);
    assert!(counts[0] > 8 && counts[1] > 80, "{counts:?}");
}

#[test]
fn answers_are_signatures_over_their_challenge() {
    if !present() {
        return;
    }
    let (mut counts, mut wrong) = ([0, 0], Vec::new());
    for case in cases("auth") {
        let files = Files::of("answers", &case);
        let answer = case.answer.clone().unwrap_or_else(|| case.key.sign(&case.challenge.octets));
        files.write("answer", &answer);
        files.write("challenge", &case.challenge.octets);
        let digest = if case.name == "auth-p-384" { "-sha384" } else { "-sha256" };
        if case.name == "auth-curve-p-521" {
            continue;
        }
        let arguments = [
            "dgst",
            digest,
            "-keyform",
            "DER",
            "-verify",
            "key.der",
            "-signature",
            "answer",
            "challenge",
        ];
        let (holds, said) = files.openssl(&arguments);
        let expected = unbroken(&case, &["challenge.signature"]);
        expect_same(&mut wrong, &case.name, holds, expected, &said);
        counts[usize::from(holds)] += 1;
    }
    assert!(wrong.is_empty(), "{} differ:\n{}", wrong.len(), wrong.join("\n"));
    println!("{} answers hold, {} do not", counts[1], counts[0]);
    assert!(counts[0] > 4 && counts[1] > 50, "{counts:?}");
}

#[test]
fn lists_are_the_authoritys() {
    if !present() {
        return;
    }
    let (mut counts, mut wrong) = ([0, 0], Vec::new());
    for case in all() {
        for list in case.list_ders() {
            let files = Files::of("lists", &case);
            files.write("list.der", &list);
            let arguments =
                ["crl", "-inform", "DER", "-in", "list.der", "-CAfile", "authority.pem", "-noout"];
            let (_, said) = files.openssl(&arguments);
            let holds = said.contains("verify OK");
            let bad = ["crl-signature", "crl-garbage", "crl-of-another-authority"];
            let expected = !bad.iter().any(|own| case.name.ends_with(own));
            // The second generation shares the first one's name.
            expect_same(&mut wrong, &case.name, holds, expected, &said);
            counts[usize::from(holds)] += 1;
        }
    }
    assert!(wrong.is_empty(), "{} differ:\n{}", wrong.len(), wrong.join("\n"));
    println!("{} lists hold, {} do not", counts[1], counts[0]);
    assert!(counts[0] >= 6 && counts[1] > 100, "{counts:?}");
}

#[test]
fn revocation_by_list_is_told_alike() {
    if !present() {
        return;
    }
    let cases = all();
    for prefix in ["auth", "sign"] {
        for (name, revoked, usable) in [
            ("", false, true),
            ("-certificate.revocation", true, true),
            ("-crl-of-others", false, true),
            ("-crl-hold", true, true),
            ("-crl-of-the-municipality", false, true),
            ("-crl-of-another-municipality", false, false),
            ("-crl-of-authorities", false, false),
            ("-revocation.crl", false, false),
            ("-crl-of-tomorrow", false, false),
            ("-crl-signature", false, false),
        ] {
            let name = format!("{prefix}{name}");
            let case = cases.iter().find(|own| own.name == name).unwrap();
            let files = Files::of("revocation", case);
            files.write("list.pem", pem("X509 CRL", &case.list_ders()[0]).as_bytes());
            let arguments = [
                "verify",
                "-attime",
                NOW,
                "-crl_check",
                "-extended_crl",
                "-CAfile",
                "authority.pem",
                "-CRLfile",
                "list.pem",
                "person.pem",
            ];
            let (holds, said) = files.openssl(&arguments);
            assert_eq!(holds, usable && !revoked, "{name}: {said}");
            assert_eq!(said.contains("certificate revoked"), revoked, "{name}: {said}");
        }
    }
}

#[test]
fn responses_are_judged_alike() {
    if !present() {
        return;
    }
    let (mut counts, mut wrong) = ([0, 0], Vec::new());
    for case in all() {
        for (response, _) in &case.responses {
            // Its nonce needs the request, its revocation of a responder is no concern of OpenSSL's,
            // and it looks at the times by the clock of this machine.
            let skipped = [
                "ocsp-nonce-missing",
                "ocsp-nonce-other",
                "ocsp-responder-unchecked",
                "ocsp-responder-authority",
                "ocsp-of-tomorrow",
                "ocsp-twice",
                "ocsp-critical",
                "ocsp-try-later",
                "ocsp-of-another",
                "ocsp-of-another-authority",
                "ocsp-garbage",
                "revocation.ocsp",
            ];
            if skipped.iter().any(|own| case.name.ends_with(own)) {
                continue;
            }
            let files = Files::of("responses", &case);
            files.write("response.der", response);
            let arguments = [
                "ocsp",
                "-respin",
                "response.der",
                "-issuer",
                "authority.pem",
                "-cert",
                "person.pem",
                "-CAfile",
                "authority.pem",
                "-attime",
                NOW,
                "-validity_period",
                "999999999",
                "-status_age",
                "999999999",
                "-no_nonce",
            ];
            let (_, said) = files.openssl(&arguments);
            let holds = said.contains("Response verify OK");
            let expected = unbroken(&case, &["revocation.ocsp"]);
            expect_same(&mut wrong, &case.name, holds, expected, &said);
            let sha1 = !case.name.ends_with("ocsp-by-key");
            if holds && sha1 {
                let revoked = case.name.contains("ocsp-revoked");
                assert_eq!(said.contains("person.pem: revoked"), revoked, "{}: {said}", case.name);
                let unknown = case.name.ends_with("ocsp-unknown");
                assert_eq!(said.contains("person.pem: unknown"), unknown, "{}: {said}", case.name);
            }
            counts[usize::from(holds)] += 1;
        }
    }
    assert!(wrong.is_empty(), "{} differ:\n{}", wrong.len(), wrong.join("\n"));
    println!("{} responses hold, {} do not", counts[1], counts[0]);
    assert!(counts[0] >= 8 && counts[1] >= 12, "{counts:?}");
}

#[test]
fn detached_signatures_are_judged_alike() {
    if !present() {
        return;
    }
    let (mut counts, mut wrong) = ([0, 0], Vec::new());
    for case in cases("sign").into_iter().filter(|own| own.used_for == Hierarchy::Signing) {
        // What a signature rests on besides the document: these are the core's own rules, or need a
        // certificate that OpenSSL does not take.
        let skipped = [
            "sign-certificate.parse",
            "sign-certificate.version",
            "sign-no-certificate",
            "sign-two-signers",
            "sign-no-signer",
            "sign-cms.signed-attributes",
            "sign-attributes-as-document",
            "sign-cms.detached",
            "sign-cms.algorithms",
            "sign-attribute-twice",
            "sign-content-of-another-type",
            "sign-document-empty",
        ];
        if skipped.contains(&case.name.as_str()) {
            continue;
        }
        let files = Files::of("signatures", &case);
        files.write("signature.der", &case.signature());
        files.write("document", &case.document);
        let arguments = [
            "cms",
            "-verify",
            "-binary",
            "-inform",
            "DER",
            "-in",
            "signature.der",
            "-content",
            "document",
            "-certfile",
            "person.pem",
            "-noverify",
            "-out",
            "/dev/null",
        ];
        let (holds, said) = files.openssl(&arguments);
        let rules = ["cms.structure", "cms.signer", "cms.message-digest", "cms.signature"];
        expect_same(&mut wrong, &case.name, holds, unbroken(&case, &rules), &said);
        counts[usize::from(holds)] += 1;
    }
    assert!(wrong.is_empty(), "{} differ:\n{}", wrong.len(), wrong.join("\n"));
    println!("{} signatures hold, {} do not", counts[1], counts[0]);
    assert!(counts[0] >= 4 && counts[1] > 60, "{counts:?}");
}
