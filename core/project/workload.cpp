#include "core/project/workload.hpp"

#include "core/base/text.hpp"

namespace megactl::project {

bool is_login_shell(const std::vector<std::string>& words) {
    if (words.size() < 2) return false;
    const std::string_view program = std::string_view(words[0]).substr(words[0].rfind('/') + 1);
    if (!is_one_of(program, {"sh", "bash", "dash", "ash", "ksh", "zsh"})) return false;
    for (std::size_t i = 1; i < words.size() && words[i].starts_with('-'); ++i) {
        const bool is_cluster = !words[i].starts_with("--");
        if (words[i] == "--login" || (is_cluster && words[i].find('l') != std::string::npos)) return true;
    }
    return false;
}

}  // namespace megactl::project
