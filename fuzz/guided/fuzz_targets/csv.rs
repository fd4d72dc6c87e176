//! libFuzzer's way into `Target::Csv`.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sabaki_fuzz::target::{Demand, Target};

fuzz_target!(|input: &[u8]| {
    let _ = Target::Csv.run(input, Demand::Safe);
});
