#include "core/project/gather_env_files.hpp"

#include "core/base/secret.hpp"
#include "core/base/text.hpp"
#include "core/config/env_file.hpp"
#include "core/project/build_context.hpp"
#include "core/project/dockerignore.hpp"
#include "core/project/image_files.hpp"
#include "core/project/near_walk.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>

namespace megactl::project {
namespace {

namespace fs = std::filesystem;

// Files by their path from the project's root, and who wants them where they are not there.
using EnvFiles = std::map<std::string, std::optional<Location>>;

bool is_sample(std::string_view name) {
    constexpr std::array<std::string_view, 8> words{"example", "sample", "template", "dist",
                                                    "default", "tmpl",   "tpl",      "schema"};
    return std::ranges::any_of(words, [&](std::string_view word) { return name.find(word) != std::string_view::npos; });
}

bool is_env_file(std::string_view name) {
    return (name == ".env" || name.starts_with(".env.") || name.ends_with(".env")) && !is_sample(name);
}

void add_of_folder(const Tree& tree, const std::string& folder, EnvFiles& files) {
    for (const std::string& name : tree.list(folder.empty() ? "." : folder)) {
        std::string path = folder;
        if (!path.empty()) path += '/';
        path += name;
        if (is_env_file(name) && tree.is_file(path)) files.emplace(std::move(path), std::nullopt);
    }
}

// A file deeper down may be a fixture, or hold what anybody may know: it counts where a secret is written out in it.
bool holds_secret(const Source& source) {
    constexpr std::size_t shortest = 8;
    return std::ranges::any_of(config::parse_env_file(source).entries, [](const config::EnvEntry& entry) {
        return entry.value && is_secret_name(entry.name) && entry.value->size() >= shortest &&
               entry.value->front() != '$' && entry.value->front() != '/' && !is_placeholder(*entry.value);
    });
}

// Folders that hold nobody's secrets, and those that no build takes along on purpose.
bool is_left_out(std::string_view name) {
    if (name.starts_with('.')) return name != ".envs" && name != ".production";
    return name.find('.') != std::string_view::npos || name.find("test") != std::string_view::npos ||
           name.find("fixture") != std::string_view::npos || is_sample(name) ||
           is_one_of(name, {"node_modules", "venv", "env", "site-packages", "vendor", "__pycache__", "docs"});
}

// Below the root: `docker/.env`, `.envs/.production/.django`.
void add_of_subfolders(const Tree& tree, EnvFiles& files) {
    walk_nearest(tree, {}, [&](const std::string& path, std::string_view name) {
        const bool is_below = path.find('/') != std::string::npos;
        const bool is_named_so = is_env_file(name) || (path.starts_with(".envs/") && !is_sample(name));
        if (is_below && is_named_so && tree.is_file(path)) {
            const Source source = read_if_possible(tree, path);
            if (source && holds_secret(source)) files.emplace(path, std::nullopt);
            return Entering::no;
        }
        return is_left_out(name) ? Entering::no : Entering::if_folder;
    });
}

EnvFiles env_files_of(const Tree& tree, const Facts& facts) {
    EnvFiles files;
    add_of_folder(tree, "", files);
    add_of_subfolders(tree, files);
    for (const Dockerfile& dockerfile : facts.dockerfiles) {
        const std::string context = fs::path(dockerfile.context).lexically_normal().string();
        if (context != "." && !context.starts_with('/') && !context.starts_with("..")) {
            add_of_folder(tree, context, files);
        }
    }
    if (!facts.compose) return files;
    for (const Service& service : facts.compose->services) {
        for (const EnvFileUse& use : service.env_files) {
            const bool is_inside = !use.path.empty() && !use.path.starts_with('/') && !use.path.starts_with("..");
            const std::string path = fs::path(use.path).lexically_normal().string();
            if (!is_inside || is_sample(fs::path(path).filename().string())) continue;
            files.emplace(path, use.is_missing ? std::optional(use.at) : std::nullopt);
        }
    }
    return files;
}

// The first COPY of a stage that takes the file along.
const Copy* taken_by(const std::vector<Copy>& copies, const std::string& path) {
    const auto takes_it = [&](const Copy& copy) {
        return !copy.is_from_stage && (copy.source == "." || is_within(path, copy.source));
    };
    const auto found = std::ranges::find_if(copies, takes_it);
    return found == copies.end() ? nullptr : &*found;
}

}  // namespace

void gather_env_files(const Tree& tree, Facts& facts) {
    const EnvFiles files = env_files_of(tree, facts);
    for (std::size_t i = 0; i < facts.dockerfiles.size(); ++i) {
        const Dockerfile& dockerfile = facts.dockerfiles[i];
        facts.ignore_files.push_back(ignore_file_of(tree, dockerfile));
        if (files.empty()) continue;
        const Dockerignore ignore =
            facts.ignore_files.back() ? Dockerignore(facts.ignore_files.back()->text()) : Dockerignore();
        for (std::size_t stage = 0; stage < dockerfile.stages.size(); ++stage) {
            const std::vector<Copy> copies = copies_in(dockerfile, stage);
            for (const auto& [file, wanted_at] : files) {
                const std::string path = path_in_context(dockerfile, file);
                const Copy* copy = path.empty() ? nullptr : taken_by(copies, path);
                if (copy == nullptr || ignore.excludes(path)) continue;
                facts.env_files_in_images.push_back({i, stage, copy->instruction, file, copy->destination, wanted_at});
            }
        }
    }
}

}  // namespace megactl::project
