//! Followers: who is told of which broadcast, and the key by which push services know the site.

use pystreaming_actors::model::{
    Channel, Follower, GIVEN_UP_MAX, MailFollower, MailFollowing, PushSubscription, Receiver, WebhookUrl,
};
use pystreaming_actors::ports::{Confirmed, Following, Informed, MailAsked, MailLimits, StoreError, Told};

use crate::fixture::{Fixture, key, name, token};

fn subscription(endpoint: &str) -> PushSubscription {
    let endpoint = WebhookUrl::parse(&format!("https://push.example.com/{endpoint}")).unwrap();
    PushSubscription { endpoint, key: [4; 65], auth: [7; 16] }
}

fn browser(follower: &Follower) -> &PushSubscription {
    let Receiver::Push(subscription) = &follower.to else { panic!("{follower:?}") };
    subscription
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
        let due = self
            .store
            .due_followers((&name("ALICE"), Channel::Push), &token(broadcast), now, 9)
            .await
            .unwrap();
        due.iter().map(|one| (browser(one).endpoint.as_str()[25..].to_owned(), one.attempts)).collect()
    }

    async fn id(&self, broadcast: &str, hash: &str) -> i64 {
        let due = self
            .store
            .due_followers((&name("alice"), Channel::Push), &token(broadcast), i64::MAX, 9)
            .await
            .unwrap();
        due.iter().find(|one| *browser(one) == subscription(hash)).unwrap().id
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
    assert_eq!(store.next_follower((&alice, Channel::Push), &token("one")).await.unwrap(), Some(50));
    assert_eq!(fixture.due("one", 50).await, [("b".to_owned(), 1)]);
    assert_eq!(fixture.due("two", 50).await, [("a".to_owned(), 0), ("b".to_owned(), 1)]);
    store.followers_told(&token("one"), &[(b, Told::Done)]).await.unwrap();
    assert_eq!(store.next_follower((&alice, Channel::Push), &token("one")).await.unwrap(), None);
    store.begin_telling((&alice, Channel::Push), &token("two"), &Informed::Everybody).await.unwrap();
    assert_eq!(fixture.due("two", 99).await, []);
    assert!(!store.follows(&alice, "c").await.unwrap());
    assert_eq!(store.revision().await.unwrap(), before, "nobody has to read the settings again");
}

