#include "core/project/django_settings.hpp"

#include "core/base/error.hpp"
#include "core/project/settings_module.hpp"
#include "core/project/settings_scan.hpp"
#include "core/project/settings_value.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace megactl::project {
namespace {

constexpr std::size_t most_files = 5'000;
constexpr std::size_t most_folders = 20'000;
constexpr std::ptrdiff_t deepest_folder = 24;

// A file without any of these reads nothing that could be found.
constexpr std::array<std::string_view, 5> traces = {"environ", "getenv", "config(", "env(", "env."};

bool may_read(std::string_view text) {
    return text.size() <= longest_python_text && std::ranges::any_of(traces, [&](std::string_view trace) {
               return text.find(trace) != std::string_view::npos;
           });
}

bool is_code_file(std::string_view name) {
    return name.ends_with(".py") && !name.starts_with("test_") && name != "tests.py" && name != "conftest.py";
}

bool is_left_out(std::string_view folder) {
    const std::string_view name = folder.substr(folder.rfind('/') + 1);
    return name == "tests" || name == "test" || name == "migrations";
}

// The project's Python files, nearest folders first.
std::vector<std::string> python_files(const Tree& tree) {
    std::vector<std::string> files;
    std::vector<std::string> folders = {"."};
    for (std::size_t at = 0; at < folders.size() && folders.size() < most_folders; ++at) {
        const std::string folder = folders[at];
        for (const std::string& name : tree.list(folder)) {
            if (files.size() == most_files) return files;
            if (is_code_file(name)) files.push_back(joined_path(folder, name));
        }
        if (std::ranges::count(folder, '/') >= deepest_folder) continue;
        for (std::string& below : code_folders(tree, folder)) {
            if (!is_left_out(below)) folders.push_back(std::move(below));
        }
    }
    return files;
}

}  // namespace

std::string_view name_of(ValueType type) {
    switch (type) {
        case ValueType::text: return "str";
        case ValueType::integer: return "int";
        case ValueType::number: return "float";
        case ValueType::boolean: return "bool";
        case ValueType::list: return "list";
        case ValueType::dict: return "dict";
        case ValueType::json: return "json";
        case ValueType::url: return "url";
        case ValueType::path: return "path";
    }
    return "str";
}

const SettingAssignment* DjangoSettings::last_assignment(std::string_view name) const {
    const auto found = std::find_if(assignments.rbegin(), assignments.rend(),
                                    [&](const SettingAssignment& assignment) { return assignment.name == name; });
    return found != assignments.rend() ? &*found : nullptr;
}

DjangoSettings scan_django_settings(const Tree& tree, std::string_view named,
                                    const std::filesystem::path& settings_file, const std::string& site) {
    const SettingsModule module = find_settings_module(tree, named, settings_file, site);
    DjangoSettings settings;
    if (!module.file.empty()) {
        SettingsScan scan(tree, module.roots);
        if (const std::optional<std::size_t> walked = scan.walk_file(module.file, module.name)) {
            settings = scan.result(*walked);
        }
    }
    settings.module = module.name;
    settings.site = site;
    settings.named_by = module.named_by;
    settings.named_at = module.named_at;
    const bool is_known = std::ranges::find(settings.env_files, module.env_file) != settings.env_files.end();
    if (!module.env_file.empty() && !is_known) settings.env_files.insert(settings.env_files.begin(), module.env_file);
    return settings;
}

std::set<std::string> names_read_elsewhere(const Tree& tree, const DjangoSettings& settings) {
    const auto is_of_settings = [&](const Source& source) {
        return std::ranges::find(settings.files, source) != settings.files.end();
    };
    const std::vector<std::string> roots = import_roots(tree, settings.site);
    SettingsScan scan(tree, roots);
    for (const std::string& path : python_files(tree)) {
        // A file that can't be read makes no contract and hides none: the settings themselves were read.
        const Source source = read_if_possible(tree, path);
        if (!source || is_of_settings(source) || !may_read(source->text())) continue;
        try {
            scan.walk_file(path, module_name(path, roots));
        } catch (const Error&) {
            // What it imports can't be read; what it reads by itself is known up to there.
            continue;
        }
    }
    std::set<std::string> names;
    scan.add_names(names, [&](const Source& source) { return !is_of_settings(source); });
    return names;
}

}  // namespace megactl::project
