//! Deleting one's own account.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use pystreaming_actors::model::{AccountId, Principal};
use pystreaming_actors::registry::room_of;
use pystreaming_actors::room::operations::DeleteMessage;
use tera::Context;
use tracing::warn;

use super::export::messages;
use super::page;
use crate::languages::Words;
use crate::web::access::account;
use crate::web::signing_in::redirect;
use crate::web::site::Site;

/// `GET /-/account/delete`.
pub async fn form(request: HttpRequest, site: web::Data<Site>) -> HttpResponse {
    let signed_in = match page::freshly_signed_in(&site, &request) {
        Ok(signed_in) => signed_in,
        Err(answer) => return answer,
    };
    let mut context = Context::new();
    context.insert("name", &*signed_in.account.name);
    page::page(&site, &request, StatusCode::OK, "account-delete.html", &Words::new("account-delete"), context)
}

/// `POST /-/account/delete`: deletes the account, and with `messages` also what it said in chat.
pub async fn delete(request: HttpRequest, site: web::Data<Site>, body: web::Payload) -> HttpResponse {
    let (form, signed_in) = match page::sent_freshly(&site, &request, body).await {
        Ok(sent) => sent,
        Err(answer) => return answer,
    };
    let id = signed_in.account.id;
    if form.single("messages").is_some() {
        let site = site.clone();
        // goes on while the page is answered
        actix_web::rt::spawn(async move { delete_messages(&site, id).await });
    }
    match site.accounts.delete(id).await {
        // its page tells the others of this browser
        Ok(()) => redirect(page::SIGN_IN, &[account::removal(site.peer(&request).is_encrypted())]),
        Err(error) => page::failed(&site, &request, &error.into()),
    }
}

/// Deletes what an account said, in rooms and in the store.
async fn delete_messages(site: &Site, account: AccountId) {
    site.recorded().await;
    for view in site.index.all().iter() {
        let streamer = &view.settings.name;
        let own = messages(site, streamer, |message| {
            message.author.as_ref().is_some_and(|author| author.account == Some(account))
        });
        let ids: Vec<u64> = match own.await {
            Ok(own) => own.into_iter().map(|message| message.id).collect(),
            Err(error) => {
                warn!(%error, "messages of a deleted account stay");
                return;
            }
        };
        let room = room_of(&site.rooms, streamer.folded());
        for id in &ids {
            if let Some(room) = &room {
                // older than what the room remembers is not there
                let _ = room.ask(DeleteMessage { id: *id }, Principal::Administrator).await;
            }
        }
        if let Err(error) = site.store.delete_messages(streamer, &ids).await {
            warn!(%error, "messages of a deleted account stay");
        }
    }
}
