"""Words by their id, in three languages."""

LANGUAGES = ("kk", "ru", "en")


class Texts:
    """texts("id") gives the words in the language set; tables: dicts of id -> (Kazakh, Russian, English)."""

    def __init__(self, *tables):
        self._tables = tables
        self.language = "kk"

    def __call__(self, name: str, *values) -> str:
        words = self.all(name)[LANGUAGES.index(self.language)]
        return words.format(*values) if values else words

    def all(self, name: str) -> tuple:
        """(Kazakh, Russian, English). KeyError for an id that does not exist: a bug."""
        for table in self._tables:
            if name in table:
                return table[name]
        raise KeyError(name)
