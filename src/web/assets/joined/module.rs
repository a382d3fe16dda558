//! Parses an ES module, as far as joining needs it.

/// An import statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Import {
    /// Name of the imported module, such as `chat/feed`.
    pub from: String,
    pub names: Names,
    line: usize,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Names {
    /// `import './x.js'`
    Nothing,
    /// `import * as x from './x.js'`
    All(String),
    /// `import { a, b as c } from './x.js'`: exported and local names.
    Some(Vec<(String, String)>),
}

/// `import('./x.js')`, which loads a module on demand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Lazy {
    /// The text between the quotes.
    pub written: String,
    /// Path of the file below `static`, such as `js/chat/feed.js`.
    pub path: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Module {
    /// Path below `static/js` without `.js`, such as `chat/feed`.
    pub name: String,
    /// The code without import statements and the word `export`, on the same lines as in the file.
    lines: Vec<String>,
    pub imports: Vec<Import>,
    pub lazy: Vec<Lazy>,
    /// Exported and local names.
    pub exports: Vec<(String, String)>,
}

/// A statement that joining does not support, with its line number.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{module}.js:{line}: {what}")]
pub struct Misunderstood {
    pub module: String,
    pub line: usize,
    pub what: String,
}

impl Module {
    /// Parses one of our modules, without comments. It relies on their style: import and export statements begin at the
    /// start of a line and end with a semicolon.
    pub fn parse(name: &str, text: &str) -> Result<Self, Misunderstood> {
        let mut module = Self {
            name: name.to_owned(),
            lines: text.lines().map(str::to_owned).collect(),
            imports: Vec::new(),
            lazy: Vec::new(),
            exports: Vec::new(),
        };
        let mut at = 0;
        while at < module.lines.len() {
            let end = match module.lines[at].as_str() {
                line if line.starts_with("import ") || line.starts_with("export {") => {
                    (at..module.lines.len()).find(|line| module.lines[*line].ends_with(';'))
                }
                _ => Some(at),
            };
            let understood = end.and_then(|end| module.statement(at, end).map(|()| end));
            let Some(end) = understood else {
                let what = format!("cannot join `{}`", module.lines[at]);
                return Err(Misunderstood { module: module.name, line: at + 1, what });
            };
            at = end + 1;
        }
        Ok(module)
    }

    /// Processes the lines from `start` to `end`; `None` if they are not supported.
    fn statement(&mut self, start: usize, end: usize) -> Option<()> {
        let text = self.lines[start..=end].join(" ");
        if let Some(rest) = text.strip_prefix("import ") {
            let rest = rest.strip_suffix(';')?;
            let (names, from) = match rest.split_once(" from ") {
                Some((names, from)) => (names.trim(), from),
                None => ("", rest),
            };
            let from = self.resolve(unquoted(from)?)?;
            let names = match names {
                "" => Names::Nothing,
                _ => match names.strip_prefix("* as ") {
                    Some(all) => Names::All(identifier(all)?),
                    None => Names::Some(pairs(names)?),
                },
            };
            self.imports.push(Import { from, names, line: start });
            self.lines[start..=end].fill(String::new());
        } else if let Some(rest) = text.strip_prefix("export {") {
            let rest = rest.strip_suffix(';')?.trim_end();
            let list = rest.strip_suffix('}')?;
            let exported = pairs(&format!("{{{list}}}"))?;
            self.exports.extend(exported.into_iter().map(|(inside, outside)| (outside, inside)));
            self.lines[start..=end].fill(String::new());
        } else if let Some(rest) = text.strip_prefix("export ") {
            let kinds =
                ["async function* ", "async function ", "function* ", "function ", "class ", "const "];
            let named = kinds.iter().find_map(|kind| rest.strip_prefix(kind))?;
            let name = named.split(|c: char| !is_of_name(c)).next().and_then(identifier)?;
            self.exports.push((name.clone(), name));
            self.lines[start] = rest.to_owned();
        }
        for line in start..=end {
            let text = self.lines[line].clone();
            for (at, opening) in text.match_indices("import('") {
                let rest = &text[at + opening.len()..];
                let written = &rest[..rest.find('\'')?];
                self.lazy.push(Lazy { written: written.to_owned(), path: self.resolve_file(written)? });
            }
        }
        Some(())
    }

    /// The name of the module at a path that is relative to this one.
    fn resolve(&self, path: &str) -> Option<String> {
        Some(self.resolve_file(path)?.strip_suffix(".js")?.strip_prefix("js/")?.to_owned())
    }

    /// The path below `static` of the file at a path that is relative to this module.
    fn resolve_file(&self, path: &str) -> Option<String> {
        let mut parts: Vec<&str> = std::iter::once("js").chain(self.name.split('/')).collect();
        parts.pop();
        for part in path.strip_prefix("./").unwrap_or(path).split('/') {
            match part {
                ".." => drop(parts.pop()?),
                _ => parts.push(part),
            }
        }
        path.starts_with('.').then(|| parts.join("/"))
    }

