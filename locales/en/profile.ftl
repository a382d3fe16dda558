profile-text = Text
profile-text-hint = Under the picture, in Markdown: # Heading, *emphasis*, - list, [words](https://example.com). Up to 5000 characters.
profile-pages = Your pages elsewhere
profile-pages-hint = Up to 10 addresses that begin with https://, each on a line of its own.
profile-preview-of = Preview of the text
profile-nothing = Nothing is written yet.
profile-below = The preview is below the text.
profile-preview = Preview
