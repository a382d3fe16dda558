//! Mails that ask whether somebody wants to be told. They wait in a bounded queue, and are tried again for a while.

use std::collections::VecDeque;
use std::sync::Arc;

use pystreaming_actors::model::UnixTime;
use pystreaming_actors::ports::{Clock, Told};
use tokio::sync::mpsc;
use tracing::{debug, warn};

use super::address::MailAddress;
use super::letter::Letter;
use super::mailer::Mailer;
use crate::followers::counts::Counts;
use crate::followers::retry::{Answer, follows};

/// Mails that wait to be sent, and those that wait to be sent again.
const WAITING: usize = 64;
/// How often the latter are looked at.
const LOOK_EVERY: std::time::Duration = std::time::Duration::from_secs(1);

/// Too many mails wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Full;

struct Asked {
    to: MailAddress,
    letter: Letter,
    attempts: u32,
    /// When the next attempt is due.
    at: UnixTime,
}

/// The queue.
pub struct Confirmations {
    mailer: Arc<Mailer>,
    queue: mpsc::Sender<Asked>,
}

/// A place in the queue.
pub struct Place<'a> {
    mailer: &'a Mailer,
    permit: mpsc::Permit<'a, Asked>,
}

impl Confirmations {
    /// Sends what is queued for as long as it is there.
    pub fn start(mailer: Arc<Mailer>, clock: Arc<dyn Clock>, counts: Arc<Counts>) -> Self {
        let (queue, asked) = mpsc::channel(WAITING);
        let sender = Arc::clone(&mailer);
        actix::spawn(send_all(asked, sender, clock, counts));
        Self { mailer, queue }
    }

    /// The mailer.
    pub fn mailer(&self) -> &Mailer {
        &self.mailer
    }

    /// A place for a mail.
    ///
    /// # Errors
    /// Too many wait.
    pub fn place(&self) -> Result<Place<'_>, Full> {
        let permit = self.queue.try_reserve().map_err(|_| Full)?;
        Ok(Place { mailer: &self.mailer, permit })
    }
}

impl Place<'_> {
    /// Asks somebody who would follow a streamer by this id and hash.
    pub fn ask(self, to: MailAddress, (id, hash): (i64, &str), streamer: &str) {
        let letter = self.mailer.confirmation(id, hash, streamer);
        self.permit.send(Asked { to, letter, attempts: 0, at: 0 });
    }
}

async fn send_all(
    mut asked: mpsc::Receiver<Asked>,
    mailer: Arc<Mailer>,
    clock: Arc<dyn Clock>,
    counts: Arc<Counts>,
) {
    let mut later = VecDeque::<Asked>::new();
    let mut ticks = tokio::time::interval(LOOK_EVERY);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        let next = tokio::select! {
            next = asked.recv() => match next {
                Some(next) => Some(next),
                None => return,
            },
            _ = ticks.tick() => {
                let now = clock.now().unix;
                let due = later.iter().position(|one| one.at <= now);
                due.and_then(|index| later.remove(index))
            }
        };
        let Some(one) = next else { continue };
        let sent = mailer.send_one(&one.letter, &one.to, clock.now().unix).await;
        let answer = match &sent {
            Ok(()) => Answer::Accepted,
            Err(error) => {
                let why = error.for_log();
                match error.is_general() {
                    true => warn!(why, "a mail that asks a follower to confirm was not accepted"),
                    false => debug!(why, "a mail that asks a follower to confirm was not accepted"),
                }
                error.answer()
            }
        };
        let outcome = follows(one.attempts, answer, clock.now().unix, rand::random());
        counts.add(&outcome);
        if let Told::Later { attempts, at } = outcome {
            if later.len() >= WAITING {
                later.pop_front();
            }
            later.push_back(Asked { attempts, at, ..one });
        }
    }
}
