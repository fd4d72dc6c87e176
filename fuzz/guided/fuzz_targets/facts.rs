//! libFuzzer's way into `Target::Facts`.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sabaki_fuzz::target::{Demand, Target};

fuzz_target!(|input: &[u8]| {
    let _ = Target::Facts.run(input, Demand::Safe);
});
