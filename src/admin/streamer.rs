//! `pystreaming-admin streamer …`

use std::fs;

use rand::RngExt;
use serde::Serialize;
use serde_json::json;

use pystreaming_actors::model::names::{KeyHash, StreamKey, StreamerName, Token};
use pystreaming_actors::model::text::Invalid;
use pystreaming_actors::model::{
    ChannelBan, ChatSetting, PictureKind, ProfileLinks, Setting, SettingKind, Streamer, UnixTime, ban_reason,
};

use super::args::Who;
use super::cli::{KeyOption, PictureFile, StreamerVerb};
use super::context::{AdminContext, taken};
use super::error::AdminError;
use super::{input, output, personal, when};
use crate::media::portraits::{Cut, portrait};
use crate::rules;

/// The most common problem of new encoders: with the default of OBS, segments are eight seconds or longer.
const KEYFRAME_ADVICE: &str = "\
In OBS, set Keyframe Interval to 1 s (2 s at most): Settings, Output, Output Mode Advanced, Streaming.
With its default of 0, viewers wait long for the picture or are far behind.
";
/// Most characters of a description in the table.
const DESCRIPTION_SHOWN: usize = 60;
/// Stream keys with fewer characters cause a warning.
const SHORT_KEY: usize = 8;

pub(super) async fn run(
    verb: StreamerVerb,
    context: &AdminContext,
    warnings: &mut Vec<String>,
) -> Result<String, AdminError> {
    match verb {
        StreamerVerb::List(listing) => {
            let streamers = context.store.streamers().await?;
            let entries: Vec<_> = streamers.iter().map(Entry::from).collect();
            Ok(if listing.json { output::json(&entries) } else { table(&entries) })
        }
        StreamerVerb::Add { who, key, listing } => {
            let name = rules::streamer_name(&who.username, &context.config.accel_location)
                .map_err(|why| AdminError::Name { name: who.username.clone(), why })?;
            let key = NewKey::from(key, &name, warnings)?;
            let hash = key.hash(context)?;
            context.store.add_streamer(&name, hash).await.map_err(|error| {
                taken(error, "streamer", "`pystreaming-admin streamer key` changes their stream key")
            })?;
            let report = key.report(&format!("added streamer {name}"), &name, listing.json);
            let server = context.config.server_for_encoders("HOST");
            let server =
                server.map_or_else(String::new, |server| format!("In OBS, the server is {server}\n"));
            Ok(if listing.json { report } else { report + &server + KEYFRAME_ADVICE })
        }
        StreamerVerb::Drop(who) => {
            let name = context.streamer(&who.username).await?.name;
            context.store.drop_streamer(&name).await?;
            Ok(format!("dropped streamer {name}\n"))
        }
        StreamerVerb::Ban { who, until, reason } => {
            let name = context.streamer(&who.username).await?.name;
            let since = context.now();
            let option = |option, why| AdminError::Option { option, why };
            let until = until.map(|when| when::from_now(&when, since)).transpose();
            let until = until.map_err(|why| option("--until", why))?;
            if until.is_some_and(|until| until <= since) {
                return Err(option("--until", "is in the past".to_owned()));
            }
            let reason = ban_reason(&reason).map_err(|Invalid(why)| option("--reason", why))?;
            context.store.set_ban(&name, Some(&ChannelBan { since, until, reason })).await?;
            let until = until.map(|until| format!(" until {}", output::date(until))).unwrap_or_default();
            Ok(format!("closed the channel of {name}{until}\n"))
        }
        StreamerVerb::Unban(who) => {
            let streamer = context.streamer(&who.username).await?;
            match streamer.ban {
                Some(_) => context.store.set_ban(&streamer.name, None).await?,
                None => return Ok(format!("the channel of {} is open already\n", streamer.name)),
            }
            Ok(format!("opened the channel of {} again\n", streamer.name))
        }
        StreamerVerb::Export { who, person, output } => {
            personal::export(context, &who.username, person.as_deref(), output.as_deref()).await
        }
        StreamerVerb::Erase { who, person, yes } => {
            personal::erase(context, &who.username, person.as_deref(), yes).await
        }
        StreamerVerb::Key { who, key, listing } => {
            let name = context.streamer(&who.username).await?.name;
            let key = NewKey::from(key, &name, warnings)?;
            let hash = key.hash(context)?;
            let set = context.store.set_key(&name, hash).await;
            set.map_err(|error| taken(error, "streamer", ""))?;
            Ok(key.report(&format!("changed the stream key of {name}"), &name, listing.json))
        }
        StreamerVerb::Description { who, description } => {
            let description = description.filter(|text| !text.trim().is_empty());
            let done = ["set the description of", "removed the description of"];
            set_or_unset(context, &who, SettingKind::Description, description, done).await
        }
        StreamerVerb::Password { who, show: true, .. } => {
            let streamer = context.streamer(&who.username).await?;
            Ok(match streamer.password {
                Some(password) => format!("{}\n", password.reveal()),
                None => format!("{} has no viewer password: the stream is open to all\n", streamer.name),
            })
        }
        StreamerVerb::Password { who, password, .. } => {
            let password = password.map(|given| input::secret("--password", given)).transpose()?;
            let done = ["set the viewer password of", "opened to all the stream of"];
            set_or_unset(context, &who, SettingKind::Password, password, done).await
        }
        StreamerVerb::Mastodon { who, url } => {
            let done = ["set the Mastodon account of", "removed the Mastodon account of"];
            set_or_unset(context, &who, SettingKind::Mastodon, url, done).await
        }
        StreamerVerb::About { who, text } => {
            let text = text.map(|given| input::text("--text", given)).transpose()?;
            let done = ["set the text about", "removed the text about"];
            set_or_unset(context, &who, SettingKind::About, text, done).await
        }
        StreamerVerb::Links { who, links } => {
            let links = ProfileLinks::of(links.iter().map(String::as_str))
                .map_err(|Invalid(why)| invalid(SettingKind::Links, why))?;
            let done = if links.as_str().is_empty() { "removed the links of" } else { "set the links of" };
            set(context, &who.username, Setting::Links(links), done).await
        }
        StreamerVerb::Announced { who, setting } => {
            let (name, announced) = (context.streamer(&who.username).await?.name, setting.unwrap_or(true));
            context.store.set_announced(&name, announced).await?;
            let told = if announced { "followers are" } else { "nobody is" };
            Ok(format!("{told} told when {name} goes live\n"))
        }
        StreamerVerb::Avatar { who, picture } => {
            set_picture(context, &who, PictureKind::Avatar, picture, "the avatar of").await
        }
        StreamerVerb::OfflinePicture { who, picture } => {
            set_picture(context, &who, PictureKind::Offline, picture, "the offline picture of").await
        }
        StreamerVerb::Chat { who, setting } => {
            let setting = setting.map_or(ChatSetting::Enabled, |word| word.0);
            let done = match setting {
                ChatSetting::Enabled => "enabled the chat of",
                ChatSetting::Hidden => "hid the chat of",
                ChatSetting::Disabled => "disabled the chat of",
            };
            set(context, &who.username, Setting::Chat(setting), done).await
        }
    }
}

