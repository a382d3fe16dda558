//! A site of two nodes, with a Redis and a MariaDB server of its own.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use pystreaming::storage::{DatabaseSettings, MySqlServer, MySqlSettings, PostgresSettings};
use rustix::process::Signal;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::task::JoinHandle;

use crate::chat::{Approach, Chatter};
use crate::http::{Connection, Request};
use crate::mariadb::{MariaDb, PASSWORD};
use crate::postgres::Postgres;
use crate::server::{Server, Site, free_address, until, within};
use crate::ways::Way;

mod locked;
mod video;

/// In which a room speaks again whose node is gone.
const SPEAKS_AGAIN: Duration = Duration::from_secs(6);

/// A Redis server that keeps nothing, gone when dropped.
struct Redis {
    server: Child,
    address: SocketAddr,
    folder: TempDir,
    /// Those who watch it, if nodes ask them where it is.
    sentinels: Vec<Redis>,
}

impl Redis {
    fn start() -> Self {
        let (folder, address) = (tempfile::tempdir().unwrap(), free_address());
        Self { server: launch(address, &folder, &[]), address, folder, sentinels: Vec::new() }
    }

    /// Has three Sentinels watch it and those replicas that it has now. Nodes ask them where it is.
    fn watch(&mut self) {
        let (host, port) = (self.address.ip(), self.address.port());
        let sentinel = |_| {
            let (folder, address) = (tempfile::tempdir().unwrap(), free_address());
            let file = folder.path().join("sentinel.conf");
            let watches = format!(
                "sentinel monitor site {host} {port} 2\nsentinel down-after-milliseconds site 500\n\
                 sentinel announce-ip {}\n",
                address.ip()
            );
            std::fs::write(&file, watches).unwrap();
            let server = launch(address, &folder, &[file.to_str().unwrap(), "--sentinel"]);
            Self { server, address, folder, sentinels: Vec::new() }
        };
        self.sentinels = (0..3).map(sentinel).collect();
        for sentinel in &self.sentinels {
            until("Sentinels know each other and a replica", || {
                let mut told = sentinel.client()?.get_connection().ok()?;
                let known: Vec<HashMap<String, String>> =
                    redis::cmd("SENTINEL").arg("MASTERS").query(&mut told).ok()?;
                (known[0]["num-other-sentinels"] == "2" && known[0]["num-slaves"] == "1").then_some(())
            });
        }
    }

    /// What nodes that have a way to it call it.
    fn url(&self, way: SocketAddr) -> String {
        if self.sentinels.is_empty() {
            return format!("redis://{way}/0");
        }
        let sentinels: Vec<String> =
            self.sentinels.iter().map(|sentinel| sentinel.address.to_string()).collect();
        format!("redis+sentinel://{}/site/0", sentinels.join(","))
    }

    /// One that has what this one has, and is only read until it is told otherwise.
    fn replica(&self) -> Self {
        let (folder, address) = (tempfile::tempdir().unwrap(), free_address());
        let (host, port) = (self.address.ip().to_string(), self.address.port().to_string());
        let follows = ["--replicaof", &host, &port, "--repl-diskless-sync-delay", "0"];
        let tells = ["--replica-announce-ip", &address.ip().to_string()];
        let server = launch(address, &folder, &[&follows[..], &tells].concat());
        let replica = Self { server, address, folder, sentinels: Vec::new() };
        until("the replica follows", || {
            let told: String = redis::cmd("INFO").arg("replication").query(&mut replica.client()?).ok()?;
            told.contains("master_link_status:up").then_some(())
        });
        replica
    }

    fn client(&self) -> Option<redis::Client> {
        redis::Client::open(format!("redis://{}", self.address)).ok()
    }

    fn stop(&mut self) {
        self.server.kill().unwrap();
        self.server.wait().unwrap();
    }

    fn restart(&mut self) {
        self.server = launch(self.address, &self.folder, &[]);
    }
}

impl Drop for Redis {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

fn launch(address: SocketAddr, folder: &TempDir, options: &[&str]) -> Child {
    Command::new("redis-server")
        .args(options)
        .args(["--bind", &address.ip().to_string(), "--port", &address.port().to_string()])
        .args(["--save", "", "--dir"])
        .arg(folder.path())
        .stdout(Stdio::null())
        .spawn()
        .expect("redis-server; Debian has it in the package of that name")
}

/// How a node reaches others, and they it.
struct Network {
    redis: Way,
    database: Way,
    node: Way,
}

impl Network {
    fn ways(&self) -> [&Way; 3] {
        [&self.redis, &self.database, &self.node]
    }

    fn cut(&self) {
        self.ways().into_iter().for_each(Way::cut);
    }

    fn heal(&self) {
        self.ways().into_iter().for_each(Way::heal);
    }
}

/// The server of the nodes' database.
enum Kept {
    MariaDb(MariaDb),
    Postgres(Postgres),
}

impl Kept {
    fn port(&self) -> u16 {
        let settings = match self {
            Self::MariaDb(server) => server.settings("site"),
            Self::Postgres(server) => server.settings("site"),
        };
        match settings {
            DatabaseSettings::MySql(MySqlSettings { server: MySqlServer::Tcp { port, .. }, .. }) => port,
            DatabaseSettings::Postgres(PostgresSettings { port, .. }) => port,
            other => panic!("{other} is not reached by TCP"),
        }
    }

