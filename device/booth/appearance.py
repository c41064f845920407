"""The page on which whoever votes chooses size of text and contrast, and sees at once what that does."""

from screens.layout import LARGE
from screens.themes import THEMES


async def adjust(dialog) -> int:
    """BACK when it is as they want it, EXPIRED when nobody is there any more."""
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
