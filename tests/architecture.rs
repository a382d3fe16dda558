//! Modules import each other in one direction. Two files that need each other want to be one, or three.
#![allow(clippy::unwrap_used)] // in helpers of tests

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// Folders whose circles are still to be broken.
const EXEMPT: [&str; 0] = [];

/// A module's path from the root of its crate; the root is empty.
type Module = Vec<String>;
/// The modules that each module imports.
type Imports = BTreeMap<Module, BTreeSet<Module>>;

#[test]
fn files_import_each_other_in_one_direction() {
    let found =
        [Sources::read("src"), Sources::read("actors/src")].map(|sources| circles(&sources.imports()));
    assert_eq!(found.concat(), [""; 0]);
}

#[test]
fn folders_import_each_other_in_one_direction() {
    for sources in [Sources::read("src"), Sources::read("actors/src")] {
        let top = |module: &Module| module[..1.min(module.len())].to_vec();
        let mut folders: Imports = BTreeMap::new();
        for (module, others) in sources.imports() {
            let folder = top(&module);
            let others = others.iter().map(top).filter(|other| *other != folder);
            folders.entry(folder.clone()).or_default().extend(others);
        }
        assert_eq!(circles(&folders), [""; 0]);
    }
}

#[test]
fn circles_are_found_in_every_form_of_import() {
    let module = |name: &str, code: &str| {
        let path = name.split("::").filter(|part| !part.is_empty()).map(str::to_owned).collect();
        (path, Source::parse(&tokens(code)).0)
    };
    let circle_of = |a: &str, b: &str| {
        let facade = module("f", "mod c; pub use c::{self, Thing as Other};");
        let files = [
            module("", ""),
            module("f::a", a),
            module("f::b", b),
            facade,
            module("f::c", "use super::a::A;"),
        ];
        circles(&Sources(files.into()).imports()).concat()
    };
    let back = "use super::a::{self, A}; fn f() { a::g() }";
    assert_eq!(circle_of("use crate::f::b::B;", back), "f::a -> f::b\nf::b -> f::a");
    assert_eq!(circle_of("fn f() -> super::b::B {}", back), "f::a -> f::b\nf::b -> f::a");
    assert_eq!(circle_of("use super::Other;", ""), "f::a -> f::c\nf::c -> f::a");
    assert_eq!(circle_of("use super::b;", back), "", "a module as such");
    assert_eq!(
        circle_of("use super::held_by_the_folder; #[cfg(test)] mod tests { use crate::f::b::B; }", back),
        ""
    );
    assert_eq!(circle_of("/* use super::b::B; */ const C: &str = \"super::b::B\"; // super::b::B", back), "");
}

/// The circles among modules, each described by its imports.
fn circles(imports: &Imports) -> Vec<String> {
    let reached: BTreeMap<&Module, BTreeSet<&Module>> =
        imports.keys().map(|module| (module, reachable(imports, module))).collect();
    let mut groups: BTreeSet<Vec<&Module>> = BTreeSet::new();
    for (module, others) in &reached {
        if others.contains(module) {
            groups.insert(others.iter().filter(|other| reached[**other].contains(module)).copied().collect());
        }
    }
    groups.retain(|group| !group.iter().all(|module| EXEMPT.contains(&module[0].as_str())));
    groups.into_iter().map(|group| described(imports, &group)).collect()
}

fn reachable<'a>(imports: &'a Imports, from: &Module) -> BTreeSet<&'a Module> {
    let mut reached = BTreeSet::new();
    let mut waiting: Vec<&Module> = imports[from].iter().collect();
    while let Some(module) = waiting.pop() {
        if reached.insert(module) {
            waiting.extend(imports.get(module).into_iter().flatten());
        }
    }
    reached
}

