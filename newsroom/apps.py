"""How Django's admin becomes the desk."""

from django.contrib.admin.apps import AdminConfig


class DeskConfig(AdminConfig):
    """Django's admin with our own site in place of the stock one."""

    default_site = "newsroom.desk.Desk"