async fn set(context: &AdminContext, who: &str, setting: Setting, done: &str) -> Result<String, AdminError> {
    let name = context.streamer(who).await?.name;
    context.store.set(&name, &setting, context.now()).await?;
    Ok(format!("{done} {name}\n"))
}

/// Sets a setting, or removes it if no value is given; reports it with `set_it` or `unset_it`.
async fn set_or_unset(
    context: &AdminContext,
    who: &Who,
    kind: SettingKind,
    given: Option<String>,
    [set_it, unset_it]: [&str; 2],
) -> Result<String, AdminError> {
    match given {
        None => set(context, &who.username, Setting::stored(kind, None), unset_it).await,
        Some(text) => {
            let setting = Setting::parse(kind, &text).map_err(|Invalid(why)| invalid(kind, why))?;
            set(context, &who.username, setting, set_it).await
        }
    }
}

/// Sets a picture, or removes it if no file is given.
async fn set_picture(
    context: &AdminContext,
    who: &Who,
    kind: PictureKind,
    PictureFile { file }: PictureFile,
    what: &str,
) -> Result<String, AdminError> {
    let name = context.streamer(&who.username).await?.name;
    let (picture, done) = match file {
        None => (None, "removed"),
        Some(path) => {
            let broken = |why: String| AdminError::File { path: path.clone(), why };
            let contents = fs::read(&path).map_err(|error| broken(error.to_string()))?;
            let made = portrait(kind, &contents, Cut::default())
                .map_err(|why| broken(format!("the picture {why}")))?;
            (Some(made), "set")
        }
    };
    context.store.set_picture(&name, kind, picture.as_ref(), context.now()).await?;
    Ok(format!("{done} {what} {name}\n"))
}

fn invalid(kind: SettingKind, why: String) -> AdminError {
    let (option, why) = match kind {
        SettingKind::Chat => ("--setting", why),
        SettingKind::Description => ("--description", why),
        SettingKind::Password => {
            ("--password", format!("{why}; to open the stream to all, leave --password out"))
        }
        SettingKind::Mastodon => ("--url", why),
        // set by operations
        SettingKind::Title => ("--title", why),
        SettingKind::Tags => ("--tags", why),
        SettingKind::Language => ("--language", why),
        SettingKind::ContentWarning => ("--content-warning", why),
        SettingKind::Schedule => ("--schedule", why),
        SettingKind::About => ("--text", why),
        SettingKind::Links => ("--link", why),
        SettingKind::Avatar | SettingKind::OfflinePicture => ("--file", why),
    };
    AdminError::Option { option, why }
}

