"""The page on which a voter chooses text size and contrast, and sees the effect at once."""

from screens.layout import LARGE
from screens.themes import THEMES


async def adjust(dialog) -> int:
    """BACK when the voter is done, EXPIRED if nobody is there any more."""
    texts, chosen = dialog.texts, 0
    while True:
        lines = [texts("text_smaller" if dialog.size else "text_larger"), texts("contrast_next")]
        chosen = await dialog.choose(texts("appearance_title"), lines, chosen)
        if chosen < 0:
            return chosen
        if chosen:
            dialog.contrast = (dialog.contrast + 1) % len(THEMES)
        else:
            dialog.size = 0 if dialog.size else LARGE
