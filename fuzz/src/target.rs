//! What must hold of any input: no panic, places within the text, and a formatter that says the same.

use std::sync::{Arc, LazyLock};

use sabaki_diagnostic::diagnostic::{Diagnostic, has_errors};
use sabaki_diagnostic::lang::Lang;
use sabaki_diagnostic::source::{FileId, SourceFile, Sources};
use sabaki_interpreter::compile::compile;
use sabaki_interpreter::compile::rule_set::RuleSet;
use sabaki_interpreter::decide::decide;
use sabaki_interpreter::explain::explain;
use sabaki_interpreter::facts::file::{OrderRecord, OrdersFile, read_orders};
use sabaki_interpreter::facts::read::FactsReader;
use sabaki_interpreter::memory::Memory;
use sabaki_interpreter::rule_files::RuleFiles;
use sabaki_interpreter::testing;
use sabaki_interpreter::vocabulary::load::load;
use sabaki_interpreter::vocabulary::model::Vocabulary;
use sabaki_interpreter::vocabulary::translate::Translator;
use sabaki_parser::format::{Names, NotWritten, Options, parsed};
use sabaki_parser::parsed::parse;
use sabaki_parser::syntax::file::Spelling;

/// How much must hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Demand {
    /// No panic, places within the text, rules with errors decide nothing.
    Safe,
    /// And what the formatter writes is accepted, stays, and means the same.
    Faithful,
}

/// What reads text of strangers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// A rule file in the DSL.
    Dsl,
    /// A rule file in YAML.
    Yaml,
    /// A vocabulary file of a shop.
    Vocabulary,
    /// A file of orders.
    Facts,
    /// A file of rule tests.
    Tests,
    /// A list and a table from a CSV file.
    Csv,
}

impl Target {
    /// Every target, with the name that a command line gives it.
    pub const ALL: [(Self, &'static str); 6] = [
        (Self::Dsl, "dsl"),
        (Self::Yaml, "yaml"),
        (Self::Vocabulary, "vocabulary"),
        (Self::Facts, "facts"),
        (Self::Tests, "tests"),
        (Self::Csv, "csv"),
    ];

    /// Its name on the command line.
    pub fn name(self) -> &'static str {
        let found = Self::ALL.iter().find(|(target, _)| *target == self);
        found.map_or("", |(_, name)| name)
    }

    /// Reads an input; says whether it was accepted.
    ///
    /// # Panics
    /// When something does not hold.
    pub fn run(self, input: &[u8], demand: Demand) -> bool {
        if self == Self::Csv {
            return csv(input);
        }
        if self == Self::Facts {
            return facts(input);
        }
        let Ok(text) = std::str::from_utf8(input) else {
            return false;
        };
        match self {
            Self::Dsl => rules("a.rules", text, demand),
            Self::Yaml => rules("a.yaml", text, demand),
            Self::Vocabulary => vocabulary(text),
            Self::Tests => tests(text),
            Self::Facts | Self::Csv => false,
        }
    }
}

/// The largest rule file.
const LARGEST: usize = 1024 * 1024;

struct Shipped {
    vocabulary: Arc<Vocabulary>,
    ja: Translator,
    en: Translator,
    /// Rules that use most of the language.
    rules: Arc<RuleSet>,
}

static SHIPPED: LazyLock<Shipped> = LazyLock::new(|| {
    let (vocabulary, _) = load(&documents());
    let vocabulary = Arc::new(vocabulary);
    let set = compile(&vocabulary, &one("rules.rules", RULES));
    Shipped {
        ja: Translator::new(&vocabulary, Lang::Ja),
        en: Translator::new(&vocabulary, Lang::En),
        rules: set.rules.expect("the rules below compile"),
        vocabulary,
    }
});

