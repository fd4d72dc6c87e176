//! Vocabulary files in, vocabulary or codes with their places out.

use sabaki_diagnostic::lang::Lang;
use sabaki_diagnostic::source::Sources;
use serde_json::json;

use super::from_file::Attached;
use super::load::{load, load_with};
use super::lookup::Names;
use super::model::{Absent, Type};
use super::taken::CLASH;
use crate::facts::read::FactsReader;
use crate::facts::show::facts_json;

const BASE: &str = "\
vocabulary: 1
enumerations:
  - id: status
    ja: ステータス
    ordered: true
    values:
      - {id: new, ja: [新規受付], code: 1}
      - {id: on_hold, ja: [保留], code: 2}
records:
  - id: items
    fields:
      - {id: sku, ja: [SKU, 商品管理番号], type: text, doc: {ja: 商品, en: item}}
fields:
  - {id: status, ja: [ステータス, 状態], type: enum<status>, doc: {ja: 注文の段階, en: stage}}
  - {id: items, ja: [商品], type: list<items>, doc: {ja: 明細, en: lines}}
  - {id: slip.tags, ja: [伝票タグ], type: set<text>, doc: {ja: タグ, en: tags}}
actions:
  - id: tag
    ja: [タグ付け]
    params: [{id: text, ja: 文字, type: text}]
    reversible: true
    valued: multi
    doc: {ja: タグを付けます, en: adds a tag}
";

/// All diagnostics of these documents: `CODE FILE:LINE 「text」`.
fn check(documents: &[&str]) -> Vec<String> {
    let mut sources = Sources::default();
    for (number, text) in documents.iter().enumerate() {
        sources.add(format!("{number}"), *text);
    }
    let (_, diagnostics) = load(&sources);
    let shown = diagnostics.iter().map(|d| {
        let place = sources.place(d.span());
        let place = place.rsplit_once(':').map_or("", |(place, _)| place);
        let label = d.labels().first().map_or(String::new(), |label| {
            format!(" (first {})", sources.place(label.span))
        });
        assert!(
            !d.message(Lang::Ja).contains("message"),
            "{}: text",
            d.code()
        );
        format!("{} {place}「{}」{label}", d.code(), sources.slice(d.span()))
    });
    shown.collect()
}

#[test]
fn a_document_becomes_a_vocabulary_that_understands_every_name() {
    let mut sources = Sources::default();
    sources.add("base", BASE);
    let (vocabulary, diagnostics) = load(&sources);
    assert_eq!(diagnostics, []);
    let names = Names::new(&vocabulary);
    assert_eq!(names.field("状態"), Some(0));
    assert_eq!(names.field("ｓｔａｔｕｓ"), Some(0));
    assert_eq!(names.field(" Slip.Tags"), Some(2));
    assert_eq!(names.member(0, "ｓｋｕ"), Some(0));
    assert_eq!(names.value(0, "保留").map(|v| v.value), Some(1));
    assert_eq!(vocabulary.value_of_code(0, 2).map(|v| v.value), Some(1));
    assert_eq!(names.action("タグ付け"), Some(0));
    assert_eq!(names.param(0, "文字"), Some(0));
    assert_eq!(names.nearest_field("statsu"), Some("status"));
    assert_eq!(names.nearest_value(0, "新規受け付"), Some("新規受付"));
    assert_eq!(vocabulary.fields[1].ty, Type::List(0));
    assert_eq!(
        vocabulary.fields[1].absent,
        Absent::Value(serde_json::json!([]))
    );
    assert_eq!(vocabulary.fields[0].name(Lang::Ja), "ステータス");
    assert_eq!(vocabulary.fields[0].name(Lang::En), "status");
}

#[test]
fn a_further_file_adds_fields_and_members_and_may_use_the_types_of_the_first() {
    let shop = "\
vocabulary: 1
records:
  - {id: items, fields: [{id: cold, ja: [冷えもの], type: bool, doc: {ja: 冷蔵, en: cold}}]}
fields:
  - {id: old_status, ja: [前のステータス], type: enum<status>, absent: none, doc: {ja: 前, en: before}}
";
    for documents in [[BASE, shop], [shop, BASE]] {
        assert_eq!(check(&documents), Vec::<String>::new());
    }
}

