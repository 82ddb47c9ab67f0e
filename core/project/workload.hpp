#pragma once

#include "core/base/secret.hpp"
#include "core/base/source.hpp"
#include "core/project/shell.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace megactl::project {

// A variable that something besides Docker and Compose gives, and where that is written.
struct GivenVariable {
    enum class By {
        systemd,           // `Environment=` or `PassEnvironment=` of a unit
        systemd_env_file,  // `EnvironmentFile=` of a unit
        kubernetes,        // `env` of a container
        config_map,        // `envFrom` and `valueFrom`
        secret,
        procfile,  // an assignment in front of the command
        app_json,
        github_actions,
        gitlab_ci,
    };

    std::string name;
    // Any may be a secret; nothing where it is told only when the process starts.
    std::optional<std::string> value;
    By by = By::systemd;
    Location at;
};

// Variables that something besides the tree gives: an `EnvironmentFile=` of the host, a Secret that only the cluster
// has.
struct UnreadSource {
    GivenVariable::By by = GivenVariable::By::systemd;
    Location at;  // where it is named
};

// What Kubernetes asks a container, by HTTP or by a command: is it ready, does it live?
struct Probe {
    std::string role;                    // "readiness", "liveness", "startup"
    Location at;                         // its path or command, or what stands for it
    std::string path{};                  // by HTTP, as written
    std::string port{};                  // by HTTP: its number or its name, as written
    bool is_https = false;               // `scheme: HTTPS`
    std::vector<std::string> headers{};  // what it sends besides, by name
    std::string command{};               // its words, parted by blanks; empty of one by HTTP
};

// A port that a container declares.
struct ContainerPort {
    std::string name;  // empty without
    std::string number;
};

// A file that a variable of a container names, in what is mounted there.
struct MountedFile {
    std::string path;                   // as the variable has it
    std::string kept_in;                // "the Secret `shop-tls`", "the volume `certs`"
    std::optional<Secret> content{};    // nothing where only the cluster knows it
    bool is_absent = false;             // all that stands there is known, and no such file
    std::vector<std::string> beside{};  // of an absent one: the files that are there
};

// A process that something besides Compose starts: a container of a Kubernetes pod, a systemd service, a process of a
// Procfile.
struct Workload {
    enum class Kind { systemd, kubernetes, procfile };

    Kind kind = Kind::systemd;
    std::string name;                          // "deployment/shop/web", "shop.service", "procfile/web"
    std::string title;                         // the same in a sentence: "container web of Deployment shop"
    Location at;                               // what says that it is started
    std::vector<ShellCommand> commands{};      // empty for a container that leaves them to its image
    std::string directory{};                   // where they begin, as written; empty where nobody says it
    std::string image{};                       // of a container, as written
    std::vector<GivenVariable> environment{};  // of a name that comes twice the last one counts
    std::vector<UnreadSource> unread{};        // what may give more
    bool is_open = false;                      // something that can't be read may add to it
    bool begins_with_image = false;            // without `command`: the entry point of its image comes first
    std::vector<MountedFile> files{};          // of a container, those that its environment names
    std::vector<Probe> probes{};               // of a container
    std::vector<ContainerPort> ports{};        // that it declares
    bool is_initial = false;                   // a container that ends before the pod's others begin
};

// Does the argument list start a shell that reads its user's profile first (`bash -lc "…"`)? That may set anything.
bool is_login_shell(const std::vector<std::string>& words);

}  // namespace megactl::project
