//! How a whole set is written in YAML by hand: keys in any order, `all`, `any` and `none` nested.

use super::model::{C, Head, Moment, Names, Part, Rule, Set, Table, V};
use super::pen::Pen;
use super::yaml_node::Node;

/// What the language's own texts begin with.
const QUOTES: [char; 3] = ['"', '「', '『'];

type Entry = (String, Node);

impl Pen {
    /// A set as a YAML file.
    pub(crate) fn yaml(&mut self, set: &Set) -> String {
        self.one_line = true;
        let names = &set.names;
        let mut entries: Vec<Entry> = Vec::new();
        if self.rarely(3) {
            entries.push((self.key("language", "言語版"), Node::Read("1".to_owned())));
        }
        if set.partial {
            let yes = self.value(&V::Bool(true));
            entries.push((self.key("partial", "一部"), Node::Read(yes)));
        }
        let mut lets: Vec<Entry> = Vec::new();
        for (name, c) in names.lets.iter().zip(&set.lets) {
            let value = self.c(c, names);
            lets.push(((*name).to_owned(), Node::Read(value)));
        }
        let days = names.dates.iter().zip(&set.dates);
        for (name, x) in names.numbers.iter().zip(&set.numbers).chain(days) {
            let value = self.x(x, names);
            lets.push(((*name).to_owned(), Node::Read(value)));
        }
        let lists = names.lists.iter().zip(&set.lists);
        let lists: Vec<Entry> = lists
            .map(|(name, list)| ((*name).to_owned(), self.yaml_list(name, list)))
            .collect();
        let calendars = names.calendars.iter().zip(&set.calendars);
        let calendars: Vec<Entry> = calendars
            .map(|(name, calendar)| {
                let lines = self.lines(calendar).into_iter().map(Node::Read).collect();
                ((*name).to_owned(), Node::List(lines))
            })
            .collect();
        let rules: Vec<Node> = set
            .rules
            .iter()
            .map(|rule| self.yaml_rule(rule, names))
            .collect();
        let tables: Vec<Node> = set
            .tables
            .iter()
            .map(|table| self.yaml_table(table, names))
            .collect();
        let maps = [
            ("let", "定義", lets),
            ("lists", "リスト", lists),
            ("calendars", "カレンダー", calendars),
        ];
        for (en, ja, map) in maps {
            if !map.is_empty() {
                entries.push((self.key(en, ja), Node::Map(map)));
            }
        }
        for (en, ja, nodes) in [("rules", "ルール", rules), ("tables", "表", tables)] {
            if !nodes.is_empty() {
                entries.push((self.key(en, ja), Node::Lines(nodes)));
            }
        }
        self.turned(&mut entries);
        self.yaml_map(&entries, 0)
    }

    fn key(&mut self, en: &str, ja: &str) -> String {
        self.word(&[en], &[ja]).to_owned()
    }

    /// Keys stand in any order.
    fn turned(&mut self, entries: &mut [Entry]) {
        let turn = self.below(entries.len().max(1));
        entries.rotate_left(turn);
    }

    fn yaml_list(&mut self, name: &str, list: &[V]) -> Node {
        if let Some(file) = self.list_file(name, list) {
            let key = self.word(&["from"], &["ファイル"]).to_owned();
            return Node::Map(vec![(key, Node::Text(file))]);
        }
        let values = list.iter().map(|value| match value {
            V::Text(text) if !text.trim_start().starts_with(QUOTES) => Node::Text(text.clone()),
            // A text that begins with quotes is the language's, within YAML's.
            value => {
                let text = self.value(value);
                if text.starts_with(QUOTES) {
                    Node::Read(text)
                } else {
                    Node::Bare(text)
                }
            }
        });
        Node::List(values.collect())
    }

    /// A condition: an expression, a list, or one of `all`, `any`, `none`.
    fn yaml_condition(&mut self, c: &C, names: &Names) -> Node {
        let parts = |pen: &mut Self, parts: &[C]| {
            Node::List(parts.iter().map(|c| pen.yaml_condition(c, names)).collect())
        };
        match c {
            _ if self.rarely(3) => Node::Read(self.c(c, names)),
            C::And(all) => {
                let list = parts(self, all);
                if self.rarely(2) {
                    return list;
                }
                Node::Map(vec![(self.key("all", "すべて"), list)])
            }
            C::Or(any) => {
                let list = parts(self, any);
                Node::Map(vec![(self.key("any", "どれか"), list)])
            }
            C::Not(c) => {
                let list = match &**c {
                    C::Or(any) => parts(self, any),
                    c => self.yaml_condition(c, names),
                };
                // A list means all of it, except under this key.
                let list = match (&**c, list) {
                    (C::And(_), Node::List(all)) => Node::List(vec![Node::Map(vec![(
                        self.key("all", "すべて"),
                        Node::List(all),
                    )])]),
                    (_, other) => other,
                };
                Node::Map(vec![(self.key("none", "どれでもない"), list)])
            }
            c => Node::Read(self.c(c, names)),
        }
    }

