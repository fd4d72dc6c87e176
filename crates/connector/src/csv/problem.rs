//! What can be wrong with a file, an order in it, or a cell, in Japanese and English. Values stay
//! out: they may be personal.

/// Why a file has no orders in it: the whole file is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotOrders {
    /// Larger than is read.
    #[error("the file has {bytes} bytes; at most {most} are read")]
    TooLarge {
        /// Its size.
        bytes: usize,
        /// The limit.
        most: usize,
    },
    /// Nothing in it.
    #[error("the file is empty")]
    Empty,
    /// UTF-16, what Excel calls Unicode text.
    #[error("the file is UTF-16 (Unicode text of Excel); save it as CSV")]
    Utf16,
    /// A workbook or an archive.
    #[error("the file is an Excel workbook or a ZIP archive, not a CSV")]
    Workbook,
    /// A web page, most often an error page.
    #[error("the file is a web page (HTML), not a CSV: the download failed")]
    Page,
    /// Cells divided by tabs.
    #[error("the columns are divided by tabs (Unicode text of Excel), not by commas")]
    Tabs,
    /// A byte that the encoding does not have.
    #[error("a byte that is not {encoding} at offset {offset} (line {line})")]
    NotDecodable {
        /// Which encoding the file seems to be in.
        encoding: &'static str,
        /// Offset of the byte, from 0.
        offset: usize,
        /// Its line, from 1.
        line: usize,
    },
    /// UTF-8 that something has read as CP932 before.
    #[error("no known column: the file seems to be UTF-8 that was read as CP932 and saved")]
    Garbled,
    /// The file of the time before 楽天ペイ.
    #[error("the old format (before 楽天ペイ): it has the column `{column}`")]
    OldFormat {
        /// The column that tells.
        column: String,
    },
    /// The other sheet of RMS where orders were expected.
    #[error("this is the file of 発送完了報告; the file of orders is expected")]
    ShipmentSheet,
    /// Columns that nothing can be read without.
    #[error("unknown layout: no column {}{}", ticked(.missing), differing_en(.unknown.as_deref()))]
    ColumnsMissing {
        /// Those that are missing.
        missing: Vec<String>,
        /// The first column that is not known, perhaps one of them under another name.
        unknown: Option<String>,
    },
    /// Two columns of one name.
    #[error("the column `{column}` is there twice")]
    ColumnTwice {
        /// Its name.
        column: String,
    },
    /// A quote that is opened and not closed.
    #[error("a quote that begins on line {line} is not closed")]
    QuoteNotClosed {
        /// Where it begins.
        line: usize,
    },
    /// A cell longer than is read.
    #[error("a cell that begins on line {line} has more than {most} bytes")]
    CellTooLong {
        /// Where it begins.
        line: usize,
        /// The limit.
        most: usize,
    },
    /// The last line is not whole.
    #[error("the file is cut off on line {line}: the download broke")]
    CutOff {
        /// The last line.
        line: usize,
    },
    /// A row of another width whose order number cannot be read.
    #[error(
        "line {line} has {found} cells instead of {expected}, and its order number cannot be read"
    )]
    Ragged {
        /// The row's line.
        line: usize,
        /// How many cells it has.
        found: usize,
        /// How many columns there are.
        expected: usize,
    },
    /// Every order is another shop's.
    #[error("every order in the file is another shop's")]
    OtherShop,
}

fn ticked(names: &[String]) -> String {
    let names: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
    names.join(", ")
}

fn differing_en(unknown: Option<&str>) -> String {
    unknown.map_or_else(String::new, |name| format!("; `{name}` is not known"))
}

