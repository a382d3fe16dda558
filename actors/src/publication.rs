//! The last step before readers see a change: directly into the index, or after the links have been made by which
//! nginx finds the segments.

use std::collections::HashMap;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use actix::prelude::*;
use tracing::warn;

use crate::live::{BroadcastView, LiveIndex, StreamView};
use crate::model::Broadcast;
use crate::model::names::{StreamerName, Token};
use crate::watcher::LinkFarm;

/// Where rooms show what is. Changes of one stream become visible in the order in which they are published.
#[derive(Clone)]
pub enum Publication {
    /// The server delivers segments itself.
    Direct(Arc<LiveIndex>),
    /// Nginx delivers them, by links that must be there before a playlist names them.
    Linked(Addr<Linker>),
}

impl Publication {
    /// Delivery by links in `hls_dir`, made on a thread of their own since a disk may be slow. The links of
    /// broadcasts that go on after a restart are kept.
    pub fn linked(index: Arc<LiveIndex>, hls_dir: PathBuf, running: &[Broadcast]) -> Self {
        let running: HashMap<StreamerName, Linked> = running
            .iter()
            .map(|broadcast| (broadcast.streamer.clone(), Linked::nothing_under(broadcast.prefix.clone())))
            .collect();
        Self::Linked(SyncArbiter::start(1, move || Linker {
            index: Arc::clone(&index),
            hls_dir: hls_dir.clone(),
            farm: None,
            linked: running.clone(),
        }))
    }

    /// Replaces what readers see of a stream.
    pub fn publish(&self, view: StreamView) {
        match self {
            Self::Direct(index) => index.publish(view),
            Self::Linked(linker) => linker.do_send(Publish(view)),
        }
    }

    /// Forgets a stream.
    pub fn remove(&self, streamer: StreamerName) {
        match self {
            Self::Direct(index) => index.remove(&streamer),
            Self::Linked(linker) => linker.do_send(Remove(streamer)),
        }
    }

    /// Waits until readers see everything published before.
    pub async fn settled(&self) {
        match self {
            Self::Direct(_) => {}
            Self::Linked(linker) => {
                // a linker that is gone publishes nothing more
                let _ = linker.send(Settle).await;
            }
        }
    }
}

/// Answered when everything published before can be read.
#[derive(Message)]
#[rtype(result = "()")]
struct Settle;

/// The links of one stream.
#[derive(Clone)]
struct Linked {
    prefix: Token,
    /// The lists of segments for which links were last made, one per quality; unchanged ones are not looked at again.
    segments: Vec<Arc<[u64]>>,
}

impl Linked {
    fn nothing_under(prefix: Token) -> Self {
        Self { prefix, segments: Vec::new() }
    }
}

/// Makes links, then publishes.
pub struct Linker {
    index: Arc<LiveIndex>,
    hls_dir: PathBuf,
    /// `None` until the folder could be looked at.
    farm: Option<LinkFarm>,
    linked: HashMap<StreamerName, Linked>,
}

#[derive(Message)]
#[rtype(result = "()")]
struct Publish(StreamView);

#[derive(Message)]
#[rtype(result = "()")]
struct Remove(StreamerName);

impl Actor for Linker {
    type Context = SyncContext<Self>;

    fn started(&mut self, _: &mut Self::Context) {
        if let Err(error) = self.farm() {
            warn!(%error, "cannot look for old links in the hls folder; trying again with the next playlist");
        }
    }
}

impl Handler<Publish> for Linker {
    type Result = ();

    fn handle(&mut self, Publish(view): Publish, _: &mut Self::Context) {
        let streamer = &view.settings.name;
        let prefix = view.on_air.as_ref().map(|on_air| &on_air.broadcast.prefix);
        self.drop_unless(streamer, prefix);
        if let Some(on_air) = &view.on_air
            && let Err(error) = self.link(streamer, on_air)
        {
            warn!(%error, %streamer, "cannot make links in the hls folder; nginx will not find segments");
        }
        self.index.publish(view);
    }
}

impl Handler<Remove> for Linker {
    type Result = ();

    fn handle(&mut self, Remove(streamer): Remove, _: &mut Self::Context) {
        self.drop_unless(&streamer, None);
        self.index.remove(&streamer);
    }
}

impl Handler<Settle> for Linker {
    type Result = ();

    fn handle(&mut self, _: Settle, _: &mut Self::Context) {}
}

