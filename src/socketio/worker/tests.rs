use std::sync::atomic::{AtomicBool, AtomicUsize};
use std::task::{Context, Wake, Waker};

use actix_web::{HttpRequest, HttpResponse};
use bytes::BytesMut;
use pystreaming_actors::session::{Channels, Delivery, RoomId, SessionId};
use serde_json::value::RawValue;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;

use super::*;
use crate::server::ClientStream;
use crate::socketio::engine::Packet;
use crate::socketio::outcome::Probe;
use crate::socketio::reader::Incoming;
use crate::socketio::service::{Admission, ConnectRefusal, Headers, IncomingEvent, Permit, SocketRef};
use crate::socketio::session::Transport;
use crate::socketio::{handover, polling};

const ROOM: RoomId = RoomId(1);

fn unfinished() -> Arc<Unfinished> {
    Unfinished::new(Settings::default().max_unfinished)
}

/// Counts those who leave.
#[derive(Default)]
struct Counter {
    left: AtomicUsize,
    subscribed: AtomicUsize,
}

/// A subscription whose drop panics, if so told.
#[derive(Clone)]
struct Fragile(bool);

impl Drop for Fragile {
    fn drop(&mut self) {
        assert!(!self.0, "a mistake outside of what the service does");
    }
}

impl Service for Counter {
    type Socket = ();
    type Handshake = ();
    type Subscription = Fragile;
    type Message = ();

    fn admit(&self, _: &HttpRequest) -> Result<Headers, HttpResponse> {
        Ok(Headers::new())
    }

    fn handshake(&self, _: &HttpRequest) -> Result<Admission<()>, HttpResponse> {
        Ok(Admission { handshake: (), headers: Headers::new() })
    }

    fn connect(
        &self,
        _: &SocketRef<'_>,
        (): &(),
        _: &str,
        _: Option<&RawValue>,
    ) -> Result<(), ConnectRefusal> {
        Ok(())
    }

    fn event(&self, _: &SocketRef<'_>, (): &mut (), _: IncomingEvent<'_>, _: Permit) {}

    fn subscribed(&self, (): &mut (), _: RoomId, _: Fragile) -> bool {
        self.subscribed.fetch_add(1, Ordering::Relaxed);
        true
    }

    fn disconnected(&self, _: &SocketRef<'_>, (): ()) {
        self.left.fetch_add(1, Ordering::Relaxed);
    }
}

#[derive(Default)]
struct Woken(AtomicBool);

