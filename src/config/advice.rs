//! Values that can be, and still are hardly meant.

use super::{Config, Delivery};

/// Secrets of fewer characters can be found by trying.
const SHORT_SECRET: usize = 12;
/// What people write before they choose a secret, without anything but letters and digits.
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
    /// What an administrator should look at again, a sentence each.
    pub fn warnings(&self) -> Vec<String> {
        let mut warnings = Vec::new();
        if self.delivery == Delivery::Accel && self.nginx_proxy == 0 {
            let warning = "`delivery: accel` leaves the segments to nginx, but `nginx_proxy: 0` says that there is none in \
                           front: viewers would get empty segments. Set `nginx_proxy: 1`, or leave `delivery` out";
            warnings.push(warning.to_owned());
        }
        if self.secret_key.as_ref().is_some_and(|secret| is_guessable(secret.reveal())) {
            let warning = "`secret_key` is short or a placeholder: anyone who guesses it can forge cookies. Leave it out to \
                           have one made; every streamer then needs a new stream key";
            warnings.push(warning.to_owned());
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
    fn delivery_by_a_proxy_wants_a_proxy() {
        assert!(warned("delivery: accel").contains("`nginx_proxy: 0`"));
        assert_eq!(warned("delivery: accel\nnginx_proxy: 1"), "");
        assert_eq!(warned(""), "");
    }

    #[test]
    fn placeholders_are_no_secrets() {
        for secret in ["x", "hunter2", "CHANGE_ME please", "your-secret-key-here", "0000000000000000"] {
            assert!(warned(&format!("secret_key: \"{secret}\"")).contains("`secret_key`"), "{secret}");
        }
        assert_eq!(warned("secret_key: sat84khbd7hx5bgxg8kh5sj5ng"), "");
    }
}
