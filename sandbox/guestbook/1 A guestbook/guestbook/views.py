from django.shortcuts import render

from guestbook.models import Entry


def entries(request):
    return render(request, "entries.html", {"entries": Entry.objects.order_by("-written")})
