#include "core/project/django_settings.hpp"
#include "tests/core/project/settings_description.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace megactl::project {
namespace {

using tests::reads_of;
using tests::scan;

TEST(DjangoSettings, ReadsDjangoEnviron) {
    EXPECT_EQ(reads_of("import environ\n"
                       "env = environ.Env(DEBUG=(bool, False), PORT=int, HOSTS=([str], []), **{'MAIL': (str, 'm')})\n"
                       "env('DEBUG')\nenv('PORT')\nenv('HOSTS')\nenv('MAIL')\nenv.bool('DEBUG')\nenv('OTHER')\n"),
              "DEBUG bool =False\nPORT int required nonempty\nHOSTS list =[]\nMAIL str =m\nDEBUG bool =False\n"
              "OTHER str required\n");
}

TEST(DjangoSettings, KnowsTheMethodsOfDjangoEnviron) {
    EXPECT_EQ(
        reads_of("from environ import Env\nenv = Env()\n"
                 "env.str('A', 'a')\nenv.bool('B', default=True)\nenv.int('C', default=None)\nenv.float('D')\n"
                 "env.json('E', {})\nenv.list('F', default=['x'])\nenv.tuple('G', str, ())\nenv.dict('H')\n"
                 "env.url('I')\nenv.path('J')\nenv.bytes('K', multiline=True)\nenv.get_value('L', cast=int)\n"),
        "A str =a\nB bool =True\nC int =None\nD float required nonempty\nE json ={} nonempty\nF list =['x']\n"
        "G list =()\nH dict required\nI url required\nJ path required\nK str required\nL int required nonempty\n");
}

TEST(DjangoSettings, KnowsTheVariablesThatAddressesAreReadFrom) {
    EXPECT_EQ(reads_of("import environ\nenv = environ.Env()\nDATABASES = {'default': env.db()}\n"
                       "CACHES = {'default': env.cache('REDIS_URL', default='locmem://')}\nenv.email()\n"
                       "env.db_url_config('sqlite://')\n"),
              "DATABASE_URL url required\nREDIS_URL url =locmem://\nEMAIL_URL url required\n");
}

TEST(DjangoSettings, CastsAsTheDefaultIs) {
    EXPECT_EQ(reads_of("import environ\nenv = environ.Env()\nenv('A', default=False)\nenv('B', default=-1)\n"
                       "env('C', cast=bool, default='no')\nenv('D', list, [])\nenv('E', default=environ.Env.NOTSET)\n"),
              "A bool =False\nB int =-1 nonempty\nC bool =no\nD list =[]\nE str required\n");
}

TEST(DjangoSettings, PutsThePrefixBeforeEveryLaterName) {
    EXPECT_EQ(reads_of("import environ\nenv = environ.Env()\nenv('A')\nenv.prefix = 'P_'\nenv('B')\n"),
              "A str required\nP_B str required\n");
}

TEST(DjangoSettings, TakesAFileForAnAlternative) {
    EXPECT_EQ(reads_of("import environ\nenv = environ.FileAwareEnv()\nA = env('X')\n"), "X str required or:X_FILE\n");
}

TEST(DjangoSettings, ReadsDecouple) {
    EXPECT_EQ(reads_of("from decouple import config, Csv\nA = config('X')\nB = config('Y', default=False, cast=bool)\n"
                       "C = config('Z', 'a,b', cast=Csv())\nD = config('V', cast=int)\n"),
              "X str required\nY bool =False decouple\nZ list =a,b\nV int required nonempty\n");
    EXPECT_EQ(reads_of("from decouple import AutoConfig\nconfig = AutoConfig(search_path='x')\nA = config('X')\n"),
              "X str required\n");
}

TEST(DjangoSettings, ReadsEnvirons) {
    EXPECT_EQ(reads_of("from environs import Env\nenv = Env()\nenv.read_env()\nA = env.str('X')\n"
                       "B = env.bool('Y', False)\nC = env.list('Z', subcast=int)\nD = env('V', 'd')\n"
                       "with env.prefixed('P_'):\n    E = env.int('W')\n    F = env.dj_db_url('U')\nG = env('T')\n"),
              "X str required\nY bool =False environs\nZ list required\nV str =d\nP_W int required nonempty\n"
              "P_U url required\nT str required\n");
}

TEST(DjangoSettings, ReadsDatabaseUrls) {
    EXPECT_EQ(reads_of("import dj_database_url\nA = dj_database_url.config(default='sqlite://', conn_max_age=600)\n"
                       "B = dj_database_url.config('X')\n"),
              "DATABASE_URL url =sqlite://\nX url\n");
    EXPECT_EQ(reads_of("import dj_database_url, os\nA = dj_database_url.parse(os.environ['X'])\n"), "X url required\n");
}

TEST(DjangoSettings, ReadsTheFieldsOfPydanticSettings) {
    const std::string text =
        "from pydantic import Field, SecretStr\nfrom pydantic_settings import BaseSettings, SettingsConfigDict\n"
        "class Settings(BaseSettings):\n"
        "    model_config = SettingsConfigDict(env_prefix='app_', env_file='.env')\n"
        "    secret: SecretStr\n    debug: bool = False\n    port: int = Field(8000, ge=1)\n"
        "    url: str = Field(..., alias='DATABASE_URL')\n    other: Model\n    _x: int\n    y: ClassVar[int] = 1\n";
    EXPECT_EQ(reads_of(text + "settings = Settings()\n"),
              "APP_SECRET str required\nAPP_DEBUG bool =False decouple\nAPP_PORT int =8000 nonempty\n"
              "DATABASE_URL str required\nAPP_OTHER json\n");
    EXPECT_NE(reads_of(text).find("APP_SECRET str required lazily"), std::string::npos);
    EXPECT_EQ(scan(text).env_files, std::vector<std::string>{".env"});
}

TEST(DjangoSettings, TakesPydanticsNamesInAnyCaseUnlessToldOtherwise) {
    const auto first_read = [](const std::string& config) {
        return scan(
                   "from pydantic_settings import BaseSettings\nclass Settings(BaseSettings):\n"
                   "    model_config = {'env_prefix': 'App_', " +
                   config + "}\n    secret: str\nsettings = Settings()\n")
            .reads.at(0);
    };
    EXPECT_EQ(first_read("").name, "APP_SECRET");
    EXPECT_TRUE(first_read("").ignores_case);
    EXPECT_TRUE(first_read("'case_sensitive': False").ignores_case);
    EXPECT_EQ(first_read("'case_sensitive': True").name, "App_secret");
    EXPECT_FALSE(first_read("'case_sensitive': True").ignores_case);
}

TEST(DjangoSettings, ReadsTheValuesOfConfigurations) {
    EXPECT_EQ(reads_of("from configurations import Configuration, values\nclass Prod(Configuration):\n"
                       "    SECRET_KEY = values.SecretValue()\n    DEBUG = values.BooleanValue(False)\n"
                       "    X = values.Value('d', environ_name='Y', environ_prefix=None)\n"),
              "DJANGO_SECRET_KEY str required conditional\n"
              "DJANGO_DEBUG bool =False conditional folded:yes,y,true,1\nY str =d conditional\n");
}

TEST(DjangoSettings, KnowsDynaconfsPrefixes) {
    EXPECT_EQ(scan("import dynaconf\nsettings = dynaconf.DjangoDynaconf(__name__)\n").read_prefixes,
              std::vector<std::string>{"DJANGO_"});
    EXPECT_EQ(scan("from dynaconf import Dynaconf\ns = Dynaconf(envvar_prefix='APP')\n").read_prefixes,
              std::vector<std::string>{"APP_"});
}

TEST(DjangoSettings, ReadsAnEnvNobodyKnowsWithoutClaims) {
    EXPECT_EQ(reads_of("from getenv import env\nA = env('X', required=True)\nB = env.bool('Y', default=True)\n"
                       "C = env('not a name')\n"),
              "X str\nY bool =True\n");
}

TEST(DjangoSettings, FollowsWrappers) {
    EXPECT_EQ(reads_of("import os\ndef f(name, default=None):\n    return os.environ.get(name, default)\n"
                       "A = f('X')\nB = f('Y', 'd')\nC = f(name='Z', default=1)\n"),
              "X str\nY str =d\nZ str =1\n");
    EXPECT_EQ(reads_of("import os\ndef f(name):\n    try:\n        return os.environ[name]\n"
                       "    except KeyError:\n        raise ImproperlyConfigured(name)\nA = f('X')\n"),
              "X str required\n");
    EXPECT_EQ(reads_of("import os\ndef f(name, default=None):\n    value = os.environ.get(name, default)\n"
                       "    if value is None:\n        raise ImproperlyConfigured(name)\n    return value\n"
                       "A = f('X')\nB = f('Y', 'd')\n"),
              "X str required\nY str =d\n");
    const std::string nested =
        "import os\ndef f(n, default=None):\n    v = os.getenv(n)\n    if v is None:\n"
        "        if default is None:\n            raise E\n        return default\n"
        "    return v\n";
    EXPECT_EQ(reads_of(nested + "A = f('X')\nB = f('Y', 'd')\nC = f('Z', default=None)\n"),
              "X str required\nY str =d\nZ str required\n");
    EXPECT_EQ(reads_of("import os\ndef f(n, strict=None):\n    v = os.getenv(n)\n    if v is None and g(strict):\n"
                       "        raise E\n    return v\nA = f('X')\n"),
              "X str\n");
    EXPECT_EQ(reads_of("import os\ndef flag(name, default=False):\n"
                       "    return os.getenv(name, str(default)).lower() in ('1', 'true')\nA = flag('X')\n"),
              "X bool =False folded:1,true\n");
    EXPECT_EQ(reads_of("import os\ndef secret(name):\n    path = os.getenv(name + '_FILE')\n"
                       "    return os.environ['P_' + name]\nA = secret('X')\n"),
              "X_FILE str\nP_X str required\n");
    EXPECT_EQ(reads_of("import os\ndef f(key, default):\n    if key in os.environ:\n        return os.environ[key]\n"
                       "    return default\nA = f('X', 'd')\n"),
              "X str =d\nX str =d conditional\n");
    EXPECT_EQ(reads_of("import os\ng = lambda k, d=None: os.environ.get(k, d)\nA = g('X', 'd')\n"), "X str =d\n");
}

}  // namespace
}  // namespace megactl::project
