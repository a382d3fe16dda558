//! From which node this one fetches a stream: a few fetch it from the node that packages it, others from those, and so on. Each stream has a tree
//! of its own, which every node can tell from the names of all.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use sha2::{Digest as _, Sha256};
use tokio::sync::watch;
use tokio::time::{Instant, sleep};
use tracing::debug;

use crate::cluster::coordination::{Coordination, LEASE, Node};
use crate::cluster::origin::Origins;
use crate::lease::Lease;

/// Between two looks at which nodes there are, and while that changes.
const LOOK_EVERY: Duration = Duration::from_secs(10);
const LOOK_AGAIN: Duration = Duration::from_secs(2);
/// How long nothing is fetched from a node that failed, and at most after many failures in a row.
const SHUNNED: Duration = Duration::from_secs(10);
const SHUNNED_MAX: Duration = Duration::from_secs(320);

/// See the module.
pub struct Tree {
    /// This process.
    me: String,
    /// How many fetch from one node.
    fan_out: usize,
    /// The nodes that follow, as they were lately.
    followers: watch::Receiver<Arc<[Node]>>,
    /// By stream.
    shunned: Mutex<HashMap<String, Shunned>>,
}

impl Tree {
    /// The place of this process. Needs a runtime.
    pub fn watching(
        me: String,
        fan_out: usize,
        coordination: Arc<dyn Coordination>,
        lease: Lease,
        origins: Origins,
    ) -> Self {
        let (known, followers) = watch::channel(Arc::default());
        tokio::spawn(watch_followers(coordination, lease, origins, fan_out, known));
        Self::among(me, fan_out, followers)
    }

    fn among(me: String, fan_out: usize, followers: watch::Receiver<Arc<[Node]>>) -> Self {
        Self { me, fan_out, followers, shunned: Mutex::default() }
    }

    /// The node from which this one fetches a stream, unless that is the node that packages it.
    pub fn parent(&self, stream: &str, now: Instant) -> Option<Node> {
        let followers = Arc::clone(&self.followers.borrow());
        let parent = parent(&self.me, &followers, stream, self.fan_out)?;
        let shunned = self.shunned.lock().unwrap_or_else(PoisonError::into_inner);
        let is_shunned = shunned
            .get(stream)
            .is_some_and(|shunned| shunned.process == parent.process && now < shunned.until);
        (!is_shunned).then(|| parent.clone())
    }

    /// Does not fetch a stream from a node for a while: the longer, the more often that failed in a row.
    pub fn shun(&self, node: &Node, stream: &str, now: Instant) {
        debug!(node = %node.name, "this node fetches a stream where it is packaged, rather than from a node that failed");
        let mut all = self.shunned.lock().unwrap_or_else(PoisonError::into_inner);
        // of streams that nobody wants any more
        all.retain(|_, shunned| now < shunned.until + SHUNNED_MAX);
        let before = all.get(stream).filter(|shunned| shunned.process == node.process);
        let lasts = before.map_or(SHUNNED, |shunned| (shunned.lasts * 2).min(SHUNNED_MAX));
        let process = node.process.clone();
        all.insert(stream.to_owned(), Shunned { process, until: now + lasts, lasts });
    }

    /// A stream came from a node.
    pub fn works(&self, stream: &str) {
        self.shunned.lock().unwrap_or_else(PoisonError::into_inner).remove(stream);
    }
}

/// A node from which a stream is not fetched.
struct Shunned {
    process: String,
    until: Instant,
    lasts: Duration,
}

/// The node from which one fetches a stream, if that is another follower.
fn parent<'a>(me: &str, followers: &'a [Node], stream: &str, fan_out: usize) -> Option<&'a Node> {
    if followers.len() <= fan_out {
        return None;
    }
    let mut ranks: Vec<([u8; 32], &Node)> =
        followers.iter().map(|node| (rank(&node.process, stream), node)).collect();
    ranks.sort_unstable_by_key(|(rank, _)| *rank);
    let mine = ranks.iter().position(|(_, node)| node.process == me)?;
    // the first ones fetch from the root
    let level = (mine / fan_out).checked_sub(1)?;
    ranks.get(level).map(|(_, node)| *node)
}

