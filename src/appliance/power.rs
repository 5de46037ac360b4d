//! The key by which a board is switched off, wherever one is: at a pin of the board, on a keyboard, or that of a
//! virtual machine. Never looks at any other key.

use std::{
    fs::File,
    io::{self, Read as _},
    path::{Path, PathBuf},
    thread,
};
use tokio::sync::mpsc;

/// Where the kernel shows its keys.
pub(super) const KEYS: &str = "/dev/input";
/// Bytes of the stack of a thread that does nothing but listen.
const STACK_BYTES: usize = 64 * 1024;
/// Bytes of what it says about one of them: when, what kind of thing, which one, and what about it.
const SAYING: usize = 24;
const KIND_AT: usize = 16;
/// "The power key is pressed", as it stands behind the time.
const PRESSED: [u8; 8] = {
    let ([k0, k1], [c0, c1], [v0, v1, v2, v3]) = (
        1_u16.to_ne_bytes(),
        116_u16.to_ne_bytes(),
        1_i32.to_ne_bytes(),
    );
    [k0, k1, c0, c1, v0, v1, v2, v3]
};

/// The devices with keys there are at the moment.
pub(super) fn devices(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let is_one = |path: &PathBuf| {
        let name = path.file_name().map(|name| name.to_string_lossy());
        name.is_some_and(|name| name.starts_with("event"))
    };
    entries.map(|entry| entry.path()).filter(is_one).collect()
}

/// Listens to a device in a thread of its own, and says each time that the power key is pressed on it; until the device
/// goes.
///
/// # Errors
/// When it cannot be listened to.
pub(super) fn listen(device: &Path, pressed: mpsc::Sender<()>) -> io::Result<()> {
    let device = File::open(device)?;
    let listening = move || {
        while let Ok(is_pressed) = read_one(&device) {
            if is_pressed && pressed.blocking_send(()).is_err() {
                return;
            }
        }
    };
    let thread = thread::Builder::new().stack_size(STACK_BYTES);
    thread.spawn(listening).map(|_| ())
}

/// Whether the next thing a device says is that the power key is pressed.
fn read_one(mut device: &File) -> io::Result<bool> {
    let mut saying = [0; SAYING];
    device.read_exact(&mut saying)?;
    Ok(saying[KIND_AT..] == PRESSED)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn saying(kind: u16, code: u16, value: i32) -> Vec<u8> {
        let mut bytes = vec![7; KIND_AT];
        bytes.extend(kind.to_ne_bytes());
        bytes.extend(code.to_ne_bytes());
        bytes.extend(value.to_ne_bytes());
        bytes
    }

    #[test]
    fn only_pressing_the_power_key_counts() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("event0");
        std::fs::write(folder.path().join("mice"), "").unwrap();
        for (bytes, counts) in [
            (saying(1, 116, 1), true),
            (saying(1, 116, 0), false),
            (saying(1, 116, 2), false),
            (saying(1, 30, 1), false),
            (saying(4, 116, 1), false),
        ] {
            std::fs::write(&path, bytes).unwrap();
            assert_eq!(read_one(&File::open(&path).unwrap()).unwrap(), counts);
        }
        assert_eq!(devices(folder.path()), [path]);
    }
}
