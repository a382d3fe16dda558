//! The one list of keys: what each may hold, in words for whoever got it wrong, and which are secret.

use crate::text::closest;

/// How the text of an environment variable becomes a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// Taken as it is.
    Text,
    /// A number or a switch, read as in YAML.
    Plain,
    /// Items between commas.
    List,
    /// Holds other keys, or text in their stead.
    Group,
}

/// One setting.
#[derive(Debug)]
pub struct Key {
    /// Its name; with a dot for a key within a group.
    pub path: &'static str,
    /// How to read it from the environment.
    pub shape: Shape,
    /// Whether its value is never shown.
    pub secret: bool,
    /// What would be right, to follow the word "give".
    pub right: &'static str,
}

const fn key(path: &'static str, shape: Shape, right: &'static str) -> Key {
    Key { path, shape, secret: false, right }
}

const fn secret(path: &'static str, shape: Shape, right: &'static str) -> Key {
    Key { path, shape, secret: true, right }
}

const RATE: &str = "a group with the keys burst and per_minute, such as {burst: 30, per_minute: 60}";
const BURST: &str = "how often at once, a number from 1 to 100000";
const PER_MINUTE: &str = "how often in the long run, a number from 0 (no limit) to 1000000";

/// Every key, in the order of `config/default.yaml`.
pub const KEYS: &[Key] = &[
    key("site_name", Shape::Text, "a name of up to 100 characters"),
    key(
        "site_url",
        Shape::Text,
        "the address of the site without a path, such as https://stream.example.com, or leave the key out",
    ),
    key("themes", Shape::List, "a list of at least one theme, such as [default, dark]"),
    key("themes_dir", Shape::Text, "the path of a folder with a folder for every theme of your own"),
    key("data_dir", Shape::Text, "the whole path of a folder, or one relative to this file"),
    key("emotes_dir", Shape::Text, "the path of a folder with pictures of emotes"),
    secret(
        "database",
        Shape::Group,
        "sqlite://PATH, mysql://USER:PASSWORD@HOST/NAME, or the keys address, database, user and password",
    ),
    key(
        "database.address",
        Shape::Text,
        "the host name of the database server, with :PORT if it is not 3306",
    ),
    key("database.database", Shape::Text, "the name of the database on the server"),
    key("database.user", Shape::Text, "the name to log in to the database with"),
    secret("database.password", Shape::Text, "the password to log in to the database with, in quotes"),
    secret("secret_key", Shape::Text, "a long random text in quotes, or leave the key out to have one made"),
    key("auto_upgrade", Shape::Plain, "true or false"),
    key("listen", Shape::Text, "an IP address such as 0.0.0.0, 127.0.0.1 or \"::\""),
    key("port", Shape::Plain, "a number from 1 to 65535"),
    key("nginx_proxy", Shape::Plain, "how many proxies stand in front, a number from 0 to 16"),
    key("workers", Shape::Plain, "a number from 0 (one per processor) to 256"),
    key("metrics", Shape::Group, "a group with the key allow"),
    key(
        "metrics.allow",
        Shape::List,
        "a list of addresses or ranges, such as [\"127.0.0.1\", \"10.0.0.0/8\"]",
    ),
    key("hls_dir", Shape::Text, "the path of the folder that nginx-rtmp writes to"),
    key(
        "video_qualities",
        Shape::List,
        "a list of different names made of letters, digits, `_` and `-`, such as [Original, 720P]",
    ),
    key("live_indicator_delay", Shape::Plain, "a number of seconds above 0 and up to 3600, such as 5"),
    key("reconnect_window", Shape::Plain, "a number of seconds from 0 to 3600, such as 30"),
    key("keyless", Shape::Plain, "true or false"),
    secret("hook_secret", Shape::Text, "a text of at least 8 characters in quotes, or leave the key out"),
    key("delivery", Shape::Text, "server, accel or links"),
    key("accel_location", Shape::Text, "the path of an nginx location, such as /protected-hls"),
    key("segment_cache_mib", Shape::Plain, "a number of MiB from 0 to 65536"),
    key("chat", Shape::Group, "a group with keys such as history_messages"),
    key("chat.history_messages", Shape::Plain, "a number of messages from 0 to 1000"),
    key("chat.history_hours", Shape::Plain, "a number of hours from 0 (no limit) to 87600"),
    key("chat.audit_drawings_days", Shape::Plain, "a number of days from 0 (for good) to 36500"),
    key("chat.message_length", Shape::Plain, "a number of characters from 1 to 5000"),
    key(
        "chat.allowed_origins",
        Shape::List,
        "a list of sites such as [\"https://example.com\"], or [\"*\"] for all",
    ),
    key("chat.messages", Shape::Group, RATE),
    key("chat.messages.burst", Shape::Plain, BURST),
    key("chat.messages.per_minute", Shape::Plain, PER_MINUTE),
    key("chat.drawings", Shape::Group, RATE),
    key("chat.drawings.burst", Shape::Plain, BURST),
    key("chat.drawings.per_minute", Shape::Plain, PER_MINUTE),
    key("chat.drawing_kib", Shape::Group, RATE),
    key("chat.drawing_kib.burst", Shape::Plain, "KiB at once, a number from 1 to 100000"),
    key(
        "chat.drawing_kib.per_minute",
        Shape::Plain,
        "KiB in the long run, a number from 0 (no limit) to 1000000",
    ),
    key("chat.changes", Shape::Group, RATE),
    key("chat.changes.burst", Shape::Plain, BURST),
    key("chat.changes.per_minute", Shape::Plain, PER_MINUTE),
    key("chat.joins", Shape::Group, RATE),
    key("chat.joins.burst", Shape::Plain, BURST),
    key("chat.joins.per_minute", Shape::Plain, PER_MINUTE),
    key("chat.connections", Shape::Group, RATE),
    key("chat.connections.burst", Shape::Plain, BURST),
    key("chat.connections.per_minute", Shape::Plain, PER_MINUTE),
    key("chat.per_address", Shape::Plain, "how many people's share, a number from 0 (no limit) to 10000"),
    key("chat.outbox_frames", Shape::Plain, "a number of packets from 16 to 65536"),
    key("chat.outbox_kib", Shape::Plain, "a number of KiB from 64 to 65536"),
    key("log", Shape::Group, "a group with the keys level and format"),
    key(
        "log.level",
        Shape::Text,
        "error, warn, info, debug or trace, or a list by part such as info,pystreaming::web=debug",
    ),
    key("log.format", Shape::Text, "text or json"),
    key("debug", Shape::Plain, "true or false"),
];

