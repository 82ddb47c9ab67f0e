#include "core/http/probe.hpp"

#include "core/base/error.hpp"
#include "core/base/text.hpp"

#include <fmt/format.h>

#include <curl/curl.h>
#include <dlfcn.h>

#include <array>
#include <chrono>
#include <memory>

namespace megactl::http {
namespace {

// What of libcurl is used. It brings thirty libraries along: linked, they would cost every command its quick start.
struct Curl {
    decltype(&::curl_global_init) global_init = nullptr;
    decltype(&::curl_easy_init) init = nullptr;
    decltype(&::curl_easy_cleanup) cleanup = nullptr;
    decltype(&::curl_easy_setopt) set = nullptr;
    decltype(&::curl_easy_perform) perform = nullptr;
    decltype(&::curl_easy_getinfo) get = nullptr;
    decltype(&::curl_easy_strerror) words_of = nullptr;
};

constexpr const char* library = "libcurl.so.4";

template <class Function>
void look_up(void* handle, const char* name, Function& function) {
    function = reinterpret_cast<Function>(::dlsym(handle, name));  // NOLINT: how dlsym is made
    if (function != nullptr) return;
    throw Error(Error::Kind::input, fmt::format("`{}` has no `{}`", library, name));
}

Curl load() {
    void* const handle = ::dlopen(library, RTLD_NOW | RTLD_LOCAL);  // for as long as the process lives
    if (handle == nullptr) {
        throw Error(Error::Kind::input, fmt::format("URLs are asked by `{}`, which this host does not have", library))
            .help("`apt-get install libcurl4` brings it");
    }
    Curl curl;
    look_up(handle, "curl_global_init", curl.global_init);
    look_up(handle, "curl_easy_init", curl.init);
    look_up(handle, "curl_easy_cleanup", curl.cleanup);
    look_up(handle, "curl_easy_setopt", curl.set);
    look_up(handle, "curl_easy_perform", curl.perform);
    look_up(handle, "curl_easy_getinfo", curl.get);
    look_up(handle, "curl_easy_strerror", curl.words_of);
    if (curl.global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
        throw Error(Error::Kind::input, fmt::format("`{}` can't be used", library));
    return curl;
}

const Curl& curl() {
    static const Curl loaded = load();
    return loaded;
}

// The head has told all that is asked.
std::size_t leave_body(const char* /*bytes*/, std::size_t /*size*/, std::size_t /*count*/, void* /*nobody*/) {
    return 0;
}

std::string reason_of(CURLcode code, std::string_view words) {
    if (code == CURLE_OPERATION_TIMEDOUT) return "no answer in time";
    std::string reason(words.empty() ? std::string_view(curl().words_of(code)) : trim(words));
    const bool is_word = reason.size() > 1 && lower(reason.substr(1, 1)) == reason.substr(1, 1);  // and not `SSL`
    return is_word ? lower(reason.substr(0, 1)) + reason.substr(1) : reason;
}

}  // namespace

Result<int> probe(const std::string& url, os::Deadline deadline) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now()).count();
    if (left <= 0) return problem("no answer in time");
    const std::unique_ptr<CURL, void (*)(CURL*)> handle(curl().init(), curl().cleanup);
    if (!handle) return problem("no memory");
    std::array<char, CURL_ERROR_SIZE> words{};
    const auto set = [&](CURLoption option, auto value) { curl().set(handle.get(), option, value); };
    set(CURLOPT_URL, url.c_str());
    set(CURLOPT_PROTOCOLS_STR, "http,https");
    set(CURLOPT_NOSIGNAL, 1L);
    set(CURLOPT_TIMEOUT_MS, static_cast<long>(left));
    set(CURLOPT_ERRORBUFFER, words.data());
    set(CURLOPT_USERAGENT, "megactl");
    set(CURLOPT_WRITEFUNCTION, &leave_body);
    const CURLcode code = curl().perform(handle.get());
    long status = 0;
    curl().get(handle.get(), CURLINFO_RESPONSE_CODE, &status);
    const bool has_answered = code == CURLE_OK || (code == CURLE_WRITE_ERROR && status != 0);
    if (!has_answered) return problem(reason_of(code, words.data()));
    return static_cast<int>(status);
}

}  // namespace megactl::http
