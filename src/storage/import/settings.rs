//! Copies streamers and emotes.

use std::collections::{HashMap, HashSet};

use pystreaming_actors::model::names::{KeyHash, StreamerName, Token};
use pystreaming_actors::model::{ChatSetting, Emote};
use pystreaming_actors::ports::StoreError;
use rand::RngExt;

use super::convert::{self, NewStreamer, OldStreamer};
use super::report::{Note, NoteKind};
use super::source::OldRow;
use super::{Import, SHORT};

pub(super) const STREAMER: [&str; 6] = ["username", "key", "chat", "description", "streampass", "mastodon"];
pub(super) const EMOTE: [&str; 2] = ["alias", "uri"];

/// Names and keys that are taken.
#[derive(Default)]
struct Taken {
    /// Hashes of keys by folded name.
    names: HashMap<String, String>,
    keys: HashSet<String>,
    /// Folded names that this import added.
    added: HashSet<String>,
}

impl Import<'_> {
    pub(super) async fn copy_streamers(&mut self) -> Result<(), StoreError> {
        let mut old = self.source.all("streamersettings", &STREAMER, SHORT).await?;
        // names that need no repair come first, so that a repaired name cannot take one of them
        old.sort_by_key(|row| {
            let name = row.values[0].as_deref().unwrap_or_default();
            !StreamerName::parse(name).is_ok_and(|parsed| parsed.as_str() == name)
        });
        let mut taken = Taken::default();
        for row in self.tx.rows("SELECT folded, key_hash FROM streamers", &[]).await? {
            let (folded, key): (String, String) = (row.get(0)?, row.get(1)?);
            taken.keys.insert(key.clone());
            taken.names.insert(folded, key);
        }
        let read = old.len() as u64;
        for row in old {
            self.copy_streamer(row, &mut taken).await?;
        }
        self.done("streamers", read);
        Ok(())
    }

    async fn copy_streamer(&mut self, mut row: OldRow, taken: &mut Taken) -> Result<(), StoreError> {
        let mut notes = Vec::new();
        let spelled = row.values[0].clone().unwrap_or_default();
        if row.not_utf8 {
            let what = "a value was not UTF-8, and was read as Latin-1".to_owned();
            notes.push(Note { kind: NoteKind::Changed, about: format!("streamer {spelled:?}"), what });
        }
        let old = OldStreamer {
            username: row.take(0).unwrap_or_default(),
            key: row.take(1),
            chat: row.take(2),
            description: row.take(3),
            streampass: row.take(4),
            mastodon: row.take(5),
        };
        let new = match convert::streamer(old, &mut notes) {
            Ok(new) => new,
            Err(left_out) => return self.leave_out_streamer(left_out),
        };
        let key = new.key.as_ref().map(|key| self.options.secrets.hash(key).to_hex());
        let folded = new.name.folded().to_owned();
        if let Some(known) = taken.names.get(&folded) {
            // a streamer without a usable key got one that is not known here
            if !taken.added.contains(&folded) && key.as_ref().is_none_or(|key| key == known) {
                self.report.streamers.already_there += 1;
                return Ok(());
            }
            let what = "the name is taken, ignoring case; the streamer who has it keeps their settings";
            return self.leave_out_streamer(convert::left_out(&spelled, what));
        }
        let key = match key {
            Some(key) if taken.keys.contains(&key) => {
                let what = format!(
                    "the stream key is that of another streamer, and lets nobody in; `pystreaming-admin streamer key -u {}` \
                     makes another",
                    new.name
                );
                notes.push(Note { kind: NoteKind::Changed, about: format!("streamer {spelled:?}"), what });
                self.unknown_key().to_hex()
            }
            Some(key) => key,
            None => self.unknown_key().to_hex(),
        };
        self.add_streamer(&new, &key).await?;
        taken.keys.insert(key.clone());
        taken.added.insert(folded.clone());
        taken.names.insert(folded, key);
        self.report.streamers.copied += 1;
        self.report.streamers.changed += u64::from(notes.iter().any(|note| note.kind == NoteKind::Changed));
        self.report.notes.append(&mut notes);
        Ok(())
    }

    async fn add_streamer(&mut self, new: &NewStreamer, key: &str) -> Result<(), StoreError> {
        const ADD: &str = "INSERT INTO streamers (folded, name, key_hash, chat, description, password, mastodon) \
                           VALUES (?, ?, ?, ?, ?, ?, ?)";
        let values = [
            new.name.folded().into(),
            new.name.as_str().into(),
            key.into(),
            new.chat.map(ChatSetting::as_str).into(),
            new.description.as_deref().into(),
            new.password.as_deref().into(),
            new.mastodon.as_deref().into(),
        ];
        self.tx.execute(ADD, &values).await?;
        Ok(())
    }

    fn leave_out_streamer(&mut self, note: Note) -> Result<(), StoreError> {
        self.report.streamers.left_out += 1;
        self.report.notes.push(note);
        Ok(())
    }

    /// The hash of a random key that nobody knows.
    fn unknown_key(&self) -> KeyHash {
        self.options.secrets.hash_given(Token::from_random(rand::rng().random()).as_str())
    }

    pub(super) async fn copy_emotes(&mut self) -> Result<(), StoreError> {
        let old = self.source.all("emotes", &EMOTE, SHORT).await?;
        let mut taken: HashMap<String, String> = HashMap::new();
        for row in self.tx.rows("SELECT alias, uri FROM custom_emotes", &[]).await? {
            taken.insert(row.get(0)?, row.get(1)?);
        }
        let read = old.len() as u64;
        for mut row in old {
            let (alias, uri) = (row.take(0).unwrap_or_default(), row.take(1).unwrap_or_default());
            let mut notes = Vec::new();
            let emote = match convert::emote(&alias, &uri, &mut notes) {
                Ok(emote) => emote,
                Err(left_out) => {
                    self.leave_out_emote(left_out);
                    continue;
                }
            };
            match taken.get(&emote.alias) {
                None => self.add_emote(&emote).await?,
                Some(uri) if *uri == emote.uri => {
                    self.report.emotes.already_there += 1;
                    continue;
                }
                Some(_) => {
                    self.leave_out_emote(convert::emote_left_out(&alias, "the alias is taken"));
                    continue;
                }
            }
            taken.insert(emote.alias, emote.uri);
            self.report.emotes.copied += 1;
            self.report.emotes.changed += u64::from(!notes.is_empty());
            self.report.notes.append(&mut notes);
        }
        self.done("emotes", read);
        Ok(())
    }

    async fn add_emote(&mut self, emote: &Emote) -> Result<(), StoreError> {
        const ADD: &str = "INSERT INTO custom_emotes (alias, uri) VALUES (?, ?)";
        self.tx.execute(ADD, &[emote.alias.as_str().into(), emote.uri.as_str().into()]).await?;
        Ok(())
    }

    fn leave_out_emote(&mut self, note: Note) {
        self.report.emotes.left_out += 1;
        self.report.notes.push(note);
    }
}