/// The key of that name, if there is one.
pub fn find(path: &str) -> Option<&'static Key> {
    KEYS.iter().find(|key| key.path == path)
}

/// Says that there is no such key, and which one may have been meant.
pub fn unknown(path: &str) -> String {
    match closest(path, KEYS.iter().map(|key| key.path)).first() {
        Some(near) => format!("there is no such key; did you mean `{near}`?"),
        None => "there is no such key; config/default.yaml explains every key there is".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use figment::value::{Dict, Value};
    use figment::{Figment, providers::Format, providers::Yaml};

    use super::*;

    const DEFAULTS: &str = include_str!("../../config/default.yaml");

    #[test]
    fn the_built_in_defaults_hold_exactly_these_keys_in_this_order() {
        let defaults: Dict = Figment::from(Yaml::string(DEFAULTS)).extract().unwrap();
        for key in KEYS.iter().filter(|key| !key.path.starts_with("database.")) {
            let whole = Value::from(defaults.clone());
            let found = key.path.split('.').try_fold(&whole, |group, name| group.as_dict()?.get(name));
            assert!(found.is_some(), "{} is not in default.yaml", key.path);
        }
        let mut known = KEYS.iter().map(|key| key.path).filter(|path| !path.contains('.'));
        let lines = DEFAULTS.lines().filter(|line| !line.starts_with([' ', '#']) && !line.is_empty());
        for line in lines {
            assert_eq!(line.split(':').next(), known.next());
        }
        assert_eq!(known.next(), None);
        assert!(defaults.values().all(|value| !matches!(value, Value::Dict(_, keys) if keys.is_empty())));
    }

    #[test]
    fn the_documentation_shows_the_defaults_as_they_are() {
        let document = include_str!("../../docs/configuration.md");
        assert!(document.contains(&format!("```yaml\n{DEFAULTS}```\n")), "copy config/default.yaml into it");
    }
}
