#include "core/os/supervisor.hpp"

#include "tests/core/os/notify_listener.hpp"
#include "tests/support/sandbox.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <unistd.h>

#include <string>
#include <vector>

namespace megactl::os {
namespace {

TEST(Supervisor, HearsHowTheServiceIs) {
    const tests::Sandbox folder;
    const std::string name = (folder.path() / "notify").string();
    const tests::NotifyListener listener(name);
    const Supervisor supervisor(name);
    supervisor.tell_ready();
    EXPECT_EQ(listener.heard(), "READY=1");
    supervisor.tell_reloading();
    EXPECT_TRUE(listener.heard().starts_with("RELOADING=1\nMONOTONIC_USEC="));
    supervisor.tell_stopping();
    EXPECT_EQ(listener.heard(), "STOPPING=1");
}

TEST(Supervisor, MayListenUnderAnAbstractName) {
    const std::string name = fmt::format("@megactl-test-{}", ::getpid());
    const tests::NotifyListener listener(name);
    Supervisor(name).tell_ready();
    EXPECT_EQ(listener.heard(), "READY=1");
}

TEST(Supervisor, IsNotMissed) {
    Supervisor("").tell_ready();
    Supervisor("/nowhere/notify").tell_ready();
    Supervisor(std::string(500, 'x')).tell_ready();
}

TEST(Supervisor, HandsDescriptorsToTheProcessThatItMeans) {
    const std::string own = std::to_string(::getpid());
    EXPECT_EQ(handed_over(own, "2"), (std::vector<int>{3, 4}));
    EXPECT_EQ(handed_over("1", "2"), std::vector<int>{});
    EXPECT_EQ(handed_over(own, "x"), std::vector<int>{});
    EXPECT_EQ(handed_over(own, "-2"), std::vector<int>{});
    EXPECT_EQ(handed_over("", ""), std::vector<int>{});
}

}  // namespace
}  // namespace megactl::os
