//! Input by chance for every target, for a while: `cargo test -p sabaki-fuzz --test seeded -- --seconds 60`.
//!
//! `--seed N` (1 where it is not given), `--target NAME` (all in turn), `--replay TARGET FILE`,
//! `--faithful` (what the formatter writes must mean the same, too), `--start FOLDER` (writes what
//! inputs are made from, a folder a target, for the guided targets; nothing is run).
//! An input that panics, takes too long or too much memory is kept in a file, and the command that
//! runs it again is printed. The input in work is in a file as well, for what ends the process.

use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::process::exit;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, LazyLock};
use std::thread;
use std::time::{Duration, Instant};

use sabaki_fuzz::chance::Chance;
use sabaki_fuzz::corpus;
use sabaki_fuzz::edit::{PIECES, edited};
use sabaki_fuzz::target::{Demand, Target};

/// Where nothing is said: short, for a test run among others.
const SECONDS: u64 = 2;
const SEED: u64 = 1;
/// The longest that one input may take, on a busy machine, before the process is ended.
const LONGEST: Duration = Duration::from_secs(10);
/// The longest that one input may keep a processor.
const SLOW: Duration = Duration::from_secs(if cfg!(debug_assertions) { 10 } else { 1 });
/// The most memory that the process may take.
const MOST_KIB: u64 = 1024 * 1024;
/// How many accepted inputs are kept to go on from.
const KEPT: usize = 400;
/// As much as a thread gets where nobody asks for more.
const STACK: usize = 2 * 1024 * 1024;

struct Settings {
    time: Duration,
    seed: u64,
    targets: Vec<Target>,
    replay: Option<PathBuf>,
    start: Option<PathBuf>,
    demand: Demand,
}

fn settings() -> Settings {
    let mut settings = Settings {
        time: Duration::from_secs(SECONDS),
        seed: SEED,
        targets: Target::ALL.iter().map(|(target, _)| *target).collect(),
        replay: None,
        start: None,
        demand: Demand::Safe,
    };
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        let mut value = || arguments.next().expect("a value after the option");
        match argument.as_str() {
            "--seconds" => settings.time = Duration::from_secs(value().parse().expect("seconds")),
            "--seed" => settings.seed = value().parse().expect("a number"),
            "--start" => settings.start = Some(value().into()),
            "--faithful" => settings.demand = Demand::Faithful,
            "--target" => settings.targets = vec![target(&value())],
            "--replay" => {
                settings.targets = vec![target(&value())];
                settings.replay = Some(value().into());
            }
            _ => {}
        }
    }
    settings
}

fn target(name: &str) -> Target {
    let found = Target::ALL.iter().find(|(_, other)| *other == name);
    found.expect("a target of fuzz/src/target.rs").0
}

fn main() {
    let settings = settings();
    // `cargo test -- --list` asks for names.
    if std::env::args().any(|argument| argument == "--list") {
        println!("seeded: test");
        return;
    }
    let worker = thread::Builder::new().stack_size(STACK);
    let worker = worker.spawn(move || run(&settings)).expect("a thread");
    if worker.join().is_err() {
        exit(1);
    }
}

fn run(settings: &Settings) {
    if let Some(path) = &settings.replay {
        let input = fs::read(path).expect("the file to replay");
        let start = Instant::now();
        let accepted = settings
            .targets
            .iter()
            .all(|target| target.run(&input, settings.demand));
        println!("accepted: {accepted}, {:.1?}", start.elapsed());
        return;
    }
    if let Some(folder) = &settings.start {
        start(folder);
        return;
    }
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("fuzz");
    fs::create_dir_all(&folder).expect("a folder for findings");
    println!("seed {}, {:?}", settings.seed, settings.time);
    let all = corpus::gather();
    let mut chance = Chance::new(settings.seed);
    let started = Instant::now();
    let watched = watch(&folder);
    let mut pools: Vec<_> = settings
        .targets
        .iter()
        .map(|target| Pool {
            target: *target,
            demand: settings.demand,
            texts: corpus::of(&all, *target),
            first: 0,
            tried: 0,
            accepted: 0,
            slowest: (Duration::ZERO, String::new()),
        })
        .collect();
    again(settings, &folder, &watched);
    for pool in &mut pools {
        pool.first = pool.texts.len();
        assert!(pool.first > 0, "nothing to start from: {:?}", pool.target);
    }
    let mut found = 0;
    while started.elapsed() < settings.time && found < 10 {
        for pool in &mut pools {
            found += usize::from(!pool.step(&mut chance, &folder, &watched));
        }
    }
    for pool in &pools {
        println!(
            "{:10} {:7} inputs, {:6} accepted, slowest {:.0?}: {}",
            pool.target.name(),
            pool.tried,
            pool.accepted,
            pool.slowest.0,
            pool.keep_slowest(&folder).display()
        );
    }
    println!("most memory: {} MiB", memory() / 1024);
    let _ = fs::remove_file(current(&folder));
    if found > 0 {
        exit(1);
    }
}

