//! Why a call failed, and the exit status of each kind.

/// Why a call failed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ClientError {
    /// The site's address is none.
    #[error("{given:?} is no address of a site; give one such as https://stream.example.com")]
    Address {
        /// As entered.
        given: String,
    },
    /// Name, key or token cannot be sent.
    #[error("the name, key or token has characters that cannot be sent")]
    Credentials,
    /// An option or a file with a secret cannot be used.
    #[error("{0}")]
    Input(String),
    /// No answer.
    #[error("cannot reach {url}: {why}")]
    Unreachable {
        /// The site.
        url: String,
        /// Without secrets.
        why: String,
    },
    /// The site refused the request.
    #[error("{detail}{}", wait.map(|wait| format!(" Try again in {wait} s.")).unwrap_or_default())]
    Refused {
        /// Of the response.
        status: u16,
        /// A sentence.
        detail: String,
        /// Machine-readable reason.
        code: String,
        /// Seconds until it is worth trying again.
        wait: Option<u64>,
    },
    /// The answer is not one of this API.
    #[error("the answer, with status {status}, is none of PyStreaming's API; is the address right?")]
    Strange {
        /// Of the response.
        status: u16,
    },
}

impl ClientError {
    /// The exit status: 1 refused, 2 a mistake on the command line, 3 wrong credentials, 4 no such thing, 5 no usable
    /// answer, 6 too many requests.
    pub fn exit_status(&self) -> u8 {
        match self {
            Self::Address { .. } | Self::Credentials | Self::Input(_) => 2,
            Self::Refused { status: 401 | 403, .. } => 3,
            Self::Refused { status: 404, .. } => 4,
            Self::Refused { status: 429, .. } => 6,
            Self::Refused { status: 500.., .. } | Self::Unreachable { .. } | Self::Strange { .. } => 5,
            Self::Refused { .. } => 1,
        }
    }
}
