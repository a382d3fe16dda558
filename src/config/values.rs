//! Types of single settings.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use ipnet::IpNet;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Error, MapAccess, Unexpected, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::LevelFilter;
use url::Url;

use lettre::message::Mailbox;

use crate::storage::DatabaseSettings;

/// A text that Debug hides.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Wraps a text.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The plain text.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// Shows only that there is a secret.
impl Serialize for Secret {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str("(hidden)")
    }
}

impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        text(deserializer).map(Self)
    }
}

/// A URL, or the group of keys of the original PyStreaming.
pub(super) fn database<'de, D: Deserializer<'de>>(deserializer: D) -> Result<DatabaseSettings, D::Error> {
    #[derive(Deserialize)]
    struct Server {
        address: String,
        #[serde(deserialize_with = "text")]
        database: String,
        #[serde(deserialize_with = "text")]
        user: String,
        #[serde(default, deserialize_with = "text")]
        password: String,
    }
    struct Either;
    impl<'de> Visitor<'de> for Either {
        type Value = DatabaseSettings;
        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a URL or a group")
        }
        fn visit_str<E: Error>(self, url: &str) -> Result<DatabaseSettings, E> {
            DatabaseSettings::from_url(url).map_err(E::custom)
        }
        fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<DatabaseSettings, A::Error> {
            let Server { address, database, user, password } =
                Server::deserialize(MapAccessDeserializer::new(map))?;
            DatabaseSettings::from_parts(&address, &database, &user, &password).map_err(A::Error::custom)
        }
    }
    deserializer.deserialize_any(Either)
}

/// Who sends segments to viewers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Delivery {
    /// This server.
    Server,
    /// nginx, told by `X-Accel-Redirect`.
    Accel,
    /// nginx by itself, through links in the HLS folder.
    Links,
}

/// Where connections of a kind are accepted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum ListenAddress {
    /// Where other settings suggest.
    #[default]
    Auto,
    /// Nowhere.
    Off,
    /// Here.
    At(SocketAddr),
}

impl ListenAddress {
    /// Accepts `auto`, `off`, a port, or an address with a port.
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "auto" => Some(Self::Auto),
            "off" => Some(Self::Off),
            _ => {
                let port = || text.parse().ok().map(|port| (Ipv4Addr::UNSPECIFIED, port).into());
                text.parse()
                    .ok()
                    .or_else(port)
                    .filter(|address: &SocketAddr| address.port() > 0)
                    .map(Self::At)
            }
        }
    }
}

impl fmt::Display for ListenAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Auto => f.write_str("auto"),
            Self::Off => f.write_str("off"),
            Self::At(address) => address.fmt(f),
        }
    }
}

impl Serialize for ListenAddress {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for ListenAddress {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = text(deserializer)?;
        Self::parse(&text).ok_or_else(|| D::Error::invalid_value(Unexpected::Str(&text), &"an address"))
    }
}

/// What happens when a second publisher connects with the key of a stream that is being published.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SecondPublisher {
    /// It is refused.
    Refuse,
    /// It takes over if the first has been silent for two seconds, and is refused otherwise.
    WhenSilent,
    /// It takes over at once.
    TakeOver,
}

/// How the connection to the mail server is encrypted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MailTls {
    /// By the command `STARTTLS`; without it nothing is sent.
    StartTls,
    /// From the beginning.
    Tls,
    /// Not at all.
    None,
}

/// The host and port of a mail server.
pub fn mail_server(text: &str) -> Option<(String, u16)> {
    let (host, port) = text.trim().rsplit_once(':')?;
    let port = port.parse().ok().filter(|port| *port != 0)?;
    let host = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
    let is_name = |host: &str| {
        !host.is_empty()
            && host.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_'))
    };
    (is_name(host) || host.parse::<IpAddr>().is_ok()).then(|| (host.to_owned(), port))
}

/// Whether a text can be the name of a node.
pub fn is_node(text: &str) -> bool {
    let fits = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'_' | b'.' | b'-');
    (1..=40).contains(&text.len()) && text.bytes().all(fits)
}

/// Whether a text can be the name of a bucket.
pub fn is_bucket(text: &str) -> bool {
    let fits = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'.' | b'-');
    let ends = |b: Option<&u8>| b.is_some_and(u8::is_ascii_alphanumeric);
    let bytes = text.as_bytes();
    (3..=63).contains(&bytes.len()) && text.bytes().all(fits) && ends(bytes.first()) && ends(bytes.last())
}

/// Whether a text can be the name of a folder in a bucket.
pub fn is_folder(text: &str) -> bool {
    let fits = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-');
    (1..=100).contains(&text.len()) && text.bytes().all(fits)
}

