import secrets
import string

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models

SLUG_LETTERS = string.ascii_lowercase + string.digits
SLUG_LENGTH = 10
SLUG_TRIES = 10


class Link(models.Model):
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="links")
    target_url = models.URLField(max_length=500)
    slug = models.CharField(max_length=32, blank=True, db_index=True, validators=[RegexValidator(r"^[a-z0-9_-]+$")])
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "slug"], name="unique_link_slug_per_user")]

    def __str__(self):
        return f"{self.user.username}/{self.slug}"

    def save(self, *args, **kwargs):
        if not self.slug:
            self.slug = self._free_slug()
        super().save(*args, **kwargs)

    def _free_slug(self):
        for _ in range(SLUG_TRIES):
            slug = "".join(secrets.choice(SLUG_LETTERS) for _ in range(SLUG_LENGTH))
            if not Link.objects.filter(user=self.user, slug=slug).exists():
                return slug
        raise RuntimeError("No free slug was found")


class Click(models.Model):
    link = models.ForeignKey(Link, on_delete=models.CASCADE, related_name="clicks")
    created_at = models.DateTimeField(auto_now_add=True)
    referrer = models.CharField(max_length=500, blank=True)
    user_agent = models.TextField(blank=True)
    ip_address = models.GenericIPAddressField(null=True, blank=True)
