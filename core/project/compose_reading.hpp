#pragma once

// What the parts of read_compose share; nobody else includes this.

#include "core/config/env_file.hpp"
#include "core/project/compose.hpp"
#include "core/project/yaml.hpp"

#include <cstddef>
#include <deque>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace megactl::project::composing {

// The names that interpolation knows in one project: the caller's before the `.env`'s; an included project asks the one
// that includes it first.
class Names {
public:
    struct Found {
        std::string value;
        NameSource source = NameSource::nowhere;
    };

    explicit Names(const NameLookup& caller) : caller_(caller) {}
    explicit Names(const Names& outer) : caller_(outer.caller_), outer_(&outer) {}
    Names(Names&&) = delete;
    Names& operator=(const Names&) = delete;
    Names& operator=(Names&&) = delete;
    ~Names() = default;

    // A later file's names win.
    void add(const config::EnvFile& file);
    std::optional<Found> find(std::string_view name) const;

private:
    const NameLookup& caller_;
    const Names* outer_ = nullptr;
    std::map<std::string, std::string, std::less<>> dotenv_;
};

// One YAML file in the role it plays: the same file may be a part of the project and the base of an `extends`.
struct ComposeFile {
    std::filesystem::path path;
    std::filesystem::path folder;  // its relative paths begin here
    const Names* names = nullptr;
    YamlDocument document;
    // Services in whose part of the file something was not understood.
    std::set<std::string, std::less<>> cut_services;
    // Nodes whose templates were tried, and whether one below is invalid.
    std::unordered_map<const YamlNode*, bool> tried;
};

// What one file says about a value.
struct Piece {
    ComposeFile* file = nullptr;
    const YamlNode* key = nullptr;  // null for the item of a list
    const YamlNode* node = nullptr;

    Location at() const { return {file->document.source, node->span}; }
    Location at_key() const { return {file->document.source, key == nullptr ? node->span : key->span}; }
};

// What all files say about it, in the order in which they are merged.
using Pieces = std::vector<Piece>;

// A template filled, and whether it could be.
struct Filled {
    ComposeText content;
    bool is_broken = false;
};

// Everything one call of read_compose knows.
class Reading {
public:
    Reading(const Tree& project_tree, const NameLookup& lookup) : tree(project_tree), caller(lookup) {}

    // What was not understood; a file without end says so a few hundred times at most.
    void note(Location at, std::string reason);
    // Every value that is read takes from a bounded store, since aliases let a small file hold without end. False once
    // it is used up, which is noted once.
    bool take(std::size_t count, const Location& at);
    bool is_used_up() const { return is_used_up_; }
    void use_up(const Location& at);
    // Bytes that filled templates and env files may still bring.
    std::size_t& bytes_left() { return bytes_left_; }

    const Tree& tree;
    const NameLookup& caller;
    Compose compose;
    std::deque<ComposeFile> files;
    std::deque<Names> names;
    std::vector<ComposeFile*> layers;  // the project's and its includes', in the order in which they are merged
    // Env files whose values ask nobody: they say the same to every service.
    std::map<std::pair<Source, config::Dialect>, config::EnvFile> plain_env_files;

private:
    std::size_t items_left_ = 200'000;
    std::size_t bytes_left_ = 64U << 20U;
    bool is_used_up_ = false;
};

// compose_files.cpp
void load_project(Reading& reading, const std::vector<std::filesystem::path>& paths);
// The file another one names; null where it isn't there.
ComposeFile* load_file(Reading& reading, const std::filesystem::path& path, const std::filesystem::path& folder,
                       const Names& names);
// A path as a compose file writes it, from the project's root or absolute; `~` is the caller's home.
std::string resolved(const Reading& reading, const std::filesystem::path& folder, std::string_view path);

// compose_merge.cpp
// What the pieces' mappings say about a key. `!reset` drops what came before, `!override` replaces it, a null adds
// nothing.
Pieces member(const Pieces& pieces, std::string_view key);
// The last word about a key, where later files replace earlier ones whole; a null counts.
std::optional<Piece> last_member(const Pieces& pieces, std::string_view key);
// The items of all lists, appended; a lone scalar counts as a list of one where `takes_scalar`.
Pieces list_items(Reading& reading, const Pieces& pieces, std::string_view name, bool takes_scalar = false);
// What is said at all: nulls left out.
Pieces without_nulls(Pieces pieces);
// The pieces of a service with what it extends before each. False where a base is unknown.
bool service_pieces(Reading& reading, const std::string& name, Pieces& pieces);
// The services of all layers in order of appearance.
std::vector<std::string> service_names(Reading& reading);

// compose_interpolation.cpp
Filled fill(Reading& reading, const Piece& piece);
// Tries every template below once and tells of the invalid ones; true where there are some.
bool has_broken_template(Reading& reading, const Piece& piece);
// The text of the last piece; nothing where there is none, or where it is none and that is noted.
std::optional<Filled> text_of(Reading& reading, const Pieces& pieces, std::string_view name);
std::string string_of(Reading& reading, const Pieces& pieces, std::string_view name);
bool flag_of(Reading& reading, const Pieces& pieces, bool otherwise = false);
// `true`, `5`, `1.5` without quotes: what YAML does not read as text.
bool is_number_or_boolean(const YamlNode& node);

// compose_service.cpp, compose_build.cpp, compose_environment.cpp, compose_mounts.cpp, compose_dependencies.cpp
// Nothing where the files drop it again.
std::optional<Service> read_service(Reading& reading, const std::string& name);
std::optional<BuildUse> read_build(Reading& reading, const Pieces& service);
void read_environment(Reading& reading, const Pieces& service_pieces, Service& service);
// `KEY=value` of a map or a list; `value` is nothing for a null or a bare key.
struct Pair {
    Piece piece;
    std::string name;
    std::optional<Filled> value;
    const YamlNode* within = nullptr;  // the map or list
    bool is_list_item = false;
};
std::vector<Pair> pairs_of(Reading& reading, const Pieces& pieces, std::string_view name);
std::vector<Mount> read_mounts(Reading& reading, const Pieces& service);
std::vector<Dependency> read_dependencies(Reading& reading, const Pieces& service);
void read_health_check(Reading& reading, const Pieces& pieces, Service& service);
void read_ports(Reading& reading, const Pieces& pieces, Service& service);

}  // namespace megactl::project::composing
