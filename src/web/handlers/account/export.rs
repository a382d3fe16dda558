//! What is kept about an account, as a file for its owner.

use actix_web::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, HeaderValue};
use actix_web::{HttpRequest, HttpResponse, web};
use bytes::Bytes;
use futures_util::StreamExt as _;
use futures_util::stream;
use pystreaming_actors::accounts::SignedIn;
use pystreaming_actors::model::ChatMessage;
use pystreaming_actors::model::names::StreamerName;
use pystreaming_actors::ports::StoreError;
use serde_json::{Value, json};
use tracing::warn;

use super::page;
use crate::accounts::AccountError;
use crate::web::site::Site;

/// Messages read at once.
const ROWS: u32 = 500;

/// `GET /-/account/export`: JSON Lines.
pub async fn export(request: HttpRequest, site: web::Data<Site>) -> HttpResponse {
    let signed_in = match page::signed_in(&site, &request) {
        Ok(signed_in) => signed_in,
        Err(answer) => return answer,
    };
    site.recorded().await;
    let head = match head(&site, &signed_in).await {
        Ok(head) => head,
        Err(error) => return page::failed(&site, &request, &error),
    };
    let streamers: Vec<StreamerName> =
        site.index.all().iter().map(|view| view.settings.name.clone()).collect();
    let of_streams = stream::iter(streamers).then(move |streamer| {
        let (site, account) = (site.clone(), signed_in.account.id);
        async move {
            let messages = messages(&site, &streamer, |message| {
                message.author.as_ref().is_some_and(|author| author.account == Some(account))
            });
            // a broken end tells that something is missing
            messages.await.map(|messages| lines(&of_stream(&streamer, &messages))).inspect_err(|error| {
                warn!(%error, "an export of an account ends early");
            })
        }
    });
    let body = stream::once(async move { Ok(lines(&head)) }).chain(of_streams);
    HttpResponse::Ok()
        .insert_header((CACHE_CONTROL, HeaderValue::from_static("no-store")))
        .insert_header((
            CONTENT_DISPOSITION,
            HeaderValue::from_static("attachment; filename=\"account.jsonl\""),
        ))
        .content_type("application/jsonl")
        .streaming(body.map(|piece: Result<Bytes, StoreError>| piece.map_err(std::io::Error::other)))
}

async fn head(site: &Site, signed_in: &SignedIn) -> Result<Vec<Value>, AccountError> {
    let account = &signed_in.account;
    let (has_password, codes) = site.accounts.means(account.id).await?;
    let staff = site.store.site_staff().await?;
    let role = staff.iter().find(|(id, _)| *id == account.id).map(|(_, role)| role.as_str());
    let mut records = vec![json!({
        "type": "account",
        "name": &*account.name,
        "created": account.created_at,
        "role": role,
        "password": has_password,
        "recovery_codes": codes,
    })];
    records.extend(site.accounts.sessions(account.id).into_iter().map(|session| {
        json!({
            "type": "session",
            "browser": session.browser,
            "created": session.created_at,
            "last_used": session.last_used,
        })
    }));
    records.extend(
        site.accounts
            .passkeys(account.id)
            .await?
            .into_iter()
            .map(|passkey| json!({ "type": "passkey", "name": passkey.name, "created": passkey.created_at })),
    );
    records.extend(site.accounts.identities(account.id).await?.into_iter().map(|linked| {
        json!({
            "type": "identity",
            "issuer": linked.identity.issuer,
            "subject": linked.identity.subject,
            "label": linked.identity.label,
            "created": linked.created_at,
        })
    }));
    for view in site.index.all().iter() {
        let streamer = &view.settings.name;
        let moderators = site.store.chat_memory(streamer, 0, 0).await?.moderators;
        if moderators.iter().any(|moderator| moderator.account == Some(account.id)) {
            records.push(json!({ "type": "moderator", "streamer": streamer.as_str() }));
        }
    }
    Ok(records)
}

/// The stored messages in a stream for which `is_own`, oldest first.
pub async fn messages(
    site: &Site,
    streamer: &StreamerName,
    is_own: impl Fn(&ChatMessage) -> bool,
) -> Result<Vec<ChatMessage>, StoreError> {
    let (mut own, mut after) = (Vec::new(), 0);
    loop {
        let page = site.store.messages(streamer, after, ROWS).await?;
        let Some(last) = page.last() else { return Ok(own) };
        after = last.id;
        let is_last = page.len() < ROWS as usize;
        own.extend(page.into_iter().filter(&is_own));
        if is_last {
            return Ok(own);
        }
    }
}

fn of_stream(streamer: &StreamerName, messages: &[ChatMessage]) -> Vec<Value> {
    let record = |message: &ChatMessage| {
        json!({
            "type": "message",
            "streamer": streamer.as_str(),
            "id": message.id,
            "time": message.time,
            "kind": message.kind.as_str(),
            "text": message.text,
            "reply": message.reply,
        })
    };
    messages.iter().map(record).collect()
}

fn lines(records: &[Value]) -> Bytes {
    records.iter().map(|record| format!("{record}\n")).collect::<String>().into()
}
