#include "core/curl/transfer.hpp"

#include <new>

namespace megactl::curl {

List list_of(std::span<const std::string> texts) {
    List list(nullptr, library().free_list);
    for (const std::string& text : texts) {
        curl_slist* const longer = library().append(list.get(), text.c_str());
        if (longer == nullptr) throw std::bad_alloc();
        list.release();  // NOLINT(bugprone-unused-return-value): it is within `longer`
        list.reset(longer);
    }
    return list;
}

Transfer::Transfer(const std::string& url, const char* protocols) : handle_(library().init(), library().cleanup) {
    if (!handle_) throw std::bad_alloc();
    set(CURLOPT_URL, url.c_str());
    set(CURLOPT_PROTOCOLS_STR, protocols);
    set(CURLOPT_NOSIGNAL, 1L);
    set(CURLOPT_ERRORBUFFER, words_.data());
}

bool Transfer::end_by(std::chrono::steady_clock::time_point deadline) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now()).count();
    if (left > 0) set(CURLOPT_TIMEOUT_MS, static_cast<long>(left));
    return left > 0;
}

int Transfer::status() const {
    return static_cast<int>(get<long>(CURLINFO_RESPONSE_CODE));
}

}  // namespace megactl::curl
