//! The walk through a tree that gives every name its meaning.

use sabaki_diagnostic::source::Span;
use sabaki_interpreter::function;
use sabaki_interpreter::typing::scope::{Meaning as Scoped, Place, Words};
use sabaki_interpreter::vocabulary::model::Type;
use sabaki_parser::syntax::expression::{Expr, ExprKind, Name};
use sabaki_parser::syntax::file::{File, Item, ListSource};
use sabaki_parser::syntax::literal::Literal;
use sabaki_parser::syntax::rule::{HoldTarget, Part, Timing};
use sabaki_parser::syntax::table::{Cell, CellKind, ColumnKind, Grid, TableBody};

use super::definition::Definitions;
use super::expression::hint;
use super::{Meaning, Occurrence};

/// What a name is read by besides its own spelling.
#[derive(Clone, Copy)]
struct Context<'c> {
    place: Place,
    /// The type of its neighbour.
    want: Option<&'c Type>,
}

const PLAIN: Context<'static> = Context {
    place: Place::Order,
    want: None,
};

pub(super) struct Walk<'w> {
    words: &'w Words,
    definitions: &'w Definitions<'w>,
    pub(super) found: Vec<Occurrence>,
}

impl<'w> Walk<'w> {
    pub(super) fn new(words: &'w Words, definitions: &'w Definitions<'w>) -> Self {
        Self {
            words,
            definitions,
            found: Vec::new(),
        }
    }

    pub(super) fn file(&mut self, file: &File) {
        for item in &file.items {
            match item {
                Item::Rule(rule) => {
                    self.expr(&rule.when, PLAIN);
                    self.maybe(rule.unless.as_ref());
                    for part in &rule.parts {
                        self.part(part);
                    }
                }
                Item::Let(found) => {
                    self.defined(&found.name, true);
                    self.expr(&found.value, PLAIN);
                }
                Item::List(list) => {
                    self.defined(&list.name, true);
                    if let ListSource::Inline(values) = &list.source {
                        for value in values {
                            self.expr(value, PLAIN);
                        }
                    }
                }
                Item::Calendar(calendar) => self.defined(&calendar.name, true),
                Item::Table(table) => {
                    self.maybe(table.when.as_ref());
                    self.maybe(table.unless.as_ref());
                    if let TableBody::Inline(grid) = &table.body {
                        self.grid(grid);
                    }
                }
                Item::Partial(_) | Item::Language(_) => {}
            }
        }
    }

    fn part(&mut self, part: &Part) {
        match part {
            Part::Then(then) => {
                for call in &then.actions {
                    self.action(&call.action);
                    for arg in &call.args {
                        self.expr(arg, PLAIN);
                    }
                }
                self.timing(&then.timing);
            }
            Part::Hold(hold) => {
                for target in &hold.targets {
                    match target {
                        HoldTarget::Everything(_) => {}
                        HoldTarget::Action(name) => self.action(name),
                    }
                }
            }
        }
    }

    fn timing(&mut self, timing: &Timing) {
        self.maybe(timing.from.as_deref());
        if let Some(calendar) = &timing.during {
            self.defined(calendar, false);
        }
    }

    fn grid(&mut self, grid: &Grid) {
        for column in &grid.columns {
            match &column.kind {
                ColumnKind::Condition(head) => self.expr(head, PLAIN),
                ColumnKind::Then(action) | ColumnKind::Hold(action) => self.action(action),
                ColumnKind::Error => {}
            }
        }
        let wants: Vec<Option<Type>> = grid
            .columns
            .iter()
            .map(|column| match &column.kind {
                ColumnKind::Condition(head) => self.hint(head, Place::Order),
                ColumnKind::Then(_) | ColumnKind::Hold(_) | ColumnKind::Error => None,
            })
            .collect();
        for row in &grid.rows {
            for (cell, want) in row.cells.iter().zip(&wants) {
                self.cell(cell, want.as_ref());
            }
        }
    }

    fn cell(&mut self, cell: &Cell, want: Option<&Type>) {
        let context = Context { want, ..PLAIN };
        match &cell.kind {
            CellKind::Values { values, .. } => {
                for value in values {
                    self.expr(value, context);
                }
            }
            CellKind::InList { list, .. } => self.defined(list, false),
            CellKind::Compare { value, .. } | CellKind::Argument(value) => {
                self.expr(value, context);
            }
            CellKind::Range { low, high } => {
                self.expr(low, context);
                self.expr(high, context);
            }
            CellKind::Condition(inner) => self.expr(inner, context),
            CellKind::Any
            | CellKind::Is { .. }
            | CellKind::Yes
            | CellKind::Reason(_)
            | CellKind::Error => {}
        }
    }

    fn maybe(&mut self, expr: Option<&Expr>) {
        if let Some(expr) = expr {
            self.expr(expr, PLAIN);
        }
    }

    fn hint(&self, expr: &Expr, place: Place) -> Option<Type> {
        hint(expr, place, self.words, self.definitions, 0)
    }