    fn yaml_rule(&mut self, rule: &Rule, names: &Names) -> Node {
        let mut entries = self.yaml_head(&rule.head);
        if rule.named {
            entries.push((self.key("rule", "ルール"), Node::Text(rule.name.clone())));
        }
        let when = self.yaml_condition(&rule.when, names);
        entries.push((self.key("when", "条件"), when));
        if let Some(unless) = &rule.unless {
            let unless = self.yaml_condition(unless, names);
            entries.push((self.key("unless", "除外"), unless));
        }
        let (mut thens, mut holds, mut because) = (Vec::new(), Vec::new(), None);
        let one_hold = rule.holds().count() == 1;
        for part in &rule.parts {
            match part {
                Part::Then(then) => thens.push(Node::Read(self.actions(then, names))),
                Part::Hold(hold) => {
                    let apart = one_hold && self.rarely(2);
                    because = hold.because.clone().filter(|_| apart);
                    holds.push(Node::Read(self.held(hold, !apart)));
                }
            }
        }
        for (en, ja, mut nodes) in [("then", "実行", thens), ("hold", "保留", holds)] {
            let alone = nodes.len() == 1 && !self.rarely(3);
            if let Some(node) = nodes.pop_if(|_| alone) {
                entries.push((self.key(en, ja), node));
            }
            if !nodes.is_empty() {
                entries.push((self.key(en, ja), Node::List(nodes)));
            }
        }
        if let Some(because) = because {
            entries.push((self.key("because", "理由"), Node::Text(because)));
        }
        self.turned(&mut entries);
        Node::Map(entries)
    }

    fn yaml_head(&mut self, head: &Head) -> Vec<Entry> {
        let mut entries: Vec<Entry> = Vec::new();
        if head.priority != 0 {
            let number = self.wide(&head.priority.to_string());
            entries.push((self.key("priority", "優先度"), Node::Read(number)));
        }
        let mut moment = |pen: &mut Self, en: &str, ja: &str, at: Option<Moment>| {
            if let Some(at) = at {
                let text = pen.moment(at);
                entries.push((pen.key(en, ja), Node::Read(text)));
            }
        };
        moment(self, "from", "開始", head.from);
        moment(self, "until", "終了", head.until);
        if let Some(owner) = head.owner {
            entries.push((self.key("owner", "担当"), Node::Text(owner.to_owned())));
        }
        if let Some(doc) = head.doc {
            entries.push((self.key("doc", "説明"), Node::Text(doc.to_owned())));
        }
        if head.shadow {
            let yes = self.value(&V::Bool(true));
            entries.push((self.key("shadow", "試運転"), Node::Read(yes)));
        }
        entries
    }

    fn yaml_table(&mut self, table: &Table, names: &Names) -> Node {
        let mut entries = self.yaml_head(&table.head);
        entries.push((self.key("table", "表"), Node::Text(table.name.clone())));
        let policy = self.policy(table.policy).to_owned();
        entries.push((self.key("policy", "方式"), Node::Read(policy)));
        if let Some(when) = &table.when {
            let when = self.yaml_condition(when, names);
            entries.push((self.key("when", "条件"), when));
        }
        if let Some(unless) = &table.unless {
            let unless = self.yaml_condition(unless, names);
            entries.push((self.key("unless", "除外"), unless));
        }
        let grid = self.grid(table, names);
        if self.rarely(5) {
            let file = self.file(table, &grid);
            // Beside a period `from` is its start.
            let key = match table.head.from {
                Some(_) => self.word(&["file"], &["ファイル"]),
                None => self.word(&["from", "file"], &["ファイル"]),
            };
            entries.push((key.to_owned(), Node::Text(file)));
        } else {
            let mut rows = grid.into_iter().map(|cells| {
                // A cell with nothing in it is no text in YAML.
                let cell = |cell: String| {
                    Node::Read(if cell.is_empty() {
                        "-".to_owned()
                    } else {
                        cell
                    })
                };
                Node::List(cells.into_iter().map(cell).collect())
            });
            let columns = rows.next().unwrap_or(Node::List(Vec::new()));
            let rows: Vec<Node> = rows.collect();
            entries.push((self.key("columns", "列"), columns));
            entries.push((self.key("rows", "行"), Node::List(rows)));
        }
        self.turned(&mut entries);
        Node::Map(entries)
    }
}
