//! What somebody can have done to the card by a file on the partition that every computer can read: a new file system for
//! the data, which returns it to the state of delivery, or a forgotten password of the portal. Never decides whether.

use super::{durable, flags::Flag, report::Reporter, storage};
use std::{fs, io, path::Path};

/// By files of these names.
pub(super) const RESET: &str = "factory-reset";
/// See [`RESET`].
pub(super) const FORGET: &str = "forget-password";
/// Where the portal keeps what its password is known by.
const PASSWORD: &str = "/data/hutbook.password";
/// How the file system is made: the same words that the image was made with.
const WORDS: &str = "/etc/hutbook/mke2fs.words";
/// What it can do, which is said for the tool in a file of its own.
const CONFIG: &str = "/etc/hutbook/mke2fs.conf";

/// Makes a new file system for the data, which are not mounted. Each step is told.
pub(super) fn deliver(boot: &Path, flag: &Flag, data: &Path, reporter: &mut Reporter) {
    reporter.say(format_args!(
        "return to the state of delivery: begun, because there is {}",
        flag.path.display()
    ));
    let done = flag.obey(boot, || wipe(data, reporter));
    if reporter
        .step("return to the state of delivery", done)
        .is_some()
    {
        reporter.incident("the card was returned to the state of delivery; all houses are gone");
    }
}

/// Forgets the password of the portal: whoever has the card in their hands may choose another. The data are mounted.
pub(super) fn forget_password(boot: &Path, flag: &Flag, reporter: &mut Reporter) {
    let done = flag.obey(boot, || durable::remove(Path::new(PASSWORD)));
    if reporter
        .step("forgetting the portal's password", done)
        .is_some()
    {
        reporter.incident("the portal's password was forgotten, as a file on the card wanted");
    }
}

fn wipe(data: &Path, reporter: &mut Reporter) -> io::Result<()> {
    let words = fs::read_to_string(WORDS)?;
    let mut discard = storage::tool("/bin/busybox");
    let discarded = storage::run(discard.arg("blkdiscard").arg(data), &[0]);
    if let Err(error) = discarded {
        reporter.say(format_args!(
            "the card cannot forget what was on it ({error}): it is only overwritten as new data come"
        ));
    }
    let mut make = storage::tool("/sbin/mke2fs");
    make.env("MKE2FS_CONFIG", CONFIG).args(["-q", "-F"]);
    storage::run(make.args(words.split_whitespace()).arg(data), &[0])?;
    fs::File::open(data)?.sync_all()
}
