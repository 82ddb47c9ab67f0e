#include "core/project/procfile.hpp"

#include "core/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

namespace megactl::project {
namespace {

bool is_process_name(std::string_view name) {
    return !name.empty() && std::ranges::all_of(name, [](char c) { return is_name_character(c) || c == '-'; });
}

void add_assignments(const Source& source, std::size_t offset, const std::vector<ShellAssignment>& assignments,
                     Workload& process) {
    for (const ShellAssignment& one : assignments) {
        const auto value = one.value.is_literal ? std::optional(one.value.text) : std::nullopt;
        const Span span{one.span.begin + offset, one.span.end + offset};
        process.environment.push_back({one.name, value, GivenVariable::By::procfile, {source, span}});
    }
}

Workload process_of(const Source& source, std::string_view name, Span line, std::size_t command_at) {
    Workload process{.kind = Workload::Kind::procfile,
                     .name = fmt::format("procfile/{}", name),
                     .title = fmt::format("process {} of {}", name, escape_controls(source->name())),
                     .at = {source, {line.begin, line.begin + name.size()}},
                     .commands = shell_commands(source->text({command_at, line.end})),
                     .is_open = true};
    for (const ShellCommand& command : process.commands) {
        add_assignments(source, command_at, command.inherited, process);
        add_assignments(source, command_at, command.assignments, process);
    }
    return process;
}

}  // namespace

Procfile parse_procfile(const Source& source) {
    constexpr std::size_t most = 200;
    Procfile procfile;
    for (std::size_t i = 1; i <= source->line_count() && procfile.processes.size() < most; ++i) {
        const Span line = source->line_span(i);
        const std::string_view text = source->text(line);
        if (trim(text).empty() || text.starts_with('#')) continue;
        const std::size_t colon = text.find(':');
        if (colon != std::string_view::npos && is_process_name(text.substr(0, colon))) {
            procfile.processes.push_back(process_of(source, text.substr(0, colon), line, line.begin + colon + 1));
        } else if (procfile.misunderstood.size() < most) {
            procfile.misunderstood.push_back({{source, line}, "a line of a Procfile is `NAME: COMMAND`"});
        }
    }
    return procfile;
}

}  // namespace megactl::project
