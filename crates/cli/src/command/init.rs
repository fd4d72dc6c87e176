//! `sabaki init DIR`: a starting folder for a shop.

use std::fs;
use std::path::PathBuf;

use clap::Args;

use crate::exit::Exit;
use crate::output::Output;
use crate::problem::Problem;
use crate::starter;

#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Folder to make.
    dir: PathBuf,
}

pub(crate) fn run(arguments: &Arguments, out: Output) -> Result<Exit, Problem> {
    let dir = &arguments.dir;
    let occupied = fs::read_dir(dir).is_ok_and(|mut entries| entries.next().is_some());
    if occupied {
        return Err(Problem::unusable("init.occupied").with("path", dir.display()));
    }
    starter::folder(dir)?;
    starter::file(&dir.join("sabaki.yaml"), starter::CONFIGURATION, false)?;
    starter::file(&dir.join("secrets.yaml"), starter::SECRETS, true)?;
    starter::file(&dir.join(".gitignore"), "secrets.yaml\nstate/\n", false)?;
    let rules = dir.join("rules");
    starter::rules(&rules)?;
    starter::file(
        &rules.join("shop.vocabulary.yaml"),
        starter::VOCABULARY,
        false,
    )?;
    let vscode = dir.join(".vscode");
    starter::folder(&vscode)?;
    starter::file(
        &vscode.join("settings.json"),
        "{\n  \"files.associations\": {\"*.rules\": \"sabaki\"},\n  \"files.encoding\": \"utf8\"\n}\n",
        false,
    )?;
    let state = dir.join("state");
    crate::state::create(&state)?;
    out.line(&out.text("init.done", &[("path", &dir.display().to_string())]));
    Ok(Exit::Fine)
}
