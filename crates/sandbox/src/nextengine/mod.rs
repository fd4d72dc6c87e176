//! ネクストエンジン: from a request to an answer with the token pair in it.

pub(crate) mod envelope;
pub(crate) mod field;
pub(crate) mod form;
pub(crate) mod identity;
pub(crate) mod list;
pub(crate) mod mail;
pub(crate) mod mark;
pub(crate) mod master;
pub(crate) mod que;
pub(crate) mod query;
pub(crate) mod row;
pub(crate) mod screen;
pub(crate) mod search;
pub(crate) mod slip;
pub(crate) mod take_in;
pub(crate) mod update;
pub(crate) mod update_xml;
pub(crate) mod upload;

use serde_json::{Value, json};

use crate::wire::{Reply, Request};
use crate::world::World;
use crate::world::fault::Fault;
use crate::world::ledger::{Effect, Note};
use envelope::{Done, Refusal};
use form::Form;
use master::Master;

/// The name of a call in the ledger and in faults, or nothing for a path of someone else.
pub(crate) fn call_name(path: &str) -> Option<String> {
    let path = path.strip_suffix('/').unwrap_or(path);
    if path == "/api_neauth" {
        return Some("neauth".to_owned());
    }
    let name = path
        .strip_prefix("/api_v1_")
        .or_else(|| path.strip_prefix("/api_"))?;
    Some(name.to_owned())
}

/// Answers a call; the note says for the ledger what it did.
pub(crate) fn answer(world: &mut World, request: &Request, call: &str) -> (Reply, Note) {
    if request.method != "POST" {
        return (
            Reply::new(
                405,
                "text/html; charset=UTF-8",
                "<html><body>405</body></html>",
            ),
            Note::nothing(call),
        );
    }
    let form = Form::read(request);
    match call {
        "neauth" => {
            return (
                envelope::plain(&identity::authorise(world, &form)),
                Note::nothing(call),
            );
        }
        "app/company" => {
            return (
                envelope::plain(&identity::contracted(world, &form)),
                Note::nothing(call),
            );
        }
        _ => {}
    }
    if world.is_sabotaged(Fault::TokenRotation) || world.is_sabotaged(Fault::RotationLost) {
        world.tokens.access_ends = world.now;
    }
    let (access, refresh) = (form.text("access_token"), form.text("refresh_token"));
    if let Err(why) = world
        .tokens
        .admit(access, refresh, &mut world.random, world.now)
    {
        return (envelope::not_let_in(world, why), Note::nothing(call));
    }
    let result = match refused_by_fault(world) {
        Some(refusal) => Err(refusal),
        None => dispatch(world, &form, call),
    };
    let note = match &result {
        Ok(done) => done.note.clone(),
        Err(Refusal {
            done: Some((done, effect)),
            orders,
            ..
        }) => Note {
            refused: orders.clone(),
            ..Note::new(call, done.clone(), *effect)
        },
        Err(refusal) => Note::new(call, refusal.orders.clone(), Effect::None),
    };
    (envelope::with_tokens(world, result), note)
}

/// The refusals that faults ask for; they come after the tokens, as the real ones do.
fn refused_by_fault(world: &World) -> Option<Refusal> {
    let (code, message) = match world.sabotage? {
        Fault::Overload => ("003002", "現在混み合っています。"),
        Fault::OverloadWaited => ("003001", "現在混み合っています。"),
        Fault::Importing => ("020007", "受注取込中です。"),
        Fault::Blip => ("000001", "指定されたパスは存在しません。"),
        Fault::Maintenance => ("002007", "メンテナンス中です。"),
        Fault::MaintenanceHost => ("003004", "メイン機能のホストがメンテナンス中です。"),
        Fault::MaintenanceMain => ("003005", "メイン機能がメンテナンス中です。"),
        _ => return None,
    };
    Some(Refusal::new(code, message))
}

fn dispatch(world: &mut World, form: &Form, call: &str) -> Result<Done, Refusal> {
    match call {
        "login_user/info" => Ok(identity::user(world)),
        "login_company/info" => Ok(identity::company(world)),
        "receiveorder_base/search" => search::slips(world, form, call),
        "receiveorder_base/count" => search::count_slips(world, form, call),
        "receiveorder_row/search" => search::rows(world, form, call),
        "receiveorder_row/count" => search::count_rows(world, form, call),
        "receiveorder_option/search" => search::options(world, form, call),
        "receiveorder_option/count" => search::count_options(world, form, call),
        "receiveorder_base/update" => update::one(world, form, call),
        "receiveorder_base/bulkupdate" => update::bulk(world, form, call),
        "receiveorder_base/upload" => upload::upload(world, form, call),
        "receiveorder_base/shipped" => mark::shipped(world, form, call),
        "receiveorder_base/receipted" => mark::receipted(world, form, call),
        "receiveorder_base/labelprinted" => mark::label_printed(world, form, call),
        "receiveorder_uploadpattern/info" => Ok(list::upload_patterns(call)),
        "receiveorder_forwardingagent/search" | "receiveorder_forwardingagent/count" => {
            list::search(form, call, &list::forwarding_agents())
        }
        "receiveorder_confirm/search" | "receiveorder_confirm/count" => {
            list::search(form, call, &list::confirms())
        }
        "receiveorder_groupingtag/search" => list::search(form, call, &list::tags(world)),
        "master_shop/search" | "master_shop/count" => list::search(form, call, &list::shops()),
        "system_que/search" => que::search(world, form, call),
        "system_que/count" => que::count(world, form, call),
        other => enumeration(other)
            .ok_or_else(|| Refusal::new("000001", "指定されたパスは存在しません。")),
    }
}

fn enumeration(call: &str) -> Option<Done> {
    let word = call.strip_prefix("system_")?.strip_suffix("/info")?;
    let rows = Master::of_path(word)?.rows();
    Some(Done::rows(rows, Note::nothing(call)))
}

/// An answer that is no JSON at all.
pub(crate) fn maintenance_page() -> Reply {
    let page = "<!DOCTYPE html>\n<html lang=\"ja\"><head><title>メンテナンス</title></head><body><p>ただいまメンテナンス中です。</p></body></html>\n";
    Reply::new(200, "text/html; charset=UTF-8", page)
}

/// All keys of `more` put into `into`.
pub(crate) fn merge(into: &mut Value, more: &Value) {
    if let (Some(into), Some(more)) = (into.as_object_mut(), more.as_object()) {
        for (key, value) in more {
            into.insert(key.clone(), value.clone());
        }
    } else {
        *into = json!(null);
    }
}
