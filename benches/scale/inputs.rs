//! What the model is told: what things cost, what a machine has, and how people behave. docs/scale.md says where each number comes from.

/// Defines a group of inputs with what they are unless told otherwise, and their names for the command line.
macro_rules! group {
    ($(#[$about:meta])* $group:ident { $($(#[$what:meta])* $input:ident: $usual:expr,)* }) => {
        $(#[$about])*
        #[derive(Debug, Clone, PartialEq)]
        pub struct $group {
            $($(#[$what])* pub $input: f64,)*
        }

        impl Default for $group {
            fn default() -> Self {
                Self { $($input: $usual,)* }
            }
        }

        impl $group {
            fn named(&mut self) -> Vec<(&'static str, &mut f64)> {
                vec![$((stringify!($input), &mut self.$input),)*]
            }
        }
    };
}

group! {
    /// What one node spends, as measured. Processor time is in microseconds of one core.
    Costs {
        /// An open chat socket, each second: heartbeats.
        socket_idle_us: 0.9,
        /// A chat socket that is opened at the node that leads, until its history has been sent.
        socket_join_us: 215.0,
        /// The same for one that a follower carries.
        carried_join_us: 170.0,
        /// The same at that follower.
        passed_join_us: 195.0,
        /// A chat socket that it carries, each second, at the follower.
        passed_idle_us: 0.8,
        /// The part of a join that the room does, without a socket.
        room_join_us: 25.0,
        /// A frame that is written to a chat socket.
        write_us: 7.6,
        /// One more frame in the same write.
        joined_us: 0.4,
        /// A frame for a chat socket that a follower carries, at the node that leads.
        carried_us: 1.3,
        /// The same at the follower, which writes it.
        passed_write_us: 7.0,
        /// A message, until it is stored and ready for delivery.
        message_us: 10.0,
        /// A request for a page that the node that leads answers.
        request_us: 35.0,
        /// The same at the follower that passes it on.
        passed_request_us: 45.0,
        /// A live stream, each second: receiving and packaging it.
        ingest_us: 20_000.0,
        /// A report of the node that packages a stream, where the stream's room is.
        report_us: 35.0,
        /// A part with its playlist, at the node that is asked for it by another.
        fetched_us: 115.0,
        /// The same at the node that asks.
        fetch_us: 400.0,
        /// A part with its playlist, for one viewer.
        serve_us: 92.0,
        /// Of a chat socket, in the process that speaks its protocol.
        socket_bytes: 28_000.0,
        /// Of one that a follower carries, in the process that speaks its protocol.
        carried_bytes: 7500.0,
        /// The same in the follower's process.
        passed_bytes: 11_000.0,
        /// Of a viewer, in the room.
        member_bytes: 1000.0,
        /// Of one end of any connection, in the kernel.
        kernel_bytes: 4700.0,
        /// Of the connections of a viewer's player, in the process.
        player_bytes: 5000.0,
        /// Of a process in which nothing happens, with its cache of video.
        process_bytes: 1.6e8,
    }
}

group! {
    /// What goes over the network and to the services, in bytes, as measured.
    Sizes {
        /// A message as a frame.
        message: 183.0,
        /// The news of a stream as a frame: the number of viewers changed.
        news: 292.0,
        /// A join or leave as a frame, or the number of people.
        people: 82.0,
        /// What a chat socket receives first.
        history: 19_200.0,
        /// A message as a client sends it.
        command: 90.0,
        /// A report of the node that packages a stream.
        report: 500.0,
        /// Such reports of a stream, each second.
        reports: 2.0,
        /// Headers of Ethernet, IP and TCP of one packet.
        packet: 66.0,
        /// Most bytes of data in a packet.
        segment: 1448.0,
        /// A call of Redis by a node, in both directions.
        redis_call: 860.0,
        /// Calls of Redis by a node, each second.
        redis_calls: 3.3,
        /// Processor time of the Redis server for a call, in microseconds.
        redis_us: 22.0,
        /// The same for each node that it knows.
        redis_node_us: 2.9,
        /// Rows of the database for each message.
        rows_message: 2.0,
        /// Rows for each change of the number of viewers.
        rows_count: 1.0,
        /// Rows for each join or leave of somebody who logs in.
        rows_people: 1.0,
    }
}

group! {
    /// What one machine has.
    Machine {
        cores: 16.0,
        /// A core of it, compared with one of the machine of the measurements.
        core_speed: 1.0,
        /// The share of its cores that may be busy on average.
        busy: 0.7,
        network_gbit: 10.0,
        /// The share of its network that may be busy on average.
        filled: 0.8,
        memory_gib: 64.0,
        files: 262_144.0,
        /// Rows that the database stores each second.
        rows: 40_000.0,
    }
}

group! {
    /// How people behave.
    Habits {
        /// The share of all viewers that the largest stream has.
        largest: 0.2,
        /// The share that each of the nine next has.
        large: 0.04,
        /// Viewers of each of the others.
        small: 500.0,
        /// Seconds for which a viewer stays.
        stay: 1800.0,
        /// The share of viewers who log in to the chat.
        log_in: 0.1,
        /// Seconds between two messages of a viewer, on average over all of them.
        silence: 300.0,
        /// The most messages a second in one room: slow mode sees to it, since nobody can read more.
        pace: 20.0,
        /// Requests of a page that opens, for what is no video.
        requests: 15.0,
        /// Bytes of the answers to them.
        page: 60_000.0,
        /// What a viewer receives of video, in Mbit/s.
        video_mbit: 4.1,
        /// The rate of a stream between nodes, compared with that: more than 1 with several qualities.
        qualities: 1.0,
        /// Parts of video in a second.
        parts: 3.5,
        /// Connections of a player.
        connections: 2.0,
    }
}

group! {
    /// Examples of prices. Everybody pays others.
    Prices {
        /// Of a node, for an hour.
        node_hour: 0.5,
        /// Of a terabyte that a node sends to viewers.
        node_tb: 1.0,
        /// Of a terabyte that a cache outside of the cluster sends to viewers.
        cache_tb: 5.0,
    }
}

group! {
    /// How the cluster is laid out.
    Layout {
        /// Nodes that fetch a stream from one node.
        fan_out: 8.0,
        /// Machines of a cache outside of the cluster that fetch each stream.
        shields: 4.0,
    }
}

/// All of it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Inputs {
    pub costs: Costs,
    pub sizes: Sizes,
    pub machine: Machine,
    pub habits: Habits,
    pub layout: Layout,
    pub prices: Prices,
}

impl Inputs {
    /// Each input by its name.
    pub fn named(&mut self) -> Vec<(&'static str, &mut f64)> {
        let Self { costs, sizes, machine, habits, layout, prices } = self;
        let groups =
            [costs.named(), sizes.named(), machine.named(), habits.named(), layout.named(), prices.named()];
        groups.into_iter().flatten().collect()
    }

    /// Changes one input, as `name=value` says.
    pub fn set(&mut self, setting: &str) -> Result<(), String> {
        let (name, value) =
            setting.split_once('=').ok_or_else(|| format!("{setting} is not of the form name=value"))?;
        let value: f64 = value.parse().map_err(|_| format!("{value} is no number"))?;
        if !value.is_finite() || value < 0.0 {
            return Err(format!("{name} cannot be {value}"));
        }
        let found = self.named().into_iter().find(|(known, _)| *known == name);
        let (_, input) = found.ok_or_else(|| format!("there is no input {name}"))?;
        *input = value;
        Ok(())
    }
}
