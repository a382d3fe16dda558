//! What each node of a cluster has to do for a site, on average, by how the work is divided among the nodes.

use std::ops::AddAssign;

use super::design::{Design, Video};
use super::inputs::Inputs;
use super::links::{Link, links};
use super::site::{Rooms, Site};

const MBIT: f64 = 125_000.0;
const GIB: f64 = 1024.0 * 1024.0 * 1024.0;

/// What a node has to carry.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Load {
    /// Cores of the machine of the measurements that are busy.
    pub cores: f64,
    pub out_mbit: f64,
    pub in_mbit: f64,
    pub memory_gib: f64,
    /// Open connections.
    pub files: f64,
}

impl AddAssign for Load {
    fn add_assign(&mut self, other: Self) {
        self.cores += other.cores;
        self.out_mbit += other.out_mbit;
        self.in_mbit += other.in_mbit;
        self.memory_gib += other.memory_gib;
        self.files += other.files;
    }
}

impl Load {
    fn of(us: f64, out_bytes: f64, in_bytes: f64, memory_bytes: f64, files: f64) -> Self {
        Self {
            cores: us / 1e6,
            out_mbit: out_bytes / MBIT,
            in_mbit: in_bytes / MBIT,
            memory_gib: memory_bytes / GIB,
            files,
        }
    }
}

/// What a cluster has to do each second.
#[derive(Debug, Clone)]
pub struct Report {
    /// Kinds of nodes with their load; the last is an ordinary follower.
    pub nodes: Vec<(&'static str, Load)>,
    pub links: Vec<Link>,
    /// Cores of the Redis server.
    pub redis_cores: f64,
    pub redis_calls: f64,
    pub rows: f64,
    /// Bytes that all nodes send to viewers.
    pub served_bytes: f64,
    /// Bytes that a cache outside sends to viewers.
    pub cached_bytes: f64,
    /// Bytes that a follower sends and receives for each of its viewers.
    pub bytes_per_viewer: f64,
    /// Nodes through which a part of video goes before it reaches a viewer.
    pub levels: f64,
}

/// A cluster at work.
pub struct Cluster<'a> {
    pub inputs: &'a Inputs,
    pub design: Design,
    pub site: Site,
    /// Nodes that serve viewers.
    pub followers: f64,
}

/// What so many nodes, at least two, have to do for so many viewers.
pub fn report(inputs: &Inputs, design: Design, nodes: f64, viewers: f64) -> Report {
    let followers = if design.owners { nodes } else { nodes - 1.0 };
    let site = Site::new(viewers, &inputs.habits);
    Cluster { inputs, design, site, followers }.report(nodes)
}

