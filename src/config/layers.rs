//! The sources of values, each read into a layer that figment merges over the others.

use std::path::{Path, PathBuf};

use figment::providers::YamlExtended;
use figment::value::{Dict, Map, Value};
use figment::{Metadata, Profile, Provider, Source};

use super::CliOverrides;
use super::error::{ConfigError, Origin};
use super::key::Key;
use super::keys;

const PREFIX: &str = "PYSTREAMING_";

/// The sources of a configuration, read but not parsed.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    /// The configuration file and its text, if there is one.
    pub file: Option<(PathBuf, String)>,
    /// Environment variables that begin with `PYSTREAMING_`.
    pub environment: Vec<(String, String)>,
    /// Flags of the command line.
    pub flags: CliOverrides,
}

impl Sources {
    /// Reads the file that the flags name (or `config.yaml`, if it exists) and this process's environment.
    pub fn read(flags: &CliOverrides) -> Result<Self, ConfigError> {
        let file = flags.config.clone().unwrap_or_else(|| PathBuf::from(super::DEFAULT_FILE));
        let file = match std::fs::read_to_string(&file) {
            Ok(text) => Some((file, text)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound && flags.config.is_none() => None,
            Err(error) => return Err(ConfigError::Unreadable { file, why: error.to_string() }),
        };
        let environment = std::env::vars_os()
            .filter_map(|(name, value)| {
                let name = name.into_string().ok().filter(|name| name.starts_with(PREFIX))?;
                Some((name, value.to_string_lossy().into_owned()))
            })
            .collect();
        Ok(Self { file, environment, flags: flags.clone() })
    }

    /// The folder at which relative paths start.
    pub(super) fn base(&self) -> &Path {
        self.file.as_ref().and_then(|(file, _)| file.parent()).unwrap_or(Path::new(""))
    }

    /// One layer per source, the weakest first. Only known keys are in them, and none without a value.
    pub(super) fn layers(&self) -> Result<Vec<Layer>, ConfigError> {
        let mut layers = Layer::defaults()?;
        if let Some((path, text)) = &self.file {
            layers.push(Layer::yaml(Origin::File(path.clone()), path, text)?);
        }
        let mut environment = self.environment.clone();
        // sorted, so that a key of a group comes after the group
        environment.sort();
        for (name, value) in &environment {
            layers.extend(Layer::variable(name, value)?);
        }
        let CliOverrides { config: _, listen, port, rtmp, debug, nginx_proxy } = &self.flags;
        let listen = listen.map(|address| Layer::flag("--listen", "listen", address.to_string().into()));
        let rtmp = rtmp.as_deref().map(|address| Layer::flag("--rtmp", "ingest.rtmp", address.into()));
        layers.extend(listen.into_iter().chain(rtmp));
        layers.extend(port.map(|port| Layer::flag("--port", "port", port.into())));
        layers.extend(nginx_proxy.map(|hops| Layer::flag("--nginx-proxy", "nginx_proxy", hops.into())));
        layers.extend(debug.then(|| Layer::flag("--debug", "debug", true.into())));
        Ok(layers)
    }
}

/// The values of one source.
pub(super) struct Layer {
    origin: Origin,
    values: Dict,
}

impl Layer {
    /// One layer per key that has a default.
    fn defaults() -> Result<Vec<Self>, ConfigError> {
        let yaml = |(path, key): (String, &Key)| {
            let value = YamlExtended::from_str::<Value>(key.default).map_err(|error| ConfigError::Value {
                origin: Origin::Default,
                key: path.clone(),
                problem: error.to_string(),
            })?;
            Ok(Self::derived(&path, value))
        };
        let with_default = |key: &Key| !matches!(key.default, "" | "null");
        keys::all().into_iter().filter(|(_, key)| with_default(key)).map(yaml).collect()
    }

    /// A default that depends on other keys.
    pub(super) fn derived(key: &str, value: Value) -> Self {
        Self { origin: Origin::Default, values: nest(key, value) }
    }

