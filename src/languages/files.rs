//! The files of the catalogue: `locales/<language>/<area>.ftl`. The key of a message begins with its area.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement};
use fluent_syntax::unicode::unescape_unicode_to_string;
use rust_embed::RustEmbed;

/// The area that describes the language itself.
pub(super) const DESCRIPTION: &str = "language";

#[derive(RustEmbed)]
#[folder = "locales/"]
struct Embedded;

/// A text that the catalogue or a script gets wrong. They are our own, so a test finds the error first.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}:{line}: {what}")]
pub struct TextError {
    /// The file of the catalogue or the script.
    pub file: String,
    /// Counted from one.
    pub line: usize,
    /// What is wrong.
    pub what: String,
}

impl TextError {
    pub(super) fn new(file: impl Into<String>, line: usize, what: impl Into<String>) -> Self {
        Self { file: file.into(), line, what: what.into() }
    }
}

/// One message, parsed.
#[derive(Debug, Clone)]
pub struct Message {
    pub(super) pattern: Pattern<String>,
    file: String,
    line: usize,
    /// Whether it is in the file that describes the language.
    pub(super) describes: bool,
}

impl Message {
    pub(super) fn error(&self, what: impl Into<String>) -> TextError {
        TextError::new(&self.file, self.line, what)
    }

    /// Its text, if it has no variables.
    fn plain(&self) -> Option<String> {
        let pieces = self.pattern.elements.iter().map(|element| match element {
            PatternElement::TextElement { value } => Some(Cow::Borrowed(value.as_str())),
            PatternElement::Placeable {
                expression: Expression::Inline(InlineExpression::StringLiteral { value }),
            } => Some(unescape_unicode_to_string(value)),
            PatternElement::Placeable { .. } => None,
        });
        pieces.collect()
    }
}

/// The file that describes a language.
pub(super) struct Description {
    file: String,
    by_key: BTreeMap<String, Message>,
}

impl Description {
    pub(super) fn error(&self, key: &str, what: impl Into<String>) -> TextError {
        let line = self.by_key.get(key).map_or(1, |message| message.line);
        TextError::new(&self.file, line, what)
    }

    pub(super) fn plain(&self, key: &str) -> Result<String, TextError> {
        let message = self.by_key.get(key).ok_or_else(|| self.error(key, format!("there is no `{key}`")))?;
        message.plain().ok_or_else(|| message.error(format!("{key} has variables")))
    }
}

/// The file that describes the language of a folder.
pub(super) fn described(folder: &str) -> Result<Description, TextError> {
    let file = format!("locales/{folder}/{DESCRIPTION}.ftl");
    let source =
        source(folder, DESCRIPTION).ok_or_else(|| TextError::new(&file, 1, "there is no such file"))?;
    Ok(Description { by_key: parsed(&file, DESCRIPTION, &source)?, file })
}

/// The folders of `locales`.
pub(super) fn folders() -> BTreeSet<String> {
    Embedded::iter().filter_map(|path| Some(path.split_once('/')?.0.to_owned())).collect()
}

/// The names of a folder's files.
pub(super) fn areas(folder: &str) -> Vec<String> {
    let folder = format!("{folder}/");
    let area = |path: Cow<'static, str>| Some(path.strip_prefix(&folder)?.strip_suffix(".ftl")?.to_owned());
    Embedded::iter().filter_map(area).collect()
}

/// The text of a file.
pub(super) fn source(folder: &str, area: &str) -> Option<String> {
    let file = Embedded::get(&format!("{folder}/{area}.ftl"))?;
    String::from_utf8(file.data.into_owned()).ok()
}

/// The area that a key belongs to.
pub(super) fn area_of(key: &str) -> &str {
    key.split('-').next().unwrap_or(key)
}

/// The messages of a file by key.
pub(super) fn parsed(file: &str, area: &str, source: &str) -> Result<BTreeMap<String, Message>, TextError> {
    let resource = fluent_syntax::parser::parse(source.to_owned()).map_err(|(_, errors)| {
        let (at, what) =
            errors.first().map_or((0, String::new()), |error| (error.pos.start, error.to_string()));
        TextError::new(file, line_at(source, at), what)
    })?;
    let mut by_key = BTreeMap::new();
    for entry in resource.body {
        let message = match entry {
            Entry::Message(message) => message,
            Entry::Comment(_) | Entry::GroupComment(_) | Entry::ResourceComment(_) => continue,
            Entry::Term(term) => {
                return Err(TextError::new(
                    file,
                    line_of(source, &format!("-{}", term.id.name)),
                    "terms are not supported",
                ));
            }
            Entry::Junk { content } => {
                return Err(TextError::new(
                    file,
                    line_at(source, source.find(&content).unwrap_or(0)),
                    "this is no message",
                ));
            }
        };
        let key = message.id.name;
        let line = line_of(source, &key);
        let wrong = |what: &str| Err(TextError::new(file, line, format!("{key}: {what}")));
        if area_of(&key) != area {
            return wrong("the key does not begin with the name of the file");
        }
        if !message.attributes.is_empty() {
            return wrong("attributes are not supported");
        }
        let Some(pattern) = message.value else { return wrong("there is no text") };
        if by_key.contains_key(&key) {
            return wrong("the key is there twice");
        }
        by_key.insert(key, Message { pattern, file: file.to_owned(), line, describes: area == DESCRIPTION });
    }
    Ok(by_key)
}

fn line_at(source: &str, at: usize) -> usize {
    source.bytes().take(at).filter(|byte| *byte == b'\n').count() + 1
}

/// The last line that defines a key.
fn line_of(source: &str, key: &str) -> usize {
    let defines = |line: &str| line.strip_prefix(key).is_some_and(|rest| rest.trim_start().starts_with('='));
    let found = source.lines().enumerate().filter(|(_, line)| defines(line)).last();
    found.map_or(1, |(at, _)| at + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_message_of_the_file_is_said_with_its_place() {
        for (source, error) in [
            ("a-b = x\na-b = y", "x.ftl:2: a-b: the key is there twice"),
            ("# why\nb-c = x", "x.ftl:2: b-c: the key does not begin with the name of the file"),
            ("a-b = x\n    .title = y", "x.ftl:1: a-b: attributes are not supported"),
            ("a-b =\n    .title = y", "x.ftl:1: a-b: attributes are not supported"),
            ("a-b = x\n-a-c = y", "x.ftl:2: terms are not supported"),
            ("a-b = x\n\na-c = { $x", "x.ftl:3: Expected a token starting with \"}\""),
        ] {
            let found = parsed("x.ftl", "a", source).err().map(|error| error.to_string());
            assert_eq!(found.as_deref(), Some(error), "{source}");
        }
    }
}
