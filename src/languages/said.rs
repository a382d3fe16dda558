//! Texts that the server itself puts into pages.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::{Arc, LazyLock, PoisonError, RwLock};
use std::time::{Duration, Instant};

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use intl_memoizer::Memoizable;
use intl_memoizer::concurrent::IntlLangMemoizer;
use tracing::error;
use unic_langid::LanguageIdentifier;

use super::files::{DESCRIPTION, area_of, source};
use super::language::{Grouping, Language, mirrored};

/// What stands for a variable of a text.
#[derive(Debug, Clone, PartialEq)]
pub enum Value<'a> {
    /// Shown as it is.
    Text(Cow<'a, str>),
    /// Shown as the language writes numbers, and decides between singular and plural.
    Number(i64),
}

impl<'a> From<&'a str> for Value<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}

impl From<String> for Value<'_> {
    fn from(text: String) -> Self {
        Self::Text(Cow::Owned(text))
    }
}

impl From<i64> for Value<'_> {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

/// A text of the catalogue, said in the reader's language.
#[derive(Debug, Clone)]
pub struct Words {
    key: &'static str,
    values: Vec<(&'static str, Value<'static>)>,
}

impl Words {
    /// The text with this key.
    pub fn new(key: &'static str) -> Self {
        Self { key, values: Vec::new() }
    }

    /// With a value for one of its variables.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<Value<'static>>) -> Self {
        self.values.push((name, value.into()));
        self
    }

    /// The text in a language.
    pub fn to(&self, language: &'static Language) -> String {
        text(language, self.key, &self.values)
    }
}

type Bundle = FluentBundle<FluentResource>;

/// The text for a key. Without such a text it is the key: a test makes sure that every key is in the catalogue.
pub fn text(language: &'static Language, key: &str, values: &[(&str, Value<'_>)]) -> String {
    text_if_any(language, key, values).unwrap_or_else(|| {
        error!(key, language = language.tag, "a text is missing or lacks a value");
        key.to_owned()
    })
}

/// The text for a key, or nothing if the catalogue lacks it or a value is missing.
pub fn text_if_any(language: &'static Language, key: &str, values: &[(&str, Value<'_>)]) -> Option<String> {
    let bundle = bundle(language, area_of(key))?;
    let pattern = bundle.get_message(key)?.value()?;
    let args: FluentArgs<'_> = values
        .iter()
        .map(|(name, value)| {
            let value = match value {
                Value::Text(text) => FluentValue::String(text.clone()),
                Value::Number(number) => FluentValue::from(*number),
            };
            (*name, value)
        })
        .collect();
    let mut errors = Vec::new();
    let text = bundle.format_pattern(pattern, Some(&args), &mut errors).into_owned();
    errors.is_empty().then_some(text)
}

/// The text for a key as HTML: the values are text, while the text of the catalogue may have tags.
pub fn html_if_any(language: &'static Language, key: &str, values: &[(&str, Value<'_>)]) -> Option<String> {
    let escaped: Vec<_> = values
        .iter()
        .map(|(name, value)| match value {
            Value::Text(text) => (*name, Value::Text(escape(text).into())),
            Value::Number(number) => (*name, Value::Number(*number)),
        })
        .collect();
    let text = text_if_any(language, key, &escaped)?;
    // in HTML, `bdi` isolates
    Some(if language.is_rtl { text.replace(['\u{2068}', '\u{2069}'], "") } else { text })
}

/// Text in HTML, in an element or between double quotes.
pub fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            _ => escaped.push(c),
        }
    }
    escaped
}

/// How long debug builds keep what they read from disk.
const DEBUG_KEEPS: Duration = Duration::from_secs(1);

/// The messages of each area, ready to be said, since when; by language.
type Ready = HashMap<&'static str, HashMap<String, (Instant, Arc<Bundle>)>>;

fn bundle(language: &'static Language, area: &str) -> Option<Arc<Bundle>> {
    static READY: LazyLock<RwLock<Ready>> = LazyLock::new(RwLock::default);
    let ready = READY.read().unwrap_or_else(PoisonError::into_inner);
    if let Some((since, bundle)) = ready.get(language.tag).and_then(|areas| areas.get(area))
        && (!cfg!(debug_assertions) || since.elapsed() < DEBUG_KEEPS)
    {
        return Some(Arc::clone(bundle));
    }
    drop(ready);
    let bundle = Arc::new(made(language, area)?);
    let mut ready = READY.write().unwrap_or_else(PoisonError::into_inner);
    ready.entry(language.tag).or_default().insert(area.to_owned(), (Instant::now(), Arc::clone(&bundle)));
    Some(bundle)
}

fn made(language: &'static Language, area: &str) -> Option<Bundle> {
    let tag: LanguageIdentifier = language.tag.parse().ok()?;
    let mut bundle = Bundle::new_concurrent(vec![tag]);
    bundle.set_use_isolating(language.is_rtl);
    bundle.add_builtins().ok()?;
    bundle.set_formatter(Some(grouped));
    if language.is_mirrored() && area != DESCRIPTION {
        bundle.set_transform(Some(mirrored));
    }
    bundle.add_resource(FluentResource::try_new(source(language.folder(), area)?).ok()?).ok()?;
    Some(bundle)
}

/// How a bundle's language writes numbers: a formatter knows its bundle by what that remembers.
struct OfBundle(Grouping);

impl Memoizable for OfBundle {
    type Args = ();
    type Error = ();

    fn construct(tag: LanguageIdentifier, (): ()) -> Result<Self, ()> {
        let tag = tag.to_string();
        Language::find(&tag).map(|language| Self(language.grouping)).ok_or(())
    }
}

/// A whole number with its digits in groups.
fn grouped(value: &FluentValue<'_>, bundle: &IntlLangMemoizer) -> Option<String> {
    let FluentValue::Number(number) = value else { return None };
    let digits = number.as_string();
    let (sign, digits) = digits.strip_prefix('-').map_or(("", &*digits), |digits| ("-", digits));
    if !digits.bytes().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    let text = bundle.with_try_get::<OfBundle, _, _>((), |language| language.0.of(digits)).ok()?;
    Some(format!("{sign}{text}"))
}
