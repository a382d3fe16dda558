//! This node's part in the cluster, kept by a thread of its own: a node that is busy must not lose its lease.

use std::io;
use std::pin::{Pin, pin};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use tokio::sync::watch;
use tokio::task::JoinHandle as Task;
use tokio::time::{Instant, sleep, sleep_until, timeout};
use tracing::{info, warn};

use super::coordination::{Coordination, CoordinationError, LEASE, Node, Standing, TICK, Want};
use super::origin::Origins;
use crate::lease::Lease;
use crate::storage::Epoch;

/// Calls in a row that find no leader before a node takes its place. One that is only late, or whose Redis server has lost everything,
/// takes the lease again meanwhile.
const ABSENCES: u32 = 2;
/// Calls between two looks at the database: a Redis server that lost its memory, or another that took its place, may have let a second
/// node lead, which shows there.
const LOOK_EVERY: u32 = 8;
/// How long a leader that may be too late waits for Redis.
const GRACE: Duration = Duration::from_millis(500);
/// How long the database may take to say who writes.
const OWNER_TIMEOUT: Duration = Duration::from_secs(1);
/// Calls in a row that find another process of the same name before that counts: this node may just have been restarted.
const NAMESAKES: u32 = 10;
/// How long a node may take to leave.
const LEAVE_TIMEOUT: Duration = Duration::from_secs(2);

/// Asks the database who writes.
pub type Owner = Box<dyn Fn() -> Pin<Box<dyn Future<Output = Option<Epoch>> + Send>> + Send + Sync>;

/// Why a node leads no longer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lost {
    /// Another node has taken over: this one did not renew its lease in time.
    Replaced,
    /// It reaches neither Redis nor the database, so another may have taken over.
    Isolated,
}

/// What this node is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    Follows,
    Leads,
    /// It leads until it has ended in order, as an administrator wants it.
    Drained,
    Lost(Lost),
}

#[derive(Debug, Clone)]
struct View {
    stage: Stage,
    /// The node that leads and is ready, as far as is known.
    leader: Option<Arc<Node>>,
    /// The last question whether this node leads that was answered.
    answered: u64,
}

impl View {
    fn new() -> Self {
        Self { stage: Stage::Follows, leader: None, answered: 0 }
    }
}

/// What the thread has to know.
#[derive(Debug, Clone, Copy, Default)]
struct Orders {
    /// Of this node, once it has taken over.
    epoch: Option<Epoch>,
    /// Whether it serves the site.
    serves: bool,
    /// Whether it gives up the lease, and takes none.
    rests: bool,
    /// Whether it could not lead when it last had the lease.
    failed: bool,
    /// The last question whether it leads.
    asked: u64,
    leave: bool,
}

/// See the module.
pub struct Membership {
    view: watch::Receiver<View>,
    orders: watch::Sender<Orders>,
    lease: Lease,
    /// None once it has left.
    thread: Mutex<Option<JoinHandle<()>>>,
}

impl Membership {
    /// Joins the cluster.
    pub fn join(
        coordination: Arc<dyn Coordination>,
        me: Node,
        owner: Owner,
        origins: Origins,
    ) -> io::Result<Self> {
        let (view, seen) = watch::channel(View::new());
        let (orders, ordered) = watch::channel(Orders::default());
        let lease = Lease::lasting(LEASE);
        let kept = lease.clone();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let thread = std::thread::Builder::new().name("cluster".to_owned()).spawn(move || {
            runtime.block_on(keep(&*coordination, me, ordered, &view, &owner, &origins, &kept));
            // a name that is being looked up holds nothing up
            runtime.shutdown_background();
        })?;
        Ok(Self { view: seen, orders, lease, thread: Mutex::new(Some(thread)) })
    }

    /// Until when this process leads.
    pub fn lease(&self) -> Lease {
        self.lease.clone()
    }

    /// Waits until this node has the lease. It may have lost it since.
    pub async fn leads(&self) {
        self.until(|stage| (stage != Stage::Follows).then_some(())).await;
    }

