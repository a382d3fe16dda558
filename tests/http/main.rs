//! The real server over HTTP: what it answers to those who mean well, to those who do not, and when things break.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // in helpers of tests

mod admin;
mod api;
mod closed;
mod cookies;
mod demo;
mod discord;
mod emotes;
#[allow(dead_code)] // shared, and not every helper is needed by all
#[path = "../support/encoder.rs"]
mod encoder;
mod folder;
mod followers;
mod forged;
mod hooks;
#[allow(dead_code)]
#[path = "../support/http.rs"]
mod http;
mod ingest;
mod ladder;
mod languages;
mod limits;
mod locked;
mod mail;
mod malformed;
#[allow(dead_code)]
#[path = "../support/mariadb.rs"]
mod mariadb;
mod outages;
mod pages;
mod playlists;
mod portraits;
mod profile;
mod providers;
#[allow(dead_code)]
#[path = "../support/receiver.rs"]
mod receiver;
mod remote;
mod restarts;
mod secrecy;
#[allow(dead_code)]
#[path = "../support/server.rs"]
mod server;
mod settings;
mod sharing;
#[allow(dead_code)]
#[path = "../support/smtp.rs"]
mod smtp;
mod studio;
mod themes;
#[path = "../support/watching.rs"]
mod watching;
mod webhooks;
mod weight;
