#include "core/http/probe.hpp"

#include "core/curl/curl.hpp"

#include <array>
#include <chrono>

namespace megactl::http {
namespace {

// The head has told all that is asked.
std::size_t leave_body(const char* /*bytes*/, std::size_t /*size*/, std::size_t /*count*/, void* /*nobody*/) {
    return 0;
}

}  // namespace

Result<int> probe(const std::string& url, os::Deadline deadline) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now()).count();
    if (left <= 0) return problem("no answer in time");
    const curl::Library& library = curl::library();
    const curl::Handle handle = curl::new_handle();
    if (!handle) return problem("no memory");
    std::array<char, CURL_ERROR_SIZE> words{};
    const auto set = [&](CURLoption option, auto value) { library.set(handle.get(), option, value); };
    set(CURLOPT_URL, url.c_str());
    set(CURLOPT_PROTOCOLS_STR, "http,https");
    set(CURLOPT_NOSIGNAL, 1L);
    set(CURLOPT_TIMEOUT_MS, static_cast<long>(left));
    set(CURLOPT_ERRORBUFFER, words.data());
    set(CURLOPT_USERAGENT, "megactl");
    set(CURLOPT_WRITEFUNCTION, &leave_body);
    const CURLcode code = library.perform(handle.get());
    long status = 0;
    library.get(handle.get(), CURLINFO_RESPONSE_CODE, &status);
    const bool has_answered = code == CURLE_OK || (code == CURLE_WRITE_ERROR && status != 0);
    if (!has_answered) return problem(curl::reason_of(code, words.data()));
    return static_cast<int>(status);
}

}  // namespace megactl::http
