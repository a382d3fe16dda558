//! Serves one connection.

use std::io;
use std::time::{Duration, Instant};

use bytes::{Buf as _, BytesMut};
use pystreaming_actors::frames::Input;
use pystreaming_actors::model::names::StreamKey;
use pystreaming_actors::rtmp::{Event, Fault, Refusal, RefusalCode, Session};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::sync::oneshot;
use tokio::time::{sleep_until, timeout};
use tracing::{debug, info};

use super::publishing::{Admitted, Arrival, Connection, Ended, Publication, Publishing};
use super::transport::Transport;

/// How long the site may take to decide about a publisher.
pub const ADMISSION_TIMEOUT: Duration = Duration::from_secs(10);
/// How long answers may take to be sent.
const WRITE_TIMEOUT: Duration = Duration::from_secs(10);
/// How long a connection is still read at its end: if it were closed with unread bytes, the publisher could not read why.
const LINGER: Duration = Duration::from_secs(2);
/// Bytes that are read at once.
const READ_SIZE: usize = 64 * 1024;
/// Between two measurements.
const ROUND_TRIP_EVERY: Duration = Duration::from_secs(2);

/// Serves a connection from its first byte to its end.
pub async fn serve<T: Transport>(stream: T, connection: Connection, publishing: &dyn Publishing) {
    let mut served = Served::new(stream);
    let outcome = served.run(connection, publishing).await;
    match &outcome {
        Outcome::Ended(Ended::Fault(fault)) => info!(%fault, "publisher disconnected"),
        Outcome::Ended(how) => debug!(?how, "publisher left"),
        Outcome::Refused => debug!("publisher refused"),
    }
    if let (Outcome::Ended(how), Some(publication)) = (&outcome, served.publication.take()) {
        publication.ended(*how);
    }
    // GStreamer takes the end of a connection that it is about to close for an error
    served.close(matches!(outcome, Outcome::Ended(Ended::Unpublished))).await;
}

/// Why a connection is over.
enum Outcome {
    /// The publisher may not publish; the site has logged it.
    Refused,
    Ended(Ended),
}

/// What there is to do after reading all that has arrived.
enum Step {
    /// Read on.
    Read,
    Ask(StreamKey),
    Over(Ended),
}

struct Served<T> {
    stream: T,
    session: Session,
    /// Read and not yet understood: the beginning of a chunk, or everything that came after a request to publish.
    buffer: BytesMut,
    /// Bytes in all.
    received: u64,
    /// Where frames go, once the publisher was admitted.
    publication: Option<Box<dyn Publication>>,
    end: Option<oneshot::Receiver<Refusal>>,
    round_trip: Option<Duration>,
    measured: Option<Instant>,
}

impl<T: Transport> Served<T> {
    fn new(stream: T) -> Self {
        Self {
            stream,
            session: Session::new(now()),
            buffer: BytesMut::new(),
            received: 0,
            publication: None,
            end: None,
            round_trip: None,
            measured: None,
        }
    }

    async fn run(&mut self, connection: Connection, publishing: &dyn Publishing) -> Outcome {
        loop {
            let mut inputs = Vec::new();
            let step = self.understand(&mut inputs);
            // first, since the site can be behind; but who no longer reads has sent frames all the same
            let answered = self.answer().await;
            if !inputs.is_empty()
                && let Err(how) = self.pass_on(inputs).await
            {
                return Outcome::Ended(how);
            }
            if answered.is_err() {
                return Outcome::Ended(Ended::Lost);
            }
            match step {
                Step::Ask(key) => match self.admit(key, connection, publishing).await {
                    Ok(()) => {}
                    Err(refusal) => {
                        self.session.refuse(&refusal);
                        return Outcome::Refused;
                    }
                },
                Step::Over(how) => return Outcome::Ended(how),
                Step::Read => {
                    if let Err(how) = self.read().await {
                        return Outcome::Ended(how);
                    }
                }
            }
        }
    }

