//! What the server knows: the agreed settings, the open documents, and the rule sets they lie in.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use gen_lsp_types::{Position, TextDocumentContentChangeEvent};
use sabaki_diagnostic::source::FileId;
use sabaki_parser::syntax::file::File;

use crate::disk::{self, Kind};
use crate::document::{Document, Text};
use crate::position::Encoding;
use crate::set::{Set, SetFile};
use crate::settings::Settings;
use crate::uri;

/// Which set a document belongs to.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum SetKey {
    /// A folder on disk.
    Folder(PathBuf),
    /// A document without a place on disk is a set of its own.
    Alone(String),
}

/// A session with one client.
#[derive(Debug)]
pub(crate) struct Session {
    /// What was agreed.
    pub(crate) settings: Settings,
    documents: BTreeMap<String, Document>,
    sets: BTreeMap<SetKey, Set>,
    disk: BTreeMap<SetKey, BTreeMap<String, (Kind, Text)>>,
    /// The vocabulary elsewhere that belongs to a folder.
    elsewhere: BTreeMap<SetKey, BTreeSet<PathBuf>>,
    dirty: BTreeSet<SetKey>,
    /// Where diagnostics were shown, by set, so that they can be taken back.
    pub(crate) shown: BTreeMap<SetKey, BTreeSet<String>>,
}

/// A place that a request asks about.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Spot<'s> {
    /// The set.
    pub(crate) set: &'s Set,
    /// The rule file's id.
    pub(crate) id: FileId,
    /// The rule file.
    pub(crate) file: &'s SetFile,
    /// Its tree.
    pub(crate) tree: &'s File,
    /// The byte offset.
    pub(crate) offset: usize,
}

impl Session {
    pub(crate) fn new(settings: Settings) -> Self {
        Self {
            settings,
            documents: BTreeMap::new(),
            sets: BTreeMap::new(),
            disk: BTreeMap::new(),
            elsewhere: BTreeMap::new(),
            dirty: BTreeSet::new(),
            shown: BTreeMap::new(),
        }
    }

    pub(crate) fn encoding(&self) -> Encoding {
        self.settings.encoding
    }

    /// A document is opened: its folder is read.
    pub(crate) fn open(&mut self, uri: String, version: i32, text: String) {
        let key = key_of(&uri);
        let document = Document {
            uri: uri.clone(),
            version,
            content: Text::new(text),
        };
        self.documents.insert(canonical(&uri), document);
        self.reread(&key);
        self.changed_elsewhere(&uri);
    }

    /// A document changes; unknown documents are ignored.
    pub(crate) fn change(
        &mut self,
        uri: &str,
        version: i32,
        changes: Vec<TextDocumentContentChangeEvent>,
    ) {
        let encoding = self.settings.encoding;
        if let Some(document) = self.documents.get_mut(&canonical(uri)) {
            document.change(version, changes, encoding);
            self.dirty.insert(key_of(uri));
            self.changed_elsewhere(uri);
        }
    }

    /// A document counts for other folders than its own: a data file for the folder above, a
    /// vocabulary for those that name it.
    fn changed_elsewhere(&mut self, uri: &str) {
        for key in self.others(uri) {
            self.dirty.insert(key);
        }
    }

    fn others(&self, uri: &str) -> Vec<SetKey> {
        let above = folder_above(uri).into_iter();
        let path = uri::path(uri);
        let naming = self.elsewhere.iter().filter(|(_, paths)| {
            let mut paths = paths.iter();
            path.as_ref().is_some_and(|path| paths.any(|p| p == path))
        });
        let keys = above.chain(naming.map(|(key, _)| key.clone()));
        keys.filter(|key| self.sets.contains_key(key)).collect()
    }

    /// A document is closed: what is on disk counts again; a set without an open document is
    /// forgotten.
    pub(crate) fn close(&mut self, uri: &str) {
        self.documents.remove(&canonical(uri));
        self.reread(&key_of(uri));
        self.changed_elsewhere(uri);
    }

    /// Something in this document's folder changed on disk.
    pub(crate) fn changed_on_disk(&mut self, uri: &str) {
        let mut keys = self.others(uri);
        keys.push(key_of(uri));
        if name_of(uri) == "sabaki.yaml" {
            keys.extend(self.sets.keys().cloned());
        }
        for key in keys {
            if self.sets.contains_key(&key) {
                self.reread(&key);
            }
        }
    }

    fn reread(&mut self, key: &SetKey) {
        if let SetKey::Folder(folder) = key {
            let elsewhere = (self.settings.vocabulary)(folder);
            // What lies in the folder itself counts anyway.
            let elsewhere = elsewhere
                .into_iter()
                .filter(|path| path.parent() != Some(folder));
            let elsewhere: BTreeSet<PathBuf> = elsewhere.collect();
            let mut texts = disk::texts(folder);
            for path in &elsewhere {
                if let Some(text) = disk::text(path) {
                    texts.insert(path.display().to_string(), (Kind::Vocabulary, text));
                }
            }
            let texts = texts.into_iter();
            let texts = texts.map(|(name, (kind, text))| (name, (kind, Text::new(text))));
            self.disk.insert(key.clone(), texts.collect());
            self.elsewhere.insert(key.clone(), elsewhere);
        }
        if let Some(set) = self.sets.get_mut(key) {
            set.forget_data();
        }
        self.dirty.insert(key.clone());
    }

