//! Bytes on their way between two connections.

use std::pin::pin;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt as _, copy, split};
use tokio::time::timeout;

/// How long one side may go on when the other has closed.
const LINGER: Duration = Duration::from_secs(5);

/// Passes bytes on in both directions until one side closes, and for a while what the other still sends.
pub async fn relay<A, B>(one: &mut A, other: &mut B)
where
    A: AsyncRead + AsyncWrite + Unpin,
    B: AsyncRead + AsyncWrite + Unpin,
{
    relay_with(one, other, LINGER).await;
}

async fn relay_with<A, B>(one: &mut A, other: &mut B, linger: Duration)
where
    A: AsyncRead + AsyncWrite + Unpin,
    B: AsyncRead + AsyncWrite + Unpin,
{
    let (mut one_sends, mut one_hears) = split(one);
    let (mut other_sends, mut other_hears) = split(other);
    let mut there = pin!(async {
        let _ = copy(&mut one_sends, &mut other_hears).await;
        let _ = other_hears.shutdown().await;
    });
    let mut back = pin!(async {
        let _ = copy(&mut other_sends, &mut one_hears).await;
        let _ = one_hears.shutdown().await;
    });
    let _ = tokio::select! {
        () = &mut there => timeout(linger, back).await,
        () = &mut back => timeout(linger, there).await,
    };
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt as _, duplex};

    use super::*;

    #[tokio::test]
    async fn what_is_on_its_way_arrives_when_a_side_closes() {
        let ((mut client, mut one), (mut other, mut server)) = (duplex(64), duplex(64));
        let relayed = tokio::spawn(async move { relay(&mut one, &mut other).await });
        client.write_all(b"question").await.unwrap();
        client.shutdown().await.unwrap();
        let mut heard = String::new();
        server.read_to_string(&mut heard).await.unwrap();
        assert_eq!(heard, "question");
        server.write_all(b"answer").await.unwrap();
        drop(server);
        heard.clear();
        client.read_to_string(&mut heard).await.unwrap();
        assert_eq!(heard, "answer");
        relayed.await.unwrap();
    }

    #[tokio::test]
    async fn a_side_that_never_closes_is_left() {
        let ((client, mut one), (mut other, _server)) = (duplex(64), duplex(64));
        drop(client);
        let relayed = relay_with(&mut one, &mut other, Duration::from_millis(1));
        timeout(LINGER, relayed).await.unwrap();
    }
}
