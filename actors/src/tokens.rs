//! The API tokens that work now, read without asking the store or an actor. The registry loads them whenever the
//! store's revision changes.

use std::collections::HashMap;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use crate::model::{ApiToken, ApiTokenHash, UnixTime};

/// Seconds between two records of the use of one token.
const NOTE_USE_EVERY: i64 = 60;

/// The API tokens by hash, for requests to look up.
#[derive(Debug, Default)]
pub struct TokenIndex {
    entries: RwLock<HashMap<ApiTokenHash, Entry>>,
    /// Uses to record in the store, at most one a minute for each token.
    uses: Mutex<Vec<(i64, UnixTime)>>,
}

#[derive(Debug)]
struct Entry {
    token: Arc<ApiToken>,
    /// Last recorded use; `i64::MIN` if there is none.
    used: AtomicI64,
}

impl TokenIndex {
    /// The token with this hash, unless it has expired. Notes its use.
    pub fn find(&self, hash: ApiTokenHash, now: UnixTime) -> Option<Arc<ApiToken>> {
        let entries = self.entries.read().unwrap_or_else(PoisonError::into_inner);
        let entry = entries.get(&hash).filter(|entry| entry.token.grant.is_valid_at(now))?;
        if now.saturating_sub(entry.used.load(Ordering::Relaxed)) >= NOTE_USE_EVERY {
            entry.used.store(now, Ordering::Relaxed);
            let mut uses = self.uses.lock().unwrap_or_else(PoisonError::into_inner);
            uses.push((entry.token.id, now));
        }
        Some(Arc::clone(&entry.token))
    }

    /// Whether the token with this id still works.
    pub fn has(&self, id: i64, now: UnixTime) -> bool {
        let entries = self.entries.read().unwrap_or_else(PoisonError::into_inner);
        entries.values().any(|entry| entry.token.id == id && entry.token.grant.is_valid_at(now))
    }

    /// Replaces all tokens with those of the store.
    pub(crate) fn replace(&self, tokens: Vec<(ApiTokenHash, ApiToken)>) {
        let mut entries = self.entries.write().unwrap_or_else(PoisonError::into_inner);
        let before = std::mem::take(&mut *entries);
        for (hash, token) in tokens {
            let stored = token.last_used.unwrap_or(i64::MIN);
            // the store may not have the latest use yet
            let used =
                before.get(&hash).map_or(stored, |entry| entry.used.load(Ordering::Relaxed).max(stored));
            entries.insert(hash, Entry { token: Arc::new(token), used: used.into() });
        }
    }

    /// Takes the uses to record: ids of tokens, and times.
    pub(crate) fn take_uses(&self) -> Vec<(i64, UnixTime)> {
        std::mem::take(&mut *self.uses.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{ApiTokenSecret, Scope, TokenGrant};

    fn token(id: i64, expires_at: Option<UnixTime>) -> (ApiTokenHash, ApiToken) {
        let grant = TokenGrant {
            name: String::new(),
            streamer: None,
            scopes: [Scope::Read].into_iter().collect(),
            expires_at,
        };
        let token = ApiToken { id, grant, created_at: 0, last_used: None };
        (hash(id), token)
    }

    fn hash(id: i64) -> ApiTokenHash {
        ApiTokenSecret::from_random(id as u128).hash()
    }

    #[test]
    fn a_token_works_until_it_expires_or_is_revoked() {
        let index = TokenIndex::default();
        index.replace(vec![token(1, None), token(2, Some(100))]);
        assert_eq!(index.find(hash(1), 200).unwrap().id, 1);
        assert_eq!(index.find(hash(2), 99).unwrap().id, 2);
        assert_eq!(index.find(hash(2), 100), None);
        assert_eq!(index.find(hash(3), 0), None);
        assert!(index.has(2, 99) && !index.has(2, 100) && !index.has(3, 0));
        index.replace(vec![token(2, Some(100))]);
        assert_eq!(index.find(hash(1), 200), None);
    }

    #[test]
    fn use_is_noted_once_a_minute_and_a_refresh_does_not_note_it_again() {
        let index = TokenIndex::default();
        index.replace(vec![token(1, None), token(2, None)]);
        for now in [1000, 1001, 1059] {
            index.find(hash(1), now);
        }
        index.find(hash(2), 1000);
        index.replace(vec![token(1, None), token(2, None)]);
        index.find(hash(1), 1059);
        assert_eq!(index.take_uses(), [(1, 1000), (2, 1000)]);
        index.find(hash(1), 1060);
        assert_eq!(index.take_uses(), [(1, 1060)]);
        let (hash, mut later) = token(1, None);
        later.last_used = Some(5000);
        index.replace(vec![(hash, later)]);
        index.find(hash, 5059);
        assert_eq!(index.take_uses(), []);
    }
}
