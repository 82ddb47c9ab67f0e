// Holders that are killed at any moment: what they took comes back, and what they acknowledged does not.

#include "core/broker/sqlite_broker.hpp"
#include "tests/support/sandbox.hpp"

#include <gtest/gtest.h>

#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <limits>
#include <memory>
#include <random>
#include <set>
#include <string>

namespace megactl::broker {
namespace {

constexpr int kills = 40;
constexpr int messages_a_round = 200;

std::unique_ptr<Broker> open(const std::filesystem::path& file) {
    TransportOptions options;
    options.visibility_timeout = std::chrono::seconds(0);  // the dead are dead at once
    options.may_create = true;
    return open_sqlite_broker(file, options);
}

void say(int pipe, char what, const std::vector<Delivery>& deliveries) {
    std::string lines;
    for (const Delivery& delivery : deliveries)
        lines.append(1, what).append(delivery.payload).append("\n");
    if (::write(pipe, lines.data(), lines.size()) < 0) ::_exit(1);
}

// Takes, says so, acknowledges, says so, until nothing is left.
[[noreturn]] void work_off(const std::filesystem::path& file, int pipe) {
    const auto broker = open(file);
    const std::vector<std::string> queues{"q"};
    for (std::size_t most = 1;; most = most % 7 + 1) {
        const auto deliveries = broker->receive(queues, most, std::chrono::milliseconds(0), std::stop_token());
        if (deliveries.empty()) ::_exit(0);
        say(pipe, 't', deliveries);
        std::vector<std::string> tags;
        tags.reserve(deliveries.size());
        for (const Delivery& delivery : deliveries)
            tags.push_back(delivery.tag);
        broker->acknowledge(tags);
        say(pipe, 'a', deliveries);
    }
}

struct Account {
    std::set<std::string> taken;
    std::set<std::string> acknowledged;

    void note(const std::string& line) {
        const std::string name = line.substr(1);
        if (line.front() == 'a') {
            acknowledged.insert(name);
            return;
        }
        taken.insert(name);
        EXPECT_FALSE(acknowledged.contains(name)) << name << " came again";
    }
};

// One holder, killed after it said so many lines; false if it came to its end by itself.
bool is_killed(const std::filesystem::path& file, int lines, Account& account) {
    int ends[2] = {};
    EXPECT_EQ(::pipe(ends), 0);
    const pid_t child = ::fork();
    if (child == 0) work_off(file, ends[1]);
    ::close(ends[1]);
    FILE* const words = ::fdopen(ends[0], "r");
    char line[64] = {};
    for (int count = 0; std::fgets(line, sizeof line, words) != nullptr; ++count) {
        if (count == lines) ::kill(child, SIGKILL);  // what is in the pipe is read all the same
        const std::string text(line);
        account.note(text.substr(0, text.size() - 1));
    }
    std::fclose(words);
    int status = 0;
    ::waitpid(child, &status, 0);
    EXPECT_TRUE(WIFSIGNALED(status) || WEXITSTATUS(status) == 0);
    return WIFSIGNALED(status);
}

TEST(SqliteCrash, LosesAndRepeatsNothingThatWasAcknowledged) {
    const tests::Sandbox sandbox;
    const auto file = sandbox.path() / "queue.db";
    std::mt19937 random(20261125);  // the same moments each time, as far as moments are
    std::uniform_int_distribution lines(0, 30);
    Account account;
    int killed = 0;
    std::size_t published = 0;
    // A holder that was quicker than its killer is none of the forty.
    for (int round = 0; killed < kills && round < 10 * kills; ++round) {
        std::vector<Outgoing> batch;
        batch.reserve(messages_a_round);
        for (int number = 0; number < messages_a_round; ++number)
            batch.push_back({"q", std::to_string(published++)});
        open(file)->publish(batch);
        if (is_killed(file, lines(random), account)) ++killed;
        open(file)->restore_abandoned();
    }
    EXPECT_EQ(killed, kills);
    EXPECT_FALSE(is_killed(file, std::numeric_limits<int>::max(), account));
    EXPECT_EQ(account.taken.size(), published);
    for (const QueueState& state : open(file)->queues()) {
        EXPECT_EQ(state.waiting, 0U);
        EXPECT_EQ(state.held, 0U);
    }
}

}  // namespace
}  // namespace megactl::broker
