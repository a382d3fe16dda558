//! The scripts and style sheets of a page, joined into few files. The files in `static/js` are single ES modules; a
//! page that loaded each of them would wait for dozens of responses.
//!
//! The modules of a page become up to four kinds of script:
//!
//! - `<page>.js` runs once the document is parsed;
//! - `<page>.<name>.js` holds a module that is loaded on demand by `import('./name.js')`, with what it alone needs;
//! - `<page>.base.js` holds what must run before the first paint, and what `<page>.js` shares with other scripts;
//! - `<page>.later.js` holds what only modules that are loaded on demand share.
//!
//! All scripts of a page have the same version.

mod module;

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use super::minify::without_spaces;
use crate::languages::TextError;
pub use module::Misunderstood;
use module::{Lazy, Module, renamed};

/// Path of the joined files on the site. It is not below `/static/`, which nginx configurations, those of the original
/// among them, serve from the folder `static`, where joined files do not exist.
pub const JOINED: &str = "/-/";

/// Which style sheets and modules make up a page.
#[derive(Debug)]
pub struct Page {
    /// Name of the page, with which the names of its files begin.
    pub name: &'static str,
    /// Folders of `static/css`. Each becomes a cascade layer: later ones win, whatever the selectors.
    pub styles: &'static [&'static str],
    /// Modules that run before the first paint.
    pub early: &'static [&'static str],
    /// Modules that run once the document is parsed.
    pub modules: &'static [&'static str],
}

/// Every page that has scripts or style sheets of its own.
pub const PAGES: &[Page] = &[
    Page { name: "plain", styles: &["base", "plain"], early: &[], modules: &["theme"] },
    Page {
        name: "account",
        styles: &["base", "plain", "account"],
        early: &[],
        modules: &["theme", "account"],
    },
    Page { name: "api", styles: &["base", "api"], early: &[], modules: &["theme", "api"] },
    Page { name: "front", styles: &["base", "front"], early: &[], modules: &["theme", "front"] },
    Page {
        name: "stream",
        styles: &["base", "stage", "facts", "stream", "emote", "chat", "layout"],
        early: &["layout"],
        modules: &["theme", "stream"],
    },
    Page { name: "embed", styles: &["base", "stage", "embed"], early: &[], modules: &["embed"] },
    Page {
        name: "chat",
        styles: &["base", "emote", "chat", "window"],
        early: &[],
        modules: &["theme", "window"],
    },
    Page {
        name: "studio",
        styles: &["base", "stage", "facts", "emote", "moderation", "desk", "studio"],
        early: &[],
        modules: &["theme", "studio"],
    },
    Page {
        name: "admin",
        styles: &["base", "facts", "emote", "moderation", "desk", "admin"],
        early: &[],
        modules: &["theme", "admin"],
    },
    Page { name: "asking", styles: &["base", "plain"], early: &[], modules: &["theme", "asking"] },
    Page { name: "login", styles: &["base", "plain"], early: &[], modules: &["theme", "login"] },
    // loaded by the pages that have a chat, for moderators
    Page { name: "moderation", styles: &["moderation"], early: &[], modules: &[] },
    Page {
        name: "overlay",
        styles: &["base", "emote", "chat", "overlay"],
        early: &[],
        modules: &["overlay"],
    },
];

/// Why the files of a page cannot be joined. They are our own, so a test finds the error first.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum JoinError {
    /// A statement has a form that joining does not support.
    #[error(transparent)]
    Misunderstood(#[from] Misunderstood),
    /// A module imports one that does not exist.
    #[error("there is no module {0}.js")]
    Missing(String),
    /// A module has a text that the catalogue lacks.
    #[error(transparent)]
    Text(#[from] TextError),
    /// A folder of style sheets lacks the one with its own name.
    #[error("there is no style sheet {0}/{0}.css")]
    NoSheet(String),
    /// Modules import each other.
    #[error("{0}.js needs itself")]
    Cycle(String),
}

/// A script made of several modules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Script {
    /// Source text of an ES module.
    pub text: String,
    /// Source map to the files that were joined.
    pub map: String,
}

/// The scripts of one page by file name, such as `stream.base.js`.
pub type Scripts = BTreeMap<String, Script>;

/// Returns a module by its name, without comments and with its texts.
pub type Read<'a> = &'a dyn Fn(&str) -> Option<Result<String, TextError>>;

