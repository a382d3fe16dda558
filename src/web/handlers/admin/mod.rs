//! The pages of administrators, and how one enters them.

mod entry;
mod page;
mod sections;

use actix_web::guard::{GuardContext, fn_guard};
use actix_web::web;

use crate::web::site::Site;

/// The addresses of the administration: `/admin/`, unless a streamer has that name, and always `/-/admin/`.
pub fn routes(config: &mut web::ServiceConfig) {
    for (root, is_always) in [("/admin", false), ("/-/admin", true)] {
        let at = |below: &str| {
            let is_free = move |context: &GuardContext<'_>| is_always || is_nobodys(context);
            web::resource(format!("{root}{below}")).guard(fn_guard(is_free))
        };
        config
            .service(
                at("").route(web::get().to(page::without_slash)).route(web::head().to(page::without_slash)),
            )
            .service(at("/sign-in").route(web::get().to(entry::form)).route(web::head().to(entry::form)))
            .service(at("/sign-out").route(web::post().to(entry::sign_out)))
            .service(
                at("/{section:[a-z]*}")
                    .route(web::get().to(page::section))
                    .route(web::head().to(page::section)),
            );
    }
}

/// Whether no streamer had the name of the address before it was reserved.
fn is_nobodys(context: &GuardContext<'_>) -> bool {
    let site = context.app_data::<web::Data<Site>>();
    site.is_none_or(|site| site.index.get("admin").is_none())
}
