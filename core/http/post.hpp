#pragma once

#include "core/base/result.hpp"
#include "core/os/deadline.hpp"

#include <chrono>
#include <optional>
#include <span>
#include <string>

namespace megactl::http {

struct PostAnswer {
    int status = 0;
    std::string body;  // its first mebibyte
    std::optional<std::chrono::seconds> retry_after{};
};

// Sends `body` to an `http:` or `https:` URL; redirects are an answer, not followed. The problem is why none came by
// the deadline: "connection refused". Throws Error{input} where this host has no libcurl. Safe from every thread.
// `headers` are whole lines, without their ends.
Result<PostAnswer> post(const std::string& url, const std::string& body, std::span<const std::string> headers,
                        os::Deadline deadline);

// Throws Error{input} where this host has no libcurl: for whoever is going to post, and can still refuse to.
void expect_libcurl();

}  // namespace megactl::http
