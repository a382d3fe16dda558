stream-to-chat = To the chat
stream-all-streams = { $site }, all streams
stream-watching = Watching
stream-about-this = About this stream
stream-about = About { $name }
stream-links = Links
stream-schedule = Schedule
stream-weekly = , weekly
stream-calendar = Add to a calendar
stream-since = On air since
stream-behind = Behind live
stream-follow = Notify me
stream-share = Share
stream-keys = Keyboard shortcuts
stream-show-chat = Show the chat
stream-show-chat-new = Show the chat, { $count } new
stream-title = Title
stream-title-hint = What is on, in up to 140 characters.
stream-description = Description
stream-description-hint = Under the picture and on the front page. Addresses become links.
stream-tags-hint = By which people find the stream: up to 10, separated by commas.
stream-language-hint = Of what is spoken: en, de or pt-BR, or the English name.
stream-warning-hint = Viewers are asked before they see the picture. Leave it empty for no question.
stream-password = Password for viewers
stream-password-hint = Viewers have to enter it. Leave it empty for everybody to watch.
stream-chat-beside = Beside the picture
stream-chat-folded = Folded away until viewers open it
stream-slow = Slow mode
stream-slow-hint = Seconds between two messages of one person; 0 for none.
stream-chat-place = Place
stream-links-hint = everybody, moderators, or the hosts to which links may lead, separated by commas.
stream-capitals = Capitals
stream-capitals-hint = Largest share in percent; 0 for no limit.
stream-capitals-from = Capitals from so many letters on
stream-repetition = Repetition
stream-repetition-hint = How often a character, emoji or word may come in a row; 0 for no limit.
stream-newcomers = Newcomers wait
stream-newcomers-hint = Minutes for which somebody has to be known before they can speak; 0 for nobody.
stream-slow-newcomers = Slow mode for newcomers
stream-slow-newcomers-hint = Seconds between two messages of those known for less than ten minutes.
stream-emoji-only = Emoji alone
stream-part = Stream
stream-parts = Parts of the settings
stream-part-about = About you
stream-part-rules = Rules of the chat
stream-part-followers = Followers
stream-nobody-told = Nobody is told from now on.
stream-followers-told = Followers are told from now on.
stream-tell-nobody = Tell nobody
stream-tell = Tell followers
stream-none-told = Nobody is told when you go live.
stream-told = { $count ->
    [one] One browser is told when you go live.
   *[other] { $count } browsers are told when you go live.
}
stream-part-pictures = Pictures
stream-told-mail = { $browsers ->
    [one] One browser
   *[other] { $browsers } browsers
} and { $addresses ->
    [one] one address
   *[other] { $addresses } addresses
} of e-mail are told when you go live.
