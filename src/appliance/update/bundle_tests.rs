//! Bundles made for tests, and every way in which one can be wrong.

use super::*;
use ring::signature::{Ed25519KeyPair, KeyPair as _};

/// A kind of processor that no test runs on.
pub(in super::super) const MACHINE: &str = "abacus";

fn pair(seed: u8) -> Ed25519KeyPair {
    Ed25519KeyPair::from_seed_unchecked(&[seed; 32]).unwrap()
}

/// A board that knows updates by the key of this seed.
pub(in super::super) fn board(seed: u8) -> Demands {
    let key = pair(seed).public_key().as_ref().try_into().unwrap();
    Demands {
        key: Some(Key(key)),
        machine: MACHINE,
    }
}

fn sign(lines: &str, program: &[u8]) -> Vec<u8> {
    let signature = pair(7).sign(lines.as_bytes());
    let signature = Base64::encode_string(signature.as_ref());
    [
        lines.as_bytes(),
        format!("signature {signature}\n\n").as_bytes(),
        program,
    ]
    .concat()
}

fn lines(form: &str, machine: &str, built: i64, needs: u32, program: &[u8]) -> String {
    format!(
        "hutbook-update {form}\nmachine {machine}\nversion 0.2.{built}\nbuilt {built}\nneeds {needs}\n\
         length {}\nsha256 {}\n",
        program.len(),
        in_hexadecimal(&Sha256::digest(program))
    )
}

/// A bundle that a board with the key of seed 7 takes.
pub(in super::super) fn bundle(built: i64, program: &[u8]) -> Vec<u8> {
    sign(&lines("1", MACHINE, built, CONTRACT, program), program)
}

/// Its head.
pub(in super::super) fn head(built: i64, program: &[u8]) -> Head {
    Head::read(&bundle(built, program), &board(7)).unwrap()
}

fn checked(bundle: &[u8], demands: &Demands) -> Result<Head, BadUpdate> {
    let mut file = tempfile::tempfile().unwrap();
    file.write_all(bundle).unwrap();
    file.rewind().unwrap();
    check(&mut file, demands).unwrap()
}

#[test]
fn a_bundle_is_read_as_it_was_made() {
    let (bundle, program) = (bundle(50, b"a program"), b"a program");
    let mut file = tempfile::tempfile().unwrap();
    file.write_all(&bundle).unwrap();
    file.rewind().unwrap();
    let head = check(&mut file, &board(7)).unwrap().unwrap();
    assert_eq!((&*head.version, head.built, head.length), ("0.2.50", 50, 9));
    let mut copied = Vec::new();
    assert!(head.copy(&mut file, &mut copied).unwrap());
    assert_eq!(copied, program);
    assert!(head.is_taken_by(&board(7)));
    assert!(!head.is_taken_by(&board(8)));
    let more = Head { built: 51, ..head };
    assert!(!more.is_taken_by(&board(7)), "only what was signed counts");
}

#[test]
fn one_that_is_cut_off_anywhere_or_has_more_is_refused() {
    let whole = bundle(50, b"a program");
    let program_at = whole.len() - 9;
    for length in 0..whole.len() {
        let bad = checked(&whole[..length], &board(7)).unwrap_err();
        if length < program_at {
            assert_eq!(bad, BadUpdate::NotOne, "{length}");
        } else {
            let expected = BadUpdate::Length(whole.len() as u64, length as u64);
            assert_eq!(bad, expected);
        }
    }
    let longer = [&*whole, b"x"].concat();
    let all = whole.len() as u64;
    assert_eq!(
        checked(&longer, &board(7)),
        Err(BadUpdate::Length(all, all + 1))
    );
    assert!(checked(&whole, &board(7)).is_ok());
}

#[test]
fn a_changed_bit_anywhere_is_seen() {
    let whole = bundle(50, b"a program");
    for at in 0..whole.len() {
        for bit in 0..8 {
            let mut changed = whole.clone();
            changed[at] ^= 1 << bit;
            let bad = checked(&changed, &board(7)).unwrap_err();
            let expected = [BadUpdate::NotOne, BadUpdate::Signature];
            assert!(expected.contains(&bad), "{at}, {bit}: {bad:?}");
            if at >= whole.len() - 9 {
                assert_eq!(bad, BadUpdate::Signature);
            }
        }
    }
}

#[test]
fn what_is_not_for_this_board_is_refused() {
    let program = b"a program";
    let whole = bundle(50, program);
    assert_eq!(checked(&whole, &board(8)), Err(BadUpdate::Signature));
    let without = Demands {
        key: None,
        machine: MACHINE,
    };
    assert_eq!(checked(&whole, &without), Err(BadUpdate::NoKey));
    for (form, machine, needs, why) in [
        ("2", MACHINE, CONTRACT, BadUpdate::NewerImage),
        ("1", "slide-rule", CONTRACT, BadUpdate::NotOne),
        ("1", MACHINE, CONTRACT + 1, BadUpdate::NewerImage),
    ] {
        let other = sign(&lines(form, machine, 50, needs, program), program);
        assert_eq!(checked(&other, &board(7)), Err(why));
    }
    let senseless = sign("hutbook-update 1\nmachine abacus\n", program);
    assert_eq!(checked(&senseless, &board(7)), Err(BadUpdate::NotOne));
    assert_eq!(checked(b"\x7fELF", &board(7)), Err(BadUpdate::NotOne));
}

#[test]
fn a_key_is_thirty_two_bytes_in_base64() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("update.pub");
    assert_eq!(Key::read(&path), None);
    for (text, key) in [
        (Base64::encode_string(&[3; 32]) + "\n", Some(Key([3; 32]))),
        (Base64::encode_string(&[3; 31]), None),
        ("-----BEGIN PUBLIC KEY-----".to_owned(), None),
    ] {
        std::fs::write(&path, text).unwrap();
        assert_eq!(Key::read(&path), key);
    }
}