/// Joins the modules of a page. The names of the scripts begin with `prefix`; `library` returns the address of a library's
/// file. If a script imports another, the address ends with `?v=` and `version`.
pub fn scripts(
    page: &Page,
    prefix: &str,
    version: &str,
    read: Read<'_>,
    library: &dyn Fn(&str) -> String,
) -> Result<Scripts, JoinError> {
    let mut graph = Graph { read, modules: BTreeMap::new() };
    let early = graph.order_of(page.early)?;
    let main = graph.order_of(page.modules)?;
    let later = graph.later(&main)?;

    // modules that several scripts need go into one that all of them import
    let mut count: BTreeMap<&str, usize> = BTreeMap::new();
    let all = std::iter::once(&main).chain(later.values());
    all.flatten().for_each(|name| *count.entry(name).or_default() += 1);
    let is_shared = |name: &String| count.get(name.as_str()).is_some_and(|count| *count > 1);
    let mut base = early.clone();
    base.extend(main.iter().filter(|name| is_shared(name) && !early.contains(name)).cloned());
    let mut both: Vec<String> = Vec::new();
    for name in later.values().flatten().filter(|name| is_shared(name)) {
        if !base.contains(name) && !both.contains(name) {
            both.push(name.clone());
        }
    }
    let own = |names: &[String]| -> Vec<String> {
        names.iter().filter(|name| !base.contains(name) && !both.contains(name)).cloned().collect()
    };

    let address = |file: &str| format!("{JOINED}{prefix}{file}?v={version}");
    let address_of =
        |lazy: &Lazy| match lazy.path.strip_prefix("js/").and_then(|path| path.strip_suffix(".js")) {
            Some(name) => address(&later_file(page, name)),
            None => library(&lazy.path),
        };
    let shared = [(&base, base_file(page)), (&both, both_file(page))];
    let writer = Writer {
        graph: &graph,
        shared: shared.clone().map(|(names, file)| (names, address(&file))),
        address: &address_of,
    };
    let mut scripts = Scripts::new();
    for (names, file) in shared.into_iter().filter(|(names, _)| !names.is_empty()) {
        let variables: Vec<_> = names.iter().map(|name| Module::variable(name)).collect();
        let end = format!("export {{ {} }};\n", variables.join(", "));
        scripts.insert(file, writer.script(names, &writer.taken_by(names), &end));
    }
    let main = own(&main);
    scripts.insert(format!("{}.js", page.name), writer.script(&main, &writer.taken_by(&main), ""));
    for (root, names) in &later {
        let names = own(names);
        let begin = match names.contains(root) {
            true => writer.taken_by(&names),
            false => writer.taken(&BTreeSet::from([root.as_str()])),
        };
        let exports = graph.modules.get(root).map_or(&[][..], |module| &module.exports);
        let outside: Vec<_> = exports.iter().map(|(name, _)| (name.clone(), name.clone())).collect();
        let end = format!("export const {{ {} }} = {};\n", renamed(&outside), Module::variable(root));
        scripts.insert(later_file(page, root), writer.script(&names, &begin, &end));
    }
    Ok(scripts.into_iter().map(|(file, script)| (format!("{prefix}{file}"), script)).collect())
}

fn base_file(page: &Page) -> String {
    format!("{}.base.js", page.name)
}

fn both_file(page: &Page) -> String {
    format!("{}.later.js", page.name)
}

fn later_file(page: &Page, name: &str) -> String {
    format!("{}.{}.js", page.name, name.replace('/', "-"))
}

struct Graph<'a> {
    read: Read<'a>,
    modules: BTreeMap<String, Module>,
}

impl Graph<'_> {
    /// These modules and all that they import, each after its own imports.
    fn order_of(&mut self, roots: &[impl AsRef<str>]) -> Result<Vec<String>, JoinError> {
        let mut order = Vec::new();
        let mut open = Vec::new();
        for root in roots {
            self.visit(root.as_ref(), &mut open, &mut order)?;
        }
        Ok(order)
    }

    fn visit(
        &mut self,
        name: &str,
        open: &mut Vec<String>,
        order: &mut Vec<String>,
    ) -> Result<(), JoinError> {
        if order.iter().any(|done| done == name) {
            return Ok(());
        }
        if open.iter().any(|one| one == name) {
            return Err(JoinError::Cycle(name.to_owned()));
        }
        if !self.modules.contains_key(name) {
            let text = (self.read)(name).ok_or_else(|| JoinError::Missing(name.to_owned()))??;
            self.modules.insert(name.to_owned(), Module::parse(name, &text)?);
        }
        let needed: Vec<String> = self.modules.get(name).map_or_else(Vec::new, |module| {
            module.imports.iter().map(|import| import.from.clone()).collect()
        });
        open.push(name.to_owned());
        for next in needed {
            self.visit(&next, open, order)?;
        }
        open.pop();
        order.push(name.to_owned());
        Ok(())
    }

    /// Modules that these load on demand, directly or through others, each with all that it imports.
    fn later(&mut self, main: &[String]) -> Result<BTreeMap<String, Vec<String>>, JoinError> {
        let mut found = BTreeMap::new();
        let mut look: Vec<String> = main.to_vec();
        while let Some(name) = look.pop() {
            let lazy = self.modules.get(&name).map_or(&[][..], |module| &module.lazy);
            let roots: Vec<String> = lazy
                .iter()
                .filter_map(|lazy| Some(lazy.path.strip_prefix("js/")?.strip_suffix(".js")?.to_owned()))
                .collect();
            for root in roots {
                if let Entry::Vacant(place) = found.entry(root) {
                    let order = self.order_of(&[place.key()])?;
                    look.extend(order.iter().cloned());
                    place.insert(order);
                }
            }
        }
        Ok(found)
    }
}

