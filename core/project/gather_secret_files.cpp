#include "core/project/gather_secret_files.hpp"

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
#include <set>
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

// `server.key`, `id_ed25519`, `privkey.pem`: what may hold a private key. One for tests or for a developer's machine
// protects nothing.
bool is_key_file(std::string_view path) {
    const std::string_view name = path.substr(path.rfind('/') + 1);
    const bool is_named_so = name.ends_with(".key") || name.ends_with(".pem") ||
                             is_one_of(name, {"id_rsa", "id_dsa", "id_ecdsa", "id_ed25519"});
    constexpr std::array<std::string_view, 6> harmless{"test", "dev", "local", "dummy", "snakeoil", "fake"};
    const std::string words = lower(path);
    return is_named_so && !is_sample(words) &&
           std::ranges::none_of(harmless, [&](std::string_view word) { return words.find(word) != std::string::npos; });
}

// Without a passphrase, which would keep it closed to whoever has the file.
bool holds_private_key(const Source& file) {
    if (!file) return false;
    const std::string_view text = file->text();
    return text.find("PRIVATE KEY-----") != std::string_view::npos &&
           text.find("ENCRYPTED") == std::string_view::npos && text.find("-----BEGIN") != std::string_view::npos;
}

// Folders that hold nobody's secrets, and those that no build takes along on purpose.
bool is_left_out(std::string_view name) {
    if (name.starts_with('.')) return name != ".envs" && name != ".production" && name != ".ssh";
    return name.find('.') != std::string_view::npos || name.find("test") != std::string_view::npos ||
           name.find("fixture") != std::string_view::npos || is_sample(name) ||
           is_one_of(name, {"node_modules", "venv", "env", "site-packages", "vendor", "__pycache__", "docs"});
}

// Below the root: `docker/.env`, `.envs/.production/.django`; keys also in it.
void add_of_tree(const Tree& tree, EnvFiles& files, std::set<std::string>& keys) {
    walk_nearest(tree, {}, [&](const std::string& path, std::string_view name) {
        const bool is_below = path.find('/') != std::string::npos;
        const bool is_named_so = is_env_file(name) || (path.starts_with(".envs/") && !is_sample(name));
        if (is_below && is_named_so && tree.is_file(path)) {
            const Source source = read_if_possible(tree, path);
            if (source && holds_secret(source)) files.emplace(path, std::nullopt);
            return Entering::no;
        }
        if (is_key_file(path)) {
            keys.insert(path);
            return Entering::no;
        }
        return is_left_out(name) ? Entering::no : Entering::if_folder;
    });
}

EnvFiles env_files_of(const Tree& tree, const Facts& facts, std::set<std::string>& keys) {
    EnvFiles files;
    add_of_folder(tree, "", files);
    add_of_tree(tree, files, keys);
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

void gather_secret_files(const Tree& tree, Facts& facts) {
    std::set<std::string> keys;
    const EnvFiles env_files = env_files_of(tree, facts, keys);
    for (std::size_t i = 0; i < facts.dockerfiles.size(); ++i) {
        const Dockerfile& dockerfile = facts.dockerfiles[i];
        facts.ignore_files.push_back(ignore_file_of(tree, dockerfile));
        if (env_files.empty() && keys.empty()) continue;
        const Dockerignore ignore =
            facts.ignore_files.back() ? Dockerignore(facts.ignore_files.back()->text()) : Dockerignore();
        for (std::size_t stage = 0; stage < dockerfile.stages.size(); ++stage) {
            const std::vector<Copy> copies = copies_in(dockerfile, stage);
            const auto taking = [&](const std::string& file) -> const Copy* {
                const std::string path = path_in_context(dockerfile, file);
                const Copy* copy = path.empty() ? nullptr : taken_by(copies, path);
                return copy == nullptr || ignore.excludes(path) ? nullptr : copy;
            };
            const auto keep = [&](const std::string& file, const Copy& copy) -> SecretFileInImage& {
                return facts.secret_files_in_images.emplace_back(
                    SecretFileInImage{i, stage, copy.instruction, file, copy.destination});
            };
            for (const auto& [file, wanted_at] : env_files) {
                if (const Copy* copy = taking(file)) keep(file, *copy).wanted_at = wanted_at;
            }
            for (const std::string& file : keys) {
                const Copy* copy = taking(file);
                // Who names the very file means to have it there.
                const bool is_swept_in = copy != nullptr && path_in_context(dockerfile, file) != copy->source;
                if (is_swept_in && holds_private_key(read_if_possible(tree, file))) keep(file, *copy).is_key = true;
            }
        }
    }
}

}  // namespace megactl::project
