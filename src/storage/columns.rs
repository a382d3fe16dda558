//! Statements on the settings of a streamer, generated from the list of settings.

use std::sync::LazyLock;

use pystreaming_actors::model::SettingKind;

/// Selects all streamers: name, hash of the key, time of the last broadcast, and since when, until when and why the channel
/// is closed; then the settings in the order of [`SettingKind::ALL`].
pub(super) fn select() -> &'static str {
    static SELECT: LazyLock<String> = LazyLock::new(|| {
        let columns = SettingKind::ALL.map(SettingKind::name).join(", ");
        format!(
            "SELECT name, key_hash, last_live, banned_at, banned_until, ban_reason, {columns} FROM streamers ORDER BY folded"
        )
    });
    &SELECT
}

/// Updates a setting. Its values are that of the setting and the streamer's folded name.
pub(super) fn update(kind: SettingKind) -> &'static str {
    static UPDATES: LazyLock<[String; SettingKind::ALL.len()]> = LazyLock::new(|| {
        SettingKind::ALL.map(|kind| format!("UPDATE streamers SET {} = ? WHERE folded = ?", kind.name()))
    });
    &UPDATES[kind as usize]
}
