//! Static files: embedded in the release binary, read from disk in debug builds; and the themes in the admin's folder.

mod browser_bar;
mod joined;
mod minify;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant, SystemTime};

use bytes::Bytes;
use dashmap::DashMap;
use pystreaming_actors::model::names::hex;
use pystreaming_actors::precompressed::{Precompressed, compact};
use rust_embed::RustEmbed;
use sha2::{Digest, Sha256};
use tracing::error;

use browser_bar::{BarColour, bar_colours};
use joined::{JOINED, JoinError, PAGES, Page};
use minify::{is_ours, minified};

use super::file_names::is_plain;
use crate::languages::{ENGLISH, Language, Messages, in_language};

#[derive(RustEmbed)]
#[folder = "static/"]
struct Embedded;

/// Virtual folder of the joined files.
pub(super) const PAGES_FOLDER: &str = "pages/";
/// Largest file of an admin's own theme that is served, in bytes.
const THEME_FILE_MAX: u64 = 8 * 1024 * 1024;
/// How often debug builds check for edited files: joining, hashing and compressing is slow without optimization.
const DEBUG_CHECK_EVERY: Duration = Duration::from_secs(1);

/// A file, ready to be served.
pub(super) struct Asset {
    contents: Bytes,
    /// Both encodings, once somebody asked for the file.
    encodings: OnceLock<Precompressed>,
    is_text: bool,
    pub content_type: String,
    /// Changes with the contents.
    pub version: String,
    /// Empty unless the file is a theme's style sheet.
    bar_colours: Arc<[BarColour]>,
}

impl Asset {
    fn new(path: &str, contents: Bytes) -> Self {
        let version = version_of(&contents);
        Self::with_version(path, contents, version)
    }

    /// Both encodings: the same twice for what is no text. The first call compresses.
    pub fn encodings(&self) -> &Precompressed {
        self.encodings.get_or_init(|| match self.is_text {
            true => Precompressed::new(self.contents.clone()),
            false => Precompressed { plain: self.contents.clone(), gzip: self.contents.clone() },
        })
    }

    fn with_version(path: &str, contents: Bytes, version: String) -> Self {
        let content_type = mime_guess::from_path(path).first_or_octet_stream();
        let is_text = content_type.type_() == "text"
            || [".svg", "js", ".map", ".webmanifest"].iter().any(|end| path.ends_with(end));
        let content_type = match content_type.type_() == "text" {
            true => format!("{content_type}; charset=utf-8"),
            false => content_type.to_string(),
        };
        let bar_colours = match path.strip_prefix("themes/") {
            Some(_) => bar_colours(&String::from_utf8_lossy(&contents)).into(),
            None => Arc::default(),
        };
        Self { contents, encodings: OnceLock::new(), is_text, content_type, version, bar_colours }
    }

    /// One of our own files. Nothing of a library is read before it is asked for: its hash was taken when the server was
    /// built.
    fn embedded(path: &str) -> Option<Self> {
        if is_ours(path) {
            return Some(Self::new(path, own_file(path)?));
        }
        let file = Embedded::get(path)?;
        let version = shortened(&file.metadata.sha256_hash());
        Some(Self::with_version(path, bytes(file.data), version))
    }
}

fn version_of(contents: &[u8]) -> String {
    shortened(&Sha256::digest(contents))
}

fn shortened(hash: &[u8]) -> String {
    hex(&hash[..6])
}

/// Without a copy of what the binary contains.
fn bytes(data: Cow<'static, [u8]>) -> Bytes {
    match data {
        Cow::Borrowed(data) => Bytes::from_static(data),
        Cow::Owned(data) => data.into(),
    }
}

/// All static files of the site.
pub struct Assets {
    themes_dir: Option<PathBuf>,
    /// Files that were requested. Debug builds drop them when any file is edited.
    ready: DashMap<String, Arc<Asset>>,
    /// When debug builds last checked for edits, and the newest modification time then.
    edited: Mutex<(Option<Instant>, Option<SystemTime>)>,
}

impl Assets {
    /// The site's own files, and the themes in `themes_dir`.
    pub fn new(themes_dir: Option<PathBuf>) -> Self {
        Self { themes_dir, ready: DashMap::new(), edited: Mutex::default() }
    }

    /// Joins and compresses the files of all pages in a language in the background, so that few visitors wait for it. Debug builds
    /// join files on demand: it is slow there, and most runs show few pages.
    pub fn prepare_pages(self: &Arc<Self>, language: &'static Language) {
        if cfg!(debug_assertions) {
            return;
        }
        let assets = Arc::clone(self);
        std::thread::spawn(move || {
            let styles = PAGES.iter().map(|page| format!("{}.css", page.name));
            let scripts = PAGES.iter().map(|page| format!("{}{}.js", language.prefix(), page.name));
            for file in styles.chain(scripts) {
                if let Some(joined) = assets.get(&format!("{PAGES_FOLDER}{file}")) {
                    joined.encodings();
                }
            }
        });
    }

