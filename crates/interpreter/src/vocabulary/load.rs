//! Vocabulary documents → one vocabulary, with every mistake of every file.

use std::sync::Arc;

use rustc_hash::FxHashMap;
use sabaki_diagnostic::code::Code;
use sabaki_diagnostic::diagnostic::{Diagnostic, has_errors};
use sabaki_diagnostic::source::{FileId, SourceFile, Sources, Span};

use super::document::{
    AbsentEntry, AbsentWord, ActionEntry, Document, EnumerationEntry, FieldEntry, ParamEntry,
    ValueEntry, ValuedEntry,
};
use super::entry::{clock, default_of, doc, shared};
use super::expressions;
use super::file_cells::{self, Column};
use super::from_file::{self, Attached};
use super::lookup::Names;
use super::model::{
    Absent, Action, EnumItem, Enumeration, Field, Legal, Origin, Param, RecordType, SeenTo, Type,
    Valued, Vocabulary,
};
use super::place::Places;
use super::taken::{Taken, check_id};
use crate::facts::value::Reading;

/// The most that one vocabulary file may hold.
pub const MAX_BYTES: usize = 64 * 1024;

/// The file is no vocabulary document.
pub const NOT_A_VOCABULARY: Code = Code::new("E0901");
/// The file is too large.
pub const TOO_LARGE: Code = Code::new("E0902");
/// A type that does not exist.
pub const BAD_TYPE: Code = Code::new("E0905");
/// `absent` says nothing, or two things.
pub const BAD_ABSENT: Code = Code::new("E0906");

/// Reads all files of `sources` as vocabulary documents that belong together.
///
/// The vocabulary holds what could be read; use it only when no diagnostic is an error.
pub fn load(sources: &Sources) -> (Vocabulary, Vec<Diagnostic>) {
    load_with(&mut sources.clone(), &Attached::new())
}

