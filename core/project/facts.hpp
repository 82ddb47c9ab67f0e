#pragma once

#include "core/base/source.hpp"
#include "core/project/compose.hpp"
#include "core/project/django_settings.hpp"
#include "core/project/dockerfile.hpp"
#include "core/project/dockerignore.hpp"
#include "core/project/entry_point.hpp"
#include "core/project/live_broker.hpp"
#include "core/project/supply.hpp"
#include "core/project/tls_pair.hpp"
#include "core/project/unseen.hpp"
#include "core/project/workload.hpp"

#include <chrono>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace megactl::project {

enum class Mode { production, development };

// What a verdict may lean on besides the tree itself.
struct Scope {
    bool host = true;
    bool clock = true;
    bool network = false;

    std::string text() const;  // "repo,host,clock"
};

// A command of the image build that imports the settings.
struct BuildLoad {
    std::size_t dockerfile = 0;  // indices into Facts::dockerfiles and on
    std::size_t stage = 0;
    std::size_t instruction = 0;
    std::size_t settings = 0;  // into Facts::settings
    SettingsLoad load{};
    Location at{};  // of the command within its RUN
    // Where the command stands in a script or Makefile that the one within the RUN starts.
    std::optional<Location> in_script{};
    bool is_forgiven = false;  // `|| true`
    bool goes_on = false;      // the script's next command runs even where this one fails
    bool is_certain = true;    // false behind a condition that can't be decided here
    bool is_needed = true;     // false in a stage that no build's target needs
    Supply supply{};           // what the command has
};

// A service whose container imports the project's own settings.
struct RuntimeLoad {
    std::size_t service = 0;   // into Compose::services
    std::size_t settings = 0;  // into Facts::settings
    SettingsLoad load{};       // the first command it starts that imports them
    std::string started{};     // all commands it starts, a line each
    bool is_named = false;     // its environment or that command names the module; else an entry file does
    Supply supply{};           // the image's ENV, then the service's environment
};

// A place that a service's site writes, by its settings.
struct WrittenPlace {
    std::size_t service = 0;  // into Compose::services
    std::string setting;      // "MEDIA_ROOT", "DATABASES"
    std::string folder;       // in the container
    Location at{};            // where the settings say it
};

// Whose a file of this host is.
struct HostOwner {
    unsigned owner = 0;
    unsigned group = 0;
    unsigned permissions = 0;  // the last twelve bits
};

// A process that something besides Compose starts, and that imports the project's own settings.
struct WorkloadLoad {
    std::size_t workload = 0;  // into Facts::workloads
    std::size_t settings = 0;  // into Facts::settings
    Supply supply{};           // the image's ENV where there is one, then what it is given
    std::string started{};     // its commands, a line each; for a container without, those of its image
};

// A settings module that is named and not there.
struct MissingSettings {
    std::string module;
    Location at{};             // where it is named
    bool has_package = false;  // the package it would lie in is a folder of the project's
    bool is_ours = false;      // that has an __init__.py: Python looks nowhere else
    std::string near{};        // a module of that package which is probably meant; empty without
};

// An env file or a private key of the project that a COPY takes into an image.
struct SecretFileInImage {
    std::size_t dockerfile = 0;
    std::size_t stage = 0;
    std::size_t instruction = 0;
    std::string path;         // from the project's root
    std::string destination;  // of the COPY
    // It is not there now, and something says that it will be: where.
    std::optional<Location> wanted_at{};
    bool is_key = false;
};

// A process of the site, as far as its HTTPS settings go.
struct HttpsSite {
    std::string service;                    // empty for a workload and for the process itself
    std::optional<std::size_t> workload{};  // into Facts::workloads
    std::optional<std::size_t> settings{};  // into Facts::settings; nothing where none were found
    std::string started{};                  // its commands, a line each; of the process itself none
    Supply supply{};                        // what it has
    std::optional<bool> serves_tls{};       // it has certificate and key; nothing where that can't be told
    bool is_said = false;                   // somebody says how it is run; else only the settings are known
};

// All that rules may know, gathered once, immutable.
struct Facts {
    Mode mode = Mode::production;
    Scope scope;
    std::chrono::sys_seconds now{};
    std::chrono::seconds expires_within{};
    bool expires_within_is_said = false;

    std::vector<Dockerfile> dockerfiles;
    std::optional<Compose> compose;
    // The settings modules that some command imports, each once. Empty where none was found.
    std::deque<DjangoSettings> settings;
    std::vector<MissingSettings> missing_settings;
    std::vector<std::string> sites;  // the folders with a manage.py of Django, as sites_of says
    std::vector<Unseen> unseen;
    // Names that something besides the settings reads: other Python code, scripts, `$NAME` in Docker's files.
    std::set<std::string, std::less<>> read_elsewhere;
    std::vector<BuildLoad> build_loads;
    std::vector<RuntimeLoad> runtime_loads;
    std::vector<WrittenPlace> written_places;
    // Of the sources of bind mounts that are there, by their path as the mount has it; empty where the scope leaves the
    // host out.
    std::map<std::string, HostOwner, std::less<>> host_owners;
    // What systemd, Kubernetes and a Procfile start, and which of it imports settings.
    std::vector<Workload> workloads;
    std::vector<WorkloadLoad> workload_loads;
    std::vector<GivenVariable> ci_variables;  // of CI files: evidence, no supply
    std::vector<Misunderstanding> workloads_misunderstood;
    std::vector<TlsPair> tls_pairs;
    std::vector<HttpsSite> https_sites;
    std::optional<TlsInput> tls_chain;   // `--chain`
    std::vector<TlsInput> tls_anchors;   // `--ca`
    std::vector<std::string> tls_hosts;  // `--host`: each has to be covered
    // The broker that runs, where the scope is the network and somebody names one.
    std::optional<LiveBroker> broker;
    // The process environment, where it is what is judged (`--live`, `env run`).
    std::optional<Supply> live;
    std::size_t live_settings = 0;  // into `settings`, where there are any

    bool host_enforces_selinux = false;
    // megactl.toml says the host we deploy to enforces; nothing where it does not say.
    std::optional<bool> deploy_selinux;
    std::string service_filter;  // --service
    // Variables that a sample env file (`.env.example`) tells people to set, and where.
    std::map<std::string, Location, std::less<>> sample_names;
    bool has_dotenv = false;           // the project's `.env` is in the tree
    bool has_django_before_4 = false;  // its requirements say so
    // What the project's `.gitignore` leaves out: made where it is deployed, or on a developer's machine.
    Dockerignore ignored_by_git;
    std::size_t files = 0;  // read

    // The image each service runs, in the order of Compose::services, where this project builds it.
    struct BuiltImage {
        std::size_t dockerfile = 0;
        std::size_t stage = 0;
    };
    std::vector<std::optional<BuiltImage>> images;
    std::vector<SecretFileInImage> secret_files_in_images;
    std::vector<Source> ignore_files;  // the `.dockerignore` of each Dockerfile; null without
};

}  // namespace megactl::project
