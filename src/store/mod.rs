//! What the site keeps, in SQLite or in MySQL, behind the trait `Store` of the actors.

mod settings;

pub use settings::{
    DatabasePassword, DatabaseSettings, InvalidDatabase, MySqlServer, MySqlSettings, MySqlTls,
};
