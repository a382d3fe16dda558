//! Long polling: a `GET` waits for packets, and a `POST` brings some. Requests may arrive on any worker thread, and are
//! answered on that of the session.

use std::future::poll_fn;
use std::rc::Rc;
use std::time::Duration;

use actix_web::http::header::{CACHE_CONTROL, CONTENT_LENGTH, CONTENT_TYPE, HeaderValue};
use actix_web::{HttpRequest, HttpResponse, web};
use futures_util::StreamExt as _;
use tokio::sync::oneshot;

use super::engine;
use super::outcome::{Polled, Received};
use super::refusal::Refusal;
use super::service::Service;
use super::sid::Sid;
use super::unfinished::{Held, Part};
use super::worker::SessionWorker;

const PLAIN: HeaderValue = HeaderValue::from_static("text/plain; charset=UTF-8");

/// A request of a polling client.
pub enum Ask {
    /// Fetches packets.
    Get,
    /// Brings packets.
    Post(Vec<u8>),
    /// Should have brought packets, but its body did not arrive whole.
    Lost,
}

/// The answer's body.
pub type Answer = Result<String, Refusal>;

/// Answers a request for a session of any worker.
pub async fn answer<S: Service>(worker: Rc<SessionWorker<S>>, sid: Sid, ask: Ask) -> Answer {
    if sid.id.worker == worker.index {
        return answer_here(worker, sid, ask).await;
    }
    let (answer, answered) = oneshot::channel();
    forward(&worker, sid, ask, answer);
    // a worker that does not run has dropped the sender
    answered.await.unwrap_or(Err(Refusal::UnknownSession))
}

/// Has the session's worker answer, until the client hangs up here.
fn forward<S: Service>(here: &SessionWorker<S>, sid: Sid, ask: Ask, mut answer: oneshot::Sender<Answer>) {
    here.workers.run(sid.id.worker, move |there: &Rc<SessionWorker<S>>| {
        let there = Rc::clone(there);
        actix::spawn(async move {
            tokio::select! {
                // polled first: the request takes effect even if the client has hung up already
                biased;
                answered = answer_here(there, sid, ask) => {
                    // the client may have hung up
                    let _ = answer.send(answered);
                }
                () = answer.closed() => {}
            }
        });
    });
}

async fn answer_here<S: Service>(worker: Rc<SessionWorker<S>>, sid: Sid, ask: Ask) -> Answer {
    let number = worker.with(|hub, now| hub.find(&sid, now)).ok_or(Refusal::UnknownSession)?;
    match ask {
        Ask::Get => get(worker, number).await,
        Ask::Post(body) => post(worker, number, body).await,
        Ask::Lost => {
            worker.with(|hub, _| hub.lose_request(number));
            Err(Refusal::UnknownSession)
        }
    }
}

/// Ends the session if the client hangs up before the answer: what it held is lost.
struct Underway<S: Service> {
    worker: Rc<SessionWorker<S>>,
    number: u64,
    done: bool,
}

impl<S: Service> Drop for Underway<S> {
    fn drop(&mut self) {
        if !self.done {
            self.worker.with(|hub, _| hub.lose_request(self.number));
        }
    }
}

/// How long a `GET` waits for the upgrade after a WebSocket's probe, before a noop ends it. A client that has upgraded sends
/// no `GET`, even if its two connections are served at different times.
const TAKING_OVER: Duration = Duration::from_millis(50);

async fn get<S: Service>(worker: Rc<SessionWorker<S>>, number: u64) -> Answer {
    if !worker.with(|hub, now| hub.begin_get(number, now)) {
        return Err(Refusal::BadRequest);
    }
    let mut underway = Underway { worker, number, done: false };
    let poll = |patient| {
        let worker = &underway.worker;
        poll_fn(move |context| worker.poll(context, |hub, context| hub.poll_get(number, patient, context)))
    };
    let probed = async {
        let worker = &underway.worker;
        poll_fn(|context| worker.poll(context, |hub, context| hub.poll_probed(number, context))).await;
        tokio::time::sleep(TAKING_OVER).await;
    };
    let polled = tokio::select! {
        biased;
        polled = poll(true) => polled,
        () = probed => poll(false).await,
    };
    underway.done = true;
    match polled {
        Polled::Payload(payload) => Ok(payload),
        Polled::Upgraded => Err(Refusal::BadRequest),
        Polled::Gone => Err(Refusal::UnknownSession),
    }
}

