//! Broadcasts that have ended, with their statistics.

use pystreaming_actors::model::{Capability, PastBroadcast};
use pystreaming_actors::ports::Page;
use pystreaming_actors::room::operations::Method;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::endpoint::{Access, Call, SiteOperation};
use super::problem::Problem;

/// Most broadcasts of one page.
const PAGE_MAX: u32 = 200;
/// Broadcasts of a page unless the caller says otherwise.
const PAGE: u32 = 50;

/// Lists a page of ended broadcasts: the latest, or those before a position.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ListBroadcasts {
    /// Most broadcasts to return.
    #[serde(default)]
    #[schema(minimum = 1, maximum = 200, default = 50)]
    limit: Option<u32>,
    /// Only broadcasts before this position: the latest of them.
    #[serde(default)]
    before: Option<i64>,
}

/// A page of broadcasts.
#[derive(Debug, Serialize, ToSchema)]
pub struct BroadcastPage {
    /// In the order in which they ended.
    #[schema(inline)]
    broadcasts: Vec<EndedBroadcast>,
    /// The `before` of the next older page; null on the last page.
    next: Option<i64>,
}

/// A broadcast that has ended.
#[derive(Debug, Serialize, ToSchema)]
pub struct EndedBroadcast {
    /// Its place in the list.
    position: i64,
    /// Its id, as in `/<streamer>/info` while it ran.
    id: String,
    /// When it began, in Unix seconds.
    started: i64,
    /// When it ended, in Unix seconds.
    ended: i64,
    /// The stream's title when it ended.
    title: Option<String>,
    /// The most viewers at one time.
    peak_viewers: u64,
    /// Viewers on average over time.
    mean_viewers: f64,
    /// How long all viewers watched together, in minutes.
    viewer_minutes: f64,
    /// People who sent something to the chat.
    chatters: u64,
    /// Messages, actions and drawings in the chat.
    messages: u64,
}

impl EndedBroadcast {
    #[expect(clippy::cast_precision_loss, reason = "exact for millions of years of watching")]
    fn of(broadcast: &PastBroadcast) -> Self {
        let audience = &broadcast.audience;
        Self {
            position: broadcast.position,
            id: broadcast.id.to_string(),
            started: broadcast.started_at,
            ended: broadcast.ended_at,
            title: broadcast.title.clone(),
            peak_viewers: audience.peak_viewers,
            mean_viewers: broadcast.mean_viewers(),
            viewer_minutes: audience.viewer_seconds as f64 / 60.0,
            chatters: audience.chatters,
            messages: audience.messages,
        }
    }
}

impl SiteOperation for ListBroadcasts {
    const ID: &'static str = "list-broadcasts";
    const SUMMARY: &'static str = "list ended broadcasts with their statistics";
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/streams/{streamer}/broadcasts";
    const ACCESS: Access = Access::Stream(Capability::Read);
    type Outcome = BroadcastPage;

    async fn run(self, call: &Call) -> Result<BroadcastPage, Problem> {
        let limit = self.limit.unwrap_or(PAGE).clamp(1, PAGE_MAX);
        let page = self.before.map_or(Page::Last, Page::Before);
        call.site.recorded().await;
        let name = &call.stream()?.settings.name;
        // one more tells whether there is another page
        let mut broadcasts = call.site.store.past_broadcasts(name, page, limit + 1).await?;
        let more = broadcasts.len() > limit as usize;
        if more {
            broadcasts.remove(0);
        }
        let next = broadcasts.first().filter(|_| more).map(|broadcast| broadcast.position);
        Ok(BroadcastPage { broadcasts: broadcasts.iter().map(EndedBroadcast::of).collect(), next })
    }
}
