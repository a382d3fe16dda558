//! Accounts.

use pystreaming_actors::model::names::Nickname;
use pystreaming_actors::model::{
    AccountId, Identity, Moderator, RecoveryCode, Role, SecretHash, SessionSecret, SiteRole,
};
use pystreaming_actors::ports::{IDENTITIES_MAX, PASSKEYS_MAX, StoreError, Write};

use crate::fixture::{Fixture, Record, key, name, token};

fn code(random: u128) -> SecretHash {
    RecoveryCode::from_random(random).hash()
}

fn session(random: u128) -> SecretHash {
    SessionSecret::from_random(random).hash()
}

fn nick(text: &str) -> Nickname {
    Nickname::stored(text)
}

pub async fn an_account_reserves_its_name_and_all_that_look_like_it(fixture: &Fixture<'_>) {
    let store = &fixture.store;
    let before = store.revision().await.unwrap();
    let id = store.add_account(&nick("Bob 🤖"), Some("$hash"), &[code(1)], 7).await.unwrap();
    for taken in ["Bob 🤖", "bOB🤖", "Воb 🤖"] {
        let error = store.add_account(&nick(taken), None, &[], 8).await.unwrap_err();
        assert!(matches!(error, StoreError::Exists { what: "account", .. }), "{taken}: {error}");
    }
    let other = store.add_account(&nick("Bob"), None, &[], 8).await.unwrap();
    assert_eq!(store.revision().await.unwrap(), before, "the registry need not hear of it");
    let stored = store.accounts().await.unwrap();
    assert_eq!(
        stored.iter().map(|account| (account.id, &*account.name)).collect::<Vec<_>>(),
        [(id, "Bob 🤖"), (other, "Bob")]
    );
    let password = store.account_password(&nick("BOB🤖")).await.unwrap().unwrap();
    assert_eq!(
        (password.account, password.hash.as_deref(), password.is_disabled),
        (id, Some("$hash"), false)
    );
    assert_eq!(store.account_password(&nick("eve")).await.unwrap(), None);
    assert_eq!(store.account_means(id).await.unwrap(), (true, 1));
}

pub async fn a_recovery_code_works_once_and_for_its_account(fixture: &Fixture<'_>) {
    let store = &fixture.store;
    let bob = store.add_account(&nick("Bob"), None, &[code(1), code(2)], 7).await.unwrap();
    store.add_account(&nick("Eve"), None, &[code(3)], 7).await.unwrap();
    let used = async |name: &str, random| store.use_recovery_code(&nick(name), code(random)).await.unwrap();
    assert_eq!(used("Bob", 3).await, None);
    assert_eq!(used("bob", 1).await, Some(bob));
    assert_eq!(used("bob", 1).await, None);
    store.set_recovery_codes(bob, &[code(4)]).await.unwrap();
    assert_eq!((used("bob", 2).await, store.account_means(bob).await.unwrap().1), (None, 1));
    store.disable_account(bob, Some(9)).await.unwrap();
    assert_eq!(used("bob", 4).await, None, "disabled");
}

pub async fn sessions_end_alone_and_with_their_account(fixture: &Fixture<'_>) {
    let store = &fixture.store;
    let bob = store.add_account(&nick("Bob"), Some("$hash"), &[code(1)], 7).await.unwrap();
    let mut ids = Vec::new();
    for random in [1, 2, 3] {
        ids.push(store.add_account_session(session(random), bob, "Firefox", 10).await.unwrap());
    }
    let left = async || {
        let sessions = store.account_sessions().await.unwrap();
        sessions.into_iter().map(|(hash, session)| (hash, session.id, session.last_used)).collect::<Vec<_>>()
    };
    store.end_account_sessions(&ids[..1]).await.unwrap();
    store.account_sessions_used(&[(ids[1], 20), (ids[1], 15), (ids[0], 20)]).await.unwrap();
    assert_eq!(left().await, [(session(2), ids[1], 20), (session(3), ids[2], 10)]);
    store.reset_account(bob, code(9)).await.unwrap();
    assert_eq!((left().await, store.account_means(bob).await.unwrap()), (vec![], (false, 1)));
    store.add_account_session(session(4), bob, "", 30).await.unwrap();
    store.disable_account(bob, Some(31)).await.unwrap();
    assert_eq!(left().await, []);
    store.disable_account(bob, None).await.unwrap();
    store.add_account_session(session(5), bob, "", 32).await.unwrap();
    store.remove_account(bob).await.unwrap();
    assert_eq!((left().await, store.accounts().await.unwrap()), (vec![], vec![]));
    assert!(store.add_account_session(session(6), bob, "", 33).await.is_err(), "the account is gone");
    assert!(matches!(store.delete_account(bob).await, Err(StoreError::NotFound { what: "account", .. })));
}

pub async fn a_passkey_is_one_accounts_until_it_is_removed(fixture: &Fixture<'_>) {
    let store = &fixture.store;
    let bob = store.add_account(&nick("Bob"), None, &[], 7).await.unwrap();
    let eve = store.add_account(&nick("Eve"), None, &[], 7).await.unwrap();
    store.add_passkey(bob, b"\x00id", b"key", "phone", 8).await.unwrap();
    assert!(store.add_passkey(eve, b"\x00id", b"key", "phone", 8).await.is_err());
    let passkey = store.passkey(b"\x00id").await.unwrap().unwrap();
    assert_eq!((passkey.account, &*passkey.public_key, &*passkey.name), (bob, &b"key"[..], "phone"));
    store.remove_passkey(eve, passkey.id).await.unwrap();
    assert_eq!(store.passkeys(bob).await.unwrap(), std::slice::from_ref(&passkey));
    store.remove_passkey(bob, passkey.id).await.unwrap();
    assert_eq!((store.passkeys(bob).await.unwrap(), store.passkey(b"\x00id").await.unwrap()), (vec![], None));
    for id in 0..PASSKEYS_MAX {
        store.add_passkey(bob, &id.to_be_bytes(), b"key", "", 9).await.unwrap();
    }
    assert!(store.add_passkey(bob, b"one more", b"key", "", 9).await.is_err());
    store.reset_account(bob, code(1)).await.unwrap();
    assert_eq!(store.passkeys(bob).await.unwrap(), []);
}

