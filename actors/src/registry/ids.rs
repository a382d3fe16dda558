//! Reserves message ids in the store well before they are given.

use std::sync::Arc;

use actix::prelude::*;

use super::StreamRegistry;
use crate::ids::{SET_ASIDE, reserve_more};

impl StreamRegistry {
    /// Reserves more ids when half of the reservation has passed. Until the store answers, every call tries again.
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
                // errors are not logged here: the refresh already reports a store that does not answer
                registry.ids_until += SET_ASIDE;
            }
        }));
    }
}
