held-title = Held messages
held-none = No message waits.
held-by = held by
held-approve = Approve
held-reject = Reject
held-one = { $action } the message of { $name }: { $text }
held-approved = The message of { $name } has been approved.
held-rejected = The message of { $name } has been rejected.
