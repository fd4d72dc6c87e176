//! One exchange: a request out, a limited answer in, and what a failure proves.

use reqwest::header::{CONTENT_TYPE, HeaderMap};
use reqwest::{Error, RequestBuilder};

use super::endpoint::Endpoint;

/// An answer that was read to its end.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    /// The HTTP status.
    pub(crate) status: u16,
    /// Whether the content type says JSON.
    pub(crate) says_json: bool,
    /// The body, strict UTF-8.
    pub(crate) body: String,
}

/// An exchange that gave no answer. The texts never hold an address, a header or a body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum SendError {
    /// No connection came about: certainly nothing reached the far side.
    NotSent(String),
    /// Something may have reached it.
    Unclear(String),
}

/// The reason of an answer that did not come in time.
const TIMED_OUT: &str = "no complete answer within the time-out";
/// How the reason of an answer begins that was too large.
const TOO_LARGE: &str = "the answer is larger than";

impl SendError {
    /// Whether a smaller question may be answered.
    pub(crate) fn asked_too_much(&self) -> bool {
        match self {
            Self::NotSent(_) => false,
            Self::Unclear(reason) => reason == TIMED_OUT || reason.starts_with(TOO_LARGE),
        }
    }

    /// What happened.
    pub(crate) fn into_reason(self) -> String {
        match self {
            Self::NotSent(reason) | Self::Unclear(reason) => reason,
        }
    }
}

impl Endpoint {
    /// POST with a body.
    pub(crate) async fn post(
        &self,
        path: &str,
        headers: HeaderMap,
        body: Vec<u8>,
    ) -> Result<Answer, SendError> {
        let request = self.client.post(self.address(path)).headers(headers);
        self.exchange(request.body(body)).await
    }

    /// POST to the address itself.
    pub(crate) async fn post_here(
        &self,
        headers: HeaderMap,
        body: Vec<u8>,
    ) -> Result<Answer, SendError> {
        let request = self.client.post(self.whole()).headers(headers);
        self.exchange(request.body(body)).await
    }

    /// GET with one query parameter.
    pub(crate) async fn get(
        &self,
        path: &str,
        headers: HeaderMap,
        query: (&str, &str),
    ) -> Result<Answer, SendError> {
        let mut address = self.address(path);
        address.query_pairs_mut().append_pair(query.0, query.1);
        self.exchange(self.client.get(address).headers(headers))
            .await
    }

    async fn exchange(&self, request: RequestBuilder) -> Result<Answer, SendError> {
        let mut response = request.send().await.map_err(classify)?;
        let status = response.status().as_u16();
        let says_json = response
            .headers()
            .get(CONTENT_TYPE)
            .and_then(|value| value.to_str().ok())
            .is_some_and(says_json);
        let mut bytes = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(classify)? {
            if bytes.len().saturating_add(chunk.len()) > self.answer_limit {
                return Err(SendError::Unclear(format!(
                    "{TOO_LARGE} {} bytes",
                    self.answer_limit
                )));
            }
            bytes.extend_from_slice(&chunk);
        }
        let body = String::from_utf8(bytes)
            .map_err(|_| SendError::Unclear("the answer is not UTF-8".to_owned()))?;
        Ok(Answer {
            status,
            says_json,
            body,
        })
    }
}

/// With no idle connections, a failure to connect proves that nothing was sent. Any other one does
/// not, the total time-out included: it may have struck anywhere.
fn classify(error: Error) -> SendError {
    if error.is_builder() {
        return SendError::NotSent("the request could not be built".to_owned());
    }
    if error.is_connect() {
        let what = if error.is_timeout() {
            "no connection within the time-out"
        } else if error.is_dns() {
            "the name could not be looked up"
        } else {
            "no connection"
        };
        return SendError::NotSent(what.to_owned());
    }
    SendError::Unclear(
        if error.is_timeout() {
            TIMED_OUT
        } else if error.is_body() || error.is_decode() {
            "the answer was cut off"
        } else {
            "the connection broke before the answer"
        }
        .to_owned(),
    )
}

fn says_json(value: &str) -> bool {
    let kind = value.split(';').next().unwrap_or_default().trim();
    kind.eq_ignore_ascii_case("application/json") || kind.eq_ignore_ascii_case("text/json")
}
