#include "core/project/python_packages.hpp"

#include "core/base/text.hpp"
#include "core/project/python_statement.hpp"
#include "core/project/settings_scan.hpp"
#include "core/project/settings_value.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <map>

namespace megactl::project {
namespace {

using Path = std::vector<std::string>;
using Expression = PythonExpression;

// `lib/python3.11/site-packages` and the like below a folder, the newest Python first.
Path packages_below(const Tree& tree, const std::string& library, std::string_view name) {
    Path folders;
    for (const std::string& version : tree.list(library)) {
        if (!version.starts_with("python3")) continue;
        std::string folder = joined_path(joined_path(library, version), name);
        if (tree.is_directory(folder)) folders.push_back(std::move(folder));
    }
    std::ranges::reverse(folders);
    return folders;
}

Source small_source(const Tree& tree, const std::string& file) {
    if (!tree.is_file(file)) return nullptr;
    Source source = tree.read(file);
    return source && source->text().size() <= longest_python_text ? source : nullptr;
}

// Folders that `.pth` files add: lines that are paths.
void add_linked(const Tree& tree, const std::string& folder, Path& path) {
    for (const std::string& name : tree.list(folder)) {
        if (!name.ends_with(".pth")) continue;
        const Source source = small_source(tree, joined_path(folder, name));
        if (!source) continue;
        for (const std::string_view line : split(source->text(), '\n')) {
            const std::string_view entry = trim(line);
            const bool is_code = entry.empty() || entry.starts_with('#') || entry.starts_with("import");
            if (is_code || entry.size() > 4096) continue;
            std::string linked = joined_path(folder, entry);
            if (tree.is_directory(linked)) path.push_back(std::move(linked));
        }
    }
}

bool shares_system_packages(const Tree& tree, const std::string& environment) {
    const Source source = small_source(tree, joined_path(environment, "pyvenv.cfg"));
    if (!source) return false;
    return std::ranges::any_of(split(source->text(), '\n'), [](std::string_view line) {
        return trim(line).starts_with("include-system-site-packages") && lower(line).find("true") != std::string::npos;
    });
}

void add_system_packages(const Tree& tree, Path& path) {
    for (const char* library : {"/usr/local/lib", "/usr/lib"}) {
        for (const char* name : {"site-packages", "dist-packages"}) {
            const Path found = packages_below(tree, library, name);
            path.insert(path.end(), found.begin(), found.end());
        }
    }
    if (tree.is_directory("/usr/lib/python3/dist-packages")) path.emplace_back("/usr/lib/python3/dist-packages");
}

std::string as_path(std::string_view dotted) {
    return replace_all(std::string(dotted), ".", "/");
}

std::string module_file(const Tree& tree, std::string_view name, const Path& path) {
    for (const std::string& root : path) {
        for (const char* ending : {"/__init__.py", ".py"}) {
            std::string file = joined_path(root, as_path(name) + ending);
            if (tree.is_file(file)) return file;
        }
    }
    return {};
}

const PythonStatement* class_in(const PythonModule& module, std::string_view name) {
    for (const PythonStatement& statement : module.statements) {
        if (statement.kind == PythonStatement::Kind::type && statement.name == name) return &statement;
    }
    return nullptr;
}

// Calls `use` with the class and its module; nothing where there is none.
template <class Use>
void with_class(const Tree& tree, std::string_view dotted, const Path& path, const Use& use) {
    const std::size_t dot = dotted.rfind('.');
    if (dot == std::string_view::npos) return;
    const Source source = small_source(tree, module_file(tree, dotted.substr(0, dot), path));
    if (!source) return;
    const PythonModule module = parse_python(source->text());
    if (const PythonStatement* type = class_in(module, dotted.substr(dot + 1))) use(*type, module);
}

// A text that the class binds the name to, last.
std::optional<std::string> member_of(const PythonStatement& type, std::string_view member) {
    std::optional<std::string> value;
    for (const PythonBlock& block : type.blocks) {
        for (const PythonStatement& statement : block.body) {
            const bool is_member = statement.kind == PythonStatement::Kind::assignment && statement.value != nullptr &&
                                   statement.targets.size() == 1 && statement.targets[0]->is_name(member);
            if (is_member) value = scalar_literal(*statement.value);
        }
    }
    return value;
}

// Of the package's own AppConfig: the only one in its `apps.py`, else the one that says `default = True`.
std::optional<std::string> label_in_apps(const Tree& tree, std::string_view package, const Path& path) {
    const Source source = small_source(tree, module_file(tree, std::string(package) + ".apps", path));
    if (!source) return std::nullopt;
    const PythonModule module = parse_python(source->text());
    std::vector<const PythonStatement*> candidates;
    for (const PythonStatement& statement : module.statements) {
        if (statement.kind != PythonStatement::Kind::type || member_of(statement, "name") != package) continue;
        const auto is_default = member_of(statement, "default");
        if (is_default == "True") return member_of(statement, "label");
        if (is_default != "False") candidates.push_back(&statement);
    }
    return candidates.size() == 1 ? member_of(*candidates.front(), "label") : std::nullopt;
}

std::string dotted_name(const Expression& expression) {
    if (expression.kind == Expression::Kind::name) return std::string(expression.text);
    if (expression.kind != Expression::Kind::attribute) return {};
    const std::string base = dotted_name(*expression.items[0]);
    return base.empty() ? base : base + "." + std::string(expression.text);
}

// What the imports of a module call by which name.
std::map<std::string, std::string> imported_names(const PythonModule& module) {
    std::map<std::string, std::string> names;
    for (const PythonStatement& statement : module.statements) {
        if (statement.kind != PythonStatement::Kind::from_import || statement.level != 0) continue;
        for (const PythonImport& import : statement.imports) {
            names.insert_or_assign(std::string(import.alias.empty() ? import.name : import.alias),
                                   std::string(statement.name) + "." + std::string(import.name));
        }
    }
    return names;
}

}  // namespace

Path python_path(const Tree& tree, const Path& roots, const Variables& environment) {
    Path path = roots;
    if (tree.is_directory("src")) path.emplace_back("src");
    Path environments{".venv", "venv", "env", "/opt/venv"};
    const auto active = environment.find("VIRTUAL_ENV");
    if (active != environment.end() && !active->second.empty())
        environments.insert(environments.begin(), active->second);
    for (const std::string& folder : environments) {
        const Path packages = packages_below(tree, joined_path(folder, "lib"), "site-packages");
        if (packages.empty()) continue;
        path.insert(path.end(), packages.begin(), packages.end());
        for (const std::string& one : packages)
            add_linked(tree, one, path);
        if (shares_system_packages(tree, folder)) add_system_packages(tree, path);
        return path;
    }
    add_system_packages(tree, path);
    return path;
}

std::optional<std::string> package_folder(const Tree& tree, std::string_view name, const Path& path) {
    std::optional<std::string> without_init;
    for (const std::string& root : path) {
        std::string folder = joined_path(root, as_path(name));
        if (tree.is_file(joined_path(folder, "__init__.py"))) return folder;
        if (!without_init && tree.is_directory(folder)) without_init = std::move(folder);
    }
    return without_init;
}

std::optional<std::string> app_folder(const Tree& tree, std::string_view app, const Path& path) {
    if (auto folder = package_folder(tree, app, path)) return folder;
    std::optional<std::string> folder;
    with_class(tree, app, path, [&](const PythonStatement& type, const PythonModule& /*module*/) {
        if (const auto name = member_of(type, "name")) folder = package_folder(tree, *name, path);
    });
    return folder;
}

std::string app_label(const Tree& tree, std::string_view app, const Path& path) {
    std::optional<std::string> label;
    std::string package(app);
    if (package_folder(tree, app, path)) {
        label = label_in_apps(tree, app, path);
    } else {
        with_class(tree, app, path, [&](const PythonStatement& type, const PythonModule& /*module*/) {
            label = member_of(type, "label");
            package = member_of(type, "name").value_or(package);
        });
    }
    return label ? *std::move(label) : package.substr(package.rfind('.') + 1);
}

std::vector<std::string> bases_of(const Tree& tree, std::string_view dotted_class, const Path& path) {
    std::vector<std::string> bases;
    with_class(tree, dotted_class, path, [&](const PythonStatement& type, const PythonModule& module) {
        const std::map<std::string, std::string> names = imported_names(module);
        const std::string own(dotted_class.substr(0, dotted_class.rfind('.')));
        for (const Expression* target : type.targets) {
            const std::string name = dotted_name(*target);
            const std::string first = name.substr(0, name.find('.'));
            const auto imported = names.find(first);
            if (imported != names.end()) {
                bases.push_back(imported->second + name.substr(first.size()));
            } else if (!name.empty()) {
                bases.push_back(class_in(module, name) != nullptr ? fmt::format("{}.{}", own, name) : name);
            }
        }
    });
    return bases;
}

std::optional<std::pair<int, int>> django_version(const Tree& tree, const Path& path) {
    const auto folder = package_folder(tree, "django", path);
    const Source source = folder ? small_source(tree, joined_path(*folder, "__init__.py")) : nullptr;
    if (!source) return std::nullopt;
    const PythonModule module = parse_python(source->text());
    for (const PythonStatement& statement : module.statements) {
        const bool is_version = statement.kind == PythonStatement::Kind::assignment && statement.value != nullptr &&
                                statement.targets.size() == 1 && statement.targets[0]->is_name("VERSION") &&
                                statement.value->items.size() >= 2;
        if (!is_version) continue;
        const auto number = [&](std::size_t i) {
            const std::string_view text = statement.value->items[i] ? statement.value->items[i]->text : "";
            int result = -1;
            std::from_chars(text.data(), text.data() + text.size(), result);
            return result;
        };
        if (number(0) > 0 && number(1) >= 0) return std::pair(number(0), number(1));
    }
    return std::nullopt;
}

}  // namespace megactl::project
