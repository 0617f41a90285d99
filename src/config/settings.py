"""Django's settings. Everything a site may change comes from the environment: see docs/install.md."""

import os
from pathlib import Path
from urllib.parse import urlsplit

from config import environment
from config.environment import PROJECT, flag, words
from wangge.ground.engines import machine_code

HOME = environment.home()
machine_code.keep_in(HOME)
SECRET_KEY = environment.secret_key()
DEVELOPMENT = flag("WANGGE_DEVELOPMENT")
DEBUG = flag("WANGGE_DEBUG")
PUBLIC_URL = os.environ.get("WANGGE_PUBLIC_URL", "http://127.0.0.1:8000").rstrip("/")
ALLOWED_HOSTS = words("WANGGE_ALLOWED_HOSTS", f"127.0.0.1,localhost,[::1],{urlsplit(PUBLIC_URL).hostname}")
CSRF_TRUSTED_ORIGINS = words("WANGGE_TRUSTED_ORIGINS", PUBLIC_URL)

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "procrastinate.contrib.django",
    "django_htmx",
    "wangge.ground.foundation",
    "wangge.ground.sync",
    "wangge.core.places",
    "wangge.core.areas",
    "wangge.core.access",
    "wangge.core.notices",
    "wangge.core.teams",
    "wangge.core.people",
    "wangge.core.matters",
    "wangge.core.cases",
    "wangge.practice.gridteams",
    "wangge.practice.visits",
    "wangge.practice.emergency",
    "wangge.practice.surveys",
    "wangge.practice.gridplans",
    "wangge.practice.insight",
    "wangge.practice.whatif",
    "wangge.faces.shell",
    "wangge.faces.phone",
    "wangge.faces.portal",
    "wangge.faces.workbench",
    "wangge.faces.exchange",
    "wangge.faces.demo",
    "config",
    "django.forms",  # after the shell, which draws some parts of controls itself
]
MIDDLEWARE = [
    "wangge.faces.shell.headers.SecurityHeaders",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "wangge.faces.shell.refusals.RefusalMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "wangge.faces.shell.context.shell",
                "wangge.faces.workbench.frame.frame",
            ],
        },
    }
]
FORM_RENDERER = "wangge.faces.shell.drawing.ControlRenderer"

DATABASES = {"default": environment.database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

AUTH_USER_MODEL = "access.Account"
AUTHENTICATION_BACKENDS = ["wangge.faces.workbench.backend.AccountBackend"]
LOGIN_URL = "workbench:sign-in"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PUBLIC_URL.startswith("https://")
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"
LOCALE_PATHS = [PROJECT / "src" / "config" / "locale"]

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"

STATIC_URL = "/static/"
STATIC_ROOT = os.environ.get("WANGGE_STATIC_ROOT") or None  # only for a proxy that serves the files itself
WHITENOISE_USE_FINDERS = True  # straight from the packages: nothing to collect
WHITENOISE_IMMUTABLE_FILE_TEST = r"^.+/dist/files/.+-[\w-]{8}\.\w+$"
FILES_ROOT = HOME / "files"
FILES_S3_BUCKET = os.environ.get("WANGGE_S3_BUCKET", "")
FILES_S3_ENDPOINT = os.environ.get("WANGGE_S3_ENDPOINT", "")
MAX_UPLOAD_BYTES = 20 << 20
KEY_FILE = Path(os.environ.get("WANGGE_KEY_FILE") or HOME / "keys.json")
KEK = os.environ.get("WANGGE_KEK", "")
PRINT_FONTS = words("WANGGE_FONT")

NOTICE_CHANNELS = words("WANGGE_CHANNELS", "inbox,file" if DEVELOPMENT else "inbox")
UPSTREAM_HOSTS = words("WANGGE_UPSTREAM_HOSTS")  # upstream platforms in a private network, by host
DROP_ROOT = Path(os.environ.get("WANGGE_DROP_ROOT") or HOME / "drop")
WEBHOOKS_MAY_BE_PRIVATE = flag("WANGGE_WEBHOOKS_PRIVATE", DEVELOPMENT)
SMS = {name: os.environ.get(f"WANGGE_SMS_{name}", "") for name in ("URL", "KEY_ID", "SECRET", "SIGN", "TEMPLATE")}
WECOM = {name: os.environ.get(f"WANGGE_WECOM_{name}", "") for name in ("CORP_ID", "AGENT_ID", "SECRET")}
WECOM["URL"] = os.environ.get("WANGGE_WECOM_URL", "https://qyapi.weixin.qq.com").rstrip("/")

FILE_UPLOAD_HANDLERS = [
    "wangge.faces.shell.short_forms.ShortForms",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
DATA_UPLOAD_MAX_MEMORY_SIZE = 1 << 20
FILE_UPLOAD_MAX_MEMORY_SIZE = 1 << 20
DATA_UPLOAD_MAX_NUMBER_FIELDS = 200
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "wangge.faces.shell.views.csrf_failure"

# What the pages say about the site; empty ones are left out.
SITE_NAME = os.environ.get("WANGGE_SITE_NAME", "")
IS_DEMO = flag("WANGGE_DEMO")
FILING_NUMBER = os.environ.get("WANGGE_FILING_NUMBER", "")
COMPLAINT_URL = os.environ.get("WANGGE_COMPLAINT_URL", "/complaint/")
PRIVACY_URL = os.environ.get("WANGGE_PRIVACY_URL", "/privacy/")
DUTY_PHONE = os.environ.get("WANGGE_DUTY_PHONE", "")
MAP_TILES_URL = os.environ.get("WANGGE_MAP_TILES_URL", "")
MAP_TILES_CREDIT = os.environ.get("WANGGE_MAP_TILES_CREDIT", "")
SECURE_REFERRER_POLICY = "same-origin"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": os.environ.get("WANGGE_LOG_LEVEL", "WARNING")},
}
