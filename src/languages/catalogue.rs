//! All messages of a language.

use std::collections::BTreeMap;

use super::files::{Message, TextError, areas, parsed, source};
use super::language::Language;

/// All messages of a language, by key.
pub struct Messages {
    /// Whose messages these are.
    pub language: &'static Language,
    by_key: BTreeMap<String, Message>,
}

impl Messages {
    /// Parses every file of a language.
    ///
    /// # Errors
    /// The first thing in it that is no message, or has no place there.
    pub fn of(language: &'static Language) -> Result<Self, TextError> {
        let mut by_key = BTreeMap::new();
        for area in areas(language.folder()) {
            let Some(source) = source(language.folder(), &area) else { continue };
            by_key.extend(parsed(&format!("locales/{}/{area}.ftl", language.folder()), &area, &source)?);
        }
        Ok(Self { language, by_key })
    }

    #[cfg(test)]
    pub(super) fn parse(language: &'static Language, area: &str, source: &str) -> Result<Self, TextError> {
        Ok(Self { language, by_key: parsed("x.ftl", area, source)? })
    }

    /// The message with this key.
    pub fn get(&self, key: &str) -> Option<&Message> {
        self.by_key.get(key)
    }

    #[cfg(test)]
    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, &Message)> {
        self.by_key.iter().map(|(key, message)| (key.as_str(), message))
    }
}
