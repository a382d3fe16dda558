//! What requests for media ask for.

use actix_web::HttpRequest;

/// Where files of broadcasts are; the name of the broadcast follows.
pub const FILES: &str = "/-/live/";

/// What a request asks for, without what changes nothing: each of its forms would be fetched, and kept, for itself.
pub fn target(request: &HttpRequest) -> String {
    let path = request.uri().path();
    let waits_for = |pair: &&str| ["_HLS_msn=", "_HLS_part="].iter().any(|name| pair.starts_with(name));
    let query: Vec<&str> = match path.starts_with(FILES) {
        true => Vec::new(),
        false => request.query_string().split('&').filter(waits_for).collect(),
    };
    if query.is_empty() { path.to_owned() } else { format!("{path}?{}", query.join("&")) }
}

/// What tells streams apart in a path: each broadcast, and the playlists of each streamer.
pub fn stream(target: &str) -> &str {
    let name = target.get(1..).and_then(|rest| Some(&target[..=rest.find('/')?]));
    broadcast(target).or(name).unwrap_or(target)
}

/// The start of the addresses of all files of a broadcast.
pub fn broadcast(target: &str) -> Option<&str> {
    let name = target.strip_prefix(FILES)?;
    Some(&target[..FILES.len() + name.find('/')?])
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    #[test]
    fn what_changes_nothing_is_not_fetched_again() {
        for (uri, asked) in [
            ("/-/live/x/0/1.m4s?a=b", "/-/live/x/0/1.m4s"),
            ("/alice/playlist.m3u8?_HLS_msn=5&x&_HLS_part=1", "/alice/playlist.m3u8?_HLS_msn=5&_HLS_part=1"),
            ("/alice/playlist.m3u8?_HLS_skip=YES", "/alice/playlist.m3u8"),
            ("/alice/master.m3u8", "/alice/master.m3u8"),
        ] {
            assert_eq!(target(&TestRequest::get().uri(uri).to_http_request()), asked);
        }
    }

    #[test]
    fn files_belong_to_a_broadcast() {
        assert_eq!(broadcast("/-/live/x/0/1.m4s"), Some("/-/live/x"));
        for other in ["/-/live/x", "/alice/playlist.m3u8", "/-/live/"] {
            assert_eq!(broadcast(other), None);
        }
    }
}
