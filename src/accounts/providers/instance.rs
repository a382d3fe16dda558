//! How people name a Mastodon instance. Pure.

use std::fmt;
use std::net::IpAddr;

use url::{Host, Url};

use crate::config::Mastodon;

/// Longest host, by the standard of DNS.
const HOST_MAX: usize = 253;

/// The host of an instance, in lower case and ASCII; for an address, with its port.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Instance {
    host: String,
    address: Option<IpAddr>,
}

/// Why an instance cannot be used; the text is for the person who named it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidInstance {
    /// It is no host.
    #[error("That is not the address of an instance. Give one such as mastodon.social.")]
    NoHost,
    /// The configuration does not let it in.
    #[error("This site does not accept accounts of that instance.")]
    NotAllowed,
}

impl Instance {
    /// Reads `mastodon.social`, a URL of an instance, or a handle such as `@name@mastodon.social`.
    ///
    /// # Errors
    /// There is no host in it.
    pub fn parse(text: &str) -> Result<Self, InvalidInstance> {
        let text = text.trim();
        let bare = text.split_once("://").map_or(text, |(_, rest)| rest);
        let bare = bare.split(['/', '?', '#']).next().unwrap_or_default();
        let bare = bare.rsplit('@').next().unwrap_or_default();
        if bare.len() > HOST_MAX || bare.bytes().any(|b| b.is_ascii_whitespace() || b == b'\\') {
            return Err(InvalidInstance::NoHost);
        }
        let url = Url::parse(&format!("https://{bare}/")).map_err(|_| InvalidInstance::NoHost)?;
        let (host, address) = match (url.host(), url.port()) {
            (Some(Host::Domain(host)), None) if is_name(host) => (host.to_owned(), None),
            (Some(Host::Ipv4(address)), port) => (with_port(address.to_string(), port), Some(address.into())),
            (Some(Host::Ipv6(address)), port) => {
                (with_port(format!("[{address}]"), port), Some(address.into()))
            }
            _ => return Err(InvalidInstance::NoHost),
        };
        Ok(Self { host, address })
    }

    /// Checks that people may sign in by it.
    ///
    /// # Errors
    /// The configuration denies it, or allows only others.
    pub fn check(&self, settings: &Mastodon) -> Result<(), InvalidInstance> {
        let host = self.host.as_str();
        let is_within = |denied: &String| {
            host.strip_suffix(denied.as_str()).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
        };
        let is_denied = settings.denied_instances.iter().any(is_within);
        let is_allowed = settings.instances.is_empty() || settings.instances.iter().any(|one| one == host);
        if is_allowed && !is_denied { Ok(()) } else { Err(InvalidInstance::NotAllowed) }
    }

    /// The host, as it is shown and stored.
    pub fn as_str(&self) -> &str {
        &self.host
    }

    /// Its address, if it is named by one, as instances in a network of one's own are.
    pub fn address(&self) -> Option<IpAddr> {
        self.address
    }
}

impl fmt::Display for Instance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.host)
    }
}

/// Whether a host is a name in the public DNS.
fn is_name(host: &str) -> bool {
    host.contains('.') && !host.ends_with('.') && !host.starts_with('.') && !host.contains("..")
}

fn with_port(host: String, port: Option<u16>) -> String {
    port.map_or(host.clone(), |port| format!("{host}:{port}"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn settings(instances: &[&str], denied: &[&str]) -> Mastodon {
        let list = |hosts: &[&str]| hosts.iter().map(|host| (*host).to_owned()).collect();
        Mastodon {
            enabled: true,
            instances: list(instances),
            denied_instances: list(denied),
            new_accounts: true,
        }
    }

    #[test]
    fn an_instance_is_named_in_many_ways() {
        for (text, host) in [
            ("mastodon.social", "mastodon.social"),
            (" Mastodon.Social ", "mastodon.social"),
            ("https://mastodon.social/", "mastodon.social"),
            ("https://mastodon.social/@bob?x#y", "mastodon.social"),
            ("@bob@mastodon.social", "mastodon.social"),
            ("bob@mastodon.social", "mastodon.social"),
            ("müller.example", "xn--mller-kva.example"),
            ("127.0.0.1:8080", "127.0.0.1:8080"),
            ("127.1", "127.0.0.1"),
            ("[::1]:8080", "[::1]:8080"),
        ] {
            assert_eq!(Instance::parse(text).map(|one| one.host).as_deref(), Ok(host), "{text}");
        }
        for text in [
            "",
            "@",
            "bob",
            "localhost",
            "a b.example",
            "mastodon.social:25",
            "mastodon.social.",
            "..",
            "a..b",
            "x\\y.z",
        ] {
            assert_eq!(Instance::parse(text), Err(InvalidInstance::NoHost), "{text}");
        }
        assert_eq!(Instance::parse(&format!("{}.example", "a".repeat(300))), Err(InvalidInstance::NoHost));
    }

    #[test]
    fn the_configuration_says_which_instances_are_let_in() {
        let check = |host: &str, settings: &Mastodon| Instance::parse(host).unwrap().check(settings).is_ok();
        let any_but = settings(&[], &["bad.example"]);
        for (host, fits) in [
            ("good.example", true),
            ("bad.example", false),
            ("BAD.example", false),
            ("social.bad.example", false),
            ("notbad.example", true),
        ] {
            assert_eq!(check(host, &any_but), fits, "{host}");
        }
        let only = settings(&["good.example"], &[]);
        assert!(check("good.example", &only) && !check("social.good.example", &only));
    }

    proptest! {
        #[test]
        fn a_host_never_leaves_its_place_in_a_url(text: String) {
            if let Ok(instance) = Instance::parse(&text) {
                let url = Url::parse(&format!("https://{instance}/api/v1/apps")).unwrap();
                prop_assert_eq!(url.path(), "/api/v1/apps");
                prop_assert!(url.username().is_empty() && url.query().is_none());
                prop_assert_eq!(Instance::parse(instance.as_str()), Ok(instance));
            }
        }
    }
}
