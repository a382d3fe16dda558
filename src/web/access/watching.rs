//! Who may see a stream.

use actix_web::HttpRequest;
use pystreaming_actors::status::StreamStatus;

use super::desk_user::DeskUser;
use super::unlock;
use crate::web::site::Site;

/// Whether a request may see the stream: it is open, or the browser has shown its password or is signed in to its studio.
pub fn may_watch(request: &HttpRequest, site: &Site, view: &StreamStatus) -> bool {
    unlock::may_watch(request, view, &site.secrets, site.unix())
        || DeskUser::of_stream(request, site, view).is_some()
}
