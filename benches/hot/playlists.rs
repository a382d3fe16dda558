//! A playlist from the file that nginx wrote to its viewers: read, written anew and compressed once for all of them;
//! then answered from memory, beside a copy of its bytes.

use std::fmt::Write as _;
use std::hint::black_box;

use criterion::{BenchmarkId, Criterion};
use pystreaming_actors::delivery::{OfferedMedia, OfferedRendition};
use pystreaming_actors::media::{MediaPlaylist, PublishFileName, Rendition};
use pystreaming_actors::model::names::{Secrets, StreamKey, StreamerName, Token};
use pystreaming_actors::model::{Broadcast, Streamer};
use pystreaming_actors::precompressed::Precompressed;
use pystreaming_actors::publication::{Publication, ReadModel};
use pystreaming_actors::status::{BroadcastStatus, StreamStatus};

use crate::Outcome;

/// Segments: a minute of four seconds each, and an hour.
const SIZES: [u64; 2] = [15, 900];

pub fn measure(criterion: &mut Criterion) -> Outcome<()> {
    let of = Rendition { publish_file: PublishFileName::new("benchkey").ok_or("no stem")?, quality: None };
    let prefix = Token::from_random(7);
    let mut group = criterion.benchmark_group("playlist");
    for size in SIZES {
        let file = written_by_nginx(size)?;
        let playlist = MediaPlaylist::parse(file.as_bytes(), &of)?;
        let shown = playlist.render(&prefix, None);
        let readers = ReadModel::default();
        let publication = Publication::Direct(readers.clone());
        publication.publish_status(status(&prefix)?);
        publication.publish_media(OfferedMedia {
            streamer: StreamerName::stored("bench"),
            prefix: prefix.clone(),
            renditions: vec![OfferedRendition { rendition: of.clone(), playlist: playlist.clone().into() }],
            master: None,
            packaged: None,
            is_locked: false,
        });
        group.bench_function(BenchmarkId::new("read", size), |bencher| {
            bencher.iter(|| MediaPlaylist::parse(black_box(file.as_bytes()), &of));
        });
        group.bench_function(BenchmarkId::new("write", size), |bencher| {
            bencher.iter(|| black_box(&playlist).render(&prefix, None));
        });
        group.bench_function(BenchmarkId::new("compress", size), |bencher| {
            bencher.iter_with_setup(|| shown.clone(), Precompressed::new);
        });
        group.bench_function(BenchmarkId::new("answer", size), |bencher| {
            bencher.iter(|| {
                let status = readers.statuses.get(black_box("Bench"))?;
                let media = readers.media.get(status.prefix()?)?;
                Some(media.rendition(None)?.text.plain.clone())
            });
        });
        group.bench_function(BenchmarkId::new("bare copy", size), |bencher| {
            bencher.iter(|| black_box(&shown).clone());
        });
    }
    group.finish();
    Ok(())
}

fn written_by_nginx(segments: u64) -> Outcome<String> {
    let mut text =
        "#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-MEDIA-SEQUENCE:41\n#EXT-X-TARGETDURATION:4\n".to_owned();
    for number in 41..41 + segments {
        writeln!(text, "#EXTINF:4.000,\nbenchkey-{number}.ts")?;
    }
    Ok(text)
}

fn status(prefix: &Token) -> Outcome<StreamStatus> {
    let streamer = StreamerName::stored("bench");
    let key = StreamKey::new("benchkey").ok_or("no key")?;
    let settings = Streamer::new(streamer.clone(), Secrets::derive("benchmark").hash(&key));
    let broadcast = Broadcast {
        id: Token::from_random(1),
        streamer,
        publish_name: None,
        prefix: prefix.clone(),
        started_at: 0,
        seen_at: 0,
        is_recorded: false,
    };
    let on_air = Some(BroadcastStatus { broadcast, qualities: Vec::new() });
    Ok(StreamStatus { live: true, on_air, ..StreamStatus::offline(settings) })
}
