//! Media that this server packages itself. The ingest writes them, requests of players read them and wait for more; the
//! room only decides under which prefix they are served.

use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::watch;

use super::served::Served;
use super::settled::{Place, Settled};
use crate::frames::Input;
use crate::media::{Quality, QualityInfo, master};
use crate::model::names::Token;
use crate::packager::{
    Addresses, Availability, Change, Encoded, File, FileName, Packager, RungNumber, Settings,
};
use crate::ports::Now;
use crate::precompressed::Precompressed;

/// How long a request waits for media that have not arrived.
pub const HOLD_MAX: Duration = Duration::from_secs(10);

/// How far players may be behind the newest part, or beyond what the playlist tells them to.
const MORE_BEHIND: Duration = Duration::from_secs(4);

/// Why there is no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoMedia {
    /// No such rendition or file, or no longer. Also while the first segment is being recorded.
    #[error("this stream is not live, or not in this quality")]
    Missing,
    /// A player asked for a segment that is far in the future.
    #[error("the playlist is not as far yet: ask for the segment after the last one at most")]
    TooFar,
    /// Nothing came for `HOLD_MAX`.
    #[error("the publisher sends nothing")]
    Late,
}

/// A playlist that a player asks for by `_HLS_msn` and `_HLS_part`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wanted {
    /// Media sequence number of the segment that it has to contain.
    pub msn: u64,
    /// The part of it; `None` for the whole segment.
    pub part: Option<usize>,
}

/// The media of one broadcast, shared by its ingest, its room and the requests of players.
pub struct PackagedMedia {
    packager: Mutex<Packager>,
    /// Set if players hear of segments only once they are settled.
    settled: Option<Mutex<Settled>>,
    /// Counts what became available.
    progress: watch::Sender<u64>,
    /// Counts what was settled.
    settlements: watch::Sender<u64>,
    prefix: watch::Sender<Option<Token>>,
    /// Whether the stream needs a password, as it was last said.
    is_locked: AtomicBool,
    /// The playlists that players asked for last, by rendition; the master playlist comes last.
    rendered: Mutex<Vec<Option<Rendered>>>,
    /// Its qualities when `progress` had this value.
    named: Mutex<Option<(u64, Arc<[Rendition]>)>>,
}

/// A segment of which players have not heard.
#[derive(Debug)]
pub struct Unsettled {
    /// Its media sequence number.
    pub number: u64,
    /// Whether no other that is complete comes after it.
    pub is_newest: bool,
    /// Whether the stream needs a password.
    pub is_locked: bool,
    /// Its files by rendition; those without anything to play have none.
    pub files: Vec<(usize, File)>,
}

/// A quality as players know it.
struct Rendition {
    info: QualityInfo,
    /// Whether the master playlist lists it.
    is_offered: bool,
}

/// A playlist at one moment.
#[derive(Clone)]
struct Rendered {
    /// Of what it shows.
    version: u64,
    prefix: Token,
    text: Precompressed,
}

impl PackagedMedia {
    /// Media that nobody is served yet.
    pub fn new(settings: Settings) -> Self {
        Self::with(settings, None)
    }

    /// Media whose segments another server is to have before players hear of them; they are listed without parts.
    pub fn stored_elsewhere(settings: Settings) -> Self {
        Self::with(settings, Some(Mutex::default()))
    }

    fn with(settings: Settings, settled: Option<Mutex<Settled>>) -> Self {
        Self {
            packager: Mutex::new(Packager::new(settings)),
            settled,
            progress: watch::Sender::new(0),
            settlements: watch::Sender::new(0),
            prefix: watch::Sender::new(None),
            is_locked: AtomicBool::new(false),
            rendered: Mutex::default(),
            named: Mutex::default(),
        }
    }
}

/// For the room.
impl PackagedMedia {
    /// Serves the media like this, and no longer under an earlier prefix.
    pub fn serve(&self, Served { prefix, is_locked }: &Served) {
        self.is_locked.store(*is_locked, Ordering::Relaxed);
        self.prefix.send_if_modified(|current| {
            let changes = current.as_ref() != Some(prefix);
            *current = Some(prefix.clone());
            changes
        });
    }

