import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver
from granian.utils.proxies import wrap_wsgi_with_proxy_headers

from config.environment import words

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
# Who asks and over which scheme is believed only from these proxies.
TRUSTED_PROXIES = words("WANGGE_TRUSTED_PROXIES", "127.0.0.1,::1")

gc.disable()  # nearly all that is loaded stays: looking for what does not is a sixth of the time it takes to load
application = wrap_wsgi_with_proxy_headers(get_wsgi_application(), TRUSTED_PROXIES)
_ = get_resolver().url_patterns  # every page's code is here before the first person asks

# What is loaded now stays for good; collecting it again and again would cost every request its share.
gc.collect()
gc.freeze()
gc.enable()
gc.set_threshold(50_000, 20, 20)
