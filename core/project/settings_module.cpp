#include "core/project/settings_module.hpp"

#include "core/base/error.hpp"
#include "core/base/text.hpp"
#include "core/project/python_lexer.hpp"
#include "core/project/python_string.hpp"
#include "core/project/settings_scan.hpp"
#include "core/project/settings_value.hpp"
#include "core/project/sites.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace megactl::project {
namespace {

constexpr std::array<std::string_view, 3> entry_files = {"manage.py", "wsgi.py", "asgi.py"};

// What an entry file does before Django starts.
struct Entry {
    std::string module;
    std::optional<Location> at;
    bool loads_dotenv = false;
};

// The tokens of an entry file, looked at for patterns: what is set may stand in `main()`, in an `if`, anywhere.
class EntryTokens {
public:
    explicit EntryTokens(const Source& source) : source_(source), tokens_(lex_python(source->text()).tokens) {}

    Entry read() const {
        Entry entry;
        for (std::size_t at = 0; at < tokens_.size(); ++at) {
            if (text(at) == "load_dotenv" && text(at + 1) == "(" && text(at + 2) == ")") entry.loads_dotenv = true;
            if (entry.module.empty()) read_module(at, entry);
        }
        return entry;
    }

private:
    // `setdefault("DJANGO_SETTINGS_MODULE", "x")`, `environ["DJANGO_SETTINGS_MODULE"] = "x"`
    void read_module(std::size_t at, Entry& entry) const {
        if (string(at) != "DJANGO_SETTINGS_MODULE" || at < 2) return;
        const bool is_call = text(at - 2) == "setdefault" && text(at - 1) == "(" && text(at + 1) == ",";
        const bool is_item =
            text(at - 2) == "environ" && text(at - 1) == "[" && text(at + 1) == "]" && text(at + 2) == "=";
        const std::size_t value = at + (is_call ? 2 : 3);
        const std::optional<std::string> module = string(value);
        if ((!is_call && !is_item) || !module || module->empty()) return;
        // Anything else behind it makes it something else than this text.
        const std::string_view next = text(value + 1);
        const bool is_whole = is_call ? next == ")" || next == "," : kind(value + 1) == PythonToken::Kind::newline;
        if (!is_whole) return;
        entry.module = *module;
        entry.at = Location{source_, tokens_[value].span()};
    }

    PythonToken::Kind kind(std::size_t at) const {
        return at < tokens_.size() ? tokens_[at].kind : PythonToken::Kind::end;
    }
    std::string_view text(std::size_t at) const {
        return at < tokens_.size() ? source_->text(tokens_[at].span()) : std::string_view{};
    }
    std::optional<std::string> string(std::size_t at) const {
        if (kind(at) != PythonToken::Kind::string) return std::nullopt;
        return string_value(text(at));
    }

    const Source& source_;
    std::vector<PythonToken> tokens_;
};

std::optional<Entry> read_entry(const Tree& tree, const std::string& path) {
    if (!tree.is_file(path)) return std::nullopt;
    const Source source = tree.read(path);
    if (!source || source->text().size() > longest_python_text) return std::nullopt;
    return EntryTokens(source).read();
}

std::string file_of(const Tree& tree, std::string_view module, const std::string& root) {
    const std::string relative = replace_all(std::string(module), ".", "/");
    for (const char* ending : {"/__init__.py", ".py"}) {
        std::string path = joined_path(root, relative + ending);
        if (tree.is_file(path)) return path;
    }
    return {};
}

void put_first(std::vector<std::string>& roots, const std::string& root) {
    std::erase(roots, root);
    roots.insert(roots.begin(), root);
}

// Can Python import by it? A path would lead anywhere.
bool is_module_name(std::string_view name) {
    return std::ranges::all_of(
        name, [](char c) { return is_name_character(c) || c == '.' || static_cast<unsigned char>(c) >= 0x80; });
}

// Finds the file of `found.name`; its root becomes the first.
void find_file(const Tree& tree, SettingsModule& found) {
    if (!is_module_name(found.name)) return;
    for (const std::string& root : found.roots) {
        found.file = file_of(tree, found.name, root);
        if (found.file.empty()) continue;
        const std::string chosen = root;
        return put_first(found.roots, chosen);
    }
}

// Where an entry file may lie: the site's own folder and those below it; without a site, the root and those below.
std::vector<std::string> entry_folders(const Tree& tree, const std::string& site) {
    const std::string home = site.empty() ? "." : site;
    std::vector<std::string> folders = code_folders(tree, home);
    folders.insert(folders.begin(), home);
    return folders;
}

void name_by_entry(const Tree& tree, const std::string& site, SettingsModule& found) {
    const std::vector<std::string> folders = entry_folders(tree, site);
    for (const std::string_view name : entry_files) {
        for (const std::string& folder : folders) {
            const std::string path = joined_path(folder, name);
            const std::optional<Entry> entry = read_entry(tree, path);
            if (!entry) continue;
            if (name == "manage.py" && entry->loads_dotenv && found.env_file.empty()) {
                found.env_file = joined_path(folder, ".env");
            }
            if (entry->module.empty() || !found.name.empty()) continue;
            found.name = entry->module;
            found.named_by = fmt::format("{}:{}", path, entry->at->line());
            found.named_at = entry->at;
            // wsgi.py lies within a package, manage.py beside it.
            const bool is_beside = name == "manage.py" || folder == folders.front();
            put_first(found.roots, is_beside ? folder : parent_path(folder));
        }
    }
}

// The folder above the outermost package that `file` is in.
std::string root_of(const Tree& tree, const std::string& file) {
    std::string folder = parent_path(file);
    while (folder != "." && tree.is_file(joined_path(folder, "__init__.py"))) {
        const std::string above = parent_path(folder);
        if (above == folder) break;
        folder = above;
    }
    return folder;
}

}  // namespace

