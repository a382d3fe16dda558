//! The settings with their defaults and explanations, as a configuration file.

use super::key::{Key, Rule};
use super::settings::Config;

/// Every setting with its default and explanation.
pub fn default_yaml() -> String {
    let mut out = String::from(
        "# Every setting of PyStreaming with its default. Copy what you want to change into your own config.yaml, and leave\n\
         # the rest out. docs/configuration.md tells more.\n",
    );
    group(&mut out, "", Config::KEYS);
    out
}

fn group(out: &mut String, indent: &str, keys: &[Key]) {
    for (at, key) in keys.iter().enumerate() {
        if !key.section.is_empty() {
            *out += &format!("\n# ---- {} {:-<2$}\n", key.section, "", 110 - key.section.len());
        }
        if at > 0 || indent.is_empty() {
            out.push('\n');
        }
        for line in key.explanation.iter().map(|line| (*line).to_owned()).chain(numbers(key)) {
            *out += format!("{indent}#{line}").trim_end();
            out.push('\n');
        }
        *out += format!("{indent}{}: {}", key.name, key.default).trim_end();
        out.push('\n');
        if is_explained_by_its_keys(key) {
            group(out, &format!("{indent}  "), key.rule.keys());
        }
    }
}

/// The numbers that a key accepts, which its explanation leaves out.
fn numbers(key: &Key) -> Option<String> {
    let number = matches!(key.rule, Rule::Number { .. } | Rule::Seconds { .. });
    number.then(|| format!(" {}.", key.rule.right().replacen('a', "A", 1)))
}

fn is_explained_by_its_keys(key: &Key) -> bool {
    key.default.is_empty()
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;
    use std::fs;
    use std::path::Path;

    use super::*;

    /// Everything below this line of `docs/configuration.md` is generated.
    const HEADING: &str = "\n## Every key\n";

    #[test]
    fn the_file_of_defaults_is_up_to_date() {
        ensure("config/default.yaml", |_| default_yaml());
    }

    #[test]
    fn the_reference_is_up_to_date() {
        ensure("docs/configuration.md", |page| {
            let (prose, _) = page.split_once(HEADING).unwrap();
            let mut reference = String::new();
            markdown(&mut reference, "", Config::KEYS);
            format!("{prose}{HEADING}{reference}")
        });
    }

    /// Compares a file with what it should hold, and rewrites it if it differs.
    #[track_caller]
    fn ensure(file: &str, wanted: impl Fn(&str) -> String) {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
        let found = fs::read_to_string(&path).unwrap();
        let wanted = wanted(&found);
        if found != wanted {
            fs::write(path, &wanted).unwrap();
        }
        assert!(found == wanted, "{file} was out of date and has been rewritten; commit it");
    }

    fn markdown(out: &mut String, group: &str, keys: &[Key]) {
        for key in keys {
            if !key.section.is_empty() {
                writeln!(out, "\n### {}", key.section).unwrap();
            }
            let path = format!("{group}{}", key.name);
            let explanation: String =
                key.explanation.iter().map(|line| format!("{}\n", line.trim_start())).collect();
            if is_explained_by_its_keys(key) {
                if !key.section.is_empty() {
                    write!(out, "\n{explanation}").unwrap();
                }
                markdown(out, &format!("{path}."), key.rule.keys());
                continue;
            }
            let numbers = numbers(key).unwrap_or_default();
            let default = match key.default {
                "null" => "Not set by default.".to_owned(),
                default => format!("Default: `{default}`."),
            };
            let variable = format!("PYSTREAMING_{}", path.to_uppercase().replace('.', "__"));
            let variables = match key.rule {
                Rule::Group(_) => format!("Variables: `{variable}__BURST`, `{variable}__PER_MINUTE`."),
                _ => format!("Variable: `{variable}`."),
            };
            writeln!(out, "\n#### `{path}`\n\n{explanation}\n{default}{numbers} {variables}").unwrap();
        }
    }
}
