//! A publisher's connection from the handshake to the end.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use bytes::{Buf, Bytes};

use super::amf0::Value;
use super::chunk::{ChunkReader, Message, kind};
use super::command::{self, Command};
use super::fault::Fault;
use super::flv::{self, Demuxer};
use super::handshake::Handshake;
use super::refusal::{Refusal, RefusalCode};
use super::replies::{self, Replies};
use crate::frames::Input;
use crate::model::names::StreamKey;

/// How long a client may take from its first byte until it asks to publish.
pub const PUBLISH_TIMEOUT: Duration = Duration::from_secs(15);
/// How long a publisher may send no frame.
pub const MEDIA_TIMEOUT: Duration = Duration::from_secs(30);
/// Bytes of answers that may wait.
const REPLIES_MAX: usize = 64 * 1024;
/// Longest application name that is kept, in bytes.
const APP_MAX: usize = 1024;

/// What a client does.
#[derive(Debug)]
pub enum Event {
    /// It wants to publish with this key. The session reads nothing more until [`Session::accept`] or
    /// [`Session::refuse`].
    Publish(StreamKey),
    /// It sends a part of its stream, once it was accepted.
    Input(Input),
    /// It ended its stream on purpose. The session is over.
    Unpublished,
}

/// Reads what a client sends and prepares answers, without I/O or a clock.
///
/// Memory is bounded: `INCOMPLETE_MAX` for messages, and little else.
#[derive(Debug)]
pub struct Session {
    stage: Stage,
    chunks: ChunkReader,
    demuxer: Demuxer,
    replies: Replies,
    /// Of the last message; empty whenever more is read.
    inputs: VecDeque<Input>,
    /// Bytes that the client has sent, modulo 2³².
    received: u32,
    acknowledged: u32,
    /// After how many bytes the client expects to hear.
    window: u32,
    /// When the current stage fails.
    deadline: Instant,
}

enum Stage {
    Handshake(Handshake),
    /// Waits for `connect`.
    Connecting,
    /// Waits for `publish`. An application's name can contain the key.
    Connected {
        app: String,
        asked_first: bool,
    },
    /// Waits for [`Session::accept`].
    Asking {
        stream: u32,
        asked_first: bool,
    },
    Publishing {
        stream: u32,
    },
    Over,
}

impl std::fmt::Debug for Stage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Handshake(_) => "Handshake",
            Self::Connecting => "Connecting",
            Self::Connected { .. } => "Connected",
            Self::Asking { .. } => "Asking",
            Self::Publishing { .. } => "Publishing",
            Self::Over => "Over",
        })
    }
}

impl Session {
    /// A client has connected.
    pub fn new(now: Instant) -> Self {
        Self {
            stage: Stage::Handshake(Handshake::default()),
            chunks: ChunkReader::default(),
            demuxer: Demuxer::default(),
            replies: Replies::default(),
            inputs: VecDeque::new(),
            received: 0,
            acknowledged: 0,
            window: replies::WINDOW,
            deadline: now + PUBLISH_TIMEOUT,
        }
    }

    /// Reads from `input` up to the next event. `None` if more input is needed, if the request to publish waits for an
    /// answer, or if the session is over; the caller keeps what is left of `input` and passes it again with what follows.
    ///
    /// After a fault the session is over. Answers can say why, so they are to be sent first.
    pub fn next(&mut self, input: &mut &[u8], now: Instant) -> Result<Option<Event>, Fault> {
        loop {
            if let Some(input) = self.inputs.pop_front() {
                return Ok(Some(Event::Input(input)));
            }
            let before = input.len();
            let read = self.read(input);
            self.received = self.received.wrapping_add((before - input.len()) as u32);
            self.acknowledge();
            let step = match read {
                Ok(Read::Message(message)) => self.take(message, now),
                Ok(Read::Handshake) => continue,
                Ok(Read::Nothing) => return Ok(None),
                Err(fault) => Err(fault),
            };
            match step {
                Ok(None) if self.replies.0.len() > REPLIES_MAX => return Err(self.fail(Fault::Unread)),
                Ok(None) => {}
                Ok(event) => return Ok(event),
                Err(fault) => return Err(self.fail(fault)),
            }
        }
    }

    /// The client may publish.
    pub fn accept(&mut self, now: Instant) {
        if let Stage::Asking { stream, asked_first } = self.stage {
            self.replies.published(stream, asked_first);
            self.chunks.take_media();
            self.stage = Stage::Publishing { stream };
            self.deadline = now + MEDIA_TIMEOUT;
        }
    }

    /// The client may not publish, or no longer. Says why; the session is over.
    pub fn refuse(&mut self, refusal: &Refusal) {
        if let Stage::Asking { stream, .. } | Stage::Publishing { stream } = self.stage {
            self.replies.status(stream, "error", refusal.code.as_str(), &refusal.words);
        }
        self.stage = Stage::Over;
        self.inputs.clear();
    }

    /// Takes the bytes to send.
    pub fn output(&mut self) -> Bytes {
        self.replies.0.split().freeze()
    }

    /// When [`Session::expire`] fails next; `None` while the client waits for an answer, and at the end.
    pub fn deadline(&self) -> Option<Instant> {
        (!matches!(self.stage, Stage::Asking { .. } | Stage::Over)).then_some(self.deadline)
    }

    /// Fails if the client has been silent for too long.
    pub fn expire(&mut self, now: Instant) -> Result<(), Fault> {
        match self.deadline() {
            Some(deadline) if deadline <= now => match self.stage {
                Stage::Publishing { .. } => Err(self.fail(Fault::NoMedia)),
                _ => Err(self.fail(Fault::NoPublish)),
            },
            _ => Ok(()),
        }
    }

