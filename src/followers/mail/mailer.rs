//! Sends mails, knows what may be kept of addresses, and makes the links in mails.

use std::collections::HashSet;

use pystreaming_actors::model::names::{Secrets, Token, hex};
use pystreaming_actors::model::{Follower, MailFollower, Receiver, UnixTime};
use pystreaming_actors::ports::{Clock, Told};
use sha2::{Digest as _, Sha256};
use tracing::{debug, warn};

use super::address::MailAddress;
use super::letter::{self, Letter};
use super::links::{Linked, Purpose};
use super::session::{MailError, MailServer, Session};
use crate::followers::counts::Counts;
use crate::followers::news::News;
use crate::followers::retry::{Answer, follows, waits};
use crate::sealed;

const CONTEXT: &[u8] = b"mail address";

/// By what an address is known.
pub fn address_hash(secrets: &Secrets, address: &MailAddress) -> String {
    hex(&secrets.mail_address(&address.folded()))
}

/// Sends mails for the site.
pub struct Mailer {
    server: MailServer,
    secrets: Secrets,
    /// Where links lead, without a final slash.
    origin: String,
    site: Box<dyn Fn() -> String + Send + Sync>,
}

impl Mailer {
    /// Sends by a server, with links to the site at this address. `site` is its name.
    pub fn new(
        server: MailServer,
        secrets: Secrets,
        origin: String,
        site: impl Fn() -> String + Send + Sync + 'static,
    ) -> Self {
        Self { server, secrets, origin, site: Box::new(site) }
    }

    /// What is kept of an address; `None` if it cannot be encrypted.
    pub fn kept(&self, address: &MailAddress) -> Option<MailFollower> {
        let key = self.secrets.mail_key();
        let sealed = sealed::seal(&key, CONTEXT, address.reveal().as_bytes())?;
        Some(MailFollower {
            hash: address_hash(&self.secrets, address),
            mailbox: hex(&self.secrets.mail_address(&address.mailbox())),
            sealed,
        })
    }

    /// The address; `None` if it was encrypted with another key.
    pub(super) fn address(&self, kept: &MailFollower) -> Option<MailAddress> {
        let text = sealed::open(&self.secrets.mail_key(), CONTEXT, &kept.sealed)?;
        MailAddress::parse(std::str::from_utf8(&text).ok()?).ok()
    }

    fn link(&self, purpose: Purpose, id: i64, hash: &str) -> String {
        format!("{}{}", self.origin, Linked::to(&self.secrets, purpose, id, hash).path(purpose))
    }

    /// The mail that asks a follower.
    pub(super) fn confirmation(&self, id: i64, hash: &str, streamer: &str) -> Letter {
        letter::confirmation(rand::random(), &(self.site)(), streamer, self.link(Purpose::Confirm, id, hash))
    }

    /// Sends one mail by a connection of its own.
    ///
    /// # Errors
    /// It was not accepted.
    pub(super) async fn send_one(
        &self,
        letter: &Letter,
        to: &MailAddress,
        now: UnixTime,
    ) -> Result<(), MailError> {
        let mut session = Session::open(&self.server).await?;
        let sent = self.send(&mut session, letter, to, now).await;
        session.close().await;
        sent
    }

    /// Sends a test.
    ///
    /// # Errors
    /// It was not accepted.
    pub async fn test(&self, to: &MailAddress, now: UnixTime) -> Result<(), MailError> {
        self.send_one(&letter::test(rand::random(), &(self.site)()), to, now).await
    }

    async fn send(
        &self,
        session: &mut Session,
        letter: &Letter,
        to: &MailAddress,
        now: UnixTime,
    ) -> Result<(), MailError> {
        let from = &self.server.from;
        let mail = letter.formatted(from, to, now).ok_or(MailError::Unwritable)?;
        session.send(&from.email, to.address(), &mail).await
    }

    /// Tells followers one after the other, by one connection. Once that fails, none of the others is tried, and all wait.
    pub(in crate::followers) async fn tell(
        &self,
        due: Vec<Follower>,
        (news, broadcast): (&News, &Token),
        clock: &dyn Clock,
        counts: &Counts,
    ) -> Vec<(i64, Told)> {
        let mut session = None;
        let mut is_away = false;
        let mut told = Vec::with_capacity(due.len());
        let mut reported = HashSet::new();
        for Follower { id, attempts, to } in due {
            let Receiver::Mail(kept) = to else { continue };
            let answer = match self.address(&kept) {
                None => Answer::Gone,
                Some(_) if is_away => {
                    told.push((id, waits(attempts, clock.now().unix, rand::random())));
                    continue;
                }
                Some(address) => {
                    let site = (self.site)();
                    let end = self.link(Purpose::End, id, &kept.hash);
                    let letter = letter::live(letter_id(&end, broadcast), (&site, &self.origin), news, end);
                    match self.pass_on(&mut session, &letter, &address, clock.now().unix).await {
                        Ok(()) => Answer::Accepted,
                        Err(error) => {
                            is_away = error.is_general();
                            let why = error.for_log();
                            if is_away {
                                warn!(why, "mails cannot be sent; trying again");
                            } else if reported.insert(why.clone()) {
                                debug!(why, "a mail was not accepted");
                            }
                            error.answer()
                        }
                    }
                }
            };
            let (now, random) = (clock.now().unix, rand::random());
            let outcome = match is_away {
                true => waits(attempts, now, random),
                false => follows(attempts, answer, now, random),
            };
            counts.add(&outcome);
            told.push((id, outcome));
        }
        if let Some(session) = session {
            session.close().await;
        }
        told
    }

    /// Sends a mail by the connection, which is opened at the first one and dropped when it fails.
    async fn pass_on(
        &self,
        open: &mut Option<Session>,
        letter: &Letter,
        to: &MailAddress,
        now: UnixTime,
    ) -> Result<(), MailError> {
        let mut session = match open.take() {
            Some(session) => session,
            None => Session::open(&self.server).await?,
        };
        let sent = self.send(&mut session, letter, to, now).await;
        if !sent.as_ref().is_err_and(MailError::is_general) {
            *open = Some(session);
        }
        sent
    }
}

/// By what a mailbox knows the mail about a broadcast to one follower. The link, which no other mail has, cannot be found by it.
fn letter_id(end: &str, broadcast: &Token) -> u128 {
    let digest: [u8; 32] = Sha256::new().chain_update(end).chain_update(broadcast.as_str()).finalize().into();
    digest.into_iter().take(16).fold(0, |id, byte| (id << 8) | u128::from(byte))
}
