//! The configuration: built-in defaults < the file < the environment < flags.

mod advice;
mod chat;
mod error;
mod keys;
mod layers;
mod report;
mod secret_key;
mod validate;
mod values;

use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use figment::Figment;
use figment::error::{Actual, Kind};
use serde::{Deserialize, Serialize};

use pystreaming_actors::model::names::Secrets;

pub use chat::{AllowedOrigins, Chat};
pub use error::{ConfigError, Origin};
pub use layers::Sources;
pub use report::{Setting, settings};
pub use values::{Delivery, Log, LogFormat, Metrics, Secret};

use crate::storage::DatabaseSettings;

/// The file that is read unless another is given.
pub const DEFAULT_FILE: &str = "config.yaml";

/// What flags of the command line say.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CliOverrides {
    /// The configuration file; `None` for [`DEFAULT_FILE`], should it be there.
    pub config: Option<PathBuf>,
    /// [`Config::port`].
    pub port: Option<u16>,
    /// Sets [`Config::debug`].
    pub debug: bool,
    /// [`Config::nginx_proxy`].
    pub nginx_proxy: Option<u8>,
}

impl CliOverrides {
    /// The command that brings the database of this configuration up to date.
    pub fn upgrade_command(&self) -> String {
        match &self.config {
            Some(file) => format!("pystreaming-admin --config {} database upgrade", file.display()),
            None => "pystreaming-admin database upgrade".to_owned(),
        }
    }
}

/// The settings in effect; `config/default.yaml` explains each. Paths are ready to be opened.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Name in page titles.
    #[serde(deserialize_with = "values::text")]
    pub site_name: String,
    /// Scheme, host and perhaps port by which visitors reach the site, without a slash at its end.
    pub site_url: Option<String>,
    /// Names of themes to choose from, all of them there; never empty, the first is the default.
    #[serde(deserialize_with = "values::texts")]
    pub themes: Vec<String>,
    /// The admin's own theme folders.
    pub themes_dir: Option<PathBuf>,
    /// What the site writes.
    pub data_dir: PathBuf,
    /// Pictures of emotes.
    pub emotes_dir: PathBuf,
    /// Which database.
    #[serde(deserialize_with = "values::database", serialize_with = "values::shown")]
    pub database: DatabaseSettings,
    /// The site's secret, if it is written down; see [`Config::secrets`].
    pub secret_key: Option<Secret>,
    /// Whether to migrate MySQL at the start.
    pub auto_upgrade: bool,
    /// Address to serve on.
    pub listen: IpAddr,
    /// Port to serve on.
    pub port: u16,
    /// Trusted proxies in front.
    pub nginx_proxy: u8,
    /// Threads that serve requests; 0 for one per processor.
    pub workers: usize,
    /// Who may read the metrics.
    pub metrics: Metrics,
    /// Where nginx-rtmp writes.
    pub hls_dir: PathBuf,
    /// Suffixes of the qualities that an encoder writes; empty for one without a suffix.
    #[serde(deserialize_with = "values::texts")]
    pub video_qualities: Vec<String>,
    /// How old a live stream's playlist may be.
    #[serde(with = "values::seconds")]
    pub live_indicator_delay: Duration,
    /// How long a silent stream is waited for.
    #[serde(with = "values::seconds")]
    pub reconnect_window: Duration,
    /// Whether publishers are renamed to a random id.
    pub keyless: bool,
    /// What lets a hook in from another machine.
    pub hook_secret: Option<Secret>,
    /// Who sends segments.
    pub delivery: Delivery,
    /// nginx's internal location of `hls_dir`, without a slash at its end.
    pub accel_location: String,
    /// Memory for segments.
    pub segment_cache_mib: u32,
    /// How people talk with each other.
    pub chat: Chat,
    /// What is logged.
    pub log: Log,
    /// More logging.
    pub debug: bool,
}

impl Config {
    /// Reads the file and the environment, and puts the flags on top.
    pub fn load(flags: &CliOverrides) -> Result<Self, ConfigError> {
        Self::from_sources(&Sources::read(flags)?)
    }