    /// Serves the media no longer, if `prefix` is the one under which they are.
    pub fn withdraw(&self, prefix: &Token) {
        self.prefix.send_if_modified(|current| current.take_if(|current| current == prefix).is_some());
    }

    /// The prefix under which they are served.
    pub fn prefix(&self) -> Option<Token> {
        self.prefix.borrow().clone()
    }

    /// Whether the media are served under `prefix`.
    pub fn is_served_under(&self, prefix: &Token) -> bool {
        self.prefix.borrow().as_ref() == Some(prefix)
    }
}

/// For the ingest.
impl PackagedMedia {
    /// Says whether the stream needs a password, until the media are served.
    pub fn lock_until_served(&self, is_locked: impl FnOnce() -> bool) {
        if self.prefix.borrow().is_none() {
            self.is_locked.store(is_locked(), Ordering::Relaxed);
        }
    }

    /// Takes what the publisher sent. Returns whether a segment was completed.
    pub fn input(&self, input: Input, now: Now) -> bool {
        self.advance(|packager| packager.input(input, now))
    }

    /// Does what is due without input. Returns whether a segment was completed.
    pub fn tick(&self, now: Now) -> bool {
        self.advance(|packager| packager.tick(now))
    }

    /// When to call [`Self::tick`] if no input comes before.
    pub fn deadline(&self, now: Now) -> Option<Instant> {
        self.packager().deadline(now)
    }

    /// The publisher is gone and may come again.
    pub fn interrupted(&self, now: Now) {
        self.advance(|packager| packager.interrupted(now));
    }

    /// Says which rungs of a ladder are coming; see [`Packager::expect`].
    pub fn expect(&self, rungs: &[(RungNumber, Quality)]) -> Vec<RungNumber> {
        let expected = self.packager().expect(rungs);
        self.progress.send_modify(|progress| *progress += 1);
        expected
    }

    /// A rung does not come again.
    pub fn withdraw_rung(&self, number: RungNumber) {
        self.packager().withdraw(number);
        self.progress.send_modify(|progress| *progress += 1);
    }

    /// Takes what was made for a rung.
    pub fn encoded(&self, number: RungNumber, encoded: Encoded, now: Now) {
        self.advance(|packager| packager.encoded(number, encoded, now));
    }

    /// When the newest picture is decoded; see [`Packager::newest_picture`].
    pub fn newest_picture(&self) -> Option<i64> {
        self.packager().newest_picture()
    }

    /// Its qualities, once players can start.
    pub fn qualities(&self) -> Option<Vec<QualityInfo>> {
        Some(offered(&self.named()?))
    }

    /// Every rendition, once players can start. Named once for all who ask before there is more.
    fn named(&self) -> Option<Arc<[Rendition]>> {
        let mut known = self.named.lock().unwrap_or_else(PoisonError::into_inner);
        let progress = *self.progress.borrow();
        if let Some((_, all)) = known.as_ref().filter(|(then, _)| *then == progress) {
            return Some(Arc::clone(all));
        }
        let packager = self.packager();
        let is_ready = packager.is_ready() && self.settled().is_none_or(|settled| settled.is_ready());
        let all = is_ready.then(|| named(packager.qualities()))?.into_iter().enumerate();
        let all: Arc<[Rendition]> =
            all.map(|(index, info)| Rendition { info, is_offered: packager.is_offered(index) }).collect();
        *known = Some((progress, Arc::clone(&all)));
        Some(all)
    }

    fn advance(&self, act: impl FnOnce(&mut Packager) -> Vec<Change>) -> bool {
        let changes = act(&mut self.packager());
        if !changes.is_empty() {
            self.progress.send_modify(|progress| *progress += 1);
        }
        changes.iter().any(|change| matches!(change, Change::Part { closes: true, .. } | Change::Ended))
    }
}

