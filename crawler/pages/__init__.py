"""Page objects: what single sites need beyond the generic reader. One module a host, named site_<host>.py."""

import importlib
import pkgutil

from crawler.pages.base import ArticlePage, field, handle_urls, page_object_for, registered

__all__ = ["ArticlePage", "field", "handle_urls", "page_object_for", "registered"]

for _module in pkgutil.iter_modules(__path__):
    if _module.name.startswith("site_"):
        importlib.import_module(f"{__name__}.{_module.name}")
