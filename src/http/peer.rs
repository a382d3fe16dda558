//! Who is really asking, behind exactly the number of proxies that the administrator says there are.

use std::net::{IpAddr, Ipv4Addr};

use actix_web::HttpRequest;
use actix_web::http::header::HeaderMap;

/// Headers by which proxies say for whom they ask. A request that carries none of them came straight here.
const FORWARDING_HEADERS: [&str; 6] =
    ["forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip"];

/// The client of a request, as far as the trusted proxies vouch for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Peer {
    /// The address the outermost trusted proxy saw, or that of the connection.
    pub address: IpAddr,
    /// `http` or `https`, as the browser used it.
    pub scheme: &'static str,
    /// The host that the browser asked for, with its port if it named one, in lower case.
    pub host: String,
}

impl Peer {
    /// Reads a request behind `hops` trusted proxies.
    pub fn of(request: &HttpRequest, hops: usize) -> Self {
        // a request without a connection exists in tests only
        let connection = request.peer_addr().map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |peer| peer.ip());
        resolve(connection, request.headers(), hops)
    }

    /// Whether the browser's connection is encrypted.
    pub fn is_encrypted(&self) -> bool {
        self.scheme == "https"
    }

    /// The site's own origin, as the browser writes it.
    pub fn origin(&self) -> String {
        format!("{}://{}", self.scheme, self.host)
    }
}

/// Whether a request says that it passed a proxy.
pub fn is_forwarded(request: &HttpRequest) -> bool {
    FORWARDING_HEADERS.iter().any(|name| request.headers().contains_key(*name))
}

/// Whether a request came from this machine without passing a proxy.
pub fn is_direct_from_loopback(request: &HttpRequest) -> bool {
    let loopback = request.peer_addr().is_some_and(|peer| peer.ip().to_canonical().is_loopback());
    loopback && !is_forwarded(request)
}

fn resolve(connection: IpAddr, headers: &HeaderMap, hops: usize) -> Peer {
    let connection = connection.to_canonical();
    let host = from_right(headers, "host", 1).unwrap_or_default();
    if hops == 0 {
        return Peer { address: connection, scheme: "http", host };
    }
    let address = from_right(headers, "x-forwarded-for", hops)
        .and_then(|text| text.parse::<IpAddr>().ok())
        .map_or(connection, |address| address.to_canonical());
    // a proxy sets scheme and host rather than adding to them, so the last one counts whatever the hops
    let scheme = match from_right(headers, "x-forwarded-proto", 1).as_deref() {
        Some("https") => "https",
        _ => "http",
    };
    let host = from_right(headers, "x-forwarded-host", 1).unwrap_or(host);
    Peer { address, scheme, host }
}

/// The `nth` value from the right of a header that is a list, over all its lines.
fn from_right(headers: &HeaderMap, name: &str, nth: usize) -> Option<String> {
    let values: Vec<&str> = headers
        .get_all(name)
        .filter_map(|value| value.to_str().ok())
        .flat_map(|line| line.split(','))
        .map(str::trim)
        .collect();
    values.len().checked_sub(nth).map(|index| values[index].to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    fn request(from: [u8; 4], headers: &[(&str, &str)]) -> HttpRequest {
        let mut request = TestRequest::default().peer_addr((from, 4000).into());
        for (name, value) in headers {
            request = request.append_header((*name, *value));
        }
        request.to_http_request()
    }

    fn peer(hops: usize, headers: &[(&str, &str)]) -> Peer {
        Peer::of(&request([127, 0, 0, 1], headers), hops)
    }

    #[test]
    fn without_proxies_every_forwarding_header_is_ignored() {
        let peer = peer(
            0,
            &[("host", "Site.example:5678"), ("x-forwarded-for", "1.2.3.4"), ("x-forwarded-proto", "https")],
        );
        assert_eq!(peer.address.to_string(), "127.0.0.1");
        assert_eq!(peer.origin(), "http://site.example:5678");
    }

    #[test]
    fn each_hop_vouches_for_one_address_and_no_more() {
        let headers = [("x-forwarded-for", "6.6.6.6, 1.2.3.4"), ("x-forwarded-for", "10.0.0.1")];
        for (hops, address) in [(1, "10.0.0.1"), (2, "1.2.3.4"), (3, "6.6.6.6"), (4, "127.0.0.1")] {
            assert_eq!(peer(hops, &headers).address.to_string(), address);
        }
    }

    #[test]
    fn proxy_tells_scheme_and_host() {
        let headers =
            [("host", "site.example"), ("x-forwarded-proto", "https"), ("x-forwarded-for", "1.2.3.4")];
        assert_eq!(peer(1, &headers).origin(), "https://site.example");
    }

    #[test]
    fn address_that_is_none_falls_back_to_the_connection() {
        assert_eq!(peer(1, &[("x-forwarded-for", "<script>")]).address.to_string(), "127.0.0.1");
    }

    #[test]
    fn only_an_unproxied_request_from_this_machine_is_direct() {
        assert!(is_direct_from_loopback(&request([127, 0, 0, 1], &[])));
        assert!(!is_direct_from_loopback(&request([127, 0, 0, 1], &[("x-real-ip", "127.0.0.1")])));
        assert!(!is_direct_from_loopback(&request([10, 0, 0, 1], &[])));
    }
}
