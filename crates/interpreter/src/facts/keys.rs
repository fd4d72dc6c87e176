//! Which fields a key of a record speaks of: ids, Japanese names, groups; and keys that nobody knows.

use std::sync::Arc;

use sabaki_diagnostic::code::Code;
use serde_json::{Map, Value as Json};

use super::problem::{GIVEN_TWICE, IGNORED_KEY, Problem, UNKNOWN_KEY};
use super::read::{FactsReader, Mode, both, wrong_type};

impl FactsReader {
    /// The same facts with a key for each field id, so that later ones can replace them.
    ///
    /// # Errors
    /// What [`Self::read`] would say about its keys.
    pub fn flatten(&mut self, order: &Map<String, Json>) -> Result<Map<String, Json>, Problem> {
        let mut flat = Map::new();
        for (key, value) in order {
            for (at, _, value) in self.places(key, value)? {
                let vocabulary = Arc::clone(&self.vocabulary);
                let Some(field) = vocabulary.fields.get(at) else {
                    continue;
                };
                if flat.insert(field.id.to_string(), value.clone()).is_some() {
                    return Err(Problem::new(GIVEN_TWICE).arg("field", both(field)));
                }
            }
            if is_released(key) {
                flat.insert(key.clone(), value.clone());
            }
        }
        Ok(flat)
    }

    /// The fields that a key speaks of, each with the key and value for messages and reading.
    pub(super) fn places<'j>(
        &mut self,
        key: &str,
        value: &'j Json,
    ) -> Result<Vec<(usize, String, &'j Json)>, Problem> {
        if let Some(at) = self.names.field(key) {
            return Ok(vec![(at, key.to_owned(), value)]);
        }
        if is_released(key) {
            return Ok(Vec::new());
        }
        match (self.groups.get(key), value) {
            (Some(fields), Json::Null) => {
                // A slip that could not be read: nothing about it is known.
                let fields = fields.iter();
                Ok(fields.map(|at| (*at, key.to_owned(), value)).collect())
            }
            (group, Json::Object(members)) => {
                let known = group.is_some();
                self.group(key, known, members)
            }
            (Some(_), _) => Err(wrong_type(key, "facts.object", None)),
            (None, _) => self.unknown_key(key).map(|()| Vec::new()),
        }
    }

    fn group<'j>(
        &mut self,
        group: &str,
        known: bool,
        members: &'j Map<String, Json>,
    ) -> Result<Vec<(usize, String, &'j Json)>, Problem> {
        let mut places = Vec::new();
        for (key, value) in members {
            let dotted = format!("{group}.{key}");
            let field = self.names.field(&dotted).or_else(|| {
                let at = self.names.field(key)?;
                let id = &self.vocabulary.fields.get(at)?.id;
                let inside = id
                    .split_once('.')
                    .is_some_and(|(g, _)| !known || g == group);
                inside.then_some(at)
            });
            match field {
                Some(at) => places.push((at, dotted, value)),
                None if known => self.unknown_key(&dotted)?,
                None => {}
            }
        }
        if !known && places.is_empty() {
            self.unknown_key(group)?;
        }
        Ok(places)
    }

    pub(super) fn unknown_key(&mut self, key: &str) -> Result<(), Problem> {
        let nearest = self.names.nearest_field(key).map(str::to_owned);
        self.refuse(key, |code| {
            let problem = Problem::new(code).arg("key", key);
            match nearest {
                Some(nearest) => problem.variant("nearest").arg("nearest", nearest),
                None => problem,
            }
        })
    }

    /// A key that is not read: an error in tests, a warning once a key in order files.
    pub(super) fn refuse(
        &mut self,
        key: &str,
        problem: impl FnOnce(Code) -> Problem,
    ) -> Result<(), Problem> {
        match self.mode {
            Mode::Tests => Err(problem(UNKNOWN_KEY)),
            Mode::Orders => {
                self.warn(key.to_owned(), problem(IGNORED_KEY));
                Ok(())
            }
        }
    }

    pub(super) fn warn(&mut self, once: String, problem: Problem) {
        if self.warned.insert(once) {
            self.warnings.push(problem);
        }
    }
}

pub(super) fn is_released(key: &str) -> bool {
    key == "released" || key == "保留解除"
}
