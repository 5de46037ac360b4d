//! Where the certificate of a house that is served over TLS comes from: from files that are given, or made here and kept
//! beside the house's file, for the local network. Read again now and then, so that one that was renewed is used.
//! Never shows a key, and never leaves one where others can read it.

use super::{Tls as Args, fault::Fault};
use crate::{
    clock::{self, Clock},
    web::tls::{self, Tls, Vouched},
};
use jiff::{ToSpan as _, civil::Date};
use rustix::system::uname;
use std::{
    fs::{self, OpenOptions},
    io::{ErrorKind, Write as _},
    net::{IpAddr, Ipv4Addr, Ipv6Addr, UdpSocket},
    os::unix::fs::OpenOptionsExt as _,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};
use tokio::signal::unix::{SignalKind, signal};

/// Days a certificate that is made here is good for: two years, the longest that all browsers take.
const GOOD_FOR_DAYS: i32 = 730;
/// Days before its end another is made.
const RENEWED_BEFORE_DAYS: i32 = 30;
/// How often files are read again.
const READ_AGAIN: Duration = Duration::from_secs(12 * 60 * 60);
/// What the first line of a file that was made here begins with; the date on which the certificate ends follows.
const UNTIL: &str = "Made by Hutbook for the local network, good until ";

/// See the head of this file.
#[derive(Debug, Clone)]
pub(super) enum Source {
    /// From these files.
    Given { certificate: PathBuf, key: PathBuf },
    /// Made here, for a house that is served at this address.
    SelfMade { file: PathBuf, at: IpAddr },
}

impl Source {
    /// What the command line says about a house in this file that is served at this address.
    pub(super) fn of(args: &Args, house: &Path, at: IpAddr) -> Option<Self> {
        if let (Some(certificate), Some(key)) = (&args.tls_certificate, &args.tls_key) {
            let (certificate, key) = (certificate.clone(), key.clone());
            return Some(Self::Given { certificate, key });
        }
        args.tls.as_ref()?;
        let mut file = house.as_os_str().to_owned();
        file.push(".tls.pem");
        let file = file.into();
        Some(Self::SelfMade { file, at })
    }

    /// What connections are secured with, and the fingerprint of the certificate.
    pub(super) fn open(&self) -> Result<(Arc<Tls>, String), Fault> {
        let (certificate, key) = self.read()?;
        let vouched = match self {
            Self::Given { .. } => Vouched::ByOthers,
            Self::SelfMade { .. } => Vouched::ByItself,
        };
        let tls = Tls::new(&certificate, &key, vouched).map_err(|error| self.unfit(&error))?;
        let fingerprint = tls::fingerprint(&certificate).unwrap_or_default();
        Ok((tls, fingerprint))
    }

    /// Reads the files again for as long as the house is served: now and then, and when somebody says so (SIGHUP).
    pub(super) async fn keep(self, tls: Arc<Tls>) {
        let mut told = match signal(SignalKind::hangup()) {
            Ok(told) => told,
            Err(error) => {
                return tracing::warn!(%error, "a new certificate is used after a restart");
            }
        };
        loop {
            tokio::select! {
                _ = told.recv() => {}
                () = tokio::time::sleep(READ_AGAIN) => {}
            }
            let (source, tls) = (self.clone(), Arc::clone(&tls));
            let renewed = tokio::task::spawn_blocking(move || {
                let (certificate, key) = source.read()?;
                tls.renew(&certificate, &key)
                    .map_err(|error| source.unfit(&error))
            });
            match renewed.await {
                Ok(Ok(())) => {}
                Ok(Err(fault)) => {
                    tracing::error!("{fault}; the one from before goes on being used")
                }
                Err(error) => tracing::error!(%error, "a certificate could not be read again"),
            }
        }
    }

    /// Certificate and key in PEM.
    fn read(&self) -> Result<(Vec<u8>, Vec<u8>), Fault> {
        let of = |path: &Path| fs::read(path).map_err(|error| Fault::Read(path.to_owned(), error));
        match self {
            Self::Given { certificate, key } => Ok((of(certificate)?, of(key)?)),
            Self::SelfMade { file, at } => {
                let today = clock::date_in("UTC", Clock::System.now());
                let both = match fs::read(file) {
                    Ok(kept) if is_good(&kept, today) => kept,
                    Ok(_) => make(file, *at, today)?,
                    Err(error) if error.kind() == ErrorKind::NotFound => make(file, *at, today)?,
                    Err(error) => return Err(Fault::Read(file.clone(), error)),
                };
                Ok((both.clone(), both))
            }
        }
    }

