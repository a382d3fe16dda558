//! What the test picture shows, in blocks of 16 × 16.

use super::h264::Colour;

/// Blocks in a row.
pub const COLUMNS: usize = 80;
/// Rows of blocks.
pub const ROWS: usize = 45;

const BLACK: Colour = Colour::new(16, 128, 128);
const WHITE: Colour = Colour::new(235, 128, 128);
const GREY: Colour = BARS[0];
const TITLE: &str = "PYSTREAMING";
/// Bars of 75 % by BT.709.
const BARS: [Colour; 8] = [
    Colour::new(180, 128, 128),
    Colour::new(168, 44, 136),
    Colour::new(145, 146, 44),
    Colour::new(134, 64, 52),
    Colour::new(63, 192, 204),
    Colour::new(51, 108, 212),
    Colour::new(28, 212, 120),
    Colour::new(16, 128, 128),
];

/// Characters of 5 × 7, a row in each number.
const FONT: [(char, [u8; 7]); 24] = [
    ('0', [0b01110, 0b10001, 0b10011, 0b10101, 0b11001, 0b10001, 0b01110]),
    ('1', [0b00100, 0b01100, 0b00100, 0b00100, 0b00100, 0b00100, 0b01110]),
    ('2', [0b01110, 0b10001, 0b00001, 0b00110, 0b01000, 0b10000, 0b11111]),
    ('3', [0b01110, 0b10001, 0b00001, 0b00110, 0b00001, 0b10001, 0b01110]),
    ('4', [0b00010, 0b00110, 0b01010, 0b10010, 0b11111, 0b00010, 0b00010]),
    ('5', [0b11111, 0b10000, 0b11110, 0b00001, 0b00001, 0b10001, 0b01110]),
    ('6', [0b00110, 0b01000, 0b10000, 0b11110, 0b10001, 0b10001, 0b01110]),
    ('7', [0b11111, 0b00001, 0b00010, 0b00100, 0b01000, 0b01000, 0b01000]),
    ('8', [0b01110, 0b10001, 0b10001, 0b01110, 0b10001, 0b10001, 0b01110]),
    ('9', [0b01110, 0b10001, 0b10001, 0b01111, 0b00001, 0b00010, 0b01100]),
    (':', [0b00000, 0b00100, 0b00100, 0b00000, 0b00100, 0b00100, 0b00000]),
    ('A', [0b01110, 0b10001, 0b10001, 0b11111, 0b10001, 0b10001, 0b10001]),
    ('C', [0b01110, 0b10001, 0b10000, 0b10000, 0b10000, 0b10001, 0b01110]),
    ('E', [0b11111, 0b10000, 0b10000, 0b11110, 0b10000, 0b10000, 0b11111]),
    ('G', [0b01110, 0b10001, 0b10000, 0b10111, 0b10001, 0b10001, 0b01110]),
    ('I', [0b01110, 0b00100, 0b00100, 0b00100, 0b00100, 0b00100, 0b01110]),
    ('M', [0b10001, 0b11011, 0b10101, 0b10101, 0b10001, 0b10001, 0b10001]),
    ('N', [0b10001, 0b11001, 0b10101, 0b10011, 0b10001, 0b10001, 0b10001]),
    ('P', [0b11110, 0b10001, 0b10001, 0b11110, 0b10000, 0b10000, 0b10000]),
    ('R', [0b11110, 0b10001, 0b10001, 0b11110, 0b10100, 0b10010, 0b10001]),
    ('S', [0b01111, 0b10000, 0b10000, 0b01110, 0b00001, 0b00001, 0b11110]),
    ('T', [0b11111, 0b00100, 0b00100, 0b00100, 0b00100, 0b00100, 0b00100]),
    ('U', [0b10001, 0b10001, 0b10001, 0b10001, 0b10001, 0b10001, 0b01110]),
    ('Y', [0b10001, 0b10001, 0b01010, 0b00100, 0b00100, 0b00100, 0b00100]),
];

/// Colour bars with the time of day and a bar that fills once a second. `second` counts from midnight, `part` of `parts` has passed
/// of it.
pub fn paint(second: u32, part: u32, parts: u32) -> Vec<Colour> {
    let mut picture: Vec<_> =
        (0..COLUMNS * ROWS).map(|at| BARS[at % COLUMNS * BARS.len() / COLUMNS]).collect();
    fill(&mut picture, 0..COLUMNS, 14..45, BLACK);
    write(&mut picture, 18, TITLE, GREY);
    let [hours, minutes, seconds] = [second / 3600 % 24, second / 60 % 60, second % 60];
    write(&mut picture, 28, &format!("{hours:02}:{minutes:02}:{seconds:02} UTC"), WHITE);
    let passed = 60 * part / parts.max(1);
    for (at, bar) in BARS.iter().enumerate().take(7) {
        let from = 10 + at * 60 / 7;
        let to = (10 + (at + 1) * 60 / 7).min(10 + passed as usize);
        fill(&mut picture, from..to, 39..42, *bar);
    }
    picture
}

fn fill(
    picture: &mut [Colour],
    columns: std::ops::Range<usize>,
    rows: std::ops::Range<usize>,
    colour: Colour,
) {
    for row in rows {
        let row = picture.iter_mut().skip(row * COLUMNS).take(COLUMNS);
        row.skip(columns.start).take(columns.len()).for_each(|block| *block = colour);
    }
}

/// Centred; characters without a form are spaces.
fn write(picture: &mut [Colour], row: usize, text: &str, colour: Colour) {
    let left = COLUMNS.saturating_sub(text.len() * 6 - 1) / 2;
    for (at, c) in text.chars().enumerate() {
        let Some((_, form)) = FONT.iter().find(|(of, _)| *of == c) else { continue };
        for (below, bits) in form.iter().enumerate() {
            for right in (0..5).filter(|right| bits >> (4 - right) & 1 == 1) {
                let column = left + at * 6 + right;
                fill(picture, column..column + 1, row + below..row + below + 1, colour);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(picture: &[Colour], row: usize) -> String {
        let blocks = &picture[row * COLUMNS..][..COLUMNS];
        blocks.iter().map(|block| if *block == WHITE { '#' } else { '.' }).collect::<String>()
    }

    #[test]
    fn clock_shows_hours_minutes_and_seconds() {
        let picture = paint(12 * 3600 + 34 * 60 + 56, 0, 30);
        let lines: Vec<_> = (28..35).map(|at| row(&picture, at)).collect();
        assert_eq!(
            lines.iter().map(|line| line[4..26].trim_end_matches('.')).collect::<Vec<_>>(),
            [
                "..#....###.........###",
                ".##...#...#...#...#...",
                "..#.......#...#.......",
                "..#.....##..........##",
                "..#....#......#.......",
                "..#...#.......#...#...",
                ".###..#####........###",
            ]
            .map(|line| line.trim_end_matches('.'))
        );
        assert_eq!(paint(86_400, 0, 30), paint(0, 0, 30), "after midnight");
    }

    #[test]
    fn every_letter_has_a_form() {
        let known = |c: char| c == ' ' || FONT.iter().any(|(of, _)| *of == c);
        assert!(TITLE.chars().chain("0123456789: UTC".chars()).all(known));
    }

    #[test]
    fn bar_fills_once_a_second() {
        let filled = |part| {
            let picture = paint(0, part, 30);
            picture[40 * COLUMNS..][..COLUMNS].iter().filter(|block| **block != BLACK).count()
        };
        assert_eq!([0, 1, 15, 29].map(filled), [0, 2, 30, 58]);
    }
}
