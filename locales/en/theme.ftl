theme-default = Default
theme-dark = Dark
theme-light = Light
theme-contrast = Contrast
