//! The pictures that streamers have of themselves.

use actix_web::web;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use pystreaming_actors::model::{Capability, PictureKind, StreamerPicture};
use pystreaming_actors::room::operations::Method;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::endpoint::{Access, Call, SiteOperation, Upload};
use super::problem::Problem;
use crate::media::portraits::{Cut, InvalidPortrait, PORTRAIT_MAX, PORTRAIT_TYPES, portrait};
use crate::web::portraits::{PictureFile, await_shown, files};
use crate::web::summary::stream_url;

const UPLOAD: Option<Upload> = Some(Upload { field: "picture", types: PORTRAIT_TYPES, most: PORTRAIT_MAX });

/// The pictures of a streamer.
#[derive(Debug, Serialize, ToSchema)]
pub struct Pictures {
    /// The avatar in each of its sizes, smallest first; empty without one.
    #[schema(inline)]
    avatar: Vec<PictureFile>,
    /// The picture for the time offline in each of its sizes, smallest first; empty without one.
    #[schema(inline)]
    offline_picture: Vec<PictureFile>,
}

/// Shows the streamer's pictures.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ShowPictures {}

impl SiteOperation for ShowPictures {
    const ID: &'static str = "show-pictures";
    const SUMMARY: &'static str = "show the streamer's avatar and offline picture";
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/streams/{streamer}/pictures";
    const ACCESS: Access = Access::Stream(Capability::ManageStream);
    type Outcome = Pictures;

    async fn run(self, call: &Call) -> Result<Pictures, Problem> {
        let name = &call.stream()?.settings.name;
        // as it is now, which may be later than the call began
        let status =
            call.site.index.of(name).ok_or_else(|| Problem::not_found("There is no such streamer."))?;
        let [avatar, offline_picture] =
            PictureKind::ALL.map(|kind| files(&stream_url(name), &status.settings, kind));
        Ok(Pictures { avatar, offline_picture })
    }
}

/// The operation that uploads a picture.
macro_rules! upload {
    ($name:ident: $kind:ident, $id:literal, $path:literal, $audits:literal, $summary:literal, $file:tt) => {
        #[doc = $summary]
        #[derive(Debug, Deserialize, ToSchema)]
        #[serde(deny_unknown_fields)]
        pub struct $name {
            #[doc = $file]
            #[schema(max_length = 11184812, content_encoding = "base64")]
            picture: String,
            /// In percent: with 100 the part is as large as it can be, with 200 half as wide and half as high. 100 if it is left out.
            #[serde(default)]
            #[schema(minimum = 100, maximum = 400)]
            zoom: Option<u32>,
            /// Where the part is from left to right, from 0 to 100; in the middle if it is left out.
            #[serde(default)]
            #[schema(maximum = 100)]
            across: Option<u32>,
            /// Where the part is from top to bottom, from 0 to 100; in the middle if it is left out.
            #[serde(default)]
            #[schema(maximum = 100)]
            down: Option<u32>,
        }

        impl SiteOperation for $name {
            const ID: &'static str = $id;
            const SUMMARY: &'static str = $summary;
            const METHOD: Method = Method::Put;
            const PATH: &'static str = $path;
            const ACCESS: Access = Access::Stream(Capability::ManageStream);
            const UPLOAD: Option<Upload> = UPLOAD;
            const AUDITS: Option<&'static str> = Some($audits);
            type Outcome = Pictures;

            async fn run(self, call: &Call) -> Result<Pictures, Problem> {
                let Self { picture, zoom, across, down } = self;
                upload(call, PictureKind::$kind, picture, cut(zoom, across, down)).await
            }
        }
    };
}

upload!(
    UploadAvatar: Avatar,
    "upload-avatar",
    "/streams/{streamer}/avatar",
    "set_avatar",
    "set the picture beside the streamer's name",
    "A PNG, JPEG, WebP or GIF file of up to 8 MiB and 16 megapixels, and of 64 pixels a side or more. A part of it becomes a square."
);
upload!(
    UploadOfflinePicture: Offline,
    "upload-offline-picture",
    "/streams/{streamer}/offline-picture",
    "set_offline_picture",
    "set the picture that is shown while the stream is offline",
    "A PNG, JPEG, WebP or GIF file of up to 8 MiB and 16 megapixels, and of 640 × 360 pixels or more. A part of it becomes 16:9."
);

/// Removes the streamer's avatar.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RemoveAvatar {}

impl SiteOperation for RemoveAvatar {
    const ID: &'static str = "remove-avatar";
    const SUMMARY: &'static str = "remove the picture beside the streamer's name";
    const METHOD: Method = Method::Delete;
    const PATH: &'static str = "/streams/{streamer}/avatar";
    const ACCESS: Access = Access::Stream(Capability::ManageStream);
    const AUDITS: Option<&'static str> = Some("set_avatar");
    type Outcome = Pictures;

    async fn run(self, call: &Call) -> Result<Pictures, Problem> {
        set(call, PictureKind::Avatar, None).await
    }
}

/// Removes the picture for the time offline.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RemoveOfflinePicture {}

impl SiteOperation for RemoveOfflinePicture {
    const ID: &'static str = "remove-offline-picture";
    const SUMMARY: &'static str = "remove the picture that is shown while the stream is offline";
    const METHOD: Method = Method::Delete;
    const PATH: &'static str = "/streams/{streamer}/offline-picture";
    const ACCESS: Access = Access::Stream(Capability::ManageStream);
    const AUDITS: Option<&'static str> = Some("set_offline_picture");
    type Outcome = Pictures;

    async fn run(self, call: &Call) -> Result<Pictures, Problem> {
        set(call, PictureKind::Offline, None).await
    }
}

fn cut(zoom: Option<u32>, across: Option<u32>, down: Option<u32>) -> Cut {
    let middle = Cut::default();
    Cut {
        zoom: zoom.unwrap_or(middle.zoom),
        across: across.unwrap_or(middle.across),
        down: down.unwrap_or(middle.down),
    }
}

async fn upload(call: &Call, kind: PictureKind, file: String, cut: Cut) -> Result<Pictures, Problem> {
    let refused = |why: String| Problem::invalid(format!("The picture {why}."));
    let turn = call
        .site
        .portraits
        .turn()
        .await
        .ok_or_else(|| Problem::too_many("Another picture is being read. Try again in a moment.", 1))?;
    let made = web::block(move || {
        // also when nobody waits for the answer any more
        let _turn = turn;
        match STANDARD.decode(file) {
            Ok(file) => portrait(kind, &file, cut).map_err(|why| why.to_string()),
            Err(_) => Err("is not Base64".to_owned()),
        }
    });
    // a picture on which a decoder stumbles is damaged
    let made = made.await.unwrap_or_else(|_| Err(InvalidPortrait::Damaged.to_string()));
    set(call, kind, Some(made.map_err(refused)?)).await
}

async fn set(call: &Call, kind: PictureKind, picture: Option<StreamerPicture>) -> Result<Pictures, Problem> {
    let of = &call.stream()?.settings.name;
    call.store().set_picture(of, kind, picture.as_ref(), call.site.unix()).await?;
    await_shown(&call.site.index, of, kind, picture.as_ref().map(|picture| &picture.name)).await;
    ShowPictures {}.run(call).await
}
