#include "core/os/supervisor.hpp"

#include "core/os/file.hpp"
#include "tests/support/sandbox.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <string>

namespace megactl::os {
namespace {

// What systemd has on its side.
class Listener {
public:
    explicit Listener(const std::string& name) : socket_(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0)) {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        name.copy(address.sun_path, sizeof address.sun_path - 1);
        if (name.front() == '@') address.sun_path[0] = '\0';
        const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + name.size());
        const auto* const place = reinterpret_cast<const sockaddr*>(&address);  // NOLINT: how sockets are made
        EXPECT_EQ(::bind(socket_.number(), place, size), 0);
    }

    std::string heard() const {
        std::array<char, 256> room{};
        const ssize_t count = ::recv(socket_.number(), room.data(), room.size(), MSG_DONTWAIT);
        return count < 0 ? "nothing" : std::string(room.data(), static_cast<std::size_t>(count));
    }

private:
    Descriptor socket_;
};

TEST(Supervisor, HearsHowTheServiceIs) {
    const tests::Sandbox folder;
    const std::string name = (folder.path() / "notify").string();
    const Listener listener(name);
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
    const Listener listener(name);
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
