//! Messages as Discord's API takes them, and what it answers. Pure.

use pystreaming_actors::model::{StreamTitle, UnixTime, Webhook};
use pystreaming_actors::status::StreamStatus;
use serde::Deserialize;
use serde_json::{Value, json};
use ureq::http::HeaderMap;

/// What Discord accepts in a title or name.
const TITLE_MAX: usize = 256;
/// Less than it accepts in any other text.
const TEXT_MAX: usize = 1000;

/// Where a stream is.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place<'a> {
    /// The site's address.
    pub site: Option<&'a str>,
    /// Path of the stream's page.
    pub page: &'a str,
}

/// That a stream is live. `picture` is the version of the preview picture.
pub(super) fn live(view: &StreamStatus, place: Place<'_>, picture: Option<u64>) -> Value {
    let mut embed = about(view, place, "is live");
    let tags: Vec<_> = view.settings.tags.iter().collect();
    let tags = tags.join(", ");
    let warning = view.settings.content_warning.as_deref().unwrap_or_default();
    let fields = [("Content warning", warning), ("Tags", &tags)];
    let fields: Vec<_> = fields
        .into_iter()
        .filter(|(_, text)| !text.trim().is_empty())
        .map(|(name, text)| json!({ "name": name, "value": shortened(&escaped(text), TEXT_MAX) }))
        .collect();
    if !fields.is_empty() {
        embed["fields"] = fields.into();
    }
    if let (Some(site), Some(version)) = (place.site, picture) {
        embed["image"] = json!({ "url": format!("{site}{}picture.jpg?v={version}", place.page) });
    }
    message(&embed)
}

/// How a broadcast was that lasted so many seconds, with `most` viewers at once; 0 if that is not known.
pub(super) fn ended(view: &StreamStatus, place: Place<'_>, lasted: UnixTime, most: u64) -> Value {
    let mut embed = about(view, place, &format!("was live for {}", duration(lasted)));
    if most > 0 {
        embed["fields"] = json!([{ "name": "Most viewers at once", "value": most.to_string() }]);
    }
    message(&embed)
}

/// A test of a channel.
pub(super) fn test(webhook: &Webhook) -> Value {
    let whose = webhook.streamer.as_ref().map_or_else(|| "all streams".to_owned(), ToString::to_string);
    let text = format!("Broadcasts of {} are announced here.", escaped(&whose));
    json!({ "content": shortened(&text, TEXT_MAX), "allowed_mentions": { "parse": [] } })
}

/// What a stream shows; of a locked one its name only.
fn about(view: &StreamStatus, place: Place<'_>, state: &str) -> Value {
    let settings = &view.settings;
    let name = settings.name.as_str();
    let is_locked = settings.password.is_some();
    let title = settings.title.as_ref().filter(|_| !is_locked).map(StreamTitle::shown);
    let title = title.as_deref().map(str::trim).filter(|title| !title.is_empty());
    let description = settings.shown_description();
    let mut embed = json!({
        "author": { "name": shortened(&format!("{name} {state}"), TITLE_MAX) },
        "title": shortened(&escaped(title.unwrap_or(name)), TITLE_MAX),
    });
    if !description.trim().is_empty() && !is_locked {
        embed["description"] = shortened(&escaped(&description), TEXT_MAX).into();
    }
    if let Some(site) = place.site {
        embed["url"] = format!("{site}{}", place.page).into();
    }
    embed
}

/// It mentions nobody, whatever the texts say.
fn message(embed: &Value) -> Value {
    json!({ "embeds": [embed], "allowed_mentions": { "parse": [] } })
}

fn duration(seconds: UnixTime) -> String {
    let minutes = seconds / 60;
    match (minutes / 60, minutes % 60) {
        (..=0, ..=0) => "less than a minute".to_owned(),
        (0, minutes) => format!("{minutes} min"),
        (hours, 0) => format!("{hours} h"),
        (hours, minutes) => format!("{hours} h {minutes} min"),
    }
}

