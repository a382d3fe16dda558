//! Names of files, and where they are.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

/// A file of a rendition. No name ever means two contents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FileName {
    /// An initialization segment, `init<n>.mp4`.
    Init(u32),
    /// A whole segment, `<msn>.m4s`.
    Segment(u64),
    /// A part of a segment, `<msn>.<part>.m4s`, counted from 0.
    Part(u64, usize),
}

impl fmt::Display for FileName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Init(number) => write!(f, "init{number}.mp4"),
            Self::Segment(number) => write!(f, "{number}.m4s"),
            Self::Part(number, part) => write!(f, "{number}.{part}.m4s"),
        }
    }
}

/// Not the name of a file of a rendition.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a segment, part or initialization segment")]
pub struct NoFileName;

impl FromStr for FileName {
    type Err = NoFileName;

    fn from_str(name: &str) -> Result<Self, NoFileName> {
        let parsed = match (name.strip_prefix("init"), name.strip_suffix(".m4s")) {
            (Some(init), _) => {
                init.strip_suffix(".mp4").and_then(|number| Some(Self::Init(number.parse().ok()?)))
            }
            (None, Some(media)) => match media.split_once('.') {
                None => media.parse().ok().map(Self::Segment),
                Some((number, part)) => {
                    number.parse().ok().zip(part.parse().ok()).map(|(n, p)| Self::Part(n, p))
                }
            },
            (None, None) => None,
        };
        // one spelling for each file: no signs, no leading zeros
        parsed.filter(|parsed| parsed.to_string() == name).ok_or(NoFileName)
    }
}

/// Where viewers find what playlists name, as absolute paths or relative to the playlist.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Addresses {
    /// What precedes `<rendition>/<file>`, such as `/hls/<prefix>/`.
    pub files: String,
    /// The media playlist of each rendition, for reports from the others.
    pub playlists: Vec<String>,
    /// Set if playlists list whole segments alone.
    pub whole: Option<Whole>,
}

/// Segments of a rendition that are listed only once it is known where viewers get them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Whole {
    /// Media sequence number of the last one of which that is known.
    pub until: u64,
    /// Those that another server has, by number.
    pub elsewhere: BTreeMap<u64, String>,
}

impl Addresses {
    /// The address of a file.
    pub fn file(&self, rendition: usize, name: FileName) -> String {
        let elsewhere = self.whole.as_ref().and_then(|whole| match name {
            FileName::Segment(number) => whole.elsewhere.get(&number),
            FileName::Init(_) | FileName::Part(..) => None,
        });
        elsewhere.cloned().unwrap_or_else(|| format!("{}{rendition}/{name}", self.files))
    }

    /// Whether a segment can be listed that begins there.
    pub fn lists(&self, number: u64) -> bool {
        self.whole.as_ref().is_none_or(|whole| number <= whole.until)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_has_one_name() {
        for name in [FileName::Init(0), FileName::Segment(17), FileName::Part(17, 3)] {
            assert_eq!(name.to_string().parse(), Ok(name));
        }
        for other in [
            "",
            "init.mp4",
            "init+1.mp4",
            "007.m4s",
            "1.2.3.m4s",
            "1.m4s.m4s",
            "-1.m4s",
            "1.mp4",
            "../1.m4s",
            "1..m4s",
        ] {
            assert_eq!(other.parse::<FileName>(), Err(NoFileName), "{other}");
        }
    }
}
