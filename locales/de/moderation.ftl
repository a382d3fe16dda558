moderation-title = Moderation
moderation-sections = Bereiche
moderation-waiting = { $title }, { $count } offen
moderation-no-answer = Gerade kommt keine Antwort. Versuch es noch einmal.
moderation-button-waiting = Moderation, { $count } offen
