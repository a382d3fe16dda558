use proptest::prelude::*;

use super::super::rendition::PublishFileName;
use super::*;

const NGINX: &str = "\
#EXTM3U
#EXT-X-VERSION:3
#EXT-X-MEDIA-SEQUENCE:41
#EXT-X-TARGETDURATION:4
#EXTINF:4.000,
key-41.ts
#EXT-X-DISCONTINUITY
#EXTINF:3.967,
key-42.ts
";

fn parse(text: impl AsRef<[u8]>) -> Result<MediaPlaylist, PlaylistError> {
    let of = Rendition { publish_file: PublishFileName::new("key").unwrap(), quality: None };
    MediaPlaylist::parse(text.as_ref(), &of)
}

fn segment(number: u64, millis: u64, discontinuity: bool) -> Segment {
    Segment { number, duration: Duration::from_millis(millis), discontinuity, begun: None }
}

#[test]
fn what_nginx_writes_is_understood() {
    let expected = MediaPlaylist {
        target_duration: 4,
        media_sequence: 41,
        discontinuity_sequence: 0,
        independent_segments: false,
        segments: vec![segment(41, 4000, false), segment(42, 3967, true)],
    };
    assert_eq!(parse(NGINX), Ok(expected.clone()));
    assert_eq!(parse(NGINX.replace('\n', "\r\n")), Ok(expected));
}

#[test]
fn viewers_get_addresses_without_the_key() {
    let mut playlist = parse(NGINX).unwrap();
    playlist.discontinuity_sequence = 2;
    playlist.independent_segments = true;
    playlist.segments[1].begun = Some(1_780_000_000_123);
    let prefix = Token::from_random(0);
    let low = Quality::parse("Low").unwrap();
    let expected = "\
#EXTM3U
#EXT-X-VERSION:3
#EXT-X-TARGETDURATION:4
#EXT-X-MEDIA-SEQUENCE:41
#EXT-X-DISCONTINUITY-SEQUENCE:2
#EXT-X-INDEPENDENT-SEGMENTS
#EXTINF:4.000,
/hls/aaaaaaaaaaaaaaaaaaaaaaaaaa_Low-41.ts
#EXT-X-DISCONTINUITY
#EXT-X-PROGRAM-DATE-TIME:2026-05-28T20:26:40.123Z
#EXTINF:3.967,
/hls/aaaaaaaaaaaaaaaaaaaaaaaaaa_Low-42.ts
";
    assert_eq!(playlist.render(&prefix, Some(&low)), expected);
    assert_eq!(playlist.render(&prefix, None), expected.replace("_Low", ""));
}

#[test]
fn a_playlist_cut_anywhere_inside_a_line_or_segment_is_torn() {
    for end in 0..NGINX.len() {
        let cut = &NGINX[..end];
        match parse(cut) {
            Err(PlaylistError::Torn) => {}
            // a cut between two segments cannot be detected
            Ok(playlist) => assert!(cut.ends_with(".ts\n"), "{cut:?} {playlist:?}"),
            Err(error) => panic!("{cut:?}: {error}"),
        }
    }
}

#[test]
fn names_that_are_not_this_renditions_segments_refuse_the_playlist() {
    for foreign in [
        "/etc/passwd",
        "../key-41.ts",
        "./key-41.ts",
        "/key-41.ts",
        "http://example.org/key-41.ts",
        "other-41.ts",
        "key_Low-41.ts",
        "key-41.mp4",
        "key-041.ts",
        "key--41.ts",
        "key-99999999999999999999.ts",
        "key-41.ts?x",
        "key-41.ts/../../x.ts",
        " key-41.ts",
    ] {
        assert_eq!(parse(NGINX.replace("key-41.ts", foreign)), Err(PlaylistError::Foreign), "{foreign}");
    }
}

#[test]
fn what_is_not_a_plain_live_playlist_is_refused() {
    use PlaylistError::*;
    for (find, put, error) in [
        ("#EXTM3U\n", "", Torn),
        ("#EXTM3U", "\u{feff}#EXTM3U", Torn),
        ("#EXT-X-VERSION:3", "#\0", NotText),
        ("#EXTINF:4.000,\n", "", Torn),
        ("#EXTINF:4.000,", "#EXTINF:nan,", BadTag("EXTINF")),
        ("#EXTINF:4.000,", "#EXTINF:-4.000,", BadTag("EXTINF")),
        ("#EXTINF:4.000,", "#EXTINF:1e3,", BadTag("EXTINF")),
        ("SEQUENCE:41", "SEQUENCE:-1", BadTag("EXT-X-MEDIA-SEQUENCE")),
        ("SEQUENCE:41", "SEQUENCE:99999999999999999999", BadTag("EXT-X-MEDIA-SEQUENCE")),
        ("#EXT-X-TARGETDURATION:4\n", "", BadTag("EXT-X-TARGETDURATION")),
        ("#EXT-X-VERSION:3", "#EXT-X-KEY:METHOD=AES-128,URI=\"key-1.key\"", Unsupported("EXT-X-KEY")),
        ("#EXT-X-VERSION:3", "#EXT-X-MAP:URI=\"init.mp4\"", Unsupported("EXT-X-MAP")),
        ("#EXT-X-VERSION:3", "#EXT-X-STREAM-INF:BANDWIDTH=1", Unsupported("EXT-X-STREAM-INF")),
    ] {
        assert_eq!(parse(NGINX.replace(find, put)), Err(error), "{find:?} -> {put:?}");
    }
    assert_eq!(parse([NGINX.as_bytes(), b"#\xff\n"].concat()), Err(NotText));
}

