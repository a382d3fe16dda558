//! Rooms on several threads.

use super::*;
use crate::model::ChatSetting;
use crate::room::operations::ListMembers;

/// A site with three rooms: two on the same thread, and one on another.
async fn neighbours() -> (Site, [&'static str; 2], &'static str) {
    let names = ["ann", "bob", "carl"];
    let site = Site::start(false).await;
    site.store.change(|streamers| streamers.extend(names.map(|name| streamer(name, name))));
    site.until(|index| names.iter().all(|name| index.get(name).is_some())).await;
    let (mut even, mut odd): (Vec<_>, Vec<_>) =
        names.iter().partition(|name| RoomId::of(name).0.is_multiple_of(2));
    if even.len() < odd.len() {
        std::mem::swap(&mut even, &mut odd);
    }
    (site, [even[0], even[1]], odd[0])
}

#[actix::test]
async fn a_room_stays_on_its_thread_when_it_is_replaced() {
    let (site, [one, neighbour], other) = neighbours().await;
    let thread = site.room(one).thread().await;
    assert_eq!(site.room(neighbour).thread().await, thread);
    assert_ne!(site.room(other).thread().await, thread);
    assert_ne!(std::thread::current().id(), thread);
    site.kill_room(one).await;
    assert_eq!(site.room(one).thread().await, thread);
}

#[actix::test]
async fn a_room_that_blocks_stops_no_room_on_another_thread_and_not_the_registry() {
    let (site, [blocked, _], other) = neighbours().await;
    let release = site.room(blocked).hold();
    assert!(site.room(other).ask(ListMembers {}, Principal::Administrator).await.is_ok());
    site.store
        .change(|streamers| streamers.iter_mut().for_each(|streamer| streamer.chat = ChatSetting::Hidden));
    site.until(|index| index.get(other).unwrap().settings.chat == ChatSetting::Hidden).await;
    assert_eq!(site.index.get(blocked).unwrap().settings.chat, ChatSetting::Enabled);
    drop(release);
    site.until(|index| index.get(blocked).unwrap().settings.chat == ChatSetting::Hidden).await;
}

#[actix::test]
async fn a_room_that_panics_takes_neither_its_thread_nor_its_neighbours_along() {
    let (site, [dead, neighbour], _) = neighbours().await;
    let bystander = site.room(neighbour);
    site.kill_room(dead).await;
    assert!(bystander.is_alive());
    for room in [dead, neighbour] {
        assert!(site.room(room).ask(ListMembers {}, Principal::Administrator).await.is_ok());
    }
}
