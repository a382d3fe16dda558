//! Addresses of e-mail as people enter them.

use std::fmt;

use lettre::Address;
use pystreaming_actors::model::text::Invalid;

/// Longest address that mail servers have to accept (RFC 5321), in bytes.
const LONGEST: usize = 254;

/// An address of ASCII. Debug hides it.
#[derive(Clone, PartialEq, Eq)]
pub struct MailAddress(Address);

impl MailAddress {
    /// Reads an address that somebody entered. Domains in other scripts become ASCII; such names before the `@` are refused,
    /// since not every server can pass them on.
    ///
    /// # Errors
    /// It is no address.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        const NONE: &str = "is no e-mail address; give one such as name@example.com";
        let (user, domain) = text.trim().rsplit_once('@').ok_or(Invalid::from(NONE))?;
        // literals such as [127.0.0.1] lead into the server's own network
        let is_plain =
            user.is_ascii() && !user.contains(|c: char| c.is_whitespace() || c.is_control() || c == '"');
        if !is_plain || domain.starts_with('[') || !domain.contains('.') {
            return Err(NONE.into());
        }
        let Ok(url::Host::Domain(domain)) = url::Host::parse(domain) else { return Err(NONE.into()) };
        let address = Address::new(user, domain).map_err(|_| Invalid::from(NONE))?;
        let is_short = AsRef::<str>::as_ref(&address).len() <= LONGEST;
        if is_short { Ok(Self(address)) } else { Err(Invalid(format!("is longer than {LONGEST} bytes"))) }
    }

    /// The address as it is written to.
    pub fn reveal(&self) -> &str {
        self.0.as_ref()
    }

    pub(super) fn address(&self) -> &Address {
        &self.0
    }

    /// The same for all ways to write an address.
    pub(super) fn folded(&self) -> String {
        self.reveal().to_lowercase()
    }

    /// The same for all addresses that are known to lead to one mailbox: by what follows a `+`, and at Gmail by its dots and its
    /// two names.
    pub(super) fn mailbox(&self) -> String {
        let user = self.0.user().to_lowercase();
        let user = user.split('+').next().unwrap_or_default();
        match self.0.domain() {
            "gmail.com" | "googlemail.com" => format!("{}@gmail.com", user.replace('.', "")),
            domain => format!("{user}@{domain}"),
        }
    }
}

impl fmt::Debug for MailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MailAddress(…)")
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn an_address_is_one_of_the_public_network_in_ascii() {
        let parsed = |text| MailAddress::parse(text).unwrap();
        assert_eq!(parsed(" Ann.Lee+live@EXAMPLE.com ").reveal(), "Ann.Lee+live@example.com");
        assert_eq!(parsed("ann@bücher.example").reveal(), "ann@xn--bcher-kva.example");
        assert_eq!(parsed("Ann+live@example.com").folded(), "ann+live@example.com");
        assert_eq!(parsed("Ann+live+x@example.com").mailbox(), "ann@example.com");
        assert_eq!(parsed("A.n.n+x@GoogleMail.com").mailbox(), "ann@gmail.com");
        assert_eq!(parsed("a.n.n@example.com").mailbox(), "a.n.n@example.com", "elsewhere dots count");
        assert!(!format!("{:?}", parsed("ann@example.com")).contains("ann"));
        let long = format!("{}@example.com", "x".repeat(64));
        assert!(MailAddress::parse(&long).is_ok());
        for wrong in [
            "",
            "ann",
            "@example.com",
            "ann@",
            "ann@localhost",
            "ann@127.0.0.1",
            "ann@[127.0.0.1]",
            "a b@example.com",
            "ann@example.com, bob@example.com",
            "ann@exa mple.com",
            "ännchen@example.com",
            "\"a\"@example.com",
            "ann\r\nRCPT TO:<bob@example.com>@example.com",
            "ann@example.com>",
            "<ann@example.com>",
            "ann@example..com",
            "a@b@example.com",
        ] {
            assert!(MailAddress::parse(wrong).is_err(), "{wrong:?}");
        }
        let longer = format!("ann@{}example.com", "x.".repeat(150));
        assert!(MailAddress::parse(&longer).is_err());
    }

    proptest! {
        #[test]
        fn what_is_accepted_can_end_no_line_and_no_bracket(text in "[a-z@.+<> \\r\\n\\t\"\\PC]{0,40}(@example.com)?") {
            if let Ok(address) = MailAddress::parse(&text) {
                let bad = |c: char| !c.is_ascii_graphic() || matches!(c, '<' | '>' | ',' | '"');
                prop_assert!(!address.reveal().contains(bad));
                prop_assert_eq!(address.reveal().matches('@').count(), 1);
            }
        }
    }
}
