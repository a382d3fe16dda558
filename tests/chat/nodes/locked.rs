//! Video of a stream with a viewer password, at a site of several nodes.

use super::video::{Encoder, last_segment, next_number};
use super::*;

/// A stream with a password, and somebody who knows it.
struct Locked {
    cluster: Cluster,
    cookie: String,
    _encoder: Encoder,
}

impl Locked {
    /// Three nodes, of which the third fetches from the second what it can. The encoder is at the node `home`.
    async fn start(home: usize) -> Self {
        let cluster = Cluster::start_by(&["https", "http", "https"], "fan_out: 1", "").await;
        cluster.nodes[0].site().admin(&["streamer", "password", "-u", "alice", "-p", "sesame"]);
        until("locked", || (cluster.nodes[2].get("/alice/").status == 403).then_some(()));
        let _encoder = Encoder::start(cluster.rtmp[home]);
        let cookie = unlock(&cluster.nodes[2], "sesame");
        let locked = Self { cluster, cookie, _encoder };
        (0..3).for_each(|node| drop(locked.segment(node)));
        locked
    }

    fn get(&self, node: usize, target: &str) -> crate::http::Answer {
        self.cluster.nodes[node].send(Request::new("GET", target).cookie(&self.cookie))
    }

    /// The playlist of somebody who knows the password.
    #[track_caller]
    fn playlist(&self, node: usize) -> String {
        until("a playlist with segments", || {
            let playlist = self.get(node, "/alice/playlist.m3u8");
            (playlist.status == 200 && playlist.text().contains("#EXTINF"))
                .then(|| playlist.text().to_owned())
        })
    }

    #[track_caller]
    fn segment(&self, node: usize) -> String {
        last_segment(&self.playlist(node)).to_owned()
    }

    fn counts(&self, node: usize) -> [u64; 3] {
        ["media_fetched", "media_served", "passed"]
            .map(|name| metric(&self.cluster.nodes[node], &format!("pystreaming_node_{name}_total")))
    }
}

fn unlock(node: &Server, password: &str) -> String {
    let answer = node.post("/alice/password", &format!("streampass={password}")).must_be(302);
    answer.header("set-cookie").unwrap().to_owned()
}

#[tokio::test]
async fn a_locked_stream_of_the_node_that_leads_is_fetched_once_by_each_other() {
    is_fetched_once(0).await;
}

#[tokio::test]
async fn a_locked_stream_of_a_node_that_follows_is_fetched_once_by_each_other() {
    is_fetched_once(1).await;
}

async fn is_fetched_once(home: usize) {
    let locked = Locked::start(home).await;
    for node in [1, 2] {
        let segment = locked.segment(node);
        let bytes = locked.get(0, &segment).must_be(200).body;
        let before = locked.counts(node);
        for _ in 0..20 {
            let answer = locked.get(node, &segment).must_be(200);
            assert_eq!(answer.body, bytes);
            assert!(answer.header("cache-control").unwrap().starts_with("private"));
        }
        let after = locked.counts(node);
        let [fetched, served, passed] = std::array::from_fn(|at| after[at] - before[at]);
        // one more if the minute is over for which this viewer was admitted
        assert!(
            fetched <= 1 && served >= 20 && passed <= 1,
            "{fetched} fetched, {served} served, {passed} passed"
        );

        // somebody who waits gets it from here too
        let number = next_number(&locked.playlist(node));
        let before = locked.counts(node);
        let waited =
            locked.get(node, &format!("/alice/playlist.m3u8?_HLS_msn={number}&_HLS_part=0")).must_be(200);
        assert!(waited.text().contains(&format!("/{number}.0.m4s")));
        let after = locked.counts(node);
        assert!(after[1] > before[1] && after[2] <= before[2] + 1, "{before:?} {after:?}");
    }
}

#[tokio::test]
async fn nobody_else_gets_a_locked_stream_at_any_node() {
    let mut locked = Locked::start(1).await;
    for node in 0..3 {
        let (server, segment) = (&locked.cluster.nodes[node], locked.segment(node));
        let prefix = segment.trim_start_matches("/-/live/").split_once('/').unwrap().0;
        for target in [segment.as_str(), "/alice/playlist.m3u8", "/alice/master.m3u8"] {
            server.get(target).must_be(403);
            // what nodes say to each other
            let nosy = Request::new("GET", target).header("x-pystreaming-admission", "?");
            let answer = server.send(nosy.cookie(&locked.cookie)).must_be(200);
            assert!(answer.header("x-pystreaming-admission").is_none());
            let claimed =
                Request::new("GET", target).header("x-pystreaming-branch", format!("1 {prefix} 00"));
            assert!([400, 403].contains(&server.send(claimed).status));
        }
    }

    // who knew the password before gets nothing more
    let before: Vec<_> = (0..3).map(|node| locked.segment(node)).collect();
    locked.cluster.nodes[0].site().admin(&["streamer", "password", "-u", "alice", "-p", "another"]);
    for (node, segment) in before.iter().enumerate() {
        let refused = |target: &str| locked.get(node, target).status == 403;
        within(Duration::from_secs(2), "the playlist is closed", || {
            refused("/alice/playlist.m3u8").then_some(())
        });
        within(Duration::from_secs(2), "so are segments", || {
            (locked.get(node, segment).status != 200).then_some(())
        });
    }
    locked.cookie = unlock(&locked.cluster.nodes[2], "another");
    for (node, old) in before.iter().enumerate() {
        let segment = locked.segment(node);
        locked.get(node, &segment).must_be(200);
        locked.get(node, old).must_be(404);
    }
}

#[tokio::test]
async fn a_locked_stream_goes_on_while_no_node_leads() {
    let mut locked = Locked::start(1).await;
    locked.cluster.nodes[0].site().admin(&["cluster", "drain", "c"]);
    let mut number = next_number(&locked.playlist(2));
    locked.cluster.nodes[0].crash();
    let mut left = 3;
    while left > 0 {
        for node in [1, 2] {
            let answer = locked.get(node, &format!("/alice/playlist.m3u8?_HLS_msn={number}"));
            assert_eq!(answer.status, 200, "{number}: {}", answer.text());
            locked.get(node, last_segment(answer.text())).must_be(200);
        }
        number += 1;
        if locked.cluster.status()["leader"] == "b" {
            left -= 1;
        }
    }
    locked.cluster.nodes[2].get("/alice/playlist.m3u8").must_be(403);
}
