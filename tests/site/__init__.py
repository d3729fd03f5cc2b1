"""A small world of web sites on loopback, for tests of the crawl."""