    fn fail(&mut self, fault: Fault) -> Fault {
        let code = if fault == Fault::NoKey { RefusalCode::BadName } else { RefusalCode::Rejected };
        self.refuse(&Refusal { code, words: fault.to_string() });
        fault
    }

    fn read(&mut self, input: &mut &[u8]) -> Result<Read, Fault> {
        match &mut self.stage {
            Stage::Handshake(handshake) => {
                if !handshake.advance(input, &mut self.replies.0)? {
                    return Ok(Read::Nothing);
                }
                self.stage = Stage::Connecting;
                Ok(Read::Handshake)
            }
            Stage::Asking { .. } | Stage::Over => Ok(Read::Nothing),
            _ => Ok(self.chunks.next(input)?.map_or(Read::Nothing, Read::Message)),
        }
    }

    fn acknowledge(&mut self) {
        // half a window early, so that nobody waits
        if self.received.wrapping_sub(self.acknowledged) >= (self.window / 2).max(1) {
            self.acknowledged = self.received;
            self.replies.number(kind::ACKNOWLEDGEMENT, self.received);
        }
    }

    fn take(&mut self, message: Message, now: Instant) -> Result<Option<Event>, Fault> {
        match message.kind {
            kind::AUDIO | kind::VIDEO | kind::DATA | kind::DATA_AMF3 => {
                self.media(message, now).map(|()| None)
            }
            kind::COMMAND => self.command(&message.payload, message.stream),
            kind::COMMAND_AMF3 => self.command(without_format(&message.payload), message.stream),
            _ => self.control(message).map(|()| None),
        }
    }

    fn control(&mut self, message: Message) -> Result<(), Fault> {
        let mut payload = message.payload;
        match message.kind {
            kind::SET_CHUNK_SIZE => {
                self.chunks.set_chunk_size(payload.try_get_u32().map_err(|_| Fault::ChunkSize)?)?;
            }
            kind::ABORT => {
                if let Ok(id) = payload.try_get_u32() {
                    self.chunks.abort(id);
                }
            }
            kind::WINDOW_SIZE => {
                // a window of zero would mean an answer to nothing
                self.window = payload.try_get_u32().map_or(self.window, |window| window.max(1));
            }
            kind::USER_CONTROL => {
                if let (Ok(replies::PING), Ok(time)) = (payload.try_get_u16(), payload.try_get_u32()) {
                    self.replies.user_control(replies::PONG, time);
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn media(&mut self, message: Message, now: Instant) -> Result<(), Fault> {
        if !matches!(self.stage, Stage::Publishing { .. }) {
            return Ok(());
        }
        match message.kind {
            kind::AUDIO => self.demuxer.audio(message.timestamp, message.payload, &mut self.inputs)?,
            kind::VIDEO => self.demuxer.video(message.timestamp, message.payload, &mut self.inputs)?,
            kind::DATA => self.inputs.extend(flv::metadata(&message.payload).map(Input::Metadata)),
            _ => self.inputs.extend(flv::metadata(without_format(&message.payload)).map(Input::Metadata)),
        }
        if self.inputs.iter().any(|input| matches!(input, Input::Frame(_))) {
            self.deadline = now + MEDIA_TIMEOUT;
        }
        Ok(())
    }

    fn command(&mut self, payload: &[u8], stream: u32) -> Result<Option<Event>, Fault> {
        let command = Command::read(payload)?;
        match (&mut self.stage, command.name.as_str()) {
            (Stage::Connecting, "connect") => {
                let app = command.arguments.first().and_then(|object| object.get("app"));
                let app = app.and_then(Value::as_str).filter(|app| app.len() <= APP_MAX);
                let app = app.unwrap_or_default().to_owned();
                self.stage = Stage::Connected { app, asked_first: false };
                self.replies.connected(command.transaction, command.is_enhanced());
            }
            (Stage::Connecting, _) => return Err(Fault::CommandOrder),
            (_, "connect") => return Err(Fault::CommandOrder),
            (_, "play" | "play2") => return Err(Fault::Plays),
            (_, "createStream") => {
                self.replies.result(command.transaction, Value::Number(replies::STREAM.into()));
            }
            (Stage::Connected { asked_first, .. }, "FCPublish") => {
                *asked_first = true;
                self.replies.result(command.transaction, Value::Null);
            }
            (_, "releaseStream") => self.replies.result(command.transaction, Value::Null),
            (Stage::Connected { app, asked_first }, "publish") => {
                let key = StreamKey::new(command::key(command.text(1), app));
                self.stage = Stage::Asking { stream, asked_first: *asked_first };
                return key.map(|key| Some(Event::Publish(key))).ok_or(Fault::NoKey);
            }
            (Stage::Publishing { .. }, "publish") => return Err(Fault::CommandOrder),
            (Stage::Publishing { .. }, "FCUnpublish" | "deleteStream" | "closeStream") => {
                self.stage = Stage::Over;
                return Ok(Some(Event::Unpublished));
            }
            // calls that encoders make without need of an answer, such as `_checkbw`
            _ => {}
        }
        Ok(None)
    }
}

enum Read {
    Message(Message),
    Handshake,
    /// More input is needed, or nothing is to be read.
    Nothing,
}

/// Messages of AMF3 types begin with a format, and continue in AMF0 if it is zero, as it always is.
fn without_format(payload: &[u8]) -> &[u8] {
    payload.strip_prefix(&[0]).unwrap_or(payload)
}
