//! The model of `benches/scale`: what it says has to follow from what it is told.
#![allow(clippy::unwrap_used)] // in helpers of tests

#[path = "../benches/scale/bursts.rs"]
mod bursts;
#[path = "../benches/scale/design.rs"]
mod design;
#[path = "../benches/scale/inputs.rs"]
mod inputs;
#[path = "../benches/scale/limits.rs"]
mod limits;
#[path = "../benches/scale/links.rs"]
mod links;
#[path = "../benches/scale/site.rs"]
mod site;
#[path = "../benches/scale/steady.rs"]
mod steady;
#[path = "../benches/scale/tables.rs"]
mod tables;
#[path = "../benches/scale/takeover.rs"]
mod takeover;

use bursts::{Stage, flood, storm};
use design::{DESIGNS, Design, Video};
use inputs::{Inputs, Machine};
use limits::{most, needed, price, tightest, uses};
use site::Site;
use steady::{Load, Report, report};
use takeover::takeover;

const TODAY: Design = DESIGNS[0];
const APART: Design = Design { name: "apart", sessions: true, ..TODAY };

fn close(one: f64, other: f64) -> bool {
    (one - other).abs() <= 1e-6 * one.abs().max(other.abs())
}

fn load(report: &Report, node: &str) -> Load {
    report.nodes.iter().find(|(name, _)| *name == node).unwrap().1
}

fn link(report: &Report, name: &str) -> (f64, f64) {
    let found = report.links.iter().find(|link| link.name.contains(name)).unwrap();
    (found.bytes, found.messages)
}

#[test]
fn rooms_hold_all_viewers_of_a_site() {
    for viewers in [1e3, 1e5, 5e6] {
        let site = Site::new(viewers, &Inputs::default().habits);
        assert!(close(site.sum(site::Rooms::crowd), viewers));
        assert!(close(site.largest().viewers + site.others().viewers, viewers));
        assert!(close(site.largest().arrivals + site.others().arrivals, site.arrivals));
    }
}

#[test]
fn a_room_that_is_too_busy_for_joins_tells_the_number_of_people_once_a_second() {
    let mut inputs = Inputs::default();
    inputs.set("largest=1").unwrap();
    inputs.set("large=0").unwrap();
    let people = |viewers: f64| Site::new(viewers, &inputs.habits).rooms[0].people;
    let changes = |viewers: f64| 2.0 * viewers / inputs.habits.stay * inputs.habits.log_in;
    assert!(close(people(1_000.0), changes(1_000.0)));
    assert!(close(people(1e6), 50_000.0 / 1e6 + 1.0));
    assert!(changes(1e6) > 100.0, "each would be told otherwise");
}

/// The leader of today has a session for each chat socket of the site. What they hear costs it a little for each, and a write for each
/// thread of a follower.
#[test]
fn today_the_leader_has_a_session_for_each_socket_and_a_connection_for_each_thread() {
    let inputs = Inputs::default();
    let leader = |nodes| load(&report(&inputs, TODAY, nodes, 1e6), "leader");
    let (few, many) = (leader(10.0), leader(200.0));
    let costs = &inputs.costs;
    let rooms = Site::new(1e6, &inputs.habits);
    let deliveries = rooms.sum(|rooms| rooms.crowd() * rooms.events());
    for load in [few, many] {
        assert!(load.cores * 1e6 > deliveries * costs.carried_us, "{load:?}");
        assert!(load.cores * 1e6 < deliveries * costs.write_us, "it does not write to each: {load:?}");
        assert!(load.memory_gib * 1024.0 * 1024.0 * 1024.0 >= 1e6 * costs.carried_bytes);
    }
    assert!(many.out_mbit > few.out_mbit && many.cores > few.cores, "each follower is told");
    assert!(close(many.files - few.files, 190.0 * (inputs.machine.cores + 1.0)), "one more for reports");
    let apart = load(&report(&inputs, APART, 10.0, 1e6), "leader");
    assert!(apart.cores < few.cores / 5.0, "{apart:?}");
}

