//! Someone who has a stream's page open, as the server sees it: a socket over long polling, by hand.

use super::http::{Answer, Request};
use super::server::Server;

/// An open page.
pub struct Watching<'a> {
    server: &'a Server,
    address: String,
}

impl<'a> Watching<'a> {
    /// Opens the page of a stream.
    pub fn start(server: &'a Server, streamer: &str) -> Self {
        let address = "/socket.io/?EIO=4&transport=polling";
        let open = server.get(address).must_be(200).text().to_owned();
        let open: serde_json::Value = serde_json::from_str(open.strip_prefix('0').unwrap()).unwrap();
        let page = Self { server, address: format!("{address}&sid={}", open["sid"].as_str().unwrap()) };
        page.say("40").must_be(200);
        let presence = serde_json::json!(["presence", { "streamer": streamer }]);
        page.say(&format!("42{presence}")).must_be(200);
        page
    }

    /// Closes it.
    pub fn leave(self) {
        self.say("41\u{1e}1").must_be(200);
    }

    fn say(&self, packets: &str) -> Answer {
        self.server.send(Request::new("POST", &self.address).text(packets))
    }
}
