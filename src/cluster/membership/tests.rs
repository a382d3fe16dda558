use std::sync::atomic::{AtomicI64, Ordering};

use pystreaming_actors::model::names::Secrets;

use super::super::coordination::Overview;
use super::super::coordination::contract::node;
use super::super::memory::Memory;
use super::*;

/// A node of a cluster in this process, without a database that answers.
struct Member {
    view: watch::Receiver<View>,
    orders: watch::Sender<Orders>,
    task: tokio::task::JoinHandle<()>,
}

fn member(cluster: &Arc<Memory>, name: &str, process: &str) -> Member {
    member_of(cluster, name, process, Box::new(|| Box::pin(async { None })))
}

fn member_of(cluster: &Arc<Memory>, name: &str, process: &str, owner: Owner) -> Member {
    let (view, seen) = watch::channel(View::new());
    let (orders, ordered) = watch::channel(Orders::default());
    let origins = Origins::new(Secrets::derive("ours"));
    let (cluster, mut me) = (Arc::clone(cluster), node(name, process));
    me.seal = origins.seal(&me);
    let task = tokio::spawn(async move {
        keep(&*cluster, me, ordered, &view, &owner, &origins, &Lease::lasting(LEASE)).await;
    });
    Member { view: seen, orders, task }
}

impl Member {
    async fn becomes(&mut self, stage: Stage) -> Duration {
        let begun = Instant::now();
        self.view.wait_for(|view| view.stage == stage).await.unwrap();
        begun.elapsed()
    }

    fn serves(&self) {
        self.orders.send_modify(|orders| orders.serves = true);
    }
}

#[tokio::test]
async fn another_node_leads_soon_after_one_is_gone_and_at_once_after_one_has_left() {
    let cluster = Arc::default();
    let mut a = member(&cluster, "a", "1");
    a.becomes(Stage::Leads).await;
    a.serves();
    let mut b = member(&cluster, "b", "2");
    b.view.wait_for(|view| view.leader.as_ref().is_some_and(|leader| leader.name == "a")).await.unwrap();
    a.task.abort();
    let took = b.becomes(Stage::Leads).await;
    // with a second for a machine that is busy
    assert!(took < LEASE + TICK * (ABSENCES + 2) + Duration::from_secs(1), "{took:?}");
    assert!(b.view.borrow().leader.is_none(), "it is not ready");
    b.serves();
    let mut c = member(&cluster, "c", "3");
    c.view.wait_for(|view| view.leader.as_ref().is_some_and(|leader| leader.name == "b")).await.unwrap();
    b.orders.send_modify(|orders| orders.leave = true);
    let took = c.becomes(Stage::Leads).await;
    assert!(took < LEASE, "{took:?}");
}

#[tokio::test]
async fn a_leader_that_no_node_has_written_is_not_followed() {
    let cluster: Arc<Memory> = Arc::default();
    let forged = Node { serves: true, address: "203.0.113.7:80".to_owned(), ..node("a", "1") };
    cluster.call(&forged, Want::LeadAnyway).await.unwrap();
    let mut b = member(&cluster, "b", "2");
    // the lease of the other runs out, since nobody renews it
    b.becomes(Stage::Leads).await;
    assert!(b.view.borrow().leader.is_none());
}

#[tokio::test]
async fn a_node_whose_thread_has_ended_by_a_mistake_does_not_go_on() {
    struct Broken;
    #[async_trait::async_trait]
    impl Coordination for Broken {
        async fn call(&self, _: &Node, _: Want) -> Result<Standing, CoordinationError> {
            panic!("a mistake")
        }
        async fn leave(&self, _: &Node) -> Result<(), CoordinationError> {
            Ok(())
        }
        async fn drain(&self, _: &str, _: bool) -> Result<bool, CoordinationError> {
            Ok(true)
        }
        async fn overview(&self) -> Result<Overview, CoordinationError> {
            Ok(Overview { leader: None, nodes: Vec::new() })
        }
    }
    let owner: Owner = Box::new(|| Box::pin(async { None }));
    let origins = Origins::new(Secrets::derive("ours"));
    let membership = Membership::join(Arc::new(Broken), node("a", "1"), owner, origins).unwrap();
    assert_eq!(membership.lost().await, Lost::Isolated);
}

/// A node that has the lease.
async fn leading(cluster: &Memory) -> (Node, Knowledge) {
    let me = node("a", "1");
    let mut knowledge = Knowledge { absences: ABSENCES, ..Knowledge::new() };
    assert_eq!(calls(cluster, &me, &mut knowledge).await, Stage::Leads);
    (me, knowledge)
}

async fn calls(cluster: &Memory, me: &Node, knowledge: &mut Knowledge) -> Stage {
    let standing = cluster.call(me, knowledge.want(Orders::default())).await.unwrap();
    knowledge.after(me, &standing, Instant::now())
}

#[tokio::test]
async fn a_node_that_was_paused_finds_that_it_was_replaced() {
    let cluster = Memory::default();
    let (me, mut knowledge) = leading(&cluster).await;
    cluster.pass(LEASE * 10);
    assert_eq!(calls(&cluster, &me, &mut knowledge).await, Stage::Leads, "nobody else was there");
    cluster.pass(LEASE * 10);
    cluster.call(&node("b", "2"), Want::LeadAnyway).await.unwrap();
    assert_eq!(calls(&cluster, &me, &mut knowledge).await, Stage::Lost(Lost::Replaced));
}

