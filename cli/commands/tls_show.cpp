#include "cli/commands/tls_runs.hpp"
#include "cli/commands/tls_show_output.hpp"
#include "cli/standard_input.hpp"
#include "core/base/error.hpp"
#include "core/base/text.hpp"
#include "core/report/render.hpp"
#include "core/tls/contents.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

namespace megactl::cli::commands {
namespace {

constexpr std::size_t names_on_a_screen = 10;

std::vector<tls::Contents> read_all(const std::vector<std::string>& files) {
    if (std::ranges::count(files, "-") > 1) {
        throw Error(Error::Kind::usage, "standard input, `-`, is named more than once").help("it can be read once");
    }
    std::vector<tls::Contents> all;
    all.reserve(files.size());
    for (const std::string& file : files) {
        if (file == "-") {
            const Source input = read_standard_input();
            all.push_back(tls::read_contents(input->name(), input->text()));
        } else {
            all.push_back(tls::read_contents_of(file));
        }
    }
    return all;
}

// Returns the exit status.
int tell_problems(Terminal& terminal, const std::vector<tls::Contents>& files) {
    int status = 0;
    for (const tls::Contents& file : files) {
        for (const tls::ContentsProblem& problem : file.problems) {
            const std::string line = problem.line == 0 ? "" : fmt::format(":{}", problem.line);
            const Error error = Error(Error::Kind::input, fmt::format("{}{}: {}", escape_controls(file.path), line,
                                                                      escape_controls(problem.message)))
                                    .help(problem.help);
            terminal.tell(report::render_error(error, terminal.error_palette(), terminal.error_columns()));
            status = 3;
        }
    }
    return status;
}

}  // namespace

int run_tls_show(Context& context, const Invocation& invocation) {
    const std::vector<tls::Contents> files = read_all(invocation.arguments);
    const std::vector<tls::Entry> entries = tls::inventory_of(files);
    const std::chrono::sys_seconds now = context.clock.now();
    const std::string format = invocation.value("--format").value_or("text");
    if (format == "json") {
        context.terminal.print(inventory_json(files, entries, now));
    } else if (format == "jsonl") {
        context.terminal.print(inventory_lines(entries, now));
    } else {
        ShowStyle style{.palette = context.terminal.out_palette()};
        if (context.terminal.out_is_terminal() && !context.is_verbose) style.names_limit = names_on_a_screen;
        context.terminal.print(inventory_text(entries, now, style));
    }
    return tell_problems(context.terminal, files);
}

}  // namespace megactl::cli::commands
