//! Which database to use: read from an URL or from the four values that the original's configuration has.

use std::fmt;
use std::path::{Path, PathBuf};

use percent_encoding::percent_decode_str;
use url::Url;

/// Where MySQL and MariaDB listen unless told otherwise.
const MYSQL_PORT: u16 = 3306;

/// The database to use. `Debug` and `Display` show everything but the password.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DatabaseSettings {
    /// A file of our own.
    Sqlite {
        /// The file; made on first start, with its folder.
        path: PathBuf,
    },
    /// A MySQL or MariaDB server.
    MySql(MySqlSettings),
}

/// How to reach a database on a MySQL or MariaDB server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MySqlSettings {
    /// The server.
    pub server: MySqlServer,
    /// The database on it.
    pub database: String,
    /// Who to log in as.
    pub user: String,
    /// With which password; empty for none.
    pub password: DatabasePassword,
    /// Whether the connection is encrypted.
    pub tls: MySqlTls,
}

/// Where a MySQL server is reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MySqlServer {
    /// Over the network.
    Tcp {
        /// A name or an address, without brackets.
        host: String,
        /// Usually 3306.
        port: u16,
    },
    /// Through a socket of this machine.
    Socket(PathBuf),
}

/// Whether the connection to a MySQL server is encrypted: `ssl-mode` of the URL.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum MySqlTls {
    /// `DISABLED`: never.
    Disabled,
    /// `PREFERRED`: where the server can, without looking at its certificate.
    #[default]
    Preferred,
    /// `REQUIRED`: always, without looking at the certificate.
    Required,
    /// `VERIFY_IDENTITY`: always, with a certificate for this host from a known authority, or from the one in the
    /// PEM file that `ssl-ca` names.
    Verified {
        /// `ssl-ca`.
        authority: Option<PathBuf>,
    },
}

/// A database password. It is shown to the database alone.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct DatabasePassword(String);

impl DatabasePassword {
    /// Takes the password in clear.
    pub fn new(password: impl Into<String>) -> Self {
        Self(password.into())
    }

    pub(super) fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for DatabasePassword {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DatabasePassword(…)")
    }
}

/// Why a database setting cannot be used, and what would be right. The text never repeats the setting, which may
/// hold a password.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct InvalidDatabase(String);

fn invalid(why: impl Into<String>) -> InvalidDatabase {
    InvalidDatabase(why.into())
}

impl DatabaseSettings {
    /// Reads `sqlite://PATH` or `mysql://USER:PASSWORD@HOST[:PORT]/DATABASE`. In a MySQL URL, special characters are
    /// percent-encoded, and `?socket=PATH`, `?ssl-mode=…` and `?ssl-ca=PATH` are understood.
    pub fn from_url(url: &str) -> Result<Self, InvalidDatabase> {
        if let Some(rest) = url.strip_prefix("sqlite:") {
            return sqlite_from_url(rest.strip_prefix("//").unwrap_or(rest));
        }
        if url.starts_with("mysql://") || url.starts_with("mariadb://") {
            return mysql_from_url(url).map(Self::MySql);
        }
        let found =
            url.split_once("://").map_or(String::new(), |(scheme, _)| format!(", not with {scheme}://"));
        Err(invalid(format!(
            "a database URL starts with sqlite:// or mysql://{found}; for example sqlite://data/pystreaming.db"
        )))
    }

    /// Reads the original's mapping. The address is `HOST`, `HOST:PORT` or the path of a socket.
    pub fn from_parts(
        address: &str,
        database: &str,
        user: &str,
        password: &str,
    ) -> Result<Self, InvalidDatabase> {
        for (name, value) in [("address", address), ("database", database), ("user", user)] {
            if value.trim().is_empty() {
                return Err(invalid(format!("{name} is empty")));
            }
        }
        Ok(Self::MySql(MySqlSettings {
            server: MySqlServer::parse(address.trim())?,
            database: database.to_owned(),
            user: user.to_owned(),
            password: DatabasePassword::new(password),
            tls: MySqlTls::default(),
        }))
    }

    /// The same, with a relative path of a SQLite file taken from `folder`.
    #[must_use]
    pub fn relative_to(self, folder: &Path) -> Self {
        match self {
            Self::Sqlite { path } => Self::Sqlite { path: folder.join(path) },
            mysql @ Self::MySql(_) => mysql,
        }
    }
}

fn sqlite_from_url(path: &str) -> Result<DatabaseSettings, InvalidDatabase> {
    match path {
        "" => Err(invalid("the SQLite URL names no file; for example sqlite://data/pystreaming.db")),
        ":memory:" => {
            Err(invalid("a database in memory is forgotten at every stop; name a file after sqlite://"))
        }
        _ if path.contains('?') => Err(invalid("a SQLite URL takes no options; remove the part from ? on")),
        _ => Ok(DatabaseSettings::Sqlite { path: decode(path)?.into() }),
    }
}

