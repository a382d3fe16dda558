//! Where forms lead after they were sent.

/// Whether a redirect to `path` stays on this site.
pub fn is_own_path(path: &str) -> bool {
    path.starts_with('/')
        && !path.starts_with("//")
        && path.bytes().all(|b| b.is_ascii_graphic() && b != b'\\')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn redirects_stay_on_this_site() {
        assert!(is_own_path("/zo%C3%AB/"));
        for away in ["", "https://x.example/", "//x.example", "/\\x.example", "/a\r\nb: c", "x"] {
            assert!(!is_own_path(away), "{away:?}");
        }
    }
}
