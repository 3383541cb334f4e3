"""Text in the two languages of the product."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Label:
    """One text in Chinese and in English. Both are complete; neither is a translation key."""

    zh: str
    en: str

    def in_language(self, language: str) -> str:
        """The text for a language code: Chinese for any `zh…`, else English."""
        return self.zh if language.startswith("zh") else self.en

    def filled(self, **values: object) -> "Label":
        """Both texts with `{name}` fields replaced, as `str.format` does."""
        return Label(zh=self.zh.format(**values), en=self.en.format(**values))

    def as_dict(self) -> dict[str, str]:
        """`{"zh": …, "en": …}`, the form in which labels leave through JSON."""
        return {"zh": self.zh, "en": self.en}
