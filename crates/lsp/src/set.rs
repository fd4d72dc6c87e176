//! One folder as one rule set: its files with the open documents laid over them, parsed and
//! compiled. Only what changed is read and parsed again.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use sabaki_diagnostic::diagnostic::{Diagnostic, has_errors};
use sabaki_diagnostic::source::{FileId, SourceFile, Sources, Span};
use sabaki_interpreter::compile::rule_set::RuleSet;
use sabaki_interpreter::compile::{Compiled, SET_TOO_LARGE, compile_parsed};
use sabaki_interpreter::testing;
use sabaki_interpreter::typing::scope::Words;
use sabaki_interpreter::vocabulary::load;
use sabaki_order::vocabulary::{DOCUMENTS, shipped};
use sabaki_parser::dsl::again::Kept;
use sabaki_parser::parsed;
use sabaki_parser::syntax::file::{File, Item, ListSource};
use sabaki_parser::syntax::table::TableBody;

use crate::data::{self, Data};
use crate::disk::Kind;
use crate::document::Text;
use crate::uri;

/// The most text of one set: 8 MiB.
const MOST_BYTES: usize = 8 * 1024 * 1024;

/// A file of the set as it is now: the open document, else what is on disk.
#[derive(Debug, Clone)]
pub(crate) struct SetFile {
    /// File name, as rules and messages call it.
    pub(crate) name: String,
    /// Its address as the client spells it.
    pub(crate) uri: String,
    /// The version of the open document.
    pub(crate) version: Option<i32>,
    /// What it is.
    pub(crate) kind: Kind,
    /// Its text.
    pub(crate) content: Text,
}

/// A rule set with everything that is known about it.
#[derive(Debug)]
pub(crate) struct Set {
    /// Its folder; none for a document that is not saved anywhere.
    pub(crate) folder: Option<PathBuf>,
    /// Rule files; a file's place here is its id.
    pub(crate) rules: Vec<SetFile>,
    /// Their trees.
    pub(crate) trees: Vec<File>,
    /// The data files that rules name; their ids follow those of the rule files.
    pub(crate) data_files: Vec<SetFile>,
    /// Vocabulary files; their ids follow those of the shipped documents.
    pub(crate) vocabulary: Vec<SetFile>,
    /// The data files in which the vocabulary found something; their ids follow those of its files.
    vocabulary_data: Vec<SetFile>,
    /// Rule tests.
    pub(crate) tests: Vec<SetFile>,
    /// The sample order's file.
    pub(crate) sample: Option<SetFile>,
    /// What rules may speak of, with its names.
    pub(crate) words: Words,
    /// The compiled rules, where there is no error.
    pub(crate) compiled: Option<Arc<RuleSet>>,
    told: Vec<Vec<Diagnostic>>,
    kept: Vec<Kept>,
    said: Vec<Diagnostic>,
    said_of_vocabulary: Vec<Diagnostic>,
    said_of_tests: Vec<Vec<Diagnostic>>,
    data: Data,
}

impl Set {
    pub(crate) fn new(folder: Option<PathBuf>) -> Self {
        Self {
            folder,
            rules: Vec::new(),
            trees: Vec::new(),
            data_files: Vec::new(),
            vocabulary: Vec::new(),
            vocabulary_data: Vec::new(),
            tests: Vec::new(),
            sample: None,
            words: Words::new(&shipped()),
            compiled: None,
            told: Vec::new(),
            kept: Vec::new(),
            said: Vec::new(),
            said_of_vocabulary: Vec::new(),
            said_of_tests: Vec::new(),
            data: Data::default(),
        }
    }

    /// Forgets the data files, so that they are read again.
    pub(crate) fn forget_data(&mut self) {
        self.data.forget();
    }

    /// Takes the files as they are now and does again what depends on those that changed.
    pub(crate) fn update(&mut self, files: Vec<SetFile>) {
        let mut by_kind: BTreeMap<Kind, Vec<SetFile>> = BTreeMap::new();
        for file in files {
            by_kind.entry(file.kind).or_default().push(file);
        }
        let mut take = |kind| by_kind.remove(&kind).unwrap_or_default();
        let rules = take(Kind::Rules);
        let vocabulary = take(Kind::Vocabulary);
        let tests = take(Kind::Test);
        self.data.open(take(Kind::Data));
        self.sample = take(Kind::Sample).into_iter().next();
        self.parse(rules);
        self.load(vocabulary);
        self.read_tests(tests);
        self.compile();
    }