    /// Asks whether this node has the lease now.
    pub async fn still_leads(&self) -> bool {
        let mut asked = 0;
        self.orders.send_modify(|orders| {
            orders.asked += 1;
            asked = orders.asked;
        });
        let mut view = self.view.clone();
        let answered = view.wait_for(|view| view.answered >= asked || matches!(view.stage, Stage::Lost(_)));
        answered.await.is_ok_and(|view| matches!(view.stage, Stage::Leads | Stage::Drained))
    }

    /// Nobody else writes to the database now.
    pub fn took_over(&self, epoch: Epoch) {
        self.orders.send_modify(|orders| (orders.epoch, orders.failed) = (Some(epoch), false));
    }

    /// This node cannot lead now: lets another do so for a while, and follows meanwhile. Only before this one serves the site.
    pub async fn rest(&self, pause: Duration) {
        self.orders.send_modify(|orders| (orders.rests, orders.failed) = (true, true));
        self.until(|stage| matches!(stage, Stage::Follows | Stage::Lost(_)).then_some(())).await;
        sleep(pause).await;
        self.orders.send_modify(|orders| orders.rests = false);
    }

    /// What kept this node from leading is over: another can hand over to it.
    pub fn can_lead(&self) {
        self.orders.send_modify(|orders| orders.failed = false);
    }

    /// The others can pass requests on to this node.
    pub fn serves(&self) {
        self.orders.send_modify(|orders| orders.serves = true);
    }

    /// Waits until this node leads no longer, or cannot know any more whether it does.
    pub async fn lost(&self) -> Lost {
        let lost = self.until(|stage| match stage {
            Stage::Lost(why) => Some(why),
            _ => None,
        });
        tokio::select! {
            why = lost => why,
            () = self.ended() => Lost::Isolated,
        }
    }

    /// Waits until the thread has ended, which it only does when it is told to, or by a mistake in it.
    async fn ended(&self) {
        let mut view = self.view.clone();
        while view.changed().await.is_ok() {}
    }

    /// Waits until an administrator wants another node to lead, and there is one.
    pub async fn drained(&self) {
        self.until(|stage| (stage == Stage::Drained).then_some(())).await;
    }

    async fn until<T>(&self, holds: impl Fn(Stage) -> Option<T>) -> T {
        let mut view = self.view.clone();
        loop {
            if let Some(found) = holds(view.borrow_and_update().stage) {
                return found;
            }
            if view.changed().await.is_err() {
                std::future::pending::<()>().await;
            }
        }
    }

    /// The node that leads and is ready, and its changes.
    pub fn leader(&self) -> Leader {
        Leader(self.view.clone())
    }

    /// Leaves the cluster. Another node can lead at once.
    pub async fn leave(&self) {
        self.orders.send_modify(|orders| orders.leave = true);
        let thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner).take();
        let gone = tokio::task::spawn_blocking(move || thread.map(JoinHandle::join));
        if timeout(LEAVE_TIMEOUT, gone).await.is_err() {
            warn!("Redis does not answer; the others notice only by the time that this node has left");
        }
    }
}

/// The node that leads.
#[derive(Debug, Clone)]
pub struct Leader(watch::Receiver<View>);

impl Leader {
    /// A node that leads forever.
    #[cfg(test)]
    pub fn always(node: Node) -> Self {
        let (view, seen) = watch::channel(View { leader: Some(Arc::new(node)), ..View::new() });
        std::mem::forget(view);
        Self(seen)
    }

    /// The node, if there is one.
    pub fn now(&self) -> Option<Arc<Node>> {
        self.0.borrow().leader.clone()
    }

    /// Waits until there is one.
    pub async fn known(&self) -> Arc<Node> {
        let mut view = self.0.clone();
        loop {
            if let Some(leader) = view.borrow_and_update().leader.clone() {
                return leader;
            }
            if view.changed().await.is_err() {
                std::future::pending::<()>().await;
            }
        }
    }

    /// Waits until it is not this process that leads.
    pub async fn gone(self, process: String) {
        let mut view = self.0;
        loop {
            let is_there =
                view.borrow_and_update().leader.as_ref().is_some_and(|leader| leader.process == process);
            if !is_there || view.changed().await.is_err() {
                return;
            }
        }
    }
}

