//! Tables for people and JSON for programs.

use serde::Serialize;

use crate::terminal;
pub(super) use crate::text::date;

/// A table with a head.
pub(super) fn table<const N: usize>(head: [&str; N], rows: &[[String; N]]) -> String {
    let head = head.map(str::to_owned).to_vec();
    terminal::table(std::iter::once(head).chain(rows.iter().map(|row| row.to_vec())).collect())
}

/// The first characters of a text.
pub(super) fn shortened(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// Indented JSON that ends with a newline.
pub(super) fn json<T: Serialize>(value: &T) -> String {
    match serde_json::to_string_pretty(value) {
        Ok(text) => text + "\n",
        // cannot happen: all keys are strings
        Err(error) => format!("{{\"error\": {:?}}}\n", error.to_string()),
    }
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
}
