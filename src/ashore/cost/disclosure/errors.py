"""Why a disclosure cannot be made. Each error names the input, its value and what would be right."""

from ashore.money import AshoreError


class InvalidDisclosure(AshoreError):
    """A law, a language or a particular that no template knows, or a loan and its cost that do not belong together."""

    code = "invalid_disclosure"


class MissingCharacter(AshoreError):
    """A character that no font of the document has: it would print as an empty box, so nothing is printed."""

    code = "missing_character"


class LayoutFailed(AshoreError):
    """The typesetter refused the document."""

    code = "layout_failed"
