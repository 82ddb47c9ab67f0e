#include "core/http/curl.hpp"

#include "core/base/error.hpp"
#include "core/base/text.hpp"

#include <fmt/format.h>

#include <dlfcn.h>

namespace megactl::http {
namespace {

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
    look_up(handle, "curl_slist_append", curl.append);
    look_up(handle, "curl_slist_free_all", curl.free_list);
    if (curl.global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
        throw Error(Error::Kind::input, fmt::format("`{}` can't be used", library));
    return curl;
}

}  // namespace

const Curl& curl() {
    static const Curl loaded = load();
    return loaded;
}

std::string curl_reason(CURLcode code, std::string_view words) {
    if (code == CURLE_OPERATION_TIMEDOUT) return "no answer in time";
    std::string reason(words.empty() ? std::string_view(curl().words_of(code)) : trim(words));
    const bool is_word = reason.size() > 1 && lower(reason.substr(1, 1)) == reason.substr(1, 1);  // and not `SSL`
    return is_word ? lower(reason.substr(0, 1)) + reason.substr(1) : reason;
}

}  // namespace megactl::http
