//! A site on several nodes: what a node does before it leads, and until when it leads.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use pystreaming_actors::model::names::{Secrets, Token};
use pystreaming_actors::ports::{StoreError, SystemClock};
use rand::RngExt as _;
use tracing::{debug, error, info};

use super::{End, HEAD_TIMEOUT, Start, StartError, keep_alive, serve, worker_count};
use crate::cluster::{
    self, Coordination, Edge, Encoders, Homes, Links, Lost, Membership, Node, Origins, Redis, Tree, Upstream,
    edge_options,
};
use crate::config::{Config, NodeAddress};
use crate::ingest::rtmp::Publishing;
use crate::ingest::{IngestThread, OwnBroadcasts};
use crate::signals::Signals;
use crate::storage::{Claim, Database, DatabaseSettings};

/// Before a node that could not lead tries again.
const LEAD_AGAIN: Duration = Duration::from_secs(2);

/// This process's place among the nodes.
pub(super) struct Place {
    redis: Redis,
    me: Node,
    origins: Origins,
    links: Links,
}

impl Place {
    /// `None` for a site that has one server.
    pub fn of(config: &Config, secrets: &Secrets) -> Result<Option<Self>, StartError> {
        let origins = Origins::new(secrets.clone());
        let (Some(redis), Some(me)) = (&config.cluster.redis, node(config, &origins)) else {
            return Ok(None);
        };
        Ok(Some(Self {
            redis: Redis::new(redis, &origins.site())?,
            me,
            origins,
            links: Links::new(secrets)?,
        }))
    }
}

/// What a node that leads is part of.
pub(super) struct Led {
    pub membership: Arc<Membership>,
    /// Still passes on what arrived before.
    pub edge: Edge,
    pub origins: Origins,
    /// Serves the encoders of this node, as long as it is there.
    pub ingest: Option<IngestThread>,
}

/// Passes on what arrives until this node leads, then serves the site.
pub(super) async fn run(mut start: Start<'_>, place: Place, late: &mut Signals) -> Result<End, StartError> {
    let Place { redis, me, origins, links } = place;
    let port = start.doors.listener.local_addr().map_err(StartError::Serve)?;
    let by_tls = start.doors.nodes.take().map(|nodes| links.serve(nodes, port));
    let _by_tls = by_tls.transpose().map_err(StartError::Serve)?;
    let node = me.name.clone();
    let (process, coordination) = (me.process.clone(), Arc::new(redis) as Arc<dyn Coordination>);
    let owner = owner(start.config.database.clone());
    let membership = Membership::join(Arc::clone(&coordination), me.clone(), owner, origins.clone());
    let membership = Arc::new(membership.map_err(StartError::Serve)?);
    let fan_out = start.config.cluster.fan_out as usize;
    let tree = Tree::watching(process.clone(), fan_out, coordination, membership.lease(), origins.clone());
    let upstream = Upstream { leader: membership.leader(), origins: origins.clone(), links };
    let homes = Arc::<Homes>::default();
    let encoders = Encoders::start(me.clone(), port, upstream.clone(), Arc::clone(&homes));
    let broadcasts: Arc<dyn Publishing> = Arc::new(OwnBroadcasts::new(
        Arc::new(encoders),
        start.prepared.secrets.clone(),
        Arc::new(SystemClock),
        start.prepared.bucket.clone(),
        &start.config,
    ));
    let ports = start.doors.publishers.take();
    let ingest = ports.map(|ports| ports.serve(&broadcasts, start.config.ingest.connections));
    let ingest = ingest.transpose().map_err(StartError::Serve)?;
    let edge = Edge::start(
        start.doors.listener.try_clone().map_err(StartError::Serve)?,
        &edge_options(worker_count(&start.config), keep_alive(&start.config), HEAD_TIMEOUT, origins.clone()),
        &start.config,
        &membership,
        upstream,
        tree,
        (me.clone(), Arc::clone(&homes)),
    );
    let edge = edge.map_err(StartError::Serve)?;
    let Start { config, upgrade_command, prepared, signals, .. } = &mut start;
    let site = (&*config, &prepared.secrets, *upgrade_command);
    let leads = async {
        loop {
            membership.leads().await;
            match take_over(site, &node, &origins, &membership).await {
                Ok(database) => return database,
                Err(error) => {
                    error!(%error, "this node cannot lead; another will, or this one tries again");
                    membership.rest(LEAD_AGAIN).await;
                    if matches!(error, StoreError::Database(_)) {
                        tokio::select! {
                            () = membership.leads() => {}
                            () = until_answers(&site.0.database) => membership.can_lead(),
                        }
                    }
                }
            }
        }
    };
    let database = tokio::select! {
        biased;
        () = signals.stop() => {
            info!("stopping");
            edge.stop().await;
            membership.leave().await;
            return Ok(End::Stopped);
        }
        why = membership.lost() => {
            error!(?why, "this node begins again");
            edge.stop().await;
            return again(late).await;
        }
        database = leads => database,
    };
    let led = Led { membership: Arc::clone(&membership), edge, origins, ingest };
    let end = serve(start, Some((database, led))).await;
    membership.leave().await;
    match end {
        // nothing of the site was there yet
        Err(error @ (StartError::Store(_) | StartError::InUse(_))) => {
            error!(%error, "this node cannot lead; another will, or this one tries again");
            again(late).await
        }
        end => end,
    }
}

