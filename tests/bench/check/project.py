#!/usr/bin/env python3
"""How long a verdict takes: `megactl check` against `manage.py check --deploy`, side by side.

    project.py MEGACTL [--services N] [--runs N] [--peers FOLDER]

Two projects: the sample site, and one made up, the same each time: 200 services in four compose files, one image each
twenty of them, 2 000 lines of settings that read 240 variables. Django's own check sees the settings alone, and only with
every variable set; megactl also judges build, services, mounts and certificates. The least and the median of the runs,
taken in turn, and the least of the processors' time, which others on the machine disturb less; the certificate store is
left out, as it is the same for both.

Beside them whatever is there of what people run on single files: `docker-compose config` or `docker compose config`, and the
linters of npm, of which `npm install --prefix FOLDER dclint dockerfile_lint dotenv-linter` makes a folder for --peers. Each
sees a part of what megactl judges: all compose files, one Dockerfile, one env file.
"""

import argparse
import os
import shutil
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
    """Milliseconds by the clock and of the processors, and the last line said."""
    with tempfile.TemporaryFile() as output:
        begin = time.perf_counter()
        process = subprocess.Popen(command, cwd=folder, env=environment, stdout=output, stderr=subprocess.STDOUT)
        _, status, used = os.wait4(process.pid, 0)
        took = (time.perf_counter() - begin) * 1000
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        said = output.read().decode()
    if process.returncode not in (0, 1, 2):  # 2: what dockerfile_lint says of findings
        sys.exit(f"{' '.join(command)} ended with {process.returncode}:\n{said}")
    return took, (used.ru_utime + used.ru_stime) * 1000, (said.strip().splitlines() or ["silent"])[-1]


def measure(what, folder, commands, runs):
    clock = {name: [] for name in commands}
    processor = {name: [] for name in commands}
    last = {}
    for _ in range(runs):
        for name, (command, environment) in commands.items():
            took, used, last[name] = timed(command, folder, environment)
            clock[name].append(took)
            processor[name].append(used)
    print(what)
    for name, took in clock.items():
        print(f"  {name:26} {min(took):8.1f} ms at least, {statistics.median(took):8.1f} ms in the median, "
              f"{min(processor[name]):8.1f} ms of the processors   {last[name][:70]}")
    ours = min(clock["megactl check"])
    for name, took in clock.items():
        if not name.startswith("megactl"):
            print(f"  megactl is {min(took) / ours:.1f} times as fast as {name}")


def compose_config(environment):
    """`docker-compose` or `docker compose`, where one is installed."""
    for command in (["docker-compose"], ["docker", "compose"]):
        if shutil.which(command[0]) and subprocess.run([*command, "version"], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False).returncode == 0:
            return {" ".join(command) + " config": ([*command, "config", "--quiet"], environment)}
    return {}


def linters(peers, folder, environment):
    """Those of npm that are there, on the files of a project that they know."""
    if not peers:
        return {}
    dockerfiles = sorted(os.path.join(path, name) for path, _, names in os.walk(folder) for name in names if name.endswith("Dockerfile"))
    wanted = {"dclint": ["."], "dockerfile_lint": ["-f", dockerfiles[0]], "dotenv-linter": [".env"]}
    found = {}
    for name, options in wanted.items():
        program = os.path.join(os.path.realpath(peers), "node_modules", ".bin", name)
        if os.path.exists(program) and os.path.exists(os.path.join(folder, options[-1])):
            found[name] = ([program, *options], environment)
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("megactl")
    parser.add_argument("--services", type=int, default=200)
    parser.add_argument("--runs", type=int, default=20)
    parser.add_argument("--peers", help="the folder of an npm install with linters")
    arguments = parser.parse_args()
    megactl = os.path.realpath(arguments.megactl)
    clean = {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1", "DJANGO_SECRET_KEY": "x" * 60 + "0123456789"}
    django = clean | {"DJANGO_ALLOWED_HOSTS": "example.com", "DJANGO_EMAIL_BACKEND": "locmem"}
    # The second fills in what the compose files ask the caller for: then the tree is judged with it and without.
    ours = {"megactl check": ([megactl, "check"], {name: clean[name] for name in ("PATH", "LANG")}), "megactl check, filled in": ([megactl, "check"], clean)}
    theirs = clean | {"PATH": os.environ["PATH"]}
    commands = ours | {"manage.py check --deploy": ([PYTHON, "manage.py", "check", "--deploy"], django)} | compose_config(theirs)
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([os.path.join(SITE, "lay"), "mended", folder], check=True)
        measure("the sample site", folder, commands | linters(arguments.peers, folder, theirs), arguments.runs)
    with tempfile.TemporaryDirectory() as folder:
        lay_shop(folder, arguments.services)
        measure(f"{arguments.services} services, 2 000 lines of settings", folder, commands | linters(arguments.peers, folder, theirs), arguments.runs)


if __name__ == "__main__":
    main()
