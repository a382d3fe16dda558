//! The configuration: built-in defaults < the file < the environment < flags.

mod advice;
mod encoders;
mod error;
mod key;
mod keys;
mod ladder;
mod layers;
mod live;
mod origins;
mod providers;
mod redis;
mod reference;
mod report;
mod secret_key;
mod settings;
mod validate;
mod values;

use std::net::IpAddr;
use std::path::{Path, PathBuf};

use figment::Figment;
use figment::error::Kind;
use figment::providers::{Format, Yaml};
use serde::Deserialize;

use pystreaming_actors::model::names::Secrets;

use crate::storage::DatabaseSettings;

pub use error::{ConfigError, Origin};
pub use key::Rule;
pub use layers::Sources;
pub use live::{LIVE_KEYS, LiveSettings, check as check_live, live_key};
pub use origins::AllowedOrigins;
pub use providers::{Mastodon, ProviderSettings};
pub use redis::RedisAddress;
pub use reference::default_yaml;
pub use report::{Setting, settings};
pub use settings::{Api, BucketSettings, Chat, Cluster, Config, Ingest, Log, Metrics, Push};
pub use values::{
    Delivery, ListenAddress, LogFormat, MailTls, NodeAddress, SecondPublisher, Secret, ServiceUrl,
    mail_server, sender,
};

/// The configuration file unless another is named.
pub const DEFAULT_FILE: &str = "config.yaml";

/// Options of the command line that override settings.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CliOverrides {
    /// The configuration file; `None` for [`DEFAULT_FILE`], if it exists.
    pub config: Option<PathBuf>,
    /// [`Config::listen`].
    pub listen: Option<IpAddr>,
    /// [`Config::port`].
    pub port: Option<u16>,
    /// [`Ingest::rtmp`].
    pub rtmp: Option<String>,
    /// Sets [`Config::debug`].
    pub debug: bool,
    /// [`Config::nginx_proxy`].
    pub nginx_proxy: Option<u8>,
}

impl CliOverrides {
    /// The command that migrates the database of this configuration.
    pub fn upgrade_command(&self) -> String {
        match &self.config {
            Some(file) => format!("pystreaming-admin --config {} database upgrade", file.display()),
            None => "pystreaming-admin database upgrade".to_owned(),
        }
    }
}

impl Config {
    /// Reads the file and the environment, and applies the flags.
    pub fn load(flags: &CliOverrides) -> Result<Self, ConfigError> {
        Self::from_sources(&Sources::read(flags)?)
    }

    /// Parses and checks the sources.
    pub fn from_sources(sources: &Sources) -> Result<Self, ConfigError> {
        Self::parse(sources).map(|(config, _)| config)
    }

    /// The same, with the origin of each value.
    fn parse(sources: &Sources) -> Result<(Self, Figment), ConfigError> {
        let figment = merge(sources)?;
        for (path, key) in keys::all() {
            if let Ok(value) = figment.find_value(&path) {
                key.rule.check(&value).map_err(|problem| ConfigError::Value {
                    origin: origin(&figment, &path),
                    problem,
                    key: path,
                })?;
            }
        }
        let mut config: Self = figment.extract().map_err(|error| refuse(&figment, error))?;
        let base = sources.base();
        let paths = [&mut config.data_dir, &mut config.emotes_dir, &mut config.hls_dir];
        let optional = [
            &mut config.themes_dir,
            &mut config.ingest.certificate,
            &mut config.ingest.certificate_key,
            &mut config.mail.authority,
        ];
        for path in paths.into_iter().chain(optional.into_iter().flatten()) {
            *path = base.join(&*path);
        }
        if let Some(url) = &mut config.site_url {
            url.truncate(url.trim_end_matches('/').len());
        }
        config.database = config.database.relative_to(base);
        while config.accel_location.len() > 1 && config.accel_location.ends_with('/') {
            config.accel_location.pop();
        }
        let refused = |key: &str, problem| ConfigError::Value {
            origin: origin(&figment, key),
            key: key.to_owned(),
            problem,
        };
        providers::complete(&mut config.providers, base).map_err(|problem| refused("providers", problem))?;
        validate::check(&config).map_err(|(key, problem)| refused(key, problem))?;
        Ok((config, figment))
    }

    /// Where browsers find the site, without a final slash; where `site_url` is not set, on this machine.
    pub fn address_for_browsers(&self) -> String {
        match &self.site_url {
            Some(url) => url.clone(),
            None if self.listen.is_unspecified() => format!("http://localhost:{}", self.port),
            None => format!("http://{}", std::net::SocketAddr::new(self.listen, self.port)),
        }
    }

    /// The keys derived from the site's secret; generates and stores one if none is configured.
    pub fn secrets(&self) -> Result<Secrets, ConfigError> {
        match &self.secret_key {
            Some(secret) => Ok(Secrets::derive(secret.reveal())),
            None => secret_key::read_or_make(&self.data_dir).map(|secret| Secrets::derive(secret.reveal())),
        }
    }
}

/// The database that a configuration file of the original names. Its other keys do not matter.
pub fn database_of(file: &Path) -> Result<DatabaseSettings, ConfigError> {
    #[derive(Deserialize)]
    struct Named {
        #[serde(deserialize_with = "values::database")]
        database: DatabaseSettings,
    }
    let text = std::fs::read_to_string(file).map_err(|error| ConfigError::Syntax {
        file: file.to_owned(),
        why: format!("cannot be read: {error}"),
    })?;
    let named: Named = Yaml::from_str(&text).map_err(|error| ConfigError::Value {
        origin: Origin::File(file.to_owned()),
        key: "database".to_owned(),
        problem: error.to_string(),
    })?;
    Ok(named.database)
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
    // a proxy may serve segments from the folder by itself, as with the original's nginx files
    let proxied = figment.extract_inner::<u8>("nginx_proxy").is_ok_and(|hops| hops > 0);
    let delivery = if proxied { "links" } else { "server" };
    figment = figment.join(layers::Layer::derived("delivery", delivery.into()));
    Ok(figment)
}

fn origin(figment: &Figment, key: &str) -> Origin {
    figment.find_metadata(key).map_or(Origin::Default, Origin::of)
}

/// Says in the words of the key's rule what figment found wrong.
fn refuse(figment: &Figment, error: figment::Error) -> ConfigError {
    let mut path = error.path.clone();
    if let Kind::MissingField(field) = &error.kind {
        path.push(field.to_string());
    }
    // an error in an item is reported for the list
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
        _ if known.is_some_and(|key| key.rule.is_secret()) => "cannot be used".to_owned(),
        Kind::InvalidType(found, _) | Kind::InvalidValue(found, _) => {
            format!("{} cannot be used", key::describe(found))
        }
        _ => match figment.find_value(&path) {
            Ok(value) => format!("{} cannot be used", key::describe(&value.to_actual())),
            Err(_) => "cannot be used".to_owned(),
        },
    };
    let right = known.map_or_else(|| "another value".to_owned(), |key| key.rule.right());
    ConfigError::Value { origin, key: path, problem: format!("{found}; give {right}") }
}