async fn post<S: Service>(worker: Rc<SessionWorker<S>>, number: u64, body: Vec<u8>) -> Answer {
    if !worker.with(|hub, _| hub.begin_post(number)) {
        return Err(Refusal::BadRequest);
    }
    let mut underway = Underway { worker, number, done: false };
    let body = String::from_utf8(body).map_err(|_| Refusal::BadRequest)?;
    for (count, packet) in engine::split(&body).enumerate() {
        let worker = &underway.worker;
        poll_fn(|context| worker.poll(context, |hub, context| hub.poll_ready(number, context))).await;
        let packet = match packet {
            Ok(packet) if count < worker.settings.max_packets => packet,
            // dropping `underway` ends the session
            _ => return Err(Refusal::BadRequest),
        };
        let leaves = packet == engine::Packet::Close;
        match worker.with(|hub, now| hub.receive(number, packet, now)) {
            Received::Fine if leaves => break,
            Received::Fine => {}
            Received::Malformed => return Err(Refusal::BadRequest),
        }
    }
    underway.done = true;
    underway.worker.with(|hub, _| hub.end_post(number));
    Ok("ok".to_owned())
}

/// Ends the session if the body of its `POST` does not arrive whole: the client cannot know what was lost.
struct Arriving<'a, S: Service> {
    worker: &'a SessionWorker<S>,
    sid: Sid,
    whole: bool,
}

impl<S: Service> Drop for Arriving<'_, S> {
    fn drop(&mut self) {
        if self.whole {
            return;
        }
        let sid = self.sid;
        if sid.id.worker == self.worker.index {
            self.worker.with(|hub, now| hub.find(&sid, now).map(|number| hub.lose_request(number)));
        } else {
            // nobody waits for an answer
            let (answer, _) = oneshot::channel();
            forward(self.worker, sid, Ask::Lost, answer);
        }
    }
}

/// Takes the body of a `POST` for a session.
pub async fn take_body<S: Service>(
    worker: &SessionWorker<S>,
    sid: Sid,
    request: &HttpRequest,
    payload: &mut Option<web::Payload>,
) -> Result<Vec<u8>, Refusal> {
    let mut arriving = Arriving { worker, sid, whole: false };
    let body = read_body(worker, request, payload).await?;
    arriving.whole = true;
    Ok(body)
}

/// The body of a `POST`, within limits of size and time.
async fn read_body<S: Service>(
    worker: &SessionWorker<S>,
    request: &HttpRequest,
    payload: &mut Option<web::Payload>,
) -> Result<Vec<u8>, Refusal> {
    let headers = request.headers();
    let most = worker.settings.max_payload;
    let header = |name| headers.get(name).and_then(|value| value.to_str().ok());
    if header(CONTENT_LENGTH).and_then(|len| len.parse().ok()).is_some_and(|len: usize| len > most) {
        return Err(Refusal::TooLarge);
    }
    // the content type does not matter: python-engineio 4.0 to 4.2 calls its text `application/octet-stream`
    let mut held = Held::new(&worker.unfinished, worker.service.address(request));
    let mut body = Vec::new();
    let arrival = async {
        while let Some(payload) = payload
            && let Some(chunk) = payload.next().await
        {
            let chunk = chunk.map_err(|_| Refusal::BadRequest)?;
            if body.len() + chunk.len() > most {
                return Err(Refusal::TooLarge);
            }
            if !held.reserve(Part::Message, body.len() + chunk.len()) {
                return Err(Refusal::Busy);
            }
            body.extend_from_slice(&chunk);
        }
        Ok(())
    };
    tokio::time::timeout(worker.settings.body_timeout, arrival).await.unwrap_or(Err(Refusal::TooSlow))?;
    Ok(body)
}

/// Puts an answer into HTTP.
pub fn respond(answer: Answer) -> HttpResponse {
    match answer {
        Ok(payload) => HttpResponse::Ok()
            .insert_header((CONTENT_TYPE, PLAIN))
            .insert_header((CACHE_CONTROL, "no-store"))
            .body(payload),
        Err(refusal) => refusal.response(),
    }
}