/// Text that is no Markdown.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_ascii_punctuation() && !matches!(c, ',' | '.' | '\'' | '"' | '?' | '/' | ';' | '%' | '=') {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}

/// Cut after so many units of UTF-16, and not within an escape.
fn shortened(text: &str, most: usize) -> String {
    if text.encode_utf16().count() <= most {
        return text.to_owned();
    }
    let mut units = 1;
    let fits = |c: &char| {
        units += c.len_utf16();
        units <= most
    };
    let cut: String = text.chars().take_while(fits).collect();
    format!("{}…", cut.trim_end_matches('\\'))
}

/// The id of a message that was made.
pub(super) fn message_id(answer: &[u8]) -> Option<String> {
    #[derive(Deserialize)]
    struct Made {
        id: String,
    }
    let Made { id } = serde_json::from_slice(answer).ok()?;
    let is_id = (1..=20).contains(&id.len()) && id.bytes().all(|digit| digit.is_ascii_digit());
    is_id.then_some(id)
}

/// After how many seconds to come back, as an answer 429 says.
pub(super) fn retry_after(answer: &[u8]) -> Option<u32> {
    #[derive(Deserialize)]
    struct Limited {
        retry_after: f64,
    }
    let Limited { retry_after } = serde_json::from_slice(answer).ok()?;
    whole(retry_after)
}

