//! Scripted lives of a room. [`Script`] plays the actor and the sockets: it applies inputs, hands what the room says to
//! those who sit where it goes, and checks after each step what must hold always.

mod any_order;
mod arrival;
mod audit;
mod broadcast;
mod clock;
mod commands;
mod drawings;
mod ending;
mod history;
mod limits;
mod lists;
mod liveness;
mod locked;
mod moderation;
mod mutes;
mod names;
mod outside;
mod replaced;
mod resume;
mod rows;
mod script;
mod settings;
mod speech;
mod viewers;

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

impl RoomHandle {
    pub(crate) async fn kill(&self) {
        assert!(self.room.send(Die).await.is_err(), "it is dead, and says so");
    }
}

pub(crate) use script::config;
