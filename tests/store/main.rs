//! The store against real databases: SQLite files, and servers of MariaDB and PostgreSQL that the tests start
//! themselves.

// clippy takes only functions marked `#[test]` for tests
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod contract;
mod durability;
mod faults;
mod fixture;
mod import;
#[path = "../support/mariadb.rs"]
mod mariadb;
mod plans;
#[path = "../support/postgres.rs"]
mod postgres;
#[path = "../support/questions.rs"]
mod questions;
mod tls;
mod upgrade;
