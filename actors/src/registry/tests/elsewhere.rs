//! A room behind a handle that only passes on what can travel.

use std::any::Any;

use tokio::sync::oneshot;

use super::*;
use crate::model::names::Token;
use crate::room::operations::{ListMembers, Operation, Outcome};
use crate::room::refusal::Refusal;
use crate::room::{Admitted, AskError, JustEnded, RoomPort};

/// A connection to the machine where the room runs.
#[derive(Debug)]
struct Connection(RoomHandle);

fn travelled<T: serde::Serialize + serde::de::DeserializeOwned>(sent: &T) -> T {
    serde_json::from_str(&serde_json::to_string(sent).unwrap()).unwrap()
}

impl Connection {
    /// Sends the answer of the room back, unless the room is gone.
    fn reply<T: 'static>(answered: impl Future<Output = Option<T>> + 'static, answer: oneshot::Sender<T>) {
        actix::spawn(async move { answered.await.map(|value| answer.send(value)) });
    }
}

impl RoomPort for Connection {
    fn tell(&self, input: Input, permit: Option<Box<dyn DealtWith>>) {
        let Input::Command(command) = input else { panic!("{input:?} does not travel") };
        match permit {
            Some(permit) => self.0.tell_with(travelled(&command), permit),
            None => self.0.tell(travelled(&command)),
        }
    }

    fn ask(&self, operation: Operation, by: Principal, answer: oneshot::Sender<Result<Outcome, Refusal>>) {
        let (operation, by) = travelled(&(operation, by));
        let performed = self.0.perform(operation, by);
        Self::reply(
            async {
                let result = match performed.await {
                    Ok(outcome) => Ok(outcome),
                    Err(AskError::Refused(refusal)) => Err(refusal),
                    Err(AskError::Gone) => return None,
                };
                Some(travelled(&result))
            },
            answer,
        );
    }

    fn admit(
        &self,
        publisher: PublisherId,
        has: Option<Token>,
        answer: oneshot::Sender<Result<Admitted, JustEnded>>,
    ) {
        let (room, publisher) = (self.0.clone(), travelled(&publisher));
        Self::reply(async move { room.admit(publisher, has).await }, answer);
    }

    fn may_continue(&self, publisher: PublisherId, answer: oneshot::Sender<bool>) {
        let (room, publisher) = (self.0.clone(), travelled(&publisher));
        Self::reply(async move { room.may_continue(publisher).await }, answer);
    }

    fn settle(&self, done: oneshot::Sender<()>) {
        let room = self.0.clone();
        actix::spawn(async move {
            room.settled().await;
            done.send(())
        });
    }

    fn is_alive(&self) -> bool {
        self.0.is_alive()
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

#[actix::test]
async fn a_room_elsewhere_stands_behind_a_handle() {
    let site = Site::start(false).await;
    let here = site.room("zoë");
    let elsewhere = RoomHandle::new(here.id(), Connection(here.clone()));
    site.rooms.insert("zoë".into(), elsewhere.clone());
    site.logs_in(1, "bob", None);
    site.streamer_says("/mod bob").await;
    let members = elsewhere.ask(ListMembers {}, Principal::Administrator).await.unwrap();
    assert_eq!(members.members.len(), 2);
    assert_eq!(site.member(1).unwrap().person.role, Role::Moderator);
    site.admit("secretkey", 1).await.unwrap();
    site.shows(|status| status.state == StreamState::Starting).await;
    assert_eq!(elsewhere.may_continue(Nginx(1)).await, Some(true));
    assert!(elsewhere != here, "these are two ways");
    here.kill().await;
    site.until(|_| !elsewhere.is_alive()).await;
    assert_eq!(elsewhere.ask(ListMembers {}, Principal::Administrator).await, Err(AskError::Gone));
    assert_eq!(elsewhere.admit(Nginx(2), None).await, None);
}
