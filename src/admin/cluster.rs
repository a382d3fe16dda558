//! `pystreaming-admin cluster`

use serde_json::json;

use super::cli::ClusterVerb;
use super::error::AdminError;
use super::output;
use crate::cluster::{Coordination as _, Node, Origins, Overview, Redis};
use crate::config::{CliOverrides, Config};
use crate::storage::Database;
use crate::text::closest;

/// A node that has not been heard of for so long is down.
const DOWN_AFTER_MS: u64 = 3000;

pub(super) async fn run(
    verb: &ClusterVerb,
    flags: &CliOverrides,
    warnings: &mut Vec<String>,
) -> Result<String, AdminError> {
    let config = Config::load(flags)?;
    let redis = config.cluster.redis.as_ref().ok_or_else(|| AdminError::Setting {
        key: "cluster.redis".to_owned(),
        why: "is not set, so this site has one server".to_owned(),
    })?;
    let nodes = Redis::new(redis, &Origins::new(config.secrets()?).site())?;
    match verb {
        ClusterVerb::Status(listing) => {
            let overview = nodes.overview().await?;
            Ok(if listing.json { output::json(&described(&overview)) } else { table(&overview) })
        }
        ClusterVerb::Drain { node } => {
            let overview = nodes.overview().await?;
            known(node, &overview)?;
            nodes.drain(node, true).await?;
            let others = overview.nodes.iter().any(|(other, age, drained)| {
                other.name != *node && *age < DOWN_AFTER_MS && !drained && !other.failed
            });
            if !others {
                warnings.push(format!("no other node can lead now; {node} does until one can"));
            }
            Ok(format!("{node} does not lead from now on\n"))
        }
        ClusterVerb::AcceptKey => {
            Database::accept_any_site(&config.database).await?;
            Ok("the node that leads next may have another secret_key\n".to_owned())
        }
        ClusterVerb::Resume { node } => {
            // it may be away, such as for the moment in which it becomes one that follows
            if !nodes.drain(node, false).await? {
                known(node, &nodes.overview().await?)?;
            }
            Ok(format!("{node} can lead again\n"))
        }
    }
}

fn known(node: &str, overview: &Overview) -> Result<(), AdminError> {
    let names = || overview.nodes.iter().map(|(node, ..)| node.name.as_str());
    if names().any(|name| name == node) {
        return Ok(());
    }
    let near = closest(node, names()).into_iter().map(str::to_owned).collect();
    Err(AdminError::Missing { what: "node", name: node.to_owned(), near })
}

/// What a node does, in a word.
fn state(overview: &Overview, node: &Node, age: u64, drained: bool) -> &'static str {
    let leads = overview.leader.as_ref().is_some_and(|leader| leader.process == node.process);
    match (leads, age < DOWN_AFTER_MS, drained) {
        (true, _, _) => "leads",
        (_, false, _) => "down",
        (_, _, true) => "drained",
        _ if node.failed => "cannot lead",
        (_, _, false) => "follows",
    }
}

fn table(overview: &Overview) -> String {
    if overview.nodes.is_empty() {
        return "no node has been heard of within an hour\n".to_owned();
    }
    let rows = overview.nodes.iter().map(|(node, age, drained)| {
        [
            node.name.clone(),
            state(overview, node, *age, *drained).to_owned(),
            node.address().to_string(),
            node.version.clone(),
            format!("{:.1} s ago", *age as f64 / 1000.0),
        ]
    });
    output::table(["NODE", "STATE", "ADDRESS", "VERSION", "HEARD OF"], &rows.collect::<Vec<_>>())
}

fn described(overview: &Overview) -> serde_json::Value {
    let nodes = overview.nodes.iter().map(|(node, age, drained)| {
        json!({
            "node": node.name,
            "state": state(overview, node, *age, *drained),
            "address": node.address().to_string(),
            "version": node.version,
            "heard_of_ms_ago": age,
            "drained": drained,
        })
    });
    json!({
        "leader": overview.leader.as_ref().map(|leader| &leader.name),
        "nodes": nodes.collect::<Vec<_>>(),
    })
}
