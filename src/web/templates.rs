//! The template engine. Templates are embedded in the release binary; debug builds read them from disk each time.

use std::collections::HashMap;
use std::sync::Arc;

use rust_embed::RustEmbed;
use tera::{Context, Function, Tera, Value};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use unicode_width::UnicodeWidthChar;

use super::assets::Assets;

#[derive(RustEmbed)]
#[folder = "templates/"]
struct Embedded;

/// The site's templates.
pub struct Templates {
    tera: Tera,
    assets: Arc<Assets>,
}

impl Templates {
    /// Parses every template.
    pub fn load(assets: Arc<Assets>) -> tera::Result<Self> {
        Ok(Self { tera: engine(&assets)?, assets })
    }

    /// Renders a template with its context.
    pub fn render(&self, template: &str, context: &Context) -> tera::Result<String> {
        if cfg!(debug_assertions) {
            return engine(&self.assets)?.render(template, context);
        }
        self.tera.render(template, context)
    }
}

fn engine(assets: &Arc<Assets>) -> tera::Result<Tera> {
    let mut tera = Tera::default();
    let sources: Vec<(String, String)> = Embedded::iter()
        .filter_map(|name| {
            let file = Embedded::get(&name)?;
            Some((name.into_owned(), unindented(&String::from_utf8_lossy(&file.data))))
        })
        .collect();
    tera.register_function("static", StaticAddress(Arc::clone(assets)));
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
    tera.add_raw_templates(sources)?;
    Ok(tera)
}

/// Indentation is for people who read the templates, not for browsers.
fn unindented(template: &str) -> String {
    template.split_inclusive('\n').map(|line| line.trim_start_matches(' ')).collect()
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
struct StaticAddress(Arc<Assets>);

impl Function for StaticAddress {
    fn call(&self, args: &HashMap<String, Value>) -> tera::Result<Value> {
        let path = args.get("path").and_then(Value::as_str).ok_or("static() needs a path")?;
        Ok(self.0.address(path).into())
    }

    /// Paths come from templates and from names of themes, which only have letters, digits, `_` and `-`.
    fn is_safe(&self) -> bool {
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn templates_are_served_without_indentation() {
        assert_eq!(unindented("<ul>\n  <li>a b\n\n    c</li>\n</ul>"), "<ul>\n<li>a b\n\nc</li>\n</ul>");
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
