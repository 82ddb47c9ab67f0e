#include "core/curl/curl.hpp"

#include "core/base/error.hpp"
#include "core/base/text.hpp"
#include "core/os/loaded_library.hpp"

#include <fmt/format.h>

namespace megactl::curl {
namespace {

constexpr const char* library_name = "libcurl.so.4";

template <class Function>
void look_up(const os::LoadedLibrary& loaded, const char* name, Function& function) {
    if (loaded.look_up(name, function)) return;
    throw Error(Error::Kind::input, fmt::format("`{}` has no `{}`", library_name, name));
}

Library load() {
    const os::LoadedLibrary loaded(library_name);
    if (!loaded.is_there()) {
        throw Error(Error::Kind::input,
                    fmt::format("servers are spoken to by `{}`, which this host does not have", library_name))
            .help("`apt-get install libcurl4` brings it");
    }
    Library library;
    look_up(loaded, "curl_global_init", library.global_init);
    look_up(loaded, "curl_easy_init", library.init);
    look_up(loaded, "curl_easy_cleanup", library.cleanup);
    look_up(loaded, "curl_easy_setopt", library.set);
    look_up(loaded, "curl_easy_perform", library.perform);
    look_up(loaded, "curl_easy_getinfo", library.get);
    look_up(loaded, "curl_easy_strerror", library.words_of);
    look_up(loaded, "curl_slist_append", library.append);
    look_up(loaded, "curl_slist_free_all", library.free_list);
    if (library.global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
        throw Error(Error::Kind::input, fmt::format("`{}` can't be used", library_name));
    return library;
}

}  // namespace

const Library& library() {
    static const Library loaded = load();
    return loaded;
}

std::string reason_of(CURLcode code, std::string_view words) {
    if (code == CURLE_OPERATION_TIMEDOUT) return "no answer in time";
    std::string reason(words.empty() ? std::string_view(library().words_of(code)) : trim(words));
    const bool is_word = reason.size() > 1 && lower(reason.substr(1, 1)) == reason.substr(1, 1);  // and not `SSL`
    return is_word ? lower(reason.substr(0, 1)) + reason.substr(1) : reason;
}

}  // namespace megactl::curl
