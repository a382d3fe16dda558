//! Addresses of pages on other sites.

use std::ops::Deref;

use serde::{Deserialize, Serialize};
use url::Url;

use super::text::{Invalid, bounded};

/// Longest address, in bytes.
pub const ADDRESS_MAX: usize = 2000;

/// The `https` address of a Mastodon account's page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AccountUrl(Box<str>);

impl AccountUrl {
    /// Validates an address that someone entered.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        if let Some((user, host)) = text.strip_prefix('@').and_then(|handle| handle.split_once('@')) {
            return Err(Invalid(format!(
                "is a handle; give the address of the account's page: https://{host}/@{user}"
            )));
        }
        https(text).map(Self::stored).map_err(|why| {
            Invalid(format!(
                "{why}; give the address of the account's page, such as https://mastodon.example/@name"
            ))
        })
    }

    /// An address that the store holds.
    pub fn stored(text: &str) -> Self {
        Self(text.into())
    }
}

impl Deref for AccountUrl {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

/// Accepts an `https` address without a user name.
pub fn https(text: &str) -> Result<&str, Invalid> {
    if text.chars().any(|c| c.is_control() || c.is_whitespace() || c == '"') {
        return Err("contains white space or quotes".into());
    }
    match Url::parse(text) {
        Ok(url) if url.scheme() == "http" => {
            Err("is not encrypted, and browsers do not load such content in an encrypted page".into())
        }
        Ok(url) if url.scheme() == "https" && !url.username().is_empty() => {
            Err("contains a user name, which everybody would see".into())
        }
        Ok(url) if url.scheme() == "https" => bounded(text, ADDRESS_MAX),
        Ok(url) => Err(Invalid(format!("is an address of the kind `{}:`", url.scheme()))),
        Err(_) => Err("is not an address".into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn refused(text: &str, expected: &str) {
        let why = AccountUrl::parse(text).unwrap_err().to_string();
        assert!(why.contains(expected), "{text:?}: {why}");
    }

    #[test]
    fn a_mastodon_account_is_the_address_of_its_page() {
        let address = "https://mastodon.example/@bob";
        assert_eq!(&*AccountUrl::parse(address).unwrap(), address);
        refused("http://mastodon.example/@bob", "is not encrypted");
        refused("@bob@mastodon.example", "https://mastodon.example/@bob");
        refused("bob", "is not an address");
        refused("javascript:alert(1)", "`javascript:`");
    }
}
