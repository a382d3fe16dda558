//! The store against real databases: SQLite files, and a MariaDB server that the tests start themselves.

mod contract;
mod fixture;
#[path = "../support/mariadb.rs"]
mod mariadb;
