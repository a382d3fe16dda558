//! The actor that tells followers: it looks which streams are live, and starts rounds on a thread of its own.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use actix::prelude::*;
use pystreaming_actors::model::names::{StreamerName, Token};
use pystreaming_actors::model::{Channel, Follower, Receiver, UnixTime};
use pystreaming_actors::ports::{Clock, Informed, Store, StoreError, Told};
use pystreaming_actors::status::{StatusIndex, StreamStatus};
use tokio::task::JoinSet;
use tracing::{debug, info};

use super::counts::Counts;
use super::mail::Mailer;
use super::news::News;
use super::push::PushService;
use super::retry::follows;
use super::rounds::{End, Rounds, Start, live};
use crate::media::Pictures;

const LOOK_EVERY: Duration = Duration::from_secs(1);
/// Followers read at once. Who was told is stored after as many.
const PAGE: u32 = 64;
/// Likewise by e-mail, where each takes as long as the mail server likes.
const MAIL_PAGE: u32 = 8;
/// Messages of a round under way.
const AT_ONCE: usize = 8;
/// Pause between two attempts to store who was told.
const STORE_PAUSE: Duration = Duration::from_secs(1);

/// What the announcer needs.
#[derive(Clone)]
pub struct Ports {
    /// Followers.
    pub store: Arc<dyn Store>,
    /// Time as an argument.
    pub clock: Arc<dyn Clock>,
    /// Which streams are live.
    pub index: Arc<StatusIndex>,
    /// Preview pictures.
    pub pictures: Arc<Pictures>,
    /// Sends.
    pub by: By,
    /// What was sent.
    pub counts: Arc<Counts>,
    /// The path of a stream's page.
    pub page: fn(&StreamerName) -> String,
}

/// How followers are told. Each way has an announcer of its own, so that none waits for another.
#[derive(Clone)]
pub enum By {
    /// By Web Push.
    Push(Arc<PushService>),
    /// By e-mail.
    Mail(Arc<Mailer>),
}

impl By {
    fn channel(&self) -> Channel {
        match self {
            Self::Push(_) => Channel::Push,
            Self::Mail(_) => Channel::Mail,
        }
    }

    fn page(&self) -> u32 {
        match self {
            Self::Push(_) => PAGE,
            Self::Mail(_) => MAIL_PAGE,
        }
    }
}

/// Tells followers which streams are live.
pub struct Announcer {
    ports: Ports,
    rounds: Rounds,
}

impl Announcer {
    /// An announcer that has told nobody of anything.
    pub fn new(ports: Ports) -> Self {
        Self { ports, rounds: Rounds::default() }
    }

    /// Starts it on a thread of its own.
    pub fn start(self) -> Addr<Self> {
        Self::start_in_arbiter(&Arbiter::new().handle(), |_| self)
    }

    fn look(&mut self, ctx: &mut Context<Self>) {
        let views = self.ports.index.all();
        let pictures = Arc::clone(&self.ports.pictures);
        let now = self.ports.clock.now().monotonic;
        let starts = self.rounds.start(&views, |view| pictures.version(view).is_some(), now);
        for start in starts {
            let streamer: Box<str> = start.view.settings.name.folded().into();
            let broadcast = start.broadcast.clone();
            let ports = self.ports.clone();
            // a task of its own: one that panics ends alone
            let round = actix::spawn(async move { round(&ports, &start).await });
            ctx.spawn(round.into_actor(self).map(move |ended, announcer, _| {
                let end = match ended {
                    Ok(Ok(end)) => end,
                    Ok(Err(error)) => {
                        debug!(%error, "cannot read or store followers; trying again");
                        End::Interrupted
                    }
                    Err(_) => End::Interrupted,
                };
                let now = announcer.ports.clock.now().monotonic;
                announcer.rounds.ended(&streamer, &broadcast, end, now);
            }));
        }
    }
}

impl Actor for Announcer {
    type Context = Context<Self>;

    fn started(&mut self, ctx: &mut Self::Context) {
        ctx.run_interval(LOOK_EVERY, Self::look);
    }
}

/// Tells some of the followers of a stream who are to be told now: slow receivers of one stream must not keep others waiting.
async fn round(ports: &Ports, start: &Start) -> Result<End, StoreError> {
    let (streamer, broadcast) = (&start.view.settings.name, &start.broadcast);
    let whom = (streamer, ports.by.channel());
    if !ports.store.announced(streamer).await? {
        ports.store.begin_telling(whom, broadcast, &Informed::Everybody).await?;
        return Ok(End::Done);
    }
    if let Some(informed) = &start.informed {
        ports.store.begin_telling(whom, broadcast, informed).await?;
    }
    let view = ports.index.of(streamer);
    let still = |view: &Arc<StreamStatus>| live(view) == Some(broadcast) && view.settings.password.is_none();
    let Some(view) = view.filter(still) else { return Ok(End::Interrupted) };
    let now = ports.clock.now().unix;
    let due = ports.store.due_followers(whom, broadcast, now, ports.by.page()).await?;
    if due.is_empty() {
        let next = ports.store.next_follower(whom, broadcast).await?;
        return Ok(next.map_or(End::Done, |at| End::In(at - now)));
    }
    let news = News::of(&view, (ports.page)(streamer), ports.pictures.version(&view));
    let told = match &ports.by {
        By::Push(push) => tell(ports, push, due, &news, now).await,
        By::Mail(mailer) => mailer.tell(due, (&news, broadcast), &*ports.clock, &ports.counts).await,
    };
    let sent = told.iter().filter(|(_, told)| *told == Told::Done).count();
    info!(%streamer, sent, "told followers that the stream is live");
    settled(ports, broadcast, &told).await;
    Ok(End::More)
}

/// Tells followers by Web Push, some at a time.
async fn tell(
    ports: &Ports,
    push: &Arc<PushService>,
    due: Vec<Follower>,
    news: &News,
    now: UnixTime,
) -> Vec<(i64, Told)> {
    let mut missing: HashSet<i64> = due.iter().map(|follower| follower.id).collect();
    let mut waiting = due.into_iter();
    let mut sending = JoinSet::new();
    let mut told = Vec::new();
    loop {
        while sending.len() < AT_ONCE
            && let Some(Follower { id, attempts, to }) = waiting.next()
        {
            let Receiver::Push(subscription) = to else { continue };
            let (push, clock, news) = (Arc::clone(push), Arc::clone(&ports.clock), news.clone());
            sending.spawn(async move {
                let answer = push.send(&subscription, &news, now).await;
                (id, follows(attempts, answer, clock.now().unix, rand::random()))
            });
        }
        let Some(ended) = sending.join_next().await else { break };
        let Ok((id, outcome)) = ended else { continue };
        missing.remove(&id);
        ports.counts.add(&outcome);
        told.push((id, outcome));
    }
    // a task that panicked would do so again
    told.extend(missing.into_iter().map(|id| (id, Told::GivenUp)));
    told
}

/// Stores who was told, however long that takes: nobody is to hear of it twice.
async fn settled(ports: &Ports, broadcast: &Token, told: &[(i64, Told)]) {
    while let Err(error) = ports.store.followers_told(broadcast, told).await {
        debug!(%error, "cannot store who was told; trying again");
        tokio::time::sleep(STORE_PAUSE).await;
    }
}
