//! What a text may be read as, for the automaton of words.
//!
//! Seen through are: case, width, invisible characters and look-alikes (as in names); letters that were split by spaces or
//! signs (`b a d`, `b.a.d`), if all of what is split is the word; letters held down (`baaad`); digits and signs for letters
//! (`b4d`); accents, if the word has none and four letters or more; names of camel case.
//!
//! Not seen through are, because others would be hit: words within words (unless a rule asks for it), pieces of several
//! letters with a space between (`pen is`), accents on short words (`año`), and apostrophes (`he'll`).

use std::borrow::Cow;
use std::ops::Range;

use unicode_normalization::UnicodeNormalization as _;

use super::piece::{Piece, chunks, fold, of_flag, pieces};

/// Stands around each word that has to be equal.
pub(super) const BORDER: char = ' ';
/// Stands around each word that is read without its accents.
pub(super) const BARE_BORDER: char = '\u{1}';
/// Stands around what was split into letters, where a phrase stands without its spaces.
pub(super) const JOINED_BORDER: char = '\u{2}';
/// Ends a reading; no rule contains it.
const END: char = '\n';

/// A letter that is repeated at least so often was held down: no word has it more than twice.
const HELD: usize = 3;
/// Letters that stand alone are one word, split, if there are at least so many.
const SPLIT: usize = 3;
/// So many letters may follow or precede letters that stand alone.
const SPLIT_REST: usize = 3;
/// A split word is no longer, in bytes.
const WORD_MAX: usize = 200;
/// Letters held down in one word whose repetitions are read in every combination of once and twice.
const COMBINED: usize = 3;

/// All readings of a text.
#[derive(Debug, Default)]
pub(super) struct Readings {
    /// Searched by the automaton.
    pub text: String,
    /// Where each word of it ends, and of what it was read. In order.
    marks: Vec<(usize, Range<usize>)>,
}

/// A word and where it stands in the text.
type Word<'t> = (Cow<'t, str>, Range<usize>);

/// What the rules ask for.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Wanted {
    /// Some rule has symbols.
    pub symbols: bool,
    /// The text is a name.
    pub is_name: bool,
}

impl Readings {
    pub fn of(text: &str, wanted: Wanted) -> Self {
        let mut all: Vec<Piece<'_>> = Vec::new();
        let mut guesses: Vec<Word<'_>> = Vec::new();
        let mut split = Split::default();
        for chunk in chunks(text) {
            let first = all.len();
            pieces(text, chunk.clone(), &mut all);
            if is_plain(&text[chunk.clone()]) {
                split.add(&text[chunk.clone()], chunk, &mut guesses);
                continue;
            }
            let own = &all[first..];
            if let Some(joined) = joined(text, &chunk, own) {
                guesses.push((joined.into(), chunk.clone()));
            }
            guess_digits(text, &chunk, &mut guesses);
            if wanted.is_name {
                guess_camel(&text[chunk.clone()], &chunk, &mut guesses);
            }
            split.add(&text[chunk.clone()], chunk, &mut guesses);
        }
        split.end(&mut guesses);
        let mut readings = Self::default();
        let words: Vec<Word<'_>> = all
            .iter()
            .filter(|piece| !piece.is_symbol)
            .map(|piece| (Cow::Borrowed(&*piece.folded), piece.of.clone()))
            .collect();
        readings.add(BORDER, words.iter().map(|(word, of)| (&**word, of)));
        if wanted.symbols && all.iter().any(|piece| piece.is_symbol) {
            readings.add(BORDER, all.iter().map(|piece| (&*piece.folded, &piece.of)));
        }
        if words.iter().any(|(word, _)| has_held(word)) {
            for times in [1, 2] {
                let shorter: Vec<_> =
                    words.iter().map(|(word, of)| (released(word, |_| times), of)).collect();
                readings.add(BORDER, shorter.iter().map(|(word, of)| (&**word, *of)));
            }
            guesses.extend(words.iter().flat_map(|(word, of)| combined(word, of)));
        }
        if words.iter().any(|(word, _)| !word.is_ascii()) {
            let bare: Vec<_> = words.iter().map(|(word, of)| (without_accents(word), of)).collect();
            if bare.iter().zip(&words).any(|((bare, _), (word, _))| bare != word) {
                readings.add(BARE_BORDER, bare.iter().map(|(word, of)| (&**word, *of)));
            }
        }
        for (word, of) in &guesses {
            readings.add_guess(word, of);
        }
        readings
    }

