//! The parts of the administration.

use serde::Serialize;

/// A part of the administration with an address of its own.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Section {
    /// The last part of its address; empty for the first.
    pub path: &'static str,
    /// Key of its heading.
    pub title: &'static str,
    /// A name of the sheets of icons.
    pub icon: &'static str,
    /// Whether the navigation has it also on other pages.
    pub is_listed: bool,
}

/// The section with the first steps on a new site.
pub const START: &str = "start";

/// In the order of the navigation.
pub const SECTIONS: &[Section] = &[
    Section { path: START, title: "desk-start", icon: "star", is_listed: false },
    Section { path: "", title: "desk-now", icon: "signal", is_listed: true },
    Section { path: "streamers", title: "desk-streamers", icon: "users", is_listed: true },
    Section { path: "people", title: "desk-people", icon: "person", is_listed: true },
    Section { path: "emotes", title: "desk-emotes", icon: "smile", is_listed: true },
    Section { path: "programs", title: "desk-programs", icon: "key", is_listed: true },
    Section { path: "settings", title: "desk-settings", icon: "settings", is_listed: true },
    Section { path: "log", title: "desk-log", icon: "clock", is_listed: true },
    Section { path: "backup", title: "desk-backup", icon: "down", is_listed: true },
];

/// Whether this is the last part of the address of a section.
pub fn is_section(path: &str) -> bool {
    SECTIONS.iter().any(|section| section.path == path)
}
