//! `pystreaming-admin sanction …`

use pystreaming_actors::model::names::Token;
use pystreaming_actors::model::{Sanction, SanctionKind, Term};
use pystreaming_actors::ports::StoreError;
use pystreaming_actors::room::operations::{Ask as _, SanctionOnSite, SanctionedOnSite};
use serde_json::json;

use super::cli::{SanctionOption, SanctionVerb};
use super::context::AdminContext;
use super::error::AdminError;
use super::operation::Asked;
use super::output;

pub(super) async fn run(verb: SanctionVerb, context: &AdminContext) -> Result<String, AdminError> {
    match verb {
        SanctionVerb::List(listing) => list(context, listing.json).await,
        SanctionVerb::Add { who, user, kind, time, reason, listing } => {
            let seconds = time.map(|time| Term::parse(&time).map(Term::seconds)).transpose();
            let seconds = seconds.map_err(|why| AdminError::Option { option: "--for", why: why.0 })?;
            let kind = match kind {
                SanctionOption::Mute => SanctionKind::Mute,
                SanctionOption::Ban => SanctionKind::Ban,
            };
            let operation = SanctionOnSite { user, kind, seconds, reason: Some(reason) };
            add(&who.username, operation, context, listing.json).await
        }
        SanctionVerb::Lift { id } => {
            context.store.lift_site_sanction(&Token::stored(&id)).await.map_err(missing)?;
            Ok(format!("lifted {id}\n"))
        }
        SanctionVerb::Decline { id } => {
            context.store.decline_site_appeal(&Token::stored(&id)).await.map_err(missing)?;
            Ok(format!("declined the appeal against {id}\n"))
        }
    }
}

async fn add(
    username: &str,
    operation: SanctionOnSite,
    context: &AdminContext,
    as_json: bool,
) -> Result<String, AdminError> {
    let streamer = context.streamer(username).await?.name;
    let done = match operation.kind {
        SanctionKind::Mute => "muted",
        SanctionKind::Ban | SanctionKind::Kick => "banned",
    };
    let outcome = match context.ask(&streamer, &operation.into_operation()).await? {
        Asked::Done(outcome) => SanctionOnSite::answer(outcome),
        Asked::Refused(refusal) => return Err(AdminError::Refused { streamer, refusal }),
        Asked::Unknown => None,
        Asked::NoServer => return Err(AdminError::NoServer),
    };
    let Some(outcome) = outcome else {
        return Ok("the server performed it, and does not say what became of it\n".to_owned());
    };
    if as_json {
        return Ok(output::json(&outcome));
    }
    let SanctionedOnSite { id, name, until, note } = outcome;
    let until = until.map_or_else(String::new, |until| format!(" until {}", output::date(until)));
    let note = note.map_or_else(String::new, |note| format!("{note}\n"));
    Ok(format!(
        "{done} {name} on the whole site{until}; `pystreaming-admin sanction lift {id}` lifts it\n{note}"
    ))
}

async fn list(context: &AdminContext, as_json: bool) -> Result<String, AdminError> {
    let now = context.now();
    let mut sanctions = context.store.site_sanctions().await?;
    sanctions.retain(|sanction| sanction.until.is_none_or(|until| until > now));
    if as_json {
        let all: Vec<_> = sanctions.iter().map(record).collect();
        return Ok(output::json(&all));
    }
    if sanctions.is_empty() {
        return Ok("nobody is muted or banned on the whole site\n".to_owned());
    }
    let dash = |text: &str| if text.is_empty() { "-".to_owned() } else { text.to_owned() };
    let appeal = |sanction: &Sanction| match &sanction.appeal {
        None => "-".to_owned(),
        Some(appeal) if appeal.declined => format!("declined: {}", appeal.text),
        Some(appeal) => appeal.text.clone(),
    };
    let rows: Vec<_> = sanctions
        .iter()
        .map(|sanction| {
            [
                sanction.id.to_string(),
                sanction.kind.as_str().to_owned(),
                sanction.name.clone(),
                output::date(sanction.at),
                sanction.until.map_or_else(|| "lifted".to_owned(), output::date),
                dash(&sanction.reason),
                appeal(sanction),
            ]
        })
        .collect();
    Ok(output::table(["ID", "KIND", "NAME", "SINCE", "UNTIL", "REASON", "APPEAL"], &rows))
}

fn record(sanction: &Sanction) -> serde_json::Value {
    json!({
        "id": sanction.id,
        "kind": sanction.kind,
        "name": sanction.name,
        "time": sanction.at,
        "until": sanction.until,
        "reason": sanction.reason,
        "by_address": !sanction.shared,
        "appeal": sanction.appeal.as_ref().map(|appeal| &appeal.text),
        "declined": sanction.appeal.as_ref().is_some_and(|appeal| appeal.declined),
    })
}

fn missing(error: StoreError) -> AdminError {
    match error {
        StoreError::NotFound { name, .. } => AdminError::Missing { what: "sanction", name, near: Vec::new() },
        other => other.into(),
    }
}
