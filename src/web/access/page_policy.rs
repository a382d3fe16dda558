//! What pages may load.

use actix_web::http::header::{CONTENT_SECURITY_POLICY, HeaderMap, HeaderValue};

use crate::config::AllowedOrigins;

/// See the module; as `Content-Security-Policy` says it.
pub struct PagePolicy {
    text: String,
    header: Option<HeaderValue>,
}

impl PagePolicy {
    /// For a site that has video at these origins too.
    pub fn with_video_at(origins: impl IntoIterator<Item = String>) -> Self {
        let video: String = origins.into_iter().map(|origin| format!(" {origin}")).collect();
        // `style-src` allows inline styles because the player's controls have theirs in shadow trees; `img-src` allows other hosts
        // because an admin's emotes may be there; the frames of the site itself come last, see `add_to`
        let text = format!(
            "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; \
             img-src 'self' data: https:; media-src 'self' blob:{video}; worker-src 'self'; connect-src 'self'{video}; \
             font-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'self'"
        );
        Self { header: HeaderValue::from_str(&text).ok(), text }
    }

    /// Adds it to a page, which these sites may show in a frame.
    pub fn add_to(&self, headers: &mut HeaderMap, frames: Option<&AllowedOrigins>) {
        let policy = match frames {
            None => self.header.clone(),
            Some(frames) => HeaderValue::from_str(&format!("{}{}", self.text, frames.sources())).ok(),
        };
        if let Some(policy) = policy {
            headers.insert(CONTENT_SECURITY_POLICY, policy);
        }
    }
}
