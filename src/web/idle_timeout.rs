//! Closes connections whose client is gone or has stopped reading.

use actix_web::rt::net::TcpStream;
use rustix::net::sockopt;
use tracing::debug;

/// How long sent data may stay unacknowledged.
const IDLE_TIMEOUT_MS: u32 = 30_000;

/// Makes the kernel close a connection whose client acknowledges nothing for 30 seconds. Without it, a client that lost
/// its network in the middle of a segment keeps its connection for 15 minutes, and one that stops reading keeps it
/// forever.
pub fn set_idle_timeout(stream: &TcpStream) {
    if let Err(error) = sockopt::set_tcp_user_timeout(stream, IDLE_TIMEOUT_MS) {
        debug!(%error, "cannot set an idle timeout; the kernel's default applies");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[actix_web::test]
    async fn connections_end_when_nothing_is_taken() {
        let listener = actix_web::rt::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let (_client, accepted) =
            tokio::join!(TcpStream::connect(listener.local_addr().unwrap()), listener.accept());
        let stream = accepted.unwrap().0;
        set_idle_timeout(&stream);
        assert_eq!(sockopt::tcp_user_timeout(&stream).unwrap(), IDLE_TIMEOUT_MS);
    }
}
