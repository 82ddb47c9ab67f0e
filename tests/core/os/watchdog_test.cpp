#include "core/os/watchdog.hpp"

#include "tests/core/os/notify_listener.hpp"
#include "tests/support/sandbox.hpp"

#include <gtest/gtest.h>

#include <unistd.h>

#include <chrono>
#include <string>

namespace megactl::os {
namespace {

using std::chrono::milliseconds;

TEST(Watchdog, HearsOfLifeOnceEveryPartyHasShownIt) {
    const tests::Sandbox folder;
    const std::string name = (folder.path() / "notify").string();
    const tests::NotifyListener listener(name);
    const Supervisor supervisor(name);
    Watchdog watchdog(supervisor, "1000000000", std::to_string(::getpid()));
    EXPECT_EQ(watchdog.pace(), milliseconds(250'000));
    Watchdog::Party first(watchdog);
    Watchdog::Party second(watchdog);
    first.gets_on();
    EXPECT_EQ(listener.heard(), "nothing");
    second.gets_on();
    EXPECT_EQ(listener.heard(), "WATCHDOG=1");
    second.gets_on();  // too soon to be told again
    first.gets_on();
    EXPECT_EQ(listener.heard(), "nothing");
}

TEST(Watchdog, IsSilentWhileAPartyHangs) {
    const tests::Sandbox folder;
    const std::string name = (folder.path() / "notify").string();
    const tests::NotifyListener listener(name);
    const Supervisor supervisor(name);
    Watchdog watchdog(supervisor, "4000", "");
    Watchdog::Party lively(watchdog);
    Watchdog::Party hanging(watchdog);
    hanging.gets_on();
    lively.gets_on();
    EXPECT_EQ(listener.heard(), "WATCHDOG=1");
    const auto end = std::chrono::steady_clock::now() + milliseconds(10);
    while (std::chrono::steady_clock::now() < end)
        lively.gets_on();
    EXPECT_EQ(listener.heard(), "nothing");
}

TEST(Watchdog, WatchesNobodyElse) {
    const Supervisor supervisor("");
    EXPECT_EQ(Watchdog(supervisor, "", "").pace(), std::nullopt);
    EXPECT_EQ(Watchdog(supervisor, "1000000", "1").pace(), std::nullopt);
    EXPECT_EQ(Watchdog(supervisor, "0", "").pace(), std::nullopt);
    EXPECT_EQ(Watchdog(supervisor, "soon", "").pace(), std::nullopt);
    EXPECT_EQ(Watchdog(supervisor, "1000000", "").pace(), milliseconds(250));
}

}  // namespace
}  // namespace megactl::os
