//! Browsers that are signed in to a studio by key or link, or to the administration by a link.

use pystreaming_actors::ports::DeskSession;
use pystreaming_actors::room::operations::Method;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::caller::Caller;
use super::endpoint::{Access, Call, Endpoint, SiteOperation, of_site};
use super::problem::Problem;

/// Each operation for the browsers in a studio, then each for those in the administration.
pub fn endpoints() -> impl Iterator<Item = Endpoint> {
    [
        of_site::<ListSessions>(),
        of_site::<EndSession>(),
        of_site::<ListSessions>().of_the_site(
            "list-admin-sessions",
            "list the browsers that a link signed in as an administrator",
        ),
        of_site::<EndSession>().of_the_site("end-admin-session", "sign such a browser out"),
    ]
    .into_iter()
}

/// A browser that is signed in.
#[derive(Debug, Serialize, ToSchema)]
pub struct Session {
    /// Identifies it when it is ended.
    id: i64,
    /// What the browser calls itself.
    browser: String,
    /// When it signed in, in Unix seconds.
    created: i64,
    /// When it was last used, in Unix seconds, to the minute.
    last_used: i64,
    /// Whether it is the one that asks.
    is_this: bool,
}

impl Session {
    fn of(session: DeskSession, this: Option<i64>) -> Self {
        let DeskSession { id, streamer: _, browser, created_at, last_used } = session;
        Self { id, browser, created: created_at, last_used, is_this: this == Some(id) }
    }
}

/// Lists the browsers that are signed in without an account.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ListSessions {}

/// Browsers that are signed in, the last used first.
#[derive(Debug, Serialize, ToSchema)]
pub struct Sessions {
    /// Without those who sign in to their accounts.
    #[schema(inline)]
    sessions: Vec<Session>,
}

impl SiteOperation for ListSessions {
    const ID: &'static str = "list-sessions";
    const SUMMARY: &'static str = "list the browsers that are signed in to the studio";
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/streams/{streamer}/sessions";
    const ACCESS: Access = Access::Owner;
    type Outcome = Sessions;

    async fn run(self, call: &Call) -> Result<Sessions, Problem> {
        let this = call.caller.as_ref().and_then(Caller::desk_session);
        let sessions = call.site.desk.sessions(call.owner());
        Ok(Sessions { sessions: sessions.into_iter().map(|session| Session::of(session, this)).collect() })
    }
}

/// Signs a browser out.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EndSession {
    /// The session's id.
    id: i64,
}

/// The browser is signed out.
#[derive(Debug, Serialize, ToSchema)]
pub struct Ended {}

impl SiteOperation for EndSession {
    const ID: &'static str = "end-session";
    const SUMMARY: &'static str = "sign a browser out of the studio";
    const METHOD: Method = Method::Delete;
    const PATH: &'static str = "/streams/{streamer}/sessions/{id}";
    const ACCESS: Access = Access::Owner;
    type Outcome = Ended;

    async fn run(self, call: &Call) -> Result<Ended, Problem> {
        let own = call.site.desk.sessions(call.owner());
        if !own.iter().any(|session| session.id == self.id) {
            return Err(Problem::not_found("There is no such session."));
        }
        call.site.desk.end(&[self.id]).await?;
        Ok(Ended {})
    }
}
