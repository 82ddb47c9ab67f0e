#include "core/project/own_images.hpp"

#include "core/base/text.hpp"
#include "core/project/settings_value.hpp"

#include <algorithm>
#include <utility>

namespace megactl::project {
namespace {

// `ghcr.io/example/shop:1.0@sha256:…` → `ghcr.io/example/shop`
std::string_view repository_of(std::string_view image) {
    image = image.substr(0, image.find('@'));
    const std::size_t slash = image.rfind('/');
    const std::size_t colon = image.find(':', slash == std::string_view::npos ? 0 : slash);
    return image.substr(0, colon);
}

std::string_view last_part(std::string_view path) {
    return path.substr(path.rfind('/') + 1);
}

// Names that any project may have.
bool is_common(std::string_view name) {
    constexpr std::size_t shortest = 3;
    return name.size() < shortest ||
           is_one_of(name,
                     {"app",      "apps", "api", "backend", "config",  "core", "django", "main", "project", "server",
                      "settings", "site", "src", "web",     "website", "work", "repo",   "code", "tmp",     "build"});
}

bool may_build(std::string_view text) {
    return text.find("docker") != std::string_view::npos || text.find("podman") != std::string_view::npos ||
           text.find("build") != std::string_view::npos;
}

std::vector<Source> builders_of(const Tree& tree) {
    std::vector<std::string> paths = {
        "Makefile",        "Jenkinsfile",         ".gitlab-ci.yml",          "skaffold.yaml",
        "cloudbuild.yaml", "azure-pipelines.yml", "bitbucket-pipelines.yml", ".circleci/config.yml"};
    for (const std::string& name : tree.list(".github/workflows"))
        paths.push_back(".github/workflows/" + name);
    std::vector<Source> builders;
    for (const std::string& path : paths) {
        const Source file = read_if_possible(tree, path);
        if (file && may_build(file->text())) builders.push_back(file);
    }
    return builders;
}

}  // namespace

OwnImages::OwnImages(const Tree& tree, const std::filesystem::path& root, const Facts& facts) {
    const bool has_containers = std::ranges::any_of(
        facts.workloads, [](const Workload& workload) { return workload.kind == Workload::Kind::kubernetes; });
    if (!has_containers) return;
    if (facts.compose) {
        for (const Service& service : facts.compose->services) {
            if (service.build && service.image) add(service.image->text);
        }
    }
    builders_ = builders_of(tree);
    names_.push_back(lower(std::filesystem::absolute(root / "x").lexically_normal().parent_path().filename().string()));
    for (const std::string& site : facts.sites) {
        for (const std::string& name : tree.list(site)) {
            if (tree.is_file(joined_path(joined_path(site, name), "wsgi.py"))) names_.push_back(lower(name));
        }
    }
    std::erase_if(names_, is_common);
}

void OwnImages::add(std::string_view image) {
    const std::string_view repository = repository_of(image);
    if (!repository.empty()) repositories_.emplace(repository);
}

bool OwnImages::are_built_here(std::string_view image) const {
    const std::string_view repository = repository_of(image);
    if (repository.empty()) return false;
    // A template, which a pipeline fills in: it would not for somebody else's.
    if (image.find_first_of("$<{") != std::string_view::npos) return true;
    if (repositories_.contains(repository) || is_named_like_project(repository)) return true;
    if (repository.find('/') == std::string_view::npos) return false;
    return std::ranges::any_of(
        builders_, [&](const Source& file) { return file->text().find(repository) != std::string_view::npos; });
}

bool OwnImages::is_named_like_project(std::string_view repository) const {
    const std::string name = replace_all(lower(last_part(repository)), "-", "_");
    return std::ranges::any_of(names_, [&](const std::string& own) {
        const std::string plain = replace_all(own, "-", "_");
        return name == plain || name.starts_with(plain + "_");
    });
}

}  // namespace megactl::project
