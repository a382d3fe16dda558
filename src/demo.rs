//! `pystreaming --demo`: a site on this machine that shows a test picture until an encoder publishes there.

use std::fmt::Write as _;
use std::io::{self, Write as _};
use std::net::{IpAddr, Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};

use pystreaming_actors::model::names::{Secrets, StreamKey, StreamerName};
use pystreaming_actors::model::{Setting, SettingKind};
use pystreaming_actors::ports::{Clock as _, StoreError, SystemClock};
use tempfile::TempDir;
use tokio::sync::oneshot;

use crate::app::{self, StartError};
use crate::config::{CliOverrides, Config, ConfigError, Sources};
use crate::logging;
use crate::storage::Database;

/// The streamer.
const NAME: &str = "demo";
const DESCRIPTION: &str = "A test picture with a clock :wave:";
/// The configuration, in the folder of the demo.
const FILE: &str = "demo.yaml";
/// The file of the database that a site has by default.
const DATABASE: &str = "pystreaming.db";
/// Characters of the stream key: 104 bits.
const KEY_LENGTH: usize = 26;
/// How many ports are tried.
const PORTS: u16 = 100;

/// Why there is no demo.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    /// The folder cannot be written to.
    #[error("{}: {error}; give --demo a folder that can be written to", path.display())]
    Folder {
        /// The folder.
        path: PathBuf,
        /// The system's error.
        error: io::Error,
    },
    /// The folder belongs to a site that is not a demo.
    #[error("{} is the folder of another site; give --demo an empty one", .0.display())]
    AnotherSite(PathBuf),
    /// An option has an impossible value.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The database cannot be used.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The server did not start, or stopped.
    #[error(transparent)]
    Server(#[from] StartError),
}

/// Runs the demo in a folder until a signal stops it; without one, in a temporary folder that it removes.
pub fn run(folder: Option<&Path>, flags: &CliOverrides) -> Result<(), DemoError> {
    let place = Place::prepare(folder)?;
    let (config, file) = place.configure(flags)?;
    logging::init(&config);
    let upgrade = CliOverrides { config: Some(file), ..CliOverrides::default() }.upgrade_command();
    actix::System::new().block_on(async {
        let (key, shown_key) = add_streamer(&config, &upgrade).await?;
        let words = place.words(&config, &shown_key);
        let (serving, when_serving) = oneshot::channel();
        actix::spawn(async move {
            if when_serving.await.is_ok() {
                // nobody may be listening
                let _ = io::stdout().write_all(words.as_bytes());
            }
        });
        // a demo is not a node of a cluster, so it ends only when it is stopped
        app::run(config, &upgrade, Some(app::Demo { key, serving })).await?;
        Ok(())
    })
}

/// Where the demo keeps everything.
struct Place {
    path: PathBuf,
    /// Removes the folder when it is dropped.
    temporary: Option<TempDir>,
}

impl Place {
    fn prepare(folder: Option<&Path>) -> Result<Self, DemoError> {
        let failed = |path: &Path, error| DemoError::Folder { path: path.to_owned(), error };
        let Some(path) = folder else {
            let temporary = tempfile::Builder::new().prefix("pystreaming-demo.").tempdir();
            let temporary = temporary.map_err(|error| failed(&std::env::temp_dir(), error))?;
            return Ok(Self { path: temporary.path().to_owned(), temporary: Some(temporary) });
        };
        if path.join(DATABASE).exists() && !path.join(FILE).exists() {
            return Err(DemoError::AnotherSite(path.to_owned()));
        }
        std::fs::create_dir_all(path).map_err(|error| failed(path, error))?;
        Ok(Self { path: path.to_owned(), temporary: None })
    }

