//! The vocabulary as the rest of the interpreter sees it.

use std::collections::BTreeMap;
use std::sync::Arc;

/// A text in both languages.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Doc {
    /// 日本語
    pub ja: Arc<str>,
    /// English
    pub en: Arc<str>,
}

/// The type of a field or parameter.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Type {
    /// Yes or no.
    Bool,
    /// Whole number.
    Int,
    /// Whole yen.
    Money,
    /// Text.
    Text,
    /// One of an enumeration, by its index in [`Vocabulary::enumerations`].
    Enum(u16),
    /// A day.
    Date,
    /// A time of day, JST.
    Time,
    /// An instant.
    DateTime,
    /// A length of time.
    Duration,
    /// A set of values of one type.
    Set(Box<Type>),
    /// A list of records, by the record's index in [`Vocabulary::records`].
    List(u16),
}

/// What a field is when a fact file leaves it out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Absent {
    /// Unknown.
    Unknown,
    /// Known to be none.
    None,
    /// A value, written as in a fact file (`false`, `""`, `未入金`, `[]`).
    Value(serde_json::Value),
    /// An expression over the other facts, such as `status = キャンセル確定待ち`.
    Expression(Arc<str>),
}

/// Where a field's value comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Origin {
    /// The facts that the caller passes in.
    Facts,
    /// The clock that the caller passes in: `now`, `today`, `weekday`, `time_of_day`.
    Clock(ClockField),
}

/// The fields that the clock gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ClockField {
    /// `now` 現在
    Now,
    /// `today` 今日 (JST)
    Today,
    /// `weekday` 曜日 (JST)
    Weekday,
    /// `time_of_day` 時刻 (JST)
    TimeOfDay,
}

/// Where a member's value stands in a shop's own file, by a key that another member gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FromFile {
    /// The member that is looked up (`sku`), by its id.
    pub key: Arc<str>,
    /// Keys in compared form, each with its cell; none where the file gives two different ones.
    pub cells: Arc<BTreeMap<String, Option<String>>>,
}

/// A field 項目, of the order or (in a [`RecordType`]) of a list's member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// English id, `snake_case`, dotted for the slip: `slip.status`.
    pub id: Arc<str>,
    /// Japanese names; the first is shown, all are understood.
    pub ja: Vec<Arc<str>>,
    /// Its type.
    pub ty: Type,
    /// What it is when a fact file leaves it out.
    pub absent: Absent,
    /// Where it comes from.
    pub origin: Origin,
    /// Personal data: masked wherever it is shown.
    pub personal: bool,
    /// A member that a shop's file gives when the facts leave it out.
    pub from_file: Option<FromFile>,
    /// One line.
    pub doc: Doc,
}

/// The members of a list field (`items`, `destinations`, `siblings`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordType {
    /// Its id.
    pub id: Arc<str>,
    /// Its member fields; ids without the list's name.
    pub fields: Vec<Field>,
}

/// A value of an enumeration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnumItem {
    /// English id.
    pub id: Arc<str>,
    /// Japanese names; the first is shown, old ones are understood.
    pub ja: Vec<Arc<str>>,
    /// The code on the wire, where there is one.
    pub code: Option<i64>,
    /// A warning for rules that use it (gone from the mall), by text.
    pub retired: Option<Doc>,
}

/// An enumeration, in the order in which its values compare.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Enumeration {
    /// Its id.
    pub id: Arc<str>,
    /// Japanese name.
    pub ja: Arc<str>,
    /// Whether `<` and `>` make sense (statuses in their order).
    pub ordered: bool,
    /// Its values.
    pub values: Vec<EnumItem>,
}

/// How many of one action an order can have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Valued {
    /// One; different arguments compete by priority or are a conflict.
    Single,
    /// One for each different argument.
    Multi,
}

/// A parameter of an action.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Param {
    /// Its id, usable in `legal` and `done`.
    pub id: Arc<str>,
    /// Japanese name.
    pub ja: Arc<str>,
    /// Its type.
    pub ty: Type,
    /// Texts it may be, where that is limited (channels, cancel reasons); empty for any.
    pub one_of: Vec<Arc<str>>,
}

/// One part of what makes an action legal; all parts must be true.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Legal {
    /// The condition, an expression over fields and parameters.
    pub when: Arc<str>,
    /// What is wrong where it is not true.
    pub because: Doc,
    /// Who has to see to it then.
    pub seen_to: SeenTo,
}

/// Who has to see to a request that is not legal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SeenTo {
    /// Nobody: the order has not come so far, or is past it.
    #[default]
    Nobody,
    /// A person: it stands until somebody does something.
    Person,
}

/// An action アクション.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "independent properties that vocabulary files state one by one"
)]
pub struct Action {
    /// English id.
    pub id: Arc<str>,
    /// Japanese names; the first is shown.
    pub ja: Vec<Arc<str>>,
    /// Its parameters in order.
    pub params: Vec<Param>,
    /// When it is legal; empty means always.
    pub legal: Vec<Legal>,
    /// When it needs no more doing; an expression over fields and parameters. None: only memory knows.
    pub done: Option<Arc<str>>,
    /// Whether different arguments compete.
    pub valued: Valued,
    /// Whether it can be undone.
    pub reversible: bool,
    /// Once per order, by history.
    pub once: bool,
    /// Requested on true and on unknown, like a hold (`await_check`, `await_payment`).
    pub protective: bool,
    /// Counts as sent per rule (`notify`).
    pub per_rule: bool,
    /// Texts of the first parameter (channels) that reach the buyer; `hold everything` holds these.
    pub reaches_buyer: Vec<Arc<str>>,
    /// One line.
    pub doc: Doc,
}

/// Everything that rules may speak of.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Vocabulary {
    /// Fields of the order; a field's index is its place in the facts.
    pub fields: Vec<Field>,
    /// Member fields of lists.
    pub records: Vec<RecordType>,
    /// Enumerations.
    pub enumerations: Vec<Enumeration>,
    /// Actions.
    pub actions: Vec<Action>,
}
