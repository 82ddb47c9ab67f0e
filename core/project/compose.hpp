#pragma once

#include "core/base/source.hpp"
#include "core/project/dockerfile.hpp"
#include "core/project/tree.hpp"

#include <array>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace megactl::project {

// Who supplies a name while a compose file is interpolated.
enum class NameSource { nowhere, caller, dotenv };

// `${NAME…}` inside a value.
struct Interpolation {
    std::string name;
    // The operator, `:-`, `-`, `:?`, `?`, `:+`, `+`, and its word as written; empty for a plain `$NAME`.
    std::string operation;
    std::string word;
    NameSource found = NameSource::nowhere;
    Location at;
};

// A scalar of a compose file after interpolation.
struct ComposeText {
    std::string text;
    Location at;
    std::vector<Interpolation> interpolations;
};

// A variable a container of a service has, or would have.
struct ContainerVariable {
    enum class Kind { environment, env_file };
    std::string name;
    // Nothing where it is only known when the container starts, or where `KEY:` (null) finds nobody to name it.
    std::optional<std::string> value;
    bool is_set = true;           // false for a null passthrough that nobody supplies: unset, whatever env_file says
    bool is_passthrough = false;  // `- KEY` or `KEY:`
    NameSource passed_by = NameSource::nowhere;  // who supplies a passthrough
    Kind kind = Kind::environment;
    Location at;  // of the key (and value) in the compose file, of the line in an env file
    std::vector<Interpolation> interpolations;
};

struct EnvFileUse {
    std::string path;  // from the project's root, or absolute
    bool is_required = true;
    bool is_raw = false;  // `format: raw`
    bool is_missing = false;
    std::string sample{};  // of one that is missing: what lies beside it to be copied; empty without
    Location at;
    Source source;  // what was read; null where it is missing or can't be read
};

// A name that one env file, or one service's `environment` list, sets twice: the last one counts.
struct RepeatedVariable {
    std::string name;
    Location first;
    Location again;
};

struct BuildUse {
    std::string context;     // from the project's root
    std::string dockerfile;  // from the project's root
    std::string target;
    std::map<std::string, std::optional<std::string>> arguments;  // nothing: passed through, and nobody supplies it
    std::map<std::string, Location> argument_places;              // where each of them is written
    std::vector<std::string> secrets;
    std::map<std::string, Location> secret_places;
    bool is_remote = false;  // a git or https context
    bool is_inline = false;  // dockerfile_inline
    Location at;             // of the `build` key
};

// Is this the Dockerfile that the build names, in the context it names?
bool is_build_of(const BuildUse& build, const Dockerfile& dockerfile);

struct Mount {
    enum class Kind { bind, volume, anonymous, tmpfs, other };
    Kind kind = Kind::bind;
    std::string source;     // as written, interpolated; empty for an anonymous volume
    std::string host_path;  // of a bind: from the project's root, or absolute
    std::string target;     // in the container, without trailing `/`
    bool is_read_only = false;
    char selinux = 0;  // 'z', 'Z' or 0
    bool is_long_syntax = false;
    // A bind whose source lies in the project and is not there; the short form makes a folder of it.
    bool is_missing = false;
    bool creates_source = true;                // false: Compose refuses where it is missing
    std::vector<std::string> unknown_options;  // that Compose passes over in silence
    Location at;                               // of the list item
};

// A secret or a config that a service is granted, as a file of its container.
struct GrantedFile {
    std::string target;  // a whole path; of a secret also its name in /run/secrets
    Location at;
    // Of one that the top-level section makes of a `file`: from the project's root, or absolute. Empty of any other.
    std::string host_path{};
};

// One service another waits for.
struct Dependency {
    enum class Until { started, healthy, completed };
    std::string service;
    Until until = Until::started;
    bool is_required = true;
    Location at;  // of the name, or of the condition where one is said
};

struct Service {
    std::string name;
    Location at;  // of its key
    std::optional<ComposeText> image;
    std::optional<BuildUse> build;
    std::vector<ContainerVariable> environment;  // merged by Compose's ranks, one entry a name, in order of appearance
    std::vector<EnvFileUse> env_files;
    std::vector<GrantedFile> secrets;
    std::vector<GrantedFile> configs;
    std::vector<RepeatedVariable> repeated;
    std::vector<Mount> mounts;
    std::vector<std::string> command;  // split as Compose does; empty where the image decides
    std::vector<std::string> entrypoint;
    Location command_at;
    std::string user;
    std::vector<std::string> profiles;
    std::vector<Dependency> dependencies;  // `depends_on`
    enum class HealthCheck { unsaid, given, disabled };
    HealthCheck health_check = HealthCheck::unsaid;
    std::string health_test;  // what it runs, its words parted by blanks
    Location health_at;       // of `test`
    std::string pull_policy;
    std::vector<ComposeText> ports;  // of the short form
    bool has_long_ports = false;     // some are of the long form
    bool label_disabled = false;     // `security_opt: [label=disable]` or `privileged: true`
    // Something here can't be known: an unmet `:?`, an invalid template, `extends` of a file that isn't there.
    bool is_unknown = false;
};

// A template that can't be interpolated: bad grammar, or `:?` unmet.
struct InterpolationError {
    Location at;
    std::string reason;
    std::string variable;
};

// A volume of the top-level `volumes`, by all files that speak of it.
struct NamedVolume {
    Location at;                        // of its key, where it comes first
    bool is_named_by_variable = false;  // a template is part of its `name`
    bool is_kept_elsewhere = false;     // by a driver other than `local`, or with options
    bool is_external = false;           // `external` is said
};

struct Compose {
    std::vector<Source> files;
    std::vector<Service> services;
    std::map<std::string, NamedVolume, std::less<>> named_volumes;
    std::vector<Location> versions;  // `version:` keys
    std::vector<Misunderstanding> misunderstood;
    std::vector<InterpolationError> interpolation_errors;
    // `${NAME}` without a word for the case that nobody supplies it, and nobody does: Compose fills in nothing. The
    // first few hundred.
    std::vector<Interpolation> blanks;
    // Names the project's `.env` gives to interpolation, where it was read.
    Source dotenv;
    std::map<std::string, Location, std::less<>> dotenv_places;  // where it first gives each of them

    const Service* service(std::string_view name) const;
};

// A name of the caller's environment; nothing where it has none.
using NameLookup = std::function<std::optional<std::string>(std::string_view)>;

// The names that Compose looks for where nobody says one, the first that is there.
inline constexpr std::array<std::string_view, 4> usual_compose_names{"compose.yaml", "compose.yml",
                                                                     "docker-compose.yml", "docker-compose.yaml"};

// What COMPOSE_FILE names, of the caller or else of `.env`, parted by COMPOSE_PATH_SEPARATOR (`:`), whether it is there
// or not. Empty where it says nothing.
std::vector<std::filesystem::path> named_compose_files(const Tree& tree, const NameLookup& caller);
// The compose files people mean when they say none: those that are named, else the first of `usual_compose_names` and
// its override. Empty where there are none.
std::vector<std::filesystem::path> default_compose_files(const Tree& tree, const NameLookup& caller);

// Reads, interpolates and merges `files` as Compose does; env files are read through `tree`. `caller` stands before the
// project's `.env`. Never fails for what the files say; a file that can't be read throws Error{input}.
Compose read_compose(const Tree& tree, const std::vector<std::filesystem::path>& files, const NameLookup& caller);

}  // namespace megactl::project
