//! Settings of sites by which people sign in to their accounts.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use url::Url;

use super::key::{Key, Rule, settings, text};
use super::values::{self, Secret};

/// Longest id of a provider.
const ID_MAX: usize = 40;
/// What is asked for unless the configuration says otherwise.
const SCOPES: [&str; 2] = ["openid", "profile"];

/// A provider of OpenID Connect as it is written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProviderSettings {
    /// Identifies it in the redirect URI.
    #[serde(deserialize_with = "values::text")]
    pub id: String,
    /// What people read on the button.
    #[serde(deserialize_with = "values::text")]
    pub name: String,
    /// Its issuer identifier, as it is in its tokens.
    pub issuer: String,
    /// Who this site is to the provider.
    #[serde(deserialize_with = "values::text")]
    pub client_id: String,
    /// Proves it; `None` for a public client. Filled from [`ProviderSettings::client_secret_file`] once read.
    #[serde(default)]
    pub client_secret: Option<Secret>,
    /// Where the secret is.
    #[serde(default)]
    pub client_secret_file: Option<PathBuf>,
    /// What is asked for.
    #[serde(default = "scopes")]
    pub scopes: Vec<String>,
    /// Only people with a confirmed e-mail address at one of these; anybody if empty.
    #[serde(default)]
    pub email_domains: Vec<String>,
    /// Whether people without an account can make one.
    #[serde(default = "yes")]
    pub new_accounts: bool,
}

fn scopes() -> Vec<String> {
    SCOPES.map(str::to_owned).to_vec()
}

fn yes() -> bool {
    true
}

impl ProviderSettings {
    pub(super) const KEYS: &[Key] = &[
        required(
            "id",
            Rule::Text {
                right: "up to 40 lower-case letters, digits, `_` and `-`, such as example",
                fits: is_id,
            },
        ),
        required(
            "name",
            Rule::Text {
                right: "a name of up to 60 characters",
                fits: |name| !name.trim().is_empty() && name.chars().count() <= 60,
            },
        ),
        required(
            "issuer",
            Rule::Text {
                right: "the https:// URL that the provider calls its issuer, such as https://id.example.com",
                fits: is_issuer,
            },
        ),
        required("client_id", text("the client id that the provider gave this site")),
        optional(
            "client_secret",
            Rule::Secret { right: "the client secret that the provider gave this site, in quotes", least: 1 },
        ),
        optional(
            "client_secret_file",
            Rule::Path("the path of a file with the client secret and nothing else"),
        ),
        optional(
            "scopes",
            Rule::List { right: "a list of scopes, such as [openid, profile]", fits: is_scope, names: true },
        ),
        optional(
            "email_domains",
            Rule::List {
                right: "a list of domains in lower case, such as [example.com]",
                fits: is_domain,
                names: true,
            },
        ),
        optional("new_accounts", Rule::Switch),
    ];
}

settings! {
    /// Settings of sign-in by Mastodon.
    #[derive(PartialEq, Eq)]
    pub struct Mastodon {
        /// Whether people can sign in by an account at a Mastodon instance, which they name. It needs `site_url`.
        pub enabled: bool = "false", Rule::Switch;

        /// The instances by which people can sign in, such as `[mastodon.social]`. If the list is empty, all can be.
        #[serde(deserialize_with = "values::texts")]
        pub instances: Vec<String> = "[]", Rule::List {
            right: "a list of hosts in lower case, such as [mastodon.social]",
            fits: is_host,
            names: true,
        };

        /// Instances by which nobody can sign in, with their subdomains.
        #[serde(deserialize_with = "values::texts")]
        pub denied_instances: Vec<String> = "[]", Rule::List {
            right: "a list of hosts in lower case, such as [instance.example]",
            fits: is_host,
            names: true,
        };

        /// Whether people without an account can make one by signing in.
        pub new_accounts: bool = "true", Rule::Switch;
    }
}

const fn required(name: &'static str, rule: Rule) -> Key {
    Key { name, section: "", explanation: &[], default: "", rule }
}

const fn optional(name: &'static str, rule: Rule) -> Key {
    Key { name, section: "", explanation: &[], default: "null", rule }
}

fn is_id(text: &str) -> bool {
    let fits = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'_' | b'-');
    !text.is_empty() && text.len() <= ID_MAX && text.bytes().all(fits)
}

fn is_issuer(text: &str) -> bool {
    let Ok(url) = Url::parse(text) else { return false };
    let is_plain = url.username().is_empty() && url.password().is_none();
    let is_bare = url.query().is_none() && url.fragment().is_none();
    // without encryption only within the administrator's own network, which is checked at each request
    matches!(url.scheme(), "https" | "http") && url.has_host() && is_plain && is_bare
}

/// RFC 6749, appendix A.4.
fn is_scope(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_graphic() && !matches!(b, b'"' | b'\\'))
}

fn is_domain(text: &str) -> bool {
    let fits =
        |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'.' | b'-') || !b.is_ascii();
    text.contains('.') && text.bytes().all(fits)
}

