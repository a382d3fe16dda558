use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use fluent_syntax::ast::{Expression, InlineExpression, Pattern, PatternElement};

use super::script::{expression, selects_number};
use super::*;

/// The variables of a message, and whether each is a number.
fn variables(message: &Message) -> BTreeMap<String, bool> {
    fn inline(expression: &InlineExpression<String>, names: &mut BTreeMap<String, bool>) {
        match expression {
            InlineExpression::VariableReference { id } => drop(names.entry(id.name.clone()).or_default()),
            InlineExpression::FunctionReference { arguments, .. } => {
                for argument in &arguments.positional {
                    if let InlineExpression::VariableReference { id } = argument {
                        names.insert(id.name.clone(), true);
                    }
                }
            }
            _ => {}
        }
    }
    fn look(pattern: &Pattern<String>, names: &mut BTreeMap<String, bool>) {
        for element in &pattern.elements {
            match element {
                PatternElement::Placeable { expression: Expression::Inline(one) } => inline(one, names),
                PatternElement::Placeable { expression: Expression::Select { selector, variants } } => {
                    inline(selector, names);
                    variants.iter().for_each(|variant| look(&variant.value, names));
                }
                PatternElement::TextElement { .. } => {}
            }
        }
    }
    let mut names = BTreeMap::new();
    look(&message.pattern, &mut names);
    for (name, is_number) in &mut names {
        *is_number |= selects_number(&message.pattern, name);
    }
    names
}

/// The words by which a message selects.
fn selected(pattern: &Pattern<String>) -> BTreeSet<String> {
    let mut words = BTreeSet::from(["Zoë & <b>".to_owned()]);
    for element in &pattern.elements {
        if let PatternElement::Placeable { expression: Expression::Select { variants, .. } } = element {
            for variant in variants {
                if let fluent_syntax::ast::VariantKey::Identifier { name } = &variant.key {
                    words.insert(name.clone());
                }
                words.extend(selected(&variant.value));
            }
        }
    }
    words
}

#[test]
fn every_language_has_every_text_with_the_same_variables() {
    let english = Messages::of(ENGLISH).unwrap();
    for language in Language::shown() {
        let messages = Messages::of(language).unwrap();
        let known = |messages: &Messages| -> BTreeMap<String, BTreeMap<String, bool>> {
            messages.iter().map(|(key, message)| (key.to_owned(), variables(message))).collect()
        };
        let (these, those) = (known(&messages), known(&english));
        let missing: Vec<_> = those.keys().filter(|key| !these.contains_key(*key)).collect();
        let unknown: Vec<_> = these.keys().filter(|key| !those.contains_key(*key)).collect();
        assert!(
            missing.is_empty() && unknown.is_empty(),
            "{}: {missing:?} missing, {unknown:?} unknown",
            language.tag
        );
        for (key, names) in &these {
            assert_eq!(names, &those[key], "{key} in {}", language.tag);
        }
    }
}

