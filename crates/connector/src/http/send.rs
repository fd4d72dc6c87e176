//! One exchange: a request out, a limited answer in, and what a failure proves.

use reqwest::header::{CONTENT_TYPE, HeaderMap};
use reqwest::{Error, RequestBuilder};
use sabaki_diagnostic::reason::Reason;

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
    NotSent(Reason),
    /// Something may have reached it.
    Unclear(Reason),
}

/// The reason of an answer that did not come in time.
const TIMED_OUT: &str = "reason.http.timed_out";
/// The reason of an answer that was too large.
const TOO_LARGE: &str = "reason.http.too_large";

impl SendError {
    /// Whether a smaller question may be answered.
    pub(crate) fn asked_too_much(&self) -> bool {
        match self {
            Self::NotSent(_) => false,
            Self::Unclear(reason) => reason.is(TIMED_OUT) || reason.is(TOO_LARGE),
        }
    }

    /// What happened.
    pub(crate) fn into_reason(self) -> Reason {
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
                let too_large = Reason::of(TOO_LARGE).with("bytes", self.answer_limit);
                return Err(SendError::Unclear(too_large));
            }
            bytes.extend_from_slice(&chunk);
        }
        let body = String::from_utf8(bytes)
            .map_err(|_| SendError::Unclear(Reason::of("reason.http.not_utf8")))?;
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
        return SendError::NotSent(Reason::of("reason.http.not_built"));
    }
    if error.is_connect() {
        let what = if error.is_timeout() {
            "reason.http.no_connection_in_time"
        } else if error.is_dns() {
            "reason.http.no_such_name"
        } else {
            "reason.http.no_connection"
        };
        return SendError::NotSent(Reason::of(what));
    }
    SendError::Unclear(Reason::of(if error.is_timeout() {
        TIMED_OUT
    } else if error.is_body() || error.is_decode() {
        "reason.http.cut_off"
    } else {
        "reason.http.broken_off"
    }))
}

fn says_json(value: &str) -> bool {
    let kind = value.split(';').next().unwrap_or_default().trim();
    kind.eq_ignore_ascii_case("application/json") || kind.eq_ignore_ascii_case("text/json")
}
