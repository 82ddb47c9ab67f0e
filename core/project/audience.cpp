#include "core/project/audience.hpp"

#include "core/base/text.hpp"

#include <algorithm>
#include <string>

namespace megactl::project {

Audience audience_of_name(std::string_view name) {
    const std::string text = lower(name);
    Audience audience = Audience::anybody;
    for (std::size_t begin = 0; begin < text.size();) {
        std::size_t end = begin;
        while (end < text.size() && is_letter(text[end]))
            ++end;
        const std::string_view word = std::string_view(text).substr(begin, end - begin);
        if (is_one_of(word, {"prod", "production", "live", "staging"})) return Audience::production;
        if (is_one_of(word, {"dev", "devel", "develop", "developer", "developers", "development", "local", "test",
                             "tests", "testing", "debug", "ci", "override", "devcontainer", "playground"})) {
            audience = Audience::developers;
        }
        begin = end + 1;
    }
    return audience;
}

Audience audience_of_file(std::string_view path) {
    const std::size_t slash = path.rfind('/');
    const Audience audience = audience_of_name(path.substr(slash + 1));
    if (audience != Audience::anybody || slash == std::string_view::npos) return audience;
    const std::string_view folder = path.substr(0, slash);
    return audience_of_name(folder.substr(folder.rfind('/') + 1));
}

}  // namespace megactl::project
