use std::fs;
use std::process::Command;

use crate::Site;

const VERBS: &[(&str, &[&str])] = &[
    ("streamer", &["list", "add", "drop", "key", "description", "password", "mastodon", "chat"]),
    ("token", &["list", "add", "revoke"]),
    ("emote", &["list", "add", "drop"]),
    ("message", &["send"]),
    ("room", &["list-members", "mute", "change-settings", "end-broadcast"]),
    ("database", &["create", "upgrade", "import", "generate"]),
    ("config", &["check", "defaults"]),
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

/// What a shell offers for the last word of a line, asked as the shell itself asks.
fn offered(site: &Site, shell: &str, line: &str) -> Vec<String> {
    let script = site.folder.path().join(format!("_pystreaming-admin.{shell}"));
    if !script.exists() {
        fs::write(&script, site.ok(&["completions", shell])).unwrap();
    }
    let script = script.display();
    let ask = match shell {
        // readline splits the line, finds the function by the first word and hands over the last two
        "bash" => format!(
            r#". /usr/share/bash-completion/bash_completion; . {script}; compopt() {{ :; }}
               COMP_WORDS=({line} ''); [[ "{line}" == *" " ]] || unset 'COMP_WORDS[-1]'
               COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1)); COMP_LINE="{line}"; COMP_POINT=${{#COMP_LINE}}
               spec=($(complete -p pystreaming-admin)); [[ "${{spec[*]}}" =~ -F\ ([^ ]+) ]]
               "${{BASH_REMATCH[1]}}" pystreaming-admin "${{COMP_WORDS[COMP_CWORD]}}" "${{COMP_WORDS[COMP_CWORD-1]}}"
               printf '%s\n' "${{COMPREPLY[@]}}""#
        ),
        // a terminal of its own, in which Tab is pressed
        "zsh" => format!(
            r#"zmodload zsh/zpty; zpty shell zsh -f -i
               say() {{ zpty -w shell "$1"; }}
               say 'PS1=; autoload -Uz compinit; compinit -u; . {script}; compdef _pystreaming-admin pystreaming-admin'
               say 'zstyle ":completion:*" list-prompt ""; LISTMAX=1000; unsetopt ZLE_RM; setopt NO_BEEP; echo REA""DY'
               until [[ $text == *READY* ]]; do zpty -r shell chunk && text+=$chunk; done
               zpty -w -n shell '{line}'$'\t\t'; zpty -w -n shell $'\C-a\C-kecho DO""NE\n'; text=
               until [[ $text == *DONE* ]]; do zpty -r shell chunk && text+=$chunk; done
               print -r -- $text"#
        ),
        _ => format!("source {script}; complete -C '{line}'"),
    };
    let arguments: &[&str] = if shell == "fish" { &["--no-config", "-c"] } else { &["-c"] };
    let output = Command::new(shell)
        .args(arguments)
        .arg(ask)
        .current_dir(site.folder.path())
        .env("HOME", site.folder.path())
        .env("TERM", "dumb")
        .output()
        .unwrap_or_else(|error| panic!("{shell}: {error}; scripts/test.sh installs what the tests need"));
    let words = String::from_utf8_lossy(&output.stdout).into_owned();
    words.split(|c: char| c.is_whitespace() || c.is_control()).map(str::to_owned).collect()
}

#[test]
fn shells_complete_every_word() {
    let site = Site::new();
    for shell in ["bash", "zsh", "fish"] {
        for (line, expected) in [
            ("pystreaming-admin streamer ", VERBS[0].1),
            ("pystreaming-admin -c config.yaml emoji ", VERBS[2].1),
            ("pystreaming-admin streamer add --", &["--username", "--key", "--json"]),
            ("pystreaming-admin streamer chat -s ", &["enabled", "hidden", "disabled"]),
            ("pystreaming-admin help streamer ", VERBS[0].1),
        ] {
            let offered = offered(&site, shell, line);
            for word in expected {
                assert!(
                    offered.iter().any(|offer| offer == word),
                    "{shell}: {line}[Tab] {word}: {offered:?}"
                );
            }
        }
    }
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
            assert_eq!(site.ok(&["help", group, verb]), help);
            assert!(help.contains(&format!("Usage: pystreaming-admin {group} {verb}")), "{help}");
        }
    }
}
