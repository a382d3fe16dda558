//! Lists of sanctions.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Cx;
use crate::model::text::confusable_key;
use crate::model::{SanctionKind, UnixTime, spelled};
use crate::room::event::SanctionedPerson;
use crate::room::members::looked_for;
use crate::room::state::RoomState;

/// Maximum number of names that a slash command lists.
const LISTED: usize = 100;

/// A mute or ban.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ListedSanction {
    /// Its id; operations accept it in place of a name.
    pub id: String,
    /// The person's name when it was imposed.
    pub name: String,
    /// When it was imposed, in Unix seconds.
    pub time: i64,
    /// When it ends, in Unix seconds; null if somebody has to lift it.
    #[schema(value_type = Option<i64>)]
    pub until: Option<UnixTime>,
    /// Seconds until it ends; null if somebody has to lift it.
    pub left: Option<u32>,
    /// Who imposed it; empty if that is not known.
    pub by: String,
    /// Why; may be empty.
    pub reason: String,
    /// Where it holds: `stream`, or `site` if administrators imposed it on the whole site.
    pub scope: String,
    /// Whether it holds at the person's address too, whatever they call themselves.
    pub by_address: bool,
    /// What the person says against it; null if they have said nothing.
    #[schema(inline)]
    pub appeal: Option<ListedAppeal>,
    /// The person's current names, one for each window in which they are logged in.
    pub here: Vec<String>,
}

/// An appeal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ListedAppeal {
    /// What the person says.
    pub text: String,
    /// When, in Unix seconds.
    pub time: i64,
    /// Whether a moderator declined it.
    pub declined: bool,
}

/// The sanctions of a kind whose name or reason has `search` in it, oldest first.
pub(super) fn listed(
    room: &RoomState,
    kind: SanctionKind,
    search: Option<&str>,
    cx: &Cx<'_, '_>,
) -> Vec<ListedSanction> {
    let search = search.unwrap_or_default().trim();
    let (wanted, lower) = (looked_for(search), search.to_lowercase());
    let is_found = |person: &SanctionedPerson| {
        let is_called = |name: &str| !wanted.is_empty() && confusable_key(name).contains(&wanted);
        search.is_empty()
            || is_called(&person.username)
            || person.here.iter().any(|name| is_called(name))
            || person.reason.to_lowercase().contains(&lower)
    };
    let left = |person: &SanctionedPerson| room.moderation.sanctions().left(&person.id, cx.now().monotonic);
    let found = room.sanctioned(kind).into_iter().filter(is_found);
    found
        .map(|person| {
            let left = left(&person);
            let SanctionedPerson { id, username, time, until, by, reason, scope, by_address, appeal, here } =
                person;
            ListedSanction {
                id: id.to_string(),
                name: username.to_string(),
                time,
                until,
                left,
                by: by.to_string(),
                reason: reason.to_string(),
                scope: scope.as_str().to_owned(),
                by_address,
                appeal: appeal.map(|appeal| ListedAppeal {
                    text: appeal.text,
                    time: appeal.at,
                    declined: appeal.declined,
                }),
                here: here.iter().map(ToString::to_string).collect(),
            }
        })
        .collect()
}

/// A line with the names, and what else there is to say of each.
pub(super) fn named(nobody: &'static str, head: &str, list: &[ListedSanction]) -> Vec<Cow<'static, str>> {
    if list.is_empty() {
        return vec![nobody.into()];
    }
    let names: Vec<String> = list.iter().take(LISTED).map(with_details).collect();
    let names = names.join(", ");
    vec![match list.len().saturating_sub(LISTED) {
        0 => format!("{head}: {names}.").into(),
        more => format!("{head}: {names} and {more} more.").into(),
    }]
}

fn with_details(sanction: &ListedSanction) -> String {
    let mut details = Vec::new();
    if let Some(left) = sanction.left {
        details.push(format!("for {}", spelled(left)));
    }
    if !sanction.reason.is_empty() {
        details.push(sanction.reason.clone());
    }
    if sanction.scope == "site" {
        details.push("on the whole site".to_owned());
    }
    if let Some(appeal) = sanction.appeal.as_ref().filter(|appeal| !appeal.declined) {
        details.push(format!("appeals: {}", appeal.text));
    }
    match details.is_empty() {
        true => sanction.name.clone(),
        false => format!("{} ({})", sanction.name, details.join("; ")),
    }
}
