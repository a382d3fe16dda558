share-link = Link
share-feed = Feed of broadcasts
share-player = Player for another site
share-copy = Copy
share-copy-one = Copy: { $name }
share-copied = Copied
share-copied-one = { $name }: copied