#[test]
fn a_follower_has_the_connections_of_its_viewers() {
    let inputs = Inputs::default();
    let streams = Site::new(1e5, &inputs.habits).sum(|rooms| rooms.number);
    for design in [TODAY, APART] {
        let follower = load(&report(&inputs, design, 11.0, 1e5), "follower");
        let connections = 1e5 * (1.0 + inputs.habits.connections) + streams;
        assert!(close(follower.files, connections / 10.0), "{follower:?}");
        // a cache has those of the players
        let design = Design { video: Video::Outside, ..design };
        let follower = load(&report(&inputs, design, 11.0, 1e5), "follower");
        let connections = 1e5 + streams * (1.0 + inputs.layout.shields * inputs.habits.connections);
        assert!(close(follower.files, connections / 10.0), "{follower:?}");
    }
}

/// The node that leads only hears of streams.
#[test]
fn followers_package_all_streams_and_share_them_evenly() {
    let inputs = Inputs::default();
    let streams = Site::new(1e5, &inputs.habits).sum(|rooms| rooms.number);
    for video in [Video::Nodes, Video::Outside] {
        let found = |setting: &str| {
            let mut inputs = inputs.clone();
            inputs.set(setting).unwrap();
            report(&inputs, Design { video, ..TODAY }, 11.0, 1e5)
        };
        let today = found("ingest_us=20000");
        for changed in [found("ingest_us=1020000"), found("video_mbit=8"), found("parts=7")] {
            assert_eq!(load(&changed, "leader"), load(&today, "leader"));
        }
        let cores = |report: &Report| load(report, "follower").cores;
        let more = cores(&found("ingest_us=1020000")) - cores(&today);
        assert!(close(more, streams / 10.0), "{more}");
        let more = load(&found("report_us=1000035"), "leader").cores - load(&today, "leader").cores;
        assert!(close(more, streams * inputs.sizes.reports), "{more}");
    }
}

#[test]
fn each_follower_fetches_a_stream_once_however_many_watch() {
    let mut inputs = Inputs::default();
    for setting in ["largest=1", "large=0"] {
        inputs.set(setting).unwrap();
    }
    let video =
        |nodes, viewers| link(&report(&inputs, TODAY, nodes, viewers), "video from other followers").0;
    assert!(close(video(11.0, 1e5), video(11.0, 1e6)));
    let bytes = inputs.habits.video_mbit * (1.0 + inputs.sizes.packet / inputs.sizes.segment) * 125_000.0;
    assert!(close(video(11.0, 1e5), bytes * 0.9), "all but the one that packages it");
    // of a stream with fewer viewers than followers, some followers fetch nothing
    assert!(video(1001.0, 100.0) < bytes * 0.2);
    assert!(close(video(2.0, 1e5), 0.0), "a single follower has it already");
}

/// One stream, which each node gets once, from its encoder or from another node, and gives to one other on average.
#[test]
fn nodes_give_a_stream_as_often_as_they_fetch_it() {
    let found = |owners: bool, video_mbit: &str| {
        let mut inputs = Inputs::default();
        for setting in ["largest=1", "large=0", &format!("video_mbit={video_mbit}")] {
            inputs.set(setting).unwrap();
        }
        // as many serve viewers
        let nodes = if owners { 200.0 } else { 201.0 };
        load(&report(&inputs, Design { owners, ..APART }, nodes, 1e5), "follower")
    };
    let inputs = Inputs::default();
    let stream = 4.0 * (1.0 + inputs.sizes.packet / inputs.sizes.segment);
    for owners in [false, true] {
        let (with, without) = (found(owners, "4"), found(owners, "0"));
        assert!(close(with.in_mbit - without.in_mbit, stream), "{with:?} {without:?}");
        let out = (1e5 / 200.0 + 199.0 / 200.0) * stream;
        assert!(close(with.out_mbit - without.out_mbit, out), "{with:?} {without:?}");
    }
}

