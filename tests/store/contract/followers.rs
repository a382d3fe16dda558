//! Followers: who is told of which broadcast, and the key by which push services know the site.

use pystreaming_actors::model::{GIVEN_UP_MAX, PushSubscription, WebhookUrl};
use pystreaming_actors::ports::{Following, Informed, StoreError, Told};

use crate::fixture::{Fixture, key, name, token};

fn subscription(endpoint: &str) -> PushSubscription {
    let endpoint = WebhookUrl::parse(&format!("https://push.example.com/{endpoint}")).unwrap();
    PushSubscription { endpoint, key: [4; 65], auth: [7; 16] }
}

impl Fixture<'_> {
    /// Adds followers of Alice.
    async fn followed_by(&self, hashes: &[&str]) {
        self.store.add_streamer(&name("Alice"), key("a")).await.unwrap();
        for hash in hashes {
            let added = self.store.follow(&name("alice"), hash, &subscription(hash), None, 5, 9).await;
            assert!(added.unwrap());
        }
    }

    /// Endpoints of Alice's followers who are to be told of a broadcast, with their attempts.
    async fn due(&self, broadcast: &str, now: i64) -> Vec<(String, u32)> {
        let due = self.store.due_followers(&name("ALICE"), &token(broadcast), now, 9).await.unwrap();
        due.iter().map(|one| (one.subscription.endpoint.as_str()[25..].to_owned(), one.attempts)).collect()
    }

    async fn id(&self, broadcast: &str, hash: &str) -> i64 {
        let due = self.store.due_followers(&name("alice"), &token(broadcast), i64::MAX, 9).await.unwrap();
        due.iter().find(|one| one.subscription == subscription(hash)).unwrap().id
    }
}

fn some(hashes: &[&str]) -> Vec<(String, u32)> {
    hashes.iter().map(|hash| ((*hash).to_owned(), 0)).collect()
}

pub async fn followers_are_told_of_each_broadcast_once(fixture: &Fixture<'_>) {
    let (store, alice) = (&fixture.store, name("alice"));
    fixture.followed_by(&["a", "b", "c"]).await;
    let before = store.revision().await.unwrap();
    assert_eq!(fixture.due("one", 10).await, some(&["a", "b", "c"]));
    let [a, b, c] =
        [fixture.id("one", "a").await, fixture.id("one", "b").await, fixture.id("one", "c").await];
    let later = Told::Later { attempts: 1, at: 50 };
    store.followers_told(&token("one"), &[(a, Told::Done), (b, later), (c, Told::Gone)]).await.unwrap();
    assert_eq!(fixture.due("one", 49).await, []);
    assert_eq!(store.next_follower(&alice, &token("one")).await.unwrap(), Some(50));
    assert_eq!(fixture.due("one", 50).await, [("b".to_owned(), 1)]);
    assert_eq!(fixture.due("two", 50).await, [("a".to_owned(), 0), ("b".to_owned(), 1)]);
    store.followers_told(&token("one"), &[(b, Told::Done)]).await.unwrap();
    assert_eq!(store.next_follower(&alice, &token("one")).await.unwrap(), None);
    store.begin_telling(&alice, &token("two"), &Informed::Everybody).await.unwrap();
    assert_eq!(fixture.due("two", 99).await, []);
    assert!(!store.follows(&alice, "c").await.unwrap());
    assert_eq!(store.revision().await.unwrap(), before, "nobody has to read the settings again");
}

pub async fn a_broadcast_that_continues_a_show_is_news_to_those_who_do_not_know_of_it(fixture: &Fixture<'_>) {
    let (store, alice) = (&fixture.store, name("alice"));
    fixture.followed_by(&["a", "b", "c"]).await;
    store.begin_telling(&alice, &token("one"), &Informed::Nobody).await.unwrap();
    assert_eq!(fixture.due("one", 10).await, some(&["a", "b", "c"]));
    let later = Told::Later { attempts: 4, at: 3600 };
    let (a, b) = (fixture.id("one", "a").await, fixture.id("one", "b").await);
    store.followers_told(&token("one"), &[(a, Told::Done), (b, later)]).await.unwrap();
    store.begin_telling(&alice, &token("two"), &Informed::Of(token("one"))).await.unwrap();
    // without the attempts and pauses of the former
    assert_eq!(fixture.due("two", 10).await, some(&["b", "c"]));
    assert_eq!(fixture.due("three", 10).await, some(&["a", "b", "c"]));
}

