//! Connection settings of a MySQL server, read from a URL or from the original's address.

use std::fmt;
use std::path::PathBuf;

use url::Url;

use super::{InvalidDatabase, decode, invalid};

/// The default port of MySQL and MariaDB.
const MYSQL_PORT: u16 = 3306;

/// Connection settings of a database on a MySQL or MariaDB server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MySqlSettings {
    /// Address of the server.
    pub server: MySqlServer,
    /// Name of the database.
    pub database: String,
    /// User name.
    pub user: String,
    /// Password; empty for none.
    pub password: DatabasePassword,
    /// Encryption of the connection.
    pub tls: MySqlTls,
}

/// Address of a MySQL server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MySqlServer {
    /// A TCP address.
    Tcp {
        /// Host name or IP address, without brackets.
        host: String,
        /// 3306 unless given.
        port: u16,
    },
    /// Path of a Unix socket.
    Socket(PathBuf),
    /// `localhost` without a port: TCP or, if that fails, the server's Unix socket, which MySQL's own
    /// clients mean by this name.
    Local,
}

/// Encryption of the connection to a MySQL server: `ssl-mode` of the URL.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum MySqlTls {
    /// `DISABLED`: never.
    Disabled,
    /// `PREFERRED`: if the server supports it; its certificate is not verified.
    #[default]
    Preferred,
    /// `REQUIRED`: always; the certificate is not verified.
    Required,
    /// `VERIFY_IDENTITY`: always; the certificate must be for this host, and from a known authority or the one in the
    /// PEM file that `ssl-ca` names.
    Verified {
        /// PEM file of the certificate authority: `ssl-ca` of the URL.
        authority: Option<PathBuf>,
    },
}

/// A database password. Only the storage module can read it.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct DatabasePassword(String);

impl DatabasePassword {
    /// Wraps a password given in plain text.
    pub fn new(password: impl Into<String>) -> Self {
        Self(password.into())
    }

    pub(in crate::storage) fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for DatabasePassword {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DatabasePassword(…)")
    }
}

impl fmt::Display for MySqlSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { user, server, database, .. } = self;
        let password = if self.password.0.is_empty() { "" } else { ":…" };
        match server {
            MySqlServer::Tcp { host, port } if host.contains(':') => {
                write!(f, "mysql://{user}{password}@[{host}]:{port}/{database}")
            }
            MySqlServer::Tcp { host, port } => write!(f, "mysql://{user}{password}@{host}:{port}/{database}"),
            MySqlServer::Local => write!(f, "mysql://{user}{password}@localhost/{database}"),
            MySqlServer::Socket(path) => {
                write!(f, "mysql://{user}{password}@localhost/{database}?socket={}", path.display())
            }
        }
    }
}

pub(super) fn from_url(url: &str) -> Result<MySqlSettings, InvalidDatabase> {
    let url = Url::parse(url).map_err(|error| {
        invalid(format!(
            "the MySQL URL cannot be read ({error}); percent-encode special characters in the password"
        ))
    })?;
    let database = decode(url.path().trim_start_matches('/'))?;
    if database.is_empty() || database.contains('/') {
        return Err(invalid("the MySQL URL names no database; it ends in /DATABASE"));
    }
    if url.username().is_empty() {
        return Err(invalid("the MySQL URL names no user; it begins with mysql://USER:PASSWORD@HOST"));
    }
    let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']);
    let mut server = MySqlServer::of(host, url.port());
    let (mut mode, mut authority) = (None, None);
    for (option, value) in url.query_pairs() {
        match option.as_ref() {
            "socket" => server = MySqlServer::Socket(value.as_ref().into()),
            "ssl-mode" => mode = Some(value.to_ascii_uppercase()),
            "ssl-ca" => authority = Some(PathBuf::from(value.as_ref())),
            _ => {
                return Err(invalid(format!(
                    "the MySQL URL has the unknown option {option:?}; known are socket, ssl-mode and ssl-ca"
                )));
            }
        }
    }
    if matches!(&server, MySqlServer::Tcp { host, .. } if host.is_empty()) {
        return Err(invalid("the MySQL URL names no host"));
    }
    Ok(MySqlSettings {
        server,
        database,
        user: decode(url.username())?,
        password: DatabasePassword(decode(url.password().unwrap_or_default())?),
        tls: MySqlTls::parse(mode.as_deref(), authority)?,
    })
}

impl MySqlServer {
    pub(super) fn parse(address: &str) -> Result<Self, InvalidDatabase> {
        if address.starts_with('/') {
            return Ok(Self::Socket(address.into()));
        }
        let (host, port) = match address.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
            Some((host, "")) => (host, None),
            Some((host, port)) => (host, port.strip_prefix(':').or(Some(port))),
            // more than one colon without brackets: an IPv6 address without a port
            None if address.matches(':').count() > 1 => (address, None),
            None => address.split_once(':').map_or((address, None), |(host, port)| (host, Some(port))),
        };
        let number = |port: &str| port.parse::<u16>().ok();
        let port = match port.map(number) {
            Some(None) => {
                return Err(invalid("the port behind the database address is no number up to 65535"));
            }
            port => port.flatten(),
        };
        if host.is_empty() {
            return Err(invalid("the database address names no host"));
        }
        Ok(Self::of(host, port))
    }

    fn of(host: &str, port: Option<u16>) -> Self {
        match port {
            None if host.eq_ignore_ascii_case("localhost") => Self::Local,
            port => Self::Tcp { host: host.to_owned(), port: port.unwrap_or(MYSQL_PORT) },
        }
    }
}

impl MySqlTls {
    /// Whether the connection must be encrypted.
    pub(in crate::storage) fn is_wanted(&self) -> bool {
        matches!(self, Self::Required | Self::Verified { .. })
    }

    fn parse(mode: Option<&str>, authority: Option<PathBuf>) -> Result<Self, InvalidDatabase> {
        match (mode, authority) {
            (Some("VERIFY_IDENTITY"), authority) | (None, authority @ Some(_)) => {
                Ok(Self::Verified { authority })
            }
            (_, Some(_)) => Err(invalid("ssl-ca needs ssl-mode=VERIFY_IDENTITY")),
            (None | Some("PREFERRED"), None) => Ok(Self::Preferred),
            (Some("REQUIRED"), None) => Ok(Self::Required),
            (Some("DISABLED"), None) => Ok(Self::Disabled),
            (Some(_), None) => {
                Err(invalid("ssl-mode is one of DISABLED, PREFERRED, REQUIRED and VERIFY_IDENTITY"))
            }
        }
    }
}