#[test]
fn a_stream_goes_through_more_nodes_where_fewer_fetch_it_from_each() {
    let levels = |fan_out: &str, nodes| {
        let mut inputs = Inputs::default();
        inputs.set(&format!("fan_out={fan_out}")).unwrap();
        report(&inputs, TODAY, nodes, 1e5).levels
    };
    for (fan_out, nodes, expected) in
        [("8", 9.0, 2.0), ("8", 10.0, 3.0), ("8", 73.0, 3.0), ("8", 74.0, 4.0), ("200", 201.0, 2.0)]
    {
        assert!(close(levels(fan_out, nodes), expected), "{fan_out} {nodes}");
    }
}

#[test]
fn a_cache_fetches_a_stream_a_few_times_however_many_watch() {
    let mut inputs = Inputs::default();
    for setting in ["largest=1", "large=0", "shields=4"] {
        inputs.set(setting).unwrap();
    }
    let outside = Design { video: Video::Outside, ..TODAY };
    let video = |viewers, name| link(&report(&inputs, outside, 11.0, viewers), name).0;
    for name in ["video from one follower", "video from other followers"] {
        assert!(close(video(1e5, name), video(1e6, name)));
    }
    let bytes = inputs.habits.video_mbit * (1.0 + inputs.sizes.packet / inputs.sizes.segment) * 125_000.0;
    assert!(close(video(1e5, "video from one follower"), 4.0 * bytes / 10.0));
}

#[test]
fn owners_share_all_rooms_but_the_largest() {
    let inputs = Inputs::default();
    let owners = Design { owners: true, video: Video::Outside, ..TODAY };
    let found = report(&inputs, owners, 50.0, 1e6);
    let (owner, follower) = (load(&found, "owner of the largest room"), load(&found, "follower"));
    let largest = 1e6 * inputs.habits.largest;
    let sessions = |load: Load| load.memory_gib * 1024.0 * 1024.0 * 1024.0 / inputs.costs.carried_bytes;
    assert!(sessions(owner) > largest && sessions(follower) < sessions(owner), "{owner:?} {follower:?}");
    let today = report(&inputs, Design { owners: false, ..owners }, 50.0, 1e6);
    assert!(owner.cores < load(&today, "leader").cores / 2.0);
}

#[test]
fn what_is_used_most_is_found_at_every_node_and_service() {
    let machine = Machine::default();
    let full = |change: fn(&mut Load)| {
        let mut load = Load::default();
        change(&mut load);
        uses(&load, &machine).into_iter().find(|(_, used)| *used > 0.0).unwrap()
    };
    assert_eq!(full(|load| load.cores = Machine::default().cores * Machine::default().busy).0, "processor");
    assert_eq!(full(|load| load.out_mbit = 1.0).0, "network out");
    assert_eq!(full(|load| load.in_mbit = 1.0).0, "network in");
    assert_eq!(full(|load| load.memory_gib = 1.0).0, "memory");
    assert_eq!(full(|load| load.files = 1.0).0, "open files");
    let inputs = Inputs::default();
    let mut found = report(&inputs, TODAY, 10.0, 1e3);
    found.rows = machine.rows * 1e6;
    assert_eq!(tightest(&found, &machine).node, "database");
    found.redis_cores = 1e9;
    assert_eq!(tightest(&found, &machine).node, "Redis server");
}

/// Each call looks at every node, so that all calls together grow with the square of their number.
#[test]
fn redis_has_a_number_of_nodes_that_is_too_much_for_it() {
    let inputs = Inputs::default();
    let cores = |nodes| report(&inputs, TODAY, nodes, 1.0).redis_cores;
    assert!(cores(200.0) < 1.0 && cores(1_000.0) > 1.0, "{} {}", cores(200.0), cores(1_000.0));
    assert!(cores(400.0) > 3.0 * cores(200.0));
}

