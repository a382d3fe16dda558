//! Nobody sleeps through anything: whatever happens, in whatever order, a task that waits and was not woken would find
//! nothing if it looked.

use std::sync::atomic::AtomicBool;

use proptest::prelude::*;

use super::*;

/// Something that may happen.
#[derive(Debug, Clone, Copy)]
enum Event {
    /// A client asks, brings events that are held, and gives either up.
    Get,
    Post,
    GiveUpGet,
    GiveUpPost,
    /// What the service and time do.
    Reply,
    Broadcast,
    BroadcastButOne,
    BroadcastSometime,
    Subscribe,
    Unsubscribe,
    Release,
    Pong,
    Wait,
    Close,
    /// A WebSocket that wants to take over.
    Begin,
    Probe,
    PatienceEnds,
    Move,
    Abandon,
}

const EVENTS: [Event; 19] = [
    Event::Get,
    Event::Post,
    Event::GiveUpGet,
    Event::GiveUpPost,
    Event::Reply,
    Event::Broadcast,
    Event::BroadcastButOne,
    Event::BroadcastSometime,
    Event::Subscribe,
    Event::Unsubscribe,
    Event::Release,
    Event::Pong,
    Event::Wait,
    Event::Close,
    Event::Begin,
    Event::Probe,
    Event::PatienceEnds,
    Event::Move,
    Event::Abandon,
];

/// A task that runs when it is woken.
struct Task {
    woken: Arc<AtomicWoken>,
    waits: bool,
}

#[derive(Default)]
struct AtomicWoken(AtomicBool);

impl Wake for AtomicWoken {
    fn wake(self: Arc<Self>) {
        self.0.store(true, Ordering::Relaxed);
    }
}

impl Task {
    fn new() -> Self {
        Self { woken: Arc::default(), waits: false }
    }

    fn start(&mut self) {
        self.waits = true;
        self.woken.0.store(true, Ordering::Relaxed);
    }

    /// Looks, whether woken or not. Returns whether there was something.
    fn look(&mut self, poll: impl FnOnce(&Context<'_>) -> bool) -> bool {
        self.woken.0.store(false, Ordering::Relaxed);
        let waker = Waker::from(Arc::clone(&self.woken));
        poll(&Context::from_waker(&waker))
    }
}

/// One session with everybody who may wait for it, as the transports do.
struct Scene {
    bench: Bench,
    number: u64,
    get: Task,
    /// The request learnt that a WebSocket probes; after a while it is answered for that alone.
    probed: bool,
    impatient: bool,
    post: Task,
    /// Events that a request still brings.
    unsaid: usize,
    websocket: Task,
    attempt: Option<u32>,
}

impl Scene {
    fn new() -> Self {
        let mut bench = bench();
        bench.hub.settings = Arc::new(Settings { max_permits: 2, max_polled: 3, ..Settings::default() });
        // enough for what can wait to be kept for a moment
        for _ in 0..51 {
            let number = bench.joined(WEBSOCKET);
            bench.subscribe(number, ROOM, 1);
        }
        let number = bench.joined(POLLING);
        let (get, post, websocket) = (Task::new(), Task::new(), Task::new());
        let (probed, impatient, unsaid, attempt) = (false, false, 0, None);
        Self { bench, number, get, probed, impatient, post, unsaid, websocket, attempt }
    }

