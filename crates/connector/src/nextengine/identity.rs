//! Who an account is: the login, and the company behind the tokens.

use sabaki_diagnostic::reason::Reason;
use sabaki_engine::port::outcome::PortError;

use super::account::NextEngineAccount;
use super::outcome::not_answered;
use super::wire::{path, text};
use crate::http::form::Form;

/// The company of an account, to see that the tokens are the right shop's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Company {
    /// 企業のネクストエンジンID
    pub ne_id: String,
    /// 企業名
    pub name: String,
}

impl NextEngineAccount {
    /// Trades `uid` and `state`, as the browser shows them after the login, for a token pair and
    /// stores it. `state` is good for five minutes.
    ///
    /// # Errors
    /// [`PortError`] if ネクストエンジン does not take them or the pair cannot be stored.
    pub async fn login(&self, uid: &str, state: &str) -> Result<Company, PortError> {
        let answer = self.first_tokens(uid.trim(), state.trim()).await?;
        Ok(Company {
            ne_id: answer.field("company_ne_id").unwrap_or_default(),
            name: answer.field("company_name").unwrap_or_default(),
        })
    }

    /// Asks whose tokens these are.
    ///
    /// # Errors
    /// [`PortError`] if there is no answer or no valid pair.
    pub async fn company(&self) -> Result<Company, PortError> {
        let answer = self.read(path::COMPANY, Form::default()).await?;
        let row = answer.data.first().ok_or_else(|| {
            not_answered(
                Reason::of("reason.answer.not_complete").with("what", "login_company/info"),
            )
        })?;
        Ok(Company {
            ne_id: text(row, "company_ne_id").unwrap_or_default(),
            name: text(row, "company_name").unwrap_or_default(),
        })
    }
}
