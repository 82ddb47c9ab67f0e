#include "core/http/post.hpp"

#include "core/curl/curl.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <memory>
#include <string_view>

namespace megactl::http {
namespace {

constexpr std::size_t most_kept = 1U << 20U;

std::size_t keep_body(const char* bytes, std::size_t /*size*/, std::size_t count, void* body) {
    auto& kept = *static_cast<std::string*>(body);
    kept.append(bytes, std::min(count, most_kept - kept.size()));
    return count;
}

}  // namespace

Result<PostAnswer> post(const std::string& url, const std::string& body,
                        const std::vector<std::pair<std::string, std::string>>& headers, os::Deadline deadline) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now()).count();
    if (left <= 0) return problem("no answer in time");
    const curl::Library& library = curl::library();
    const curl::Handle handle = curl::new_handle();
    if (!handle) return problem("no memory");
    std::unique_ptr<curl_slist, void (*)(curl_slist*)> lines(nullptr, library.free_list);
    for (const auto& [name, value] : headers) {
        curl_slist* longer = library.append(lines.get(), fmt::format("{}: {}", name, value).c_str());
        if (longer == nullptr) return problem("no memory");
        static_cast<void>(lines.release());
        lines.reset(longer);
    }
    PostAnswer answer;
    std::array<char, CURL_ERROR_SIZE> words{};
    const auto set = [&](CURLoption option, auto value) { library.set(handle.get(), option, value); };
    set(CURLOPT_URL, url.c_str());
    set(CURLOPT_PROTOCOLS_STR, "http,https");
    set(CURLOPT_NOSIGNAL, 1L);
    set(CURLOPT_TIMEOUT_MS, static_cast<long>(left));
    set(CURLOPT_ERRORBUFFER, words.data());
    set(CURLOPT_USERAGENT, "megactl");
    set(CURLOPT_HTTPHEADER, lines.get());
    set(CURLOPT_POSTFIELDS, body.c_str());
    set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
    set(CURLOPT_WRITEFUNCTION, &keep_body);
    set(CURLOPT_WRITEDATA, &answer.body);
    const CURLcode code = library.perform(handle.get());
    if (code != CURLE_OK) return problem(curl::reason_of(code, words.data()));
    long status = 0;
    library.get(handle.get(), CURLINFO_RESPONSE_CODE, &status);
    answer.status = static_cast<int>(status);
    curl_off_t wait = 0;
    library.get(handle.get(), CURLINFO_RETRY_AFTER, &wait);
    if (wait > 0) answer.retry_after = std::chrono::seconds(wait);
    return answer;
}

}  // namespace megactl::http
