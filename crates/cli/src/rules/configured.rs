//! The vocabulary files that a shop's `sabaki.yaml` names for a rule folder, so that checking the
//! folder says the same as running it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::folder;
use crate::config::file::Paths;

/// As much of `sabaki.yaml` as this asks about; whether the rest is right is for `run` to say.
#[derive(Debug, Deserialize)]
struct Configuration {
    rules: Option<Rules>,
    #[serde(default)]
    shops: BTreeMap<String, Shop>,
}

#[derive(Debug, Deserialize)]
struct Shop {
    rules: Option<Rules>,
}

#[derive(Debug, Deserialize)]
struct Rules {
    path: Paths,
    #[serde(default)]
    vocabulary: Vec<PathBuf>,
}

/// The further vocabulary files of a rule folder, from the nearest `sabaki.yaml` in it or above it;
/// none where that does not speak of the folder or cannot be read.
pub(crate) fn vocabulary(rules: &Path) -> Vec<PathBuf> {
    let found = fs::canonicalize(rules).ok().and_then(|rules| {
        let base = rules
            .ancestors()
            .find(|folder| folder.join("sabaki.yaml").is_file())?;
        let text = folder::text(&base.join("sabaki.yaml")).ok()?;
        Some(of_text(&text, base, &rules))
    });
    found.unwrap_or_default()
}

fn of_text(text: &str, base: &Path, folder: &Path) -> Vec<PathBuf> {
    let Ok(configuration) = serde_yaml::from_str::<Configuration>(text) else {
        return Vec::new();
    };
    let shops = configuration.shops.into_values().filter_map(|s| s.rules);
    let mut found = Vec::new();
    for rules in configuration.rules.into_iter().chain(shops) {
        let mut paths = rules.path.0.iter();
        if !paths.any(|path| is_same(&base.join(path), folder)) {
            continue;
        }
        for path in rules.vocabulary {
            let path = base.join(path);
            if !found.contains(&path) {
                found.push(path);
            }
        }
    }
    found
}

fn is_same(path: &Path, folder: &Path) -> bool {
    fs::canonicalize(path).is_ok_and(|path| path == folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_has_the_vocabulary_of_the_shops_that_use_it() {
        let base = fs::canonicalize(env!("CARGO_MANIFEST_DIR")).unwrap();
        let text = "rules: {path: src, vocabulary: [a.yaml]}\nunheard_of: 1\nshops: {x: {rules: \
                    {path: [./src, tests], vocabulary: [a.yaml, v/b.yaml]}}, y: {}}\n";
        let names = |folder: &str| of_text(text, &base, &base.join(folder));
        assert_eq!(names("src"), [base.join("a.yaml"), base.join("v/b.yaml")]);
        assert_eq!(names("tests"), names("src"));
        assert!(names("src/rules").is_empty());
        assert!(of_text("rules: [", &base, &base).is_empty());
    }
}
