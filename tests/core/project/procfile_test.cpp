#include "core/project/procfile.hpp"

#include "core/project/app_json.hpp"
#include "tests/core/project/given_text.hpp"

#include <gtest/gtest.h>

namespace megactl::project {
namespace {

using tests::source_of;
using tests::texts_of;
using Texts = std::vector<std::string>;

TEST(Procfile, NamesItsProcesses) {
    const Procfile procfile = parse_procfile(source_of("Procfile",
                                                       "# a comment\n\n"
                                                       "web: A=1 gunicorn config.wsgi --bind 0.0.0.0:$PORT\r\n"
                                                       "celery-worker:export B=$A && celery -A config worker\n"
                                                       "no process\n"
                                                       "not a name: x\n"
                                                       "last: python manage.py migrate"));
    ASSERT_EQ(procfile.processes.size(), 3U);
    EXPECT_EQ(procfile.processes[0].name, "procfile/web");
    EXPECT_EQ(procfile.processes[0].title, "process web of Procfile");
    EXPECT_EQ(procfile.processes[0].at.text(), "web");
    EXPECT_EQ(texts_of(procfile.processes[0].environment), (Texts{"A=1@3"}));
    EXPECT_EQ(procfile.processes[0].environment[0].at.text(), "A=1");
    EXPECT_EQ(texts_of(procfile.processes[1].environment), (Texts{"B=?@4"}));
    EXPECT_EQ(procfile.processes[2].commands.at(0).words.at(0).text, "python");
    for (const Workload& process : procfile.processes)
        EXPECT_TRUE(process.is_open) << process.name;
    ASSERT_EQ(procfile.misunderstood.size(), 2U);
    EXPECT_EQ(procfile.misunderstood[0].at.line(), 5U);
    EXPECT_EQ(procfile.misunderstood[1].at.line(), 6U);
}

TEST(AppJson, KnowsTheValuesThatNobodyIsAskedFor) {
    const AppJson app = parse_app_json(source_of("app.json",
                                                 "{\n\t\"name\": \"shop\",\n\t\"env\": {\n"
                                                 "\t\t\"A\": \"one\",\n"
                                                 "\t\t\"B\": {\"value\": \"two\", \"required\": true},\n"
                                                 "\t\t\"C\": {\"description\": \"ask\"},\n"
                                                 "\t\t\"D\": {\"generator\": \"secret\"},\n"
                                                 "\t\t\"E\": \"\"\n\t}\n}\n"));
    EXPECT_EQ(texts_of(app.environment), (Texts{"A=one@4", "B=two@5", "C=?@6", "D=?@7", "E=?@8"}));
    EXPECT_TRUE(app.misunderstood.empty());
}

TEST(AppJson, TellsWhatItDoesNotUnderstand) {
    EXPECT_FALSE(parse_app_json(source_of("app.json", "{\"env\": {\"A\": \"open}}")).misunderstood.empty());
    EXPECT_TRUE(parse_app_json(source_of("app.json", "[]")).environment.empty());
    EXPECT_TRUE(parse_app_json(source_of("app.json", "{\"env\": []}")).environment.empty());
    EXPECT_TRUE(parse_app_json(source_of("app.json", "")).environment.empty());
}

}  // namespace
}  // namespace megactl::project
