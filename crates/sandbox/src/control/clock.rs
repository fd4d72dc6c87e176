//! `/sandbox/clock`: showing and moving the world's time.

use jiff::SignedDuration;
use serde_json::{Value, json};

use crate::jst::Jst;
use crate::world::World;

/// The furthest that one request may move the time, so that a slip of the pen ends.
const MOST_DAYS: i64 = 3660;

pub(crate) fn show(world: &mut World) -> Value {
    json!({
        "now": world.now.iso(),
        "next": world.next_event().map(Jst::iso),
        "mode": world.clock_name,
    })
}

/// `{"advance":"30m"}`, `{"advance":"next"}` or `{"set":"…"}`; the time never goes back.
pub(crate) fn change(world: &mut World, wish: &Value) -> Result<Value, (u16, String)> {
    let target = target(world, wish).map_err(|reason| (400, reason))?;
    if target < world.now {
        return Err((
            400,
            format!("the clock never goes back; now is {}", world.now.iso()),
        ));
    }
    if target > world.now.plus_days(MOST_DAYS) {
        return Err((400, "that is more than ten years ahead".to_owned()));
    }
    world.advance_to(target);
    Ok(show(world))
}

fn target(world: &mut World, wish: &Value) -> Result<Jst, String> {
    let wish = wish
        .as_object()
        .ok_or("a JSON object with `advance` or `set`")?;
    if let Some(odd) = wish
        .keys()
        .find(|key| !["advance", "set"].contains(&key.as_str()))
    {
        return Err(format!("unknown property `{odd}`; known are advance, set"));
    }
    match (wish.get("advance"), wish.get("set")) {
        (Some(Value::String(text)), None) if text == "next" => {
            Ok(world.next_event().unwrap_or(world.now))
        }
        (Some(Value::String(text)), None) => {
            let by = duration(text)
                .ok_or_else(|| format!("`{text}` is no length of time like 30m, 1h30m, 3d"))?;
            Ok(world.now.plus(by))
        }
        (Some(Value::Number(seconds)), None) => {
            let seconds = seconds
                .as_i64()
                .ok_or("`advance` in whole seconds, or as text like 30m")?;
            Ok(world.now.plus_seconds(seconds))
        }
        (None, Some(Value::String(text))) => Jst::parse(text)
            .ok_or_else(|| format!("`{text}` is no time like 2026-11-24T10:00:00+09:00")),
        _ => Err("either `advance` or `set`, as text".to_owned()),
    }
}

/// Reads `90s`, `30m`, `1h30m`, `3d`, `1w`.
fn duration(text: &str) -> Option<SignedDuration> {
    let mut seconds: i64 = 0;
    let mut digits = String::new();
    for letter in text.trim().chars() {
        if letter.is_ascii_digit() {
            digits.push(letter);
            continue;
        }
        let unit = match letter {
            's' => 1,
            'm' => 60,
            'h' => 3600,
            'd' => 86_400,
            'w' => 604_800,
            _ => return None,
        };
        let number: i64 = digits.parse().ok()?;
        seconds = seconds.checked_add(number.checked_mul(unit)?)?;
        digits.clear();
    }
    (digits.is_empty() && !text.trim().is_empty()).then(|| SignedDuration::from_secs(seconds))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_of_time_are_read() {
        for (text, seconds) in [
            ("90s", Some(90)),
            ("30m", Some(1800)),
            ("1h30m", Some(5400)),
            ("3d", Some(259_200)),
        ] {
            assert_eq!(
                duration(text).map(|length| length.as_secs()),
                seconds,
                "{text}"
            );
        }
        for refused in ["", "30", "m", "3y", "-5m"] {
            assert_eq!(duration(refused), None, "{refused}");
        }
    }
}
