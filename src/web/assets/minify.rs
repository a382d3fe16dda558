//! Minifies scripts and style sheets: without comments, indentation and most spaces they are a third smaller.

/// Empties lines that are only a comment, and removes type comments from the others. Line numbers stay, so that errors
/// in a browser's console still point to the source. It relies on the style of our files: comments other than type
/// comments are on lines of their own, and no string spans several lines.
pub fn minified(text: &str) -> String {
    let mut minified = String::with_capacity(text.len());
    let mut in_comment = false;
    for line in text.lines() {
        let trimmed = line.trim();
        let begins = in_comment || trimmed.starts_with("/*");
        if begins {
            let rest = trimmed.split_once("*/").map(|(_, rest)| rest.trim());
            in_comment = rest.is_none();
            // code may follow the comment, such as an expression with a type comment
            push_without_types(&mut minified, rest.unwrap_or_default());
        } else if !trimmed.starts_with("//") {
            push_without_types(&mut minified, trimmed);
        }
        minified.push('\n');
    }
    minified
}

/// A minified script without the spaces around punctuation. Lines that may have a regular expression, or that escape letters
/// in a text, stay unchanged.
pub fn without_spaces(script: &str) -> String {
    let mut minified = String::with_capacity(script.len());
    for line in script.split_inclusive('\n') {
        minified.push_str(squeezed(line).as_deref().unwrap_or(line));
    }
    minified
}

/// Appends a line without its `/** @type {X} */ ` comments.
fn push_without_types(minified: &mut String, line: &str) {
    let mut rest = line;
    while let Some((before, (_, after))) =
        rest.split_once("/**").and_then(|(before, comment)| Some((before, comment.split_once("*/")?)))
    {
        minified.push_str(before);
        rest = after.trim_start();
    }
    minified.push_str(rest);
}

/// A line without the spaces that mean nothing, if it is sure which these are.
fn squeezed(line: &str) -> Option<String> {
    let mut squeezed = String::with_capacity(line.len());
    // quotes, and braces within template literals
    let mut open = Vec::new();
    let mut last = ' ';
    let mut letters = line.chars();
    while let Some(c) = letters.next() {
        let next = letters.clone().next().unwrap_or('\n');
        match (open.last(), c) {
            (_, '\\') => return None,
            (Some(quote @ ('\'' | '"' | '`')), c) if *quote == c => drop(open.pop()),
            (Some('`'), '{') if last == '$' => open.push(c),
            (Some('\'' | '"' | '`'), _) => {}
            (_, '/') => return None,
            (_, '\'' | '"' | '`') | (Some(_), '{') => open.push(c),
            (Some(_), '}') => drop(open.pop()),
            // `a + +b` is not `a++b`, and `<!--` begins a comment
            (_, ' ') if matches!(last, '+' | '-') && matches!(next, '+' | '-') => {}
            (_, ' ') if last == '<' && next == '!' => {}
            (_, ' ') if is_punctuation(last) || is_punctuation(next) => continue,
            (_, ' ') if next == '!' && letters.clone().nth(1) == Some('=') => continue,
            _ => {}
        }
        last = c;
        squeezed.push(c);
    }
    open.is_empty().then_some(squeezed)
}

fn is_punctuation(c: char) -> bool {
    "=(){}[],;:?><&|*+-".contains(c)
}

/// Whether a static file is one of our own scripts or style sheets, rather than a library.
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
        assert_eq!(minified(text), "\nconst a = 1 // stays\n\n\n\nf(\n(a),\n)\n\n");
        assert_eq!(
            minified("  let b = /** @type {X} */ (a) + /** @type {Y} */ (c);"),
            "let b = (a) + (c);\n"
        );
        assert_eq!(minified("/** @type {X} */ (a).b = /** @type {Y} */ (c);"), "(a).b = (c);\n");
        assert_eq!(minified(""), "");
    }

    #[test]
    fn spaces_go_where_they_mean_nothing() {
        for (line, minified) in [
            ("const { a, b: c } = d;\n", "const{a,b:c}=d;\n"),
            ("if (a && b) return { c: [d, 'e = f'] };\n", "if(a&&b)return{c:[d,'e = f']};\n"),
            ("f = async (a) => (b ? \"c , d\" : e);\n", "f=async(a)=>(b?\"c , d\":e);\n"),
            ("let a = b + +c - -d < !e;\n", "let a=b+ +c- -d< !e;\n"),
            ("if (a !== b++ + c) return -1;\n", "if(a!==b++ +c)return-1;\n"),
            ("a = await b('/c , d');\n", "a=await b('/c , d');\n"),
            ("a = b.replace(/ , /, ' ');\n", "a = b.replace(/ , /, ' ');\n"),
            (
                "a = `b , ${c ? `{ ${d} }` : { e: 'f , g' }} }` + h;\n",
                "a=`b , ${c?`{ ${d} }`:{e:'f , g'}} }`+h;\n",
            ),
            ("static #a = 'it\\'s , b';\n", "static #a = 'it\\'s , b';\n"),
        ] {
            assert_eq!(without_spaces(line), minified);
        }
    }

    /// The assumptions of [`minified`].
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
            for (number, (line, before)) in minified(&source).lines().zip(source.lines()).enumerate() {
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
