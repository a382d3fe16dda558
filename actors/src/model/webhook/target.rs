//! Where a webhook sends events.

use std::fmt;

use url::{Host, Url};

use crate::model::ADDRESS_MAX;
use crate::model::text::Invalid;

/// Ports of services that are not HTTP and could be tricked by it, from 1024 on: those that browsers refuse by the Fetch
/// standard. Below 1024 only 80 and 443 are accepted.
const BAD_PORTS: [u16; 19] = [
    1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679,
    6697, 10080,
];

/// An `http` or `https` URL of at most [`ADDRESS_MAX`] bytes, without credentials and fragment.
#[derive(Clone, PartialEq, Eq)]
pub struct WebhookUrl(Url);

impl WebhookUrl {
    /// Validates a URL that someone entered. Whether its host may be called is checked at each delivery.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        if text.len() > ADDRESS_MAX {
            return Err(Invalid(format!("is longer than {ADDRESS_MAX} bytes")));
        }
        if text.chars().any(|c| c.is_control() || c.is_whitespace()) {
            return Err("contains white space".into());
        }
        let url = Url::parse(text)
            .map_err(|_| Invalid::from("is no URL; give one such as https://bot.example.com/events"))?;
        if !matches!(url.scheme(), "http" | "https") || url.host().is_none() {
            return Err("begins neither with https:// nor with http://".into());
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err("contains a user name or password; put a secret into its path instead".into());
        }
        if url.fragment().is_some() {
            return Err("contains a fragment, which is not sent; remove what follows the #".into());
        }
        match url.port_or_known_default() {
            Some(80 | 443) => {}
            Some(port @ 1024..) if !BAD_PORTS.contains(&port) => {}
            _ => return Err("has a port on which no web server is; use 80, 443 or one from 1024 on".into()),
        }
        if url.as_str().len() > ADDRESS_MAX {
            return Err(Invalid(format!("is longer than {ADDRESS_MAX} bytes when it is written in ASCII")));
        }
        Ok(Self(url))
    }

    /// The URL as it is called.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// Its host: a name or an address.
    pub fn host(&self) -> Option<Host<&str>> {
        self.0.host()
    }

    /// Its port.
    pub fn port(&self) -> u16 {
        self.0.port_or_known_default().unwrap_or(443)
    }
}

/// Without path and query, which may hold a secret.
impl fmt::Debug for WebhookUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "WebhookUrl({}/…)", self.0.origin().ascii_serialization())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_is_http_without_credentials_on_a_port_of_the_web() {
        for right in [
            "https://bot.example.com/events?token=a%20b",
            "http://bot.example.com:8080",
            "https://[2606:4700::1111]:65535/",
            "https://bücher.example/",
        ] {
            assert!(WebhookUrl::parse(right).is_ok(), "{right}");
        }
        for (wrong, why) in [
            ("", "is no URL"),
            ("bot.example.com", "is no URL"),
            ("ftp://bot.example.com", "begins neither"),
            ("data:text/plain,x", "begins neither"),
            ("https://me@bot.example.com", "a user name"),
            ("https://:secret@bot.example.com", "a user name"),
            ("https://bot.example.com/#top", "a fragment"),
            ("https://bot.example.com/a b", "white space"),
            ("https://bot.example.com/\n", "white space"),
            ("https://bot.example.com:22/", "a port"),
            ("http://bot.example.com:0/", "a port"),
            ("http://bot.example.com:6667/", "a port"),
            ("http://bot.example.com:99999/", "is no URL"),
        ] {
            let error = WebhookUrl::parse(wrong).unwrap_err().0;
            assert!(error.contains(why), "{wrong}: {error}");
        }
        let long = |path: &str| WebhookUrl::parse(&format!("https://bot.example.com/{path}"));
        assert!(long(&"x".repeat(ADDRESS_MAX - 24)).is_ok());
        assert!(long(&"x".repeat(ADDRESS_MAX - 23)).is_err());
        assert!(long(&"é".repeat(500)).is_err(), "it grows when it is encoded");
    }

    #[test]
    fn addresses_are_recognised_in_every_form() {
        for form in ["http://127.1/", "http://0x7f.1/", "http://2130706433/", "http://0177.0.0.1/"] {
            let url = WebhookUrl::parse(form).unwrap();
            assert_eq!(url.host(), Some(Host::Ipv4([127, 0, 0, 1].into())), "{form}");
        }
    }

    #[test]
    fn a_secret_in_the_path_does_not_show_by_accident() {
        let url = WebhookUrl::parse("https://bot.example.com/hunter2?key=hunter2").unwrap();
        assert_eq!(format!("{url:?}"), "WebhookUrl(https://bot.example.com/…)");
    }
}
