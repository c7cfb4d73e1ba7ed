"""Counting how often somebody does something need not survive a crash: the table writes no log."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial")]

    operations = [
        migrations.RunSQL("ALTER TABLE rate SET UNLOGGED;", "ALTER TABLE rate SET LOGGED;"),
    ]
