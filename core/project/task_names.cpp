#include "core/project/task_names.hpp"

#include "core/base/text.hpp"
#include "core/project/near_walk.hpp"

#include <fmt/format.h>

#include <filesystem>

namespace megactl::project {
namespace {

namespace fs = std::filesystem;

// Larger than any project of one's own; a link may lead back up.
constexpr WalkBounds bounds{.entries = 200'000, .depth = 12};

// `shop.tasks` of shop/tasks.py and of shop/tasks/__init__.py.
std::string module_of(const fs::path& file) {
    fs::path path = file;
    path.replace_extension();
    if (path.filename() == "__init__") path = path.parent_path();
    return replace_all(path.generic_string(), "/", ".");
}

bool has_function(std::string_view text, std::string_view name) {
    return text.find(fmt::format("def {}(", name)) != std::string_view::npos;
}

// Files may lie below the folder that Python begins at: src/shop/tasks.py is `shop.tasks` as well.
bool is_module(const std::string& path, std::string_view module) {
    return path == module || path.ends_with(fmt::format(".{}", module));
}

bool knows(const fs::path& file, std::string_view text, std::string_view name) {
    for (const char quote : {'"', '\''}) {
        if (text.find(fmt::format("{0}{1}{0}", quote, name)) != std::string_view::npos) return true;
    }
    const std::size_t dot = name.rfind('.');
    if (dot == std::string_view::npos) return false;
    return is_module(module_of(file), name.substr(0, dot)) && has_function(text, name.substr(dot + 1));
}

bool is_of_somebody_else(const Tree& tree, const fs::path& folder) {
    const std::string name = folder.filename().string();
    return name.starts_with('.') || is_one_of(name, {"node_modules", "site-packages", "__pycache__"}) ||
           tree.is_file(folder / "pyvenv.cfg");
}

}  // namespace

TaskNames unknown_tasks(const Tree& tree, TaskNames names) {
    const auto visit = [&](const std::string& path, std::string_view name) {
        if (name.ends_with(".py") && !names.empty()) {
            const Source source = read_if_possible(tree, path);
            if (source) std::erase_if(names, [&](const auto& task) { return knows(path, source->text(), task); });
            return Entering::no;
        }
        return names.empty() || is_of_somebody_else(tree, path) ? Entering::no : Entering::if_folder;
    };
    // In what is left out somebody may know them.
    const bool is_whole = walk_nearest(tree, bounds, visit).empty();
    return is_whole ? names : TaskNames();
}

}  // namespace megactl::project
