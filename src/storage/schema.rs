//! Upgrades the tables to the schema of this program, and reports what was done.

use std::fmt;

use pystreaming_actors::model::UnixTime;
use pystreaming_actors::model::names::Secrets;
use pystreaming_actors::ports::StoreError;

use super::import::{self, ImportOptions, ImportReport, own};
use super::migrations;
use super::sql::Pool;

/// What an upgrade would do.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Pending {
    /// Migrations not applied yet, by number and name, in order.
    pub migrations: Vec<String>,
    /// Whether the original's tables exist and have not been copied.
    pub import: bool,
}

impl Pending {
    /// Whether there is nothing to do.
    pub fn is_empty(&self) -> bool {
        self.migrations.is_empty() && !self.import
    }
}

impl fmt::Display for Pending {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut parts: Vec<_> = self.migrations.iter().map(|name| format!("migration {name}")).collect();
        if self.import {
            parts.push("copy of the original's tables".to_owned());
        }
        f.write_str(if parts.is_empty() { "nothing to do" } else { "" })?;
        f.write_str(&parts.join(", "))
    }
}

/// What an upgrade did.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Upgraded {
    /// Migrations that were applied, by number and name, in order.
    pub migrations: Vec<String>,
    /// What this upgrade copied from the original's tables, if anything.
    pub imported: Option<ImportReport>,
    /// The original's tables that still exist, with stream keys in plain text.
    pub leftovers: Vec<&'static str>,
}

/// Lines for the administrator who ran the upgrade.
impl fmt::Display for Upgraded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.migrations.as_slice() {
            [] => write!(f, "the database is up to date")?,
            applied => write!(f, "applied: {}", applied.join(", "))?,
        }
        if let Some(report) = &self.imported {
            write!(f, "\n{report}")?;
        }
        if !self.leftovers.is_empty() {
            write!(
                f,
                "\nthe original's tables are still there, with every stream key in clear. They are not used any \
                 more; once you are sure not to go back, remove them:\n  DROP TABLE {};",
                self.leftovers.join(", ")
            )?;
        }
        Ok(())
    }
}

pub(super) async fn pending(pool: &Pool) -> Result<Pending, StoreError> {
    let migrations = migrations::pending(pool).await?;
    let import = match pool {
        Pool::Sqlite(_) | Pool::Postgres(_) => false,
        Pool::MySql(mysql) if own::tables(mysql).await?.is_empty() => false,
        // the column that records the copy is created by the first migration
        Pool::MySql(mysql) => !migrations.is_empty() || !own::is_imported(mysql).await?,
    };
    Ok(Pending { migrations, import })
}

pub(super) async fn upgrade(pool: &Pool, secrets: &Secrets, now: UnixTime) -> Result<Upgraded, StoreError> {
    let migrations = migrations::pending(pool).await?;
    migrations::apply(pool).await?;
    let mut upgraded = Upgraded { migrations, ..Upgraded::default() };
    if let Pool::MySql(mysql) = pool {
        upgraded.leftovers = own::tables(mysql).await?;
        if !upgraded.leftovers.is_empty() && !own::is_imported(mysql).await? {
            let options = ImportOptions { dry_run: false, secrets, now };
            let source = own::source(mysql).await?;
            upgraded.imported = Some(import::import(pool, source, options, &mut |_| {}).await?);
        }
    }
    Ok(upgraded)
}
