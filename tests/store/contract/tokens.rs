//! API tokens.

use pystreaming_actors::model::{ApiToken, ApiTokenHash, ApiTokenSecret, Scopes, TokenGrant};
use pystreaming_actors::ports::{StoreError, Write};

use crate::fixture::{Fixture, Record, key, name};

fn grant(streamer: Option<&str>, scopes: &str) -> TokenGrant {
    let scopes = Scopes::parse(scopes).unwrap();
    TokenGrant { name: "bot 🤖".into(), streamer: streamer.map(name), scopes, expires_at: Some(90) }
}

fn hash(random: u128) -> ApiTokenHash {
    ApiTokenSecret::from_random(random).hash()
}

async fn ids(fixture: &Fixture<'_>, of: Option<&str>) -> Vec<i64> {
    let tokens = fixture.store.tokens(of.map(name).as_ref()).await.unwrap();
    tokens.into_iter().map(|(_, token)| token.id).collect()
}

pub async fn a_token_comes_back_without_its_secret(fixture: &Fixture<'_>) {
    let store = &fixture.store;
    store.add_streamer(&name("Alice"), key("a")).await.unwrap();
    let before = store.revision().await.unwrap();
    let id = store.add_token(&grant(Some("ALICE"), "read,chat"), hash(1), 7).await.unwrap();
    assert_ne!(store.revision().await.unwrap(), before);
    let (stored_hash, token) = store.tokens(None).await.unwrap().pop().unwrap();
    let expected = ApiToken { id, grant: grant(Some("Alice"), "read,chat"), created_at: 7, last_used: None };
    assert_eq!((stored_hash, &token), (hash(1), &expected));
    assert_eq!(token.grant.streamer.unwrap().as_str(), "Alice");

    let nobody = store.add_token(&grant(Some("bob"), "read"), hash(2), 7).await.unwrap_err();
    assert!(matches!(nobody, StoreError::NotFound { what: "streamer", .. }), "{nobody}");
    fixture.execute("UPDATE api_tokens SET scopes = 'read,of-the-future'").await;
    let scopes = store.tokens(None).await.unwrap()[0].1.grant.scopes;
    assert_eq!(scopes.to_string(), "read", "what a later version granted is not granted here");
}

pub async fn a_token_is_revoked_by_its_owner_or_the_administrator(fixture: &Fixture<'_>) {
    let store = &fixture.store;
    let (alice, bob) = (name("alice"), name("bob"));
    for streamer in [&alice, &bob] {
        store.add_streamer(streamer, key(streamer.as_str())).await.unwrap();
    }
    let first = store.add_token(&grant(Some("alice"), "read"), hash(1), 7).await.unwrap();
    let second = store.add_token(&grant(Some("alice"), "read"), hash(2), 7).await.unwrap();
    let of_site = store.add_token(&grant(None, "admin"), hash(3), 7).await.unwrap();
    for id in [first, of_site] {
        let error = store.revoke_token(id, Some(&bob)).await.unwrap_err();
        assert!(matches!(error, StoreError::NotFound { what: "token", .. }), "{error}");
    }
    assert_eq!(ids(fixture, None).await, [first, second, of_site]);
    assert_eq!(ids(fixture, Some("Alice")).await, [first, second]);
    let before = store.revision().await.unwrap();
    store.revoke_token(first, Some(&alice)).await.unwrap();
    store.revoke_token(of_site, None).await.unwrap();
    assert_eq!(store.revision().await.unwrap(), before + 2);
    assert_eq!(ids(fixture, None).await, [second]);
    assert!(store.revoke_token(first, None).await.is_err());
    let later = store.add_token(&grant(None, "read"), hash(4), 7).await.unwrap();
    assert!(later > of_site, "an id is not given again");
}

pub async fn tokens_go_with_their_streamer_and_no_others(fixture: &Fixture<'_>) {
    let store = &fixture.store;
    for (streamer, random) in [("alice", 1), ("bob", 2)] {
        store.add_streamer(&name(streamer), key(streamer)).await.unwrap();
        store.add_token(&grant(Some(streamer), "read"), hash(random), 7).await.unwrap();
    }
    let of_site = store.add_token(&grant(None, "admin"), hash(3), 7).await.unwrap();
    store.drop_streamer(&name("alice")).await.unwrap();
    let left = store.tokens(None).await.unwrap();
    assert_eq!(left.iter().map(|(hash, _)| *hash).collect::<Vec<_>>(), [hash(2), hash(3)]);
    assert_eq!(left[1].1.id, of_site);
}

pub async fn the_last_use_is_recorded_and_never_goes_back(fixture: &Fixture<'_>) {
    let store = &fixture.store;
    let id = store.add_token(&grant(None, "read"), hash(1), 7).await.unwrap();
    let before = store.revision().await.unwrap();
    let used = |at| Write::TokenUsed { id, at };
    store.record(&[used(50), used(40), Write::TokenUsed { id: id + 1, at: 60 }]).await.unwrap();
    assert_eq!(store.tokens(None).await.unwrap()[0].1.last_used, Some(50));
    assert_eq!(store.revision().await.unwrap(), before, "nobody has to read the tokens again");
}
