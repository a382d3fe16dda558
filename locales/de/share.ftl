share-link = Link
share-feed = Feed der Sendungen
share-player = Player für eine andere Seite
share-copy = Kopieren
share-copy-one = Kopieren: { $name }
share-copied = Kopiert
share-copied-one = { $name }: kopiert
