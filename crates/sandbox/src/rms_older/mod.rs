//! RMS 旧受注API (OrderAPI 1.0): SOAP in, SOAP out, at one address.

pub(crate) mod document;
pub(crate) mod get_order;
pub(crate) mod job;
pub(crate) mod order;
pub(crate) mod schema;
pub(crate) mod xml;

use std::collections::BTreeMap;

use base64::Engine;

use crate::wire::{Reply, Request};
use crate::world::World;
use crate::world::fault::Fault;
use crate::world::ledger::{Effect, Note};
use document::Element;
use job::Job;
use order::OlderOrder;
use xml::Xml;

/// The one path.
pub(crate) const PATH: &str = "/es/1.0/order/ws";

/// The shop's name in addresses.
pub(crate) const SHOP_URL: &str = "sandbox-shop";

const NAMESPACE: &str = "http://orderapi.rms.rakuten.co.jp/rms/mall/order/api/ws";

/// All that the WSDL names; those without a handler are answered with a Fault.
const OPERATIONS: [(&str, Option<Handler>); 13] = [
    ("cancelOrder", None),
    ("changeEnclosureParent", None),
    ("changeRBankToUnprocessing", None),
    ("changeStatus", Some(job::change_status)),
    ("decisionPoint", None),
    ("doEnclosure", None),
    ("doUnEnclosure", None),
    ("getEnclosureList", None),
    ("getOrder", Some(get_order::get_order)),
    ("getRequestId", Some(job::get_request_id)),
    ("getResult", Some(job::get_result)),
    ("rBankAccountTransfer", None),
    ("updateOrder", None),
];

type Handler = fn(&mut World, &Element) -> Done;

/// What the older API keeps beside the newer one.
#[derive(Debug, Default)]
pub(crate) struct Older {
    /// By order number.
    pub(crate) orders: BTreeMap<String, OlderOrder>,
    /// Jobs by request id.
    pub(crate) jobs: BTreeMap<u64, Job>,
    /// How many request ids were given out.
    pub(crate) ids: u64,
}

/// What came of an operation: the inside of `return`, and what the ledger keeps.
pub(crate) struct Done {
    pub(crate) inside: Xml,
    pub(crate) orders: Vec<String>,
    pub(crate) refused: Vec<String>,
}

impl Done {
    /// Only a code and its words.
    pub(crate) fn code(code: &str, message: &str) -> Self {
        let mut inside = Xml::default();
        inside.element("errorCode", code);
        inside.element("message", message);
        Self {
            inside,
            orders: Vec::new(),
            refused: Vec::new(),
        }
    }
}