impl NotOrders {
    /// The same in Japanese, a sentence.
    pub fn in_japanese(&self) -> String {
        match self {
            Self::TooLarge { bytes, most } => {
                format!("ファイルが大きすぎます（{bytes}バイト。{most}バイトまで読みます）。")
            }
            Self::Empty => "ファイルが空です。".to_owned(),
            Self::Utf16 => {
                "UTF-16（Excelの「Unicodeテキスト」）です。CSVで保存してください。".to_owned()
            }
            Self::Workbook => "Excelのブックか、ZIPファイルです。CSVではありません。".to_owned(),
            Self::Page => {
                "ウェブページ（HTML）です。ダウンロードに失敗しています。もう一度ダウンロードしてください。"
                    .to_owned()
            }
            Self::Tabs => {
                "タブ区切り（Excelの「Unicodeテキスト」）です。カンマ区切りのCSVで保存してください。"
                    .to_owned()
            }
            Self::NotDecodable { encoding, offset, line } => {
                format!("{encoding}ではないバイトがあります（先頭から{offset}バイト目、{line}行目）。")
            }
            Self::Garbled => {
                "知っている列がありません。UTF-8のファイルを、CP932として開いて保存したようです。".to_owned()
            }
            Self::OldFormat { column } => {
                format!("楽天ペイより前の古い形式です（列「{column}」があります）。")
            }
            Self::ShipmentSheet => {
                "発送完了報告のファイルです。注文のファイルではありません。".to_owned()
            }
            Self::ColumnsMissing { missing, unknown } => {
                let missing: Vec<String> = missing.iter().map(|name| format!("「{name}」")).collect();
                let missing = missing.concat();
                let unknown = unknown
                    .as_ref()
                    .map(|name| format!("「{name}」は知らない列です。"))
                    .unwrap_or_default();
                format!("知らない形式です。列{missing}がありません。{unknown}")
            }
            Self::ColumnTwice { column } => format!("列「{column}」が2つあります。"),
            Self::QuoteNotClosed { line } => {
                format!("{line}行目から始まる引用符が閉じていません。")
            }
            Self::CellTooLong { line, most } => {
                format!("{line}行目から始まる値が長すぎます（{most}バイトまで読みます）。")
            }
            Self::CutOff { line } => {
                format!("{line}行目で切れています。もう一度ダウンロードしてください。")
            }
            Self::Ragged { line, found, expected } => {
                format!("{line}行目の列が{found}個で（正しくは{expected}個）、注文番号も読めません。")
            }
            Self::OtherShop => "すべてほかの店舗の注文です。".to_owned(),
        }
    }
}

/// Why one order of a file is refused. The rest of the file goes on.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// No order number.
    #[error("there is no order number")]
    NoNumber,
    /// Something else where the order number should be.
    #[error("it is not an order number")]
    NotANumber,
    /// The number of another shop.
    #[error("the order is another shop's")]
    OtherShop,
    /// A quote where none may be.
    #[error("a quote stands in the wrong place")]
    StrayQuote,
    /// A row of another width.
    #[error("the row has {found} cells instead of {expected}")]
    Ragged {
        /// How many cells it has.
        found: usize,
        /// How many columns there are.
        expected: usize,
    },
    /// NUL or another control character.
    #[error("there is a control character (U+{:04X})", u32::from(*.0))]
    Control(char),
    /// A number that Excel has rounded.
    #[error("Excel has rounded the number (1.23457E+11); download the file again")]
    Rounded,
    /// A value of another kind.
    #[error("it is not {}", .0.in_english())]
    Wrong(Expected),
    /// Nothing where something has to be.
    #[error("it is empty")]
    Missing,
    /// Two rows of one order say different things.
    #[error("it differs from the same order's line {line}")]
    Differs {
        /// The first row.
        line: usize,
    },
    /// Two different rows with one 商品明細ID.
    #[error("line {line} has the same 商品明細ID with other values")]
    ItemTwice {
        /// The first row.
        line: usize,
    },
}

/// What a cell should have been.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expected {
    /// An amount in yen.
    Amount,
    /// A whole number.
    Number,
    /// A date.
    Date,
    /// A date with a time.
    Instant,
    /// A carrier, by code or known name.
    Carrier,
    /// お荷物伝票番号
    TrackingNumber,
}

impl Expected {
    const fn in_english(self) -> &'static str {
        match self {
            Self::Amount => "an amount in yen",
            Self::Number => "a whole number",
            Self::Date => "a date (2026-11-04)",
            Self::Instant => "a date and time (2026-11-04 09:15:00)",
            Self::Carrier => "the code or name of a carrier",
            Self::TrackingNumber => "a tracking number (letters, digits, hyphens, up to 120)",
        }
    }

    const fn in_japanese(self) -> &'static str {
        match self {
            Self::Amount => "金額",
            Self::Number => "整数",
            Self::Date => "日付（2026-11-04）",
            Self::Instant => "日時（2026-11-04 09:15:00）",
            Self::Carrier => "配送会社のコードか名前",
            Self::TrackingNumber => "お荷物伝票番号（半角英数字とハイフンで120文字まで）",
        }
    }
}

