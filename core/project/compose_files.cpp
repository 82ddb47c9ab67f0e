#include "core/base/error.hpp"
#include "core/base/text.hpp"
#include "core/project/compose_reading.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace megactl::project::composing {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t most_files = 200;

config::EnvLookup lookup_in(const Names& names) {
    return [&names](std::string_view name) -> std::optional<std::string> {
        if (auto found = names.find(name)) return std::move(found->value);
        return std::nullopt;
    };
}

bool is_remote(std::string_view path) {
    return path.find("://") != std::string_view::npos || path.starts_with("git@") || path.starts_with("oci:");
}

// One project: the main one, or one of an `include`.
class Project {
public:
    Project(Reading& reading, fs::path folder, Names& names, std::vector<fs::path> including)
        : reading_(reading), folder_(std::move(folder)), names_(names), including_(std::move(including)) {}

    // False where there is no such file.
    bool add(const fs::path& path);

private:
    void include(const Piece& item);
    void include_paths(const Piece& item, const std::vector<std::string>& paths);
    void read_names(Names& names, const Piece& item, const fs::path& folder);
    void check_conflicts(ComposeFile& file, std::size_t first_included);
    std::vector<std::string> paths_in(const Piece& item, std::string_view key);

    Reading& reading_;
    fs::path folder_;
    Names& names_;
    std::vector<fs::path> including_;  // the files on the way here
};

bool Project::add(const fs::path& path) {
    ComposeFile* file = load_file(reading_, path, folder_, names_);
    if (file == nullptr) return false;
    // A file that two others include is there once.
    if (std::ranges::find(reading_.layers, file) != reading_.layers.end()) return true;
    including_.push_back(path);
    const std::size_t first_included = reading_.layers.size();
    if (const auto* includes = file->document.root->find_member("include")) {
        const Pieces pieces{{file, includes->first, includes->second}};
        has_broken_template(reading_, pieces.front());
        for (const Piece& item : list_items(reading_, pieces, "include"))
            include(item);
    }
    check_conflicts(*file, first_included);
    reading_.layers.push_back(file);
    including_.pop_back();
    return true;
}

void Project::include(const Piece& item) {
    if (item.node->is_scalar()) {
        include_paths(item, {fill(reading_, item).content.text});
    } else if (item.node->is_mapping()) {
        include_paths(item, paths_in(item, "path"));
    } else {
        reading_.note(item.at(), "an `include` is a path, or a mapping with `path`");
    }
}

std::vector<std::string> Project::paths_in(const Piece& item, std::string_view key) {
    std::vector<std::string> paths;
    for (const Piece& path : list_items(reading_, member({item}, key), key, true)) {
        if (const auto text = text_of(reading_, {path}, key)) paths.push_back(text->content.text);
    }
    return paths;
}

void Project::include_paths(const Piece& item, const std::vector<std::string>& paths) {
    if (paths.empty() || paths.front().empty()) return reading_.note(item.at(), "this `include` names no file");
    if (std::ranges::any_of(paths, is_remote)) return reading_.note(item.at(), "a remote file is not read");
    const fs::path first = resolved(reading_, folder_, paths.front());
    if (std::ranges::find(including_, first) != including_.end()) {
        return reading_.note(item.at(), fmt::format("`{}` includes itself", first.string()));
    }
    const std::string directory = string_of(reading_, member({item}, "project_directory"), "project_directory");
    const fs::path folder = directory.empty() ? first.parent_path() : fs::path(resolved(reading_, folder_, directory));
    Names& names = reading_.names.emplace_back(std::as_const(names_));
    read_names(names, item, folder);
    Project project(reading_, folder, names, including_);
    for (const std::string& path : paths) {
        const std::string whole = resolved(reading_, folder_, path);
        if (!project.add(whole)) reading_.note(item.at(), fmt::format("there is no file `{}`", whole));
    }
}

void Project::read_names(Names& names, const Piece& item, const fs::path& folder) {
    std::vector<std::string> paths = paths_in(item, "env_file");
    for (std::string& path : paths)
        path = resolved(reading_, folder_, path);
    const bool is_default = paths.empty();
    if (is_default) paths.push_back((folder / ".env").lexically_normal().string());
    for (const std::string& path : paths) {
        const bool is_denied = reading_.tree.is_denied(path);
        if (is_default && (is_denied || !reading_.tree.is_file(path))) continue;
        const Source source = is_denied ? nullptr : reading_.tree.read(path);
        if (source == nullptr) {
            const std::string_view why = is_denied ? "this user may not read" : "there is no file";
            reading_.note(item.at(), fmt::format("{} `{}`", why, path));
        } else if (source->text().size() > reading_.bytes_left()) {
            reading_.use_up(item.at());
        } else {
            reading_.bytes_left() -= source->text().size();
            names.add(config::parse_env_file(source, config::Dialect::compose, lookup_in(names)));
        }
    }
}

void Project::check_conflicts(ComposeFile& file, std::size_t first_included) {
    const YamlNode* services = file.document.root->find("services");
    if (services == nullptr) return;
    for (std::size_t i = first_included; i < reading_.layers.size(); ++i) {
        const YamlNode* included = reading_.layers[i]->document.root->find("services");
        if (included == nullptr) continue;
        for (const auto& [key, value] : services->members) {
            if (included->find(key->text) == nullptr) continue;
            reading_.note({file.document.source, key->span},
                          fmt::format("`{}` is defined by the included `{}` as well", key->text,
                                      reading_.layers[i]->document.source->name()));
        }
    }
}

