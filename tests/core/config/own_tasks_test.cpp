#include "core/config/own_tasks.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <string>

namespace megactl::config {
namespace {

std::vector<OwnTask> tasks_of(const std::string& text) {
    return own_tasks(parse_toml_file(std::make_shared<SourceText>("megactl.toml", text)));
}

// "line: message; label; help"
std::string complaint(const std::string& text) {
    try {
        tasks_of(text);
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), Error::Kind::input);
        std::string told = error.place() ? std::to_string(error.place()->line()) + ": " : "";
        told += error.message() + "; " + error.place_label();
        for (const Error::Detail& detail : error.details())
            told += "; " + detail.text;
        return told;
    }
    return "none";
}

constexpr const char* rotate = "[tasks.\"ops.rotate\"]\n";

TEST(OwnTasks, AreReadWithTheirDefaults) {
    const auto tasks = tasks_of(R"(
[tasks."ops.rotate"]
handler = "exec"
command = ["/usr/local/bin/rotate", "--json"]
time_limit = "30m"
max_retries = 0
[worker]
concurrency = 4
[tasks.notify]
handler = "webhook"
url = "https://example.org/hook"
acks_late = false
)");
    ASSERT_EQ(tasks.size(), 2U);
    EXPECT_EQ(tasks[0].name, "ops.rotate");
    EXPECT_EQ(tasks[0].settings.text("task.handler"), "exec");
    EXPECT_EQ(tasks[0].settings.list("task.command"), (std::vector<std::string>{"/usr/local/bin/rotate", "--json"}));
    EXPECT_EQ(tasks[0].settings.duration("task.time_limit"), std::chrono::minutes(30));
    EXPECT_EQ(tasks[0].settings.integer("task.max_retries"), 0);
    EXPECT_TRUE(tasks[0].settings.boolean("task.acks_late"));
    EXPECT_EQ(tasks[1].name, "notify");
    EXPECT_FALSE(tasks[1].settings.boolean("task.acks_late"));
    EXPECT_EQ(tasks[1].settings.duration("task.retry_delay"), std::chrono::seconds(60));
}

TEST(OwnTasks, SayWhatIsWrongWithAMail) {
    const std::string begin = "[tasks.\"shop.receipt\"]\nhandler = \"email\"\n";
    EXPECT_EQ(complaint(begin + "template = \"emails/receipt\"\nsubject = \"Your receipt\"\n"), "none");
    EXPECT_EQ(complaint(begin + "subject = \"s\"\n"),
              "2: the task `shop.receipt` has no `template`; `email` needs one; `template = \"emails/receipt\"`");
    EXPECT_EQ(complaint(begin + "template = \"t\"\n"),
              "2: the task `shop.receipt` has no `subject`; `email` needs one; `subject = \"Your receipt\"`");
    EXPECT_EQ(complaint(begin + "template = \" \"\nsubject = \"s\"\n"),
              "3: the task `shop.receipt` has a `template` that it can't use; empty; it says what is sent");
    EXPECT_EQ(complaint(begin + "template = \"t\"\nsubject = \"a\\nBcc: b@c\"\n"),
              "4: the task `shop.receipt` has a `subject` that it can't use; it has a line end; a subject is one line");
    EXPECT_EQ(
        complaint("[tasks.x]\nhandler = \"click\"\ntemplate = \"t\"\n"),
        "3: the task `x` has a `template` that it can't use; its handler is `click`; only `email` takes it: drop the "
        "line, or change the handler");
}

TEST(OwnTasks, KeepAPace) {
    using namespace std::chrono_literals;
    const auto pace = [](const std::string& line) {
        return pace_of(tasks_of("[tasks.x]\nhandler = \"click\"\n" + line).at(0));
    };
    EXPECT_EQ(pace(""), std::nullopt);
    EXPECT_EQ(pace("rate_limit = \"5/s\"\n"), 200ms);
    EXPECT_EQ(pace("rate_limit = \"5\"\n"), 200ms);
    EXPECT_EQ(pace("rate_limit = \"10/m\"\n"), 6s);
    EXPECT_EQ(pace("rate_limit = \"100/h\"\n"), 36s);
    for (const std::string rate : {"", "0/s", "-1/m", "1/d", "/m", "1/", "1/m ", "ten", "1.5/m", "1000001/s"}) {
        EXPECT_EQ(
            complaint("[tasks.x]\nhandler = \"click\"\nrate_limit = \"" + rate + "\"\n"),
            "3: the task `x` has a `rate_limit` that it can't use; no number in a time; `rate_limit = \"10/m\"`: a "
            "whole number, at least one, and `/s`, `/m` or `/h` behind it, without blanks; without the line there is "
            "no "
            "limit")
            << rate;
    }
}

