//! What streamers have to enter into their encoders.

use std::net::SocketAddr;

use url::Url;

use super::settings::Config;
use super::values::ListenAddress;

/// Ports that encoders use unless told otherwise.
const RTMP_PORT: u16 = 1935;
const RTMPS_PORT: u16 = 443;

impl Config {
    /// Where this server takes streams by plain RTMP, if it does.
    pub fn rtmp_address(&self) -> Option<SocketAddr> {
        match self.ingest.rtmp {
            ListenAddress::Off => None,
            ListenAddress::Auto if self.takes_streams_from_nginx() => None,
            ListenAddress::Auto => Some(SocketAddr::new(self.listen, RTMP_PORT)),
            ListenAddress::At(address) => Some(address),
        }
    }

    /// The server as encoders are told it, by TLS where that is on. `None` if this server takes no streams itself. The host is
    /// that of the site, or `unknown` if the configuration does not say it.
    pub fn server_for_encoders(&self, unknown: &str) -> Option<String> {
        let (protocol, address, default_port) = match (self.ingest.rtmps, self.rtmp_address()) {
            (ListenAddress::At(address), _) => ("rtmps", address, RTMPS_PORT),
            (_, Some(address)) => ("rtmp", address, RTMP_PORT),
            (_, None) => return None,
        };
        let of_site = || Url::parse(self.site_url.as_deref()?).ok()?.host_str().map(str::to_owned);
        let ip = address.ip();
        let host = match of_site().filter(|_| !ip.is_loopback()) {
            Some(host) => host,
            None if ip.is_unspecified() => unknown.to_owned(),
            None if ip.is_ipv6() => format!("[{ip}]"),
            None => ip.to_string(),
        };
        Some(match address.port() {
            port if port == default_port => format!("{protocol}://{host}/live"),
            port => format!("{protocol}://{host}:{port}/live"),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Ingest, Sources};
    use super::*;

    #[track_caller]
    fn check(yaml: &str, rtmps: &str, expected: &str) {
        let sources = Sources { file: Some(("config.yaml".into(), yaml.into())), ..Sources::default() };
        let config = Config::from_sources(&sources).unwrap();
        // without a certificate in files
        let ingest = Ingest { rtmps: ListenAddress::parse(rtmps).unwrap(), ..config.ingest };
        let config = Config { ingest, ..config };
        assert_eq!(config.server_for_encoders("HOST").unwrap_or_default(), expected, "{yaml}");
    }

    #[test]
    fn encoders_are_told_the_host_of_the_site_and_tls_where_it_is_on() {
        check("", "off", "rtmp://HOST/live");
        check("nginx_proxy: 1", "off", "");
        check("ingest: {rtmp: 'off'}", "off", "");
        check(
            "ingest: {rtmp: '1936'}\nsite_url: https://live.example.org",
            "off",
            "rtmp://live.example.org:1936/live",
        );
        check("site_url: https://live.example.org:8443", "1936", "rtmps://live.example.org:1936/live");
        check("ingest: {rtmp: 'off'}\nsite_url: 'http://[2001:db8::1]'", "443", "rtmps://[2001:db8::1]/live");
        check(
            "ingest: {rtmp: '127.0.0.1:1935'}\nsite_url: https://live.example.org",
            "off",
            "rtmp://127.0.0.1/live",
        );
        check("ingest: {rtmp: '[2001:db8::1]:1936'}", "off", "rtmp://[2001:db8::1]:1936/live");
    }
}
