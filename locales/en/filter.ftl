filter-word = Word
filter-phrase = Phrase
filter-pattern = Pattern
filter-mask = Mask it
filter-hold = Hold the message
filter-refuse = Refuse the message
filter-timeout = Mute the author
filter-title = Filter
filter-kind = Kind
filter-happens = What happens
filter-how-long = For how long
filter-text = Text
filter-set-links = Set links
filter-links-hint = everybody, moderators or example.com
filter-try = Try rule
filter-add = Add rule
filter-lockdown-end = End the lockdown
filter-lockdown-start = Start a lockdown
filter-lockdown-on = The chat is locked down: slow mode, no links, and newcomers cannot write.
filter-lockdown-off = The lockdown is over.
filter-links-set = The rule about links is set.
filter-would-hit = It would have hit { $hits } of the last { $all } messages.
filter-added = The rule about { $text } has been added.
filter-remove-one = Remove the rule about { $text }
filter-mute-for = mute for { $length }
filter-by = by
filter-removed = The rule about { $text } has been removed.
filter-kind-of = { $kind ->
    [phrase] phrase
    [pattern] pattern
   *[word] word
}
filter-action-of = { $action ->
    [mask] mask
    [hold] hold
    [refuse] refuse
   *[timeout] timeout
}
