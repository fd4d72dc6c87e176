//! Scenarios: which orders a world starts with, and what people in it will do.

use crate::world::World;
use crate::world::agenda::Event;
use crate::world::codes::{PaymentMethod, Progress};
use crate::world::generate;
use crate::world::place::{Total, Wish};

/// A scenario by its name on the command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scenario {
    /// The wished number of mixed orders, and nobody who acts by himself.
    Default,
    /// A dozen orders with names, each with its own fate; staff ship every afternoon.
    Story,
    /// Many mixed orders, half of them still to come; staff ship every afternoon.
    Rush,
}

impl Scenario {
    /// Every scenario.
    pub const ALL: [Self; 3] = [Self::Default, Self::Story, Self::Rush];

    /// The name on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Default => "default",
            Self::Story => "story",
            Self::Rush => "rush",
        }
    }

    /// Reads a name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scenario| scenario.name() == text)
    }
}

/// An order of the story with its name for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoryOrder {
    /// The mall's number.
    pub number: String,
    /// What it is about, in Japanese.
    pub ja: &'static str,
    /// What it is about, in English.
    pub en: &'static str,
}

const DAY: i64 = 24 * 60;

impl World {
    /// Fills the world: `orders` mixed ones, and what the scenario brings.
    pub fn begin(&mut self, scenario: Scenario, orders: usize) {
        match scenario {
            Scenario::Default => {
                for _ in 0..orders {
                    let minutes = self.random.between(0, 20);
                    self.place_mixed(Some(-minutes));
                }
            }
            Scenario::Story => {
                self.staff_ships = true;
                self.tell_story();
                for _ in 0..orders {
                    self.place_mixed(None);
                }
            }
            Scenario::Rush => {
                self.staff_ships = true;
                self.rush(if orders == 0 { 200 } else { orders });
            }
        }
    }

    /// Places a mixed order so many minutes from now.
    pub(crate) fn place_mixed(&mut self, minutes: Option<i64>) -> Option<String> {
        let mut wish = self.mixed_wish();
        wish.ordered_at = minutes.map(|minutes| self.now.plus_minutes(minutes));
        self.place(wish).ok()
    }

    /// A wish as the mix of a real shop has it: mostly cards, some of everything else.
    fn mixed_wish(&mut self) -> Wish {
        let code = match self.random.between(1, 100) {
            1..=58 => "1",
            59..=70 => "2",
            71..=76 => "13",
            77..=82 => "14",
            83..=88 => "9",
            89..=94 => "21",
            95..=96 => "12",
            97..=98 => "17",
            _ => "7",
        };
        let wished = self.random.chance(25).then(|| {
            let days = self.random.between(3, 7);
            let term = *self.random.pick(&[1416, 1618, 1921], &1416);
            (self.now.plus_days(days), term)
        });
        let comment = self.random.chance(10).then(|| *self.random.pick(&generate::COMMENTS, &"のし希望です。"));
        let remarks = (wished.is_some() || comment.is_some()).then(|| generate::remarks(wished, comment));
        Wish {
            payment: PaymentMethod::parse(code),
            remarks,
            wished: wished.map(|(day, term)| (day.date(), term)),
            extras: true,
            island: self.random.chance(2),
            gift: self.random.chance(4),
            ..Wish::default()
        }
    }

    fn rush(&mut self, orders: usize) {
        for at in 0..orders {
            let minutes = if at % 2 == 0 { -self.random.between(0, 60) } else { self.random.between(1, 180) };
            let mut wish = self.mixed_wish();
            wish.ordered_at = Some(self.now.plus_minutes(minutes));
            wish.mail_first = self.random.chance(20);
            wish.pays_after_minutes = self.random.chance(90).then(|| self.random.between(60, 4 * DAY));
            if self.random.chance(3) {
                wish.total = Total::Undetermined;
            }
            if self.random.chance(2) {
                wish.destinations = 2;
            }
            let cancels = self.random.chance(3);
            let after = minutes + self.random.between(5, 29);
            let Ok(order) = self.place(wish) else { continue };
            if cancels {
                let event = Event::Person { who: "buyer", does: "cancel", order };
                self.agenda.add(self.now.plus_minutes(after.max(1)), event);
            }
        }
    }

    /// Places an order of the story, so many minutes ago.
    fn tell(&mut self, ja: &'static str, en: &'static str, payment: &str, minutes_ago: i64, wish: Wish) -> String {
        let wish = Wish {
            payment: PaymentMethod::parse(payment),
            ordered_at: Some(self.now.plus_minutes(-minutes_ago)),
            ..wish
        };
        let number = self.place(wish).unwrap_or_default();
        self.story.push(StoryOrder { number: number.clone(), ja, en });
        number
    }

    fn tell_story(&mut self) {
        let of = |yen: i64| Wish { total: Total::Yen(yen), ..Wish::default() };
        self.tell("共通決済・クレジットカード", "common settlement, credit card", "1", 2, of(4_980));
        let slow = Wish { pays_after_minutes: Some(3 * DAY), ..of(3_300) };
        self.tell("コンビニ前払い、3日後に入金", "convenience store, paid three days later", "13", 5, slow);
        let bank = Wish { pays_after_minutes: Some(DAY + 120), ..of(12_800) };
        self.tell("銀行振込、翌日に入金", "bank transfer, paid the next day", "9", 7, bank);
        self.tell("代金引換（選択制）", "cash on delivery (selectable)", "2", 3, of(7_800));
        self.tell("請求書払い（選択制）、入金待ち", "invoice (selectable), waits for payment", "7", 9, of(32_000));
        let mail = Wish { mail_first: true, ..of(5_480) };
        self.tell("メールで先に取り込まれた伝票", "slip made by the mail first", "1", 6, mail);
        let comment = Some(generate::remarks(None, Some("平日は不在です。土曜の午前に届けてください。")));
        let commented = Wish { remarks: comment, ..of(6_600) };
        self.tell("備考欄にコメント", "the buyer left a comment", "1", 4, commented);
        let open = Wish { total: Total::Undetermined, ..Wish::default() };
        let undetermined = self.tell("送料未確定", "postage not determined", "1", 8, open);
        let postage_at = crate::jst::Jst::at(self.now.date(), 10, 30).max(self.now.plus_minutes(90));
        self.agenda.add(postage_at, Event::Person { who: "staff", does: "set_postage", order: undetermined });
        let island = Wish { island: true, ..of(4_400) };
        self.tell("離島への配送", "to an island", "1", 10, island);
        let regret = self.tell("30分以内に注文者がキャンセル", "cancelled by the buyer within 30 minutes", "1", 1, of(9_900));
        self.agenda.add(self.now.plus_minutes(12), Event::Person { who: "buyer", does: "cancel", order: regret });
        let jumped = Wish { progress: Some(Progress::AwaitingShipment), ..of(5_500) };
        self.tell("最初の巡回の前に発送待ちになった注文", "already awaiting shipment at the first pass", "1", 40, jumped);
        let by_hand = self.tell("担当者がRMSで注文確認", "confirmed by staff in RMS", "21", 15, of(8_250));
        self.person_of_story("staff", "confirm", &by_hand);
    }
}
