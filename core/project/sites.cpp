#include "core/project/sites.hpp"

#include "core/base/text.hpp"
#include "core/project/build_context.hpp"
#include "core/project/image_files.hpp"
#include "core/project/settings_module.hpp"
#include "core/project/settings_value.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <iterator>
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

// Where a server or Celery is told to look for the application (`gunicorn --chdir shop`), from the folder it is started
// in: `.` where it isn't, nothing where a variable says it.
std::optional<std::string> application_folder(const ShellCommand& command) {
    constexpr std::array<std::string_view, 4> options{"--chdir", "--app-dir", "--workdir", "--working-dir"};
    std::optional<std::string> folder = ".";
    for (std::size_t i = 0; i < command.words.size(); ++i) {
        const ShellWord& word = command.words[i];
        const std::size_t equals = std::min(word.text.find('='), word.text.size());
        if (!is_one_of(std::string_view(word.text).substr(0, equals), options)) continue;
        const bool is_apart = equals == word.text.size();
        if (is_apart && i + 1 == command.words.size()) return std::nullopt;
        const ShellWord& value = is_apart ? command.words[i + 1] : word;
        if (!value.is_literal) return std::nullopt;
        folder = is_apart ? value.text : value.text.substr(equals + 1);
    }
    return folder;
}

// The manage.py of a command that begins in `directory`, or the one beside its application, as a path there; nothing
// where a variable names it.
std::optional<std::string> manage_of(std::string_view directory, const ShellCommand& command) {
    const std::string begun_in = container_path(directory, command.directory);
    const auto is_manage = [](const ShellWord& word) {
        return word.text == "manage.py" || word.text.ends_with("/manage.py");
    };
    const auto named = std::ranges::find_if(command.words, is_manage);
    if (named == command.words.end()) {
        const auto folder = application_folder(command);
        return folder ? std::optional(container_path(container_path(begun_in, *folder), "manage.py")) : std::nullopt;
    }
    return named->is_literal ? std::optional(container_path(begun_in, named->text)) : std::nullopt;
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

std::optional<std::string> file_at(const Tree& tree, const CommandPlace& place, const std::string& path) {
    if (place.service != nullptr && closest_mount(*place.service, path) != nullptr)
        return host_path_of(*place.service, path);
    const auto of_project = [&](const std::string& source) {
        return (std::filesystem::path(place.dockerfile.context) / source).lexically_normal().string();
    };
    const auto is_directory = [&](const std::string& source) { return tree.is_directory(of_project(source)); };
    const auto copies = copies_before(place.dockerfile, place.stage, place.instruction);
    const auto source = context_path_of(copies, path, is_directory);
    return source ? std::optional(of_project(*source)) : std::nullopt;
}

std::optional<std::string> site_of_command(const Tree& tree, const std::vector<std::string>& sites,
                                           const CommandPlace& place, const ShellCommand& command) {
    if (sites.size() < 2) return std::nullopt;
    const std::string directory = working_directory_before(place.dockerfile, place.stage, place.instruction);
    const auto manage = manage_of(directory, command);
    const auto file = manage ? file_at(tree, place, *manage) : std::nullopt;
    if (!file) return std::nullopt;
    const auto site = std::ranges::find(sites, std::filesystem::path(*file).parent_path().string());
    return site == sites.end() ? std::nullopt : std::optional(*site);
}

std::optional<std::string> site_of_command(const std::vector<std::string>& sites, std::string_view directory,
                                           const ShellCommand& command) {
    if (sites.size() < 2) return std::nullopt;
    const auto manage = manage_of(directory, command);
    if (!manage) return std::nullopt;
    const std::string folder = std::filesystem::path(*manage).parent_path().string();
    std::vector<std::string> here;
    std::ranges::copy_if(sites, std::back_inserter(here),
                         [&](const std::string& site) { return folder.ends_with("/" + site); });
    return only_one(std::move(here));
}

}  // namespace megactl::project
