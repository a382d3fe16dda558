//! Checks that depend on several keys or on the disk.

use std::path::Path;

use super::keys;
use super::redis::RedisAddress;
use super::settings::{BucketSettings, Config, Ingest, Mail};
use super::values::{ListenAddress, MailTls, NodeAddress};
use crate::storage::DatabaseSettings;
use crate::text::closest;
use crate::tls::{self, CertificateError};

/// Themes that come with the program.
const BUILT_IN_THEMES: &[&str] = &["default", "dark", "light", "contrast"];

type Problem = (&'static str, String);

/// The first key whose value cannot be used, and why.
pub(super) fn check(config: &Config) -> Result<(), Problem> {
    let folder = &config.emotes_dir;
    // the default folder is optional; one that was configured has to exist
    if !folder.is_dir() && *folder != config.data_dir.join("emotes") {
        return Err(missing("emotes_dir", folder));
    }
    themes(config.themes_dir.as_deref(), &config.themes)?;
    needs_its_own_address(config)?;
    mail(&config.mail)?;
    cluster(config)?;
    bucket(&config.bucket)?;
    super::ladder::check(&config.ladder).map_err(|problem| ("ladder", problem))?;
    match &config.themes_dir {
        Some(folder) if !folder.is_dir() => return Err(missing("themes_dir", folder)),
        _ => {}
    }
    certificate(&config.ingest)
}

/// Whether visitors can have these themes. `folder` has those of the site's own.
pub(super) fn themes(folder: Option<&Path>, names: &[impl AsRef<str>]) -> Result<(), Problem> {
    if names.is_empty() {
        return Err(problem("themes", "is empty"));
    }
    names.iter().try_for_each(|theme| is_installed(folder, theme.as_ref()))
}

/// Sites by which people sign in send them back to this one, at an address that nobody else chooses.
fn needs_its_own_address(config: &Config) -> Result<(), Problem> {
    let why = || "needs `site_url`, the address of this site, to which people come back".to_owned();
    match &config.site_url {
        None if !config.providers.is_empty() => Err(("providers", why())),
        None if config.mastodon.enabled => Err(("mastodon.enabled", why())),
        None if config.mail.server.is_some() => Err((
            "mail.server",
            "needs `site_url`, the address of this site, to which links in mails lead".to_owned(),
        )),
        _ => Ok(()),
    }
}

fn mail(mail: &Mail) -> Result<(), Problem> {
    if mail.server.is_none() {
        return Ok(());
    }
    if let Some(file) = &mail.authority {
        tls::certificates(file).map_err(|error| problem("mail.authority", &error.to_string()))?;
    }
    let (user, password) = (mail.user.is_some(), mail.password.is_some());
    match mail.tls {
        _ if mail.from.is_none() => Err(("mail.server", "needs `mail.from`, the sender of mails".to_owned())),
        _ if user && !password => Err(("mail.user", "needs `mail.password`".to_owned())),
        _ if password && !user => Err(("mail.password", "needs `mail.user`".to_owned())),
        MailTls::None if user => {
            let why =
                "is `none`, so that everybody on the way could read the password; use `starttls` or `tls`";
            Err(problem("mail.tls", why))
        }
        _ => Ok(()),
    }
}

fn bucket(bucket: &BucketSettings) -> Result<(), Problem> {
    let BucketSettings { name, endpoint, access_key_id, secret_access_key, .. } = bucket;
    let needs = |what: &str| Err(("bucket.name", format!("needs {what}")));
    let alone = |key| Err((key, "needs `bucket.name`, the bucket".to_owned()));
    match (name, endpoint, access_key_id, secret_access_key) {
        (Some(_), None, _, _) => needs("`bucket.endpoint`, the address of the S3 service"),
        (Some(_), _, None, _) => needs("`bucket.access_key_id`, the id of a key"),
        (Some(_), _, _, None) => needs("`bucket.secret_access_key`, the secret of that key"),
        (None, Some(_), _, _) => alone("bucket.endpoint"),
        (None, _, Some(_), _) => alone("bucket.access_key_id"),
        (None, _, _, Some(_)) => alone("bucket.secret_access_key"),
        _ => Ok(()),
    }
}

/// What nodes have to agree on, and cannot make for themselves.
fn cluster(config: &Config) -> Result<(), Problem> {
    let Some(redis) = &config.cluster.redis else {
        let alone = |key| Err((key, "needs `cluster.redis`, by which the nodes agree".to_owned()));
        return match &config.cluster {
            cluster if cluster.node.is_some() => alone("cluster.node"),
            cluster if cluster.address.is_some() => alone("cluster.address"),
            cluster if cluster.listen != ListenAddress::Auto => alone("cluster.listen"),
            _ => Ok(()),
        };
    };
    RedisAddress::parse(redis.reveal()).map_err(|found| problem("cluster.redis", found))?;
    let address = config.cluster.address.as_deref().and_then(NodeAddress::parse);
    if address.is_some_and(|address| !address.is_encrypted) && config.cluster.listen != ListenAddress::Auto {
        return Err(("cluster.listen", "needs a `cluster.address` that begins with https://".to_owned()));
    }
    let needs = |what: &str| Err(("cluster.redis", format!("needs {what}")));
    match (&config.database, &config.secret_key) {
        _ if config.cluster.node.is_none() => needs("`cluster.node`, the name of this node"),
        _ if config.cluster.address.is_none() => {
            needs("`cluster.address`, where the other nodes reach this one")
        }
        (_, None) => needs("`secret_key`, the same on every node"),
        (DatabaseSettings::Sqlite { .. }, _) => needs(
            "a PostgreSQL, MySQL or MariaDB database, which every node reaches; `database` is a file of this machine",
        ),
        (DatabaseSettings::MySql(_) | DatabaseSettings::Postgres(_), Some(_)) => Ok(()),
    }
}

fn certificate(ingest: &Ingest) -> Result<(), Problem> {
    if !matches!(ingest.rtmps, ListenAddress::At(_)) {
        return Ok(());
    }
    let needed = |key| ("ingest.rtmps", format!("needs `{key}`, which is not set"));
    let certificate = ingest.certificate.as_ref().ok_or_else(|| needed("ingest.certificate"))?;
    let key = ingest.certificate_key.as_ref().ok_or_else(|| needed("ingest.certificate_key"))?;
    match tls::read(certificate, key) {
        Ok(_) => Ok(()),
        Err(error @ CertificateError::Certificate { .. }) => {
            Err(problem("ingest.certificate", &error.to_string()))
        }
        Err(error @ CertificateError::Key { .. }) => {
            Err(problem("ingest.certificate_key", &error.to_string()))
        }
    }
}

fn is_installed(folder: Option<&Path>, theme: &str) -> Result<(), Problem> {
    let own = folder.map(|folder| folder.join(theme).join("theme.css"));
    if BUILT_IN_THEMES.contains(&theme) || own.as_ref().is_some_and(|css| css.is_file()) {
        return Ok(());
    }
    let near = closest(theme, BUILT_IN_THEMES.iter().copied());
    let remedy = match (near.first(), own) {
        (Some(near), _) => format!("did you mean `{near}`?"),
        (None, Some(css)) => format!("a theme of your own needs the file {}", css.display()),
        (None, None) => {
            format!("built in are {}; themes of your own need `themes_dir`", BUILT_IN_THEMES.join(", "))
        }
    };
    Err(("themes", format!("there is no theme {theme:?}; {remedy}")))
}

fn missing(key: &'static str, folder: &Path) -> Problem {
    problem(key, &format!("there is no folder {}", folder.display()))
}

fn problem(key: &'static str, found: &str) -> Problem {
    let right = keys::find(key).map_or_else(String::new, |key| key.rule.right());
    (key, format!("{found}; give {right}"))
}

#[cfg(test)]
mod tests {
    use super::super::Sources;
    use super::*;

    #[test]
    fn nodes_need_what_they_cannot_make_for_themselves() {
        const WHOLE: &str = "secret_key: long\ndatabase: mysql://u:p@h/d\n\
                             cluster: {redis: \"redis://:hunter2@h/0\", node: a, address: \"http://10.0.0.1:5678\"}";
        let check = |yaml: &str| {
            let sources = Sources { file: Some(("config.yaml".into(), yaml.into())), ..Sources::default() };
            Config::from_sources(&sources)
                .map(|config| format!("{config:?}"))
                .map_err(|error| error.to_string())
        };
        assert!(!check(WHOLE).unwrap().contains("hunter2"));
        assert!(check(&WHOLE.replace("mysql://", "postgres://")).is_ok());
        for address in ["http://[fd00::1]:5678", "http://node-1.internal:5678/", "https://10.0.0.1:5679"] {
            assert!(check(&WHOLE.replace("http://10.0.0.1:5678", address)).is_ok(), "{address}");
        }
        for (from, to, told) in [
            ("secret_key: long\n", "", "needs `secret_key`"),
            ("database: mysql://u:p@h/d\n", "", "a PostgreSQL, MySQL or MariaDB database"),
            ("node: a, ", "", "needs `cluster.node`"),
            (", address: \"http://10.0.0.1:5678\"", "", "needs `cluster.address`"),
            ("redis: \"redis://:hunter2@h/0\", ", "", "cluster.node: needs `cluster.redis`"),
            ("redis://", "http://", "cluster.redis: cannot be used"),
            (
                "redis://:hunter2@h/0",
                "redis+sentinel://:hunter2@h",
                "cluster.redis: does not end with the name",
            ),
            ("node: a", "node: A b", "cluster.node:"),
            ("http://10.0.0.1:5678", "ftp://10.0.0.1:5678", "cluster.address:"),
            ("node: a", "node: a, listen: 5679", "cluster.listen: needs a `cluster.address` that begins"),
            ("node: a", "node: a, listen: off", "cluster.listen:"),
            ("http://10.0.0.1:5678", "http://10.0.0.1", "cluster.address:"),
            ("http://10.0.0.1:5678", "http://fd00::1:5678", "cluster.address:"),
            ("http://10.0.0.1:5678", "http://[fd00::1]:0", "cluster.address:"),
            ("http://10.0.0.1:5678", "http://10.0.0.1:5678/x", "cluster.address:"),
        ] {
            let error = check(&WHOLE.replace(from, to)).unwrap_err();
            assert!(error.contains(told) && !error.contains("hunter2"), "{to}: {error}");
        }
    }

    #[test]
    fn a_bucket_needs_an_address_and_a_key() {
        const WHOLE: &str = "bucket: {name: media, endpoint: \"https://s3.example\", access_key_id: id, secret_access_key: hunter2}";
        let check = |yaml: &str| {
            let sources = Sources { file: Some(("config.yaml".into(), yaml.into())), ..Sources::default() };
            let read = Config::from_sources(&sources);
            read.map(|config| format!("{config:?}")).map_err(|error| error.to_string())
        };
        assert!(!check(WHOLE).unwrap().contains("hunter2"));
        assert!(check(&WHOLE.replace("mysql://", "postgres://")).is_ok());
        for (from, to, told) in [
            (", endpoint: \"https://s3.example\"", "", "needs `bucket.endpoint`"),
            (", access_key_id: id", "", "needs `bucket.access_key_id`"),
            (", secret_access_key: hunter2", "", "needs `bucket.secret_access_key`"),
            ("name: media, ", "", "bucket.endpoint: needs `bucket.name`"),
            ("media", "a/b", "bucket.name:"),
            ("media", "-ab", "bucket.name:"),
            ("https://s3.example", "s3.example", "bucket.endpoint:"),
            ("https://s3.example", "https://a:b@s3.example", "bucket.endpoint:"),
            ("id,", "id, folder: a/b,", "bucket.folder:"),
            ("id,", "id, public_url: cdn,", "bucket.public_url:"),
        ] {
            let error = check(&WHOLE.replace(from, to)).unwrap_err();
            assert!(error.contains(told) && !error.contains("hunter2"), "{to}: {error}");
        }
    }

    #[test]
    fn the_built_in_themes_are_those_in_the_folder() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("static/themes");
        let mut found: Vec<_> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.join("theme.css").is_file())
            .map(|path| path.file_name().unwrap().to_str().unwrap().to_owned())
            .collect();
        found.sort();
        let mut known = BUILT_IN_THEMES.to_vec();
        known.sort_unstable();
        assert_eq!(found, known);
    }
}
