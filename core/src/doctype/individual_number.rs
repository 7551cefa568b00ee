//! The individual number (個人番号): twelve digits, the last of which checks the others.

use std::fmt;

use zeroize::{Zeroize, ZeroizeOnDrop};

/// An individual number whose check digit is right.
///
/// It does not show itself: `Debug` and `Display` are masked, and the digits come out of
/// [`IndividualNumber::reveal`] alone. They are wiped on drop.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct IndividualNumber(String);

impl IndividualNumber {
    /// What stands in place of the digits.
    pub const MASK: &'static str = "************";

    /// Reads twelve digits, ASCII or full-width, and verifies the check digit.
    ///
    /// `None` for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        let mut digits = String::with_capacity(12);
        for own in text.chars() {
            let digit = match own {
                '０'..='９' => u32::from(own) - u32::from('０'),
                own => own.to_digit(10)?,
            };
            if digits.len() == 12 {
                return None;
            }
            digits.push(char::from_digit(digit, 10)?);
        }
        let number = Self(digits);
        let (body, check) = number.0.split_at_checked(11)?;
        (check == check_digit(body)?.to_string()).then_some(number)
    }

    /// The twelve digits. Whoever calls this needs a purpose that the My Number Act names.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for IndividualNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("IndividualNumber(************)")
    }
}

impl fmt::Display for IndividualNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(Self::MASK)
    }
}

/// The check digit of eleven digits (Order of the Ministry of Internal Affairs and Communications
/// no. 85 of 2014, article 5): with P the digits from the lowest and Q their weights 2 to 7, 2 to 6,
/// it is 11 less the remainder of ΣPQ by 11, and 0 where that remainder is 0 or 1.
fn check_digit(body: &str) -> Option<u32> {
    let weights = [2, 3, 4, 5, 6, 7, 2, 3, 4, 5, 6];
    let mut sum = 0;
    for (digit, weight) in body.chars().rev().zip(weights) {
        sum += digit.to_digit(10)? * weight;
    }
    Some(match sum % 11 {
        0 | 1 => 0,
        remainder => 11 - remainder,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_check_digit_decides() {
        for good in ["123456789018", "000000000000", "１２３４５６７８９０１８"] {
            assert!(IndividualNumber::parse(good).is_some(), "{good}");
        }
        for last in "012345679".chars() {
            assert_eq!(IndividualNumber::parse(&format!("12345678901{last}")), None);
        }
        for odd in
            ["", "12345678901", "1234567890180", "12345678901x", "１２３４５６７８９０１８８"]
        {
            assert_eq!(IndividualNumber::parse(odd), None, "{odd}");
        }
    }

    #[test]
    fn a_remainder_of_one_gives_zero() {
        // ΣPQ of 00000000006 is 12, of 00000000011 is 5, of 00000000050 is 15.
        assert_eq!(check_digit("00000000006"), Some(0));
        assert_eq!(check_digit("00000000011"), Some(6));
        assert_eq!(check_digit("00000000050"), Some(7));
        assert_eq!(check_digit("10000000000"), Some(5));
    }

    #[test]
    fn it_does_not_show_itself() {
        let number = IndividualNumber::parse("123456789018").unwrap();
        for shown in [format!("{number}"), format!("{number:?}")] {
            assert!(!shown.contains(|own: char| own.is_ascii_digit()), "{shown}");
        }
        assert_eq!(number.reveal(), "123456789018");
    }
}
