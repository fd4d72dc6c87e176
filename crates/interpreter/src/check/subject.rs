//! What a check speaks of: a field, a member of a list, how many members a list has, a calendar.

use sabaki_diagnostic::diagnostic::Arg;

use crate::compile::program::Program;
use crate::typing::tree::{Term, TermKind};
use crate::vocabulary::model::{Origin, Type};

/// How many `let`s that stand for one another are followed.
const DEEP: u32 = 8;

/// Something of which a condition asks that it be this or that.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Subject {
    /// A field of the order, by index; the clock's too.
    Field(usize),
    /// A member of the list member that is asked.
    Member {
        /// The list field's index.
        list: usize,
        /// The member's index in its record.
        member: usize,
    },
    /// How many members a list has: a number, and never unknown where a condition is true.
    Count(usize),
    /// Whether a calendar ever opens, by index.
    Calendar(usize),
}

impl Subject {
    /// What a term is about; none where it is computed.
    pub(super) fn of(term: &Term, program: &Program) -> Option<Self> {
        match &resolved(term, program)?.kind {
            TermKind::Field(at) => Some(Self::Field(*at)),
            TermKind::Member { list, member } => Some(Self::Member {
                list: *list,
                member: *member,
            }),
            // All parts of a condition see one instant.
            TermKind::Clock(clock) => {
                let mut fields = program.vocabulary.fields.iter();
                let at = fields.position(|field| field.origin == Origin::Clock(*clock));
                at.map(Self::Field)
            }
            TermKind::Value(_)
            | TermKind::Param(_)
            | TermKind::Let(_)
            | TermKind::Condition(_)
            | TermKind::Count { .. }
            | TermKind::Sum { .. }
            | TermKind::Arithmetic { .. }
            | TermKind::Call { .. } => None,
        }
    }

    /// Its name in both languages.
    pub(super) fn name(self, program: &Program) -> Option<Arg> {
        let vocabulary = &program.vocabulary;
        let fields = &vocabulary.fields;
        let (ja, en) = match self {
            Self::Field(at) => {
                let field = fields.get(at)?;
                (shown(&field.ja, &field.id), field.id.to_string())
            }
            Self::Member { list, member } => {
                let list = fields.get(list)?;
                let Type::List(record) = list.ty else {
                    return None;
                };
                let record = vocabulary.records.get(usize::from(record))?;
                let field = record.fields.get(member)?;
                (
                    format!(
                        "{}の{}",
                        shown(&list.ja, &list.id),
                        shown(&field.ja, &field.id)
                    ),
                    format!("{}.{}", list.id, field.id),
                )
            }
            Self::Count(at) => {
                let field = fields.get(at)?;
                (
                    format!("{}の件数", shown(&field.ja, &field.id)),
                    format!("count({})", field.id),
                )
            }
            Self::Calendar(at) => {
                let name = program.calendars.get(at)?.name();
                (name.to_owned(), name.to_owned())
            }
        };
        Some(Arg::Both { ja, en })
    }
}

fn shown(ja: &[impl AsRef<str>], id: &str) -> String {
    ja.first().map_or(id, AsRef::as_ref).to_owned()
}

/// A term, or what the `let` stands for that it names. A `let` speaks of the order wherever it is
/// used.
pub(super) fn resolved<'t>(term: &'t Term, program: &'t Program) -> Option<&'t Term> {
    let mut term = term;
    for _ in 0..DEEP {
        let TermKind::Let(at) = term.kind else {
            return Some(term);
        };
        term = program.lets.get(at)?.as_deref()?;
    }
    None
}
