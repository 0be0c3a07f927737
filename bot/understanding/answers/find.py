"""The only door of this room: a question in, a policy answer with its source and date out, or None.

None means: "I do not know", and the office is asked. That is said by whoever asked.
"""

from datetime import date

from bot.understanding.answers.library import Answer, Library, shipped


def find(
    question: str, division: str = "", *, on: date, library: Library | None = None
) -> Answer | None:
    """The answer that holds in ``division`` (GB/T 2260, or its beginning) on the day ``on``.

    The more local entry wins over the national one; those of other divisions are never given.
    ``library`` is the shipped one unless a city adds its own: ``Library.load(SHIPPED, folder)``.
    """
    return (library or shipped()).find(question, division, on=on)
