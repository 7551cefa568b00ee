//! brainpoolP320r1 and brainpoolP512r1 (RFC 5639 3.5 and 3.7) and X448 (RFC 7748 5) by the textbook, on
//! whole numbers.
//!
//! No crate has these curves, X448 apart, which has pre-releases alone. What is here shares nothing
//! with the verifier's way to them, and takes no care of time: nothing that the kit makes is a secret.

use num_bigint::BigUint;

use crate::random;

/// The base point of X448.
pub const X448_BASE: [u8; 56] = {
    let mut octets = [0; 56];
    octets[0] = 5;
    octets
};

/// X448 (RFC 7748 5): the ladder, on whole numbers.
pub fn x448(secret: &[u8], u: &[u8]) -> Vec<u8> {
    let one = BigUint::from(1u8);
    let p = (&one << 448) - (&one << 224) - &one;
    let minus = |a: &BigUint, b: &BigUint| (a + &p - b) % &p;
    let mut scalar = secret.to_vec();
    scalar[0] &= 0xfc;
    scalar[55] |= 0x80;
    let scalar = BigUint::from_bytes_le(&scalar);
    let u: BigUint = BigUint::from_bytes_le(u) % &p;
    let (mut x2, mut z2, mut x3, mut z3) = (one.clone(), BigUint::ZERO, u.clone(), one);
    for bit in (0..448).rev().map(|at| scalar.bit(at)) {
        if bit {
            (x2, z2, x3, z3) = (x3, z3, x2, z2);
        }
        let (a, b) = ((&x2 + &z2) % &p, minus(&x2, &z2));
        let (aa, bb) = (&a * &a % &p, &b * &b % &p);
        let e = minus(&aa, &bb);
        let (da, cb) = (minus(&x3, &z3) * &a % &p, (&x3 + &z3) * &b % &p);
        let (sum, difference) = ((&da + &cb) % &p, minus(&da, &cb));
        (x3, z3) = (&sum * &sum % &p, &u * (&difference * &difference % &p) % &p);
        (x2, z2) = (&aa * &bb % &p, &e * (&aa + 39_081u32 * &e) % &p);
        if bit {
            (x2, z2, x3, z3) = (x3, z3, x2, z2);
        }
    }
    let mut octets = (x2 * z2.modpow(&(&p - 2u8), &p) % &p).to_bytes_le();
    octets.resize(56, 0);
    octets
}

/// A curve `y² = x³ + a·x + b` over a prime field, with a generator of prime order.
#[derive(Debug)]
pub(crate) struct Textbook {
    p: BigUint,
    a: BigUint,
    b: BigUint,
    order: BigUint,
    generator: Point,
    bytes: usize,
}

type Point = (BigUint, BigUint);
/// x / z² and y / z³; `None` at infinity.
type Jacobian = Option<[BigUint; 3]>;

impl Textbook {
    pub(crate) fn brainpool_p320r1() -> Textbook {
        Textbook::new([
            "d35e472036bc4fb7e13c785ed201e065f98fcfa6f6f40def4f92b9ec7893ec28fcd412b1f1b32e27",
            "3ee30b568fbab0f883ccebd46d3f3bb8a2a73513f5eb79da66190eb085ffa9f492f375a97d860eb4",
            "520883949dfdbc42d3ad198640688a6fe13f41349554b49acc31dccd884539816f5eb4ac8fb1f1a6",
            "43bd7e9afb53d8b85289bcc48ee5bfe6f20137d10a087eb6e7871e2a10a599c710af8d0d39e20611",
            "14fdd05545ec1cc8ab4093247f77275e0743ffed117182eaa9c77877aaac6ac7d35245d1692e8ee1",
            "d35e472036bc4fb7e13c785ed201e065f98fcfa5b68f12a32d482ec7ee8658e98691555b44c59311",
        ])
    }

