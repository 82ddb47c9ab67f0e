#include "core/serve/redirect_server.hpp"

#include "core/base/error.hpp"
#include "tests/core/http/client.hpp"
#include "tests/core/serve/one_link.hpp"
#include "tests/support/comes_true.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <mutex>
#include <set>
#include <string>
#include <thread>

namespace megactl::serve {
namespace {

using http::Client;

class Redirects : public testing::Test {
protected:
    std::uint16_t port() const { return server_.addresses().front().port; }

    ClickKeeper keeper() {
        return [this](std::span<const links::Click> clicks) {
            const std::lock_guard lock(mutex);
            for (const links::Click& click : clicks)
                kept.insert(click.referrer);
        };
    }

    static RedirectSettings settings() {
        RedirectSettings settings;
        settings.addresses = {{"127.0.0.1", 0}};
        settings.threads = 2;
        settings.rules.allowed_hosts = {"localhost"};
        return settings;
    }

    std::atomic<bool> is_away = false;
    std::mutex mutex;
    std::set<std::string> kept;  // guarded; the referrers

private:
    links::LiveLinks links_{std::make_unique<OneLink>(is_away),
                            {std::chrono::milliseconds(1), std::chrono::milliseconds(1)}};
    RedirectServer server_{settings(), links_};
    std::jthread thread_{[this](const std::stop_token& stop) { server_.run(stop, [this] { return keeper(); }); }};
};

std::string get(std::string_view path, std::string_view referrer = "") {
    return fmt::format("GET {} HTTP/1.1\r\nHost: localhost\r\nReferer: {}\r\n\r\n", path, referrer);
}

TEST_F(Redirects, KeepEachClickBeforeItsAnswer) {
    std::atomic<int> missing = 0;
    {
        std::vector<std::jthread> clients;
        clients.reserve(6);
        for (int name = 0; name < 6; ++name) {
            clients.emplace_back([&, name] {
                Client client(port());
                for (int round = 0; round < 40; ++round) {
                    const std::string referrer = fmt::format("https://{}/{}", name, round);
                    client.say(get("/alice/go/", referrer));
                    const std::string heard = client.hear(1);
                    const std::lock_guard lock(mutex);
                    if (heard.find("Location: https://example.com/target\r\n") == std::string_view::npos) ++missing;
                    if (!kept.contains(referrer)) ++missing;
                }
            });
        }
    }
    EXPECT_EQ(missing, 0);
    EXPECT_EQ(kept.size(), 240U);
}

TEST_F(Redirects, KeepNothingForWhatIsNoVisit) {
    Client client(port());
    client.say(get("/alice/none/", "x") + get("/alice/go", "x") + get("/health/", "x"));
    client.hear(3);
    const std::lock_guard lock(mutex);
    EXPECT_TRUE(kept.empty());
}

TEST_F(Redirects, GoOnWithoutTheDatabaseWhileHealthTells) {
    Client client(port());
    client.say("GET /health/ HTTP/1.1\r\nHost: 10.0.0.7\r\n\r\n");
    EXPECT_NE(client.hear(1).find(" 200 OK"), std::string::npos);
    is_away = true;
    const auto is_told = [&] {
        client.say(get("/health/"));
        return client.hear(1).find(" 503 ") != std::string::npos;
    };
    EXPECT_TRUE(tests::comes_true(is_told));
    client.say(get("/health/live") + get("/alice/go/"));
    const std::string heard = client.hear(2);
    EXPECT_NE(heard.find(" 200 OK"), std::string_view::npos);
    EXPECT_NE(heard.find(" 302 Found"), std::string_view::npos);
}

}  // namespace
}  // namespace megactl::serve
