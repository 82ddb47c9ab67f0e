#include "core/project/sites.hpp"

#include "core/base/text.hpp"
#include "core/project/build_context.hpp"
#include "core/project/image_files.hpp"
#include "core/project/settings_module.hpp"
#include "core/project/settings_value.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

namespace megactl::project {
namespace {

// Other frameworks have a manage.py as well.
bool is_site(const Tree& tree, const std::string& folder) {
    const Source file = read_if_possible(tree, joined_path(folder, "manage.py"));
    return file && (file->text().find("DJANGO_SETTINGS_MODULE") != std::string_view::npos ||
                    file->text().find("execute_from_command_line") != std::string_view::npos);
}

bool is_for_show(std::string_view folder) {
    return is_one_of(
        lower(folder.substr(folder.rfind('/') + 1)),
        {"test", "tests", "testing", "testproject", "test_project", "example", "examples", "example_project", "sample",
         "samples", "doc", "docs", "demo", "demos", "sandbox", "fixtures", "templates", "vendor", "e2e"});
}

// The only one; nothing where there are none or several.
std::optional<std::string> only_one(std::vector<std::string> sites) {
    return sites.size() == 1 ? std::optional(std::move(sites.front())) : std::nullopt;
}

bool copies(const Dockerfile& dockerfile, const std::string& site) {
    const std::string path = path_in_context(dockerfile, site);
    for (std::size_t stage = 0; stage < dockerfile.stages.size(); ++stage) {
        for (const Copy& copy : copies_in(dockerfile, stage)) {
            if (copy.is_from_stage || copy.source == ".") continue;
            if (is_within(copy.source, path) || is_within(path, copy.source)) return true;
        }
    }
    return false;
}

}  // namespace

std::vector<std::string> sites_of(const Tree& tree) {
    constexpr std::size_t most_folders = 500;  // asked for, of which a monorepo may have many
    if (is_site(tree, ".")) return {"."};
    std::vector<std::string> sites;
    std::size_t asked = 0;
    for (const std::string& folder : code_folders(tree, ".")) {
        if (is_for_show(folder)) continue;
        if (is_site(tree, folder)) {
            sites.push_back(folder);
            continue;
        }
        if (++asked > most_folders) break;
        for (std::string& below : code_folders(tree, folder)) {
            if (++asked > most_folders) break;
            if (!is_for_show(below) && is_site(tree, below)) sites.push_back(std::move(below));
        }
    }
    return sites;
}

std::optional<std::string> site_of_image(const std::vector<std::string>& sites, const Dockerfile& dockerfile) {
    if (sites.empty()) return "";
    if (sites.size() == 1) return sites.front();
    std::vector<std::string> here;
    std::ranges::copy_if(sites, std::back_inserter(here),
                         [&](const std::string& site) { return !path_in_context(dockerfile, site).empty(); });
    if (here.size() < 2) return only_one(std::move(here));
    std::vector<std::string> around;
    std::ranges::copy_if(here, std::back_inserter(around),
                         [&](const std::string& site) { return is_within(dockerfile.path, site); });
    if (around.size() == 1) return around.front();
    std::erase_if(here, [&](const std::string& site) { return !copies(dockerfile, site); });
    return only_one(std::move(here));
}

}  // namespace megactl::project
