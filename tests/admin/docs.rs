use crate::Site;

const VERBS: &[(&str, &[&str])] = &[
    ("streamer", &["list", "add", "drop", "key", "description", "password", "mastodon", "chat"]),
    ("emote", &["list", "add", "drop"]),
    ("message", &["send"]),
    ("database", &["create", "upgrade", "generate"]),
    ("config", &["check"]),
];

#[test]
fn completions_know_every_group_verb_and_option() {
    let site = Site::new();
    for shell in ["bash", "zsh", "fish"] {
        let script = site.ok(&["completions", shell]);
        for (group, verbs) in VERBS {
            for word in [group].into_iter().chain(*verbs) {
                assert!(script.contains(word), "{shell} does not complete {word}");
            }
        }
        for option in ["username", "key", "uri", "allow-empty", "emoji"] {
            assert!(script.contains(option), "{shell} does not complete {option}");
        }
    }
    site.misused(&["completions", "csh"], "possible values: bash, zsh, fish");
}

#[test]
fn the_manual_page_has_a_section_for_every_verb() {
    let site = Site::new();
    let page = site.ok(&["man"]);
    for (group, verbs) in VERBS {
        for verb in *verbs {
            let heading = format!(".SH \"{group} {verb}\"\n").to_uppercase();
            assert!(page.contains(&heading), "no section {heading}");
        }
    }
    let page = site.ok(&["man", "pystreaming"]);
    for option in ["config", "port", "debug", "nginx\\-proxy"] {
        assert!(page.contains(&format!("\\-\\-{option}")), "no option {option}");
    }
}

#[test]
fn help_is_there_for_every_verb() {
    let site = Site::new();
    assert!(site.ok(&["--help"]).contains("Examples:"));
    assert!(site.ok(&["--version"]).starts_with("pystreaming-admin 0."));
    for (group, verbs) in VERBS {
        for verb in *verbs {
            let help = site.ok(&[group, verb, "--help"]);
            assert!(help.contains(&format!("Usage: pystreaming-admin {group} {verb}")), "{help}");
        }
    }
}