    /// The value of `database` for a node that has a way there.
    fn yaml(&self, way: SocketAddr) -> String {
        match self {
            Self::MariaDb(server) => {
                let DatabaseSettings::MySql(settings) = server.settings("site") else { panic!("not MySQL") };
                let user = settings.user;
                format!("{{address: \"{way}\", database: site, user: {user}, password: \"{PASSWORD}\"}}")
            }
            Self::Postgres(server) => {
                format!(
                    "\"{}\"",
                    server.url("site").replace(&format!(":{}/", self.port()), &format!(":{}/", way.port()))
                )
            }
        }
    }
}

struct Cluster {
    nodes: Vec<Server>,
    networks: Vec<Network>,
    /// Where encoders connect.
    rtmp: Vec<SocketAddr>,
    redis: Redis,
    _kept: Kept,
}

impl Cluster {
    /// As [`Cluster::start`], with PostgreSQL.
    async fn start_on_postgres() -> Self {
        let kept = Kept::Postgres(Postgres::start().await);
        Self::start_on(kept, Redis::start(), &["http", "https"], "", "", "")
    }

    /// alice has a stream, and the first node leads.
    async fn start() -> Self {
        Self::start_with("").await
    }

    /// The same with more in the configuration. One node is reached by TLS.
    async fn start_with(yaml: &str) -> Self {
        Self::start_by(&["http", "https"], "", yaml).await
    }

    /// The same with nodes that are reached by these schemes, and with more about their cluster.
    async fn start_by(schemes: &[&str], more: &str, yaml: &str) -> Self {
        Self::start_after(schemes, "", more, yaml).await
    }

    /// The same, where the second node is started by a shell after these lines.
    async fn start_after(schemes: &[&str], shell: &str, more: &str, yaml: &str) -> Self {
        let kept = Kept::MariaDb(MariaDb::start().await);
        Self::start_on(kept, Redis::start(), schemes, shell, more, yaml)
    }

    fn start_on(kept: Kept, redis: Redis, schemes: &[&str], shell: &str, more: &str, yaml: &str) -> Self {
        let port = kept.port();
        let rtmp: Vec<SocketAddr> = schemes.iter().map(|_| free_address()).collect();
        let mut networks = Vec::new();
        let made = ["a", "b", "c"].into_iter().zip(schemes).zip(&rtmp).map(|((node, scheme), rtmp)| {
            Site::at(|address| {
                let (address, listen) = match *scheme {
                    "http" => (address, "auto".to_owned()),
                    _ => {
                        let for_nodes = free_address();
                        (for_nodes, for_nodes.to_string())
                    }
                };
                let [redis_way, database, node_way] =
                    [redis.address, SocketAddr::from(([127, 0, 0, 1], port)), address].map(Way::to);
                let yaml = format!(
                    "database: {}\n\
                     cluster: {{redis: \"{}\", node: {node}, address: \"{scheme}://{}\", \
                     listen: \"{listen}\", {more}}}\n\
                     ingest: {{rtmp: \"{rtmp}\"}}\nnginx_proxy: 1\nlive_indicator_delay: 1\n{yaml}",
                    kept.yaml(database.address),
                    redis.url(redis_way.address),
                    node_way.address,
                );
                networks.push(Network { redis: redis_way, database, node: node_way });
                yaml
            })
        });
        let sites: Vec<Site> = made.collect();
        sites[0].admin(&["database", "create"]);
        sites[0].add_streamer("alice", "hunter2");
        let mut nodes = Vec::new();
        for site in sites {
            let node = if nodes.len() == 1 { site.start_after(shell) } else { site.start() };
            if nodes.is_empty() {
                until("a leads", || (node.get("/readyz").status == 200).then_some(()));
            }
            nodes.push(node);
        }
        let cluster = Self { nodes, networks, rtmp, redis, _kept: kept };
        (1..cluster.nodes.len()).for_each(|node| cluster.until_follows(node, "a"));
        cluster
    }

    /// Waits until a node passes on to another.
    #[track_caller]
    fn until_follows(&self, node: usize, leader: &str) {
        until(leader, || {
            // it may be in the middle of becoming a new process
            let mut connection = Connection::try_open(self.nodes[node].address()).ok()?;
            connection.send("GET /readyz HTTP/1.0\r\n\r\n");
            let answer = connection.answer().ok()?;
            (answer.status == 200 && answer.json()["leader"] == leader).then_some(())
        });
    }

    /// As the first node that reaches Redis tells it.
    fn status(&self) -> Value {
        let told = |node: &Server| node.site().try_admin(&["cluster", "status", "--json"]);
        let output = self.nodes.iter().map(told).find(|output| output.status.success());
        serde_json::from_slice(&output.expect("no node reaches Redis").stdout).unwrap()
    }

    async fn alice(&self, node: usize) -> Chatter {
        let mut alice = self.come(node, "198.51.100.1").await;
        alice.login_with("alice", "alice", json!({"key": "hunter2"})).await;
        alice
    }

