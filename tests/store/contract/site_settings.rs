//! Settings of the site that administrators change while the server runs.

use pystreaming_actors::model::{AccountId, Principal};
use serde_json::json;

use crate::fixture::Fixture;

pub async fn a_setting_of_the_site_is_kept_with_who_set_it_until_it_is_reset(fixture: &Fixture<'_>) {
    let store = &fixture.store;
    let before = store.revision().await.unwrap();
    let rate = json!({"burst": 1, "per_minute": 2});
    store.by(Principal::Administrator, 5).set_site_setting("chat.messages", Some(&rate)).await.unwrap();
    let account = store.by(Principal::Account(AccountId(7)), 6);
    account.set_site_setting("site_name", Some(&json!("Bürste"))).await.unwrap();
    account.set_site_setting("site_name", Some(&json!("Brush"))).await.unwrap();
    assert_ne!(store.revision().await.unwrap(), before);
    let kept: Vec<_> =
        store.site_settings().await.unwrap().into_iter().map(|s| (s.key, s.value, s.by, s.at)).collect();
    let expected = [
        ("chat.messages".to_owned(), rate, json!({"by": "administrator"}), 5),
        ("site_name".to_owned(), json!("Brush"), json!({"account": 7}), 6),
    ];
    assert_eq!(kept, expected);
    let before = store.revision().await.unwrap();
    account.set_site_setting("site_name", None).await.unwrap();
    assert_ne!(store.revision().await.unwrap(), before);
    assert_eq!(store.site_settings().await.unwrap().len(), 1);
}
