//! Custom emotes.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::text::{Invalid, bounded};

/// Longest alias of an emote, in characters.
pub const EMOTE_ALIAS_MAX: usize = 32;

/// The addresses of emotes by `:alias:`.
pub type Emotes = Arc<BTreeMap<String, String>>;

/// A custom emote: `:alias:` in chat stands for the picture at `uri`.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Emote {
    /// Letters, digits, `_` and `-`.
    pub alias: String,
    /// An address on this site or an `https` one.
    pub uri: String,
}

/// The picture of an emote that was uploaded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EmotePicture {
    /// Hexadecimal digits, which change with the contents, and the extension of the type.
    pub name: String,
    /// The file.
    pub contents: Vec<u8>,
}

/// What streams may have of emotes of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct StreamEmoteLimits {
    /// Most emotes of a stream; 0 if streams have none.
    pub emotes: u32,
    /// Largest picture in KiB.
    pub kib: u32,
}

/// Every emote: those of the site, and those that streams have of their own.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AllEmotes {
    site: Emotes,
    streams: BTreeMap<Box<str>, Emotes>,
    uris: HashSet<String>,
}

impl AllEmotes {
    /// From the emotes of the site, and of streams with the folded names of their streamers.
    pub fn new(site: Vec<Emote>, streams: Vec<(Box<str>, Emote)>) -> Self {
        let mut of_streams: BTreeMap<Box<str>, BTreeMap<String, String>> = BTreeMap::new();
        let mut uris: HashSet<String> = site.iter().map(|emote| emote.uri.clone()).collect();
        for (streamer, emote) in streams {
            uris.insert(emote.uri.clone());
            of_streams.entry(streamer).or_default().insert(key(&emote.alias), emote.uri);
        }
        let site = site.into_iter().map(|emote| (key(&emote.alias), emote.uri)).collect();
        let streams = of_streams.into_iter().map(|(streamer, emotes)| (streamer, Arc::new(emotes)));
        Self { site: Arc::new(site), streams: streams.collect(), uris }
    }

    /// The emotes of the site.
    pub fn site(&self) -> &Emotes {
        &self.site
    }

    /// The emotes that a stream has of its own, by the folded name of its streamer.
    pub fn of_stream(&self, streamer: &str) -> Emotes {
        self.streams.get(streamer).cloned().unwrap_or_default()
    }

    /// Whether the picture of any emote is at this address.
    pub fn has_picture(&self, uri: &str) -> bool {
        self.uris.contains(uri)
    }
}

fn key(alias: &str) -> String {
    format!(":{alias}:")
}

/// An emote's alias: letters, digits, `_` and `-`.
///
/// # Errors
/// What is wrong with it, in words that follow "alias".
pub fn emote_alias(text: &str) -> Result<&str, String> {
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    if text.is_empty() || !text.chars().all(fits) {
        return Err("cannot be used; write letters, digits, `_` and `-`, without colons".to_owned());
    }
    bounded(text, EMOTE_ALIAS_MAX).map_err(|Invalid(why)| why)
}
