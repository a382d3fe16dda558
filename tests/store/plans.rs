//! A test that no question about what happened reads a whole table of PostgreSQL: its planner decides by what the tables hold, so
//! they hold something, and by the plans that it carries out. `src/storage/plans.rs` does it with SQLite.

use std::collections::BTreeSet;

use pystreaming_actors::model::names::StreamerName;
use serde_json::Value;

use crate::fixture::{Fixture, key, name};
use crate::postgres::Postgres;
use crate::questions::{LARGE, ask_everything};

/// Rows of each streamer in each large table.
const OF_ONE: f64 = 1000.0;

/// As much as a site has after a while, of ten streamers, and later than anything that is asked for.
const A_PAST: &str = "
    INSERT INTO streamers (folded, name, key_hash) SELECT 's' || n, 's' || n, 'k' || n FROM generate_series(1, 9) n;
    INSERT INTO audit_events (happened_at, streamer, folded, kind, meta)
        SELECT 10000 + n, folded, folded, (ARRAY['viewer_count', 'send_message', 'send_drawing', 'clear_chat'])[n % 4 + 1], '{}'
        FROM generate_series(1, 1000) n, streamers;
    INSERT INTO chat_messages (streamer, id, said_at, kind, body)
        SELECT folded, 10000 + n, 10000 + n, 'server', 'x' FROM generate_series(1, 1000) n, streamers;
    INSERT INTO chat_deletions (streamer, id)
        SELECT folded, 10000 + n FROM generate_series(1, 1000) n, streamers;
    INSERT INTO viewer_samples (streamer, sampled_at, viewers)
        SELECT folded, 10000 + n, 1 FROM generate_series(1, 1000) n, streamers;
    INSERT INTO past_broadcasts (position, id, streamer, started_at, ended_at, peak_viewers, viewer_seconds, chatters, messages)
        SELECT (10000 + n) * 1000000::bigint + row_number() OVER (), folded || n, folded, 10000 + n, 10000 + n, 0, 0, 0, 0
        FROM generate_series(1, 1000) n, streamers;
    ANALYZE";

#[tokio::test]
async fn no_question_about_the_past_reads_a_whole_table_of_postgres() {
    let explain = [
        "session_preload_libraries=auto_explain",
        "auto_explain.log_min_duration=0",
        "auto_explain.log_format=json",
        "auto_explain.log_analyze=on",
        "auto_explain.log_timing=off",
        // what keeps references whole, too
        "auto_explain.log_nested_statements=on",
    ];
    let server = Postgres::start_with(explain.map(str::to_owned).into()).await;
    let fixture = Fixture::postgres(&server).await;
    let alice: StreamerName = name("alice");
    fixture.store.add_streamer(&alice, key("a")).await.unwrap();
    fixture.execute(A_PAST).await;
    let before = server.log().len();
    ask_everything(&*fixture.store, &alice).await.unwrap();

    let mut asked = BTreeSet::new();
    for explained in plans(&server.log()[before..]) {
        let statement = explained["Query Text"].as_str().unwrap();
        asked.insert(statement.to_owned());
        let mut nodes = vec![&explained["Plan"]];
        while let Some(node) = nodes.pop() {
            nodes.extend(node["Plans"].as_array().into_iter().flatten());
            if !LARGE.iter().any(|table| node["Relation Name"] == *table) {
                continue;
            }
            // a fraction where it is an average of loops
            let rows = node["Actual Rows"].as_f64().unwrap()
                + node["Rows Removed by Filter"].as_f64().unwrap_or(0.0);
            let read = rows * node["Actual Loops"].as_f64().unwrap();
            assert!(node["Node Type"] != "Seq Scan" && read <= OF_ONE, "{statement}\n{node:#}");
        }
    }
    assert!(asked.len() > 40, "{}", asked.len());
}

/// What the module `auto_explain` wrote into the log.
fn plans(log: &str) -> Vec<Value> {
    let mut plans = Vec::new();
    for rest in log.split(" plan:\n").skip(1) {
        let text: String = rest.lines().take_while(|line| line.starts_with('\t')).collect();
        plans.push(serde_json::from_str(&text).unwrap());
    }
    plans
}
