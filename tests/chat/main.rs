//! Chat on the real server: people who come back, floods, hostile input, outages, and crowds.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // in helpers of tests

mod accounts;
mod api;
#[allow(dead_code)] // shared, and not every helper is needed by all
#[path = "../support/chat.rs"]
mod chat;
mod crowds;
mod doors;
mod drawings;
mod drills;
#[allow(dead_code)]
#[path = "../support/encoder.rs"]
mod encoder;
mod floods;
mod hostile;
#[allow(dead_code)]
#[path = "../support/http.rs"]
mod http;
mod locked;
#[allow(dead_code)]
#[path = "../support/mariadb.rs"]
mod mariadb;
mod nodes;
mod of_old;
mod outages;
mod outside;
#[allow(dead_code)]
#[path = "../support/postgres.rs"]
mod postgres;
mod returning;
mod sanctions;
#[allow(dead_code)]
#[path = "../support/server.rs"]
mod server;
mod slow_readers;
#[path = "../support/ways.rs"]
mod ways;
