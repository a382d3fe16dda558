//! What connections are made of: TCP, or something on top of it.

use std::time::Duration;

use rustix::net::sockopt;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tracing::debug;

/// Silence after which the kernel asks whether the other end is still there, and the pause between attempts.
const KEEPALIVE: Duration = Duration::from_secs(5);
/// Attempts before the kernel gives up; after as long, sent data that is not acknowledged breaks the connection, too.
const KEEPALIVE_ATTEMPTS: u32 = 3;

/// A stream of bytes to and from a publisher.
pub trait Transport: AsyncRead + AsyncWrite + Unpin + Send {
    /// Time to the publisher and back.
    fn round_trip(&self) -> Option<Duration> {
        None
    }
}

impl Transport for TcpStream {
    fn round_trip(&self) -> Option<Duration> {
        tcp_round_trip(self)
    }
}

/// Lets the kernel notice publishers that have lost their network, and send answers at once.
pub fn prepare(stream: &TcpStream) {
    let all = || {
        sockopt::set_tcp_nodelay(stream, true)?;
        sockopt::set_socket_keepalive(stream, true)?;
        sockopt::set_tcp_keepidle(stream, KEEPALIVE)?;
        sockopt::set_tcp_keepintvl(stream, KEEPALIVE)?;
        sockopt::set_tcp_keepcnt(stream, KEEPALIVE_ATTEMPTS)?;
        sockopt::set_tcp_user_timeout(stream, KEEPALIVE.as_millis() as u32 * (KEEPALIVE_ATTEMPTS + 1))
    };
    if let Err(error) = all() {
        debug!(%error, "cannot set options of a publisher's connection; the kernel's defaults apply");
    }
}

#[cfg(target_os = "linux")]
fn tcp_round_trip(stream: &TcpStream) -> Option<Duration> {
    use std::mem::{MaybeUninit, size_of};
    use std::os::fd::AsRawFd as _;

    let mut info = MaybeUninit::<libc::tcp_info>::zeroed();
    let mut length = size_of::<libc::tcp_info>() as libc::socklen_t;
    // SAFETY: the descriptor is open, the kernel writes at most `length` bytes, and zeros are a valid `tcp_info`
    #[allow(unsafe_code)]
    let info = unsafe {
        let into = info.as_mut_ptr().cast();
        if libc::getsockopt(stream.as_raw_fd(), libc::IPPROTO_TCP, libc::TCP_INFO, into, &raw mut length) != 0
        {
            return None;
        }
        info.assume_init()
    };
    (info.tcpi_rtt > 0).then(|| Duration::from_micros(info.tcpi_rtt.into()))
}

#[cfg(not(target_os = "linux"))]
fn tcp_round_trip(_: &TcpStream) -> Option<Duration> {
    None
}
