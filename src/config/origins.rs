//! Which other sites' pages can do something here.

use serde::de::{Error, Unexpected};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use url::Url;

use super::values::texts;

/// Sites whose pages can connect to chat, call the API or show a stream in a frame, besides the site's own.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AllowedOrigins {
    any: bool,
    /// As browsers write them: lower case, without a slash at the end or the default port.
    sites: Vec<String>,
}

impl AllowedOrigins {
    /// Whether pages of a site can; `origin` is the header of that name.
    pub fn allows(&self, origin: &str) -> bool {
        self.any || self.sites.iter().any(|site| site.eq_ignore_ascii_case(origin))
    }

    /// Whether pages of no other site can.
    pub fn is_empty(&self) -> bool {
        !self.any && self.sites.is_empty()
    }

    /// Whether pages of every site can.
    pub fn is_any(&self) -> bool {
        self.any
    }

    /// The sites as sources of a content security policy, each after a space.
    pub fn sources(&self) -> String {
        let sites = self.sites.iter().map(String::as_str);
        self.any.then_some("*").into_iter().chain(sites).flat_map(|site| [" ", site]).collect()
    }

    /// Whether an item of the list is a site, or `*`.
    pub(super) fn accepts(item: &str) -> bool {
        item == "*" || site(item).is_some()
    }
}

/// What browsers send as `Origin` for a site given by its address, or `None` if the address is not that of a site alone.
fn site(address: &str) -> Option<String> {
    let url = Url::parse(address).ok()?;
    let just_a_site = matches!(url.scheme(), "http" | "https")
        && (url.path(), url.query(), url.fragment()) == ("/", None, None)
        && (url.username(), url.password()) == ("", None);
    just_a_site.then(|| url.origin().ascii_serialization())
}

impl<'de> Deserialize<'de> for AllowedOrigins {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut allowed = Self::default();
        for address in texts(deserializer)? {
            match address.as_str() {
                "*" => allowed.any = true,
                address => match site(address) {
                    Some(site) => allowed.sites.push(site),
                    None => return Err(D::Error::invalid_value(Unexpected::Str(address), &"a site")),
                },
            }
        }
        Ok(allowed)
    }
}

impl Serialize for AllowedOrigins {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer
            .collect_seq(self.any.then_some("*").into_iter().chain(self.sites.iter().map(String::as_str)))
    }
}