/// Every module of a circle with those of the circle that it imports.
fn described(imports: &Imports, circle: &[&Module]) -> String {
    let line = |module: &&Module| {
        let within: Vec<String> = imports[*module]
            .iter()
            .filter(|other| circle.contains(other))
            .map(|other| other.join("::"))
            .collect();
        format!("{} -> {}", module.join("::"), within.join(", "))
    };
    circle.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// What a module's file says of others.
#[derive(Default)]
struct Source {
    /// Names that `use` brings in, with the paths they stand for.
    uses: BTreeMap<String, Module>,
    /// Names that `pub use` hands on without using them.
    handed_on: BTreeSet<String>,
    /// Every path in the code.
    paths: Vec<Module>,
}

struct Sources(BTreeMap<Module, Source>);

impl Sources {
    fn read(folder: &str) -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
        let mut sources = BTreeMap::new();
        let mut tests = BTreeSet::new();
        for path in files(&root) {
            let mut module: Module = path
                .strip_prefix(&root)
                .unwrap()
                .with_extension("")
                .iter()
                .map(|part| part.to_str().unwrap().to_owned())
                .collect();
            if module.first().is_some_and(|first| first == "bin") {
                continue;
            }
            if matches!(module.last().unwrap().as_str(), "mod" | "lib") {
                module.pop();
            }
            let tokens = tokens(&fs::read_to_string(&path).unwrap());
            let (source, of_tests) = Source::parse(&tokens);
            tests.extend(of_tests.into_iter().map(|name| [module.clone(), vec![name]].concat()));
            sources.insert(module, source);
        }
        sources.retain(|module, _| !tests.iter().any(|test| module.starts_with(test)));
        assert!(sources.len() > 50, "looked in the wrong place");
        Self(sources)
    }

    /// The modules whose contents each module names. The file of a folder may be used by those within: together they are
    /// one module.
    fn imports(&self) -> Imports {
        let of = |(module, source): (&Module, &Source)| {
            let used = source
                .uses
                .iter()
                .filter(|(name, _)| !source.handed_on.contains(*name))
                .map(|(_, path)| path);
            let all = used.chain(&source.paths).filter_map(|path| self.home(module, path, 0));
            (module.clone(), all.filter(|other| !module.starts_with(other)).collect())
        };
        self.0.iter().map(of).collect()
    }

    /// The module that has what a path in `module` leads to; none for another crate's, and for a module as such.
    fn home(&self, module: &Module, path: &[String], depth: usize) -> Option<Module> {
        let (first, mut rest) = path.split_first()?;
        let mut at = module.clone();
        match first.as_str() {
            "crate" => at.clear(),
            "self" => {}
            "super" => drop(at.pop()?),
            _ => rest = path,
        }
        let is_relative = rest.len() == path.len();
        for (index, name) in rest.iter().enumerate() {
            if name == "super" {
                at.pop()?;
                continue;
            }
            let inner = [at.as_slice(), std::slice::from_ref(name)].concat();
            if self.0.contains_key(&inner) {
                at = inner;
                continue;
            }
            if let Some(target) = self.0[&at].uses.get(name).filter(|target| depth < 8 && *target != path) {
                return self.home(&at, &[target, &rest[index + 1..]].concat(), depth + 1);
            }
            return (!is_relative || index > 0).then_some(at);
        }
        None
    }
}

fn files(folder: &Path) -> Vec<std::path::PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let files = entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] });
    files.filter(|path| path.extension().is_some_and(|kind| kind == "rs")).collect()
}

impl Source {
    /// Reads a file, and answers with the names of its modules of tests, too.
    fn parse(tokens: &[String]) -> (Self, Vec<String>) {
        let (mut source, mut tests) = (Self::default(), Vec::new());
        let mut at = 0;
        while at < tokens.len() {
            let rest = &tokens[at..];
            if starts(rest, &["#", "[", "cfg", "(", "test", ")", "]"]) {
                let item = &rest[7..];
                let length = item_length(item);
                if let Some(name) =
                    item[..length].windows(3).find(|three| three[0] == "mod" && three[2] == ";")
                {
                    tests.push(name[1].clone());
                }
                at += 7 + length;
            } else if rest[0] == "use" && rest[1] != "<" {
                let end = rest.iter().position(|token| token == ";").unwrap();
                let is_public = at > 0 && matches!(tokens[at - 1].as_str(), "pub" | ")");
                source.add_use(&rest[1..end], &[], is_public);
                at += end;
            } else if is_name(&rest[0]) && (at == 0 || tokens[at - 1] != "::") {
                let path: Module = path_at(rest);
                at += path.len() * 2 - 1;
                if path.len() > 1 {
                    source.paths.push(path);
                }
            } else {
                at += 1;
            }
        }
        (source, tests)
    }

