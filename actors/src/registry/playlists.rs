//! Passes playlists on to the rooms that they belong to.

use actix::prelude::*;
use tracing::warn;

use super::StreamRegistry;
use crate::health::{Source, advice};
use crate::media::Problem;
use crate::room::Input;
use crate::room::RenditionUpdate;
use crate::watcher::{Change, HlsChanges, Updated};

impl StreamRegistry {
    /// Sends the known playlists to every room, or to one.
    pub(super) fn replay_playlists(&mut self, only: Option<&str>) {
        for update in self.renditions.values() {
            if let Some((owner, publish_name)) = self.owner_of(&update.rendition.publish_file)
                && only.is_none_or(|only| *only == *owner)
            {
                self.tell(
                    &owner,
                    Input::PlaylistUpdated(Box::new(RenditionUpdate {
                        publish_name,
                        restarted: false,
                        ..update.clone()
                    })),
                );
            }
        }
    }

    /// Logs each problem of a stream for the administrator, once: all its qualities have the same publisher.
    fn report_problems(&self, owner: &str, update: &RenditionUpdate) {
        let publish_file = &update.rendition.publish_file;
        let same_stream =
            self.renditions.values().filter(|other| other.rendition.publish_file == *publish_file);
        let known: Vec<Problem> = same_stream.flat_map(|other| &other.info.problems).copied().collect();
        for problem in update.info.problems.iter().filter(|problem| !known.contains(problem)) {
            warn!(streamer = owner, "{}", advice(*problem, Source::Segments));
        }
    }
}

impl Handler<HlsChanges> for StreamRegistry {
    type Result = ();

    fn handle(&mut self, HlsChanges { changes, .. }: HlsChanges, ctx: &mut Self::Context) {
        let now = self.ports.room.clock.now();
        for change in changes {
            match change {
                Change::Updated(Updated { rendition, playlist, info, age, restarted }) => {
                    let owner = self.owner_of(&rendition.publish_file);
                    let publish_name = owner.as_ref().and_then(|(_, name)| name.clone());
                    let changed = now.minus(age);
                    let update = RenditionUpdate {
                        rendition: rendition.clone(),
                        publish_name,
                        playlist,
                        info,
                        restarted,
                        changed,
                    };
                    if let Some((owner, _)) = owner {
                        self.report_problems(&owner, &update);
                        self.tell(&owner, Input::PlaylistUpdated(Box::new(update.clone())));
                    }
                    self.renditions.insert(rendition, update);
                }
                Change::Growing(rendition) => {
                    if let Some((owner, name)) = self.owner_of(&rendition.publish_file) {
                        self.tell(&owner, Input::SegmentGrows(rendition, name));
                    }
                }
                Change::Trimmed(rendition, playlist) => {
                    if let Some(update) = self.renditions.get_mut(&rendition) {
                        update.playlist = playlist.clone();
                    }
                    if let Some((owner, _)) = self.owner_of(&rendition.publish_file) {
                        self.tell(&owner, Input::PlaylistTrimmed(rendition, playlist));
                    }
                }
                Change::Gone(rendition) => {
                    self.renditions.remove(&rendition);
                    if let Some((owner, _)) = self.owner_of(&rendition.publish_file) {
                        self.tell(&owner, Input::PlaylistGone(rendition));
                    }
                }
            }
        }
        self.looked = true;
        self.tell_if_restored(ctx);
    }
}
