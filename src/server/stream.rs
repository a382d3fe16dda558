//! What a WebSocket takes over from HTTP.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use actix_web::rt::net::TcpStream;
use bytes::{Buf as _, Bytes};
use rustix::net::sockopt;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _, ReadBuf};
use tokio::time::timeout;
use tracing::debug;

/// The send buffer of the kernel in bytes, which it doubles. By default it holds megabytes, and a client that does not
/// read would go unnoticed for minutes.
const UNSENT: usize = 64 * 1024;

/// How long the other side may take to close a connection.
pub const LINGER: Duration = Duration::from_secs(1);

/// Closes a connection, and lets the other side read to the end: one that is closed with something unread is reset, which loses what
/// is on its way to the other side.
pub async fn linger<T: AsyncRead + AsyncWrite + Unpin>(mut stream: T) {
    let rest = async {
        stream.shutdown().await?;
        let mut bytes = [0; 4096];
        while stream.read(&mut bytes).await? > 0 {}
        io::Result::Ok(())
    };
    // the outcome does not matter
    let _ = timeout(LINGER, rest).await;
}

/// The stream of a client whose connection another process has accepted.
pub trait Carried: AsyncRead + AsyncWrite + Send + Unpin {
    /// Writes all of this. Bytes that several such streams share are sent once for all of them.
    fn poll_write_shared(&mut self, context: &mut Context<'_>, bytes: &Bytes) -> Poll<io::Result<()>>;
}

/// The stream of a client.
pub enum ClientStream {
    /// A connection of its own.
    Tcp(TcpStream),
    /// Part of a connection of another process.
    Carried(Box<dyn Carried>),
}

/// A stream on its way to another thread.
pub enum Detached {
    /// A connection of its own.
    Tcp(std::net::TcpStream),
    /// Part of a connection of another process.
    Carried(Box<dyn Carried>),
}

impl ClientStream {
    /// Its own connection, if it has one.
    pub fn tcp(&self) -> Option<&TcpStream> {
        match self {
            Self::Tcp(stream) => Some(stream),
            Self::Carried(_) => None,
        }
    }

    /// Limits what the kernel holds for the client.
    pub fn limit_unsent(&self) {
        if let Self::Tcp(stream) = self
            && let Err(error) = sockopt::set_socket_send_buffer_size(stream, UNSENT)
        {
            debug!(%error, "the send buffer of a client keeps its default size");
        }
    }

    /// Takes it off this thread.
    pub fn detach(self) -> io::Result<Detached> {
        match self {
            Self::Tcp(stream) => stream.into_std().map(Detached::Tcp),
            Self::Carried(stream) => Ok(Detached::Carried(stream)),
        }
    }

    /// Writes until nothing is left.
    pub fn poll_write_all(&mut self, context: &mut Context<'_>, bytes: &mut Bytes) -> Poll<io::Result<()>> {
        match self {
            Self::Tcp(stream) => {
                while !bytes.is_empty() {
                    let count = ready!(Pin::new(&mut *stream).poll_write(context, bytes))?;
                    bytes.advance(count);
                }
            }
            Self::Carried(stream) if !bytes.is_empty() => {
                ready!(stream.poll_write_shared(context, bytes))?;
                *bytes = Bytes::new();
            }
            Self::Carried(_) => {}
        }
        Poll::Ready(Ok(()))
    }
}

impl Detached {
    /// Puts it onto this thread.
    pub fn attach(self) -> io::Result<ClientStream> {
        match self {
            Self::Tcp(stream) => TcpStream::from_std(stream).map(ClientStream::Tcp),
            Self::Carried(stream) => Ok(ClientStream::Carried(stream)),
        }
    }
}

impl AsyncRead for ClientStream {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Tcp(stream) => Pin::new(stream).poll_read(context, buffer),
            Self::Carried(stream) => Pin::new(stream).poll_read(context, buffer),
        }
    }
}

impl AsyncWrite for ClientStream {
    fn poll_write(self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        match self.get_mut() {
            Self::Tcp(stream) => Pin::new(stream).poll_write(context, bytes),
            Self::Carried(stream) => Pin::new(stream).poll_write(context, bytes),
        }
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        match self.get_mut() {
            Self::Tcp(stream) => Pin::new(stream).poll_write_vectored(context, slices),
            Self::Carried(stream) => Pin::new(stream).poll_write_vectored(context, slices),
        }
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Tcp(stream) => Pin::new(stream).poll_flush(context),
            Self::Carried(stream) => Pin::new(stream).poll_flush(context),
        }
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Tcp(stream) => Pin::new(stream).poll_shutdown(context),
            Self::Carried(stream) => Pin::new(stream).poll_shutdown(context),
        }
    }
}
