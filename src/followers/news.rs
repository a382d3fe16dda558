//! What followers are told.

use pystreaming_actors::model::{PictureKind, StreamTitle};
use pystreaming_actors::status::StreamStatus;
use serde::Serialize;

/// Longest text below the title, in characters.
const BODY_MAX: usize = 200;
/// Of the avatar beside it, in pixels: systems show it at up to 192.
const ICON_WIDTH: u32 = 256;

/// That a stream is live. The service worker reads it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct News {
    /// The streamer's name.
    pub streamer: String,
    /// The heading.
    pub title: String,
    /// The stream's title, or the beginning of its description.
    pub body: String,
    /// Path of the stream's page.
    pub url: String,
    /// Path of the preview picture, if there is one.
    pub picture: Option<String>,
    /// Path of the avatar, if there is one.
    pub icon: Option<String>,
}

impl News {
    /// About a stream whose page has this path. `picture` is the version of its preview picture.
    pub fn of(view: &StreamStatus, url: String, picture: Option<u64>) -> Self {
        let streamer = view.settings.name.to_string();
        let title = view.settings.title.as_ref().map(StreamTitle::shown);
        let body = title.unwrap_or_else(|| view.settings.shown_description());
        let words: Vec<&str> = body.split_whitespace().collect();
        Self {
            title: format!("{streamer} is live"),
            streamer,
            body: shortened(&words.join(" ")),
            icon: view
                .settings
                .avatar
                .as_ref()
                .map(|name| format!("{url}{}", PictureKind::Avatar.path(name, ICON_WIDTH))),
            picture: picture.map(|version| format!("{url}picture.jpg?v={version}")),
            url,
        }
    }
}

fn shortened(text: &str) -> String {
    if text.chars().count() <= BODY_MAX {
        return text.to_owned();
    }
    text.chars().take(BODY_MAX - 1).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use pystreaming_actors::model::names::{Secrets, StreamKey, StreamerName};
    use pystreaming_actors::model::{Description, PictureName, Streamer};

    use super::*;

    #[test]
    fn the_title_comes_before_the_description_and_both_are_short() {
        let key = Secrets::derive("x").hash(&StreamKey::new("key").unwrap());
        let mut view = StreamStatus::offline(Streamer::new(StreamerName::stored("Zoë"), key));
        let news = |view: &StreamStatus| News::of(view, "/Zo%C3%AB/".into(), Some(7));
        assert_eq!(
            news(&view),
            News {
                streamer: "Zoë".into(),
                title: "Zoë is live".into(),
                body: String::new(),
                url: "/Zo%C3%AB/".into(),
                picture: Some("/Zo%C3%AB/picture.jpg?v=7".into()),
                icon: None,
            }
        );
        view.settings.description = Some(Description::stored(&"paint ".repeat(100)));
        assert!(news(&view).body.chars().count() == 200 && news(&view).body.ends_with('…'));
        view.settings.title = Some(StreamTitle::stored("Painting tonight"));
        assert_eq!(news(&view).body, "Painting tonight");
        let name = "0123456789abcdef0123456789abcdef.png";
        view.settings.avatar = PictureName::parse(name).ok();
        assert_eq!(news(&view).icon, Some(format!("/Zo%C3%AB/avatar/256/{name}")));
    }
}