    /// Of what a stretch of the readings was read.
    pub fn origin(&self, found: Range<usize>) -> Range<usize> {
        let is_border = |c: char| matches!(c, BORDER | BARE_BORDER | JOINED_BORDER);
        let text = &self.text[found.clone()];
        let start = found.start + (text.len() - text.trim_start_matches(is_border).len());
        let found = start..start + text.trim_matches(is_border).len();
        let first = self.marks.partition_point(|(end, _)| *end <= found.start);
        let mut origin: Option<Range<usize>> = None;
        for (end, of) in &self.marks[first..] {
            origin = Some(match origin {
                None => of.clone(),
                Some(origin) => origin.start.min(of.start)..origin.end.max(of.end),
            });
            if *end >= found.end {
                break;
            }
        }
        origin.unwrap_or_default()
    }

    /// Adds a reading: words with a border around each, which two that follow each other share.
    fn add<'w>(&mut self, border: char, words: impl Iterator<Item = (&'w str, &'w Range<usize>)>) {
        self.text.push(border);
        for (word, of) in words {
            self.text.push_str(word);
            self.marks.push((self.text.len(), of.clone()));
            self.text.push(border);
        }
        self.text.push(END);
    }

    /// Adds a word that was guessed, with what follows from it.
    fn add_guess(&mut self, word: &str, of: &Range<usize>) {
        let one = |readings: &mut Self, word: &str| {
            for border in [BORDER, JOINED_BORDER] {
                readings.add(border, std::iter::once((word, of)));
            }
        };
        one(self, word);
        if has_held(word) {
            for times in [1, 2] {
                one(self, &released(word, |_| times));
            }
        }
    }
}

/// Whether a stretch is nothing but small letters, of which nothing has to be guessed.
fn is_plain(chunk: &str) -> bool {
    chunk.bytes().all(|byte| byte.is_ascii_alphabetic())
        && !chunk.bytes().skip(1).any(|byte| byte.is_ascii_uppercase())
}

/// The pieces of a stretch as one word; `None` if there is one only, or an apostrophe is among them.
fn joined(text: &str, chunk: &Range<usize>, own: &[Piece<'_>]) -> Option<String> {
    let flags = text[chunk.clone()].chars().filter_map(of_flag).count();
    if flags >= SPLIT {
        return Some(text[chunk.clone()].chars().filter_map(of_flag).collect());
    }
    let letters = || own.iter().filter(|piece| !piece.is_symbol);
    if letters().count() < 2 || chunk.len() > WORD_MAX || text[chunk.clone()].contains(is_apostrophe) {
        return None;
    }
    Some(letters().map(|piece| &*piece.folded).collect())
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '\u{2019}' | '\u{2bc}' | '`' | '\u{b4}')
}

/// A stretch in which digits and signs stand for letters.
fn guess_digits(text: &str, chunk: &Range<usize>, guesses: &mut Vec<Word<'_>>) {
    let all = &text[chunk.clone()];
    let stem = all.split(is_apostrophe).next().unwrap_or_default();
    let stem = stem.trim_matches(|c: char| c.is_ascii_punctuation() && !matches!(c, '$' | '@'));
    if stem.len() > WORD_MAX || !stem.contains(|c| letter_for(c, 'i').is_some()) {
        return;
    }
    let folded = fold(stem);
    guesses.extend(read_digits(&folded).into_iter().map(|word| (Cow::Owned(word), chunk.clone())));
}

/// Reads digits and signs as letters: `1` may be `i` or `l`. Nothing without a letter.
fn read_digits(folded: &str) -> Vec<String> {
    if !folded.contains(char::is_alphabetic) {
        return Vec::new();
    }
    let read = |one: char| -> String {
        folded
            .chars()
            .filter_map(|c| letter_for(c, one).or_else(|| c.is_alphanumeric().then_some(c)))
            .collect()
    };
    let (as_i, as_l) = (read('i'), read('l'));
    if as_i == as_l { vec![as_i] } else { vec![as_i, as_l] }
}

/// The letter for which a digit or a sign often stands; `one` for a stroke.
fn letter_for(c: char, one: char) -> Option<char> {
    Some(match c {
        '0' => 'o',
        '1' | '!' | '|' => one,
        '3' | '€' => 'e',
        '4' | '@' => 'a',
        '5' | '$' => 's',
        '7' | '+' => 't',
        '8' => 'b',
        '9' => 'g',
        '£' => 'l',
        _ => return None,
    })
}

/// The words of a name in camel case, such as `BadWord`.
fn guess_camel<'t>(name: &'t str, chunk: &Range<usize>, guesses: &mut Vec<Word<'t>>) {
    let is_start = |before: char, c: char| before.is_lowercase() && c.is_uppercase();
    let mut from = 0;
    let starts = name.char_indices().zip(name.chars().skip(1));
    let ends = starts
        .filter(|((_, before), c)| is_start(*before, *c))
        .map(|((at, before), _)| at + before.len_utf8());
    let ends: Vec<usize> = ends.chain([name.len()]).collect();
    if ends.len() < 2 {
        return;
    }
    for end in ends {
        guesses.push((fold(&name[from..end]), chunk.clone()));
        from = end;
    }
}

