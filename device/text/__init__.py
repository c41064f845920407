"""Fonts, and texts in Kazakh, Russian and English."""

FOLDER = __file__.rpartition("/")[0] + "/"  # texts and fonts are next to this file: in ROM on a terminal
