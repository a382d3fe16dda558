held-title = Zurückgehaltene Nachrichten
held-none = Keine Nachricht wartet.
held-by = zurückgehalten von
held-approve = Freigeben
held-reject = Ablehnen
held-one = { $action }: Nachricht von { $name }: { $text }
held-approved = Die Nachricht von { $name } ist freigegeben.
held-rejected = Die Nachricht von { $name } ist abgelehnt.
