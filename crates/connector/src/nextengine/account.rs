//! One account: its token pair, and one request at a time.

use sabaki_diagnostic::reason::Reason;
use std::sync::{Arc, OnceLock};

use jiff::Timestamp;
use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderValue};
use sabaki_engine::port::clock::Clock;
use sabaki_engine::port::outcome::PortError;
use sabaki_engine::port::store::{StoreError, TokenPair};
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::Mutex;

use super::TARGET;
use super::config::NextEngineConfig;
use super::outcome::{CallError, envelope, is_maintenance, judge, not_answered, not_authorised};
use super::tokens::TokenStore;
use super::wire::{Envelope, Said, path};
use crate::http::endpoint::Endpoint;
use crate::http::form::Form;
use crate::http::retry;
use crate::http::settings::{HttpSettings, SetupError};
use crate::http::text::fit;
use crate::jst;

/// An account of ネクストエンジン, shared by all its shops.
///
/// The pair of every answer, errors included, is stored before anything else is made of the answer,
/// and an exchange once begun runs to that point even if its caller is gone: a pair that is lost
/// between the far side's rotation and the store needs a person to log in.
#[derive(Clone)]
pub struct NextEngineAccount {
    inner: Arc<Inner>,
}

struct Inner {
    account: String,
    endpoint: Endpoint,
    client_id: SecretString,
    client_secret: SecretString,
    first_tokens: Option<TokenPair>,
    tokens: Arc<dyn TokenStore>,
    clock: OnceLock<Arc<dyn Clock>>,
    settings: HttpSettings,
    line: Mutex<Line>,
}

/// What the one who holds the line knows.
#[derive(Default)]
struct Line {
    pair: Option<TokenPair>,
    /// The pair is newer than what the store has, because the store failed.
    unsaved: bool,
}

impl NextEngineAccount {
    /// Prepares the account; nothing is sent.
    ///
    /// # Errors
    /// [`SetupError`] if the address or the certificates of this machine do not do.
    pub fn new(config: NextEngineConfig, tokens: Arc<dyn TokenStore>) -> Result<Self, SetupError> {
        Ok(Self {
            inner: Arc::new(Inner {
                endpoint: Endpoint::new(&config.url, &config.http)?,
                account: config.account,
                client_id: config.client_id,
                client_secret: config.client_secret,
                first_tokens: config.first_tokens,
                tokens,
                clock: OnceLock::new(),
                settings: config.http,
                line: Mutex::default(),
            }),
        })
    }

    /// Takes the time from this clock (a sandbox's) instead of the system's. The first one counts.
    #[must_use]
    pub fn with_clock(self, clock: Arc<dyn Clock>) -> Self {
        let _first_one_counts = self.inner.clock.set(clock);
        self
    }

    /// The account's name in the configuration.
    pub fn name(&self) -> &str {
        &self.inner.account
    }

    pub(super) fn now(&self) -> Timestamp {
        self.inner.now()
    }

    /// A call that changes nothing: tried again when it was not answered.
    pub(super) async fn read(&self, path: &'static str, form: Form) -> Result<Envelope, PortError> {
        retry::read(&self.inner.settings, || async {
            self.exchange(path, form.clone(), Kind::Read)
                .await
                .map_err(CallError::of_read)
        })
        .await
    }

    /// A call that changes something: sent once. Only a token that was not current, which proves
    /// that nothing was done, lets it be sent again.
    pub(super) async fn write(
        &self,
        path: &'static str,
        form: Form,
    ) -> Result<Envelope, CallError> {
        let result = self.exchange(path, form, Kind::Write).await;
        if let Err(CallError::Doubt(reason)) = &result {
            tracing::warn!(
                path,
                %reason,
                "ネクストエンジン write without a clear answer"
            );
        }
        result
    }

    /// Trades `uid` and `state` of the browser login for the first pair, and stores it.
    pub(super) async fn first_tokens(&self, uid: &str, state: &str) -> Result<Envelope, PortError> {
        let inner = Arc::clone(&self.inner);
        let mut form = Form::default();
        form.add("uid", uid)
            .add("state", state)
            .add("client_id", inner.client_id.expose_secret())
            .add("client_secret", inner.client_secret.expose_secret());
        to_the_end(async move {
            let mut line = inner.line.lock().await;
            let answer = envelope(inner.post(path::AUTH, form).await)?;
            let judged = inner.cover(judge(answer), &line);
            let answer = judged?;
            let pair = answer
                .tokens(None)
                .ok_or_else(|| CallError::Nothing(not_answered(Reason::of("reason.ne.no_pair"))))?;
            // A login always wins, whatever the dates say.
            inner.keep(&mut line, pair).await?;
            Ok(answer)
        })
        .await
        .map_err(CallError::of_read)
    }

