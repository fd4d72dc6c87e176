//! Why a request is not answered. No text of a rule file or order ever stands in it.

use lsp_server::ErrorCode;

/// Why a request is not answered.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    /// The parameters are not those of the method.
    #[error("unreadable parameters")]
    Parameters,
    /// The method is not served.
    #[error("no such method")]
    Method,
    /// A request before `initialize`.
    #[error("not initialized")]
    NotInitialized,
    /// A request after `shutdown`, or a second `initialize`.
    #[error("out of order")]
    OutOfOrder,
    /// The client does not want it any more.
    #[error("cancelled")]
    Cancelled,
    /// A mistake of ours, contained.
    #[error("internal error")]
    Internal,
    /// What was asked cannot be done; the reason is for the person, in their language.
    #[error("{0}")]
    Refused(String),
}

impl Failure {
    /// The code on the wire.
    pub(crate) fn code(&self) -> i32 {
        let code = match self {
            Self::Parameters => ErrorCode::InvalidParams,
            Self::Method => ErrorCode::MethodNotFound,
            Self::NotInitialized => ErrorCode::ServerNotInitialized,
            Self::OutOfOrder => ErrorCode::InvalidRequest,
            Self::Cancelled => ErrorCode::RequestCanceled,
            Self::Internal => ErrorCode::InternalError,
            Self::Refused(_) => ErrorCode::RequestFailed,
        };
        code as i32
    }
}
