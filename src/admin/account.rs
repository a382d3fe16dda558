//! `pystreaming-admin account …`

use std::collections::BTreeMap;

use pystreaming_actors::model::names::Nickname;
use pystreaming_actors::model::{Account, AccountId, AccountPolicy, RecoveryCode, SiteRole};
use pystreaming_actors::ports::{AccountSession, LinkedIdentity};
use rand::RngExt;
use serde_json::json;

use super::cli::AccountVerb;
use super::context::AdminContext;
use super::error::AdminError;
use super::output;
use crate::text::closest;

pub(super) async fn run(
    verb: AccountVerb,
    context: &AdminContext,
    warnings: &mut Vec<String>,
) -> Result<String, AdminError> {
    if context.config.accounts == AccountPolicy::Off {
        warnings.push("accounts are off; `accounts: optional` in the configuration turns them on".to_owned());
    }
    let store = &context.store;
    Ok(match verb {
        AccountVerb::List(listing) => {
            let accounts = store.accounts().await?;
            let staff = staff(context).await?;
            match listing.json {
                true => output::json(&accounts.iter().map(|one| record(one, &staff)).collect::<Vec<_>>()),
                false => table(&accounts, &staff),
            }
        }
        AccountVerb::Show { name, listing } => {
            let account = named(&name, context).await?;
            let sessions = store.account_sessions().await?.into_iter().map(|(_, session)| session);
            let sessions: Vec<_> = sessions.filter(|session| session.account == account.id).collect();
            let (has_password, codes) = store.account_means(account.id).await?;
            let identities = store.identities(account.id).await?;
            let staff = staff(context).await?;
            match listing.json {
                true => {
                    let mut record = record(&account, &staff);
                    record["identities"] = identities.iter().map(identity).collect();
                    record["password"] = has_password.into();
                    record["recovery_codes"] = codes.into();
                    record["sessions"] = sessions.iter().map(session).collect();
                    output::json(&record)
                }
                false => shown(
                    &account,
                    staff.get(&account.id).copied(),
                    has_password,
                    codes,
                    &identities,
                    &sessions,
                ),
            }
        }
        AccountVerb::Disable { name } => {
            let account = named(&name, context).await?;
            store.disable_account(account.id, Some(context.now())).await?;
            format!("disabled the account {}\n", account.name)
        }
        AccountVerb::Enable { name } => {
            let account = named(&name, context).await?;
            store.disable_account(account.id, None).await?;
            format!("enabled the account {}\n", account.name)
        }
        AccountVerb::Role { name, role } => {
            let account = named(&name, context).await?;
            let role = SiteRole::parse(&role);
            store.set_site_role(account.id, role).await?;
            match role {
                Some(role) => format!("{} is {} of the whole site\n", account.name, with_article(role)),
                None => format!("{} has no role on the whole site\n", account.name),
            }
        }
        AccountVerb::Remove { name } => {
            let account = named(&name, context).await?;
            store.remove_account(account.id).await?;
            format!("removed the account {}\n", account.name)
        }
        AccountVerb::Reset { name } => {
            let account = named(&name, context).await?;
            let code = RecoveryCode::from_random(rand::rng().random());
            store.reset_account(account.id, code.hash()).await?;
            format!(
                "reset the account {}\nrecovery code: {}\nIts owner enters name and code at /-/account/recover. It \
                 works once.\n",
                account.name,
                code.reveal()
            )
        }
    })
}

/// Finds an account by its name; suggests similar names if there is none.
async fn named(name: &str, context: &AdminContext) -> Result<Account, AdminError> {
    let wanted = Nickname::stored(name.trim());
    let all = context.store.accounts().await?;
    let near = closest(wanted.as_str(), all.iter().map(|account| &*account.name));
    let near = near.into_iter().map(str::to_owned).collect();
    let found = all.into_iter().find(|account| Nickname::stored(&account.name) == wanted);
    found.ok_or_else(|| AdminError::Missing { what: "account", name: name.to_owned(), near })
}

type Staff = BTreeMap<AccountId, SiteRole>;

async fn staff(context: &AdminContext) -> Result<Staff, AdminError> {
    Ok(context.store.site_staff().await?.into_iter().collect())
}

fn with_article(role: SiteRole) -> &'static str {
    match role {
        SiteRole::Moderator => "a moderator",
        SiteRole::Administrator => "an administrator",
    }
}

fn record(account: &Account, staff: &Staff) -> serde_json::Value {
    json!({
        "id": account.id.0,
        "name": &*account.name,
        "created": account.created_at,
        "disabled": account.disabled_at,
        "role": staff.get(&account.id).map(|role| role.as_str()),
    })
}

fn identity(linked: &LinkedIdentity) -> serde_json::Value {
    json!({
        "issuer": linked.identity.issuer,
        "subject": linked.identity.subject,
        "label": linked.identity.label,
        "created": linked.created_at,
    })
}

fn session(session: &AccountSession) -> serde_json::Value {
    json!({
        "browser": session.browser,
        "created": session.created_at,
        "last_used": session.last_used,
    })
}

fn table(accounts: &[Account], staff: &Staff) -> String {
    if accounts.is_empty() {
        return "no accounts yet; people make them at /-/account/sign-up\n".to_owned();
    }
    let rows: Vec<_> = accounts
        .iter()
        .map(|account| {
            let disabled = account.disabled_at.map_or_else(|| "-".to_owned(), output::date);
            let role = staff.get(&account.id).map_or("-", |role| role.as_str()).to_owned();
            let created = output::date(account.created_at);
            [account.id.0.to_string(), account.name.to_string(), created, disabled, role]
        })
        .collect();
    output::table(["ID", "NAME", "CREATED", "DISABLED", "ROLE"], &rows)
}

fn shown(
    account: &Account,
    role: Option<SiteRole>,
    has_password: bool,
    codes: u64,
    identities: &[LinkedIdentity],
    sessions: &[AccountSession],
) -> String {
    let disabled =
        account.disabled_at.map_or_else(|| "no".to_owned(), |at| format!("since {}", output::date(at)));
    let about = [
        ["name".to_owned(), account.name.to_string()],
        ["created".to_owned(), output::date(account.created_at)],
        ["disabled".to_owned(), disabled],
        ["role".to_owned(), role.map_or("none", SiteRole::as_str).to_owned()],
        ["password".to_owned(), if has_password { "yes" } else { "no" }.to_owned()],
        ["recovery codes".to_owned(), codes.to_string()],
    ];
    let mut text = output::table(["ACCOUNT", &account.id.0.to_string()], &about);
    if !identities.is_empty() {
        let rows: Vec<_> = identities
            .iter()
            .map(|linked| {
                let who = &linked.identity;
                [who.issuer.clone(), who.subject.clone(), who.label.clone(), output::date(linked.created_at)]
            })
            .collect();
        text.push('\n');
        text.push_str(&output::table(["SIGNS IN BY", "SUBJECT", "CALLED", "LINKED"], &rows));
    }
    if !sessions.is_empty() {
        let rows: Vec<_> = sessions
            .iter()
            .map(|session| {
                [output::date(session.last_used), output::date(session.created_at), session.browser.clone()]
            })
            .collect();
        text.push('\n');
        text.push_str(&output::table(["LAST USED", "SIGNED IN", "BROWSER"], &rows));
    }
    text
}
