#pragma once

#include "core/http/request.hpp"
#include "core/links/click.hpp"
#include "core/links/link_table.hpp"
#include "core/links/site_rules.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace megactl::links {

// Answers as the site's own view does, with its middleware around it: the redirect, the slash appended, the host
// refused, the way to https. A thread has its own.
class Answerer {
public:
    explicit Answerer(const SiteRules& rules) : rules_(rules) {}

    // Before the answers of a tick: what time they tell.
    void set_time(std::chrono::system_clock::time_point now);

    struct Visit {
        const http::Request& request;
        std::string_view peer;
        bool stays_open;
    };

    // Appends the whole answer; returns the click that must be kept before it may leave.
    std::optional<Click> answer(const Visit& visit, const LinkTable& links, std::string& output);
    // `{"status": "ok"}`, or 503 with `error`.
    void answer_health(const Visit& visit, bool is_well, std::string& output) const;
    // To what is no request.
    void refuse(int status, std::string_view words, std::string& output) const;

private:
    std::optional<Click> answer_path(const Visit& visit, const LinkTable& links, std::string& output);
    void send_to(const Visit& visit, int status, std::string_view location, std::string& output) const;
    Click click_of(const Visit& visit, std::int64_t link) const;
    std::optional<std::string> address_of(const Visit& visit) const;
    // The lines that every answer to a request has: the date, and over TLS that it shall always be TLS.
    std::string_view common_lines(const Visit& visit) const;

    const SiteRules& rules_;
    std::string date_;         // the line, renewed once a second
    std::string secure_date_;  // and the line of HSTS behind it
    std::chrono::sys_seconds second_{};
    celery::Time now_{};
    std::string path_;  // decoded; kept for its memory
};

}  // namespace megactl::links