#[test]
fn scripts_the_server_and_the_reference_say_the_same() {
    let mut examples = Vec::new();
    for language in Language::offered() {
        let tag = language.tag;
        let messages = Messages::of(language).unwrap();
        for (key, message) in messages.iter() {
            let names = variables(message);
            let expressions = names.keys().map(|name| (name.clone(), name.clone())).collect();
            let expression =
                expression(language, message, &expressions).unwrap_or_else(|error| panic!("{error}"));
            // the same values, none of which is a name, each with the name of the next one
            let order: Vec<&String> = names.keys().collect();
            let turned = order.iter().enumerate().map(|(at, name)| {
                ((*name).clone(), format!("({} + 0, {name})", order[(at + 1) % order.len()]))
            });
            let turned = super::script::expression(language, message, &turned.collect())
                .unwrap_or_else(|error| panic!("{error}"));
            let words: Vec<String> = selected(&message.pattern).into_iter().collect();
            for (at, number) in [0_i64, 1, 2, 1234, 1_000_000].into_iter().enumerate() {
                let values: Vec<(&str, Value<'_>)> = names
                    .iter()
                    .map(|(name, is_number)| match is_number {
                        true => (name.as_str(), Value::Number(number)),
                        false => (name.as_str(), Value::from(words[at % words.len()].as_str())),
                    })
                    .collect();
                let json: serde_json::Map<_, _> = values
                    .iter()
                    .map(|(name, value)| match value {
                        Value::Number(number) => ((*name).to_owned(), (*number).into()),
                        Value::Text(text) => ((*name).to_owned(), text.to_string().into()),
                    })
                    .collect();
                let said = text(language, key, &values);
                examples.push(serde_json::json!({
                    "language": tag, "key": key, "values": json, "expression": expression, "turned": turned, "said": said,
                }));
                if names.is_empty() {
                    break;
                }
            }
        }
    }
    assert!(examples.len() > 100);
    let script = root("tests/js/support/compare.mjs");
    let mut node = Command::new("node")
        .arg(script)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("this test needs node");
    let input = serde_json::to_vec(&examples).unwrap();
    // where the script cannot run, what it says tells more than that nobody reads
    let written = node.stdin.take().unwrap().write_all(&input);
    let answer = node.wait_with_output().unwrap();
    let differences = String::from_utf8_lossy(&answer.stdout) + String::from_utf8_lossy(&answer.stderr);
    assert!(answer.status.success(), "npm ci --prefix tests/js was not run, or: {differences}");
    written.unwrap();
    assert_eq!(differences, "");
}

fn root(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn files(folder: &Path, kind: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let found = entries.flat_map(|path| if path.is_dir() { files(&path, kind) } else { vec![path] });
    found.filter(|path| path.to_str().unwrap().ends_with(kind)).collect()
}

/// Keys of messages that a file names as `before` + key + quote.
fn named(source: &str, before: &str) -> BTreeSet<String> {
    let behind = source.split(before).skip(1);
    behind.filter_map(|rest| Some(rest[..rest.find(['"', '\''])?].to_owned())).collect()
}

#[test]
fn templates_and_handlers_name_texts_that_exist_and_tags_are_in_html_alone() {
    let english = Messages::of(ENGLISH).unwrap();
    let has_tags = |key: &str| {
        text_if_any(ENGLISH, key, &[]).is_none_or(|text| text.contains('<'))
            && english_source(key).contains('<')
    };
    let mut count = 0;
    for file in files(&root("templates"), "ml").into_iter().chain(files(&root("src/web"), ".rs")) {
        let source = fs::read_to_string(&file).unwrap();
        for (function, before) in [("t", "t(key=\""), ("html", "html(key=\""), ("t", "Words::new(\"")] {
            for key in named(&source, before).iter().filter(|key| !key.ends_with(['-', '…'])) {
                // `html(key=` ends with no `t(key=`
                count += 1;
                assert!(english.get(key).is_some(), "{}: there is no text {key}", file.display());
                assert!(
                    function == "html" || !has_tags(key),
                    "{}: {key} has tags, so it needs html()",
                    file.display()
                );
            }
        }
    }
    assert!(count > 20);
}

#[test]
fn every_text_is_used() {
    let mut sources = String::new();
    for (folder, kind) in [("templates", "ml"), ("src", ".rs"), ("static/js", ".js")] {
        for file in files(&root(folder), kind) {
            sources.push_str(&fs::read_to_string(file).unwrap());
        }
    }
    // those whose keys are made of a value
    let made = ["state-", "theme-", "chat-colour-"];
    let messages = Messages::of(ENGLISH).unwrap();
    let quoted: BTreeSet<&str> = sources.split(['"', '\'']).collect();
    let is_used = |key: &str| made.iter().any(|begin| key.starts_with(begin)) || quoted.contains(key);
    let unused: Vec<_> = messages.iter().map(|(key, _)| key).filter(|key| !is_used(key)).collect();
    assert_eq!(unused, [""; 0]);
}

fn english_source(key: &str) -> String {
    let area = key.split('-').next().unwrap();
    let source = fs::read_to_string(root(&format!("locales/en/{area}.ftl"))).unwrap();
    let behind =
        source.split(&format!("\n{key} =")).nth(1).or_else(|| source.strip_prefix(&format!("{key} =")));
    let mut lines = behind.unwrap_or_default().lines();
    let first = lines.next().unwrap_or_default().to_owned();
    lines.take_while(|line| line.starts_with([' ', '}'])).fold(first, |text, line| text + line)
}
