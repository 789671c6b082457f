"""Static files for a real installation: kept by browsers for good, since a changed file has a new name."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStaticFiles(CompressedManifestStaticFilesStorage):
    """Names every file by its content, those that a script imports too.

    Otherwise a page of the new release could for a minute run with scripts of the old one.
    """

    support_js_module_import_aggregation = True
