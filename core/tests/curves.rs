//! Every curve of ISO 18013-5 that has points, against the kit: the keys, the shared secrets and the
//! signatures are the same, and what is no key or no signature is refused.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

use tashika::crypto::{
    CryptoError, CryptoProvider, Curve, HashAlgorithm, PrivateKey, PublicKey, SignatureScheme,
};
use tashika_testkit::keys::{self, Hash, Key};

const PROVIDER: CryptoProvider = CryptoProvider::rustcrypto();

/// The curves with the order of each.
const CURVES: [(keys::Curve, Curve, &str); 7] = [
    (
        keys::Curve::P256,
        Curve::P256,
        "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551",
    ),
    (
        keys::Curve::P384,
        Curve::P384,
        "ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196a\
         ccc52973",
    ),
    (
        keys::Curve::P521,
        Curve::P521,
        "01fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffa51868783bf2f966b7fcc\
         0148f709a5d03bb5c9b8899c47aebb6fb71e91386409",
    ),
    (
        keys::Curve::BrainpoolP256r1,
        Curve::BrainpoolP256r1,
        "a9fb57dba1eea9bc3e660a909d838d718c397aa3b561a6f7901e0e82974856a7",
    ),
    (
        keys::Curve::BrainpoolP320r1,
        Curve::BrainpoolP320r1,
        "d35e472036bc4fb7e13c785ed201e065f98fcfa5b68f12a32d482ec7ee8658e98691555b44c59311",
    ),
    (
        keys::Curve::BrainpoolP384r1,
        Curve::BrainpoolP384r1,
        "8cb91e82a3386d280f5d6f7e50e641df152f7109ed5456b31f166e6cac0425a7cf3ab6af6b7fc3103b883202\
         e9046565",
    ),
    (
        keys::Curve::BrainpoolP512r1,
        Curve::BrainpoolP512r1,
        "aadd9db8dbe9c48b3fd4e6ae33c9fc07cb308db3b3c9d20ed6639cca70330870553e5c414ca92619418661197\
         fac10471db1d381085ddaddb58796829ca90069",
    ),
];

fn hex(text: &str) -> Vec<u8> {
    let digits: Vec<u8> =
        text.bytes().map(|own| (own as char).to_digit(16).unwrap() as u8).collect();
    digits.chunks(2).map(|pair| pair[0] << 4 | pair[1]).collect()
}

#[test]
fn keys_and_secrets_are_those_of_the_kit() {
    for (kit, curve, _) in CURVES {
        for number in 0..3 {
            let (own, peer) = (Key::new(kit, &format!("own {number}")), Key::new(kit, "peer"));
            let secret = PrivateKey::new(curve, own.secret().to_vec());
            let public = (PROVIDER.public_key)(&secret).unwrap();
            assert_eq!(public.octets(), own.public_bytes(), "{curve:?}");
            let peer_key = PublicKey::new(curve, peer.public_bytes());
            let shared = (PROVIDER.agree)(&secret, &peer_key).unwrap();
            assert_eq!(shared.as_ref(), peer.agree(&own), "{curve:?}");
            assert_eq!(shared.as_ref().len(), curve.coordinate_len());
            // Compressed, the point is the same.
            let (x, y) = public.octets()[1..].split_at(curve.coordinate_len());
            let short = [&[2 + (y[y.len() - 1] & 1)], x].concat();
            let whole = (PROVIDER.uncompress)(&PublicKey::new(curve, short)).unwrap();
            assert_eq!(whole, public, "{curve:?}");
        }
    }
}

