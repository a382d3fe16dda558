roles-one-streamer = Streamer
roles-one-moderator = Moderator
roles-muted = stumm
roles-title = Rollen
roles-nobody = Noch hat niemand eine Rolle.
roles-give = Rolle geben
roles-name = Name von jemandem, der hier ist
roles-role = Rolle
roles-has = { $name } hat die Rolle { $role }.
roles-called = { $role } heißt
roles-save-titles = Titel speichern
roles-titles = Titel der Rollen
roles-unchanged = Nichts hat sich geändert.
roles-saved = Die Titel sind gespeichert.
roles-end = Beenden
roles-no-longer = { $name } ist nicht mehr { $role }
roles-no-longer-said = { $name } ist nicht mehr { $role }.
roles-badge = { $badge ->
    [site_administrator] Administrator der Seite
    [site_moderator] Moderator der Seite
    [streamer] Streamer
    [moderator] Moderator
    [vip] VIP
    [bot] Bot
   *[other] { $badge }
}
