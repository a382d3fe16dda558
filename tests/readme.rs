//! Commands, settings and links in the documents work.
#![allow(clippy::unwrap_used)] // in helpers of tests

use std::borrow::Cow;
use std::collections::HashSet;
use std::fs;
use std::path::Path;

use clap::Parser;
use pystreaming::admin::AdminArgs;
use pystreaming::cli::ServerArgs;
use pystreaming::config::{Config, Sources};
use pystreaming_actors::room::commands;

/// README and its neighbours, and every page of `docs`.
fn documents() -> Vec<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let pages = ["", "docs/"].into_iter().flat_map(|folder| {
        let files = fs::read_dir(root.join(folder))
            .unwrap()
            .map(move |entry| format!("{folder}{}", entry.unwrap().file_name().to_string_lossy()));
        files.filter(|file| file.ends_with(".md")).collect::<Vec<_>>()
    });
    let pages: Vec<_> = pages.collect();
    assert!(pages.len() > 15, "{pages:?}");
    pages
}

fn read(document: &str) -> String {
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(document)).unwrap_or_default();
    assert!(!text.is_empty(), "{document} cannot be read");
    text
}

/// Text between fences, by the language behind the first.
fn blocks(text: &str, language: &str) -> Vec<String> {
    let mut fenced = text.split("\n```").skip(1).step_by(2);
    let mut found = Vec::new();
    for block in fenced.by_ref() {
        let (first, body) = block.split_once('\n').unwrap_or((block, ""));
        if first == language {
            found.push(format!("{body}\n"));
        }
    }
    found
}

/// Code spans, outside of fences.
fn spans(text: &str) -> Vec<String> {
    let prose: String = text.split("\n```").step_by(2).collect();
    prose.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

/// The words of a pystreaming command in a line for the shell.
fn command(line: &str) -> Option<Vec<String>> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote = None;
    for c in line.chars().chain([' ']) {
        match (quote, c) {
            (None, '\'' | '"') => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            (Some(open), c) if open == c => quote = None,
            (None, ' ') => words.extend(word.take()),
            (_, c) => word.get_or_insert_default().push(c),
        }
    }
    let end = words.iter().position(|word| matches!(word.as_str(), "#" | "|" | "<" | ">" | "&&"));
    words.truncate(end.unwrap_or(words.len()));
    let start = match words.first()?.as_str() {
        // in a container, the program follows the container's name
        "docker" => words.iter().rposition(|word| word == "pystreaming-admin")?,
        first => usize::from(first == "$"),
    };
    let program = words.get(start)?.rsplit('/').next()?.to_owned();
    matches!(program.as_str(), "pystreaming" | "pystreaming-admin").then(|| words.split_off(start))
}

#[test]
fn every_command_is_accepted() {
    let mut seen = 0;
    for document in &documents() {
        let text = read(document);
        let lines = ["sh", "console"].map(|language| blocks(&text, language).concat()).concat();
        let indented = text.lines().filter_map(|line| line.strip_prefix("    ")).map(str::to_owned);
        let spans = spans(&text).into_iter().filter(|span| span.contains(' '));
        for line in lines.lines().map(str::to_owned).chain(indented).chain(spans) {
            let Some(words) = command(&line) else { continue };
            let outcome = match words[0].ends_with("admin") {
                true => AdminArgs::try_parse_from(&words).map(drop),
                false => ServerArgs::try_parse_from(&words).map(drop),
            };
            // clap reports help like an error
            let outcome = outcome.or_else(|error| if error.use_stderr() { Err(error) } else { Ok(()) });
            assert!(outcome.is_ok(), "{document}: {line}\n{}", outcome.unwrap_err());
            seen += 1;
        }
    }
    assert!(seen > 30, "found only {seen}");
}

#[test]
fn every_piece_of_configuration_is_accepted() {
    let themes = tempfile::tempdir().unwrap();
    let certificate = rcgen::generate_simple_self_signed(["live.example.org".to_owned()]).unwrap();
    fs::write(themes.path().join("fullchain.pem"), certificate.cert.pem()).unwrap();
    fs::write(themes.path().join("privkey.pem"), certificate.signing_key.serialize_pem()).unwrap();
    let mut seen = 0;
    for document in &documents() {
        let text = read(document);
        let setting = |span: &String| {
            let key = span.split_once(": ").map_or("", |(key, _)| key);
            !key.is_empty() && key.chars().all(|c| c.is_ascii_lowercase() || c == '_')
        };
        let shell = blocks(&text, "sh").concat();
        let written = shell.split("<<'YAML'\n").skip(1).filter_map(|rest| rest.split("YAML\n").next());
        for yaml in blocks(&text, "yaml")
            .into_iter()
            .chain(written.map(str::to_owned))
            .chain(spans(&text).into_iter().filter(setting))
        {
            // the themes folder and the certificate have to exist
            let folder = themes.path().display().to_string();
            let here = yaml.replace("/etc/pystreaming/themes", &folder).replace("themes_dir: themes", "");
            let here = here.replace(": /etc/pystreaming/", &format!(": {folder}/"));
            let sources = Sources { file: Some(("config.yaml".into(), here)), ..Sources::default() };
            let outcome = Config::from_sources(&sources);
            assert!(outcome.is_ok(), "{document}: {yaml}\n{}", outcome.unwrap_err());
            seen += 1;
        }
    }
    assert!(seen > 10, "found only {seen}");
}

