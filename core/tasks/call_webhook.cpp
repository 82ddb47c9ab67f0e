#include "core/base/encoding.hpp"
#include "core/base/text.hpp"
#include "core/http/post.hpp"
#include "core/os/file.hpp"
#include "core/tasks/call.hpp"
#include "core/tasks/own_tasks.hpp"

#include <fmt/format.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <array>
#include <utility>

namespace megactl::tasks {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr milliseconds usual_limit{30'000};
constexpr seconds longest_wait{600};  // of what the server asks for, as of a retry's backoff
constexpr std::size_t most_told = 200;

// HMAC-SHA-256 in lower-case hexadecimal.
std::string signature_of(std::string_view body, std::string_view key) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned int size = 0;
    const auto* const bytes = reinterpret_cast<const unsigned char*>(body.data());  // NOLINT: OpenSSL's bytes
    ::HMAC(::EVP_sha256(), key.data(), static_cast<int>(key.size()), bytes, body.size(), digest.data(), &size);
    return hex({reinterpret_cast<const char*>(digest.data()), size});  // NOLINT: the same
}

std::string told(const http::PostAnswer& answer) {
    std::string text = fmt::format("it answered {}", answer.status);
    const std::string words = escape_controls(trim(answer.body.substr(0, most_told)));
    return words.empty() ? text : fmt::format("{}: {}", text, words);
}

bool may_change(int status) {
    constexpr int timeout = 408;
    constexpr int too_many = 429;
    return status == timeout || status == too_many || status >= 500;
}

worker::Outcome outcome_of(const http::PostAnswer& answer) {
    if (answer.status >= 200 && answer.status < 300) return worker::Succeeded{.value = result_text(answer.body)};
    if (!may_change(answer.status)) return worker::Failed{.reason = told(answer)};
    worker::Retried retry{.reason = told(answer)};
    if (answer.retry_after) retry.delay = std::min(*answer.retry_after, longest_wait);
    return retry;
}

worker::Outcome call(const WebhookTask& task, const celery::Message& message) {
    const std::string body = call_document(message);
    std::vector<std::string> headers{"Content-Type: application/json", "Expect:"};
    if (!task.secret_file.empty()) {
        const auto secret = webhook_secret(task.secret_file);
        // Unsigned it would be refused, or worse, be believed.
        if (!secret) return worker::Retried{.reason = secret.error().reason};
        headers.push_back("X-Megactl-Signature: " + signature_of(body, *secret));
    }
    const milliseconds limit = time_limit(message.time_limit, task.limit).value_or(usual_limit);
    const auto answer = http::post(task.url, body, headers, std::chrono::steady_clock::now() + limit);
    if (!answer) return worker::Retried{.reason = answer.error().reason};
    return outcome_of(*answer);
}

}  // namespace

worker::Handler call_webhook(WebhookTask task) {
    http::expect_libcurl();
    return {.run =
                worker::each([task = std::move(task)](const celery::Message& message) { return call(task, message); })};
}

Result<std::string> webhook_secret(const std::string& file) {
    auto secret = os::read_file(file);
    if (!secret) return problem(fmt::format("its secret can't be read: {}", secret.error().explanation));
    if (trim(*secret).empty()) return problem("its secret is empty");
    if (secret->ends_with('\n')) secret->pop_back();
    return *std::move(secret);
}

}  // namespace megactl::tasks
