#include "core/serve/redirect_server.hpp"

#include "core/links/answer.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace megactl::serve {
namespace {

class RedirectHandler final : public http::Handler {
public:
    RedirectHandler(const links::SiteRules& rules, const links::LiveLinks& links, ClickKeeper keep,
                    os::Watchdog* watchdog)
        : links_(links), keep_(std::move(keep)), answerer_(rules) {
        if (watchdog != nullptr) in_watch_.emplace(*watchdog);
        take_table();
    }

    void begin_tick(std::chrono::system_clock::time_point now) override {
        if (in_watch_) in_watch_->gets_on();
        answerer_.set_time(now);
        if (links_.version() != version_) take_table();
    }

    void answer(const http::Request& request, std::string_view peer, bool stays_open, std::string& output) override {
        const links::Answerer::Visit visit{request, peer, stays_open};
        if (request.path == "/health/" || request.path == "/health") {
            answerer_.answer_health(visit, !links_.is_database_away(), output);
        } else if (request.path == "/health/live" || request.path == "/health/live/") {
            answerer_.answer_health(visit, true, output);
        } else if (std::optional<links::Click> click = answerer_.answer(visit, *table_, output)) {
            clicks_.push_back(std::move(*click));
        }
    }

    void refuse(int status, std::string_view words, std::string& output) override {
        answerer_.refuse(status, words, output);
    }

    void before_answers() override {
        if (clicks_.empty()) return;
        keep_(clicks_);
        clicks_.clear();
    }

private:
    // The version first: a table that comes between the two is taken again, and none is missed.
    void take_table() {
        version_ = links_.version();
        table_ = links_.table();
    }

    const links::LiveLinks& links_;
    ClickKeeper keep_;
    links::Answerer answerer_;
    std::optional<os::Watchdog::Party> in_watch_;
    std::shared_ptr<const links::LinkTable> table_;
    std::uint64_t version_ = 0;
    std::vector<links::Click> clicks_;  // of this tick
};

http::Server server_for(RedirectSettings& settings) {
    if (settings.descriptors.empty()) {
        return {std::move(settings.addresses), settings.threads, settings.limits, settings.served};
    }
    return {settings.descriptors, settings.threads, settings.limits, settings.served};
}

}  // namespace

RedirectServer::RedirectServer(RedirectSettings settings, const links::LiveLinks& links)
    : rules_(std::move(settings.rules)), links_(links), watchdog_(settings.watchdog), server_(server_for(settings)) {
    if (rules_.own_host.empty()) rules_.own_host = addresses().front().text();
    for (const http::ListenAddress& address : addresses()) {
        if (address.scheme == http::Scheme::http) rules_.plain_ports.push_back(address.port);
        if (address.scheme == http::Scheme::https && rules_.https_port == 0) rules_.https_port = address.port;
    }
}

void RedirectServer::run(const std::stop_token& stop, const std::function<ClickKeeper()>& make_keeper) {
    server_.run(stop, [&] { return std::make_unique<RedirectHandler>(rules_, links_, make_keeper(), watchdog_); });
}

}  // namespace megactl::serve
