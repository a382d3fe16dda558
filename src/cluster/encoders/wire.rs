//! What nodes say about encoders. A message is its length in four bytes, and JSON.

use std::io;
use std::net::IpAddr;

use bytes::{Buf as _, BytesMut};
use pystreaming_actors::delivery::Served;
use pystreaming_actors::health::Health;
use pystreaming_actors::media::{Leaving, QualityInfo};
use pystreaming_actors::model::names::{StreamerName, Token};
use pystreaming_actors::rtmp::RefusalCode;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};

use crate::cluster::coordination::Node;

/// Bytes of a message, at most.
const MESSAGE_MAX: usize = 1024 * 1024;

/// What a node says to the one that leads. Encoders and media have numbers of the node.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FromNode {
    /// Which node this is. Comes first.
    Hello(Node),
    /// An encoder asks to publish, or publishes already.
    Publish {
        encoder: u64,
        address: IpAddr,
        /// The hash of its stream key, in hexadecimal digits.
        key: String,
        /// The prefix of what the node has of its stream.
        has: Option<Token>,
    },
    /// Pictures of an encoder arrive.
    Pictures { encoder: u64, media: u64, most_behind_ms: u64, qualities: Vec<QualityInfo> },
    /// How what an encoder sends is.
    Measured { encoder: u64, health: Box<Health> },
    /// An encoder has left.
    Left { encoder: u64, leaving: Leaving },
    /// The node is there.
    Alive,
}

/// What the node that leads says to another.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FromLeader {
    /// An encoder may publish. What the node has of its stream goes on if it has this prefix, and otherwise begins with this segment.
    Admitted { encoder: u64, streamer: StreamerName, prefix: Token, first: u64, is_locked: bool },
    /// An encoder may not publish, or no longer.
    Refused { encoder: u64, code: RefusalCode, words: String },
    /// Media are served like this, or no longer.
    Serve { media: u64, served: Option<Served> },
    /// The node still leads.
    Alive,
}

/// Sends a message.
pub async fn say(to: &mut (impl AsyncWrite + Unpin), message: &impl Serialize) -> io::Result<()> {
    let mut bytes = vec![0; 4];
    serde_json::to_writer(&mut bytes, message)?;
    let length = u32::try_from(bytes.len() - 4).ok().filter(|length| *length as usize <= MESSAGE_MAX);
    let length = length.ok_or_else(|| io::Error::other("a message to another node is too long"))?;
    bytes[..4].copy_from_slice(&length.to_be_bytes());
    to.write_all(&bytes).await
}

/// Reads messages.
pub struct Hearing<R> {
    from: R,
    buffer: BytesMut,
}

impl<R: AsyncRead + Unpin> Hearing<R> {
    /// Some bytes may have been read already.
    pub fn new(from: R, buffer: BytesMut) -> Self {
        Self { from, buffer }
    }

    /// The next message; `None` at the end. Nothing is lost if the future is dropped.
    pub async fn next<T: DeserializeOwned>(&mut self) -> io::Result<Option<T>> {
        loop {
            if let Some(length) = self.buffer.first_chunk().map(|length| u32::from_be_bytes(*length) as usize)
            {
                if length > MESSAGE_MAX {
                    return Err(io::Error::other("another node sends a message that is too long"));
                }
                if self.buffer.len() >= 4 + length {
                    self.buffer.advance(4);
                    return Ok(Some(serde_json::from_slice(&self.buffer.split_to(length))?));
                }
            }
            if self.from.read_buf(&mut self.buffer).await? == 0 {
                return Ok(None);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::duplex;

    use super::*;

    fn publish(encoder: u64) -> FromNode {
        let key = "ab".repeat(32);
        FromNode::Publish { encoder, address: [10, 0, 0, 1].into(), key, has: Some(Token::from_random(1)) }
    }

    #[tokio::test]
    async fn messages_arrive_whole_and_in_order() {
        let (mut here, there) = duplex(7);
        let sent = tokio::spawn(async move {
            for encoder in 0..3 {
                say(&mut here, &publish(encoder)).await.unwrap();
            }
        });
        let mut hearing = Hearing::new(there, BytesMut::new());
        for encoder in 0..3 {
            assert_eq!(hearing.next::<FromNode>().await.unwrap(), Some(publish(encoder)));
        }
        sent.await.unwrap();
        assert_eq!(hearing.next::<FromNode>().await.unwrap(), None);
    }

    #[tokio::test]
    async fn what_is_no_message_is_an_error() {
        for bytes in [&b"\xff\xff\xff\xff"[..], b"\0\0\0\x02{}", b"\0\0\0\x01x"] {
            let mut hearing = Hearing::new(tokio::io::empty(), BytesMut::from(bytes));
            assert!(hearing.next::<FromNode>().await.is_err(), "{bytes:?}");
        }
    }
}
