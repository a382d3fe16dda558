time-just-now = just now
time-planned-for = Planned for { $when }
time-starts = Starts { $when }