#[test]
fn length_is_bounded_in_bytes_and_segments() {
    assert_eq!(parse(vec![b'\n'; PLAYLIST_BYTES_MAX + 1]), Err(PlaylistError::TooLong));
    let many = |n: usize| format!("#EXTM3U\n#EXT-X-TARGETDURATION:4\n{}", "#EXTINF:4,\nkey-1.ts\n".repeat(n));
    assert_eq!(parse(many(SEGMENTS_MAX)).unwrap().segments.len(), SEGMENTS_MAX);
    assert_eq!(parse(many(SEGMENTS_MAX + 1)), Err(PlaylistError::TooLong));
}

#[test]
fn target_duration_is_never_below_the_longest_segment() {
    assert_eq!(parse(NGINX.replace("DURATION:4", "DURATION:1")).unwrap().target_duration, 4);
}

#[test]
fn durations_of_millions_of_years_do_not_hide_the_stream() {
    for bad in ["204963823041217.188", "3600.001", "99999999999999999999"] {
        let text = NGINX.replace("#EXTINF:4.000", &format!("#EXTINF:{bad}"));
        for target in ["204963823041217", "3601", "4"] {
            let playlist = parse(text.replace("DURATION:4", &format!("DURATION:{target}"))).unwrap();
            assert_eq!(playlist.segments, [segment(41, 0, false), segment(42, 3967, true)]);
            assert_eq!((playlist.media_sequence, playlist.target_duration), (41, 4));
        }
    }
}

#[test]
fn an_error_never_quotes_the_playlist() {
    let shown = format!("{:?}", parse(NGINX.replace("key-41", "hunter2-41")));
    assert!(!shown.contains("hunter2"), "{shown}");
}

fn window(sequence: u64, segments: Vec<Segment>) -> MediaPlaylist {
    MediaPlaylist {
        target_duration: 4,
        media_sequence: sequence,
        discontinuity_sequence: 0,
        independent_segments: false,
        segments,
    }
}

#[test]
fn discontinuities_that_slid_out_are_counted() {
    let broken = |n| segment(n, 4000, n == 1 || n == 3);
    let mut previous = window(0, (0..3).map(broken).collect());
    for (sequence, count) in [(1, 0), (2, 1), (3, 1), (4, 2), (9, 2)] {
        let mut next = window(sequence, (sequence..sequence + 3).map(broken).collect());
        next.follow(&previous);
        assert_eq!(next.discontinuity_sequence, count, "{sequence}");
        previous = next;
    }
}

#[test]
fn numbering_that_begins_again_is_noticed() {
    let of = |sequence: u64, len: u64| {
        window(sequence, (sequence..sequence + len).map(|n| segment(n, 4000, false)).collect())
    };
    assert!(of(0, 1).restarts(&of(9, 3)));
    assert!(of(0, 1).restarts(&of(0, 3)));
    assert!(!of(9, 3).restarts(&of(9, 3)));
    assert!(!of(10, 3).restarts(&of(9, 3)));
    let mut fresh = of(0, 1);
    let mut previous = of(9, 3);
    previous.discontinuity_sequence = 5;
    fresh.follow(&previous);
    assert_eq!(fresh.discontinuity_sequence, 0);
}

#[test]
fn a_time_that_cannot_be_written_is_left_out() {
    let mut playlist = parse(NGINX).unwrap();
    let without = playlist.render(&Token::from_random(0), None);
    playlist.segments[0].begun = Some(i64::MAX);
    assert_eq!(playlist.render(&Token::from_random(0), None), without);
}

prop_compose! {
    fn any_playlist()(
        media_sequence: u64,
        discontinuity_sequence: u64,
        independent_segments: bool,
        segments in prop::collection::vec((any::<u64>(), 0u64..=3_600_000_000, any::<bool>()), 1..20),
    ) -> MediaPlaylist {
        let segments = segments.into_iter().map(|(number, micros, discontinuity)| {
            Segment { number, duration: Duration::from_micros(micros), discontinuity, begun: None }
        });
        MediaPlaylist {
            target_duration: 3600,
            media_sequence,
            discontinuity_sequence,
            independent_segments,
            segments: segments.collect(),
        }
    }
}

proptest! {
    #[test]
    fn what_is_written_reads_the_same(playlist in any_playlist(), random: u128, low: bool) {
        let prefix = Token::from_random(random);
        let quality = low.then(|| Quality::parse("Low").unwrap());
        let text = playlist.render(&prefix, quality.as_ref()).replace("/hls/", "");
        let of = Rendition { publish_file: PublishFileName::new(prefix.as_str()).unwrap(), quality };
        prop_assert_eq!(MediaPlaylist::parse(text.as_bytes(), &of), Ok(playlist));
    }

    #[test]
    fn any_bytes_give_an_answer(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let _ = parse(&bytes);
    }

    #[test]
    fn any_change_of_a_good_playlist_gives_an_answer(at in 0..NGINX.len(), with in ".{0,3}") {
        let mut text = NGINX.to_owned();
        text.replace_range(at..=at, &with);
        if let Ok(playlist) = parse(&text) {
            let prefix = Token::from_random(0);
            let rendered = playlist.render(&prefix, None);
            prop_assert!(rendered.lines().all(|line| line.starts_with('#') || line.starts_with("/hls/a")));
        }
    }

    #[test]
    fn following_never_overflows(mut next in any_playlist(), previous in any_playlist()) {
        next.follow(&previous);
    }
}