fn mysql_from_url(url: &str) -> Result<MySqlSettings, InvalidDatabase> {
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
    let mut server = MySqlServer::Tcp {
        host: url.host_str().unwrap_or_default().trim_matches(['[', ']']).to_owned(),
        port: url.port().unwrap_or(MYSQL_PORT),
    };
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

fn decode(text: &str) -> Result<String, InvalidDatabase> {
    let decoded = percent_decode_str(text).decode_utf8();
    decoded.map(Into::into).map_err(|_| invalid("the database URL is not UTF-8 once percent-decoded"))
}

impl MySqlServer {
    fn parse(address: &str) -> Result<Self, InvalidDatabase> {
        if address.starts_with('/') {
            return Ok(Self::Socket(address.into()));
        }
        let (host, port) = match address.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
            Some((host, "")) => (host, None),
            Some((host, port)) => (host, port.strip_prefix(':').or(Some(port))),
            // more than one colon without brackets: an IPv6 address alone
            None if address.matches(':').count() > 1 => (address, None),
            None => address.split_once(':').map_or((address, None), |(host, port)| (host, Some(port))),
        };
        let port = port.map_or(Ok(MYSQL_PORT), |port| {
            port.parse().map_err(|_| invalid("the port behind the database address is no number up to 65535"))
        })?;
        if host.is_empty() {
            return Err(invalid("the database address names no host"));
        }
        Ok(Self::Tcp { host: host.to_owned(), port })
    }
}

impl MySqlTls {
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

impl fmt::Display for DatabaseSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite { path } => write!(f, "sqlite://{}", path.display()),
            Self::MySql(mysql) => mysql.fmt(f),
        }
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
            MySqlServer::Socket(path) => {
                write!(f, "mysql://{user}{password}@localhost/{database}?socket={}", path.display())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(url: &str) -> String {
        DatabaseSettings::from_url(url)
            .map_or_else(|error| error.to_string(), |settings| settings.to_string())
    }

    #[test]
    fn urls_are_read_and_shown_without_the_password() {
        for (url, expected) in [
            ("sqlite://data/site.db", "sqlite://data/site.db"),
            ("sqlite:site.db", "sqlite://site.db"),
            ("sqlite:///var/lib/my%20site.db", "sqlite:///var/lib/my site.db"),
            ("mysql://me:s3cr%2Ft@db/site", "mysql://me:…@db:3306/site"),
            ("mariadb://me@[::1]:3307/site?ssl-mode=required", "mysql://me@[::1]:3307/site"),
            (
                "mysql://me:x@localhost/site?socket=/run/my.sock",
                "mysql://me:…@localhost/site?socket=/run/my.sock",
            ),
        ] {
            assert_eq!(shown(url), expected, "{url}");
        }
    }

    #[test]
    fn a_password_is_percent_decoded() {
        let settings = DatabaseSettings::from_url("mysql://me:p%40ss%3Aw%2F%C3%B6rd@db/site").unwrap();
        assert_eq!(settings, DatabaseSettings::from_parts("db", "site", "me", "p@ss:w/örd").unwrap());
    }

    #[test]
    fn errors_say_what_would_be_right_and_never_repeat_the_password() {
        for (url, expected) in [
            (
                "postgres://me:hunter2@db/site",
                "not with postgres://; for example sqlite://data/pystreaming.db",
            ),
            ("me:hunter2@db/site", "starts with sqlite:// or mysql://"),
            ("sqlite://", "names no file"),
            ("sqlite::memory:", "name a file"),
            ("sqlite://a.db?mode=ro", "takes no options"),
            ("mysql://me:hunter2@db", "names no database"),
            ("mysql://me:hunter2@db/a/b", "names no database"),
            ("mysql://db/site", "names no user"),
            ("mysql://me:hunter2@db:port/site", "percent-encode"),
            ("mysql://me:hunter2/x@db/site", "percent-encode"),
            ("mysql://me:hunter2@db/site?sslmode=no", "unknown option \"sslmode\""),
            ("mysql://me:hunter2@db/site?ssl-mode=no", "ssl-mode is one of"),
            ("mysql://me:hunter2@db/site?ssl-mode=REQUIRED&ssl-ca=x", "ssl-ca needs"),
            ("mysql://me:%ff@db/site", "not UTF-8"),
        ] {
            let error = shown(url);
            assert!(error.contains(expected), "{url}: {error}");
            assert!(!error.contains("hunter2"), "{error}");
        }
    }

    #[test]
    fn the_originals_address_is_a_host_with_or_without_port_or_a_socket() {
        let server = |address| match DatabaseSettings::from_parts(address, "site", "me", "hunter2") {
            Ok(DatabaseSettings::MySql(settings)) => Ok(settings.server),
            Ok(other) => panic!("{other}"),
            Err(error) => Err(error.to_string()),
        };
        let tcp = |host: &str, port| Ok(MySqlServer::Tcp { host: host.into(), port });
        assert_eq!(server("localhost"), tcp("localhost", 3306));
        assert_eq!(server("db:3307"), tcp("db", 3307));
        assert_eq!(server("::1"), tcp("::1", 3306));
        assert_eq!(server("[::1]:3307"), tcp("::1", 3307));
        assert_eq!(server("/run/mysqld.sock"), Ok(MySqlServer::Socket("/run/mysqld.sock".into())));
        assert!(server("db:no").unwrap_err().contains("port"));
        assert!(server("[::1]3307x").unwrap_err().contains("port"));
        assert!(server(" ").unwrap_err().contains("address is empty"));
    }

    #[test]
    fn debug_hides_the_password() {
        let settings = DatabaseSettings::from_url("mysql://me:hunter2@db/site").unwrap();
        assert!(!format!("{settings:?}").contains("hunter2"));
    }

    #[test]
    fn a_relative_file_is_taken_from_the_given_folder() {
        let at =
            |url| DatabaseSettings::from_url(url).unwrap().relative_to(Path::new("/etc/site")).to_string();
        assert_eq!(at("sqlite://a.db"), "sqlite:///etc/site/a.db");
        assert_eq!(at("sqlite:///srv/a.db"), "sqlite:///srv/a.db");
    }
}
