"""A fictional newspaper world on loopback, and the `newsdesk demo` command that crawls it. All of it is our own writing."""
