#pragma once

#include <curl/curl.h>

#include <string>
#include <string_view>

namespace megactl::curl {

// What of libcurl is used. It brings thirty libraries along: linked, they would cost every command its quick start.
struct Library {
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

// Loaded at the first call, for as long as the process lives; Error{input} where this host has none. Safe from every
// thread.
const Library& library();

// Why it failed: what libcurl wrote into its error buffer (`words`), else what it calls the code.
std::string reason_of(CURLcode code, std::string_view words);

}  // namespace megactl::curl
