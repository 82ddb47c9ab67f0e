#include "core/project/django_settings.hpp"
#include "tests/core/project/settings_description.hpp"

#include <gtest/gtest.h>

#include <string>

namespace megactl::project {
namespace {

using tests::reads_of;
using tests::scan;

TEST(DjangoSettings, TakesAConditionalDefault) {
    EXPECT_EQ(reads_of("import environ\nenv = environ.Env()\nDEBUG = False\n"
                       "A = env.int('X', default=1025 if DEBUG else 587)\nB = env.bool('Y', default=not A)\n"),
              "X int ~1025 if DEBUG else 587 nonempty\nY bool ~not A\n");
}

TEST(DjangoSettings, RequiresWhatIsRefused) {
    const char* start = "import environ, sys\nenv = environ.Env()\n";
    EXPECT_EQ(reads_of(std::string(start) + "K = env('X')\nif not K:\n    raise ImproperlyConfigured('x')\n"),
              "X str required nonempty\n");
    EXPECT_EQ(reads_of(std::string(start) + "K = env('X', default='')\nassert K, 'no key'\n"),
              "X str = required nonempty\n");
    EXPECT_EQ(reads_of(std::string(start) + "K = env('X', default=None)\nif K is None:\n    sys.exit(1)\n"),
              "X str =None required\n");
    EXPECT_EQ(reads_of(std::string(start) + "K = env('X', default='dev')\nif not K:\n    raise E\n"),
              "X str =dev nonempty\n");
    EXPECT_EQ(reads_of(std::string(start) + "K = env('X', default='')\nif not K or len(K) < 50:\n    raise E\n"),
              "X str = required nonempty\n");
    EXPECT_EQ(reads_of(std::string(start) + "K = env('X', default='')\nif not K.strip():\n    raise E\n"),
              "X str = required nonempty\n");
    EXPECT_EQ(reads_of(std::string(start) + "K = env('X', default='')\nif K == '':\n    raise E\n"),
              "X str = required nonempty\n");
    EXPECT_EQ(reads_of(std::string(start) + "K = env('X', default='')\nL = env('Y', default='')\n"
                                            "if not all([K, L]):\n    raise E\n"),
              "X str = required nonempty\nY str = required nonempty\n");
    EXPECT_EQ(reads_of("import os\nif 'X' not in os.environ:\n    raise E\n"), "X str required\n");
    EXPECT_EQ(reads_of("import os\nfor n in ('X', 'Y'):\n    if not os.getenv(n):\n        raise E\n"),
              "X str required nonempty\nY str required nonempty\n");
}

TEST(DjangoSettings, RequiresNeitherOfTwoThatStandIn) {
    EXPECT_EQ(reads_of("import os\nA = os.getenv('X')\nB = os.getenv('Y')\nif not A and not B:\n    raise E\n"),
              "X str or:Y\nY str or:X\n");
}

TEST(DjangoSettings, ClaimsNothingFromConditionsItDoesNotKnow) {
    EXPECT_EQ(reads_of("import os\nA = os.getenv('X')\nif foo() and not A:\n    raise E\n"), "X str\n");
    EXPECT_EQ(reads_of("import os\nA = os.getenv('X')\ntry:\n    if not A:\n        raise E\nexcept E:\n    pass\n"),
              "X str\n");
    EXPECT_EQ(reads_of("import os\nA = os.getenv('X')\ndef check():\n    if not A:\n        raise E\n"), "X str\n");
    EXPECT_EQ(reads_of("import os\nA = os.getenv('X')\nif not A:\n    A = 'd'\nif not A:\n    raise E\n"), "X str\n");
    EXPECT_EQ(reads_of("import os\nA = os.getenv('X', '').split(',')\nif not A:\n    raise E\n"), "X list =\n");
    EXPECT_EQ(reads_of("import os\nA = os.getenv('X')\nif A:\n    B = A.split(',')\n"), "X list\n");
}

TEST(DjangoSettings, TellsWhatIsRequiredWithoutDebug) {
    const std::string start =
        "import environ\nenv = environ.Env()\nDEBUG = env.bool('DEBUG', default=False)\n"
        "HOSTS = env.list('HOSTS', default=[])\n";
    const std::string expected = "DEBUG bool =False\nHOSTS list =[] required nonempty production\n";
    for (const char* check : {
             "if not DEBUG and not HOSTS:\n    raise ImproperlyConfigured('x')\n",
             "if not HOSTS and not DEBUG: raise E\n",
             "if DEBUG is False and not HOSTS: raise E\n",
             "if DEBUG == False and len(HOSTS) == 0: raise E\n",
             "if not (DEBUG or HOSTS): raise E\n",
             "if not DEBUG:\n    if not HOSTS:\n        raise E\n",
             "if not HOSTS:\n    if DEBUG:\n        pass\n    else:\n        raise E\n",
             "if DEBUG:\n    pass\nelif not HOSTS:\n    raise E\n",
             "assert DEBUG or HOSTS\n",
         }) {
        EXPECT_EQ(reads_of(start + check), expected) << check;
    }
    const DjangoSettings settings = scan(start + "if not DEBUG and not HOSTS:\n    raise E\n");
    ASSERT_TRUE(settings.reads[1].raised_at);
    EXPECT_EQ(settings.reads[1].raised_at->line(), 6U);
}

TEST(DjangoSettings, FiltersAListBeforeItIsRefused) {
    EXPECT_EQ(reads_of("import os\nH = [h for h in os.getenv('X', '').split(',') if h]\n"
                       "if not DEBUG and not H:\n    raise E\n"),
              "X list = required nonempty production\n");
    EXPECT_EQ(reads_of("import os\nH = [h.strip() for h in os.getenv('X', '').split(',')]\nif not H:\n    raise E\n"),
              "X list =\n");
}

TEST(DjangoSettings, KnowsBranches) {
    EXPECT_EQ(reads_of("import os\nif DEBUG:\n    A = os.environ['X']\nelse:\n    B = os.environ['Y']\n"),
              "X str required conditional\nY str required production conditional\n");
    EXPECT_EQ(reads_of("import os\nif foo():\n    A = os.environ['X']\nwhile bar(): B = os.environ['Y']\n"
                       "C = os.environ['Z'] if foo() else 1\nD = foo() and os.environ['V']\n"),
              "X str required conditional\nY str required conditional\nZ str required conditional\n"
              "V str required conditional\n");
    EXPECT_EQ(reads_of("import os\nmatch x:\n    case 1:\n        A = os.environ['X']\n"),
              "X str required conditional\n");
}

TEST(DjangoSettings, RequiresASecondVariableOnlyWithTheFirst) {
    EXPECT_EQ(reads_of("import os\nif os.getenv('X'):\n    A = os.environ['Y']\n"),
              "X bool truthiness\nY str required conditional\n");
}

TEST(DjangoSettings, ExpectsAbsenceInATry) {
    EXPECT_EQ(reads_of("import os\ntry:\n    A = os.environ['X']\nexcept KeyError:\n    A = 'd'\n"), "X str guarded\n");
    EXPECT_EQ(reads_of("import os\ntry:\n    A = os.environ['X']\nexcept (OSError, KeyError) as e:\n    pass\n"),
              "X str guarded\n");
    EXPECT_EQ(reads_of("import os\ntry:\n    A = os.environ['X']\nexcept KeyError:\n    raise E\n"),
              "X str required\n");
    EXPECT_EQ(reads_of("import os\ntry:\n    A = int(os.environ['X'])\nexcept ValueError:\n    A = 1\n"),
              "X int required\n");
    EXPECT_EQ(
        reads_of("from environs import Env\nenv = Env()\ntry:\n    A = env('X')\nexcept ValueError:\n    A = 1\n"),
        "X str guarded\n");
    EXPECT_EQ(
        reads_of("import os\nfrom contextlib import suppress\nwith suppress(KeyError):\n    A = os.environ['X']\n"),
        "X str guarded\n");
}

TEST(DjangoSettings, ReadsFunctionsWhenTheyAreCalled) {
    EXPECT_EQ(reads_of("import os\ndef f():\n    return os.environ['X']\n"), "X str required lazily\n");
    EXPECT_EQ(reads_of("import os\ndef f():\n    return os.environ['X']\ndef g():\n    return f()\nA = g()\n"),
              "X str required\n");
    EXPECT_EQ(reads_of("import os\ndef f():\n    return os.environ['X']\nif foo(): A = f()\n"),
              "X str required conditional\n");
    EXPECT_EQ(reads_of("import os\nclass A:\n    x = os.environ['X']\n    def f(self): return os.environ['Y']\n"),
              "X str required\nY str required lazily\n");
    EXPECT_EQ(reads_of("import os\nA = lambda: os.environ['X']\n"), "X str required lazily\n");
    EXPECT_EQ(reads_of("import os\nif __name__ == '__main__':\n    A = os.environ['X']\n"), "X str required lazily\n");
    EXPECT_EQ(reads_of("import os\ndef f(a=os.environ['X']): pass\n"), "X str required\n");
}

TEST(DjangoSettings, TellsAnUnstableDefaultBySource) {
    EXPECT_EQ(reads_of("import os\nA = os.environ.get('X', get_random_secret_key())\n"),
              "X str ~get_random_secret_key()\n");
}

TEST(DjangoSettings, SeesThatAFunctionReturnedBefore) {
    EXPECT_EQ(reads_of("import os\ndef f(n):\n    v = os.getenv(n)\n    if n in foo(): return v\n"
                       "    if not v: raise E\n    return v\nA = f('X')\n"),
              "X str\n");
    EXPECT_EQ(reads_of("import os\ndef f():\n    v = os.getenv('X')\n    if DEBUG: return v\n"
                       "    if not v: raise E\nf()\n"),
              "X str required nonempty production\n");
    EXPECT_EQ(reads_of("import os\nfor n in ['X', 'Y']:\n    if foo(n): continue\n    os.environ[n]\n"),
              "X str required conditional\nY str required conditional\n");
}

TEST(DjangoSettings, LeavesAReadAloneThatIsUsedLater) {
    EXPECT_EQ(reads_of("import os\nA = os.getenv('X')\nB = A or 'd'\nHAS_A = bool(A)\nC = A if A else 'e'\n"),
              "X str\n");
}

}  // namespace
}  // namespace megactl::project
