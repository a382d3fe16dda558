//! Statements about all settings of a streamer, made from the list of settings.

use std::sync::LazyLock;

use pystreaming_actors::model::SettingKind;

/// Reads all streamers: name, key and time of the last broadcast, then the settings in the order of
/// [`SettingKind::ALL`].
pub(super) fn select() -> &'static str {
    static SELECT: LazyLock<String> = LazyLock::new(|| {
        let columns = SettingKind::ALL.map(SettingKind::name).join(", ");
        format!("SELECT name, key_hash, last_live, {columns} FROM streamers ORDER BY folded")
    });
    &SELECT
}

/// Changes a setting of the streamer with a folded name.
pub(super) fn update(kind: SettingKind) -> &'static str {
    static UPDATES: LazyLock<[String; SettingKind::ALL.len()]> = LazyLock::new(|| {
        SettingKind::ALL.map(|kind| format!("UPDATE streamers SET {} = ? WHERE folded = ?", kind.name()))
    });
    &UPDATES[kind as usize]
}
