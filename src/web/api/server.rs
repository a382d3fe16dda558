//! The state of the server.

use pystreaming_actors::room::operations::Method;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::endpoint::{Access, Call, SiteOperation};
use super::problem::Problem;
use crate::logging;
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

/// Lists the last lines of the server's log.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ListLogLines {}

/// The last lines of the log since the server started, at most 500.
#[derive(Debug, Serialize, ToSchema)]
pub struct LogLines {
    /// Oldest first, as text, cut after 2000 bytes.
    lines: Vec<String>,
}

impl SiteOperation for ListLogLines {
    const ID: &'static str = "list-log-lines";
    const SUMMARY: &'static str = "list the last lines of the server's log";
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/server/log";
    const ACCESS: Access = Access::Admin;
    type Outcome = LogLines;

    async fn run(self, _: &Call) -> Result<LogLines, Problem> {
        Ok(LogLines { lines: logging::last_lines() })
    }
}
