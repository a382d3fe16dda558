//! Playlists, brought to the rooms that they belong to.

use actix::prelude::*;
use tracing::warn;

use super::StreamRegistry;
use crate::media::Problem;
use crate::room::Track;
use crate::room::state::Input;
use crate::watcher::{Change, HlsChanges, Updated};

impl StreamRegistry {
    /// Tells every room, or one, of the playlists that are known.
    pub(super) fn replay_tracks(&mut self, only: Option<&str>) {
        for track in self.tracks.values() {
            if let Some((owner, publish_name)) = self.owner_of(&track.rendition.stem)
                && only.is_none_or(|only| *only == *owner)
            {
                self.tell(
                    &owner,
                    Input::PlaylistUpdated(Box::new(Track {
                        publish_name,
                        restarted: false,
                        ..track.clone()
                    })),
                );
            }
        }
    }

    /// Tells the administrator what is wrong with a stream, once: all its qualities have the same encoder.
    fn report_problems(&self, owner: &str, track: &Track) {
        let stem = &track.rendition.stem;
        let same_stream = self.tracks.values().filter(|other| other.rendition.stem == *stem);
        let known: Vec<Problem> = same_stream.flat_map(|other| &other.info.problems).copied().collect();
        for problem in track.info.problems.iter().filter(|problem| !known.contains(problem)) {
            warn!(streamer = owner, "{}", problem.advice());
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
                    let owner = self.owner_of(&rendition.stem);
                    let publish_name = owner.as_ref().and_then(|(_, name)| name.clone());
                    let changed = now.minus(age);
                    let track = Track {
                        rendition: rendition.clone(),
                        publish_name,
                        playlist,
                        info,
                        restarted,
                        changed,
                    };
                    if let Some((owner, _)) = owner {
                        self.report_problems(&owner, &track);
                        self.tell(&owner, Input::PlaylistUpdated(Box::new(track.clone())));
                    }
                    self.tracks.insert(rendition, track);
                }
                Change::Growing(rendition) => {
                    if let Some((owner, name)) = self.owner_of(&rendition.stem) {
                        self.tell(&owner, Input::SegmentGrows(rendition, name));
                    }
                }
                Change::Trimmed(rendition, playlist) => {
                    if let Some(track) = self.tracks.get_mut(&rendition) {
                        track.playlist = playlist.clone();
                    }
                    if let Some((owner, _)) = self.owner_of(&rendition.stem) {
                        self.tell(&owner, Input::PlaylistTrimmed(rendition, playlist));
                    }
                }
                Change::Gone(rendition) => {
                    self.tracks.remove(&rendition);
                    if let Some((owner, _)) = self.owner_of(&rendition.stem) {
                        self.tell(&owner, Input::PlaylistGone(rendition));
                    }
                }
            }
        }
        self.looked = true;
        self.tell_if_restored(ctx);
    }
}
