#include "core/log/log.hpp"

#include "core/base/secret.hpp"
#include "core/base/text.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <thread>
#include <vector>

namespace megactl::log {
namespace {

std::string logged(const std::function<void()>& work) {
    testing::internal::CaptureStderr();
    work();
    return testing::internal::GetCapturedStderr();
}

void copied() {
    event(Level::info, "static", "copied", {{"path", "css/a b.css"}, {"bytes", 512}, {"is_new", true}});
}

// Without the time, which stands first.
std::string behind_time(const std::string& line) {
    return line.substr(std::string("12:00:04.120 ").size());
}

TEST(Log, WritesAnEventAsText) {
    configure(Level::info, Format::text, false);
    const std::string line = logged(copied);
    EXPECT_EQ(behind_time(line), "info  static: copied path=\"css/a b.css\" bytes=512 is_new=true\n");
    EXPECT_EQ(line.substr(2, 1), ":");
}

TEST(Log, WritesTheSameFieldsAsJson) {
    configure(Level::info, Format::json, false);
    const std::string line = logged(copied);
    EXPECT_TRUE(line.starts_with("{\"time\": \"2") || line.starts_with("{\"time\":\"2")) << line;
    const std::string plain = replace_all(replace_all(line, ": ", ":"), ", ", ",");
    EXPECT_NE(plain.find("\"level\":\"info\",\"module\":\"static\",\"event\":\"copied\",\"path\":\"css/a b.css\","
                         "\"bytes\":512,\"is_new\":\"true\"}\n"),
              std::string::npos)
        << plain;
}

TEST(Log, LeavesOutWhatIsBelowItsLevel) {
    configure(Level::warning, Format::text, false);
    EXPECT_EQ(logged(copied), "");
    EXPECT_FALSE(is_enabled(Level::info));
    EXPECT_TRUE(is_enabled(Level::error));
}

TEST(Log, NeverBreaksALine) {
    configure(Level::info, Format::text, false);
    const std::string line = logged([] {
        event(Level::error, "worker", "told\nlies", {{"name", "a\nb\x1b[31m \"c\""}});
    });
    EXPECT_EQ(behind_time(line), "error worker: told\\nlies name=\"a\\nb\\x1B[31m \\\"c\\\"\"\n");
}

TEST(Log, MasksSecrets) {
    for (const Format format : {Format::text, Format::json}) {
        configure(Level::info, format, false);
        const std::string line = logged([] { event(Level::info, "a", "b", {{"key", Secret("swordfish")}}); });
        EXPECT_EQ(line.find("swordfish"), std::string::npos);
        EXPECT_NE(line.find("••••"), std::string::npos);
    }
}

TEST(Log, ColoursOnlyWhenTold) {
    configure(Level::info, Format::text, true);
    EXPECT_NE(logged(copied).find('\x1b'), std::string::npos);
    configure(Level::info, Format::text, false);
    EXPECT_EQ(logged(copied).find('\x1b'), std::string::npos);
}

TEST(Log, KeepsLinesOfManyThreadsWhole) {
    configure(Level::info, Format::text, false);
    constexpr std::size_t thread_count = 4;
    constexpr int events_each = 200;
    const std::string text = logged([] {
        std::vector<std::jthread> threads;
        for (std::size_t i = 0; i < thread_count; ++i) {
            threads.emplace_back([] {
                for (int event_number = 0; event_number < events_each; ++event_number)
                    copied();
            });
        }
    });
    const std::string whole = behind_time(text.substr(0, text.find('\n') + 1));
    std::size_t lines = 0;
    for (std::size_t begin = 0; begin < text.size(); begin = text.find('\n', begin) + 1) {
        EXPECT_EQ(behind_time(text.substr(begin, text.find('\n', begin) + 1 - begin)), whole);
        ++lines;
    }
    EXPECT_EQ(lines, thread_count * events_each);
}

}  // namespace
}  // namespace megactl::log
