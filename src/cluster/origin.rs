//! Who asked what a node passes on: the address of the client's connection, signed by the secret that all nodes have. Nobody else can
//! claim an address, nor a place among the nodes.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use actix_http::body::{BoxBody, MessageBody as _};
use actix_http::{HttpMessage as _, Request, Response};
use actix_web::http::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use actix_web::http::{StatusCode, Uri};
use pystreaming_actors::model::names::{Secrets, Token};
use subtle::ConstantTimeEq as _;

use super::coordination::Node;
use super::trunk::TRUNK;
use crate::lease::Lease;
use crate::server::OnRequest;
use crate::web::NodeAsks;
use crate::web::packaged::{ADMISSION, PACKAGER};

/// Holds the address and its signature, with a space between them.
pub const ORIGIN: HeaderName = HeaderName::from_static("x-pystreaming-origin");

/// In the request of a node that tells of its encoders: the version of what it says, and a signature.
pub const ENCODERS: HeaderName = HeaderName::from_static("x-pystreaming-encoders");

/// Of what nodes say about encoders.
const ENCODERS_VERSION: &str = "1";

/// Of what nodes say in a trunk. One that does not know it answers that there is no such page, and gets a connection per socket.
const TRUNK_VERSION: &str = "1";

/// In a request of a node that fetches a stream from another: see [`Branch`], and a signature.
pub const BRANCH: HeaderName = HeaderName::from_static("x-pystreaming-branch");

/// In the answer to that: the process of the node from which it came first, and how many milliseconds ago.
pub const SOURCE: HeaderName = HeaderName::from_static("x-pystreaming-source");

/// In the answer of a node that does not lead to one that takes it for the leader. Nothing has been done.
pub const NOT_LEADING: HeaderName = HeaderName::from_static("x-pystreaming-not-leading");

/// What a node says of media that it fetches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Branch {
    /// Through how many nodes the answer will have come. At 0 the node that leads asks, unless there is a prefix, and may see everything.
    pub depth: u8,
    /// The prefix to which those were admitted for whom it asks. None if it asks for what is for everybody.
    pub under: Option<Token>,
}

impl Branch {
    fn read(header: &HeaderValue) -> Option<Self> {
        let mut words = header.to_str().ok()?.split(' ');
        let depth = words.next()?.parse().ok()?;
        let under = match (words.next()?, words.next(), words.next()) {
            (_, None, _) => None,
            (prefix, Some(_), None) => Some(Token::stored(prefix)),
            _ => return None,
        };
        Some(Self { depth, under })
    }
}

/// Signs and checks origins.
#[derive(Clone)]
pub struct Origins(Secrets);

impl Origins {
    /// With the secrets that all nodes have.
    pub fn new(secrets: Secrets) -> Self {
        Self(secrets)
    }

    /// Equal where the secrets are, and tells nothing about them.
    pub fn site(&self) -> String {
        hex(&self.0.sign_for_nodes(&[b"site"])[..8])
    }

    /// What tells the others that a node is of this site.
    pub fn seal(&self, node: &Node) -> String {
        let parts = [&node.name, &node.process, &node.address].map(|part| part.as_bytes());
        hex(&self.0.sign_for_nodes(&[b"node", parts[0], parts[1], parts[2]]))
    }

    /// Whether a node is of this site.
    pub fn knows(&self, node: &Node) -> bool {
        same(&self.seal(node), &node.seal)
    }

    /// The header of a request from an address.
    pub fn header(&self, address: IpAddr, method: &str, target: &str) -> String {
        let address = address.to_string();
        let signature = self.signature(&address, method, target);
        format!("{address} {signature}")
    }

    fn signature(&self, address: &str, method: &str, target: &str) -> String {
        let parts: [&[u8]; 4] = [b"origin", address.as_bytes(), method.as_bytes(), target.as_bytes()];
        hex(&self.0.sign_for_nodes(&parts))
    }

    /// The header `X-Pystreaming-Encoders`, with which a node begins to tell of its encoders.
    pub fn encoders_header(&self) -> String {
        let signature = hex(&self.0.sign_for_nodes(&[b"encoders", ENCODERS_VERSION.as_bytes()]));
        format!("{ENCODERS_VERSION} {signature}")
    }

    /// Whether a node wrote that header, of which this one understands what follows.
    pub fn is_about_encoders(&self, headers: &HeaderMap) -> bool {
        let header = headers.get(ENCODERS).and_then(|header| header.to_str().ok());
        header.is_some_and(|header| same(&self.encoders_header(), header))
    }

