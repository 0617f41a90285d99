"""The S3-compatible store; needs the extra `wangge[s3]`."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext as _

from wangge.ground.foundation.errors import NotFound

try:
    import boto3
except ImportError:  # an optional extra
    boto3 = None

PREFIX = "files/"
_MISSING = {"NoSuchKey", "404", "NotFound"}


def connect(endpoint: str) -> Any:
    """A client of the store; credentials come from the environment as boto3 reads it. Raises ImproperlyConfigured."""
    if boto3 is None:
        raise ImproperlyConfigured("WANGGE_S3_BUCKET is set but boto3 is not installed: install wangge[s3]")
    return boto3.client("s3", endpoint_url=endpoint or None)


class S3Store:
    """One bucket; `client` is boto3's or anything that answers like it."""

    def __init__(self, client: Any, bucket: str) -> None:
        self._client, self._bucket = client, bucket

    def put(self, key: str, content: bytes) -> None:
        self._client.put_object(Bucket=self._bucket, Key=PREFIX + key, Body=content)

    def get(self, key: str) -> bytes:
        try:
            content: bytes = self._client.get_object(Bucket=self._bucket, Key=PREFIX + key)["Body"].read()
        except Exception as error:
            if _code(error) in _MISSING:
                raise NotFound(_("文件已不存在")) from error
            raise
        return content

    def exists(self, key: str) -> bool:
        try:
            self._client.head_object(Bucket=self._bucket, Key=PREFIX + key)
        except Exception as error:
            if _code(error) in _MISSING:
                return False
            raise
        return True

    def delete(self, key: str) -> None:
        self._client.delete_object(Bucket=self._bucket, Key=PREFIX + key)

    def older_than(self, moment: datetime) -> Iterator[str]:
        pages = self._client.get_paginator("list_objects_v2").paginate(Bucket=self._bucket, Prefix=PREFIX)
        for page in pages:
            for entry in page.get("Contents", ()):
                if entry["LastModified"] < moment:
                    yield entry["Key"].removeprefix(PREFIX)


def _code(error: Exception) -> str:
    """The store's own word for what went wrong; boto3's exceptions carry it in `response`."""
    return str(getattr(error, "response", {}).get("Error", {}).get("Code", ""))
