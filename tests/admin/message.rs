use crate::Site;

#[tokio::test]
async fn a_message_that_no_server_takes_is_not_said_to_be_sent_and_does_not_stay() {
    let site = Site::new();
    site.ok(&["streamer", "add", "-u", "Alice"]);
    site.refused(
        &["message", "send", "--user", "alice", "-m", "hello"],
        "the chat of Alice was not reached, as no running server took the message; start the server, with the same \
         configuration",
    );
    assert_eq!(site.store().await.take_operations().await.unwrap(), []);
    site.ok(&["streamer", "chat", "-u", "alice", "-s", "disabled"]);
    site.refused(
        &["message", "send", "-u", "alice", "-m", "hello"],
        "the chat of Alice is disabled; `pystreaming-admin streamer chat -u Alice -s enabled` enables it",
    );
}

#[test]
fn mistakes_are_refused_with_the_remedy() {
    let site = Site::new();
    site.ok(&["streamer", "add", "-u", "alice"]);
    site.refused(
        &["message", "send", "-u", "alcie", "-m", "x"],
        "there is no streamer \"alcie\"; did you mean \"alice\"?",
    );
    site.refused(&["message", "send", "-u", "alice", "-m", " "], "--message is empty; write something");
    site.misused(&["message", "send", "-u", "alice"], "--message <TEXT>");
    site.misused(
        &["message", "send", "-u", "alice", "-t", "shout", "-m", "x"],
        "possible values: normal, action, server",
    );
}
