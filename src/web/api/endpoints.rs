//! Every endpoint of the API's first version: routes, the OpenAPI document and the commands of `pystreaming-client` are made
//! from [`ENDPOINTS`].

use std::sync::LazyLock;

use pystreaming_actors::room::operations::Operation;

use super::endpoint::{Endpoint, of_room, of_site};
use super::{
    accounts, backups, broadcasts, emotes, events, followers, personal, pictures, profile, sanctions, server,
    sessions, site_settings, streamers, streams, tokens, viewers, webhooks,
};

/// Every endpoint.
pub static ENDPOINTS: LazyLock<Vec<Endpoint>> = LazyLock::new(|| {
    let site = [
        of_site::<streams::ListStreams>(),
        of_site::<streams::ShowStream>(),
        of_site::<events::ListEvents>(),
        of_site::<broadcasts::ListBroadcasts>(),
        of_site::<followers::ShowFollowing>(),
        of_site::<followers::SetAnnounced>(),
        of_site::<followers::CountFollowers>(),
        of_site::<followers::FollowByPush>(),
        of_site::<followers::FollowByMail>(),
        of_site::<followers::ShowPushFollower>(),
        of_site::<followers::EndPushFollower>(),
        of_site::<followers::RenewPushFollower>(),
        of_site::<viewers::ShowViewers>(),
        of_site::<viewers::ShowChatActivity>(),
        of_site::<personal::ExportStreamer>(),
        of_site::<personal::EraseStreamer>(),
        of_site::<personal::ExportPerson>(),
        of_site::<personal::ErasePerson>(),
        of_site::<streams::RotateKey>(),
        of_site::<profile::PreviewAbout>(),
        of_site::<pictures::ShowPictures>(),
        of_site::<pictures::UploadAvatar>(),
        of_site::<pictures::RemoveAvatar>(),
        of_site::<pictures::UploadOfflinePicture>(),
        of_site::<pictures::RemoveOfflinePicture>(),
        of_site::<streamers::ListStreamers>(),
        of_site::<streamers::AddStreamer>(),
        of_site::<streamers::RemoveStreamer>(),
        of_site::<streamers::BanStreamer>(),
        of_site::<streamers::UnbanStreamer>(),
        of_site::<streamers::AddLoginLink>(),
        of_site::<accounts::ListAccounts>(),
        of_site::<accounts::ChangeAccount>(),
        of_site::<accounts::SetAccountRole>(),
        of_site::<accounts::RemoveAccount>(),
        of_site::<accounts::ResetAccount>(),
        of_site::<emotes::ListEmotes>(),
        of_site::<emotes::AddEmote>(),
        of_site::<emotes::UploadEmote>(),
        of_site::<emotes::RemoveEmote>(),
        of_site::<sanctions::ListSanctions>(),
        of_site::<sanctions::AddSanction>(),
        of_site::<sanctions::LiftSanction>(),
        of_site::<sanctions::DeclineSiteAppeal>(),
        of_site::<site_settings::ListSettings>(),
        of_site::<site_settings::SetSetting>(),
        of_site::<site_settings::ResetSetting>(),
        of_site::<events::ListSiteEvents>(),
        of_site::<server::ShowServer>(),
        of_site::<server::ListLogLines>(),
        of_site::<backups::ListBackups>(),
        of_site::<backups::MakeBackup>(),
    ];
    let site = site.into_iter().chain(sessions::endpoints()).chain(tokens::endpoints());
    let site = site.chain(webhooks::endpoints());
    site.chain(Operation::ROWS.iter().filter_map(of_room)).collect()
});
