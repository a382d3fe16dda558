//! The state of the server.

use pystreaming_actors::room::operations::Method;
use serde::Deserialize;
use utoipa::ToSchema;

use super::endpoint::{Access, Call, SiteOperation};
use super::problem::Problem;
use crate::web::server_state::ServerState;

/// Shows the state of the server.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ShowServer {}

impl SiteOperation for ShowServer {
    const ID: &'static str = "show-server";
    const SUMMARY: &'static str = "show the state of the server";
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/server";
    const ACCESS: Access = Access::Admin;
    type Outcome = ServerState;

    async fn run(self, call: &Call) -> Result<ServerState, Problem> {
        Ok(ServerState::of(&call.site))
    }
}
