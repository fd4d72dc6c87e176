//! The whole product through its binary and over real HTTP, against `sabaki sandbox`.

#[cfg(test)]
mod bad_input;
#[cfg(test)]
mod contract;
#[cfg(test)]
mod csv;
mod csv_split;
#[cfg(test)]
mod diff;
#[cfg(test)]
mod editor;
#[cfg(test)]
mod faults;
#[cfg(test)]
mod flow;
#[cfg(test)]
mod hook;
#[cfg(test)]
mod json_oms;
#[cfg(test)]
mod kill;
#[cfg(test)]
mod kill_doors;
#[cfg(test)]
mod notices;
#[cfg(test)]
mod older;
#[cfg(test)]
mod operate;
mod order_file;
#[cfg(test)]
mod others;
#[cfg(test)]
mod pairs;
#[cfg(test)]
mod payments;
#[cfg(test)]
mod personal;
#[cfg(test)]
mod requests;
#[cfg(test)]
mod rules;
#[cfg(test)]
mod shipping;
#[cfg(test)]
mod simulate;
#[cfg(test)]
#[path = "../../../crates/connector/tests/it/tls_smtp.rs"]
#[expect(dead_code, reason = "the connector's own tests use all of it")]
mod tls_smtp;