#[test]
fn the_number_of_nodes_is_the_least_that_suffices() {
    let inputs = Inputs::default();
    for design in DESIGNS {
        for viewers in [2e3, 1e4, 1e5, 1e6] {
            let used = |nodes: u32| {
                tightest(&report(&inputs, design, f64::from(nodes), viewers), &inputs.machine).used
            };
            match needed(&inputs, design, viewers) {
                Ok(nodes) => {
                    assert!(used(nodes) <= 1.0, "{} {viewers} {nodes}", design.name);
                    assert!(nodes == 2 || used(nodes - 1) > 1.0, "{} {viewers} {nodes}", design.name);
                }
                Err(tightest) => {
                    assert!(tightest.used > 1.0);
                    for nodes in [2, 5, 10, 20, 50, 100, 200, 500] {
                        assert!(used(nodes) > 1.0, "{} {viewers} {nodes}", design.name);
                    }
                }
            }
        }
    }
}

#[test]
fn the_most_viewers_still_fit_and_a_few_more_do_not() {
    let inputs = Inputs::default();
    for design in DESIGNS {
        let (viewers, full) = most(&inputs, design, 50);
        assert!(full.used <= 1.0);
        let more = tightest(&report(&inputs, design, 50.0, viewers * 1.05), &inputs.machine);
        assert!(more.used > 1.0, "{} {more:?}", design.name);
    }
}

#[test]
fn a_faster_machine_and_a_faster_network_carry_more() {
    let mut inputs = Inputs::default();
    let outside = Design { video: Video::Outside, ..TODAY };
    let (before, full) = most(&inputs, outside, 50);
    assert_eq!((full.node, full.resource), ("leader", "processor"));
    inputs.machine.cores *= 2.0;
    let (after, _) = most(&inputs, outside, 50);
    assert!(after > 1.5 * before, "{before} {after}");
}

#[test]
fn a_price_is_that_of_nodes_and_of_bytes() {
    let mut inputs = Inputs::default();
    for setting in ["node_hour=2", "node_tb=0", "cache_tb=3"] {
        inputs.set(setting).unwrap();
    }
    let outside = Design { video: Video::Outside, ..TODAY };
    let [nodes, sent, cached] = price(&inputs, outside, 10, 1e5);
    assert!(close(nodes, 20.0) && close(sent, 0.0));
    let bytes = report(&inputs, outside, 10.0, 1e5).cached_bytes;
    assert!(close(cached, bytes * 3600.0 / 1e12 * 3.0));
    assert!(close(price(&inputs, TODAY, 10, 1e5)[2], 0.0));
}

#[test]
fn inputs_have_names_of_their_own_and_unknown_ones_are_refused() {
    let mut inputs = Inputs::default();
    let mut names: Vec<_> = inputs.named().into_iter().map(|(name, _)| name).collect();
    let all = names.len();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), all);
    inputs.set("cores=3").unwrap();
    assert!(close(inputs.machine.cores, 3.0));
    for wrong in ["cores", "cores=many", "cores=-1", "cores=NaN", "corse=3"] {
        assert!(inputs.set(wrong).is_err(), "{wrong}");
    }
}

const TEN: Stage = Stage { followers: 9.0, sessions: false, video: true };

/// A queue in which nothing waits is as late as its work takes; in one that is overrun, writes join, so that lateness stays finite.
#[test]
fn a_storm_that_is_too_much_is_late_and_ends() {
    let inputs = Inputs::default();
    let calm = storm(&inputs, TEN, 1e3, 1.0, 5.0);
    assert!(calm.longest < 0.01, "{calm:?}");
    let late = storm(&inputs, TEN, 1e6, 200.0, 5.0);
    assert!(late.half <= late.most && late.most <= late.longest, "{late:?}");
    assert!(late.most > 0.5 && late.over > 5.0, "{late:?}");
    // the work of a write for each of these frames
    let each = 1e6 * 1e3 * inputs.costs.passed_write_us / 1e6 / inputs.machine.cores;
    assert!(late.over < each / 2.0, "frames do not join: {late:?}");
    let apart = storm(&inputs, Stage { sessions: true, ..TEN }, 1e6, 200.0, 5.0);
    assert!(apart.most < late.most, "{apart:?}");
}

