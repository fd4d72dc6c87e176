//! What client and server agree on when a session begins.

use gen_lsp_types::{InitializeParams, PositionEncodingKind};
use jiff::Timestamp;
use sabaki_diagnostic::lang::Lang;

use crate::position::Encoding;

/// What holds for the whole session.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Settings {
    /// How columns are counted.
    pub(crate) encoding: Encoding,
    /// The language of texts.
    pub(crate) lang: Lang,
    /// The instant for the sample order; the machine's clock without it.
    pub(crate) now: Option<Timestamp>,
    /// Whether the client shows further places of a diagnostic.
    pub(crate) related: bool,
    /// Whether the client wants to be told to ask for hints again.
    pub(crate) refresh_hints: bool,
    /// Whether the client watches files for us.
    pub(crate) watches: bool,
}

impl Settings {
    /// Before anything is agreed.
    pub(crate) const fn new(lang: Lang) -> Self {
        Self {
            encoding: Encoding::Utf16,
            lang,
            now: None,
            related: false,
            refresh_hints: false,
            watches: false,
        }
    }

    /// From what the client says of itself. `initializationOptions` may hold `locale` (`ja`, `en`)
    /// and `now` (an instant for the sample order).
    pub(crate) fn agreed(lang: Lang, params: &InitializeParams) -> Self {
        let options = params.initialization_options.as_ref();
        let option = |name: &str| options.and_then(|all| all.get(name)?.as_str());
        let lang = option("locale")
            .or(params.locale.as_deref())
            .map_or(lang, of_locale);
        let capabilities = &params.capabilities;
        let offered = capabilities
            .general
            .as_ref()
            .and_then(|general| general.position_encodings.as_deref())
            .unwrap_or(&[]);
        let encoding = if offered.contains(&PositionEncodingKind::UTF8) {
            Encoding::Utf8
        } else {
            Encoding::Utf16
        };
        let raw = serde_json::to_value(capabilities).unwrap_or_default();
        let flag =
            |pointer: &str| raw.pointer(pointer).and_then(serde_json::Value::as_bool) == Some(true);
        Self {
            encoding,
            lang,
            now: option("now").and_then(|text| text.parse().ok()),
            related: flag("/textDocument/publishDiagnostics/relatedInformation"),
            refresh_hints: flag("/workspace/inlayHint/refreshSupport"),
            watches: flag("/workspace/didChangeWatchedFiles/dynamicRegistration"),
        }
    }
}

fn of_locale(locale: &str) -> Lang {
    if locale.to_ascii_lowercase().starts_with("ja") {
        Lang::Ja
    } else {
        Lang::En
    }
}