    async fn exchange(
        &self,
        path: &'static str,
        form: Form,
        kind: Kind,
    ) -> Result<Envelope, CallError> {
        let inner = Arc::clone(&self.inner);
        to_the_end(async move { inner.exchange(path, form, kind).await }).await
    }
}

/// Whether a call changes something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Read,
    Write,
}

/// Runs an exchange in a task of its own: a caller that is dropped must not cut it between the
/// answer and the stored pair.
async fn to_the_end(
    exchange: impl Future<Output = Result<Envelope, CallError>> + Send + 'static,
) -> Result<Envelope, CallError> {
    match tokio::spawn(exchange).await {
        Ok(result) => result,
        Err(_) => Err(CallError::Doubt(Reason::of("reason.http.interrupted"))),
    }
}

impl Inner {
    fn now(&self) -> Timestamp {
        self.clock
            .get()
            .map_or_else(Timestamp::now, |clock| clock.now())
    }

    async fn exchange(
        &self,
        path: &'static str,
        form: Form,
        kind: Kind,
    ) -> Result<Envelope, CallError> {
        let mut line = self.line.lock().await;
        let pair = self.current(&mut line).await?;
        if path != path::COMPANY && self.has_expired(&pair) {
            // The pair is about to be replaced. The smaller the call, the smaller the chance that
            // its answer is lost; and no write hangs on it.
            let rotated =
                self.with_fresh_token(&mut line, path::COMPANY, Form::default(), Kind::Read);
            rotated.await.map_err(|error| match error {
                CallError::Doubt(reason) => CallError::Nothing(not_answered(reason)),
                other => other,
            })?;
        }
        self.with_fresh_token(&mut line, path, form, kind).await
    }

    /// One call; after 002002 the stored pair is read again (somebody may have logged in), and if it
    /// is another one, the call is repeated once.
    async fn with_fresh_token(
        &self,
        line: &mut Line,
        path: &'static str,
        form: Form,
        kind: Kind,
    ) -> Result<Envelope, CallError> {
        let used = self.current(line).await?;
        let mut result = self.once(line, path, form.clone(), &used, kind).await;
        if matches!(result, Err(CallError::StaleToken)) {
            *line = Line::default();
            let stored = self.current(line).await?;
            if stored.access == used.access {
                result = Err(CallError::LoggedOut(Reason::of("reason.ne.stale_tokens")));
            } else {
                result = self.once(line, path, form, &stored, kind).await;
            }
        }
        if let Err(CallError::LoggedOut(_) | CallError::StaleToken) = result {
            // The next call looks into the store again.
            *line = Line::default();
        }
        result.map_err(|error| match error {
            CallError::LoggedOut(reason) => CallError::LoggedOut(self.please_log_in(reason)),
            CallError::StaleToken => {
                CallError::LoggedOut(self.please_log_in(Reason::of("reason.ne.stale_tokens")))
            }
            other => other,
        })
    }

    async fn once(
        &self,
        line: &mut Line,
        path: &'static str,
        mut form: Form,
        pair: &TokenPair,
        kind: Kind,
    ) -> Result<Envelope, CallError> {
        form.add("access_token", &pair.access);
        if !pair.refresh.is_empty() {
            form.add("refresh_token", &pair.refresh);
        }
        let answer = self.post(path, form).await;
        if kind == Kind::Read
            && let Ok(page) = &answer
            && Envelope::parse(&page.body).is_none()
            && is_maintenance(page)
        {
            return Err(CallError::Nothing(PortError::Unavailable {
                target: TARGET,
                reason: Reason::of("reason.http.page").with("status", page.status),
            }));
        }
        let answer = envelope(answer)?;
        if let Some(new) = answer.tokens(Some(pair))
            && is_newer(&new, pair)
        {
            self.keep(line, new).await?;
        }
        self.cover(judge(answer), line)
    }

    async fn post(
        &self,
        path: &'static str,
        form: Form,
    ) -> Result<crate::http::send::Answer, crate::http::send::SendError> {
        let mut headers = HeaderMap::new();
        headers.insert(
            CONTENT_TYPE,
            HeaderValue::from_static("application/x-www-form-urlencoded"),
        );
        let answer = self.endpoint.post(path, headers, form.into_body()).await;
        match &answer {
            Ok(answer) => {
                tracing::debug!(path, status = answer.status, "ネクストエンジン answered");
            }
            Err(error) => tracing::debug!(path, ?error, "ネクストエンジン did not answer"),
        }
        answer
    }