    /// The header `X-Pystreaming-Trunk`, with which a node begins to pass on sockets.
    pub fn trunk_header(&self) -> String {
        let signature = hex(&self.0.sign_for_nodes(&[b"trunk", TRUNK_VERSION.as_bytes()]));
        format!("{TRUNK_VERSION} {signature}")
    }

    /// Whether a node wrote this header, of which this one understands what follows.
    pub fn is_trunk(&self, header: &HeaderValue) -> bool {
        header.to_str().is_ok_and(|header| same(&self.trunk_header(), header))
    }

    /// The header `X-Pystreaming-Branch`.
    pub fn branch_header(&self, branch: &Branch, target: &str) -> String {
        let depth = branch.depth.to_string();
        let mut signed: Vec<&[u8]> = vec![b"branch", depth.as_bytes(), target.as_bytes()];
        signed.extend(branch.under.as_ref().map(|prefix| prefix.as_str().as_bytes()));
        let signature = hex(&self.0.sign_for_nodes(&signed));
        match &branch.under {
            Some(prefix) => format!("{depth} {prefix} {signature}"),
            None => format!("{depth} {signature}"),
        }
    }

    /// What a node says of what it fetches here.
    pub fn read_branch(&self, headers: &HeaderMap, uri: &Uri) -> Option<Branch> {
        let header = headers.get(BRANCH)?;
        let branch = Branch::read(header)?;
        same(&self.branch_header(&branch, &target(uri)), header.to_str().ok()?).then_some(branch)
    }

    /// The address that a header tells of, if a node wrote it.
    fn read(&self, headers: &HeaderMap, method: &str, target: &str) -> Option<IpAddr> {
        let (address, signature) = headers.get(ORIGIN)?.to_str().ok()?.split_once(' ')?;
        let right = self.signature(address, method, target);
        same(&right, signature).then(|| address.parse().ok())?
    }

    /// Refuses what other nodes pass on: this one does not lead, and would pass it on as if it came from them. They may fetch streams
    /// that this one has.
    pub fn on_request_to_follower(self) -> OnRequest {
        Arc::new(move |request: &mut Request| {
            let headers = request.headers();
            if [ORIGIN, ENCODERS, TRUNK].iter().any(|name| headers.contains_key(name)) {
                return Err(not_leading());
            }
            if headers.contains_key(BRANCH) && self.read_branch(headers, request.uri()).is_none() {
                return Err(refusal("X-Pystreaming-Branch is not signed with the secret_key of this site\n"));
            }
            Ok(())
        })
    }

    /// Lets requests that other nodes pass on count as those of their clients. Refuses those that only claim to be: of a client of
    /// another node, the address of the connection would be the wrong one. Refuses all when another process may lead.
    pub fn on_request(self, lease: Lease) -> OnRequest {
        Arc::new(move |request: &mut Request| {
            if lease.is_over() {
                return Err(not_leading());
            }
            let asks = request.headers_mut().remove(ADMISSION).next().map(|_| NodeAsks::WhetherMay);
            if !request.headers().contains_key(ORIGIN) {
                // only nodes are told where others are
                request.headers_mut().remove(PACKAGER);
                return Ok(());
            }
            let target = target(request.uri());
            let origin = self.read(request.headers(), request.method().as_str(), &target);
            request.headers_mut().remove(ORIGIN);
            let branch = self.read_branch(request.headers(), request.uri());
            let asks = branch.and_then(|branch| branch.under).map(NodeAsks::ForThoseAdmittedTo).or(asks);
            let address = origin.ok_or_else(|| {
                refusal("X-Pystreaming-Origin is not signed with the secret_key of this site\n")
            })?;
            request.head_mut().peer_addr = Some(SocketAddr::new(address, 0));
            if let Some(asks) = asks {
                request.extensions_mut().insert(asks);
            }
            Ok(())
        })
    }
}

/// What a node says of what it fetches. Only of a request that was checked.
pub fn branch(headers: &HeaderMap) -> Option<Branch> {
    Branch::read(headers.get(BRANCH)?)
}

/// What a node answers that does not lead.
pub fn not_leading() -> Response<BoxBody> {
    let mut response = answer(StatusCode::SERVICE_UNAVAILABLE, "this node does not lead\n");
    response.headers_mut().insert(NOT_LEADING, HeaderValue::from_static("1"));
    response
}

/// What a request asks for, written in one way.
pub fn target(uri: &Uri) -> String {
    match uri.query() {
        Some(query) => format!("{}?{query}", uri.path()),
        None => uri.path().to_owned(),
    }
}

fn refusal(words: &'static str) -> Response<BoxBody> {
    answer(StatusCode::BAD_REQUEST, words)
}

