//! The template engine. Templates are embedded in the release binary; debug builds read them from disk when one is edited.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;
use std::time::SystemTime;

use dashmap::DashMap;
use rust_embed::RustEmbed;
use tera::{Context, Function, Tera, Value};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use unicode_width::UnicodeWidthChar;

use super::assets::{Assets, PAGES_FOLDER, newest_edit};
use crate::languages::{Language, Value as Given, escape, html_if_any, text_if_any};

#[derive(RustEmbed)]
#[folder = "templates/"]
struct Embedded;

/// An engine, and when the newest file that it was made of was edited.
type Parsed = (Arc<Tera>, Option<SystemTime>);

/// The site's templates.
pub struct Templates {
    /// For each language, once a page was rendered in it.
    engines: DashMap<&'static str, Parsed>,
    assets: Arc<Assets>,
}

impl Templates {
    /// Parses every template, with the texts of a language.
    pub fn load(assets: Arc<Assets>, language: &'static Language) -> tera::Result<Self> {
        let templates = Self { engines: DashMap::new(), assets };
        templates.engine(language)?;
        Ok(templates)
    }

    /// Renders a template with its context.
    pub fn render(
        &self,
        language: &'static Language,
        template: &str,
        context: &Context,
    ) -> tera::Result<String> {
        self.engine(language)?.render(template, context)
    }

    fn engine(&self, language: &'static Language) -> tera::Result<Arc<Tera>> {
        let edited = edited();
        if let Some(parsed) = self.engines.get(language.tag)
            && parsed.1 == edited
        {
            return Ok(Arc::clone(&parsed.0));
        }
        // a page is followed by requests for what it loads
        self.assets.prepare_pages(language);
        let made = Arc::new(engine(&self.assets, language)?);
        self.engines.insert(language.tag, (Arc::clone(&made), edited));
        Ok(made)
    }
}

