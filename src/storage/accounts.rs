//! Accounts, and what proves that they are somebody's.

use async_trait::async_trait;
use pystreaming_actors::model::names::Nickname;
use pystreaming_actors::model::{Account, AccountId, Identity, SecretHash, SiteEvent, SiteRole, UnixTime};
use pystreaming_actors::ports::{
    AccountSession, AccountStore, IDENTITIES_MAX, LinkedIdentity, PASSKEYS_MAX, Passkey, StoreError,
    StoredPassword,
};

use super::revision;
use super::sql::{Row, Transaction, Value};
use super::store::{SqlStore, found};

const END_SESSIONS: &str = "DELETE FROM account_sessions WHERE account = ?";
const DROP_PASSKEYS: &str = "DELETE FROM account_passkeys WHERE account = ?";
const DROP_IDENTITIES: &str = "DELETE FROM account_identities WHERE account = ?";
const DROP_CODES: &str = "DELETE FROM account_recovery_codes WHERE account = ?";

/// The statement that reads passkeys, with a condition.
macro_rules! passkeys {
    ($condition:literal) => {
        concat!(
            "SELECT id, account, credential, public_key, name, created_at FROM account_passkeys ",
            $condition
        )
    };
}

/// The statement that reads identities, with a condition.
macro_rules! identities {
    ($condition:literal) => {
        concat!("SELECT id, account, issuer, subject, label, created_at FROM account_identities ", $condition)
    };
}

#[async_trait]
impl AccountStore for SqlStore {
    async fn accounts(&self) -> Result<Vec<Account>, StoreError> {
        const ALL: &str = "SELECT id, name, created_at, disabled_at FROM accounts ORDER BY id";
        self.pool.rows(ALL, &[]).await?.iter().map(account).collect()
    }

    async fn account_sessions(&self) -> Result<Vec<(SecretHash, AccountSession)>, StoreError> {
        const ALL: &str =
            "SELECT hash, id, account, browser, created_at, last_used FROM account_sessions ORDER BY id";
        self.pool.rows(ALL, &[]).await?.iter().filter_map(|row| session(row).transpose()).collect()
    }

    async fn add_account(
        &self,
        name: &Nickname,
        password: Option<&str>,
        codes: &[SecretHash],
        now: UnixTime,
    ) -> Result<AccountId, StoreError> {
        let mut tx = self.begin_alone().await?;
        let id = add(&mut tx, name, password, codes, now).await?;
        tx.commit().await?;
        Ok(id)
    }

    async fn add_account_of(
        &self,
        identity: &Identity,
        name: &Nickname,
        codes: &[SecretHash],
        now: UnixTime,
    ) -> Result<AccountId, StoreError> {
        let mut tx = self.begin_alone().await?;
        let id = add(&mut tx, name, None, codes, now).await?;
        link(&mut tx, id, identity, now).await?;
        tx.commit().await?;
        Ok(id)
    }

    async fn account_password(&self, name: &Nickname) -> Result<Option<StoredPassword>, StoreError> {
        const PASSWORD: &str = "SELECT id, password, disabled_at FROM accounts WHERE name_key = ?";
        let rows = self.pool.rows(PASSWORD, &[name.confusable_key().into()]).await?;
        let stored = |row: &Row| {
            let is_disabled = row.get::<Option<i64>>(2)?.is_some();
            Ok(StoredPassword { account: AccountId(row.get(0)?), hash: row.get(1)?, is_disabled })
        };
        rows.first().map(stored).transpose()
    }

    async fn account_means(&self, of: AccountId) -> Result<(bool, u64), StoreError> {
        const MEANS: &str = "SELECT password, \
                             (SELECT COUNT(*) FROM account_recovery_codes c WHERE c.account = a.id) \
                             FROM accounts a WHERE id = ?";
        let rows = self.pool.rows(MEANS, &[of.0.into()]).await?;
        let row = rows.first().ok_or_else(|| absent(of))?;
        Ok((row.get::<Option<String>>(0)?.is_some(), row.get::<i64>(1)?.unsigned_abs()))
    }

    async fn set_account_password(&self, of: AccountId, hash: Option<&str>) -> Result<(), StoreError> {
        const SET: &str = "UPDATE accounts SET password = ? WHERE id = ?";
        let mut tx = self.begin_alone().await?;
        existing(&mut tx, of).await?;
        tx.execute(SET, &[hash.into(), of.0.into()]).await?;
        tx.commit().await
    }

    async fn set_recovery_codes(&self, of: AccountId, codes: &[SecretHash]) -> Result<(), StoreError> {
        let mut tx = self.begin_alone().await?;
        existing(&mut tx, of).await?;
        tx.execute(DROP_CODES, &[of.0.into()]).await?;
        add_codes(&mut tx, of.0, codes).await?;
        tx.commit().await
    }

