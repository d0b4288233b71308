from django.db import models


class Entry(models.Model):
    name = models.CharField(max_length=80)
    email = models.EmailField(blank=True)
    text = models.TextField()
    written = models.DateTimeField(auto_now_add=True)
    likes = models.PositiveIntegerField(default=0)