/// A host, or an address with a port.
fn is_host(text: &str) -> bool {
    let url = Url::parse(&format!("https://{text}/"));
    url.is_ok_and(|url| {
        let host = url.host_str().unwrap_or_default();
        let spelled = url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"));
        spelled == text && url.path() == "/"
    })
}

/// Says what is wrong with the providers together, and reads their secrets from files.
pub(super) fn complete(providers: &mut [ProviderSettings], base: &Path) -> Result<(), String> {
    let mut ids = BTreeSet::new();
    for provider in providers {
        let ProviderSettings { id, client_secret, client_secret_file, .. } = provider;
        if !ids.insert(id.clone()) {
            return Err(format!("the id {id:?} is in it twice; give each provider an id of its own"));
        }
        let Some(file) = client_secret_file else { continue };
        if client_secret.is_some() {
            return Err(format!(
                "{id} has both `client_secret` and `client_secret_file`; remove one of them"
            ));
        }
        *file = base.join(&*file);
        let text = fs::read_to_string(&*file).map_err(|error| {
            format!("the `client_secret_file` of {id}, {}, cannot be read: {error}", file.display())
        })?;
        match text.trim() {
            "" => return Err(format!("the `client_secret_file` of {id}, {}, is empty", file.display())),
            secret => *client_secret = Some(Secret::new(secret)),
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::{Config, Sources};
    use super::*;

    const ONE: &str = "site_url: https://live.example\nproviders: [{id: ex, name: Example, issuer: https://id.example, \
                       client_id: site";

    fn config(yaml: &str) -> Result<Config, String> {
        let sources = Sources { file: Some(("config.yaml".into(), yaml.into())), ..Sources::default() };
        Config::from_sources(&sources).map_err(|error| error.to_string())
    }

    #[test]
    fn a_provider_needs_little() {
        let config = config(&format!("{ONE}, client_secret: s3cret}}]")).unwrap();
        let provider = &config.providers[0];
        assert_eq!((&*provider.id, &*provider.issuer), ("ex", "https://id.example"));
        assert_eq!(provider.client_secret.as_ref().unwrap().reveal(), "s3cret");
        assert_eq!((provider.scopes.as_slice(), provider.new_accounts), (&scopes()[..], true));
        let shown = serde_json::to_string(&config).unwrap() + &format!("{config:?}");
        assert!(!shown.contains("s3cret"), "{shown}");
    }

    #[test]
    fn what_cannot_be_used_is_told_in_words() {
        for (yaml, told) in [
            ("site_url: https://x.example\nproviders: [{id: ex}]".to_owned(), "`name` is missing"),
            (format!("{ONE}, secret: x}}]"), "there is no key `secret`"),
            (format!("{ONE}, client_secret: \"\"}}]"), "client_secret: is too short"),
            (format!("{ONE}, scopes: [\"a b\"]}}]"), "\"a b\" cannot be used"),
            (format!("{ONE}, email_domains: [EXAMPLE]}}]"), "\"EXAMPLE\" cannot be used"),
            (format!("{ONE}, client_secret_file: /nowhere/secret}}]"), "/nowhere/secret, cannot be read"),
            (format!("{ONE}, client_secret: a, client_secret_file: b}}]"), "both `client_secret`"),
            (format!("{ONE}}}, {{id: ex, name: B, issuer: https://b.example, client_id: b}}]"), "twice"),
            (format!("{ONE}}}]").replace("https://id.example", "ftp://id.example"), "issuer:"),
            (format!("{ONE}}}]").replace("https://id.example", "https://id.example/?a"), "issuer:"),
            (format!("{ONE}}}]").replace("id: ex", "id: Ex"), "id:"),
            (format!("{ONE}}}]").replace("site_url: https://live.example\n", ""), "`site_url`"),
            ("mastodon: {enabled: true}".to_owned(), "`site_url`"),
            ("mastodon: {instances: [https://a.example]}".to_owned(), "cannot be used"),
            ("mastodon: {instances: [A.example]}".to_owned(), "cannot be used"),
        ] {
            let error = config(&yaml).map(|_| ()).unwrap_err();
            assert!(error.contains(told), "{yaml}: {error}");
        }
    }

    #[test]
    fn a_secret_can_be_in_a_file() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("secret");
        fs::write(&file, "from a file\n").unwrap();
        let config = config(&format!("{ONE}, client_secret_file: {}}}]", file.display())).unwrap();
        assert_eq!(config.providers[0].client_secret.as_ref().unwrap().reveal(), "from a file");
    }

    #[test]
    fn providers_can_be_in_the_environment() {
        let providers =
            r#"[{id=ex,name=Example,issuer="https://id.example",client_id=site,client_secret=hush}]"#;
        let environment = vec![
            ("PYSTREAMING_SITE_URL".to_owned(), "https://live.example".to_owned()),
            ("PYSTREAMING_PROVIDERS".to_owned(), providers.to_owned()),
        ];
        let config = Config::from_sources(&Sources { environment, ..Sources::default() }).unwrap();
        assert_eq!(config.providers[0].client_secret.as_ref().unwrap().reveal(), "hush");
    }
}