void check_root(Reading& reading, ComposeFile& file) {
    YamlDocument& document = file.document;
    const bool is_empty = document.root == nullptr || document.root->kind == YamlNode::Kind::null;
    if (!is_empty && !document.root->is_mapping()) {
        reading.note({document.source, document.root->span}, "a compose file must be a mapping");
    } else if (is_empty && document.problems.empty()) {
        reading.note({document.source, {}}, "the compose file is empty");
    }
    // Whoever reads on finds a mapping, be it an empty one.
    if (is_empty || !document.root->is_mapping()) {
        YamlNode& nothing = document.nodes.emplace_back();
        nothing.kind = YamlNode::Kind::mapping;
        document.root = &nothing;
    }
    if (document.root->find("services") != nullptr) return;
    constexpr std::array<std::string_view, 9> known{"version", "name",    "networks", "volumes", "secrets",
                                                    "configs", "include", "models",   "services"};
    for (const auto& [key, value] : document.root->members) {
        if (key->text.starts_with("x-") || std::ranges::find(known, key->text) != known.end()) continue;
        reading.note({document.source, key->span},
                     fmt::format("`{}` is no section of a compose file: services stand under `services:`", key->text));
    }
}

void find_cut_services(ComposeFile& file) {
    const YamlNode* services = file.document.root->find("services");
    if (services == nullptr) return;
    for (const YamlProblem& problem : file.document.problems) {
        const YamlNode* around = nullptr;
        for (const auto& [key, value] : services->members) {
            const bool is_nearer = around == nullptr || key->span.begin > around->span.begin;
            if (key->span.begin <= problem.span.begin && is_nearer) around = key;
        }
        if (around != nullptr) file.cut_services.insert(around->text);
    }
}

}  // namespace

void Names::add(const config::EnvFile& file) {
    for (const config::EnvEntry& entry : file.entries) {
        if (entry.value) dotenv_[entry.name] = *entry.value;
    }
}

std::optional<Names::Found> Names::find(std::string_view name) const {
    if (outer_ != nullptr) {
        if (auto found = outer_->find(name)) return found;
    } else if (caller_) {
        if (auto value = caller_(name)) return Found{*std::move(value), NameSource::caller};
    }
    const auto known = dotenv_.find(name);
    if (known != dotenv_.end()) return Found{known->second, NameSource::dotenv};
    // Whoever calls Compose has it, and stands in the project's folder as a rule.
    if (name == "PWD") return Found{".", NameSource::caller};
    return std::nullopt;
}

std::string resolved(const Reading& reading, const fs::path& folder, std::string_view path) {
    if (path == "~" || path.starts_with("~/")) {
        const auto home = reading.caller ? reading.caller("HOME") : std::nullopt;
        if (!home || home->empty()) return std::string(path);
        return fs::path(*home + std::string(path.substr(1))).lexically_normal().string();
    }
    std::string result = (folder / path).lexically_normal().string();
    while (result.size() > 1 && result.back() == '/')
        result.pop_back();
    return result.empty() ? "." : result;
}

ComposeFile* load_file(Reading& reading, const fs::path& path, const fs::path& folder, const Names& names) {
    for (ComposeFile& file : reading.files) {
        if (file.names == &names && file.path.native() == path.native() && file.folder.native() == folder.native())
            return &file;
    }
    const Source source = reading.tree.read(path);
    if (source == nullptr) return nullptr;
    if (reading.files.size() >= most_files) {
        reading.use_up({source, {}});
        return nullptr;
    }
    ComposeFile& file = reading.files.emplace_back();
    file.path = path;
    file.folder = folder;
    file.names = &names;
    file.document = parse_yaml(source);
    if (std::ranges::find(reading.compose.files, source) == reading.compose.files.end()) {
        reading.compose.files.push_back(source);
        for (const YamlProblem& problem : file.document.problems)
            reading.note({source, problem.span}, problem.reason);
    }
    check_root(reading, file);
    find_cut_services(file);
    return &file;
}

void load_project(Reading& reading, const std::vector<fs::path>& paths) {
    if (paths.empty()) return;
    const fs::path folder = paths.front().lexically_normal().parent_path();
    Names& names = reading.names.emplace_back(reading.caller);
    if (Source dotenv = dotenv_of(reading.tree, folder)) {
        reading.compose.dotenv = std::move(dotenv);
        const config::EnvFile file =
            config::parse_env_file(reading.compose.dotenv, config::Dialect::compose, reading.caller);
        for (const config::EnvProblem& problem : file.problems)
            reading.note({file.source, problem.span}, problem.reason);
        for (const config::EnvEntry& entry : file.entries)
            reading.compose.dotenv_places.try_emplace(entry.name, Location{file.source, entry.span});
        names.add(file);
    }
    Project project(reading, folder, names, {});
    for (const fs::path& path : paths) {
        if (project.add(path.lexically_normal())) continue;
        throw Error(Error::Kind::input, fmt::format("can't read `{}`: no such file", path.string()))
            .help("name the compose file with `--compose FILE`");
    }
}

}  // namespace megactl::project::composing