/// Whether a text is a URL that something can be added to.
pub fn is_base_url(text: &str) -> bool {
    Url::parse(text).is_ok_and(|url| {
        let plain = url.username().is_empty() && url.password().is_none();
        matches!(url.scheme(), "http" | "https") && plain && url.query().is_none() && url.fragment().is_none()
    })
}

/// Where the other nodes reach one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NodeAddress<'a> {
    /// A host and a port, with a colon between them.
    pub authority: &'a str,
    /// Whether connections to it are encrypted.
    pub is_encrypted: bool,
}

impl<'a> NodeAddress<'a> {
    /// Accepts `http://host:port` and `https://host:port`.
    pub fn parse(text: &'a str) -> Option<Self> {
        let (scheme, authority) = text.split_once("://")?;
        let is_encrypted = match scheme {
            "http" => false,
            "https" => true,
            _ => return None,
        };
        let authority = authority.strip_suffix('/').unwrap_or(authority);
        let is_name = !authority.starts_with('[') && authority.matches(':').count() == 1;
        let fits = authority.parse::<SocketAddr>().is_ok_and(|address| address.port() != 0)
            || is_name && mail_server(authority).is_some();
        fits.then_some(Self { authority, is_encrypted })
    }

    /// The scheme of URLs there.
    pub fn scheme(self) -> &'static str {
        if self.is_encrypted { "https" } else { "http" }
    }

    /// Where a node with this address waits for the others, unless a setting says otherwise: its port, on all addresses of the machine.
    pub fn to_listen(self) -> Option<SocketAddr> {
        let port = self.authority.rsplit_once(':')?.1.parse().ok()?;
        let all = match self.authority.starts_with('[') {
            true => IpAddr::V6(Ipv6Addr::UNSPECIFIED),
            false => IpAddr::V4(Ipv4Addr::UNSPECIFIED),
        };
        Some(SocketAddr::new(all, port))
    }
}

impl fmt::Display for NodeAddress<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://{}", self.scheme(), self.authority)
    }
}

/// The sender of mails: an address, perhaps with a name.
pub fn sender(text: &str) -> Option<Mailbox> {
    let sender: Mailbox = text.parse().ok()?;
    // some servers take no others
    AsRef::<str>::as_ref(&sender.email).is_ascii().then_some(sender)
}

/// The format of the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// For people.
    Text,
    /// For machines.
    Json,
}

/// A text, or a whole number that stands for its digits, as in `video_qualities: [1080, 720]`.
pub(super) fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    struct Text;
    impl Visitor<'_> for Text {
        type Value = String;
        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a text")
        }
        fn visit_str<E: Error>(self, text: &str) -> Result<String, E> {
            Ok(text.to_owned())
        }
        fn visit_i64<E: Error>(self, number: i64) -> Result<String, E> {
            Ok(number.to_string())
        }
        fn visit_u64<E: Error>(self, number: u64) -> Result<String, E> {
            Ok(number.to_string())
        }
    }
    deserializer.deserialize_any(Text)
}

/// An item of a list; see [`text`].
#[derive(Deserialize)]
pub(super) struct Text(#[serde(deserialize_with = "text")] pub String);

pub(super) fn texts<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    Ok(Vec::<Text>::deserialize(deserializer)?.into_iter().map(|Text(item)| item).collect())
}

/// Serializes a value as its Display text.
pub(super) fn shown<T: fmt::Display, S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(value)
}

/// Seconds, perhaps with a fraction.
pub(super) mod seconds {
    use super::{Deserialize, Deserializer, Duration, Error, Serializer, Unexpected};

    pub fn serialize<S: Serializer>(duration: &Duration, serializer: S) -> Result<S::Ok, S::Error> {
        match duration.subsec_nanos() {
            0 => serializer.serialize_u64(duration.as_secs()),
            _ => serializer.serialize_f64(duration.as_secs_f64()),
        }
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Duration, D::Error> {
        let seconds = f64::deserialize(deserializer)?;
        Duration::try_from_secs_f64(seconds).map_err(|_| {
            D::Error::invalid_value(Unexpected::Float(seconds), &"a number of seconds that is not negative")
        })
    }
}

pub(super) fn networks<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<IpNet>, D::Error> {
    let parse = |item: String| {
        network(&item).ok_or_else(|| D::Error::invalid_value(Unexpected::Str(&item), &"an address"))
    };
    texts(deserializer)?.into_iter().map(parse).collect()
}

/// An address, or a range of them.
pub(super) fn network(text: &str) -> Option<IpNet> {
    text.parse::<IpAddr>().map(IpNet::from).or_else(|_| text.parse()).ok()
}

/// Whether a text is scheme, host and perhaps port, and nothing else but a slash.
pub(super) fn is_site_url(text: &str) -> bool {
    let text = text.trim_end_matches('/');
    let Ok(url) = Url::parse(text) else { return false };
    matches!(url.scheme(), "http" | "https")
        && url.origin().ascii_serialization() == text.to_ascii_lowercase()
}

/// The URL of a service that the server calls, on this machine or in its network.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceUrl(Url);

impl ServiceUrl {
    /// Accepts `http` without credentials, query and fragment.
    pub fn parse(text: &str) -> Option<Self> {
        let url = Url::parse(text).ok()?;
        let plain = url.username().is_empty() && url.password().is_none();
        let fits = url.scheme() == "http" && plain && url.query().is_none() && url.fragment().is_none();
        fits.then_some(Self(url))
    }

