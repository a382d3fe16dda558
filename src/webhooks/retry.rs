//! What follows from an attempt: when the next one is, when an event is given up, and when the webhook is disabled. Pure.

use std::time::Duration;

use pystreaming_actors::model::{DeliveryOutcome, UnixTime, WebhookDelivery, WebhookFormat, WebhookProgress};
use pystreaming_actors::ports::Settlement;

/// Seconds between the attempts to deliver an event: eight hours in total.
const PAUSES: [u32; 8] = [5, 30, 2 * 60, 10 * 60, 30 * 60, 60 * 60, 2 * 60 * 60, 4 * 60 * 60];
/// The longest pause that a receiver can ask for.
const LONGEST: u32 = 4 * 60 * 60;
/// Pauses differ by up to this part of them, so that webhooks that failed together are not attempted together.
const JITTER: f64 = 0.2;
/// The longest pause.
pub(super) const PAUSE_MAX: Duration = Duration::from_secs(5 * 60 * 60);
/// Events given up in a row after which a webhook is disabled: three days. Counted by attempts, so that a clock that is set
/// disables nothing.
const GIVEN_UP_MAX: u32 = 9;

/// What a receiver says does not exist any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gone {
    /// The receiver, and why.
    Receiver(&'static str),
    /// The message that was to be changed.
    Message,
}

impl Gone {
    /// What a status means. `is_change` says whether a message was to be changed.
    pub(super) fn of(format: WebhookFormat, is_change: bool, status: Option<u16>) -> Option<Self> {
        match (format, status?) {
            (WebhookFormat::Discord, 404) if is_change => Some(Self::Message),
            (WebhookFormat::Discord, 401 | 403 | 404 | 410) => Some(Self::Receiver(
                "Discord has no webhook with this address any more; make one there again",
            )),
            (WebhookFormat::Events, 410) => Some(Self::Receiver("it has asked for no more events")),
            _ => None,
        }
    }
}

/// What an attempt came to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Attempt {
    /// Status of the response; `None` if there was none.
    pub status: Option<u16>,
    /// Why it failed; `None` if it did not.
    pub reason: Option<String>,
    /// Beginning of the body of a response that is no success.
    pub answer: Option<String>,
    /// How long the receiver wants to be left alone, in seconds, also after a success; `None` if it does not say.
    pub retry_after: Option<u32>,
    /// What does not exist any more.
    pub gone: Option<Gone>,
    /// The id of a message that was made.
    pub made: Option<String>,
    /// How long it took.
    pub duration: Duration,
}

impl Attempt {
    /// An attempt that ended without a response.
    pub(super) fn failed(reason: impl Into<String>) -> Self {
        Self { reason: Some(reason.into()), ..Self::default() }
    }

    /// The entry of the log.
    pub(super) fn into_delivery(
        self,
        event: Option<i64>,
        kind: &str,
        at: UnixTime,
        attempt: u32,
        failure: DeliveryOutcome,
    ) -> WebhookDelivery {
        let Self { status, reason, answer, retry_after: _, gone: _, made: _, duration } = self;
        let duration_ms = u32::try_from(duration.as_millis()).unwrap_or(u32::MAX);
        let outcome = if reason.is_none() { DeliveryOutcome::Delivered } else { failure };
        WebhookDelivery {
            id: 0,
            event,
            kind: kind.to_owned(),
            at,
            attempt,
            outcome,
            status,
            reason,
            duration_ms,
            answer,
        }
    }
}

