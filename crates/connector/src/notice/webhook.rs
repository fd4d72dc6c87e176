//! The two kinds of channels over HTTP: our own signed JSON, and what Slack takes.

use jiff::Timestamp;
use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use sabaki_diagnostic::reason::Reason;
use sabaki_engine::port::outcome::Outcome;
use secrecy::{ExposeSecret as _, SecretString};
use serde::Serialize;

use super::message::{Group, Message};
use super::outcome::{of_http, refused};
use crate::http::endpoint::Endpoint;
use crate::http::reach::Reach;
use crate::http::settings::{HttpSettings, SetupError};
use crate::json_oms::signature::{SHORTEST_SECRET, SIGNATURE, TIMESTAMP, sign};

/// Our own JSON, version 1. `id` is the same for every attempt at the same message.
#[derive(Serialize)]
struct Body<'a> {
    sabaki_notice: u32,
    id: &'a str,
    text: &'a str,
    groups: &'a [Group],
}

/// A signed webhook.
pub(super) struct Webhook {
    endpoint: Endpoint,
    secret: SecretString,
}

impl Webhook {
    pub(super) fn new(
        url: &SecretString,
        secret: SecretString,
        reach: Reach,
        http: &HttpSettings,
    ) -> Result<Self, SetupError> {
        if secret.expose_secret().chars().count() < SHORTEST_SECRET {
            return Err(SetupError::ShortSecret(SHORTEST_SECRET));
        }
        Ok(Self {
            endpoint: Endpoint::hook(url.expose_secret(), reach, http)?,
            secret,
        })
    }

    pub(super) async fn send(&self, message: &Message) -> Outcome {
        let body = Body {
            sabaki_notice: 1,
            id: &message.id,
            text: &message.body,
            groups: &message.groups,
        };
        let Ok(body) = serde_json::to_vec(&body) else {
            return refused(Reason::of("reason.notice.not_written"));
        };
        let timestamp = Timestamp::now().as_second();
        let path = self.endpoint.own_path();
        let signature = sign(&self.secret, "POST", &path, timestamp, &body)
            .and_then(|signature| HeaderValue::from_str(&signature).ok());
        let Some(mut signature) = signature else {
            return refused(Reason::of("reason.http.not_signed"));
        };
        signature.set_sensitive(true);
        let mut headers = json();
        headers.insert(
            HeaderName::from_static(TIMESTAMP),
            HeaderValue::from(timestamp),
        );
        headers.insert(HeaderName::from_static(SIGNATURE), signature);
        of_http(self.endpoint.post_here(headers, body).await)
    }
}

/// An incoming webhook as Slack has it.
pub(super) struct Slack(Endpoint);

impl Slack {
    pub(super) fn new(
        url: &SecretString,
        reach: Reach,
        http: &HttpSettings,
    ) -> Result<Self, SetupError> {
        Endpoint::hook(url.expose_secret(), reach, http).map(Self)
    }

    pub(super) async fn send(&self, message: &Message) -> Outcome {
        let body = serde_json::json!({"text": escaped(&message.body)});
        of_http(
            self.0
                .post_here(json(), body.to_string().into_bytes())
                .await,
        )
    }
}

/// In Slack's markup `<!channel>` rings everybody and `<https://…|text>` is a link; outside text
/// must be able to do neither.
///
/// Source: Slack, "Formatting text for app surfaces": `&`, `<` and `>` are to be escaped.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

fn json() -> HeaderMap {
    let mut headers = HeaderMap::new();
    headers.insert(
        CONTENT_TYPE,
        HeaderValue::from_static("application/json; charset=utf-8"),
    );
    headers
}