/// What is known of the cluster between two calls.
struct Knowledge {
    /// Whether this node has the lease.
    leads: bool,
    /// Calls in a row that found no leader.
    absences: u32,
    /// When it was known last that no other node leads.
    confirmed: Instant,
}

impl Knowledge {
    fn new() -> Self {
        Self { leads: false, absences: 0, confirmed: Instant::now() }
    }

    fn want(&self, ordered: Orders) -> Want {
        if ordered.rests {
            return Want::Nothing;
        }
        // a leader takes a lease again that nobody has taken since
        if self.leads || self.absences >= ABSENCES { Want::LeadAnyway } else { Want::Lead }
    }

    /// What this node is after a call.
    fn after(&mut self, me: &Node, standing: &Standing, now: Instant) -> Stage {
        let mine = standing.leader.as_ref().is_some_and(|leader| leader.process == me.process);
        self.absences = if standing.leader.is_none() { self.absences + 1 } else { 0 };
        match (self.leads, mine) {
            (false, false) => return Stage::Follows,
            (true, false) => return Stage::Lost(Lost::Replaced),
            (false, true) => info!("this node leads"),
            (true, true) => {}
        }
        (self.leads, self.confirmed) = (true, now);
        if standing.drained && standing.others { Stage::Drained } else { Stage::Leads }
    }

    /// Until when a leader goes on of which nothing is confirmed.
    fn expires(&self) -> Instant {
        self.confirmed + LEASE
    }

    /// What a leader is that cannot reach Redis.
    fn without_redis(&self, now: Instant) -> Stage {
        if now > self.expires() { Stage::Lost(Lost::Isolated) } else { Stage::Leads }
    }
}

/// A look at the database: when it began, and whether this node writes, if the database answers.
type Look = Task<(Instant, Option<bool>)>;

fn look(owner: &Owner, epoch: Option<Epoch>) -> Look {
    let (begun, asked) = (Instant::now(), owner());
    tokio::spawn(async move {
        let found = timeout(OWNER_TIMEOUT, asked).await.ok().flatten();
        (begun, found.zip(epoch).map(|(found, epoch)| found == epoch))
    })
}

/// The end of a look; never if there is none.
async fn ended(look: &mut Option<Look>) -> (Instant, Option<bool>) {
    match look {
        Some(running) => {
            let found = running.await.unwrap_or((Instant::now(), None));
            *look = None;
            found
        }
        None => std::future::pending().await,
    }
}