/// The same, with the files beside them that members of lists come from. Those in which something is
/// wrong become sources, so that messages can point at their lines.
pub fn load_with(sources: &mut Sources, files: &Attached) -> (Vocabulary, Vec<Diagnostic>) {
    let mut loading = Loading::default();
    let written = sources.clone();
    let documents: Vec<(Places<'_>, Document)> = written
        .iter()
        .filter_map(|(id, source)| {
            let places = Places::new(id, source);
            Some((places, loading.parse(id, source, places)?))
        })
        .collect();
    for (places, document) in &documents {
        loading.declare(*places, document);
    }
    for (places, document) in documents {
        loading.define(places, document, files);
    }
    loading.check_keys();
    loading.check_defaults();
    let mut vocabulary = Arc::new(loading.vocabulary);
    let mut diagnostics = loading.diagnostics;
    if !has_errors(&diagnostics) {
        let broken = expressions::check(&vocabulary, &loading.actions, sources);
        if !broken.is_empty() {
            // Said here, so that nobody says it again.
            for action in &mut Arc::make_mut(&mut vocabulary).actions {
                action.legal.clear();
                action.done = None;
            }
        }
        diagnostics.extend(broken);
        diagnostics.extend(expressions::defaults(
            &vocabulary,
            &loading.derived,
            sources,
        ));
        let columns = &loading.columns;
        diagnostics.extend(file_cells::check(&vocabulary, columns, files, sources));
    }
    (Arc::unwrap_or_clone(vocabulary), diagnostics)
}

#[derive(Default)]
struct Loading {
    vocabulary: Vocabulary,
    diagnostics: Vec<Diagnostic>,
    taken: Taken,
    enumerations: FxHashMap<String, u16>,
    records: FxHashMap<String, u16>,
    /// Record and member that files are looked up by, and who says so.
    keys: Vec<(String, Arc<str>, Span)>,
    /// Members that come from files.
    columns: Vec<Column>,
    /// Defaults, which are read when all enumerations are known.
    defaults: Vec<(Type, serde_json::Value, Span)>,
    /// Defaults that follow from other fields: the field, the expression, the type, the place.
    derived: Vec<(String, Arc<str>, Type, Span)>,
    /// Where each action is declared.
    actions: Vec<Span>,
}

impl Loading {
    fn parse(&mut self, id: FileId, source: &SourceFile, places: Places<'_>) -> Option<Document> {
        let text = source.text();
        if text.len() > MAX_BYTES {
            let diagnostic = Diagnostic::new(TOO_LARGE, Span::new(id, 0, 0));
            self.diagnostics.push(diagnostic.arg("bytes", text.len()));
            return None;
        }
        match serde_yaml::from_str::<Document>(text.trim_start_matches('\u{feff}')) {
            Ok(document) if document.vocabulary == 1 => Some(document),
            Ok(_) => {
                let span = places.start();
                self.diagnostics
                    .push(Diagnostic::new(NOT_A_VOCABULARY, span).variant("version"));
                None
            }
            Err(error) => {
                let span = error
                    .location()
                    .map_or_else(|| places.start(), |at| places.line(at.line()));
                let diagnostic = Diagnostic::new(NOT_A_VOCABULARY, span);
                self.diagnostics
                    .push(diagnostic.arg("error", without_place(&error.to_string())));
                None
            }
        }
    }

    /// Enumerations and records first, so that types can name what a later file declares.
    fn declare(&mut self, places: Places<'_>, document: &Document) {
        for entry in &document.enumerations {
            let span = places.entry("enumerations", &entry.id);
            if self
                .taken
                .take("enumerations", &entry.id, span, &mut self.diagnostics)
            {
                let at = index(self.vocabulary.enumerations.len());
                self.enumerations.insert(entry.id.clone(), at);
                let enumeration = self.enumeration(places, span, entry);
                self.vocabulary.enumerations.push(enumeration);
            }
        }
        for entry in &document.records {
            if self.records.contains_key(&entry.id) {
                continue;
            }
            let at = index(self.vocabulary.records.len());
            self.records.insert(entry.id.clone(), at);
            self.vocabulary.records.push(RecordType {
                id: entry.id.as_str().into(),
                fields: Vec::new(),
            });
        }
    }

    fn define(&mut self, places: Places<'_>, document: Document, files: &Attached) {
        for record in document.records {
            let parent = places.entry("records", &record.id);
            let scope = format!("record {}", record.id);
            for entry in record.fields {
                let span = places.below(parent, &entry.id);
                let from_file = from_file::read(&entry, files, span);
                let from_file = from_file.unwrap_or_else(|diagnostic| {
                    self.diagnostics.push(*diagnostic);
                    None
                });
                if let Some(from_file) = &from_file {
                    self.columns.extend(Column::of(&record.id, &entry, span));
                    let key = (record.id.clone(), Arc::clone(&from_file.key), span);
                    self.keys.push(key);
                    if let Some(member) = self.declared(&record.id, &entry) {
                        member.from_file = Some(from_file.clone());
                        continue;
                    }
                }
                let field = self
                    .field(&scope, span, entry)
                    .map(|field| Field { from_file, ..field });
                let at = self.records.get(&record.id).copied().map(usize::from);
                if let (Some(field), Some(at)) = (field, at)
                    && let Some(place) = self.vocabulary.records.get_mut(at)
                {
                    place.fields.push(field);
                }
            }
        }
        for entry in document.fields {
            let span = places.entry("fields", &entry.id);
            if entry.from.is_some() || entry.key.is_some() || entry.column.is_some() {
                let diagnostic = Diagnostic::new(from_file::BAD_FILE, span);
                self.diagnostics.push(diagnostic.variant("member"));
            }
            if let Some(field) = self.field("fields", span, entry) {
                self.vocabulary.fields.push(field);
            }
        }
        for entry in document.actions {
            let span = places.entry("actions", &entry.id);
            if let Some(action) = self.action(span, entry) {
                self.vocabulary.actions.push(action);
                self.actions.push(span);
            }
        }
    }

    /// A member that an earlier document declares with this type and without a file: the shop's
    /// file may give it, which is no clash.
    fn declared(&mut self, record: &str, entry: &FieldEntry) -> Option<&mut Field> {
        let ty = self.read_type(entry.ty.trim())?;
        let at = usize::from(*self.records.get(record)?);
        let members = &mut self.vocabulary.records.get_mut(at)?.fields;
        members
            .iter_mut()
            .find(|m| *m.id == *entry.id && m.ty == ty && m.from_file.is_none())
    }

    /// A default must fit its field, or no order could be read.
    fn check_defaults(&mut self) {
        let names = Names::new(&self.vocabulary);
        let reading = Reading {
            vocabulary: &self.vocabulary,
            names: &names,
        };
        for (ty, json, span) in &self.defaults {
            let empty = json.as_array().is_some_and(Vec::is_empty);
            if !empty && reading.typed(ty, json).is_err() {
                let diagnostic = Diagnostic::new(BAD_ABSENT, *span).variant("value");
                self.diagnostics
                    .push(diagnostic.arg("value", json.to_string()));
            }
        }
    }

    /// Files are looked up by members that exist.
    fn check_keys(&mut self) {
        for (record, key, span) in std::mem::take(&mut self.keys) {
            let record = self.vocabulary.records.iter().find(|r| *r.id == *record);
            let known = record.is_some_and(|r| r.fields.iter().any(|field| field.id == key));
            if !known {
                let diagnostic = Diagnostic::new(from_file::BAD_FILE, span);
                self.diagnostics
                    .push(diagnostic.variant("key").arg("key", &*key));
            }
        }
    }

    fn enumeration(
        &mut self,
        places: Places<'_>,
        parent: Span,
        entry: &EnumerationEntry,
    ) -> Enumeration {
        let scope = format!("enumeration {}", entry.id);
        let values = entry
            .values
            .iter()
            .filter(|value| self.take_value(places, parent, &scope, value))
            .map(|value| EnumItem {
                id: value.id.as_str().into(),
                ja: shared(&value.ja),
                code: value.code,
                retired: value.retired.as_ref().map(doc),
            })
            .collect();
        Enumeration {
            id: entry.id.as_str().into(),
            ja: entry.ja.as_str().into(),
            ordered: entry.ordered,
            values,
        }
    }

    /// Values may be spelled like keywords and hold blanks: rules quote them.
    fn take_value(
        &mut self,
        places: Places<'_>,
        parent: Span,
        scope: &str,
        value: &ValueEntry,
    ) -> bool {
        let span = places.below(parent, &value.id);
        let code = value.code.is_none_or(|code| {
            self.taken
                .take(scope, &format!("#{code}"), span, &mut self.diagnostics)
        });
        let id = check_id(&value.id, span, &mut self.diagnostics)
            && self
                .taken
                .take(scope, &value.id, span, &mut self.diagnostics);
        code && id
            && self
                .taken
                .take_all(scope, &value.id, &value.ja, span, &mut self.diagnostics)
    }

    fn field(&mut self, scope: &str, span: Span, entry: FieldEntry) -> Option<Field> {
        let named = self
            .taken
            .name(scope, &entry.id, &entry.ja, span, &mut self.diagnostics);
        let ty = self.ty(&entry.ty, span);
        let absent = self.absent(entry.absent, ty.as_ref(), span);
        match (&ty, &absent) {
            (Some(ty), Some(Absent::Value(json))) => {
                self.defaults.push((ty.clone(), json.clone(), span));
            }
            // Only a field of the order can follow from the order's other fields.
            (_, Some(Absent::Expression(_))) if scope != "fields" => {
                let diagnostic = Diagnostic::new(BAD_ABSENT, span);
                self.diagnostics.push(diagnostic.variant("member"));
            }
            (Some(ty), Some(Absent::Expression(text))) => {
                let derived = (entry.id.clone(), text.clone(), ty.clone(), span);
                self.derived.push(derived);
            }
            _ => {}
        }
        if !named {
            return None;
        }
        Some(Field {
            id: entry.id.into(),
            ja: shared(&entry.ja),
            ty: ty?,
            absent: absent?,
            origin: entry
                .clock
                .map_or(Origin::Facts, |c| Origin::Clock(clock(&c))),
            personal: entry.personal,
            from_file: None,
            doc: doc(&entry.doc),
        })
    }

    fn action(&mut self, span: Span, entry: ActionEntry) -> Option<Action> {
        let named = self
            .taken
            .name("actions", &entry.id, &entry.ja, span, &mut self.diagnostics);
        let scope = format!("action {}", entry.id);
        let params = entry
            .params
            .iter()
            .filter_map(|param| self.param(&scope, span, param))
            .collect();
        named.then(|| Action {
            id: entry.id.into(),
            ja: shared(&entry.ja),
            params,
            legal: entry
                .legal
                .iter()
                .map(|part| Legal {
                    when: part.when.as_str().into(),
                    because: doc(&part.because),
                    seen_to: if part.person {
                        SeenTo::Person
                    } else {
                        SeenTo::Nobody
                    },
                })
                .collect(),
            done: entry.done.map(Arc::from),
            valued: match entry.valued {
                ValuedEntry::Single => Valued::Single,
                ValuedEntry::Multi => Valued::Multi,
            },
            reversible: entry.reversible,
            once: entry.once,
            protective: entry.protective,
            per_rule: entry.per_rule,
            reaches_buyer: shared(&entry.reaches_buyer),
            doc: doc(&entry.doc),
        })
    }

    fn param(&mut self, scope: &str, span: Span, entry: &ParamEntry) -> Option<Param> {
        let ja = std::slice::from_ref(&entry.ja);
        let named = self
            .taken
            .name(scope, &entry.id, ja, span, &mut self.diagnostics);
        let ty = self.ty(&entry.ty, span)?;
        named.then(|| Param {
            id: entry.id.as_str().into(),
            ja: entry.ja.as_str().into(),
            ty,
            one_of: shared(&entry.one_of),
        })
    }

    fn absent(
        &mut self,
        entry: Option<AbsentEntry>,
        ty: Option<&Type>,
        span: Span,
    ) -> Option<Absent> {
        match entry {
            None => Some(ty.map_or(Absent::Unknown, default_of)),
            Some(AbsentEntry::Word(AbsentWord::Unknown)) => Some(Absent::Unknown),
            Some(AbsentEntry::Word(AbsentWord::None)) => Some(Absent::None),
            Some(AbsentEntry::Map(map)) => match (map.value, map.expression) {
                (Some(value), None) => Some(Absent::Value(value)),
                (None, Some(text)) => Some(Absent::Expression(text.into())),
                (None, None) | (Some(_), Some(_)) => {
                    self.diagnostics.push(Diagnostic::new(BAD_ABSENT, span));
                    None
                }
            },
        }
    }

    fn ty(&mut self, text: &str, span: Span) -> Option<Type> {
        let ty = self.read_type(text.trim());
        if ty.is_none() {
            self.diagnostics
                .push(Diagnostic::new(BAD_TYPE, span).arg("type", text));
        }
        ty
    }

    fn read_type(&self, text: &str) -> Option<Type> {
        let simple = match text {
            "bool" => Type::Bool,
            "int" => Type::Int,
            "money" => Type::Money,
            "text" => Type::Text,
            "date" => Type::Date,
            "time" => Type::Time,
            "datetime" => Type::DateTime,
            "duration" => Type::Duration,
            _ => {
                let (kind, inner) = text.strip_suffix('>')?.split_once('<')?;
                return match kind {
                    "enum" => self.enumerations.get(inner).copied().map(Type::Enum),
                    "list" => self.records.get(inner).copied().map(Type::List),
                    "set" => match self.read_type(inner)? {
                        Type::Set(_) | Type::List(_) => None,
                        inner => Some(Type::Set(Box::new(inner))),
                    },
                    _ => None,
                };
            }
        };
        Some(simple)
    }
}

/// Indices are `u16`: a 64 kB file cannot declare more.
fn index(len: usize) -> u16 {
    u16::try_from(len).unwrap_or(u16::MAX)
}

/// The message without ` at line 3 column 5`: the place is shown by the diagnostic itself.
fn without_place(message: &str) -> String {
    message
        .split_once(" at line ")
        .map_or(message, |(text, _)| text)
        .to_owned()
}