/// For what stores segments at another server.
impl PackagedMedia {
    /// Changes whenever there may be another segment, and ends with the media.
    pub fn progress(&self) -> watch::Receiver<u64> {
        self.progress.subscribe()
    }

    /// The next segment to settle, once it is complete.
    pub fn unsettled(&self) -> Option<Unsettled> {
        let packager = self.packager();
        let number = self.settled()?.next(packager.oldest()?);
        let complete = packager.next()?.msn.checked_sub(1)?;
        let file = |rendition| Some((rendition, packager.file(rendition, FileName::Segment(number))?));
        (number <= complete).then(|| Unsettled {
            number,
            is_newest: number == complete,
            is_locked: self.is_locked.load(Ordering::Relaxed),
            files: (0..packager.renditions()).filter_map(file).collect(),
        })
    }

    /// Lets players hear of a segment. `stored` tells where the files are that the other server has, by rendition; this server serves
    /// the others. Returns the oldest segment that there is.
    pub fn settle(&self, number: u64, stored: impl IntoIterator<Item = (usize, Arc<Place>)>) -> u64 {
        let oldest = self.packager().oldest().unwrap_or_default();
        if let Some(mut settled) = self.settled() {
            settled.settle(number, stored, oldest);
        }
        self.progress.send_modify(|progress| *progress += 1);
        self.settlements.send_modify(|settlements| *settlements += 1);
        oldest
    }

