//! Encoders that connect to a node that does not lead: their bytes go to the node that does, over a connection that begins as HTTP.

use std::net::IpAddr;
use std::time::Duration;

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use async_trait::async_trait;
use tokio::time::{Instant, sleep, timeout_at};
use tracing::{debug, warn};

use super::dial::{PROTOCOL, Upgraded, dial};
use super::link::Upstream;
use super::origin::{ENCODER, Origins};
use super::relay::relay;
use crate::ingest::SideDoor;
use crate::ingest::rtmp::{PassOn, Transport};
use crate::server::{Detached, TakeOver};
use crate::web::refuse;

/// Where the node that leads takes connections of encoders.
pub const ENCODERS: &str = "/-/node/encoders";
/// How long an encoder waits for a node that leads; OBS waits longer.
const PATIENCE: Duration = Duration::from_secs(8);
/// Before another attempt.
const PAUSE: Duration = Duration::from_millis(100);

/// The way of encoders to the node that leads.
pub struct Tunnel {
    upstream: Upstream,
}

impl Tunnel {
    pub fn new(upstream: Upstream) -> Self {
        Self { upstream }
    }

    /// A connection to the node that leads, as if it came from this address, and whose it is. A node that has just gone is still known
    /// for a while, so a few attempts may fail.
    async fn open(&self, address: IpAddr) -> Option<(Upgraded, String)> {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let Ok(leader) = timeout_at(deadline, self.upstream.leader.known()).await else {
                warn!("a publisher is turned away: no node leads");
                return None;
            };
            let header = self.upstream.origins.encoder_header(address);
            let error = match dial(&self.upstream.links, &leader, ENCODERS, (ENCODER.as_str(), &header)).await
            {
                Ok(upgraded) => return Some((upgraded, leader.process.clone())),
                Err(error) => error,
            };
            if Instant::now() > deadline {
                warn!(%error, leader = %leader.name, "a publisher cannot be passed on to the node that leads");
                return None;
            }
            sleep(PAUSE).await;
        }
    }
}

#[async_trait]
impl PassOn for Tunnel {
    async fn pass_on(&self, mut stream: Box<dyn Transport>, address: IpAddr) {
        let Some((mut there, process)) = self.open(address).await else { return };
        // when another node leads, the encoder connects again and is passed on to that one
        tokio::select! {
            () = relay(&mut stream, &mut there) => debug!("a publisher that was passed on has left"),
            () = self.upstream.leader.clone().gone(process) => {}
        }
    }
}

/// `GET /-/node/encoders`: takes the connection of an encoder that another node passes on.
pub async fn receive_encoder(
    request: HttpRequest,
    door: web::Data<SideDoor>,
    origins: web::Data<Origins>,
) -> HttpResponse {
    let upgrades = request.headers().get("upgrade").is_some_and(|protocol| protocol == PROTOCOL);
    let (true, Some(address)) = (upgrades, origins.read_encoder(request.headers())) else {
        return refuse(StatusCode::NOT_FOUND, "there is no such page");
    };
    let response = HttpResponse::SwitchingProtocols().upgrade(PROTOCOL).finish();
    TakeOver::answer(response, async move |stream, read| match stream.detach() {
        Ok(Detached::Tcp(stream)) => door.receive(stream, read.to_vec(), address),
        Ok(Detached::Carried(_)) => debug!("a publisher comes with the sockets of viewers"),
        Err(error) => debug!(%error, "the connection of a publisher cannot leave its thread"),
    })
}
