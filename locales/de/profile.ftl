profile-text = Text
profile-text-hint = Unter dem Bild, in Markdown: # Überschrift, *Betonung*, - Liste, [Wörter](https://example.com). Bis zu 5000 Zeichen.
profile-pages = Deine Seiten anderswo
profile-pages-hint = Bis zu 10 Adressen, die mit https:// beginnen, jede in einer eigenen Zeile.
profile-preview-of = Vorschau des Textes
profile-nothing = Noch steht nichts da.
profile-below = Die Vorschau steht unter dem Text.
profile-preview = Vorschau
