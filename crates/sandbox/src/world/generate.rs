//! Buyers, goods and remarks, made up from the seed.

use crate::jst::Jst;
use crate::world::order::{Item, Person};
use crate::world::random::Random;

const FAMILIES: [(&str, &str); 8] = [
    ("見本", "ミホン"),
    ("架空", "カクウ"),
    ("例示", "レイジ"),
    ("仮名", "カメイ"),
    ("試山", "タメシヤマ"),
    ("空野", "ソラノ"),
    ("仮田", "カリタ"),
    ("髙見本", "タカミホン"),
];
const FIRSTS: [(&str, &str); 8] = [
    ("花子", "ハナコ"),
    ("太郎", "タロウ"),
    ("一郎", "イチロウ"),
    ("幸子", "サチコ"),
    ("健", "ケン"),
    ("桜", "サクラ"),
    ("次郎", "ジロウ"),
    ("ゆり", "ユリ"),
];
const PREFECTURES: [(&str, &str); 7] = [
    ("東京都", "架空区"),
    ("大阪府", "見本市"),
    ("北海道", "架空市"),
    ("愛知県", "例示市"),
    ("福岡県", "見本市"),
    ("宮城県", "架空市"),
    ("広島県", "例示市"),
];
/// Name, number in the address of the page, yen with tax, tax in per cent.
pub(crate) const GOODS: [(&str, &str, i64, i64); 8] = [
    ("見本マグカップ 330ml", "mug-01", 1980, 10),
    ("見本クッキー詰め合わせ 12枚", "cookie-12", 1080, 8),
    ("見本タオル 3枚組", "towel-3", 2200, 10),
    ("見本りんごジュース 1L×6本", "juice-6", 3240, 8),
    ("見本トートバッグ", "tote-02", 4400, 10),
    ("見本コーヒー豆 500g", "coffee-500", 1620, 8),
    ("見本フライパン 26cm", "pan-26", 5500, 10),
    ("見本お試しセット", "trial-01", 550, 10),
];

pub(crate) fn person(random: &mut Random) -> Person {
    let (family, family_kana) = *random.pick(&FAMILIES, &("見本", "ミホン"));
    let (first, first_kana) = *random.pick(&FIRSTS, &("花子", "ハナコ"));
    let (prefecture, city) = *random.pick(&PREFECTURES, &("東京都", "架空区"));
    Person {
        zip: ("000".to_owned(), "0000".to_owned()),
        prefecture: prefecture.to_owned(),
        city: city.to_owned(),
        sub_address: format!(
            "見本町{}-{}-{}",
            random.between(1, 9),
            random.between(1, 20),
            random.between(1, 30)
        ),
        family: family.to_owned(),
        first: first.to_owned(),
        family_kana: family_kana.to_owned(),
        first_kana: first_kana.to_owned(),
        phone: ("000".to_owned(), "0000".to_owned(), "0000".to_owned()),
    }
}

/// Moves a person to an island without a bridge.
pub(crate) fn to_island(person: &mut Person) {
    "沖縄県".clone_into(&mut person.prefecture);
    "架空島町".clone_into(&mut person.city);
}

/// The item at `at` of the catalogue with a line id of its own.
pub(crate) fn item(id: i64, at: usize, units: i64) -> Item {
    let (name, manage, price, tax) =
        GOODS
            .get(at % GOODS.len())
            .copied()
            .unwrap_or(("見本商品", "sample", 1000, 10));
    let (sku, info) = if at.is_multiple_of(2) {
        (
            Some(format!("{}-BL", manage.to_uppercase())),
            Some("カラー:青\nサイズ:M".to_owned()),
        )
    } else {
        (None, None)
    };
    Item {
        id,
        name: name.to_owned(),
        catalogue_id: 10_000_101 + i64::try_from(at % GOODS.len()).unwrap_or(0),
        number: at.is_multiple_of(3).then(|| manage.to_owned()),
        manage_number: manage.to_owned(),
        price,
        units,
        tax_percent: tax,
        choice: at
            .is_multiple_of(4)
            .then(|| "名入れ:しません\n確認項目:了承しました".to_owned()),
        variant: if info.is_some() {
            format!("{manage}-bl")
        } else {
            "normal-inventory".to_owned()
        },
        merchant_sku: sku,
        sku_info: info,
    }
}

/// The block that RMS puts into 備考: wished day and time, then what the buyer wrote.
///
/// The wave dash arrives as a numeric HTML entity, as real orders have it.
pub(crate) fn remarks(wish: Option<(Jst, i64)>, text: Option<&str>) -> String {
    let when = wish.map_or(String::new(), |(day, term)| {
        let (from, to) = (term / 100, term % 100);
        let date = day.date();
        let weekday = match date.weekday() {
            jiff::civil::Weekday::Monday => "月",
            jiff::civil::Weekday::Tuesday => "火",
            jiff::civil::Weekday::Wednesday => "水",
            jiff::civil::Weekday::Thursday => "木",
            jiff::civil::Weekday::Friday => "金",
            jiff::civil::Weekday::Saturday => "土",
            jiff::civil::Weekday::Sunday => "日",
        };
        format!("{date}({weekday})\n{from}:00&#12316;{to}:00\n")
    });
    format!(
        "[配送日時指定:]\n{when}\n[備考:]\n{}\n",
        text.unwrap_or_default()
    )
}

/// What some buyers write.
pub(crate) const COMMENTS: [&str; 5] = [
    "のし希望です。",
    "平日は不在です。置き配でお願いします。",
    "領収書を同梱してください。",
    "プレゼント用です。金額の分かる書類は入れないでください。",
    "前回の注文と一緒に送れますか&#65311;",
];
