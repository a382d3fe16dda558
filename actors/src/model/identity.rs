//! Who somebody is at another site, by which they sign in here.

use sha2::{Digest as _, Sha256};

use super::names::hex;

/// Longest issuer, subject and label that are kept, in bytes.
const PART_MAX: usize = 512;

/// Who somebody is at another site: the same person as long as issuer and subject are the same bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// The site that says so: the issuer of OpenID Connect, or `mastodon:` with the host of an instance.
    pub issuer: String,
    /// What identifies the person there, for ever.
    pub subject: String,
    /// What the person is called there, for people. It may change.
    pub label: String,
}

impl Identity {
    /// `None` if issuer or subject is empty or too long. A label is cut.
    pub fn new(issuer: &str, subject: &str, label: &str) -> Option<Self> {
        let fits = |part: &str| !part.is_empty() && part.len() <= PART_MAX && !part.contains('\0');
        let label: String = label.chars().filter(|c| !c.is_control()).take(PART_MAX / 4).collect();
        (fits(issuer) && fits(subject)).then(|| Self {
            issuer: issuer.to_owned(),
            subject: subject.to_owned(),
            label: label.trim().to_owned(),
        })
    }

    /// The form in which identities are compared: 64 lower-case hexadecimal digits.
    pub fn key(&self) -> String {
        let mut digest = Sha256::new();
        // neither has a NUL
        digest.update(self.issuer.as_bytes());
        digest.update([0]);
        digest.update(self.subject.as_bytes());
        hex(&digest.finalize())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn an_identity_is_its_issuer_and_subject_and_nothing_else() {
        let key =
            |issuer: &str, subject: &str, label: &str| Identity::new(issuer, subject, label).unwrap().key();
        assert_eq!(key("https://a.example", "1", "bob"), key("https://a.example", "1", "eve"));
        for (issuer, subject) in [
            ("https://a.example", "1 "),
            ("https://A.example", "1"),
            ("https://a.example/", "1"),
            ("https://a.exampl", "e1"),
        ] {
            assert_ne!(key(issuer, subject, ""), key("https://a.example", "1", ""), "{issuer} {subject}");
        }
        for (issuer, subject) in [("", "1"), ("a", ""), ("a", "b\0c"), ("a\0b", "c")] {
            assert_eq!(Identity::new(issuer, subject, ""), None, "{issuer:?} {subject:?}");
        }
        assert_eq!(Identity::new("a", &"x".repeat(PART_MAX + 1), ""), None);
        assert_eq!(Identity::new("a", "b", " bob\n@x ").unwrap().label, "bob@x");
    }

    proptest! {
        #[test]
        fn different_identities_have_different_keys(a: (String, String), b: (String, String)) {
            let (one, other) = (Identity::new(&a.0, &a.1, ""), Identity::new(&b.0, &b.1, ""));
            if let (Some(one), Some(other)) = (one, other) {
                prop_assert_eq!(one.key() == other.key(), a == b);
            }
        }
    }
}
