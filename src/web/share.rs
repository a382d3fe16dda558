//! What a page's head tells search engines, feed readers, and sites and programs where somebody shares the page.

use actix_web::HttpRequest;
use pystreaming_actors::model::{PictureKind, Streamer};
use pystreaming_actors::status::StreamStatus;
use serde::Serialize;

use super::portraits::{files, open_offline_picture};
use super::site::Site;
use super::summary::stream_url;
use crate::languages::{Language, Words};

/// Longest description in characters; most previews cut it sooner.
const DESCRIPTION_MAX: usize = 200;
/// The picture of a page without a preview picture.
const ICON: &str = "icons/icon-512.png";

/// A picture of a page.
struct Image {
    /// On this site.
    path: String,
    /// What it shows.
    alt: String,
    /// Whether it is wide enough for the whole width of a card.
    is_wide: bool,
}

impl Image {
    /// A preview picture.
    fn of_now(language: &'static Language, path: &str) -> Self {
        let alt = Words::new("site-picture-alt").to(language);
        Self { path: path.to_owned(), alt, is_wide: true }
    }

    /// What a streamer has for the time offline, or else their avatar.
    fn of_streamer(page: &str, streamer: &Streamer) -> Option<Self> {
        let wide = open_offline_picture(page, streamer).pop().map(|file| (file, true));
        let (file, is_wide) =
            wide.or_else(|| files(page, streamer, PictureKind::Avatar).pop().map(|file| (file, false)))?;
        Some(Self { path: file.url, alt: streamer.name.to_string(), is_wide })
    }
}

/// The metadata in the head of a page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Share {
    title: String,
    description: String,
    /// Absolute.
    url: String,
    /// Absolute address of a picture.
    image: String,
    /// What the picture shows.
    image_alt: String,
    /// Which of Twitter's cards shows the page.
    card: &'static str,
    /// Absolute address of the player alone, where previews may show it.
    player: Option<String>,
    /// Absolute address of the description for oEmbed, where there is one.
    oembed: Option<String>,
    /// Absolute address of the feed of broadcasts.
    feed: Option<String>,
}

impl Share {
    /// Of the front page. `picture` is the path of a preview picture.
    pub fn front(site: &Site, language: &'static Language, origin: &str, picture: Option<&str>) -> Self {
        let live = site.live();
        let name = &live.site_name;
        let description = Words::new("site-share-front").with("site", name.clone()).to(language);
        Self::new(
            site,
            origin,
            "/",
            name.clone(),
            description,
            picture.map(|path| Image::of_now(language, path)),
        )
    }

    /// Of a stream. The title and the description of a locked stream are for those who know the password, so they
    /// are left out.
    pub fn stream(site: &Site, language: &'static Language, origin: &str, view: &StreamStatus) -> Self {
        let name = view.settings.name.as_str();
        let locked = view.settings.password.is_some();
        let own = (!locked).then(|| view.settings.shown_description());
        let description = own.map(|text| shortened(&text)).filter(|text| !text.is_empty());
        let description = description.unwrap_or_else(|| {
            let words = Words::new(if locked { "site-share-locked" } else { "site-share-stream" });
            words.with("name", name.to_owned()).with("site", site.live().site_name.clone()).to(language)
        });
        let url = stream_url(&view.settings.name);
        let now = site.pictures.version(view).map(|_| Image::of_now(language, &format!("{url}picture.jpg")));
        let picture = now.or_else(|| Image::of_streamer(&url, &view.settings));
        let live = site.live();
        let frames = &live.embed_origins;
        let page = format!("{origin}{url}");
        let title = view.settings.title.as_ref().filter(|_| !locked);
        let title = title.map_or_else(|| name.to_owned(), |title| format!("{} – {name}", title.shown()));
        let plain = Self::new(site, origin, &url, title, description, picture);
        // previews show encrypted players only
        let is_shown = !locked && frames.is_any() && origin.starts_with("https://");
        let player = is_shown.then(|| format!("{page}embed"));
        Self {
            card: if is_shown { "player" } else { plain.card },
            player,
            oembed: (!locked && !frames.is_empty()).then(|| oembed_url(origin, &page)),
            feed: (!locked).then(|| format!("{page}feed.atom")),
            ..plain
        }
    }

    /// The absolute address of the page.
    pub fn url(&self) -> &str {
        &self.url
    }

    fn new(
        site: &Site,
        origin: &str,
        path: &str,
        title: String,
        description: String,
        picture: Option<Image>,
    ) -> Self {
        let name = &site.live().site_name;
        let icon = || Image { path: site.assets.address(ICON), alt: name.clone(), is_wide: false };
        let Image { path: image, alt, is_wide } = picture.unwrap_or_else(icon);
        Self {
            title,
            description,
            url: format!("{origin}{path}"),
            image: format!("{origin}{image}"),
            image_alt: alt,
            card: if is_wide { "summary_large_image" } else { "summary" },
            player: None,
            oembed: None,
            feed: None,
        }
    }
}

/// The address at which oEmbed describes a page.
fn oembed_url(origin: &str, page: &str) -> String {
    let page: String = url::form_urlencoded::byte_serialize(page.as_bytes()).collect();
    format!("{origin}/-/oembed?url={page}")
}

/// The site's public origin: the configured one, or that of this request.
pub fn origin(site: &Site, request: &HttpRequest) -> String {
    if let Some(url) = &site.config.site_url {
        return url.clone();
    }
    let peer = site.peer(request);
    // clients can send anything as a host; pages leave out what is not one
    if is_host(&peer.host) { peer.origin() } else { String::new() }
}

fn is_host(text: &str) -> bool {
    let fit = |c: u8| c.is_ascii_alphanumeric() || matches!(c, b'.' | b'-' | b':' | b'[' | b']');
    (1..=255).contains(&text.len()) && text.bytes().all(fit)
}

/// One line, cut after a whole word.
fn shortened(text: &str) -> String {
    let mut short = String::new();
    let mut length = 0;
    for word in text.split_whitespace() {
        length += word.chars().count() + 1;
        if length > DESCRIPTION_MAX {
            // a word that is too long is cut anywhere
            let part = if short.is_empty() { word } else { "" };
            short.extend(part.chars().take(DESCRIPTION_MAX - 1));
            short.push('…');
            break;
        }
        if !short.is_empty() {
            short.push(' ');
        }
        short.push_str(word);
    }
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn descriptions_become_a_line_of_whole_words() {
        assert_eq!(shortened("  painting\n\nat night "), "painting at night");
        let cut = shortened(&"word ".repeat(100));
        assert!(cut.ends_with("word…") && cut.chars().count() <= DESCRIPTION_MAX, "{cut}");
        assert_eq!(shortened(&"W".repeat(500)).chars().count(), DESCRIPTION_MAX);
        assert_eq!(shortened(""), "");
    }
}
