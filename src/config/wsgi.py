import gc
import os

from django.core.wsgi import get_wsgi_application
from granian.utils.proxies import wrap_wsgi_with_proxy_headers

from config.environment import words

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
# Who asks and over which scheme is believed only from these proxies.
TRUSTED_PROXIES = words("WANGGE_TRUSTED_PROXIES", "127.0.0.1,::1")
application = wrap_wsgi_with_proxy_headers(get_wsgi_application(), TRUSTED_PROXIES)

# What is loaded now stays for good; collecting it again and again would cost every request its share.
gc.collect()
gc.freeze()
gc.set_threshold(50_000, 20, 20)
