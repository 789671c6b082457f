"""Addresses of the public's pages as they stand on paper, in feeds and in files."""

from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.http.request import split_domain_port


def public_address(request: HttpRequest, path: str) -> str:
    """Give a path with the host of the public's pages: PUBLIC_ADDRESS, else the one that was asked."""
    return f"{settings.PUBLIC_ADDRESS or f'{request.scheme}://{request.get_host()}'}{path}"


def public_host(request: HttpRequest) -> str:
    """Name the host of the public's pages, with its port where it has one."""
    return urlsplit(public_address(request, "")).netloc


def tag(request: HttpRequest, made_on: str, name: str) -> str:
    """Make an id that lasts whatever becomes of addresses (RFC 4151): whose, since when, which."""
    domain, _port = split_domain_port(public_host(request))
    return f"tag:{domain},{made_on}:{name}"
