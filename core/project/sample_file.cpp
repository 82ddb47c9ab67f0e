#include "core/project/sample_file.hpp"

#include "core/base/text.hpp"

#include <algorithm>
#include <vector>

namespace megactl::project {
namespace {

bool is_sample_word(std::string_view word) {
    return is_one_of(word, {"example", "sample", "template", "dist", "default", "defaults"});
}

// `.env.prod-example`: env, prod, example.
std::vector<std::string> words_of(std::string_view name) {
    std::string spaced = lower(name);
    std::ranges::replace_if(
        spaced, [](char c) { return c == '.' || c == '_' || c == '-'; }, ' ');
    std::vector<std::string> words;
    for (const std::string_view word : split(spaced, ' ')) {
        if (!word.empty()) words.emplace_back(word);
    }
    return words;
}

bool is_sample_of(std::string_view name, const std::vector<std::string>& wanted) {
    std::vector<std::string> words = words_of(name);
    return std::erase_if(words, is_sample_word) > 0 && words == wanted;
}

}  // namespace

bool is_sample_file(std::string_view file) {
    const std::string lowered = lower(file);
    std::string_view name = lowered;
    if (name == "example.env" || name == "sample.env") return true;
    if (name.starts_with('.')) name.remove_prefix(1);
    if (!name.starts_with("env") || name.size() < 5) return false;
    const bool is_apart = name[3] == '.' || name[3] == '_' || name[3] == '-';
    return is_apart && is_sample_word(name.substr(4));
}

std::string sample_beside(const Tree& tree, const std::filesystem::path& env_file) {
    const std::filesystem::path folder = env_file.parent_path();
    const std::vector<std::string> wanted = words_of(env_file.filename().string());
    std::string any;
    for (const std::string& name : tree.list(folder)) {
        const bool is_own = is_sample_of(name, wanted);
        if (!is_own && (!any.empty() || !is_sample_file(name))) continue;
        std::string path = (folder / name).string();
        if (!tree.is_file(path)) continue;
        if (is_own) return path;
        any = std::move(path);
    }
    return any;
}

}  // namespace megactl::project
