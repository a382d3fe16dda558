poll-votes = { $count ->
    [one] { $count } vote
   *[other] { $count } votes
}
poll-title = Poll
poll-vote = Vote
poll-away = Put the poll away
poll-join = Join to vote
poll-change = Change vote
poll-ended = Ended, { $votes }
poll-left = { ", " }{ $time } left