async fn keep(
    coordination: &dyn Coordination,
    mut me: Node,
    mut orders: watch::Receiver<Orders>,
    view: &watch::Sender<View>,
    owner: &Owner,
    origins: &Origins,
    lease: &Lease,
) {
    let mut knowledge = Knowledge::new();
    let mut calls: u32 = 0;
    let mut looking: Option<Look> = None;
    let (mut reachable, mut namesakes, mut sealed) = (true, 0_u32, true);
    loop {
        let ordered = *orders.borrow_and_update();
        if ordered.leave {
            let _ = coordination.leave(&me).await;
            return;
        }
        if ordered.rests && knowledge.leads {
            let _ = coordination.leave(&me).await;
            knowledge = Knowledge::new();
            publish(view, Stage::Follows, None, 0);
        }
        (me.serves, me.failed) = (ordered.serves, ordered.failed);
        // what an answer says was so at this time: the process may be paused before it reads it
        let asked = Instant::now();
        let called = tokio::select! {
            biased;
            called = coordination.call(&me, knowledge.want(ordered)) => called,
            () = sleep_until(knowledge.expires().max(asked + GRACE)), if knowledge.leads => {
                Err(CoordinationError("it does not answer in time".to_owned()))
            }
        };
        match called {
            Ok(standing) => {
                if !reachable {
                    info!("Redis answers again");
                }
                reachable = true;
                lease.hear(standing.nodes);
                namesakes = if standing.name_taken { namesakes.saturating_add(1) } else { 0 };
                if namesakes == NAMESAKES {
                    warn!(node = %me.name, "another process has the name of this node; give each node its own");
                }
                let is_sealed = standing.leader.as_ref().is_none_or(|leader| origins.knows(leader));
                if let (true, false, Some(other)) = (sealed, is_sealed, &standing.leader) {
                    warn!(
                        leader = %other.name,
                        "what Redis says of the node that leads was not written by a node of this site; nothing is passed on to it"
                    );
                }
                sealed = is_sealed;
                // after a pause others may have led, and gone again
                let was_late = knowledge.leads && asked > knowledge.expires();
                let mut stage = knowledge.after(&me, &standing, asked);
                calls = calls.wrapping_add(1);
                if knowledge.leads && was_late {
                    // the lease is fresh, so there is time
                    let (_, owns) = ended(&mut Some(look(owner, ordered.epoch))).await;
                    if owns == Some(false) {
                        stage = Stage::Lost(Lost::Replaced);
                    }
                } else if knowledge.leads && looking.is_none() && calls.is_multiple_of(LOOK_EVERY) {
                    looking = Some(look(owner, ordered.epoch));
                }
                let leader = match standing.leader {
                    // it may only be late
                    None if knowledge.absences < ABSENCES => None,
                    found => Some(found.filter(|leader| is_sealed && can_be_asked(leader, &me))),
                };
                if matches!(stage, Stage::Leads | Stage::Drained) {
                    lease.confirm(asked.into());
                }
                publish(view, stage, leader, ordered.asked);
            }
            Err(error) => {
                if reachable {
                    warn!(%error, "the cluster goes on as it is");
                }
                (reachable, knowledge.absences) = (false, 0);
                if knowledge.leads {
                    let now = Instant::now();
                    if asked <= knowledge.expires() && now > knowledge.expires() {
                        // the lease ended in the middle of it, perhaps by a pause of this process: another call decides
                        continue;
                    }
                    publish(view, knowledge.without_redis(now), None, 0);
                    looking = looking.or_else(|| Some(look(owner, ordered.epoch)));
                }
            }
        }
        let mut tick = pin!(sleep(TICK));
        while !is_lost(view) {
            tokio::select! {
                () = &mut tick => break,
                // orders are passed on at once
                changed = orders.changed() => match changed {
                    Ok(()) => break,
                    Err(_) => return,
                },
                (begun, owns) = ended(&mut looking) => match owns {
                    Some(false) => publish(view, Stage::Lost(Lost::Replaced), None, 0),
                    Some(true) if knowledge.leads => {
                        knowledge.confirmed = knowledge.confirmed.max(begun);
                        lease.confirm(knowledge.confirmed.into());
                    }
                    Some(true) => {}
                    None => {}
                },
                () = sleep_until(knowledge.expires()), if knowledge.leads && !reachable => {
                    publish(view, Stage::Lost(Lost::Isolated), None, 0);
                }
            }
        }
        if is_lost(view) {
            // what comes now is the end of this process
            while !orders.borrow_and_update().leave && orders.changed().await.is_ok() {}
            let _ = coordination.leave(&me).await;
            return;
        }
    }
}

fn is_lost(view: &watch::Sender<View>) -> bool {
    matches!(view.borrow().stage, Stage::Lost(_))
}

/// Whether requests can be passed on to a node that leads. A process that was there before this one, at the same address, has gone:
/// this one would ask itself.
fn can_be_asked(leader: &Node, me: &Node) -> bool {
    leader.serves && (leader.process == me.process || leader.address != me.address)
}

/// Shows what changed. Without news of the leader, the one that is known stays. `answered` is the last question that this answers.
fn publish(view: &watch::Sender<View>, stage: Stage, leader: Option<Option<Node>>, answered: u64) {
    view.send_if_modified(|view| {
        let mut changed = std::mem::replace(&mut view.stage, stage) != stage;
        if answered > view.answered {
            (view.answered, changed) = (answered, true);
        }
        if let Some(leader) = leader
            && view.leader.as_deref() != leader.as_ref()
        {
            (view.leader, changed) = (leader.map(Arc::new), true);
        }
        changed
    });
}

#[cfg(test)]
mod tests;
