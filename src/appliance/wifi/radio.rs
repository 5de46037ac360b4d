//! The radio as the kernel shows it: its interface, what its firmware lacks, and how its driver is taken away and
//! brought back. Never sends anything.

use rustix::fs::OFlags;
use std::{
    ffi::OsStr,
    fs::{self, OpenOptions},
    io::{self, Read as _},
    os::unix::fs::OpenOptionsExt as _,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

/// Where the kernel shows what hangs at an SDIO bus, as the board's radio does.
pub(super) const SDIO: &str = "/sys/bus/sdio/devices";
/// Where the driver looks for its firmware.
pub(super) const FIRMWARE: &str = "/lib/firmware/brcm";
/// Where the kernel says what it has to say, and the bytes of the longest of it.
const KERNEL: &str = "/dev/kmsg";
const SAYING: usize = 8 * 1024;
/// Endings of the files the driver needs.
const PARTS: [&str; 3] = ["bin", "clm_blob", "txt"];
/// What the names of the boards' own networks begin with.
const OWN: &str = "Hutbook-";

/// A radio that has an interface.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Radio {
    /// The kernel's name for the interface.
    pub(super) interface: String,
    /// The name of the network it can be.
    pub(super) own_network: String,
}

/// The radio there is at the moment; of several the first by name.
pub(super) fn find(interfaces: &Path) -> Option<Radio> {
    let entries = fs::read_dir(interfaces).ok()?.flatten();
    let radios = entries.filter(|entry| entry.path().join("phy80211").exists());
    let interface = radios
        .filter_map(|it| it.file_name().into_string().ok())
        .min()?;
    let address = fs::read_to_string(interfaces.join(&interface).join("address"));
    Some(Radio {
        own_network: own_network(&address.unwrap_or_default()),
        interface,
    })
}

/// Two boards in one house are told apart by the end of their radios' addresses.
fn own_network(address: &str) -> String {
    let mut digits: Vec<char> = address.chars().filter(char::is_ascii_hexdigit).collect();
    digits.drain(..digits.len().saturating_sub(4));
    let end: String = digits.into_iter().collect();
    format!("{OWN}{}", end.to_uppercase())
}

/// The files of the firmware that the driver has asked for and that are not there, by what the kernel has said.
pub(super) fn missing(said: &str, folder: &Path) -> Vec<String> {
    let Some((_, rest)) = said.rsplit_once("using brcm/") else {
        return Vec::new();
    };
    let chip = rest.split_whitespace().next().unwrap_or_default();
    let files = PARTS.iter().map(|part| format!("{chip}.{part}"));
    files.filter(|file| !folder.join(file).exists()).collect()
}

/// What the kernel has said since its start, as far as it remembers.
pub(super) fn said_by_kernel() -> io::Result<String> {
    let nonblocking = OFlags::NONBLOCK.bits().cast_signed();
    let mut file = OpenOptions::new()
        .read(true)
        .custom_flags(nonblocking)
        .open(KERNEL)?;
    let (mut text, mut bytes) = (String::new(), vec![0; SAYING]);
    loop {
        match file.read(&mut bytes) {
            Ok(0) => return Ok(text),
            Ok(length) => text.push_str(&String::from_utf8_lossy(&bytes[..length])),
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Ok(text),
            // What it had to forget in between is skipped.
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {}
            Err(error) => return Err(error),
        }
    }
}

/// What the radio hangs at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Bus {
    /// The folder of its driver.
    driver: PathBuf,
    /// The driver's name for it.
    name: String,
}

/// The bus of the radio, where it hangs at one that serves it alone.
pub(super) fn bus(sdio: &Path) -> Option<Bus> {
    let device = fs::read_dir(sdio).ok()?.flatten().next()?;
    let path = device.path().canonicalize().ok()?;
    let at = path
        .iter()
        .position(|part| part == OsStr::new("mmc_host"))?;
    let host: PathBuf = path.iter().take(at).collect();
    Some(Bus {
        driver: host.join("driver").canonicalize().ok()?,
        name: host.file_name()?.to_str()?.to_owned(),
    })
}

/// The command that takes the radio's power away and gives it back.
pub(super) fn rebinding(bus: &Bus) -> Command {
    let mut command = Command::new("/bin/busybox");
    command
        .args([
            "sh",
            "-c",
            // One that has let go of it by itself takes it again all the same.
            "echo \"$0\" >unbind; sleep 2; echo \"$0\" >bind",
        ])
        .arg(&bus.name)
        .current_dir(&bus.driver)
        .stdin(Stdio::null());
    command
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::symlink;

    #[test]
    fn the_radio_is_found_and_its_own_network_named_by_its_address() {
        let folder = tempfile::tempdir().unwrap();
        for (name, is_radio) in [("wlan1", true), ("eth0", false), ("wlan0", true)] {
            fs::create_dir(folder.path().join(name)).unwrap();
            fs::write(
                folder.path().join(name).join("address"),
                "b8:27:eb:01:1a:2b\n",
            )
            .unwrap();
            if is_radio {
                fs::create_dir(folder.path().join(name).join("phy80211")).unwrap();
            }
        }
        let radio = find(folder.path()).unwrap();
        assert_eq!(radio.interface, "wlan0");
        assert_eq!(radio.own_network, "Hutbook-1A2B");
        assert_eq!(find(&folder.path().join("eth0")), None);
    }

    #[test]
    fn files_the_driver_asked_for_are_missing_when_they_are_not_there() {
        let folder = tempfile::tempdir().unwrap();
        let said = "6,900,1;brcmfmac: brcmf_fw_alloc_request: using brcm/brcmfmac43430b0-sdio for chip BCM43430/2\n\
            4,901,1;brcmfmac mmc1:0001:1: Direct firmware load for brcm/x failed with error -2\n";
        let chip = "brcmfmac43430b0-sdio";
        fs::write(folder.path().join(format!("{chip}.txt")), "").unwrap();
        let expected = [format!("{chip}.bin"), format!("{chip}.clm_blob")];
        assert_eq!(missing(said, folder.path()), expected);
        assert!(missing("6,1,1;Linux version 6\n", folder.path()).is_empty());
    }

    #[test]
    fn the_bus_is_that_of_the_radio_and_not_that_of_the_card() {
        let folder = tempfile::tempdir().unwrap();
        let make = |path: &str| {
            let path = folder.path().join(path);
            fs::create_dir_all(&path).unwrap();
            path
        };
        make("soc/3f202000.mmc/mmc_host/mmc0/mmc0:59b4");
        let radio = make("soc/3f300000.mmc/mmc_host/mmc1/mmc1:0001/mmc1:0001:1");
        let driver = make("drivers/sdhci-iproc");
        symlink(&driver, folder.path().join("soc/3f300000.mmc/driver")).unwrap();
        let sdio = make("sdio");
        assert_eq!(bus(&sdio), None);
        symlink(radio, sdio.join("mmc1:0001:1")).unwrap();
        let bus = bus(&sdio).unwrap();
        assert_eq!(bus.name, "3f300000.mmc");
        assert_eq!(bus.driver, driver.canonicalize().unwrap());
    }
}
