"""All tables of newsdesk. Importing this module makes `Base.metadata` complete."""

from storage.base import Base
from storage.models_articles import (
    Article,
    ArticleAuthor,
    ArticleImage,
    ArticleKeyword,
    ArticleRevision,
    Author,
    FieldProvenance,
    Image,
    ImageFile,
    Keyword,
    Origin,
    RelatedLink,
    UrlAlias,
)
from storage.models_crawl import CrawlRun, Fetch, FetchState, RunCount, RunSourceCount, Sighting, Source
from storage.models_similarity import ArticleSignature, DuplicateEdge, LshBand, Story, StoryArticle

__all__ = [
    "Article",
    "ArticleAuthor",
    "ArticleImage",
    "ArticleKeyword",
    "ArticleRevision",
    "ArticleSignature",
    "Author",
    "Base",
    "CrawlRun",
    "DuplicateEdge",
    "Fetch",
    "FetchState",
    "FieldProvenance",
    "Image",
    "ImageFile",
    "Keyword",
    "LshBand",
    "Origin",
    "RelatedLink",
    "RunCount",
    "RunSourceCount",
    "Sighting",
    "Source",
    "Story",
    "StoryArticle",
    "UrlAlias",
]
