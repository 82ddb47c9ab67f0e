#pragma once

#include "core/curl/curl.hpp"

#include <array>
#include <chrono>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace megactl::curl {

// Texts as libcurl takes several of them.
using List = std::unique_ptr<curl_slist, void (*)(curl_slist*)>;
List list_of(std::span<const std::string> texts);

// One exchange with a server, by a handle of its own. One thread. Memory that runs out throws std::bad_alloc.
class Transfer {
public:
    // `protocols` are the schemes that it may speak, "http,https".
    Transfer(const std::string& url, const char* protocols);
    Transfer(const Transfer&) = delete;
    Transfer& operator=(const Transfer&) = delete;
    ~Transfer() = default;

    // False where that has passed already.
    bool end_by(std::chrono::steady_clock::time_point deadline);

    // What libcurl does not copy must outlive perform().
    template <class Value>
    Transfer& set(CURLoption option, Value value) {
        library().set(handle_.get(), option, value);
        return *this;
    }

    CURLcode perform() { return library().perform(handle_.get()); }

    // Of the last answer, as its protocol numbers them; 0 where there was none.
    int status() const;
    // What libcurl wrote of a failure; empty where nothing.
    std::string_view words() const { return words_.data(); }
    // Why it failed, as it reads within a sentence.
    std::string reason_of(CURLcode code) const { return curl::reason_of(code, words()); }
    template <class Value>
    Value get(CURLINFO info) const {
        Value value{};
        library().get(handle_.get(), info, &value);
        return value;
    }

private:
    std::unique_ptr<CURL, void (*)(CURL*)> handle_;
    std::array<char, CURL_ERROR_SIZE> words_{};
};

}  // namespace megactl::curl