    /// The variable that holds a module's exports.
    pub fn variable(name: &str) -> String {
        let plain: String = name.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect();
        format!("$_{plain}")
    }

    /// The module as one statement: a function that runs at once and returns its exports. The first line precedes the
    /// first one of the file.
    pub fn wrapped(&self, address: &dyn Fn(&Lazy) -> String) -> String {
        let mut lines = self.lines.clone();
        for Import { from, names, line } in &self.imports {
            let from = Self::variable(from);
            let taken = match names {
                Names::Nothing => continue,
                Names::All(name) => format!("const {name} = {from};"),
                Names::Some(names) => format!("const {{ {} }} = {from};", renamed(names)),
            };
            lines[*line] = taken;
        }
        let mut text = format!("const {} = (() => {{\n{}\n", Self::variable(&self.name), lines.join("\n"));
        for lazy in &self.lazy {
            text =
                text.replace(&format!("import('{}')", lazy.written), &format!("import('{}')", address(lazy)));
        }
        if !self.exports.is_empty() {
            text.push_str(&format!("return {{ {} }};\n", renamed(&self.exports)));
        }
        text.push_str("})();\n");
        text
    }

    /// Number of lines in the file.
    pub fn line_count(&self) -> usize {
        self.lines.len()
    }
}

/// Names such as `a, b: c`, for an object or a pattern.
pub(super) fn renamed(names: &[(String, String)]) -> String {
    let one = |(from, to): &(String, String)| if from == to { from.clone() } else { format!("{from}: {to}") };
    names.iter().map(one).collect::<Vec<_>>().join(", ")
}

fn unquoted(text: &str) -> Option<&str> {
    text.trim().strip_prefix('\'')?.strip_suffix('\'')
}

/// Parses a list such as `{ a, b as c }`.
fn pairs(text: &str) -> Option<Vec<(String, String)>> {
    let list = text.trim().strip_prefix('{')?.strip_suffix('}')?;
    list.split(',')
        .map(str::trim)
        .filter(|one| !one.is_empty())
        .map(|one| {
            let (from, to) = one.split_once(" as ").unwrap_or((one, one));
            Some((identifier(from)?, identifier(to)?))
        })
        .collect()
}

fn identifier(text: &str) -> Option<String> {
    let text = text.trim();
    (!text.is_empty() && text.chars().all(is_of_name)).then(|| text.to_owned())
}

fn is_of_name(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || c == '$'
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrapped(text: &str) -> String {
        Module::parse("chat/here", text).unwrap().wrapped(&|lazy| format!("/static/{}?v=1", lazy.path))
    }

    #[test]
    fn a_module_becomes_a_function_that_takes_and_returns_what_it_needs() {
        let module = "import { a, b as c } from '../dom.js';\nimport * as list from './list.js';\nimport './side.js';\nexport const x = a(c);\nexport class Y {}\nexport async function z() {}\n";
        assert_eq!(
            wrapped(module),
            "const $_chat_here = (() => {\nconst { a, b: c } = $_dom;\nconst list = $_chat_list;\n\nconst x = a(c);\nclass Y {}\nasync function z() {}\nreturn { x, Y, z };\n})();\n"
        );
    }

    #[test]
    fn statements_over_several_lines_leave_the_others_where_they_are() {
        let module = "import {\na,\nb,\n} from '../dom.js';\nlet d = 1;\nexport { d as e };\n";
        assert_eq!(
            wrapped(module),
            "const $_chat_here = (() => {\nconst { a, b } = $_dom;\n\n\n\nlet d = 1;\n\nreturn { e: d };\n})();\n"
        );
    }

    #[test]
    fn what_is_loaded_later_gets_its_whole_address() {
        let module = "f(await import('./picker.js'), import('../../vendor/x/y.js'), import(other));\n";
        assert_eq!(
            wrapped(module),
            "const $_chat_here = (() => {\nf(await import('/static/js/chat/picker.js?v=1'), import('/static/vendor/x/y.js?v=1'), import(other));\n})();\n"
        );
    }

    #[test]
    fn what_is_not_understood_is_said_with_its_place() {
        for statement in [
            "export default 1;",
            "export let a = 1;",
            "export const { a } = b;",
            "export * from './a.js';",
            "export { a } from './a.js';",
            "import a from './a.js';",
            "import { a } from 'elsewhere';",
            "import { a } from './a.css';",
            "import { a } from '../../a.js';",
            "import { a } from './a.js'",
        ] {
            let error = Module::parse("x", &format!("\n{statement}\n")).unwrap_err();
            assert_eq!(error.to_string(), format!("x.js:2: cannot join `{statement}`"));
        }
    }
}
