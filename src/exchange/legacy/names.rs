//! Names the old system gave, and the command ids that are made of them: the same row always has the same one, so
//! that an import can be repeated. Never random.

use crate::domain::ids::CommandId;
use core::fmt;
use jiff::Timestamp;
use sha2::{Digest, Sha256};

/// Bytes of a UUID.
const UUID_BYTES: usize = 16;

/// The UUID of an event, an accommodation or a booking in the old system.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct LegacyId([u8; UUID_BYTES]);

impl LegacyId {
    /// Reads the 32 hexadecimal digits, with or without hyphens.
    pub fn parse(text: &str) -> Option<Self> {
        let mut bytes = [0; UUID_BYTES];
        let mut digits = text.bytes().filter(|byte| *byte != b'-');
        for byte in &mut bytes {
            let high = char::from(digits.next()?).to_digit(16)?;
            let low = char::from(digits.next()?).to_digit(16)?;
            *byte = u8::try_from(high << 4 | low).ok()?;
        }
        digits.next().is_none().then_some(Self(bytes))
    }

    /// The command id under which the event of this id is recorded here.
    pub const fn command(self) -> CommandId {
        CommandId::new(self.0)
    }
}

impl fmt::Display for LegacyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, byte) in self.0.iter().enumerate() {
            if matches!(place, 4 | 6 | 8 | 10) {
                f.write_str("-")?;
            }
            write!(f, "{byte:02x}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for LegacyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// What a command id of a person stands for. The labels are in books already: they never change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CommandLabel {
    /// The person came to the house.
    Added,
    /// The person was inactive in the old system.
    Deactivated,
}

/// The command id under which a user of the old system is recorded here: the first half of a SHA-256 over a label,
/// the old number and the moment the user was added. The old system gave its users no UUID. The address is not in it: an
/// address could be found out by trying, also after its person has been erased.
pub fn user_command(label: CommandLabel, id: i64, added: Timestamp) -> CommandId {
    let label = match label {
        CommandLabel::Added => "hutbook import: legacy user",
        CommandLabel::Deactivated => "hutbook import: legacy user inactive",
    };
    let mut hash = Sha256::new();
    hash.update(label.as_bytes());
    hash.update([0]);
    hash.update(id.to_string().as_bytes());
    hash.update([0]);
    hash.update(added.as_microsecond().to_be_bytes());
    let mut bytes = [0; UUID_BYTES];
    for (byte, digest) in bytes.iter_mut().zip(hash.finalize()) {
        *byte = digest;
    }
    CommandId::new(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_uuids_are_read_and_come_back_as_written() {
        let written = "d5f55c8a-657d-466d-b01a-5f42ff842c1b";
        assert_eq!(LegacyId::parse(written).unwrap().to_string(), written);
        for wrong in [
            "",
            "d5f55c8a",
            "d5f55c8a-657d-466d-b01a-5f42ff842c1g",
            "d5f55c8a-657d-466d-b01a-5f42ff842c1b0",
        ] {
            assert_eq!(LegacyId::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn the_command_of_a_user_stays_what_it_is_for_ever() {
        let added: Timestamp = "2024-05-01T10:00:00.123456Z".parse().unwrap();
        let later: Timestamp = "2024-05-01T10:00:00.123457Z".parse().unwrap();
        let id = user_command(CommandLabel::Added, 7, added);
        assert_ne!(id, user_command(CommandLabel::Added, 8, added));
        assert_ne!(id, user_command(CommandLabel::Added, 7, later));
        assert_ne!(id, user_command(CommandLabel::Deactivated, 7, added));
        assert_eq!(id.to_string(), "d332cd8286fb42030b733f81727e4e78");
    }
}
