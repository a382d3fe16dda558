//! What an API token may be used for.

use std::fmt;

use serde::{Deserialize, Serialize};

/// One right of an API token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Scope {
    /// Reads messages, members, recorded events, and how the incoming stream is.
    Read,
    /// Sends messages and notices in the streamer's name.
    Chat,
    /// Does what moderators do.
    Moderate,
    /// Reads and changes settings, appoints moderators, and ends broadcasts.
    Settings,
    /// Does what administrators do, and everything else. Only for tokens of the site.
    Admin,
}

impl Scope {
    /// From the least to the most powerful.
    pub const ALL: [Self; 5] = [Self::Read, Self::Chat, Self::Moderate, Self::Settings, Self::Admin];

    /// The word used by the API, the command line and the store.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Chat => "chat",
            Self::Moderate => "moderate",
            Self::Settings => "settings",
            Self::Admin => "admin",
        }
    }

    /// Reads [`Scope::as_str`].
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scope| scope.as_str() == word)
    }
}

/// A set of scopes. Serialized as a list of words.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(from = "Vec<Scope>", into = "Vec<Scope>")]
pub struct Scopes(u8);

impl Scopes {
    /// Reads words that are separated by commas. `Err` is the first that is no scope.
    pub fn parse(words: &str) -> Result<Self, &str> {
        let words = words.split(',').map(str::trim).filter(|word| !word.is_empty());
        words.map(|word| Scope::parse(word).ok_or(word)).collect()
    }

    /// Whether the scope itself is in the set.
    pub fn contains(self, scope: Scope) -> bool {
        self.0 & bit(scope) != 0
    }

    /// Whether a token with these scopes may do what the scope allows.
    pub fn allow(self, scope: Scope) -> bool {
        self.contains(scope) || self.contains(Scope::Admin)
    }

    /// Whether there is no scope in the set.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The scopes in the order of [`Scope::ALL`].
    pub fn iter(self) -> impl Iterator<Item = Scope> {
        Scope::ALL.into_iter().filter(move |scope| self.contains(*scope))
    }
}

fn bit(scope: Scope) -> u8 {
    1 << scope as u8
}

impl FromIterator<Scope> for Scopes {
    fn from_iter<I: IntoIterator<Item = Scope>>(scopes: I) -> Self {
        Self(scopes.into_iter().fold(0, |set, scope| set | bit(scope)))
    }
}

impl From<Vec<Scope>> for Scopes {
    fn from(scopes: Vec<Scope>) -> Self {
        scopes.into_iter().collect()
    }
}

impl From<Scopes> for Vec<Scope> {
    fn from(scopes: Scopes) -> Self {
        scopes.iter().collect()
    }
}

/// The words, separated by commas: what [`Scopes::parse`] reads.
impl fmt::Display for Scopes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words: Vec<_> = self.iter().map(Scope::as_str).collect();
        f.write_str(&words.join(","))
    }
}

impl fmt::Debug for Scopes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_read_in_any_order_and_written_in_one() {
        let scopes = Scopes::parse(" chat, read,chat").unwrap();
        assert_eq!(scopes.to_string(), "read,chat");
        assert_eq!(serde_json::to_string(&scopes).unwrap(), r#"["read","chat"]"#);
        assert_eq!(serde_json::from_str::<Scopes>(r#"["chat","read"]"#).unwrap(), scopes);
        assert_eq!(Scopes::parse("read,fly"), Err("fly"));
        assert!(Scopes::parse(" ,").unwrap().is_empty());
        let all: Scopes = Scope::ALL.into_iter().collect();
        assert_eq!(Scopes::parse(&all.to_string()), Ok(all));
    }

    #[test]
    fn admin_includes_every_scope_and_no_other_scope_includes_another() {
        let only = |scope: Scope| Scopes::from_iter([scope]);
        for one in Scope::ALL {
            for other in Scope::ALL {
                assert_eq!(only(one).allow(other), one == other || one == Scope::Admin, "{one:?} {other:?}");
            }
        }
    }
}
