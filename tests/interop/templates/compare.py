"""Renders the table's templates with Django and with megactl, and tells every difference."""

import datetime
import json
import subprocess
import sys

try:
    import django
    from django.conf import settings
except ImportError:
    sys.exit(77)

from table import FILTERS, NAMES, PLAIN, REFUSED, SEVERAL

settings.configure(USE_TZ=True, TIME_ZONE="UTC", LANGUAGE_CODE="en-us", INSTALLED_APPS=["django.contrib.staticfiles"])
django.setup()

from django.template import Context, Engine  # noqa: E402: needs the settings
from django.templatetags.static import static  # noqa: E402,F401


def names_of_django():
    names = dict(NAMES)
    for name, value in NAMES.items():
        if isinstance(value, dict) and "__time__" in value:
            names[name] = datetime.datetime.fromtimestamp(value["__time__"], datetime.timezone.utc)
    return names


def by_django(templates):
    loaders = [("django.template.loaders.locmem.Loader", templates)]
    libraries = {name: f"django.templatetags.{name}" for name in ("static", "i18n", "l10n", "tz", "cache")}
    engine = Engine(loaders=loaders, libraries=libraries)
    try:
        return engine.get_template("main").render(Context(names_of_django()))
    except Exception as failure:
        return failure


def by_megactl(program, jobs):
    text = json.dumps([{"templates": templates, "names": NAMES} for templates in jobs])
    said = subprocess.run([program], input=text, capture_output=True, text=True, check=True)
    return json.loads(said.stdout)


def main(_megactl, program):
    jobs = [{"main": text} for text in FILTERS + PLAIN] + SEVERAL
    refused = [{"main": text} for text in REFUSED]
    answers = by_megactl(program, jobs + refused)
    differences = 0
    for templates, ours in zip(jobs, answers):
        theirs = by_django(templates)
        same = "error" in ours if isinstance(theirs, Exception) else ours.get("text") == theirs
        if not same:
            differences += 1
            print(f"{templates}\n  django:  {theirs!r}\n  megactl: {ours!r}")
    for templates, ours in zip(refused, answers[len(jobs):]):
        if "error" not in ours:
            differences += 1
            print(f"{templates}\n  megactl takes it: {ours!r}")
    print(f"{len(jobs)} templates compared, {len(refused)} refused, {differences} differences")
    return 1 if differences else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
