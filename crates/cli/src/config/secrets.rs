//! Where keys come from: a file that only its owner can read, or the environment.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use schemars::JsonSchema;
use secrecy::{ExposeSecret as _, SecretString};
use serde::Deserialize;

use crate::problem::Problem;

/// The largest secrets file that is read.
const LARGEST: u64 = 64 << 10;

/// A place where a secret is: `{secret: NAME}` of the secrets file, or `{env: NAME}`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("minProperties" = 1, "maxProperties" = 1))]
pub(crate) struct SecretRef {
    /// 鍵ファイルの中の名前 / a name of the secrets file.
    secret: Option<String>,
    /// 環境変数 / a variable of the environment.
    env: Option<String>,
}

/// The secrets of one configuration. They are never printed: no `Debug`.
pub(crate) struct Secrets {
    path: Option<PathBuf>,
    by_name: BTreeMap<String, SecretString>,
}

impl Secrets {
    /// Reads the secrets file; refuses one that others can read.
    pub(crate) fn read(path: Option<&Path>) -> Result<Self, Problem> {
        let Some(path) = path else {
            return Ok(Self {
                path: None,
                by_name: BTreeMap::new(),
            });
        };
        let unreadable = |error: io::Error| {
            Problem::unusable("secrets.unreadable")
                .with("path", path.display())
                .because(&error)
        };
        let metadata = fs::metadata(path).map_err(unreadable)?;
        let mode = metadata.permissions().mode() & 0o777;
        if mode & 0o077 != 0 {
            return Err(Problem::unusable("secrets.mode")
                .with("path", path.display())
                .with("mode", format!("{mode:04o}")));
        }
        if metadata.len() > LARGEST {
            return Err(Problem::unusable("cli.too_large").with("path", path.display()));
        }
        let text = fs::read_to_string(path).map_err(unreadable)?;
        // The parser's own message may quote a line of the file: only its place is told.
        let by_name: BTreeMap<String, String> = serde_yaml::from_str(&text).map_err(|error| {
            let line = error.location().map_or(0, |at| at.line());
            Problem::unusable("secrets.broken")
                .with("path", path.display())
                .with("line", line)
        })?;
        Ok(Self {
            path: Some(path.to_owned()),
            by_name: by_name
                .into_iter()
                .map(|(name, value)| (name, SecretString::from(value)))
                .collect(),
        })
    }

    /// The secret that a place names.
    pub(crate) fn get(&self, place: &SecretRef) -> Result<SecretString, Problem> {
        match (&place.secret, &place.env) {
            (Some(name), None) => {
                let secret = self.by_name.get(name);
                let given = secret.filter(|secret| !secret.expose_secret().trim().is_empty());
                given.cloned().ok_or_else(|| {
                    let path = self.path.as_deref().unwrap_or(Path::new("secrets.yaml"));
                    Problem::unusable("secrets.missing")
                        .with("name", name)
                        .with("path", path.display())
                })
            }
            (None, Some(name)) => match std::env::var(name) {
                Ok(value) if !value.is_empty() => Ok(SecretString::from(value)),
                Ok(_) | Err(_) => Err(Problem::unusable("secrets.no_variable").with("name", name)),
            },
            (Some(_), Some(_)) | (None, None) => Err(Problem::unusable("secrets.place")),
        }
    }
}
