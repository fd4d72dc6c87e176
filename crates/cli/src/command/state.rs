//! `sabaki state …`: care of the state folder.

use std::fs;
use std::io::{BufReader, BufWriter};
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::{Args, Subcommand};
use sabaki_store::folder::holder::Holder;

use crate::config::resolve::Config;
use crate::exit::Exit;
use crate::output::Output;
use crate::problem::Problem;
use crate::state;

/// How long a check or an export may take.
const LIMIT: Duration = Duration::from_secs(600);

#[derive(Debug, Args)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Init(Place),
    Check(Place),
    Export(PlaceAndFile),
    Import(PlaceAndFile),
    Backup(PlaceAndFile),
    Rescue(Place),
}

#[derive(Debug, Args)]
struct Place {
    /// State folder; the configuration's without it.
    folder: Option<PathBuf>,
    /// Configuration.
    #[arg(long, default_value = "sabaki.yaml")]
    config: PathBuf,
}

#[derive(Debug, Args)]
struct PlaceAndFile {
    /// File.
    file: PathBuf,
    /// Configuration.
    #[arg(long, default_value = "sabaki.yaml")]
    config: PathBuf,
}

impl Place {
    fn path(&self) -> Result<PathBuf, Problem> {
        match &self.folder {
            Some(folder) => Ok(folder.clone()),
            None => Ok(Config::read(&self.config)?.state()),
        }
    }
}

pub(crate) fn run(arguments: &Arguments, out: Output) -> Result<Exit, Problem> {
    match &arguments.command {
        Command::Init(place) => {
            let path = place.path()?;
            state::create(&path)?;
            out.line(&out.text("state.made", &[("path", &path.display().to_string())]));
            Ok(Exit::Fine)
        }
        Command::Check(place) => check(&place.path()?, out),
        Command::Rescue(place) => rescue(&place.path()?, out),
        Command::Export(both) => {
            let path = Config::read(&both.config)?.state();
            export(&path, &both.file)?;
            out.line(&out.text(
                "state.exported",
                &[("path", &both.file.display().to_string())],
            ));
            Ok(Exit::Fine)
        }
        Command::Import(both) => {
            let path = Config::read(&both.config)?.state();
            import(&both.file, &path)?;
            out.line(&out.text("state.imported", &[("path", &path.display().to_string())]));
            Ok(Exit::Fine)
        }
        Command::Backup(both) => {
            let path = Config::read(&both.config)?.state();
            export(&path, &both.file)?;
            read_back(&both.file)?;
            out.line(&out.text(
                "state.backed_up",
                &[("path", &both.file.display().to_string())],
            ));
            Ok(Exit::Fine)
        }
    }
}

fn check(path: &Path, out: Output) -> Result<Exit, Problem> {
    let report = sabaki_store::folder::check::check(path, LIMIT);
    if let Some(refused) = &report.refused {
        return Err(state::problem(refused));
    }
    let (store, seq) = report
        .found
        .map_or_else(Default::default, |found| (found.store, found.seq));
    let seq = seq.to_string();
    out.line(&out.text("state.intact", &[("store", &store), ("seq", &seq)]));
    if !report.clean {
        out.line(&out.text("state.not_closed", &[]));
    }
    Ok(Exit::Fine)
}

fn rescue(path: &Path, out: Output) -> Result<Exit, Problem> {
    let report = sabaki_store::folder::rescue::rescue(path, &Holder::new("sabaki state rescue"))
        .map_err(|error| state::problem(&error))?;
    let files = report.set_aside.len().to_string();
    out.line(&out.text("state.rescued", &[("files", &files)]));
    Ok(Exit::Fine)
}

fn export(state: &Path, file: &Path) -> Result<(), Problem> {
    use std::os::unix::fs::OpenOptionsExt as _;
    let failed = |reason: String| {
        Problem::failure("state.not_exported")
            .with("path", file.display())
            .with("reason", reason)
    };
    let target = fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(file)
        .map_err(|error| failed(error.to_string()))?;
    let mut target = BufWriter::new(target);
    sabaki_store::backup::export::export(state, LIMIT, &mut target)
        .map_err(|e| failed(e.to_string()))?;
    let target = target.into_inner().map_err(|e| failed(e.to_string()))?;
    target.sync_all().map_err(|e| failed(e.to_string()))
}

fn import(file: &Path, state: &Path) -> Result<(), Problem> {
    let failed = |reason: String| {
        Problem::failure("state.not_imported")
            .with("path", file.display())
            .with("reason", reason)
    };
    let source = fs::File::open(file).map_err(|error| failed(error.to_string()))?;
    let holder = Holder::new("sabaki state import");
    sabaki_store::backup::import::import(&mut BufReader::new(source), state, &holder)
        .map(|_| ())
        .map_err(|error| failed(error.to_string()))
}

/// A backup counts only once it was read back: into a folder of its own, thrown away again.
fn read_back(file: &Path) -> Result<(), Problem> {
    let mut beside = file.as_os_str().to_owned();
    beside.push(".verify");
    let beside = PathBuf::from(beside);
    let result = import(file, &beside);
    let _ = fs::remove_dir_all(&beside);
    result
}
