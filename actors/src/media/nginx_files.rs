//! The names that nginx-rtmp gives files in the HLS folder: `<name>.m3u8` and `<name>-<n>.ts` or, where a ladder makes
//! qualities, `<name>_<Quality>.m3u8` and `<name>_<Quality>-<n>.ts`. In plain mode `<name>` is the stream key.

use std::path::{Path, PathBuf};

use super::container::Container;
use super::quality::Quality;
use super::rendition::{PublishFileName, Rendition};

const PLAYLIST_EXTENSION: &str = "m3u8";
/// The container that nginx-rtmp writes.
const CONTAINER: Container = Container::MpegTs;

/// Whether a path has the extension of a playlist.
pub(crate) fn is_playlist(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == PLAYLIST_EXTENSION)
}

/// Whether a path has the extension of a segment.
pub(crate) fn is_segment(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == CONTAINER.extension())
}

/// Parses the name of a playlist's file. All names that do not fit the configured qualities are foreign.
pub(crate) fn parse_playlist_file(file: &str, qualities: &[Quality]) -> Option<Rendition> {
    parse_stem(file.strip_suffix(PLAYLIST_EXTENSION)?.strip_suffix('.')?, qualities)
}

/// Parses the name of a segment's file to its stem and its number.
pub(crate) fn parse_segment_file(file: &str) -> Option<(&str, u64)> {
    let (stem, number) = CONTAINER.strip(file)?.rsplit_once('-')?;
    Some((stem, parse_number(number)?))
}

/// Parses a stem, the part that the names of a rendition's files have in common.
pub(crate) fn parse_stem(stem: &str, qualities: &[Quality]) -> Option<Rendition> {
    if qualities.is_empty() {
        return Some(Rendition { publish_file: PublishFileName::new(stem)?, quality: None });
    }
    let name_of = |quality: &Quality| stem.strip_suffix(quality.as_str())?.strip_suffix('_');
    // the longest match wins, in case one quality's name ends with another's
    let quality = qualities.iter().filter(|q| name_of(q).is_some()).max_by_key(|q| q.as_str().len())?;
    Some(Rendition { publish_file: PublishFileName::new(name_of(quality)?)?, quality: Some(quality.clone()) })
}

/// The stem of a rendition; it may contain a stream key.
pub(crate) fn stem(publish_file: &PublishFileName, quality: Option<&Quality>) -> String {
    let name = publish_file.reveal();
    match quality {
        None => name.to_owned(),
        Some(quality) => format!("{name}_{quality}"),
    }
}

/// Name of a playlist's file; it may contain a stream key.
pub(crate) fn playlist_file(of: &Rendition) -> String {
    format!("{}.{PLAYLIST_EXTENSION}", stem(&of.publish_file, of.quality.as_ref()))
}

/// Name of a segment's file; it may contain a stream key.
pub(crate) fn segment_file(publish_file: &PublishFileName, quality: Option<&Quality>, number: u64) -> String {
    stem_segment_file(&stem(publish_file, quality), number)
}

/// As [`segment_file`], for a stem.
pub(crate) fn stem_segment_file(stem: &str, number: u64) -> String {
    format!("{stem}-{number}.{}", CONTAINER.extension())
}

/// Path of a segment's file. No part of it comes from a request. Open it with [`crate::watcher::open_regular`].
pub fn segment_path(
    hls_dir: &Path,
    publish_file: &PublishFileName,
    quality: Option<&Quality>,
    number: u64,
) -> PathBuf {
    hls_dir.join(segment_file(publish_file, quality, number))
}

/// Parses a decimal number as nginx writes it: no sign, no leading zeros.
pub(super) fn parse_number(text: &str) -> Option<u64> {
    let plain = text.bytes().all(|b| b.is_ascii_digit()) && (text == "0" || !text.starts_with('0'));
    if plain { text.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quality(name: &str) -> Quality {
        Quality::parse(name).unwrap()
    }

    fn rendition(publish_file: &str, quality: Option<Quality>) -> Rendition {
        Rendition { publish_file: PublishFileName::new(publish_file).unwrap(), quality }
    }

    #[test]
    fn without_qualities_every_playlist_is_a_stream() {
        assert_eq!(parse_playlist_file("key_Low.m3u8", &[]), Some(rendition("key_Low", None)));
        for foreign in [".m3u8", "key.m3u8.bak", "key.M3U8", "key-1.ts", "a/b.m3u8", ""] {
            assert_eq!(parse_playlist_file(foreign, &[]), None, "{foreign:?}");
        }
    }

    #[test]
    fn with_qualities_only_configured_ones_count_and_case_matters() {
        let qualities = [quality("Low"), quality("Very_Low")];
        let parse = |file| parse_playlist_file(file, &qualities);
        assert_eq!(parse("my_key_Low.m3u8"), Some(rendition("my_key", Some(quality("Low")))));
        assert_eq!(parse("key_Very_Low.m3u8"), Some(rendition("key", Some(quality("Very_Low")))));
        for foreign in ["key.m3u8", "key_low.m3u8", "key_High.m3u8", "_Low.m3u8", "keyLow.m3u8"] {
            assert_eq!(parse(foreign), None, "{foreign:?}");
        }
    }

    #[test]
    fn names_that_are_written_are_read_again() {
        for quality in [None, Some(quality("Low"))] {
            let of = rendition("my-key_1", quality.clone());
            let qualities: Vec<_> = quality.iter().cloned().collect();
            assert_eq!(parse_playlist_file(&playlist_file(&of), &qualities), Some(of.clone()));
            let file = segment_file(&of.publish_file, of.quality.as_ref(), 7);
            let (stem, number) = parse_segment_file(&file).unwrap();
            assert_eq!((parse_stem(stem, &qualities), number), (Some(of), 7));
        }
        for foreign in ["key.ts", "key-.ts", "key-01.ts", "key-1.m3u8", "key-x.ts", "-ts"] {
            assert_eq!(parse_segment_file(foreign), None, "{foreign:?}");
        }
    }

    #[test]
    fn segment_path_stays_inside_the_folder() {
        let path = |name: &str, quality: Option<&Quality>| {
            segment_path(Path::new("/hls"), &PublishFileName::new(name).unwrap(), quality, 7)
        };
        assert_eq!(path("..", None), Path::new("/hls/..-7.ts"));
        assert_eq!(path("key", Some(&quality("Low"))), Path::new("/hls/key_Low-7.ts"));
        for out in ["", "/etc/passwd", "../key", "a\0"] {
            assert_eq!(PublishFileName::new(out), None, "{out:?}");
        }
    }
}
