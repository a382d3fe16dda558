//! Ids of messages are set aside in the store long before they are given.

use std::sync::Arc;

use actix::prelude::*;

use super::StreamRegistry;
use crate::ids::{SET_ASIDE, reserve_more};

impl StreamRegistry {
    /// Sets more ids aside when half of them are behind us. A store that is away is asked again and again.
    pub(super) fn keep_ids_reserved(&mut self, ctx: &mut Context<Self>) {
        let now = self.ports.room.clock.now().monotonic;
        let left = self.ids_until.saturating_duration_since(now);
        if left > SET_ASIDE / 2 || std::mem::replace(&mut self.reserving, true) {
            return;
        }
        let store = Arc::clone(&self.ports.store);
        let reserve = async move { reserve_more(store.as_ref()).await };
        ctx.spawn(reserve.into_actor(self).map(|reserved, registry, _| {
            registry.reserving = false;
            if reserved.is_ok() {
                // that the store does not answer, the log knows from elsewhere
                registry.ids_until += SET_ASIDE;
            }
        }));
    }
}
