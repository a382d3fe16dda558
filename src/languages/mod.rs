//! The texts of the interface, in Fluent: the catalogue in `locales`, what pages say of it, and scripts with the texts in the
//! place of their keys.

mod catalogue;
mod files;
mod language;
mod said;
mod script;

pub use catalogue::Messages;
pub use files::{Message, TextError};
pub use language::{ENGLISH, Language};
pub use said::{Value, Words, escape, html_if_any, text, text_if_any};
pub use script::in_language;

#[cfg(test)]
mod tests;