    fn expr(&mut self, expr: &Expr, context: Context<'_>) {
        let place = context.place;
        let plain = Context { place, want: None };
        match &expr.kind {
            ExprKind::Name(name) => self.name(name, context),
            ExprKind::Literal(Literal::Text(text)) => self.quoted(text, expr.span, context.want),
            ExprKind::Literal(_) | ExprKind::Error => {}
            ExprKind::Tuple(values) => values.iter().for_each(|value| self.expr(value, context)),
            ExprKind::Paren(inner) => self.expr(inner, context),
            ExprKind::Not(inner) => self.expr(inner, plain),
            ExprKind::And(parts) | ExprKind::Or(parts) => {
                for part in parts {
                    self.expr(part, plain);
                }
            }
            ExprKind::Compare { left, right, .. } => {
                let of_left = self.hint(left, place);
                let of_right = self.hint(right, place);
                self.beside(left, of_right, place);
                self.beside(right, of_left, place);
            }
            ExprKind::In { value, set, .. } => {
                let of_value = self.hint(value, place);
                let of_set = match self.hint(set, place) {
                    Some(Type::Set(inner)) => Some(*inner),
                    _ => None,
                };
                self.beside(value, of_set, place);
                self.beside(set, of_value, place);
            }
            ExprKind::Between {
                value, low, high, ..
            } => {
                let of_value = self.hint(value, place);
                self.expr(value, plain);
                self.beside(low, of_value.clone(), place);
                self.beside(high, of_value, place);
            }
            ExprKind::Text { value, operand, .. } => {
                let of_value = match self.hint(value, place) {
                    Some(Type::Set(inner)) => Some(*inner),
                    _ => None,
                };
                self.expr(value, plain);
                self.beside(operand, of_value, place);
            }
            ExprKind::Matches { value, .. } | ExprKind::Is { value, .. } => self.expr(value, plain),
            ExprKind::During {
                value, calendar, ..
            } => {
                self.expr(value, plain);
                self.defined(calendar, false);
            }
            ExprKind::Quantifier {
                list, predicate, ..
            } => {
                self.members(list, &list.text, Some(predicate), place);
            }
            ExprKind::Count { list, predicate } => {
                self.members(list, &list.text, predicate.as_deref(), place);
            }
            ExprKind::Sum { member, predicate } => self.sum(member, predicate.as_deref(), place),
            ExprKind::Call { function, args } => {
                if let Some(found) = function::find(&function.text) {
                    self.push(function.span, Meaning::Function(found));
                }
                for arg in args {
                    self.expr(arg, plain);
                }
            }
            ExprKind::Arithmetic { left, right, .. } => {
                self.expr(left, plain);
                self.expr(right, plain);
            }
        }
    }

    fn beside(&mut self, expr: &Expr, want: Option<Type>, place: Place) {
        let want = want.as_ref();
        self.expr(expr, Context { place, want });
    }

    /// A list field and what its members are asked.
    fn members(&mut self, name: &Name, list: &str, predicate: Option<&Expr>, place: Place) {
        if let Some((field, _)) = self.words.list(list) {
            self.push(name.span, Meaning::Field(field));
        }
        self.predicate(list, predicate, place);
    }

    fn predicate(&mut self, list: &str, predicate: Option<&Expr>, place: Place) {
        let found = self.words.list(list);
        let place = found.map_or(place, |(list, record)| Place::Member { list, record });
        if let Some(predicate) = predicate {
            self.expr(predicate, Context { place, want: None });
        }
    }

    fn sum(&mut self, name: &Name, predicate: Option<&Expr>, place: Place) {
        let Some((list, member)) = name.text.rsplit_once('.') else {
            return;
        };
        if let Some((_, record)) = self.words.list(list)
            && let Some(at) = self.words.names.member(record, member)
        {
            self.push(name.span, Meaning::Member(record, at));
        }
        self.predicate(list, predicate, place);
    }

    fn name(&mut self, name: &Name, context: Context<'_>) {
        if let Some(Type::Enum(e)) = context.want
            && let Some(value) = self.words.names.value(*e, &name.text)
        {
            self.push(name.span, Meaning::Value(value));
            return;
        }
        match self.words.meaning(&name.text, context.place) {
            Some(Scoped::Field(at)) => self.push(name.span, Meaning::Field(at)),
            Some(Scoped::Member { record, member, .. }) => {
                self.push(name.span, Meaning::Member(record, member));
            }
            Some(Scoped::Param { .. }) => {}
            None => self.defined(name, false),
        }
    }

    fn quoted(&mut self, text: &str, span: Span, want: Option<&Type>) {
        if let Some(Type::Enum(e)) = want
            && let Some(value) = self.words.names.value(*e, text)
        {
            self.push(span, Meaning::Value(value));
        }
    }

    fn defined(&mut self, name: &Name, defines: bool) {
        if let Some(at) = self.definitions.find(&name.text) {
            self.found.push(Occurrence {
                span: name.span,
                meaning: Meaning::Defined(at),
                defines,
            });
        }
    }

    fn action(&mut self, name: &Name) {
        if let Some(at) = self.words.names.action(&name.text) {
            self.push(name.span, Meaning::Action(at));
        }
    }

    fn push(&mut self, span: Span, meaning: Meaning) {
        self.found.push(Occurrence {
            span,
            meaning,
            defines: false,
        });
    }
}
