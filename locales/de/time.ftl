time-just-now = gerade eben
time-planned-for = Sollte { $when } beginnen
time-starts = Beginnt { $when }
