//! What can be wrong with a configuration, in words for whoever wrote it.

use std::fmt;
use std::path::PathBuf;

/// Why there is no usable configuration. The text names where the mistake is, and what would be right; it never
/// contains the value of a secret.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ConfigError {
    /// The file was asked for, and cannot be read.
    #[error("{}: cannot be read: {why}; check the path given with --config and who may read it", file.display())]
    Unreadable {
        /// The file.
        file: PathBuf,
        /// What the system said.
        why: String,
    },
    /// The file is not YAML, or not a list of keys and values.
    #[error("{}: {why}", file.display())]
    Syntax {
        /// The file.
        file: PathBuf,
        /// What the parser said, with line and column.
        why: String,
    },
    /// One value is unknown, of the wrong type or impossible.
    #[error("{origin}: {key}: {problem}")]
    Value {
        /// Where the value came from.
        origin: Origin,
        /// Its key, dotted.
        key: String,
        /// What is wrong, and what would be right.
        problem: String,
    },
    /// The site's secret can neither be read nor made.
    #[error("{}: {why}", file.display())]
    SecretKey {
        /// The file that keeps it.
        file: PathBuf,
        /// What went wrong, and what to do.
        why: String,
    },
}

/// Where a value came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// Its default.
    Default,
    /// A configuration file.
    File(PathBuf),
    /// An environment variable.
    Environment(String),
    /// A flag on the command line.
    Flag(String),
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str("default"),
            Self::File(path) => write!(f, "file {}", path.display()),
            Self::Environment(name) => write!(f, "environment variable {name}"),
            Self::Flag(name) => write!(f, "flag {name}"),
        }
    }
}
