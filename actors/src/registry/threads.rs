//! The threads on which rooms run.

use actix::prelude::*;

use crate::room::RoomActor;
use crate::session::RoomId;

/// A pool of threads, stopped when dropped. A room's id decides on which it runs, so a room that replaces a dead one runs
/// where that did.
#[derive(Debug)]
pub struct RoomThreads(Vec<Arbiter>);

impl RoomThreads {
    /// Starts so many threads. Without any, rooms share the thread of the registry.
    pub fn start(count: usize) -> Self {
        Self((0..count).map(|_| Arbiter::new()).collect())
    }

    /// How many threads suit a machine with so many processors. Session workers, of which there is one per processor, have
    /// more to do than rooms.
    pub fn suitable(processors: usize) -> usize {
        processors / 2
    }

    /// Starts a room on its thread.
    pub(super) fn run(&self, id: RoomId, room: RoomActor) -> Addr<RoomActor> {
        match self.index(id) {
            Some(index) => RoomActor::start_in_arbiter(&self.0[index].handle(), |_| room),
            None => room.start(),
        }
    }

    pub(super) fn index(&self, id: RoomId) -> Option<usize> {
        let count = self.0.len() as u64;
        (count > 0).then(|| (id.0 % count) as usize)
    }
}

impl Drop for RoomThreads {
    fn drop(&mut self) {
        for thread in &self.0 {
            thread.stop();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[actix::test]
    async fn threads_stop_with_their_pool() {
        let threads = RoomThreads::start(2);
        let handles = [threads.0[0].handle(), threads.0[1].handle()];
        assert!(handles.iter().all(ArbiterHandle::alive));
        drop(threads);
        while handles.iter().any(ArbiterHandle::alive) {
            tokio::task::yield_now().await;
        }
    }
}