/// Letters that stand alone, one after the other.
#[derive(Default)]
struct Split {
    /// The letters, folded.
    word: String,
    /// How many there are.
    letters: usize,
    of: Range<usize>,
    /// The short word before them.
    before: Option<(String, usize)>,
}

impl Split {
    fn add(&mut self, chunk: &str, of: Range<usize>, guesses: &mut Vec<Word<'_>>) {
        let mut letters = chunk
            .chars()
            .filter(|c| c.is_alphanumeric() || letter_for(*c, 'i').is_some() || of_flag(*c).is_some());
        let (first, second) = (letters.next(), letters.next());
        if let (Some(c), None) = (first, second)
            && self.word.len() < WORD_MAX
        {
            if self.letters == 0 {
                self.of.start = of.start;
            }
            match of_flag(c) {
                Some(letter) => self.word.push(letter),
                None => self.word.push_str(&fold(c.encode_utf8(&mut [0; 4]))),
            }
            self.letters += 1;
            self.of.end = of.end;
            return;
        }
        let short = || -> Option<String> {
            let word: String = chunk.chars().filter(|c| c.is_alphabetic()).collect();
            (word.chars().count() <= SPLIT_REST && second.is_some()).then(|| fold(&word).into_owned())
        };
        let rest = short();
        if self.letters + 1 >= SPLIT
            && let Some(rest) = &rest
        {
            guess(&format!("{}{rest}", self.word), self.of.start..of.end, guesses);
        }
        self.end(guesses);
        self.before = rest.map(|rest| (rest, of.start));
    }

    fn end(&mut self, guesses: &mut Vec<Word<'_>>) {
        let (word, of) = (std::mem::take(&mut self.word), self.of.clone());
        let letters = std::mem::take(&mut self.letters);
        if letters >= SPLIT {
            guess(&word, of.clone(), guesses);
        }
        if letters + 1 >= SPLIT
            && let Some((before, start)) = self.before.take()
        {
            guess(&format!("{before}{word}"), start..of.end, guesses);
        }
        self.before = None;
    }
}

fn guess(word: &str, of: Range<usize>, guesses: &mut Vec<Word<'_>>) {
    guesses.push((Cow::Owned(word.to_owned()), of.clone()));
    if word.contains(|c| letter_for(c, 'i').is_some()) {
        guesses.extend(read_digits(word).into_iter().map(|word| (Cow::Owned(word), of.clone())));
    }
}

/// The runs of equal letters, with their lengths.
fn runs(word: &str) -> impl Iterator<Item = (char, usize)> {
    let mut chars = word.chars().peekable();
    std::iter::from_fn(move || {
        let c = chars.next()?;
        let mut times = 1;
        while chars.next_if_eq(&c).is_some() {
            times += 1;
        }
        Some((c, times))
    })
}

fn is_held((c, times): (char, usize)) -> bool {
    times >= HELD && c.is_alphabetic()
}

fn has_held(word: &str) -> bool {
    runs(word).any(is_held)
}

/// The word with each letter that was held down written as often as `times` says for its place among those.
fn released(word: &str, times: impl Fn(usize) -> usize) -> Cow<'_, str> {
    if !has_held(word) {
        return Cow::Borrowed(word);
    }
    let (mut out, mut nth) = (String::with_capacity(word.len()), 0);
    for run in runs(word) {
        let (c, mut length) = run;
        if is_held(run) {
            length = times(nth);
            nth += 1;
        }
        out.extend(std::iter::repeat_n(c, length));
    }
    Cow::Owned(out)
}

/// The readings of a word that has several letters held down, besides those where all are written equally often.
fn combined<'w>(word: &'w str, of: &'w Range<usize>) -> impl Iterator<Item = Word<'w>> {
    let held = runs(word).filter(|run| is_held(*run)).count();
    let all = if (2..=COMBINED).contains(&held) { 1 << held } else { 0 };
    (1..all - usize::from(all > 0)).map(move |twice| {
        let word = released(word, |nth| 1 + (twice >> nth & 1)).into_owned();
        (Cow::Owned(word), of.clone())
    })
}

/// The word without accents and other marks that its letters were composed with.
pub(super) fn without_accents(word: &str) -> Cow<'_, str> {
    if word.is_ascii() {
        return Cow::Borrowed(word);
    }
    Cow::Owned(word.nfd().filter(|c| !matches!(c, '\u{300}'..='\u{36f}')).nfc().collect())
}
