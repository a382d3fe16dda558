//! The rules of a stream's chat that moderators set, besides the words that its filter knows.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::text::Invalid;

/// Most hosts of a link policy.
const HOSTS_MAX: usize = 50;
/// Longest host, in bytes.
const HOST_MAX: usize = 253;

/// Who may say what in a chat. Staff are exempt from all of it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ChatRules {
    /// Who may send links.
    pub links: LinkPolicy,
    /// How many capitals a message may have; `None` for any number.
    pub capitals: Option<Capitals>,
    /// How often a character, emoji or word may come in a row; `None` for any number.
    pub repetition: Option<u32>,
    /// Whether messages consist of emoji alone.
    pub emoji_only: bool,
    /// For how many minutes someone has to be known before they can speak; 0 for everybody.
    pub newcomers: u32,
    /// Whether only people with an account can speak.
    pub accounts_only: bool,
    /// Slow mode of those who have been known for less than [`NEW_FOR`]: seconds between two messages, if that is more than
    /// for all.
    pub slow_newcomers: u32,
    /// What was set before a lockdown, while there is one.
    pub lockdown: Option<BeforeLockdown>,
}

/// What a lockdown changes, as it was before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BeforeLockdown {
    /// Seconds of slow mode.
    pub slow: u32,
    /// [`ChatRules::links`]
    pub links: LinkPolicy,
    /// [`ChatRules::newcomers`]
    pub newcomers: u32,
    /// [`ChatRules::accounts_only`]
    #[serde(default)]
    pub accounts_only: bool,
}

/// For how many seconds someone is new to slow mode.
pub const NEW_FOR: u32 = 600;

impl ChatRules {
    /// Whether any of them is about what messages say.
    pub fn concern_text(&self) -> bool {
        let Self { links, capitals, repetition, emoji_only, .. } = self;
        *links != LinkPolicy::Everybody || capitals.is_some() || repetition.is_some() || *emoji_only
    }

    /// For how many seconds someone is new to these rules; 0 if they treat all alike.
    pub fn new_for(&self) -> u32 {
        let slow = if self.slow_newcomers > 0 { NEW_FOR } else { 0 };
        self.newcomers.saturating_mul(60).max(slow)
    }
}

/// How many capitals a message may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Capitals {
    /// Largest share among the letters that have a case, in percent.
    pub percent: u32,
    /// Messages with fewer such letters may have any share.
    pub letters: u32,
}

/// Who may send links, and where to.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum LinkPolicy {
    /// Everybody, anywhere.
    #[default]
    Everybody,
    /// Nobody but moderators and the streamer.
    Moderators,
    /// Everybody, to these hosts and those below them. In lower case; never empty.
    Hosts(Vec<String>),
}

impl LinkPolicy {
    /// Parses `everybody`, `moderators`, or hosts separated by commas or spaces. The error is a sentence without its end.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        match text.trim().to_lowercase().as_str() {
            "everybody" => Ok(Self::Everybody),
            "moderators" => Ok(Self::Moderators),
            hosts => {
                let mut all = Vec::new();
                for host in hosts.split([',', ' ']).filter(|host| !host.is_empty()) {
                    let host = self::host(host)?;
                    if !all.contains(&host) {
                        all.push(host);
                    }
                }
                match all.len() {
                    0 => Err("Choose everybody, moderators, or hosts such as example.com".into()),
                    many if many > HOSTS_MAX => {
                        Err(Invalid(format!("That is {many} hosts; {HOSTS_MAX} are allowed")))
                    }
                    _ => Ok(Self::Hosts(all)),
                }
            }
        }
    }
}

/// A host in lower case, without a star before the domain.
fn host(text: &str) -> Result<String, Invalid> {
    let shown: String = text.chars().take(60).collect();
    let name = text.strip_prefix("*.").unwrap_or(text);
    let is_label = |label: &str| {
        !label.is_empty()
            && label.chars().all(|c| c.is_alphanumeric() || c == '-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    match name.len() <= HOST_MAX && name.contains('.') && name.split('.').all(is_label) {
        true => Ok(name.to_owned()),
        false => Err(Invalid(format!(
            "{shown} is no host. Choose everybody, moderators, or hosts such as example.com"
        ))),
    }
}

impl fmt::Display for LinkPolicy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Everybody => f.write_str("everybody"),
            Self::Moderators => f.write_str("moderators"),
            Self::Hosts(hosts) => f.write_str(&hosts.join(",")),
        }
    }
}

impl From<LinkPolicy> for String {
    fn from(policy: LinkPolicy) -> Self {
        policy.to_string()
    }
}

impl TryFrom<String> for LinkPolicy {
    type Error = Invalid;

    fn try_from(text: String) -> Result<Self, Invalid> {
        Self::parse(&text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_policy_is_read_as_it_is_written() {
        for (text, written) in [
            ("everybody", "everybody"),
            (" Moderators ", "moderators"),
            ("Example.COM, *.a.example  example.com", "example.com,a.example"),
        ] {
            assert_eq!(LinkPolicy::parse(text).unwrap().to_string(), written);
            assert_eq!(LinkPolicy::parse(written), LinkPolicy::parse(text));
        }
        for bad in [
            "",
            ",",
            "nobody",
            "https://example.com",
            "example.com/x",
            "a..b",
            "-a.b",
            &"a.b,".repeat(4).repeat(80),
        ] {
            let parsed = LinkPolicy::parse(bad);
            assert!(parsed.is_err() || bad.len() > 100, "{bad}");
        }
        let many: Vec<String> = (0..51).map(|nth| format!("h{nth}.example")).collect();
        assert!(LinkPolicy::parse(&many.join(" ")).is_err());
    }
}