    fn unfit(&self, error: &tls::NotUsable) -> Fault {
        Fault::Refused(match self {
            Self::Given { certificate, key } => format!(
                "{} and {} cannot be used for HTTPS: {error}; give the certificate with its chain, and its key",
                certificate.display(),
                key.display()
            ),
            Self::SelfMade { file, .. } => format!(
                "{} cannot be used for HTTPS: {error}; remove it, and another is made",
                file.display()
            ),
        })
    }
}

/// Whether a certificate that was made here can still be used for a while.
fn is_good(kept: &[u8], today: Date) -> bool {
    let first = kept.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let until = core::str::from_utf8(first).ok();
    let until = until.and_then(|line| line.strip_prefix(UNTIL)?.trim().parse::<Date>().ok());
    until.is_some_and(|until| today.saturating_add(RENEWED_BEFORE_DAYS.days()) < until)
}

/// Makes a key and a certificate and keeps them: whole or not at all, and for this user's eyes only.
fn make(file: &Path, at: IpAddr, today: Date) -> Result<Vec<u8>, Fault> {
    let until = today.saturating_add(GOOD_FOR_DAYS.days());
    // Clocks in a network are not all alike.
    let from = today.saturating_sub(1.days());
    let made = tls::self_made(&names(at), from, until);
    let made = made.map_err(|error| Fault::Refused(error.to_string()))?;
    let text = format!("{UNTIL}{until}\n{made}");
    let mut new = file.as_os_str().to_owned();
    new.push(".new");
    let new = PathBuf::from(new);
    let write = || {
        // Whatever was left there may have been readable.
        match fs::remove_file(&new) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let mut open = OpenOptions::new();
        let mut writing = open.write(true).create_new(true).mode(0o600).open(&new)?;
        writing.write_all(text.as_bytes())?;
        writing.sync_all()?;
        fs::rename(&new, file)
    };
    write().map_err(|error| Fault::Write(file.to_owned(), error))?;
    Ok(text.into_bytes())
}

/// What a house that is served at this address may be called in the local network.
fn names(at: IpAddr) -> Vec<String> {
    let mut names = vec!["localhost".to_owned()];
    let machine = uname();
    let machine = machine.nodename().to_str().unwrap_or_default();
    let is_name = |it: &str| {
        it.bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"-.".contains(&b))
    };
    if !machine.is_empty() && is_name(machine) {
        names.push(machine.to_owned());
        if !machine.contains('.') {
            names.push(format!("{machine}.local"));
        }
    }
    let mut addresses = vec![
        IpAddr::from(Ipv4Addr::LOCALHOST),
        IpAddr::from(Ipv6Addr::LOCALHOST),
    ];
    match at {
        any if any.is_unspecified() => addresses.extend(towards_others()),
        one => addresses.push(one),
    }
    names.extend(addresses.iter().map(IpAddr::to_string));
    names.sort_unstable();
    names.dedup();
    names
}

/// The addresses by which this machine would go to others. Nothing is sent for that.
fn towards_others() -> impl Iterator<Item = IpAddr> {
    // Addresses that are nobody's (RFC 5737 and 3849).
    let ways = [("0.0.0.0:0", "192.0.2.1:9"), ("[::]:0", "[2001:db8::1]:9")];
    ways.into_iter().filter_map(|(from, to)| {
        let socket = UdpSocket::bind(from).ok()?;
        socket.connect(to).ok()?;
        Some(socket.local_addr().ok()?.ip())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use std::os::unix::fs::PermissionsExt as _;

    #[test]
    fn what_is_made_is_kept_until_shortly_before_its_end_and_read_by_nobody_else() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("huette.hutbook.tls.pem");
        let today = date(2026, 6, 1);
        let kept = make(&file, Ipv4Addr::LOCALHOST.into(), today).unwrap();
        assert_eq!(fs::read(&file).unwrap(), kept);
        let mode = fs::metadata(&file).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        assert!(is_good(&kept, today) && is_good(&kept, date(2028, 4, 30)));
        assert!(!is_good(&kept, date(2028, 5, 2)));
        assert!(!is_good(b"", today) && !is_good(b"-----BEGIN", today));
        Tls::new(&kept, &kept, Vouched::ByItself).unwrap();
    }

    #[test]
    fn a_house_is_known_by_the_address_it_is_served_at() {
        let names = names("192.0.2.7".parse().unwrap());
        for name in ["localhost", "127.0.0.1", "::1", "192.0.2.7"] {
            assert!(names.iter().any(|it| it == name), "{name} in {names:?}");
        }
    }
}
