#include "core/http/post.hpp"

#include "core/curl/curl.hpp"
#include "core/curl/transfer.hpp"

#include <algorithm>

namespace megactl::http {
namespace {

constexpr std::size_t most_kept = 1U << 20U;

std::size_t keep_body(const char* bytes, std::size_t /*size*/, std::size_t count, void* body) {
    auto& kept = *static_cast<std::string*>(body);
    kept.append(bytes, std::min(count, most_kept - kept.size()));
    return count;
}

}  // namespace

Result<PostAnswer> post(const std::string& url, const std::string& body, std::span<const std::string> headers,
                        os::Deadline deadline) {
    curl::Transfer request(url, "http,https");
    if (!request.end_by(deadline)) return problem("no answer in time");
    const curl::List lines = curl::list_of(headers);
    PostAnswer answer;
    request.set(CURLOPT_USERAGENT, "megactl")
        .set(CURLOPT_HTTPHEADER, lines.get())
        .set(CURLOPT_POSTFIELDS, body.c_str())
        .set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()))
        .set(CURLOPT_WRITEFUNCTION, &keep_body)
        .set(CURLOPT_WRITEDATA, &answer.body);
    const CURLcode code = request.perform();
    if (code != CURLE_OK) return problem(request.reason_of(code));
    answer.status = request.status();
    const auto wait = request.get<curl_off_t>(CURLINFO_RETRY_AFTER);
    if (wait > 0) answer.retry_after = std::chrono::seconds(wait);
    return answer;
}

void expect_libcurl() {
    curl::library();
}

}  // namespace megactl::http