    /// The address of a file with its version, so that browsers may cache it for good.
    pub fn address(&self, path: &str) -> String {
        let address = match path.strip_prefix(PAGES_FOLDER) {
            Some(file) => format!("{JOINED}{file}"),
            None => format!("/static/{path}"),
        };
        match self.get(path) {
            Some(asset) => format!("{address}?v={}", asset.version),
            None => address,
        }
    }

    /// Colours of the browser's own bar for this theme.
    pub fn bar_colours(&self, theme: &str) -> Arc<[BarColour]> {
        let Some(asset) = self.get(&format!("themes/{theme}/theme.css")) else { return Arc::default() };
        Arc::clone(&asset.bar_colours)
    }

    /// The file at a path below `static`, or below [`PAGES_FOLDER`].
    pub(super) fn get(&self, path: &str) -> Option<Arc<Asset>> {
        if cfg!(debug_assertions) {
            self.forget_if_edited();
        }
        if let Some(ready) = self.ready.get(path) {
            return Some(Arc::clone(&ready));
        }
        if !path.split('/').all(is_plain) {
            return None;
        }
        if let Some(file) = path.strip_prefix(PAGES_FOLDER) {
            return self.of_page(file);
        }
        // an admin's own theme overrides one of ours with the same name
        let of_theme = self.own_theme_file(path).map(|contents| Asset::new(path, contents.into()));
        let asset = Arc::new(of_theme.or_else(|| Asset::embedded(path))?);
        self.ready.insert(path.to_owned(), Arc::clone(&asset));
        Some(asset)
    }

    fn forget_if_edited(&self) {
        let mut edited = self.edited.lock().unwrap_or_else(PoisonError::into_inner);
        if edited.0.is_some_and(|looked| looked.elapsed() < DEBUG_CHECK_EVERY) {
            return;
        }
        let own = ["/static", "/locales"]
            .map(|folder| PathBuf::from(env!("CARGO_MANIFEST_DIR").to_owned() + folder));
        let newest =
            own.iter().map(PathBuf::as_path).chain(self.themes_dir.as_deref()).filter_map(newest_edit).max();
        if edited.1 != newest {
            self.ready.clear();
        }
        *edited = (Some(Instant::now()), newest);
    }

    /// A joined file, such as `stream.css`, `stream.watch.js` or, in another language than English, `de.stream.js`.
    fn of_page(&self, file: &str) -> Option<Arc<Asset>> {
        let (language, rest) = match file.split_once('.') {
            Some((tag, rest)) if tag != ENGLISH.tag => Language::find(tag).map(|language| (language, rest)),
            _ => None,
        }
        .unwrap_or((ENGLISH, file));
        let (name, kind) = rest.split_once('.')?;
        let page = PAGES.iter().find(|page| page.name == name)?;
        let scripts = format!("{}{name}.js", language.prefix());
        // style sheets have no language, and all scripts of a page are made at once: one that is not there by then is none of its
        let is_of_none = match kind {
            "css" => language != ENGLISH,
            _ => file != scripts && self.ready.contains_key(&format!("{PAGES_FOLDER}{scripts}")),
        };
        if is_of_none {
            return None;
        }
        let made = if kind == "css" { self.styles_of(page) } else { self.scripts_of(page, language) };
        let made = made.inspect_err(|error| error!(%error, page = name, "cannot join the files of a page"));
        let mut found = None;
        for (made, asset) in made.ok()? {
            let asset = Arc::new(asset);
            if made == file {
                found = Some(Arc::clone(&asset));
            }
            self.ready.insert(format!("{PAGES_FOLDER}{made}"), asset);
        }
        found
    }

    fn styles_of(&self, page: &Page) -> Result<Vec<(String, Asset)>, JoinError> {
        let text = joined::styles(page, &own_sheets, &|path| self.address(path))?;
        let file = format!("{}.css", page.name);
        let asset = Asset::new(&file, compact(text));
        Ok(vec![(file, asset)])
    }

