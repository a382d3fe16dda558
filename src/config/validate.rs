//! Values that have the right type and still cannot be.

use std::path::Path;
use std::time::Duration;

use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::LevelFilter;

use pystreaming_actors::media::Quality;

use super::{Chat, Config, keys};
use crate::text::closest;

const HOUR: Duration = Duration::from_secs(3600);
/// Themes that come with the program.
const BUILT_IN_THEMES: &[&str] = &["default", "dark", "light", "contrast"];

type Problem = (&'static str, String);

/// The first key whose value cannot be, and why.
pub(super) fn check(config: &Config) -> Result<(), Problem> {
    let name = config.site_name.trim();
    require("site_name", !name.is_empty() && name.chars().count() <= 100, || {
        format!("{name:?} cannot be used")
    })?;
    let url = config.site_url.as_deref();
    require("site_url", url.is_none_or(is_origin), || {
        format!("{:?} cannot be used", url.unwrap_or_default())
    })?;
    paths(config)?;
    themes(config)?;
    for (key, secret, least) in
        [("secret_key", &config.secret_key, 1), ("hook_secret", &config.hook_secret, 8)]
    {
        let long_enough = secret.as_ref().is_none_or(|secret| secret.reveal().len() >= least);
        require(key, long_enough, || "is too short".to_owned())?;
    }
    require("port", config.port != 0, || "0 is not a port".to_owned())?;
    require("nginx_proxy", config.nginx_proxy <= 16, || format!("{} is too many", config.nginx_proxy))?;
    require("workers", config.workers <= 256, || format!("{} is too many", config.workers))?;
    qualities(&config.video_qualities)?;
    let delay = config.live_indicator_delay;
    require("live_indicator_delay", !delay.is_zero() && delay <= HOUR, || cannot(delay.as_secs_f64()))?;
    let window = config.reconnect_window;
    require("reconnect_window", window <= HOUR, || cannot(window.as_secs_f64()))?;
    let location = &config.accel_location;
    let plain = |c: char| c.is_ascii_graphic() && !matches!(c, '?' | '#' | '%' | '"' | '\\');
    let usable = location.starts_with('/') && location.len() > 1 && location.chars().all(plain);
    require("accel_location", usable, || format!("{location:?} cannot be used"))?;
    require("segment_cache_mib", config.segment_cache_mib <= 65536, || cannot(config.segment_cache_mib))?;
    chat(&config.chat)?;
    let level = &config.log.level;
    require("log.level", is_filter(level), || format!("{level:?} cannot be used"))
}

fn chat(chat: &Chat) -> Result<(), Problem> {
    let (messages, hours, length) = (chat.history_messages, chat.history_hours, chat.message_length);
    require("chat.history_messages", messages <= 1000, || cannot(messages))?;
    require("chat.history_hours", hours <= 87600, || cannot(hours))?;
    let days = chat.audit_drawings_days;
    require("chat.audit_drawings_days", days <= 36500, || cannot(days))?;
    require("chat.message_length", (1..=5000).contains(&length), || cannot(length))?;
    for (burst, per_minute, rate) in [
        ("chat.messages.burst", "chat.messages.per_minute", chat.messages),
        ("chat.drawings.burst", "chat.drawings.per_minute", chat.drawings),
        ("chat.drawing_kib.burst", "chat.drawing_kib.per_minute", chat.drawing_kib),
        ("chat.changes.burst", "chat.changes.per_minute", chat.changes),
        ("chat.joins.burst", "chat.joins.per_minute", chat.joins),
        ("chat.connections.burst", "chat.connections.per_minute", chat.connections),
    ] {
        require(burst, (1..=100_000).contains(&rate.burst), || cannot(rate.burst))?;
        require(per_minute, rate.per_minute <= 1_000_000, || cannot(rate.per_minute))?;
    }
    require("chat.per_address", chat.per_address <= 10_000, || cannot(chat.per_address))?;
    let (frames, kib) = (chat.outbox_frames, chat.outbox_kib);
    require("chat.outbox_frames", (16..=65536).contains(&frames), || cannot(frames))?;
    require("chat.outbox_kib", (64..=65536).contains(&kib), || cannot(kib))
}

/// Whether it says what to log. A lone word that is no level would count as the name of a part.
fn is_filter(directives: &str) -> bool {
    let level = |word: &str| !word.is_empty() && word.parse::<LevelFilter>().is_ok();
    directives.split(',').all(|part| part.contains(['=', '[']) || level(part.trim()))
        && EnvFilter::builder().parse(directives).is_ok()
}

/// Only a shell knows what `~` is; here it would become a folder of that name.
fn paths(config: &Config) -> Result<(), Problem> {
    let paths = [
        ("data_dir", Some(&config.data_dir)),
        ("emotes_dir", Some(&config.emotes_dir)),
        ("hls_dir", Some(&config.hls_dir)),
        ("themes_dir", config.themes_dir.as_ref()),
    ];
    for (key, path) in paths {
        let home = path.is_some_and(|path| path.components().any(|part| part.as_os_str() == "~"));
        require(key, !home, || "`~` means nothing here".to_owned())?;
    }
    // the usual folder is there for those who have emotes, but whoever names another has one
    let folder = &config.emotes_dir;
    let there = folder.is_dir() || *folder == config.data_dir.join("emotes");
    require("emotes_dir", there, || format!("there is no folder {}", folder.display()))
}

/// Whether it is scheme, host and perhaps port, and nothing else.
fn is_origin(text: &str) -> bool {
    let Ok(url) = url::Url::parse(text) else { return false };
    matches!(url.scheme(), "http" | "https")
        && url.origin().ascii_serialization() == text.to_ascii_lowercase()
}

fn require(key: &'static str, holds: bool, found: impl FnOnce() -> String) -> Result<(), Problem> {
    if holds {
        return Ok(());
    }
    let right = keys::find(key).map_or("another value", |key| key.right);
    Err((key, format!("{}; give {right}", found())))
}

fn cannot(value: impl std::fmt::Display) -> String {
    format!("{value} cannot be used")
}

fn themes(config: &Config) -> Result<(), Problem> {
    require("themes", !config.themes.is_empty(), || "is empty".to_owned())?;
    for (at, theme) in config.themes.iter().enumerate() {
        require("themes", !config.themes[..at].contains(theme), || format!("{theme:?} is in it twice"))?;
        let fit =
            !theme.is_empty() && theme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'));
        if !fit {
            let problem =
                format!("{theme:?} cannot be the name of a theme; use letters, digits, `_` and `-`");
            return Err(("themes", problem));
        }
        if BUILT_IN_THEMES.contains(&theme.as_str())
            || own_theme(config, theme).is_some_and(|css| css.is_file())
        {
            continue;
        }
        let near = closest(theme, BUILT_IN_THEMES.iter().copied());
        let remedy = match (near.first(), own_theme(config, theme)) {
            (Some(near), _) => format!("did you mean `{near}`?"),
            (None, Some(css)) => format!("a theme of your own needs the file {}", css.display()),
            (None, None) => {
                format!("built in are {}; themes of your own need `themes_dir`", BUILT_IN_THEMES.join(", "))
            }
        };
        return Err(("themes", format!("there is no theme {theme:?}; {remedy}")));
    }
    if let Some(folder) = &config.themes_dir {
        require("themes_dir", folder.is_dir(), || format!("there is no folder {}", folder.display()))?;
    }
    Ok(())
}

fn own_theme(config: &Config, theme: &str) -> Option<std::path::PathBuf> {
    config.themes_dir.as_deref().map(|folder: &Path| folder.join(theme).join("theme.css"))
}

fn qualities(names: &[String]) -> Result<(), Problem> {
    for (at, name) in names.iter().enumerate() {
        let fit = Quality::parse(name).is_ok();
        require("video_qualities", fit, || format!("{name:?} cannot be the name of a quality"))?;
        require("video_qualities", !names[..at].contains(name), || format!("{name:?} is in it twice"))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_of_the_site_is_scheme_and_host() {
        for right in [
            "https://stream.example.com",
            "http://192.0.2.1:8080",
            "https://[2001:db8::1]",
            "https://Example.com",
        ] {
            assert!(is_origin(right), "{right}");
        }
        for wrong in [
            "",
            "example.com",
            "ftp://example.com",
            "https://example.com/live",
            "https://me@example.com",
            "https://",
        ] {
            assert!(!is_origin(wrong), "{wrong}");
        }
    }

    #[test]
    fn the_built_in_themes_are_those_in_the_folder() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("static/themes");
        let mut found: Vec<_> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.join("theme.css").is_file())
            .map(|path| path.file_name().unwrap().to_str().unwrap().to_owned())
            .collect();
        found.sort();
        let mut known = BUILT_IN_THEMES.to_vec();
        known.sort_unstable();
        assert_eq!(found, known);
    }
}