    pub(crate) fn brainpool_p512r1() -> Textbook {
        Textbook::new([
            "aadd9db8dbe9c48b3fd4e6ae33c9fc07cb308db3b3c9d20ed6639cca703308717d4d9b009bc66842aecda12a\
             e6a380e62881ff2f2d82c68528aa6056583a48f3",
            "7830a3318b603b89e2327145ac234cc594cbdd8d3df91610a83441caea9863bc2ded5d5aa8253aa10a2ef1c9\
             8b9ac8b57f1117a72bf2c7b9e7c1ac4d77fc94ca",
            "3df91610a83441caea9863bc2ded5d5aa8253aa10a2ef1c98b9ac8b57f1117a72bf2c7b9e7c1ac4d77fc94ca\
             dc083e67984050b75ebae5dd2809bd638016f723",
            "81aee4bdd82ed9645a21322e9c4c6a9385ed9f70b5d916c1b43b62eef4d0098eff3b1f78e2d0d48d50d1687b\
             93b97d5f7c6d5047406a5e688b352209bcb9f822",
            "7dde385d566332ecc0eabfa9cf7822fdf209f70024a57b1aa000c55b881f8111b2dcde494a5f485e5bca4bd8\
             8a2763aed1ca2b2fa8f0540678cd1e0f3ad80892",
            "aadd9db8dbe9c48b3fd4e6ae33c9fc07cb308db3b3c9d20ed6639cca70330870553e5c414ca92619418661197\
             fac10471db1d381085ddaddb58796829ca90069",
        ])
    }

    fn new(parameters: [&str; 6]) -> Textbook {
        let bytes = parameters[0].len() / 2;
        let [p, a, b, x, y, order] =
            parameters.map(|own| BigUint::parse_bytes(own.as_bytes(), 16).expect("hexadecimal"));
        Textbook { p, a, b, order, generator: (x, y), bytes }
    }

    /// Whether these octets are a private key.
    pub(crate) fn is_secret(&self, octets: &[u8]) -> bool {
        let number = BigUint::from_bytes_be(octets);
        octets.len() == self.bytes && number != BigUint::ZERO && number < self.order
    }

    /// The uncompressed point of a private key.
    pub(crate) fn public(&self, secret: &[u8]) -> Vec<u8> {
        let (x, y) = self.times(&BigUint::from_bytes_be(secret), &self.generator).expect("a key");
        [&[4][..], &self.octets(&x), &self.octets(&y)].concat()
    }

    /// ECDSA (FIPS 186-5 6.4.1), with a number that depends on key and digest alone.
    pub(crate) fn sign(&self, secret: &[u8], digest: &[u8]) -> Vec<u8> {
        let key = BigUint::from_bytes_be(secret);
        for attempt in 0_u32.. {
            let label = format!("nonce {secret:?} {digest:?} {attempt}");
            let nonce = BigUint::from_bytes_be(&random::bytes(&label, self.bytes));
            if nonce == BigUint::ZERO || nonce >= self.order {
                continue;
            }
            let (x, _) = self.times(&nonce, &self.generator).expect("below the order");
            let r = x % &self.order;
            let inverse = nonce.modinv(&self.order).expect("the order is prime");
            let s = inverse * (self.number(digest) + &r * &key) % &self.order;
            if r != BigUint::ZERO && s != BigUint::ZERO {
                return [self.octets(&r), self.octets(&s)].concat();
            }
        }
        unreachable!("one of the attempts is a number")
    }

    /// Whether a signature, r and s side by side, holds (FIPS 186-5 6.4.2).
    pub(crate) fn verifies(&self, public: &[u8], digest: &[u8], signature: &[u8]) -> bool {
        let Some(key) = self.point(public).filter(|_| signature.len() == 2 * self.bytes) else {
            return false;
        };
        let (r, s) = signature.split_at(self.bytes);
        if !self.is_secret(r) || !self.is_secret(s) {
            return false;
        }
        let (r, s) = (BigUint::from_bytes_be(r), BigUint::from_bytes_be(s));
        let inverse = s.modinv(&self.order).expect("the order is prime");
        let first = self.times(&(self.number(digest) * &inverse % &self.order), &self.generator);
        let second = self.times(&(&r * &inverse % &self.order), &key);
        self.plus(first, second).is_some_and(|(x, _)| x % &self.order == r)
    }

    /// The x coordinate of the shared point; `None` where the octets are no point of the curve.
    pub(crate) fn agree(&self, secret: &[u8], public: &[u8]) -> Option<Vec<u8>> {
        let (x, _) = self.times(&BigUint::from_bytes_be(secret), &self.point(public)?)?;
        Some(self.octets(&x))
    }

