//! YAML as hands write it: block or flow, any way of quoting.

use std::fmt::Write as _;

use super::pen::Pen;

/// What stands under a key.
pub(crate) enum Node {
    /// A text that the language reads, quoted in any way or not at all.
    Read(String),
    /// A value of a list that is no text: quotes would make one of it.
    Bare(String),
    /// A text as it is: quoted, whatever it holds.
    Text(String),
    List(Vec<Node>),
    /// A list whose members stand on lines of their own: rules without a name are told by them.
    Lines(Vec<Node>),
    Map(Vec<(String, Node)>),
}

impl Pen {
    /// A map as a whole file, or within one.
    pub(crate) fn yaml_map(&mut self, entries: &[(String, Node)], indent: usize) -> String {
        let mut out = String::new();
        for (key, node) in entries {
            let key = match self.below(8) {
                1 => format!("\"{key}\""),
                2 => format!("'{key}'"),
                _ => key.clone(),
            };
            let _ = write!(out, "{}{key}:", " ".repeat(indent));
            out.push_str(&self.under(node, indent + 2));
        }
        out
    }

    /// What stands behind `key:`, to the end of its last line.
    fn under(&mut self, node: &Node, indent: usize) -> String {
        match node {
            Node::Read(text) if self.rarely(8) => {
                // A text over several lines is what its lines say.
                let sign = self.of(&["|", "|-", ">", ">-"]);
                format!(" {sign}\n{}{text}\n", " ".repeat(indent))
            }
            Node::Read(_) | Node::Text(_) | Node::Bare(_) => {
                format!(" {}{}\n", self.flow(node), self.remark())
            }
            Node::List(_) | Node::Map(_) if fits_a_line(node) && self.rarely(6) => {
                format!(" {}{}\n", self.flow(node), self.remark())
            }
            Node::List(nodes) | Node::Lines(nodes) => {
                let mut out = format!("{}\n", self.remark());
                for node in nodes {
                    out.push_str(&self.member(node, indent));
                }
                out
            }
            Node::Map(entries) => format!("{}\n{}", self.remark(), self.yaml_map(entries, indent)),
        }
    }

    fn member(&mut self, node: &Node, indent: usize) -> String {
        let dash = format!("{}-", " ".repeat(indent));
        match node {
            Node::Map(entries) => {
                let map = self.yaml_map(entries, indent + 2);
                format!("{dash} {}", map.trim_start())
            }
            Node::Read(_) | Node::Text(_) | Node::Bare(_) | Node::List(_) | Node::Lines(_) => {
                format!("{dash}{}", self.under(node, indent + 2))
            }
        }
    }

    /// On one line.
    fn flow(&mut self, node: &Node) -> String {
        match node {
            Node::Read(text) => self.scalar(text),
            Node::Text(text) => double(text),
            Node::Bare(text) => text.clone(),
            Node::List(nodes) | Node::Lines(nodes) => {
                let nodes: Vec<String> = nodes.iter().map(|node| self.within(node)).collect();
                format!("[{}]", nodes.join(", "))
            }
            Node::Map(entries) => {
                let entries: Vec<String> = entries
                    .iter()
                    .map(|(key, node)| format!("{key}: {}", self.within(node)))
                    .collect();
                format!("{{{}}}", entries.join(", "))
            }
        }
    }

    /// Between brackets, where a comma would part a text.
    fn within(&mut self, node: &Node) -> String {
        match node {
            Node::Read(text) if text.contains(SPLITS) => double(text),
            _ => self.flow(node),
        }
    }

    fn scalar(&mut self, text: &str) -> String {
        let first = text.chars().next().unwrap_or(' ');
        let plain = first.is_alphanumeric()
            && !text.contains([':', '：', '#', '＃', '\t'])
            && !text.ends_with(char::is_whitespace);
        match self.below(4) {
            1 => double(text),
            2 if !text.contains('\t') => format!("'{}'", text.replace('\'', "''")),
            _ if plain => text.to_owned(),
            _ => double(text),
        }
    }

    fn remark(&mut self) -> String {
        if self.rarely(15) {
            // Elsewhere ＃ is a letter of a text.
            self.comment().replace('＃', "#")
        } else {
            String::new()
        }
    }
}

/// Whether a node can stand between brackets.
fn fits_a_line(node: &Node) -> bool {
    match node {
        Node::Read(_) | Node::Text(_) => true,
        Node::Bare(text) => !text.contains(SPLITS),
        Node::Lines(_) => false,
        Node::List(nodes) => nodes.iter().all(fits_a_line),
        Node::Map(entries) => entries.iter().all(|(_, node)| fits_a_line(node)),
    }
}

/// What ends a plain text between brackets.
const SPLITS: [char; 7] = [',', '[', ']', '{', '}', '、', '，'];

fn double(text: &str) -> String {
    let text = text.replace('\\', "\\\\").replace('"', "\\\"");
    format!("\"{}\"", text.replace('\n', "\\n").replace('\t', "\\t"))
}
