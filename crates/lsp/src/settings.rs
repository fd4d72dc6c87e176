//! What client and server agree on when a session begins.

use std::path::{Path, PathBuf};

use gen_lsp_types::{InitializeParams, PositionEncodingKind};
use jiff::Timestamp;
use sabaki_diagnostic::lang::Lang;

use crate::position::Encoding;

/// What the program around the server knows.
#[derive(Debug, Clone, Copy)]
pub struct Host {
    /// The language of texts where the client asks for none.
    pub lang: Lang,
    /// The vocabulary files elsewhere that belong to a rule folder, by absolute path.
    pub vocabulary: fn(&Path) -> Vec<PathBuf>,
}

impl Host {
    /// A host whose folders have no vocabulary elsewhere.
    pub const fn plain(lang: Lang) -> Self {
        Self {
            lang,
            vocabulary: |_| Vec::new(),
        }
    }
}

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
    /// The vocabulary files elsewhere that belong to a rule folder.
    pub(crate) vocabulary: fn(&Path) -> Vec<PathBuf>,
}

impl Settings {
    /// Before anything is agreed.
    pub(crate) const fn new(host: Host) -> Self {
        Self {
            encoding: Encoding::Utf16,
            lang: host.lang,
            now: None,
            related: false,
            refresh_hints: false,
            watches: false,
            vocabulary: host.vocabulary,
        }
    }

    /// From what the client says of itself. `initializationOptions` may hold `locale` (`ja`, `en`)
    /// and `now` (an instant for the sample order).
    pub(crate) fn agreed(self, params: &InitializeParams) -> Self {
        let options = params.initialization_options.as_ref();
        let option = |name: &str| options.and_then(|all| all.get(name)?.as_str());
        let lang = option("locale")
            .or(params.locale.as_deref())
            .map_or(self.lang, of_locale);
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
            vocabulary: self.vocabulary,
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
