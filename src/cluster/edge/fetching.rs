//! The node that leads gets what other nodes package, for those of its own viewers who may see it: each playlist, segment and part once.

use std::rc::Rc;
use std::sync::Arc;

use actix_web::http::header::HeaderValue;
use actix_web::{HttpRequest, HttpResponse, web};
use bytes::Bytes;
use futures_util::future::LocalBoxFuture;
use pystreaming_actors::model::names::Token;

use super::Edge;
use super::media::packager;
use super::pass::Passage;
use super::shared::Shared;
use crate::cluster::encoders::{Asker, PICTURES, Packagers};
use crate::media::DistantPictures;
use crate::web::packaged::{Fetched, OtherNodes, ToOtherNodes, not_live};

/// Makes ways to other nodes for threads.
#[derive(Clone)]
pub struct WaysToOtherNodes {
    shared: web::Data<Shared>,
    passage: Arc<Passage>,
    packagers: Arc<Packagers>,
}

impl Edge {
    /// Ways to the nodes that package, from this one when it leads.
    pub fn ways(&self, packagers: &Arc<Packagers>) -> WaysToOtherNodes {
        let (shared, passage) = (self.shared.clone(), Arc::clone(&self.passage));
        WaysToOtherNodes { shared, passage, packagers: Arc::clone(packagers) }
    }
}

impl WaysToOtherNodes {
    /// That of this thread, with which its connections end.
    pub fn of_this_thread(&self) -> ToOtherNodes {
        web::Data::new(Rc::new(self.way()) as Rc<dyn OtherNodes>)
    }

    /// That of this thread, for pictures.
    pub fn pictures(&self) -> Rc<dyn DistantPictures> {
        Rc::new(self.way())
    }

    fn way(&self) -> Way {
        Way {
            shared: self.shared.clone(),
            passage: self.passage.of_this_thread(),
            packagers: Arc::clone(&self.packagers),
        }
    }
}

/// The way of a thread.
struct Way {
    shared: web::Data<Shared>,
    passage: Passage,
    packagers: Arc<Packagers>,
}

impl OtherNodes for Way {
    fn fetch<'a>(
        &'a self,
        request: &'a HttpRequest,
        process: &'a str,
        prefix: &'a Token,
    ) -> LocalBoxFuture<'a, Option<Arc<Fetched>>> {
        Box::pin(async move {
            let node = self.packagers.node(process)?;
            self.shared.media.bring(request, prefix, &self.passage, &node).await
        })
    }

    fn own<'a>(
        &'a self,
        request: &'a HttpRequest,
        process: &'a str,
    ) -> LocalBoxFuture<'a, Option<HttpResponse>> {
        Box::pin(async move {
            if !self.shared.media.is_of_this_node(process) {
                return None;
            }
            // it may have been withdrawn a moment ago
            let own = self.shared.homes.answer(request, Asker::Leader, || Some(())).await;
            Some(own.unwrap_or_else(not_live))
        })
    }

    fn address_of(&self, process: &str) -> Option<HeaderValue> {
        let node = self.packagers.node(process)?;
        (!self.shared.media.is_of_this_node(process)).then(|| packager(&node))?
    }
}

impl DistantPictures for Way {
    fn newest<'a>(&'a self, process: &'a str, prefix: &'a Token) -> LocalBoxFuture<'a, Option<Bytes>> {
        Box::pin(async move {
            if self.shared.media.is_of_this_node(process) {
                return Some(self.shared.homes.newest_picture(prefix)?.concat().into());
            }
            let node = self.packagers.node(process)?;
            self.shared.media.bring_picture(format!("{PICTURES}{prefix}"), &self.passage, &node).await
        })
    }
}
