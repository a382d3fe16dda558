//! Hashes and checks passwords with Argon2id, on threads of their own, and few at a time: each takes 19 MiB and tens of
//! milliseconds.

use std::sync::Arc;
use std::time::Duration;

use argon2::password_hash::{PasswordHash, PasswordHasher as _, PasswordVerifier as _, SaltString};
use argon2::{Algorithm, Argon2, Params, Version};
use pystreaming_actors::model::AccountPassword;
use tokio::sync::{AcquireError, OwnedSemaphorePermit, Semaphore};
use tokio::time::error::Elapsed;

/// Memory in KiB, passes and lanes: what OWASP's Password Storage Cheat Sheet names first for Argon2id.
const COST: (u32, u32, u32) = (19 * 1024, 2, 1);
/// How many are hashed at once.
const AT_ONCE: usize = 2;
/// How many wait for their turn; others are sent away.
const WAITING_MAX: usize = 64;
/// How long one waits at most.
const PATIENCE: Duration = Duration::from_secs(10);

/// Too many passwords are being checked, or this one failed on the machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Busy;

impl From<Elapsed> for Busy {
    fn from(_: Elapsed) -> Self {
        Self
    }
}

impl From<AcquireError> for Busy {
    fn from(_: AcquireError) -> Self {
        Self
    }
}

/// Hashes passwords.
#[derive(Debug)]
pub struct Passwords {
    turns: Arc<Semaphore>,
    places: Arc<Semaphore>,
    /// The hash of no password, checked where there is no account, so that time tells nothing.
    nobody: String,
}

impl Passwords {
    /// A hasher without anything to do.
    ///
    /// # Errors
    /// The machine lacks the memory for one hash.
    pub fn new() -> Result<Self, Busy> {
        Ok(Self {
            turns: Arc::new(Semaphore::new(AT_ONCE)),
            places: Arc::new(Semaphore::new(WAITING_MAX)),
            nobody: hash(b"nobody's password")?,
        })
    }

    /// The hash of a password, in the PHC string format.
    ///
    /// # Errors
    /// Too many are waiting.
    pub async fn hash(&self, password: AccountPassword) -> Result<String, Busy> {
        let turn = self.turn().await?;
        let hashed = tokio::task::spawn_blocking(move || {
            let _turn = turn;
            hash(password.reveal())
        });
        hashed.await.map_err(|_| Busy)?
    }

    /// Whether a password has this hash. Takes as long without a hash, and is false then.
    ///
    /// # Errors
    /// Too many are waiting.
    pub async fn check(&self, password: AccountPassword, stored: Option<&str>) -> Result<bool, Busy> {
        let turn = self.turn().await?;
        let (is_real, stored) = (stored.is_some(), stored.unwrap_or(&self.nobody).to_owned());
        let checked = tokio::task::spawn_blocking(move || {
            let _turn = turn;
            is_right(password.reveal(), &stored)
        });
        Ok(checked.await.map_err(|_| Busy)? && is_real)
    }

    async fn turn(&self) -> Result<OwnedSemaphorePermit, Busy> {
        let _place = Arc::clone(&self.places).try_acquire_owned().map_err(|_| Busy)?;
        Ok(tokio::time::timeout(PATIENCE, Arc::clone(&self.turns).acquire_owned()).await??)
    }
}

fn argon2() -> Result<Argon2<'static>, Busy> {
    let (memory, passes, lanes) = COST;
    let params = Params::new(memory, passes, lanes, None).map_err(|_| Busy)?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

fn hash(password: &[u8]) -> Result<String, Busy> {
    let salt = SaltString::encode_b64(&rand::random::<[u8; 16]>()).map_err(|_| Busy)?;
    Ok(argon2()?.hash_password(password, &salt).map_err(|_| Busy)?.to_string())
}

/// With the parameters that the hash names.
fn is_right(password: &[u8], stored: &str) -> bool {
    let Ok(stored) = PasswordHash::new(stored) else { return false };
    Argon2::default().verify_password(password, &stored).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn password(text: &str) -> AccountPassword {
        AccountPassword::entered(text).unwrap()
    }

    #[tokio::test]
    async fn a_password_is_known_by_its_hash_which_says_how_it_was_made() {
        let passwords = Passwords::new().unwrap();
        let hash = passwords.hash(password("a few words")).await.unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        assert_ne!(passwords.hash(password("a few words")).await.unwrap(), hash, "salted");
        assert_eq!(passwords.check(password("a few words"), Some(&hash)).await, Ok(true));
        assert_eq!(passwords.check(password("a few Words"), Some(&hash)).await, Ok(false));
        assert_eq!(passwords.check(password("nobody's password"), None).await, Ok(false));
        assert_eq!(passwords.check(password("a few words"), Some("damaged")).await, Ok(false));
    }

    #[tokio::test]
    async fn a_flood_is_sent_away() {
        let passwords = Passwords::new().unwrap();
        let held = Arc::clone(&passwords.places).try_acquire_many_owned(WAITING_MAX as u32).unwrap();
        assert_eq!(passwords.hash(password("a few words")).await, Err(Busy));
        drop(held);
        assert!(passwords.hash(password("a few words")).await.is_ok());
    }
}
