"""Every provider, in the default order of preference."""

from typing import cast

from ftmigrate.providers import archive, debian, own, path, pyenv, uv
from ftmigrate.providers.provider import Provider

PROVIDERS: tuple[Provider, ...] = cast(tuple[Provider, ...], (path, own, uv, pyenv, debian, archive))
BY_NAME = {provider.NAME: provider for provider in PROVIDERS}
