//! Converts streamers and emotes of the original by the rules for new input, which the original never applied. A value
//! that can be repaired without changing its meaning is repaired; one that cannot be used is left out; both are reported.

use pystreaming_actors::model::names::{InvalidName, StreamKey, StreamerName, ViewerPassword};
use pystreaming_actors::model::text::clean;
use pystreaming_actors::model::{AccountUrl, ChatSetting, Description, Emote, emote_alias};

use super::report::{Note, NoteKind};
use crate::rules;

/// Longest viewer password that is copied, in characters. Nobody can enter one so long; it is kept to lock the stream.
const LOCK_MAX: usize = 1000;

/// A row of `streamersettings`.
#[derive(Debug, Clone, Default)]
pub(super) struct OldStreamer {
    pub username: String,
    pub key: Option<String>,
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

/// The name under which a streamer of the original is known here: without invisible characters and spaces around it.
pub(super) fn name(old: &str) -> StreamerName {
    StreamerName::stored(clean(old).trim())
}

/// Converts a streamer. `Err` says why the row is left out; `notes` receives what was changed or should be checked.
pub(super) fn streamer(old: OldStreamer, notes: &mut Vec<Note>) -> Result<NewStreamer, Note> {
    let name = match StreamerName::parse(&clean(&old.username)) {
        Ok(name) => name,
        // the page of a streamer with a long name works; only chat refuses the name
        Err(InvalidName::TooLong) => name(&old.username),
        Err(why) => return Err(left_out(&old.username, &format!("{why}; add them under another name"))),
    };
    if name.as_str().chars().count() > 256 || name.folded().chars().count() > 512 {
        return Err(left_out(&old.username, "the name is longer than 256 characters"));
    }
    let mut note = |kind, what: String| notes.push(Note { kind, about: about(name.as_str()), what });
    if name.as_str() != old.username {
        note(
            NoteKind::Changed,
            format!("the name was {:?}, with spaces or invisible characters", old.username),
        );
    }
    if let Err(why @ InvalidName::TooLong) = StreamerName::parse(name.as_str()) {
        note(NoteKind::LookAt, format!("{why}, so that they cannot join chat under it"));
    }
    let old_key = old.key.unwrap_or_default();
    let key = StreamKey::new(&old_key);
    let remedy = format!("`pystreaming-admin streamer key -u {name}` makes another");
    if key.is_none() {
        note(
            NoteKind::Changed,
            format!("the stream key is empty or too long for nginx, and lets nobody in; {remedy}"),
        );
    } else if let Err(why) = rules::stream_key(&old_key) {
        note(NoteKind::LookAt, format!("the stream key {}; if encoders are refused, {remedy}", hidden(&why)));
    }
    let chat = old.chat.filter(|word| !word.is_empty()).and_then(|word| {
        let known = ChatSetting::parse(&word);
        if known.is_none() {
            note(NoteKind::Changed, format!("the chat setting {word:?} is unknown; chat is enabled"));
        }
        known
    });
    let description = old.description.filter(|text| !text.is_empty()).and_then(|text| {
        let repaired = Description::repaired(&text);
        if repaired.as_deref().unwrap_or_default() != text.trim() {
            note(
                NoteKind::Changed,
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
            NoteKind::LookAt,
            format!("the viewer password {}; viewers may not be able to enter it", hidden(&why.0)),
        );
    }
    let password = password.map(|password| password.chars().take(LOCK_MAX).collect());
    let mastodon = old.mastodon.filter(|url| !url.is_empty()).and_then(|url| {
        let checked = AccountUrl::parse(url.trim());
        checked
            .map_err(|why| note(NoteKind::LeftOut, format!("the Mastodon address {} {why}", quoted(&url))))
            .ok()
    });
    Ok(NewStreamer { name, key, chat, description, password, mastodon })
}

/// The note on a streamer who is left out.
pub(super) fn left_out(name: &str, what: &str) -> Note {
    Note { kind: NoteKind::LeftOut, about: about(name), what: what.to_owned() }
}

fn about(name: &str) -> String {
    format!("streamer {}", quoted(name))
}

/// The note on an emote that is left out.
pub(super) fn emote_left_out(alias: &str, what: &str) -> Note {
    Note { kind: NoteKind::LeftOut, about: format!("emote {}", quoted(alias)), what: what.to_owned() }
}

/// Converts an emote, with `Err` and `notes` as for a streamer.
pub(super) fn emote(alias: &str, uri: &str, notes: &mut Vec<Note>) -> Result<Emote, Note> {
    let bare = alias.trim().trim_matches(':');
    let new_alias = emote_alias(bare).map_err(|why| emote_left_out(alias, &format!("the alias {why}")))?;
    let fit = repaired(uri.trim());
    let new_uri = rules::emote_uri(&fit)
        .map_err(|why| emote_left_out(alias, &format!("the address {} {why}", quoted(uri))))?;
    let mut changed = |about: &str, what: String| {
        notes.push(Note { kind: NoteKind::Changed, about: format!("emote {}", quoted(about)), what });
    };
    if new_alias != alias {
        changed(alias, format!("the alias is {new_alias:?} now"));
    }
    if new_uri != uri {
        changed(new_alias, format!("the address was {}, and is {new_uri:?} now", quoted(uri)));
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
        Some((scheme, rest)) if scheme.eq_ignore_ascii_case("http") => format!("https://{rest}"),
        None if encoded.starts_with("static/") => format!("/{encoded}"),
        _ => encoded,
    }
}

fn encoded(c: char) -> String {
    c.encode_utf8(&mut [0; 4]).bytes().map(|byte| format!("%{byte:02X}")).collect()
}

/// Text for a line of the report, which is not longer because a value is.
fn quoted(text: &str) -> String {
    const SHOWN: usize = 100;
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{:?}…", &text[..end]),
        None => format!("{text:?}"),
    }
}

/// What is wrong with a secret, without the character of it that a rule quotes.
fn hidden(why: &str) -> String {
    match why.split_once(", which a stream key cannot") {
        Some(_) => "contains a character that a stream key cannot".to_owned(),
        None => why.split(';').next().unwrap_or(why).to_owned(),
    }
}
