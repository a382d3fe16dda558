//! `pystreaming-admin config …`

use serde_json::{Value, json};

use super::cli::ConfigVerb;
use super::error::AdminError;
use super::output;
use crate::config::{CliOverrides, Config, Setting, Sources, default_yaml, settings};

pub(super) fn run(
    verb: &ConfigVerb,
    flags: &CliOverrides,
    warnings: &mut Vec<String>,
) -> Result<String, AdminError> {
    let listing = match verb {
        ConfigVerb::Check(listing) => listing,
        ConfigVerb::Defaults => return Ok(default_yaml()),
    };
    let sources = Sources::read(flags)?;
    let settings = settings(&sources)?;
    warnings.extend(Config::from_sources(&sources)?.warnings());
    if listing.json {
        let entry = |setting: &Setting| json!({"key": setting.key, "value": setting.value, "origin": setting.origin.to_string()});
        return Ok(output::json(&settings.iter().map(entry).collect::<Vec<_>>()));
    }
    Ok(yaml(&settings))
}

/// The settings as a configuration file, with their origins as comments.
fn yaml(settings: &[Setting]) -> String {
    let mut groups: Vec<&str> = Vec::new();
    let mut lines = Vec::new();
    for Setting { key, value, origin } in settings {
        let mut parents: Vec<_> = key.split('.').collect();
        let name = parents.pop().unwrap_or(key);
        let shared = parents.iter().zip(&groups).take_while(|(here, before)| here == before).count();
        for (depth, parent) in parents.iter().enumerate().skip(shared) {
            lines.push((format!("{:1$}{parent}:", "", 2 * depth), None));
        }
        lines.push((format!("{:1$}{name}: {2}", "", 2 * parents.len(), flow(value)), Some(origin)));
        groups = parents;
    }
    let width =
        lines.iter().map(|(line, _)| line.chars().count()).filter(|width| *width <= 60).max().unwrap_or(0);
    let commented = lines.into_iter().map(|(line, origin)| match origin {
        Some(origin) => format!("{line:width$}  # {origin}\n"),
        None => line + "\n",
    });
    commented.collect()
}

/// A value in the flow style of YAML: JSON, with a space after each comma of a list.
fn flow(value: &Value) -> String {
    match value {
        Value::Array(items) => {
            let items: Vec<_> = items.iter().map(Value::to_string).collect();
            format!("[{}]", items.join(", "))
        }
        other => other.to_string(),
    }
}
