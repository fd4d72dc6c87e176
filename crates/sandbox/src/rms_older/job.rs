//! The asynchronous half: request ids, jobs that have their effect later, and asking after them.

use crate::jst::Jst;
use crate::world::World;
use crate::world::agenda::Event;
use crate::world::fault::Fault;
use crate::world::ledger::{Effect, Note};

use super::Done;
use super::document::Element;
use super::xml::Xml;

/// The first request id, and how far the ids of one client lie apart.
const FIRST_ID: u64 = 512_044_310;
const STEP: u64 = 4;
/// How long a job takes, in virtual seconds.
const SECONDS: i64 = 30;
/// `kind` of changeStatus.
const KIND: &str = "1";

/// A changeStatus that was accepted.
#[derive(Debug, Clone)]
pub(crate) struct Job {
    begun: Jst,
    /// Order number and status name, as asked for.
    changes: Vec<(String, String)>,
    /// How often the client has asked.
    looks: u32,
    state: State,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum State {
    /// Waiting or running.
    Begun,
    /// A fault keeps it from ever ending.
    Stuck,
    /// Ended: what was done, and what could not be.
    Ended {
        at: Jst,
        complete: Vec<String>,
        failed: Vec<String>,
    },
}

impl Job {
    pub(crate) fn is_waiting(&self) -> bool {
        self.state == State::Begun
    }
}

pub(crate) fn get_request_id(world: &mut World, _argument: &Element) -> Done {
    let id = FIRST_ID + world.older.ids * STEP;
    world.older.ids += 1;
    let mut done = Done::code("N00-000", "正常終了");
    done.inside.shown("requestId", id);
    done
}

/// Formats are checked at once; the rest happens later.
pub(crate) fn change_status(world: &mut World, argument: &Element) -> Done {
    let Some(id) = given_id(world, argument) else {
        return Done::code("E01-901", "リクエストIDが不正です");
    };
    if world.older.jobs.contains_key(&id) && world.assumptions.older_id_counts_once {
        return Done::code("E01-902", "リクエストIDは使用済みです");
    }
    let mut changes = Vec::new();
    let mut refused = Vec::new();
    for model in argument.many("orderStatusModel") {
        let number = model.text("orderNumber").unwrap_or_default().to_owned();
        let status = model.text("statusName").unwrap_or_default().to_owned();
        if bad_number(&number) {
            refused.push(number);
        } else {
            changes.push((number, status));
        }
    }
    if world.is_sabotaged(Fault::PersonBetween) {
        for (number, _) in &changes {
            // An order that does not exist is nobody's to hold.
            let _ = world.staff_sets_status(number, "保留");
        }
    }
    let stuck = world.is_sabotaged(Fault::JobStuck);
    let orders = changes.iter().map(|(number, _)| number.clone()).collect();
    let count = changes.len();
    world.older.jobs.insert(
        id,
        Job {
            begun: world.now,
            changes,
            looks: 0,
            state: if stuck { State::Stuck } else { State::Begun },
        },
    );
    let due = world.now.plus_seconds(SECONDS);
    world.agenda.add(due, Event::OlderJob(id));
    let (code, words) = if refused.is_empty() {
        ("N00-000", "正常終了")
    } else {
        ("W00-000", "エラーあり")
    };
    let mut done = Done::code(code, words);
    for number in &refused {
        done.inside.nested("unitError", &bad_format(number));
    }
    done.inside.shown("count", count);
    done.inside.element("kind", KIND);
    done.inside.shown("requestId", id);
    done.inside.element("status", "0");
    done.orders = orders;
    done.refused = refused;
    done
}

pub(crate) fn get_result(world: &mut World, argument: &Element) -> Done {
    let asked: Vec<u64> = argument
        .many("requestId")
        .filter_map(|id| id.word().parse().ok())
        .collect();
    if world.is_sabotaged(Fault::ResultGone) {
        for id in &asked {
            world.older.jobs.remove(id);
        }
    }
    let by_looks = world.clock_name == "manual";
    let mut done = Done::code("N00-000", "正常終了");
    for id in asked {
        let Some(job) = world.older.jobs.get_mut(&id) else {
            continue;
        };
        job.looks += 1;
        // A clock that stands still would keep the job for ever: the third look finds it done.
        if by_looks && job.looks >= 3 {
            world.run_older_job(id);
        }
        if let Some(job) = world.older.jobs.get(&id) {
            done.orders
                .extend(job.changes.iter().map(|(number, _)| number.clone()));
            let result = job.result(id, world.now);
            done.inside.nested("asyncResultModel", &result);
        }
    }
    done
}

impl Job {
    fn result(&self, id: u64, now: Jst) -> Xml {
        let nobody = Vec::new();
        let (complete, failed, ended) = match &self.state {
            State::Begun | State::Stuck => (&nobody, &nobody, None),
            State::Ended {
                at,
                complete,
                failed,
            } => (complete, failed, Some(*at)),
        };
        let running = self.looks > 1 || now.since(self.begun).as_secs() * 2 >= SECONDS;
        let status = match (ended, running) {
            (Some(_), _) => "3",
            (None, true) => "2",
            (None, false) => "1",
        };
        let mut xml = Xml::default();
        for number in complete {
            xml.element("complete", number);
        }
        xml.shown("count", self.changes.len());
        if failed.is_empty() {
            xml.element("errorCode", "N00-000");
            xml.element("kind", KIND);
            xml.element("message", "正常終了");
        } else {
            xml.element("errorCode", "W00-000");
            xml.element("kind", KIND);
            xml.element("message", "エラーあり");
        }
        xml.shown("requestId", id);
        xml.element("startDate", &self.begun.iso());
        xml.element("status", status);
        xml.element("timeStamp", &ended.unwrap_or(now).iso());
        for number in failed {
            let mut error = Xml::default();
            error.element("errorCode", "E04-903");
            error.element("message", "受注情報が存在しません");
            error.element("orderKey", number);
            xml.nested("unitError", &error);
        }
        xml
    }
}

impl World {
    /// Lets a job have its effect, unless it had or is stuck.
    pub(crate) fn run_older_job(&mut self, id: u64) {
        let Some(job) = self.older.jobs.get(&id).filter(|job| job.is_waiting()) else {
            return;
        };
        let changes = job.changes.clone();
        let (mut complete, mut failed) = (Vec::new(), Vec::new());
        for (number, status) in changes {
            let Some(order) = self.older.orders.get_mut(&number) else {
                failed.push(number);
                continue;
            };
            order.set_status(&status);
            let note = Note::new("older/changeStatus", vec![number.clone()], Effect::Updated);
            self.ledger.record_call(self.now, note, None, None);
            complete.push(number);
        }
        let at = self.now;
        if let Some(job) = self.older.jobs.get_mut(&id) {
            job.state = State::Ended {
                at,
                complete,
                failed,
            };
        }
    }
}

/// An id that was given out.
fn given_id(world: &World, argument: &Element) -> Option<u64> {
    let id: u64 = argument.text("requestId")?.parse().ok()?;
    let nth = id.checked_sub(FIRST_ID)?;
    (nth % STEP == 0 && nth / STEP < world.older.ids).then_some(id)
}

/// `998877-20180314-00417382`: digits in three parts.
pub(crate) fn bad_number(number: &str) -> bool {
    let parts: Vec<&str> = number.split('-').collect();
    let digits = |part: &&str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    parts.len() != 3 || !parts.iter().all(digits) || parts.get(1).is_none_or(|day| day.len() != 8)
}

/// The `unitError` of a number that is none.
pub(crate) fn bad_format(number: &str) -> Xml {
    let mut error = Xml::default();
    error.element("errorCode", "E04-151");
    error.element("message", "指定された受注番号の形式が不正です");
    error.element("orderKey", number);
    error
}
