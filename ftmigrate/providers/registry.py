"""Every provider, in the default order of preference."""

from typing import cast

from ftmigrate.providers import archive, conda, debian, homebrew, own, path, pyenv, system, uv, windows
from ftmigrate.providers.provider import Provider

PROVIDERS: tuple[Provider, ...] = cast(
    tuple[Provider, ...], (path, own, uv, pyenv, homebrew, conda, windows, debian, system, archive)
)
BY_NAME = {provider.NAME: provider for provider in PROVIDERS}
