// One text as every file that starts a process or sets its variables: a systemd unit, manifests of Kubernetes, a
// Procfile, an app.json, CI files. Nothing it says may crash or hang, and every place must lie in it.

#include "core/project/app_json.hpp"
#include "core/project/ci_variables.hpp"
#include "core/project/kubernetes.hpp"
#include "core/project/procfile.hpp"
#include "core/project/systemd_unit.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace {

using namespace megactl::project;

void look_at(const megactl::Location& at) {
    if (at.source == nullptr) __builtin_trap();
    if (at.span.begin > at.span.end || at.span.end > at.source->text().size()) __builtin_trap();
    if (at.line() == 0 || at.column() == 0) __builtin_trap();
}

void look_at(const std::vector<GivenVariable>& variables) {
    for (const GivenVariable& one : variables)
        look_at(one.at);
}

void look_at(const std::vector<Misunderstanding>& misunderstood) {
    for (const Misunderstanding& one : misunderstood)
        look_at(one.at);
}

void look_at(const std::vector<Workload>& workloads) {
    for (const Workload& workload : workloads) {
        look_at(workload.at);
        look_at(workload.environment);
    }
}

void look_at(const CiVariables& found) {
    look_at(found.variables);
    look_at(found.misunderstood);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto source = std::make_shared<megactl::SourceText>("a/file", std::string(data, data + size));
    const auto other = std::make_shared<megactl::SourceText>(
        "b/file", "apiVersion: v1\nkind: Secret\nmetadata: {name: shop}\ndata: {A: YQ==}\n");

    const SystemdUnit unit = parse_systemd_unit({source, source});
    look_at(unit.environment);
    look_at(unit.misunderstood);
    for (const auto& file : unit.env_files)
        look_at(file.at);
    if (unit.started_at) look_at(*unit.started_at);

    const Kubernetes kubernetes = read_kubernetes({source, other});
    look_at(kubernetes.workloads);
    look_at(kubernetes.misunderstood);

    const Procfile procfile = parse_procfile(source);
    look_at(procfile.processes);
    look_at(procfile.misunderstood);

    const AppJson app = parse_app_json(source);
    look_at(app.environment);
    look_at(app.misunderstood);

    look_at(read_github_workflow(source));
    look_at(read_gitlab_ci(source));
    return 0;
}