    /// An uncompressed point.
    fn point(&self, octets: &[u8]) -> Option<Point> {
        let (4, rest) = octets.split_first().map(|(form, rest)| (*form, rest))? else {
            return None;
        };
        if rest.len() != 2 * self.bytes {
            return None;
        }
        let (x, y) = rest.split_at(self.bytes);
        let (x, y) = (BigUint::from_bytes_be(x), BigUint::from_bytes_be(y));
        let right = (&x * &x * &x + &self.a * &x + &self.b) % &self.p;
        (x < self.p && y < self.p && &y * &y % &self.p == right).then_some((x, y))
    }

    /// The leftmost bits of a digest, as many as the order has.
    fn number(&self, digest: &[u8]) -> BigUint {
        BigUint::from_bytes_be(&digest[..digest.len().min(self.bytes)])
    }

    fn octets(&self, number: &BigUint) -> Vec<u8> {
        let own = number.to_bytes_be();
        [vec![0; self.bytes - own.len()], own].concat()
    }

    /// Double and add, from the highest bit on.
    fn times(&self, number: &BigUint, point: &Point) -> Option<Point> {
        let one = [point.0.clone(), point.1.clone(), BigUint::from(1_u8)];
        let mut sum: Jacobian = None;
        for bit in (0..number.bits()).rev() {
            sum = self.twice(sum);
            if number.bit(bit) {
                sum = self.sum(sum, Some(one.clone()));
            }
        }
        self.affine(sum)
    }

    fn plus(&self, one: Option<Point>, other: Option<Point>) -> Option<Point> {
        let raised = |own: Option<Point>| own.map(|(x, y)| [x, y, BigUint::from(1_u8)]);
        self.affine(self.sum(raised(one), raised(other)))
    }

    fn affine(&self, point: Jacobian) -> Option<Point> {
        let [x, y, z] = point?;
        let inverse = z.modinv(&self.p).expect("not at infinity");
        let square = &inverse * &inverse % &self.p;
        Some((x * &square % &self.p, y * (square * inverse % &self.p) % &self.p))
    }

    fn twice(&self, point: Jacobian) -> Jacobian {
        let [x, y, z] = point?;
        let p = &self.p;
        let y_square = &y * &y % p;
        let s = BigUint::from(4_u8) * &x * &y_square % p;
        let z_square = &z * &z % p;
        let m = (BigUint::from(3_u8) * &x * &x + &self.a * (&z_square * &z_square % p)) % p;
        let x = self.minus(&(&m * &m % p), &(BigUint::from(2_u8) * &s % p));
        let eight = BigUint::from(8_u8) * &y_square * &y_square % p;
        let new_y = self.minus(&(m * self.minus(&s, &x) % p), &eight);
        Some([x, new_y, BigUint::from(2_u8) * y * z % p])
    }

    fn sum(&self, one: Jacobian, other: Jacobian) -> Jacobian {
        let ([x1, y1, z1], [x2, y2, z2]) = match (one, other) {
            (Some(one), Some(other)) => (one, other),
            (one, other) => return one.or(other),
        };
        let p = &self.p;
        let (square1, square2) = (&z1 * &z1 % p, &z2 * &z2 % p);
        let (u1, u2) = (&x1 * &square2 % p, x2 * &square1 % p);
        let (s1, s2) = (&y1 * (square2 * &z2 % p) % p, y2 * (square1 * &z1 % p) % p);
        let (h, r) = (self.minus(&u2, &u1), self.minus(&s2, &s1));
        if h == BigUint::ZERO {
            // Of a point and its negative the sum is at infinity.
            return if r == BigUint::ZERO { self.twice(Some([x1, y1, z1])) } else { None };
        }
        let h_square = &h * &h % p;
        let h_cube = &h_square * &h % p;
        let v = u1 * h_square % p;
        let x = self.minus(&(&r * &r % p), &((&h_cube + BigUint::from(2_u8) * &v) % p));
        let y = self.minus(&(r * self.minus(&v, &x) % p), &(s1 * h_cube % p));
        Some([x, y, z1 * z2 % p * h % p])
    }

    /// Of two numbers below the modulus.
    fn minus(&self, one: &BigUint, other: &BigUint) -> BigUint {
        (&self.p + one - other) % &self.p
    }
}