struct Writer<'a> {
    graph: &'a Graph<'a>,
    /// Modules that several scripts need, and the address of the script that holds them.
    shared: [(&'a Vec<String>, String); 2],
    address: &'a dyn Fn(&Lazy) -> String,
}

impl Writer<'_> {
    /// The import statements for what these modules need from the shared scripts.
    fn taken_by(&self, names: &[String]) -> String {
        let modules = names.iter().filter_map(|name| self.graph.modules.get(name));
        let needed = modules.flat_map(|module| &module.imports).map(|import| import.from.as_str());
        self.taken(&needed.filter(|name| !names.iter().any(|own| own == name)).collect())
    }

    fn taken(&self, names: &BTreeSet<&str>) -> String {
        let mut text = String::new();
        for (shared, address) in &self.shared {
            let here = names.iter().filter(|name| shared.iter().any(|one| one == *name));
            let variables: Vec<_> = here.map(|name| Module::variable(name)).collect();
            if !variables.is_empty() {
                text.push_str(&format!("import {{ {} }} from '{address}';\n", variables.join(", ")));
            }
        }
        text
    }

    fn script(&self, names: &[String], begin: &str, end: &str) -> Script {
        let mut text = begin.to_owned();
        let mut sections = Vec::new();
        for module in names.iter().filter_map(|name| self.graph.modules.get(name)) {
            let line = text.matches('\n').count() + 1;
            let wrapped = without_spaces(&module.wrapped(self.address));
            text.extend(wrapped.split_inclusive('\n').filter(|line| !line.trim().is_empty()));
            let mappings = mappings(wrapped.lines().skip(1).take(module.line_count()));
            sections.push(serde_json::json!({
                "offset": { "line": line, "column": 0 },
                "map": {
                    "version": 3,
                    "sources": [format!("/static/js/{}.js", module.name)],
                    "names": [],
                    "mappings": mappings,
                },
            }));
        }
        text.push_str(end);
        let map = serde_json::json!({ "version": 3, "sections": sections }).to_string();
        Script { text, map }
    }
}

/// The `mappings` of a source map, from served lines to lines of a file. Blank lines, which comments leave, are not
/// served; every other line maps to the start of its line in the file.
fn mappings<'a>(lines: impl Iterator<Item = &'a str>) -> String {
    let sent = lines.enumerate().filter(|(_, line)| !line.trim().is_empty()).map(|(at, _)| at);
    let mut before = 0;
    let each = sent.map(|at| {
        let passed = at - std::mem::replace(&mut before, at);
        format!("AA{}A", base64_vlq(passed))
    });
    each.collect::<Vec<_>>().join(";")
}

/// A number in base64 VLQ, as in source maps: five bits per letter, lowest first; the lowest bit of all is the sign.
fn base64_vlq(number: usize) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut rest = number << 1;
    let mut text = String::new();
    loop {
        let more = if rest > 31 { 32 } else { 0 };
        text.push(char::from(LETTERS[(rest & 31) | more]));
        rest >>= 5;
        if rest == 0 {
            return text;
        }
    }
}

/// The layer of the popover polyfill, which must not override any other.
const POLYFILL_LAYER: &str = "popover-polyfill";

/// Joins the style sheets of a page. `read` returns the sheets of a folder by name, without comments. A relative path
/// in a sheet, `url("../../vendor/x")`, is replaced by what `address` returns for the file.
pub fn styles(
    page: &Page,
    read: &dyn Fn(&str) -> BTreeMap<String, String>,
    address: &dyn Fn(&str) -> String,
) -> Result<String, JoinError> {
    let mut joined = format!("@layer {POLYFILL_LAYER}, {};\n", page.styles.join(", "));
    for folder in page.styles {
        joined.push_str(&format!("@layer {folder} {{\n"));
        for sheet in in_order(folder, read(folder))? {
            let mut parts = sheet.split("url(\"../../");
            joined.push_str(parts.next().unwrap_or_default());
            for part in parts {
                let (path, rest) = part.split_once('"').unwrap_or((part, ""));
                joined.push_str(&format!("url(\"{}\"{rest}", address(path)));
            }
        }
        joined.push_str("}\n");
    }
    let lines: Vec<_> = joined.lines().filter(|line| !line.is_empty()).collect();
    Ok([(": ", ":"), (", ", ","), (" {", "{"), ("{\n", "{"), (";\n", ";"), (",\n", ",")]
        .iter()
        .fold(lines.join("\n"), |text, (long, short)| text.replace(long, short)))
}

/// The sheets of a folder: first the one with the folder's name, then the others by name.
fn in_order(folder: &str, mut sheets: BTreeMap<String, String>) -> Result<Vec<String>, JoinError> {
    let first = sheets.remove(folder).ok_or_else(|| JoinError::NoSheet(folder.to_owned()))?;
    Ok(std::iter::once(first).chain(sheets.into_values()).collect())
}

#[cfg(test)]
mod tests;