#[test]
fn signatures_are_those_of_the_kit() {
    for (kit, curve, order) in CURVES {
        let key = Key::new(kit, "signer");
        let public = PublicKey::new(curve, key.public_bytes());
        let hashes = [
            (Hash::Sha256, HashAlgorithm::Sha256),
            (Hash::Sha384, HashAlgorithm::Sha384),
            (Hash::Sha512, HashAlgorithm::Sha512),
        ];
        for (hash, own) in hashes {
            // The kit's own crates take no digest shorter than half of the order.
            if kit == keys::Curve::P521 && hash == Hash::Sha256 {
                continue;
            }
            let signature = key.sign_with(hash, b"message");
            let verify = |message: &[u8], signature: &[u8]| {
                (PROVIDER.verify)(&public, SignatureScheme::Ecdsa(own), &[message], signature)
            };
            assert_eq!(verify(b"message", &signature), Ok(()), "{curve:?} {own:?}");
            assert_eq!(verify(b"another", &signature), Err(CryptoError::Mismatch));
            let len = curve.coordinate_len();
            let order = hex(order);
            for part in [0, len] {
                let with = |number: &[u8]| {
                    let mut own = signature.clone();
                    own[part..part + len].copy_from_slice(number);
                    verify(b"message", &own)
                };
                assert_eq!(with(&vec![0; len]), Err(CryptoError::InvalidSignature), "{curve:?}");
                assert_eq!(with(&order), Err(CryptoError::InvalidSignature), "{curve:?}");
                assert_eq!(with(&vec![0xff; len]), Err(CryptoError::InvalidSignature));
                let mut last = vec![0; len];
                last[len - 1] = 1;
                assert_eq!(with(&last), Err(CryptoError::Mismatch), "{curve:?}");
            }
            for wrong in [&signature[1..], &[&[0], signature.as_slice()].concat(), &[]] {
                assert_eq!(verify(b"message", wrong), Err(CryptoError::InvalidSignature));
            }
            // COSE has no rule of a low s: the other one is as good.
            let (r, s) = signature.split_at(len);
            let other = [r, &minus(&order, s)].concat();
            assert_eq!(verify(b"message", &other), Ok(()), "{curve:?}");
        }
        let other = PublicKey::new(curve, Key::new(kit, "another").public_bytes());
        let scheme = SignatureScheme::Ecdsa(HashAlgorithm::Sha512);
        let signature = key.sign_with(Hash::Sha512, b"message");
        let answer = (PROVIDER.verify)(&other, scheme, &[b"message"], &signature);
        assert_eq!(answer, Err(CryptoError::Mismatch), "{curve:?}");
        assert!(keys::verifies(kit, &key.public_bytes(), b"m", &key.sign(b"m")));
        assert!(!keys::verifies(kit, &key.public_bytes(), b"n", &key.sign(b"m")));
    }
}

fn minus(one: &[u8], other: &[u8]) -> Vec<u8> {
    let mut borrow = 0;
    let mut difference: Vec<u8> = one
        .iter()
        .zip(other)
        .rev()
        .map(|(one, other)| {
            let own = i16::from(*one) - i16::from(*other) - borrow;
            borrow = i16::from(own < 0);
            own.rem_euclid(256) as u8
        })
        .collect();
    difference.reverse();
    difference
}

#[test]
fn what_is_no_point_is_no_key() {
    for (kit, curve, order) in CURVES {
        let len = curve.coordinate_len();
        let good = Key::new(kit, "own").public_bytes();
        let own = PrivateKey::new(curve, Key::new(kit, "own").secret().to_vec());
        let refused = |octets: Vec<u8>, what: &str| {
            let key = PublicKey::new(curve, octets);
            let expected = Err(CryptoError::InvalidKey);
            assert_eq!((PROVIDER.check_public_key)(&key), expected, "{curve:?} {what}");
            assert_eq!((PROVIDER.agree)(&own, &key).map(drop), expected, "{curve:?} {what}");
            assert_eq!((PROVIDER.uncompress)(&key).map(drop), expected, "{curve:?} {what}");
            let scheme = SignatureScheme::Ecdsa(HashAlgorithm::Sha512);
            let answer = (PROVIDER.verify)(&key, scheme, &[b"m"], &vec![1; 2 * len]);
            assert_eq!(answer, expected, "{curve:?} {what}");
        };
        refused(vec![0], "infinity");
        refused(vec![0; 1 + 2 * len], "infinity in full length");
        refused([&[4][..], &vec![0; 2 * len]].concat(), "zeros");
        refused([&[4][..], &vec![0xff; 2 * len]].concat(), "beyond the field");
        refused(good[..good.len() - 1].to_vec(), "short");
        refused([good.as_slice(), &[0]].concat(), "long");
        refused([&[6], &good[1..]].concat(), "hybrid");
        refused(good[1..].to_vec(), "without its form");
        refused(Vec::new(), "nothing");
        let mut off = good.clone();
        *off.last_mut().unwrap() ^= 1;
        refused(off, "off the curve");
        let mut swapped = vec![4];
        swapped.extend(&good[1 + len..]);
        swapped.extend(&good[1..=len]);
        refused(swapped, "swapped");

        for scalar in
            [vec![0; len], hex(order), vec![0xff; len], vec![1; len - 1], vec![1; len + 1]]
        {
            let own = PrivateKey::new(curve, scalar);
            let good = PublicKey::new(curve, good.clone());
            let expected = Err(CryptoError::InvalidKey);
            assert_eq!((PROVIDER.public_key)(&own).map(drop), expected, "{curve:?}");
            assert_eq!((PROVIDER.agree)(&own, &good).map(drop), expected, "{curve:?}");
        }
        // One below the order is a key: its point is the generator's negative.
        let mut last = hex(order);
        *last.last_mut().unwrap() -= 1;
        let mut one = vec![0; len];
        one[len - 1] = 1;
        let point = |scalar: Vec<u8>| {
            (PROVIDER.public_key)(&PrivateKey::new(curve, scalar)).unwrap().octets().to_vec()
        };
        let (last, one) = (point(last), point(one));
        assert_eq!(last[1..=len], one[1..=len], "{curve:?}");
        assert_ne!(last[1 + len..], one[1 + len..], "{curve:?}");
    }
}