    /// Whether anything changed since diagnostics were last shown.
    pub(crate) fn is_dirty(&self) -> bool {
        !self.dirty.is_empty()
    }

    /// Brings all sets up to date; those that changed.
    pub(crate) fn settle(&mut self) -> Vec<SetKey> {
        let dirty: Vec<SetKey> = std::mem::take(&mut self.dirty).into_iter().collect();
        for key in &dirty {
            let files = self.files(key);
            let open = files.iter().any(|file| file.version.is_some())
                && files.iter().any(|file| file.kind != Kind::Data);
            if !open {
                self.sets.remove(key);
                self.disk.remove(key);
                self.elsewhere.remove(key);
                continue;
            }
            let folder = match key {
                SetKey::Folder(folder) => Some(folder.clone()),
                SetKey::Alone(_) => None,
            };
            let set = self
                .sets
                .entry(key.clone())
                .or_insert_with(|| Set::new(folder));
            set.update(files);
        }
        dirty
    }

    /// The files of a set: those on disk, with the open documents in their stead.
    fn files(&self, key: &SetKey) -> Vec<SetFile> {
        let mut files: BTreeMap<String, SetFile> = BTreeMap::new();
        if let (SetKey::Folder(folder), Some(texts)) = (key, self.disk.get(key)) {
            for (name, (kind, content)) in texts {
                let file = SetFile {
                    name: name.clone(),
                    uri: uri::of_path(&folder.join(name)),
                    version: None,
                    kind: *kind,
                    content: content.clone(),
                };
                files.insert(name.clone(), file);
            }
        }
        for document in self.documents.values() {
            let Some((name, kind)) = self.part_of(&document.uri, key) else {
                continue;
            };
            let file = SetFile {
                name: name.clone(),
                uri: document.uri.clone(),
                version: Some(document.version),
                kind,
                content: document.content.clone(),
            };
            files.insert(name, file);
        }
        files.into_values().collect()
    }

    /// What a document is in a set, and what it is called there; none when it is no part of it.
    fn part_of(&self, uri: &str, key: &SetKey) -> Option<(String, Kind)> {
        let name = name_of(uri);
        if key_of(uri) == *key {
            let kind = match key {
                SetKey::Folder(_) => disk::kind(&name)?,
                SetKey::Alone(_) => Kind::Rules,
            };
            return Some((name, kind));
        }
        let path = uri::path(uri)?;
        if self
            .elsewhere
            .get(key)
            .is_some_and(|all| all.contains(&path))
        {
            return Some((path.display().to_string(), Kind::Vocabulary));
        }
        folder_above(uri).filter(|above| above == key)?;
        let sub = path.parent()?.file_name()?.to_str()?;
        Some((format!("{sub}/{name}"), Kind::Data))
    }

    /// A set by its key.
    pub(crate) fn set(&self, key: &SetKey) -> Option<&Set> {
        self.sets.get(key)
    }

    /// The address of an open document as it was opened; others as they are.
    pub(crate) fn known<'u>(&'u self, uri: &'u str) -> &'u str {
        let document = self.documents.get(&canonical(uri));
        document.map_or(uri, |document| document.uri.as_str())
    }

    /// The set of a document, up to date.
    pub(crate) fn set_of(&self, uri: &str) -> Option<&Set> {
        self.sets.get(&key_of(uri))
    }

    /// The rule file of a request and the offset that it asks about.
    pub(crate) fn spot(&self, uri: &str, position: Position) -> Option<Spot<'_>> {
        let set = self.set_of(uri)?;
        let (id, file, tree) = set.rule_file(self.known(uri))?;
        let Text { text, lines } = &file.content;
        Some(Spot {
            set,
            id,
            file,
            tree,
            offset: lines.offset(text, position, self.settings.encoding),
        })
    }
}

/// The set that a document belongs to.
pub(crate) fn key_of(uri: &str) -> SetKey {
    let folder = uri::path(uri).and_then(|path| Some(path.parent()?.to_owned()));
    folder.map_or_else(|| SetKey::Alone(uri.to_owned()), SetKey::Folder)
}

/// The folder above that of a data file: its rules may name the file as `FOLDER/NAME`.
fn folder_above(uri: &str) -> Option<SetKey> {
    let path = uri::path(uri)?;
    let is_data = disk::kind(path.file_name()?.to_str()?) == Some(Kind::Data);
    let above = path.parent()?.parent()?.to_owned();
    is_data.then_some(SetKey::Folder(above))
}

/// One spelling for all spellings of an address.
fn canonical(uri: &str) -> String {
    uri::path(uri).map_or_else(|| uri.to_owned(), |path| uri::of_path(&path))
}

fn name_of(uri: &str) -> String {
    let name = uri::path(uri).and_then(|path| Some(path.file_name()?.to_str()?.to_owned()));
    name.unwrap_or_else(|| uri.to_owned())
}
