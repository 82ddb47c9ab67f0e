#pragma once

#include <curl/curl.h>

#include <string>
#include <string_view>

namespace megactl::http {

// What of libcurl is used. It brings thirty libraries along: linked, they would cost every command its quick start.
struct Curl {
    decltype(&::curl_global_init) global_init = nullptr;
    decltype(&::curl_easy_init) init = nullptr;
    decltype(&::curl_easy_cleanup) cleanup = nullptr;
    decltype(&::curl_easy_setopt) set = nullptr;
    decltype(&::curl_easy_perform) perform = nullptr;
    decltype(&::curl_easy_getinfo) get = nullptr;
    decltype(&::curl_easy_strerror) words_of = nullptr;
    decltype(&::curl_slist_append) append = nullptr;
    decltype(&::curl_slist_free_all) free_list = nullptr;
};

// Loaded with the first call. Throws Error{input} where this host does not have it. Safe from every thread.
const Curl& curl();

// Why a request failed, as it reads within a sentence; `words` are those of CURLOPT_ERRORBUFFER.
std::string curl_reason(CURLcode code, std::string_view words);

}  // namespace megactl::http
