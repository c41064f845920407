"""What a person reads: fonts, and the strings in Kazakh, Russian and English."""