pub async fn an_identity_is_one_accounts_until_it_is_unlinked(fixture: &Fixture<'_>) {
    let store = &fixture.store;
    let who = |subject: &str, label: &str| Identity::new("https://id.example", subject, label).unwrap();
    let bob = store.add_account_of(&who("1", "bob 🤖"), &nick("Bob"), &[code(1)], 7).await.unwrap();
    assert_eq!(store.account_means(bob).await.unwrap(), (false, 1));
    let eve = store.add_account(&nick("Eve"), Some("$hash"), &[], 7).await.unwrap();
    assert!(matches!(
        store.add_identity(eve, &who("1", "eve"), 8).await,
        Err(StoreError::Exists { what: "identity", .. })
    ));
    assert!(store.add_account_of(&who("1", ""), &nick("Mia"), &[], 8).await.is_err());
    assert!(store.add_account_of(&who("2", ""), &nick("bob"), &[], 8).await.is_err());
    assert_eq!(store.accounts().await.unwrap().len(), 2, "nothing is left of an account that was not made");
    let known = store.identity(&who("1", "")).await.unwrap().unwrap();
    assert_eq!((known.account, known.created_at, known.identity), (bob, 7, who("1", "bob 🤖")));
    for other in ["1 ", "01", "2"] {
        assert_eq!(store.identity(&who(other, "")).await.unwrap(), None, "{other:?}");
    }
    store.add_identity(eve, &who("1 ", "eve"), 9).await.unwrap();
    store.rename_identity(known.id, "robert").await.unwrap();
    store.remove_identity(eve, known.id).await.unwrap();
    assert_eq!(store.identities(bob).await.unwrap()[0].identity, who("1", "robert"), "it is not Eve's");
    store.remove_identity(bob, known.id).await.unwrap();
    assert_eq!(store.identities(bob).await.unwrap(), []);
    for subject in 0..IDENTITIES_MAX {
        store.add_identity(bob, &who(&format!("bob {subject}"), ""), 9).await.unwrap();
    }
    assert!(store.add_identity(bob, &who("one more", ""), 9).await.is_err());
    store.reset_account(bob, code(2)).await.unwrap();
    assert_eq!(store.identities(bob).await.unwrap(), []);
    store.delete_account(eve).await.unwrap();
    assert_eq!(store.identity(&who("1 ", "")).await.unwrap(), None, "it goes with the account");
    assert!(store.add_identity(eve, &who("3", ""), 9).await.is_err(), "the account is gone");
}

pub async fn moderators_are_kept_by_account(fixture: &Fixture<'_>) {
    let store = &fixture.store;
    store.add_streamer(&name("alice"), key("a")).await.unwrap();
    let bob = store.add_account(&nick("Bob"), None, &[], 7).await.unwrap();
    let promoted = |browser_id: &str, account: Option<AccountId>| Write::ModeratorAdded {
        streamer: name("alice"),
        moderator: Moderator {
            browser_id: token(browser_id),
            account,
            name: "Bob".into(),
            role: Role::Moderator,
        },
    };
    store
        .record(&[promoted("v1", None), promoted("v1", Some(bob)), promoted("v2", Some(bob))])
        .await
        .unwrap();
    let moderators = async || store.chat_memory(&name("alice"), 0, 0).await.unwrap().moderators;
    let known =
        moderators().await.iter().map(|one| (one.browser_id.clone(), one.account)).collect::<Vec<_>>();
    assert_eq!(known, [(token("v1"), None), (token("v2"), Some(bob))]);
    store.delete_account(bob).await.unwrap();
    assert_eq!(moderators().await.len(), 1, "its standing goes with the account");
    let demoted = Write::ModeratorRemoved { streamer: name("alice"), browser_id: token("v1"), account: None };
    store.record(&[demoted]).await.unwrap();
    assert_eq!(moderators().await, []);
}

pub async fn roles_on_the_site_hang_on_accounts_that_are_not_disabled(fixture: &Fixture<'_>) {
    let store = &fixture.store;
    let mut ids = Vec::new();
    for name in ["bob", "mia"] {
        ids.push(store.add_account(&Nickname::stored(name), None, &[], 7).await.unwrap());
    }
    let revision = store.revision().await.unwrap();
    store.set_site_role(ids[0], Some(SiteRole::Moderator)).await.unwrap();
    store.set_site_role(ids[1], Some(SiteRole::Moderator)).await.unwrap();
    store.set_site_role(ids[1], Some(SiteRole::Administrator)).await.unwrap();
    assert_eq!(store.revision().await.unwrap(), revision + 3);
    let staff = store.site_staff().await.unwrap();
    assert_eq!(staff, [(ids[0], SiteRole::Moderator), (ids[1], SiteRole::Administrator)]);
    store.set_site_role(ids[0], None).await.unwrap();
    store.disable_account(ids[1], Some(8)).await.unwrap();
    assert_eq!(store.site_staff().await.unwrap(), []);
    store.disable_account(ids[1], None).await.unwrap();
    assert_eq!(store.site_staff().await.unwrap(), [(ids[1], SiteRole::Administrator)]);
    assert!(store.set_site_role(AccountId(99), None).await.is_err());
}
