"""The rules of the linter, by what they look at; every module here is discovered."""
