moderation-title = Moderation
moderation-sections = Sections
moderation-waiting = { $title } { $count } waiting
moderation-no-answer = There is no answer at the moment. Try again.
moderation-button-waiting = Moderation, { $count } waiting
