//! What the front page shows: the streams that a visitor looks for, and what there is to look for.

use std::collections::BTreeMap;
use std::sync::Arc;

use pystreaming_actors::model::{Search, UnixTime, english};
use pystreaming_actors::status::{StreamState, StreamStatus};
use serde::Serialize;
use url::form_urlencoded;

use super::site::Site;
use super::summary::{ListedStream, StreamSummary};

/// Most tags to choose from.
const TAGS: usize = 12;
/// From so many streams on, there is a search.
const MANY: usize = 4;
/// Most streams that start next.
const NEXT: usize = 6;
/// A stream that starts after more than this many seconds does not start next.
const SOON: i64 = 14 * 24 * 60 * 60;
/// A stream that ended before this many seconds has not ended lately.
const LATELY: i64 = 24 * 60 * 60;

/// The streams and the choices of the front page.
#[derive(Debug, Serialize)]
pub struct FrontPage {
    live: Vec<ListedStream>,
    /// Those that are not live and are planned for the next two weeks, by their start.
    next: Vec<StreamSummary>,
    /// Offline since the last 24 hours.
    ended: Vec<ListedStream>,
    offline: Vec<ListedStream>,
    /// How many streams were found; `None` without a search.
    found: Option<usize>,
    /// Whether to offer a search.
    searchable: bool,
    text: String,
    tag: String,
    language: String,
    tags: Vec<Choice>,
    languages: Vec<Choice>,
}

/// Something to choose.
#[derive(Debug, Serialize)]
struct Choice {
    /// As in the address.
    value: String,
    name: String,
    chosen: bool,
}

impl FrontPage {
    /// The front page for a search.
    pub fn new(site: &Site, search: &Search, now: UnixTime) -> Self {
        let all = site.index.all();
        let (mut live, mut ended, mut offline) = (Vec::new(), Vec::new(), Vec::new());
        for view in all.iter().filter(|view| search.admits(&view.settings)) {
            let list = match view.settings.last_live {
                // a stream whose encoder is gone for a moment keeps its place
                _ if matches!(view.state, StreamState::Live | StreamState::Reconnecting) => &mut live,
                Some(last) if now.saturating_sub(last) < LATELY => &mut ended,
                _ => &mut offline,
            };
            list.push(StreamSummary::listed(site, view));
        }
        let soon = |stream: &ListedStream| {
            let start = stream.summary.next().map(|next| next.start);
            start
                .filter(|start| start.saturating_sub(now) < SOON)
                .map(|start| (start, stream.summary.clone()))
        };
        let mut next: Vec<_> = ended.iter().chain(&offline).filter_map(soon).collect();
        next.sort_by_key(|(start, _)| *start);
        let (tags, languages) = (tags(&all, search.tag()), languages(&all, search.language()));
        Self {
            found: (!search.is_empty()).then(|| live.len() + ended.len() + offline.len()),
            live,
            next: next.into_iter().map(|(_, stream)| stream).take(NEXT).collect(),
            ended,
            offline,
            searchable: all.len() >= MANY || !search.is_empty() || !tags.is_empty() || !languages.is_empty(),
            text: search.text().to_owned(),
            tag: search.tag().to_owned(),
            language: search.language().to_owned(),
            tags,
            languages,
        }
    }

    /// The path of a preview picture, of the first stream that has one.
    pub fn picture(&self) -> Option<&str> {
        self.live.iter().find_map(|stream| stream.summary.picture())
    }
}

/// What the query of an address looks for. The last of several fields of one name counts.
pub fn asked(query: &str) -> Search {
    let field = |wanted: &str| {
        let fields = form_urlencoded::parse(query.as_bytes());
        fields
            .filter(|(name, _)| name == wanted)
            .last()
            .map(|(_, value)| value.into_owned())
            .unwrap_or_default()
    };
    Search::new(&field("q"), &field("tag"), &field("language"))
}

/// The tags that most streams have, and the chosen one.
fn tags(streams: &[Arc<StreamStatus>], chosen: &str) -> Vec<Choice> {
    let mut count: BTreeMap<&str, usize> = BTreeMap::new();
    for tag in streams.iter().flat_map(|view| view.settings.tags.iter()) {
        *count.entry(tag).or_default() += 1;
    }
    let mut tags: Vec<_> = count.into_iter().collect();
    tags.sort_by_key(|(_, streams)| std::cmp::Reverse(*streams));
    tags.truncate(TAGS);
    if !chosen.is_empty() && !tags.iter().any(|(tag, _)| *tag == chosen) {
        tags.insert(0, (chosen, 0));
    }
    let choice = |(tag, _): (&str, usize)| Choice {
        value: tag.to_owned(),
        name: tag.to_owned(),
        chosen: tag == chosen,
    };
    tags.into_iter().map(choice).collect()
}

/// The languages of all streams, by name.
fn languages(streams: &[Arc<StreamStatus>], chosen: &str) -> Vec<Choice> {
    let spoken = streams.iter().filter_map(|view| Some(view.settings.language.as_ref()?.primary()));
    let mut languages: Vec<&str> = spoken.chain(Some(chosen).filter(|code| !code.is_empty())).collect();
    languages.sort_unstable();
    languages.dedup();
    let choice = |code: &str| Choice {
        value: code.to_owned(),
        name: english(code).unwrap_or(code).to_owned(),
        chosen: code == chosen,
    };
    let mut choices: Vec<_> = languages.into_iter().map(choice).collect();
    choices.sort_by(|a, b| a.name.cmp(&b.name));
    choices
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::web::summary::tag_url;

    #[test]
    fn the_last_field_of_a_name_counts_and_others_are_ignored() {
        let search = asked("tag=art&q=zo%C3%AB+paint&utm=x&tag=Live%20coding&language=pt-BR");
        assert_eq!((search.text(), search.tag(), search.language()), ("zoë paint", "live-coding", "pt"));
        assert!(asked("").is_empty() && asked("utm=x&q=&tag=").is_empty());
        assert!(asked("tag=art&tag=").is_empty(), "a tag that was chosen again is no longer");
    }

    proptest! {
        #[test]
        fn any_query_is_survived_and_a_tag_is_found_again(query in "[\\s\\S]{0,60}", tag in "[a-zé#+.-]{1,20}") {
            let _ = asked(&query);
            let address = tag_url(&tag);
            let search = asked(address.strip_prefix("/?").unwrap());
            prop_assert_eq!(search, Search::new("", &tag, ""));
        }
    }
}
