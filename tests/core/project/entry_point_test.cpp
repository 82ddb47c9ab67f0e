#include "core/project/entry_point.hpp"

#include <gtest/gtest.h>

namespace megactl::project {
namespace {

std::optional<SettingsLoad> load_in(std::string_view script) {
    const auto commands = shell_commands(script);
    return commands.empty() ? std::nullopt : settings_load(commands.back());
}

TEST(SettingsLoad, IsFoundInWhatLoadsThem) {
    const std::vector<std::pair<std::string, std::string>> rows = {
        {"python manage.py collectstatic --noinput", "manage.py collectstatic"},
        {"python3.12 -u manage.py compress", "manage.py compress"},
        {"/venv/bin/python -W ignore /app/manage.py migrate", "manage.py migrate"},
        {"\"$VIRTUAL_ENV\"/bin/python manage.py check --deploy", "manage.py check"},
        {"./manage.py compilemessages", "manage.py compilemessages"},
        {"manage.py startapp x", "manage.py startapp"},
        {"python manage.py tailwind build", "manage.py tailwind"},
        {"uv run manage.py shell -c 'x'", "manage.py shell"},
        {"poetry run python manage.py runserver 0.0.0.0:8000", "manage.py runserver"},
        {"django-admin collectstatic", "django-admin collectstatic"},
        {"python -m django test", "django-admin test"},
        {"DJANGO_SETTINGS_MODULE=a.b django-admin compilemessages", "django-admin compilemessages"},
        {"coverage run --source=. manage.py test", "manage.py test"},
        {"celery -A config worker -l info", "celery -A config worker"},
        {"celery --app=config.celery:app beat", "celery -A config.celery:app beat"},
        {"celery --app config -b redis://x inspect ping", "celery -A config inspect"},
        {"python -m celery -A config flower", "celery -A config flower"},
        {"gunicorn config.wsgi", "gunicorn config.wsgi"},
        {"gunicorn --check-config config.wsgi:application", "gunicorn config.wsgi"},
        {"exec gunicorn --bind 0.0.0.0:8000 -k uvicorn.workers.UvicornWorker site.asgi:application -w 4",
         "gunicorn site.asgi"},
        {"gunicorn project.server:application", "gunicorn project.server"},
        {"python -m gunicorn config.wsgi", "gunicorn config.wsgi"},
        {"uvicorn config.asgi:app --host 0.0.0.0", "uvicorn config.asgi"},
        {"daphne -b 0.0.0.0 -p 8000 config.asgi:application", "daphne config.asgi"},
        {"hypercorn config.asgi:application", "hypercorn config.asgi"},
        {"granian --interface wsgi config.wsgi:application", "granian config.wsgi"},
        {"waitress-serve --port=80 config.wsgi:application", "waitress-serve config.wsgi"},
        {"uwsgi --http :8000 --module config.wsgi:application", "uwsgi config.wsgi"},
        {"uwsgi --wsgi-file config/wsgi.py", "uwsgi config/wsgi.py"},
        {"python -c \"import django; django.setup()\"", "python -c"},
        {"pytest --ds=config.settings.test", "pytest"},
        {"DJANGO_SETTINGS_MODULE=x python -m pytest", "pytest"},
        {"pylint --load-plugins=pylint_django app", "pylint"},
        {"pylint --load-plugins pylint_django app", "pylint"},
    };
    for (const auto& [script, program] : rows) {
        const auto load = load_in(script);
        ASSERT_TRUE(load) << script;
        EXPECT_EQ(load->program, program) << script;
    }
}

TEST(SettingsLoad, IsNotClaimedOfOthers) {
    for (const std::string script : {"manage.py help",
                                     "manage.py version",
                                     "manage.py",
                                     "manage.py --version",
                                     "manage.py migrate --help",
                                     "python manage.py \"$@\"",
                                     "manage.py $CMD",
                                     "django-admin startproject x",
                                     "django-admin startapp x",
                                     "manage.py startproject x",
                                     "django-admin makemessages",
                                     "django-admin compilemessages",
                                     "celery --version",
                                     "celery --help",
                                     "celery -A config worker --help",
                                     "celery worker",
                                     "celery -A config upgrade",
                                     "celery -A $APP worker",
                                     "gunicorn --version",
                                     "gunicorn app:app",
                                     "gunicorn -c gunicorn.conf.py",
                                     "uvicorn api.main:app",
                                     "pytest",
                                     "pip install x",
                                     "uv sync",
                                     "poetry install",
                                     "npm run build",
                                     "ruff check",
                                     "black .",
                                     "python -m compileall .",
                                     "python -m venv /venv",
                                     "msgfmt a.po",
                                     "python version.py",
                                     "python",
                                     "python -",
                                     "python -c 'print(1)'",
                                     "mypy .",
                                     "echo manage.py migrate",
                                     "./entrypoint.sh manage.py migrate",
                                     "cp manage.py x",
                                     "$PYTHON manage.py x",
                                     "uwsgi --ini uwsgi.ini",
                                     "pylint app",
                                     "coverage report",
                                     "chmod +x manage.py",
                                     "python -m",
                                     "celery -A",
                                     ""}) {
        EXPECT_FALSE(load_in(script)) << script;
    }
}

TEST(SettingsLoad, NamesTheSettings) {
    const std::vector<std::pair<std::string, std::string>> rows = {
        {"manage.py migrate", ""},
        {"manage.py migrate --settings=a.b", "a.b"},
        {"manage.py migrate --settings a.b", "a.b"},
        {"DJANGO_SETTINGS_MODULE=c manage.py migrate --settings a.b", "a.b"},
        {"DJANGO_SETTINGS_MODULE=c manage.py migrate", "c"},
        {"env DJANGO_SETTINGS_MODULE=c manage.py migrate", "c"},
        {"export DJANGO_SETTINGS_MODULE=d && manage.py migrate", "d"},
        {"export DJANGO_SETTINGS_MODULE=d && DJANGO_SETTINGS_MODULE=c manage.py migrate", "c"},
        {"DJANGO_SETTINGS_MODULE=c celery -A x worker", "c"},
        {"gunicorn --env DJANGO_SETTINGS_MODULE=c x.wsgi", "c"},
        {"pytest --ds a.b", "a.b"},
        {"pylint --load-plugins pylint_django --django-settings-module=a.b", "a.b"},
    };
    for (const auto& [script, settings] : rows) {
        const auto load = load_in(script);
        ASSERT_TRUE(load) << script;
        EXPECT_EQ(load->settings, settings) << script;
    }
}

TEST(SettingsLoad, PointsAtTheProgramAndItsSubcommand) {
    const auto place_in = [](const std::string& script) {
        const Span span = load_in(script)->span;
        return script.substr(span.begin, span.end - span.begin);
    };
    EXPECT_EQ(place_in("X=1 python -u manage.py collectstatic --noinput"), "manage.py collectstatic");
    EXPECT_EQ(place_in("exec celery -A config worker -l info"), "celery -A config worker");
    EXPECT_EQ(place_in("gunicorn -b :80 config.wsgi -w 3"), "gunicorn -b :80 config.wsgi");
    EXPECT_EQ(place_in("a; python -c 'import django; django.setup()' x"), "python -c 'import django; django.setup()'");
}

TEST(SettingsLoad, ReadsArgumentLists) {
    const auto commands = argument_commands({"python", "manage.py", "runserver"});
    EXPECT_EQ(settings_load(commands.at(0))->program, "manage.py runserver");
}

}  // namespace
}  // namespace megactl::project
