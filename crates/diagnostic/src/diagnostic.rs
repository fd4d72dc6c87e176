//! A diagnostic: one thing that a person must mend, with its place, its arguments and its help.

use crate::catalogue;
use crate::code::{Code, Severity};
use crate::lang::Lang;
use crate::source::Span;

/// A value that a text speaks of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Arg {
    /// The same in both languages: names as written, numbers.
    Same(String),
    /// A word that exists in both languages.
    Both {
        /// 日本語
        ja: String,
        /// English
        en: String,
    },
    /// A text of the catalogue, by key.
    Text(&'static str),
}

impl Arg {
    /// The value in one language.
    pub fn in_lang(&self, lang: Lang) -> String {
        match (self, lang) {
            (Self::Same(s), _) => s.clone(),
            (Self::Both { ja, .. }, Lang::Ja) => ja.clone(),
            (Self::Both { en, .. }, Lang::En) => en.clone(),
            (Self::Text(key), _) => catalogue::text(lang, key, &[]),
        }
    }
}

impl From<&str> for Arg {
    fn from(s: &str) -> Self {
        Self::Same(s.to_owned())
    }
}

impl From<String> for Arg {
    fn from(s: String) -> Self {
        Self::Same(s)
    }
}

impl From<usize> for Arg {
    fn from(n: usize) -> Self {
        Self::Same(n.to_string())
    }
}

/// A further place that belongs to the diagnostic ("first defined here").
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// Where.
    pub span: Span,
    /// Key of its text on the code's page: `label.KEY.ja`, `label.KEY.en`.
    pub key: &'static str,
}

/// A replacement of source text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// What is replaced; empty to insert.
    pub span: Span,
    /// By what.
    pub text: String,
}

/// What to do about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Help {
    /// Key of its text on the code's page: `help.KEY.ja`, `help.KEY.en`.
    pub key: &'static str,
    /// The mend as text edits, where there is one.
    pub edits: Vec<Edit>,
    /// Whether the mend is certain, so that `check --fix` makes it.
    pub certain: bool,
}

/// One thing that a person must mend.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    code: Code,
    span: Span,
    variant: &'static str,
    args: Vec<(&'static str, Arg)>,
    labels: Vec<Label>,
    helps: Vec<Help>,
    witness: Option<String>,
}

impl Diagnostic {
    /// A diagnostic at a place; its texts are on the page of the code.
    pub const fn new(code: Code, span: Span) -> Self {
        Self {
            code,
            span,
            variant: "",
            args: Vec::new(),
            labels: Vec::new(),
            helps: Vec::new(),
            witness: None,
        }
    }

    /// Chooses another message of the same page: `message.VARIANT.ja`.
    #[must_use]
    pub const fn variant(mut self, variant: &'static str) -> Self {
        self.variant = variant;
        self
    }

    /// Gives a value for `{name}` in the texts.
    #[must_use]
    pub fn arg(mut self, name: &'static str, value: impl Into<Arg>) -> Self {
        self.args.push((name, value.into()));
        self
    }

    /// Adds a further place.
    #[must_use]
    pub fn label(mut self, span: Span, key: &'static str) -> Self {
        self.labels.push(Label { span, key });
        self
    }

    /// Adds a line of help.
    #[must_use]
    pub fn help(mut self, key: &'static str) -> Self {
        self.helps.push(Help {
            key,
            edits: Vec::new(),
            certain: false,
        });
        self
    }

    /// Adds a line of help that offers a mend for a person to accept.
    #[must_use]
    pub fn suggest(mut self, key: &'static str, edits: Vec<Edit>) -> Self {
        self.helps.push(Help {
            key,
            edits,
            certain: false,
        });
        self
    }

    /// Adds a line of help whose mend is certain: `check --fix` makes it.
    #[must_use]
    pub fn mend(mut self, key: &'static str, edits: Vec<Edit>) -> Self {
        self.helps.push(Help {
            key,
            edits,
            certain: true,
        });
        self
    }

    /// Adds a witness: an order as one line of JSON that `simulate` reproduces the finding with.
    #[must_use]
    pub fn with_witness(mut self, order: String) -> Self {
        self.witness = Some(order);
        self
    }

    /// The stable code.
    pub const fn code(&self) -> Code {
        self.code
    }

    /// How serious it is.
    pub fn severity(&self) -> Severity {
        self.code.severity()
    }

    /// The place that the message is about.
    pub const fn span(&self) -> Span {
        self.span
    }

    /// Further places.
    pub fn labels(&self) -> &[Label] {
        &self.labels
    }

    /// What to do.
    pub fn helps(&self) -> &[Help] {
        &self.helps
    }

    /// The witness order, as one line of JSON.
    pub fn witness(&self) -> Option<&str> {
        self.witness.as_deref()
    }

    /// The message in one language.
    pub fn message(&self, lang: Lang) -> String {
        self.page_text(lang, "message", self.variant)
    }

    /// The text of one of its labels.
    pub fn label_text(&self, lang: Lang, label: &Label) -> String {
        self.page_text(lang, "label", label.key)
    }

    /// The text of one of its helps.
    pub fn help_text(&self, lang: Lang, help: &Help) -> String {
        self.page_text(lang, "help", help.key)
    }

    fn page_text(&self, lang: Lang, kind: &str, key: &str) -> String {
        let args: Vec<(&str, String)> = self
            .args
            .iter()
            .map(|(name, arg)| (*name, arg.in_lang(lang)))
            .collect();
        let args: Vec<(&str, &str)> = args.iter().map(|(n, v)| (*n, v.as_str())).collect();
        catalogue::page_text(self.code, kind, key, lang, &args)
    }
}

/// Whether any of these stops the rules from running.
pub fn has_errors(diagnostics: &[Diagnostic]) -> bool {
    diagnostics.iter().any(|d| d.severity() == Severity::Error)
}
