#include "core/serve/pair_watch.hpp"

#include "core/base/units.hpp"
#include "core/log/log.hpp"

#include <sys/stat.h>

#include <exception>
#include <utility>

namespace megactl::serve {
namespace {

using Clock = std::chrono::steady_clock;

std::int64_t nanoseconds_of(const timespec& time) {
    constexpr std::int64_t in_a_second = 1'000'000'000;
    return time.tv_sec * in_a_second + time.tv_nsec;
}

}  // namespace

WatchedFiles::WatchedFiles(std::vector<std::filesystem::path> files) : files_(std::move(files)), seen_(stamps()) {}

bool WatchedFiles::have_changed() {
    std::vector<Stamp> now = stamps();
    const bool is_changed = now != seen_;
    seen_ = std::move(now);
    return is_changed;
}

std::vector<WatchedFiles::Stamp> WatchedFiles::stamps() const {
    std::vector<Stamp> stamps;
    stamps.reserve(files_.size());
    for (const std::filesystem::path& file : files_) {
        struct stat entry {};
        Stamp& stamp = stamps.emplace_back();
        if (::stat(file.c_str(), &entry) != 0) continue;
        stamp = {entry.st_dev, entry.st_ino, entry.st_size, nanoseconds_of(entry.st_mtim),
                 nanoseconds_of(entry.st_ctim)};
    }
    return stamps;
}

PairWatch::PairWatch(tls::ServedContext& served, WatchedFiles files, Load load, Pace pace)
    : served_(served),
      files_(std::move(files)),
      load_(std::move(load)),
      pace_(pace),
      renew_at_(Clock::now() + pace.renewal),
      watcher_([this](const std::stop_token& stop) { watch(stop); }) {}

void PairWatch::reload() {
    {
        const std::lock_guard lock(mutex_);
        must_reload_ = true;
    }
    wake_.notify_one();
}

void PairWatch::watch(const std::stop_token& stop) {
    while (!stop.stop_requested()) {
        bool is_asked = false;
        {
            std::unique_lock lock(mutex_);
            wake_.wait_for(lock, stop, pace_.look, [this] { return must_reload_; });
            is_asked = std::exchange(must_reload_, false);
        }
        if (stop.stop_requested()) return;
        if (is_asked) {
            files_.have_changed();
            take(Voice::always);
        } else {
            look();
        }
        if (Clock::now() >= renew_at_) renew_tickets();
    }
}

// Certificate and key are never replaced at the same instant: between the two they are no pair, and that is no fault
// yet.
void PairWatch::look() {
    if (files_.have_changed()) {
        told_at_ = Clock::now() + pace_.patience;
        take(Voice::silent);
    } else if (!fault_.empty() && fault_ != told_ && Clock::now() >= told_at_) {
        take(Voice::once);
    }
}

void PairWatch::take(Voice voice) {
    Result<tls::ServerContext> next = [this]() -> Result<tls::ServerContext> {
        try {
            return load_();
        } catch (const std::exception& failure) {
            return problem(failure.what());
        }
    }();
    if (next) {
        const bool is_new = !next->presents_the_same_as(served_.current());
        const std::string end = format_date(next->not_after());
        fault_.clear();
        told_.clear();
        if (is_new) {
            served_.replace(*std::move(next));
            log::event(log::Level::info, "serve", "new connections get the renewed certificate", {{"until", end}});
        } else if (voice == Voice::always) {
            log::event(log::Level::info, "serve", "the certificate is the one that is served", {{"until", end}});
        }
        return;
    }
    fault_ = next.error().reason;
    if (voice == Voice::silent || (voice == Voice::once && fault_ == told_)) return;
    told_ = fault_;
    // Left alone, the site goes down on that day.
    log::event(log::Level::error, "serve", "the certificate and key on disk can't be served; the ones before still are",
               {{"reason", fault_}, {"served_until", format_date(served_.current().not_after())}});
}

void PairWatch::renew_tickets() {
    renew_at_ = Clock::now() + pace_.renewal;
    const tls::ServerContext current = served_.current();
    served_.replace(current.renewed());
    const auto left = current.not_after() - std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    if (left > pace_.expires_within) return;
    log::event(log::Level::warning, "serve", "the certificate ends, and its files hold no later one",
               {{"until", format_date(current.not_after())}});
}

}  // namespace megactl::serve
