admin-find-name = Namen finden
admin-is-added = { $name } ist hinzugefügt.