pub async fn a_broadcast_that_continues_a_show_is_news_to_those_who_do_not_know_of_it(fixture: &Fixture<'_>) {
    let (store, alice) = (&fixture.store, name("alice"));
    fixture.followed_by(&["a", "b", "c"]).await;
    store.begin_telling((&alice, Channel::Push), &token("one"), &Informed::Nobody).await.unwrap();
    assert_eq!(fixture.due("one", 10).await, some(&["a", "b", "c"]));
    let later = Told::Later { attempts: 4, at: 3600 };
    let (a, b) = (fixture.id("one", "a").await, fixture.id("one", "b").await);
    store.followers_told(&token("one"), &[(a, Told::Done), (b, later)]).await.unwrap();
    store.begin_telling((&alice, Channel::Push), &token("two"), &Informed::Of(token("one"))).await.unwrap();
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
    let due = store.due_followers((&alice, Channel::Push), &token("two"), 9, 9).await.unwrap();
    assert_eq!(due.iter().map(browser).collect::<Vec<_>>(), [&renewed]);
    assert!(follow("b", "Alice").await.unwrap());
    assert!(!follow("c", "alice").await.unwrap(), "there is no room");
    assert!(follow("a", "alice").await.unwrap(), "who is there already needs none");
    let nobody = follow("a", "bob").await.unwrap_err();
    assert!(matches!(nobody, StoreError::NotFound { what: "streamer", .. }), "{nobody}");
    assert!(store.follows(&name("ALICE"), "b").await.unwrap());
    assert!(store.unfollow(&alice, "b").await.unwrap() && !store.unfollow(&alice, "b").await.unwrap());
    assert_eq!(store.following(&alice).await.unwrap(), Following { announced: true, push: 1, mail: 0 });
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

fn mail(address: &str, mailbox: &str) -> MailFollower {
    MailFollower { hash: address.to_owned(), mailbox: mailbox.to_owned(), sealed: vec![0, 255, 7] }
}

const LIMITS: MailLimits = MailLimits { followers: 3, of_mailbox: 2, unconfirmed: 3, asked: 2, pause: 10 };

pub async fn who_asks_for_mails_is_asked_a_few_times_and_told_once_it_is_confirmed(fixture: &Fixture<'_>) {
    let (store, alice) = (&fixture.store, name("alice"));
    fixture.followed_by(&["a"]).await;
    let ask = async |address: &str, now| {
        store.ask_by_mail(&alice, &mail(address, "box"), now, LIMITS).await.unwrap()
    };
    let MailAsked::Ask(id) = ask("ann", 100).await else { panic!("she is not known") };
    assert_eq!(ask("ann", 109).await, MailAsked::Known, "a pause");
    assert_eq!(ask("ann", 110).await, MailAsked::Ask(id));
    assert_eq!(ask("ann", 200).await, MailAsked::Known, "often enough");
    let due = async |broadcast: &str| {
        let due = store.due_followers((&alice, Channel::Mail), &token(broadcast), i64::MAX, 9).await.unwrap();
        due.into_iter().map(|one| (one.id, one.attempts, one.to)).collect::<Vec<_>>()
    };
    store.begin_telling((&alice, Channel::Mail), &token("one"), &Informed::Everybody).await.unwrap();
    assert_eq!(due("one").await, []);
    assert_eq!(ask("ann", 200).await, MailAsked::Known, "a broadcast does not change that");
    let following = MailFollowing {
        id,
        streamer: name("Alice"),
        hash: "ann".to_owned(),
        asked_at: 110,
        confirmed: false,
    };
    assert_eq!(store.mail_following(id).await.unwrap().unwrap(), following);
    assert_eq!(store.following(&alice).await.unwrap().mail, 0);
    assert!(store.confirm_follower(id, Some(&token("one")), 300, 3).await.unwrap() == Confirmed::Yes);
    assert!(store.confirm_follower(id, None, 301, 3).await.unwrap() == Confirmed::Yes, "it is confirmed");
    assert_eq!(due("one").await, []);
    assert_eq!(due("two").await, [(id, 0, Receiver::Mail(mail("ann", "box")))]);
    assert_eq!(fixture.due("two", 9).await, some(&["a"]), "and browsers by themselves");
    assert_eq!(store.following(&alice).await.unwrap(), Following { announced: true, push: 1, mail: 1 });
    assert_eq!(store.mail_followings("ann").await.unwrap(), [MailFollowing { confirmed: true, ..following }]);
    assert_eq!(ask("ann", 999).await, MailAsked::Known);
    assert!(store.end_follower(id).await.unwrap() && !store.end_follower(id).await.unwrap());
    assert!(store.confirm_follower(id, None, 300, 3).await.unwrap() == Confirmed::Gone);
    assert_eq!(store.mail_following(id).await.unwrap(), None);
}

pub async fn nobody_floods_a_mailbox_or_the_site_with_mails(fixture: &Fixture<'_>) {
    let store = &fixture.store;
    fixture.followed_by(&[]).await;
    store.add_streamer(&name("bob"), key("b")).await.unwrap();
    let ask = async |of: &str, address: &str, mailbox: &str, now| {
        store.ask_by_mail(&name(of), &mail(address, mailbox), now, LIMITS).await.unwrap()
    };
    let id = async |of: &str, address: &str, mailbox: &str, now| match ask(of, address, mailbox, now).await {
        MailAsked::Ask(id) => id,
        other => panic!("{address}: {other:?}"),
    };
    let confirm =
        async |id| store.confirm_follower(id, Some(&token("0")), 103, LIMITS.followers).await.unwrap();
    let ann = id("alice", "ann", "box", 100).await;
    id("alice", "ann+1", "box", 101).await;
    assert_eq!(ask("bob", "ann", "box", 101).await, MailAsked::Known);
    let eve = id("bob", "eve", "hers", 102).await;
    let dan = id("bob", "dan", "his", 102).await;
    assert_eq!(store.mail_following(ann).await.unwrap(), None, "the oldest makes place");
    assert_eq!((confirm(eve).await, confirm(dan).await), (Confirmed::Yes, Confirmed::Yes));
    assert_eq!(store.forget_unconfirmed(102).await.unwrap(), 1);

    let (joe, late) = (id("bob", "joe", "joe", 103).await, id("bob", "late", "late", 103).await);
    assert_eq!((confirm(joe).await, confirm(late).await), (Confirmed::Yes, Confirmed::Full));
    for address in ["new", "eve", "late"] {
        let said = ask("bob", address, address, 200).await;
        assert_eq!(said, MailAsked::Full, "{address} hears the same, whether known or not");
    }
    store.followers_told(&token("0"), &[(dan, Told::GivenUp)]).await.unwrap();
    assert_eq!(confirm(late).await, Confirmed::Yes);
    assert_eq!(store.mail_following(dan).await.unwrap(), None, "nobody could tell him");
    let nobody = store.ask_by_mail(&name("nobody"), &mail("ann", "box"), 1, LIMITS).await.unwrap_err();
    assert!(matches!(nobody, StoreError::NotFound { what: "streamer", .. }), "{nobody}");
}

pub async fn a_renewed_browser_keeps_what_it_follows(fixture: &Fixture<'_>) {
    let store = &fixture.store;
    fixture.followed_by(&["a", "b"]).await;
    store.add_streamer(&name("bob"), key("b")).await.unwrap();
    for hash in ["a", "new"] {
        assert!(store.follow(&name("bob"), hash, &subscription(hash), None, 5, 9).await.unwrap());
    }
    assert_eq!(store.renew_push("nobody", "new", &subscription("new")).await.unwrap(), 0);
    assert_eq!(store.renew_push("a", "new", &subscription("new")).await.unwrap(), 1);
    assert_eq!(fixture.due("one", 9).await, some(&["new", "b"]));
    assert!(store.follows(&name("alice"), "new").await.unwrap());
    assert!(!store.follows(&name("bob"), "a").await.unwrap(), "it is there once");
    assert_eq!(store.following(&name("bob")).await.unwrap().push, 1);
    assert_eq!(store.renew_push("new", "new", &subscription("new")).await.unwrap(), 2);
}

pub async fn who_could_not_be_told_makes_room_for_others(fixture: &Fixture<'_>) {
    fixture.followed_by(&["a", "b"]).await;
    let follow = async |hash: &str| {
        fixture.store.follow(&name("alice"), hash, &subscription(hash), None, 5, 2).await.unwrap()
    };
    assert!(!follow("c").await);
    let b = fixture.id("0", "b").await;
    fixture.store.followers_told(&token("0"), &[(b, Told::GivenUp)]).await.unwrap();
    assert!(follow("c").await);
    assert!(!follow("d").await);
    assert_eq!(fixture.due("1", 9).await, some(&["a", "c"]));
}
