//! What is said about a name that nothing has: what it may have been meant to be.

use sabaki_diagnostic::diagnostic::{Arg, Diagnostic, Edit};
use sabaki_diagnostic::nearest::nearest;
use sabaki_parser::syntax::expression::Name;

use super::report;
use super::scope::Place;
use super::typer::Typer;
use crate::vocabulary::model::Type;

impl Typer<'_> {
    /// Reports a name that stands where a value or a condition belongs.
    pub(super) fn report_name(&mut self, name: &Name, place: Place, want: Option<&Type>) {
        if let Some(Type::Enum(e)) = want {
            self.report_value(name.span, &name.text, *e);
            return;
        }
        if self.is_misplaced(name) {
            let diagnostic =
                Diagnostic::new(report::NO_VALUE, name.span).arg("name", name.text.as_str());
            self.diagnostics.push(diagnostic);
            return;
        }
        let within = self.within_calendar(name);
        if let Some(diagnostic) = within.or_else(|| self.run_together(name, place)) {
            self.diagnostics.push(diagnostic);
            return;
        }
        let diagnostic =
            Diagnostic::new(report::UNKNOWN_NAME, name.span).arg("name", name.text.as_str());
        let diagnostic = if report::says_none(&name.text) {
            diagnostic.help("none")
        } else if let Some(list) = self.list_of_member(name, place) {
            diagnostic.arg("list", list).help("member")
        } else {
            let near = self.nearest_name(name, place);
            let diagnostic = report::with_nearest(diagnostic, name.span, near.as_deref());
            match want {
                Some(Type::Text) => diagnostic.suggest("quote", vec![quoted(name)]),
                _ => diagnostic,
            }
        };
        self.diagnostics.push(diagnostic);
    }

    /// Whether it is the name of something that is no value by itself.
    fn is_misplaced(&mut self, name: &Name) -> bool {
        let calendars = &self.definitions.calendars;
        calendars.iter().any(|c| c.text == name.text)
            || !self.words.names.values_named(&name.text).is_empty()
            || self.find_list(&name.text).is_some()
    }

    fn nearest_name(&self, name: &Name, place: Place) -> Option<String> {
        let words = self.words;
        let member = match place {
            Place::Member { record, .. } => words.names.nearest_member(record, &name.text),
            Place::Action(action) => words.names.nearest_param(action, &name.text),
            Place::Order => None,
        };
        let lets = self.definitions.lets.iter().map(|(n, _)| n.text.as_str());
        let own = nearest(&name.text, lets);
        member
            .or_else(|| words.names.nearest_field(&name.text))
            .or(own)
            .map(str::to_owned)
    }

    /// The list whose members have this name, where the name stands outside of it.
    fn list_of_member(&self, name: &Name, place: Place) -> Option<Arg> {
        if place != Place::Order {
            return None;
        }
        let (list, member) = match name.text.rsplit_once('.') {
            Some((list, member)) => (Some(self.words.list(list)?.0), member),
            None => (None, name.text.as_str()),
        };
        let mut fields = self.words.vocabulary.fields.iter().enumerate();
        let (_, field) = fields.find(|(at, field)| {
            let Type::List(record) = field.ty else {
                return false;
            };
            list.is_none_or(|list| list == *at) && self.words.names.member(record, member).is_some()
        })?;
        Some(Arg::Both {
            ja: field.ja.first().unwrap_or(&field.id).to_string(),
            en: field.id.to_string(),
        })
    }

    /// 昼内: a calendar and 内, for 昼の間. 営業時間内 can mean nothing else where nothing has that
    /// name; 国内 and its like are names.
    pub(crate) fn within_calendar(&self, name: &Name) -> Option<Diagnostic> {
        let stem = name.text.strip_suffix('内')?;
        let mut calendars = self.definitions.calendars.iter();
        if !calendars.any(|calendar| calendar.text == stem) && !stem.ends_with("時間") {
            return None;
        }
        let mended = format!("{stem}の間");
        let edit = Edit {
            span: name.span,
            text: mended.clone(),
        };
        let diagnostic = Diagnostic::new(report::RUN_TOGETHER, name.span)
            .arg("written", name.text.as_str())
            .arg("mended", mended);
        Some(diagnostic.mend("mend", vec![edit]))
    }

    /// ステータスが発送待ち: a field, が, and what it is compared with, without a blank.
    fn run_together(&mut self, name: &Name, place: Place) -> Option<Diagnostic> {
        let text = name.text.as_str();
        for (at, particle) in text.match_indices(['が', 'は']) {
            let (Some(subject), Some(with)) = (text.get(..at), text.get(at + particle.len()..))
            else {
                continue;
            };
            let Some(meaning) = self.words.meaning(subject, place) else {
                continue;
            };
            let (with, certain) = match self.words.type_of(meaning) {
                Some(Type::Enum(e)) if self.words.names.value(*e, with).is_some() => {
                    (with.to_owned(), true)
                }
                Some(Type::Text) if !with.is_empty() => (format!("「{with}」"), false),
                _ => continue,
            };
            let mended = format!("{subject}{particle} {with}");
            let edit = Edit {
                span: name.span,
                text: mended.clone(),
            };
            let diagnostic = Diagnostic::new(report::RUN_TOGETHER, name.span)
                .arg("written", text)
                .arg("mended", mended);
            return Some(if certain {
                diagnostic.mend("mend", vec![edit])
            } else {
                diagnostic.suggest("mend", vec![edit])
            });
        }
        None
    }
}

/// The name as a text.
fn quoted(name: &Name) -> Edit {
    Edit {
        span: name.span,
        text: format!("「{}」", name.text),
    }
}
