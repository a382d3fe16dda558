//! The client of a request behind the configured number of trusted proxies.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use actix_web::HttpRequest;
use actix_web::http::header::HeaderMap;

/// Headers that proxies add. A request without any of them came directly.
const FORWARDING_HEADERS: [&str; 6] =
    ["forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip"];
const FORWARDED_FOR: &str = "x-forwarded-for";

/// The client of a request, as the trusted proxies report it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Peer {
    /// The address that the outermost trusted proxy saw, or that of the connection.
    pub address: IpAddr,
    /// Where [`Peer::address`] comes from.
    pub source: Source,
    /// `http` or `https`, as the browser uses it.
    pub scheme: &'static str,
    /// The requested host, with its port if the browser sent one, in lower case.
    pub host: String,
}

/// Where a client's address comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// The connection: no trusted proxy is configured, or this request bypassed it.
    Connection,
    /// A trusted proxy.
    Proxy,
    /// The connection of an unconfigured proxy: the request is forwarded from this machine or a private network, but
    /// `nginx_proxy` is 0.
    UnknownProxy,
    /// The connection of a trusted proxy whose `X-Forwarded-For` has fewer addresses than there are hops.
    TooFewHops,
    /// The connection of a trusted proxy whose `X-Forwarded-For` has something other than an address at that hop.
    Unreadable,
}

impl Peer {
    /// Reads a request behind `hops` trusted proxies.
    pub fn of(request: &HttpRequest, hops: usize) -> Self {
        // only requests made in tests have no connection
        let connection = request.peer_addr().map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |peer| peer.ip());
        resolve(connection, request.headers(), hops)
    }

    /// Whether the browser's connection is encrypted.
    pub fn is_encrypted(&self) -> bool {
        self.scheme == "https"
    }

    /// The site's own origin, as the browser sends it.
    pub fn origin(&self) -> String {
        format!("{}://{}", self.scheme, self.host)
    }

    /// Whether the address is that of a proxy or of this machine, and so does not identify the client.
    pub fn is_anonymous(&self) -> bool {
        self.address.is_loopback() || !matches!(self.source, Source::Connection | Source::Proxy)
    }
}

/// Whether a request has passed a proxy.
pub fn is_forwarded(request: &HttpRequest) -> bool {
    FORWARDING_HEADERS.iter().any(|name| request.headers().contains_key(*name))
}

/// Whether a request came from this machine without passing a proxy.
pub fn is_direct_from_loopback(request: &HttpRequest) -> bool {
    let loopback = request.peer_addr().is_some_and(|peer| peer.ip().to_canonical().is_loopback());
    loopback && !is_forwarded(request)
}

/// Whether an address is private: all clients may share it behind a proxy.
pub fn is_private(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(four) => four.is_private() || four.is_loopback() || four.is_link_local(),
        IpAddr::V6(six) => six.is_unique_local() || six.is_loopback() || six.is_unicast_link_local(),
    }
}

fn resolve(connection: IpAddr, headers: &HeaderMap, hops: usize) -> Peer {
    let connection = connection.to_canonical();
    let host = from_right(headers, "host", 1).unwrap_or_default();
    if hops == 0 {
        let is_proxy = headers.contains_key(FORWARDED_FOR) && is_private(connection);
        let source = if is_proxy { Source::UnknownProxy } else { Source::Connection };
        return Peer { address: connection, source, scheme: "http", host };
    }
    let (address, source) = match from_right(headers, FORWARDED_FOR, hops).as_deref().map(forwarded_address) {
        Some(Some(address)) => (address, Source::Proxy),
        Some(None) => (connection, Source::Unreadable),
        None if headers.contains_key(FORWARDED_FOR) => (connection, Source::TooFewHops),
        None => (connection, Source::Connection),
    };
    // proxies replace scheme and host rather than append to them, so the last value counts for any number of hops
    let scheme = match from_right(headers, "x-forwarded-proto", 1).as_deref() {
        Some("https") => "https",
        _ => "http",
    };
    let host = from_right(headers, "x-forwarded-host", 1).unwrap_or(host);
    Peer { address, source, scheme, host }
}

