//! What nodes agree on.

use std::time::Duration;

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use crate::config::NodeAddress;

/// Before the address of a node that wants connections to be encrypted.
const ENCRYPTED: &str = "https://";
/// Between two of a node's calls.
pub const TICK: Duration = Duration::from_millis(300);
/// How long a lease lasts that is not renewed.
pub const LEASE: Duration = Duration::from_millis(2000);

/// A node, as the others know it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Node {
    /// Its name.
    pub name: String,
    /// Tells its processes apart.
    pub process: String,
    /// Where the others reach it: `https://host:port`, or `host:port` if connections to it are not encrypted.
    pub address: String,
    /// Of the program.
    pub version: String,
    /// Shows that it is of this site, see [`Origins`](super::Origins).
    pub seal: String,
    /// Whether it leads and is ready.
    pub serves: bool,
    /// Whether it could not lead when it last had the lease. It tries again if no other node can.
    #[serde(default)]
    pub failed: bool,
}

impl Node {
    /// What a node at an address calls it.
    pub fn address_of(address: NodeAddress) -> String {
        let NodeAddress { authority, is_encrypted } = address;
        if is_encrypted { format!("{ENCRYPTED}{authority}") } else { authority.to_owned() }
    }

    /// Where the others reach it.
    pub fn address(&self) -> NodeAddress<'_> {
        match self.address.strip_prefix(ENCRYPTED) {
            Some(authority) => NodeAddress { authority, is_encrypted: true },
            None => NodeAddress { authority: &self.address, is_encrypted: false },
        }
    }
}

/// What a node wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Want {
    /// To be known to the others.
    Nothing,
    /// To lead if the node before has left, and to keep leading.
    Lead,
    /// To lead also if it is not known what became of the node before.
    LeadAnyway,
}

/// What a call finds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// Who has the lease.
    pub leader: Option<Node>,
    /// Whether this node was told not to lead.
    pub drained: bool,
    /// Whether another node can lead.
    pub others: bool,
    /// Nodes that are there, this one included.
    pub nodes: u32,
    /// Whether another process has this node's name.
    pub name_taken: bool,
}

/// The cluster, as an administrator looks at it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Overview {
    /// Who has the lease.
    pub leader: Option<Node>,
    /// Every node that was there of late, by name, with the milliseconds since, and whether it was told not to lead.
    pub nodes: Vec<(Node, u64, bool)>,
}

/// Why nodes cannot agree now. Never with the password of the server.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("Redis: {0}")]
pub struct CoordinationError(pub String);

/// Where nodes agree. Each operation happens at once for all of them.
#[async_trait]
pub trait Coordination: Send + Sync {
    /// Says that this node is there, and takes or renews the lease if it can have it.
    async fn call(&self, me: &Node, want: Want) -> Result<Standing, CoordinationError>;

    /// This process ends: it gives up its name and the lease, which another node can then have at once.
    async fn leave(&self, me: &Node) -> Result<(), CoordinationError>;

    /// Tells a node not to lead, or that it may again, whether it is there or not. False if it was told so already.
    async fn drain(&self, node: &str, drained: bool) -> Result<bool, CoordinationError>;

    /// Looks at the cluster.
    async fn overview(&self) -> Result<Overview, CoordinationError>;
}

/// What holds for every kind.
#[cfg(test)]
pub(super) mod contract {
    use super::*;

    pub fn node(name: &str, process: &str) -> Node {
        Node {
            name: name.to_owned(),
            process: process.to_owned(),
            address: format!("{name}:1"),
            version: "1".to_owned(),
            seal: String::new(),
            serves: false,
            failed: false,
        }
    }

    fn leads(standing: &Standing, node: &Node) -> bool {
        standing.leader.as_ref().is_some_and(|leader| leader.process == node.process)
    }

    /// `pass` lets time pass.
    pub async fn holds(nodes: &dyn Coordination, pass: impl AsyncFn(Duration)) {
        let (a, b) = (node("a", "1"), node("b", "2"));
        let call = async |node: &Node, want| nodes.call(node, want).await.unwrap();
        // nobody knows what became of a leader before
        assert_eq!(call(&a, Want::Lead).await.leader, None);
        assert!(leads(&call(&a, Want::LeadAnyway).await, &a));
        for want in [Want::Nothing, Want::Lead, Want::LeadAnyway] {
            assert!(leads(&call(&b, want).await, &a), "one leads");
        }
        let ready = Node { serves: true, ..a.clone() };
        assert!(leads(&call(&ready, Want::Lead).await, &a));
        assert!(call(&b, Want::Nothing).await.leader.unwrap().serves, "the others see that it is ready");

        // a lease lasts as long as it is renewed
        for _ in 0..5 {
            pass(LEASE / 4).await;
            assert!(leads(&call(&ready, Want::Lead).await, &a));
        }
        pass(LEASE + TICK).await;
        assert_eq!(call(&b, Want::Lead).await.leader, None, "it may only be late");
        assert!(leads(&call(&b, Want::LeadAnyway).await, &b));
        assert!(leads(&call(&ready, Want::LeadAnyway).await, &b), "a node that lost it does not get it back");

        // who leaves is replaced at once
        let standing = call(&b, Want::Lead).await;
        assert!(standing.others && standing.nodes == 2, "{standing:?}");
        nodes.leave(&b).await.unwrap();
        let standing = call(&ready, Want::Lead).await;
        assert!(leads(&standing, &a) && !standing.others && standing.nodes == 1, "{standing:?}");
        nodes.leave(&b).await.unwrap();
        assert!(leads(&call(&ready, Want::Lead).await, &a), "the lease of another is not given up");

        // who was told not to lead goes on until told otherwise, and does not begin to
        assert!(nodes.drain("a", true).await.unwrap() && !nodes.drain("a", true).await.unwrap());
        call(&b, Want::Nothing).await;
        let standing = call(&ready, Want::Lead).await;
        assert!(standing.drained && standing.others && leads(&standing, &a));
        call(&Node { failed: true, ..b.clone() }, Want::Nothing).await;
        assert!(!call(&ready, Want::Lead).await.others, "what cannot lead replaces nobody");
        call(&b, Want::Nothing).await;
        nodes.leave(&ready).await.unwrap();
        assert_eq!(call(&a, Want::LeadAnyway).await.leader, None);
        assert!(!call(&b, Want::Nothing).await.others, "a drained node replaces nobody who is there");
        let overview = nodes.overview().await.unwrap();
        let seen: Vec<_> = overview.nodes.iter().map(|(node, _, drained)| (&*node.name, *drained)).collect();
        assert_eq!((seen, overview.leader), (vec![("a", true), ("b", false)], None));
        nodes.leave(&b).await.unwrap();
        assert!(leads(&call(&a, Want::Lead).await, &a), "rather a drained node than none");
        assert!(nodes.drain("a", false).await.unwrap() && !nodes.drain("a", false).await.unwrap());
        assert!(leads(&call(&a, Want::Lead).await, &a));

        // two processes of one name
        let second = node("a", "3");
        let standing = call(&second, Want::LeadAnyway).await;
        assert!(standing.name_taken && leads(&standing, &a));
        pass(LEASE + TICK).await;
        assert!(!call(&second, Want::Nothing).await.name_taken, "the first is gone");
    }
}
