//! What stands beside a password: codes of six digits that a phone computes from a shared secret and the time
//! (RFC 6238), and codes that stand in for them, once each.
//! Never stores anything, and never knows whose a secret is.

use super::tokens;
use crate::domain::{
    people::{Digest, RECOVERY_CODES},
    time::Moment,
};
use core::fmt;
use ring::hmac;

/// Bytes of a secret: as many as SHA-1 gives (RFC 4226, 4).
const SECRET_BYTES: usize = 20;
/// Bytes of a recovery code: nobody tries out 80 bits, not even with the digests at hand.
const RECOVERY_BYTES: usize = 10;
/// How long a code lasts, in milliseconds.
const STEP_MILLIS: i64 = 30_000;
/// How many codes before and after the present one count: clocks of phones go wrong, and typing takes time.
const STEPS_ASIDE: i64 = 1;
/// Digits of a code.
pub const CODE_DIGITS: usize = 6;
/// The alphabet of Base32 (RFC 4648, 6).
const BASE32: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
/// Characters that are written together.
const GROUP: usize = 4;

/// A secret that codes are computed from.
#[derive(Clone, PartialEq, Eq)]
pub struct CodeSecret(Vec<u8>);

impl fmt::Debug for CodeSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CodeSecret(…)")
    }
}

impl CodeSecret {
    /// A new secret.
    ///
    /// # Errors
    /// When the machine has no randomness to give.
    pub fn new() -> Result<Self, getrandom::Error> {
        Ok(Self(tokens::random::<SECRET_BYTES>()?.to_vec()))
    }

    /// The secret with this text in Base32; `None` when it is none.
    pub fn parse(text: &str) -> Option<Self> {
        base32_decoded(text)
            .filter(|bytes| !bytes.is_empty())
            .map(Self)
    }

    /// As text, in Base32.
    pub fn text(&self) -> String {
        base32(&self.0)
    }

    /// As text to be typed by hand.
    pub fn in_groups(&self) -> String {
        in_groups(&self.text(), ' ')
    }

    /// What the QR code says, as programs for codes read it: whose, and in which house.
    pub fn address(&self, house: &str, email: &str) -> String {
        let (house, email) = (escaped(house), escaped(email));
        let secret = self.text();
        format!("otpauth://totp/{house}:{email}?secret={secret}&issuer={house}")
    }

    /// The step whose code this is, if it is one of those that count now.
    pub fn step_of(&self, code: &str, now: Moment) -> Option<i64> {
        let present = now.millis().div_euclid(STEP_MILLIS);
        let typed = plain_code(code)?;
        let mut steps = present - STEPS_ASIDE..=present + STEPS_ASIDE;
        steps.find(|step| self.code_at(*step) == typed)
    }

    /// The code that counts at a moment.
    pub fn code(&self, now: Moment) -> String {
        self.code_at(now.millis().div_euclid(STEP_MILLIS))
    }

    /// The code of a step (RFC 4226, 5.3).
    fn code_at(&self, step: i64) -> String {
        let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, &self.0);
        let hash = hmac::sign(&key, &step.to_be_bytes());
        let hash = hash.as_ref();
        let offset = usize::from(hash.last().copied().unwrap_or(0) & 0xf);
        let four = hash.get(offset..offset + 4).unwrap_or_default();
        let whole = four
            .iter()
            .fold(0_u32, |all, byte| all << 8 | u32::from(*byte));
        format!("{:06}", (whole & 0x7fff_ffff) % 1_000_000)
    }
}

/// Which steps can still be typed at a moment: codes of earlier ones count no more.
pub fn first_step_that_counts(now: Moment) -> i64 {
    now.millis().div_euclid(STEP_MILLIS) - STEPS_ASIDE
}

/// The six digits somebody typed, if it is those.
pub fn plain_code(typed: &str) -> Option<String> {
    let digits: String = typed.chars().filter(|c| !c.is_whitespace()).collect();
    let is_code = digits.len() == CODE_DIGITS && digits.bytes().all(|b| b.is_ascii_digit());
    is_code.then_some(digits)
}

/// New recovery codes, as they are shown, once.
///
/// # Errors
/// When the machine has no randomness to give.
pub fn recovery_codes() -> Result<Vec<String>, getrandom::Error> {
    let code = |_| {
        let bytes = tokens::random::<RECOVERY_BYTES>()?;
        Ok(in_groups(&base32(&bytes).to_lowercase(), '-'))
    };
    (0..RECOVERY_CODES).map(code).collect()
}

/// What is kept of a recovery code as it was shown or typed. What looks like another letter counts as that: the alphabet
/// has no 0, 1 and 8.
pub fn recovery_digest(code: &str) -> Digest {
    let plain = code.chars().filter(|c| !c.is_whitespace() && *c != '-');
    let letters = plain.map(|c| match c.to_ascii_uppercase() {
        '0' => 'O',
        '1' => 'I',
        '8' => 'B',
        other => other,
    });
    tokens::digest(&letters.collect::<String>())
}

