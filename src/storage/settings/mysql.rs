//! Connection settings of a MySQL server, read from a URL or from the original's address.

use std::fmt;
use std::path::PathBuf;

use super::url::{ServerUrl, place, shown};
use super::{DatabasePassword, InvalidDatabase, invalid};

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

impl fmt::Display for MySqlSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { user, password, server, database, tls: _ } = self;
        f.write_str(&shown("mysql", user, password))?;
        match server {
            MySqlServer::Tcp { host, port } => write!(f, "{}/{database}", place(host, *port)),
            MySqlServer::Local => write!(f, "localhost/{database}"),
            MySqlServer::Socket(path) => write!(f, "localhost/{database}?socket={}", path.display()),
        }
    }
}

pub(super) fn from_url(url: &str) -> Result<MySqlSettings, InvalidDatabase> {
    let ServerUrl { user, password, host, port, database, options } = ServerUrl::parse(url, "MySQL")?;
    let mut server = MySqlServer::of(&host, port);
    let (mut mode, mut authority) = (None, None);
    for (option, value) in options {
        match option.as_str() {
            "socket" => server = MySqlServer::Socket(value.into()),
            "ssl-mode" => mode = Some(value.to_ascii_uppercase()),
            "ssl-ca" => authority = Some(PathBuf::from(value)),
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
    let tls = MySqlTls::parse(mode.as_deref(), authority)?;
    Ok(MySqlSettings { server, database, user, password, tls })
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
