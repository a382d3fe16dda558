//! Tables for people and JSON for programs.

use pystreaming_actors::model::UnixTime;
use serde::Serialize;
use time::OffsetDateTime;
use time::macros::format_description;
use unicode_width::UnicodeWidthStr;

/// A table with aligned columns. Characters that move the cursor or reorder a line are replaced in cells.
pub(super) fn table<const N: usize>(head: [&str; N], rows: &[[String; N]]) -> String {
    let cells = |row: &[String; N]| row.clone().map(|cell| inert(&cell));
    let rows: Vec<[String; N]> =
        std::iter::once(head.map(str::to_owned)).chain(rows.iter().map(cells)).collect();
    let mut widths = [0; N];
    for row in &rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.width());
        }
    }
    let mut text = String::new();
    for row in &rows {
        let mut line = String::new();
        for (width, cell) in widths.iter().zip(row) {
            line.push_str(cell);
            line.extend(std::iter::repeat_n(' ', width - cell.width() + 2));
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

/// Indented JSON that ends with a newline.
pub(super) fn json<T: Serialize>(value: &T) -> String {
    match serde_json::to_string_pretty(value) {
        Ok(text) => text + "\n",
        // cannot happen: all keys are strings
        Err(error) => format!("{{\"error\": {:?}}}\n", error.to_string()),
    }
}

/// Such as `2024-10-01 18:30 UTC`.
pub(super) fn date(at: UnixTime) -> String {
    let format = format_description!("[year]-[month]-[day] [hour]:[minute] UTC");
    OffsetDateTime::from_unix_timestamp(at)
        .ok()
        .and_then(|at| at.format(format).ok())
        .unwrap_or_else(|| at.to_string())
}

fn inert(cell: &str) -> String {
    let harmful = |c: char| c.is_control() || matches!(c, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    cell.chars().map(|c| if harmful(c) { '\u{fffd}' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_aligned_by_what_the_terminal_shows() {
        let rows = [["直播".into(), "a".into()], ["bob".into(), "\u{1b}[2Jb\u{202e}".into()]];
        let text = table(["NAME", "NOTE"], &rows);
        assert_eq!(text, "NAME  NOTE\n直播  a\nbob   \u{fffd}[2Jb\u{fffd}\n");
    }

    #[test]
    fn dates_are_in_utc() {
        assert_eq!(date(1_727_807_400), "2024-10-01 18:30 UTC");
        assert_eq!(date(i64::MAX), i64::MAX.to_string());
    }
}
