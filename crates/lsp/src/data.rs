//! The data files that rules and vocabulary name: open documents win over the disk.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::path::Path;

use crate::disk;
use crate::set::SetFile;

/// Data files by the name that rules call them.
#[derive(Debug, Default)]
pub(crate) struct Data {
    read: BTreeMap<String, Option<Vec<u8>>>,
    open: BTreeMap<String, SetFile>,
}

impl Data {
    /// Forgets what was read, so that it is read again.
    pub(crate) fn forget(&mut self) {
        self.read.clear();
    }

    /// Takes the data files that are open in the editor; what changed is read again.
    pub(crate) fn open(&mut self, files: Vec<SetFile>) {
        let open: BTreeMap<String, SetFile> = files
            .into_iter()
            .map(|file| (file.name.clone(), file))
            .collect();
        let before = std::mem::replace(&mut self.open, open);
        let open = &self.open;
        self.read.retain(|path, _| {
            let text =
                |files: &BTreeMap<_, SetFile>| Some(files.get(plain(path))?.content.text.clone());
            text(&before) == text(open)
        });
    }

    /// Reads the files that were not read before; whether there were any.
    pub(crate) fn read(&mut self, folder: &Path, paths: Vec<String>) -> bool {
        let mut fresh = false;
        for path in paths {
            if let Entry::Vacant(entry) = self.read.entry(path) {
                fresh = true;
                let open = self.open.get(plain(entry.key()));
                let bytes = match open {
                    Some(file) => Some(file.content.text.as_bytes().to_owned()),
                    None => disk::data(folder, entry.key()),
                };
                entry.insert(bytes);
            }
        }
        fresh
    }

    /// All that were read, for the compiler.
    pub(crate) fn attached(&self) -> BTreeMap<String, Vec<u8>> {
        let read = self.read.iter();
        read.filter_map(|(path, bytes)| Some((path.clone(), bytes.clone()?)))
            .collect()
    }

    /// The open document of a name, if there is one.
    pub(crate) fn document(&self, name: &str) -> Option<&SetFile> {
        self.open.get(plain(name))
    }
}

/// A name as it is compared: `./` says nothing.
pub(crate) fn plain(name: &str) -> &str {
    name.trim_start_matches("./")
}