/// Waits until the database answers this node.
async fn until_answers(database: &DatabaseSettings) {
    while let Err(error) = Database::epoch(database).await {
        debug!(%error, "this node could not lead yet");
        tokio::time::sleep(LEAD_AGAIN).await;
    }
}

/// Opens the database as the node that leads.
async fn take_over(
    (config, secrets, upgrade_command): (&Config, &Secrets, &str),
    node: &str,
    origins: &Origins,
    membership: &Membership,
) -> Result<Database, StoreError> {
    let after = match Database::epoch(&config.database).await {
        Ok(epoch) => Some(epoch),
        // no node has used it yet
        Err(StoreError::Schema(_)) => None,
        Err(error) => return Err(error),
    };
    // this node may have been paused since it got the lease; another that leads now has raised the epoch, or will
    if !membership.still_leads().await {
        return Err(StoreError::Database("another node has taken over".to_owned()));
    }
    let claim = Claim { node, site: &origins.site(), after };
    let (database, epoch) =
        Database::take_over(&config.database, &claim, secrets, config.auto_upgrade, upgrade_command).await?;
    membership.took_over(epoch);
    Ok(database)
}

/// Begins again after a while, unless a signal stops this node.
async fn again(signals: &mut Signals) -> Result<End, StartError> {
    tokio::select! {
        biased;
        () = signals.stop() => Ok(End::Stopped),
        () = tokio::time::sleep(LEAD_AGAIN) => Ok(End::Again),
    }
}

/// This process as a node, if it is one.
fn node(config: &Config, origins: &Origins) -> Option<Node> {
    let address = NodeAddress::parse(config.cluster.address.as_ref()?)?;
    let mut node = Node {
        name: config.cluster.node.clone()?,
        process: Token::from_random(rand::rng().random()).to_string(),
        address: Node::address_of(address),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        seal: String::new(),
        serves: false,
        failed: false,
    };
    node.seal = origins.seal(&node);
    Some(node)
}

/// Asks the database who writes.
fn owner(database: DatabaseSettings) -> cluster::Owner {
    let database = Arc::new(database);
    Box::new(move || {
        let database = Arc::clone(&database);
        Box::pin(async move { Database::epoch(&database).await.ok() })
    })
}

/// Waits until this node leads no longer; forever if there is no cluster.
pub(super) async fn lost(membership: Option<&Membership>) -> Lost {
    match membership {
        Some(membership) => membership.lost().await,
        None => std::future::pending().await,
    }
}

/// Waits until the server has to end: by a signal, or so that another node leads.
pub(super) async fn until_told(
    mut signals: Signals,
    membership: Option<Arc<Membership>>,
    drained: Arc<AtomicBool>,
) {
    let Some(membership) = membership else { return signals.stop().await };
    tokio::select! {
        () = signals.stop() => {}
        () = membership.drained() => {
            info!("another node is going to lead");
            drained.store(true, Ordering::Relaxed);
        }
    }
}
