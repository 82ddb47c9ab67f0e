#include "core/base/error.hpp"
#include "core/links/click.hpp"
#include "core/tasks/tasks.hpp"

#include <fmt/format.h>

#include <exception>
#include <mutex>
#include <optional>
#include <utility>

namespace megactl::tasks {
namespace {

constexpr std::size_t most_at_once = 1000;

// Connections to the database, one for each run at a time: opened when none is free, kept for the next.
class LinkStores {
public:
    explicit LinkStores(std::function<std::unique_ptr<links::LinkStore>()> open) : open_(std::move(open)) {}

    std::unique_ptr<links::LinkStore> take() {
        {
            const std::lock_guard lock(mutex_);
            if (!free_.empty()) {
                auto store = std::move(free_.back());
                free_.pop_back();
                return store;
            }
        }
        return open_();
    }

    // Only after a success: one that failed is closed, so that the next run connects anew.
    void put_back(std::unique_ptr<links::LinkStore> store) {
        const std::lock_guard lock(mutex_);
        free_.push_back(std::move(store));
    }

private:
    const std::function<std::unique_ptr<links::LinkStore>()> open_;
    std::mutex mutex_;  // guards what follows
    std::vector<std::unique_ptr<links::LinkStore>> free_;
};

worker::Succeeded answer(std::int64_t link, bool exists) {
    return {.value = exists ? fmt::format("\"Click recorded for link {}\"", link)
                            : fmt::format("\"Link {} not found\"", link)};
}

class ClickRecorder {
public:
    explicit ClickRecorder(const TaskPlaces& places) : stores_(places.open_links), now_(places.now) {}

    std::vector<worker::Outcome> run(std::span<const celery::Message> messages) {
        std::vector<worker::Outcome> outcomes(messages.size());
        std::vector<links::Click> clicks;
        std::vector<std::size_t> places;  // of each click among the messages
        for (std::size_t i = 0; i < messages.size(); ++i) {
            auto click = links::click_of(messages[i], now_());
            if (!click) {
                outcomes[i] = worker::Failed{.reason = click.error().reason, .exception = "TypeError"};
                continue;
            }
            clicks.push_back(*std::move(click));
            places.push_back(i);
        }
        const std::vector<worker::Outcome> recorded = record(clicks);
        for (std::size_t i = 0; i < places.size(); ++i)
            outcomes[places[i]] = recorded[i];
        return outcomes;
    }

private:
    std::vector<worker::Outcome> record(std::span<const links::Click> clicks) {
        if (clicks.empty()) return {};
        std::vector<worker::Outcome> outcomes;
        try {
            auto store = stores_.take();
            const std::vector<bool> exist = store->record(clicks);
            stores_.put_back(std::move(store));
            for (std::size_t i = 0; i < clicks.size(); ++i)
                outcomes.emplace_back(answer(clicks[i].link_id, exist[i]));
        } catch (const Error& error) {
            // Whatever it says (locked, gone, read-only, without its tables), it is the database's trouble and none of
            // the clicks', which were looked at before: they are visits that were answered, and none may be lost.
            outcomes.assign(clicks.size(), worker::Postponed{.reason = error.message()});
        } catch (const std::exception& error) {
            outcomes.assign(clicks.size(), worker::Retried{.reason = error.what()});
        }
        return outcomes;
    }

    LinkStores stores_;
    std::function<celery::Time()> now_;
};

}  // namespace

// The task of the site, which tries again after any failure; here a database that is away is waited for without end.
worker::Handler record_link_click(const TaskPlaces& places) {
    return {.run = [recorder = std::make_shared<ClickRecorder>(places)](
                       std::span<const celery::Message> messages) { return recorder->run(messages); },
            .batch = most_at_once};
}

}  // namespace megactl::tasks