    async fn use_recovery_code(
        &self,
        name: &Nickname,
        code: SecretHash,
    ) -> Result<Option<AccountId>, StoreError> {
        const FIND: &str = "SELECT a.id FROM accounts a JOIN account_recovery_codes c ON c.account = a.id \
                            WHERE a.name_key = ? AND a.disabled_at IS NULL AND c.hash = ?";
        const USE_UP: &str = "DELETE FROM account_recovery_codes WHERE account = ? AND hash = ?";
        let hash = code.to_hex();
        let mut tx = self.begin_alone().await?;
        let rows = tx.rows(FIND, &[name.confusable_key().into(), hash.as_str().into()]).await?;
        let Some(row) = rows.first() else { return Ok(None) };
        let id: i64 = row.get(0)?;
        tx.execute(USE_UP, &[id.into(), hash.as_str().into()]).await?;
        tx.commit().await?;
        Ok(Some(AccountId(id)))
    }

    async fn passkeys(&self, of: AccountId) -> Result<Vec<Passkey>, StoreError> {
        let rows = self.pool.rows(passkeys!("WHERE account = ? ORDER BY id"), &[of.0.into()]).await?;
        rows.iter().map(passkey).collect()
    }

    async fn passkey(&self, credential: &[u8]) -> Result<Option<Passkey>, StoreError> {
        let rows = self.pool.rows(passkeys!("WHERE credential = ?"), &[credential.into()]).await?;
        rows.first().map(passkey).transpose()
    }

    async fn add_passkey(
        &self,
        account: AccountId,
        credential: &[u8],
        public_key: &[u8],
        name: &str,
        now: UnixTime,
    ) -> Result<(), StoreError> {
        const ADD: &str = "INSERT INTO account_passkeys (credential, account, public_key, name, created_at) \
                           VALUES (?, ?, ?, ?, ?)";
        let mut tx = self.begin_alone().await?;
        existing(&mut tx, account).await?;
        let known = tx.rows(passkeys!("WHERE credential = ?"), &[credential.into()]).await?;
        let count =
            tx.rows("SELECT COUNT(*) FROM account_passkeys WHERE account = ?", &[account.0.into()]).await?;
        let count: i64 = count.first().map(|row| row.get(0)).transpose()?.unwrap_or_default();
        if !known.is_empty() || count >= PASSKEYS_MAX {
            return Err(StoreError::Exists { what: "passkey", name: name.to_owned() });
        }
        let values = [credential.into(), account.0.into(), public_key.into(), name.into(), now.into()];
        tx.execute(ADD, &values).await?;
        tx.commit().await
    }

    async fn remove_passkey(&self, of: AccountId, id: i64) -> Result<(), StoreError> {
        const REMOVE: &str = "DELETE FROM account_passkeys WHERE account = ? AND id = ?";
        let mut tx = self.begin_alone().await?;
        tx.execute(REMOVE, &[of.0.into(), id.into()]).await?;
        tx.commit().await
    }

    async fn identities(&self, of: AccountId) -> Result<Vec<LinkedIdentity>, StoreError> {
        let rows = self.pool.rows(identities!("WHERE account = ? ORDER BY id"), &[of.0.into()]).await?;
        rows.iter().map(linked).collect()
    }

    async fn identity(&self, identity: &Identity) -> Result<Option<LinkedIdentity>, StoreError> {
        let key = identity.key();
        let rows = self.pool.rows(identities!("WHERE hash = ?"), &[key.as_str().into()]).await?;
        rows.first().map(linked).transpose()
    }

    async fn add_identity(
        &self,
        account: AccountId,
        identity: &Identity,
        now: UnixTime,
    ) -> Result<(), StoreError> {
        let mut tx = self.begin_alone().await?;
        existing(&mut tx, account).await?;
        link(&mut tx, account, identity, now).await?;
        tx.commit().await
    }

    async fn rename_identity(&self, id: i64, label: &str) -> Result<(), StoreError> {
        let mut tx = self.begin_alone().await?;
        tx.execute("UPDATE account_identities SET label = ? WHERE id = ?", &[label.into(), id.into()])
            .await?;
        tx.commit().await
    }

    async fn remove_identity(&self, of: AccountId, id: i64) -> Result<(), StoreError> {
        const REMOVE: &str = "DELETE FROM account_identities WHERE account = ? AND id = ?";
        let mut tx = self.begin_alone().await?;
        tx.execute(REMOVE, &[of.0.into(), id.into()]).await?;
        tx.commit().await
    }