/// For how many seconds an answer leaves nothing to be sent.
pub(super) fn rest(headers: &HeaderMap) -> Option<u32> {
    let value = |name| headers.get(name)?.to_str().ok();
    if value("x-ratelimit-remaining")? != "0" {
        return None;
    }
    whole(value("x-ratelimit-reset-after")?.parse().ok()?)
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the cast saturates")]
fn whole(seconds: f64) -> Option<u32> {
    (seconds > 0.0).then(|| seconds.ceil() as u32)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use pystreaming_actors::model::names::{Secrets, StreamKey, StreamerName, ViewerPassword};
    use pystreaming_actors::model::{ContentWarning, Description, Streamer, Tags};

    use super::*;

    const HERE: Place<'static> = Place { site: Some("https://live.example.org"), page: "/Zo%C3%AB/" };
    const NOWHERE: Place<'static> = Place { site: None, page: "/Zo%C3%AB/" };

    fn view(name: &str) -> StreamStatus {
        let key = Secrets::derive("x").hash(&StreamKey::new("key").unwrap());
        StreamStatus::offline(Streamer::new(StreamerName::stored(name), key))
    }

    #[test]
    fn a_message_has_what_the_page_shows() {
        let mut view = view("Zoë");
        assert_eq!(
            live(&view, NOWHERE, Some(7)),
            json!({
                "embeds": [{ "author": { "name": "Zoë is live" }, "title": "Zoë" }],
                "allowed_mentions": { "parse": [] },
            })
        );
        view.settings.title = Some(StreamTitle::stored("Painting *tonight*"));
        view.settings.description = Some(Description::stored("@everyone: [here](https://evil.example)"));
        view.settings.tags = Tags::stored("art live-coding");
        assert_eq!(
            live(&view, HERE, Some(7)),
            json!({
                "embeds": [{
                    "author": { "name": "Zoë is live" },
                    "title": r"Painting \*tonight\*",
                    "description": r"\@everyone\: \[here\]\(https\://evil.example\)",
                    "fields": [{ "name": "Tags", "value": r"art, live\-coding" }],
                    "url": "https://live.example.org/Zo%C3%AB/",
                    "image": { "url": "https://live.example.org/Zo%C3%AB/picture.jpg?v=7" },
                }],
                "allowed_mentions": { "parse": [] },
            })
        );
        view.settings.password = ViewerPassword::stored("sesame");
        assert_eq!(
            ended(&view, HERE, 80 * 60, 12)["embeds"],
            json!([{
                "author": { "name": "Zoë was live for 1 h 20 min" },
                "title": "Zoë",
                "fields": [{ "name": "Most viewers at once", "value": "12" }],
                "url": "https://live.example.org/Zo%C3%AB/",
            }])
        );
    }

    #[test]
    fn a_duration_is_told_in_hours_and_minutes() {
        for (seconds, words) in [
            (-1, "less than a minute"),
            (59, "less than a minute"),
            (60, "1 min"),
            (7200, "2 h"),
            (4859, "1 h 20 min"),
        ] {
            assert_eq!(duration(seconds), words);
        }
    }

    #[test]
    fn answers_are_read_and_lies_are_not() {
        assert_eq!(
            message_id(br#"{"type": 0, "id": "12345678901234567890"}"#).unwrap(),
            "12345678901234567890"
        );
        for bad in [
            "",
            "{}",
            r#"{"id": 7}"#,
            r#"{"id": ""}"#,
            r#"{"id": "../7"}"#,
            r#"{"id": "123456789012345678901"}"#,
        ] {
            assert_eq!(message_id(bad.as_bytes()), None, "{bad}");
        }
        assert_eq!(retry_after(br#"{"message": "limited", "retry_after": 0.3, "global": false}"#), Some(1));
        assert_eq!(retry_after(br#"{"retry_after": 1e99}"#), Some(u32::MAX));
        assert_eq!(retry_after(br#"{"retry_after": -1}"#), None);
        assert_eq!(retry_after(b"<html>"), None);
        let mut headers = HeaderMap::new();
        assert_eq!(rest(&headers), None);
        headers.insert("x-ratelimit-reset-after", "1.2".parse().unwrap());
        headers.insert("x-ratelimit-remaining", "1".parse().unwrap());
        assert_eq!(rest(&headers), None);
        headers.insert("x-ratelimit-remaining", "0".parse().unwrap());
        assert_eq!(rest(&headers), Some(2));
        headers.insert("x-ratelimit-reset-after", "NaN".parse().unwrap());
        assert_eq!(rest(&headers), None);
    }

    fn units(value: &Value) -> usize {
        value.as_str().map_or(0, |text| text.encode_utf16().count())
    }

    proptest! {
        #[test]
        fn every_text_makes_a_message_within_the_limits_that_mentions_nobody(
            name in ".{1,300}",
            title in prop_oneof!["\\PC{0,300}", "[\\\\*@]{0,600}", ".{0,300}"],
            description in prop_oneof![".{0,3000}", "[😀*]{0,1500}"],
            tags in ".{0,2000}",
            warning in "[ -~]{0,200}",
            lasted: i64,
            most: u64,
        ) {
            let mut view = view(&name);
            view.settings.title = Some(StreamTitle::stored(&title));
            view.settings.description = Some(Description::stored(&description));
            view.settings.tags = Tags::stored(&tags);
            view.settings.content_warning = Some(ContentWarning::stored(&warning));
            for message in [live(&view, HERE, Some(u64::MAX)), ended(&view, HERE, lasted, most)] {
                let message: Value = serde_json::from_str(&message.to_string()).unwrap();
                prop_assert_eq!(&message["allowed_mentions"], &json!({ "parse": [] }));
                let embed = &message["embeds"][0];
                let fields = embed["fields"].as_array().map_or(&[][..], Vec::as_slice);
                prop_assert!(units(&embed["title"]) <= 256 && units(&embed["author"]["name"]) <= 256);
                prop_assert!(units(&embed["description"]) <= 4096);
                prop_assert!(fields.iter().all(|field| (1..=1024).contains(&units(&field["value"]))));
                let of_fields = fields.iter().flat_map(|field| [&field["name"], &field["value"]]);
                let others = [&embed["title"], &embed["author"]["name"], &embed["description"]];
                prop_assert!(of_fields.chain(others).map(units).sum::<usize>() <= 6000);
                // no backslash is left to escape what follows
                let title = embed["title"].as_str().unwrap().trim_end_matches('…');
                prop_assert!(title.chars().rev().take_while(|c| *c == '\\').count() % 2 == 0);
            }
        }
    }
}
