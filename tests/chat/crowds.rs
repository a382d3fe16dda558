//! A thousand people at once.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use futures_util::stream::{FuturesUnordered, StreamExt as _};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use serde_json::{Value, json};

use crate::chat::{Approach, Chatter};
use crate::encoder::{Recording, publish};
use crate::server::{Server, Site};

const CROWD: usize = 1000;
/// How many of them are logged in.
const MEMBERS: usize = 40;
const TEN_SECONDS: Duration = Duration::from_secs(10);

/// One of the crowd, as it was when it was last connected.
struct Somebody {
    number: usize,
    cookies: Vec<String>,
    resume: Option<Value>,
    chatter: Option<Chatter>,
}

impl Somebody {
    /// Connects, watches, reads along, and logs in if this is one who does; as who they were, if they were here before.
    async fn come(mut self, to: SocketAddr) -> Self {
        let mut chatter = Approach::default().cookies(&self.cookies).connect(to).await;
        self.cookies.append(&mut chatter.cookies.clone());
        chatter.watch("alice").await;
        if self.number < MEMBERS {
            let name = format!("member {}", self.number);
            let more = self.resume.as_ref().map_or(json!({}), |resume| json!({ "resume": resume }));
            self.resume = Some(chatter.login_with("alice", &name, more).await["resume"].clone());
        }
        self.chatter = Some(chatter);
        self
    }
}

/// All of them at once.
async fn come(crowd: Vec<Somebody>, to: SocketAddr) -> Vec<Somebody> {
    crowd.into_iter().map(|somebody| somebody.come(to)).collect::<FuturesUnordered<_>>().collect().await
}

/// The tests' own connections need descriptors too.
fn allow_descriptors() {
    let Rlimit { maximum, .. } = getrlimit(Resource::Nofile);
    setrlimit(Resource::Nofile, Rlimit { current: maximum, maximum }).unwrap();
    assert!(maximum.is_none_or(|maximum| maximum >= 4096), "ulimit -n is {maximum:?}; this needs 4096");
}

fn live_site() -> Server {
    let site = Site::new("live_indicator_delay: 600\n");
    site.add_streamer("alice", "hunter2");
    let server = site.start_after("ulimit -n 4096");
    show(&server);
    server
}

fn show(server: &Server) {
    publish(server, "hunter2", 1).must_be(200);
    Recording::new(server, "hunter2").write(0..3);
    server.until_info("alice", "live", true);
}

#[tokio::test]
async fn a_crowd_is_told_of_a_restart_let_go_and_back_at_once_with_nobody_twice() {
    allow_descriptors();
    let mut server = live_site();
    let newcomer = |number| Somebody { number, cookies: Vec::new(), resume: None, chatter: None };
    let mut crowd = come((0..CROWD).map(newcomer).collect(), server.address()).await;
    server.until_info("alice", "count", CROWD);

    let begun = Instant::now();
    server.terminate();
    let farewells = crowd.iter_mut().map(farewell).collect::<FuturesUnordered<_>>();
    let told = farewells.filter(|told| std::future::ready(*told)).count().await;
    let status = server.until_ended();
    assert!(begun.elapsed() < TEN_SECONDS, "{:?}", begun.elapsed());
    assert!(status.success(), "{status}");
    assert_eq!(told, CROWD, "everybody hears that the server restarts");

    server.restart();
    show(&server);
    let begun = Instant::now();
    let mut crowd = come(crowd, server.address()).await;
    assert!(begun.elapsed() < TEN_SECONDS, "{:?}", begun.elapsed());
    server.until_info("alice", "count", CROWD);
    let member = crowd.iter_mut().find(|somebody| somebody.number == 0).unwrap().chatter.as_mut().unwrap();
    member.message("/users").await;
    let users = member.until("userlist").await;
    assert_eq!((&users["count"], users["users"].as_array().unwrap().len()), (&json!(MEMBERS), MEMBERS));
    // and everybody hears what is said
    member.message("we are all here").await;
    for somebody in &mut crowd {
        let chatter = somebody.chatter.as_mut().unwrap();
        chatter.until_that("message received", |said| said["message"] == "we are all here").await;
    }
    drop(crowd);
    server.until_info("alice", "count", 0);
}

/// Whether somebody hears of the restart before the connection ends.
async fn farewell(somebody: &mut Somebody) -> bool {
    let heard = somebody.chatter.take().unwrap().until_closed().await;
    heard.iter().any(|(event, _)| event == "server restarting")
}
