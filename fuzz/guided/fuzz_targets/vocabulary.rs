//! libFuzzer's way into `Target::Vocabulary`.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sabaki_fuzz::target::{Demand, Target};

fuzz_target!(|input: &[u8]| {
    let _ = Target::Vocabulary.run(input, Demand::Safe);
});
