//! How a setting is defined: its key, default, explanation and the values that it accepts, all in one place.

use figment::error::Actual;
use figment::providers::{Format, Yaml};
use figment::value::{Dict, Value};

use super::values::Text;
use crate::text::closest;

/// A setting, or a group of settings.
#[derive(Debug)]
pub struct Key {
    /// The key within its group.
    pub name: &'static str,
    /// The heading of the section that begins with this key; empty if none does.
    pub section: &'static str,
    /// Markdown, line by line.
    pub explanation: &'static [&'static str],
    /// In YAML; empty for a group whose keys have defaults of their own.
    pub default: &'static str,
    /// The values that it accepts.
    pub rule: Rule,
}

/// The values that a key accepts. What depends on other keys or on the disk is checked by `validate`.
#[derive(Debug)]
pub enum Rule {
    /// `true` or `false`.
    Switch,
    /// A whole number within bounds.
    Number {
        /// What is counted; may be empty.
        unit: &'static str,
        /// The least number accepted.
        least: u64,
        /// The greatest number accepted.
        most: u64,
        /// What 0 stands for, where that is not plain zero.
        zero: &'static str,
    },
    /// Seconds, perhaps with a fraction, up to an hour.
    Seconds {
        /// Whether 0 is accepted.
        zero: bool,
    },
    /// One of these words.
    Words(&'static [&'static str]),
    /// Text.
    Text {
        /// A description of the text, to follow the word "give".
        right: &'static str,
        /// Whether a text is accepted.
        fits: fn(&str) -> bool,
    },
    /// Text that is never shown.
    Secret {
        /// A description of the text, to follow the word "give".
        right: &'static str,
        /// The least number of bytes.
        least: usize,
    },
    /// The path of a file or folder.
    Path(&'static str),
    /// A list of texts.
    List {
        /// A description of the list, to follow the word "give".
        right: &'static str,
        /// Whether an item is accepted.
        fits: fn(&str) -> bool,
        /// Whether items are names: none may stand in the list twice.
        names: bool,
    },
    /// A list of groups of these keys.
    Groups {
        /// A description of the list, to follow the word "give".
        right: &'static str,
        /// Those without a default must be there.
        keys: &'static [Key],
        /// The most groups.
        most: usize,
    },
    /// A group of keys.
    Group(&'static [Key]),
    /// A URL, or a group of these keys.
    Database(&'static [Key]),
}

/// A whole number of something within these bounds.
pub(super) const fn number(unit: &'static str, least: u64, most: u64) -> Rule {
    Rule::Number { unit, least, most, zero: "" }
}

/// The same from 0 on, with what 0 stands for.
pub(super) const fn number_or_zero(unit: &'static str, zero: &'static str, most: u64) -> Rule {
    Rule::Number { unit, least: 0, most, zero }
}

/// Any text that its type accepts.
pub(super) const fn text(right: &'static str) -> Rule {
    Rule::Text { right, fits: |_| true }
}

impl Rule {
    /// Describes the accepted values, to follow the word "give".
    pub fn right(&self) -> String {
        match self {
            Self::Switch => "true or false".to_owned(),
            Self::Number { unit, least, most, zero } => {
                let unit = if unit.is_empty() { String::new() } else { format!(" of {unit}") };
                let zero = if zero.is_empty() { String::new() } else { format!(" ({zero})") };
                format!("a number{unit} from {least}{zero} to {most}")
            }
            Self::Seconds { zero: false } => "a number of seconds above 0 and up to 3600".to_owned(),
            Self::Seconds { zero: true } => "a number of seconds from 0 to 3600".to_owned(),
            Self::Words(words) => alternatives(words),
            Self::Text { right, .. }
            | Self::Secret { right, .. }
            | Self::Path(right)
            | Self::List { right, .. }
            | Self::Groups { right, .. } => (*right).to_owned(),
            Self::Group(keys) => {
                let names: Vec<_> = keys.iter().map(|key| key.name).collect();
                match names.as_slice() {
                    [only] => format!("a group with the key {only}"),
                    [one, other] => format!("a group with the keys {one} and {other}"),
                    names => format!("a group with keys such as {}", names.first().unwrap_or(&"")),
                }
            }
            Self::Database(_) => "sqlite://PATH, postgres://USER:PASSWORD@HOST/NAME, mysql://USER:PASSWORD@HOST/NAME, or the keys address, \
                                  database, user and password"
                .to_owned(),
        }
    }

    /// Whether the value must never be shown.
    pub fn is_secret(&self) -> bool {
        matches!(self, Self::Secret { .. } | Self::Database(_))
    }

    /// The keys of a group.
    pub fn keys(&self) -> &'static [Key] {
        match self {
            Self::Group(keys) | Self::Database(keys) => keys,
            _ => &[],
        }
    }

    /// Reads the text of an environment variable.
    pub fn value(&self, text: &str) -> Value {
        match self {
            Self::Switch | Self::Number { .. } | Self::Seconds { .. } | Self::Groups { .. } => {
                text.trim().parse().unwrap_or_else(|never| match never {})
            }
            Self::List { .. } => {
                let list = text.trim().trim_start_matches('[').trim_end_matches(']');
                let items = list.split(',').map(|item| item.trim().trim_matches(['"', '\'']));
                items.filter(|item| !item.is_empty()).map(Value::from).collect::<Vec<_>>().into()
            }
            _ => Value::from(text),
        }
    }

    /// Reads a value as a configuration file has it.
    pub fn json(&self, text: &str) -> serde_json::Value {
        let given = match self {
            Self::Group(_) => Yaml::from_str(text).unwrap_or_else(|_| Value::from(text)),
            _ => self.value(text),
        };
        serde_json::to_value(given).unwrap_or_default()
    }

    /// Says what is wrong with a value, if anything is, and which values are accepted.
    pub fn check(&self, value: &Value) -> Result<(), String> {
        if let Self::Groups { keys, most, .. } = self
            && let Some(groups) = value.as_array()
        {
            return check_groups(groups, keys, *most);
        }
        self.fits(value).map_err(|problem| format!("{problem}; give {}", self.right()))
    }

    /// The same, with the keys of a group.
    pub fn check_whole(&self, value: &Value) -> Result<(), String> {
        match (self, value.as_dict()) {
            (Self::Group(keys), Some(group)) => check_group(group, keys),
            (Self::Group(_), None) => Err(self.right_instead(value)),
            _ => self.check(value),
        }
    }

    /// Says that a value cannot be used, and which ones can.
    pub fn right_instead(&self, value: &Value) -> String {
        format!("{} cannot be used; give {}", describe(&value.to_actual()), self.right())
    }

    fn fits(&self, value: &Value) -> Result<(), String> {
        let unfit = || format!("{} cannot be used", describe(&value.to_actual()));
        let fits = match self {
            Self::Switch => value.to_bool().is_some(),
            Self::Number { least, most, .. } => {
                value.deserialize::<u64>().is_ok_and(|number| (*least..=*most).contains(&number))
            }
            Self::Seconds { zero } => value
                .deserialize::<f64>()
                .is_ok_and(|seconds| (0.0..=3600.0).contains(&seconds) && (*zero || seconds > 0.0)),
            Self::Words(words) => value.as_str().is_some_and(|word| words.contains(&word)),
            Self::Text { fits, .. } => value.deserialize::<Text>().is_ok_and(|text| fits(&text.0)),
            Self::Secret { least, .. } => {
                let Ok(secret) = value.deserialize::<Text>() else {
                    return Err("cannot be used".to_owned());
                };
                return if secret.0.len() < *least { Err("is too short".to_owned()) } else { Ok(()) };
            }
            // a shell replaces it; here it would become a folder of that name
            Self::Path(_) if value.as_str().is_some_and(|path| path.split('/').any(|part| part == "~")) => {
                return Err("`~` means nothing here".to_owned());
            }
            Self::Path(_) => value.as_str().is_some(),
            Self::List { fits, names, .. } => {
                let Ok(items) = value.deserialize::<Vec<Text>>() else { return Err(unfit()) };
                for (at, Text(item)) in items.iter().enumerate() {
                    if !fits(item) {
                        return Err(format!("{item:?} cannot be used"));
                    }
                    if *names && items[..at].iter().any(|Text(before)| before == item) {
                        return Err(format!("{item:?} is in it twice"));
                    }
                }
                true
            }
            Self::Groups { .. } => false,
            // their keys are checked one by one
            Self::Group(_) | Self::Database(_) => true,
        };
        if fits { Ok(()) } else { Err(unfit()) }
    }
}

fn check_groups(groups: &[Value], keys: &[Key], most: usize) -> Result<(), String> {
    if groups.len() > most {
        return Err(format!("has {} items; give {most} at most", groups.len()));
    }
    for (number, group) in (1..).zip(groups) {
        let group = group.as_dict().ok_or_else(|| format!("item {number} is not a group of keys"))?;
        check_group(group, keys).map_err(|problem| format!("item {number}: {problem}"))?;
    }
    Ok(())
}

fn check_group(group: &Dict, keys: &[Key]) -> Result<(), String> {
    for (name, value) in group {
        let Some(key) = keys.iter().find(|key| key.name == name) else {
            let near = closest(name, keys.iter().map(|key| key.name));
            let near = near.first().map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
            return Err(format!("there is no key `{name}`{near}"));
        };
        key.rule.check(value).map_err(|problem| format!("{name}: {problem}"))?;
    }
    match keys.iter().find(|key| key.default.is_empty() && !group.contains_key(key.name)) {
        Some(missing) => Err(format!("`{}` is missing; give {}", missing.name, missing.rule.right())),
        None => Ok(()),
    }
}

/// `a, b or c`.
fn alternatives(words: &[&str]) -> String {
    match words {
        [others @ .., last] if !others.is_empty() => format!("{} or {last}", others.join(", ")),
        words => words.concat(),
    }
}

/// A value in words, for an error message.
pub(super) fn describe(found: &Actual) -> String {
    match found {
        Actual::Bool(value) => value.to_string(),
        Actual::Unsigned(value) => value.to_string(),
        Actual::Signed(value) => value.to_string(),
        Actual::Float(value) => value.to_string(),
        Actual::Char(value) => format!("{:?}", value.to_string()),
        Actual::Str(value) => format!("{value:?}"),
        Actual::Seq => "a list".to_owned(),
        Actual::Map => "a group of keys".to_owned(),
        other => other.to_string(),
    }
}

/// Defines a struct of settings with a [`Key`] for each field.
macro_rules! settings {
    ($(#[$attribute:meta])* pub struct $group:ident {
        $(
            $(section $section:literal;)?
            $(#[doc = $explanation:literal])+
            $(#[serde($($serde:tt)+)])?
            pub $key:ident: $type:ty = $default:literal, $rule:expr;
        )+
    }) => {
        $(#[$attribute])*
        #[derive(Debug, Clone, Serialize, Deserialize)]
        #[serde(deny_unknown_fields)]
        pub struct $group {
            $(
                $(#[doc = $explanation])+
                $(#[serde($($serde)+)])?
                pub $key: $type,
            )+
        }

        impl $group {
            pub(super) const KEYS: &[Key] = &[$(
                Key {
                    name: stringify!($key),
                    section: concat!($($section)?),
                    explanation: &[$($explanation),+],
                    default: $default,
                    rule: $rule,
                },
            )+];
        }
    };
}
pub(super) use settings;
