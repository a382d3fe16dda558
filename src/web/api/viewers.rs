//! How many watched a broadcast, and what happened in its chat, over time.

use pystreaming_actors::model::names::Token;
use pystreaming_actors::model::{Capability, ChatPoint, UnixTime, ViewerPoint, interval};
use pystreaming_actors::room::operations::Method;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::endpoint::{Access, Call, SiteOperation};
use super::problem::Problem;

/// Points of a curve unless the caller says otherwise.
const POINTS: u32 = 120;
/// Most points of a curve.
const POINTS_MAX: u32 = 1000;

/// Shows how many watched a broadcast, over time.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ShowViewers {
    /// Id of the broadcast, which may be running.
    id: String,
    /// Most points to return.
    #[serde(default)]
    #[schema(minimum = 1, maximum = 1000, default = 120)]
    points: Option<u32>,
}

/// The viewers of a broadcast over time.
#[derive(Debug, Serialize, ToSchema)]
pub struct ViewerCurve {
    /// When the broadcast began, in Unix seconds.
    started: i64,
    /// When it ended, in Unix seconds; null while it runs.
    ended: Option<i64>,
    /// Seconds between points: whole minutes.
    interval: i64,
    /// Oldest first. Where nothing was sampled, points are missing.
    #[schema(inline)]
    points: Vec<Point>,
}

/// The viewers of one interval.
#[derive(Debug, Serialize, ToSchema)]
pub struct Point {
    /// When the interval began, in Unix seconds.
    time: i64,
    /// Viewers on average.
    mean: f64,
    /// The most viewers at one time.
    peak: u64,
}

impl From<ViewerPoint> for Point {
    fn from(ViewerPoint { at, mean, peak }: ViewerPoint) -> Self {
        Self { time: at, mean, peak }
    }
}

/// Shows what happened in the chat during a broadcast, over time.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ShowChatActivity {
    /// Id of the broadcast, which may be running.
    id: String,
    /// Most points to return; the same number has the intervals of `show-viewers`.
    #[serde(default)]
    #[schema(minimum = 1, maximum = 1000, default = 120)]
    points: Option<u32>,
}

/// The chat of a broadcast over time.
#[derive(Debug, Serialize, ToSchema)]
pub struct ChatCurve {
    /// When the broadcast began, in Unix seconds.
    started: i64,
    /// When it ended, in Unix seconds; null while it runs.
    ended: Option<i64>,
    /// Seconds between points: whole minutes.
    interval: i64,
    /// Oldest first. Where nothing happened, points are missing.
    #[schema(inline)]
    points: Vec<Activity>,
}

/// The chat of one interval.
#[derive(Debug, Serialize, ToSchema)]
pub struct Activity {
    /// When the interval began, in Unix seconds.
    time: i64,
    /// Messages, actions and drawings.
    messages: u64,
    /// How often somebody joined.
    joins: u64,
    /// How often somebody left.
    leaves: u64,
}

impl From<ChatPoint> for Activity {
    fn from(ChatPoint { at, messages, joins, leaves }: ChatPoint) -> Self {
        Self { time: at, messages, joins, leaves }
    }
}

impl SiteOperation for ShowChatActivity {
    const ID: &'static str = "show-chat-activity";
    const SUMMARY: &'static str =
        "show how many messages, joins and leaves there were in a broadcast, over time";
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/streams/{streamer}/broadcasts/{id}/chat";
    const ACCESS: Access = Access::Stream(Capability::Read);
    type Outcome = ChatCurve;

    async fn run(self, call: &Call) -> Result<ChatCurve, Problem> {
        call.site.recorded().await;
        let (started, ended) = times(call, &self.id).await?;
        let until = ended.unwrap_or_else(|| call.site.unix());
        let interval = interval(started, until, self.points.unwrap_or(POINTS).clamp(1, POINTS_MAX));
        let name = &call.stream()?.settings.name;
        // as statistics count: with what was said in the last second
        let points = call.site.store.chat_curve(name, (started, until.saturating_add(1)), interval).await?;
        Ok(ChatCurve { started, ended, interval, points: points.into_iter().map(Activity::from).collect() })
    }
}

impl SiteOperation for ShowViewers {
    const ID: &'static str = "show-viewers";
    const SUMMARY: &'static str = "show how many watched a broadcast, over time";
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/streams/{streamer}/broadcasts/{id}/viewers";
    const ACCESS: Access = Access::Stream(Capability::Read);
    type Outcome = ViewerCurve;

    async fn run(self, call: &Call) -> Result<ViewerCurve, Problem> {
        call.site.recorded().await;
        let (started, ended) = times(call, &self.id).await?;
        let until = ended.unwrap_or_else(|| call.site.unix());
        let interval = interval(started, until, self.points.unwrap_or(POINTS).clamp(1, POINTS_MAX));
        let name = &call.stream()?.settings.name;
        let points = call.site.store.viewer_curve(name, (started, until), interval).await?;
        Ok(ViewerCurve { started, ended, interval, points: points.into_iter().map(Point::from).collect() })
    }
}

/// When a broadcast began and ended.
async fn times(call: &Call, id: &str) -> Result<(UnixTime, Option<UnixTime>), Problem> {
    let stream = call.stream()?;
    let running = stream.on_air.as_ref().map(|on_air| &on_air.broadcast);
    if let Some(running) = running.filter(|running| running.id.as_str() == id) {
        return Ok((running.started_at, None));
    }
    let past = call.site.store.past_broadcast(&stream.settings.name, &Token::stored(id)).await?;
    let past = past.ok_or_else(|| Problem::not_found("There is no such broadcast."))?;
    Ok((past.started_at, Some(past.ended_at)))
}
