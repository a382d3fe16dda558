//! epoll, level-triggered, with numbers for sockets.

use std::io;
use std::os::fd::{AsFd, OwnedFd};
use std::time::Duration;

use rustix::buffer::spare_capacity;
use rustix::event::Timespec;
use rustix::event::epoll::{self, CreateFlags, Event, EventData, EventFlags};

/// Most sockets that one call tells of.
const AT_ONCE: usize = 1024;

pub struct Poll {
    epoll: OwnedFd,
    events: Vec<Event>,
}

/// What a socket is asked for. That it broke is always told.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Interest {
    Nothing,
    Read,
    ReadAndWrite,
}

#[derive(Clone, Copy)]
pub struct Ready {
    pub id: usize,
    pub write: bool,
    pub broken: bool,
}

impl Poll {
    pub fn new() -> io::Result<Self> {
        Ok(Self { epoll: epoll::create(CreateFlags::CLOEXEC)?, events: Vec::with_capacity(AT_ONCE) })
    }

    pub fn add(&self, socket: impl AsFd, id: usize, interest: Interest) -> io::Result<()> {
        Ok(epoll::add(&self.epoll, socket, EventData::new_u64(id as u64), flags(interest))?)
    }

    pub fn modify(&self, socket: impl AsFd, id: usize, interest: Interest) -> io::Result<()> {
        Ok(epoll::modify(&self.epoll, socket, EventData::new_u64(id as u64), flags(interest))?)
    }

    /// Waits, and replaces `ready` by what can be done now.
    pub fn wait(&mut self, patience: Option<Duration>, ready: &mut Vec<Ready>) -> io::Result<()> {
        ready.clear();
        self.events.clear();
        let patience = patience.and_then(|patience| Timespec::try_from(patience).ok());
        match epoll::wait(&self.epoll, spare_capacity(&mut self.events), patience.as_ref()) {
            Ok(_) | Err(rustix::io::Errno::INTR) => {}
            Err(error) => return Err(error.into()),
        }
        ready.extend(self.events.iter().map(|event| {
            let (flags, data) = (event.flags, event.data);
            Ready {
                id: data.u64() as usize,
                write: flags.contains(EventFlags::OUT),
                broken: flags.intersects(EventFlags::ERR | EventFlags::HUP),
            }
        }));
        Ok(())
    }
}

fn flags(interest: Interest) -> EventFlags {
    match interest {
        Interest::Nothing => EventFlags::empty(),
        Interest::Read => EventFlags::IN,
        Interest::ReadAndWrite => EventFlags::IN | EventFlags::OUT,
    }
}
