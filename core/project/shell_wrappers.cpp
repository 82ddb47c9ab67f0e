#include "core/project/shell_wrappers.hpp"

#include "core/base/text.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace megactl::project {
namespace {

// A program that starts another: `NAME [VERB] [options] [arguments] COMMAND…`.
struct Wrapper {
    std::string_view name;
    std::string_view verb = {};                // "run" of `poetry run`
    std::string_view options_with_value = {};  // between blanks: "-n --adjustment"
    std::size_t arguments = 0;                 // its own words in front of the command
    bool needs_dashes = false;                 // the command begins behind `--` only
    bool sets_variables = false;               // from files or vaults
};

constexpr auto wrappers = std::to_array<Wrapper>({
    {"exec", {}, "-a"},
    {"time", {}, "-o -f --output --format"},
    {"command"},
    {"builtin"},
    {"nohup"},
    {"nice", {}, "-n --adjustment"},
    {"ionice", {}, "-c -n --class --classdata"},
    {"stdbuf", {}, "-i -o -e"},
    {"setsid"},
    {"timeout", {}, "-s -k --signal --kill-after", 1},
    {"gosu", {}, {}, 1},
    {"su-exec", {}, {}, 1},
    {"s6-setuidgid", {}, {}, 1},
    {"setuidgid", {}, {}, 1},
    {"doas", {}, "-u -C"},
    {"tini", {}, "-p"},
    {"dumb-init", {}, "-r --rewrite"},
    {"catatonit"},
    {"xvfb-run", {}, "-n -s"},
    {"uv", "run",
     "-p --python --with --with-editable --with-requirements --extra --group --only-group --no-group --package "
     "--project "
     "--directory --index --index-url --default-index"},
    {"poetry", "run"},
    {"pipenv", "run"},
    {"pdm", "run", "-p --project"},
    {"hatch", "run"},
    {"rye", "run"},
    {"pixi", "run", "-e --environment"},
    {"ddtrace-run"},
    {"opentelemetry-instrument"},
    {"newrelic-admin", "run-program"},
    {"wait-for-it", {}, {}, 0, true},
    {"wait-for-it.sh", {}, {}, 0, true},
    {"wait-for", {}, {}, 0, true},
    {"wait-for.sh", {}, {}, 0, true},
    {"dockerize",
     {},
     "-wait -timeout -template -stdout -stderr -delims -wait-http-header -wait-retry-interval -env -env-section "
     "-env-header"},
    {"watchmedo", "auto-restart",
     "-d -p -i --directory --pattern --patterns --ignore-pattern --ignore-patterns --signal --interval --kill-after "
     "--debounce-interval"},
    {"dotenv", "run", {}, 0, false, true},
    {"doppler", "run", {}, 0, true, true},
    {"infisical", "run", {}, 0, true, true},
    {"op", "run", {}, 0, true, true},
    {"chamber", "exec", {}, 0, true, true},
});

bool has_word(std::string_view words, std::string_view word) {
    const auto all = split(words, ' ');
    return std::ranges::find(all, word) != all.end();
}

class Unwrapping {
public:
    explicit Unwrapping(ShellCommand& command) : command_(command), words_(command.words) {}

    void run() {
        while (take_one()) {
        }
        words_.erase(words_.begin(), words_.begin() + static_cast<std::ptrdiff_t>(begin_));
    }

private:
    std::string_view text(std::size_t at) const {
        return at < words_.size() ? std::string_view(words_[at].text) : std::string_view();
    }

    bool take_one() {
        if (begin_ >= words_.size()) return false;
        const std::string_view name = program_name(words_[begin_]);
        if (name == "env") return take_env();
        if (name == "sudo") return take_sudo();
        if (name == "runuser" && text(begin_ + 1) == "-u") return take(Wrapper{name, {}, "-u -g -G"});
        if (name == "command" && (text(begin_ + 1) == "-v" || text(begin_ + 1) == "-V")) return false;
        const auto* const wrapper = std::ranges::find_if(wrappers, [&](const Wrapper& candidate) {
            return candidate.name == name && (candidate.verb.empty() || candidate.verb == text(begin_ + 1));
        });
        return wrapper != wrappers.end() && take(*wrapper);
    }

    bool take(const Wrapper& wrapper) {
        std::size_t at = begin_ + (wrapper.verb.empty() ? 1 : 2);
        bool sets_variables = wrapper.sets_variables;
        if (wrapper.needs_dashes) {
            while (at < words_.size() && text(at) != "--")
                ++at;
            ++at;
        } else {
            for (; text(at).starts_with('-') && text(at) != "--"; ++at) {
                if (text(at).starts_with("--env-file") || is_env_file_of_dockerize(wrapper, at)) sets_variables = true;
                if (text(at) == "--env-file" || has_word(wrapper.options_with_value, text(at))) ++at;
            }
            if (text(at) == "--") ++at;
            at += wrapper.arguments;
        }
        if (at >= words_.size()) return false;
        begin_ = at;
        command_.unknown_environment = command_.unknown_environment || sets_variables;
        return true;
    }

