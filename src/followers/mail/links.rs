//! Links in mails: only this site can make them, and each is for one follower and one purpose.

use pystreaming_actors::model::names::{Secrets, hex};
use subtle::ConstantTimeEq as _;

/// The paths of links in mails, before the id.
pub const CONFIRM_PATH: &str = "/-/mail/confirm";
/// See [`CONFIRM_PATH`].
pub const END_PATH: &str = "/-/mail/end";
/// Bytes of a signature in a link.
const SIGNATURE: usize = 16;

/// What a link in a mail is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// To confirm that mails are wanted.
    Confirm,
    /// To end them.
    End,
}

/// What a link consists of after its path.
#[derive(Clone)]
pub struct Linked {
    /// The follower's id.
    pub id: i64,
    /// What nobody else can make.
    pub signature: String,
}

impl Linked {
    pub(super) fn to(secrets: &Secrets, purpose: Purpose, id: i64, hash: &str) -> Self {
        let label: &[u8] = match purpose {
            Purpose::Confirm => b"confirm mail",
            Purpose::End => b"end mail",
        };
        let signature = secrets.sign(&[label, &id.to_be_bytes(), hash.as_bytes()]);
        Self { id, signature: hex(&signature[..SIGNATURE]) }
    }

    pub(super) fn path(&self, purpose: Purpose) -> String {
        let path = match purpose {
            Purpose::Confirm => CONFIRM_PATH,
            Purpose::End => END_PATH,
        };
        format!("{path}/{}/{}", self.id, self.signature)
    }

    /// Whether this site made it for a follower with this hash.
    pub fn was_made(&self, secrets: &Secrets, purpose: Purpose, hash: &str) -> bool {
        let made = Self::to(secrets, purpose, self.id, hash).signature;
        made.as_bytes().ct_eq(self.signature.as_bytes()).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_is_for_one_follower_and_one_purpose_of_one_site() {
        let secrets = Secrets::derive("site");
        let link = Linked::to(&secrets, Purpose::End, 7, "hash");
        assert_eq!(link.path(Purpose::End), format!("/-/mail/end/7/{}", link.signature));
        assert!(link.was_made(&secrets, Purpose::End, "hash"));
        assert!(!link.was_made(&secrets, Purpose::Confirm, "hash"));
        assert!(!link.was_made(&secrets, Purpose::End, "another"));
        assert!(!link.was_made(&Secrets::derive("another"), Purpose::End, "hash"));
        assert!(!Linked { id: 8, ..link }.was_made(&secrets, Purpose::End, "hash"));
        assert!(!Linked { id: 7, signature: String::new() }.was_made(&secrets, Purpose::End, "hash"));
    }
}
