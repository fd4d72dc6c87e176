//! One function a call: what goes out, in what time, and what kind of answer came back.

use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use sabaki_engine::port::outcome::PortError;
use secrecy::{ExposeSecret, SecretString};

use super::answer::{NoReturn, Return, Written, judge_read, judge_written};
use super::config::RmsOlderConfig;
use super::envelope;
use crate::http::endpoint::Endpoint;
use crate::http::pace::Pace;
use crate::http::retry;
use crate::http::send::{Answer, SendError};
use crate::http::settings::{HttpSettings, SetupError};

/// Everything goes to one address.
const PATH: &str = "es/1.0/order/ws";

/// The connection to one shop's RMS with its credentials.
pub(super) struct Client {
    endpoint: Endpoint,
    /// `arg0`, which carries the credentials in every request.
    user: SecretString,
    pace: Pace,
    settings: HttpSettings,
}

impl Client {
    pub(super) fn new(config: &RmsOlderConfig) -> Result<Self, SetupError> {
        Ok(Self {
            endpoint: Endpoint::new(&config.url, &config.http)?,
            user: user(config).into(),
            pace: Pace::new(config.requests_per_second),
            settings: config.http.clone(),
        })
    }

    /// A call that changes nothing, once.
    pub(super) async fn read_once(
        &self,
        operation: &'static str,
        argument: &str,
    ) -> Result<Return, NoReturn> {
        judge_read(operation, self.send(operation, argument).await)
    }

    /// A call that changes nothing: tried again when it was not answered.
    pub(super) async fn read(
        &self,
        operation: &'static str,
        argument: &str,
    ) -> Result<Return, PortError> {
        retry::read(&self.settings, || async {
            let read = self.read_once(operation, argument).await;
            read.map_err(|no_return| no_return.error)
        })
        .await
    }

    /// A call that begins a job: sent once, whatever happens.
    pub(super) async fn write(
        &self,
        operation: &'static str,
        argument: &str,
    ) -> Result<Written, PortError> {
        let written = judge_written(operation, self.send(operation, argument).await);
        if let Ok(Written::Doubt(reason)) = &written {
            tracing::warn!(operation, %reason, "older RMS write without a clear answer");
        }
        written
    }

    async fn send(&self, operation: &str, argument: &str) -> Result<Answer, SendError> {
        self.pace.wait().await;
        let body = envelope::envelope(operation, self.user.expose_secret(), argument);
        let mut headers = HeaderMap::new();
        headers.insert(
            CONTENT_TYPE,
            HeaderValue::from_static("text/xml; charset=utf-8"),
        );
        headers.insert(
            HeaderName::from_static("soapaction"),
            HeaderValue::from_static("\"\""),
        );
        let answer = self.endpoint.post(PATH, headers, body.into_bytes()).await;
        match &answer {
            Ok(answer) => tracing::debug!(operation, status = answer.status, "older RMS answered"),
            Err(error) => tracing::debug!(operation, ?error, "older RMS did not answer"),
        }
        answer
    }
}

/// The credentials stand in the body, as Base64 behind `ESA`.
fn user(config: &RmsOlderConfig) -> String {
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
    envelope::user(&token, &config.shop_url, &config.user_name)
}
