//! Who is calling: the first authorisation, the user and the company.

use serde_json::{Value, json};

use crate::nextengine::envelope::Done;
use crate::nextengine::form::Form;
use crate::nextengine::merge;
use crate::nextengine::slip::{PIC_ID, PIC_NAME};
use crate::world::World;
use crate::world::ledger::Note;

/// `POST /api_neauth`: `uid` and `state` against a token pair. The sandbox lets them be used again.
pub(crate) fn authorise(world: &mut World, form: &Form) -> Value {
    let known = &world.credentials;
    let client = form.text("client_id") == Some(known.client_id.as_str())
        && form.text("client_secret") == Some(known.client_secret.as_str());
    if !client {
        // A body without `result` is how the real one answers a wrong client.
        return json!({"message": "client_idまたはclient_secretが不正です。"});
    }
    let Some(uid) = form.text("uid").filter(|uid| !uid.is_empty()) else {
        return json!({"result": "error", "code": "001001", "message": "uidが指定されていません。"});
    };
    if uid != known.uid || form.text("state") != Some(known.state.as_str()) {
        return json!({"result": "error", "code": "002003", "message": "uidまたはstateが不正です。"});
    }
    let uid = uid.to_owned();
    world.tokens.replace(&mut world.random, world.now);
    let mut answer = json!({
        "result": "success",
        "company_app_header": "",
        "company_ne_id": "NE0000001",
        "company_name": "見本商店",
        "company_kana": "ミホンショウテン",
        "uid": uid,
        "pic_ne_id": "NP0000001",
        "pic_name": PIC_NAME,
        "pic_kana": "ミホン タントウ",
        "pic_mail_address": "mihon@example.invalid",
    });
    merge(&mut answer, &world.tokens.to_json());
    answer
}

/// `POST /api_app/company`: the companies that use the app; no user needed.
pub(crate) fn contracted(world: &World, form: &Form) -> Value {
    let known = &world.credentials;
    let client = form.text("client_id") == Some(known.client_id.as_str())
        && form.text("client_secret") == Some(known.client_secret.as_str());
    if !client {
        return json!({"message": "client_idまたはclient_secretが不正です。"});
    }
    json!({"result": "success", "count": "1", "data": [company_row()]})
}

fn company_row() -> Value {
    json!({
        "company_id": "1",
        "company_ne_id": "NE0000001",
        "company_name": "見本商店",
        "company_kana": "ミホンショウテン",
        "company_host": "main.example.invalid",
        "company_fraction_id": "0",
    })
}

pub(crate) fn user(world: &World) -> Done {
    let row = json!({
        "uid": world.credentials.uid,
        "pic_id": PIC_ID,
        "pic_ne_id": "NP0000001",
        "pic_name": PIC_NAME,
        "pic_kana": "ミホン タントウ",
        "pic_mail_address": "mihon@example.invalid",
    });
    Done::rows(vec![row], Note::nothing("login_user/info"))
}

pub(crate) fn company(_world: &World) -> Done {
    Done::rows(vec![company_row()], Note::nothing("login_company/info"))
}
