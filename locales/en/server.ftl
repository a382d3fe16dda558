server-running = Running for
server-nobody = Nobody is live.
server-on-air = On air
server-watching = { $count } watching
server-database-bad = The database { $state }. Video and chat go on; look into the server's log and at the disk.
server-folder-bad = The HLS folder is { $state }. Make it, and let the server read it.
server-folder-missing = missing
server-folder-unreadable = unreadable
server-waiting = { $count } steps wait for the database, which is slow.
server-files-bad = { $count } of { $most } files and sockets are open. Raise the limit (LimitNOFILE).
server-processor = Processor
server-load = Load of the machine
server-memory = Memory
server-sockets = Sockets
server-files = Open files
server-database = Database
server-journal = Journal
server-journal-state = { $waiting } waiting, { $written } written
server-folder = HLS folder
server-version = Version
server-problems = { $count ->
    [one] one problem
   *[other] { $count } problems
}
server-dropped = { $count ->
    [one] { $count } step was
   *[other] { $count } steps were
} not recorded since the start, because the database was too slow.
server-share = { $cores ->
    [one] { $share } % of one core
   *[other] { $share } % of { $cores } cores
}
server-database-state = { $state ->
    [takes-no-writes] takes no writes
    [does-not-answer] does not answer
   *[other] { $state }
}
