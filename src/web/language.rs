//! The language of the person who sent a request.

use actix_web::http::header::{AcceptLanguage, Header, Quality};
use actix_web::{HttpMessage, HttpRequest};

use crate::languages::Language;

/// What was found out about a request, which keeps it.
struct Asked(&'static Language);

/// The language in the request's cookie, or the first that the browser accepts, or `otherwise`.
pub fn of_request(request: &HttpRequest, otherwise: impl FnOnce() -> &'static Language) -> &'static Language {
    if let Some(Asked(language)) = request.extensions().get() {
        return language;
    }
    let chosen = request.cookie("language").and_then(|cookie| Language::find(cookie.value()));
    let language = chosen.or_else(|| accepted(request)).unwrap_or_else(otherwise);
    request.extensions_mut().insert(Asked(language));
    language
}

/// The offered language that a browser likes best.
fn accepted(request: &HttpRequest) -> Option<&'static Language> {
    let mut tags = AcceptLanguage::parse(request).ok()?.0;
    // stable, so the first of equals wins
    tags.sort_by_key(|tag| std::cmp::Reverse(tag.quality));
    let wanted = tags.iter().filter(|tag| tag.quality > Quality::ZERO);
    wanted.filter_map(|tag| Language::closest(tag.item.item()?.as_str())).next()
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::{ACCEPT_LANGUAGE, HeaderValue};
    use actix_web::test::TestRequest;

    use super::*;
    use crate::languages::ENGLISH;

    #[test]
    fn the_headers_of_a_request_are_read_once() {
        let mut request = TestRequest::default().insert_header((ACCEPT_LANGUAGE, "de")).to_srv_request();
        let asked = |request: &HttpRequest| of_request(request, || ENGLISH).tag;
        assert_eq!(asked(request.request()), "de");
        request.headers_mut().insert(ACCEPT_LANGUAGE, HeaderValue::from_static("en"));
        assert_eq!(asked(request.request()), "de");
        let other = TestRequest::default().insert_header((ACCEPT_LANGUAGE, "en")).to_http_request();
        assert_eq!(asked(&other), "en");
    }
}
