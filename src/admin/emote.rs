//! `pystreaming-admin emote …`

use pystreaming_actors::model::Emote;
use pystreaming_actors::ports::StoreError;

use super::cli::EmoteVerb;
use super::context::{AdminContext, taken};
use super::error::AdminError;
use super::{input, output};
use crate::rules;
use crate::text::closest;
use crate::web::picture_problem;

pub(super) async fn run(
    verb: EmoteVerb,
    context: &AdminContext,
    warnings: &mut Vec<String>,
) -> Result<String, AdminError> {
    match verb {
        EmoteVerb::List(listing) => {
            let emotes = context.store.emotes().await?;
            if listing.json {
                return Ok(output::json(&emotes));
            }
            if emotes.is_empty() {
                return Ok(
                    "no emotes yet; `pystreaming-admin emote add -a ALIAS -l URI` adds one\n".to_owned()
                );
            }
            let rows: Vec<_> = emotes.into_iter().map(|emote| [emote.alias, emote.uri]).collect();
            Ok(output::table(["ALIAS", "URI"], &rows))
        }
        EmoteVerb::Add { which, uri } => {
            let alias = input::checked("--alias", &which.alias, rules::alias)?;
            let uri = input::checked("--uri", &uri, rules::emote_uri)?;
            let emote = Emote { alias, uri };
            context
                .store
                .add_emote(&emote)
                .await
                .map_err(|error| taken(error, "emote", "drop it first, or choose another alias"))?;
            if let Some(problem) = picture_problem(&context.config.emotes_dir, &emote.uri) {
                warnings.push(format!("{} will not show: {problem}", emote.uri));
            }
            Ok(format!("added emote :{}:\n", emote.alias))
        }
        EmoteVerb::Drop(which) => match context.store.drop_emote(&which.alias).await {
            Ok(()) => Ok(format!("dropped emote :{}:\n", which.alias)),
            Err(StoreError::NotFound { .. }) => {
                let emotes = context.store.emotes().await?;
                let near = closest(&which.alias, emotes.iter().map(|emote| emote.alias.as_str()));
                let near = near.into_iter().map(str::to_owned).collect();
                Err(AdminError::Missing { what: "emote", name: which.alias, near })
            }
            Err(other) => Err(other.into()),
        },
    }
}