    fn settled(&self) -> Option<MutexGuard<'_, Settled>> {
        // each call leaves it whole
        self.settled.as_ref().map(|settled| settled.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// For players.
impl PackagedMedia {
    /// The rendition of this quality; `None` stands for the first one.
    pub fn rendition(&self, quality: Option<&Quality>) -> Option<usize> {
        match quality {
            None => Some(0),
            // also one that is no longer offered: players that have it look for another one by themselves
            Some(_) => self.named()?.iter().position(|known| known.info.name.as_ref() == quality),
        }
    }

    /// The master playlist.
    pub fn master(&self, prefix: &Token) -> Option<Precompressed> {
        let all = self.named()?;
        let version = *self.progress.borrow();
        self.rendered(all.len(), version, prefix, |_| Some(master::render(&offered(&all))))
    }

    /// A media playlist, as soon as it contains what is wanted. `site` are the addresses of everything that it names. `is_locked` tells
    /// whether the stream needs a password.
    ///
    /// # Errors
    /// See [`NoMedia`].
    pub async fn playlist(
        &self,
        rendition: usize,
        prefix: &Token,
        wanted: Option<Wanted>,
        site: impl Fn(Vec<QualityInfo>) -> Addresses,
        is_locked: bool,
    ) -> Result<Precompressed, NoMedia> {
        if let Some(Wanted { msn, part }) = wanted {
            let availability = |packager: &Packager| match self.settled() {
                None => packager.availability(msn, part),
                Some(settled) => settled.availability(msn, packager.availability(msn, None)),
            };
            self.until(prefix, availability).await?;
        }
        // where players hear of whole segments alone, parts change nothing
        let version = *if self.settled.is_some() { &self.settlements } else { &self.progress }.borrow();
        let text = self.rendered(rendition, version, prefix, |packager| {
            let whole = match self.settled() {
                None => None,
                // there is no playlist before a segment is settled
                Some(settled) => Some(settled.of(rendition, is_locked)?),
            };
            let site = site(named(packager.qualities()));
            packager.playlist(rendition, &Addresses { whole, ..site })
        });
        text.ok_or(NoMedia::Missing)
    }

    /// A file that is there.
    pub fn file(&self, rendition: usize, name: FileName, prefix: &Token) -> Option<File> {
        let file = self.packager().file(rendition, name);
        file.filter(|_| self.is_served_under(prefix))
    }

    /// A file that is not there: the part that comes next is waited for.
    ///
    /// # Errors
    /// See [`NoMedia`].
    pub async fn next_file(&self, rendition: usize, name: FileName, prefix: &Token) -> Result<File, NoMedia> {
        if let FileName::Part(msn, part) = name {
            let wait = |packager: &Packager| match packager.next() {
                Some(next) if (next.msn, next.part) == (msn, part) => Availability::Later,
                _ => Availability::Ready,
            };
            self.until(prefix, wait).await?;
        }
        self.file(rendition, name, prefix).ok_or(NoMedia::Missing)
    }

    /// How far players may be behind.
    pub fn most_behind(&self) -> Duration {
        match (&self.settled, self.packager().target_duration()) {
            (Some(_), Some(target)) => 3 * target + MORE_BEHIND,
            _ => MORE_BEHIND,
        }
    }

    /// The newest picture that can be decoded by itself, with its initialization segment, for a preview.
    pub fn keyframe(&self) -> Option<File> {
        self.packager().keyframe(0)
    }

    /// Waits until something is there, or the prefix no longer works.
    async fn until(
        &self,
        prefix: &Token,
        availability: impl Fn(&Packager) -> Availability,
    ) -> Result<(), NoMedia> {
        // players are not woken by each part if they hear of whole segments alone
        let news = if self.settled.is_some() { &self.settlements } else { &self.progress };
        let (mut progress, mut served) = (news.subscribe(), self.prefix.subscribe());
        let wait = async {
            loop {
                progress.mark_unchanged();
                if !self.is_served_under(prefix) {
                    return Err(NoMedia::Missing);
                }
                match availability(&self.packager()) {
                    Availability::Ready => return Ok(()),
                    Availability::TooFar => return Err(NoMedia::TooFar),
                    Availability::Later => {}
                }
                // the senders are in self
                tokio::select! {
                    _ = progress.changed() => {}
                    _ = served.changed() => {}
                }
            }
        };
        tokio::time::timeout(HOLD_MAX, wait).await.unwrap_or(Err(NoMedia::Late))
    }

    /// A text that is rendered once for all who ask for it before there is more.
    fn rendered(
        &self,
        index: usize,
        version: u64,
        prefix: &Token,
        render: impl FnOnce(&Packager) -> Option<String>,
    ) -> Option<Precompressed> {
        if !self.is_served_under(prefix) {
            return None;
        }
        let mut rendered = self.rendered.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(Some(known)) = rendered.get(index)
            && known.version >= version
            && known.prefix == *prefix
        {
            return Some(known.text.clone());
        }
        // compressed when the packager can go on
        let text = render(&self.packager());
        let text = Precompressed::new(text?);
        if rendered.len() <= index {
            rendered.resize(index + 1, None);
        }
        if let Some(slot) = rendered.get_mut(index) {
            *slot = Some(Rendered { version, prefix: prefix.clone(), text: text.clone() });
        }
        Some(text)
    }

    fn packager(&self) -> MutexGuard<'_, Packager> {
        // each call leaves the packager whole, or has panicked without a trace in what is served
        self.packager.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for PackagedMedia {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PackagedMedia").finish_non_exhaustive()
    }
}

fn offered(all: &[Rendition]) -> Vec<QualityInfo> {
    all.iter().filter(|known| known.is_offered).map(|known| known.info.clone()).collect()
}

/// Names qualities by their heights, where there are several. Rungs of a ladder have names.
fn named(mut qualities: Vec<QualityInfo>) -> Vec<QualityInfo> {
    if qualities.len() < 2 {
        return qualities;
    }
    for index in 0..qualities.len() {
        let unnamed = qualities.get(index).filter(|info| info.name.is_none());
        let Some(height) = unnamed.map(|info| info.height) else { continue };
        let same = qualities.iter().take(index).filter(|other| other.height == height).count();
        let names = (same..).map(|same| match (height, same) {
            (Some(height), 0) => format!("{height}p"),
            (Some(height), same) => format!("{height}p-{}", same + 1),
            (None, same) => format!("Sound-{}", same + 1),
        });
        let is_free = |name: &Quality| qualities.iter().all(|other| other.name.as_ref() != Some(name));
        let name = names.filter_map(|name| Quality::parse(&name).ok()).find(is_free);
        if let Some(info) = qualities.get_mut(index) {
            info.name = name;
        }
    }
    qualities
}
