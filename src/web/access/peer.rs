//! Who is really asking, behind exactly the number of proxies that the administrator says there are.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use actix_web::HttpRequest;
use actix_web::http::header::HeaderMap;

/// Headers by which proxies say for whom they ask. A request that carries none of them came straight here.
const FORWARDING_HEADERS: [&str; 6] =
    ["forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip"];
const FORWARDED_FOR: &str = "x-forwarded-for";

/// The client of a request, as far as the trusted proxies vouch for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Peer {
    /// The address the outermost trusted proxy saw, or that of the connection.
    pub address: IpAddr,
    /// Where [`Peer::address`] comes from.
    pub source: Source,
    /// `http` or `https`, as the browser used it.
    pub scheme: &'static str,
    /// The host that the browser asked for, with its port if it named one, in lower case.
    pub host: String,
}

/// Where a client's address comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// From the connection. No trusted proxy stands in front, or this request did not pass it.
    Connection,
    /// From a trusted proxy.
    Proxy,
    /// From the connection of a proxy that nobody told us about: it forwards for somebody, from this machine or a
    /// private network, but `nginx_proxy` is 0.
    UnknownProxy,
    /// From the connection of a trusted proxy, whose `X-Forwarded-For` names fewer addresses than there are hops.
    TooFewHops,
    /// From the connection of a trusted proxy, whose `X-Forwarded-For` has no address in that place.
    Unreadable,
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

    /// Whether the address belongs to a proxy or to this machine, and so says nothing about the person.
    pub fn is_anonymous(&self) -> bool {
        self.address.is_loopback() || !matches!(self.source, Source::Connection | Source::Proxy)
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

/// Whether an address is used inside networks only, so that everybody may come from it through a proxy.
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
    // a proxy sets scheme and host rather than adding to them, so the last one counts whatever the hops
    let scheme = match from_right(headers, "x-forwarded-proto", 1).as_deref() {
        Some("https") => "https",
        _ => "http",
    };
    let host = from_right(headers, "x-forwarded-host", 1).unwrap_or(host);
    Peer { address, source, scheme, host }
}

/// The address in one item of `X-Forwarded-For`. Proxies in use write it bare, with a port (Azure, IIS), in brackets,
/// in quotes or with an IPv6 zone.
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
    fn unreadable_address_is_that_of_the_proxy_and_stands_for_nobody() {
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
    fn address_of_a_proxy_that_nobody_told_us_about_stands_for_nobody() {
        let header = [("x-forwarded-for", "203.0.113.7")];
        let peer = |from, headers| Peer::of(&request(from, headers), 0);
        assert_eq!(peer([172, 18, 0, 2], &header).source, Source::UnknownProxy);
        assert!(peer([172, 18, 0, 2], &header).is_anonymous());
        assert!(!peer([172, 18, 0, 2], &[]).is_anonymous());
        // on the internet anybody can send the header
        assert!(!peer([198, 51, 100, 7], &header).is_anonymous());
    }

    #[test]
    fn only_an_unproxied_request_from_this_machine_is_direct() {
        assert!(is_direct_from_loopback(&request([127, 0, 0, 1], &[])));
        assert!(!is_direct_from_loopback(&request([127, 0, 0, 1], &[("x-real-ip", "127.0.0.1")])));
        assert!(!is_direct_from_loopback(&request([10, 0, 0, 1], &[])));
    }
}
