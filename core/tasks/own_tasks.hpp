#pragma once

#include "core/base/result.hpp"
#include "core/worker/task.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace megactl::tasks {

// Tasks that a project brings itself, `[tasks."NAME"]` of megactl.toml. Each handler is for one task at a time, and may
// be called from several threads.

struct TimeLimits {
    std::optional<std::chrono::milliseconds> soft{};  // the task is asked to end
    std::optional<std::chrono::milliseconds> hard{};  // it is ended
};

// A program, run as it is, never through a shell. It gets the call as one JSON object on standard input; its standard
// output is the result: JSON where it is JSON, else the text. Exit 0 is success, 75 (EX_TEMPFAIL) asks for a retry, any
// other is a failure with the end of standard error as the message. Limits of the message come before its own.
struct ProgramTask {
    std::vector<std::string> command;
    TimeLimits limits{};
};
worker::Handler run_program(ProgramTask task);

// A web server: the call is sent by POST, signed where there is a secret (HMAC-SHA-256 of the body, in hexadecimal, as
// `X-Megactl-Signature`). An answer of 2xx is success, and its body the result; 408, 429, 5xx and no answer ask for a
// retry, after the time that `Retry-After` tells; any other is a failure. Error{input} where this host has no libcurl.
struct WebhookTask {
    std::string url;
    std::string secret_file{};                         // read anew for each call; empty for none
    std::optional<std::chrono::milliseconds> limit{};  // 30 s without
};
worker::Handler call_webhook(WebhookTask task);

// What a secret file holds, without its last line end; the problem is that it can't be read, or is empty: with an empty
// key anybody could sign.
Result<std::string> webhook_secret(const std::string& file);

}  // namespace megactl::tasks
