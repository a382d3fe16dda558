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

    /// Without what lets somebody write to the channel: of the path, at most the number of the webhook at Discord remains.
    pub fn without_secret(&self) -> String {
        let origin = self.0.origin().ascii_serialization();
        let mut segments = self.0.path().split('/').skip_while(|segment| *segment != "webhooks").skip(1);
        let is_number = |id: &&str| !id.is_empty() && id.bytes().all(|digit| digit.is_ascii_digit());
        match segments.next().filter(is_number) {
            Some(id) => format!("{origin}/api/webhooks/{id}/…"),
            None => format!("{origin}/…"),
        }
    }

    /// Where a message is sent to a channel of Discord, whose answer then has the id of the message.
    pub fn to_channel(&self) -> String {
        let mut url = self.0.clone();
        url.query_pairs_mut().append_pair("wait", "true");
        url.into()
    }

    /// Where a message that was sent to a channel of Discord is changed.
    pub fn to_message(&self, id: &str) -> String {
        let mut url = self.0.clone();
        if let Ok(mut path) = url.path_segments_mut() {
            path.pop_if_empty().extend(["messages", id]);
        }
        url.into()
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
    fn a_channel_of_discord_is_shown_without_its_secret() {
        for (url, shown) in [
            ("https://discord.com/api/webhooks/12/hunter2", "https://discord.com/api/webhooks/12/…"),
            (
                "https://discord.com/api/v10/webhooks/12/hunter2/slack?thread_id=3",
                "https://discord.com/api/webhooks/12/…",
            ),
            ("https://discord.com/api/webhooks/hunter2/12", "https://discord.com/…"),
            ("http://127.0.0.1:8080/hunter2?key=hunter2", "http://127.0.0.1:8080/…"),
        ] {
            assert_eq!(WebhookUrl::parse(url).unwrap().without_secret(), shown);
        }
    }

    #[test]
    fn messages_of_a_channel_have_addresses_below_that_of_the_channel() {
        let url = WebhookUrl::parse("https://discord.com/api/webhooks/12/x?thread_id=3").unwrap();
        assert_eq!(url.to_channel(), "https://discord.com/api/webhooks/12/x?thread_id=3&wait=true");
        assert_eq!(
            url.to_message("../7"),
            "https://discord.com/api/webhooks/12/x/messages/..%2F7?thread_id=3"
        );
        let bare = WebhookUrl::parse("https://discord.com/api/webhooks/12/x/").unwrap();
        assert_eq!(bare.to_channel(), "https://discord.com/api/webhooks/12/x/?wait=true");
        assert_eq!(bare.to_message("7"), "https://discord.com/api/webhooks/12/x/messages/7");
    }

    #[test]
    fn a_secret_in_the_path_does_not_show_by_accident() {
        let url = WebhookUrl::parse("https://bot.example.com/hunter2?key=hunter2").unwrap();
        assert_eq!(format!("{url:?}"), "WebhookUrl(https://bot.example.com/…)");
    }
}
