//! Where the Redis server of the nodes is.

use percent_encoding::percent_decode_str;
use redis::{ConnectionInfo, IntoConnectionInfo as _};
use url::Url;

/// Between a scheme that Redis has and the addresses of Sentinels.
const SENTINELS: &str = "+sentinel://";
/// Of a Sentinel, unless another is given.
const SENTINEL_PORT: u16 = 26379;

/// Where the server is, from a URL. It holds passwords, so it cannot be shown.
#[derive(Clone)]
pub enum RedisAddress {
    /// Always at the same address.
    Fixed(ConnectionInfo),
    /// Where Sentinels say, who let a replica take the place of a server that is gone.
    Watched {
        /// Where to ask. Each knows the same.
        sentinels: Vec<ConnectionInfo>,
        /// What they call the server and its replicas.
        name: String,
        /// How to connect, at whatever address.
        server: ConnectionInfo,
    },
}

impl RedisAddress {
    /// Reads `redis://user:password@host:port/number`, or
    /// `redis+sentinel://user:password@host:port,host:port/name/number?sentinel_username=…&sentinel_password=…`; with `rediss` it is
    /// encrypted. An error says what is wrong, without the password.
    pub fn parse(url: &str) -> Result<Self, &'static str> {
        const UNUSABLE: &str = "cannot be used";
        let Some((scheme, rest)) = url.split_once(SENTINELS) else {
            return url.into_connection_info().map(Self::Fixed).map_err(|_| UNUSABLE);
        };
        let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
        let (authority, path) = rest.split_once('/').unwrap_or((rest, ""));
        let (login, hosts) =
            authority.rsplit_once('@').map_or(("", authority), |(login, hosts)| (login, hosts));
        let (name, number) = path.split_once('/').unwrap_or((path, ""));
        if login.contains(['@', ',']) {
            return Err(
                "has more than one login; the one in front is for the server, and Sentinels have theirs after the `?`",
            );
        }
        if name.is_empty() {
            return Err("does not end with the name by which the Sentinels know the server");
        }
        let mut as_sentinel = (None, None);
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
            let value = || percent_decode_str(value).decode_utf8().map(Some).map_err(|_| UNUSABLE);
            match key {
                "sentinel_username" => as_sentinel.0 = value()?,
                "sentinel_password" => as_sentinel.1 = value()?,
                _ => {
                    return Err(
                        "has something other than sentinel_username and sentinel_password after the `?`",
                    );
                }
            }
        }
        let sentinels = hosts.split(',').map(|host| {
            let mut url = Url::parse(&format!("{scheme}://{host}")).ok()?;
            if url.host_str().is_none_or(str::is_empty) || !url.path().is_empty() {
                return None;
            }
            if url.port().is_none() {
                url.set_port(Some(SENTINEL_PORT)).ok()?;
            }
            let info = url.as_str().into_connection_info().ok()?;
            let mut settings = info.redis_settings().clone();
            if let Some(name) = &as_sentinel.0 {
                settings = settings.set_username(name);
            }
            if let Some(password) = &as_sentinel.1 {
                settings = settings.set_password(password);
            }
            Some(info.set_redis_settings(settings))
        });
        let sentinels = sentinels.collect::<Option<Vec<_>>>().ok_or(UNUSABLE)?;
        let separator = if login.is_empty() { "" } else { "@" };
        // the host is never asked for
        let server = format!("{scheme}://{login}{separator}server/{number}");
        let server = server.as_str().into_connection_info().map_err(|_| UNUSABLE)?;
        Ok(Self::Watched { sentinels, name: name.to_owned(), server })
    }
}

#[cfg(test)]
mod tests {
    use redis::ConnectionAddr;

    use super::*;

    fn address(info: &ConnectionInfo) -> (String, u16, bool) {
        match info.addr() {
            ConnectionAddr::Tcp(host, port) => (host.clone(), *port, false),
            ConnectionAddr::TcpTls { host, port, insecure: false, .. } => (host.clone(), *port, true),
            other => panic!("{other}"),
        }
    }

    fn login(info: &ConnectionInfo) -> (Option<&str>, Option<&str>, i64) {
        let settings = info.redis_settings();
        (settings.username(), settings.password(), settings.db())
    }

    #[test]
    fn a_server_stays_or_is_where_sentinels_say() {
        let Ok(RedisAddress::Fixed(info)) = RedisAddress::parse("rediss://u:p@h:1/2") else {
            panic!("not fixed")
        };
        assert_eq!((address(&info), login(&info)), (("h".to_owned(), 1, true), (Some("u"), Some("p"), 2)));

        let parsed = RedisAddress::parse("redis+sentinel://u:p%40@10.0.0.7:1,h,[fd00::1]:2/main/3");
        let Ok(RedisAddress::Watched { sentinels, name, server }) = parsed else { panic!("not watched") };
        let expected = [("10.0.0.7", 1), ("h", 26379), ("fd00::1", 2)];
        assert_eq!(
            sentinels.iter().map(address).collect::<Vec<_>>(),
            expected.map(|(host, port)| (host.to_owned(), port, false))
        );
        assert!(sentinels.iter().all(|info| login(info) == (None, None, 0)));
        assert_eq!((&*name, login(&server)), ("main", (Some("u"), Some("p@"), 3)));

        let parsed =
            RedisAddress::parse("rediss+sentinel://h/main?sentinel_username=s&sentinel_password=%26+");
        let Ok(RedisAddress::Watched { sentinels, server, .. }) = parsed else { panic!("not watched") };
        assert_eq!(address(&sentinels[0]), ("h".to_owned(), 26379, true));
        assert_eq!(login(&sentinels[0]), (Some("s"), Some("&+"), 0));
        assert!(address(&server).2 && login(&server) == (None, None, 0));
    }

    #[test]
    fn what_is_no_address_is_refused() {
        for (url, told) in [
            ("hunter2", "cannot be used"),
            ("http://h/0", "cannot be used"),
            ("http+sentinel://h/main", "cannot be used"),
            ("redis+sentinel://h", "the name"),
            ("redis+sentinel://h/", "the name"),
            ("redis+sentinel:///main", "cannot be used"),
            ("redis+sentinel://a,,b/main", "cannot be used"),
            ("redis+sentinel://a:port/main", "cannot be used"),
            ("redis+sentinel://h/main/zero", "cannot be used"),
            ("redis+sentinel://u:hunter2@a,u:hunter2@b/main", "more than one login"),
            ("redis+sentinel://h/main?sentinel_password=%ff", "cannot be used"),
            ("redis+sentinel://h/main?password=hunter2", "sentinel_password"),
        ] {
            let error = RedisAddress::parse(url).err().unwrap_or_else(|| panic!("{url} was accepted"));
            assert!(error.contains(told) && !error.contains("hunter2"), "{url}: {error}");
        }
    }
}
