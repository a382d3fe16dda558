//! The media that this node packages, as the node that leads has them served. Viewers of this node, and other nodes, get them from here.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

use actix_web::http::header::{HeaderValue, X_CONTENT_TYPE_OPTIONS};
use actix_web::{HttpRequest, HttpResponse};
use pystreaming_actors::delivery::{PackagedMedia, Served};
use pystreaming_actors::model::names::{StreamerName, Token, fold};

use crate::web::Chunked;
use crate::web::packaged::{Refused, Whose, Wish, answer};

/// How long media are served to everybody when the node that leads is no longer heard: longer than it takes another to lead.
const UNHEARD: Duration = Duration::from_secs(8);
/// Where the node that leads gets the newest picture of a broadcast; its prefix follows.
pub const PICTURES: &str = "/-/node/pictures/";

/// Who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asker {
    /// Anybody.
    Everybody,
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
    by_prefix: HashMap<Token, u64>,
    by_name: HashMap<Box<str>, u64>,
    /// When the node that leads was last heard.
    heard: Option<Instant>,
}

/// One of the media.
#[derive(Clone)]
struct Home {
    media: Arc<PackagedMedia>,
    streamer: StreamerName,
    served: Option<Served>,
    /// The connection to the node that leads over which it was last said how it is served.
    said_in: u64,
}

impl Home {
    fn withdraw(&self) {
        if let Some(served) = &self.served {
            self.media.withdraw(&served.prefix);
        }
    }
}

impl Homes {
    /// Keeps media.
    pub fn add(&self, number: u64, media: &Arc<PackagedMedia>, streamer: &StreamerName) {
        self.change(|known| {
            let (media, streamer) = (Arc::clone(media), streamer.clone());
            known.homes.entry(number).or_insert(Home { media, streamer, served: None, said_in: 0 });
        });
    }

    /// Serves media like this, or no longer, as it was said in a connection.
    pub fn serve(&self, number: u64, served: Option<Served>, said_in: u64) {
        self.change(|known| {
            let Some(served) = served else {
                if let Some(home) = known.homes.remove(&number) {
                    home.withdraw();
                }
                return;
            };
            let Some(home) = known.homes.get_mut(&number) else { return };
            home.media.serve_under(&served.prefix);
            (home.served, home.said_in) = (Some(served), said_in);
        });
    }

    /// Forgets media of which the node that leads says nothing in this connection.
    pub fn forget_unless_said(&self, number: u64, said_in: u64) {
        self.change(|known| {
            if known.homes.get(&number).is_some_and(|home| home.said_in != said_in)
                && let Some(home) = known.homes.remove(&number)
            {
                home.withdraw();
            }
        });
    }

    /// Forgets all media but these.
    pub fn keep(&self, keeps: impl Fn(u64) -> bool) {
        self.change(|known| {
            for (_, home) in known.homes.extract_if(|number, _| !keeps(*number)) {
                home.withdraw();
            }
        });
    }

    /// The node that leads was heard.
    pub fn heard(&self) {
        self.0.write().unwrap_or_else(PoisonError::into_inner).heard = Some(Instant::now());
    }

    /// How many streams are packaged here.
    pub fn count(&self) -> usize {
        self.0.read().unwrap_or_else(PoisonError::into_inner).homes.len()
    }

    /// The number of media that are here.
    pub fn number_of(&self, media: &Arc<PackagedMedia>) -> Option<u64> {
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
            let home = self.of(&Whose::Broadcast(Token::stored(prefix)), asker)?;
            let picture = home.media.keyframe()?;
            return Some(HttpResponse::Ok().body(Chunked::new(picture.pieces)));
        }
        let (whose, wish) = Wish::of(request.path())?;
        let Home { media, streamer, served, .. } = self.of(&whose, asker)?;
        let hold = || hold().ok_or(Refused::TooMany);
        let mut response = answer(request, &media, (&streamer, &served?), &wish, hold).await;
        response.headers_mut().insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
        Some(response)
    }

    fn of(&self, whose: &Whose, asker: Asker) -> Option<Home> {
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let number = match whose {
            Whose::Broadcast(prefix) => known.by_prefix.get(prefix)?,
            Whose::Streamer(name) => known.by_name.get(&*fold(name))?,
        };
        let home = known.homes.get(number)?;
        let is_open = home.served.as_ref().is_some_and(|served| !served.is_locked)
            && known.heard.is_some_and(|heard| heard.elapsed() < UNHEARD);
        (asker == Asker::Leader || is_open).then(|| home.clone())
    }

    fn change(&self, act: impl FnOnce(&mut Known)) {
        let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
        act(&mut known);
        let Known { homes, by_prefix, by_name, .. } = &mut *known;
        (*by_prefix, *by_name) = Default::default();
        for (number, home) in homes {
            if let Some(served) = &home.served {
                by_prefix.insert(served.prefix.clone(), *number);
                by_name.insert(home.streamer.folded().into(), *number);
            }
        }
    }
}