#[tokio::test]
async fn a_drained_node_leads_until_another_can() {
    let cluster = Memory::default();
    let (me, mut knowledge) = leading(&cluster).await;
    cluster.drain("a", true).await.unwrap();
    assert_eq!(calls(&cluster, &me, &mut knowledge).await, Stage::Leads);
    let other = node("b", "2");
    cluster.call(&other, Want::Lead).await.unwrap();
    assert_eq!(calls(&cluster, &me, &mut knowledge).await, Stage::Drained);
    let standing = cluster.call(&other, Want::Lead).await.unwrap();
    assert_eq!(standing.leader.unwrap().name, "a", "it has not ended yet");
    cluster.leave(&me).await.unwrap();
    assert_eq!(cluster.call(&other, Want::Lead).await.unwrap().leader.unwrap().name, "b");
}

#[test]
fn a_process_does_not_pass_on_to_itself() {
    let me = node("a", "2");
    let leader =
        |address: &str, process| Node { serves: true, address: address.to_owned(), ..node("a", process) };
    assert!(can_be_asked(&leader("b:1", "1"), &me));
    assert!(can_be_asked(&leader("a:1", "2"), &me), "its own doors");
    assert!(!can_be_asked(&leader("a:1", "1"), &me), "the process before it");
    assert!(!can_be_asked(&node("b", "1"), &me), "it is not ready");
}

#[tokio::test]
async fn a_leader_of_which_one_call_knows_nothing_is_still_followed() {
    let cluster: Arc<Memory> = Arc::default();
    let origins = Origins::new(Secrets::derive("ours"));
    let mut leader = Node { serves: true, ..node("a", "1") };
    leader.seal = origins.seal(&leader);
    cluster.call(&leader, Want::LeadAnyway).await.unwrap();
    let mut b = member(&cluster, "b", "2");
    b.view.wait_for(|view| view.leader.is_some()).await.unwrap();
    // as if Redis had lost everything
    cluster.leave(&leader).await.unwrap();
    cluster.forget_who_left();
    cluster.until_called(1).await;
    cluster.call(&leader, Want::LeadAnyway).await.unwrap();
    cluster.until_called(2).await;
    assert!(!b.view.has_changed().unwrap(), "everybody at this node was cut off");
}

/// A leader with a Redis server and a database that tests control.
async fn alone(owner: impl Fn() -> Option<Epoch> + Send + Sync + 'static) -> (Arc<Memory>, Member) {
    let cluster: Arc<Memory> = Arc::default();
    let owner: Owner = Box::new(move || Box::pin(std::future::ready(owner())));
    let mut a = member_of(&cluster, "a", "1", owner);
    a.becomes(Stage::Leads).await;
    a.orders.send_modify(|orders| orders.epoch = Some(Epoch::of(1)));
    (cluster, a)
}

#[tokio::test]
async fn a_leader_finds_in_the_database_that_another_writes() {
    let epoch = Arc::new(AtomicI64::new(1));
    let now = Arc::clone(&epoch);
    let (cluster, mut a) = alone(move || Some(Epoch::of(now.load(Ordering::Relaxed)))).await;
    cluster.until_called(2 * LOOK_EVERY).await;
    assert_eq!(a.view.borrow().stage, Stage::Leads);
    // Redis lost its memory, and let another lead for a moment
    epoch.store(2, Ordering::Relaxed);
    a.becomes(Stage::Lost(Lost::Replaced)).await;
}

#[tokio::test]
async fn without_redis_the_database_says_who_leads() {
    let (cluster, mut a) = alone(|| Some(Epoch::of(1))).await;
    cluster.cut(true);
    let begun = Instant::now();
    cluster.until_called(2 * (LEASE.as_millis() / TICK.as_millis()) as u32).await;
    assert!(begun.elapsed() > LEASE, "it calls without a pause");
    assert_eq!(a.view.borrow().stage, Stage::Leads);
    cluster.cut(false);
    cluster.until_called(2).await;
    assert_eq!(a.view.borrow_and_update().stage, Stage::Leads);

    let (cluster, mut a) = alone(|| None).await;
    cluster.cut(true);
    let took = a.becomes(Stage::Lost(Lost::Isolated)).await;
    assert!(took > LEASE / 2 && took < LEASE * 2, "{took:?}");
}

fn membership(of: &Member) -> Membership {
    let (view, orders) = (of.view.clone(), of.orders.clone());
    Membership { view, orders, lease: Lease::lasting(LEASE), thread: Mutex::default() }
}

#[tokio::test]
async fn a_question_whether_a_node_leads_is_answered_by_a_call_that_comes_later() {
    let cluster: Arc<Memory> = Arc::default();
    let mut a = member(&cluster, "a", "1");
    a.becomes(Stage::Leads).await;
    let membership = membership(&a);
    assert!(membership.still_leads().await);
    cluster.pass(LEASE * 2);
    cluster.call(&node("b", "2"), Want::LeadAnyway).await.unwrap();
    assert!(!membership.still_leads().await);
}

#[tokio::test]
async fn a_node_that_rests_lets_another_lead() {
    let cluster: Arc<Memory> = Arc::default();
    let mut a = member(&cluster, "a", "1");
    a.becomes(Stage::Leads).await;
    let membership = membership(&a);
    membership.rest(TICK * 2).await;
    a.becomes(Stage::Leads).await;
    a.orders.send_modify(|orders| orders.rests = true);
    let mut b = member(&cluster, "b", "2");
    b.becomes(Stage::Leads).await;
    assert_eq!(a.view.borrow().stage, Stage::Follows);
}
