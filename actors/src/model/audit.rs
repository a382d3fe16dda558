//! Facts for the audit journal. Types and fields are those that bots and statistics of PyStreaming read.

use serde_json::{Value, json};

use crate::model::names::ViewerPassword;
use crate::model::time::UnixTime;

/// An event in a stream, for the audit journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AuditEvent {
    /// A broadcast began; the event records its settings.
    StartStreaming {
        /// The stream's description at the start.
        description: Option<String>,
        /// The viewer password at the start; `None` for an open stream.
        password: Option<ViewerPassword>,
    },
    /// A broadcast ended.
    StopStreaming,
    /// Someone sent a message in chat.
    SendMessage {
        /// The author's name.
        name: String,
        /// The message's text.
        message: String,
    },
    /// Someone sent a drawing in chat.
    SendDrawing {
        /// The author's name.
        name: String,
        /// The drawing as a data URL.
        drawing: String,
    },
    /// Someone sent an action in chat, as with `/me`.
    SendAction {
        /// The author's name.
        name: String,
        /// The action's text, without `/me`.
        action: String,
    },
    /// A notice from outside chat went to all in it.
    SendBroadcast {
        /// The notice's text.
        broadcast: String,
    },
    /// Someone logged in to chat.
    JoinChat {
        /// The member's name.
        name: String,
    },
    /// A member left chat.
    LeaveChat {
        /// The member's name.
        name: String,
    },
    /// A member changed their name.
    ChangeName {
        /// The previous name.
        oldname: String,
        /// The new name.
        newname: String,
    },
    /// A member became a moderator.
    ModUser {
        /// Name of the person who appointed the moderator.
        operator: String,
        /// The new moderator's name.
        name: String,
    },
    /// A moderator lost that role.
    DemodUser {
        /// Name of the person who removed the moderator.
        operator: String,
        /// The former moderator's name.
        name: String,
    },
    /// A member became a VIP or a bot, or is no longer one.
    SetRole {
        /// Name of the person who did it.
        operator: String,
        /// The member's name.
        name: String,
        /// [`Role::word`](super::Role::word).
        role: &'static str,
    },
    /// A role got a title, or lost it.
    SetTitle {
        /// Name of the person who did it.
        operator: String,
        /// `streamer`, `moderator`, `vip` or `bot`.
        role: &'static str,
        /// The new title; `None` if it was removed.
        title: Option<String>,
    },
    /// The stream got an emote of its own, or another picture for one.
    AddStreamEmote {
        /// Name of the person who added it.
        operator: String,
        /// Without colons.
        alias: String,
    },
    /// The stream lost an emote of its own.
    RemoveStreamEmote {
        /// Name of the person who removed it.
        operator: String,
        /// Without colons.
        alias: String,
    },
    /// Someone was muted.
    MuteUser {
        /// Name of the person who muted them.
        operator: String,
        /// The muted person's name.
        name: String,
        /// When the mute ends; `None` if somebody has to lift it.
        until: Option<UnixTime>,
        /// Why; may be empty.
        reason: String,
    },
    /// Someone was unmuted.
    UnmuteUser {
        /// Name of the person who unmuted them.
        operator: String,
        /// The unmuted person's name.
        name: String,
    },
    /// Someone announced something to all in chat.
    SendAnnouncement {
        /// Name of the person who announced it.
        name: String,
        /// What was announced.
        announcement: String,
    },
    /// A message was pinned.
    PinMessage {
        /// Name of the person who pinned it.
        operator: String,
        /// The author's name.
        name: String,
        /// The message's text.
        message: String,
    },
    /// The pinned message was removed.
    UnpinMessage {
        /// Name of the person who removed it.
        operator: String,
    },
    /// A poll began.
    StartPoll {
        /// Name of the person who began it.
        operator: String,
        /// What is asked.
        question: String,
        /// What people choose from.
        choices: Vec<String>,
    },
    /// A poll ended.
    EndPoll {
        /// Name of the person who ended it; `None` if its time was over.
        operator: Option<String>,
        /// What was asked.
        question: String,
        /// What people chose from.
        choices: Vec<String>,
        /// Number of votes for each choice.
        votes: Vec<u32>,
    },
    /// Someone was banned.
    BanUser {
        /// Name of the person who banned them.
        operator: String,
        /// The banned person's name.
        name: String,
        /// As in [`AuditEvent::MuteUser`].
        until: Option<UnixTime>,
        /// As in [`AuditEvent::MuteUser`].
        reason: String,
    },
    /// A ban was lifted.
    UnbanUser {
        /// Name of the person who lifted it.
        operator: String,
        /// The banned person's name.
        name: String,
    },
    /// Someone was logged out.
    KickUser {
        /// Name of the person who did it.
        operator: String,
        /// The name of the person who was logged out.
        name: String,
        /// As in [`AuditEvent::MuteUser`].
        reason: String,
    },
    /// Someone appealed their mute or ban.
    AppealSanction {
        /// Their name when it was imposed.
        name: String,
        /// What they say.
        appeal: String,
    },
    /// An appeal was declined.
    DeclineAppeal {
        /// Name of the person who declined it.
        operator: String,
        /// The name of the person who appealed.
        name: String,
    },
    /// A message waits for a moderator.
    HoldMessage {
        /// The author's name.
        name: String,
        /// The message's text.
        message: String,
        /// The text of the rule that held it.
        rule: String,
    },
    /// A moderator approved a message that waited.
    ApproveMessage {
        /// Name of the person who approved it.
        operator: String,
        /// The author's name.
        name: String,
        /// The message's text.
        message: String,
    },
    /// A moderator rejected a message that waited.
    RejectMessage {
        /// Name of the person who rejected it.
        operator: String,
        /// The author's name.
        name: String,
        /// The message's text.
        message: String,
    },
    /// A rule was added to the chat filter.
    AddFilterRule {
        /// Name of the person who added it.
        operator: String,
        /// `word`, `phrase` or `pattern`.
        kind: &'static str,
        /// `mask`, `hold`, `refuse` or `timeout`.
        action: &'static str,
        /// [`FilterRule::seconds`](super::FilterRule::seconds)
        seconds: Option<u32>,
        /// What it looks for.
        rule: String,
    },
    /// A rule was removed from the chat filter.
    RemoveFilterRule {
        /// Name of the person who removed it.
        operator: String,
        /// As it was added.
        kind: &'static str,
        /// As it was added.
        action: &'static str,
        /// As it was added.
        rule: String,
    },
    /// A lockdown began, changed or ended.
    SetLockdown {
        /// Name of the person who set it.
        operator: String,
        /// For how many minutes others have to be known before they can speak; `None` at its end.
        newcomers: Option<u32>,
    },
    /// Other rules of the chat were set.
    SetChatRules {
        /// Name of the person who set them.
        operator: String,
        /// All rules, as the API names them.
        rules: Value,
    },
    /// A moderator renamed someone, which [`AuditEvent::ChangeName`] records too.
    RenameUser {
        /// Name of the moderator.
        operator: String,
        /// The previous name.
        name: String,
        /// The new name.
        newname: String,
    },
    /// A message was deleted.
    DeleteMessage {
        /// Name of the person who deleted it.
        operator: String,
        /// Name of its author; empty for a notice.
        name: String,
        /// The message's id.
        id: u64,
    },
    /// All messages of one person were deleted.
    DeleteMessages {
        /// Name of the person who deleted them.
        operator: String,
        /// Name of their author.
        name: String,
        /// How many there were.
        messages: u64,
    },
    /// All messages were deleted.
    ClearChat {
        /// Name of the person who deleted them.
        operator: String,
    },
    /// Slow mode was set.
    SetSlowMode {
        /// Name of the person who set it.
        operator: String,
        /// Seconds between two messages; 0 ended it.
        seconds: u32,
    },
    /// A moderator wrote a note on someone. What it says is not recorded.
    AddNote {
        /// Name of the moderator.
        operator: String,
        /// Name of the person.
        name: String,
    },
    /// A note on someone was removed.
    RemoveNote {
        /// Name of the person who removed it.
        operator: String,
        /// Name of the person on whom it was.
        name: String,
    },
    /// A viewer reported a message to the moderators.
    ReportMessage {
        /// The viewer's name.
        reporter: String,
        /// Name of the message's author.
        name: String,
        /// The message's id.
        id: u64,
        /// Why.
        reason: String,
    },
    /// The reports on a message were settled.
    SettleReport {
        /// Name of the person who settled them.
        operator: String,
        /// Name of the message's author.
        name: String,
        /// The message's id.
        id: u64,
        /// Whether the message was deleted.
        delete: bool,
        /// Whether its author was muted.
        mute: bool,
        /// Whether its author was banned.
        ban: bool,
        /// For how long the author was muted or banned, in seconds; `None` if somebody has to lift it.
        seconds: Option<u32>,
        /// Why; may be empty.
        reason: String,
    },
    /// The number of viewers changed.
    ViewerCount {
        /// The current number of viewers.
        viewers: u32,
    },
    /// The description was set or removed.
    SetDescription {
        /// The new description; `None` if it was removed.
        description: Option<String>,
    },
    /// The viewer password was set or removed.
    SetViewerPassword {
        /// The new password; `None` if it was removed.
        password: Option<ViewerPassword>,
    },
    /// It was set whether the stream has chat.
    SetChat {
        /// `enabled`, `hidden` or `disabled`.
        chat: &'static str,
    },
    /// The link to the streamer's account was set or removed.
    SetMastodon {
        /// The URL; `None` if it was removed.
        mastodon: Option<String>,
    },
    /// The title of the stream was set or removed.
    SetStreamTitle {
        /// The new title; `None` if it was removed.
        title: Option<String>,
    },
    /// The tags were set.
    SetTags {
        /// All tags.
        tags: Vec<String>,
    },
    /// The language was set or removed.
    SetLanguage {
        /// The new language; `None` if it was removed.
        language: Option<String>,
    },
    /// The content warning was set or removed.
    SetContentWarning {
        /// The new warning; `None` if it was removed.
        warning: Option<String>,
    },
    /// The schedule was changed.
    SetSchedule {
        /// All plans, as stored.
        schedule: Value,
    },
    /// What the streamer tells about themselves was set or removed.
    SetAbout {
        /// The new text; `None` if it was removed.
        about: Option<String>,
    },
    /// The streamer's links were set.
    SetLinks {
        /// All links.
        links: Vec<String>,
    },
    /// The streamer's avatar was set or removed.
    SetAvatar {
        /// Its name; `None` if it was removed.
        picture: Option<String>,
    },
    /// The picture for the time offline was set or removed.
    SetOfflinePicture {
        /// Its name; `None` if it was removed.
        picture: Option<String>,
    },
}

