//! Request handlers, a file for each kind of address.

pub mod account;
pub mod admin;
pub mod assets;
pub mod calendar;
pub mod desk;
pub mod elsewhere;
pub mod emotes;
pub mod feed;
pub mod health;
pub mod mail;
pub mod media;
mod metrics;
pub mod pages;
pub mod portraits;
pub mod segments;
pub mod studio;
