//! WebSockets that take over a session of another thread: a browser that polled first may be accepted by any thread.
//! The connection stays where it is and the session where it was; messages and pieces cross in between.

use std::collections::VecDeque;
use std::future::poll_fn;
use std::rc::Rc;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::sync::oneshot;

use super::gate::Gate;
use super::reader::Incoming;
use super::refusal::Refusal;
use super::relay::Core;
use super::service::{Permit, Service};
use super::sid::Sid;
use super::wire::{Local, Step, Wire};

/// How many messages or pieces may be on their way in each direction.
const UNDERWAY: u32 = 2;

/// Asks the relay of a session to deal with a WebSocket that wants to take it over.
#[derive(actix::Message)]
#[rtype(result = "()")]
pub struct Adopt {
    sid: Sid,
    inward: UnboundedReceiver<(Incoming, Permit)>,
    outward: UnboundedSender<(Bytes, Permit)>,
    adopted: oneshot::Sender<Result<bool, Refusal>>,
}

/// The end at the connection.
pub struct Remote {
    inward: UnboundedSender<(Incoming, Permit)>,
    outward: UnboundedReceiver<(Bytes, Permit)>,
    /// Pieces that arrived while nothing could be written.
    fetched: VecDeque<(Bytes, Permit)>,
    gate: Arc<Gate>,
}

/// Connects to a session of another thread. `None` if it cannot be taken over now.
pub async fn connect<S: Service>(core: &Core<S>, sid: Sid) -> Result<Option<Remote>, Refusal> {
    let relay = core.relays.get(sid.id.relay).ok_or(Refusal::UnknownSession)?;
    let (inward, inward_end) = unbounded_channel();
    let (outward_end, outward) = unbounded_channel();
    let (adopted, when_adopted) = oneshot::channel();
    relay.do_send(Adopt { sid, inward: inward_end, outward: outward_end, adopted });
    let is_adopted = when_adopted.await.unwrap_or(Err(Refusal::UnknownSession))?;
    Ok(is_adopted.then(|| Remote { inward, outward, fetched: VecDeque::new(), gate: Arc::default() }))
}

/// Deals with a WebSocket of another thread.
pub fn adopt<S: Service>(core: &Rc<Core<S>>, adopt: Adopt) {
    let Adopt { sid, inward, outward, adopted } = adopt;
    let found = core.with(|hub, now| {
        let number = hub.find(&sid, now).ok_or(Refusal::UnknownSession)?;
        Ok(hub.begin_upgrade(number, now).map(|attempt| (number, attempt)))
    });
    // if nobody waits for it, the channels are closed too
    let _ = adopted.send(found.map(|attempt| attempt.is_some()));
    if let Ok(Some((number, attempt))) = found {
        actix::spawn(carry(Local::new(Rc::clone(core), number, Some(attempt)), inward, outward));
    }
}

/// The end at the session.
async fn carry<S: Service>(
    mut wire: Local<S>,
    mut inward: UnboundedReceiver<(Incoming, Permit)>,
    outward: UnboundedSender<(Bytes, Permit)>,
) {
    let gate = Arc::default();
    let send = |bytes| outward.send((bytes, Permit::new(&gate))).is_ok();
    // a reply that may not have been fetched
    let mut replied = false;
    poll_fn(|context| {
        // what follows from the next message, which others may hear, is not to overtake the reply to the one before
        while !(replied && !gate.is_open(1, context.waker())) && wire.poll_ready(context).is_ready() {
            replied = false;
            let goes_on = match inward.poll_recv(context) {
                Poll::Ready(Some((message, _permit))) => match wire.receive(message) {
                    Step::Continue => true,
                    Step::Reply(frame) => {
                        replied = true;
                        send(frame.into_bytes())
                    }
                    Step::End => false,
                },
                Poll::Ready(None) => false,
                Poll::Pending => break,
            };
            if !goes_on {
                return Poll::Ready(());
            }
        }
        while gate.is_open(UNDERWAY, context.waker()) {
            let goes_on = match ready!(wire.poll_write(context)) {
                Some(piece) => send(piece),
                None => false,
            };
            if !goes_on {
                return Poll::Ready(());
            }
        }
        // a client that takes nothing keeps its connection no longer than its session
        wire.poll_over(context)
    })
    .await;
}

impl Wire for Remote {
    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<()> {
        match self.gate.is_open(UNDERWAY, context.waker()) {
            true => Poll::Ready(()),
            false => Poll::Pending,
        }
    }

    fn receive(&mut self, message: Incoming) -> Step {
        // where nobody takes it the session is over, and its last words may still be on their way here
        let _ = self.inward.send((message, Permit::new(&self.gate)));
        Step::Continue
    }

    fn poll_write(&mut self, context: &mut Context<'_>) -> Poll<Option<Bytes>> {
        let piece = match self.fetched.pop_front() {
            Some(piece) => Some(piece),
            None => ready!(self.outward.poll_recv(context)),
        };
        Poll::Ready(piece.map(|(bytes, _permit)| bytes))
    }

    fn poll_over(&mut self, context: &mut Context<'_>) -> Poll<()> {
        while let Some(piece) = ready!(self.outward.poll_recv(context)) {
            self.fetched.push_back(piece);
        }
        Poll::Ready(())
    }
}

#[cfg(test)]
mod tests {
    use std::task::Waker;
    use std::time::Duration;

    use super::*;
    use crate::socketio::frame::Frame;
    use crate::socketio::relay::Relay;
    use crate::socketio::relay::tests::{Counter, opened_by_polling};

    #[actix_web::test]
    async fn no_move_overtakes_the_answer_to_the_probe() {
        let core = Relay::start_here(&Arc::new(Counter::default()), &Arc::default(), &Arc::default());
        let (number, sid) = opened_by_polling(&core);
        let mut remote = connect(&core, sid).await.unwrap().unwrap();
        for packet in ["2probe", "5"] {
            assert!(matches!(remote.receive(Incoming::Text(packet.to_owned())), Step::Continue));
        }
        // it arrives, and waits to be written
        poll_fn(|context| {
            let over = remote.poll_over(context);
            assert!(over.is_pending());
            if remote.fetched.is_empty() { Poll::Pending } else { Poll::Ready(()) }
        })
        .await;
        let posts = || core.with(|hub, _| hub.begin_post(number).then(|| hub.end_post(number)).is_some());
        assert!(posts(), "it has moved");
        assert_eq!(poll_fn(|context| remote.poll_write(context)).await, Some(Frame::PROBED.into_bytes()));
        let moved = async {
            while posts() {
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(Duration::from_secs(20), moved).await.unwrap();
    }

    #[test]
    fn last_words_are_written_whatever_the_client_says_meanwhile() {
        let (inward, at_session) = unbounded_channel();
        let (from_session, outward) = unbounded_channel();
        let mut remote = Remote { inward, outward, fetched: VecDeque::new(), gate: Arc::default() };
        from_session.send((Bytes::from_static(b"bye"), Permit::new(&Arc::default()))).unwrap();
        drop((at_session, from_session));
        assert!(matches!(remote.receive(Incoming::Text("4hello".to_owned())), Step::Continue));
        let context = &mut Context::from_waker(Waker::noop());
        assert!(remote.poll_ready(context).is_ready());
        assert_eq!(remote.poll_write(context), Poll::Ready(Some(Bytes::from_static(b"bye"))));
        assert_eq!(remote.poll_write(context), Poll::Ready(None));
    }
}