#[test]
fn every_link_has_a_target() {
    for document in &documents() {
        let text = read(document);
        let anchors: HashSet<String> = text.lines().filter_map(anchor).collect();
        let here = Path::new(env!("CARGO_MANIFEST_DIR")).join(document);
        for target in
            text.split("](").skip(1).filter_map(|rest| rest.split_once(')')).map(|(target, _)| target)
        {
            match target.strip_prefix('#') {
                Some(name) => assert!(anchors.contains(name), "{document}: there is no heading #{name}"),
                None if target.starts_with("http") => {}
                None => {
                    let (file, heading) = target.split_once('#').unwrap_or((target, ""));
                    let file = here.with_file_name(file);
                    assert!(file.exists(), "{document}: there is no file {target}");
                    let found = heading.is_empty()
                        || fs::read_to_string(file)
                            .unwrap()
                            .lines()
                            .filter_map(anchor)
                            .any(|name| name == heading);
                    assert!(found, "{document}: there is no heading {target}");
                }
            }
        }
    }
}

/// The anchor of a heading.
fn anchor(line: &str) -> Option<String> {
    let heading = line.strip_prefix('#')?.trim_start_matches('#').strip_prefix(' ')?;
    let kept = heading.to_lowercase().replace(' ', "-");
    Some(kept.chars().filter(|c| c.is_alphanumeric() || matches!(c, '-' | '_')).collect())
}

#[test]
fn every_slash_command_is_explained() {
    let viewers = read("docs/viewers.md");
    let chat = viewers.split("\n## Chat\n").nth(1).and_then(|rest| rest.split("\n## ").next()).unwrap();
    let explained: HashSet<String> = spans(chat)
        .iter()
        .filter(|span| span.starts_with('/') && !span.contains("overlay"))
        .filter_map(|span| span.split(' ').next().map(str::to_owned))
        .collect();
    let there: HashSet<String> = commands()
        .flat_map(|command| [command.name].into_iter().chain(command.aliases))
        .map(Cow::into_owned)
        .collect();
    assert_eq!(explained, there.into_iter().chain(["/".to_owned()]).collect());
}

#[test]
fn readme_is_short_and_links_to_every_page() {
    let readme = read("README.md");
    assert!(readme.lines().count() < 100, "details belong in docs");
    let lead: Vec<_> = readme.lines().take(8).collect();
    assert!(
        lead.concat().contains("![") && readme.contains("git clone"),
        "a picture and the commands come first"
    );
    for document in documents().iter().filter(|document| document.starts_with("docs/")) {
        assert!(readme.contains(&format!("]({document}")), "no link to {document}");
    }
}

/// Every file and folder of both crates is on the map, and nothing else.
#[test]
fn the_map_in_architecture_lists_every_module() {
    let map = blocks(&read("ARCHITECTURE.md"), "").remove(0);
    for crate_folder in ["actors/src", "src"] {
        let below = map.lines().skip_while(|line| !line.starts_with(&format!("{crate_folder}/")));
        let names = below.skip(1).take_while(|line| line.starts_with("  "));
        let mapped: HashSet<String> = names
            .filter_map(|line| line.strip_prefix("  ").filter(|name| !name.starts_with(' ')))
            .filter_map(|line| line.split("  ").next())
            .flat_map(|names| names.split(", ").map(|name| name.trim_end_matches('/').to_owned()))
            .collect();
        let there: HashSet<String> = fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(crate_folder))
            .unwrap()
            .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
            .filter(|name| name != "lib.rs" && !name.ends_with("_tests.rs"))
            .collect();
        assert_eq!(mapped, there, "{crate_folder}");
    }
}

/// The privacy page lists exactly what scripts store in the browser.
#[test]
fn the_privacy_page_lists_what_the_browser_stores() {
    let told: HashSet<String> = read("docs/privacy.md")
        .lines()
        .skip_while(|line| !line.starts_with("## What the browser keeps"))
        .take_while(|line| !line.starts_with("## What the server keeps"))
        .filter_map(|line| line.strip_prefix("| ")?.split(" | ").next().map(str::to_owned))
        .filter(|cell| !cell.starts_with("in `"))
        .flat_map(|cell| cell.split('`').skip(1).step_by(2).map(str::to_owned).collect::<Vec<_>>())
        .collect();
    let mut kept = HashSet::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("static/js")];
    while let Some(folder) = folders.pop() {
        for path in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let script = fs::read_to_string(path).unwrap();
            for call in [
                "recall('",
                "recall(`",
                "remember('",
                "remember(`",
                "recallHere(`",
                "rememberHere(`",
                "'pystreaming.",
            ] {
                let names = script.split(call).skip(1).filter_map(|rest| rest.split(['\'', '`']).next());
                kept.extend(names.filter(|name| !name.is_empty()).map(|name| {
                    name.split_once("${").map_or(name.to_owned(), |(start, _)| format!("{start}…"))
                }));
            }
        }
    }
    assert_eq!(kept, told);
}
