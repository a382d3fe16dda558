//! How the work of a cluster can be divided.

/// From where viewers get video, and nodes from each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Video {
    /// Each follower fetches it from the node that has it.
    Star,
    /// A few followers fetch it from the node that has it, others from those, and so on.
    Tree,
    /// Viewers get it from a cache outside of the cluster.
    Outside,
}

/// How the work is divided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Design {
    pub name: &'static str,
    /// Followers speak the chat's protocol, and rooms know only who is in them. Otherwise the sessions are where the rooms are, and
    /// followers carry the sockets: what many of them hear travels once for each thread of a follower.
    pub sessions: bool,
    /// Each room has an owner among all nodes. Otherwise one node leads, and serves no viewers itself.
    pub owners: bool,
    pub video: Video,
}

const fn design(name: &'static str, sessions: bool, owners: bool, video: Video) -> Design {
    Design { name, sessions, owners, video }
}

/// Today's design first.
pub const DESIGNS: [Design; 7] = [
    design("today", false, false, Video::Tree),
    design("today, video by a cache outside", false, false, Video::Outside),
    design("today without a tree", false, false, Video::Star),
    design("(a) sessions at followers", true, false, Video::Tree),
    design("(b) an owner for each room", false, true, Video::Tree),
    design("(a) and (b)", true, true, Video::Tree),
    design("(a) and (b), video by a cache outside", true, true, Video::Outside),
];
