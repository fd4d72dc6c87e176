//! The story: a dozen orders with names, each with its own fate, and one by the older API.

use crate::jst::Jst;
use crate::rms_older::order::OlderWish;
use crate::world::World;
use crate::world::agenda::Event;
use crate::world::codes::{PaymentMethod, Progress};
use crate::world::generate;
use crate::world::place::{Total, Wish};
use crate::world::scenario::DAY;

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

/// What makes an order of the story special.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    Ordinary,
    /// The buyer pays so many minutes after the confirmation.
    Pays(i64),
    MailFirst,
    Comment(&'static str),
    /// The postage is open until staff determine it later in the morning.
    Undetermined,
    Island,
    /// The buyer cancels so many minutes after the start.
    Cancels(i64),
    /// 発送待ち before anyone looks.
    Jumped,
    /// Staff confirm in RMS before anyone looks.
    ConfirmedByStaff,
}

/// One order: names, payment code, minutes before the start, yen, fate.
struct Chapter {
    ja: &'static str,
    en: &'static str,
    payment: &'static str,
    minutes_ago: i64,
    yen: i64,
    fate: Fate,
}

const fn chapter(
    ja: &'static str,
    en: &'static str,
    payment: &'static str,
    minutes_ago: i64,
    yen: i64,
    fate: Fate,
) -> Chapter {
    Chapter {
        ja,
        en,
        payment,
        minutes_ago,
        yen,
        fate,
    }
}

const COMMENT: &str = "平日は不在です。土曜の午前に届けてください。";

#[rustfmt::skip]
const STORY: [Chapter; 12] = [
    chapter("共通決済・クレジットカード", "common settlement, credit card", "1", 2, 4_980, Fate::Ordinary),
    chapter("コンビニ前払い、3日後に入金", "convenience store, paid three days later", "13", 5, 3_300, Fate::Pays(3 * DAY)),
    chapter("銀行振込、翌日に入金", "bank transfer, paid the next day", "9", 7, 12_800, Fate::Pays(DAY + 120)),
    chapter("代金引換（選択制）", "cash on delivery (selectable)", "2", 3, 7_800, Fate::Ordinary),
    chapter("請求書払い（選択制）、入金待ち", "invoice (selectable), waits for payment", "7", 9, 32_000, Fate::Ordinary),
    chapter("メールで先に取り込まれた伝票", "slip made by the mail first", "1", 6, 5_480, Fate::MailFirst),
    chapter("備考欄にコメント", "the buyer left a comment", "1", 4, 6_600, Fate::Comment(COMMENT)),
    chapter("送料未確定", "postage not determined", "1", 8, 0, Fate::Undetermined),
    chapter("離島への配送", "to an island", "1", 10, 4_400, Fate::Island),
    chapter("30分以内に注文者がキャンセル", "cancelled by the buyer within 30 minutes", "1", 1, 9_900, Fate::Cancels(12)),
    chapter("最初の巡回の前に発送待ちになった注文", "already awaiting shipment at the first pass", "1", 40, 5_500, Fate::Jumped),
    chapter("担当者がRMSで注文確認", "confirmed by staff in RMS", "21", 15, 8_250, Fate::ConfirmedByStaff),
];

impl World {
    pub(crate) fn tell_story(&mut self) {
        for chapter in &STORY {
            self.tell(chapter);
        }
        self.tell_of_the_older_api();
    }

    fn tell_of_the_older_api(&mut self) {
        let wish = OlderWish {
            wish: Wish {
                ordered_at: Some(self.now.plus_minutes(-11)),
                total: Total::Yen(5_400),
                ..Wish::default()
            },
            ..OlderWish::default()
        };
        if let Ok(number) = self.place_older(wish) {
            self.story.push(StoryOrder {
                number,
                ja: "旧受注APIで届いた注文",
                en: "came by the older order API",
            });
        }
    }

    fn tell(&mut self, chapter: &Chapter) {
        let mut wish = Wish {
            payment: PaymentMethod::parse(chapter.payment),
            ordered_at: Some(self.now.plus_minutes(-chapter.minutes_ago)),
            total: Total::Yen(chapter.yen),
            ..Wish::default()
        };
        match chapter.fate {
            Fate::Ordinary | Fate::Cancels(_) | Fate::ConfirmedByStaff => {}
            Fate::Pays(minutes) => wish.pays_after_minutes = Some(minutes),
            Fate::MailFirst => wish.mail_first = true,
            Fate::Comment(text) => wish.remarks = Some(generate::remarks(None, Some(text))),
            Fate::Undetermined => wish.total = Total::Undetermined,
            Fate::Island => wish.island = true,
            Fate::Jumped => wish.progress = Some(Progress::AwaitingShipment),
        }
        let Ok(number) = self.place(wish) else { return };
        self.foresee(chapter.fate, &number);
        self.story.push(StoryOrder {
            number,
            ja: chapter.ja,
            en: chapter.en,
        });
    }

    /// Puts on the agenda what people will do to the order.
    fn foresee(&mut self, fate: Fate, number: &str) {
        let order = number.to_owned();
        match fate {
            Fate::Undetermined => {
                let at = Jst::at(self.now.date(), 10, 30).max(self.now.plus_minutes(90));
                let event = Event::Person {
                    who: "staff",
                    does: "set_postage",
                    order,
                };
                self.agenda.add(at, event);
            }
            Fate::Cancels(minutes) => {
                let event = Event::Person {
                    who: "buyer",
                    does: "cancel",
                    order,
                };
                self.agenda.add(self.now.plus_minutes(minutes), event);
            }
            Fate::ConfirmedByStaff => self.person_of_story("staff", "confirm", number),
            Fate::Ordinary
            | Fate::Pays(_)
            | Fate::MailFirst
            | Fate::Comment(_)
            | Fate::Island
            | Fate::Jumped => {}
        }
    }
}
