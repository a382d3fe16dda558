admin-find-name = Find a name
admin-is-added = { $name } is added.
