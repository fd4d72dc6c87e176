//! One function a call: signed, in limited time, writes sent once.

use jiff::Timestamp;
use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use sabaki_diagnostic::reason::Reason;
use sabaki_engine::port::outcome::PortError;
use secrecy::{ExposeSecret as _, SecretString};
use serde::Serialize;

use super::config::JsonOmsConfig;
use super::outcome::{Exchange, judge, not_answered, read};
use super::signature::{PROTOCOL, SHORTEST_SECRET, SIGNATURE, TIMESTAMP, sign};
use super::wire::{Changes, Found, Imports, Results, Search, VERSION};
use crate::http::endpoint::Endpoint;
use crate::http::retry;
use crate::http::send::{Answer, SendError};
use crate::http::settings::{HttpSettings, SetupError};

/// The connection to one OMS.
pub(super) struct Client {
    endpoint: Endpoint,
    secret: SecretString,
    settings: HttpSettings,
}

impl Client {
    pub(super) fn new(config: &JsonOmsConfig) -> Result<Self, SetupError> {
        if config.secret.expose_secret().chars().count() < SHORTEST_SECRET {
            return Err(SetupError::ShortSecret(SHORTEST_SECRET));
        }
        Ok(Self {
            endpoint: Endpoint::new(&config.url, &config.http)?,
            secret: config.secret.clone(),
            settings: config.http.clone(),
        })
    }

    /// `POST /slips/search`, a read: tried again when it was not answered.
    pub(super) async fn search(&self, request: &Search<'_>) -> Result<Found, PortError> {
        let body = body(request)?;
        retry::read(&self.settings, || async {
            read(judge(self.send("slips/search", body.clone()).await))
        })
        .await
    }

    /// `POST /imports`: sent once.
    pub(super) async fn import(
        &self,
        request: &Imports<'_>,
    ) -> Result<Exchange<Results>, PortError> {
        Ok(judge(self.send("imports", body(request)?).await))
    }

    /// `POST /slips/{id}/changes`: sent once.
    pub(super) async fn change(
        &self,
        slip: &str,
        request: &Changes<'_>,
    ) -> Result<Exchange<Results>, PortError> {
        let path = format!("slips/{}/changes", segment(slip));
        Ok(judge(self.send(&path, body(request)?).await))
    }

    /// The instant is this machine's: the receiver compares it with its own, not with due times.
    async fn send(&self, path: &str, body: Vec<u8>) -> Result<Answer, SendError> {
        let signed_path = self.endpoint.path(path);
        let timestamp = Timestamp::now().as_second();
        let signature = sign(&self.secret, "POST", &signed_path, timestamp, &body);
        let headers = signature.and_then(|signature| headers(timestamp, &signature));
        let Some(headers) = headers else {
            return Err(SendError::NotSent(Reason::of("reason.http.not_signed")));
        };
        let answer = self.endpoint.post(path, headers, body).await;
        match &answer {
            Ok(answer) => tracing::debug!(path, status = answer.status, "the OMS answered"),
            Err(error) => tracing::debug!(path, ?error, "the OMS did not answer"),
        }
        answer
    }
}

fn headers(timestamp: i64, signature: &str) -> Option<HeaderMap> {
    let mut headers = HeaderMap::new();
    headers.insert(
        CONTENT_TYPE,
        HeaderValue::from_static("application/json; charset=utf-8"),
    );
    headers.insert(
        HeaderName::from_static(PROTOCOL),
        HeaderValue::from(VERSION),
    );
    headers.insert(
        HeaderName::from_static(TIMESTAMP),
        HeaderValue::from(timestamp),
    );
    let mut signature = HeaderValue::from_str(signature).ok()?;
    signature.set_sensitive(true);
    headers.insert(HeaderName::from_static(SIGNATURE), signature);
    Some(headers)
}

fn body(request: &impl Serialize) -> Result<Vec<u8>, PortError> {
    serde_json::to_vec(request).map_err(|_| not_answered(Reason::of("reason.http.not_built")))
}

/// A slip's number as one segment of a path, whatever it consists of.
fn segment(text: &str) -> String {
    use std::fmt::Write as _;
    text.bytes().fold(String::new(), |mut out, byte| {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_') {
            out.push(char::from(byte));
        } else {
            let _never_fails = write!(out, "%{byte:02X}");
        }
        out
    })
}
