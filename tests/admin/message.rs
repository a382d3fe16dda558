use crate::Site;

#[tokio::test]
async fn messages_wait_for_the_server_in_order() {
    let site = Site::new();
    site.ok(&["streamer", "add", "-u", "Alice"]);
    assert_eq!(
        site.ok(&["message", "send", "--user", "alice", "-m", "hello"]),
        "sent to the chat of Alice\n"
    );
    site.ok(&["message", "send", "-u", "alice", "-t", "action", "-m", "waves"]);
    site.ok(&["message", "send", "-u", "alice", "--type", "server", "--message", "- pause -"]);
    let sent: Vec<_> = site.store().await.take_messages().await.unwrap();
    let sent: Vec<_> = sent
        .iter()
        .map(|message| (message.streamer.as_str(), message.kind.as_str(), message.message.as_str()))
        .collect();
    assert_eq!(
        sent,
        [("Alice", "normal", "hello"), ("Alice", "action", "waves"), ("Alice", "server", "- pause -")]
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