impl Refusal {
    /// The same in Japanese, a sentence.
    pub fn in_japanese(&self) -> String {
        match self {
            Self::NoNumber => "注文番号がありません。".to_owned(),
            Self::NotANumber => "注文番号の形ではありません。".to_owned(),
            Self::OtherShop => "ほかの店舗の注文です。".to_owned(),
            Self::StrayQuote => "引用符の位置が正しくありません。".to_owned(),
            Self::Ragged { found, expected } => {
                format!("列が{found}個あります（正しくは{expected}個）。")
            }
            Self::Control(c) => format!("制御文字があります（U+{:04X}）。", u32::from(*c)),
            Self::Rounded => {
                "Excelが数字を丸めています（1.23457E+11）。もう一度ダウンロードしてください。"
                    .to_owned()
            }
            Self::Wrong(expected) => format!("{}ではありません。", expected.in_japanese()),
            Self::Missing => "空です。".to_owned(),
            Self::Differs { line } => format!("同じ注文の{line}行目と違います。"),
            Self::ItemTwice { line } => {
                format!("{line}行目と商品明細IDが同じで、内容が違います。")
            }
        }
    }
}

/// What was taken all the same, and how.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Notice {
    /// A column under another spelling.
    #[error("the column is written `{0}`")]
    Spelling(String),
    /// A column that an import needs.
    #[error("the column is not in the file, so the value is unknown")]
    NoColumn,
    /// Zeros were put back in front of a postal code.
    #[error("leading zeros were lost and are put back")]
    ZerosBack,
    /// A phone number that cannot be repaired.
    #[error("it is not a whole phone number (leading zeros lost?) and counts as unknown")]
    Phone,
    /// An amount with separators, yen sign or full-width digits.
    #[error("the amount is written with separators, a sign or full-width digits")]
    WrittenAmount,
    /// `="0012"`.
    #[error("the value was wrapped for Excel (=\"…\") and is unwrapped")]
    Unwrapped,
    /// The same row twice.
    #[error("the row is the same as line {line} and counts once")]
    SameRow {
        /// The first.
        line: usize,
    },
    /// An HTML entity that is left as it is.
    #[error("there is an HTML entity, which is left as it is")]
    Entity,
    /// A character that is written as its twin.
    #[error("`{}` (U+{:04X}) is written as its twin in CP932", .0, u32::from(*.0))]
    Twin(char),
    /// A value that its table does not have.
    #[error("the value is not known")]
    NotKnown,
    /// Σ 単価×個数 is not 商品合計金額.
    #[error("the items do not add up to it: an item row may be missing; amounts count as unknown")]
    Sum,
    /// A row of an older state than what is known.
    #[error("the order is known in a later state; this one is left out")]
    Older,
}

impl Notice {
    /// The same in Japanese, a sentence.
    pub fn in_japanese(&self) -> String {
        match self {
            Self::Spelling(written) => format!("列名が「{written}」と書かれています。"),
            Self::NoColumn => "列がないので不明とします。".to_owned(),
            Self::ZerosBack => "先頭の0が消えていたので補いました。".to_owned(),
            Self::Phone => {
                "電話番号になりません（先頭の0が消えた可能性があります）。不明とします。".to_owned()
            }
            Self::WrittenAmount => "金額に桁区切り、円記号、全角数字があります。".to_owned(),
            Self::Unwrapped => "Excel用の囲み（=\"…\"）を外しました。".to_owned(),
            Self::SameRow { line } => format!("{line}行目と同じなので1回だけ数えます。"),
            Self::Entity => "HTMLの文字参照があります。そのままにします。".to_owned(),
            Self::Twin(c) => {
                format!(
                    "「{c}」（U+{:04X}）はCP932にある同じ形の文字で書きます。",
                    u32::from(*c)
                )
            }
            Self::NotKnown => "知らない値です。不明とします。".to_owned(),
            Self::Sum => {
                "商品の合計と合いません。行が欠けている可能性があるので、金額を不明とします。"
                    .to_owned()
            }
            Self::Older => "もっと先のステータスがわかっている注文なので、使いません。".to_owned(),
        }
    }
}
