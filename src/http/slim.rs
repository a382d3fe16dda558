//! Scripts and style sheets without their comments and indentation, which are for people who read the code: a third of
//! what a browser would have to load.

/// Empties the lines that hold nothing but comment, and drops comments of types from the others. Lines keep their
/// numbers, so that an error in a browser's console still says where. It knows our own files only: other comments begin
/// on a line of their own, and no text spans several lines.
pub fn slim(text: &str) -> String {
    let mut slim = String::with_capacity(text.len());
    let mut in_comment = false;
    for line in text.lines() {
        let trimmed = line.trim();
        let begins = in_comment || trimmed.starts_with("/*");
        if begins {
            let rest = trimmed.split_once("*/").map(|(_, rest)| rest.trim());
            in_comment = rest.is_none();
            // a comment may stand before code, such as an expression whose type it tells
            push_without_types(&mut slim, rest.unwrap_or_default());
        } else if !trimmed.starts_with("//") {
            push_without_types(&mut slim, trimmed);
        }
        slim.push('\n');
    }
    slim
}

/// Leaves out `/** @type {X} */ ` within a line.
fn push_without_types(slim: &mut String, line: &str) {
    let mut rest = line;
    while let Some((before, (_, after))) =
        rest.split_once("/**").and_then(|(before, comment)| Some((before, comment.split_once("*/")?)))
    {
        slim.push_str(before);
        rest = after.trim_start();
    }
    slim.push_str(rest);
}

/// Whether a static file is a script or a style sheet of ours.
pub fn is_ours(path: &str) -> bool {
    !path.starts_with("vendor/") && (path.ends_with(".js") || path.ends_with(".css"))
}

#[cfg(test)]
mod tests {
    use std::path::{Path, PathBuf};

    use super::*;

    #[test]
    fn comments_go_and_code_stays_on_its_line() {
        let text = "// why\nconst a = 1 // stays\n/**\n * @param {x} y\n */\nf(\n  /** @type {X} */ (a),\n)\n/* one */\n";
        assert_eq!(slim(text), "\nconst a = 1 // stays\n\n\n\nf(\n(a),\n)\n\n");
        assert_eq!(slim("  let b = /** @type {X} */ (a) + /** @type {Y} */ (c);"), "let b = (a) + (c);\n");
        assert_eq!(slim("/** @type {X} */ (a).b = /** @type {Y} */ (c);"), "(a).b = (c);\n");
        assert_eq!(slim(""), "");
    }

    /// What [`slim`] relies on.
    #[test]
    fn no_text_of_ours_spans_several_lines_or_looks_like_a_comment() {
        fn files(folder: &Path) -> Vec<PathBuf> {
            let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
            entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
        }
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("static");
        let ours = files(&folder)
            .into_iter()
            .filter(|path| is_ours(path.strip_prefix(&folder).unwrap().to_str().unwrap()));
        let mut count = 0;
        for path in ours {
            count += 1;
            let source = std::fs::read_to_string(&path).unwrap();
            for (number, (line, before)) in slim(&source).lines().zip(source.lines()).enumerate() {
                let place = format!("{}:{}", path.display(), number + 1);
                assert!(line.matches('`').count() % 2 == 0, "{place}: a text over several lines");
                let code = before.trim_start();
                if let Some((code, _)) = code.split_once("/**").filter(|_| !code.starts_with(['/', '*'])) {
                    assert!(
                        ['\'', '"', '`'].iter().all(|quote| code.matches(*quote).count() % 2 == 0),
                        "{place}: a text with /** in it"
                    );
                }
            }
        }
        assert!(count > 30);
    }
}
