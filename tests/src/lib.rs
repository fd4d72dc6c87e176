//! What the end-to-end tests share: the binary built from this workspace, a sandbox and services
//! as processes of it, and a small HTTP client.
//!
//! Everything goes through the binary and real HTTP; nothing here may call a crate of ours.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

pub mod chance;
pub mod csv;
pub mod editor;
pub mod http;
pub mod process;
pub mod sandbox;

/// The folder of the workspace.
pub fn workspace() -> PathBuf {
    let own = Path::new(env!("CARGO_MANIFEST_DIR"));
    own.parent().unwrap_or(own).to_owned()
}

/// The `sabaki` binary: the one that `SABAKI_BINARY` names, else that of this checkout and profile,
/// built if need be.
///
/// # Panics
/// When the build fails: nothing can be tested then.
pub fn sabaki() -> &'static Path {
    static BINARY: OnceLock<PathBuf> = OnceLock::new();
    BINARY.get_or_init(|| env::var_os("SABAKI_BINARY").map_or_else(build, PathBuf::from))
}

fn build() -> PathBuf {
    let release = !cfg!(debug_assertions);
    let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    // The graph of `cargo test --workspace`, which is then up to date already: building the one
    // package would choose other features for shared crates, and replace them under the doc tests.
    cargo
        .current_dir(workspace())
        .args(["test", "--workspace", "--no-run", "--quiet", "--locked"]);
    if release {
        cargo.arg("--release");
    }
    let status = cargo.status();
    let built = status.as_ref().is_ok_and(std::process::ExitStatus::success);
    assert!(built, "cannot build the binary: {status:?}");
    let target =
        env::var_os("CARGO_TARGET_DIR").map_or_else(|| workspace().join("target"), PathBuf::from);
    target
        .join(if release { "release" } else { "debug" })
        .join("sabaki")
}