#[test]
fn after_a_takeover_everybody_is_back_as_fast_as_the_leader_can() {
    let inputs = Inputs::default();
    let few = takeover(&inputs, TEN, 1e3, 2.3, 5.0);
    assert!(few.back.longest >= 5.0 && few.back.longest < 7.0, "{few:?}");
    assert!(close(few.refused, 0.0) && few.attempts < 1.1);
    let many = takeover(&inputs, TEN, 2e6, 2.3, 5.0);
    let work = 2e6 * inputs.costs.carried_join_us / 1e6 / (inputs.machine.cores * inputs.machine.core_speed);
    assert!(
        many.back.longest >= 5.0 + work && many.back.longest < 5.0 + 2.0 * work + 16.0,
        "{many:?} {work}"
    );
    assert!(many.refused > 0.0 && many.attempts > 1.5, "{many:?}");
    assert_eq!(many, takeover(&inputs, TEN, 2e6, 2.3, 5.0), "the same every time");
    let kept = takeover(&inputs, Stage { sessions: true, ..TEN }, 2e6, 2.3, 5.0);
    assert!(kept.back.longest < many.back.longest / 2.0, "{kept:?}");
}

#[test]
fn a_flood_that_followers_have_no_network_for_never_ends() {
    let inputs = Inputs::default();
    let room = inputs.machine.network_gbit * 1e3 / inputs.habits.video_mbit * TEN.followers;
    let fits = flood(&inputs, TEN, room * 0.9, 60.0, 6.0);
    assert!(fits.over.is_finite(), "{fits:?}");
    let slow = flood(&inputs, TEN, room * 0.9, 5.0, 6.0);
    assert!(slow.picture > fits.picture, "who comes at once waits: {slow:?}");
    let fails = flood(&inputs, TEN, room * 1.1, 60.0, 6.0);
    assert!(fails.over.is_infinite() && fails.picture > 10.0, "{fails:?}");
    let outside = flood(&inputs, Stage { video: false, ..TEN }, room * 1.1, 60.0, 6.0);
    assert!(close(outside.picture, 0.0), "{outside:?}");
}

/// A change of an input or a rule changes the page too: `cargo bench --bench scale` prints its tables.
#[test]
fn the_page_shows_what_the_model_says() {
    let page = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/scale.md")).unwrap();
    let inputs = Inputs::default();
    for table in tables::all(&inputs) {
        let (title, rows) = table.split_once("\n\n").unwrap();
        assert!(page.contains(rows.trim_end()), "docs/scale.md has another table: {title}");
    }
    for (name, value) in inputs.clone().named() {
        assert!(
            page.contains(&format!("`{name}` | {value} |")),
            "docs/scale.md does not say `{name}` | {value} |"
        );
    }
}

#[test]
fn tables_have_a_cell_for_each_head() {
    let mut inputs = Inputs::default();
    let known = tables::inputs(&mut inputs.clone());
    for table in std::iter::once(known).chain(tables::all(&inputs)) {
        let cells: Vec<usize> = table
            .lines()
            .filter(|line| line.starts_with('|'))
            .map(|line| line.matches('|').count())
            .collect();
        assert!(cells.len() > 2 && cells.iter().all(|count| *count == cells[0]), "{table}");
        assert!(!table.contains("NaN"), "{table}");
    }
    inputs.set("viewers_that_no_input_has=1").unwrap_err();
}
