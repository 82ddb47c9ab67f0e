#include "core/project/django_settings.hpp"

#include "tests/core/project/settings_description.hpp"
#include "tests/core/project/text_tree.hpp"

#include <gtest/gtest.h>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace megactl::project {
namespace {

using tests::scan;

TEST(DjangoSettings, TellsTheSettingAReadIsFor) {
    const DjangoSettings settings = scan(
        "import os\nA = {'b': [os.environ['X']]}\nc = os.getenv('Y')\nD = c\nE['f'] = os.getenv('Z')\n"
        "G, H = os.getenv('V'), os.getenv('W')\nx = os.getenv('U')\nI += [os.getenv('T')]\n");
    std::string names;
    for (const VariableRead& read : settings.reads)
        names += read.name + "=" + read.setting + " ";
    EXPECT_EQ(names, "X=A Y=D Z=E V=G W=H U= T=I ");
}

TEST(DjangoSettings, PointsAtTheCallOrTheName) {
    const DjangoSettings settings = scan(
        "import environ\nenv = environ.Env()\nA = env.int('X', default=1)\nB = env(\n    'Y',\n    default='d',\n)\n");
    EXPECT_EQ(settings.reads[0].at.text(), "env.int('X', default=1)");
    EXPECT_EQ(settings.reads[0].idiom, "env.int");
    EXPECT_EQ(settings.reads[0].default_at.text(), "1");
    EXPECT_EQ(settings.reads[1].at.text(), "'Y'");
    EXPECT_EQ(settings.reads[1].at.line(), 5U);
}

TEST(DjangoSettings, KeepsAssignments) {
    const DjangoSettings settings = scan("A = 'a'\nB: int = -1\nC = D = foo(1)\nA += 'b'\nif x:\n    E = None\n");
    EXPECT_EQ(settings.last_assignment("B")->literal, "-1");
    EXPECT_EQ(settings.last_assignment("C")->source, "foo(1)");
    EXPECT_EQ(settings.last_assignment("D")->literal, std::nullopt);
    EXPECT_EQ(settings.last_assignment("A")->source, "A += 'b'");
    EXPECT_EQ(settings.last_assignment("E")->literal, "None");
    EXPECT_EQ(settings.last_assignment("Z"), nullptr);
}

TEST(DjangoSettings, FindsTheEnvFilesThatAreRead) {
    const auto env_files = [](const std::string& text) {
        const tests::TextTree tree({{"config/settings.py", text}, {"config/x/.env", ""}, {".env", ""}});
        return scan_django_settings(tree, "config.settings").env_files;
    };
    using Files = std::vector<std::string>;
    const std::string start =
        "import os, environ\nfrom pathlib import Path\nfrom dotenv import load_dotenv\n"
        "BASE_DIR = Path(__file__).resolve().parent.parent\nROOT = os.path.dirname(os.path.abspath(__file__))\n";
    EXPECT_EQ(env_files(start + "environ.Env.read_env()\n"), Files{"config/.env"});
    EXPECT_EQ(env_files(start + "environ.Env.read_env(BASE_DIR / '.env')\n"), Files{".env"});
    EXPECT_EQ(env_files(start + "env = environ.Env()\nenv.read_env(os.path.join(ROOT, 'x', '.env'))\n"),
              Files{"config/x/.env"});
    EXPECT_EQ(env_files(start + "load_dotenv()\n"), Files{".env"});
    EXPECT_EQ(env_files(start + "load_dotenv(f'{BASE_DIR}/deploy/.env')\n"), Files{"deploy/.env"});
    EXPECT_EQ(env_files(start + "R = environ.Path(__file__) - 2\nenviron.Env.read_env(str(R.path('.env')))\n"),
              Files{".env"});
    EXPECT_EQ(env_files(start + "p = BASE_DIR / '.env'\nif p.exists():\n    environ.Env.read_env(p)\n"), Files{".env"});
    EXPECT_EQ(env_files(start + "if os.path.isfile('.env'): load_dotenv('.env')\n"), Files{".env"});
    EXPECT_EQ(env_files(start + "if foo(): load_dotenv()\n"), Files{});
    EXPECT_EQ(env_files("from decouple import config\nconfig('X', 1)\n"), Files{".env"});
}

TEST(DjangoSettings, ReadsTheSettingsOfAWellKnownSite) {
    const std::string text = R"(import environ
from pathlib import Path
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
environ.Env.read_env(BASE_DIR / ".env")

SECRET_KEY = env("DJANGO_SECRET_KEY")
if not SECRET_KEY:
    raise ImproperlyConfigured("DJANGO_SECRET_KEY is empty")
DEBUG = env.bool("DJANGO_DEBUG", default=False)
ALLOWED_HOSTS = env.list("DJANGO_ALLOWED_HOSTS", default=[])
if not DEBUG and not ALLOWED_HOSTS:
    raise ImproperlyConfigured("DJANGO_ALLOWED_HOSTS is empty")

DATABASE_ENGINE = env("DATABASE_ENGINE", default=None)
if DATABASE_ENGINE:
    DATABASES = {
        "default": {
            "ENGINE": f"django.db.backends.{DATABASE_ENGINE}",
            "NAME": env("DATABASE_NAME", default="django_saas"),
            "PASSWORD": env("DATABASE_PASSWORD", default=""),
            "PORT": env("DATABASE_PORT", default="5432"),
        }
    }
else:
    DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": BASE_DIR / "db.sqlite3"}}

SERVER_TLS_CERT = env.path("SERVER_TLS_CERT", default="")
SERVER_PORT = env.int("SERVER_PORT", default=8000)
HAS_TLS = bool(SERVER_TLS_CERT)
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=HAS_TLS)
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=31536000 if HAS_TLS else 0)
EMAIL_USE_SSL = env.bool("DJANGO_EMAIL_USE_SSL", default=False)
EMAIL_USE_TLS = env.bool("DJANGO_EMAIL_USE_TLS", default=not EMAIL_USE_SSL)
ADMINS = [tuple(a.split(":")) for a in env.list("DJANGO_ADMINS", default=[])]
CELERY_BROKER_URL = env("CELERY_BROKER_URL", default="memory://" if DEBUG else "redis://localhost:6379/0")
)";
    const tests::TextTree tree({{"config/settings.py", text}});
    const DjangoSettings settings = scan_django_settings(tree, "config.settings");
    std::string reads;
    for (const VariableRead& read : settings.reads) {
        reads += tests::description(read) + (read.setting.empty() ? "" : " -> " + read.setting) + "\n";
    }
    EXPECT_EQ(reads, R"(DJANGO_SECRET_KEY str required nonempty -> SECRET_KEY
DJANGO_DEBUG bool =False -> DEBUG
DJANGO_ALLOWED_HOSTS list =[] required nonempty production -> ALLOWED_HOSTS
DATABASE_ENGINE str =None -> DATABASE_ENGINE
DATABASE_NAME str =django_saas conditional -> DATABASES
DATABASE_PASSWORD str = conditional -> DATABASES
DATABASE_PORT str =5432 conditional -> DATABASES
SERVER_TLS_CERT path = -> SERVER_TLS_CERT
SERVER_PORT int =8000 nonempty -> SERVER_PORT
SECURE_SSL_REDIRECT bool ~HAS_TLS -> SECURE_SSL_REDIRECT
SECURE_HSTS_SECONDS int ~31536000 if HAS_TLS else 0 nonempty -> SECURE_HSTS_SECONDS
DJANGO_EMAIL_USE_SSL bool =False -> EMAIL_USE_SSL
DJANGO_EMAIL_USE_TLS bool ~not EMAIL_USE_SSL -> EMAIL_USE_TLS
DJANGO_ADMINS list =[] -> ADMINS
CELERY_BROKER_URL str ~"memory://" if DEBUG else "redis://localhost:6379/0" -> CELERY_BROKER_URL
)");
    EXPECT_EQ(settings.env_files, std::vector<std::string>{".env"});
    EXPECT_TRUE(settings.misunderstood.empty());
    EXPECT_TRUE(settings.dynamic_reads.empty());
}

