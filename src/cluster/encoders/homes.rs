//! The media that this node packages, as the node that leads has them served. Viewers of this node, and other nodes, get them from here.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

use actix_web::http::header::{HeaderValue, X_CONTENT_TYPE_OPTIONS};
use actix_web::{HttpRequest, HttpResponse};
use bytes::Bytes;
use pystreaming_actors::delivery::{PackagedMedia, Served};
use pystreaming_actors::model::names::{StreamerName, Token, fold};

use crate::web::Chunked;
use crate::web::packaged::{Refused, Whose, Wish, answer};

/// How long media are served to everybody when the node that leads is no longer heard: longer than it takes another to lead.
const UNHEARD: Duration = Duration::from_secs(8);
/// Where the node that leads gets the newest picture of a broadcast; its prefix follows.
pub const PICTURES: &str = "/-/node/pictures/";

/// Who asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Asker {
    /// Anybody.
    Everybody,
    /// Those whom the node that leads has admitted to this prefix.
    Admitted(Token),
    /// The node that leads, for somebody who may see it.
    Leader,
}

/// See the module.
#[derive(Default)]
pub struct Homes(RwLock<Known>);

#[derive(Default)]
struct Known {
    /// By number.
    homes: HashMap<u64, Home>,
    /// How many there have been.
    added: u64,
    by_prefix: HashMap<Token, u64>,
    by_name: HashMap<Box<str>, u64>,
}

/// One of the media.
#[derive(Clone)]
struct Home {
    media: Arc<PackagedMedia>,
    streamer: StreamerName,
    served: Option<Served>,
    /// The connection to the node that leads in which it was last said how it is served.
    said_in: Option<u64>,
    /// When the node that leads was last heard there.
    heard: Instant,
}

impl Home {
    fn withdraw(&self) {
        if let Some(served) = &self.served {
            self.media.withdraw(&served.prefix);
        }
    }
}

impl Homes {
    /// Keeps media. Returns their number.
    pub fn add(&self, media: &Arc<PackagedMedia>, streamer: &StreamerName) -> u64 {
        if let Some(number) = self.number_of(media) {
            return number;
        }
        self.change(|known| {
            known.added += 1;
            let (media, streamer) = (Arc::clone(media), streamer.clone());
            known.homes.insert(
                known.added,
                Home { media, streamer, served: None, said_in: None, heard: Instant::now() },
            );
            known.added
        })
    }

    /// Serves media like this, or no longer, as it was said in a connection. Those that nobody publishes to are forgotten then.
    pub fn serve(&self, number: u64, served: Option<Served>, said_in: u64, is_published: bool) {
        self.change(|known| {
            let Some(home) = known.homes.get_mut(&number) else { return };
            match &served {
                Some(served) => home.media.serve(served),
                None => home.withdraw(),
            }
            (home.served, home.said_in, home.heard) = (served, Some(said_in), Instant::now());
            if home.served.is_none() && !is_published {
                known.homes.remove(&number);
            }
        });
    }

    /// Forgets media of which the node that leads says nothing in this connection, if there is one.
    pub fn forget_unless_said(&self, media: &Arc<PackagedMedia>, said_in: Option<u64>) {
        let Some(number) = self.number_of(media) else { return };
        self.change(|known| {
            let is_said = |home: &Home| home.served.is_some() && home.said_in == said_in;
            if !known.homes.get(&number).is_some_and(is_said)
                && let Some(home) = known.homes.remove(&number)
            {
                home.withdraw();
            }
        });
    }

    /// Forgets all media but these.
    pub fn keep(&self, keeps: impl Fn(&Arc<PackagedMedia>) -> bool) {
        self.change(|known| {
            for (_, home) in known.homes.extract_if(|_, home| !keeps(&home.media)) {
                home.withdraw();
            }
        });
    }

    /// The node that leads was heard in a connection at this time: what it has said there still holds.
    pub fn heard(&self, at: Instant, said_in: u64) {
        let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
        for home in known.homes.values_mut().filter(|home| home.said_in == Some(said_in)) {
            home.heard = at;
        }
    }

    /// How many streams are packaged here.
    pub fn count(&self) -> usize {
        self.0.read().unwrap_or_else(PoisonError::into_inner).homes.len()
    }

