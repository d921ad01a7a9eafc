"""One's own profile: who readers see in the About box. Everybody at the desk writes their own, with no other permission."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import User
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from articles import profiles
from articles.link_lines import WEB, LinkLines
from articles.models import Editor
from articles.models.editor import MOST_LINKS
from ingest.errors import DocumentError
from newsroom.access import portraits

MOST_BYTES = 2_000_000


class ProfileForm(forms.ModelForm[Editor]):
    """What readers see of somebody."""

    home_url = forms.URLField(
        label="Your own website",
        required=False,
        max_length=500,
        assume_scheme="https",
        validators=[WEB],
        help_text="Its address, if you have one: yourname.example.",
    )
    links = LinkLines(
        label="You elsewhere",
        required=False,
        help_text=f"Your pages on other sites, for instance in a social network: one address a line, at most {MOST_LINKS}.",
    )
    uploaded = forms.FileField(
        label="Your portrait",
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp,image/avif"}),
        help_text="A picture of you (JPEG, PNG, WebP or AVIF) of at most 2 MB. The square in its middle is shown.",
    )
    no_portrait = forms.BooleanField(label="Show no portrait any more", required=False)

    class Meta:
        """The columns that are somebody's own."""

        model = Editor
        fields = ("name", "role", "bio", "home_url", "links")
        widgets = {"bio": forms.Textarea(attrs={"rows": 5, "maxlength": 1000})}
        labels = {"name": "Your name", "role": "What you do here", "bio": "About you"}
        help_texts = {
            "name": "Your real name, as readers see it.",
            "role": "In a few words, for instance: Science editor.",
            "bio": "A few sentences, at most 1,000 characters. Web addresses in it become links.",
        }

    versions: dict[int, bytes] | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance.portrait:
            del self.fields["no_portrait"]

    def clean_uploaded(self) -> bytes | None:
        """Return the upload if a picture can be made of it."""
        file: UploadedFile[bytes] | None = self.cleaned_data.get("uploaded")
        if file is None:
            return None
        if (file.size or 0) > MOST_BYTES:
            raise forms.ValidationError("The picture has more than 2 MB.")
        body = file.read()
        try:
            self.versions = dict(portraits.render(body, settings.LIMITS))
        except DocumentError as error:
            raise forms.ValidationError(f"The picture cannot be used: {error}.") from error
        return bytes(body)

    def keep(self, user: User) -> Editor:
        """Write it."""
        facts = {name: self.cleaned_data[name] for name in self.Meta.fields}
        if self.cleaned_data.get("no_portrait"):
            facts["portrait"] = ""
        uploaded = self.cleaned_data.get("uploaded")
        portrait = (uploaded, self.versions) if uploaded and self.versions else None
        return profiles.write(user, facts, timezone.now(), portrait=portrait)


def profile_page(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    """Show and write the profile of whoever is signed in."""
    user = request.user
    if not isinstance(user, User):
        return HttpResponseRedirect(reverse("admin:login"))
    editor = Editor.objects.filter(user=user).first()
    initial = {} if editor else {"name": user.get_full_name()}
    form = ProfileForm(request.POST or None, request.FILES or None, instance=editor, initial=initial)
    if request.method == "POST" and form.is_valid():
        form.keep(user)
        messages.success(request, "Your profile is kept. Readers see it at once.")
        return HttpResponseRedirect(reverse("admin:profile"))
    shown: Sequence[Any] = [form[name] for name in form.fields]
    page = {"title": "My profile", "form": form, "shown": shown, "editor": editor}
    return render(request, "admin/profile.html", context | page)
