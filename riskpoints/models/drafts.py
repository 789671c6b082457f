"""What is typed into a worksheet and not saved yet."""

from django.conf import settings
from django.db import models

from .finding import Worksheet

USER = settings.AUTH_USER_MODEL


class RowDraft(models.Model):
    """What one person typed into a row and has not saved yet, kept so that nothing is lost."""

    worksheet = models.ForeignKey(Worksheet, models.CASCADE, related_name="drafts")
    row = models.CharField(max_length=60)
    user = models.ForeignKey(USER, models.CASCADE, related_name="+")
    # The fields as the form sent them: {name: [values]}.
    data = models.JSONField()
    saved_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["worksheet", "row", "user"], name="riskpoints_rowdraft_once_a_person"
            )
        ]

    def __str__(self) -> str:
        return f"{self.worksheet} {self.row}"
