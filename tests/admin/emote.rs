use serde_json::json;

use crate::Site;

#[test]
fn emotes_come_and_go_under_both_names_of_the_group() {
    let site = Site::new();
    assert_eq!(
        site.ok(&["emote", "list"]),
        "no emotes yet; `pystreaming-admin emote add -a ALIAS -l URI` adds one\n"
    );
    assert_eq!(site.ok(&["emote", "add", "-a", "wave", "-l", "/static/wave.png"]), "added emote :wave:\n");
    assert_eq!(
        site.ok(&["emoji", "add", "--al", "Hi-5", "--uri", "https://example.com/5.png"]),
        "added emote :Hi-5:\n"
    );
    assert_eq!(
        site.json(&["emoji", "list", "--json"]),
        json!([
            {"alias": "Hi-5", "uri": "https://example.com/5.png"},
            {"alias": "wave", "uri": "/static/wave.png"},
        ])
    );
    assert_eq!(
        site.ok(&["emote", "list"]),
        "ALIAS  URI\nHi-5   https://example.com/5.png\nwave   /static/wave.png\n"
    );
    assert_eq!(site.ok(&["emoji", "drop", "-a", "Hi-5"]), "dropped emote :Hi-5:\n");
    assert_eq!(site.json(&["emote", "list", "--json"]).as_array().unwrap().len(), 1);
}

#[test]
fn a_picture_that_cannot_be_sent_is_warned_of() {
    let site = Site::new();
    let folder = site.folder.path().join("data/emotes");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("there.png"), "").unwrap();
    std::fs::write(folder.join("large.png"), vec![0; 2 * 1024 * 1024 + 1]).unwrap();
    site.ok(&["emote", "add", "-a", "there", "-l", "/static/emotes/there.png?v=2"]);
    for (file, problem) in [
        ("wave.png", "there is no file data/emotes/wave.png"),
        ("wave.svg", "extensions avif, gif, jpeg, jpg, png, webp"),
        ("sub/wave.png", "only files in this folder itself are served"),
        ("large.png", "data/emotes/large.png is larger than 2 MiB"),
    ] {
        let uri = format!("/static/emotes/{file}");
        let output = site.output(&["emote", "add", "-a", &file.replace(['.', '/'], "-"), "-l", &uri], "");
        let warning = String::from_utf8(output.stderr).unwrap();
        assert!(warning.starts_with(&format!("warning: {uri} will not show: ")), "{warning}");
        assert!(warning.contains(problem), "{warning}");
        assert_eq!(output.status.code(), Some(0));
    }
}

#[test]
fn mistakes_are_refused_with_the_remedy() {
    let site = Site::new();
    site.ok(&["emote", "add", "-a", "wave", "-l", "/wave.png"]);
    site.refused(
        &["emote", "add", "-a", "wave", "-l", "/other.png"],
        "there is an emote \"wave\" already; drop it first, or choose another alias",
    );
    site.refused(
        &["emote", "add", "-a", ":hi:", "-l", "/hi.png"],
        "--alias cannot be used; write letters, digits, `_` and `-`, without colons",
    );
    site.refused(
        &["emote", "add", "-a", "hi", "-l", "http://example.com/hi.png"],
        "--uri is not encrypted, and browsers do not load such content in an encrypted page; give an https:// \
         address, or a path on this site such as /static/emotes/wave.png",
    );
    site.refused(&["emote", "drop", "-a", "wvae"], "there is no emote \"wvae\"; did you mean \"wave\"?");
    site.refused(
        &["emote", "drop", "-a", "parrot"],
        "there is no emote \"parrot\"; `pystreaming-admin emote list` shows every emote",
    );
    site.misused(&["emote", "add", "-a", "hi"], "<--uri <URI>|--file <FILE>>");
}

#[test]
fn a_picture_from_a_file_is_checked_and_stored() {
    let site = Site::new();
    let folder = site.folder.path();
    let gif = b"GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xff\xff\xff,\0\0\0\0\x01\0\x01\0\0\x02\x02D\x01\0;";
    std::fs::write(folder.join("wave.png"), gif).unwrap();
    std::fs::write(folder.join("page.gif"), "<html>").unwrap();
    assert_eq!(site.ok(&["emote", "add", "-a", "wave", "--file", "wave.png"]), "added emote :wave:\n");
    let emotes = site.json(&["emote", "list", "--json"]);
    let uri = emotes[0]["uri"].as_str().unwrap();
    assert!(uri.starts_with("/-/emotes/") && uri.ends_with(".gif"), "{uri}: the contents decide");
    site.refused(
        &["emote", "add", "-a", "wave", "-f", "wave.png"],
        "there is an emote \"wave\" already; drop it first, or choose another alias",
    );
    site.refused(
        &["emote", "add", "-a", "hi", "-f", "page.gif"],
        "page.gif: the picture is neither PNG, GIF nor WebP; convert it to one of them",
    );
    site.refused(
        &["emote", "add", "-a", "hi", "-f", "none.gif"],
        "none.gif: No such file or directory (os error 2)",
    );
    site.misused(&["emote", "add", "-a", "hi", "-f", "wave.png", "-l", "/wave.png"], "cannot be used with");
}