TEST(DjangoSettings, KeepsWhatStandsBeforeAnUnclosedString) {
    const DjangoSettings settings = scan("import os\nA = os.environ['X']\nB = '''\n");
    EXPECT_EQ(settings.reads.size(), 1U);
    ASSERT_EQ(settings.misunderstood.size(), 1U);
    EXPECT_EQ(settings.misunderstood[0].at.line(), 3U);
}

TEST(DjangoSettings, TakesWhatNobodyWouldWrite) {
    const auto repeated = [](std::string_view text, std::size_t count) {
        std::string whole;
        for (std::size_t index = 0; index < count; ++index)
            whole += text;
        return whole;
    };
    EXPECT_EQ(scan(repeated("(", 10'000'000)).misunderstood.size(), 1U);
    EXPECT_EQ(scan(std::string(300'000, '(')).misunderstood.size(), 1U);
    EXPECT_EQ(scan(repeated("(", 100'000) + repeated(")", 100'000)).misunderstood.size(), 1U);
    scan("if a: pass\n" + repeated("elif a: b = os.environ['X']\n", 5'000));
    scan("import os\n" + repeated("a = os.getenv('X') or a or a\n", 5'000));
    scan("a = 'x'\n" + repeated("a = a + a\n", 10'000));
    scan("import os\ndef f0(a):\n  return os.getenv(a)\n" + repeated("def f0(a): f0(a); f0(a + 'x')\n", 3'000));
    scan("import os\ndef f(a):\n" + repeated("  os.getenv(a)\n", 3'000) + repeated("f('a')\n", 6'000));
    scan("import os\ndef f():\n" + repeated("  os.getenv('A')\n", 3'000) + repeated("if a: f()\n", 6'000));
    scan(repeated("a = ", 50'000) + "os.environ['X']\n");
    scan(repeated("from .settings import *\n", 6'000));
    EXPECT_FALSE(scan(std::string("\x7F"
                                  "ELF\0\0\xFF\xFE",
                                  8))
                     .misunderstood.empty());
}

}  // namespace
}  // namespace megactl::project