/// What a request is, as far as it can be told.
enum Asked {
    Document(&'static str),
    Operation(String, Element),
    Nothing,
}

/// The name of a call in the ledger and in faults; nothing for another path.
pub(crate) fn call_name(request: &Request) -> Option<String> {
    if request.path.trim_end_matches('/') != PATH {
        return None;
    }
    Some(match asked(request) {
        Asked::Operation(name, _) => format!("older/{name}"),
        Asked::Document(name) => format!("older/{name}"),
        Asked::Nothing => "older/unknown".to_owned(),
    })
}

fn asked(request: &Request) -> Asked {
    if request.method == "GET" {
        return match request.query.to_ascii_lowercase().as_str() {
            "wsdl" => Asked::Document("wsdl"),
            "xsd=1" => Asked::Document("xsd"),
            _ => Asked::Nothing,
        };
    }
    let text = std::str::from_utf8(&request.body).unwrap_or_default();
    let operation = document::root(text).and_then(|envelope| {
        let body = envelope.take("Body")?;
        body.children.into_iter().next()
    });
    match operation {
        Some(operation) if request.method == "POST" => {
            Asked::Operation(operation.name.clone(), operation)
        }
        Some(_) | None => Asked::Nothing,
    }
}

/// Answers a call; the note says for the ledger what it did. Jobs have their effect later.
pub(crate) fn answer(world: &mut World, request: &Request, call: &str) -> (Reply, Note) {
    let (reply, note) = match asked(request) {
        Asked::Document(name) => (schema::document(name, request), Note::nothing(call)),
        Asked::Nothing => (fault("Client", "no such operation"), Note::nothing(call)),
        Asked::Operation(name, operation) => operate(world, &name, &operation, call),
    };
    (with_headers(world, reply), note)
}

fn operate(world: &mut World, name: &str, operation: &Element, call: &str) -> (Reply, Note) {
    let nothing = Note::nothing(call);
    let known = OPERATIONS.iter().find(|(known, _)| *known == name);
    let Some((_, handler)) = known else {
        return (fault("Client", "no such operation"), nothing);
    };
    if world.assumptions.older_strict_order && !operation.is_in_order() {
        return (Reply::new(400, "text/html; charset=UTF-8", ""), nothing);
    }
    if let Some(refused) = not_let_in(world, operation) {
        return (envelope(name, &refused.inside), nothing);
    }
    let Some(handler) = handler else {
        let words = "the sandbox does not offer this operation";
        return (fault("Server", words), nothing);
    };
    let empty = Element::default();
    let done = handler(world, operation.one("arg1").unwrap_or(&empty));
    let note = Note {
        refused: done.refused,
        ..Note::new(call, done.orders, Effect::None)
    };
    (envelope(name, &done.inside), note)
}

/// The key, its expiry and the shop. The code's block is known, its texts are not.
fn not_let_in(world: &World, operation: &Element) -> Option<Done> {
    let known = &world.credentials;
    let pair = format!("{}:{}", known.service_secret, known.license_key);
    let expected = format!(
        "ESA {}",
        base64::engine::general_purpose::STANDARD.encode(pair)
    );
    let given = operation.one("arg0");
    let word = |name| given.and_then(|given| given.one(name)).map(Element::word);
    if word("authKey") != Some(expected.as_str()) {
        return Some(Done::code("E02-001", "認証に失敗しました"));
    }
    if world.now > known.license_ends || world.is_sabotaged(Fault::ExpiredKey) {
        return Some(Done::code(
            "E02-002",
            "ライセンスキーの有効期限が切れています",
        ));
    }
    if word("shopUrl") != Some(SHOP_URL) {
        return Some(Done::code("E02-003", "店舗URLが不正です"));
    }
    if word("userName").is_none() {
        return Some(Done::code("E02-004", "ユーザ名がありません"));
    }
    None
}

/// An answer as the real one writes it.
fn envelope(operation: &str, inside: &Xml) -> Reply {
    let body = format!(
        "<?xml version='1.0' encoding='UTF-8'?><S:Envelope xmlns:S=\"http://schemas.xmlsoap.org/soap/envelope/\"><S:Body>\
         <ns2:{operation}Response xmlns:ns2=\"{NAMESPACE}\"><return>{inside}</return></ns2:{operation}Response>\
         </S:Body></S:Envelope>"
    );
    Reply::new(200, "text/xml;charset=\"utf-8\"", body)
}

fn fault(who: &str, words: &str) -> Reply {
    let mut inside = Xml::default();
    inside.element("faultcode", &format!("S:{who}"));
    inside.element("faultstring", words);
    let body = format!(
        "<?xml version='1.0' encoding='UTF-8'?><S:Envelope xmlns:S=\"http://schemas.xmlsoap.org/soap/envelope/\"><S:Body>\
         <S:Fault>{inside}</S:Fault></S:Body></S:Envelope>"
    );
    Reply::new(500, "text/xml;charset=\"utf-8\"", body)
}

/// The header `requestId` has nothing to do with the element of that name.
fn with_headers(world: &mut World, mut reply: Reply) -> Reply {
    let count = world.count();
    reply.headers.extend([
        ("requestId", format!("00000000-0000-4000-8000-{count:012x}")),
        ("timeStamp", world.now.utc_header()),
    ]);
    reply
}
