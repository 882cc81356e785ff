"""What was shown, sealed: hashes of data, template, fonts and document, so that any later change can be told, and where."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import Any

from ashore.cost.disclosure.errors import InvalidDisclosure
from ashore.cost.disclosure.model import Disclosure
from ashore.cost.disclosure.words import LAWS

_LAYOUT = ("document.typ", "style.css", "page.py", "wording/common.toml")


@dataclass(frozen=True, slots=True, kw_only=True)
class Seal:
    """SHA-256 hashes of what a borrower was shown.

    ``data`` is of the canonical JSON; ``template`` of wording and layout of that law; ``fonts`` of the font files used
    (of their hashes in order of name); ``documents`` of each rendered file, by format.
    """

    template: str
    template_version: str
    language: str
    data_sha256: str
    template_sha256: str
    fonts_sha256: str
    documents_sha256: dict[str, str]

    def to_dict(self) -> dict[str, Any]:
        """The seal as plain data, for JSON."""
        return asdict(self)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Seal:
        """The seal read back. Raises InvalidDisclosure for fields missing, unknown or of another type."""
        names = set(cls.__dataclass_fields__)
        documents = data.get("documents_sha256")
        texts = [data.get(name) for name in names - {"documents_sha256"}]
        if (
            set(data) != names
            or not isinstance(documents, dict)
            or not all(isinstance(each, str) for each in (*texts, *documents.values()))
        ):
            raise InvalidDisclosure(
                field="seal", value=sorted(data), expected="the fields " + ", ".join(sorted(names))
            )
        return cls(**data)


def seal(
    disclosure: Disclosure, documents: Mapping[str, bytes], *, fonts: Path | None = None
) -> Seal:
    """The seal of a disclosure and its rendered documents, by format (``html``, ``pdf``).

    ``fonts`` is the folder of further fonts that the PDF was made with.
    """
    return Seal(
        template=disclosure.template,
        template_version=disclosure.template_version,
        language=disclosure.language,
        data_sha256=sha256(disclosure.canonical()).hexdigest(),
        template_sha256=template_hash(disclosure.law),
        fonts_sha256=fonts_hash(fonts),
        documents_sha256={
            name: sha256(document).hexdigest() for name, document in sorted(documents.items())
        },
    )


def verify(
    sealed: Seal,
    disclosure: Disclosure,
    documents: Mapping[str, bytes],
    *,
    fonts: Path | None = None,
) -> tuple[str, ...]:
    """Which parts differ from what was sealed: ``data``, ``template``, ``fonts``, ``document.pdf`` ...; none if all agree.

    A document that was sealed and is not given, or given and was not sealed, differs.
    """
    now = seal(disclosure, documents, fonts=fonts)
    same_template = (
        sealed.template,
        sealed.template_version,
        sealed.language,
        sealed.template_sha256,
    ) == (now.template, now.template_version, now.language, now.template_sha256)
    formats = sorted({*sealed.documents_sha256, *now.documents_sha256})
    differing = {
        "data": sealed.data_sha256 != now.data_sha256,
        "template": not same_template,
        "fonts": sealed.fonts_sha256 != now.fonts_sha256,
        **{
            f"document.{name}": sealed.documents_sha256.get(name) != now.documents_sha256.get(name)
            for name in formats
        },
    }
    return tuple(part for part, differs in differing.items() if differs)


def template_hash(law: str) -> str:
    """The hash of the wording and the layout that a law's documents are made with."""
    folder = files("ashore.cost.disclosure")
    names = (*_LAYOUT, f"wording/{LAWS[law]}.toml")
    return _hash_of_hashes((folder / name).read_bytes() for name in names)


def fonts_hash(fonts: Path | None = None) -> str:
    """The hash of the package's fonts and any further ones."""
    folder = files("ashore.cost.disclosure") / "fonts"
    own = sorted((each for each in folder.iterdir()), key=lambda each: each.name)
    further = () if fonts is None else sorted(fonts.iterdir())
    return _hash_of_hashes(
        each.read_bytes()
        for each in (*own, *further)
        if each.name.lower().endswith((".otf", ".ttf", ".ttc", ".otc"))
    )


def _hash_of_hashes(parts: Iterable[bytes]) -> str:
    return sha256("".join(sha256(part).hexdigest() for part in parts).encode()).hexdigest()
