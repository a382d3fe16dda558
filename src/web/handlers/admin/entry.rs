//! The way into the administration, which is by an account or a link, and the way out.

use std::collections::HashMap;

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use tera::Context;

use super::sections::is_section;
use crate::languages::Words;
use crate::web::access::account;
use crate::web::access::desk_user::DeskUser;
use crate::web::handlers::desk::sign_out_to;
use crate::web::rendering::respond;
use crate::web::site::Site;
use crate::web::summary::admin_url;

/// The page that says how to enter. `next` is where to go afterwards; `again` is whether somebody who is signed in shows again who
/// they are.
pub fn page(
    site: &Site,
    request: &HttpRequest,
    next: &str,
    again: Option<&DeskUser>,
    status: StatusCode,
) -> HttpResponse {
    let mut context = Context::new();
    context.insert(
        "title",
        &format!("{} – {}", site.say(request, &Words::new("desk-administration")), site.live().site_name),
    );
    context.insert("path", admin_url(site));
    context.insert("next", next);
    context.insert("again", &again.is_some());
    context.insert("by_link", &matches!(again, Some(DeskUser::Session(_))));
    let account = account::of_request(request, site);
    context.insert("account", &account.map(|signed_in| signed_in.account.name.to_string()));
    respond(site, request, status, "admin-sign-in.html", context)
}

/// `GET /admin/sign-in`. `?next` is where to go afterwards. Somebody who is signed in confirms that it is them.
pub async fn form(
    request: HttpRequest,
    site: web::Data<Site>,
    query: web::Query<HashMap<String, String>>,
) -> HttpResponse {
    let root = admin_url(&site);
    let next = query.get("next").filter(|next| next.strip_prefix(root).is_some_and(is_section));
    let user = DeskUser::of_site(&request, &site).filter(|user| user.administers(&site));
    page(&site, &request, next.map_or(root, String::as_str), user.as_ref(), StatusCode::OK)
}

/// `POST /admin/sign-out`.
pub async fn sign_out(request: HttpRequest, site: web::Data<Site>) -> HttpResponse {
    sign_out_to(&site, &request, admin_url(&site)).await
}