    /// Takes in a tree of imports, such as `a::{b, c as d}`.
    fn add_use(&mut self, tree: &[String], before: &[String], is_public: bool) {
        let path = [before, &path_at(tree)].concat();
        let mut rest = &tree[((path.len() - before.len()) * 2).saturating_sub(1).min(tree.len())..];
        if starts(rest, &["::", "{"]) || starts(rest, &["{"]) {
            rest = &rest[rest.iter().position(|token| token == "{").unwrap() + 1..rest.len() - 1];
            let mut depth = 0;
            let parts = rest.split(|token| {
                depth += i32::from(token == "{") - i32::from(token == "}");
                depth == 0 && token == ","
            });
            parts.filter(|part| !part.is_empty()).for_each(|part| self.add_use(part, &path, is_public));
            return;
        }
        let path: Module = match path.last() {
            Some(last) if last == "self" && path.len() > 1 => path[..path.len() - 1].to_vec(),
            _ => path,
        };
        let name = if starts(rest, &["as"]) { rest[1].clone() } else { path.last().unwrap().clone() };
        if is_public {
            self.handed_on.insert(name.clone());
        }
        self.uses.insert(name, path);
    }
}

/// The names of the path that `tokens` begin with.
fn path_at(tokens: &[String]) -> Module {
    let mut path = Module::new();
    let mut rest = tokens;
    while let [name, after @ ..] = rest
        && is_name(name)
    {
        path.push(name.clone());
        let [colons, next @ ..] = after else { break };
        if colons != "::" {
            break;
        }
        rest = next;
    }
    path
}

/// How many tokens an item has: up to its semicolon or closing brace.
fn item_length(tokens: &[String]) -> usize {
    let mut depth = 0;
    for (at, token) in tokens.iter().enumerate() {
        depth += i32::from(matches!(token.as_str(), "{" | "(" | "["));
        depth -= i32::from(matches!(token.as_str(), "}" | ")" | "]"));
        if depth == 0 && matches!(token.as_str(), "}" | ";") {
            return at + 1;
        }
    }
    tokens.len()
}

fn starts(tokens: &[String], with: &[&str]) -> bool {
    tokens.len() >= with.len() && tokens.iter().zip(with).all(|(token, wanted)| token == wanted)
}

fn is_name(token: &str) -> bool {
    token.starts_with(|c: char| c.is_alphabetic() || c == '_')
}

/// Names and punctuation of Rust code, without comments and literal texts.
fn tokens(code: &str) -> Vec<String> {
    let mut tokens = Vec::new();
    let mut rest = code;
    while let Some(c) = rest.chars().next() {
        let length = match c {
            _ if rest.starts_with("//") => rest.find('\n').unwrap_or(rest.len()),
            _ if rest.starts_with("/*") => rest.find("*/").unwrap() + 2,
            '"' => text_length(rest),
            'r' | 'b' | 'c' if raw_length(rest).is_some() => raw_length(rest).unwrap(),
            '\'' if rest[1..].starts_with('\\') => 3 + rest[3..].find('\'').unwrap(),
            '\'' if rest.chars().nth(2) == Some('\'') => 2 + rest.chars().nth(1).unwrap().len_utf8(),
            _ if rest.starts_with("::") => 2,
            _ if c.is_alphanumeric() || c == '_' => {
                rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len())
            }
            _ => c.len_utf8(),
        };
        let token = &rest[..length];
        if !token.starts_with(['"', '\'', '/']) && !c.is_whitespace() && !token.contains('"') {
            tokens.push(token.to_owned());
        }
        rest = &rest[length..];
    }
    tokens
}

/// The length of the text in quotes that `code` begins with.
fn text_length(code: &str) -> usize {
    let mut is_escaped = false;
    let end = code[1..].find(|c: char| {
        let ends = c == '"' && !is_escaped;
        is_escaped = c == '\\' && !is_escaped;
        ends
    });
    end.unwrap() + 2
}

/// The length of the raw or byte text that `code` begins with, if it does.
fn raw_length(code: &str) -> Option<usize> {
    let prefix = code.find(|c: char| !matches!(c, 'r' | 'b' | 'c')).filter(|prefix| *prefix <= 2)?;
    let hashes = code[prefix..].find(|c| c != '#')?;
    if !code[prefix + hashes..].starts_with('"') {
        return None;
    }
    if !code[..prefix].contains('r') {
        return (hashes == 0).then(|| prefix + text_length(&code[prefix..]));
    }
    let end = format!("\"{}", "#".repeat(hashes));
    let start = prefix + hashes + 1;
    Some(start + code[start..].find(&end)? + end.len())
}