    fn happens(&mut self, event: Event) {
        let (number, now) = (self.number, self.bench.now);
        let hub = &mut self.bench.hub;
        let session = SessionId { node: NODE, worker: 3, number };
        let frame = Frame::text("4x");
        match event {
            Event::Get if !self.get.waits && hub.begin_get(number, now) => {
                (self.probed, self.impatient) = (false, false);
                self.get.start();
            }
            Event::Post if !self.post.waits && hub.begin_post(number) => {
                self.unsaid = 3;
                self.post.start();
            }
            Event::GiveUpGet if self.get.waits => {
                self.get.waits = false;
                hub.lose_request(number);
            }
            Event::GiveUpPost if self.post.waits => {
                self.post.waits = false;
                hub.lose_request(number);
            }
            Event::Reply => hub.send(number, &frame),
            Event::Broadcast | Event::BroadcastButOne | Event::BroadcastSometime => {
                let except = matches!(event, Event::BroadcastButOne).then_some(session);
                let can_wait = matches!(event, Event::BroadcastSometime);
                hub.deliver(
                    ROOM,
                    vec![Delivery::Broadcast { channels: Channels(1), except, can_wait, event: frame }],
                    now,
                );
            }
            Event::Subscribe => hub.subscribe(number, ROOM, Channels(1), &()),
            Event::Unsubscribe => hub.subscribe(number, ROOM, Channels::NONE, &()),
            Event::Release => drop(self.bench.notes.held.lock().unwrap().pop()),
            Event::Pong => drop(hub.receive(number, Packet::Pong(""), now)),
            Event::Wait => self.bench.after(9_000),
            Event::Close => hub.close(number, CloseSignal::Close, now),
            Event::Begin if self.attempt.is_none() && !self.websocket.waits => {
                if let Some(attempt) = hub.begin_upgrade(number, now) {
                    self.attempt = Some(attempt);
                    self.websocket.start();
                }
            }
            Event::Probe => self.says("2probe"),
            Event::PatienceEnds if self.get.waits && self.probed => {
                self.impatient = true;
                self.get.start();
            }
            Event::Move => self.says("5"),
            Event::Abandon if self.websocket.waits => {
                self.websocket.waits = false;
                match self.attempt.take() {
                    Some(attempt) => hub.end_upgrade(number, attempt),
                    None => hub.remove(number),
                }
            }
            _ => {}
        }
    }

    /// What a WebSocket says before it has taken over.
    fn says(&mut self, message: &str) {
        let Some(attempt) = self.attempt.filter(|_| self.websocket.waits) else { return };
        match self.bench.hub.probe(self.number, attempt, &text(message)) {
            Probe::Reply(_) => {}
            Probe::Upgraded => {
                self.attempt = None;
                self.websocket.start();
            }
            Probe::Refused => (self.attempt, self.websocket.waits) = (None, false),
        }
    }

    /// Lets those look who wait and were woken, or those who were not. Returns whether anybody found something.
    fn look(&mut self, woken: bool) -> bool {
        let (number, now, hub) = (self.number, self.bench.now, &mut self.bench.hub);
        let mut found = false;
        let is_due = |task: &Task| task.waits && task.woken.0.load(Ordering::Relaxed) == woken;
        if is_due(&self.get) {
            let (probed, patient) = (&mut self.probed, !self.impatient);
            let answered = self.get.look(|context| {
                let answered = hub.poll_get(number, patient, context).is_ready();
                if !answered && !*probed && hub.poll_probed(number, context).is_ready() {
                    *probed = true;
                    found = true;
                }
                answered
            });
            self.get.waits = !answered;
            found |= answered;
        }
        if is_due(&self.post) {
            let unsaid = &mut self.unsaid;
            let before = *unsaid;
            let done = self.post.look(|context| {
                while *unsaid > 0 && hub.poll_ready(number, context).is_ready() {
                    *unsaid -= 1;
                    if hub.receive(number, Packet::Text("2[\"hold\"]"), now) != Received::Fine {
                        *unsaid = 0;
                    }
                }
                *unsaid == 0
            });
            if done {
                hub.end_post(number);
            }
            self.post.waits = !done;
            found |= done || *unsaid < before;
        }
        if is_due(&self.websocket) {
            let attempt = self.attempt;
            let over = self.websocket.look(|context| match attempt {
                Some(attempt) => hub.poll_refused(number, attempt, context).is_ready(),
                None => loop {
                    match hub.poll_write(number, context) {
                        Poll::Ready(Some(_)) => found = true,
                        Poll::Ready(None) => break true,
                        Poll::Pending => break false,
                    }
                },
            });
            if over {
                (self.attempt, self.websocket.waits) = (None, false);
            }
            found |= over;
        }
        found
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(ProptestConfig::default().cases.max(4_000)))]
    #[test]
    fn nobody_sleeps_through_anything(events in prop::collection::vec(prop::sample::select(&EVENTS[..]), 1..60)) {
        let mut scene = Scene::new();
        for event in events {
            scene.happens(event);
            while scene.look(true) {}
        }
        scene.bench.after(1_000);
        while scene.look(true) {}
        prop_assert!(!scene.look(false), "somebody was not woken");
    }
}
