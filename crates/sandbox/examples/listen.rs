//! A sandbox with twenty mixed orders on a manual clock, until Ctrl-C.
//!
//! `cargo run -p sabaki-sandbox --example listen`

use sabaki_sandbox::{ClockMode, Sandbox, SandboxOptions};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let options = SandboxOptions {
        orders: 20,
        clock: ClockMode::Manual,
        ..SandboxOptions::default()
    };
    let sandbox = Sandbox::start(&options).await?;
    println!("{}", sandbox.ready_line());
    tokio::signal::ctrl_c().await?;
    sandbox.shutdown().await;
    Ok(())
}
