//! One function a call: what goes out, in what time, and what kind of answer came back.

use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderValue};
use sabaki_diagnostic::reason::Reason;
use sabaki_engine::port::outcome::PortError;
use secrecy::{ExposeSecret, SecretString};
use serde::Serialize;
use serde_json::{Map, Value};

use super::config::RmsConfig;
use super::outcome::{Written, judge_read, judge_written, not_answered};
use crate::http::endpoint::Endpoint;
use crate::http::pace::Pace;
use crate::http::retry;
use crate::http::send::{Answer, SendError};
use crate::http::settings::{HttpSettings, SetupError};

/// The connection to one shop's RMS with its credentials.
pub(super) struct Client {
    endpoint: Endpoint,
    headers: HeaderMap,
    license_key: SecretString,
    pace: Pace,
    settings: HttpSettings,
}

impl Client {
    pub(super) fn new(config: RmsConfig) -> Result<Self, SetupError> {
        Ok(Self {
            endpoint: Endpoint::new(&config.url, &config.http)?,
            headers: headers(&config)?,
            license_key: config.license_key,
            pace: Pace::new(config.requests_per_second),
            settings: config.http,
        })
    }

    /// A call that changes nothing: tried again when it was not answered.
    pub(super) async fn read(
        &self,
        function: &'static str,
        request: &impl Serialize,
    ) -> Result<Map<String, Value>, PortError> {
        let body = body(request)?;
        retry::read(&self.settings, || async {
            judge_read(self.send(function, body.clone()).await)
        })
        .await
    }

    /// A call that changes something: sent once, whatever happens.
    pub(super) async fn write(
        &self,
        function: &'static str,
        request: &impl Serialize,
    ) -> Result<Written, PortError> {
        let body = body(request)?;
        let written = judge_written(self.send(function, body).await);
        if let Ok(Written::Doubt(reason)) = &written {
            tracing::warn!(function, %reason, "RMS write without a clear answer");
        }
        written
    }

    async fn send(&self, function: &str, body: Vec<u8>) -> Result<Answer, SendError> {
        self.pace.wait().await;
        let path = format!("es/2.0/order/{function}/");
        let answer = self.endpoint.post(&path, self.headers.clone(), body).await;
        match &answer {
            Ok(answer) => tracing::debug!(function, status = answer.status, "RMS answered"),
            Err(error) => tracing::debug!(function, ?error, "RMS did not answer"),
        }
        answer
    }

    /// When the licence key ends, in RMS's words; none where RMS does not offer the function.
    pub(super) async fn licence_expiry(&self) -> Result<Option<String>, PortError> {
        retry::read(&self.settings, || async {
            self.pace.wait().await;
            let answer = self
                .endpoint
                .get(
                    "es/1.0/license-management/license-key/expiry-date",
                    self.headers.clone(),
                    ("licenseKey", self.license_key.expose_secret()),
                )
                .await;
            if answer.as_ref().is_ok_and(|a| matches!(a.status, 404 | 405)) {
                return Ok(None);
            }
            let answer = judge_read(answer)?;
            match answer.get("expiryDate").and_then(Value::as_str) {
                Some(text) => Ok(Some(text.to_owned())),
                None => Err(not_answered(
                    Reason::of("reason.answer.not_complete").with("what", "expiryDate"),
                )),
            }
        })
        .await
    }
}

/// RMS wants raw UTF-8 and the charset in the content type: a client library's bare
/// `application/json` is answered with 415 (measured).
fn headers(config: &RmsConfig) -> Result<HeaderMap, SetupError> {
    use base64::Engine as _;
    let plain = zeroize::Zeroizing::new(format!(
        "{}:{}",
        config.service_secret.expose_secret(),
        config.license_key.expose_secret()
    ));
    let token = zeroize::Zeroizing::new(format!(
        "ESA {}",
        base64::engine::general_purpose::STANDARD.encode(plain.as_bytes())
    ));
    let mut authorization = HeaderValue::from_str(&token)
        .map_err(|_| SetupError::BadCredential("service secret or licence key"))?;
    authorization.set_sensitive(true);
    let mut headers = HeaderMap::new();
    headers.insert(AUTHORIZATION, authorization);
    headers.insert(
        CONTENT_TYPE,
        HeaderValue::from_static("application/json; charset=utf-8"),
    );
    Ok(headers)
}

fn body(request: &impl Serialize) -> Result<Vec<u8>, PortError> {
    serde_json::to_vec(request).map_err(|_| PortError::Rejected {
        target: super::TARGET,
        reason: Reason::of("reason.http.not_built"),
    })
}