    fn parse(&mut self, rules: Vec<SetFile>) {
        let before = std::mem::replace(&mut self.rules, rules);
        let mut trees = std::mem::take(&mut self.trees).into_iter();
        let mut told = std::mem::take(&mut self.told).into_iter();
        let mut kept = std::mem::take(&mut self.kept).into_iter();
        let mut before = before.into_iter();
        for (id, file) in (0_u32..).map(FileId).zip(&self.rules) {
            let old = (before.next(), trees.next(), told.next());
            let mut kept = kept.next().unwrap_or_default();
            let (tree, told) = match old {
                (Some(old), Some(tree), Some(told))
                    if old.name == file.name && old.content.text == file.content.text =>
                {
                    (tree, told)
                }
                (_, tree, _) => {
                    let text = &file.content.text;
                    let parsed = parsed::parse_again(id, &file.name, text, tree, &mut kept);
                    (parsed.file, parsed.diagnostics)
                }
            };
            self.trees.push(tree);
            self.told.push(told);
            self.kept.push(kept);
        }
    }

    fn load(&mut self, vocabulary: Vec<SetFile>) {
        let texts = |files: &[SetFile]| -> Vec<(String, Arc<str>)> {
            let text = |file: &SetFile| (file.name.clone(), Arc::clone(&file.content.text));
            files.iter().map(text).collect()
        };
        let same = texts(&self.vocabulary) == texts(&vocabulary);
        self.vocabulary = vocabulary;
        let mut paths = Vec::new();
        for file in &self.vocabulary {
            paths.extend(files_named(&file.content.text));
        }
        let fresh = self.read_data(paths);
        if same && !fresh {
            return;
        }
        let mut sources = Sources::default();
        for (name, text) in DOCUMENTS {
            sources.add(name, text);
        }
        for file in &self.vocabulary {
            sources.add(file.name.as_str(), Arc::clone(&file.content.text));
        }
        let (vocabulary, said) = load::load_with(&mut sources, &self.data.attached());
        self.words = Words::new(&Arc::new(vocabulary));
        self.said_of_vocabulary = said;
        let first = DOCUMENTS.len() + self.vocabulary.len();
        let data = sources.iter().skip(first).map(|(_, source)| SetFile {
            kind: Kind::Vocabulary,
            ..self.data_file(source)
        });
        self.vocabulary_data = data.collect();
    }

    fn read_tests(&mut self, tests: Vec<SetFile>) {
        let unchanged = |(old, new): (&SetFile, &SetFile)| {
            old.name == new.name && old.content.text == new.content.text
        };
        let same = self.tests.len() == tests.len() && self.tests.iter().zip(&tests).all(unchanged);
        self.tests = tests;
        if same {
            return;
        }
        let mut sources = Sources::default();
        for file in &self.tests {
            sources.add(file.name.as_str(), Arc::clone(&file.content.text));
        }
        let read = sources
            .iter()
            .map(|(id, source)| testing::read::read(id, source).1);
        self.said_of_tests = read.collect();
    }

    fn compile(&mut self) {
        let bytes: usize = self.rules.iter().map(|file| file.content.text.len()).sum();
        if bytes > MOST_BYTES {
            let span = Span::new(FileId(0), 0, 0);
            self.said = vec![Diagnostic::new(SET_TOO_LARGE, span).arg("bytes", bytes)];
            self.compiled = None;
            self.data_files = Vec::new();
            return;
        }
        let paths = self
            .trees
            .iter()
            .flat_map(|tree| &tree.items)
            .filter_map(data_file);
        self.read_data(paths.map(str::to_owned).collect());
        let mut sources = Sources::default();
        for file in &self.rules {
            sources.add(file.name.as_str(), Arc::clone(&file.content.text));
        }
        let told = self.told.iter().flatten().cloned().collect();
        let attached = self.data.attached();
        let vocabulary = &self.words.vocabulary;
        let compiled = compile_parsed(vocabulary, &self.trees, told, &attached, &sources);
        self.data_files = self.named_by_rules(&compiled);
        self.said = compiled.diagnostics;
        let broken = has_errors(&self.said_of_vocabulary);
        self.compiled = compiled.rules.filter(|_| !broken);
    }

