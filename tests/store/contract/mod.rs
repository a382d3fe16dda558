//! What every store must do, whatever its database: one function for each behaviour, run on SQLite in a test of its
//! own and on one server each of MariaDB and PostgreSQL one after the other, each in a database that is as when it was new.

mod accounts;
mod audit;
mod chat;
mod desk;
mod followers;
mod journal;
mod outside;
mod past;
mod personal;
mod requests;
mod rules;
mod site_settings;
mod streamers;
mod together;
mod tokens;
mod webhooks;

use crate::fixture::Fixture;
use crate::mariadb::MariaDb;
use crate::postgres::Postgres;

macro_rules! contract {
    ($($subject:ident { $($behaviour:ident)* })*) => {
        mod sqlite {
            $($(#[tokio::test]
            async fn $behaviour() {
                super::$subject::$behaviour(&crate::fixture::Fixture::sqlite().await).await;
            })*)*
        }

        #[tokio::test]
        async fn mariadb_keeps_the_whole_contract() {
            let server = MariaDb::start().await;
            let new = Fixture::mariadb(&server).await;
            new.remember().await;
            $($({
                println!("{}", stringify!($behaviour));
                // boxed, or the future of all of them would not fit on a thread's stack
                Box::pin(async { $subject::$behaviour(&new.restored().await).await }).await;
            })*)*
        }

        #[tokio::test]
        async fn postgres_keeps_the_whole_contract() {
            let server = Postgres::start().await;
            let new = Fixture::postgres(&server).await;
            new.remember().await;
            $($({
                println!("{}", stringify!($behaviour));
                Box::pin(async { $subject::$behaviour(&new.restored().await).await }).await;
            })*)*
        }
    };
}

