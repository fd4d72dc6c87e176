//! Asks the service that holds the state, or the store itself where no service runs.

use std::io::{BufRead as _, BufReader, Write as _};
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use sabaki_engine::port::store::Store;

use crate::problem::Problem;
use crate::state;

use super::offline;
use super::protocol::{Answer, Request, SOCKET};

/// A release waits for the end of a chunk; everything else answers at once.
const PATIENCE: Duration = Duration::from_secs(120);

/// Asks, and gives the answer; failures are problems already.
pub(crate) fn ask(state_folder: &Path, request: Request) -> Result<Answer, Problem> {
    let answer = match UnixStream::connect(state_folder.join(SOCKET)) {
        Ok(stream) => over(stream, &request)
            .map_err(|error| Problem::failure("control.no_answer").because(&error))?,
        Err(_) => from_store(state_folder, request)?,
    };
    match answer {
        Answer::Failed { reason } => {
            Err(Problem::failure("control.failed").with_reason("reason", reason))
        }
        Answer::NoSuchOrder => Err(Problem::failure("control.no_such_order")),
        Answer::NoSuchRule => Err(Problem::failure("control.no_such_rule")),
        answer @ (Answer::Orders { .. } | Answer::Order { .. } | Answer::Done) => Ok(answer),
    }
}

fn over(mut stream: UnixStream, request: &Request) -> std::io::Result<Answer> {
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    let mut line = serde_json::to_string(request).map_err(std::io::Error::other)?;
    line.push('\n');
    stream.write_all(line.as_bytes())?;
    let mut answer = String::new();
    BufReader::new(stream).read_line(&mut answer)?;
    serde_json::from_str(&answer).map_err(std::io::Error::other)
}

fn from_store(state_folder: &Path, request: Request) -> Result<Answer, Problem> {
    let store = state::open(state_folder, "sabaki")?;
    let runtime = crate::command::runtime()?;
    let as_store: Arc<dyn Store> = Arc::<_>::clone(&store) as Arc<dyn Store>;
    let answer = runtime.block_on(offline::answer_to(request, &as_store));
    drop(as_store);
    store.close();
    Ok(answer)
}
