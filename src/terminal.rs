//! Text for terminals.

use unicode_width::UnicodeWidthStr;

/// Lines with aligned columns. Every line has as many cells as the first.
pub fn table(mut lines: Vec<Vec<String>>) -> String {
    let mut widths = vec![0; lines.first().map_or(0, Vec::len)];
    for line in &mut lines {
        for (width, cell) in widths.iter_mut().zip(line) {
            *cell = inert(cell);
            *width = (*width).max(cell.width());
        }
    }
    let mut text = String::new();
    for cells in &lines {
        let mut line = String::new();
        for (width, cell) in widths.iter().zip(cells) {
            line.push_str(cell);
            line.extend(std::iter::repeat_n(' ', width - cell.width() + 2));
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

pub fn inert(cell: &str) -> String {
    let harmful = |c: char| c.is_control() || matches!(c, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    cell.chars().map(|c| if harmful(c) { '\u{fffd}' } else { c }).collect()
}
