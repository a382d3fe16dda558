//! Qualities: the rungs of an encoding ladder.

use std::fmt;
use std::sync::Arc;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};

/// Longest name of a quality, in characters.
pub const QUALITY_MAX: usize = 32;

/// A quality, named as in the configuration and in nginx's `push` or `exec` lines. Case-sensitive.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Quality(Arc<str>);

/// A quality's name was rejected; the message is for an administrator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a quality is named with 1 to {QUALITY_MAX} letters, digits, `-` or `_`")]
pub struct InvalidQuality;

impl Quality {
    /// Accepts a name that needs no escaping in file names and URLs.
    pub fn parse(name: &str) -> Result<Self, InvalidQuality> {
        let fits = (1..=QUALITY_MAX).contains(&name.len())
            && name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'));
        if fits { Ok(Self(name.into())) } else { Err(InvalidQuality) }
    }

    /// The name as configured.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<'de> Deserialize<'de> for Quality {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}

impl fmt::Display for Quality {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