fn answer(status: StatusCode, words: &'static str) -> Response<BoxBody> {
    let mut response = Response::with_body(status, words.boxed());
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    response
}

/// Compares in the same time wherever the texts differ.
fn same(one: &str, other: &str) -> bool {
    one.as_bytes().ct_eq(other.as_bytes()).into()
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        // writing to a string cannot fail
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use std::time::Instant;

    use super::super::coordination::LEASE;
    use super::super::coordination::contract::node;
    use super::*;

    #[test]
    fn nodes_fetch_from_each_other_what_they_signed() {
        let read = |header: &str, uri: &str| {
            let request =
                TestRequest::get().uri(uri).insert_header((BRANCH, HeaderValue::from_str(header).unwrap()));
            let request = request.to_request();
            origins("ours").read_branch(request.headers(), request.uri())
        };
        let uri = "/alice/playlist.m3u8?_HLS_msn=1";
        for under in [None, Some(Token::stored("abc"))] {
            let branch = Branch { depth: 2, under };
            let good = origins("ours").branch_header(&branch, uri);
            assert_eq!(read(&good, uri).as_ref(), Some(&branch));
            assert_eq!(read(&good, "/alice/playlist.m3u8?_HLS_msn=2"), None);
            let signature = good.rsplit(' ').next().unwrap();
            for bad in [
                origins("theirs").branch_header(&branch, uri),
                good.replacen('2', "3", 1),
                "2".to_owned(),
                format!("2 abd {signature}"),
                format!("{good} x"),
            ] {
                assert_eq!(read(&bad, uri), None, "{bad}");
            }
        }
        let of_everybody = origins("ours").branch_header(&Branch { depth: 2, under: None }, uri);
        let claimed = of_everybody.replacen("2 ", "2 abc ", 1);
        assert_eq!(read(&claimed, uri), None, "who fetches for everybody has admitted nobody");
    }

    #[test]
    fn only_nodes_say_whom_they_have_admitted() {
        let ours = origins("ours");
        let asks = |origins: &Origins, header: Option<(HeaderName, &str)>| {
            let mut request = TestRequest::get().uri("/alice/master.m3u8");
            let origin = origins.header("203.0.113.7".parse().unwrap(), "GET", "/alice/master.m3u8");
            request = request.insert_header((ORIGIN, origin));
            if let Some((name, value)) = header {
                request = request.insert_header((name, value));
            }
            let mut request = request.to_request();
            let lease = Lease::lasting(LEASE);
            lease.confirm(Instant::now());
            let _ = ours.clone().on_request(lease)(&mut request);
            assert!(!request.headers().contains_key(ADMISSION));
            request.extensions().get::<NodeAsks>().cloned()
        };
        let branch = |origins: &Origins, under| {
            origins.branch_header(&Branch { depth: 0, under }, "/alice/master.m3u8")
        };
        let prefix = Token::stored("abc");
        assert_eq!(asks(&ours, Some((ADMISSION, "?"))), Some(NodeAsks::WhetherMay));
        assert_eq!(
            asks(&ours, Some((BRANCH, &branch(&ours, Some(prefix.clone()))))),
            Some(NodeAsks::ForThoseAdmittedTo(prefix.clone()))
        );
        assert_eq!(asks(&ours, None), None);
        assert_eq!(asks(&ours, Some((BRANCH, &branch(&ours, None)))), None);
        let theirs = origins("theirs");
        assert_eq!(asks(&ours, Some((BRANCH, &branch(&theirs, Some(prefix))))), None);
        assert_eq!(asks(&theirs, Some((ADMISSION, "?"))), None, "a stranger");
    }

    fn origins(secret: &str) -> Origins {
        Origins::new(Secrets::derive(secret))
    }

    /// The address of a request with this header, as the site sees it. None if it is refused.
    fn seen(header: &str) -> Option<String> {
        let request = TestRequest::get().uri("/alice/?a=b").peer_addr(([10, 0, 0, 2], 5).into());
        let mut request =
            request.insert_header((ORIGIN, HeaderValue::from_str(header).unwrap())).to_request();
        let lease = Lease::lasting(LEASE);
        lease.confirm(Instant::now());
        let answered = origins("ours").on_request(lease)(&mut request);
        assert!(!request.headers().contains_key(ORIGIN));
        match answered {
            Ok(()) => Some(request.peer_addr().unwrap().ip().to_string()),
            Err(response) => {
                assert_eq!(response.status(), StatusCode::BAD_REQUEST);
                None
            }
        }
    }

    #[test]
    fn nodes_vouch_for_addresses_and_nobody_else() {
        let client: IpAddr = "203.0.113.7".parse().unwrap();
        let ours = origins("ours");
        let good = ours.header(client, "GET", "/alice/?a=b");
        assert_eq!(seen(&good), Some(client.to_string()));
        let six = ours.header("2001:db8::7".parse().unwrap(), "GET", "/alice/?a=b");
        assert_eq!(seen(&six), Some("2001:db8::7".to_owned()));
        let theirs = origins("theirs").header(client, "GET", "/alice/?a=b");
        for bad in [
            theirs,
            good.replace("203.0.113.7", "203.0.113.8"),
            ours.header(client, "POST", "/alice/?a=b"),
            ours.header(client, "GET", "/alice/"),
            client.to_string(),
            String::new(),
            format!("{good} "),
        ] {
            assert_eq!(seen(&bad), None, "{bad}");
        }
    }

    #[test]
    fn a_node_that_does_not_lead_does_nothing_for_others() {
        let header = origins("ours").header("203.0.113.7".parse().unwrap(), "GET", "/");
        let passed_on = || TestRequest::get().uri("/").insert_header((ORIGIN, &*header)).to_request();
        let trunk = || TestRequest::get().uri("/").insert_header((TRUNK, "1 00")).to_request();
        let direct = || TestRequest::get().uri("/").to_request();
        let refuses = |on_request: &OnRequest, mut request: Request| {
            let answered = on_request(&mut request);
            answered.is_err_and(|response| response.headers().contains_key(NOT_LEADING))
        };
        let follower = origins("ours").on_request_to_follower();
        assert!(refuses(&follower, passed_on()) && !refuses(&follower, direct()));
        assert!(refuses(&follower, trunk()), "as one that never takes trunks");
        let branch = |header: &str| {
            let header = HeaderValue::from_str(header).unwrap();
            follower(&mut TestRequest::get().uri("/").insert_header((BRANCH, header)).to_request())
        };
        let one = Branch { depth: 1, under: None };
        assert!(branch(&origins("ours").branch_header(&one, "/")).is_ok());
        let refused = branch(&origins("theirs").branch_header(&one, "/")).unwrap_err();
        assert_eq!(refused.status(), StatusCode::BAD_REQUEST);
        // one that led
        let over = origins("ours").on_request(Lease::lasting(LEASE));
        assert!(refuses(&over, passed_on()) && refuses(&over, direct()));
    }

    #[test]
    fn nodes_tell_of_encoders() {
        let is_about_encoders = |header: &str| {
            let request =
                TestRequest::get().insert_header((ENCODERS, HeaderValue::from_str(header).unwrap()));
            origins("ours").is_about_encoders(request.to_request().headers())
        };
        let good = origins("ours").encoders_header();
        assert!(is_about_encoders(&good));
        for bad in [origins("theirs").encoders_header(), origins("ours").trunk_header(), String::new()] {
            assert!(!is_about_encoders(&bad), "{bad}");
        }
    }

    #[test]
    fn trunks_are_opened_by_nodes() {
        let is_trunk = |header: &str| origins("ours").is_trunk(&HeaderValue::from_str(header).unwrap());
        let good = origins("ours").trunk_header();
        assert!(is_trunk(&good));
        for bad in [origins("theirs").trunk_header(), good.replacen('1', "2", 1), String::new()] {
            assert!(!is_trunk(&bad), "{bad}");
        }
    }

    #[test]
    fn a_node_is_known_by_its_seal() {
        let mut node = node("a", "1");
        node.seal = origins("ours").seal(&node);
        assert!(origins("ours").knows(&node) && !origins("theirs").knows(&node));
        node.serves = true;
        assert!(origins("ours").knows(&node), "what changes is not sealed");
        for other in [
            Node { address: "203.0.113.7:80".to_owned(), ..node.clone() },
            Node { process: "2".to_owned(), ..node.clone() },
            Node { seal: String::new(), ..node.clone() },
        ] {
            assert!(!origins("ours").knows(&other), "{other:?}");
        }
    }

    #[test]
    fn a_target_is_written_in_one_way() {
        for (uri, written) in [
            ("/a/?b=c", "/a/?b=c"),
            ("http://site.test/a", "/a"),
            ("http://site.test?b", "/?b"),
            ("http://site.test", "/"),
            ("//a//?", "//a//?"),
        ] {
            assert_eq!(target(&uri.parse().unwrap()), written, "{uri}");
        }
    }

    #[test]
    fn sites_are_told_apart() {
        let site = |secret| origins(secret).site();
        assert_eq!(site("a"), site("a"));
        assert_ne!(site("a"), site("b"));
    }
}