    async fn come(&self, node: usize, from: &str) -> Chatter {
        Approach::default().from(from).connect(self.nodes[node].address()).await
    }
}

/// What somebody who comes now reads.
async fn history(server: &Server) -> Vec<String> {
    let mut reader = Approach::default().from("198.51.100.77").connect(server.address()).await;
    let history = reader.watch("alice").await;
    let messages = history["messages"].as_array().unwrap().iter();
    messages.map(|said| said["message"].as_str().unwrap().to_owned()).collect()
}

/// Comes back until it can speak, and says something that is acknowledged. Returns how long that took.
async fn speaks_again(server: &Server, name: &str, words: &str) -> Duration {
    let begun = Instant::now();
    loop {
        let attempt = async {
            let mut chatter =
                Approach::default().from("203.0.113.99").try_connect(server.address()).await.ok()?;
            chatter.patience = Duration::from_secs(3);
            chatter.say("login", json!({"streamer": "alice", "username": name, "color": "blue"})).await;
            loop {
                match chatter.try_next().await.ok()?.0.as_str() {
                    "login success" => break,
                    "error" => return None,
                    _ => {}
                }
            }
            chatter.say_and_wait("message", &[json!({ "message": words })]).await.ok()
        };
        if attempt.await.is_some() {
            return begun.elapsed();
        }
        assert!(begun.elapsed() < SPEAKS_AGAIN * 3, "the room is silent");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

#[tokio::test]
async fn two_nodes_are_one_site() {
    let mut cluster = Cluster::start_by(&["https", "https"], "", "").await;
    let status = cluster.status();
    for (node, network) in cluster.networks.iter().enumerate() {
        let address = network.node.address;
        assert_eq!(status["nodes"][node]["address"], format!("https://{address}"));
        let mut stranger = Connection::open(address);
        stranger.send("GET /healthz HTTP/1.0\r\n\r\n");
        assert!(stranger.answer().is_err(), "a stranger is answered");
    }
    assert_eq!([0, 1].map(|node| metric(&cluster.nodes[node], "pystreaming_node_leads")), [1, 0]);
    let all_are_there = || [0, 1].map(|node| metric(&cluster.nodes[node], "pystreaming_nodes")) == [2, 2];
    until("both nodes know each other", || all_are_there().then_some(()));
    // one order, for everybody
    let mut alice = cluster.alice(1).await;
    let mut bob = cluster.come(0, "203.0.113.1").await;
    bob.login("alice", "bob").await;
    let mut heard: [Vec<Value>; 2] = Default::default();
    for number in 0..20 {
        alice.message(&format!("alice {number}")).await;
        bob.message(&format!("bob {number}")).await;
    }
    for (chatter, heard) in [&mut alice, &mut bob].into_iter().zip(&mut heard) {
        while heard.len() < 40 {
            let mut said = chatter.until("message received").await;
            heard.push(said["message"].take());
        }
    }
    assert_eq!(heard[0], heard[1]);

    // what holds for a site holds across its nodes: names, bans by address
    let mut second = cluster.come(1, "203.0.113.2").await;
    assert_eq!(second.try_login("alice", "BOB", json!({})).await.unwrap_err()["code"], "name_taken");
    let mut reader = cluster.come(0, "203.0.113.3").await;
    reader.watch("alice").await;
    alice.say_and_wait("message", &[json!({"message": "/ban bob"})]).await.unwrap();
    assert_eq!(bob.until("error").await["code"], "banned");
    let mut back = cluster.come(1, "203.0.113.1").await;
    assert_eq!(back.try_login("alice", "innocent", json!({})).await.unwrap_err()["code"], "banned");
    // an address that somebody else claims for themselves is none
    for (node, status) in [(1, 503), (0, 400)] {
        let claimed = Request::new("GET", "/alice/info").header("x-pystreaming-origin", "10.0.0.1 00");
        cluster.nodes[node].send(claimed).must_be(status);
    }
    // nor is a place where nodes bring encoders there for clients, by whichever node they ask
    for node in &cluster.nodes {
        node.get("/-/node/encoders").must_be(404);
        let mut connection = Connection::open(node.address());
        connection.send(
            "GET /-/node/encoders HTTP/1.1\r\nHost: x\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n",
        );
        connection.answer().unwrap().must_be(404);
    }

    // a client that polls, by any node
    let open = cluster.nodes[1].get("/socket.io/?EIO=4&transport=polling").must_be(200);
    let open: Value = serde_json::from_str(open.text().strip_prefix('0').unwrap()).unwrap();
    let session = format!("/socket.io/?EIO=4&transport=polling&sid={}", open["sid"].as_str().unwrap());
    let watch = r#"42["presence",{"streamer":"alice","chat":true,"watch":true}]"#;
    for (node, says, hears) in [(0, "40", "40"), (1, watch, "42[")] {
        cluster.nodes[node].send(Request::new("POST", &session).text(says)).must_be(200);
        let heard = cluster.nodes[1 - node].get(&session).must_be(200);
        assert!(heard.text().starts_with(hears), "{}", heard.text());
    }

    // without Redis all goes on, and when it is back nobody has moved
    cluster.redis.stop();
    for node in 0..2 {
        cluster.nodes[node].until_logged("the cluster goes on as it is");
    }
    alice.say_and_wait("message", &[json!({"message": "without Redis"})]).await.unwrap();
    reader.until_that("message received", |said| said["message"] == "without Redis").await;
    cluster.redis.restart();
    for node in 0..2 {
        cluster.nodes[node].until_logged("Redis answers again");
    }
    until("a leads", || (cluster.status()["leader"] == "a").then_some(()));
    alice.say_and_wait("message", &[json!({"message": "with Redis"})]).await.unwrap();
    reader.until_that("message received", |said| said["message"] == "with Redis").await;
    assert_eq!(history(&cluster.nodes[1]).await.iter().filter(|said| *said == "without Redis").count(), 1);
}

#[tokio::test]
async fn what_many_hear_travels_once_between_nodes() {
    const READERS: u64 = 50;
    const MESSAGES: u64 = 20;
    // it travels once for each thread
    let cluster = Cluster::start_by(&["https", "https"], "", "workers: 2").await;
    let mut alice = cluster.alice(0).await;
    let mut readers = Vec::new();
    for _ in 0..READERS {
        let mut reader = cluster.come(1, "203.0.113.5").await;
        reader.watch("alice").await;
        readers.push(reader);
    }
    let counts = || {
        ["received", "delivered"]
            .map(|what| metric(&cluster.nodes[1], &format!("pystreaming_node_frames_{what}_total")))
    };
    let before = counts();
    for number in 0..MESSAGES {
        alice.say_and_wait("message", &[json!({"message": format!("number {number}")})]).await.unwrap();
    }
    for reader in &mut readers {
        for number in 0..MESSAGES {
            let said = reader.until("message received").await;
            assert_eq!(said["message"], format!("number {number}"));
        }
    }
    let after = counts();
    let (received, delivered) = (after[0] - before[0], after[1] - before[1]);
    assert!(delivered >= READERS * MESSAGES, "{delivered}");
    assert!(received * 10 < delivered, "{received} frames came for {delivered} that were delivered");
    assert_eq!(metric(&cluster.nodes[1], "pystreaming_node_sockets"), READERS);
}

#[tokio::test]
async fn a_leader_that_dies_is_replaced_and_nothing_acknowledged_is_missing() {
    is_replaced_when_it_dies(Cluster::start().await).await;
}

#[tokio::test]
async fn a_leader_that_dies_is_replaced_with_postgres_too() {
    is_replaced_when_it_dies(Cluster::start_on_postgres().await).await;
}

async fn is_replaced_when_it_dies(mut cluster: Cluster) {
    let mut acknowledged = Vec::new();
    let mut leads = 0;
    for round in 0..2 {
        let follows = 1 - leads;
        let mut alice = cluster.alice(follows).await;
        for number in 0..10 {
            let words = format!("round {round}, line {number}");
            alice.say_and_wait("message", &[json!({ "message": words })]).await.unwrap();
            acknowledged.push(words);
        }
        for number in 0..20 {
            alice.message(&format!("round {round}, perhaps {number}")).await;
        }
        cluster.nodes[leads].crash();
        let took = speaks_again(&cluster.nodes[follows], "carol", &format!("again {round}")).await;
        assert!(took < SPEAKS_AGAIN, "{took:?}");
        println!("the room spoke again after {took:?}");
        acknowledged.push(format!("again {round}"));
        alice.until_closed().await;
        let read = history(&cluster.nodes[follows]).await;
        for words in &acknowledged {
            assert_eq!(read.iter().filter(|said| *said == words).count(), 1, "{words}: {read:?}");
        }
        // it comes back as one that follows
        cluster.nodes[leads].restart();
        cluster.until_follows(leads, ["a", "b"][follows]);
        assert_eq!(history(&cluster.nodes[leads]).await, history(&cluster.nodes[follows]).await);
        leads = follows;
    }
}

#[tokio::test]
async fn a_leader_that_was_paused_writes_no_more_and_follows() {
    writes_no_more_after_a_pause(Cluster::start().await).await;
}

#[tokio::test]
async fn a_leader_that_was_paused_writes_no_more_with_postgres_either() {
    writes_no_more_after_a_pause(Cluster::start_on_postgres().await).await;
}

async fn writes_no_more_after_a_pause(cluster: Cluster) {
    let mut alice = cluster.alice(0).await;
    alice.say_and_wait("message", &[json!({"message": "before"})]).await.unwrap();
    // in the middle of it
    for number in 0..50 {
        alice.message(&format!("perhaps {number}")).await;
    }
    let mut reader = cluster.come(0, "203.0.113.5").await;
    reader.watch("alice").await;
    cluster.nodes[0].pause();
    alice.message("too late").await;
    let took = speaks_again(&cluster.nodes[1], "carol", "meanwhile").await;
    assert!(took < SPEAKS_AGAIN, "{took:?}");
    println!("the room spoke again after {took:?}");
    let read = history(&cluster.nodes[1]).await;
    cluster.nodes[0].signal(Signal::CONT);
    alice.until_closed().await;
    while let Ok((event, body)) = reader.try_next().await {
        let said = event == "message received" && body["message"] == "too late";
        assert!(!said, "it was heard after it was replaced");
    }
    cluster.until_follows(0, "b");
    assert_eq!(history(&cluster.nodes[1]).await, read, "it wrote after it was replaced");
    assert!(read.contains(&"before".to_owned()) && read.contains(&"meanwhile".to_owned()));
    assert!(!read.contains(&"too late".to_owned()));
    let mut back = cluster.alice(0).await;
    back.say_and_wait("message", &[json!({"message": "after"})]).await.unwrap();
    assert_eq!(history(&cluster.nodes[0]).await.last().unwrap(), "after");
}

#[tokio::test]
async fn a_leader_that_is_cut_off_writes_no_more_and_follows_when_it_is_back() {
    let cluster = Cluster::start().await;
    let mut alice = cluster.alice(0).await;
    alice.say_and_wait("message", &[json!({"message": "before"})]).await.unwrap();
    cluster.networks[0].cut();
    alice.patience = SPEAKS_AGAIN * 2;
    let too_late = tokio::spawn(async move {
        let outcome = alice.say_and_wait("message", &[json!({"message": "too late"})]).await;
        (alice, outcome)
    });
    let took = speaks_again(&cluster.nodes[1], "carol", "meanwhile").await;
    println!("the room spoke again after {took:?}");
    assert!(took < SPEAKS_AGAIN, "{took:?}");
    let (_, outcome) = too_late.await.unwrap();
    assert!(outcome.is_err(), "it acknowledged what nobody stores");
    cluster.networks[0].heal();
    cluster.until_follows(0, "b");
    for node in &cluster.nodes {
        assert_eq!(history(node).await, ["before", "meanwhile"]);
    }
}

#[tokio::test]
async fn a_leader_that_loses_redis_alone_is_replaced_and_finds_that_in_the_database() {
    let cluster = Cluster::start().await;
    let mut alice = cluster.alice(0).await;
    alice.say_and_wait("message", &[json!({"message": "before"})]).await.unwrap();
    cluster.networks[0].redis.cut();
    until("b leads", || (cluster.nodes[1].get("/readyz").json()["leader"].is_null()).then_some(()));
    alice.until_closed().await;
    let took = speaks_again(&cluster.nodes[1], "carol", "meanwhile").await;
    assert!(took < SPEAKS_AGAIN, "{took:?}");
    cluster.networks[0].redis.heal();
    cluster.until_follows(0, "b");
    assert_eq!(history(&cluster.nodes[0]).await, ["before", "meanwhile"]);
}

#[tokio::test]
async fn a_follower_that_is_cut_off_changes_nothing_for_the_others() {
    let cluster = Cluster::start().await;
    let mut alice = cluster.alice(0).await;
    cluster.networks[0].node.cut();
    cluster.networks[1].cut();
    alice.say_and_wait("message", &[json!({"message": "alone"})]).await.unwrap();
    cluster.nodes[1].until_logged("the cluster goes on as it is");
    alice.say_and_wait("message", &[json!({"message": "still"})]).await.unwrap();
    assert_eq!(metric(&cluster.nodes[0], "pystreaming_node_leads"), 1);
    cluster.networks[0].node.heal();
    cluster.networks[1].heal();
    cluster.until_follows(1, "a");
    assert_eq!(history(&cluster.nodes[1]).await, ["alone", "still"]);
    let mut bob = cluster.come(1, "203.0.113.1").await;
    bob.login("alice", "bob").await;
    bob.message("back").await;
    alice.until_that("message received", |said| said["message"] == "back").await;
}

#[tokio::test]
async fn a_redis_server_that_is_full_changes_nothing() {
    let cluster = Cluster::start().await;
    let mut redis = cluster.redis.client().unwrap();
    let mut limit = |bytes: &str| {
        let set = redis::cmd("CONFIG").arg("SET").arg("maxmemory").arg(bytes).query::<()>(&mut redis);
        set.unwrap();
    };
    limit("1");
    for node in &cluster.nodes {
        node.until_logged("the cluster goes on as it is");
    }
    let mut alice = cluster.alice(1).await;
    alice.say_and_wait("message", &[json!({"message": "full"})]).await.unwrap();
    limit("0");
    for node in &cluster.nodes {
        node.until_logged("Redis answers again");
    }
    alice.say_and_wait("message", &[json!({"message": "free"})]).await.unwrap();
    assert_eq!(cluster.status()["leader"], "a");
}

#[tokio::test]
async fn a_redis_server_that_fails_over_changes_nothing() {
    let mut cluster = Cluster::start().await;
    let replica = cluster.redis.replica();
    let mut alice = cluster.alice(1).await;
    cluster.redis.stop();
    for network in &cluster.networks {
        network.redis.lead_to(replica.address);
    }
    until("both nodes find that it is only read", || {
        let stats: String = redis::cmd("INFO").arg("errorstats").query(&mut replica.client()?).ok()?;
        let refused = stats.lines().find_map(|line| line.strip_prefix("errorstat_READONLY:count="))?;
        (refused.trim().parse::<u32>().ok()? > 4).then_some(())
    });
    alice.say_and_wait("message", &[json!({"message": "between"})]).await.unwrap();
    redis::cmd("REPLICAOF").arg("NO").arg("ONE").query::<()>(&mut replica.client().unwrap()).unwrap();
    for node in &cluster.nodes {
        node.until_logged("Redis answers again");
    }
    assert_eq!(cluster.status()["leader"], "a");
    alice.say_and_wait("message", &[json!({"message": "after"})]).await.unwrap();
    cluster.nodes[0].crash();
    assert!(speaks_again(&cluster.nodes[1], "bob", "and with another leader").await < SPEAKS_AGAIN);
    assert_eq!(history(&cluster.nodes[1]).await, ["between", "after", "and with another leader"]);
}

#[tokio::test]
async fn sentinels_that_replace_the_redis_server_change_nothing() {
    let mut redis = Redis::start();
    let replica = redis.replica();
    redis.watch();
    let kept = Kept::MariaDb(MariaDb::start().await);
    let mut cluster = Cluster::start_on(kept, redis, &["http", "https"], "", "", "");
    let mut alice = cluster.alice(1).await;
    // the Sentinel on its machine dies with it
    cluster.redis.stop();
    cluster.redis.sentinels[0].stop();
    alice.say_and_wait("message", &[json!({"message": "between"})]).await.unwrap();
    for node in &cluster.nodes {
        node.until_logged("Redis answers again");
    }
    let role: redis::Role = redis::cmd("ROLE").query(&mut replica.client().unwrap()).unwrap();
    assert!(matches!(role, redis::Role::Primary { .. }));
    assert_eq!(cluster.status()["leader"], "a");
    alice.say_and_wait("message", &[json!({"message": "after"})]).await.unwrap();
    cluster.nodes[0].crash();
    assert!(speaks_again(&cluster.nodes[1], "bob", "and with another leader").await < SPEAKS_AGAIN);
    assert_eq!(history(&cluster.nodes[1]).await, ["between", "after", "and with another leader"]);
}

#[tokio::test]
async fn a_leader_whose_clock_is_behind_goes_on_with_later_messages() {
    // the program itself is not used: it would stand between the test and the server
    let ahead = "LD_PRELOAD=$(faketime -m -f +0 printenv LD_PRELOAD) || exit\n\
                 export LD_PRELOAD FAKETIME=+50s FAKETIME_DONT_FAKE_MONOTONIC=1";
    let mut cluster = Cluster::start_after(&["http", "https"], ahead, "", "").await;
    let reader = tokio::spawn(hears(cluster.nodes[1].address()));
    let mut alice = cluster.alice(1).await;
    alice.say_and_wait("message", &[json!({"message": "by a"})]).await.unwrap();
    cluster.nodes[0].crash();
    assert!(speaks_again(&cluster.nodes[1], "bob", "by b").await < SPEAKS_AGAIN);
    cluster.nodes[0].restart();
    cluster.until_follows(0, "b");
    cluster.nodes[1].terminate();
    cluster.nodes[1].until_ended();
    assert!(speaks_again(&cluster.nodes[0], "carol", "by a again").await < SPEAKS_AGAIN);
    cluster.nodes[1].restart();
    cluster.until_follows(1, "a");
    let mut alice = cluster.alice(1).await;
    alice.say_and_wait("message", &[json!({"message": "end"})]).await.unwrap();
    let heard = reader.await.unwrap();
    assert!(heard.is_sorted_by(|one, other| one.0 < other.0), "{heard:?}");
    let heard: Vec<_> = heard.into_iter().map(|(_, said)| said).collect();
    assert_eq!(heard, ["by a", "by b", "by a again", "end"]);
    let read = alice.watch("alice").await;
    let read = read["messages"].as_array().unwrap().iter();
    let (texts, times): (Vec<_>, Vec<_>) =
        read.map(|said| (said["message"].as_str().unwrap(), said["time"].as_f64().unwrap())).unzip();
    assert_eq!(texts, heard);
    assert!(times[1] > times[2], "the clocks are not apart: {times:?}");
}

/// What became of the messages of a sender.
#[derive(Default)]
struct Sent {
    acknowledged: Vec<String>,
    /// Their sender never heard whether they arrived.
    unknown: Vec<String>,
}

/// Says so many messages, coming back by whichever node answers. Counts what is acknowledged.
async fn sends(number: usize, count: usize, nodes: [SocketAddr; 2], acknowledged: &AtomicUsize) -> Sent {
    let mut sent = Sent::default();
    let from = format!("203.0.{}.{}", 100 + number / 200, 1 + number % 200);
    for attempt in number.. {
        let attempt = async {
            let to = nodes[attempt % 2];
            let mut chatter = Approach::default().from(&from).try_connect(to).await.ok()?;
            chatter.patience = SPEAKS_AGAIN;
            let login = json!({"streamer": "alice", "username": format!("p{number}"), "color": "blue"});
            chatter.try_say("login", login).await.ok()?;
            while chatter.try_next().await.ok()?.0 != "login success" {}
            while sent.acknowledged.len() + sent.unknown.len() < count {
                let said = format!("p{number} {}", sent.acknowledged.len() + sent.unknown.len());
                match chatter.say_and_wait("message", &[json!({ "message": said })]).await {
                    Ok(()) => {
                        sent.acknowledged.push(said);
                        acknowledged.fetch_add(1, Ordering::Relaxed);
                    }
                    Err(_) => {
                        sent.unknown.push(said);
                        return None;
                    }
                }
            }
            Some(())
        };
        if attempt.await.is_some() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    sent
}

/// What somebody who reads at a node hears, by number, coming back after the last that was heard, until `end` is said.
async fn hears(node: SocketAddr) -> Vec<(u64, String)> {
    let mut heard: Vec<(u64, String)> = Vec::new();
    let entry = |said: &Value| (said["id"].as_u64().unwrap(), said["message"].as_str().unwrap().to_owned());
    loop {
        let last = heard.last().map(|(id, _)| *id);
        let attempt = async {
            let mut reader = Approach::default().from("198.51.100.9").try_connect(node).await.ok()?;
            reader.patience = Duration::from_secs(20);
            let mut presence = json!({"streamer": "alice", "chat": true});
            if let Some(last) = last {
                presence["last"] = last.into();
            }
            reader.try_say("presence", presence).await.ok()?;
            loop {
                match reader.try_next().await.ok()? {
                    (event, history) if event == "history" => {
                        // all of it, if the last that was heard is not in it
                        let messages = history["messages"].as_array().unwrap().iter().map(entry);
                        let new: Vec<_> = messages.filter(|entry| !heard.contains(entry)).collect();
                        heard.extend(new);
                    }
                    (event, said) if event == "message received" => heard.push(entry(&said)),
                    _ => {}
                }
                if heard.last().is_some_and(|(_, said)| said == "end") {
                    return Some(());
                }
            }
        };
        if attempt.await.is_some() {
            return heard;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// Many who send through both nodes, and one at each who reads.
struct Crowd {
    senders: Vec<JoinHandle<Sent>>,
    readers: [JoinHandle<Vec<(u64, String)>>; 2],
    acknowledged: Arc<AtomicUsize>,
}

impl Crowd {
    /// Messages of each sender.
    const EACH: usize = 4;
    /// What a cluster needs to keep all that they say.
    const KEEPS: &str = "chat: {history_messages: 1000, outbox_kib: 2048}\n";

    fn come(cluster: &Cluster, senders: usize) -> Self {
        let addresses = [cluster.nodes[0].address(), cluster.nodes[1].address()];
        let readers = addresses.map(|node| tokio::spawn(hears(node)));
        let acknowledged = Arc::new(AtomicUsize::new(0));
        let senders = (0..senders).map(|number| {
            let acknowledged = Arc::clone(&acknowledged);
            tokio::spawn(async move { sends(number, Self::EACH, addresses, &acknowledged).await })
        });
        Self { senders: senders.collect(), readers, acknowledged }
    }

    async fn until_acknowledged(&self, count: usize) {
        let acknowledged = async {
            while self.acknowledged.load(Ordering::Relaxed) < count {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
        };
        tokio::time::timeout(Duration::from_secs(90), acknowledged).await.expect("too few are acknowledged");
    }

    /// Waits until a leader that has just begun has heard some of them. Nobody sends more than one in vain for each that went.
    async fn until_heard_again(&self, gone: usize) {
        let heard = self.acknowledged.load(Ordering::Relaxed);
        let rest = (self.senders.len() * (Self::EACH - gone)).saturating_sub(heard);
        self.until_acknowledged(heard + rest.min(self.senders.len() / 4)).await;
    }

    /// Nothing that was acknowledged is missing, nothing is there twice, and all have heard it in one order.
    async fn lost_nothing(self, cluster: &Cluster) {
        let mut sent = Sent::default();
        for sender in self.senders {
            let one = sender.await.unwrap();
            sent.acknowledged.extend(one.acknowledged);
            sent.unknown.extend(one.unknown);
        }
        let mut alice = cluster.alice(0).await;
        alice.say_and_wait("message", &[json!({"message": "end"})]).await.unwrap();
        let read = history(&cluster.nodes[0]).await;
        assert_eq!(read, history(&cluster.nodes[1]).await);
        for said in &sent.acknowledged {
            assert_eq!(read.iter().filter(|read| *read == said).count(), 1, "{said} was acknowledged");
        }
        for said in &sent.unknown {
            assert!(read.iter().filter(|read| *read == said).count() <= 1, "{said} is there twice");
        }
        println!(
            "{} acknowledged, {} unknown, {} kept",
            sent.acknowledged.len(),
            sent.unknown.len(),
            read.len()
        );
        for reader in self.readers {
            let heard = reader.await.unwrap();
            if let Some(pair) = heard.windows(2).find(|pair| pair[0].0 >= pair[1].0) {
                panic!("twice, or in another order: {pair:?}");
            }
            // what was heard and not kept was acknowledged to nobody
            let kept: Vec<_> =
                heard.iter().map(|(_, said)| said).filter(|said| read.contains(said)).collect();
            assert_eq!(kept, read.iter().collect::<Vec<_>>(), "heard in another order than it is kept");
        }
    }
}

#[tokio::test]
async fn two_hundred_senders_lose_nothing_and_are_heard_in_one_order_while_leaders_go() {
    const SENDERS: usize = 200;
    let mut cluster = Cluster::start_with(Crowd::KEEPS).await;
    let crowd = Crowd::come(&cluster, SENDERS);
    crowd.until_acknowledged(SENDERS * Crowd::EACH / 4).await;
    cluster.nodes[0].crash();
    until("b leads", || (cluster.status()["leader"] == "b").then_some(()));
    crowd.until_heard_again(1).await;
    cluster.nodes[0].restart();
    cluster.until_follows(0, "b");
    // in order, once there is somebody to lead
    cluster.nodes[1].terminate();
    cluster.nodes[1].until_ended();
    cluster.nodes[1].restart();
    crowd.lost_nothing(&cluster).await;
}

#[tokio::test]
async fn two_hundred_senders_lose_nothing_while_a_slow_network_is_cut_and_heals() {
    const SENDERS: usize = 200;
    let cluster = Cluster::start_with(Crowd::KEEPS).await;
    for Network { redis, database, node } in &cluster.networks {
        node.delay(Duration::from_millis(50));
        for way in [redis, database] {
            way.delay(Duration::from_millis(10));
        }
    }
    let crowd = Crowd::come(&cluster, SENDERS);
    crowd.until_acknowledged(SENDERS * Crowd::EACH / 4).await;
    for (leads, follows) in [(0, "b"), (1, "a")] {
        cluster.networks[leads].cut();
        until(follows, || (cluster.status()["leader"] == follows).then_some(()));
        crowd.until_heard_again(1 + leads).await;
        cluster.networks[leads].heal();
        cluster.until_follows(leads, follows);
    }
    crowd.lost_nothing(&cluster).await;
}

#[tokio::test]
async fn a_leader_that_is_back_at_once_does_not_ask_itself() {
    let mut cluster = Cluster::start().await;
    let mut alice = cluster.alice(1).await;
    alice.say_and_wait("message", &[json!({"message": "before"})]).await.unwrap();
    cluster.nodes[0].crash();
    cluster.nodes[0].restart();
    for node in &cluster.nodes {
        node.get("/alice/info").must_be(200);
        let passed = "pystreaming_node_passed_total";
        let leads = node.get("/metrics").must_be(200).text().lines().all(|line| !line.starts_with(passed));
        assert!(leads || metric(node, passed) < 20, "it asked itself");
    }
    alice.until_closed().await;
    let took = speaks_again(&cluster.nodes[0], "carol", "after").await;
    assert!(took < SPEAKS_AGAIN, "{took:?}");
    assert_eq!(history(&cluster.nodes[1]).await, ["before", "after"]);
}

#[tokio::test]
async fn a_node_that_could_not_lead_can_once_the_database_answers_it() {
    let cluster = Cluster::start().await;
    cluster.networks[1].database.cut();
    // it is handed over to, and cannot take it
    cluster.nodes[0].site().admin(&["cluster", "drain", "a"]);
    let is = |states: [&str; 2]| {
        let status = cluster.status();
        [0, 1].into_iter().all(|node| status["nodes"][node]["state"] == states[node])
    };
    until("b cannot lead, and a does", || is(["leads", "cannot lead"]).then_some(()));
    cluster.networks[1].database.heal();
    until("b leads", || is(["drained", "leads"]).then_some(()));
    let took = speaks_again(&cluster.nodes[0], "carol", "on b").await;
    println!("the room spoke again after {took:?}");
}

#[tokio::test]
async fn a_leader_hands_over_in_order() {
    let mut cluster = Cluster::start_by(&["https", "https"], "", "").await;
    let status = cluster.status();
    assert_eq!((&status["leader"], &status["nodes"][1]["state"]), (&json!("a"), &json!("follows")));
    let refused = cluster.nodes[0].site().try_admin(&["cluster", "drain", "c"]);
    assert!(!refused.status.success());
    cluster.nodes[0].site().admin(&["cluster", "drain", "a"]);
    // requests to the other wait meanwhile, and none fails
    let begun = Instant::now();
    while cluster.status()["leader"] != "b" {
        cluster.nodes[1].get("/alice/info").must_be(200);
        assert!(begun.elapsed() < Duration::from_secs(15));
    }
    cluster.until_follows(0, "b");
    println!("handed over after {:?}", begun.elapsed());
    assert_eq!(cluster.status()["nodes"][0]["state"], "drained");
    // nobody else can lead, so it stays as it is until the other is allowed to
    let mut alice = cluster.alice(0).await;
    alice.say_and_wait("message", &[json!({"message": "on b"})]).await.unwrap();
    cluster.nodes[0].site().admin(&["cluster", "resume", "a"]);
    cluster.nodes[1].terminate();
    let took = speaks_again(&cluster.nodes[0], "carol", "on a").await;
    println!("the room spoke again after {took:?}");
    assert!(took < SPEAKS_AGAIN, "{took:?}");
    assert_eq!(cluster.nodes[1].until_ended().code(), Some(0));
    assert_eq!(history(&cluster.nodes[0]).await, ["on b", "on a"]);
    assert_eq!(cluster.status()["leader"], "a");
    cluster.nodes[1].restart();
    cluster.until_follows(1, "a");

    // a node that was told not to lead may again, also while it is away
    cluster.nodes[0].site().admin(&["cluster", "drain", "b"]);
    cluster.nodes[1].terminate();
    cluster.nodes[1].until_ended();
    until("b has left", || cluster.status()["nodes"].get(1).is_none().then_some(()));
    cluster.nodes[0].site().admin(&["cluster", "resume", "b"]);
    assert!(!cluster.nodes[0].site().try_admin(&["cluster", "resume", "b"]).status.success());
}

fn metric(server: &Server, name: &str) -> u64 {
    let metrics = server.get("/metrics").must_be(200);
    let line = metrics.text().lines().find_map(|line| line.strip_prefix(&format!("{name} ")));
    line.unwrap_or_else(|| panic!("no {name}")).parse().unwrap()
}