    fn flag(flag: &str, key: &str, value: Value) -> Self {
        Self { origin: Origin::Flag(flag.to_owned()), values: nest(key, value) }
    }

    fn yaml(origin: Origin, file: &Path, text: &str) -> Result<Self, ConfigError> {
        let syntax = |why: String| ConfigError::Syntax { file: file.to_owned(), why };
        let values = match YamlExtended::from_str::<Value>(text) {
            Ok(Value::Dict(_, values)) => without_empty(values),
            Ok(Value::Empty(..)) => Dict::new(),
            Ok(_) => {
                return Err(syntax(
                    "does not hold settings; write one `key: value` a line, as in `port: 5678`".to_owned(),
                ));
            }
            Err(error) => {
                return Err(syntax(format!(
                    "is not valid YAML: {error}; mind indentation, quotes and colons"
                )));
            }
        };
        let layer = Self { origin, values };
        layer.refuse_unknown("", &layer.values)?;
        Ok(layer)
    }

    /// `None` for an empty variable, which keeps the default.
    fn variable(name: &str, text: &str) -> Result<Option<Self>, ConfigError> {
        let path = name.strip_prefix(PREFIX).unwrap_or(name).to_lowercase().replace("__", ".");
        let Some(key) = keys::find(&path) else {
            return Err(ConfigError::Value {
                origin: Origin::Environment(name.to_owned()),
                problem: keys::unknown(&path),
                key: path,
            });
        };
        if text.is_empty() && path != "database.password" {
            return Ok(None);
        }
        Ok(Some(Self {
            origin: Origin::Environment(name.to_owned()),
            values: nest(&path, key.rule.value(text)),
        }))
    }

    fn refuse_unknown(&self, group: &str, values: &Dict) -> Result<(), ConfigError> {
        for (name, value) in values {
            let path = if group.is_empty() { name.clone() } else { format!("{group}.{name}") };
            let Some(key) = keys::find(&path) else {
                return Err(ConfigError::Value {
                    origin: self.origin.clone(),
                    problem: keys::unknown(&path),
                    key: path,
                });
            };
            if let (false, Value::Dict(_, inner)) = (key.rule.keys().is_empty(), value) {
                self.refuse_unknown(&path, inner)?;
            }
        }
        Ok(())
    }
}

/// `{a: {b: value}}` for `a.b`.
fn nest(path: &str, value: Value) -> Dict {
    let value = path.rsplit('.').fold(value, |value, name| Dict::from([(name.to_owned(), value)]).into());
    value.into_dict().unwrap_or_default()
}

fn without_empty(values: Dict) -> Dict {
    let kept = values.into_iter().filter(|(_, value)| !matches!(value, Value::Empty(..)));
    kept.map(|(name, value)| match value {
        Value::Dict(tag, inner) => (name, Value::Dict(tag, without_empty(inner))),
        other => (name, other),
    })
    .collect()
}

impl Provider for Layer {
    fn metadata(&self) -> Metadata {
        match &self.origin {
            Origin::Default => Metadata::named("default"),
            Origin::File(path) => Metadata::from("file", path.as_path()),
            Origin::Environment(name) => Metadata::from("environment", Source::Custom(name.clone())),
            Origin::Flag(name) => Metadata::from("flag", Source::Custom(name.clone())),
        }
    }

    fn data(&self) -> figment::Result<Map<Profile, Dict>> {
        Ok(Profile::Default.collect(self.values.clone()))
    }
}

impl Origin {
    /// Reads the metadata of a [`Layer`].
    pub(super) fn of(metadata: &Metadata) -> Self {
        match (&metadata.source, &*metadata.name) {
            (Some(Source::File(path)), _) => Self::File(path.clone()),
            (Some(Source::Custom(name)), "environment") => Self::Environment(name.clone()),
            (Some(Source::Custom(name)), _) => Self::Flag(name.clone()),
            _ => Self::Default,
        }
    }
}