TEST(OwnTasks, AreNoSettingsOfTheProgram) {
    Layers layers;
    layers.toml = parse_toml_file(std::make_shared<SourceText>(
        "megactl.toml", "[tasks.\"x\"]\nhandler = \"click\"\n[worker]\nconcurrency = 3\n"));
    EXPECT_EQ(resolve(layers).integer("worker.concurrency"), 3);
    EXPECT_EQ(resolve_task("y", layers.toml).find("task.handler"), nullptr);
}

TEST(OwnTasks, SayWhatIsWrongWithThem) {
    const std::string begin = rotate;
    EXPECT_EQ(complaint(begin), "1: the task `ops.rotate` has no `handler`; what runs it?; `handler = \"exec\"`");
    EXPECT_EQ(complaint(begin + "acks_late = true\n"),
              "2: the task `ops.rotate` has no `handler`; what runs it?; `handler = \"exec\"`");
    EXPECT_EQ(
        complaint(begin + "handler = \"shell\"\n"),
        "2: `handler` can't be `shell`; expected one of exec, webhook, email, click, cleanup; it takes one of exec, "
        "webhook, email, click, cleanup");
    EXPECT_EQ(complaint(begin + "handler = \"exec\"\n"),
              "2: the task `ops.rotate` has no `command`; `exec` needs one; `command = [\"/usr/local/bin/rotate\", "
              "\"--all\"]`");
    EXPECT_EQ(complaint(begin + "handler = \"exec\"\ncommand = []\n"),
              "3: the task `ops.rotate` has a `command` that it can't use; no program is named; `command = "
              "[\"/usr/local/bin/rotate\", \"--all\"]`");
    EXPECT_EQ(
        complaint(begin + "handler = \"exec\"\ncommand = \"rotate\"\n"),
        "3: `command` in megactl.toml is not what it should be; expected a list of texts, like [\"…\"]; this is a "
        "text");
    EXPECT_EQ(complaint(begin + "handler = \"click\"\ntime_limit = \"5s\"\n"),
              "3: the task `ops.rotate` has a `time_limit` that it can't use; its handler is `click`; only `exec` and "
              "`webhook` take it: drop the line, or change the handler");
    EXPECT_EQ(complaint(begin + "handler = \"webhook\"\nurl = \"ftp://x\"\n"),
              "3: the task `ops.rotate` has a `url` that it can't use; it begins with neither https:// nor http://; "
              "`url = \"https://example.org/hook\"`");
    EXPECT_EQ(complaint(begin + "handler = \"click\"\nmax_retries = -1\n"),
              "3: the task `ops.rotate` has a `max_retries` that it can't use; less than none; `0` means that it is "
              "never tried again");
}

TEST(OwnTasks, SayWhichKeysTheyTake) {
    EXPECT_EQ(complaint("[tasks.\"ops.rotate\"]\ncomand = []\n"),
              "2: the task `ops.rotate` in megactl.toml has no key `comand`; unknown; did you mean `command`?");
    EXPECT_EQ(complaint("[tasks.ops.rotate]\nhandler = \"exec\"\n"),
              "1: the task `ops` in megactl.toml has no key `rotate`; unknown; a name with dots stands in quotes: "
              "`[tasks.\"ops.rotate\"]`");
    EXPECT_EQ(complaint("[tasks]\nrotate = 7\n"),
              "2: `tasks.rotate` in megactl.toml is a table; expected a table; this is a whole number; write "
              "`[tasks.\"NAME\"]`, and its keys below");
    EXPECT_EQ(complaint("tasks = 7\n"),
              "1: `tasks` in megactl.toml is a table; expected a table; this is a whole number; write "
              "`[tasks.\"NAME\"]`, and its keys below");
    EXPECT_EQ(complaint("[task]\nx = 1\n"), "1: megactl.toml has no table `task`; unknown; did you mean `[tasks]`?");
}

}  // namespace
}  // namespace megactl::config
