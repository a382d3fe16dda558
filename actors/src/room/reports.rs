//! The open reports of a room, by the messages that they are about.

use std::collections::BTreeMap;

use super::refusal::{Code, Refusal};
use crate::model::names::Token;
use crate::model::text::confusable_key;
use crate::model::{ChatMessage, Report, ReportedMessage, UnixTime};

/// Most reported messages; moderators have to settle some before there can be more.
const MESSAGES_MAX: usize = 200;
/// Most reports on one message. More say nothing new.
const PER_MESSAGE_MAX: usize = 20;
/// Most open reports of one person, so that nobody fills the queue alone.
const PER_PERSON_MAX: usize = 10;
/// After so many seconds nobody settles a report any more.
const KEPT: UnixTime = 30 * 24 * 60 * 60;

/// The queue of reports.
#[derive(Debug)]
pub(super) struct Reports {
    /// By the message's id. Each has at least one report.
    open: BTreeMap<u64, ReportedMessage>,
}

impl Reports {
    pub fn new(stored: Vec<ReportedMessage>) -> Self {
        let stored = stored.into_iter().filter(|reported| !reported.reports.is_empty());
        Self { open: stored.map(|reported| (reported.message.id, reported)).collect() }
    }

    /// Number of reported messages.
    pub fn len(&self) -> usize {
        self.open.len()
    }

    pub fn get(&self, message: u64) -> Option<&ReportedMessage> {
        self.open.get(&message)
    }

    /// The oldest messages above an id.
    pub fn after(&self, id: u64) -> impl Iterator<Item = &ReportedMessage> {
        self.open.range(id.saturating_add(1)..).map(|(_, reported)| reported)
    }

    /// Adds a report, unless its author or the moderators have enough of them.
    pub fn add(
        &mut self,
        message: &ChatMessage,
        author: Option<&Token>,
        report: Report,
    ) -> Result<(), Refusal> {
        let is_theirs = |other: &Report| is_same_person(other, &report);
        let all = self.open.values().flat_map(|reported| &reported.reports);
        if all.filter(|other| is_theirs(other)).count() >= PER_PERSON_MAX {
            let text = "The moderators have not yet looked at your other reports. Try again later.";
            return Err(Refusal::for_now(Code::Rate, text, 60));
        }
        if self.len() >= MESSAGES_MAX && !self.open.contains_key(&message.id) {
            let text = "The moderators have too many reports at the moment. Try again later.";
            return Err(Refusal::for_now(Code::Rate, text, 60));
        }
        let reported = self.open.entry(message.id).or_insert_with(|| ReportedMessage {
            message: message.clone(),
            author: author.cloned(),
            reports: Vec::new(),
        });
        if reported.reports.iter().any(is_theirs) {
            return Err(Refusal::new(Code::Unchanged, "You have reported this message already."));
        }
        if reported.reports.len() >= PER_MESSAGE_MAX {
            return Err(Refusal::new(Code::Unchanged, "The moderators know of this message already."));
        }
        reported.reports.push(report);
        Ok(())
    }

    /// Removes all reports on a message.
    pub fn settle(&mut self, message: u64) -> Option<ReportedMessage> {
        self.open.remove(&message)
    }

    /// Removes reports that are too old, and returns the ids of their messages.
    pub fn expire(&mut self, now: UnixTime) -> Vec<u64> {
        let is_old = |reported: &ReportedMessage| {
            reported.reports.iter().all(|report| report.at < now.saturating_sub(KEPT))
        };
        let old: Vec<u64> = self.open.values().filter(|one| is_old(one)).map(|one| one.message.id).collect();
        for id in &old {
            self.open.remove(id);
        }
        old
    }

    /// Ids of the reported messages that someone of this name wrote or reported.
    pub fn about(&self, is_name: impl Fn(&str) -> bool) -> Vec<u64> {
        let wrote = |one: &ReportedMessage| {
            one.message.author.as_ref().is_some_and(|author| is_name(&author.username))
        };
        let involves =
            |one: &ReportedMessage| wrote(one) || one.reports.iter().any(|report| is_name(&report.name));
        self.open.values().filter(|one| involves(one)).map(|one| one.message.id).collect()
    }
}

/// Known by the browser, or by the name where no browser is known.
fn is_same_person(one: &Report, other: &Report) -> bool {
    match (&one.browser_id, &other.browser_id) {
        (Some(one), Some(other)) => one == other,
        (None, None) => confusable_key(&one.name) == confusable_key(&other.name),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ChatKind;

    fn message(id: u64) -> ChatMessage {
        ChatMessage { id, time: 0, kind: ChatKind::Server, author: None, text: String::new(), reply: None }
    }

    fn report(browser: u128, at: UnixTime) -> Report {
        let browser_id = Some(Token::from_random(browser));
        Report { browser_id, name: format!("viewer{browser}"), reason: "rude".into(), at }
    }

    #[test]
    fn queue_is_bounded_and_no_person_fills_it() {
        let mut reports = Reports::new(Vec::new());
        for id in 1..=10 {
            reports.add(&message(id), None, report(1, 0)).unwrap();
        }
        assert_eq!(reports.add(&message(11), None, report(1, 0)).unwrap_err().code, Code::Rate);
        for browser in 2..=20 {
            for id in 1..=10 {
                reports
                    .add(&message(u64::try_from(browser).unwrap() * 10 + id), None, report(browser, 0))
                    .unwrap();
            }
        }
        assert_eq!(reports.len(), MESSAGES_MAX);
        assert_eq!(reports.add(&message(999), None, report(21, 0)).unwrap_err().code, Code::Rate);
        reports.add(&message(1), None, report(21, 0)).unwrap();
        assert_eq!(reports.len(), MESSAGES_MAX);
    }

    #[test]
    fn one_person_reports_a_message_once_and_a_crowd_not_endlessly() {
        let mut reports = Reports::new(Vec::new());
        let program = |name: &str| Report { browser_id: None, name: name.into(), ..report(0, 0) };
        reports.add(&message(1), None, report(1, 0)).unwrap();
        reports.add(&message(1), None, program("Bot")).unwrap();
        for again in [report(1, 5), program("bot")] {
            assert_eq!(reports.add(&message(1), None, again).unwrap_err().code, Code::Unchanged);
        }
        for browser in 2..=19 {
            reports.add(&message(1), None, report(browser, 0)).unwrap();
        }
        assert_eq!(reports.add(&message(1), None, report(20, 0)).unwrap_err().code, Code::Unchanged);
    }

    #[test]
    fn reports_grow_old_with_their_newest() {
        let mut reports = Reports::new(Vec::new());
        reports.add(&message(1), None, report(1, 0)).unwrap();
        reports.add(&message(2), None, report(1, 0)).unwrap();
        reports.add(&message(2), None, report(2, 100)).unwrap();
        assert_eq!(reports.expire(KEPT), [0; 0]);
        assert_eq!(reports.expire(KEPT + 1), [1]);
        assert_eq!(reports.after(0).map(|one| one.message.id).collect::<Vec<_>>(), [2]);
        assert_eq!(reports.expire(KEPT + 101), [2]);
    }
}
