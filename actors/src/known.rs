//! Lists of what another version of this program may have more kinds of.

use serde::de::IgnoredAny;
use serde::{Deserialize, Deserializer};

/// Reads a list and leaves out what this version cannot read: a node of a newer one may say it.
pub fn only_known<'de, T: Deserialize<'de>, D: Deserializer<'de>>(from: D) -> Result<Vec<T>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Item<T> {
        Known(T),
        Unknown(IgnoredAny),
    }
    let items = Vec::<Item<T>>::deserialize(from)?;
    let known = items.into_iter().filter_map(|item| match item {
        Item::Known(known) => Some(known),
        Item::Unknown(_) => None,
    });
    Ok(known.collect())
}
