//! `tables`: policy, columns and rows, or the file that holds them.

use sabaki_diagnostic::source::Spanned;

use super::super::key::{self, Key};
use super::super::node::{Node, NodeKind, Style};
use super::super::report::{self, Shape};
use super::{Known, Lower};
use crate::dsl::fragment;
use crate::syntax::expression::Name;
use crate::syntax::file::Item;
use crate::syntax::rule::Head;
use crate::syntax::table::{
    Cell, CellKind, Column, ColumnKind, Grid, Policy, Row, Table, TableBody,
};

impl Lower<'_> {
    pub(super) fn tables(&mut self, known: Known<'_>) -> Vec<Item> {
        self.each(known, Self::table)
            .into_iter()
            .map(Item::Table)
            .collect()
    }

    fn table(&mut self, node: &Node, list: &str) -> Option<Table> {
        let NodeKind::Mapping(entries) = &node.kind else {
            self.wrong(node, list, Shape::Map);
            return None;
        };
        let known = self.keys(entries, key::TABLE);
        let find = |key: Key| known.iter().copied().find(|known| known.key == key);
        // `from` names the file where nothing else does, and a period where rows stand in place.
        let in_place = find(Key::Columns).is_some() || find(Key::Rows).is_some();
        let from_is_file = !in_place && find(Key::File).is_none();
        let mut head = Head::default();
        for known in &known {
            if known.key != Key::From || !from_is_file {
                self.head_key(&mut head, *known);
            }
        }
        let when = find(Key::When).map(|known| self.condition(known));
        let unless = find(Key::Unless).map(|known| self.condition(known));
        let name = self.required(find(Key::Table), Key::Table, node);
        let name = name.and_then(|known| self.text(known));
        let policy = self.required(find(Key::Policy), Key::Policy, node);
        let policy = policy.and_then(|known| self.policy(known));
        let file = find(Key::File).or_else(|| find(Key::From).filter(|_| from_is_file));
        let body = if let Some(file) = file {
            self.text(file).map(TableBody::File)
        } else {
            let columns = self.required(find(Key::Columns), Key::Columns, node);
            let rows = self.required(find(Key::Rows), Key::Rows, node);
            columns
                .zip(rows)
                .map(|(columns, rows)| TableBody::Inline(self.grid(columns, rows)))
        };
        let name = name?;
        Some(Table {
            span: node.span,
            name: Name {
                text: key::normal(&name.node).into_owned(),
                span: name.span,
            },
            policy: policy?,
            head,
            when,
            unless,
            body: body?,
        })
    }

    fn required<'n>(
        &mut self,
        found: Option<Known<'n>>,
        key: Key,
        node: &Node,
    ) -> Option<Known<'n>> {
        if found.is_none() {
            let key = key.names().0;
            self.diagnostics.push(report::missing_key(node.span, key));
        }
        found
    }

    fn policy(&mut self, known: Known<'_>) -> Option<Spanned<Policy>> {
        let node = &known.entry.value;
        let text = self.text(known)?.node;
        let policy = match &*key::normal(&text) {
            "first" | "最初" => Policy::First,
            "unique" | "重複なし" => Policy::Unique,
            "collect" | "すべて" | "全て" => Policy::Collect,
            _ => {
                self.diagnostics.push(report::policy(node.span, &text));
                return None;
            }
        };
        Some(Spanned::new(policy, node.span))
    }

    fn grid(&mut self, columns: Known<'_>, rows: Known<'_>) -> Grid {
        let mut grid = Grid::default();
        match &columns.entry.value.kind {
            NodeKind::Sequence(nodes) => {
                grid.columns = nodes
                    .iter()
                    .map(|node| self.column(node, columns.name))
                    .collect();
            }
            NodeKind::Scalar(_) | NodeKind::Mapping(_) | NodeKind::Refused => {
                self.wrong(&columns.entry.value, columns.name, Shape::List);
            }
        }
        match &rows.entry.value.kind {
            NodeKind::Sequence(nodes) => {
                grid.rows = nodes
                    .iter()
                    .filter_map(|node| self.row(node, rows.name, &grid.columns))
                    .collect();
            }
            NodeKind::Scalar(_) | NodeKind::Mapping(_) | NodeKind::Refused => {
                self.wrong(&rows.entry.value, rows.name, Shape::List);
            }
        }
        grid
    }

    fn column(&mut self, node: &Node, key: &str) -> Column {
        self.fragment(node, key, Shape::Text, fragment::head_cell)
            .unwrap_or(Column {
                span: node.span,
                kind: ColumnKind::Error,
            })
    }

    fn row(&mut self, node: &Node, key: &str, columns: &[Column]) -> Option<Row> {
        let NodeKind::Sequence(nodes) = &node.kind else {
            self.wrong(node, key, Shape::List);
            return None;
        };
        if nodes.len() != columns.len() && !columns.is_empty() {
            self.diagnostics
                .push(report::cells(node.span, nodes.len(), columns.len()));
            return None;
        }
        let cells = nodes
            .iter()
            .zip(columns)
            .map(|(node, column)| self.cell(node, key, column))
            .collect();
        let span = node.span;
        Some(Row { span, cells })
    }

    fn cell(&mut self, node: &Node, key: &str, column: &Column) -> Cell {
        let span = node.span;
        let blank = matches!(&node.kind, NodeKind::Scalar(scalar)
            if scalar.style == Style::Absent || scalar.text.trim().is_empty());
        if blank {
            let kind = CellKind::Any;
            return Cell { span, kind };
        }
        self.fragment(node, key, Shape::Text, |text, place| {
            fragment::cell(text, place, &column.kind)
        })
        .unwrap_or(Cell {
            span,
            kind: CellKind::Error,
        })
    }
}
