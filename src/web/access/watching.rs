//! Who may see a stream.

use std::time::Duration;

use actix_web::http::StatusCode;
use actix_web::{HttpMessage as _, HttpRequest, HttpResponse};
use pystreaming_actors::delivery::Served;
use pystreaming_actors::model::names::Token;
use pystreaming_actors::status::StreamStatus;

use super::desk_user::DeskUser;
use super::unlock;
use crate::web::packaged::{ADMISSION, not_live};
use crate::web::refusal::refuse;
use crate::web::site::Site;

/// What a node of the site wants, with the request of one of its viewers or for several of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NodeAsks {
    /// To know whether the viewer may see these media, rather than the media.
    WhetherMay,
    /// The media, for those whom it has admitted to this prefix.
    ForThoseAdmittedTo(Token),
}

/// How long a node may admit a browser that has shown the password without asking again, though its cookie may expire meanwhile. What
/// takes the stream from it sooner, such as another password, also ends the prefix.
const WITH_PASSWORD: Duration = Duration::from_secs(60);
/// The same of somebody who is signed in, and whom nothing but the next answer shuts out.
const SIGNED_IN: Duration = Duration::from_secs(1);

/// Whether a request may see the stream: it is open, or the browser has shown its password or is signed in to its studio.
pub fn may_watch(request: &HttpRequest, site: &Site, status: &StreamStatus) -> bool {
    admits_for(request, site, status).is_some()
}

fn admits_for(request: &HttpRequest, site: &Site, status: &StreamStatus) -> Option<Duration> {
    if unlock::may_watch(request, status, &site.secrets, site.unix()) {
        return Some(WITH_PASSWORD);
    }
    DeskUser::of_stream(request, site, status).map(|_| SIGNED_IN)
}

/// What somebody gets instead of media.
#[derive(Debug)]
pub enum Instead {
    /// They have to show the password first.
    Refusal,
    /// There are none.
    NotLive,
    /// A node wanted to know whether its viewer may see them: under this prefix, for so long.
    Admission(Token, Duration),
}

impl Instead {
    /// The answer.
    pub fn response(self) -> HttpResponse {
        match self {
            Self::Refusal => refuse(StatusCode::FORBIDDEN, "this stream needs a password"),
            Self::NotLive => not_live(),
            Self::Admission(prefix, lasts) => {
                let admission = format!("{prefix} {}", lasts.as_secs());
                HttpResponse::NoContent().insert_header((ADMISSION, admission)).finish()
            }
        }
    }
}

/// Decides how the sender of a request gets the media of a stream.
pub fn admit(request: &HttpRequest, site: &Site, status: &StreamStatus) -> Result<Served, Instead> {
    let asks = request.extensions().get::<NodeAsks>().cloned();
    let is_for_admitted =
        matches!(&asks, Some(NodeAsks::ForThoseAdmittedTo(prefix)) if status.prefix() == Some(prefix));
    let lasts = if is_for_admitted { Some(Duration::ZERO) } else { admits_for(request, site, status) };
    // nothing under a prefix is served to people who may not know it
    let lasts = lasts.ok_or(Instead::Refusal)?;
    let prefix = status.prefix().cloned().ok_or(Instead::NotLive)?;
    let is_locked = status.settings.password.is_some();
    if is_locked && asks == Some(NodeAsks::WhetherMay) {
        return Err(Instead::Admission(prefix, lasts));
    }
    Ok(Served { prefix, is_locked })
}
