//! Nodes of one process, for tests.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use async_trait::async_trait;

use super::coordination::{Coordination, CoordinationError, LEASE, Node, Overview, Standing, Want};

/// See the module.
#[derive(Default)]
pub struct Memory(Mutex<State>);

impl Memory {
    /// Lets time pass.
    pub fn pass(&self, time: Duration) {
        self.0.lock().unwrap().passed += time;
    }

    /// Whether nobody reaches it.
    pub fn cut(&self, cut: bool) {
        self.0.lock().unwrap().cut = cut;
    }

    /// Nothing is known of a leader that has left.
    pub fn forget_who_left(&self) {
        self.0.lock().unwrap().vacated = false;
    }

    /// Waits until it was called so many times more.
    pub async fn until_called(&self, times: u32) {
        let calls = || self.0.lock().unwrap().calls;
        let before = calls();
        while calls() < before + times {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    }
}

#[derive(Default)]
struct State {
    lease: Option<(Node, Instant)>,
    vacated: bool,
    nodes: BTreeMap<String, (Node, Instant)>,
    drained: BTreeSet<String>,
    passed: Duration,
    cut: bool,
    calls: u32,
}

impl State {
    fn now(&self) -> Instant {
        Instant::now() + self.passed
    }
}

#[async_trait]
impl Coordination for Memory {
    async fn call(&self, me: &Node, want: Want) -> Result<Standing, CoordinationError> {
        let state = &mut *self.0.lock().unwrap();
        state.calls += 1;
        if state.cut {
            return Err(CoordinationError("it is away".to_owned()));
        }
        let now = state.now();
        state.lease.take_if(|(_, until)| *until <= now);
        let is_fresh = |seen: &Instant| now.duration_since(*seen) < LEASE;
        let known = state.nodes.get(&me.name);
        let name_taken = known.is_some_and(|(node, seen)| node.process != me.process && is_fresh(seen));
        let drained = state.drained.contains(&me.name);
        let others = state.nodes.values().any(|(node, seen)| {
            node.name != me.name && is_fresh(seen) && !state.drained.contains(&node.name) && !node.failed
        });
        let there = state.nodes.values().filter(|(node, seen)| node.name != me.name && is_fresh(seen));
        let nodes = 1 + there.count() as u32;
        let can = match want {
            Want::Nothing => false,
            Want::Lead => state.vacated,
            Want::LeadAnyway => true,
        };
        let mine = match &state.lease {
            Some((node, _)) => node.process == me.process,
            None => can && (!drained || !others) && !name_taken,
        };
        if mine {
            (state.lease, state.vacated) = (Some((me.clone(), now + LEASE)), false);
        }
        if !name_taken {
            state.nodes.insert(me.name.clone(), (me.clone(), now));
        }
        let leader = state.lease.as_ref().map(|(node, _)| node.clone());
        Ok(Standing { leader, drained, others, nodes, name_taken })
    }

    async fn leave(&self, me: &Node) -> Result<(), CoordinationError> {
        let state = &mut *self.0.lock().unwrap();
        state.vacated |= state.lease.take_if(|(node, _)| node.process == me.process).is_some();
        state.nodes.retain(|_, (node, _)| node.process != me.process);
        Ok(())
    }

    async fn drain(&self, node: &str, drained: bool) -> Result<bool, CoordinationError> {
        let state = &mut *self.0.lock().unwrap();
        Ok(match drained {
            true => state.drained.insert(node.to_owned()),
            false => state.drained.remove(node),
        })
    }

    async fn overview(&self) -> Result<Overview, CoordinationError> {
        let state = self.0.lock().unwrap();
        let now = state.now();
        let leader = state.lease.as_ref().filter(|(_, until)| *until > now).map(|(node, _)| node.clone());
        let nodes = state.nodes.values().map(|(node, seen)| {
            (node.clone(), now.duration_since(*seen).as_millis() as u64, state.drained.contains(&node.name))
        });
        Ok(Overview { leader, nodes: nodes.collect() })
    }
}

#[tokio::test]
async fn nodes_of_one_process_agree() {
    let nodes = Memory::default();
    let pass = async |time| nodes.pass(time);
    super::coordination::contract::holds(&nodes, pass).await;
}
