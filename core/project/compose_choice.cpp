#include "core/project/compose_choice.hpp"

#include "core/base/text.hpp"
#include "core/project/audience.hpp"
#include "core/project/settings_value.hpp"
#include "core/project/yaml.hpp"

#include <algorithm>
#include <optional>
#include <string_view>
#include <tuple>
#include <utility>

namespace megactl::project {
namespace {

namespace fs = std::filesystem;

bool may_have_services(std::string_view text) {
    constexpr std::size_t longest = 1U << 20U;
    return text.size() <= longest && (text.starts_with("services:") || text.find("\nservices:") != std::string::npos);
}

struct Candidate {
    std::string path;
    bool is_whole = false;  // every service says what it runs: it is no override of another file
    bool builds = false;
};

// A compose file, by its content.
std::optional<Candidate> candidate(const Tree& tree, const std::string& path) {
    const Source source = read_if_possible(tree, path);
    if (!source || !may_have_services(source->text())) return std::nullopt;
    const YamlDocument document = parse_yaml(source);
    const YamlNode* services = document.root == nullptr ? nullptr : document.root->find("services");
    if (services == nullptr || !services->is_mapping()) return std::nullopt;
    Candidate found{.path = path, .is_whole = true};
    bool runs = false;
    for (const auto& [name, service] : services->members) {
        const bool has_build = service->find("build") != nullptr;
        const bool is_said = has_build || service->find("image") != nullptr || service->find("extends") != nullptr;
        found.builds = found.builds || has_build;
        found.is_whole = found.is_whole && is_said;
        runs = runs || is_said;
    }
    return runs || path.find("compose") != std::string::npos ? std::optional(found) : std::nullopt;
}

std::vector<Candidate> candidates_in(const Tree& tree, const std::string& folder) {
    constexpr std::size_t most = 50;
    std::vector<Candidate> found;
    for (const std::string& name : tree.list(folder)) {
        const bool is_yaml = name.ends_with(".yml") || name.ends_with(".yaml");
        if (!is_yaml || name.starts_with('.') || found.size() == most) continue;
        if (auto one = candidate(tree, joined_path(folder, name))) found.push_back(*std::move(one));
    }
    return found;
}

// The less, the better.
auto rank_of(const Candidate& one, Mode mode) {
    const Audience wanted = mode == Mode::production ? Audience::production : Audience::developers;
    const Audience its = audience_of_file(one.path);
    const int distance = its == wanted ? 0 : its == Audience::anybody ? 1 : 2;
    const std::string_view name = std::string_view(one.path).substr(one.path.rfind('/') + 1);
    const bool is_usual = is_one_of(name, usual_compose_names);
    return std::tuple(!is_usual, !one.is_whole, distance, !one.builds, name.size(), name);
}

ComposeChoice best_of(const std::vector<Candidate>& candidates, Mode mode) {
    const auto best = std::ranges::min_element(
        candidates, [&](const Candidate& a, const Candidate& b) { return rank_of(a, mode) < rank_of(b, mode); });
    ComposeChoice choice{.files = {best->path}, .others = {}, .is_usual = false};
    for (const Candidate& one : candidates) {
        if (&one != &*best) choice.others.push_back(one.path);
    }
    return choice;
}

std::vector<std::string> other_folders(const Tree& tree, const std::vector<std::string>& sites) {
    std::vector<std::string> folders;
    if (sites.size() == 1 && sites.front() != ".") folders.push_back(sites.front());
    for (const char* name : {"docker", "compose", "docker-compose", "deploy", "deployment", "docker/compose", "infra",
                             "infrastructure", "ops", ".docker", "containers"}) {
        if (tree.is_directory(name)) folders.emplace_back(name);
    }
    return folders;
}

}  // namespace

ComposeChoice choose_compose_files(const Tree& tree, const NameLookup& caller, const std::vector<std::string>& sites,
                                   Mode mode) {
    if (auto named = named_compose_files(tree, caller); !named.empty())
        return {.files = std::move(named), .others = {}};
    ComposeChoice choice{.files = default_compose_files(tree, caller), .others = {}};
    const std::vector<Candidate> in_root = candidates_in(tree, ".");
    if (!choice.files.empty()) {
        for (const Candidate& one : in_root) {
            if (std::ranges::find(choice.files, fs::path(one.path)) == choice.files.end())
                choice.others.push_back(one.path);
        }
        return choice;
    }
    if (!in_root.empty()) return best_of(in_root, mode);
    for (const std::string& folder : other_folders(tree, sites)) {
        const std::vector<Candidate> below = candidates_in(tree, folder);
        if (!below.empty()) return best_of(below, mode);
    }
    return choice;
}

}  // namespace megactl::project
