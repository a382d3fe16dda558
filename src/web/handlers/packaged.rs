//! What this server packages itself: playlists that wait for the next part, and the files that they name.

use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderValue, RETRY_AFTER};
use actix_web::{HttpRequest, HttpResponse, web};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use pystreaming_actors::delivery::{NoMedia, Packaged, PackagedMedia, Wanted};
use pystreaming_actors::media::{Quality, QualityInfo};
use pystreaming_actors::model::names::{StreamerName, Token};
use pystreaming_actors::packager::{Addresses, File, FileName};
use pystreaming_actors::precompressed::Precompressed;

use crate::web::access::held::Held;
use crate::web::access::watching::may_watch;
use crate::web::ranged::{self, Content};
use crate::web::refusal::refuse;
use crate::web::site::Site;

/// Where its files are, followed by the prefix of the broadcast.
pub const FILES: &str = "/-/live";

/// Why a player gets no media.
#[derive(Debug, thiserror::Error)]
pub(super) enum Refused {
    #[error(transparent)]
    NoMedia(#[from] NoMedia),
    #[error("too many requests of your address wait for media at once")]
    TooMany,
    #[error("{0} must be a whole number")]
    NotANumber(&'static str),
    #[error("_HLS_part needs _HLS_msn beside it")]
    PartAlone,
}

impl Refused {
    pub(super) fn response(&self) -> HttpResponse {
        let status = match self {
            Self::NoMedia(NoMedia::Missing) => StatusCode::NOT_FOUND,
            Self::NoMedia(NoMedia::TooFar) | Self::NotANumber(_) | Self::PartAlone => StatusCode::BAD_REQUEST,
            Self::NoMedia(NoMedia::Late) => StatusCode::SERVICE_UNAVAILABLE,
            Self::TooMany => StatusCode::TOO_MANY_REQUESTS,
        };
        let mut response = refuse(status, &self.to_string());
        if matches!(self, Self::NoMedia(NoMedia::Late) | Self::TooMany) {
            response.headers_mut().insert(RETRY_AFTER, HeaderValue::from_static("1"));
        }
        response
    }
}

/// The playlist of a quality, once it contains what the player waits for.
pub(super) async fn playlist(
    request: &HttpRequest,
    site: &Site,
    media: &PackagedMedia,
    streamer: &StreamerName,
    prefix: &Token,
    quality: Option<&Quality>,
    is_locked: bool,
) -> Result<Precompressed, Refused> {
    let wanted = wanted(request.query_string())?;
    let rendition = media.rendition(quality).ok_or(NoMedia::Missing)?;
    let _held = wanted.map(|_| hold(request, site)).transpose()?;
    let addresses = |qualities: Vec<QualityInfo>| addresses(streamer, prefix, &qualities);
    media.playlist(rendition, prefix, wanted, addresses, is_locked).await.map_err(Refused::from)
}

/// `GET /-/live/<prefix>/<rendition>/<file>`.
pub async fn file(
    request: HttpRequest,
    site: web::Data<Site>,
    path: web::Path<(String, usize, String)>,
) -> HttpResponse {
    let (prefix, rendition, name) = path.into_inner();
    let (prefix, Ok(file)) = (Token::stored(&prefix), name.parse::<FileName>()) else {
        return not_live();
    };
    let Some(media) = site.media.get(&prefix) else { return not_live() };
    let status = site.index.of(&media.streamer).filter(|status| status.prefix() == Some(&prefix));
    let (Some(status), Some(Packaged::Here(packaged))) = (status, &media.packaged) else { return not_live() };
    if !may_watch(&request, &site, &status) {
        return refuse(StatusCode::FORBIDDEN, "this stream needs a password");
    }
    let found = match packaged.file(rendition, file, &prefix) {
        Some(found) => Ok(found),
        None => next_file(&request, &site, packaged, rendition, file, &prefix).await,
    };
    match found {
        Ok(found) => {
            let content_type = match file {
                FileName::Init(_) => "video/mp4",
                FileName::Segment(_) | FileName::Part(..) => "video/iso.segment",
            };
            let cache = match status.settings.password {
                Some(_) => "private, max-age=3600, immutable",
                None => "public, max-age=3600, immutable",
            };
            let etag = format!("\"{rendition}-{file}-{}\"", found.len);
            ranged::respond(&request, Content { pieces: found.pieces, etag, content_type, cache })
        }
        Err(refused) => refused.response(),
    }
}

async fn next_file(
    request: &HttpRequest,
    site: &Site,
    media: &PackagedMedia,
    rendition: usize,
    name: FileName,
    prefix: &Token,
) -> Result<File, Refused> {
    let _held = hold(request, site)?;
    Ok(media.next_file(rendition, name, prefix).await?)
}

fn hold<'a>(request: &HttpRequest, site: &'a Site) -> Result<Held<'a>, Refused> {
    site.held_requests.hold(&site.peer(request)).ok_or(Refused::TooMany)
}

fn addresses(streamer: &StreamerName, prefix: &Token, qualities: &[QualityInfo]) -> Addresses {
    let streamer = utf8_percent_encode(streamer.as_str(), NON_ALPHANUMERIC);
    let playlists = qualities.iter().map(|quality| match &quality.name {
        Some(name) => format!("/{streamer}/playlist/{name}.m3u8"),
        None => format!("/{streamer}/playlist.m3u8"),
    });
    Addresses { files: format!("{FILES}/{prefix}/"), playlists: playlists.collect(), whole: None }
}

/// What `_HLS_msn` and `_HLS_part` ask for.
fn wanted(query: &str) -> Result<Option<Wanted>, Refused> {
    let (mut msn, mut part) = (None, None);
    for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
        match &*name {
            "_HLS_msn" => msn = Some(value.parse().map_err(|_| Refused::NotANumber("_HLS_msn"))?),
            "_HLS_part" => part = Some(value.parse().map_err(|_| Refused::NotANumber("_HLS_part"))?),
            _ => {}
        }
    }
    match (msn, part) {
        (Some(msn), part) => Ok(Some(Wanted { msn, part })),
        (None, None) => Ok(None),
        (None, Some(_)) => Err(Refused::PartAlone),
    }
}

pub(super) fn not_live() -> HttpResponse {
    refuse(StatusCode::NOT_FOUND, "this stream is not live, or not in this quality")
}
