//! Encoders that connect to a node that does not lead: their bytes go to the node that does, over a connection that begins as HTTP.

use std::error::Error;
use std::net::IpAddr;
use std::time::Duration;

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use async_trait::async_trait;
use bytes::Bytes;
use http_body_util::Empty;
use hyper::header::{CONNECTION, HOST, UPGRADE};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio::time::{Instant, sleep, timeout, timeout_at};
use tracing::{debug, warn};

use super::coordination::Node;
use super::membership::Leader;
use super::origin::{ENCODER, Origins};
use super::relay::relay;
use crate::ingest::SideDoor;
use crate::ingest::rtmp::{PassOn, Transport, prepare};
use crate::server::TakeOver;
use crate::web::refuse;

/// Where the node that leads takes connections of encoders.
pub const ENCODERS: &str = "/-/node/encoders";
/// How long an encoder waits for a node that leads; OBS waits longer.
const PATIENCE: Duration = Duration::from_secs(8);
/// How long the node that leads may take to answer.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(2);
/// Before another attempt.
const PAUSE: Duration = Duration::from_millis(100);
/// The only protocol for which the HTTP layer gives a connection away. What follows is no WebSocket, but bytes as they are.
const PROTOCOL: &str = "websocket";

type Upgraded = TokioIo<hyper::upgrade::Upgraded>;

/// The way of encoders to the node that leads.
pub struct Tunnel {
    leader: Leader,
    origins: Origins,
}

impl Tunnel {
    pub fn new(leader: Leader, origins: Origins) -> Self {
        Self { leader, origins }
    }

    /// A connection to the node that leads, as if it came from this address, and whose it is. A node that has just gone is still known
    /// for a while, so a few attempts may fail.
    async fn open(&self, address: IpAddr) -> Option<(Upgraded, String)> {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let Ok(leader) = timeout_at(deadline, self.leader.known()).await else {
                warn!("a publisher is turned away: no node leads");
                return None;
            };
            let error = match timeout(ANSWER_TIMEOUT, self.connect(&leader, address)).await {
                Ok(Ok(upgraded)) => return Some((upgraded, leader.process.clone())),
                Ok(Err(error)) => error,
                Err(late) => late.into(),
            };
            if Instant::now() > deadline {
                warn!(%error, leader = %leader.name, "a publisher cannot be passed on to the node that leads");
                return None;
            }
            sleep(PAUSE).await;
        }
    }

    async fn connect(
        &self,
        leader: &Node,
        address: IpAddr,
    ) -> Result<Upgraded, Box<dyn Error + Send + Sync>> {
        let stream = TcpStream::connect(&leader.address).await?;
        prepare(&stream);
        let (mut sender, connection) =
            hyper::client::conn::http1::handshake::<_, Empty<Bytes>>(TokioIo::new(stream)).await?;
        tokio::spawn(connection.with_upgrades());
        let request = hyper::Request::get(ENCODERS)
            .header(HOST, &leader.address)
            .header(CONNECTION, "upgrade")
            .header(UPGRADE, PROTOCOL)
            .header(ENCODER.as_str(), self.origins.encoder_header(address))
            .body(Empty::new())?;
        let mut response = sender.send_request(request).await?;
        if response.status() != hyper::StatusCode::SWITCHING_PROTOCOLS {
            return Err(format!("it answers with status {}", response.status()).into());
        }
        Ok(TokioIo::new(hyper::upgrade::on(&mut response).await?))
    }
}

#[async_trait]
impl PassOn for Tunnel {
    async fn pass_on(&self, mut stream: Box<dyn Transport>, address: IpAddr) {
        let Some((mut there, process)) = self.open(address).await else { return };
        // when another node leads, the encoder connects again and is passed on to that one
        tokio::select! {
            () = relay(&mut stream, &mut there) => debug!("a publisher that was passed on has left"),
            () = self.leader.clone().gone(process) => {}
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
    TakeOver::answer(response, async move |stream, read| match stream.into_std() {
        Ok(stream) => door.receive(stream, read.to_vec(), address),
        Err(error) => debug!(%error, "the connection of a publisher cannot leave its thread"),
    })
}
