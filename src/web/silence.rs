//! Clients that are gone without a word, or stop reading.

use actix_web::rt::net::TcpStream;
use rustix::net::sockopt;
use tracing::debug;

/// How long a client may leave unread what it is sent, in milliseconds.
const PATIENCE: u32 = 30_000;

/// Has the operating system end a connection whose client takes nothing for that long. Otherwise one that lost its
/// network in the middle of a segment is held for a quarter of an hour, and one that just does not read for ever.
pub fn hang_up_on_the_silent(stream: &TcpStream) {
    if let Err(error) = sockopt::set_tcp_user_timeout(stream, PATIENCE) {
        debug!(%error, "silent clients are held for as long as the system likes");
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
        hang_up_on_the_silent(&stream);
        assert_eq!(sockopt::tcp_user_timeout(&stream).unwrap(), PATIENCE);
    }
}