/// When a template or a text was last edited; `None` in release builds, where they never change.
fn edited() -> Option<SystemTime> {
    if !cfg!(debug_assertions) {
        return None;
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    ["templates", "locales"].iter().filter_map(|folder| newest_edit(&root.join(folder))).max()
}

fn engine(assets: &Arc<Assets>, language: &'static Language) -> tera::Result<Tera> {
    let mut tera = Tera::default();
    let sources: Vec<(String, String)> = Embedded::iter()
        .filter_map(|name| {
            let file = Embedded::get(&name)?;
            let source = unindented(&String::from_utf8_lossy(&file.data));
            Some((name.into_owned(), with_texts(language, &source)))
        })
        .collect();
    // Tera would escape slashes too, and pages are full of addresses
    tera.set_escape_fn(|text| escape(text).replace('\'', "&#39;"));
    tera.register_function("static", StaticAddress(Arc::clone(assets), language));
    tera.register_function("t", Text(language));
    tera.register_function("html", Html(language));
    tera.register_filter("rfc3339", |value: &Value, _: &HashMap<String, Value>| {
        let unix = value.as_i64().ok_or("rfc3339 takes a number of seconds")?;
        let moment = OffsetDateTime::from_unix_timestamp(unix).map_err(|error| error.to_string())?;
        Ok(moment.format(&Rfc3339).map_err(|error| error.to_string())?.into())
    });
    tera.register_filter("initial", |value: &Value, _: &HashMap<String, Value>| {
        Ok(initial(value.as_str().unwrap_or_default()).into())
    });
    tera.register_filter("hue", |value: &Value, _: &HashMap<String, Value>| {
        Ok(hue(value.as_str().unwrap_or_default()).into())
    });
    tera.register_filter("theme_name", move |value: &Value, _: &HashMap<String, Value>| {
        Ok(theme_name(language, value.as_str().unwrap_or_default()).into())
    });
    tera.add_raw_templates(sources)?;
    Ok(tera)
}

/// A template with its texts that need no values, so that nothing looks for them when a page is rendered. A text that the
/// catalogue lacks remains, and fails then.
fn with_texts(language: &'static Language, template: &str) -> String {
    let mut done = String::with_capacity(template.len());
    let mut rest = template;
    while let Some((before, after)) = rest.split_once("{{ ") {
        done.push_str(before);
        let call = after.split_once("\") }}").and_then(|(call, behind)| {
            let (function, key) = call.split_once("(key=\"")?;
            if key.contains('"') {
                return None;
            }
            let text = match function {
                "t" => escape(&text_if_any(language, key, &[])?),
                "html" => html_if_any(language, key, &[])?,
                _ => return None,
            };
            (!["{{", "{%", "{#"].iter().any(|tag| text.contains(tag))).then_some((text, behind))
        });
        match call {
            Some((text, behind)) => {
                done.push_str(&text);
                rest = behind;
            }
            None => {
                done.push_str("{{ ");
                rest = after;
            }
        }
    }
    done.push_str(rest);
    done
}

/// Indentation and blank lines are for people who read the templates, not for browsers.
fn unindented(template: &str) -> String {
    let lines = template.split_inclusive('\n').map(|line| line.trim_start_matches(' '));
    lines.filter(|line| *line != "\n").collect()
}

/// What a theme is called: administrators' own as their folders, with a capital.
fn theme_name(language: &'static Language, theme: &str) -> String {
    text_if_any(language, &format!("theme-{theme}"), &[]).unwrap_or_else(|| {
        let mut letters = theme.chars();
        letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
    })
}

/// The first letter of a name with all its marks, as a capital; `static/js/words.js` has the same.
fn initial(name: &str) -> String {
    let mut letters = name.chars().skip_while(|c| !c.is_alphanumeric()).peekable();
    let first = letters.next().or_else(|| name.chars().next());
    let marks = std::iter::from_fn(|| letters.next_if(|c| c.width() == Some(0)));
    first.into_iter().flat_map(char::to_uppercase).chain(marks).collect()
}

/// A colour for a name, in degrees; `static/js/words.js` has the same.
fn hue(name: &str) -> u32 {
    name.chars().fold(0, |hue, c| (hue * 31 + u32::from(c)) % 360)
}

/// `static(path="…")`: the address of a static file.
struct StaticAddress(Arc<Assets>, &'static Language);

impl Function for StaticAddress {
    fn call(&self, args: &HashMap<String, Value>) -> tera::Result<Value> {
        let path = args.get("path").and_then(Value::as_str).ok_or("static() needs a path")?;
        let address = match path.strip_prefix(PAGES_FOLDER).filter(|file| file.ends_with(".js")) {
            Some(script) => self.0.address(&format!("{PAGES_FOLDER}{}{script}", self.1.prefix())),
            None => self.0.address(path),
        };
        Ok(address.into())
    }

    /// Paths come from templates and from names of themes, which only have letters, digits, `_` and `-`.
    fn is_safe(&self) -> bool {
        true
    }
}

/// `t(key="…", name=…)`: a text of the catalogue.
struct Text(&'static Language);

impl Function for Text {
    fn call(&self, args: &HashMap<String, Value>) -> tera::Result<Value> {
        said("t", args, |key, values| text_if_any(self.0, key, values))
    }
}

/// `html(key="…", name=…)`: a text of the catalogue that has tags.
struct Html(&'static Language);

impl Function for Html {
    fn call(&self, args: &HashMap<String, Value>) -> tera::Result<Value> {
        said("html", args, |key, values| html_if_any(self.0, key, values))
    }

    /// The catalogue is our own, and values are escaped.
    fn is_safe(&self) -> bool {
        true
    }
}

fn said(
    function: &str,
    args: &HashMap<String, Value>,
    say: impl FnOnce(&str, &[(&str, Given<'_>)]) -> Option<String>,
) -> tera::Result<Value> {
    let key = args.get("key").and_then(Value::as_str).ok_or_else(|| format!("{function}() needs a key"))?;
    let mut values = Vec::new();
    for (name, value) in args.iter().filter(|(name, _)| *name != "key") {
        let value = match value {
            Value::String(text) => Given::from(text.as_str()),
            Value::Number(number) => {
                Given::from(number.as_i64().ok_or_else(|| format!("`{name}` is no whole number"))?)
            }
            _ => return Err(format!("`{name}` is neither a text nor a number").into()),
        };
        values.push((name.as_str(), value));
    }
    let text =
        say(key, &values).ok_or_else(|| format!("there is no text `{key}`, or it needs other values"))?;
    Ok(text.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn templates_are_served_without_indentation() {
        assert_eq!(unindented("<ul>\n  <li>a b\n\n    c</li>\n</ul>"), "<ul>\n<li>a b\nc</li>\n</ul>");
    }

    /// The same examples are in `tests/js/words.test.mjs`.
    #[test]
    fn a_name_has_a_letter_and_a_colour() {
        for (name, letter, colour) in [
            ("alice", "A", 0),
            ("zoë", "Z", 318),
            ("_bob_", "B", 257),
            ("ßen", "SS", 104),
            ("e\u{301}a", "E\u{301}", 37),
            ("!!", "!", 336),
            ("", "", 0),
        ] {
            assert_eq!((initial(name).as_str(), hue(name)), (letter, colour), "{name}");
        }
    }
}
