#include "cli/commands/static_progress.hpp"

#include "cli/context.hpp"
#include "cli/invocation.hpp"

#include <string_view>

namespace megactl::cli::commands {
namespace {

using Stage = staticfiles::Progress::Stage;

std::string_view word_of(Stage stage) {
    switch (stage) {
        case Stage::hashing: return "hashing";
        case Stage::copying: return "copying";
        case Stage::linking: return "linking";
        case Stage::compressing: break;
    }
    return "compressing";
}

}  // namespace

ProgressLine static_progress(Context& context, const Invocation& invocation, const staticfiles::Progress& progress,
                             std::size_t total) {
    const bool is_wanted = !context.is_quiet && !context.is_verbose && !invocation.has("--no-progress");
    return {context.terminal, is_wanted, [&progress] { return word_of(progress.stage); }, progress.done, total};
}

}  // namespace megactl::cli::commands
