//! What segments tell where nginx-rtmp takes the stream.

use std::time::Duration;

use super::codec::Named;
use super::judge::{Signs, judge};
use super::{Health, PictureHealth, SoundHealth, Source, Standing};
use crate::media::{MediaPlaylist, Problem, QualityInfo};
use crate::model::UnixTime;

/// The health of a stream by the playlist of its best quality and the properties of its segments. Segments begin with
/// keyframes, so none is shorter than their distance.
pub fn of_segments(
    info: &QualityInfo,
    playlist: &MediaPlaylist,
    standing: &mut Standing,
    now: UnixTime,
) -> Health {
    let codecs = info.codecs.as_deref().unwrap_or_default();
    let named: Vec<Named> = codecs.split(',').filter_map(Named::read).collect();
    let (picture, sound) =
        (named.iter().find(|named| !named.is_sound()), named.iter().find(|named| named.is_sound()));
    let longest = playlist.segments.iter().map(|segment| segment.duration).max();
    let health = Health {
        bit_rate: info.average_bandwidth.or(info.bandwidth),
        picture: picture.map(|named| PictureHealth {
            codec: named.codec.into(),
            profile: named.profile(),
            width: info.width,
            height: info.height,
            frame_rate: info.frame_rate,
            bit_rate: None,
            keyframe_seconds: longest.as_ref().map(Duration::as_secs_f64),
            b_frames_ms: None,
            frames: None,
            dropped: None,
            late: None,
        }),
        sound: sound.map(|named| SoundHealth {
            codec: named.codec.into(),
            profile: named.profile(),
            bit_rate: None,
        }),
        ..Health::unknown(Source::Segments)
    };
    let signs = Signs {
        picture_missing: info.problems.contains(&Problem::NoPicture),
        sound_missing: info.problems.contains(&Problem::NoSound),
        tracks_apart: info.problems.contains(&Problem::TracksApart),
        picture_support: picture.map(|named| named.support),
        ..Signs::default()
    };
    let found = judge(&health, signs);
    standing.warn(health, found, now, |_| None)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::media::{PublishFileName, Rendition};

    fn playlist(seconds: u32) -> MediaPlaylist {
        let rendition = Rendition { publish_file: PublishFileName::new("key").unwrap(), quality: None };
        let text = format!(
            "#EXTM3U\n#EXT-X-TARGETDURATION:{seconds}\n#EXT-X-MEDIA-SEQUENCE:1\n#EXTINF:{seconds}.000,\nkey-1.ts\n"
        );
        MediaPlaylist::parse(text.as_bytes(), &rendition).unwrap()
    }

    #[test]
    fn segments_tell_codecs_problems_and_the_distance_of_keyframes() {
        let mut standing = Standing::default();
        let info = QualityInfo {
            average_bandwidth: Some(5000),
            codecs: Some("avc1.640028,mp4a.40.2".into()),
            problems: vec![Problem::NoSound],
            ..QualityInfo::default()
        };
        let health = of_segments(&info, &playlist(8), &mut standing, 100);
        let picture = health.picture.as_ref().unwrap();
        assert_eq!((picture.codec.as_ref(), picture.profile.as_deref()), ("H.264", Some("High")));
        assert_eq!(
            (health.sound.as_ref().unwrap().profile.as_deref(), health.bit_rate),
            (Some("LC"), Some(5000))
        );
        let later = of_segments(&info, &playlist(8), &mut standing, 107);
        let told: Vec<_> = later.warnings.iter().map(|warning| (warning.code, warning.since)).collect();
        assert_eq!(
            told,
            [(Problem::NoSound, 100), (Problem::LongKeyframes, 100)],
            "since they were first found"
        );
        assert_eq!(later.problems(), [Problem::NoSound], "viewers miss nothing of far keyframes");
        let short = QualityInfo { problems: Vec::new(), ..info };
        assert_eq!(of_segments(&short, &playlist(4), &mut standing, 109).warnings, []);
        assert_eq!(of_segments(&short, &playlist(5), &mut standing, 111).warnings[0].since, 111, "again");
    }
}
