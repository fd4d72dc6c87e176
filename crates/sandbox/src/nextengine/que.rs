//! The que: an upload is taken in some seconds later, or when the client looks a second time.

use crate::jst::Jst;
use crate::nextengine::envelope::{Done, Refusal};
use crate::nextengine::field::{Field, Kind, Write};
use crate::nextengine::form::Form;
use crate::nextengine::query::Query;
use crate::world::World;
use crate::world::ledger::Note;

/// Where a que stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum QueState {
    /// 処理待ち; nobody has looked.
    Waiting,
    /// 処理中; the client has looked once.
    Running,
    /// 成功.
    Done(String),
    /// 失敗.
    Failed(String),
}

/// Whether the que fails on purpose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum QueFails {
    /// It does not.
    No,
    /// Nothing comes in.
    Whole,
    /// The second half of the orders does not come in, and the message names their lines. The
    /// wording is ours; how ネクストエンジン words it is not documented.
    SecondHalf,
}

/// An upload on its way in.
pub(crate) struct Que {
    pub(crate) id: u64,
    pub(crate) shop: &'static str,
    pub(crate) lines: Result<Vec<Vec<String>>, String>,
    pub(crate) fails: QueFails,
    pub(crate) state: QueState,
    created: Jst,
    pub(crate) modified: Option<Jst>,
}

static FIELDS: &[Field] = &[
    Field {
        name: "que_id",
        kind: Kind::Number,
        write: Write::No,
    },
    Field {
        name: "que_method_name",
        kind: Kind::Text,
        write: Write::No,
    },
    Field {
        name: "que_shop_id",
        kind: Kind::Number,
        write: Write::No,
    },
    Field {
        name: "que_upload_name",
        kind: Kind::Text,
        write: Write::No,
    },
    Field {
        name: "que_client_file_name",
        kind: Kind::Text,
        write: Write::No,
    },
    Field {
        name: "que_file_name",
        kind: Kind::Text,
        write: Write::No,
    },
    Field {
        name: "que_status_id",
        kind: Kind::Text,
        write: Write::No,
    },
    Field {
        name: "que_message",
        kind: Kind::Text,
        write: Write::No,
    },
    Field {
        name: "que_deleted_flag",
        kind: Kind::Text,
        write: Write::No,
    },
    Field {
        name: "que_creation_date",
        kind: Kind::Date,
        write: Write::No,
    },
    Field {
        name: "que_last_modified_date",
        kind: Kind::Date,
        write: Write::No,
    },
];

impl Que {
    pub(crate) fn new(
        id: u64,
        shop: &'static str,
        lines: Result<Vec<Vec<String>>, String>,
        fails: QueFails,
        created: Jst,
    ) -> Self {
        Self {
            id,
            shop,
            lines,
            fails,
            state: QueState::Waiting,
            created,
            modified: None,
        }
    }

    pub(crate) fn is_waiting(&self) -> bool {
        matches!(self.state, QueState::Waiting | QueState::Running)
    }

    fn shown(&self, name: &str) -> Option<String> {
        let (status, message) = match &self.state {
            QueState::Waiting => ("0", ""),
            QueState::Running => ("1", ""),
            QueState::Done(message) => ("2", message.as_str()),
            QueState::Failed(message) => ("-1", message.as_str()),
        };
        match name {
            "que_id" => Some(self.id.to_string()),
            "que_method_name" => Some("receiveorder_base_upload".to_owned()),
            "que_shop_id" => Some(self.shop.to_owned()),
            "que_upload_name" => Some("受注一括登録".to_owned()),
            "que_client_file_name" | "que_file_name" => Some(format!("upload_{}.csv", self.id)),
            "que_status_id" => Some(status.to_owned()),
            "que_message" => Some(message.to_owned()),
            "que_deleted_flag" => Some("0".to_owned()),
            "que_creation_date" => Some(self.created.ne()),
            "que_last_modified_date" => self.modified.map(Jst::ne),
            _ => None,
        }
    }
}

pub(crate) fn search(world: &mut World, form: &Form, call: &str) -> Result<Done, Refusal> {
    let query = Query::search(form, &[FIELDS])?;
    let found: Vec<u64> = matching(world, &query);
    for id in &found {
        look(world, *id);
    }
    let page = query.page(matching(world, &query).into_iter());
    let rows = page
        .iter()
        .filter_map(|id| world.ques.get(id))
        .map(|que| query.row(&|name| que.shown(name)))
        .collect();
    Ok(Done::rows(rows, Note::nothing(call)))
}

pub(crate) fn count(world: &World, form: &Form, call: &str) -> Result<Done, Refusal> {
    let query = Query::count(form, &[FIELDS])?;
    Ok(Done::count(
        matching(world, &query).len(),
        Note::nothing(call),
    ))
}

fn matching(world: &World, query: &Query) -> Vec<u64> {
    world
        .ques
        .values()
        .filter(|que| query.matches(&|name| que.shown(name)))
        .map(|que| que.id)
        .collect()
}

/// The first look finds the que running, the second finds it done.
fn look(world: &mut World, id: u64) {
    let Some(que) = world.ques.get_mut(&id) else {
        return;
    };
    match que.state {
        QueState::Waiting => que.state = QueState::Running,
        QueState::Running => world.run_que(id),
        QueState::Done(_) | QueState::Failed(_) => {}
    }
}
