//! Video of a site of several nodes.

use super::*;

/// ffmpeg publishes a test picture until it is dropped.
pub(super) struct Encoder(Child);

impl Encoder {
    pub(super) fn start(address: SocketAddr) -> Self {
        let picture = "testsrc2=s=320x180:r=30";
        let ffmpeg = Command::new("ffmpeg")
            .args(["-loglevel", "error", "-re", "-f", "lavfi", "-i", picture, "-c:v", "libx264"])
            .args(["-preset", "ultrafast", "-tune", "zerolatency", "-g", "30", "-pix_fmt", "yuv420p"])
            .args(["-f", "flv", &format!("rtmp://{address}/live/hunter2")])
            .stdin(Stdio::null())
            .stderr(Stdio::null())
            .spawn();
        Self(ffmpeg.expect("ffmpeg (Debian package ffmpeg)"))
    }
}

impl Drop for Encoder {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[tokio::test]
async fn an_encoder_at_the_node_that_leads_is_seen_at_every_node_and_fetched_once() {
    is_seen_at_every_node(0).await;
}

#[tokio::test]
async fn an_encoder_at_a_node_that_follows_is_seen_at_every_node_and_fetched_once() {
    is_seen_at_every_node(1).await;
}

async fn is_seen_at_every_node(home: usize) {
    let mut cluster = Cluster::start_by(&["https", "https"], "", "").await;
    let encoder = Encoder::start(cluster.rtmp[home]);
    cluster.nodes[1].until_info("alice", "live", true);
    let mut viewers = Vec::new();
    for node in [0, 1, 1] {
        let mut viewer = cluster.come(node, "203.0.113.3").await;
        viewer.say("presence", json!({"streamer": "alice", "chat": true, "watch": true})).await;
        viewer.until("history").await;
        viewers.push(viewer);
    }
    for node in &cluster.nodes {
        node.until_info("alice", "count", 3);
    }
    drop(viewers);
    for node in &cluster.nodes {
        within(Duration::from_secs(20), "a picture of the stream", || {
            (node.get("/alice/picture.jpg").status == 200).then_some(())
        });
    }
    // a second encoder does not take over from one that sends
    let mut second = Encoder::start(cluster.rtmp[1 - home]);
    until("the second encoder to be refused", || second.0.try_wait().unwrap());
    let playlist = until("parts", || {
        let playlist = cluster.nodes[1].get("/alice/playlist.m3u8").must_be(200);
        playlist.text().contains("#EXTINF").then(|| playlist.text().to_owned())
    });
    let segment = playlist.lines().find(|line| line.starts_with("/-/live/")).unwrap();
    let counts = || {
        ["media_fetched", "media_served", "passed"]
            .map(|name| metric(&cluster.nodes[1], &format!("pystreaming_node_{name}_total")))
    };
    let before = counts();
    let here = cluster.nodes[1].get(segment).must_be(200);
    let bytes = here.body.len();
    assert_eq!(cluster.nodes[0].get(segment).must_be(200).body.len(), bytes);
    // many who wait for the same part
    let sequence = next_number(&playlist) + 1;
    let (address, wanted) =
        (cluster.nodes[1].address(), format!("/alice/playlist.m3u8?_HLS_msn={sequence}&_HLS_part=0"));
    let answers: Vec<_> = std::thread::scope(|threads| {
        let waiting: Vec<_> = (0..20)
            .map(|_| {
                threads.spawn(|| Request::new("GET", &wanted).send(address).must_be(200).text().to_owned())
            })
            .collect();
        waiting.into_iter().map(|waiting| waiting.join().unwrap()).collect()
    });
    let wanted = answers.iter().all(|answer| answer.contains(&format!("/{sequence}.0.m4s")));
    assert!(wanted, "somebody was answered too early");
    for _ in 0..20 {
        cluster.nodes[1].get(segment).must_be(200);
    }
    // players that are no browsers ask for ranges
    let part = Request::new("GET", segment).header("range", "bytes=2-5");
    let part = cluster.nodes[1].send(part).must_be(206);
    assert_eq!(part.body, here.body[2..6]);
    assert_eq!(part.header("content-range"), Some(&*format!("bytes 2-5/{bytes}")));
    let after = counts();
    let [fetched, served, passed] = std::array::from_fn(|at| after[at] - before[at]);
    // one who asks a second later gets a newer playlist
    let fetches = if home == 1 { 0..=0 } else { 1..=3 };
    assert!(
        fetches.contains(&fetched) && served == 42 && passed == 0,
        "{fetched} fetched, {served} served, {passed} passed"
    );

    // only nodes are told where others are, and given what viewers may not have
    let nosy = |target: &str| Request::new("GET", target).header("x-pystreaming-packager", "?");
    let (files, _) = segment.rsplit_once('/').unwrap();
    let prefix = files.trim_start_matches("/-/live/").split_once('/').unwrap().0;
    for node in &cluster.nodes {
        let answer = node.send(nosy(segment)).must_be(200);
        assert!(answer.header("x-pystreaming-packager").is_none());
        node.get(&format!("/-/node/pictures/{prefix}")).must_be(404);
        let upgrade = Request::new("GET", "/-/node/encoders").header("connection", "upgrade");
        let upgrade = upgrade.header("upgrade", "websocket").header("x-pystreaming-encoders", "1 00");
        assert_ne!(node.send(upgrade).status, 101);
    }

    // what is not there yet may be at any moment
    let [before, ..] = counts();
    for _ in 0..2 {
        let missing = cluster.nodes[1].get(&format!("{files}/999999.m4s")).status;
        assert!((400..500).contains(&missing), "{missing}");
    }
    assert_eq!(counts()[0] - before, if home == 1 { 0 } else { 2 });

    // the stream is closed to strangers, wherever they come
    cluster.nodes[0].site().admin(&["streamer", "password", "-u", "alice", "-p", "sesame"]);
    until("locked", || (cluster.nodes[1].get("/alice/playlist.m3u8").status == 403).then_some(()));
    until("segments too", || (cluster.nodes[1].get(segment).status != 200).then_some(()));
    let cookie = cluster.nodes[1].post("/alice/password", "streampass=sesame").must_be(302);
    let cookie = cookie.header("set-cookie").unwrap().to_owned();
    let unlocked = || cluster.nodes[1].send(Request::new("GET", "/alice/playlist.m3u8").cookie(&cookie));
    until("open to who knows the password", || (unlocked().status == 200).then_some(()));
    cluster.nodes[1].get("/alice/playlist.m3u8").must_be(403);
    cluster.nodes[0].site().admin(&["streamer", "password", "-u", "alice"]);
    until("open", || (cluster.nodes[1].get("/alice/playlist.m3u8").status == 200).then_some(()));

    // the node that leads dies; an encoder that was there comes back to the other
    let broadcast = cluster.nodes[1].until_info("alice", "live", true)["broadcast"].clone();
    cluster.nodes[0].crash();
    drop(encoder);
    until("b leads", || (cluster.status()["leader"] == "b").then_some(()));
    let _encoder = within(Duration::from_secs(10), "the encoder is back", || {
        let mut encoder = Encoder::start(cluster.rtmp[1]);
        std::thread::sleep(Duration::from_millis(500));
        encoder.0.try_wait().unwrap().is_none().then_some(encoder)
    });
    let info = cluster.nodes[1].until_info("alice", "live", true);
    assert_eq!(info["broadcast"], broadcast);
}

/// The number of the segment after the last whole one of a playlist.
pub(super) fn next_number(playlist: &str) -> u64 {
    let first = playlist.lines().find_map(|line| line.strip_prefix("#EXT-X-MEDIA-SEQUENCE:")).unwrap();
    first.parse::<u64>().unwrap() + playlist.matches("#EXTINF").count() as u64
}

/// The last whole segment of a playlist.
pub(super) fn last_segment(playlist: &str) -> &str {
    let is_whole = |line: &&str| line.starts_with("/-/live/") && line.ends_with(".m4s");
    playlist.lines().rfind(is_whole).unwrap()
}

#[tokio::test]
async fn video_goes_on_while_no_node_leads_and_when_another_than_its_own_does() {
    video_goes_on(2).await;
}

#[tokio::test]
async fn video_goes_on_while_no_node_leads_and_when_its_own_does() {
    video_goes_on(1).await;
}

/// The node that leads dies, and `heir` leads next. The encoder is at the second node, and viewers are at the second and the third.
async fn video_goes_on(heir: usize) {
    let mut cluster = Cluster::start_by(&["https", "http", "https"], "", "").await;
    let other = 3 - heir;
    cluster.nodes[0].site().admin(&["cluster", "drain", ["a", "b", "c"][other]]);
    let mut encoder = Encoder::start(cluster.rtmp[1]);
    let playlist = |node: &Server, query: &str| node.get(&format!("/alice/playlist.m3u8{query}"));
    let text = until("segments", || {
        let all = cluster.nodes[1..].iter().map(|node| playlist(node, "")).next_back()?;
        (all.status == 200 && all.text().contains("#EXTINF")).then(|| all.text().to_owned())
    });
    let (segment, mut number) = (last_segment(&text).to_owned(), next_number(&text));
    let broadcast = cluster.nodes[1].until_info("alice", "live", true)["broadcast"].clone();
    // what the third node needs, it gets from the second
    let passed = |node: &Server| metric(node, "pystreaming_node_passed_total");
    let before = [passed(&cluster.nodes[2]), metric(&cluster.nodes[1], "pystreaming_node_media_given_total")];
    cluster.nodes[2].get(&segment).must_be(200);
    // and one who asks for what is not there changes nothing
    cluster.nodes[2].get(&segment.replace(".m4s", "999999.m4s")).must_be(404);
    let fetched = || metric(&cluster.nodes[2], "pystreaming_node_media_fetched_total");
    let known = fetched();
    cluster.nodes[2].get(&segment).must_be(200);
    assert_eq!(fetched(), known, "it is kept");
    let after = [passed(&cluster.nodes[2]), metric(&cluster.nodes[1], "pystreaming_node_media_given_total")];
    assert!(after[0] == before[0] && after[1] > before[1], "{before:?} {after:?}");

    cluster.nodes[0].crash();
    let mut left = 3;
    while left > 0 {
        for node in &cluster.nodes[1..] {
            let answer = playlist(node, &format!("?_HLS_msn={number}"));
            assert_eq!(answer.status, 200, "{number}: {}", answer.text());
        }
        number += 1;
        if cluster.status()["leader"] == ["a", "b", "c"][heir] {
            left -= 1;
        }
    }
    for node in &cluster.nodes[1..] {
        let info = node.until_info("alice", "live", true);
        assert_eq!(info["broadcast"], broadcast);
        node.get(&segment).must_be(200);
    }
    let recorded = |kind| {
        let events = cluster.nodes[1].site().try_admin(&["event", "list", "--json", "-t", kind]);
        serde_json::from_slice::<Value>(&events.stdout).unwrap().as_array().unwrap().len()
    };
    assert_eq!((recorded("start_streaming"), recorded("stop_streaming")), (1, 0));
    assert!(encoder.0.try_wait().unwrap().is_none(), "the encoder has noticed");

    // the node that leads now has the say
    let status = |path: &str| cluster.nodes[1..].iter().map(|node| node.get(path).status).collect::<Vec<_>>();
    cluster.nodes[1].site().admin(&["streamer", "password", "-u", "alice", "-p", "sesame"]);
    within(Duration::from_secs(4), "playlists are locked", || {
        (status("/alice/playlist.m3u8") == [403, 403]).then_some(())
    });
    within(Duration::from_secs(4), "so are segments", || {
        status(&segment).iter().all(|status| *status != 200).then_some(())
    });
    cluster.nodes[1].site().admin(&["streamer", "password", "-u", "alice"]);
    until("open", || (status("/alice/playlist.m3u8") == [200, 200]).then_some(()));

    // the encoder is back: at the same node it goes on where it was, and at the other past that
    let folder = |segment: &str| segment.rsplit_once('/').unwrap().0.to_owned();
    // a playlist may be a second old
    let before = until("segments as they are now", || {
        let text = playlist(&cluster.nodes[2], "").text().to_owned();
        (cluster.nodes[2].get(last_segment(&text)).status == 200).then_some(text)
    });
    drop(encoder);
    encoder = Encoder::start(cluster.rtmp[1]);
    let number = next_number(&before);
    let text = until("segments of the same node", || {
        let text = playlist(&cluster.nodes[2], "").text().to_owned();
        (text.contains("#EXTINF") && next_number(&text) > number + 1).then_some(text)
    });
    assert_eq!(folder(last_segment(&text)), folder(last_segment(&before)));
    assert!(next_number(&text) < number + 30);
    drop(encoder);
    encoder = Encoder::start(cluster.rtmp[2]);
    let text = until("segments of the third node", || {
        let text = playlist(&cluster.nodes[1], "").text().to_owned();
        (text.contains("#EXTINF") && next_number(&text) > number + 30).then_some(text)
    });
    assert_ne!(folder(last_segment(&text)), folder(last_segment(&before)));
    for node in &cluster.nodes[1..] {
        node.get(last_segment(&text)).must_be(200);
        assert_eq!(node.until_info("alice", "live", true)["broadcast"], broadcast);
    }
    drop(encoder);
}

#[tokio::test]
async fn the_node_that_packages_encodes_the_ladder() {
    let ladder = "ladder: [{name: tiny, height: 90, bitrate: 100}]";
    let cluster = Cluster::start_by(&["https", "https"], "", ladder).await;
    let _encoder = Encoder::start(cluster.rtmp[1]);
    for node in &cluster.nodes {
        within(Duration::from_secs(20), "both qualities", || {
            let master = node.get("/alice/master.m3u8");
            (master.status == 200 && master.text().contains("/tiny.m3u8")).then_some(())
        });
        let playlist = until("segments of the ladder", || {
            let playlist = node.get("/alice/playlist/tiny.m3u8");
            (playlist.status == 200 && playlist.text().contains("#EXTINF"))
                .then(|| playlist.text().to_owned())
        });
        node.get(last_segment(&playlist)).must_be(200);
    }
    let children = |node: &Server| {
        let children =
            Command::new("pgrep").args(["-P", &node.pid().as_raw_pid().to_string(), "ffmpeg"]).output();
        String::from_utf8(children.expect("pgrep (Debian package procps)").stdout).unwrap().lines().count()
    };
    // beside it, pictures for the front page may be made where the site is
    assert!(children(&cluster.nodes[1]) >= 1);
    assert_eq!(metric(&cluster.nodes[1], "pystreaming_node_streams"), 1);
}

/// Waits for a part that is still to come.
#[track_caller]
fn goes_on(node: &Server, what: &str) {
    let text = node.get("/alice/playlist.m3u8").must_be(200).text().to_owned();
    let next = next_number(&text) + 1;
    // two segments of two seconds at most, which a busy machine encodes later
    within(Duration::from_secs(20), what, || {
        let answer = node.get(&format!("/alice/playlist.m3u8?_HLS_msn={next}&_HLS_part=0"));
        (answer.status == 200).then_some(())
    });
}

#[tokio::test]
async fn a_stream_comes_to_many_nodes_along_a_tree() {
    let mut cluster = Cluster::start_by(&["https", "http", "https"], "fan_out: 1", "").await;
    // not at a node that will be paused, which would pass nothing on from it
    let _encoder = Encoder::start(cluster.rtmp[0]);
    let given = |node: &Server| metric(node, "pystreaming_node_media_given_total");
    let playlist = |node: &Server, query: &str| node.get(&format!("/alice/playlist.m3u8{query}"));
    // the tree is known after a while
    let parent = until("one fetches from the other", || {
        let followers = [1, 2].into_iter().inspect(|node| drop(playlist(&cluster.nodes[*node], "")));
        followers.into_iter().find(|node| given(&cluster.nodes[*node]) > 0)
    });
    let child = 3 - parent;
    // files of a broadcast have a tree of their own, whose nodes may not know each other yet
    let segment = within(Duration::from_secs(20), "a segment comes along the tree", || {
        let playlist = playlist(&cluster.nodes[child], "");
        let is_there = playlist.status == 200 && playlist.text().contains("#EXTINF");
        let segment = is_there.then(|| last_segment(playlist.text()).to_owned())?;
        let before: u64 = cluster.nodes[1..].iter().map(given).sum();
        let bytes = cluster.nodes[0].get(&segment).must_be(200).body;
        for node in &cluster.nodes[1..] {
            assert_eq!(node.get(&segment).must_be(200).body, bytes);
        }
        let given = cluster.nodes[1..].iter().map(given).sum::<u64>() - before;
        assert!(given <= 1, "it was fetched {given} times");
        (given == 1).then_some(segment)
    });
    let segment = segment.as_str();

    // nobody but nodes fetches there
    let stranger = Request::new("GET", segment).header("x-pystreaming-branch", "1 00");
    cluster.nodes[parent].send(stranger).must_be(400);

    // closed to strangers at every level, as soon as without a tree
    let status = |path: &str| cluster.nodes[1..].iter().map(|node| node.get(path).status).collect::<Vec<_>>();
    cluster.nodes[0].site().admin(&["streamer", "password", "-u", "alice", "-p", "sesame"]);
    within(Duration::from_secs(4), "playlists are locked", || {
        (status("/alice/playlist.m3u8") == [403, 403]).then_some(())
    });
    within(Duration::from_secs(4), "so are segments", || {
        status(segment).iter().all(|status| *status != 200).then_some(())
    });
    cluster.nodes[0].site().admin(&["streamer", "password", "-u", "alice"]);
    until("open", || (status("/alice/playlist.m3u8") == [200, 200]).then_some(()));

    // its parent is paused, then dies: viewers go on within seconds
    goes_on(&cluster.nodes[child], "a node answers");
    cluster.nodes[parent].pause();
    goes_on(&cluster.nodes[child], "a node is paused");
    cluster.nodes[parent].crash();
    goes_on(&cluster.nodes[child], "a node is gone");
}

#[tokio::test]
async fn what_a_node_sends_that_was_cut_off_for_long_is_another_broadcast() {
    let cluster = Cluster::start_by(&["https", "https"], "", "reconnect_window: 2").await;
    let mut encoder = Encoder::start(cluster.rtmp[1]);
    let broadcast = cluster.nodes[0].until_info("alice", "live", true)["broadcast"].clone();
    let ways = || cluster.networks[1].ways().into_iter().chain([&cluster.networks[0].node]);
    ways().for_each(Way::cut);
    cluster.nodes[0].until_info("alice", "state", "offline");
    ways().for_each(Way::heal);
    until("its encoder is disconnected", || encoder.0.try_wait().unwrap());
    let _encoder = Encoder::start(cluster.rtmp[1]);
    let again = cluster.nodes[0].until_info("alice", "live", true)["broadcast"].clone();
    assert_ne!(again, broadcast);
    assert_eq!(cluster.nodes[1].until_info("alice", "live", true)["broadcast"], again);
}