impl Cluster<'_> {
    fn report(&self, nodes: f64) -> Report {
        let (site, sizes, habits) = (&self.site, &self.inputs.sizes, &self.inputs.habits);
        let mut follower = self.follower();
        let mut leader = self.pages();
        let kinds = if self.design.owners {
            let mut owner = follower;
            owner += self.rooms(&site.largest());
            follower += scaled(self.rooms(&site.others()), 1.0 / self.followers);
            leader += follower;
            vec![("leader", leader), ("owner of the largest room", owner), ("follower", follower)]
        } else {
            leader += self.rooms(site);
            leader += Load { memory_gib: self.inputs.costs.process_bytes / GIB, ..Load::default() };
            vec![("leader", leader), ("follower", follower)]
        };
        let video = self.video_bytes();
        let chat = site.sum(|rooms| rooms.crowd() * rooms.bytes(sizes)) + site.arrivals * sizes.history;
        let pages = site.arrivals * habits.page;
        let (served, cached) = match self.design.video {
            Video::Nodes => (chat + pages + site.viewers * video, 0.0),
            Video::Outside => (chat + pages, site.viewers * video),
        };
        let redis_calls = nodes * sizes.redis_calls;
        Report {
            nodes: kinds,
            links: links(self, nodes),
            redis_cores: redis_calls * (sizes.redis_us + nodes * sizes.redis_node_us) / 1e6,
            redis_calls,
            rows: site.sum(|rooms| {
                rooms.number * (rooms.messages * sizes.rows_message + rooms.news * sizes.rows_count)
            }) + 2.0 * site.arrivals * habits.log_in * sizes.rows_people,
            served_bytes: served,
            cached_bytes: cached,
            bytes_per_viewer: (follower.out_mbit + follower.in_mbit) * MBIT * self.followers / site.viewers,
            levels: 1.0 + self.tree().len() as f64,
        }
    }

    /// Bytes of video for a viewer each second, with the headers of packets.
    pub fn video_bytes(&self) -> f64 {
        let sizes = &self.inputs.sizes;
        self.inputs.habits.video_mbit * MBIT * (1.0 + sizes.packet / sizes.segment)
    }

    /// Bytes of a stream each second from node to node.
    pub fn stream_bytes(&self) -> f64 {
        self.video_bytes() * self.inputs.habits.qualities
    }

    /// What it takes to answer what pages ask of the node that leads.
    fn pages(&self) -> Load {
        let (habits, costs) = (&self.inputs.habits, &self.inputs.costs);
        let requests = self.site.arrivals * habits.requests;
        Load::of(requests * costs.request_us, self.site.arrivals * habits.page, 0.0, 0.0, 0.0)
    }

    /// What these rooms take where they run: their chat, and what nodes report of their streams.
    fn rooms(&self, site: &Site) -> Load {
        let (costs, sizes) = (&self.inputs.costs, &self.inputs.sizes);
        let reports = site.sum(|rooms| rooms.number) * sizes.reports;
        let bytes = reports * (sizes.report + sizes.packet);
        let mut load = Load::of(reports * costs.report_us, 0.0, bytes, 0.0, self.followers);
        load += self.chat(site);
        load
    }

    fn chat(&self, site: &Site) -> Load {
        let (costs, sizes) = (&self.inputs.costs, &self.inputs.sizes);
        let messages = site.sum(|rooms| rooms.number * rooms.messages);
        let commands = messages * (sizes.command + sizes.packet);
        let rooms_us = messages * costs.message_us;
        if self.design.sessions {
            let copies = site.sum(|rooms| rooms.events() * self.copies(rooms));
            let bytes = site.sum(|rooms| rooms.bytes(sizes) * self.copies(rooms));
            // both who comes and who leaves is told to the room
            let moves = 2.0 * site.arrivals;
            let us = rooms_us + copies * costs.write_us + moves * costs.room_join_us;
            let told = commands + moves * (sizes.command + sizes.packet);
            return Load::of(us, bytes, told, site.viewers * costs.member_bytes, self.followers);
        }
        let deliveries = site.sum(|rooms| rooms.crowd() * rooms.events());
        let trunks = self.trunks();
        let written = site.sum(|rooms| rooms.events() * rooms.watched(1.0 / trunks)) * trunks;
        let bytes = site.sum(|rooms| rooms.bytes(sizes) * rooms.watched(1.0 / trunks)) * trunks
            + site.arrivals * sizes.history;
        let us = rooms_us
            + site.viewers * costs.socket_idle_us
            + deliveries * costs.carried_us
            + written * costs.write_us
            + site.arrivals * costs.carried_join_us;
        // what is written is acknowledged by a packet
        let told = commands + written * sizes.packet;
        Load::of(us, bytes, told, site.viewers * costs.carried_bytes, trunks)
    }

    /// Connections in which followers carry sockets to one node: one for each thread.
    pub fn trunks(&self) -> f64 {
        self.followers * self.inputs.machine.cores
    }

    /// Followers at which somebody is in such a room, over all of these rooms.
    fn copies(&self, rooms: &Rooms) -> f64 {
        rooms.watched(1.0 / self.followers) * self.followers
    }

    /// What it takes to serve a follower's own viewers, to package streams, and to pass them on to others.
    fn follower(&self) -> Load {
        let (costs, sizes, habits) = (&self.inputs.costs, &self.inputs.sizes, &self.inputs.habits);
        let share = 1.0 / self.followers;
        let viewers = self.site.viewers * share;
        let arrivals = self.site.arrivals * share;
        let deliveries = self.site.sum(|rooms| rooms.crowd() * rooms.events()) * share;
        let chat =
            self.site.sum(|rooms| rooms.crowd() * rooms.bytes(sizes)) * share + arrivals * sizes.history;
        let events = self.site.sum(|rooms| rooms.watched(share) * rooms.bytes(sizes));
        let (threads, thread) = (self.inputs.machine.cores, 1.0 / self.trunks());
        let carried = self.site.sum(|rooms| rooms.watched(thread) * rooms.bytes(sizes)) * threads;
        let commands =
            self.site.sum(|rooms| rooms.number * rooms.messages) * share * (sizes.command + sizes.packet);
        let mut load = Load::of(
            arrivals * habits.requests * costs.passed_request_us,
            arrivals * habits.page,
            arrivals * habits.page,
            costs.process_bytes,
            0.0,
        );
        // what viewers send, and acknowledge, comes in and is passed on
        let sent = commands + deliveries * sizes.packet;
        load += if self.design.sessions {
            Load::of(
                viewers * costs.socket_idle_us
                    + deliveries * costs.write_us
                    + arrivals * costs.socket_join_us,
                chat + commands,
                events + sent,
                viewers * (costs.socket_bytes + costs.kernel_bytes),
                viewers,
            )
        } else {
            Load::of(
                viewers * costs.passed_idle_us
                    + deliveries * costs.passed_write_us
                    + arrivals * costs.passed_join_us,
                chat + commands,
                carried + arrivals * sizes.history + sent,
                viewers * (costs.passed_bytes + costs.kernel_bytes),
                viewers,
            )
        };
        load += self.video();
        load
    }

    /// Copies of streams that the nodes of each level of their trees fetch. A node fetches what is wanted at it or below it.
    fn tree(&self) -> Vec<f64> {
        let (mut level, mut left) = (self.inputs.layout.fan_out, self.followers);
        let mut copies = Vec::new();
        while left > 0.0 {
            let nodes = level.min(left);
            let share = left / self.followers / nodes;
            copies.push(nodes * self.site.sum(|rooms| rooms.wanted(share, self.audience(rooms))));
            (level, left) = (level * self.inputs.layout.fan_out.max(2.0), left - nodes);
        }
        copies
    }

    /// How many play each of such streams from followers: its viewers, or the machines of a cache.
    fn audience(&self, rooms: &Rooms) -> f64 {
        match self.design.video {
            Video::Nodes => rooms.viewers,
            Video::Outside => rooms.viewers.min(self.inputs.layout.shields),
        }
    }

    /// Streams that a follower packages. Encoders are spread like viewers.
    pub fn packaged(&self) -> f64 {
        self.site.sum(|rooms| rooms.number) / self.followers
    }

    /// Streams that a follower fetches from others. It gives others as many: each stream has a tree of its own, so all give equally much.
    pub fn fetched(&self) -> f64 {
        let copies: f64 = self.tree().iter().sum();
        // a node does not fetch what it packages
        copies * (1.0 - 1.0 / self.followers) / self.followers
    }

    /// Players of a follower, each of one stream.
    pub fn players(&self) -> f64 {
        self.site.sum(|rooms| rooms.number * self.audience(rooms)) / self.followers
    }

    /// Bytes of video for one of them each second.
    pub fn played_bytes(&self) -> f64 {
        match self.design.video {
            Video::Nodes => self.video_bytes(),
            // a cache fetches every quality
            Video::Outside => self.stream_bytes(),
        }
    }

    /// What streams take at a follower, which packages some, fetches others, gives them to other nodes and to those who watch.
    fn video(&self) -> Load {
        let (costs, habits) = (&self.inputs.costs, &self.inputs.habits);
        let (packaged, fetched, players) = (self.packaged(), self.fetched(), self.players());
        Load::of(
            packaged * costs.ingest_us
                + habits.parts * (fetched * (costs.fetch_us + costs.fetched_us) + players * costs.serve_us),
            players * self.played_bytes() + fetched * self.stream_bytes(),
            (packaged + fetched) * self.stream_bytes(),
            players * (costs.player_bytes + habits.connections * costs.kernel_bytes),
            packaged + players * habits.connections,
        )
    }
}

/// The share of a load that each of several nodes carries. Connections that all of them need are shared out too: they are few.
fn scaled(load: Load, share: f64) -> Load {
    Load {
        cores: load.cores * share,
        out_mbit: load.out_mbit * share,
        in_mbit: load.in_mbit * share,
        memory_gib: load.memory_gib * share,
        files: load.files * share,
    }
}