std::vector<std::string> code_folders(const Tree& tree, const std::string& folder) {
    constexpr std::array<std::string_view, 6> others = {"node_modules", "site-packages", "venv",
                                                        "__pycache__",  "virtualenv",    "bower_components"};
    std::vector<std::string> folders;
    for (const std::string& name : tree.list(folder)) {
        if (name.starts_with('.') || std::ranges::find(others, name) != others.end()) continue;
        std::string path = joined_path(folder, name);
        if (tree.is_directory(path) && !tree.is_file(joined_path(path, "pyvenv.cfg")))
            folders.push_back(std::move(path));
    }
    return folders;
}

std::vector<std::string> import_roots(const Tree& tree, const std::string& site) {
    std::vector<std::string> below = code_folders(tree, ".");
    std::vector<std::string> roots = {"."};
    roots.insert(roots.end(), below.begin(), below.end());
    std::ranges::stable_partition(
        roots, [&](const std::string& folder) { return tree.is_file(joined_path(folder, "manage.py")); });
    // `backend/src`, which only its PYTHONPATH or its Dockerfile tells of.
    for (const std::string& folder : below) {
        for (const char* name : {"src", "backend", "server"}) {
            std::string path = joined_path(folder, name);
            const bool is_package = tree.is_file(joined_path(path, "__init__.py"));
            if (tree.is_directory(path) && !is_package) roots.push_back(std::move(path));
        }
    }
    if (site.empty() || site == ".") return roots;
    // Another site has modules of the same names.
    const std::vector<std::string> sites = sites_of(tree);
    std::erase_if(roots, [&](const std::string& root) { return std::ranges::find(sites, root) != sites.end(); });
    std::vector<std::string> own = code_folders(tree, site);
    own.insert(own.begin(), site);
    for (const std::string& folder : own)
        std::erase(roots, folder);
    roots.insert(roots.begin(), own.begin(), own.end());
    return roots;
}

std::string module_name(std::string_view file, const std::vector<std::string>& roots) {
    std::string_view relative = file;
    for (const std::string& root : roots) {
        if (root == "." || !file.starts_with(root + "/")) continue;
        relative = file.substr(root.size() + 1);
        break;
    }
    if (relative.ends_with(".py")) relative.remove_suffix(3);
    if (relative.ends_with("/__init__")) relative.remove_suffix(9);
    return replace_all(std::string(relative), "/", ".");
}

bool has_module(const Tree& tree, std::string_view name, const std::vector<std::string>& roots) {
    return is_module_name(name) &&
           std::ranges::any_of(roots, [&](const std::string& root) { return !file_of(tree, name, root).empty(); });
}

const std::vector<std::string>& ImportRoots::of(const std::string& site) {
    const auto [known, is_new] = known_.try_emplace(site);
    if (is_new) known->second = import_roots(tree_, site);
    return known->second;
}

std::optional<NamedModule> module_named_by(const Tree& tree, std::string_view application,
                                           const std::vector<std::string>& roots) {
    const std::string file = replace_all(std::string(application.substr(0, application.find(':'))), ".", "/");
    if (file.empty()) return std::nullopt;
    for (const std::string& root : roots) {
        for (const char* ending : {".py", "/celery.py", "/__init__.py"}) {
            const std::optional<Entry> entry = read_entry(tree, joined_path(root, file + ending));
            if (entry && entry->at) return NamedModule{entry->module, *entry->at};
        }
    }
    return std::nullopt;
}

SettingsModule find_settings_module(const Tree& tree, std::string_view named,
                                    const std::filesystem::path& settings_file, const std::string& site) {
    SettingsModule found;
    found.roots = import_roots(tree, site);
    if (!settings_file.empty()) {
        found.file = settings_file.lexically_normal().generic_string();
        if (!tree.is_file(found.file)) {
            throw Error(Error::Kind::input, fmt::format("no settings file `{}`", settings_file.generic_string()));
        }
        const bool lies_below_a_root =
            tree.is_file(joined_path(found.roots[0], "manage.py")) &&
            (found.roots[0] == "." ? !found.file.starts_with('/') : found.file.starts_with(found.roots[0] + "/"));
        if (!lies_below_a_root) put_first(found.roots, root_of(tree, found.file));
        found.name = module_name(found.file, {found.roots[0]});
        found.named_by = "--settings";
        return found;
    }
    name_by_entry(tree, site, found);
    if (!named.empty()) {
        found.name = named;
        found.named_by = "DJANGO_SETTINGS_MODULE";
        found.named_at.reset();
    }
    if (!found.name.empty()) find_file(tree, found);
    return found;
}

}  // namespace megactl::project
