//! The configuration read and checked: paths relative to its file, secrets looked up on use.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use sabaki_connector::http::settings::HttpSettings;

use super::file::{ClockKind, File, OmsKind};
use super::secrets::Secrets;
use super::{mistake, place};
use crate::problem::Problem;

/// The largest configuration that is read; its parser is slow on large nested input.
const LARGEST: u64 = 64 << 10;
/// The format that this version reads.
const VERSION: u32 = 1;

/// A configuration that fits together.
pub(crate) struct Config {
    /// Where it was read from.
    pub(crate) path: PathBuf,
    /// What it says.
    pub(crate) file: File,
    text: String,
    folder: PathBuf,
}

impl Config {
    /// Reads a configuration; an unknown key is an error at its line.
    pub(crate) fn read(path: &Path) -> Result<Self, Problem> {
        let unreadable = |error: io::Error| {
            Problem::unusable("config.unreadable")
                .with("path", path.display())
                .because(&error)
        };
        if fs::metadata(path).map_err(unreadable)?.len() > LARGEST {
            return Err(Problem::unusable("cli.too_large").with("path", path.display()));
        }
        let text = fs::read_to_string(path).map_err(unreadable)?;
        let file: File = serde_yaml::from_str(&text).map_err(|error| mistake::of(path, &error))?;
        let folder = match path.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent.to_owned(),
            _ => PathBuf::from("."),
        };
        let config = Self {
            path: path.to_owned(),
            file,
            text,
            folder,
        };
        config.fits_together()?;
        Ok(config)
    }

    /// File and line of a key, for messages.
    pub(crate) fn place(&self, keys: &[&str]) -> String {
        format!("{}:{}", self.path.display(), place::line(&self.text, keys))
    }

    /// A path of the configuration, relative to its file.
    pub(crate) fn beside(&self, path: &Path) -> PathBuf {
        self.folder.join(path)
    }

    /// The state folder.
    pub(crate) fn state(&self) -> PathBuf {
        self.beside(Path::new(&self.file.state))
    }

    /// Reads the secrets file, where there is one.
    pub(crate) fn secrets(&self) -> Result<Secrets, Problem> {
        let path = self.file.secrets.as_ref().map(|path| self.beside(path));
        Secrets::read(path.as_deref())
    }

    /// How connections are made.
    pub(crate) fn http(&self) -> Result<HttpSettings, Problem> {
        let Some(path) = &self.file.extra_root else {
            return Ok(HttpSettings::default());
        };
        let path = self.beside(path);
        let pem = fs::read(&path).map_err(|error| {
            Problem::unusable("config.extra_root")
                .with("path", self.place(&["extra_root"]))
                .with("file", path.display())
                .because(&error)
        })?;
        Ok(HttpSettings {
            extra_root_pem: Some(pem),
            ..HttpSettings::default()
        })
    }

    fn fits_together(&self) -> Result<(), Problem> {
        let broken = |key: &'static str| Problem::unusable(key).with("path", self.path.display());
        let at = |key: &'static str, keys: &[&str]| {
            Problem::unusable(key).with("path", self.place(keys))
        };
        if self.file.sabaki != VERSION {
            return Err(broken("config.version").with("version", self.file.sabaki));
        }
        if self.file.state.starts_with("postgres:") || self.file.state.starts_with("postgresql:") {
            return Err(broken("config.postgres"));
        }
        if self.file.shops.is_empty() {
            return Err(broken("config.no_shops"));
        }
        for (name, shop) in &self.file.shops {
            if shop.mall().is_none() {
                return Err(at("config.one_mall", &["shops", name]).with("shop", name));
            }
            let (known, oms) = match shop.oms.kind() {
                Some(OmsKind::Csv(_)) => continue,
                Some(OmsKind::NextEngine { account, .. }) => {
                    (self.file.nextengine.contains_key(account), account)
                }
                Some(OmsKind::Json(oms)) => (self.file.json_oms.contains_key(oms), oms),
                None => {
                    let keys = ["shops", name, "oms"];
                    return Err(at("config.one_oms", &keys).with("shop", name));
                }
            };
            if !known {
                return Err(at("config.no_account", &["shops", name, "oms"])
                    .with("shop", name)
                    .with("account", oms));
            }
        }
        self.folders_are_apart()?;
        let sandbox = self.file.clock == ClockKind::Sandbox;
        for url in self.addresses() {
            if sandbox && !is_loopback(url) {
                return Err(broken("config.sandbox_clock").with("url", url));
            }
        }
        let unlimited = |rate: Option<f64>| rate.is_none();
        for (name, shop) in &self.file.shops {
            let Some((url, rate)) = shop.api() else {
                continue;
            };
            let too_low = rate.is_some_and(|rate| !rate.is_finite() || rate < 1.0);
            if too_low || (unlimited(rate) && !is_loopback(url)) {
                let keys = ["shops", name, "requests_per_second"];
                return Err(at("config.rate", &keys).with("shop", name));
            }
        }
        Ok(())
    }

    /// Two shops that worked with one folder would take each other's files.
    fn folders_are_apart(&self) -> Result<(), Problem> {
        let mut known: BTreeMap<(PathBuf, Use), &str> = BTreeMap::new();
        for (name, shop) in &self.file.shops {
            let mall = shop.csv.as_ref();
            let oms = shop.oms.csv.as_ref();
            let uses = [
                mall.map(|csv| (csv.folder.clone(), Use::In)),
                mall.map(|csv| (csv.out(), Use::Reports)),
                oms.map(|csv| (csv.out.clone(), Use::Orders)),
                oms.and_then(|csv| csv.shipments.as_ref())
                    .map(|shipments| (shipments.folder.clone(), Use::In)),
            ];
            for (folder, what) in uses.into_iter().flatten() {
                let path = self.beside(&folder);
                let path = fs::canonicalize(&path).unwrap_or(path);
                if let Some(other) = known.insert((path, what), name) {
                    return Err(Problem::unusable("config.one_folder")
                        .with("path", self.place(&["shops", name]))
                        .with("folder", folder.display())
                        .with("shop", other)
                        .with("other", name));
                }
            }
        }
        Ok(())
    }

    /// Every address that is spoken to.
    pub(crate) fn addresses(&self) -> impl Iterator<Item = &str> {
        let malls = self.file.shops.values();
        let malls = malls.filter_map(|shop| Some(shop.api()?.0));
        let accounts = self.file.nextengine.values().map(|a| a.url.as_str());
        let others = self.file.json_oms.values().map(|oms| oms.url.as_str());
        malls.chain(accounts).chain(others)
    }
}

/// What a shop uses a folder for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Use {
    /// Files that arrive.
    In,
    /// Reports for the mall.
    Reports,
    /// Orders for the OMS.
    Orders,
}

/// Whether an address names this machine.
fn is_loopback(url: &str) -> bool {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let authority = rest.split(['/', '?', '#']).next().unwrap_or("");
    let host = match authority.strip_prefix('[') {
        Some(v6) => v6.split(']').next().unwrap_or(""),
        None => authority.split(':').next().unwrap_or(""),
    };
    host.eq_ignore_ascii_case("localhost")
        || host
            .parse::<std::net::IpAddr>()
            .is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::is_loopback;

    #[test]
    fn loopback_is_this_machine_only() {
        for url in [
            "http://127.0.0.1:8080",
            "http://localhost/x",
            "http://[::1]:9",
        ] {
            assert!(is_loopback(url), "{url}");
        }
        for url in [
            "https://api.rms.rakuten.co.jp",
            "http://127.0.0.1.example.invalid",
            "http://user@127.0.0.1",
            "http://10.0.0.1",
        ] {
            assert!(!is_loopback(url), "{url}");
        }
    }
}
