//! Scripted lives of a room. [`Script`] plays the actor and the sockets: it applies inputs, hands what the room says to
//! those who sit where it goes, and checks after each step what must hold always.

mod accounts;
mod any_order;
mod arrival;
mod audit;
mod broadcast;
mod clock;
mod commands;
mod drawings;
mod emotes;
mod ending;
mod filter;
mod filter_time_outs;
mod history;
mod limits;
mod lists;
mod liveness;
mod lockdown;
mod locked;
mod moderation;
mod mutes;
mod names;
mod outside;
mod packaged;
mod pins;
mod polls;
mod replaced;
mod reports;
mod resume;
mod roles;
mod rows;
mod sanctions;
mod schedule;
pub(in crate::room) mod script;
mod settings;
mod site_staff;
mod speech;
mod viewers;

use std::sync::mpsc;
use std::thread::{self, ThreadId};

use actix::prelude::*;

use super::{RoomActor, RoomHandle};

/// Makes a room panic.
#[derive(Message)]
#[rtype(result = "()")]
struct Die;

impl Handler<Die> for RoomActor {
    type Result = ();

    fn handle(&mut self, _: Die, _: &mut Self::Context) {
        panic!("a room dies on purpose");
    }
}

/// Keeps a room busy until its sender is dropped.
#[derive(Message)]
#[rtype(result = "()")]
struct Hold(mpsc::Receiver<()>);

impl Handler<Hold> for RoomActor {
    type Result = ();

    fn handle(&mut self, Hold(until): Hold, _: &mut Self::Context) {
        let _ = until.recv();
    }
}

/// Asks a room on which thread it runs.
#[derive(Message)]
#[rtype(result = "ThreadId")]
struct AskThread;

impl Handler<AskThread> for RoomActor {
    type Result = MessageResult<AskThread>;

    fn handle(&mut self, _: AskThread, _: &mut Self::Context) -> Self::Result {
        MessageResult(thread::current().id())
    }
}

impl RoomHandle {
    fn actor(&self) -> &Addr<RoomActor> {
        self.room.as_any().downcast_ref().unwrap()
    }

    /// Blocks the room's thread until the sender is dropped.
    pub(crate) fn hold(&self) -> mpsc::Sender<()> {
        let (release, until) = mpsc::channel();
        self.actor().do_send(Hold(until));
        release
    }

    pub(crate) async fn thread(&self) -> ThreadId {
        self.actor().send(AskThread).await.unwrap()
    }

    pub(crate) async fn kill(&self) {
        assert!(self.actor().send(Die).await.is_err(), "it is dead, and says so");
    }
}

pub(crate) use script::config;
