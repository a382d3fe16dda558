use super::*;

const PAGE: Page = Page { name: "p", styles: &["a", "b"], early: &["early"], modules: &["main"] };

fn join(files: &[(&str, &str)]) -> Result<Scripts, JoinError> {
    let read =
        |name: &str| files.iter().find(|(known, _)| *known == name).map(|(_, text)| Ok(text.to_string()));
    scripts(&PAGE, "", "7", &read, &|path| format!("/static/{path}?v=lib"))
}

#[test]
fn what_is_needed_at_once_and_later_is_in_one_script_that_both_name() {
    let joined = join(&[
        ("early", "import { r } from './prefs.js';\nexport const early = r;\n"),
        ("prefs", "export const r = 1;\n"),
        ("dom", "export function find() {}\n"),
        ("own", "export const own = 1;\n"),
        ("main", "import { find } from './dom.js';\nimport { own } from './own.js';\nimport { early } from './early.js';\nfind(own, early);\nimport('./deep/later.js');\n"),
        ("deep/later", "import { find } from '../dom.js';\nimport { side } from './side.js';\nexport const later = find(side);\n"),
        ("deep/side", "export const side = 2;\nimport('../../vendor/x.js');\n"),
    ])
    .unwrap();
    let texts: Vec<_> = joined.iter().map(|(file, script)| (file.as_str(), script.text.as_str())).collect();
    assert_eq!(
        texts,
        [
            (
                "p.base.js",
                "const $_prefs=(()=>{\nconst r=1;\nreturn{r};\n})();\n\
                 const $_early=(()=>{\nconst{r}=$_prefs;\nconst early=r;\nreturn{early};\n})();\n\
                 const $_dom=(()=>{\nfunction find(){}\nreturn{find};\n})();\n\
                 export { $_prefs, $_early, $_dom };\n"
            ),
            (
                "p.deep-later.js",
                "import { $_dom } from '/-/p.base.js?v=7';\n\
                 const $_deep_side=(()=>{\nconst side=2;\nimport('/static/vendor/x.js?v=lib');\nreturn{side};\n})();\n\
                 const $_deep_later=(()=>{\nconst{find}=$_dom;\nconst{side}=$_deep_side;\nconst later=find(side);\nreturn{later};\n})();\n\
                 export const { later } = $_deep_later;\n"
            ),
            (
                "p.js",
                "import { $_dom, $_early } from '/-/p.base.js?v=7';\n\
                 const $_own=(()=>{\nconst own=1;\nreturn{own};\n})();\n\
                 const $_main=(()=>{\nconst{find}=$_dom;\nconst{own}=$_own;\nconst{early}=$_early;\nfind(own,early);\nimport('/-/p.deep-later.js?v=7');\n})();\n"
            ),
        ]
    );
}

#[test]
fn what_only_later_scripts_share_is_loaded_with_them() {
    let joined = join(&[
        ("early", ""),
        ("main", "import { find } from './dom.js';\nfind(import('./a.js'), import('./b.js'));\n"),
        ("a", "import { sheet } from './sheet.js';\nexport const a = sheet;\n"),
        ("b", "import { sheet } from './sheet.js';\nexport const b = sheet;\n"),
        ("sheet", "import { find } from './dom.js';\nexport const sheet = find;\n"),
        ("dom", "export function find() {}\n"),
    ])
    .unwrap();
    assert!(!joined["p.base.js"].text.contains("sheet") && !joined["p.js"].text.contains("sheet"));
    let shared = &joined["p.later.js"].text;
    assert!(shared.starts_with("import { $_dom } from '/-/p.base.js?v=7';\n"), "{shared}");
    assert!(shared.ends_with("export { $_sheet };\n"), "{shared}");
    for file in ["p.a.js", "p.b.js"] {
        let text = &joined[file].text;
        assert!(text.starts_with("import { $_sheet } from '/-/p.later.js?v=7';\n"), "{text}");
    }
}

#[test]
fn maps_lead_back_to_the_lines_of_the_files() {
    let joined = join(&[("early", "a();\nb();\nc();\n"), ("main", "d();\n")]).unwrap();
    let map: serde_json::Value = serde_json::from_str(&joined["p.base.js"].map).unwrap();
    assert_eq!(map["sections"][0]["offset"]["line"], 1);
    assert_eq!(map["sections"][0]["map"]["sources"][0], "/static/js/early.js");
    assert_eq!(map["sections"][0]["map"]["mappings"], "AAAA;AACA;AACA");
    assert_eq!(joined["p.base.js"].text.lines().nth(1), Some("a();"));
}

#[test]
fn modules_that_need_each_other_or_are_missing_are_refused() {
    let cycle = join(&[("early", ""), ("main", "import './a.js';\n"), ("a", "import './main.js';\n")]);
    assert_eq!(cycle, Err(JoinError::Cycle("main".to_owned())));
    assert_eq!(join(&[("early", "")]), Err(JoinError::Missing("main".to_owned())));
}

#[test]
fn blank_lines_are_not_sent_and_the_map_leads_past_them() {
    let joined =
        join(&[("early", ""), ("main", &format!("\n\na();\n{}b();\nc();\n", "\n".repeat(40)))]).unwrap();
    let script = &joined["p.js"];
    assert_eq!(script.text, "const $_main=(()=>{\na();\nb();\nc();\n})();\n");
    let map: serde_json::Value = serde_json::from_str(&script.map).unwrap();
    // third line, 41 lines on, the next one
    assert_eq!(map["sections"][0]["map"]["mappings"], "AAEA;AAyCA;AACA");
}

#[test]
fn folders_of_style_sheets_become_layers_with_whole_addresses() {
    let sheet =
        |name: &str| (name.to_owned(), format!("{name} {{\n\nsrc: url(\"../../vendor/{name}\") x;\n}}\n"));
    let read = |folder: &str| BTreeMap::from([sheet("B"), sheet(folder)]);
    let joined = styles(&PAGE, &read, &|path| format!("/static/{path}?v=1")).unwrap();
    assert_eq!(
        joined,
        "@layer popover-polyfill,a,b;\
         @layer a{a{src:url(\"/static/vendor/a?v=1\") x;}\nB{src:url(\"/static/vendor/B?v=1\") x;}\n}\n\
         @layer b{b{src:url(\"/static/vendor/b?v=1\") x;}\nB{src:url(\"/static/vendor/B?v=1\") x;}\n}"
    );
    let nothing = styles(&PAGE, &|_| BTreeMap::new(), &|_| String::new());
    assert_eq!(nothing, Err(JoinError::NoSheet("a".to_owned())));
}
