//! The nearest name, for "did you mean".

/// The candidate nearest to what was typed, when it is near enough to be meant.
///
/// Near is at most a third of the longer word in edits (at least one), so that short Japanese
/// words find their neighbours and long ones do not find strangers.
pub fn nearest<'a>(typed: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let typed = typed.to_lowercase();
    candidates
        .into_iter()
        .filter_map(|candidate| {
            let other = candidate.to_lowercase();
            let distance = strsim::osa_distance(&typed, &other);
            let longer = typed.chars().count().max(other.chars().count());
            let allowed = (longer / 3).max(1);
            (distance <= allowed && distance < longer).then_some((distance, candidate))
        })
        .min()
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn near_names_are_found_and_strangers_are_not() {
        let names = ["settlement", "status", "発送待ち", "注文確認待ち"];
        assert_eq!(nearest("settlment", names), Some("settlement"));
        assert_eq!(nearest("発送まち", names), Some("発送待ち"));
        assert_eq!(nearest("weekday", names), None);
        assert_eq!(nearest("X", ["Y"]), None);
    }
}
