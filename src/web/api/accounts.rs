//! Accounts of people in chat, for administrators.

use std::collections::BTreeMap;

use pystreaming_actors::model::names::Nickname;
use pystreaming_actors::model::{self, RecoveryCode, SiteRole};
use pystreaming_actors::room::operations::Method;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::caller::Caller;
use super::endpoint::{Access, Call, SiteOperation};
use super::problem::Problem;

const PATH: &str = "/accounts/{account}";

/// An account.
#[derive(Debug, Serialize, ToSchema)]
pub struct Account {
    /// Its id.
    id: i64,
    /// The name that it reserves.
    name: String,
    /// When it was made, in Unix seconds.
    created: i64,
    /// Since when nobody can sign in to it, in Unix seconds; null if somebody can.
    disabled: Option<i64>,
    /// `moderator` or `administrator` of the whole site; null for others.
    role: Option<String>,
}

impl Account {
    fn new(account: model::Account, role: Option<SiteRole>) -> Self {
        let model::Account { id, name, created_at, disabled_at } = account;
        let role = role.map(|role| role.as_str().to_owned());
        Self { id: id.0, name: name.to_string(), created: created_at, disabled: disabled_at, role }
    }
}

async fn named(call: &Call, name: &str) -> Result<model::Account, Problem> {
    let wanted = Nickname::stored(name.trim());
    let found = call.site.store.accounts().await?;
    let found = found.into_iter().find(|account| Nickname::stored(&account.name) == wanted);
    found.ok_or_else(|| Problem::not_found(format!("There is no account {name:?}.")))
}

/// Lists all accounts.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ListAccounts {}

/// All accounts.
#[derive(Debug, Serialize, ToSchema)]
pub struct Accounts {
    /// Oldest first.
    #[schema(inline)]
    accounts: Vec<Account>,
}

impl SiteOperation for ListAccounts {
    const ID: &'static str = "list-accounts";
    const SUMMARY: &'static str = "list the accounts of people in chat";
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/accounts";
    const ACCESS: Access = Access::Admin;
    type Outcome = Accounts;

    async fn run(self, call: &Call) -> Result<Accounts, Problem> {
        let accounts = call.site.store.accounts().await?;
        let staff: BTreeMap<_, _> = call.site.store.site_staff().await?.into_iter().collect();
        let with_role = |account: model::Account| {
            let role = staff.get(&account.id).copied();
            Account::new(account, role)
        };
        Ok(Accounts { accounts: accounts.into_iter().map(with_role).collect() })
    }
}

/// Disables an account, or lets it sign in again.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeAccount {
    /// The reserved name.
    account: String,
    /// Whether nobody can sign in to it.
    disabled: bool,
}

/// The account was changed. Browsers that are signed in to a disabled one are signed out within a second.
#[derive(Debug, Serialize, ToSchema)]
pub struct AccountChanged {}

impl SiteOperation for ChangeAccount {
    const ID: &'static str = "change-account";
    const SUMMARY: &'static str = "disable an account, or let it sign in again";
    const METHOD: Method = Method::Patch;
    const PATH: &'static str = PATH;
    const ACCESS: Access = Access::Admin;
    const AUDITS: Option<&'static str> = Some("disable_account");
    type Outcome = AccountChanged;

    async fn run(self, call: &Call) -> Result<AccountChanged, Problem> {
        let account = named(call, &self.account).await?;
        let disabled_at = self.disabled.then(|| call.site.unix());
        call.store().disable_account(account.id, disabled_at).await?;
        Ok(AccountChanged {})
    }
}

/// Makes the owner of an account a moderator or an administrator of the whole site, or a user again.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SetAccountRole {
    /// The reserved name.
    account: String,
    /// `moderator`, `administrator` or `none`.
    #[schema(pattern = "^(moderator|administrator|none)$")]
    role: String,
}

/// The role was set. It holds in every chat within a second.
#[derive(Debug, Serialize, ToSchema)]
pub struct AccountRoleSet {}

impl SiteOperation for SetAccountRole {
    const ID: &'static str = "set-account-role";
    const SUMMARY: &'static str =
        "make someone a moderator or an administrator of the whole site, or a user again";
    const METHOD: Method = Method::Put;
    const PATH: &'static str = "/accounts/{account}/role";
    const ACCESS: Access = Access::Admin;
    const AUDITS: Option<&'static str> = Some("set_site_role");
    const NEEDS_FRESH: bool = true;
    type Outcome = AccountRoleSet;

    async fn run(self, call: &Call) -> Result<AccountRoleSet, Problem> {
        let account = named(call, &self.account).await?;
        let role = SiteRole::parse(&self.role);
        if role == Some(SiteRole::Administrator) {
            not_by_token(call)?;
        }
        call.store().set_site_role(account.id, role).await?;
        Ok(AccountRoleSet {})
    }
}

/// Refuses tokens: a thief of one could become an administrator, and stay it after the token is revoked.
fn not_by_token(call: &Call) -> Result<(), Problem> {
    match call.caller {
        Some(Caller::Token(_)) => Err(Problem::forbidden(
            "Tokens cannot make somebody an administrator, or reset one. An administrator does, in the browser or on the server.",
        )),
        _ => Ok(()),
    }
}

/// Removes an account, after which anybody can use the name.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RemoveAccount {
    /// The reserved name.
    account: String,
}

/// The account is gone, within a second.
#[derive(Debug, Serialize, ToSchema)]
pub struct AccountRemoved {}

impl SiteOperation for RemoveAccount {
    const ID: &'static str = "remove-account";
    const SUMMARY: &'static str = "remove an account";
    const METHOD: Method = Method::Delete;
    const PATH: &'static str = PATH;
    const ACCESS: Access = Access::Admin;
    const AUDITS: Option<&'static str> = Some("remove_account");
    const NEEDS_FRESH: bool = true;
    type Outcome = AccountRemoved;

    async fn run(self, call: &Call) -> Result<AccountRemoved, Problem> {
        let account = named(call, &self.account).await?;
        call.store().remove_account(account.id).await?;
        Ok(AccountRemoved {})
    }
}

/// Replaces everything by which an account's owner could sign in with one recovery code.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ResetAccount {
    /// The reserved name.
    account: String,
}

/// The account was reset.
#[derive(Debug, Serialize, ToSchema)]
pub struct AccountReset {
    /// The code, which works once and is shown only now.
    code: String,
}

impl SiteOperation for ResetAccount {
    const ID: &'static str = "reset-account";
    const SUMMARY: &'static str = "give an account back to its owner by a recovery code";
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/accounts/{account}/reset";
    const ACCESS: Access = Access::Admin;
    const AUDITS: Option<&'static str> = Some("reset_account");
    const NEEDS_FRESH: bool = true;
    type Outcome = AccountReset;

    async fn run(self, call: &Call) -> Result<AccountReset, Problem> {
        let account = named(call, &self.account).await?;
        if call.site.accounts.site_role(account.id) == Some(SiteRole::Administrator) {
            not_by_token(call)?;
        }
        let code = RecoveryCode::from_random(rand::random());
        call.store().reset_account(account.id, code.hash()).await?;
        Ok(AccountReset { code: code.reveal() })
    }
}