    /// Understands what was read.
    pub fn from_sources(sources: &Sources) -> Result<Self, ConfigError> {
        Self::understand(sources).map(|(config, _)| config)
    }

    /// The same, and where each value came from.
    fn understand(sources: &Sources) -> Result<(Self, Figment), ConfigError> {
        let figment = merge(sources)?;
        let mut config: Self = figment.extract().map_err(|error| refuse(&figment, error))?;
        let base = sources.base();
        let paths = [&mut config.data_dir, &mut config.emotes_dir, &mut config.hls_dir];
        for path in paths.into_iter().chain(config.themes_dir.as_mut()) {
            *path = base.join(&*path);
        }
        if let Some(url) = &mut config.site_url {
            url.truncate(url.trim_end_matches('/').len());
        }
        config.database = config.database.relative_to(base);
        while config.accel_location.len() > 1 && config.accel_location.ends_with('/') {
            config.accel_location.pop();
        }
        validate::check(&config).map_err(|(key, problem)| ConfigError::Value {
            origin: origin(&figment, key),
            key: key.to_owned(),
            problem,
        })?;
        Ok((config, figment))
    }

    /// The keys derived from the site's secret; makes and keeps one if none is written down.
    pub fn secrets(&self) -> Result<Secrets, ConfigError> {
        match &self.secret_key {
            Some(secret) => Ok(Secrets::derive(secret.reveal())),
            None => secret_key::read_or_make(&self.data_dir).map(|secret| Secrets::derive(secret.reveal())),
        }
    }
}

fn merge(sources: &Sources) -> Result<Figment, ConfigError> {
    let mut figment = Figment::new();
    for layer in sources.layers()? {
        figment = figment.merge(layer);
    }
    // defaults that depend on another key
    if let Ok(data_dir) = figment.extract_inner::<String>("data_dir") {
        let within = |name: &str| Path::new(&data_dir).join(name).to_string_lossy().into_owned();
        figment = figment.join(layers::Layer::derived("hls_dir", within("hls").into()));
        figment = figment.join(layers::Layer::derived("emotes_dir", within("emotes").into()));
        let database = within("pystreaming.db").replace('%', "%25").replace('?', "%3f");
        let database = format!("sqlite://{database}");
        figment = figment.join(layers::Layer::derived("database", database.into()));
    }
    // a proxy may look for segments in the folder by itself, as the original's nginx configuration does
    let proxied = figment.extract_inner::<u8>("nginx_proxy").is_ok_and(|hops| hops > 0);
    let delivery = if proxied { "links" } else { "server" };
    figment = figment.join(layers::Layer::derived("delivery", delivery.into()));
    Ok(figment)
}

fn origin(figment: &Figment, key: &str) -> Origin {
    figment.find_metadata(key).map_or(Origin::Default, Origin::of)
}

/// Says in the words of [`keys::KEYS`] what figment found amiss.
fn refuse(figment: &Figment, error: figment::Error) -> ConfigError {
    let mut path = error.path.clone();
    if let Kind::MissingField(field) = &error.kind {
        path.push(field.to_string());
    }
    // an item of a list counts as the list
    while path.len() > 1 && keys::find(&path.join(".")).is_none() {
        path.pop();
    }
    let path = path.join(".");
    let origin = error.metadata.as_ref().map_or_else(|| origin(figment, &path), Origin::of);
    let known = keys::find(&path);
    if let ("database", Kind::Message(why)) = (path.as_str(), &error.kind) {
        return ConfigError::Value { origin, key: path, problem: why.clone() };
    }
    let found = match &error.kind {
        Kind::MissingField(_) => "is missing".to_owned(),
        _ if known.is_some_and(|key| key.secret) => "cannot be used".to_owned(),
        Kind::InvalidType(found, _) | Kind::InvalidValue(found, _) => {
            format!("{} cannot be used", describe(found))
        }
        _ => match figment.find_value(&path) {
            Ok(value) => format!("{} cannot be used", describe(&value.to_actual())),
            Err(_) => "cannot be used".to_owned(),
        },
    };
    let right = known.map_or("another value", |key| key.right);
    ConfigError::Value { origin, key: path, problem: format!("{found}; give {right}") }
}

fn describe(found: &Actual) -> String {
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