/// A new stream key. It is shown only if it was made here.
struct NewKey {
    key: String,
    made: bool,
}

impl NewKey {
    fn from(given: KeyOption, name: &StreamerName, warnings: &mut Vec<String>) -> Result<Self, AdminError> {
        let Some(given) = given.key else {
            // 26 letters and digits, none easily mistaken for another
            let key = Token::from_random(rand::rng().random()).as_str().to_owned();
            return Ok(Self { key, made: true });
        };
        let key = input::checked("--key", &input::secret("--key", given)?, rules::stream_key)?;
        if StreamerName::stored(&key) == *name {
            let why =
                "is the streamer's name, which everybody knows; leave it out to have one made".to_owned();
            return Err(AdminError::Option { option: "--key", why });
        }
        if key.chars().count() < SHORT_KEY {
            warnings.push(format!(
                "this stream key is short: anyone who guesses it can stream in the name of {name}. Leave --key out to have \
                 a strong one made"
            ));
        }
        Ok(Self { key, made: false })
    }

    fn hash(&self, context: &AdminContext) -> Result<KeyHash, AdminError> {
        let key = StreamKey::new(&self.key).ok_or_else(|| AdminError::Option {
            option: "--key",
            why: "is empty or too long; leave it out to have one made".to_owned(),
        })?;
        Ok(context.secrets.hash(&key))
    }

    fn report(&self, done: &str, name: &StreamerName, as_json: bool) -> String {
        match (as_json, self.made) {
            (true, true) => output::json(&json!({ "username": name, "key": self.key })),
            (true, false) => output::json(&json!({ "username": name })),
            (false, true) => {
                format!("{done}\nstream key: {}\nKeep it now: it cannot be shown again.\n", self.key)
            }
            (false, false) => format!("{done}\n"),
        }
    }
}

/// A streamer as listed, in JSON or as a row of the table.
#[derive(Serialize)]
struct Entry<'a> {
    username: &'a StreamerName,
    title: Option<&'a str>,
    description: Option<&'a str>,
    tags: Vec<&'a str>,
    language: Option<&'a str>,
    content_warning: Option<&'a str>,
    about: Option<&'a str>,
    links: Vec<&'a str>,
    avatar: Option<&'a str>,
    offline_picture: Option<&'a str>,
    locked: bool,
    chat: ChatSetting,
    mastodon: Option<&'a str>,
    last_live: Option<UnixTime>,
    ban: Option<Ban<'a>>,
}

/// That a channel is, or was, closed.
#[derive(Serialize)]
struct Ban<'a> {
    since: UnixTime,
    until: Option<UnixTime>,
    reason: &'a str,
}

impl<'a> From<&'a Streamer> for Entry<'a> {
    fn from(streamer: &'a Streamer) -> Self {
        Self {
            username: &streamer.name,
            title: streamer.title.as_deref(),
            description: streamer.description.as_deref(),
            tags: streamer.tags.iter().collect(),
            language: streamer.language.as_deref(),
            content_warning: streamer.content_warning.as_deref(),
            about: streamer.about.as_deref(),
            links: streamer.links.iter().collect(),
            avatar: streamer.avatar.as_deref(),
            offline_picture: streamer.offline_picture.as_deref(),
            locked: streamer.password.is_some(),
            chat: streamer.chat,
            mastodon: streamer.mastodon.as_deref(),
            last_live: streamer.last_live,
            ban: streamer.ban.as_ref().map(|ban| Ban {
                since: ban.since,
                until: ban.until,
                reason: &ban.reason,
            }),
        }
    }
}

fn closed(ban: &Ban<'_>) -> String {
    ban.until.map_or_else(|| "for good".to_owned(), |until| format!("until {}", output::date(until)))
}

fn table(streamers: &[Entry]) -> String {
    if streamers.is_empty() {
        return "no streamers yet; `pystreaming-admin streamer add -u NAME` adds one\n".to_owned();
    }
    let dash = || "-".to_owned();
    let rows: Vec<_> = streamers
        .iter()
        .map(|entry| {
            [
                entry.username.as_str().to_owned(),
                if entry.locked { "yes" } else { "no" }.to_owned(),
                entry.ban.as_ref().map_or_else(dash, closed),
                entry.chat.as_str().to_owned(),
                entry.last_live.map_or_else(dash, output::date),
                entry.mastodon.map_or_else(dash, str::to_owned),
                entry.description.map_or_else(dash, |text| output::shortened(text, DESCRIPTION_SHOWN)),
            ]
        })
        .collect();
    output::table(["USERNAME", "LOCKED", "CLOSED", "CHAT", "LAST LIVE", "MASTODON", "DESCRIPTION"], &rows)
}
