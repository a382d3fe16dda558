//! Scripts and style sheets without their comments, which are for whoever reads the code: a quarter of what a browser
//! would have to load.

/// Empties the lines that hold nothing but comment. Lines keep their numbers, so that an error in a browser's console
/// still says where. It knows our own files only: comments begin on a line of their own, and no text spans several lines.
pub fn slim(text: &str) -> String {
    let mut slim = String::with_capacity(text.len());
    let mut in_comment = false;
    for line in text.split_inclusive('\n') {
        let trimmed = line.trim();
        let begins = in_comment || trimmed.starts_with("/*");
        let kept = if begins {
            let rest = trimmed.split_once("*/").map(|(_, rest)| rest.trim());
            in_comment = rest.is_none();
            // what a comment stands before is code, such as an expression whose type it tells
            rest.is_some_and(|rest| !rest.is_empty())
        } else {
            !trimmed.starts_with("//")
        };
        slim.push_str(if kept { line } else { "\n" });
    }
    slim
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
        assert_eq!(slim(text), "\nconst a = 1 // stays\n\n\n\nf(\n  /** @type {X} */ (a),\n)\n\n");
        assert_eq!(slim(""), "");
    }

    /// What [`slim`] relies on.
    #[test]
    fn no_text_of_ours_spans_several_lines() {
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
            let text = slim(&std::fs::read_to_string(&path).unwrap());
            for (number, line) in text.lines().enumerate() {
                let place = format!("{}:{}", path.display(), number + 1);
                assert!(line.matches('`').count() % 2 == 0, "{place}: a text over several lines");
            }
        }
        assert!(count > 30);
    }
}