impl Linker {
    /// The links in the folder; those of no broadcast that is known are gone after the first call.
    fn farm(&mut self) -> io::Result<&mut LinkFarm> {
        match &mut self.farm {
            Some(farm) => Ok(farm),
            none => {
                let known = self.linked.values().map(|linked| linked.prefix.clone()).collect();
                Ok(none.insert(LinkFarm::adopt(&self.hls_dir, &known)?))
            }
        }
    }

    fn link(&mut self, streamer: &StreamerName, on_air: &BroadcastView) -> io::Result<()> {
        let prefix = &on_air.broadcast.prefix;
        let segments: Vec<_> = on_air.qualities.iter().map(|quality| Arc::clone(&quality.segments)).collect();
        let before = self.linked.get(streamer).map_or(&[][..], |linked| &linked.segments);
        let same = |(a, b): (&Arc<[u64]>, &Arc<[u64]>)| Arc::ptr_eq(a, b);
        if before.len() == segments.len() && before.iter().zip(&segments).all(same) {
            return Ok(());
        }
        let mut outcome = Ok(());
        for quality in &on_air.qualities {
            let rendition = &quality.rendition;
            let made =
                self.farm()?.sync(prefix, rendition.quality.as_ref(), &rendition.stem, &quality.segments);
            outcome = outcome.and(made);
        }
        self.linked.insert(streamer.clone(), Linked { prefix: prefix.clone(), segments });
        outcome
    }

    /// Removes a stream's links unless they lie under the prefix that it still uses.
    fn drop_unless(&mut self, streamer: &StreamerName, still: Option<&Token>) {
        let Some(linked) = self.linked.get(streamer).filter(|linked| Some(&linked.prefix) != still) else {
            return;
        };
        let old = linked.prefix.clone();
        match self.farm().and_then(|farm| farm.drop_prefix(&old)) {
            Ok(()) => {}
            Err(error) => {
                warn!(%error, %streamer, "cannot remove links from the hls folder; their addresses still work");
            }
        }
        self.linked.remove(streamer);
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::time::{Duration, Instant};

    use super::*;
    use crate::live::{QualityView, ReadyText, StreamState};
    use crate::media::{Rendition, Stem};
    use crate::model::names::{Secrets, StreamKey};
    use crate::model::{ChatSetting, Streamer};

    fn view(prefix: Option<u128>) -> StreamView {
        let streamer = StreamerName::stored("zoë");
        let settings = Streamer {
            name: streamer.clone(),
            key: Secrets::derive("s").hash(&StreamKey::new("k").unwrap()),
            chat: ChatSetting::Enabled,
            description: None,
            password: None,
            mastodon: None,
            last_live: None,
        };
        let on_air = prefix.map(|prefix| BroadcastView {
            broadcast: Broadcast {
                id: Token::from_random(1),
                streamer,
                publish_name: None,
                prefix: Token::from_random(prefix),
                started_at: 0,
            },
            master: None,
            qualities: vec![QualityView {
                rendition: Rendition { stem: Stem::new("secretkey").unwrap(), quality: None },
                height: None,
                playlist: ReadyText::new(""),
                segments: [3, 4].into(),
            }],
        });
        StreamView { state: StreamState::Live, live: true, on_air, ..StreamView::offline(settings) }
    }

    #[actix::test]
    async fn links_are_there_before_readers_see_them_and_gone_with_their_prefix() {
        let folder = tempfile::tempdir().unwrap();
        let index = Arc::new(LiveIndex::default());
        let publication = Publication::linked(Arc::clone(&index), folder.path().to_owned(), &[]);
        let links = || {
            let entries = std::fs::read_dir(folder.path()).unwrap();
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect::<BTreeSet<_>>()
        };
        for prefix in [Some(7), Some(8), None] {
            publication.publish(view(prefix));
            let deadline = Instant::now() + Duration::from_secs(5);
            let shown = || {
                index
                    .get("zoë")
                    .and_then(|view| view.on_air.as_ref().map(|on_air| on_air.broadcast.prefix.clone()))
            };
            while index.get("zoë").is_none() || shown() != prefix.map(Token::from_random) {
                assert!(Instant::now() < deadline, "not published within 5 s");
                tokio::task::yield_now().await;
            }
            let expected = prefix.map(Token::from_random);
            let expected =
                expected.iter().flat_map(|prefix| [3, 4].map(|number| format!("{prefix}-{number}.ts")));
            assert_eq!(links(), expected.collect());
        }
    }
}