    bool is_env_file_of_dockerize(const Wrapper& wrapper, std::size_t at) const {
        return wrapper.name == "dockerize" && text(at).starts_with("-env");
    }

    bool take_env() {
        std::size_t at = begin_ + 1;
        bool is_unknown = false;
        std::string_view directory;
        for (; text(at).starts_with('-'); ++at) {
            const std::string_view option = text(at);
            if (option == "--") {
                ++at;
                break;
            }
            // A name taken away can't be told from one that was never there: either is more than is known here.
            is_unknown = is_unknown || option == "-" || option == "-i" || option.starts_with("-u") ||
                         option == "--ignore-environment" || option.starts_with("--unset") || option.starts_with("-S");
            if (option == "-C" || option == "--chdir") directory = text(at + 1);
            if (option == "-u" || option == "-C" || option == "--unset" || option == "--chdir") ++at;
        }
        const std::size_t first = at;
        while (at < words_.size() && assignment_at(at))
            ++at;
        if (at >= words_.size()) return false;
        for (std::size_t i = first; i < at; ++i)
            command_.assignments.push_back(*assignment_at(i));
        if (!directory.empty()) command_.directory = directory;
        command_.unknown_environment = command_.unknown_environment || is_unknown;
        begin_ = at;
        return true;
    }

    bool take_sudo() {
        std::size_t at = begin_ + 1;
        bool keeps_environment = false;
        for (; text(at).starts_with('-'); ++at) {
            if (text(at) == "--") {
                ++at;
                break;
            }
            const bool is_cluster = !text(at).starts_with("--");
            keeps_environment = keeps_environment || text(at) == "--preserve-env" ||
                                (is_cluster && text(at).find('E') != std::string_view::npos);
            if (has_word("-u -g -h -p -C -r -t -U -D -R -T --user --group", text(at))) ++at;
        }
        const std::size_t first = at;
        while (at < words_.size() && assignment_at(at))
            ++at;
        if (at >= words_.size()) return false;
        for (std::size_t i = first; i < at; ++i)
            command_.assignments.push_back(*assignment_at(i));
        command_.unknown_environment = command_.unknown_environment || !keeps_environment;
        begin_ = at;
        return true;
    }

    // `NAME=value` as `env` and `sudo` read it.
    std::optional<ShellAssignment> assignment_at(std::size_t at) const {
        const ShellWord& word = words_[at];
        const std::size_t equals = word.text.find('=');
        if (equals == std::string::npos) return std::nullopt;
        ShellAssignment result{word.text.substr(0, equals), word, word.span};
        if (!is_variable_name(result.name)) return std::nullopt;
        result.value.text.erase(0, equals + 1);
        return result;
    }

    ShellCommand& command_;
    std::vector<ShellWord>& words_;
    std::size_t begin_ = 0;
};

bool is_shell(std::string_view program) {
    constexpr auto shells = std::to_array<std::string_view>({"sh", "bash", "dash", "ash", "ksh", "zsh"});
    return std::ranges::find(shells, program) != shells.end();
}

// `su app -c "…"`, `runuser -l app -c "…"`
const ShellWord* script_of_su(const std::vector<ShellWord>& words) {
    for (std::size_t i = 1; i + 1 < words.size(); ++i) {
        if (words[i].text == "-c" || words[i].text == "--command") return &words[i + 1];
    }
    return nullptr;
}

}  // namespace

std::string_view program_name(const ShellWord& word) {
    const std::string_view path = word.text;
    const std::size_t slash = path.rfind('/');
    const std::string_view name = slash == std::string_view::npos ? path : path.substr(slash + 1);
    const bool is_certain = word.is_literal || name.find_first_of("$`(){}*?[~") == std::string_view::npos;
    return is_certain ? name : std::string_view();
}

void take_off_wrappers(ShellCommand& command) {
    Unwrapping(command).run();
}

const ShellWord* inline_script(const ShellCommand& command) {
    const std::vector<ShellWord>& words = command.words;
    if (words.empty()) return nullptr;
    const std::string_view program = program_name(words[0]);
    if (program == "su" || program == "runuser") return script_of_su(words);
    if (!is_shell(program)) return nullptr;
    bool has_script = false;
    for (std::size_t i = 1; i < words.size(); ++i) {
        const std::string_view word = words[i].text;
        if (word.size() < 2 || (word.front() != '-' && word.front() != '+')) return has_script ? &words[i] : nullptr;
        if (word.starts_with("--")) continue;
        has_script = has_script || word.find('c') != std::string_view::npos;
        // `-o pipefail`, and `-euo pipefail` as well
        if (word.find('o') != std::string_view::npos) ++i;
    }
    return nullptr;
}

}  // namespace megactl::project