pub async fn a_follower_knows_of_the_running_broadcast_and_is_there_once(fixture: &Fixture<'_>) {
    let (store, alice) = (&fixture.store, name("alice"));
    fixture.followed_by(&[]).await;
    let follow = async |hash: &str, of: &str| {
        store.follow(&name(of), hash, &subscription(hash), Some(&token("one")), 5, 2).await
    };
    assert!(follow("a", "alice").await.unwrap());
    assert_eq!((fixture.due("one", 9).await, fixture.due("two", 9).await), (some(&[]), some(&["a"])));
    let renewed = PushSubscription { auth: [8; 16], ..subscription("a") };
    assert!(store.follow(&alice, "a", &renewed, None, 6, 2).await.unwrap());
    let due = store.due_followers(&alice, &token("two"), 9, 9).await.unwrap();
    assert_eq!(due.iter().map(|one| &one.subscription).collect::<Vec<_>>(), [&renewed]);
    assert!(follow("b", "Alice").await.unwrap());
    assert!(!follow("c", "alice").await.unwrap(), "there is no room");
    assert!(follow("a", "alice").await.unwrap(), "who is there already needs none");
    let nobody = follow("a", "bob").await.unwrap_err();
    assert!(matches!(nobody, StoreError::NotFound { what: "streamer", .. }), "{nobody}");
    assert!(store.follows(&name("ALICE"), "b").await.unwrap());
    assert!(store.unfollow(&alice, "b").await.unwrap() && !store.unfollow(&alice, "b").await.unwrap());
    assert_eq!(store.following(&alice).await.unwrap(), Following { announced: true, push: 1 });
    assert_eq!(store.kept(&alice).await.unwrap().followers, 1);
    store.drop_streamer(&alice).await.unwrap();
    assert_eq!(store.kept(&alice).await.unwrap().followers, 0);
    assert!(store.following(&alice).await.is_err());
}

pub async fn who_cannot_be_told_comes_last_and_is_forgotten_after_a_while(fixture: &Fixture<'_>) {
    fixture.followed_by(&["a", "b"]).await;
    let a = fixture.id("0", "a").await;
    for broadcast in 0..GIVEN_UP_MAX {
        let broadcast = broadcast.to_string();
        assert!(fixture.due(&broadcast, 9).await.iter().any(|(endpoint, _)| endpoint == "a"));
        fixture.store.followers_told(&token(&broadcast), &[(a, Told::GivenUp)]).await.unwrap();
        let expected = if broadcast == "4" { some(&["b"]) } else { some(&["b", "a"]) };
        assert_eq!(fixture.due("another", 9).await, expected, "{broadcast}");
    }
}

pub async fn whether_followers_are_told_is_recorded(fixture: &Fixture<'_>) {
    let (store, alice) = (&fixture.store, name("alice"));
    fixture.followed_by(&[]).await;
    store.set_announced(&alice, false).await.unwrap();
    assert!(!store.following(&alice).await.unwrap().announced);
    store.set_announced(&alice, true).await.unwrap();
    assert!(store.following(&alice).await.unwrap().announced);
    let nobody = store.set_announced(&name("bob"), true).await.unwrap_err();
    assert!(matches!(nobody, StoreError::NotFound { what: "streamer", .. }), "{nobody}");
}

pub async fn the_key_for_push_services_is_made_once(fixture: &Fixture<'_>) {
    let store = &fixture.store;
    fixture.followed_by(&["a"]).await;
    assert_eq!(store.push_key(b"first").await.unwrap(), b"first");
    assert_eq!(store.push_key(b"second").await.unwrap(), b"first");
    assert_eq!(fixture.due("one", 9).await, some(&["a"]));
    store.replace_push_key(b"third").await.unwrap();
    assert_eq!(store.push_key(b"second").await.unwrap(), b"third");
    assert_eq!(fixture.due("one", 9).await, [], "they know the old key");
}