    /// All scripts of a page and their source maps. They refer to each other, so they share one version.
    fn scripts_of(
        &self,
        page: &Page,
        language: &'static Language,
    ) -> Result<Vec<(String, Asset)>, JoinError> {
        let messages = Messages::of(language)?;
        let read = |name: &str| {
            let file = format!("js/{name}.js");
            own_text(&file).map(|text| in_language(&messages, &file, &text))
        };
        let library = |path: &str| self.address(path);
        let prefix = language.prefix();
        let unversioned = joined::scripts(page, &prefix, "", &read, &library)?;
        let version = version_of(
            unversioned.values().flat_map(|script| script.text.bytes()).collect::<Vec<_>>().as_slice(),
        );
        let scripts = joined::scripts(page, &prefix, &version, &read, &library)?;
        let both = |(file, script): (String, joined::Script)| {
            let map = format!("{file}.map");
            let text = format!("{}//# sourceMappingURL={map}?v={version}\n", script.text);
            let text = Asset::with_version(&file, compact(text), version.clone());
            let source = Asset::with_version(&map, compact(script.map), version.clone());
            [(file, text), (map, source)]
        };
        Ok(scripts.into_iter().flat_map(both).collect())
    }

    /// Reads `themes/<name>/<file>` from the admin's folder. All parts are plain names, so only a symbolic link leads
    /// outside.
    fn own_theme_file(&self, path: &str) -> Option<Vec<u8>> {
        let (theme, file) = path.strip_prefix("themes/")?.split_once('/')?;
        if file.contains('/') {
            return None;
        }
        let path = self.themes_dir.as_ref()?.join(theme).join(file);
        let metadata = std::fs::metadata(&path).ok()?;
        (metadata.is_file() && metadata.len() <= THEME_FILE_MAX).then(|| std::fs::read(path).ok()).flatten()
    }
}

/// The newest modification time in a folder.
pub(super) fn newest_edit(folder: &Path) -> Option<SystemTime> {
    let entries = std::fs::read_dir(folder).ok()?.flatten();
    let times = entries.filter_map(|entry| {
        let changed = entry.metadata().ok()?.modified().ok();
        let within = if entry.file_type().ok()?.is_dir() { newest_edit(&entry.path()) } else { None };
        changed.max(within)
    });
    times.max()
}

/// The sheets in a folder of `css`, by their names.
fn own_sheets(folder: &str) -> BTreeMap<String, String> {
    let folder = format!("css/{folder}/");
    let sheets = Embedded::iter().filter_map(|path| {
        let name = path.strip_prefix(&folder)?.strip_suffix(".css")?.to_owned();
        Some((name, own_text(&path)?))
    });
    sheets.collect()
}

fn own_text(path: &str) -> Option<String> {
    String::from_utf8(own_file(path)?.into()).ok()
}

/// A script or a style sheet that we wrote, minified.
fn own_file(path: &str) -> Option<Bytes> {
    let contents = bytes(Embedded::get(path)?.data);
    let text = std::str::from_utf8(&contents).ok().map(minified);
    Some(text.map_or(contents, compact))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_files_of_every_page_can_be_joined_and_name_only_files_that_are_there() {
        let assets = Assets::new(None);
        for page in PAGES {
            let styles = assets.styles_of(page).unwrap();
            let scripts = Language::shown().flat_map(|language| assets.scripts_of(page, language).unwrap());
            let scripts: Vec<_> = scripts.collect();
            for (file, asset) in styles.iter().chain(&scripts).filter(|(file, _)| !file.ends_with(".map")) {
                let text = std::str::from_utf8(&asset.contents).unwrap();
                for address in text.split(['\'', '"']).filter(|text| text.starts_with("/static/")) {
                    let (path, version) = address["/static/".len()..].split_once("?v=").expect(address);
                    assert_eq!(assets.get(path).expect(address).version, version, "{address} in {file}");
                }
                assert!(!text.contains("import('.") && !text.contains("\nexport function"), "{file}");
            }
        }
    }
    #[test]
    fn a_page_has_its_files_in_every_language_and_no_others() {
        let assets = Assets::new(None);
        let get = |file: &str| assets.get(&format!("{PAGES_FOLDER}{file}"));
        for language in Language::shown() {
            let prefix = language.prefix();
            // in any order: a part may be asked for before the script that names it
            for file in ["stream.watch.js", "stream.js", "stream.base.js", "stream.js.map"] {
                assert!(get(&format!("{prefix}{file}")).is_some(), "{prefix}{file}");
            }
            for file in ["stream.nothing.js", "stream.watch", "nothing.js"] {
                assert!(get(&format!("{prefix}{file}")).is_none(), "{prefix}{file}");
            }
            let has_styles = get(&format!("{prefix}stream.css")).is_some();
            assert_eq!(has_styles, language == ENGLISH, "style sheets have no language");
        }
        assert!(get("xx.stream.js").is_none());
    }
}