    /// Reads what the buffer has, up to what needs an answer of the site.
    fn understand(&mut self, inputs: &mut Vec<Input>) -> Step {
        let (now, mut rest) = (now(), &self.buffer[..]);
        let step = loop {
            match self.session.next(&mut rest, now) {
                Ok(Some(Event::Input(input))) => inputs.push(input),
                Ok(Some(Event::Publish(key))) => break Step::Ask(key),
                Ok(Some(Event::Unpublished)) => break Step::Over(Ended::Unpublished),
                // here rather than after the site has taken the frames: bytes wait in the kernel meanwhile
                Ok(None) => break expire(&mut self.session, now).map_or_else(Step::Over, |()| Step::Read),
                Err(fault) => break Step::Over(Ended::Fault(fault)),
            }
        };
        let understood = self.buffer.len() - rest.len();
        self.buffer.advance(understood);
        step
    }

    async fn admit(
        &mut self,
        key: StreamKey,
        connection: Connection,
        publishing: &dyn Publishing,
    ) -> Result<(), Refusal> {
        let Ok(admitted) = timeout(ADMISSION_TIMEOUT, publishing.admit(key, connection)).await else {
            let words = "the server is busy; try again in a moment".to_owned();
            return Err(Refusal { code: RefusalCode::Rejected, words });
        };
        let Admitted { publication, end } = admitted?;
        (self.publication, self.end) = (Some(publication), Some(end));
        self.session.accept(now());
        Ok(())
    }

    /// Hands inputs to the site; waits while it is behind.
    async fn pass_on(&mut self, inputs: Vec<Input>) -> Result<(), Ended> {
        let arrival = self.arrival();
        let Some(publication) = &mut self.publication else { return Ok(()) };
        let refusal = tokio::select! {
            biased;
            refusal = ended(&mut self.end) => refusal,
            taken = publication.take(inputs, arrival) => match taken {
                Ok(()) => return Ok(()),
                Err(refusal) => refusal,
            },
        };
        self.session.refuse(&refusal);
        Err(Ended::BySite)
    }

    fn arrival(&mut self) -> Arrival {
        let at = now();
        if self.measured.is_none_or(|last| at.saturating_duration_since(last) >= ROUND_TRIP_EVERY) {
            (self.measured, self.round_trip) = (Some(at), self.stream.round_trip());
        }
        Arrival { at, received: self.received, round_trip: self.round_trip }
    }

    /// Waits for more bytes.
    async fn read(&mut self) -> Result<(), Ended> {
        self.buffer.reserve(READ_SIZE);
        let deadline = self.session.deadline();
        let expired = async {
            match deadline {
                Some(deadline) => sleep_until(deadline.into()).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            biased;
            refusal = ended(&mut self.end) => {
                self.session.refuse(&refusal);
                Err(Ended::BySite)
            }
            // before the deadline, which can have passed while nobody read
            read = self.stream.read_buf(&mut self.buffer) => match read {
                Ok(0) | Err(_) => Err(Ended::Lost),
                Ok(bytes) => {
                    self.received += bytes as u64;
                    Ok(())
                }
            },
            () = expired => expire(&mut self.session, now()),
        }
    }

    /// Sends answers that wait.
    async fn answer(&mut self) -> io::Result<()> {
        let output = self.session.output();
        if output.is_empty() {
            return Ok(());
        }
        timeout(WRITE_TIMEOUT, self.stream.write_all(&output)).await.map_err(|_| io::ErrorKind::TimedOut)?
    }

    /// Sends what is left, and reads until the publisher has closed. Who waits lets it close first.
    async fn close(mut self, is_waiting: bool) {
        let closing = async {
            self.answer().await?;
            if !is_waiting {
                self.stream.shutdown().await?;
            }
            loop {
                self.buffer.clear();
                self.buffer.reserve(READ_SIZE);
                if self.stream.read_buf(&mut self.buffer).await? == 0 {
                    return Ok::<_, io::Error>(());
                }
            }
        };
        // whoever does not close either is disconnected
        let _ = timeout(LINGER, closing).await;
    }
}

/// Whether the publisher has been silent for too long.
fn expire(session: &mut Session, now: Instant) -> Result<(), Ended> {
    session.expire(now).map_err(|fault| match fault {
        Fault::NoMedia => Ended::Lost,
        fault => Ended::Fault(fault),
    })
}

/// Waits until the site ends the publication.
async fn ended(end: &mut Option<oneshot::Receiver<Refusal>>) -> Refusal {
    if let Some(receiver) = end {
        if let Ok(refusal) = receiver.await {
            return refusal;
        }
        *end = None;
    }
    std::future::pending().await
}

/// As the runtime's timers see it.
fn now() -> Instant {
    tokio::time::Instant::now().into_std()
}
