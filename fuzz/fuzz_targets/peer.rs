//! Headers, one a line, after the number of trusted proxies: without one, nothing that a header says counts but the host.
#![no_main]

use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::test::TestRequest;
use libfuzzer_sys::fuzz_target;
use pystreaming::web::access::guard::is_cross_site;
use pystreaming::web::access::peer::{Peer, is_direct_from_loopback, is_forwarded};

fuzz_target!(|text: &str| {
    let (hops, headers) = text.split_once('\n').unwrap_or((text, ""));
    let hops = hops.parse::<u8>().unwrap_or(1).into();
    let mut request = TestRequest::default().peer_addr(([127, 0, 0, 1], 4000).into());
    for (name, value) in headers.split('\n').filter_map(|line| line.split_once(": ")) {
        if let (Ok(name), Ok(value)) = (HeaderName::from_bytes(name.as_bytes()), HeaderValue::from_str(value))
        {
            request = request.append_header((name, value));
        }
    }
    let request = request.to_http_request();
    let peer = Peer::of(&request, hops);
    assert!(!peer.host.contains(|c: char| c.is_ascii_uppercase() || c == ','), "{peer:?}");
    if hops == 0 || !is_forwarded(&request) {
        assert!(peer.address.is_loopback() && peer.scheme == "http", "{peer:?}");
    }
    assert_ne!(is_direct_from_loopback(&request), is_forwarded(&request));
    let _ = is_cross_site(&request);
});
