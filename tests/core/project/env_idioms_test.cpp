#include "core/project/django_settings.hpp"
#include "tests/core/project/settings_description.hpp"

#include <gtest/gtest.h>

namespace megactl::project {
namespace {

using tests::reads_of;
using tests::scan;

TEST(DjangoSettings, RequiresWhatIsSubscripted) {
    EXPECT_EQ(reads_of("import os\nA = os.environ['X']\n"), "X str required\n");
    EXPECT_EQ(reads_of("from os import environ as e\nA = e['X']\n"), "X str required\n");
    EXPECT_EQ(reads_of("import os as _os\nenviron = _os.environ\nA = environ['X']\n"), "X str required\n");
}

TEST(DjangoSettings, RequiresNothingOfAGet) {
    EXPECT_EQ(reads_of("import os\nA = os.environ.get('X')\nB = os.getenv('Y')\n"), "X str\nY str\n");
    EXPECT_EQ(reads_of("from os import getenv\nA = getenv('X', default='d')\n"), "X str =d\n");
    EXPECT_EQ(reads_of("import os\nget = os.environ.get\nA = get('X', 'd' 'e')\n"), "X str =de\n");
    EXPECT_EQ(reads_of("import os\nA = os.environ.get('X', None)\n"), "X str =None\n");
}

TEST(DjangoSettings, RequiresAGetWhoseNoneWouldRaise) {
    EXPECT_EQ(reads_of("import os\nA = os.environ.get('X').split(',')\n"), "X list required\n");
    EXPECT_EQ(reads_of("import os\nA = os.environ.get('X')[0]\n"), "X str required\n");
    EXPECT_EQ(reads_of("import os\nA = 'redis://' + os.getenv('X')\n"), "X str required\n");
    EXPECT_EQ(reads_of("import os\nA = int(os.getenv('X'))\n"), "X int required nonempty\n");
    EXPECT_EQ(reads_of("import os\nA = f\"redis://{os.getenv('X')}\"\n"), "X str\n");
    EXPECT_EQ(reads_of("import os\nA = (os.environ.get('X') or '').split(',')\n"), "X list =\n");
}

TEST(DjangoSettings, FollowsConversions) {
    EXPECT_EQ(reads_of("import os\nA = int(os.environ['X'])\n"), "X int required nonempty\n");
    EXPECT_EQ(reads_of("import os\nA = int(os.environ.get('X', 8000))\n"), "X int =8000 nonempty\n");
    EXPECT_EQ(reads_of("import os\nA = float(os.getenv('X', '1.5'))\n"), "X float =1.5 nonempty\n");
    EXPECT_EQ(reads_of("import os\nA = int(os.getenv('X') or 5)\n"), "X int =5\n");
    EXPECT_EQ(reads_of("import os, json\nA = json.loads(os.environ['X'])\n"), "X json required nonempty\n");
    EXPECT_EQ(reads_of("import os\nfrom pathlib import Path\nA = Path(os.environ['X'])\n"), "X path required\n");
    EXPECT_EQ(reads_of("import os\nA = bool(int(os.environ.get('X', 0)))\n"), "X int =0 nonempty\n");
    EXPECT_EQ(reads_of("import os\nPORT = os.getenv('X', '1')\nPORT = int(PORT)\n"), "X int =1 nonempty\n");
    EXPECT_EQ(reads_of("import os, ast\nA = ast.literal_eval(os.environ['X'])\n"), "X str required nonempty\n");
}

TEST(DjangoSettings, TellsTextUsedAsABoolean) {
    EXPECT_EQ(reads_of("import os\nA = bool(os.environ.get('X', 0))\n"), "X bool =0 truthiness\n");
    EXPECT_EQ(reads_of("import os\nA = os.getenv('X', False)\n"), "X bool =False truthiness\n");
    EXPECT_EQ(reads_of("import os\nDEBUG = os.getenv('X', 'False')\n"), "X bool =False truthiness\n");
    EXPECT_EQ(reads_of("import os\nif os.getenv('X'):\n    A = 1\n"), "X bool truthiness\n");
    EXPECT_EQ(reads_of("import os\nif os.getenv('X'):\n    A = os.environ['X']\n"), "X str\nX str conditional\n");
    EXPECT_EQ(reads_of("import os\nif k := os.getenv('X'):\n    A = k\n"), "X str\n");
}

TEST(DjangoSettings, CollectsTheWordsOfAComparison) {
    EXPECT_EQ(reads_of("import os\nA = os.getenv('X', '') == 'on'\n"), "X bool = words:on\n");
    EXPECT_EQ(reads_of("import os\nA = os.getenv('X', 'False').lower() in ('1', 'true', 'yes')\n"),
              "X bool =False folded:1,true,yes\n");
    EXPECT_EQ(reads_of("import os\nA = os.getenv('X', False) in (True, 'True', '1')\n"),
              "X bool =False words:True,1\n");
    EXPECT_EQ(reads_of("import os\nDEBUG = os.getenv('X') == 'True'\n"), "X bool words:True\n");
    EXPECT_EQ(reads_of("import os\nx = os.getenv('X', '0')\nDEBUG = x == '1'\n"), "X bool =0 words:1\n");
    EXPECT_EQ(reads_of("import os\nA = os.getenv('X') == 'production'\n"), "X str\n");
    EXPECT_EQ(reads_of("from distutils.util import strtobool\nimport os\nA = strtobool(os.getenv('X', 'no'))\n"),
              "X bool =no nonempty decouple\n");
}

TEST(DjangoSettings, TakesPresenceForAFlag) {
    EXPECT_EQ(reads_of("import os\nDEBUG = 'X' in os.environ\n"), "X bool truthiness\n");
    EXPECT_EQ(reads_of("import os\nif 'X' in os.environ:\n    A = os.environ['X']\n"), "X str\nX str conditional\n");
    EXPECT_EQ(reads_of("import os\nA = os.environ['X'] if 'X' in os.environ else 'd'\n"), "X str\nX str =d\n");
}

TEST(DjangoSettings, KnowsWritesFromReads) {
    EXPECT_EQ(reads_of("import os\nos.environ.setdefault('X', 'v')\nos.environ['Y'] = 'v'\ndel os.environ['Z']\n"
                       "os.environ.pop('V', None)\nos.environ.update({'W': '1'}, U='2')\n"),
              "");
    EXPECT_EQ(reads_of("import os\nos.environ.setdefault('X', 'v')\nA = os.environ['X']\n"), "X str\n");
}

TEST(DjangoSettings, LinksAlternatives) {
    EXPECT_EQ(reads_of("import os\nA = os.getenv('X') or os.getenv('Y') or 'd'\n"),
              "X str =d or:Y\nY str =d conditional or:X\n");
    EXPECT_EQ(reads_of("import os\nA = os.getenv('X', os.getenv('Y'))\n"), "Y str or:X\nX str ~os.getenv('Y') or:Y\n");
    EXPECT_EQ(reads_of("import os\nA = os.environ.get('X') or os.environ['Y']\n"),
              "X str or:Y\nY str required conditional or:X\n");
}

TEST(DjangoSettings, EvaluatesDefaultsEagerly) {
    EXPECT_EQ(reads_of("import environ\nenv = environ.Env()\nA = env('X', default=env('Y'))\n"),
              "Y str required\nX str ~env('Y')\n");
    EXPECT_EQ(reads_of("import os\nA = os.environ.get('X', os.environ['Y'])\n"),
              "Y str required\nX str ~os.environ['Y']\n");
}

TEST(DjangoSettings, ReadsAWalrus) {
    EXPECT_EQ(reads_of("import os\nif v := os.getenv('X'):\n    A = v\n"), "X str\n");
}

TEST(DjangoSettings, LooksIntoFormattedStringsButNotIntoTexts) {
    EXPECT_EQ(reads_of("import os\n\"\"\"os.environ['A']\"\"\"\n# os.environ['B']\nC = \"os.environ['C']\"\n"
                       "D = f\"x.{os.environ['X']:>{os.getenv('Y')}}\"\n"),
              "X str required\nY str\n");
}

TEST(DjangoSettings, PutsNamesTogether) {
    EXPECT_EQ(reads_of("import os\nP = 'APP_'\nA = os.environ[P + 'X']\nB = os.environ[f'{P}Y']\n"),
              "APP_X str required\nAPP_Y str required\n");
    EXPECT_EQ(reads_of("import os\nNAMES = ['X', 'Y']\nfor n in NAMES:\n    globals()[n] = os.environ[n]\n"),
              "X str required\nY str required\n");
}

TEST(DjangoSettings, PutsEachNameOfALoopTogether) {
    const DjangoSettings settings = scan(
        "import os\nfor k in ['HOST', 'NAME']:\n    D[k] = os.environ.get('DB_' + k)\n"
        "for k in ('A', 'B'):\n    D[k] = os.environ.get(f'X_{k}_URL')\n");
    std::vector<std::string> names;
    names.reserve(settings.reads.size());
    for (const VariableRead& read : settings.reads)
        names.push_back(read.name);
    EXPECT_EQ(names, (std::vector<std::string>{"DB_HOST", "DB_NAME", "X_A_URL", "X_B_URL"}));
    EXPECT_TRUE(settings.dynamic_reads.empty());
    EXPECT_TRUE(settings.read_prefixes.empty());
}

TEST(DjangoSettings, KnowsHowNamesBeginThatAreMadeAtRunTime) {
    const DjangoSettings settings = scan(
        "import os\nA = os.environ.get('DB_' + foo())\nB = os.getenv(f'MAIL_{foo()}_X')\n"
        "C = os.getenv('LOG_%s' % foo())\ndef get(k):\n    return os.environ.get('SHOP_' + k)\nD = get(foo())\n");
    EXPECT_EQ(settings.read_prefixes, (std::vector<std::string>{"DB_", "MAIL_", "LOG_", "SHOP_"}));
    EXPECT_TRUE(settings.dynamic_reads.empty());
    EXPECT_TRUE(settings.reads.empty());
}

TEST(DjangoSettings, TellsReadsWhoseNameIsNotKnown) {
    const DjangoSettings settings = scan(
        "import os\nA = os.environ[foo()]\nB = dict(os.environ)\nfor k in os.environ: pass\n"
        "C = {**os.environ}\nD = [k for k in os.environ.items()]\nrun(env=os.environ)\n");
    EXPECT_TRUE(settings.reads.empty());
    EXPECT_EQ(settings.dynamic_reads.size(), 6U);
    EXPECT_EQ(settings.dynamic_reads[0].line(), 2U);
}

}  // namespace
}  // namespace megactl::project