/// The place of a node among those of a stream. All nodes have to find the same.
fn rank(process: &str, stream: &str) -> [u8; 32] {
    Sha256::new().chain_update(process).chain_update(" ").chain_update(stream).finalize().into()
}

/// Keeps watching which nodes follow, while there are more than fetch from a root. Ends with those that want to know.
async fn watch_followers(
    coordination: Arc<dyn Coordination>,
    lease: Lease,
    origins: Origins,
    fan_out: usize,
    followers: watch::Sender<Arc<[Node]>>,
) {
    loop {
        let mut pause = LOOK_EVERY;
        let are_many = lease.nodes() as usize > fan_out + 1;
        let seen = if are_many { coordination.overview().await.ok() } else { Some(Default::default()) };
        // while nobody knows better, they are taken to be there
        if let Some(seen) = seen {
            let leader = seen.leader.map(|leader| leader.process);
            let follows = |node: &Node, age: u64| {
                u128::from(age) < LEASE.as_millis()
                    && Some(&node.process) != leader.as_ref()
                    && origins.knows(node)
            };
            let now: Arc<[Node]> = seen
                .nodes
                .into_iter()
                .filter(|(node, age, _)| follows(node, *age))
                .map(|(node, ..)| node)
                .collect();
            let changed = followers.send_if_modified(|known| {
                let changes = *known != now;
                *known = now;
                changes
            });
            if changed || are_many == followers.borrow().is_empty() {
                pause = LOOK_AGAIN;
            }
        }
        tokio::select! {
            () = sleep(pause) => {}
            () = followers.closed() => return,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cluster::coordination::contract::node;

    fn followers(count: usize) -> Vec<Node> {
        (0..count).map(|number| node(&format!("n{number}"), &format!("p{number}"))).collect()
    }

    /// Through how many followers a stream comes to each of them, and how many fetch from each at most.
    fn shape(count: usize, fan_out: usize, stream: &str) -> (Vec<usize>, usize) {
        let all = followers(count);
        let mut children: HashMap<Option<&str>, usize> = HashMap::new();
        let levels = all.iter().map(|node| {
            let above =
                |process: &str| parent(process, &all, stream, fan_out).map(|node| node.process.as_str());
            *children.entry(above(&node.process)).or_default() += 1;
            std::iter::successors(above(&node.process), |process| above(process)).count()
        });
        let levels = levels.collect();
        (levels, children.into_values().max().unwrap_or_default())
    }

    #[test]
    fn few_nodes_fetch_from_the_node_that_leads() {
        assert_eq!(shape(8, 8, "alice"), (vec![0; 8], 8));
    }

    #[test]
    fn many_nodes_make_a_tree() {
        for (count, fan_out, deepest) in [(9, 8, 1), (72, 8, 1), (73, 8, 2), (200, 8, 2), (3, 1, 2)] {
            let (levels, most) = shape(count, fan_out, "alice");
            assert_eq!((levels.iter().max(), most), (Some(&deepest), fan_out), "{count}");
        }
    }

    #[test]
    fn each_stream_has_its_own() {
        let all = followers(50);
        let first = |stream: &str| {
            let parents = all.iter().filter(|node| parent(&node.process, &all, stream, 8).is_none());
            parents.map(|node| node.name.clone()).collect::<Vec<_>>()
        };
        assert_ne!(first("alice"), first("bob"));
    }

    #[test]
    fn a_node_that_failed_is_left_out_for_a_while() {
        let all: Arc<[Node]> = followers(2).into();
        let (_sender, seen) = watch::channel(Arc::clone(&all));
        let now = Instant::now();
        let parents = all.iter().filter_map(|me| {
            let tree = Tree::among(me.process.clone(), 1, seen.clone());
            tree.parent("alice", now).map(|parent| (tree, parent))
        });
        let [(tree, parent)] = <[_; 1]>::try_from(parents.collect::<Vec<_>>()).ok().unwrap();
        tree.shun(&parent, "alice", now);
        assert_eq!(tree.parent("alice", now), None);
        assert_eq!(tree.parent("alice", now + SHUNNED), Some(parent.clone()));
        tree.shun(&parent, "alice", now);
        assert_eq!(tree.parent("alice", now + SHUNNED), None, "it failed again");
        tree.works("alice");
        tree.shun(&parent, "alice", now);
        assert_eq!(tree.parent("alice", now + SHUNNED), Some(parent));
    }
}
