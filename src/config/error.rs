//! Errors of the configuration, in words for administrators.

use std::fmt;
use std::path::PathBuf;

/// Why a configuration cannot be used. The text says where the mistake is and how to fix it, and never contains a secret.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ConfigError {
    /// The file was named on the command line, and cannot be read.
    #[error("{}: cannot be read: {why}; check the path given with --config, and its permissions", file.display())]
    Unreadable {
        /// The file.
        file: PathBuf,
        /// The system's error.
        why: String,
    },
    /// The file is not YAML, or not a list of keys and values.
    #[error("{}: {why}", file.display())]
    Syntax {
        /// The file.
        file: PathBuf,
        /// The parser's error, with line and column.
        why: String,
    },
    /// One value is unknown, of the wrong type or impossible.
    #[error("{origin}: {key}: {problem}")]
    Value {
        /// Where the value came from.
        origin: Origin,
        /// Its key, dotted.
        key: String,
        /// The error, and which values are accepted.
        problem: String,
    },
    /// The site's secret can neither be read nor generated.
    #[error("{}: {why}", file.display())]
    SecretKey {
        /// The file with the secret.
        file: PathBuf,
        /// The error, and what to do.
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
