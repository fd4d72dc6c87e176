//! `sabaki demo`: the main job with no account and no set-up.

use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;
use sabaki_diagnostic::lang::Lang;
use sabaki_engine::port::store::{Store, StoreError};
use sabaki_engine::step::context::Mode;
use sabaki_order::id::OrderNumber;
use sabaki_sandbox::{ClockMode, Sandbox, SandboxOptions, Scenario, StoryOrder};
use serde_json::json;
use tracing::level_filters::LevelFilter;

use crate::arguments::Format;
use crate::config::resolve::Config;
use crate::control::answer::find;
use crate::demo::clock::DemoClock;
use crate::demo::play::Play;
use crate::demo::screen::Screen;
use crate::exit::Exit;
use crate::output::Output;
use crate::problem::Problem;
use crate::render;
use crate::service::build::{self, NotBuilt};
use crate::service::logs;
use crate::{starter, state};

#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Folder to write.
    #[arg(long, default_value = "sabaki-demo")]
    dir: PathBuf,
    /// Rule folder to use.
    #[arg(long)]
    rules: Option<PathBuf>,
}

pub(crate) fn run(arguments: &Arguments, out: Output) -> Result<Exit, Problem> {
    logs::start(LevelFilter::ERROR);
    super::runtime()?.block_on(demo(arguments, out))
}

async fn demo(arguments: &Arguments, out: Output) -> Result<Exit, Problem> {
    let options = SandboxOptions {
        scenario: Scenario::Story,
        clock: ClockMode::Manual,
        ..SandboxOptions::default()
    };
    let sandbox = Sandbox::start(&options)
        .await
        .map_err(|error| Problem::failure("sandbox.cannot_start").with("reason", error))?;
    let world = sandbox.handle();
    let mut story = world.story();
    let rules = arguments.rules.as_deref();
    let path = starter::sandbox::write(&arguments.dir, &sandbox.ready_line(), rules)?;
    if rules.is_none() {
        let extra = arguments.dir.join("rules").join("demo.rules");
        starter::file(&extra, starter::DEMO_RULES, false)?;
        starter::sandbox::add_csv_shop(&arguments.dir)?;
        story.push(StoryOrder {
            number: starter::DEMO_CSV_ORDER.to_owned(),
            ja: "CSVで届いた注文",
            en: "arrived as CSV",
        });
    }
    let config = Config::read(&path)?;
    let store = state::open(&config.state(), "sabaki demo")?;
    let as_store: Arc<dyn Store> = Arc::<_>::clone(&store) as Arc<dyn Store>;
    let clock = Arc::new(DemoClock(world.clone()));
    let clocks: crate::service::clock::Clocks = (Arc::<DemoClock>::clone(&clock), clock);
    let engine = build::engine(&config, Arc::clone(&as_store), clocks, Mode::Live, out).await;
    let engine = match engine {
        Ok(engine) => engine,
        Err(NotBuilt::Rules) => return Ok(Exit::Unusable),
        Err(NotBuilt::Problem(problem)) => return Err(problem),
    };
    if out.format != Format::Json {
        let url = sandbox.base_url();
        let n = story.len().to_string();
        out.line(&out.text("demo.begin", &[("url", &url), ("n", &n)]));
    }
    let play = Play {
        world,
        engine,
        store: Arc::clone(&as_store),
        screen: Screen::new(&story, out),
    };
    play.play().await?;
    for order in &story {
        tell(order, &as_store, out).await?;
    }
    if out.format != Format::Json {
        end(arguments, &story, out);
    }
    drop(as_store);
    store.close();
    sandbox.shutdown().await;
    Ok(Exit::Fine)
}

/// What happened to one order of the story, when and by which rule.
async fn tell(order: &StoryOrder, store: &Arc<dyn Store>, out: Output) -> Result<(), Problem> {
    let ended =
        |error: StoreError| Problem::failure("run.ended").with_reason("reason", error.told());
    let title = match out.lang {
        Lang::Ja => order.ja,
        Lang::En => order.en,
    };
    let Some(known) = find(store, &order.number).await.map_err(ended)? else {
        out.line(&out.text("demo.never_seen", &[("title", title)]));
        return Ok(());
    };
    let number = OrderNumber::new(order.number.as_str());
    let journal = store
        .journal_of(&known.shop, &number)
        .await
        .map_err(ended)?;
    if out.format == Format::Json {
        let journal: Vec<_> = journal.iter().map(|(_, entry)| entry).collect();
        out.json(&json!({"order_number": order.number, "ja": order.ja, "en": order.en, "journal": journal}));
    } else {
        out.line(&format!("\n{title}  {}", order.number));
        out.line(render::story::text(&journal, out.lang).trim_end());
    }
    Ok(())
}

fn end(arguments: &Arguments, story: &[StoryOrder], out: Output) {
    let dir = arguments.dir.display().to_string();
    let number = story.first().map_or("", |order| order.number.as_str());
    out.line(&out.text("demo.end", &[("dir", &dir), ("number", number)]));
}