    /// The pair to use now: what is in hand, else the store's, else the configuration's.
    async fn current(&self, line: &mut Line) -> Result<TokenPair, CallError> {
        if let Some(pair) = line.pair.clone() {
            if line.unsaved {
                self.keep(line, pair.clone()).await.map_err(nothing_sent)?;
            }
            return Ok(pair);
        }
        let stored = self.tokens.tokens(&self.account).await;
        let stored = stored.map_err(|error| CallError::Nothing(store_failed(&error)))?;
        let pair = match (stored, &self.first_tokens) {
            (Some(pair), _) => pair,
            (None, Some(first)) => {
                self.keep(line, first.clone()).await.map_err(nothing_sent)?;
                first.clone()
            }
            (None, None) => {
                return Err(CallError::Nothing(not_authorised(
                    self.please_log_in(Reason::of("reason.ne.no_tokens")),
                )));
            }
        };
        line.pair = Some(pair.clone());
        Ok(pair)
    }

    /// Stores a pair. If that fails it stays in hand, and nothing goes out before it is stored.
    async fn keep(&self, line: &mut Line, pair: TokenPair) -> Result<(), CallError> {
        line.pair = Some(pair.clone());
        line.unsaved = true;
        match self.tokens.put_tokens(&self.account, pair).await {
            Ok(()) => {
                line.unsaved = false;
                Ok(())
            }
            Err(error) => {
                let error = store_failed(&error);
                tracing::error!(account = self.account, %error);
                Err(CallError::Doubt(error.told()))
            }
        }
    }

    fn has_expired(&self, pair: &TokenPair) -> bool {
        jst::parse_nextengine(&pair.access_ends)
            .and_then(jst::instant)
            .is_some_and(|ends| ends <= self.now())
    }

    fn please_log_in(&self, reason: Reason) -> Reason {
        Reason::of("reason.ne.please_log_in")
            .because("reason", reason)
            .with("account", &self.account)
    }

    /// Takes our own secrets out of what the far side says.
    fn cover(
        &self,
        result: Result<Envelope, CallError>,
        line: &Line,
    ) -> Result<Envelope, CallError> {
        let mut secrets = vec![
            self.client_id.expose_secret(),
            self.client_secret.expose_secret(),
        ];
        if let Some(pair) = &line.pair {
            secrets.extend([pair.access.as_str(), pair.refresh.as_str()]);
        }
        let fit = |text: &str| fit(text, secrets.iter().copied());
        result.map_err(|error| match error {
            CallError::Refused { code, said } => CallError::Refused {
                code,
                said: match said {
                    Said::Text(text) => Said::Text(fit(&text)),
                    Said::Each(mut list) => {
                        for of in &mut list {
                            of.message = fit(&of.message);
                        }
                        Said::Each(list)
                    }
                },
            },
            CallError::LoggedOut(reason) => CallError::LoggedOut(reason.map_words(&fit)),
            CallError::Doubt(reason) => CallError::Doubt(reason.map_words(&fit)),
            CallError::Nothing(error) => CallError::Nothing(covered(error, &fit)),
            CallError::StaleToken => CallError::StaleToken,
        })
    }
}

fn covered(error: PortError, fit: &impl Fn(&str) -> String) -> PortError {
    match error {
        PortError::NotAnswered { target, reason } => PortError::NotAnswered {
            target,
            reason: reason.map_words(fit),
        },
        PortError::Unavailable { target, reason } => PortError::Unavailable {
            target,
            reason: reason.map_words(fit),
        },
        PortError::NotAuthorised { target, reason } => PortError::NotAuthorised {
            target,
            reason: reason.map_words(fit),
        },
        PortError::Rejected { target, reason } => PortError::Rejected {
            target,
            reason: reason.map_words(fit),
        },
    }
}

/// Only forward in time. A pair without a date is what the far side uses from now on.
fn is_newer(new: &TokenPair, old: &TokenPair) -> bool {
    let other = new.access != old.access || new.refresh != old.refresh;
    let dated = !new.access_ends.is_empty() && new.access_ends != old.access_ends;
    (other || dated) && (new.access_ends.is_empty() || new.access_ends >= old.access_ends)
}

fn nothing_sent(error: CallError) -> CallError {
    match error {
        CallError::Doubt(reason) => CallError::Nothing(not_answered(reason)),
        other => other,
    }
}

fn store_failed(error: &StoreError) -> PortError {
    not_answered(Reason::of("reason.ne.tokens_not_kept").because("reason", error.told()))
}
