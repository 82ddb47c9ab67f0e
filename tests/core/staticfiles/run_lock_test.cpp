#include "core/staticfiles/run_lock.hpp"

#include "core/log/log.hpp"
#include "core/os/file.hpp"
#include "core/staticfiles/root_folder.hpp"
#include "tests/support/sandbox.hpp"

#include <gtest/gtest.h>

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <array>
#include <filesystem>
#include <memory>
#include <string>
#include <thread>

namespace megactl::staticfiles {
namespace {

namespace fs = std::filesystem;

// What is logged meanwhile, to be read by whoever waits for it.
class LoggedLines {
public:
    LoggedLines() : former_(::dup(STDERR_FILENO)) {
        std::array<int, 2> ends{};
        EXPECT_EQ(::pipe2(ends.data(), O_CLOEXEC), 0);
        reading_ = os::Descriptor(ends[0]);
        ::dup2(ends[1], STDERR_FILENO);
        ::close(ends[1]);
        log::configure(log::Level::warning, log::Format::text, false);
    }
    LoggedLines(const LoggedLines&) = delete;
    LoggedLines& operator=(const LoggedLines&) = delete;
    ~LoggedLines() { ::dup2(former_.number(), STDERR_FILENO); }

    // What there is of it where it does not come.
    std::string next() const {
        constexpr int patience = 60'000;  // milliseconds
        std::string line;
        pollfd wanted{.fd = reading_.number(), .events = POLLIN, .revents = 0};
        for (char c = 0; ::poll(&wanted, 1, patience) == 1 && ::read(reading_.number(), &c, 1) == 1 && c != '\n';)
            line += c;
        return line;
    }

private:
    os::Descriptor former_;
    os::Descriptor reading_;
};

class RunLocks : public testing::Test {
protected:
    fs::path root() const { return sandbox.path() / "root"; }

    tests::Sandbox sandbox;
};

TEST_F(RunLocks, SayWhoHoldsThem) {
    auto first = std::make_unique<RootFolder>(root(), "root", std::stop_token{});
    const LoggedLines lines;
    std::jthread second([&](const std::stop_token& stop) { const RootFolder folder(root(), "root", stop); });
    const std::string told = lines.next();
    EXPECT_NE(told.find("another run writes into the root"), std::string::npos) << told;
    EXPECT_NE(told.find(" pid=" + std::to_string(::getpid()) + " since=2"), std::string::npos) << told;
    first.reset();
    second.join();
    EXPECT_FALSE(fs::exists(root())) << "nothing was written, so neither leaves a folder";
}

TEST_F(RunLocks, DoNotHeedTheNoteOfADeadRun) {
    sandbox.write("root/.megactl-lock", "1 2026-01-01T00:00:00Z elsewhere");
    { const RootFolder folder(root(), "root", {}); }
    EXPECT_TRUE(fs::is_empty(root()));
}

TEST_F(RunLocks, TellNothingFromAnOddNote) {
    fs::create_directories(root());
    const os::Descriptor open(::open(root().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    const RunLock first(open.number(), "root", {});
    sandbox.write("root/.megactl-lock", "1 \x1b[31m x");
    const LoggedLines lines;
    std::jthread second([&](const std::stop_token& stop) { const RootFolder folder(root(), "root", stop); });
    const std::string told = lines.next();
    EXPECT_NE(told.find("another run writes into the root"), std::string::npos) << told;
    EXPECT_EQ(told.find("pid="), std::string::npos) << told;
    second.request_stop();
}

}  // namespace
}  // namespace megactl::staticfiles
