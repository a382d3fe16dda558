//! The pages on which people make accounts, sign in, and look after them.

mod closing;
mod entry;
mod export;
mod own;
pub mod page;
mod passkeys;
mod providers;
mod sign_in;
mod sign_up;

use actix_web::web;

/// The addresses of these pages.
pub fn routes(config: &mut web::ServiceConfig) {
    config
        .service(web::resource(page::OWN).route(web::get().to(own::show)))
        .service(
            web::resource(page::SIGN_UP)
                .route(web::get().to(sign_up::form))
                .route(web::post().to(sign_up::sign_up)),
        )
        .service(
            web::resource(page::SIGN_IN)
                .route(web::get().to(sign_in::form))
                .route(web::post().to(sign_in::by_password)),
        )
        .service(
            web::resource(page::RECOVER)
                .route(web::get().to(sign_in::recovery_form))
                .route(web::post().to(sign_in::by_code)),
        )
        .service(web::resource(page::SIGN_OUT).route(web::post().to(own::sign_out)))
        .service(web::resource("/-/account/password").route(web::post().to(own::set_password)))
        .service(web::resource("/-/account/codes").route(web::post().to(own::renew_codes)))
        .service(web::resource("/-/account/sessions").route(web::post().to(own::end_sessions)))
        .service(web::resource("/-/account/passkeys/challenge").route(web::post().to(passkeys::ask)))
        .service(web::resource("/-/account/passkeys").route(web::post().to(passkeys::add)))
        .service(web::resource("/-/account/passkeys/sign-in").route(web::post().to(passkeys::sign_in)))
        .service(web::resource("/-/account/passkeys/remove").route(web::post().to(passkeys::remove)))
        .service(web::resource(providers::START).route(web::post().to(providers::start)))
        .service(
            web::resource(providers::NAME)
                .route(web::get().to(providers::name_form))
                .route(web::post().to(providers::choose_name)),
        )
        .service(web::resource(providers::UNLINK).route(web::post().to(providers::unlink)))
        .service(web::resource(providers::FROM_PROVIDER).route(web::get().to(providers::from_provider)))
        .service(web::resource(providers::FROM_INSTANCE).route(web::get().to(providers::from_instance)))
        .service(web::resource("/-/account/export").route(web::get().to(export::export)))
        .service(
            web::resource("/-/account/delete")
                .route(web::get().to(closing::form))
                .route(web::post().to(closing::delete)),
        );
}
