//! What a request comes to at the mall or the OMS: one arm for each action.

use jiff::civil;
use sabaki_diagnostic::reason::Reason;
use sabaki_interpreter::value::Value;
use sabaki_interpreter::vocabulary::model::Vocabulary;
use serde::Serialize;

/// The work of one request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Work {
    /// 受注取込
    Import,
    /// 注文確認
    Confirm,
    /// 処理済にする
    MarkProcessed,
    /// 注文キャンセル
    Cancel {
        /// The mall's reason code.
        reason: String,
    },
    /// 発送完了報告
    ReportShipment,
    /// サブステータス設定
    SetSubStatus {
        /// Its name in the shop's list.
        name: String,
    },
    /// ひとことメモ設定
    SetMemo {
        /// The memo; it may hold personal data and is never journaled by itself.
        #[serde(skip)]
        text: String,
    },
    /// 通知
    Notify {
        /// Over which channel.
        channel: String,
        /// The message; it may hold personal data and is never journaled by itself.
        #[serde(skip)]
        text: String,
    },
    /// A change to the slip.
    Slip(SlipWork),
}

/// A change to an existing slip, before the day is put in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SlipWork {
    /// 入金済みにする
    MarkPaid,
    /// 入金待ちにする
    AwaitPayment,
    /// 確認待ちにする
    AwaitCheck,
    /// タグ付け
    Tag(String),
    /// タグ外し
    Untag(String),
    /// 作業用欄追記
    Note(#[serde(skip)] String),
    /// 発送方法設定
    SetShipMethod(String),
    /// 出荷予定日設定
    SetShipDate(civil::Date),
    /// 配達希望日設定
    SetWishedDate(civil::Date),
    /// 配達希望時間帯設定
    SetTimeSlot(String),
}

/// Whether an action is one that cannot be undone; the same as [`Work::reversal`] by id.
pub fn is_irreversible(action: &str) -> bool {
    matches!(
        action,
        "import" | "confirm" | "mark_processed" | "cancel" | "report_shipment"
    )
}

/// Whether an effect can be undone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reversal {
    /// It can.
    Reversible,
    /// It cannot: caps, the stop switch and fresh facts guard it.
    Irreversible,
}

/// Why a request comes to no work: the action is not one that this engine carries out, or its
/// arguments do not fit it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.told())]
pub enum WorkError {
    /// An action of a host's own vocabulary.
    UnknownAction,
    /// An argument is missing or is of another kind.
    Argument,
}

impl WorkError {
    /// For people.
    pub fn told(&self) -> Reason {
        Reason::of(match self {
            Self::UnknownAction => "reason.unknown_action",
            Self::Argument => "reason.argument",
        })
    }
}

impl Work {
    /// The work of an action with its arguments in the order of its parameters.
    pub fn of(vocabulary: &Vocabulary, action: &str, args: &[&Value]) -> Result<Self, WorkError> {
        Ok(match action {
            "import" => Self::Import,
            "confirm" => Self::Confirm,
            "mark_processed" => Self::MarkProcessed,
            "cancel" => Self::Cancel {
                reason: code(vocabulary, args, 0)?,
            },
            "report_shipment" => Self::ReportShipment,
            "set_sub_status" => Self::SetSubStatus {
                name: word(args, 0)?,
            },
            "set_memo" => Self::SetMemo {
                text: word(args, 0)?,
            },
            "notify" => Self::Notify {
                channel: word(args, 0)?,
                text: word(args, 1)?,
            },
            "mark_paid" => Self::Slip(SlipWork::MarkPaid),
            "await_payment" => Self::Slip(SlipWork::AwaitPayment),
            "await_check" => Self::Slip(SlipWork::AwaitCheck),
            "tag" => Self::Slip(SlipWork::Tag(word(args, 0)?)),
            "untag" => Self::Slip(SlipWork::Untag(word(args, 0)?)),
            "note" => Self::Slip(SlipWork::Note(word(args, 0)?)),
            "set_ship_method" => Self::Slip(SlipWork::SetShipMethod(word(args, 0)?)),
            "set_ship_date" => Self::Slip(SlipWork::SetShipDate(day(args, 0)?)),
            "set_wished_date" => Self::Slip(SlipWork::SetWishedDate(day(args, 0)?)),
            "set_time_slot" => Self::Slip(SlipWork::SetTimeSlot(word(args, 0)?)),
            _ => return Err(WorkError::UnknownAction),
        })
    }

    /// Whether it can be undone.
    pub const fn reversal(&self) -> Reversal {
        match self {
            Self::Import
            | Self::Confirm
            | Self::MarkProcessed
            | Self::Cancel { .. }
            | Self::ReportShipment => Reversal::Irreversible,
            Self::SetSubStatus { .. }
            | Self::SetMemo { .. }
            | Self::Notify { .. }
            | Self::Slip(_) => Reversal::Reversible,
        }
    }

    /// Whether it keeps an order back, so that it goes before everything else.
    pub const fn is_protective(&self) -> bool {
        matches!(
            self,
            Self::Slip(SlipWork::AwaitPayment | SlipWork::AwaitCheck)
        )
    }

    /// Which service carries it out.
    pub const fn service(&self) -> Service {
        match self {
            Self::Import | Self::Slip(_) => Service::Oms,
            Self::Confirm
            | Self::MarkProcessed
            | Self::Cancel { .. }
            | Self::ReportShipment
            | Self::SetSubStatus { .. }
            | Self::SetMemo { .. } => Service::Mall,
            Self::Notify { .. } => Service::Notices,
        }
    }
}

/// The services that effects go to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Service {
    /// モール
    Mall,
    /// 受注管理システム
    Oms,
    /// 通知
    Notices,
}

fn word(args: &[&Value], index: usize) -> Result<String, WorkError> {
    match args.get(index) {
        Some(Value::Text(text)) => Ok(text.raw().to_owned()),
        Some(Value::Int(n)) => Ok(n.to_string()),
        Some(_) | None => Err(WorkError::Argument),
    }
}

/// The wire code of an enumeration's value, else a text as it stands.
fn code(vocabulary: &Vocabulary, args: &[&Value], index: usize) -> Result<String, WorkError> {
    let Some(Value::Enum(value)) = args.get(index) else {
        return word(args, index);
    };
    let item = vocabulary.item(*value).ok_or(WorkError::Argument)?;
    let code = item.code.map(|code| code.to_string());
    Ok(code.unwrap_or_else(|| item.id.to_string()))
}

fn day(args: &[&Value], index: usize) -> Result<civil::Date, WorkError> {
    match args.get(index) {
        Some(Value::Date(date)) => Ok(*date),
        Some(_) | None => Err(WorkError::Argument),
    }
}
