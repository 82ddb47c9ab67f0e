#!/usr/bin/env python3
"""How long a verdict takes: `megactl check` against `manage.py check --deploy`, side by side.

    project.py MEGACTL [--services N] [--runs N]

Two projects: the sample site, and one made up, the same each time: 200 services in four compose files, one image each
twenty of them, 2 000 lines of settings that read 240 variables. Django's own check sees the settings alone, and only with
every variable set; megactl also judges build, services, mounts and certificates. The least and the median of the runs,
taken in turn; the certificate store is left out, as it is the same for both.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.realpath(__file__))
SITE = os.path.join(HERE, "..", "..", "site")
PYTHON = "/usr/bin/python3"

DOCKERFILE = """FROM python:3.11-slim
ARG REVISION=unknown
ENV PYTHONUNBUFFERED=1 DJANGO_SETTINGS_MODULE=shop.settings
WORKDIR /app
COPY requirements.txt .
RUN pip install -r requirements.txt
COPY . .
RUN {inline} python manage.py collectstatic --noinput
USER 1000
HEALTHCHECK CMD ["curl", "--fail", "http://localhost:8000/health/"]
CMD ["gunicorn", "shop.wsgi:application", "--bind", "0.0.0.0:8000"]
"""


def variables(count):
    return [f"SHOP_{part}_{number}" for number in range(count // 4) for part in ("HOST", "TOKEN", "LIMIT", "FLAG")]


def settings_of(names, lines):
    text = ['"""The settings of the shop."""', "import os", "import environ", "", "env = environ.Env(DEBUG=(bool, False))"]
    text += ['SECRET_KEY = env("DJANGO_SECRET_KEY")', 'ALLOWED_HOSTS = env.list("DJANGO_ALLOWED_HOSTS")']
    text += ['INSTALLED_APPS = ["django.contrib.staticfiles"]', 'STATIC_URL = "/static/"', 'STATIC_ROOT = "/app/staticfiles"']
    text += ['DEBUG = env("DEBUG")', 'ROOT_URLCONF = "shop.urls"']
    for number, name in enumerate(names):
        kind = ("env({0!r}, default='localhost')", "os.environ.get({0!r}, '')", "env.int({0!r}, default=10)", "env.bool({0!r}, default=False)")
        text += [f"# What {name.lower().replace('_', ' ')} is for.", f"{name} = {kind[number % 4].format(name)}", ""]
    number = 0
    while len(text) < lines:
        text += [f"TABLE_{number} = {{", f"    'name': 'table {number}',", f"    'rows': [{number}, {number + 1}],", "}"]
        number += 1
    return "\n".join(text) + "\n"


def lay_shop(folder, services):
    names = variables(240)
    os.makedirs(os.path.join(folder, "shop"))
    os.makedirs(os.path.join(folder, "docker"))

    def write(name, text):
        with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
            file.write(text)

    write("manage.py", "import os\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', 'shop.settings')\n"
          "from django.core.management import execute_from_command_line\nimport sys\nexecute_from_command_line(sys.argv)\n")
    write("requirements.txt", "django\ndjango-environ\ngunicorn\n")
    write("shop/__init__.py", "")
    write("shop/urls.py", "urlpatterns = []\n")
    write("shop/wsgi.py", "from django.core.wsgi import get_wsgi_application\napplication = get_wsgi_application()\n")
    write("shop/settings.py", settings_of(names, 2000))
    write(".env", "".join(f"{name}={number}\n" for number, name in enumerate(names) if name.endswith("LIMIT_" + name.split("_")[-1])))
    write(".dockerignore", ".env\n.git\n")
    files = {name: ["services:"] for name in ("compose.yaml", "workers.yaml", "batch.yaml", "mail.yaml")}
    for image in range(0, services, 20):
        write(f"docker/{image}.Dockerfile", DOCKERFILE.format(inline="DJANGO_SECRET_KEY=build DJANGO_ALLOWED_HOSTS=build"))
    for number in range(services):
        lines = list(files.values())[number % len(files)]
        image = number - number % 20
        lines += [f"  part{number}:", f"    image: shop/part{image}:local"]
        if number == image:
            lines += ["    build:", "      context: .", f"      dockerfile: docker/{image}.Dockerfile"]
        lines += ["    env_file: [.env]", "    environment:", "      DJANGO_SECRET_KEY: ${DJANGO_SECRET_KEY:?set it}",
                  f"      DJANGO_ALLOWED_HOSTS: shop{number}.example.com", f"      {names[number % len(names)]}: ${{PART_{number}:-{number}}}",
                  "    command: [gunicorn, 'shop.wsgi:application']", "    restart: unless-stopped"]
    for name, lines in files.items():
        include = ["include:"] + [f"  - {other}" for other in files if other != name] if name == "compose.yaml" else []
        write(name, "\n".join(include + lines) + "\n")


def timed(command, folder, environment):
    begin = time.perf_counter()
    run = subprocess.run(command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    took = (time.perf_counter() - begin) * 1000
    if run.returncode not in (0, 1):
        sys.exit(f"{' '.join(command)} ended with {run.returncode}:\n{run.stdout.decode()}")
    return took, run.stdout.decode().strip().splitlines()[-1]


def measure(what, folder, commands, runs):
    times = {name: [] for name in commands}
    last = {}
    for _ in range(runs):
        for name, (command, environment) in commands.items():
            took, last[name] = timed(command, folder, environment)
            times[name].append(took)
    print(what)
    for name, took in times.items():
        print(f"  {name:26} {min(took):8.1f} ms at least, {statistics.median(took):8.1f} ms in the median   {last[name][:90]}")
    ours, theirs = (min(took) for took in times.values())
    print(f"  megactl is {theirs / ours:.0f} times as fast")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("megactl")
    parser.add_argument("--services", type=int, default=200)
    parser.add_argument("--runs", type=int, default=20)
    arguments = parser.parse_args()
    megactl = os.path.realpath(arguments.megactl)
    clean = {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1", "DJANGO_SECRET_KEY": "x" * 60 + "0123456789"}
    django = clean | {"DJANGO_ALLOWED_HOSTS": "example.com", "DJANGO_EMAIL_BACKEND": "locmem"}
    commands = {"megactl check": ([megactl, "check"], clean), "manage.py check --deploy": ([PYTHON, "manage.py", "check", "--deploy"], django)}
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([os.path.join(SITE, "lay"), "mended", folder], check=True)
        measure("the sample site", folder, commands, arguments.runs)
    with tempfile.TemporaryDirectory() as folder:
        lay_shop(folder, arguments.services)
        measure(f"{arguments.services} services, 2 000 lines of settings", folder, commands, arguments.runs)


if __name__ == "__main__":
    main()