impl Wake for Woken {
    fn wake(self: Arc<Self>) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// Writes what there is, until there is nothing. Whether the session is over.
fn writes(worker: &SessionWorker<Counter>, number: u64, waker: &Waker) -> bool {
    let context = Context::from_waker(waker);
    loop {
        match worker.poll(&context, |hub, context| hub.poll_write(number, context)) {
            Poll::Ready(Some(_)) => {}
            Poll::Ready(None) => return true,
            Poll::Pending => return false,
        }
    }
}

#[actix_web::test]
async fn a_bug_ends_the_sessions_of_a_thread_and_not_its_worker() {
    let (counter, workers) = (Arc::new(Counter::default()), Arc::new(SessionWorkers::default()));
    let worker = SessionWorker::start_here(&counter, &workers, &Arc::default(), &unfinished());
    let open = || {
        let number = worker.with(|hub, now| hub.open((), None, Transport::WebSocket, now)).unwrap().0;
        worker.with(|hub, now| hub.receive(number, Packet::Text("0"), now));
        SessionId { node: workers.node, worker: worker.index, number }
    };
    let settled = async || {
        // what was sent before takes effect before this task
        let (done, when_done) = oneshot::channel();
        assert!(workers.run(worker.index, |_| done.send(()).unwrap()), "the worker is gone");
        when_done.await.unwrap();
    };
    let sessions = [open(), open(), open()];
    let subscribe = async |session, subscription| {
        let delivery = Delivery::Subscribe { session, channels: Channels(1), subscription };
        workers.deliver(worker.index, ROOM, vec![delivery]);
        settled().await;
    };
    subscribe(sessions[0], Fragile(false)).await;
    let woken = sessions.map(|session| {
        let woken = Arc::new(Woken::default());
        assert!(!writes(&worker, session.number, &Waker::from(Arc::clone(&woken))));
        woken
    });

    subscribe(sessions[1], Fragile(true)).await;
    for (session, woken) in sessions.into_iter().zip(woken) {
        assert!(woken.0.load(Ordering::Relaxed), "{session:?}");
        assert!(writes(&worker, session.number, Waker::noop()));
    }
    assert_eq!(counter.left.load(Ordering::Relaxed), 3);

    let session = open();
    assert!(!sessions.contains(&session), "a number is never used again");
    let before = counter.subscribed.load(Ordering::Relaxed);
    subscribe(session, Fragile(false)).await;
    assert_eq!(counter.subscribed.load(Ordering::Relaxed), before + 1);
}

/// The number and the name of a new session.
fn opened_by_polling(worker: &SessionWorker<Counter>) -> (u64, Sid) {
    let polling = Transport::Polling { getting: false, posting: false };
    let (number, open) = worker.with(|hub, now| hub.open((), None, polling, now)).unwrap();
    (number, Sid::parse(open.split('"').nth(3).unwrap()).unwrap())
}

#[actix_web::test]
async fn a_poll_that_is_given_up_once_its_session_has_moved_ends_nothing() {
    let worker = SessionWorker::start_here(
        &Arc::new(Counter::default()),
        &Arc::default(),
        &Arc::default(),
        &unfinished(),
    );
    for moves in [true, false] {
        let (number, sid) = opened_by_polling(&worker);
        let mut get = Box::pin(polling::answer(Rc::clone(&worker), sid, polling::Ask::Get));
        assert!(get.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
        worker.with(|hub, now| {
            let attempt = hub.begin_upgrade(number, now).unwrap();
            let says = |text: &str| Incoming::Text(text.to_owned());
            assert!(matches!(hub.probe(number, attempt, &says("2probe")), Probe::Reply(_)));
            assert!(!moves || matches!(hub.probe(number, attempt, &says("5")), Probe::Upgraded));
        });
        // before it learns of that
        drop(get);
        assert_eq!(worker.with(|hub, now| hub.find(&sid, now)).is_some(), moves);
    }
}

/// Two workers of one server, both on this thread.
fn two_workers() -> [Rc<SessionWorker<Counter>>; 2] {
    let (service, workers, settings) = (Arc::default(), Arc::default(), Arc::default());
    [(); 2].map(|()| SessionWorker::start_here(&service, &workers, &settings, &unfinished()))
}

#[actix_web::test]
async fn an_upgrade_that_was_reserved_from_another_thread_and_given_up_can_be_reserved_again() {
    let [here, there] = two_workers();
    let (_, sid) = opened_by_polling(&there);
    let reservation = handover::reserve(&here, sid).await.unwrap();
    assert!(reservation.is_some());
    assert!(handover::reserve(&here, sid).await.unwrap().is_none(), "another connection is expected");
    drop(reservation);
    assert!(handover::reserve(&here, sid).await.unwrap().is_some());
}

#[actix_web::test]
async fn a_connection_that_moved_is_waited_for_where_it_was_accepted() {
    let [here, there] = two_workers();
    let (number, sid) = opened_by_polling(&there);
    let reservation = handover::reserve(&here, sid).await.unwrap().unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let mut client = TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
    let (stream, _) = listener.accept().await.unwrap();
    // the probe arrived together with the request
    let early = BytesMut::from(&b"\x81\x86\0\0\0\x002probe"[..]);
    let served = actix_web::rt::spawn(reservation.hand_over(ClientStream::Tcp(stream), early));
    let mut heard = [0; 8];
    client.read_exact(&mut heard).await.unwrap();
    assert_eq!(heard, *b"\x81\x063probe");
    client.write_all(b"\x81\x81\0\0\0\x005").await.unwrap();
    // which is moved as soon as it takes no polls any more
    while there.with(|hub, _| hub.begin_post(number).then(|| hub.end_post(number)).is_some()) {
        tokio::task::yield_now().await;
    }
    assert!(!served.is_finished());
    drop(client);
    served.await.unwrap();
    assert!(there.with(|hub, now| hub.find(&sid, now)).is_none(), "the session ends with its connection");
}
