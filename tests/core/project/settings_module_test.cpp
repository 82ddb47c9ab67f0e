#include "core/project/settings_module.hpp"

#include "core/base/error.hpp"
#include "core/project/django_settings.hpp"
#include "tests/core/project/settings_description.hpp"
#include "tests/core/project/text_tree.hpp"

#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string>
#include <vector>

namespace megactl::project {
namespace {

const char* const manage =
    "#!/usr/bin/env python\nimport os\n\ndef main():\n"
    "    os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'config.settings')\n";

std::string reads(const DjangoSettings& settings) {
    std::string out;
    for (const VariableRead& read : settings.reads)
        out += tests::description(read) + "\n";
    return out;
}

std::string files(const DjangoSettings& settings) {
    std::string out;
    for (const Source& source : settings.files)
        out += source->name() + " ";
    return out;
}

TEST(SettingsModule, IsNamedByManage) {
    const tests::TextTree tree({{"manage.py", manage}, {"config/settings.py", "A = 1\n"}});
    const DjangoSettings settings = scan_django_settings(tree, "");
    EXPECT_EQ(settings.module, "config.settings");
    EXPECT_EQ(settings.named_by, "manage.py:5");
    EXPECT_EQ(files(settings), "config/settings.py ");
}

TEST(SettingsModule, IsNamedByTheEnvironmentFirst) {
    const tests::TextTree tree({{"manage.py", manage}, {"config/settings.py", ""}, {"config/prod.py", ""}});
    const DjangoSettings settings = scan_django_settings(tree, "config.prod");
    EXPECT_EQ(files(settings), "config/prod.py ");
    EXPECT_EQ(settings.named_by, "DJANGO_SETTINGS_MODULE");
}

TEST(SettingsModule, LiesBelowAFolderOfTheRoot) {
    const tests::TextTree tree({{"src/manage.py", manage}, {"src/config/settings/__init__.py", "A = 1\n"}});
    const DjangoSettings settings = scan_django_settings(tree, "");
    EXPECT_EQ(files(settings), "src/config/settings/__init__.py ");
    EXPECT_EQ(settings.named_by, "src/manage.py:5");
}

TEST(SettingsModule, IsNamedByWsgiWhereNoManageIs) {
    const tests::TextTree tree({{"site/wsgi.py", "import os\nos.environ['DJANGO_SETTINGS_MODULE'] = 'site.settings'\n"},
                                {"site/settings.py", ""}});
    EXPECT_EQ(files(scan_django_settings(tree, "")), "site/settings.py ");
}

TEST(SettingsModule, IsNotNamedByAText) {
    const tests::TextTree tree({{"README", ""},
                                {"manage.py",
                                 "# os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'a')\n"
                                 "x.setdefault('DJANGO_SETTINGS_MODULE', 'a.%s' % b)\n"}});
    EXPECT_EQ(scan_django_settings(tree, "").module, "");
}

TEST(SettingsModule, MayLeadNowhere) {
    const tests::TextTree tree({{"manage.py", manage}, {"README", ""}});
    const DjangoSettings settings = scan_django_settings(tree, "");
    EXPECT_EQ(settings.module, "config.settings");
    EXPECT_TRUE(settings.files.empty());
    EXPECT_TRUE(scan_django_settings(tree, "../../etc/passwd").files.empty());
}

TEST(SettingsModule, IsTheFileThatWasSaid) {
    const tests::TextTree tree({{"manage.py", manage},
                                {"config/settings.py", ""},
                                {"config/other.py", "from .base import *\n"},
                                {"config/base.py", "import os\nA = os.environ['X']\n"}});
    const DjangoSettings settings = scan_django_settings(tree, "config.settings", "config/other.py");
    EXPECT_EQ(settings.module, "config.other");
    EXPECT_EQ(settings.named_by, "--settings");
    EXPECT_EQ(reads(settings), "X str required\n");
    EXPECT_THROW(scan_django_settings(tree, "", "no.py"), Error);
}

TEST(SettingsModule, IsPutTogetherFromOthers) {
    const tests::TextTree tree({
        {"config/__init__.py", "import os\nos.environ.setdefault('A', '1')\n"},
        {"config/settings/__init__.py", ""},
        {"config/settings/prod.py",
         "from .base import *\nfrom .base import env\nfrom config import extra\n"
         "B = env('B')\nC = extra.get('C')\nD = E\n"},
        {"config/settings/base.py", "from ..env import env\nE = env.bool('E', default=True)\n_F = 1\n"},
        {"config/env.py", "import environ\nenv = environ.Env()\n"},
        {"config/extra.py", "import os\ndef get(n): return os.environ[n]\nX = os.environ['A']\n"},
    });
    const DjangoSettings settings = scan_django_settings(tree, "config.settings.prod");
    EXPECT_EQ(reads(settings), "E bool =True\nA str\nB str required\nC str required\n");
    EXPECT_EQ(settings.files.size(), 6U);
    EXPECT_EQ(settings.files[0]->name(), "config/settings/prod.py");
    ASSERT_NE(settings.last_assignment("E"), nullptr);
    EXPECT_EQ(settings.last_assignment("E")->at.source->name(), "config/settings/base.py");
    EXPECT_EQ(settings.last_assignment("X"), nullptr);
    EXPECT_EQ(settings.reads[0].setting, "E");
}

TEST(SettingsModule, EndsACircleOfImports) {
    const tests::TextTree tree({{"a/__init__.py", "from .b import *\nimport os\nA = os.environ['A']\n"},
                                {"a/b.py", "from . import *\nfrom a.b import x\nimport a.c\n"},
                                {"a/c.py", "import a\nimport os\nC = os.getenv('C')\n"}});
    EXPECT_EQ(reads(scan_django_settings(tree, "a")), "C str\nA str required\n");
}

TEST(SettingsModule, ExpectsAbsenceInWhatItTriesToImport) {
    const tests::TextTree tree(
        {{"s.py", "try:\n    from local import *\nexcept ImportError:\n    pass\nif foo():\n    from other import *\n"},
         {"local.py", "import os\nA = os.environ['X']\n"},
         {"other.py", "import os\nB = os.environ['Y']\n"}});
    EXPECT_EQ(reads(scan_django_settings(tree, "s")), "X str guarded\nY str required conditional\n");
}

TEST(SettingsModule, FollowsSplitSettings) {
    const tests::TextTree tree({{"s/__init__.py",
                                 "from split_settings.tools import include, optional\nimport environ\n"
                                 "env = environ.Env()\n"
                                 "include('parts/*.py', optional('local.py'), f'{x}.py')\n"},
                                {"s/parts/a.py", "A = env('A')\n"},
                                {"s/parts/b.py", "B = A + env('B')\n"}});
    const DjangoSettings settings = scan_django_settings(tree, "s");
    EXPECT_EQ(reads(settings), "A str required\nB str required\n");
    EXPECT_NE(settings.last_assignment("B"), nullptr);
    EXPECT_EQ(settings.dynamic_reads.size(), 1U);
}

TEST(SettingsModule, LeavesTypeCheckingAlone) {
    const tests::TextTree tree({{"s.py", "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import t\n"},
                                {"t.py", "import os\nA = os.environ['X']\n"}});
    EXPECT_EQ(reads(scan_django_settings(tree, "s")), "");
}

TEST(SettingsModule, NoticesThatManageReadsAnEnvFile) {
    const tests::TextTree tree({{"manage.py", std::string("from dotenv import load_dotenv\nload_dotenv()\n") + manage},
                                {"config/settings.py", ""}});
    EXPECT_EQ(scan_django_settings(tree, "").env_files, std::vector<std::string>{".env"});
}

TEST(NamesReadElsewhere, AreThoseOfTheOtherFiles) {
    const tests::TextTree tree({
        {"manage.py", manage},
        {"config/settings.py", "import os\nA = os.environ['SETTINGS']\n"},
        {"config/env.py", "import environ\nenv = environ.Env()\n"},
        {"app/views.py", "import os\ndef f(): return os.getenv('VIEW')\n"},
        {"app/management/commands/go.py", "from config.env import env\nclass C:\n  def h(self): env.int('GO')\n"},
        {"app/tests/t.py", "import os\nos.getenv('TEST')\n"},
        {"app/test_x.py", "import os\nos.getenv('TEST')\n"},
        {"app/migrations/0001.py", "import os\nos.getenv('MIGRATION')\n"},
        {".venv/x.py", "import os\nos.getenv('VENV')\n"},
        {"own/pyvenv.cfg", ""},
        {"own/x.py", "import os\nos.getenv('VENV')\n"},
        {"lib/node_modules/x.py", "import os\nos.getenv('NODE')\n"},
        {"app/broken.py", "import os\nos.getenv('BROKEN')\n'''"},
        {"app/text.py", "# os.environ['COMMENT']\nX = \"os.environ['TEXT']\"\n"},
    });
    const DjangoSettings settings = scan_django_settings(tree, "");
    EXPECT_EQ(names_read_elsewhere(tree, settings), (std::set<std::string>{"VIEW", "GO", "BROKEN"}));
}

}  // namespace
}  // namespace megactl::project
