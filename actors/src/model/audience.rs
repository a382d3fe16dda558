//! Statistics of a broadcast, from the audit events that fell into it.

use std::collections::HashSet;

use serde::Serialize;
use serde_json::Value;

use super::time::UnixTime;

/// How many watched a broadcast and took part in its chat.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Audience {
    /// Most viewers at once.
    pub peak_viewers: u64,
    /// Seconds that all viewers watched, together.
    pub viewer_seconds: u64,
    /// People who sent something, by their names.
    pub chatters: u64,
    /// Messages, actions and drawings.
    pub messages: u64,
}

/// Counts an [`Audience`], event by event. Events of one kind come in order of time.
#[derive(Debug, Clone)]
pub struct AudienceCount {
    /// Viewers since `since`.
    viewers: u64,
    since: UnixTime,
    names: HashSet<String>,
    audience: Audience,
}

impl AudienceCount {
    /// The kinds of audit events that are counted.
    pub const KINDS: [&str; 4] = ["viewer_count", "send_message", "send_action", "send_drawing"];

    /// Begins with so many viewers.
    pub fn new(start: UnixTime, viewers: u64) -> Self {
        let audience = Audience { peak_viewers: viewers, ..Audience::default() };
        Self { viewers, since: start, names: HashSet::new(), audience }
    }

    /// Counts an event by its time, kind and meta. Other kinds do not count.
    pub fn count(&mut self, at: UnixTime, kind: &str, meta: &Value) {
        if kind == Self::KINDS[0] {
            self.watch_until(at);
            self.viewers = viewers(meta);
            self.audience.peak_viewers = self.audience.peak_viewers.max(self.viewers);
        } else if Self::KINDS.contains(&kind) {
            self.audience.messages += 1;
            if let Some(name) = meta.get("name").and_then(Value::as_str)
                && !self.names.contains(name)
            {
                self.names.insert(name.to_owned());
            }
        }
    }

    /// The result at the end of the broadcast.
    pub fn finish(mut self, end: UnixTime) -> Audience {
        self.watch_until(end);
        Audience { chatters: self.names.len() as u64, ..self.audience }
    }

    fn watch_until(&mut self, at: UnixTime) {
        let seconds = u64::try_from(at.saturating_sub(self.since)).unwrap_or_default();
        self.audience.viewer_seconds += self.viewers.saturating_mul(seconds);
        self.since = self.since.max(at);
    }
}

/// The number in the meta of a `viewer_count`.
pub fn viewers(meta: &Value) -> u64 {
    meta.get("viewers").and_then(Value::as_u64).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn viewers_count_for_as_long_as_they_watch_and_chatters_once() {
        let mut count = AudienceCount::new(100, 2);
        count.count(110, "viewer_count", &json!({"viewers": 5}));
        count.count(120, "viewer_count", &json!({"viewers": 1}));
        // the clock was set back: nobody watches for a negative time
        count.count(115, "viewer_count", &json!({"viewers": 3}));
        for (kind, name) in [("send_message", "a"), ("send_action", "a"), ("send_drawing", "b")] {
            count.count(105, kind, &json!({ "name": name }));
        }
        count.count(105, "join_chat", &json!({"name": "c"}));
        count.count(105, "send_message", &json!("torn"));
        let expected = Audience { peak_viewers: 5, viewer_seconds: 20 + 50 + 30, chatters: 2, messages: 4 };
        assert_eq!(count.finish(130), expected);
    }
}
