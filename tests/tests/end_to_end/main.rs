//! The whole product through its binary and over real HTTP, against `sabaki sandbox`.

#[cfg(test)]
mod bad_input;
#[cfg(test)]
mod faults;
#[cfg(test)]
mod flow;
#[cfg(test)]
mod kill;
#[cfg(test)]
mod personal;
#[cfg(test)]
mod simulate;
