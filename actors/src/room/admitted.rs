//! What a room tells the server of a publisher that it admits.

use crate::model::names::Token;

/// A room admitted a publisher.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Admitted {
    /// Id of the broadcast that it begins or continues.
    pub broadcast: Token,
    /// The prefix of the broadcast's media. A server that packages goes on with media that have this prefix, and replaces others.
    pub prefix: Token,
    /// [`Settings::first`](crate::packager::Settings::first) of media that the server has to make.
    pub first: u64,
    /// The name to rename the publisher to, in keyless mode.
    pub rename: Option<Token>,
    /// All names under which publishers of the stream may be sending.
    pub publish_names: Vec<Token>,
}