    fn read_data(&mut self, paths: Vec<String>) -> bool {
        match &self.folder {
            Some(folder) => self.data.read(folder, paths),
            None => false,
        }
    }

    /// The data files that the compiler read, as the editor knows them.
    fn named_by_rules(&self, compiled: &Compiled) -> Vec<SetFile> {
        let sources = compiled.data_files.iter();
        let sources = sources.filter_map(|(id, _)| compiled.sources.get(*id));
        sources.map(|source| self.data_file(source)).collect()
    }

    /// A data file of the folder; there is none for a document that is not saved anywhere.
    fn data_file(&self, source: &SourceFile) -> SetFile {
        let name = data::plain(source.name());
        let folder = self.folder.as_deref().unwrap_or(Path::new(""));
        let unopened = || SetFile {
            name: name.to_owned(),
            uri: uri::of_path(&folder.join(name)),
            version: None,
            kind: Kind::Data,
            content: Text::new(source.text()),
        };
        self.data.document(name).cloned().unwrap_or_else(unopened)
    }

    /// Every file that diagnostics can stand in, each with its own.
    pub(crate) fn diagnostics(&self) -> Vec<(&SetFile, Vec<&Diagnostic>)> {
        let mut all = Vec::new();
        for (at, file) in self.rules.iter().chain(&self.data_files).enumerate() {
            let said = self.said.iter();
            let said = said.filter(|said| said.span().file.0 as usize == at);
            all.push((file, said.collect()));
        }
        let vocabulary = self.vocabulary.iter().chain(&self.vocabulary_data);
        for (at, file) in vocabulary.enumerate() {
            let id = at + DOCUMENTS.len();
            let said = self.said_of_vocabulary.iter();
            let said = said.filter(|said| said.span().file.0 as usize == id);
            all.push((file, said.collect()));
        }
        for (at, file) in self.tests.iter().enumerate() {
            all.push((
                file,
                self.said_of_tests.get(at).into_iter().flatten().collect(),
            ));
        }
        all
    }

    /// The file that a label of a diagnostic points into, told by the file of the diagnostic.
    pub(crate) fn file_of(&self, kind: Kind, id: FileId) -> Option<&SetFile> {
        let at = id.0 as usize;
        match kind {
            Kind::Rules | Kind::Data => self.rules.iter().chain(&self.data_files).nth(at),
            Kind::Vocabulary => {
                let mut files = self.vocabulary.iter().chain(&self.vocabulary_data);
                files.nth(at.checked_sub(DOCUMENTS.len())?)
            }
            Kind::Test => self.tests.get(at),
            Kind::Sample => None,
        }
    }

    /// A rule file with its id and tree.
    pub(crate) fn rule_file(&self, uri: &str) -> Option<(FileId, &SetFile, &File)> {
        let at = self.rules.iter().position(|file| file.uri == uri)?;
        let id = FileId(u32::try_from(at).ok()?);
        Some((id, self.rules.get(at)?, self.trees.get(at)?))
    }
}

fn data_file(item: &Item) -> Option<&str> {
    match item {
        Item::List(list) => match &list.source {
            ListSource::File(path) => Some(&path.node),
            ListSource::Inline(_) => None,
        },
        Item::Table(table) => match &table.body {
            TableBody::File(path) => Some(&path.node),
            TableBody::Inline(_) => None,
        },
        Item::Rule(_) | Item::Let(_) | Item::Calendar(_) | Item::Partial(_) | Item::Language(_) => {
            None
        }
    }
}

/// The files that a vocabulary text may name: what stands after `from:`.
fn files_named(text: &str) -> Vec<String> {
    let after = text.split("from:").skip(1);
    after
        .filter_map(|rest| {
            let end = rest.find([',', '}', '\n', '#']).unwrap_or(rest.len());
            let name = rest.get(..end)?.trim().trim_matches(['"', '\'']);
            (!name.is_empty()).then(|| name.to_owned())
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::files_named;

    #[test]
    fn files_of_a_vocabulary_are_found() {
        let text = "- {id: x, from: goods.csv, key: sku}\n  from: \"data/a.csv\"\n";
        assert_eq!(files_named(text), ["goods.csv", "data/a.csv"]);
    }
}
