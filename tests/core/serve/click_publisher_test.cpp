#include "core/serve/click_publisher.hpp"

#include "core/base/error.hpp"
#include "core/broker/extraction.hpp"
#include "core/broker/oversight.hpp"
#include "core/links/spool_segments.hpp"
#include "tests/support/sandbox.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <array>
#include <functional>
#include <set>

namespace megactl::serve {
namespace {

// What a broker holds, which outlives connections to it, and where it fails next.
struct Place {
    enum class Fault { none, before, after };

    std::mutex mutex;  // guards what follows
    std::condition_variable changed;
    std::vector<std::string> payloads;
    std::map<std::string, std::uint64_t> marks;
    std::function<Fault(std::string_view call)> fault = [](std::string_view) { return Fault::none; };

    template <class Work>
    auto call(std::string_view name, Work work) {
        const std::lock_guard lock(mutex);
        const Fault now = fault(name);
        if (now == Fault::before) throw Error(Error::Kind::service, "connection refused");
        auto answer = work();
        changed.notify_all();
        if (now == Fault::after) throw Error(Error::Kind::service, "connection reset");
        return answer;
    }

    // The ids of the clicks that arrived, each as often as it did.
    std::multiset<std::string> ids() {
        const std::lock_guard lock(mutex);
        std::multiset<std::string> ids;
        for (const std::string& payload : payloads)
            ids.insert(celery::decode(payload).value().id);
        return ids;
    }

    // Waits, with a deadline, until so many are there.
    bool has_arrived(std::size_t count) {
        std::unique_lock lock(mutex);
        return changed.wait_for(lock, std::chrono::seconds(30), [&] { return payloads.size() >= count; });
    }
};

class FakeBroker final : public broker::Broker {
public:
    explicit FakeBroker(Place& place) : place_(place) {}

    void publish_once(std::span<const broker::Outgoing> messages, const broker::PublishMark& mark) override {
        place_.call("publish", [&] {
            std::uint64_t& known = place_.marks[mark.publisher];
            if (known >= mark.sequence) return 0;
            known = mark.sequence;
            for (const broker::Outgoing& message : messages)
                place_.payloads.push_back(message.payload);
            return 0;
        });
    }
    std::optional<std::uint64_t> mark_of(std::string_view publisher) override {
        return place_.call("mark", [&]() -> std::optional<std::uint64_t> {
            const auto known = place_.marks.find(std::string(publisher));
            if (known == place_.marks.end()) return std::nullopt;
            return known->second;
        });
    }
    void forget_mark(std::string_view publisher) override {
        place_.call("forget", [&] { return place_.marks.erase(std::string(publisher)); });
    }

    void ping(os::Deadline /*deadline*/) override {}
    void publish(std::span<const broker::Outgoing> /*messages*/) override {}
    std::vector<broker::Delivery> receive(std::span<const std::string> /*queues*/, std::size_t /*most*/,
                                          std::chrono::milliseconds /*wait*/,
                                          const std::stop_token& /*stop*/) override {
        return {};
    }
    void acknowledge(std::span<const std::string> /*tags*/) override {}
    void end(std::span<const broker::Ending> /*endings*/) override {}
    void give_back(std::span<const broker::Delivery> /*deliveries*/) override {}
    void bury(const broker::Delivery& /*delivery*/, std::string_view /*reason*/) override {}
    std::vector<std::string> renew(std::span<const std::string> /*tags*/) override { return {}; }
    std::chrono::milliseconds lease_time() const override { return {}; }
    std::size_t restore_abandoned() override { return 0; }
    std::vector<broker::QueueState> queues() override { return {}; }
    std::vector<std::string> peek(std::string_view /*queue*/, std::size_t /*most*/) override { return {}; }
    void browse(std::string_view /*queue*/, const std::function<bool(broker::Waiting message)>& /*look*/) override {}
    std::unique_ptr<broker::Extraction> extract(broker::ExtractionOrder /*order*/) override { return nullptr; }
    std::size_t restore_extracted() override { return 0; }
    std::uint64_t set_aside(std::string_view /*queue*/) override { return 0; }
    std::unique_ptr<broker::Oversight> oversee() override { return nullptr; }

private:
    Place& place_;
};

class ClickPublisherTest : public testing::Test {
protected:
    links::SpoolSettings spool_settings() const {
        return {.folder = sandbox_.path(), .identity = "here", .segment_size = 1000};
    }
    static PublisherSettings fast() {
        using std::chrono::milliseconds;
        return {.origin = "test@host",
                .batch = 7,
                .poll = milliseconds(1),
                .first_wait = milliseconds(1),
                .longest_wait = milliseconds(4)};
    }
    void append(links::ClickSpool::Writer& writer, int count) {
        for (int i = 0; i < count; ++i) {
            links::Click click;
            click.id = fmt::format("click-{}", appended_);
            click.link_id = appended_;
            const std::array one{click};
            expected_.insert(one.front().id);
            ++appended_;
            writer.append(one);
        }
    }

