"""The map of the public's pages, for whoever reads them all."""

import datetime

from django.contrib.sitemaps import Sitemap
from django.urls import reverse

from powers.public.places import Place, chart_places, report_places


class Doors(Sitemap):
    """The pages that are always there."""

    def items(self) -> list[str]:
        """Name their addresses."""
        return ["portal", "handled", "open_data", "report"]

    def location(self, item: str) -> str:
        """Where it is."""
        return reverse(f"disclosure:{item}")


class Charts(Sitemap):
    """The page of every posted chart."""

    def items(self) -> list[Place]:
        """Give them by code."""
        return chart_places()

    def location(self, item: Place) -> str:
        """Where it is."""
        return reverse("disclosure:chart", args=[item.code])

    def lastmod(self, item: Place) -> datetime.date:
        """When it last changed."""
        return item.changed_on


class Reports(Sitemap):
    """The handling report of every posting."""

    def items(self) -> list[Place]:
        """Give the newest first."""
        return report_places()

    def location(self, item: Place) -> str:
        """Where it is."""
        return reverse("disclosure:handled_report", args=[item.code, item.number])

    def lastmod(self, item: Place) -> datetime.date:
        """When it last changed."""
        return item.changed_on


SITEMAPS: dict[str, type[Sitemap] | Sitemap] = {
    "doors": Doors,
    "charts": Charts,
    "reports": Reports,
}
