roles-one-streamer = streamer
roles-one-moderator = moderator
roles-muted = muted
roles-title = Roles
roles-nobody = Nobody has a role yet.
roles-give = Give the role
roles-name = Name of somebody who is here
roles-role = Role
roles-has = { $name } has the role { $role }.
roles-called = { $role } is called
roles-save-titles = Save the titles
roles-titles = Titles of roles
roles-unchanged = Nothing has changed.
roles-saved = The titles are saved.
roles-end = End
roles-no-longer = { $name } is no longer { $role }
roles-no-longer-said = { $name } is no longer { $role }.
roles-badge = { $badge ->
    [site_administrator] site administrator
    [site_moderator] site moderator
    [streamer] streamer
    [moderator] moderator
    [vip] vip
    [bot] bot
   *[other] { $badge }
}
