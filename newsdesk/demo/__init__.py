"""A fictional newspaper world on loopback, all our own writing, and the `newsdesk demo` command that crawls it."""