fn in_groups(text: &str, between: char) -> String {
    let mut grouped = String::with_capacity(text.len() + text.len() / GROUP);
    for (place, letter) in text.chars().enumerate() {
        if place > 0 && place % GROUP == 0 {
            grouped.push(between);
        }
        grouped.push(letter);
    }
    grouped
}

/// Bytes in Base32, without padding.
fn base32(bytes: &[u8]) -> String {
    let mut text = String::new();
    for five in bytes.chunks(5) {
        let mut whole = [0_u8; 8];
        for (to, from) in whole.iter_mut().skip(3).zip(five) {
            *to = *from;
        }
        let whole = u64::from_be_bytes(whole);
        for letter in 0..(five.len() * 8).div_ceil(5) {
            let place = whole >> (35 - 5 * letter) & 31;
            let letter = usize::try_from(place).ok().and_then(|at| BASE32.get(at));
            text.extend(letter.copied().map(char::from));
        }
    }
    text
}

fn base32_decoded(text: &str) -> Option<Vec<u8>> {
    let (mut bytes, mut held, mut bits) = (Vec::new(), 0_u32, 0);
    for letter in text.bytes() {
        let value = BASE32.iter().position(|known| *known == letter)?;
        held = held << 5 | u32::try_from(value).ok()?;
        bits += 5;
        if bits >= 8 {
            bits -= 8;
            bytes.push(u8::try_from(held >> bits & 0xff).ok()?);
        }
    }
    Some(bytes)
}

/// Text as a part of an address: programs for codes show a plus as one.
fn escaped(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~@".contains(&byte);
    text.bytes()
        .map(|byte| match plain(byte) {
            true => char::from(byte).to_string(),
            false => format!("%{byte:02X}"),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rfc() -> CodeSecret {
        CodeSecret(b"12345678901234567890".to_vec())
    }

    /// RFC 6238, appendix B, SHA-1; the last six of its eight digits.
    #[test]
    fn codes_are_those_of_the_standard() {
        for (seconds, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            assert_eq!(rfc().code(Moment::from_millis(seconds * 1000)), code);
        }
        // RFC 4226, appendix D.
        for (step, code) in [(0, "755224"), (1, "287082"), (9, "520489")] {
            assert_eq!(rfc().code_at(step), code);
        }
    }

    #[test]
    fn a_code_counts_one_step_early_and_one_late_and_no_more() {
        let now = Moment::from_millis(1_234_567_890_000);
        let secret = rfc();
        let code = secret.code(now);
        let step = secret.step_of(&code, now).unwrap();
        for (aside, counts) in [
            (-60, false),
            (-30, true),
            (0, true),
            (30, true),
            (60, false),
        ] {
            let then = now.plus_millis(aside * 1000);
            assert_eq!(
                secret.step_of(&code, then),
                counts.then_some(step),
                "{aside}"
            );
        }
        assert_eq!(secret.step_of(" 005 924 ", now), Some(step));
        for wrong in ["005925", "05924", "0005924", "00592a", ""] {
            assert_eq!(secret.step_of(wrong, now), None, "{wrong}");
        }
        assert_eq!(first_step_that_counts(now), step - 1);
    }

    /// RFC 4648, 10, without padding.
    #[test]
    fn base32_is_that_of_the_standard() {
        for (plain, coded) in [
            ("", ""),
            ("f", "MY"),
            ("fo", "MZXQ"),
            ("foo", "MZXW6"),
            ("foob", "MZXW6YQ"),
            ("fooba", "MZXW6YTB"),
            ("foobar", "MZXW6YTBOI"),
        ] {
            assert_eq!(base32(plain.as_bytes()), coded);
            assert_eq!(base32_decoded(coded).as_deref(), Some(plain.as_bytes()));
        }
        let secret = CodeSecret::new().unwrap();
        assert_eq!(CodeSecret::parse(&secret.text()), Some(secret.clone()));
        assert_eq!(secret.in_groups().split(' ').count(), 8);
        assert!(CodeSecret::parse("").is_none() && CodeSecret::parse("a1").is_none());
        assert!(!format!("{secret:?}").contains(&secret.text()));
    }

    #[test]
    fn the_address_names_house_and_person() {
        assert_eq!(
            rfc().address("Hütte & Co", "a+b@hut.example"),
            "otpauth://totp/H%C3%BCtte%20%26%20Co:a%2Bb@hut.example?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=H%C3%BCtte%20%26%20Co"
        );
    }

    #[test]
    fn recovery_codes_are_read_however_they_are_typed() {
        let codes = recovery_codes().unwrap();
        assert_eq!(codes.len(), RECOVERY_CODES);
        let unlike: std::collections::BTreeSet<_> = codes.iter().collect();
        assert_eq!(unlike.len(), RECOVERY_CODES);
        let code = "abio-2345-xyzb-abcd";
        assert_eq!(
            recovery_digest(code),
            recovery_digest("AB10 2345 XYZ8 ABCD ")
        );
        assert_ne!(recovery_digest(code), recovery_digest(&codes[0]));
        assert_eq!((codes[0].len(), plain_code(&codes[0])), (19, None));
    }
}
