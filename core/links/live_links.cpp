#include "core/links/live_links.hpp"

#include "core/base/error.hpp"
#include "core/log/log.hpp"

#include <algorithm>

namespace megactl::links {
namespace {

// A large table is not read so often that reading it becomes the machine's work.
constexpr int least_rest = 20;

}  // namespace

LiveLinks::LiveLinks(std::unique_ptr<LinkStore> store, Pace pace) : store_(std::move(store)), pace_(pace) {
    store_->may_have_changed();
    read();
    watcher_ = std::jthread([this](const std::stop_token& stop) { watch(stop); });
}

std::shared_ptr<const LinkTable> LiveLinks::table() const {
    const std::lock_guard lock(mutex_);
    return table_;
}

void LiveLinks::reload() {
    {
        const std::lock_guard lock(mutex_);
        must_reload_ = true;
    }
    wake_.notify_one();
}

void LiveLinks::read() {
    const auto begin = std::chrono::steady_clock::now();
    auto table = std::make_shared<LinkTable>();
    store_->for_each([&](const Link& link) { table->add(link); });
    table->finish();
    const auto end = std::chrono::steady_clock::now();
    next_reading_ = end + std::max<std::chrono::steady_clock::duration>(pace_.read, (end - begin) * least_rest);
    {
        const std::lock_guard lock(mutex_);
        table_ = std::move(table);
    }
    version_.fetch_add(1, std::memory_order_release);
}

void LiveLinks::watch(const std::stop_token& stop) {
    while (!stop.stop_requested()) {
        {
            std::unique_lock lock(mutex_);
            wake_.wait_for(lock, stop, pace_.look, [this] { return must_reload_; });
            if (must_reload_) next_reading_ = {};
            must_reload_ = false;
        }
        if (!stop.stop_requested()) refresh();
    }
}

void LiveLinks::refresh() {
    try {
        const bool is_changed = store_->may_have_changed() || is_away_;
        if (is_changed || std::chrono::steady_clock::now() >= next_reading_) read();
        if (is_away_.exchange(false)) log::event(log::Level::info, "serve", "the database is back");
    } catch (const std::exception& error) {
        // With what is known: a redirect must not end with the database.
        if (is_away_.exchange(true)) return;
        log::event(log::Level::warning, "serve", "database away; going on with the links that are known",
                   {{"reason", error.what()}});
    }
}

}  // namespace megactl::links
