#include "cli/invoke.hpp"

#include "cli/command_index.hpp"
#include "cli/context.hpp"
#include "cli/docs/help.hpp"
#include "cli/parse.hpp"
#include "cli/version.hpp"
#include "core/base/clock.hpp"
#include "core/report/render.hpp"

#include <fmt/format.h>

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <exception>
#include <optional>

namespace megactl::cli {
namespace {

constexpr int defect_status = 70;

// A write into a closed pipe shall return EPIPE instead of killing us. A handler rather than SIG_IGN: exec() takes the
// handler away, so what `env run` becomes starts as if we had not been here.
void outlive_closed_pipes() {
    struct sigaction before {};
    if (::sigaction(SIGPIPE, nullptr, &before) != 0 || before.sa_handler == SIG_IGN) return;
    struct sigaction action {};
    action.sa_handler = [](int) {};
    action.sa_flags = SA_RESTART;
    ::sigaction(SIGPIPE, &action, nullptr);
}

// Started without one of the three streams, the next file opened would become it, and get our output. What is put there
// instead fails on use, and is gone after exec().
void occupy_standard_streams() {
    for (int descriptor = STDIN_FILENO; descriptor <= STDERR_FILENO; ++descriptor) {
        if (::fcntl(descriptor, F_GETFD) != -1 || errno != EBADF) continue;
        ::open("/dev/null", (descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY) | O_CLOEXEC);
    }
}

std::optional<ColourChoice> colour_choice(std::string_view word) {
    if (word == "always") return ColourChoice::always;
    if (word == "never") return ColourChoice::never;
    if (word == "auto") return ColourChoice::automatic;
    return std::nullopt;
}

// For a command line that can't be parsed, whose complaint shall have the colour that it asks for.
void guess_colour(Terminal& terminal, const std::vector<std::string>& arguments) {
    constexpr std::string_view joined = "--color=";
    for (std::size_t i = 0; i < arguments.size() && arguments[i] != "--"; ++i) {
        std::optional<ColourChoice> choice;
        if (arguments[i].starts_with(joined)) choice = colour_choice(arguments[i].substr(joined.size()));
        if (arguments[i] == "--color" && i + 1 < arguments.size()) choice = colour_choice(arguments[i + 1]);
        if (choice) return terminal.choose_colour(*choice);
    }
}

int exit_status(Error::Kind kind) {
    switch (kind) {
        case Error::Kind::usage: return 2;
        case Error::Kind::input: return 3;
        case Error::Kind::service: break;
    }
    return 4;
}

std::string noun_help(std::string_view noun) {
    std::string text;
    const CommandIndex index(command_catalogue());
    const std::vector<std::string_view> verbs = index.verbs_of(noun);
    const std::size_t width = std::ranges::max(verbs, {}, &std::string_view::size).size();
    for (const std::string_view verb : verbs) {
        const Command* command = index.find(fmt::format("{} {}", noun, verb));
        text += fmt::format("megactl {} {:<{}}  {}\n", noun, verb, width, command->summary);
    }
    return text;
}

int run_command(Terminal& terminal, const Invocation& invocation) {
    if (const auto choice = colour_choice(invocation.value("--color").value_or(""))) terminal.choose_colour(*choice);
    const SystemClock clock;
    Context context(terminal, clock);
    prepare(context, invocation);
    return invocation.command->run(context, invocation);
}

int answer(Terminal& terminal, const Request& request) {
    const report::Palette& palette = terminal.out_palette();
    const Command* command = request.invocation.command;
    switch (request.kind) {
        case Request::Kind::run: return run_command(terminal, request.invocation);
        case Request::Kind::short_help: terminal.print(docs::short_help(*command, palette, terminal.width())); break;
        case Request::Kind::long_help: terminal.print(docs::long_help(*command, palette, terminal.width())); break;
        case Request::Kind::noun_help: terminal.print(noun_help(request.noun)); break;
        case Request::Kind::overview: terminal.print(docs::overview(palette, terminal.width())); break;
        case Request::Kind::version: terminal.print(fmt::format("megactl {}\n", version())); break;
    }
    return 0;
}

}  // namespace

int run_megactl(const std::vector<std::string>& arguments) {
    outlive_closed_pipes();
    occupy_standard_streams();
    Terminal terminal;
    try {
        return answer(terminal, parse(arguments, command_catalogue(), global_options()));
    } catch (const OutputClosed&) {
        return 0;
    } catch (const CommandLineError& error) {
        guess_colour(terminal, arguments);
        const report::Palette& palette = terminal.error_palette();
        terminal.tell(report::render_error(error, palette, terminal.error_columns()));
        if (!error.usage().empty()) {
            terminal.tell(fmt::format("  {} {}\n", palette.paint(report::Ink::help, "usage:"), error.usage()));
        }
        return exit_status(error.kind());
    } catch (const Error& error) {
        terminal.tell(report::render_error(error, terminal.error_palette(), terminal.error_columns()));
        return exit_status(error.kind());
    } catch (const std::exception& defect) {
        terminal.tell(fmt::format("megactl has a defect: {}\n", defect.what()));
        return defect_status;
    }
}

}  // namespace megactl::cli
