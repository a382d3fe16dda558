//! The template engine: templates from the release binary, or from disk in debug builds, where each rendering reads
//! them anew.

use std::collections::HashMap;
use std::sync::Arc;

use rust_embed::RustEmbed;
use tera::{Context, Function, Tera, Value};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::assets::Assets;

#[derive(RustEmbed)]
#[folder = "templates/"]
struct Embedded;

/// Renders templates.
pub struct Templates {
    tera: Tera,
    assets: Arc<Assets>,
}

impl Templates {
    /// Reads and checks every template.
    pub fn load(assets: Arc<Assets>) -> tera::Result<Self> {
        Ok(Self { tera: engine(&assets)?, assets })
    }

    /// Fills in a template.
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
            Some((name.into_owned(), String::from_utf8_lossy(&file.data).into_owned()))
        })
        .collect();
    tera.register_function("static", StaticAddress(Arc::clone(assets)));
    tera.register_filter("rfc3339", |value: &Value, _: &HashMap<String, Value>| {
        let unix = value.as_i64().ok_or("rfc3339 takes a number of seconds")?;
        let moment = OffsetDateTime::from_unix_timestamp(unix).map_err(|error| error.to_string())?;
        Ok(moment.format(&Rfc3339).map_err(|error| error.to_string())?.into())
    });
    tera.add_raw_templates(sources)?;
    Ok(tera)
}

/// `static(path="…")`: the address of a static file.
struct StaticAddress(Arc<Assets>);

impl Function for StaticAddress {
    fn call(&self, args: &HashMap<String, Value>) -> tera::Result<Value> {
        let path = args.get("path").and_then(Value::as_str).ok_or("static() needs a path")?;
        Ok(self.0.address(path).into())
    }

    /// Paths come from templates and from names of themes, which are letters, digits, `_` and `-`.
    fn is_safe(&self) -> bool {
        true
    }
}