    /// Writes the configuration, for the server and for `pystreaming-admin`. The environment is that of another site.
    fn configure(&self, flags: &CliOverrides) -> Result<(Config, PathBuf), DemoError> {
        let listen = flags.listen.unwrap_or(Ipv4Addr::LOCALHOST.into());
        let port = flags.port.unwrap_or_else(|| free_port(listen, 5678));
        let address = match &flags.rtmp {
            Some(address) => address.clone(),
            None => std::net::SocketAddr::new(listen, free_port(listen, 1935)).to_string(),
        };
        let text = format!(
            "# Written by `pystreaming --demo` at each start.\nsite_name: PyStreaming demo\ndata_dir: \".\"\n\
             listen: \"{listen}\"\nport: {port}\ningest: {{rtmp: {address:?}}}\nlog: {{level: warn}}\n"
        );
        let file = self.path.join(FILE);
        let flags = CliOverrides { config: None, ..flags.clone() };
        let sources = Sources { file: Some((file.clone(), text.clone())), environment: Vec::new(), flags };
        let config = Config::from_sources(&sources)?;
        std::fs::write(&file, text).map_err(|error| DemoError::Folder { path: self.path.clone(), error })?;
        Ok((config, file))
    }

    /// What to do with the demo.
    fn words(&self, config: &Config, key: &str) -> String {
        let host = match config.listen {
            ip if ip.is_unspecified() => Ipv4Addr::LOCALHOST.to_string(),
            IpAddr::V6(ip) => format!("[{ip}]"),
            IpAddr::V4(ip) => ip.to_string(),
        };
        let (port, folder) = (config.port, self.path.display());
        let mut words = format!(
            "\n  Watch:       http://{host}:{port}/{NAME}/\n  All streams: http://{host}:{port}/\n\n"
        );
        if let Some(server) = config.server_for_encoders(&host) {
            let _ = write!(
                words,
                "  To stream yourself, enter in OBS (Settings, Stream, Service: Custom…)\n    Server:     {server}\n    \
                 Stream key: {key}\n  and set Keyframe Interval to 1 s (Settings, Output, Output Mode: Advanced, Streaming).\n  \
                 Your picture replaces the test picture while you stream.\n\n"
            );
        }
        let kept = if self.temporary.is_some() { ", and removed at the end" } else { "" };
        let _ = writeln!(
            words,
            "  Everything is kept in {folder}{kept}.\n  The site is managed by: pystreaming-admin --config {folder}/{FILE}\n\n\
             Ctrl-C stops it."
        );
        words
    }
}

/// Adds the streamer, or gives it its key again.
async fn add_streamer(config: &Config, upgrade: &str) -> Result<(StreamKey, String), DemoError> {
    let secrets = config.secrets()?;
    let database = Database::open(&config.database, &secrets, true, upgrade).await?;
    let store = database.store();
    let (key, shown) =
        derived_key(&secrets).ok_or_else(|| StoreError::Schema("cannot make a stream key".to_owned()))?;
    let name = StreamerName::stored(NAME);
    match store.add_streamer(&name, secrets.hash(&key)).await {
        Ok(()) => {
            let description = Setting::stored(SettingKind::Description, Some(DESCRIPTION));
            store.set(&name, &description, SystemClock.now().unix).await?;
        }
        Err(StoreError::Exists { .. }) => store.set_key(&name, secrets.hash(&key)).await?,
        Err(error) => return Err(error.into()),
    }
    database.close().await;
    Ok((key, shown))
}

/// A stream key, also as text, that stays the same as long as the secret of the folder does.
fn derived_key(secrets: &Secrets) -> Option<(StreamKey, String)> {
    let derived = secrets.hash(&StreamKey::new(NAME)?).to_hex();
    let shown: String = derived.chars().take(KEY_LENGTH).collect();
    Some((StreamKey::new(&shown)?, shown))
}

/// The first port from this one on at which nobody listens, or this one.
fn free_port(ip: IpAddr, first: u16) -> u16 {
    (first..first + PORTS).find(|port| TcpListener::bind((ip, *port)).is_ok()).unwrap_or(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn key_is_another_one_with_another_secret_only() {
        let key = |secret| derived_key(&Secrets::derive(secret)).unwrap().1;
        assert_eq!((key("one").len(), key("one")), (KEY_LENGTH, key("one")));
        assert_ne!(key("one"), key("other"));
    }
}
