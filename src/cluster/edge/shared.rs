//! What the servers of all threads share.

use std::sync::Arc;

use actix_web::HttpRequest;

use super::admissions::Admissions;
use super::media::Media;
use crate::cluster::encoders::Homes;
use crate::cluster::trunk::Counts;
use crate::config::Config;
use crate::lease::Lease;
use crate::web::{Peer, may_measure};

/// See the module.
pub struct Shared {
    pub media: Media,
    pub admissions: Admissions,
    /// The media that this node packages.
    pub homes: Arc<Homes>,
    /// What sockets were sent.
    pub sockets: Arc<Counts>,
    pub config: Config,
    /// Of this node.
    pub name: String,
    /// Of this node, which tells how many others there are.
    pub lease: Lease,
}

impl Shared {
    /// As at the node that leads.
    pub fn may_measure(&self, request: &HttpRequest) -> bool {
        let peer = Peer::of(request, self.config.nginx_proxy.into());
        may_measure(request, &peer, &self.config)
    }
}
