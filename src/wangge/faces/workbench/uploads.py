"""Pictures that come with a form: checked and laid into the store before anything is written."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from wangge.ground.foundation.errors import Refusal
from wangge.ground.foundation.files import PreparedImage, receive_image

MOST = 6


class ManyFiles(forms.FileInput):
    """A file input that takes several files at once."""

    allow_multiple_selected = True


class PhotosField(forms.FileField):
    """Up to six pictures; the cleaned value is a tuple of prepared images."""

    widget = ManyFiles

    def clean(self, data: Any, initial: Any = None) -> Any:
        uploads: list[UploadedFile] = data if isinstance(data, list) else [data] if data else []
        if len(uploads) > MOST:
            raise forms.ValidationError(_("最多 %(count)d 张照片"), params={"count": MOST})
        return tuple(self._received(upload) for upload in uploads)

    def _received(self, upload: UploadedFile) -> PreparedImage:
        try:
            return receive_image(upload)
        except Refusal as refusal:
            raise forms.ValidationError(f"{upload.name}:{refusal.message}") from refusal