/// What follows from an attempt that began at `begun` to deliver an event. `random` is in 0..1.
pub(super) fn settle(
    before: WebhookProgress,
    (event, kind): (i64, &str),
    attempt: Attempt,
    (begun, now): (UnixTime, UnixTime),
    random: f64,
) -> Settlement {
    let attempts = before.attempts.saturating_add(1);
    let moved_on = WebhookProgress { after: event, ..WebhookProgress::default() };
    let given_up = WebhookProgress { given_up: before.given_up.saturating_add(1), ..moved_on };
    let (progress, failure, disabled_because) =
        match (&attempt.reason, pause(attempts, attempt.retry_after, random)) {
            (None, _) => {
                let rest = attempt.retry_after.map(|wanted| now.saturating_add(wanted.min(LONGEST).into()));
                (WebhookProgress { retry_at: rest, ..moved_on }, DeliveryOutcome::Failed, None)
            }
            (Some(reason), _) if let Some(Gone::Receiver(why)) = attempt.gone => {
                (given_up, DeliveryOutcome::GivenUp, Some(format!("{reason}: {why}")))
            }
            (Some(_), _) if attempt.gone == Some(Gone::Message) => {
                let progress = WebhookProgress { given_up: before.given_up, ..moved_on };
                (progress, DeliveryOutcome::GivenUp, None)
            }
            (Some(_), Some(pause)) => {
                let retry_at = Some(now.saturating_add(pause));
                (WebhookProgress { attempts, retry_at, ..before }, DeliveryOutcome::Failed, None)
            }
            (Some(reason), None) => {
                let why = (given_up.given_up >= GIVEN_UP_MAX).then(|| {
                    format!("{GIVEN_UP_MAX} events in a row could not be delivered for days: {reason}")
                });
                (given_up, DeliveryOutcome::GivenUp, why)
            }
        };
    let delivery = attempt.into_delivery(Some(event), kind, begun, attempts, failure);
    Settlement { progress, disabled_because, delivery }
}

/// What follows from an event that is not sent although the webhook wants events of its kind.
pub(super) fn left_out(
    before: WebhookProgress,
    (event, kind): (i64, &str),
    why: &str,
    now: UnixTime,
) -> Settlement {
    let attempt = Attempt::failed(format!("not announced: {why}"));
    let delivery = attempt.into_delivery(Some(event), kind, now, before.attempts, DeliveryOutcome::GivenUp);
    let progress = WebhookProgress { after: event, given_up: before.given_up, ..WebhookProgress::default() };
    Settlement { progress, disabled_because: None, delivery }
}

