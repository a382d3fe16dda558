//! Ways between servers of a test, which can be cut or made slow as networks are.

use std::net::SocketAddr;
use std::thread;
use std::time::Duration;

use futures_util::future;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{mpsc, watch};
use tokio::time::{Instant, sleep_until};

/// A way to a server: its address leads there.
pub struct Way {
    pub address: SocketAddr,
    /// The way ends with it.
    state: watch::Sender<State>,
}

#[derive(Debug, Clone, Copy)]
struct State {
    server: SocketAddr,
    /// Nothing arrives, in either direction, and nobody is told. What was sent arrives when it is healed.
    is_cut: bool,
    /// Of everything that is sent, in either direction.
    delay: Duration,
}

impl Way {
    pub fn to(server: SocketAddr) -> Self {
        let (state, seen) = watch::channel(State { server, is_cut: false, delay: Duration::ZERO });
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let address = listener.local_addr().unwrap();
        // tests block their own runtime
        thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(async move {
                let (listener, mut ended) = (TcpListener::from_std(listener).unwrap(), seen.clone());
                let accept = async {
                    while let Ok((client, _)) = listener.accept().await {
                        tokio::spawn(lead(client, seen.clone()));
                    }
                };
                tokio::select! {
                    () = accept => {}
                    _ = ended.wait_for(|_| false) => {}
                }
            });
        });
        Self { address, state }
    }

    pub fn cut(&self) {
        self.state.send_modify(|state| state.is_cut = true);
    }

    pub fn heal(&self) {
        self.state.send_modify(|state| state.is_cut = false);
    }

    /// Leads to another server from now on. Connections to the one before end.
    pub fn lead_to(&self, server: SocketAddr) {
        self.state.send_modify(|state| state.server = server);
    }

    pub fn delay(&self, delay: Duration) {
        self.state.send_modify(|state| state.delay = delay);
    }
}

async fn lead(client: TcpStream, mut state: watch::Receiver<State>) {
    passable(&mut state).await;
    let address = state.borrow().server;
    let Ok(server) = TcpStream::connect(address).await else { return };
    for end in [&client, &server] {
        let _ = end.set_nodelay(true);
    }
    let ((from_client, to_client), (from_server, to_server)) = (client.into_split(), server.into_split());
    let both = future::join(
        carry(from_client, to_server, state.clone()),
        carry(from_server, to_client, state.clone()),
    );
    tokio::select! {
        _ = both => {}
        _ = state.wait_for(|state| state.server != address) => {}
    }
}

/// Waits until something arrives.
async fn passable(state: &mut watch::Receiver<State>) {
    let _ = state.wait_for(|state| !state.is_cut).await;
}

async fn carry(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, mut state: watch::Receiver<State>) {
    // as much as a network may have on its way
    let (sent, mut arriving) = mpsc::channel::<(Instant, Vec<u8>)>(256);
    let departures = state.clone();
    let departing = async move {
        let mut buffer = vec![0; 64 * 1024];
        while let Ok(length @ 1..) = from.read(&mut buffer).await {
            let arrives = Instant::now() + departures.borrow().delay;
            if sent.send((arrives, buffer[..length].to_vec())).await.is_err() {
                return;
            }
        }
    };
    let arrival = async move {
        while let Some((arrives, bytes)) = arriving.recv().await {
            sleep_until(arrives).await;
            passable(&mut state).await;
            if to.write_all(&bytes).await.is_err() {
                return;
            }
        }
        passable(&mut state).await;
    };
    future::join(departing, arrival).await;
}
