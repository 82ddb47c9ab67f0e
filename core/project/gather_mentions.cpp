#include "core/project/gather_mentions.hpp"

#include "core/base/text.hpp"
#include "core/config/env_file.hpp"
#include "core/project/near_walk.hpp"
#include "core/project/sample_file.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <span>
#include <string>
#include <string_view>

namespace megactl::project {
namespace {

bool is_skipped_folder(std::string_view name) {
    constexpr std::array<std::string_view, 6> skipped{"node_modules",  "venv",   "env",
                                                      "site-packages", "vendor", "__pycache__"};
    return name.starts_with('.') || std::ranges::find(skipped, name) != skipped.end();
}

bool is_script_name(std::string_view name) {
    return name.ends_with(".sh") || name == "entrypoint" || name == "start" || name == "Makefile" ||
           name == "Procfile" || name.ends_with(".conf.template") || name.find('.') == std::string_view::npos;
}

void read_script(const Tree& tree, const std::string& path, std::set<std::string, std::less<>>& names) {
    const Source source = read_if_possible(tree, path);
    if (!source) return;
    const bool is_script = source->text().starts_with("#!") || path.ends_with(".sh") || path.ends_with("Makefile") ||
                           path.ends_with("Procfile") || path.ends_with(".conf.template");
    if (is_script) add_dollar_names(source->text(), "$", names);
}

// What the scripts of the tree mention, those of the nearest folders first.
void gather_of_scripts(const Tree& tree, std::set<std::string, std::less<>>& names) {
    walk_nearest(tree, {}, [&](const std::string& path, std::string_view name) {
        if (is_script_name(name)) read_script(tree, path, names);
        // Folders have no dot in their name, but for hidden ones: so most files need not be asked.
        const bool may_be_folder = name.find('.') == std::string_view::npos && !is_skipped_folder(name);
        return may_be_folder ? Entering::if_folder : Entering::no;
    });
}

void gather_samples(const Tree& tree, Facts& facts) {
    for (const std::string& file : tree.list("")) {
        const Source source = is_sample_file(file) ? read_if_possible(tree, file) : nullptr;
        if (!source) continue;
        for (const auto& entry : config::parse_env_file(source).entries)
            facts.sample_names.emplace(entry.name, Location{source, entry.span});
    }
}

// Env files that are their owner's alone.
void gather_denied(const Tree& tree, Facts& facts) {
    std::set<std::string> paths;
    if (tree.is_denied(".env")) paths.insert(".env");
    const auto services = facts.compose ? std::span(facts.compose->services) : std::span<const Service>();
    for (const Service& service : services) {
        for (const EnvFileUse& use : service.env_files)
            if (!use.source && !use.is_missing && tree.is_denied(use.path)) paths.insert(use.path);
    }
    for (const std::string& path : paths)
        facts.unseen.push_back({.kind = Unseen::Kind::env_file, .path = path});
}

// Patterns of git in the words of Docker, whose rules are the same but for this: without a slash inside, git means
// every folder.
void gather_ignored(const Tree& tree, Facts& facts) {
    const Source source = tree.is_file(".gitignore") ? tree.read(".gitignore") : nullptr;
    if (!source) return;
    std::string patterns;
    for (std::string_view line : split(source->text(), '\n')) {
        line = trim(line);
        if (line.empty() || line.front() == '#') continue;
        const bool brings_back = line.front() == '!';
        if (brings_back) line.remove_prefix(1);
        const std::string_view inside = line.ends_with('/') ? line.substr(0, line.size() - 1) : line;
        if (brings_back) patterns += '!';
        if (inside.find('/') == std::string_view::npos) patterns += "**/";
        patterns += line;
        patterns += '\n';
    }
    facts.ignored_by_git = Dockerignore(patterns);
}

}  // namespace

void add_dollar_names(std::string_view text, std::string_view sign, std::set<std::string, std::less<>>& names) {
    for (std::size_t at = text.find(sign); at != std::string_view::npos; at = text.find(sign, at + 1)) {
        std::size_t begin = at + sign.size();
        if (begin < text.size() && text[begin] == '{') ++begin;
        std::size_t end = begin;
        while (end < text.size() && is_name_character(text[end]))
            ++end;
        if (end > begin) names.emplace(text.substr(begin, end - begin));
    }
}

void gather_mentions(const Tree& tree, Facts& facts) {
    for (const Dockerfile& dockerfile : facts.dockerfiles) {
        add_dollar_names(dockerfile.source->text(), "$", facts.read_elsewhere);
    }
    // In a compose file `$$NAME` is for the container's shell; `${NAME}` reads the caller's, not the container's.
    if (facts.compose) {
        for (const Source& file : facts.compose->files)
            add_dollar_names(file->text(), "$$", facts.read_elsewhere);
    }
    gather_of_scripts(tree, facts.read_elsewhere);
    gather_samples(tree, facts);
    gather_ignored(tree, facts);
    facts.has_dotenv = dotenv_of(tree) != nullptr;
    gather_denied(tree, facts);
}

}  // namespace megactl::project
