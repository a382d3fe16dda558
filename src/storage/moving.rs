//! Converts rows of the original's tables by the rules for new input, which the original never applied. A value that
//! can be repaired without changing its meaning is repaired; one that cannot be used is left out; both are reported.

use pystreaming_actors::model::names::{InvalidName, StreamKey, StreamerName, ViewerPassword};
use pystreaming_actors::model::text::clean;
use pystreaming_actors::model::{AccountUrl, ChatSetting, Description, Emote};

use crate::rules;

/// A row of `streamersettings`.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(super) struct OldStreamer {
    pub username: String,
    pub key: String,
    pub chat: Option<String>,
    pub description: Option<String>,
    pub streampass: Option<String>,
    pub mastodon: Option<String>,
}

/// A streamer converted from the original's row.
pub(super) struct NewStreamer {
    pub name: StreamerName,
    /// `None` if the old key cannot be used: the streamer needs a new one.
    pub key: Option<StreamKey>,
    pub chat: Option<ChatSetting>,
    pub description: Option<Description>,
    pub password: Option<String>,
    pub mastodon: Option<AccountUrl>,
}

/// Converts a streamer. `Err` says why the row is left out; `notes` receives what was changed or should be checked.
pub(super) fn streamer(old: OldStreamer, notes: &mut Vec<String>) -> Result<NewStreamer, String> {
    let left_out = |why: InvalidName| {
        format!("left out: streamer {:?}: {why}; add them under another name", old.username)
    };
    let name = match StreamerName::parse(&visible(&old.username)) {
        Ok(name) => name,
        // the page of a streamer with a long name works; only chat refuses the name
        Err(InvalidName::TooLong) => StreamerName::stored(visible(&old.username).trim()),
        Err(why) => return Err(left_out(why)),
    };
    let mut note =
        |kind: &str, what: String| notes.push(format!("{kind}: streamer {:?}: {what}", name.as_str()));
    if name.as_str() != old.username {
        note("changed", format!("the name was {:?}, with spaces or invisible characters", old.username));
    }
    if let Err(why @ InvalidName::TooLong) = StreamerName::parse(name.as_str()) {
        note("look at", format!("{why}, so that they cannot join chat under it"));
    }
    let key = StreamKey::new(&old.key);
    let remedy = format!("`pystreaming-admin streamer key -u {name}` makes another");
    if key.is_none() {
        note(
            "changed",
            format!("the stream key is empty or too long for nginx, and lets nobody in; {remedy}"),
        );
    } else if let Err(why) = rules::stream_key(&old.key) {
        note("look at", format!("the stream key {}; if encoders are refused, {remedy}", hidden(&why)));
    }
    let chat = old.chat.filter(|word| !word.is_empty()).and_then(|word| {
        let known = ChatSetting::parse(&word);
        if known.is_none() {
            note("changed", format!("the chat setting {word:?} is unknown; chat is enabled"));
        }
        known
    });
    let description = old.description.filter(|text| !text.is_empty()).and_then(|text| {
        let repaired = Description::repaired(&text);
        if repaired.as_deref().unwrap_or_default() != text.trim() {
            note(
                "changed",
                "the description is on one line now, without invisible characters, and up to 1000 long"
                    .into(),
            );
        }
        repaired
    });
    // even an invalid password is kept: the import must never unlock a stream
    let password = old.streampass.filter(|password| !password.is_empty());
    if let Some(Err(why)) = password.as_deref().map(ViewerPassword::parse) {
        note(
            "look at",
            format!("the viewer password {}; viewers may not be able to enter it", hidden(&why.0)),
        );
    }
    let mastodon = old.mastodon.filter(|url| !url.is_empty()).and_then(|url| {
        let checked = AccountUrl::parse(url.trim());
        checked.map_err(|why| note("left out", format!("the Mastodon address {url:?} {why}"))).ok()
    });
    Ok(NewStreamer { name, key, chat, description, password, mastodon })
}

/// Converts an emote, with `Err` and `notes` as for a streamer.
pub(super) fn emote(alias: &str, uri: &str, notes: &mut Vec<String>) -> Result<Emote, String> {
    let left_out = |what: &str, why: String| format!("left out: emote {alias:?}: {what} {why}");
    let bare = alias.trim().trim_matches(':');
    let new_alias = rules::alias(bare).map_err(|why| left_out("the alias", why))?;
    let fit = repaired(uri.trim());
    let new_uri = rules::emote_uri(&fit).map_err(|why| left_out(&format!("the address {uri:?}"), why))?;
    if new_alias != alias {
        notes.push(format!("changed: emote {alias:?}: the alias is {new_alias:?} now"));
    }
    if new_uri != uri {
        notes.push(format!("changed: emote {new_alias:?}: the address was {uri:?}, and is {new_uri:?} now"));
    }
    Ok(Emote { alias: new_alias.to_owned(), uri: new_uri.to_owned() })
}

/// An equivalent address that browsers can load. Pictures over plain http would not show in any case.
fn repaired(uri: &str) -> String {
    let encoded: String = uri
        .chars()
        .map(|c| if matches!(c, ' ' | '"' | '\\') || !c.is_ascii() { encoded(c) } else { c.into() })
        .collect();
    match encoded.split_once("://") {
        Some(("http", rest)) => format!("https://{rest}"),
        None if encoded.starts_with("static/") => format!("/{encoded}"),
        _ => encoded,
    }
}

fn encoded(c: char) -> String {
    c.encode_utf8(&mut [0; 4]).bytes().map(|byte| format!("%{byte:02X}")).collect()
}

/// The text without invisible characters.
fn visible(text: &str) -> String {
    clean(text).into_owned()
}

/// What is wrong with a secret, without the character of it that a rule quotes.
fn hidden(why: &str) -> String {
    match why.split_once(", which a stream key cannot") {
        Some(_) => "contains a character that a stream key cannot".to_owned(),
        None => why.split(';').next().unwrap_or(why).to_owned(),
    }
}
