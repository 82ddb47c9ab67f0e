#include "cli/commands/link_runs.hpp"
#include "core/links/link_file.hpp"

namespace megactl::cli::commands {
namespace {

// In pieces, so that a million links are not held a second time.
void print_csv(Terminal& terminal, const std::vector<links::Link>& links) {
    constexpr std::size_t piece = 65'536;
    std::string text = links::csv_heading();
    for (const links::Link& link : links) {
        text += links::csv_row(link);
        if (text.size() < piece) continue;
        terminal.print(text);
        text.clear();
    }
    terminal.print(text);
}

}  // namespace

int run_link_export(Context& context, const Invocation& invocation) {
    const auto links = links_asked_for(context, invocation);
    if (!links) return 1;
    const std::string format = invocation.value("--format").value_or("csv");
    if (format == "json") {
        print_document(context.terminal, *links);
    } else if (format == "jsonl") {
        print_lines(context.terminal, *links);
    } else {
        print_csv(context.terminal, *links);
    }
    return 0;
}

}  // namespace megactl::cli::commands