    fn number_of(&self, media: &Arc<PackagedMedia>) -> Option<u64> {
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner);
        known.homes.iter().find(|(_, home)| Arc::ptr_eq(&home.media, media)).map(|(number, _)| *number)
    }

    /// Media by their number.
    pub fn media(&self, number: u64) -> Option<Arc<PackagedMedia>> {
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner);
        known.homes.get(&number).map(|home| Arc::clone(&home.media))
    }

    /// The answer, if it is here. `hold` makes room for a request that has to wait.
    pub async fn answer<G>(
        &self,
        request: &HttpRequest,
        asker: Asker,
        hold: impl FnOnce() -> Option<G>,
    ) -> Option<HttpResponse> {
        if let Some(prefix) = request.path().strip_prefix(PICTURES)
            && asker == Asker::Leader
        {
            let picture = self.newest_picture(&Token::stored(prefix))?;
            return Some(HttpResponse::Ok().body(Chunked::new(picture)));
        }
        let (whose, wish) = Wish::of(request.path())?;
        let Home { media, streamer, served, .. } = self.of(&whose, &asker)?;
        let hold = || hold().ok_or(Refused::TooMany);
        let mut response = answer(request, &media, (&streamer, &served?), &wish, hold).await;
        response.headers_mut().insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
        Some(response)
    }

    /// The newest picture of a broadcast, for the node that leads.
    pub fn newest_picture(&self, prefix: &Token) -> Option<Vec<Bytes>> {
        let home = self.of(&Whose::Broadcast(prefix.clone()), &Asker::Leader)?;
        Some(home.media.keyframe()?.pieces)
    }

    fn of(&self, whose: &Whose, asker: &Asker) -> Option<Home> {
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let number = match whose {
            Whose::Broadcast(prefix) => known.by_prefix.get(prefix)?,
            Whose::Streamer(name) => known.by_name.get(&*fold(name))?,
        };
        let home = known.homes.get(number)?;
        let may = |served: &Served| match asker {
            Asker::Leader => true,
            Asker::Admitted(prefix) => served.prefix == *prefix,
            Asker::Everybody => !served.is_locked,
        };
        let is_heard = *asker == Asker::Leader || home.heard.elapsed() < UNHEARD;
        (is_heard && home.served.as_ref().is_some_and(may)).then(|| home.clone())
    }

    fn change<T>(&self, act: impl FnOnce(&mut Known) -> T) -> T {
        let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let done = act(&mut known);
        let Known { homes, by_prefix, by_name, .. } = &mut *known;
        (*by_prefix, *by_name) = Default::default();
        for (number, home) in homes {
            if let Some(served) = &home.served {
                by_prefix.insert(served.prefix.clone(), *number);
                by_name.insert(home.streamer.folded().into(), *number);
            }
        }
        done
    }
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;
    use pystreaming_actors::packager::Settings;

    use super::*;

    fn served(prefix: &str, is_locked: bool) -> Option<Served> {
        Some(Served { prefix: Token::stored(prefix), is_locked })
    }

    fn with_media() -> (Homes, Arc<PackagedMedia>) {
        let (homes, media) = (Homes::default(), Arc::new(PackagedMedia::new(Settings::default())));
        homes.add(&media, &StreamerName::stored("Zoë"));
        (homes, media)
    }

    /// Whether somebody gets an answer here, be it that there is nothing yet.
    async fn answers(homes: &Homes, asker: Asker, path: &str) -> bool {
        let request = TestRequest::get().uri(path).to_http_request();
        homes.answer(&request, asker, || Some(())).await.is_some()
    }

    #[actix_web::test]
    async fn media_are_served_as_the_node_that_leads_says() {
        let (homes, media) = with_media();
        let everybody = async |path| answers(&homes, Asker::Everybody, path).await;
        assert!(!everybody("/zo%C3%AB/master.m3u8").await, "nobody has said how");
        homes.serve(1, served("abc", false), 1, true);
        assert!(media.is_served_under(&Token::stored("abc")));
        assert!(everybody("/zo%C3%AB/master.m3u8").await && everybody("/-/live/abc/0/1.m4s").await);
        assert!(!everybody("/-/live/abd/0/1.m4s").await && !everybody("/bob/master.m3u8").await);
        assert!(!everybody("/-/node/pictures/abc").await);

        homes.serve(1, served("def", true), 1, true);
        for path in ["/zo%C3%AB/master.m3u8", "/-/live/def/0/1.m4s", "/-/live/abc/0/1.m4s"] {
            assert!(!everybody(path).await, "{path} of a locked stream");
        }
        assert!(answers(&homes, Asker::Leader, "/-/live/def/0/1.m4s").await);
        for path in ["/zo%C3%AB/master.m3u8", "/-/live/def/0/1.m4s"] {
            let admitted = |prefix| Asker::Admitted(Token::stored(prefix));
            assert!(answers(&homes, admitted("def"), path).await, "{path} for those who may see it");
            assert!(!answers(&homes, admitted("abc"), path).await, "{path} for those who might before");
        }
        for is_published in [true, false] {
            homes.serve(1, None, 1, is_published);
            assert!(!answers(&homes, Asker::Leader, "/-/live/def/0/1.m4s").await);
            assert_eq!((homes.count(), media.prefix()), (usize::from(is_published), None));
        }
    }

    #[actix_web::test]
    async fn strangers_get_nothing_once_the_node_that_leads_is_not_heard() {
        let (homes, _media) = with_media();
        homes.serve(1, served("abc", false), 1, true);
        homes.heard(Instant::now() - UNHEARD, 2);
        assert!(answers(&homes, Asker::Everybody, "/zo%C3%AB/master.m3u8").await, "another connection");
        homes.heard(Instant::now() - UNHEARD, 1);
        for stranger in [Asker::Everybody, Asker::Admitted(Token::stored("abc"))] {
            assert!(!answers(&homes, stranger, "/zo%C3%AB/master.m3u8").await);
        }
        assert!(answers(&homes, Asker::Leader, "/zo%C3%AB/master.m3u8").await);
    }

    #[test]
    fn media_that_nobody_serves_go_with_their_encoder() {
        let (homes, media) = with_media();
        assert_eq!(homes.add(&media, &StreamerName::stored("Zoë")), 1, "it is known");
        homes.serve(1, served("abc", false), 1, true);
        homes.forget_unless_said(&media, Some(1));
        assert_eq!(homes.count(), 1, "viewers see the rest");
        homes.forget_unless_said(&media, Some(2));
        assert_eq!((homes.count(), media.prefix()), (0, None), "another node leads, and knows nothing of it");

        let (homes, media) = with_media();
        homes.serve(1, served("abc", false), 1, true);
        homes.serve(1, None, 1, true);
        homes.forget_unless_said(&media, Some(1));
        assert_eq!(homes.count(), 0, "it was withdrawn");

        let (homes, media) = with_media();
        homes.forget_unless_said(&media, None);
        assert_eq!(homes.count(), 0, "nobody has been shown anything");

        let (homes, media) = with_media();
        homes.keep(|kept| Arc::ptr_eq(kept, &media));
        assert_eq!(homes.count(), 1);
        homes.keep(|_| false);
        assert_eq!(homes.count(), 0);
    }
}