    /// The URL.
    pub fn url(&self) -> &Url {
        &self.0
    }
}

impl Serialize for ServiceUrl {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0.as_str())
    }
}

impl<'de> Deserialize<'de> for ServiceUrl {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| D::Error::invalid_value(Unexpected::Str(&text), &"a URL"))
    }
}

/// Whether a text is the path of an nginx location.
pub(super) fn is_location(text: &str) -> bool {
    let plain = |c: char| c.is_ascii_graphic() && !matches!(c, '?' | '#' | '%' | '"' | '\\');
    text.starts_with('/') && !text.trim_end_matches('/').is_empty() && text.chars().all(plain)
}

/// Whether a text selects what is logged. A single word that is no level would count as the name of a module.
pub(super) fn is_filter(directives: &str) -> bool {
    let level = |word: &str| !word.is_empty() && word.parse::<LevelFilter>().is_ok();
    directives.split(',').all(|part| part.contains(['=', '[']) || level(part.trim()))
        && EnvFilter::builder().parse(directives).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_service_is_called_over_http_without_credentials() {
        for right in ["http://127.0.0.1:5679/control", "http://[::1]/", "http://nginx.internal:8080/a/b/"] {
            assert!(ServiceUrl::parse(right).is_some(), "{right}");
        }
        for wrong in [
            "",
            "127.0.0.1:5679/control",
            "https://127.0.0.1/control",
            "http://me:secret@127.0.0.1/control",
            "http://127.0.0.1/control?srv=1",
            "http://127.0.0.1/control#top",
            "unix:/run/nginx.sock",
        ] {
            assert!(ServiceUrl::parse(wrong).is_none(), "{wrong}");
        }
    }

    #[test]
    fn publishers_connect_at_an_address_with_a_port() {
        for (text, shown) in [
            ("auto", "auto"),
            ("off", "off"),
            ("1935", "0.0.0.0:1935"),
            ("127.0.0.1:1936", "127.0.0.1:1936"),
            ("[::]:1935", "[::]:1935"),
        ] {
            assert_eq!(ListenAddress::parse(text).unwrap().to_string(), shown);
        }
        for wrong in ["", "on", "0", "65536", "127.0.0.1", "localhost:1935", "127.0.0.1:0"] {
            assert_eq!(ListenAddress::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn an_address_of_the_site_is_scheme_and_host() {
        for right in [
            "https://stream.example.com",
            "http://192.0.2.1:8080",
            "https://[2001:db8::1]",
            "https://Example.com",
        ] {
            assert!(is_site_url(right), "{right}");
        }
        for wrong in [
            "",
            "example.com",
            "ftp://example.com",
            "https://example.com/live",
            "https://me@example.com",
            "https://",
        ] {
            assert!(!is_site_url(wrong), "{wrong}");
        }
    }

    #[test]
    fn a_mail_server_has_a_port_and_a_sender_an_address() {
        for (text, host, port) in [
            ("mail.example.com:587", "mail.example.com", 587),
            ("[::1]:25", "::1", 25),
            ("127.0.0.1:2525", "127.0.0.1", 2525),
        ] {
            assert_eq!(mail_server(text), Some((host.to_owned(), port)), "{text}");
        }
        for wrong in [
            "",
            "mail.example.com",
            ":25",
            "mail.example.com:0",
            "mail.example.com:x",
            "a b:25",
            "smtp://mail:25",
        ] {
            assert_eq!(mail_server(wrong), None, "{wrong}");
        }
        assert!(sender("live@example.com").is_some() && sender("Zoë live <live@example.com>").is_some());
        assert!(sender("live").is_none() && sender("live@example.com\r\nBcc: a@b.example").is_none());
    }
}
