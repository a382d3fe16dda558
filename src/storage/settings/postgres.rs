//! Connection settings of a PostgreSQL server, read from a URL.

use std::fmt;
use std::path::PathBuf;

use super::url::{ServerUrl, place, shown};
use super::{DatabasePassword, InvalidDatabase, invalid};

/// The default port of PostgreSQL.
const POSTGRES_PORT: u16 = 5432;

/// Connection settings of a database on a PostgreSQL server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PostgresSettings {
    /// Host name or IP address without brackets, or the folder of the server's socket.
    pub host: String,
    /// 5432 unless given. The socket's name contains it too.
    pub port: u16,
    /// Name of the database.
    pub database: String,
    /// User name.
    pub user: String,
    /// Password; empty for none.
    pub password: DatabasePassword,
    /// Encryption of the connection.
    pub tls: PostgresTls,
}

/// Encryption of the connection to a PostgreSQL server: `sslmode` of the URL.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum PostgresTls {
    /// `disable`: never.
    Disable,
    /// `prefer`: if the server supports it; its certificate is not verified.
    #[default]
    Prefer,
    /// `require`: always; the certificate is not verified.
    Require,
    /// `verify-ca`: always; the certificate must be from a known authority or the one in the file.
    VerifyCa(Option<PathBuf>),
    /// `verify-full`: the certificate must be for this host, too.
    VerifyFull(Option<PathBuf>),
}

impl PostgresSettings {
    /// Whether it is reached by a socket of this machine.
    pub(in crate::storage) fn is_socket(&self) -> bool {
        self.host.starts_with('/')
    }
}

impl fmt::Display for PostgresSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { host, port, database, user, password, tls: _ } = self;
        f.write_str(&shown("postgres", user, password))?;
        match self.is_socket() {
            true => write!(f, "{}/{database}?host={host}", place("localhost", *port)),
            false => write!(f, "{}/{database}", place(host, *port)),
        }
    }
}

pub(super) fn from_url(url: &str) -> Result<PostgresSettings, InvalidDatabase> {
    let ServerUrl { user, password, mut host, port, database, options } =
        ServerUrl::parse(url, "PostgreSQL")?;
    let (mut mode, mut authority) = (None, None);
    for (option, value) in options {
        match option.as_str() {
            "host" => host = value,
            "sslmode" => mode = Some(value),
            "sslrootcert" => authority = Some(PathBuf::from(value)),
            _ => {
                return Err(invalid(format!(
                    "the PostgreSQL URL has the unknown option {option:?}; known are host, sslmode and sslrootcert"
                )));
            }
        }
    }
    if host.is_empty() {
        return Err(invalid("the PostgreSQL URL names no host"));
    }
    let tls = PostgresTls::parse(mode.as_deref(), authority)?;
    Ok(PostgresSettings { host, port: port.unwrap_or(POSTGRES_PORT), database, user, password, tls })
}

impl PostgresTls {
    /// Whether the connection must be encrypted.
    pub(in crate::storage) fn is_wanted(&self) -> bool {
        matches!(self, Self::Require | Self::VerifyCa(_) | Self::VerifyFull(_))
    }

    fn parse(mode: Option<&str>, authority: Option<PathBuf>) -> Result<Self, InvalidDatabase> {
        match (mode, authority) {
            // a file that nothing is compared with would promise what is not kept
            (Some("verify-full"), authority) | (None, authority @ Some(_)) => Ok(Self::VerifyFull(authority)),
            (Some("verify-ca"), authority) => Ok(Self::VerifyCa(authority)),
            (_, Some(_)) => Err(invalid("sslrootcert needs sslmode=verify-ca or sslmode=verify-full")),
            (None | Some("prefer"), None) => Ok(Self::Prefer),
            (Some("require"), None) => Ok(Self::Require),
            (Some("disable"), None) => Ok(Self::Disable),
            (Some(_), None) => {
                Err(invalid("sslmode is one of disable, prefer, require, verify-ca and verify-full"))
            }
        }
    }
}
