//! What the URLs of all database servers have in common.

use url::Url;

use super::{DatabasePassword, InvalidDatabase, decode, invalid};

/// The parts of a URL such as `mysql://USER:PASSWORD@HOST[:PORT]/DATABASE?OPTION=VALUE`.
pub(super) struct ServerUrl {
    pub user: String,
    pub password: DatabasePassword,
    /// Without brackets; may be empty.
    pub host: String,
    pub port: Option<u16>,
    pub database: String,
    pub options: Vec<(String, String)>,
}

impl ServerUrl {
    /// Reads a URL. Errors call it by the database's name, and never repeat it.
    pub(super) fn parse(url: &str, name: &str) -> Result<Self, InvalidDatabase> {
        let url = Url::parse(url).map_err(|error| {
            invalid(format!(
                "the {name} URL cannot be read ({error}); percent-encode special characters in the password"
            ))
        })?;
        let database = decode(url.path().trim_start_matches('/'))?;
        if database.is_empty() || database.contains('/') {
            return Err(invalid(format!("the {name} URL names no database; it ends in /DATABASE")));
        }
        if url.username().is_empty() {
            return Err(invalid(format!(
                "the {name} URL names no user; it begins with {}://USER:PASSWORD@HOST",
                url.scheme()
            )));
        }
        Ok(Self {
            user: decode(url.username())?,
            password: DatabasePassword::new(decode(url.password().unwrap_or_default())?),
            host: url.host_str().unwrap_or_default().trim_matches(['[', ']']).to_owned(),
            port: url.port(),
            database,
            options: url.query_pairs().into_owned().collect(),
        })
    }
}

/// The beginning of a URL as it may be shown.
pub(super) fn shown(scheme: &str, user: &str, password: &DatabasePassword) -> String {
    let password = if password.reveal().is_empty() { "" } else { ":…" };
    format!("{scheme}://{user}{password}@")
}

/// A host and a port, with brackets where they are needed.
pub(super) fn place(host: &str, port: u16) -> String {
    if host.contains(':') { format!("[{host}]:{port}") } else { format!("{host}:{port}") }
}