impl AuditEvent {
    /// Every [`AuditEvent::kind`].
    pub const KINDS: [&str; 57] = [
        "start_streaming",
        "stop_streaming",
        "send_message",
        "send_drawing",
        "send_action",
        "send_broadcast",
        "join_chat",
        "leave_chat",
        "change_name",
        "mod_user",
        "demod_user",
        "set_role",
        "set_title",
        "add_stream_emote",
        "remove_stream_emote",
        "mute_user",
        "unmute_user",
        "send_announcement",
        "pin_message",
        "unpin_message",
        "start_poll",
        "end_poll",
        "ban_user",
        "unban_user",
        "kick_user",
        "appeal_sanction",
        "decline_appeal",
        "hold_message",
        "approve_message",
        "reject_message",
        "add_filter_rule",
        "remove_filter_rule",
        "set_lockdown",
        "set_chat_rules",
        "rename_user",
        "delete_message",
        "delete_messages",
        "clear_chat",
        "set_slow_mode",
        "add_note",
        "remove_note",
        "report_message",
        "settle_report",
        "viewer_count",
        "set_description",
        "set_viewer_password",
        "set_chat",
        "set_mastodon",
        "set_stream_title",
        "set_tags",
        "set_language",
        "set_content_warning",
        "set_schedule",
        "set_about",
        "set_links",
        "set_avatar",
        "set_offline_picture",
    ];