/// What was found once must hold from then on.
fn again(settings: &Settings, kept: &Path, watched: &AtomicU64) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("findings");
    for entry in fs::read_dir(folder).expect("the folder of findings") {
        let path = entry.expect("a finding").path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let target = target(name.split('-').next().unwrap_or(""));
        if !settings.targets.contains(&target) {
            continue;
        }
        let input = fs::read(&path).expect("a finding");
        let text = [target.name(), "\n", &String::from_utf8_lossy(&input)].concat();
        fs::write(current(kept), text).expect("the input is kept");
        watched.fetch_add(1, Ordering::Relaxed);
        let start = busy();
        target.run(&input, settings.demand);
        assert!(busy().saturating_sub(start) < SLOW, "too slow: {name}");
    }
}

/// Writes what inputs are made from, and a dictionary of the pieces that edits put in.
fn start(folder: &Path) {
    for (number, (target, text)) in corpus::gather().iter().enumerate() {
        let folder = folder.join(target.name());
        fs::create_dir_all(&folder).expect("a folder for a target");
        fs::write(folder.join(format!("start-{number}")), text).expect("a text is written");
    }
    let word = |piece: &&str| {
        let mut line = String::from("\"");
        for byte in piece.bytes() {
            let _ = write!(line, "\\x{byte:02x}");
        }
        line + "\"\n"
    };
    let words: String = PIECES.iter().map(word).collect();
    fs::write(folder.join("words.dict"), words).expect("a dictionary is written");
}

struct Pool {
    target: Target,
    demand: Demand,
    /// What inputs are made from: the repository's, then accepted ones.
    texts: Vec<String>,
    first: usize,
    tried: usize,
    accepted: usize,
    slowest: (Duration, String),
}

impl Pool {
    /// Tries one input; false when something does not hold.
    fn step(&mut self, chance: &mut Chance, folder: &Path, watched: &AtomicU64) -> bool {
        let text = chance.of(&self.texts).cloned().unwrap_or_default();
        let input = edited(chance, &text, &self.texts);
        let kept = [self.target.name(), "\n", &input].concat();
        fs::write(current(folder), kept).expect("the input is kept");
        watched.fetch_add(1, Ordering::Relaxed);
        let start = busy();
        let done = catch_unwind(AssertUnwindSafe(|| {
            self.target.run(input.as_bytes(), self.demand)
        }));
        let took = busy().saturating_sub(start);
        self.tried += 1;
        if took > self.slowest.0 {
            self.slowest = (took, input.clone());
        }
        if took > SLOW {
            println!("too slow: {took:.1?}");
            report(self.target.name(), &input, folder);
            return false;
        }
        match done {
            Ok(false) => true,
            Ok(true) => {
                self.accepted += 1;
                if self.texts.len() < self.first + KEPT {
                    self.texts.push(input);
                } else {
                    let at = self.first + chance.below(KEPT);
                    self.texts[at] = input;
                }
                true
            }
            Err(_) => {
                report(self.target.name(), &input, folder);
                false
            }
        }
    }

    /// The file with the slowest input.
    fn keep_slowest(&self, folder: &Path) -> PathBuf {
        let path = folder.join(format!("slowest-{}", self.target.name()));
        fs::write(&path, &self.slowest.1).expect("the slowest input is kept");
        path
    }
}

/// How long this thread has kept a processor; by the clock where the system does not say.
fn busy() -> Duration {
    static STARTED: LazyLock<Instant> = LazyLock::new(Instant::now);
    let told = fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanos = told.and_then(|told| told.split_whitespace().next()?.parse().ok());
    nanos.map_or_else(|| STARTED.elapsed(), Duration::from_nanos)
}

fn report(target: &str, input: &str, folder: &Path) {
    let mut chance = Chance::new(input.bytes().map(u64::from).sum());
    let path = folder.join(format!("{target}-{}", chance.below(1 << 30)));
    fs::write(&path, input).expect("the finding is kept");
    println!(
        "found: {target}, {}\n  again: cargo test -p sabaki-fuzz --test seeded -- --replay {target} {}",
        path.display(),
        path.display()
    );
    let _ = std::io::stdout().flush();
}

fn current(folder: &Path) -> PathBuf {
    folder.join("current")
}

/// Ends the process when an input hangs or takes too much memory.
fn watch(folder: &Path) -> Arc<AtomicU64> {
    let inputs = Arc::new(AtomicU64::new(0));
    let watched = Arc::clone(&inputs);
    let folder = folder.to_owned();
    thread::spawn(move || {
        let (mut last, mut since) = (0, Instant::now());
        loop {
            thread::sleep(Duration::from_millis(100));
            let now = watched.load(Ordering::Relaxed);
            if now != last {
                (last, since) = (now, Instant::now());
            }
            let large = memory() > MOST_KIB;
            if large || since.elapsed() > LONGEST {
                println!("{}", if large { "too much memory" } else { "too slow" });
                let kept = fs::read_to_string(current(&folder)).unwrap_or_default();
                let (target, input) = kept.split_once('\n').unwrap_or(("", ""));
                report(target, input, &folder);
                exit(1);
            }
        }
    });
    inputs
}

/// The most memory that this process has had, in KiB; 0 where the system does not say.
fn memory() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let number = line.and_then(|line| line.split_whitespace().next()?.parse().ok());
    number.unwrap_or(0)
}
