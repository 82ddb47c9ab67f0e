#include "core/project/task_names.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace megactl::project {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TaskNames unknown(const std::map<std::string, std::string>& files, TaskNames names) {
    return unknown_tasks(MemoryTree(files), std::move(names));
}

}  // namespace

TEST(TaskNames, AreKnownWhereTheyStandAsATextOrAsAFunctionOfTheirModule) {
    const std::map<std::string, std::string> files{
        {"shop/tasks.py",
         "@shared_task(name=\"mail.send\")\ndef send_it(a):\n    pass\n@shared_task\ndef build(b): ...\n"},
        {"src/stock/tasks/__init__.py", "def count():\n    pass\n"},
        {"config/settings.py", "ROUTES = {'old.one': {'queue': 'x'}}\n"},
    };
    EXPECT_THAT(unknown(files, {"mail.send", "shop.tasks.build", "stock.tasks.count", "old.one"}), IsEmpty());
    EXPECT_THAT(unknown(files, {"shop.tasks.buil", "hop.tasks.build", "shop.tasks.count", "mail.sen", "build"}),
                ElementsAre("build", "hop.tasks.build", "mail.sen", "shop.tasks.buil", "shop.tasks.count"));
}

TEST(TaskNames, AreNotLookedForInWhatOthersWrote) {
    const std::map<std::string, std::string> files{
        {"env/pyvenv.cfg", ""},    {"env/lib/shop.py", "'a.b'"},
        {".tox/shop.py", "'a.b'"}, {"node_modules/x/shop.py", "'a.b'"},
        {"notes.txt", "'a.b'"},
    };
    EXPECT_THAT(unknown(files, {"a.b"}), ElementsAre("a.b"));
}

}  // namespace megactl::project
