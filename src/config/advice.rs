//! Values that are accepted, but probably not intended.

use super::{Config, Delivery};

/// Shorter secrets can be guessed by brute force.
const SHORT_SECRET: usize = 12;
/// Common placeholders, reduced to letters and digits.
const PLACEHOLDERS: [&str; 9] = [
    "changeit",
    "changeme",
    "changethis",
    "example",
    "placeholder",
    "replaceme",
    "replacethis",
    "secretkey",
    "yoursecret",
];

impl Config {
    /// Warnings for the administrator, a sentence each.
    pub fn warnings(&self) -> Vec<String> {
        let mut warnings = Vec::new();
        if self.delivery == Delivery::Accel && self.nginx_proxy == 0 {
            let warning = "`delivery: accel` leaves the segments to nginx, but with `nginx_proxy: 0` there is no nginx \
                           in front: viewers would get empty segments. Set `nginx_proxy: 1`, or remove `delivery`";
            warnings.push(warning.to_owned());
        }
        if self.secret_key.as_ref().is_some_and(|secret| is_guessable(secret.reveal())) {
            let warning = "`secret_key` is short or a placeholder: anybody who guesses it can forge cookies. Remove it to have \
                           one generated; every streamer then needs a new stream key";
            warnings.push(warning.to_owned());
        }
        let encrypted = |url: &Option<String>| url.as_deref().is_some_and(|url| url.starts_with("https://"));
        let urls = [("endpoint", &self.bucket.endpoint), ("public_url", &self.bucket.public_url)];
        for (key, url) in urls {
            if encrypted(&self.site_url) && url.is_some() && !encrypted(url) {
                warnings.push(format!(
                    "`bucket.{key}` begins with http, and pages with https: browsers load no video from there. Give an address with https"
                ));
            }
        }
        warnings
    }
}

fn is_guessable(secret: &str) -> bool {
    let bare: String = secret.to_lowercase().chars().filter(char::is_ascii_alphanumeric).collect();
    let first = secret.chars().next();
    secret.chars().count() < SHORT_SECRET
        || secret.chars().all(|c| Some(c) == first)
        || PLACEHOLDERS.iter().any(|placeholder| bare.contains(placeholder))
}

#[cfg(test)]
mod tests {
    use super::super::Sources;
    use super::*;

    #[track_caller]
    fn warned(yaml: &str) -> String {
        let sources = Sources { file: Some(("config.yaml".into(), yaml.into())), ..Sources::default() };
        Config::from_sources(&sources).unwrap().warnings().join("\n")
    }

    #[test]
    fn delivery_by_nginx_needs_a_proxy() {
        assert!(warned("delivery: accel").contains("`nginx_proxy: 0`"));
        assert_eq!(warned("delivery: accel\nnginx_proxy: 1"), "");
        assert_eq!(warned(""), "");
    }

    #[test]
    fn browsers_load_no_video_without_encryption_into_pages_with_it() {
        let bucket = |site: &str, endpoint: &str| {
            warned(&format!(
                "site_url: {site}://live.example.org\n\
                 bucket: {{name: media, endpoint: \"{endpoint}://s3.example\", access_key_id: id, secret_access_key: x}}"
            ))
        };
        assert!(bucket("https", "http").contains("`bucket.endpoint`"));
        assert_eq!((bucket("https", "https"), bucket("http", "http")), (String::new(), String::new()));
    }

    #[test]
    fn placeholders_are_not_secrets() {
        for secret in ["x", "hunter2", "CHANGE_ME please", "your-secret-key-here", "0000000000000000"] {
            assert!(warned(&format!("secret_key: \"{secret}\"")).contains("`secret_key`"), "{secret}");
        }
        assert_eq!(warned("secret_key: sat84khbd7hx5bgxg8kh5sj5ng"), "");
    }
}
