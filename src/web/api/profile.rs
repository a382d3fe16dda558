//! What streamers tell about themselves, before they save it.

use pystreaming_actors::model::text::Invalid;
use pystreaming_actors::model::{AboutText, Capability};
use pystreaming_actors::room::operations::Method;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::endpoint::{Access, Call, SiteOperation};
use super::problem::Problem;
use crate::web::markdown;

/// Renders a text about the streamer as the page would show it. Nothing is saved.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PreviewAbout {
    /// Markdown, up to 5000 characters.
    text: String,
}

/// A rendered text.
#[derive(Debug, Serialize, ToSchema)]
pub struct AboutPreview {
    /// Sanitized HTML, as in the page; empty if the text is blank.
    html: String,
}

impl SiteOperation for PreviewAbout {
    const ID: &'static str = "preview-about";
    const SUMMARY: &'static str = "render a text about the streamer without saving it";
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/streams/{streamer}/about/preview";
    const ACCESS: Access = Access::Stream(Capability::ManageStream);
    type Outcome = AboutPreview;

    async fn run(self, _: &Call) -> Result<AboutPreview, Problem> {
        if self.text.trim().is_empty() {
            return Ok(AboutPreview { html: String::new() });
        }
        let text = AboutText::parse(&self.text)
            .map_err(|Invalid(why)| Problem::invalid(format!("The text {why}.")))?;
        Ok(AboutPreview { html: markdown::rendered(&text) })
    }
}
