//! What a client can ask, one file each; the lists here name the methods.

pub(crate) mod capabilities;
mod code_action;
mod complete;
mod describe;
mod formatting;
mod hints;
mod hover;
mod navigate;
mod place;
mod rename;
mod symbols;

use gen_lsp_types::{
    CodeActionRequest, CompletionRequest, DefinitionRequest, DidChangeTextDocumentNotification,
    DidChangeWatchedFilesNotification, DidCloseTextDocumentNotification,
    DidOpenTextDocumentNotification, DidSaveTextDocumentNotification, DocumentFormattingRequest,
    DocumentSymbolRequest, HoverRequest, InlayHintRequest, Notification, PrepareRenameRequest,
    ReferencesRequest, RenameRequest, Request,
};
use serde_json::Value;

use crate::failure::Failure;
use crate::session::Session;

/// Answers a request.
pub(crate) fn answer(session: &Session, method: &str, params: Value) -> Result<Value, Failure> {
    match method {
        "textDocument/completion" => {
            asked::<CompletionRequest>(session, params, complete::complete)
        }
        "textDocument/hover" => asked::<HoverRequest>(session, params, hover::hover),
        "textDocument/definition" => {
            asked::<DefinitionRequest>(session, params, navigate::definition)
        }
        "textDocument/references" => {
            asked::<ReferencesRequest>(session, params, navigate::references)
        }
        "textDocument/prepareRename" => {
            asked::<PrepareRenameRequest>(session, params, rename::prepare)
        }
        "textDocument/rename" => tried::<RenameRequest>(session, params, rename::rename),
        "textDocument/formatting" => {
            asked::<DocumentFormattingRequest>(session, params, formatting::formatting)
        }
        "textDocument/codeAction" => {
            asked::<CodeActionRequest>(session, params, code_action::code_actions)
        }
        "textDocument/documentSymbol" => {
            asked::<DocumentSymbolRequest>(session, params, symbols::symbols)
        }
        "textDocument/inlayHint" => asked::<InlayHintRequest>(session, params, hints::hints),
        _ => Err(Failure::Method),
    }
}

/// Takes in a notification; unknown ones are ignored.
pub(crate) fn take(session: &mut Session, method: &str, params: Value) -> Result<(), Failure> {
    match method {
        "textDocument/didOpen" => {
            let document = told::<DidOpenTextDocumentNotification>(params)?.text_document;
            session.open(document.uri.0, document.version, document.text);
        }
        "textDocument/didChange" => {
            let params = told::<DidChangeTextDocumentNotification>(params)?;
            let document = params.text_document;
            session.change(
                document.text_document_identifier.uri.as_ref(),
                document.version,
                params.content_changes,
            );
        }
        "textDocument/didClose" => {
            let params = told::<DidCloseTextDocumentNotification>(params)?;
            session.close(params.text_document.uri.as_ref());
        }
        "textDocument/didSave" => {
            let params = told::<DidSaveTextDocumentNotification>(params)?;
            session.changed_on_disk(params.text_document.uri.as_ref());
        }
        "workspace/didChangeWatchedFiles" => {
            for change in told::<DidChangeWatchedFilesNotification>(params)?.changes {
                session.changed_on_disk(change.uri.as_ref());
            }
        }
        _ => {}
    }
    Ok(())
}

fn told<N: Notification>(params: Value) -> Result<N::Params, Failure> {
    serde_json::from_value(params).map_err(|_| Failure::Parameters)
}

fn asked<R: Request>(
    session: &Session,
    params: Value,
    answer: impl FnOnce(&Session, R::Params) -> R::Result,
) -> Result<Value, Failure> {
    tried::<R>(session, params, |session, params| {
        Ok(answer(session, params))
    })
}

/// The same for a request that can be refused.
fn tried<R: Request>(
    session: &Session,
    params: Value,
    answer: impl FnOnce(&Session, R::Params) -> Result<R::Result, Failure>,
) -> Result<Value, Failure> {
    let params = serde_json::from_value(params).map_err(|_| Failure::Parameters)?;
    serde_json::to_value(answer(session, params)?).map_err(|_| Failure::Internal)
}
