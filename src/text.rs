//! Words: suggestions for misspelt ones, sentences, and times.

use pystreaming_actors::model::UnixTime;
use time::OffsetDateTime;
use time::macros::format_description;

/// The text with a capital at its beginning.
pub fn capitalized(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// Such as `2024-10-01 18:30 UTC`.
pub fn date(at: UnixTime) -> String {
    let format = format_description!("[year]-[month]-[day] [hour]:[minute] UTC");
    OffsetDateTime::from_unix_timestamp(at)
        .ok()
        .and_then(|at| at.format(format).ok())
        .unwrap_or_else(|| at.to_string())
}

/// Up to three of `candidates` that `word` may be a misspelling of, the nearest first.
pub fn closest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    let word = word.to_lowercase();
    let allowed = (word.chars().count() / 3).clamp(1, 3);
    let mut near: Vec<(usize, &str)> = candidates
        .into_iter()
        .map(|candidate| (distance(&word, &candidate.to_lowercase()), candidate))
        .filter(|(distance, _)| *distance <= allowed)
        .collect();
    near.sort();
    near.into_iter().map(|(_, candidate)| candidate).take(3).collect()
}

/// The Damerau-Levenshtein distance (optimal string alignment).
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    // three rows of the table: for the letter of `a` before the last, the last, and the current one
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, y) in b.iter().enumerate() {
            let mut best = (last[j] + usize::from(x != y)).min(last[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && *x == b[j - 1] && a[i - 1] == *y {
                best = best.min(before[j - 1] + 1);
            }
            row.push(best);
        }
        before = std::mem::replace(&mut last, row);
    }
    last[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_of_the_finger_are_close_and_other_words_are_not() {
        let known = ["port", "themes", "hls_dir", "nginx_proxy"];
        for (typed, meant) in [
            ("prot", &["port"][..]),
            ("theme", &["themes"]),
            ("HLS_DIR", &["hls_dir"]),
            ("nginx-proxy", &["nginx_proxy"]),
            ("colour", &[]),
            ("", &[]),
        ] {
            assert_eq!(closest(typed, known), meant, "{typed:?}");
        }
    }

    #[test]
    fn dates_are_in_utc() {
        assert_eq!(date(1_727_807_400), "2024-10-01 18:30 UTC");
        assert_eq!(date(i64::MAX), i64::MAX.to_string());
    }
}