contract! {
    accounts {
        an_account_reserves_its_name_and_all_that_look_like_it
        a_recovery_code_works_once_and_for_its_account
        sessions_end_alone_and_with_their_account
        a_passkey_is_one_accounts_until_it_is_removed
        an_identity_is_one_accounts_until_it_is_unlinked
        moderators_are_kept_by_account
        roles_on_the_site_hang_on_accounts_that_are_not_disabled
    }
    desk {
        a_session_begins_with_the_key_and_ends_with_it
        a_link_begins_one_session_while_it_is_young
    }
    site_settings {
        a_setting_of_the_site_is_kept_with_who_set_it_until_it_is_reset
    }
    followers {
        followers_are_told_of_each_broadcast_once
        a_broadcast_that_continues_a_show_is_news_to_those_who_do_not_know_of_it
        a_follower_knows_of_the_running_broadcast_and_is_there_once
        who_cannot_be_told_comes_last_and_is_forgotten_after_a_while
        who_asks_for_mails_is_asked_a_few_times_and_told_once_it_is_confirmed
        nobody_floods_a_mailbox_or_the_site_with_mails
        a_renewed_browser_keeps_what_it_follows
        who_could_not_be_told_makes_room_for_others
        whether_followers_are_told_is_recorded
        the_key_for_push_services_is_made_once
    }
    streamers {
        a_new_store_is_empty
        a_streamer_starts_with_nothing_but_name_and_key
        streamers_are_listed_by_name
        a_name_is_unique_without_case_in_every_script
        names_that_differ_in_an_accent_are_two
        a_key_belongs_to_one_streamer
        settings_are_set_and_unset
        a_change_is_audited_under_the_registered_name
        changing_what_is_not_there_is_an_error_and_no_change
        a_dropped_streamer_leaves_only_the_audit_behind
        a_closed_channel_is_kept_with_its_reason_until_it_is_opened
        a_streamers_pictures_are_replaced_removed_and_recorded
    }
    outside {
        emotes_are_unique_and_listed_by_alias
        a_picture_is_stored_once_while_an_emote_has_it
        emotes_of_streams_are_kept_apart_counted_and_go_with_their_stream
        operations_are_taken_once_in_order
        requesters_read_the_answer_once
        two_takers_share_the_operations
    }
    journal {
        a_batch_is_written_in_order
        a_batch_is_written_once_however_often_it_is_tried
        a_batch_that_fails_leaves_nothing_behind
        a_broadcast_is_replaced_and_forgotten_by_its_id
        a_broadcast_knows_whether_its_start_is_recorded
        a_broadcast_of_a_dropped_streamer_does_not_hold_up_its_batch
        events_are_the_last_ones_oldest_first
        events_are_read_page_by_page
        an_event_that_a_token_or_an_account_caused_names_it
        events_are_read_by_kind_and_time
        old_drawings_are_forgotten_and_who_drew_them_is_not
    }
    chat {
        a_room_nobody_spoke_in_begins_with_nothing
        messages_come_back_as_they_were_said
        a_text_with_nul_holds_up_nothing
        history_is_the_last_messages_that_are_not_too_old
        a_room_is_told_what_history_has_no_room_for
        the_outcome_is_that_of_one_step_after_the_other
        sanctions_and_moderators_are_known_again
        sanctions_of_the_site_hold_in_every_room
        slow_mode_is_kept
        vips_bots_and_titles_are_known_again
        what_is_pinned_and_asked_is_known_again
        ids_are_set_aside_once
        rooms_vanish_with_their_streamers
        what_somebody_broke_shows_as_well_as_it_can
        a_streamers_settings_are_changed_and_audited_in_order
        settings_of_a_dropped_streamer_change_nothing
    }
    rules {
        rules_and_held_messages_come_back_as_they_were
        damaged_rules_hide_no_others
    }
    past {
        a_broadcast_that_ended_has_the_statistics_of_its_time
        past_broadcasts_are_read_page_by_page
        viewers_over_time_come_from_samples_or_else_from_events
        what_happened_in_the_chat_is_counted_by_interval
        a_broadcast_keeps_the_title_that_it_had_at_its_end
        one_broadcast_is_found_by_its_id_and_streamer
        old_rows_are_deleted_by_group_and_time
        earlier_broadcasts_are_counted_once_and_in_their_place
        events_of_a_time_are_found_whatever_their_ids
    }
    personal {
        all_that_is_kept_about_a_streamer_is_counted_and_goes_with_them
        messages_and_samples_are_read_page_by_page_and_messages_erased
        events_are_erased_or_lose_who_acted
        reports_and_notes_are_known_again_until_they_are_settled_or_forgotten
    }
    audit {
        changes_of_the_site_are_recorded_with_who_made_them
        a_change_that_fails_is_not_recorded
        events_of_one_kind_are_read_across_streamers
    }
    requests {
        a_request_is_known_from_its_beginning_and_its_answer_from_its_end
        a_request_that_failed_is_forgotten
        requests_are_kept_for_a_time_and_a_number_of_each_caller
    }
    tokens {
        a_token_comes_back_without_its_secret
        a_token_is_revoked_by_its_owner_or_the_administrator
        tokens_go_with_their_streamer_and_no_others
        the_last_use_is_recorded_and_never_goes_back
    }
    webhooks {
        a_webhook_comes_back_as_it_was_made_and_begins_now
        owners_have_as_many_webhooks_as_allowed_and_see_only_their_own
        a_changed_webhook_starts_afresh_and_an_enabled_one_begins_now
        a_rotated_secret_is_remembered_until_then
        an_attempt_moves_the_webhook_on_unless_it_was_changed_meanwhile
        the_log_keeps_the_last_attempts_of_each_webhook
        webhooks_go_with_their_streamer_and_no_others
        the_last_message_about_a_streamer_is_kept_for_each_webhook
    }
    together {
        every_administrative_change_moves_the_revision
        hostile_text_comes_back_as_it_went_in
        of_many_who_add_the_same_streamer_one_succeeds
        admins_and_journal_work_at_the_same_time
    }
}
