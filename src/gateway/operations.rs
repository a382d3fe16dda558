//! Operations of a room that clients of chat request by name, with the parameters and outcomes that the API has.

use pystreaming_actors::model::Principal;
use pystreaming_actors::room::AskError;
use pystreaming_actors::room::operations::{Method, Outcome};
use pystreaming_actors::room::refusal::Code;
use serde::Serialize;
use serde_json::Value;
use tracing::error;

use super::client_event::OperationRequest;
use super::service::{Gateway, refuse};
use super::socket::Socket;
use crate::socketio::{Permit, SocketRef};
use crate::web::api::{ENDPOINTS, Endpoint, Problem, limit};

/// What a client gets as the acknowledgement of its event.
#[derive(Debug, Serialize)]
#[serde(rename_all = "snake_case")]
enum Answer {
    Outcome(Value),
    Problem(Problem),
}

impl Gateway {
    /// Performs an operation in the socket's room, as the member who is logged in there. The acknowledgement tells what
    /// became of it, after it is stored.
    pub(super) fn operate(
        &self,
        client: &SocketRef<'_>,
        socket: &Socket,
        request: OperationRequest,
        permit: Permit,
        ack: Option<u64>,
    ) {
        let Some(ack) = ack else {
            refuse(client, Code::Malformed, "operation needs an acknowledgement, which holds the outcome.");
            return;
        };
        let answer = client.answer_later(ack);
        let asked = self.ask(client, socket, request);
        let (workers, to) = (self.acknowledgements.workers.clone(), client.session);
        let site = self.site.clone();
        actix::spawn(async move {
            let result = match asked {
                Ok((endpoint, performed)) => {
                    let result = performed.await.map_err(Problem::from).and_then(|outcome| json(&outcome));
                    if endpoint.method != Method::Get {
                        site.recorded().await;
                    }
                    result
                }
                Err(problem) => Err(problem),
            };
            let said = match result {
                Ok(outcome) => Answer::Outcome(outcome),
                Err(problem) => Answer::Problem(problem),
            };
            match answer.with(&said) {
                Ok(frame) => workers.send(to, frame),
                Err(error) => error!(%error, "the answer to an operation cannot be written as JSON"),
            }
            drop(permit);
        });
    }

    /// Sends the operation to the room at once, in the order of events.
    fn ask(
        &self,
        client: &SocketRef<'_>,
        socket: &Socket,
        OperationRequest { id, parameters }: OperationRequest,
    ) -> Result<(&'static Endpoint, impl Future<Output = Result<Outcome, AskError>> + use<>), Problem> {
        let caller = client.session;
        limit(&self.site, &format!("socket:{}.{}.{}", caller.node, caller.worker, caller.number))?;
        let known = ENDPOINTS.iter().find(|endpoint| endpoint.is_of_room() && endpoint.id == id);
        let endpoint = known.ok_or_else(|| Problem::not_found(format!("A room has no operation {id:?}.")))?;
        let operation = endpoint.room_operation(parameters)?;
        let (Some(operation), Some(room)) = (operation, &socket.room) else {
            return Err(Problem::forbidden("Join the chat first."));
        };
        Ok((endpoint, room.handle.perform(operation, Principal::Member(client.session))))
    }
}

fn json(outcome: &Outcome) -> Result<Value, Problem> {
    outcome.to_json().map_err(|error| {
        error!(%error, "an outcome cannot be written as JSON");
        Problem::unavailable()
    })
}