const RULES: &str = "
list NG = (\"至急\", \"キャンセル\")
calendar 営業時間
  月-金 09:00-18:00
  except holidays
when status = 注文確認待ち and total >= 3,000円 and remarks contains any of NG hold confirm
when any items has (sku = \"A-1\" and quantity >= 2) or sum(items.price) > 1 then tag \"a\"
when now - ordered_at >= 3d and wished_delivery_date is empty then tag \"b\" during 営業時間
when prefecture in (\"沖縄県\") unless gift then confirm after 30m from ordered_at
when slip.tags contains \"催促済\" or payment_due < today then notify \"mail\" \"x\" every 3d up to 2 times
";

fn documents() -> Sources {
    let mut sources = Sources::default();
    for (name, text) in sabaki_order::vocabulary::DOCUMENTS {
        sources.add(name, text);
    }
    sources
}

fn one(name: &str, text: &str) -> RuleFiles {
    let mut files = RuleFiles::default();
    files.sources.add(name, text);
    files
}

fn rules(name: &str, text: &str, demand: Demand) -> bool {
    let shipped = &*SHIPPED;
    let read = parse(FileId(0), name, text);
    in_text(&read.diagnostics, &[text]);
    let compiled = compile(&shipped.vocabulary, &one(name, text));
    in_sources(&compiled.diagnostics, &compiled.sources);
    if has_errors(&read.diagnostics) {
        assert!(compiled.rules.is_none(), "rules with errors decide");
        return false;
    }
    let own = read.file.spelling;
    let other = match own {
        Spelling::Dsl => (Spelling::Yaml, "b.yaml"),
        Spelling::Yaml => (Spelling::Dsl, "b.rules"),
    };
    let rules = compiled.rules.as_ref();
    let kept = stays(demand, name, text, (own, name), None, rules);
    // What does not compile may have no other spelling: two lists of one name are one key twice.
    if rules.is_some() {
        stays(demand, name, text, other, None, rules);
        let japanese = stays(demand, name, text, (own, name), Some(&shipped.ja), rules);
        stays(
            demand,
            name,
            &japanese,
            (own, name),
            Some(&shipped.en),
            rules,
        );
        stays(demand, name, &kept, other, Some(&shipped.ja), rules);
    }
    if let Some(rules) = rules {
        decides(rules);
    }
    true
}

/// What the formatter writes is accepted, is not changed again, and means the same.
fn stays(
    demand: Demand,
    from: &str,
    text: &str,
    (spelling, name): (Spelling, &str),
    names: Option<&Translator>,
    rules: Option<&Arc<RuleSet>>,
) -> String {
    let names = names.map(|names| names as &dyn Names);
    let options = Options { spelling, names };
    let read = parse(FileId(0), from, text);
    let written = match parsed(&read, text, &options) {
        Ok(written) => written,
        // Other names may be longer ones.
        Err(NotWritten::Unreadable { text: written, .. }) if written.len() > LARGEST => {
            return text.to_owned();
        }
        Err(why) => panic!("as {name}, a text without errors is not written: {why:?}"),
    };
    let again = parse(FileId(0), name, &written);
    if demand == Demand::Safe {
        return written;
    }
    assert!(
        !has_errors(&again.diagnostics),
        "written as {name}, it has errors: {:?}\n{written}",
        again.diagnostics
    );
    let twice = parsed(&again, &written, &options).unwrap_or_default();
    assert_eq!(written, twice, "written again as {name}, it changes");
    if let Some(rules) = rules {
        let compiled = compile(&SHIPPED.vocabulary, &one(name, &written));
        let digest = compiled.rules.as_ref().map(|rules| rules.digest());
        assert_eq!(
            digest,
            Some(rules.digest()),
            "written as {name}, it means something else\n{written}"
        );
    }
    written
}

fn decides(rules: &RuleSet) {
    let now = jiff::Timestamp::constant(1_767_574_800, 0);
    for facts in [
        r#"{"order_number":"1","status":100}"#,
        r#"{"order_number":"2","status":300,"total":-9999,"items":[{"sku":"A-1","quantity":2},{"sku":"B"},
            {"sku":"C","name":"見本","quantity":1,"price":0},{},{"quantity":-1}],"destinations":[{},{}]}"#,
    ] {
        let json = serde_json::from_str(facts).expect("JSON");
        let read = FactsReader::new(&SHIPPED.vocabulary).read(&json);
        let facts = read.expect("facts").facts;
        let decision = decide(rules, &facts, now, &Memory::default());
        let explained = explain(rules, &facts, now, &Memory::default());
        assert_eq!(
            decision, explained.decision,
            "explained, an order is decided otherwise"
        );
    }
}

fn vocabulary(text: &str) -> bool {
    let mut sources = documents();
    sources.add("shop.vocabulary.yaml", text);
    let (vocabulary, found) = load(&sources);
    in_sources(&found, &sources);
    let accepted = !has_errors(&found);
    if accepted {
        let set = compile(&Arc::new(vocabulary), &one("rules.rules", RULES));
        in_sources(&set.diagnostics, &set.sources);
    }
    accepted
}

fn facts(bytes: &[u8]) -> bool {
    let Ok(file) = read_orders(bytes) else {
        return false;
    };
    let OrdersFile::Records(records) = file else {
        return false;
    };
    let mut accepted = false;
    for record in records {
        let Ok(OrderRecord::Facts(json)) = record.record else {
            continue;
        };
        for mut reader in [
            FactsReader::new(&SHIPPED.vocabulary),
            FactsReader::strict(&SHIPPED.vocabulary),
        ] {
            let Ok(read) = reader.read(&json) else {
                continue;
            };
            accepted = true;
            let now = jiff::Timestamp::constant(1_767_574_800, 0);
            let _ = decide(&SHIPPED.rules, &read.facts, now, &Memory::default());
        }
    }
    accepted
}

fn tests(text: &str) -> bool {
    let source = SourceFile::new("a.test.yaml", text);
    let (file, found) = testing::read::read(FileId(0), &source);
    in_text(&found, &[text]);
    let _ = testing::run::run(&SHIPPED.rules, &file);
    !has_errors(&found)
}

fn csv(bytes: &[u8]) -> bool {
    let mut accepted = false;
    for text in [
        "list L from \"a.csv\"\nwhen remarks contains any of L then tag \"a\"\n",
        "table 表 first from \"a.csv\"\n",
    ] {
        let mut files = one("a.rules", text);
        files.attached.insert("a.csv".to_owned(), bytes.to_vec());
        let compiled = compile(&SHIPPED.vocabulary, &files);
        in_sources(&compiled.diagnostics, &compiled.sources);
        if let Some(rules) = &compiled.rules {
            accepted = true;
            decides(rules);
        }
    }
    accepted
}

fn in_sources(found: &[Diagnostic], sources: &Sources) {
    let texts: Vec<&str> = sources.iter().map(|(_, file)| file.text()).collect();
    in_text(found, &texts);
}

/// Every place is one of its text, between two characters, and every message can be said.
fn in_text(found: &[Diagnostic], texts: &[&str]) {
    for diagnostic in found {
        let span = diagnostic.span();
        let text = texts.get(span.file.0 as usize).copied().unwrap_or("");
        assert!(
            text.get(span.range()).is_some(),
            "{} is outside its text: {span:?}",
            diagnostic.code()
        );
        for lang in [Lang::Ja, Lang::En] {
            assert!(
                !diagnostic.message(lang).is_empty(),
                "{}",
                diagnostic.code()
            );
        }
    }
}
