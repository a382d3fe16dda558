//! Who uses the studio or the administration with a browser, and what they may do.

use actix_web::HttpRequest;
use pystreaming_actors::accounts::SignedIn;
use pystreaming_actors::model::names::StreamerName;
use pystreaming_actors::model::{Capability, Principal, Role, SiteRole, UnixTime};
use pystreaming_actors::ports::DeskSession;
use pystreaming_actors::status::StreamStatus;

use super::{account, desk_cookie};
use crate::web::signing_in::is_fresh;
use crate::web::site::Site;

/// Somebody who is signed in.
#[derive(Debug, Clone)]
pub enum DeskUser {
    /// A streamer, by the stream key or a link; or an administrator, by a link.
    Session(DeskSession),
    /// The owner of an account.
    Account(SignedIn),
}

impl DeskUser {
    /// Everybody as whom the browser that sends a request is signed in.
    fn all(request: &HttpRequest, site: &Site) -> impl Iterator<Item = Self> {
        let session = desk_cookie::of_request(request, site).map(Self::Session);
        session.into_iter().chain(account::of_request(request, site).map(Self::Account))
    }

    /// As whom a request is made for a stream: as the one who may do most there.
    pub fn of_stream(request: &HttpRequest, site: &Site, stream: &StreamStatus) -> Option<(Self, Role)> {
        let able = Self::all(request, site).filter_map(|user| Some((user.role(site, stream)?, user)));
        able.max_by_key(|(role, _)| *role).map(|(role, user)| (user, role))
    }

    /// As whom a request is made for the site: as an administrator, if possible.
    pub fn of_site(request: &HttpRequest, site: &Site) -> Option<Self> {
        let mut all: Vec<_> = Self::all(request, site).collect();
        let administrator = all.iter().position(|user| user.administers(site)).unwrap_or_default();
        (!all.is_empty()).then(|| all.swap_remove(administrator))
    }

    /// The role in the studio of a stream; `None` for those who have no business there.
    pub fn role(&self, site: &Site, stream: &StreamStatus) -> Option<Role> {
        match self {
            Self::Session(DeskSession { streamer: None, .. }) => Some(Role::SiteAdministrator),
            Self::Session(DeskSession { streamer: Some(streamer), .. }) => {
                (*streamer == stream.settings.name).then_some(Role::Streamer)
            }
            Self::Account(signed_in) => {
                let id = signed_in.account.id;
                let appointed = stream.moderators.contains(&id).then_some(Role::Moderator);
                site.accounts.site_role(id).map(Role::from).max(appointed)
            }
        }
    }

    /// Whether they administer the site.
    pub fn administers(&self, site: &Site) -> bool {
        match self {
            Self::Session(session) => session.streamer.is_none(),
            Self::Account(signed_in) => {
                site.accounts.site_role(signed_in.account.id) == Some(SiteRole::Administrator)
            }
        }
    }

    /// Whether they have proved who they are lately.
    pub fn is_fresh(&self, now: UnixTime) -> bool {
        let since = match self {
            Self::Session(session) => session.created_at,
            Self::Account(signed_in) => signed_in.since,
        };
        is_fresh(since, now)
    }

    /// Whether they are still signed in.
    pub fn is_signed_in(&self, site: &Site) -> bool {
        match self {
            Self::Session(session) => site.desk.has(session.id),
            Self::Account(signed_in) => site.accounts.has_session(signed_in.session),
        }
    }

    /// In which capacity they act in a room.
    pub fn principal(&self) -> Principal {
        match self {
            Self::Session(DeskSession { streamer: Some(_), .. }) => Principal::Streamer,
            Self::Session(DeskSession { streamer: None, .. }) => Principal::Administrator,
            Self::Account(signed_in) => Principal::Account(signed_in.account.id),
        }
    }

    /// Identifies the session, for limits and repeated requests.
    pub fn id(&self) -> String {
        match self {
            Self::Session(session) => format!("desk {}", session.id),
            Self::Account(signed_in) => format!("account session {}", signed_in.session),
        }
    }

    /// What they are called in the bar of the page.
    pub fn name(&self) -> &str {
        match self {
            Self::Session(session) => session.streamer.as_ref().map_or("administrator", StreamerName::as_str),
            Self::Account(signed_in) => &signed_in.account.name,
        }
    }
}

/// Whether a role may see and change what is the streamer's own.
pub fn owns(role: Role) -> bool {
    role.may(Capability::ManageStream)
}
