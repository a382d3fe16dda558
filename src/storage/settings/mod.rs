//! Which database to use: read from a URL or from the four values of the original's configuration.

mod mysql;
mod postgres;
mod url;

use std::fmt;
use std::path::{Path, PathBuf};

use percent_encoding::percent_decode_str;

pub use mysql::{MySqlServer, MySqlSettings, MySqlTls};
pub use postgres::{PostgresSettings, PostgresTls};

/// The database to use. `Debug` and `Display` hide the password.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DatabaseSettings {
    /// A SQLite file.
    Sqlite {
        /// Path of the file, which is created on first start with its folder.
        path: PathBuf,
    },
    /// A database on a MySQL or MariaDB server.
    MySql(MySqlSettings),
    /// A database on a PostgreSQL server.
    Postgres(PostgresSettings),
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

/// Why a database setting is invalid, and what would be right. The text never contains the password.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct InvalidDatabase(String);

fn invalid(why: impl Into<String>) -> InvalidDatabase {
    InvalidDatabase(why.into())
}

impl DatabaseSettings {
    /// Reads `sqlite://PATH`, `postgres://USER:PASSWORD@HOST[:PORT]/DATABASE` or `mysql://USER:PASSWORD@HOST[:PORT]/DATABASE`.
    /// URLs of servers are percent-encoded. Those of PostgreSQL may have the options `host`, `sslmode` and `sslrootcert`, those
    /// of MySQL `socket`, `ssl-mode` and `ssl-ca`.
    pub fn from_url(url: &str) -> Result<Self, InvalidDatabase> {
        if let Some(rest) = url.strip_prefix("sqlite:") {
            return sqlite_from_url(rest.strip_prefix("//").unwrap_or(rest));
        }
        if url.starts_with("mysql://") || url.starts_with("mariadb://") {
            return mysql::from_url(url).map(Self::MySql);
        }
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            return postgres::from_url(url).map(Self::Postgres);
        }
        let found =
            url.split_once("://").map_or(String::new(), |(scheme, _)| format!(", not with {scheme}://"));
        Err(invalid(format!(
            "a database URL starts with sqlite://, postgres:// or mysql://{found}; for example sqlite://data/pystreaming.db"
        )))
    }

    /// Reads the values of the original's configuration. The address is `HOST`, `HOST:PORT` or the path of a socket;
    /// for `localhost` without a port see [`MySqlServer::Local`].
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

    /// Resolves the relative path of a SQLite file against `folder`.
    #[must_use]
    pub fn relative_to(self, folder: &Path) -> Self {
        match self {
            Self::Sqlite { path } => Self::Sqlite { path: folder.join(path) },
            server @ (Self::MySql(_) | Self::Postgres(_)) => server,
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

fn decode(text: &str) -> Result<String, InvalidDatabase> {
    let decoded = percent_decode_str(text).decode_utf8();
    decoded.map(Into::into).map_err(|_| invalid("the database URL is not UTF-8 once percent-decoded"))
}

impl fmt::Display for DatabaseSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite { path } => write!(f, "sqlite://{}", path.display()),
            Self::MySql(mysql) => mysql.fmt(f),
            Self::Postgres(postgres) => postgres.fmt(f),
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
            ("mysql://me@localhost/site", "mysql://me@localhost/site"),
            ("mariadb://me@[::1]:3307/site?ssl-mode=required", "mysql://me@[::1]:3307/site"),
            (
                "mysql://me:x@localhost/site?socket=/run/my.sock",
                "mysql://me:…@localhost/site?socket=/run/my.sock",
            ),
            ("postgres://me:s3cr%2Ft@db/site", "postgres://me:…@db:5432/site"),
            ("postgresql://me@[::1]:5433/site?sslmode=verify-full", "postgres://me@[::1]:5433/site"),
            (
                "postgres://me:x@localhost/site?host=/run/postgresql",
                "postgres://me:…@localhost:5432/site?host=/run/postgresql",
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
            ("oracle://me:hunter2@db/site", "not with oracle://; for example sqlite://data/pystreaming.db"),
            ("me:hunter2@db/site", "starts with sqlite://, postgres:// or mysql://"),
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
            ("postgres://me:hunter2@db", "the PostgreSQL URL names no database"),
            ("postgresql://db/site", "begins with postgresql://USER:PASSWORD@HOST"),
            ("postgres://me:hunter2@db:port/site", "percent-encode"),
            ("postgres://me:hunter2@db/site?ssl-mode=require", "unknown option \"ssl-mode\""),
            ("postgres://me:hunter2@db/site?sslmode=no", "sslmode is one of"),
            ("postgres://me:hunter2@db/site?sslmode=require&sslrootcert=x", "sslrootcert needs"),
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
        assert_eq!(server("localhost"), Ok(MySqlServer::Local));
        assert_eq!(server("LOCALHOST"), Ok(MySqlServer::Local));
        assert_eq!(server("localhost:3306"), tcp("localhost", 3306));
        assert_eq!(server("127.0.0.1"), tcp("127.0.0.1", 3306));
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