/// Seconds from one failed attempt to the next; `None` if that was the last. A receiver may ask for a longer pause than ours,
/// but not for one that is longer than our longest.
#[expect(clippy::cast_possible_truncation, reason = "far below the limit")]
fn pause(attempts: u32, wanted: Option<u32>, random: f64) -> Option<UnixTime> {
    let pause = PAUSES.get(attempts.checked_sub(1)? as usize)?;
    let ours = (f64::from(*pause) * (1.0 - JITTER + 2.0 * JITTER * random)).round() as UnixTime;
    Some(ours.max(wanted.map_or(0, |wanted| i64::from(wanted.min(LONGEST)))))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const EVENT: (i64, &str) = (7, "join_chat");

    fn failed(status: u16) -> Attempt {
        let reason = Some(format!("status {status}"));
        Attempt {
            status: Some(status),
            reason,
            gone: Gone::of(WebhookFormat::Events, false, Some(status)),
            ..Attempt::default()
        }
    }

    fn after(before: WebhookProgress, attempt: Attempt) -> Settlement {
        settle(before, EVENT, attempt, (1000, 1010), 0.5)
    }

    #[test]
    fn an_event_is_attempted_for_hours_and_then_given_up() {
        let mut progress = WebhookProgress { after: 5, ..WebhookProgress::default() };
        let mut pauses = Vec::new();
        let last = loop {
            let settled = after(progress, failed(500));
            progress = settled.progress;
            let Some(retry_at) = progress.retry_at else { break settled };
            assert_eq!((progress.after, settled.delivery.outcome), (5, DeliveryOutcome::Failed));
            pauses.push(retry_at - 1010);
        };
        assert_eq!(pauses, PAUSES.map(i64::from));
        assert_eq!(pauses.iter().sum::<i64>() / 3600, 7);
        assert_eq!(last.delivery.outcome, DeliveryOutcome::GivenUp);
        assert_eq!((last.delivery.attempt, last.delivery.at), (9, 1000));
        assert_eq!(last.progress, WebhookProgress { after: 7, given_up: 1, ..WebhookProgress::default() });
        assert_eq!(last.disabled_because, None);
    }

    #[test]
    fn a_receiver_that_is_gone_or_fails_for_days_disables_the_webhook() {
        let gone = after(WebhookProgress::default(), failed(410));
        assert!(gone.disabled_because.unwrap().contains("410"));
        assert_eq!(gone.delivery.outcome, DeliveryOutcome::GivenUp);
        let last = |given_up| WebhookProgress { attempts: 8, given_up, ..WebhookProgress::default() };
        assert_eq!(after(last(7), failed(500)).disabled_because, None);
        assert!(after(last(8), failed(500)).disabled_because.unwrap().contains("for days: status 500"));
    }

    #[test]
    fn a_receiver_that_asks_for_time_gets_it_within_limits() {
        let pause = |retry_after| {
            let attempt = Attempt { retry_after, ..failed(429) };
            after(WebhookProgress::default(), attempt).progress.retry_at.unwrap() - 1010
        };
        assert_eq!(pause(Some(2)), 5, "not less than without");
        assert_eq!(pause(Some(600)), 600);
        assert_eq!(pause(Some(u32::MAX)), 4 * 60 * 60);
        let last = WebhookProgress { attempts: 8, ..WebhookProgress::default() };
        let settled = after(last, Attempt { retry_after: Some(600), ..failed(429) });
        assert_eq!(settled.progress.retry_at, None, "nor more attempts");
    }

    #[test]
    fn a_receiver_that_wants_a_rest_after_a_success_gets_it() {
        let sent = Attempt { status: Some(200), retry_after: Some(2), ..Attempt::default() };
        let settled = after(WebhookProgress::default(), sent);
        assert_eq!((settled.progress.after, settled.progress.attempts), (7, 0));
        assert_eq!(settled.progress.retry_at, Some(1012));
        assert_eq!(settled.delivery.outcome, DeliveryOutcome::Delivered);
    }

    #[test]
    fn a_channel_that_is_gone_disables_the_webhook_and_a_message_that_is_gone_does_not() {
        let answered = |is_change, status| {
            let gone = Gone::of(WebhookFormat::Discord, is_change, Some(status));
            after(
                WebhookProgress { given_up: 1, ..WebhookProgress::default() },
                Attempt { gone, ..failed(status) },
            )
        };
        for (is_change, status) in [(false, 401), (false, 403), (false, 404), (true, 401)] {
            let why = answered(is_change, status).disabled_because.unwrap();
            assert_eq!(
                why,
                format!(
                    "status {status}: Discord has no webhook with this address any more; make one there again"
                )
            );
        }
        let deleted = answered(true, 404);
        assert_eq!(
            (deleted.disabled_because, deleted.progress.after, deleted.progress.given_up),
            (None, 7, 1)
        );
        assert_eq!(deleted.delivery.outcome, DeliveryOutcome::GivenUp);
        assert_eq!(answered(false, 500).progress.attempts, 1);
    }

    #[test]
    fn a_success_starts_afresh() {
        let before = WebhookProgress { after: 5, attempts: 3, retry_at: Some(9), given_up: 8 };
        let settled = after(before, Attempt { status: Some(204), ..Attempt::default() });
        assert_eq!(settled.progress, WebhookProgress { after: 7, ..WebhookProgress::default() });
        assert_eq!(settled.delivery.outcome, DeliveryOutcome::Delivered);
    }

    proptest! {
        #[test]
        fn no_sequence_of_answers_loses_an_event_unseen(
            statuses in proptest::collection::vec(prop_oneof![Just(200_u16), 300..600_u16], 1..200),
            random in 0.0..1.0,
        ) {
            let mut progress = WebhookProgress { after: 0, ..WebhookProgress::default() };
            let (mut event, mut now) = (1, 0);
            for status in statuses {
                let attempt =
                    if status == 200 { Attempt { status: Some(200), ..Attempt::default() } } else { failed(status) };
                let settled = settle(progress, (event, "x"), attempt, (now, now), random);
                let is_final = settled.delivery.outcome != DeliveryOutcome::Failed;
                prop_assert_eq!(settled.progress.after, if is_final { event } else { event - 1 });
                prop_assert_eq!(settled.progress.retry_at.is_some(), !is_final);
                prop_assert_eq!(status == 200, settled.delivery.outcome == DeliveryOutcome::Delivered);
                if let Some(retry_at) = settled.progress.retry_at {
                    prop_assert!(retry_at > now);
                    prop_assert!(Duration::from_secs((retry_at - now).unsigned_abs()) <= PAUSE_MAX);
                    now = retry_at;
                }
                progress = settled.progress;
                event += i64::from(is_final);
                if settled.disabled_because.is_some() {
                    prop_assert!(status == 410 || progress.given_up >= GIVEN_UP_MAX);
                    break;
                }
            }
        }
    }
}