/// The address in one item of `X-Forwarded-For`. Proxies write it bare, with a port (Azure, IIS), in brackets, in quotes
/// or with an IPv6 zone.
fn forwarded_address(item: &str) -> Option<IpAddr> {
    let item = item.trim_matches('"').trim();
    let without_zone = |text: &str| text.split('%').next().unwrap_or(text).parse::<IpAddr>().ok();
    let bracketed = || {
        let (address, port) = item.strip_prefix('[')?.split_once(']')?;
        (port.is_empty() || port.strip_prefix(':')?.parse::<u16>().is_ok()).then(|| without_zone(address))?
    };
    let with_port = || item.parse::<SocketAddr>().ok().map(|address| address.ip());
    without_zone(item).or_else(bracketed).or_else(with_port).map(|address| address.to_canonical())
}

/// The `nth` value from the right of a list header, across all its lines.
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
        assert_eq!(peer(4, &headers).source, Source::TooFewHops);
        assert_eq!(peer(1, &[]).source, Source::Connection);
    }

    #[test]
    fn proxy_tells_scheme_and_host() {
        let headers =
            [("host", "site.example"), ("x-forwarded-proto", "https"), ("x-forwarded-for", "1.2.3.4")];
        assert_eq!(peer(1, &headers).origin(), "https://site.example");
    }

    #[test]
    fn every_form_in_use_names_its_address() {
        for (item, address) in [
            ("203.0.113.7", "203.0.113.7"),
            ("203.0.113.7:49152", "203.0.113.7"),
            ("2001:db8::7", "2001:db8::7"),
            ("[2001:db8::7]", "2001:db8::7"),
            ("[2001:DB8::7]:49152", "2001:db8::7"),
            ("\"[2001:db8::7]:49152\"", "2001:db8::7"),
            ("\"203.0.113.7\"", "203.0.113.7"),
            ("fe80::7%eth0", "fe80::7"),
            ("[fe80::7%25eth0]:1", "fe80::7"),
            ("::ffff:203.0.113.7", "203.0.113.7"),
        ] {
            let peer = peer(1, &[("x-forwarded-for", item)]);
            assert_eq!((peer.address.to_string().as_str(), peer.source), (address, Source::Proxy), "{item}");
        }
    }

    #[test]
    fn unreadable_address_falls_back_to_the_proxy_and_identifies_nobody() {
        for item in
            ["<script>", "unknown", "_hidden", "", "1.2.3", "1.2.3.4:99999", "[::1", "[::1]x", "[::1]:"]
        {
            let request = request([172, 18, 0, 2], &[("x-forwarded-for", item)]);
            let peer = Peer::of(&request, 1);
            assert_eq!((peer.address.to_string().as_str(), peer.source), ("172.18.0.2", Source::Unreadable));
            assert!(peer.is_anonymous(), "{item}");
        }
    }

    #[test]
    fn address_of_an_unconfigured_proxy_identifies_nobody() {
        let header = [("x-forwarded-for", "203.0.113.7")];
        let peer = |from, headers| Peer::of(&request(from, headers), 0);
        assert_eq!(peer([172, 18, 0, 2], &header).source, Source::UnknownProxy);
        assert!(peer([172, 18, 0, 2], &header).is_anonymous());
        assert!(!peer([172, 18, 0, 2], &[]).is_anonymous());
        // anybody on the internet can send the header
        assert!(!peer([198, 51, 100, 7], &header).is_anonymous());
    }

    #[test]
    fn only_an_unproxied_request_from_this_machine_is_direct() {
        assert!(is_direct_from_loopback(&request([127, 0, 0, 1], &[])));
        assert!(!is_direct_from_loopback(&request([127, 0, 0, 1], &[("x-real-ip", "127.0.0.1")])));
        assert!(!is_direct_from_loopback(&request([10, 0, 0, 1], &[])));
    }
}