    /// The `type` column.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::StartStreaming { .. } => "start_streaming",
            Self::StopStreaming => "stop_streaming",
            Self::SendMessage { .. } => "send_message",
            Self::SendDrawing { .. } => "send_drawing",
            Self::SendAction { .. } => "send_action",
            Self::SendBroadcast { .. } => "send_broadcast",
            Self::JoinChat { .. } => "join_chat",
            Self::LeaveChat { .. } => "leave_chat",
            Self::ChangeName { .. } => "change_name",
            Self::ModUser { .. } => "mod_user",
            Self::DemodUser { .. } => "demod_user",
            Self::SetRole { .. } => "set_role",
            Self::SetTitle { .. } => "set_title",
            Self::AddStreamEmote { .. } => "add_stream_emote",
            Self::RemoveStreamEmote { .. } => "remove_stream_emote",
            Self::MuteUser { .. } => "mute_user",
            Self::UnmuteUser { .. } => "unmute_user",
            Self::SendAnnouncement { .. } => "send_announcement",
            Self::PinMessage { .. } => "pin_message",
            Self::UnpinMessage { .. } => "unpin_message",
            Self::StartPoll { .. } => "start_poll",
            Self::EndPoll { .. } => "end_poll",
            Self::BanUser { .. } => "ban_user",
            Self::UnbanUser { .. } => "unban_user",
            Self::KickUser { .. } => "kick_user",
            Self::AppealSanction { .. } => "appeal_sanction",
            Self::DeclineAppeal { .. } => "decline_appeal",
            Self::HoldMessage { .. } => "hold_message",
            Self::ApproveMessage { .. } => "approve_message",
            Self::RejectMessage { .. } => "reject_message",
            Self::AddFilterRule { .. } => "add_filter_rule",
            Self::RemoveFilterRule { .. } => "remove_filter_rule",
            Self::SetLockdown { .. } => "set_lockdown",
            Self::SetChatRules { .. } => "set_chat_rules",
            Self::RenameUser { .. } => "rename_user",
            Self::DeleteMessage { .. } => "delete_message",
            Self::DeleteMessages { .. } => "delete_messages",
            Self::ClearChat { .. } => "clear_chat",
            Self::SetSlowMode { .. } => "set_slow_mode",
            Self::AddNote { .. } => "add_note",
            Self::RemoveNote { .. } => "remove_note",
            Self::ReportMessage { .. } => "report_message",
            Self::SettleReport { .. } => "settle_report",
            Self::ViewerCount { .. } => "viewer_count",
            Self::SetDescription { .. } => "set_description",
            Self::SetViewerPassword { .. } => "set_viewer_password",
            Self::SetChat { .. } => "set_chat",
            Self::SetMastodon { .. } => "set_mastodon",
            Self::SetStreamTitle { .. } => "set_stream_title",
            Self::SetTags { .. } => "set_tags",
            Self::SetLanguage { .. } => "set_language",
            Self::SetContentWarning { .. } => "set_content_warning",
            Self::SetSchedule { .. } => "set_schedule",
            Self::SetAbout { .. } => "set_about",
            Self::SetLinks { .. } => "set_links",
            Self::SetAvatar { .. } => "set_avatar",
            Self::SetOfflinePicture { .. } => "set_offline_picture",
        }
    }

    /// Length, in bytes, of its long text, which users write: a description, message, drawing, action or notice.
    pub fn text(&self) -> usize {
        match self {
            Self::StartStreaming { description: text, .. }
            | Self::SetDescription { description: text }
            | Self::SetAbout { about: text } => text.as_ref().map_or(0, String::len),
            Self::SendMessage { message: text, .. }
            | Self::HoldMessage { message: text, .. }
            | Self::ApproveMessage { message: text, .. }
            | Self::RejectMessage { message: text, .. }
            | Self::SendDrawing { drawing: text, .. }
            | Self::SendAction { action: text, .. }
            | Self::SendAnnouncement { announcement: text, .. }
            | Self::PinMessage { message: text, .. }
            | Self::SendBroadcast { broadcast: text }
            | Self::AppealSanction { appeal: text, .. } => text.len(),
            _ => 0,
        }
    }

    /// The `meta` column: one JSON object.
    pub fn meta(&self) -> Value {
        fn clear(password: Option<&ViewerPassword>) -> Value {
            password.map_or(Value::Null, |password| password.reveal().into())
        }
        match self {
            Self::StartStreaming { description, password } => {
                json!({ "description": description, "password": clear(password.as_ref()) })
            }
            Self::StopStreaming => json!({}),
            Self::SendMessage { name, message } => json!({ "name": name, "message": message }),
            Self::SendDrawing { name, drawing } => json!({ "name": name, "drawing": drawing }),
            Self::SendAction { name, action } => json!({ "name": name, "action": action }),
            Self::SendBroadcast { broadcast } => json!({ "broadcast": broadcast }),
            Self::JoinChat { name } | Self::LeaveChat { name } => json!({ "name": name }),
            Self::ChangeName { oldname, newname } => json!({ "oldname": oldname, "newname": newname }),
            Self::ModUser { operator, name }
            | Self::DemodUser { operator, name }
            | Self::UnmuteUser { operator, name }
            | Self::UnbanUser { operator, name }
            | Self::DeclineAppeal { operator, name }
            | Self::AddNote { operator, name }
            | Self::RemoveNote { operator, name } => json!({ "operator": operator, "name": name }),
            Self::MuteUser { operator, name, until, reason }
            | Self::BanUser { operator, name, until, reason } => sanction(operator, name, *until, reason),
            Self::KickUser { operator, name, reason } => sanction(operator, name, None, reason),
            Self::AppealSanction { name, appeal } => json!({ "name": name, "appeal": appeal }),
            Self::SetRole { operator, name, role } => {
                json!({ "operator": operator, "name": name, "role": role })
            }
            Self::SetTitle { operator, role, title } => {
                json!({ "operator": operator, "role": role, "title": title })
            }
            Self::AddStreamEmote { operator, alias } | Self::RemoveStreamEmote { operator, alias } => {
                json!({ "operator": operator, "alias": alias })
            }
            Self::SendAnnouncement { name, announcement } => {
                json!({ "name": name, "announcement": announcement })
            }
            Self::PinMessage { operator, name, message } => {
                json!({ "operator": operator, "name": name, "message": message })
            }
            Self::UnpinMessage { operator } => json!({ "operator": operator }),
            Self::StartPoll { operator, question, choices } => {
                json!({ "operator": operator, "question": question, "choices": choices })
            }
            Self::EndPoll { operator, question, choices, votes } => {
                json!({ "operator": operator, "question": question, "choices": choices, "votes": votes })
            }
            Self::HoldMessage { name, message, rule } => {
                json!({ "name": name, "message": message, "rule": rule })
            }
            Self::ApproveMessage { operator, name, message }
            | Self::RejectMessage { operator, name, message } => {
                json!({ "operator": operator, "name": name, "message": message })
            }
            Self::AddFilterRule { operator, kind, action, seconds, rule } => {
                let mut meta = json!({ "operator": operator, "kind": kind, "action": action, "rule": rule });
                if let Some(seconds) = seconds {
                    meta["seconds"] = (*seconds).into();
                }
                meta
            }
            Self::RemoveFilterRule { operator, kind, action, rule } => {
                json!({ "operator": operator, "kind": kind, "action": action, "rule": rule })
            }
            Self::SetLockdown { operator, newcomers } => {
                json!({ "operator": operator, "newcomers": newcomers })
            }
            Self::SetChatRules { operator, rules } => json!({ "operator": operator, "rules": rules }),
            Self::RenameUser { operator, name, newname } => {
                json!({ "operator": operator, "name": name, "newname": newname })
            }
            Self::DeleteMessage { operator, name, id } => {
                json!({ "operator": operator, "name": name, "id": id })
            }
            Self::DeleteMessages { operator, name, messages } => {
                json!({ "operator": operator, "name": name, "messages": messages })
            }
            Self::ClearChat { operator } => json!({ "operator": operator }),
            Self::SetSlowMode { operator, seconds } => json!({ "operator": operator, "seconds": seconds }),
            Self::ReportMessage { reporter, name, id, reason } => {
                json!({ "reporter": reporter, "name": name, "id": id, "reason": reason })
            }
            Self::SettleReport { operator, name, id, delete, mute, ban, seconds, reason } => {
                let mut meta =
                    json!({ "operator": operator, "name": name, "id": id, "delete": delete, "mute": mute });
                meta["ban"] = (*ban).into();
                if let Some(seconds) = seconds {
                    meta["seconds"] = (*seconds).into();
                }
                if !reason.is_empty() {
                    meta["reason"] = reason.as_str().into();
                }
                meta
            }
            Self::ViewerCount { viewers } => json!({ "viewers": viewers }),
            // an unset description is an empty string, which readers of the journal expect
            Self::SetDescription { description } => {
                json!({ "description": description.as_deref().unwrap_or_default() })
            }
            Self::SetViewerPassword { password } => json!({ "password": clear(password.as_ref()) }),
            Self::SetChat { chat } => json!({ "chat": chat }),
            Self::SetMastodon { mastodon } => json!({ "mastodon": mastodon }),
            Self::SetStreamTitle { title } => json!({ "title": title }),
            Self::SetTags { tags } => json!({ "tags": tags }),
            Self::SetLanguage { language } => json!({ "language": language }),
            Self::SetContentWarning { warning } => json!({ "content_warning": warning }),
            Self::SetSchedule { schedule } => json!({ "schedule": schedule }),
            Self::SetAbout { about } => json!({ "about": about }),
            Self::SetLinks { links } => json!({ "links": links }),
            Self::SetAvatar { picture } | Self::SetOfflinePicture { picture } => {
                json!({ "picture": picture })
            }
        }
    }
}

/// Readers of the original's events expect no other fields, so the others are there only if they say something.
fn sanction(operator: &str, name: &str, until: Option<UnixTime>, reason: &str) -> Value {
    let mut meta = json!({ "operator": operator, "name": name });
    if let Some(until) = until {
        meta["until"] = until.into();
    }
    if !reason.is_empty() {
        meta["reason"] = reason.into();
    }
    meta
}