    Place place_;
    broker::BrokerSource source_{"fake", "fake", [this] { return std::make_unique<FakeBroker>(place_); }};
    std::multiset<std::string> expected_;
    int appended_ = 0;
    tests::Sandbox sandbox_;
};

TEST_F(ClickPublisherTest, CarriesEachClickOnceAndLeavesNothingBehind) {
    {
        links::ClickSpool spool(spool_settings());
        auto writer = spool.open_writer();
        ClickPublisher publisher(spool, source_, fast());
        append(*writer, 100);
        EXPECT_TRUE(place_.has_arrived(100));
        append(*writer, 5);
        writer.reset();
    }
    EXPECT_EQ(place_.ids(), expected_);
    EXPECT_TRUE(std::filesystem::is_empty(sandbox_.path()));
    EXPECT_TRUE(place_.marks.empty());
}

TEST_F(ClickPublisherTest, CarriesEachClickOnceThroughEveryFault) {
    for (const char* const failing : {"mark", "publish", "forget"}) {
        for (const Place::Fault kind : {Place::Fault::before, Place::Fault::after}) {
            int calls = 0;
            place_.fault = [&](std::string_view call) {
                return call == failing && ++calls % 3 != 0 ? kind : Place::Fault::none;
            };
            links::ClickSpool spool(spool_settings());
            auto writer = spool.open_writer();
            ClickPublisher publisher(spool, source_, fast());
            append(*writer, 40);
            EXPECT_TRUE(place_.has_arrived(static_cast<std::size_t>(appended_)));
            append(*writer, 3);
            writer.reset();
        }
    }
    place_.fault = [](std::string_view) { return Place::Fault::none; };
    {
        links::ClickSpool spool(spool_settings());
        const ClickPublisher publisher(spool, source_, fast());
    }
    EXPECT_EQ(place_.ids(), expected_);
}

TEST_F(ClickPublisherTest, AsksAfterADeathWhatIsPublishedAlready) {
    // Published, and dead before the spool knew.
    std::string id;
    {
        links::ClickSpool spool(spool_settings());
        append(*spool.open_writer(), 20);
        id = spool.strands().front()->id;
        place_.fault = [](std::string_view call) {
            return call == "publish" ? Place::Fault::after : Place::Fault::none;
        };
        ClickCarrier carrier(spool, source_, fast());
        EXPECT_EQ(carrier.drain({}, os::Deadline::max()), Drained::away);
        EXPECT_EQ(carrier.reason(), "connection reset");
        EXPECT_EQ(place_.marks[id], 7U);
    }
    place_.fault = [](std::string_view) { return Place::Fault::none; };
    links::ClickSpool spool(spool_settings());
    PublisherSettings larger = fast();
    larger.batch = 1000;
    ClickCarrier carrier(spool, source_, larger);
    EXPECT_EQ(carrier.drain({}, os::Deadline::max()), Drained::all);
    EXPECT_EQ(carrier.carried(), 13U);
    EXPECT_EQ(place_.ids(), expected_);
    EXPECT_EQ(spool.state().waiting, 0U);
    EXPECT_EQ(spool.state().bytes, 0U);
}

TEST_F(ClickPublisherTest, LetsNoStrandWaitForAnother) {
    links::ClickSpool spool(spool_settings());
    const std::array writers{spool.open_writer(), spool.open_writer(), spool.open_writer()};
    for (const auto& writer : writers)
        append(*writer, 20);
    ClickCarrier carrier(spool, source_, fast());
    // A deadline that is over lets one round pass.
    EXPECT_EQ(carrier.drain({}, {}), Drained::some);
    ASSERT_EQ(place_.marks.size(), 3U);
    for (const auto& [id, mark] : place_.marks)
        EXPECT_EQ(mark, 7U);
}

TEST_F(ClickPublisherTest, LeavesWhatItCantReadAndGoesOnWithTheRest) {
    links::ClickSpool spool(spool_settings());
    const auto blocked = spool.open_writer();
    const auto writer = spool.open_writer();
    append(*blocked, 3);
    append(*writer, 4);
    const std::filesystem::path segment = links::segment_file(spool.strands().front()->folder, 1);
    ClickCarrier carrier(spool, source_, fast());
    std::filesystem::permissions(segment, std::filesystem::perms::none);
    EXPECT_EQ(carrier.drain({}, os::Deadline::max()), Drained::all);
    EXPECT_EQ(carrier.carried(), 4U);
    EXPECT_TRUE(std::filesystem::exists(segment));
    std::filesystem::permissions(segment, std::filesystem::perms::owner_read);
    EXPECT_EQ(carrier.drain({}, os::Deadline::max()), Drained::all);
    EXPECT_EQ(place_.ids(), expected_);
}

TEST_F(ClickPublisherTest, NeverHoldsUpTheWriters) {
    place_.fault = [](std::string_view) { return Place::Fault::before; };
    links::ClickSpool spool(spool_settings());
    auto writer = spool.open_writer();
    {
        const ClickPublisher publisher(spool, source_, fast());
        append(*writer, 50);
    }
    EXPECT_EQ(spool.state().waiting, 50U);
    EXPECT_EQ(spool.state().lost, 0U);
    place_.fault = [](std::string_view) { return Place::Fault::none; };
    const ClickPublisher publisher(spool, source_, fast());
    EXPECT_TRUE(place_.has_arrived(50));
    EXPECT_EQ(place_.ids(), expected_);
}

}  // namespace
}  // namespace megactl::serve