#[test]
fn every_mistake_is_told_with_its_place() {
    let doc = "doc: {ja: x, en: x}";
    let field = |entry: &str| format!("vocabulary: 1\nfields:\n  - {{{entry}, {doc}}}\n");
    let cases = [
        (
            String::from("vocabulary: 2\n"),
            "E0901 0:1「vocabulary: 2」",
        ),
        (
            String::from("vocabulary: 1\nfield: []\n"),
            "E0901 0:2「field: []」",
        ),
        (
            format!("vocabulary: 1\n#{}\n", "x".repeat(65_536)),
            "E0902 0:1「」",
        ),
        (
            field("id: Rank, ja: [ランク], type: text"),
            "E0904 0:3「Rank」",
        ),
        (
            field("id: stop, ja: [保留], type: bool"),
            "E0904 0:3「stop」",
        ),
        (
            field("id: until_then, ja: [それまで], type: bool"),
            "E0904 0:3「until_then」",
        ),
        (
            field("id: rank, ja: [会員 ランク], type: text"),
            "E0904 0:3「rank」",
        ),
        (
            field("id: rank, ja: [ランク], type: enum<rank>"),
            "E0905 0:3「rank」",
        ),
        (
            field("id: rank, ja: [ランク], type: set<set<text>>"),
            "E0905 0:3「rank」",
        ),
        (
            field("id: rank, ja: [ランク], type: bool, absent: {value: 金}"),
            "E0906 0:3「rank」",
        ),
        (
            field("id: rank, ja: [ランク], type: text, absent: {}"),
            "E0906 0:3「rank」",
        ),
    ];
    for (text, expected) in cases {
        assert_eq!(
            check(&[text.as_str()]),
            [expected],
            "{}",
            text.get(..80).unwrap_or(&text)
        );
    }
}

#[test]
fn members_may_come_from_a_file_of_the_shop() {
    let shop = |from: &str| {
        format!(
            "vocabulary: 1\nrecords:\n  - id: items\n    fields:\n      - {{id: cold, ja: [冷えもの], type: bool, {from}, doc: {{ja: 冷蔵, en: cold}}}}\n"
        )
    };
    let files = Attached::from([
        (
            "goods.csv".to_owned(),
            "sku,name,cold\nA-1,a,1\nb-1,b,0\nC-1,c,\nD-1,d,x\nE-1,e,1\nE-1,e,0\n".into(),
        ),
        ("broken.csv".to_owned(), b"\xff\xff".to_vec()),
    ]);
    let load = |from: &str| {
        let mut sources = Sources::default();
        sources.add("base", BASE);
        sources.add("shop", shop(from));
        load_with(&mut sources, &files)
    };
    for (from, expected) in [
        ("from: goods.csv, key: sku", "from、key、column"),
        ("from: goods.csv, key: sku, column: 0", "from、key、column"),
        ("from: none.csv, key: sku, column: 3", "none.csv"),
        ("from: broken.csv, key: sku, column: 3", "broken.csv"),
        ("from: goods.csv, key: skew, column: 3", "skew"),
    ] {
        let (_, diagnostics) = load(from);
        let told: Vec<String> = diagnostics.iter().map(|d| d.message(Lang::Ja)).collect();
        assert!(
            told.len() == 1 && told[0].contains(expected),
            "{from}: {told:?}"
        );
    }
    let (vocabulary, diagnostics) = load("from: goods.csv, key: sku, column: 3");
    let told: Vec<String> = diagnostics.iter().map(|d| d.message(Lang::En)).collect();
    assert_eq!(
        told,
        [
            "`x` is no value of `cold`. It counts as unknown.",
            "The key `E-1` has two rows with different values of `cold`. It counts as unknown.",
        ]
    );
    let mut reader = FactsReader::strict(&vocabulary.into());
    for (item, cold) in [
        (json!({"sku": "ａ-1"}), json!(true)),
        (json!({"sku": "B-1"}), json!(false)),
        (json!({"sku": "C-1"}), json!("")),
        (json!({"sku": "D-1"}), json!(null)),
        (json!({"sku": "E-1"}), json!(null)),
        (json!({"sku": "Z-1"}), json!(null)),
        (json!({"sku": ""}), json!(null)),
        (json!({}), json!(null)),
        (json!({"sku": "Z-1", "cold": 1}), json!(true)),
    ] {
        let record = reader.read(&json!({"items": [item]})).unwrap();
        assert_eq!(
            facts_json(&record.facts)["items"][0]["cold"],
            cold,
            "{item}"
        );
    }
}

#[test]
fn a_member_of_the_base_may_come_from_a_file_once() {
    let shop = "vocabulary: 1\nrecords:\n  - id: items\n    fields:\n      - {id: sku, ja: [SKU], type: TYPE, from: a.csv, key: sku, column: 1, doc: {ja: x, en: x}}\n";
    let files = Attached::from([("a.csv".to_owned(), "A,1\n".into())]);
    let clashes = |shops: &[String]| {
        let mut sources = Sources::default();
        sources.add("base", BASE);
        for shop in shops {
            sources.add("shop", shop.as_str());
        }
        let (_, diagnostics) = load_with(&mut sources, &files);
        diagnostics.iter().filter(|d| d.code() == CLASH).count()
    };
    assert_eq!(clashes(&[shop.replace("TYPE", "text")]), 0);
    assert_eq!(clashes(&[shop.replace("TYPE", "int")]), 1);
    assert_eq!(
        clashes(&[shop.replace("TYPE", "text"), shop.replace("TYPE", "text")]),
        1
    );
}

#[test]
fn a_clash_names_both_places() {
    let shop = "vocabulary: 1\nfields:\n  - {id: shop_status, ja: [状態], type: text, doc: {ja: x, en: x}}\n";
    assert_eq!(
        check(&[BASE, shop]),
        ["E0903 1:3「shop_status」 (first 0:14:10)"]
    );
}