    async fn add_account_session(
        &self,
        hash: SecretHash,
        account: AccountId,
        browser: &str,
        now: UnixTime,
    ) -> Result<i64, StoreError> {
        const ADD: &str = "INSERT INTO account_sessions (hash, account, browser, created_at, last_used) \
                           VALUES (?, ?, ?, ?, ?)";
        let hash = hash.to_hex();
        let mut tx = self.begin_alone().await?;
        existing(&mut tx, account).await?;
        let values = [hash.as_str().into(), account.0.into(), browser.into(), now.into(), now.into()];
        tx.execute(ADD, &values).await?;
        let rows = tx.rows("SELECT id FROM account_sessions WHERE hash = ?", &[hash.as_str().into()]).await?;
        let id = rows.first().ok_or_else(revision::no_state)?.get(0)?;
        tx.commit().await?;
        Ok(id)
    }

    async fn end_account_sessions(&self, ids: &[i64]) -> Result<(), StoreError> {
        let mut tx = self.begin_alone().await?;
        for id in ids {
            tx.execute("DELETE FROM account_sessions WHERE id = ?", &[(*id).into()]).await?;
        }
        tx.commit().await
    }

    async fn account_sessions_used(&self, uses: &[(i64, UnixTime)]) -> Result<(), StoreError> {
        const USED: &str = "UPDATE account_sessions SET last_used = ? WHERE id = ? AND last_used < ?";
        let mut tx = self.begin_alone().await?;
        for (id, at) in uses {
            tx.execute(USED, &[(*at).into(), (*id).into(), (*at).into()]).await?;
        }
        tx.commit().await
    }

    async fn delete_account(&self, id: AccountId) -> Result<(), StoreError> {
        let mut tx = self.begin_alone().await?;
        delete(&mut tx, id).await?;
        tx.commit().await
    }

    async fn disable_account(&self, id: AccountId, disabled_at: Option<UnixTime>) -> Result<(), StoreError> {
        const SET: &str = "UPDATE accounts SET disabled_at = ? WHERE id = ?";
        let mut tx = self.begin_change().await?;
        existing(&mut tx, id).await?;
        tx.execute(SET, &[disabled_at.into(), id.0.into()]).await?;
        let event = match disabled_at {
            Some(_) => SiteEvent::DisableAccount { id },
            None => SiteEvent::EnableAccount { id },
        };
        if disabled_at.is_some() {
            tx.execute(END_SESSIONS, &[id.0.into()]).await?;
        }
        self.record(&mut tx, None, event).await?;
        tx.commit().await
    }

    async fn remove_account(&self, id: AccountId) -> Result<(), StoreError> {
        let mut tx = self.begin_change().await?;
        delete(&mut tx, id).await?;
        self.record(&mut tx, None, SiteEvent::RemoveAccount { id }).await?;
        tx.commit().await
    }

    async fn site_staff(&self) -> Result<Vec<(AccountId, SiteRole)>, StoreError> {
        const STAFF: &str = "SELECT id, site_role FROM accounts WHERE site_role IS NOT NULL AND disabled_at IS NULL ORDER BY id";
        let mut staff = Vec::new();
        for row in self.pool.rows(STAFF, &[]).await? {
            // what a later version added gives nobody a power
            if let Some(role) = SiteRole::parse(&row.get::<String>(1)?) {
                staff.push((AccountId(row.get(0)?), role));
            }
        }
        Ok(staff)
    }

    async fn set_site_role(&self, id: AccountId, role: Option<SiteRole>) -> Result<(), StoreError> {
        const SET: &str = "UPDATE accounts SET site_role = ? WHERE id = ?";
        let mut tx = self.begin_change().await?;
        existing(&mut tx, id).await?;
        tx.execute(SET, &[role.map(SiteRole::as_str).into(), id.0.into()]).await?;
        self.record(&mut tx, None, SiteEvent::SetSiteRole { id, role }).await?;
        tx.commit().await
    }

    async fn reset_account(&self, id: AccountId, code: SecretHash) -> Result<(), StoreError> {
        let mut tx = self.begin_change().await?;
        existing(&mut tx, id).await?;
        let drop_password = "UPDATE accounts SET password = NULL WHERE id = ?";
        for sql in [END_SESSIONS, DROP_CODES, DROP_PASSKEYS, DROP_IDENTITIES, drop_password] {
            tx.execute(sql, &[id.0.into()]).await?;
        }
        add_codes(&mut tx, id.0, &[code]).await?;
        self.record(&mut tx, None, SiteEvent::ResetAccount { id }).await?;
        tx.commit().await
    }
}

