//! `pystreaming-admin emote …`

use std::fs;
use std::path::Path;

use pystreaming_actors::model::{Emote, emote_alias};
use pystreaming_actors::ports::StoreError;

use super::cli::{EmoteVerb, PictureOption};
use super::context::{AdminContext, taken};
use super::error::AdminError;
use super::{input, output};
use crate::media::emotes::checked;
use crate::rules;
use crate::text::closest;
use crate::web::{picture_problem, uri_of};

/// What to do about a taken alias.
const REMEDY: &str = "drop it first, or choose another alias";

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
        EmoteVerb::Add { which, picture } => {
            let alias = input::checked("--alias", &which.alias, emote_alias)?;
            let emote = match picture {
                PictureOption { file: Some(file), .. } => upload(context, alias, &file).await?,
                PictureOption { uri, .. } => link(context, alias, &uri.unwrap_or_default(), warnings).await?,
            };
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

/// Adds an emote with a picture elsewhere.
async fn link(
    context: &AdminContext,
    alias: String,
    uri: &str,
    warnings: &mut Vec<String>,
) -> Result<Emote, AdminError> {
    let uri = input::checked("--uri", uri, rules::emote_uri)?;
    let emote = Emote { alias, uri };
    context.store.add_emote(&emote).await.map_err(|error| taken(error, "emote", REMEDY))?;
    if let Some(problem) = picture_problem(&context.config.emotes_dir, &emote.uri) {
        warnings.push(format!("{} will not show: {problem}", emote.uri));
    }
    Ok(emote)
}

/// Adds an emote with the picture in a file.
async fn upload(context: &AdminContext, alias: String, file: &Path) -> Result<Emote, AdminError> {
    let broken = |why: String| AdminError::File { path: file.to_owned(), why };
    let contents = fs::read(file).map_err(|error| broken(error.to_string()))?;
    let picture = checked(&contents).map_err(|why| broken(format!("the picture {why}")))?;
    if context.store.emotes().await?.iter().any(|emote| emote.alias == alias) {
        return Err(AdminError::Taken { what: "emote", name: alias, todo: REMEDY });
    }
    let emote = Emote { alias, uri: uri_of(&picture) };
    context.store.put_emote(&emote, &picture).await?;
    Ok(emote)
}
