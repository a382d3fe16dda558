//! A playlist from the file that nginx wrote to its viewers: read, written anew and compressed once for all of them;
//! then answered from memory, beside a copy of its bytes.

use std::fmt::Write as _;
use std::hint::black_box;

use criterion::{BenchmarkId, Criterion};
use pystreaming_actors::live::{BroadcastView, LiveIndex, QualityView, ReadyText, StreamView};
use pystreaming_actors::media::{MediaPlaylist, Rendition, Stem};
use pystreaming_actors::model::names::{Secrets, StreamKey, StreamerName, Token};
use pystreaming_actors::model::{Broadcast, ChatSetting, Streamer};

use crate::Outcome;

/// Segments: a minute of four seconds each, and an hour.
const SIZES: [u64; 2] = [15, 900];

pub fn measure(criterion: &mut Criterion) -> Outcome<()> {
    let of = Rendition { stem: Stem::new("benchkey").ok_or("no stem")?, quality: None };
    let prefix = Token::from_random(7);
    let mut group = criterion.benchmark_group("playlist");
    for size in SIZES {
        let file = written_by_nginx(size)?;
        let playlist = MediaPlaylist::parse(file.as_bytes(), &of)?;
        let shown = playlist.render(&prefix, None);
        let index = LiveIndex::default();
        index.publish(view(&of, &prefix, &shown)?);
        group.bench_function(BenchmarkId::new("read", size), |bencher| {
            bencher.iter(|| MediaPlaylist::parse(black_box(file.as_bytes()), &of));
        });
        group.bench_function(BenchmarkId::new("write", size), |bencher| {
            bencher.iter(|| black_box(&playlist).render(&prefix, None));
        });
        group.bench_function(BenchmarkId::new("compress", size), |bencher| {
            bencher.iter_with_setup(|| shown.clone(), ReadyText::new);
        });
        group.bench_function(BenchmarkId::new("answer", size), |bencher| {
            bencher.iter(|| {
                let view = index.get(black_box("Bench"))?;
                Some(view.on_air.as_ref()?.quality(None)?.playlist.plain.clone())
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

fn view(of: &Rendition, prefix: &Token, shown: &str) -> Outcome<StreamView> {
    let streamer = StreamerName::stored("bench");
    let key = StreamKey::new("benchkey").ok_or("no key")?;
    let settings = Streamer {
        name: streamer.clone(),
        key: Secrets::derive("benchmark").hash(&key),
        chat: ChatSetting::Enabled,
        description: None,
        password: None,
        mastodon: None,
        last_live: None,
    };
    let playlist = ReadyText::new(shown.to_owned());
    let quality = QualityView { rendition: of.clone(), height: None, playlist, segments: [41].into() };
    let broadcast = Broadcast {
        id: Token::from_random(1),
        streamer,
        publish_name: None,
        prefix: prefix.clone(),
        started_at: 0,
    };
    let on_air = Some(BroadcastView { broadcast, master: None, qualities: vec![quality] });
    Ok(StreamView { live: true, on_air, ..StreamView::offline(settings) })
}
