//! Finds keys by their dotted paths.

use super::key::Key;
use super::settings::Config;
use crate::text::closest;

/// The key of that path, if there is one.
pub fn find(path: &str) -> Option<&'static Key> {
    let mut keys = Config::KEYS;
    let mut found = None;
    for name in path.split('.') {
        let key = keys.iter().find(|key| key.name == name)?;
        keys = key.rule.keys();
        found = Some(key);
    }
    found
}

/// Every key with its path, groups before their keys.
pub fn all() -> Vec<(String, &'static Key)> {
    let mut all = Vec::new();
    collect("", Config::KEYS, &mut all);
    all
}

fn collect(group: &str, keys: &'static [Key], all: &mut Vec<(String, &'static Key)>) {
    for key in keys {
        let path = if group.is_empty() { key.name.to_owned() } else { format!("{group}.{}", key.name) };
        all.push((path.clone(), key));
        collect(&path, key.rule.keys(), all);
    }
}

/// Says that there is no such key, and which one may have been meant.
pub fn unknown(path: &str) -> String {
    let all = all();
    match closest(path, all.iter().map(|(path, _)| path.as_str())).first() {
        Some(near) => format!("there is no such key; did you mean `{near}`?"),
        None => "there is no such key; `pystreaming-admin config defaults` explains every key".to_owned(),
    }
}