async fn add(
    tx: &mut Transaction,
    name: &Nickname,
    password: Option<&str>,
    codes: &[SecretHash],
    now: UnixTime,
) -> Result<AccountId, StoreError> {
    const ADD: &str = "INSERT INTO accounts (name, name_key, password, created_at) VALUES (?, ?, ?, ?)";
    let key = name.confusable_key().into();
    if let Some(row) = tx.rows("SELECT name FROM accounts WHERE name_key = ?", &[key]).await?.first() {
        return Err(StoreError::Exists { what: "account", name: row.get(0)? });
    }
    tx.execute(ADD, &[name.as_str().into(), key, password.into(), now.into()]).await?;
    let rows = tx.rows("SELECT id FROM accounts WHERE name_key = ?", &[key]).await?;
    let id = rows.first().ok_or_else(revision::no_state)?.get(0)?;
    add_codes(tx, id, codes).await?;
    Ok(AccountId(id))
}

async fn link(
    tx: &mut Transaction,
    account: AccountId,
    identity: &Identity,
    now: UnixTime,
) -> Result<(), StoreError> {
    const ADD: &str = "INSERT INTO account_identities (hash, account, issuer, subject, label, created_at) \
                       VALUES (?, ?, ?, ?, ?, ?)";
    const COUNT: &str = "SELECT COUNT(*) FROM account_identities WHERE account = ?";
    let key = identity.key();
    let known = tx.rows(identities!("WHERE hash = ?"), &[key.as_str().into()]).await?;
    let count = tx.rows(COUNT, &[account.0.into()]).await?;
    let count: i64 = count.first().map(|row| row.get(0)).transpose()?.unwrap_or_default();
    if !known.is_empty() || count >= IDENTITIES_MAX {
        return Err(StoreError::Exists { what: "identity", name: identity.label.clone() });
    }
    let Identity { issuer, subject, label } = identity;
    let values = [
        key.as_str().into(),
        account.0.into(),
        issuer.as_str().into(),
        subject.as_str().into(),
        label.as_str().into(),
        now.into(),
    ];
    tx.execute(ADD, &values).await?;
    Ok(())
}

/// Removes an account, its means of signing in, and its standing as a moderator.
async fn delete(tx: &mut Transaction, id: AccountId) -> Result<(), StoreError> {
    tx.execute("DELETE FROM chat_moderators WHERE account = ?", &[id.0.into()]).await?;
    let rows = tx.execute("DELETE FROM accounts WHERE id = ?", &[id.0.into()]).await?;
    found(rows, "account", &id.0.to_string())
}

async fn existing(tx: &mut Transaction, id: AccountId) -> Result<(), StoreError> {
    match tx.rows("SELECT 1 FROM accounts WHERE id = ?", &[id.0.into()]).await?.is_empty() {
        true => Err(absent(id)),
        false => Ok(()),
    }
}

fn absent(id: AccountId) -> StoreError {
    StoreError::NotFound { what: "account", name: id.0.to_string() }
}

async fn add_codes(tx: &mut Transaction, account: i64, codes: &[SecretHash]) -> Result<(), StoreError> {
    const ADD: &str = "INSERT INTO account_recovery_codes (account, hash) VALUES (?, ?)";
    for code in codes {
        let hash = code.to_hex();
        let values: [Value<'_>; 2] = [account.into(), hash.as_str().into()];
        tx.execute(ADD, &values).await?;
    }
    Ok(())
}

fn account(row: &Row) -> Result<Account, StoreError> {
    Ok(Account {
        id: AccountId(row.get(0)?),
        name: row.get::<String>(1)?.into(),
        created_at: row.get(2)?,
        disabled_at: row.get(3)?,
    })
}

fn passkey(row: &Row) -> Result<Passkey, StoreError> {
    Ok(Passkey {
        id: row.get(0)?,
        account: AccountId(row.get(1)?),
        credential: row.get(2)?,
        public_key: row.get(3)?,
        name: row.get(4)?,
        created_at: row.get(5)?,
    })
}

fn linked(row: &Row) -> Result<LinkedIdentity, StoreError> {
    let identity = Identity { issuer: row.get(2)?, subject: row.get(3)?, label: row.get(4)? };
    Ok(LinkedIdentity { id: row.get(0)?, account: AccountId(row.get(1)?), identity, created_at: row.get(5)? })
}

/// `None` for a row whose hash was damaged: no cookie matches it.
fn session(row: &Row) -> Result<Option<(SecretHash, AccountSession)>, StoreError> {
    let Some(hash) = SecretHash::from_hex(&row.get::<String>(0)?) else { return Ok(None) };
    let session = AccountSession {
        id: row.get(1)?,
        account: AccountId(row.get(2)?),
        browser: row.get(3)?,
        created_at: row.get(4)?,
        last_used: row.get(5)?,
    };
    Ok(Some((hash, session)))
}
