#include "cli/parse.hpp"

#include "cli/command_index.hpp"
#include "cli/split.hpp"
#include "core/base/closest.hpp"
#include "core/base/text.hpp"
#include "core/config/setting.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <optional>
#include <utility>

namespace megactl::cli {
namespace {

Error usage_error(std::string message) {
    return {Error::Kind::usage, std::move(message)};
}

// As a message says what was typed.
std::string as_typed(std::string_view typed) {
    return fmt::format("`{}`", escape_controls(typed));
}

bool looks_like_option(std::string_view word) {
    return word.size() > 1 && word.starts_with('-');
}

std::string_view name_part(std::string_view option) {
    return option.substr(0, option.find('='));
}

std::string one_of(std::span<const std::string_view> choices) {
    return fmt::format("{}{}", choices.size() > 1 ? "one of " : "", fmt::join(choices, ", "));
}

std::span<const std::string_view> choices_of(const Option& option) {
    if (!option.choices.empty() || option.setting.empty()) return option.choices;
    const config::Setting* setting = config::find_setting(option.setting);
    return setting == nullptr ? option.choices : setting->choices;
}

// One command line on its way to a Request.
class Reading {
public:
    Reading(std::span<const Command* const> commands, std::span<const Option> global_options) : commands_(commands) {
        for (const Option& option : global_options)
            options_.push_back(&option);
    }

    Request read(const std::vector<std::string>& arguments) {
        const std::vector<std::string> rest = find_command(arguments);
        std::vector<std::string> words;
        if (command_ != nullptr) {
            std::ranges::copy(options_of(*command_), std::back_inserter(options_));
            words = take(rest, std::ranges::any_of(command_->arguments, &Argument::takes_rest));
        }
        if (asks_for_help()) return help();
        if (command_ == nullptr) return without_command();
        Request request;
        request.invocation.command = command_;
        for (const Given& given : given_)
            add(request.invocation, given);
        check_standard_input();
        request.invocation.arguments = arguments_among(std::move(words));
        check_arguments(request.invocation.arguments);
        return request;
    }

private:
    [[noreturn]] void refuse(Error error) const {
        throw CommandLineError(std::move(error), command_ == nullptr ? std::string() : usage_of(*command_));
    }

    // Moves the options into given_, and returns the words.
    std::vector<std::string> take(const std::vector<std::string>& arguments, bool stops_at_word) {
        Split split = split_arguments(options_, arguments, stops_at_word);
        std::ranges::move(split.given, std::back_inserter(given_));
        if (split.ends_too_early && !asks_for_help()) refuse_missing_value(arguments.back());
        return std::move(split.words);
    }

    // What stands behind the command's words; sets command_, or noun_ where its verb is missing. Of `serve` and
    // `serve spool` the longer one is meant.
    std::vector<std::string> find_command(std::vector<std::string> rest) {
        while (command_ == nullptr || has_verb(rest)) {
            std::vector<std::string> words = take(rest, true);
            if (words.empty()) return {};
            const std::string word = std::move(words.front());
            if (looks_like_option(word)) {
                if (asks_for_help()) return {};
                refuse_unknown_option(word);
            }
            words.erase(words.begin());
            const std::string path = noun_.empty() ? word : fmt::format("{} {}", noun_, word);
            command_ = commands_.find(path);
            if (command_ == nullptr && commands_.verbs_of(path).empty()) refuse_command(path, words);
            noun_ = path;
            rest = std::move(words);
        }
        return rest;
    }

    // Does the first word make the command that was found a longer one? What else stands ahead of it is the command's.
    bool has_verb(const std::vector<std::string>& rest) const {
        if (commands_.verbs_of(noun_).empty()) return false;
        const Split ahead = split_arguments(options_, rest, true);
        return !ahead.words.empty() && commands_.find(fmt::format("{} {}", noun_, ahead.words.front())) != nullptr;
    }

    [[noreturn]] void refuse_command(std::string_view path, const std::vector<std::string>& behind) const {
        const std::string_view next = behind.empty() ? std::string_view() : behind.front();
        Error error = usage_error(fmt::format("there is no command {}", as_typed(path)));
        if (const auto meant = commands_.meant(path, next)) {
            refuse(std::move(error).help(fmt::format("did you mean `megactl {}`?", *meant)));
        }
        if (!noun_.empty()) {
            refuse(
                std::move(error).help(fmt::format("`megactl {}` takes {}", noun_, one_of(commands_.verbs_of(noun_)))));
        }
        refuse(std::move(error).help("`megactl -h` lists the commands"));
    }

    std::vector<Given>::const_iterator find_given(std::string_view name) const {
        return std::ranges::find_if(given_, [&](const Given& given) { return given.option->name == name; });
    }

    bool asks_for_help() const {
        return find_given("--help") != given_.end() || find_given("--version") != given_.end();
    }

    Request help() const {
        Request request;
        request.invocation.command = command_;
        const auto help = find_given("--help");
        if (help == given_.end()) {
            request.kind = Request::Kind::version;
        } else if (command_ != nullptr) {
            request.kind = help->is_letter ? Request::Kind::short_help : Request::Kind::long_help;
        } else {
            request.kind = noun_.empty() ? Request::Kind::overview : Request::Kind::noun_help;
            request.noun = noun_;
        }
        return request;
    }

    Request without_command() const {
        if (!noun_.empty()) {
            refuse(usage_error(fmt::format("{} needs a verb", as_typed(noun_)))
                       .help(fmt::format("{}; `megactl {} -h` says what they do", one_of(commands_.verbs_of(noun_)),
                                         noun_)));
        }
        Request request;
        request.kind = Request::Kind::overview;
        return request;
    }

    const Option* find_option(std::string_view name) const {
        const auto found = std::ranges::find_if(options_, [&](const Option* option) {
            return option->name == name ||
                   (name.size() == 2 && name.front() == '-' && option->letter != 0 && option->letter == name.back());
        });
        return found == options_.end() ? nullptr : *found;
    }

    [[noreturn]] void refuse_unknown_option(std::string_view word) const {
        const std::string_view name = name_part(word);
        const std::string subject = command_ == nullptr ? "there is" : fmt::format("`{}` has", command_->path);
        Error error = usage_error(fmt::format("{} no option {}", subject, as_typed(name)));
        const Command* owner = commands_.owner(name);
        if (command_ == nullptr && owner != nullptr) {
            refuse(
                std::move(error).help(fmt::format("it stands behind its command: `megactl {} {}`", owner->path, name)));
        }
        std::vector<std::string_view> names;
        names.reserve(options_.size());
        for (const Option* option : options_)
            names.push_back(option->name);
        if (const auto near = closest_match(name, names)) {
            refuse(std::move(error).help(fmt::format("did you mean `{}`?", *near)));
        }
        refuse(std::move(error));
    }

    [[noreturn]] void refuse_missing_value(const std::string& last) const {
        // In a cluster (`-qC`) the last letter is the one that wants more.
        const Option* option = find_option(last.starts_with("--") ? last : std::string{'-', last.back()});
        const std::string name(option == nullptr ? name_part(last) : option->name);
        const std::string value(option == nullptr ? "" : option->value);
        refuse(usage_error(fmt::format("{} needs a value", as_typed(name))).help(fmt::format("`{} {}`", name, value)));
    }

    void add(Invocation& invocation, const Given& given) const {
        const Option& option = *given.option;
        const bool is_flag = option.value.empty();
        if (is_flag && given.is_joined) {
            refuse(usage_error(fmt::format("`{}` takes no value", option.name))
                       .seen(fmt::format("{}={}", option.name, escape_controls(given.value))));
        }
        std::vector<std::string>& values = invocation.options[std::string(option.name)];
        if (!values.empty() && !option.is_repeatable && !option.is_list) {
            refuse(usage_error(fmt::format("`{}` is given twice", option.name)));
        }
        if (is_flag) {
            values.emplace_back();
            invocation.in_order.emplace_back(option.name, "");
            return;
        }
        // `--root --link` forgot the folder; a folder of that name is reached as `--root=--link`.
        if (!given.is_joined && given.value.starts_with("--") && find_option(given.value) != nullptr) {
            refuse(usage_error(fmt::format("`{}` needs a value", option.name))
                       .seen(fmt::format("the option `{}` behind it", given.value))
                       .help(fmt::format("`{} {}`", option.name, option.value)));
        }
        for (std::string& value : values_of(option, given.value)) {
            check_choice(option, value);
            invocation.in_order.emplace_back(option.name, value);
            values.push_back(std::move(value));
        }
    }

    std::vector<std::string> values_of(const Option& option, const std::string& typed) const {
        std::vector<std::string> values;
        if (!option.is_list && !typed.empty()) return {typed};
        for (const std::string_view part : split(typed, ',')) {
            if (const std::string_view value = trim(part); !value.empty()) values.emplace_back(value);
        }
        // Nothing would mean everything to some commands, and a variable that a script forgot to set to others.
        if (values.empty()) {
            refuse(usage_error(fmt::format("`{}` is empty", option.name))
                       .help(fmt::format("`{} {}`, or leave it out", option.name, option.value)));
        }
        return values;
    }

    // Standard input can be read once.
    void check_standard_input() const {
        const Given* reader = nullptr;
        for (const Given& given : given_) {
            if (given.option->completion != Completion::file || given.value != "-") continue;
            if (reader != nullptr) {
                refuse(usage_error(fmt::format("`{} -` and `{} -` both want standard input", reader->option->name,
                                               given.option->name))
                           .help("name a file for one of them"));
            }
            reader = &given;
        }
    }

    void check_choice(const Option& option, std::string_view value) const {
        if (option.name == "--format") {
            if (command_->formats.empty()) {
                refuse(usage_error(fmt::format("`{}` has no option `--format`", command_->path)));
            }
            return require_choice(option.name, value, command_->formats);
        }
        const auto choices = choices_of(option);
        if (!choices.empty()) require_choice(option.name, value, choices);
    }

    void require_choice(std::string_view name, std::string_view value,
                        std::span<const std::string_view> choices) const {
        if (std::ranges::find(choices, value) != choices.end()) return;
        Error error = usage_error(fmt::format("`{}` can't be {}", name, as_typed(value)));
        if (const auto near = closest_match(value, choices)) {
            refuse(std::move(error).help(fmt::format("did you mean `{}`?", *near)));
        }
        refuse(std::move(error).help(one_of(choices)));
    }

    // The words without the `--` that ends the options; an unknown option among those before it is refused.
    std::vector<std::string> arguments_among(std::vector<std::string> words) const {
        const bool takes_rest = std::ranges::any_of(command_->arguments, &Argument::takes_rest);
        for (auto word = words.begin(); word != words.end(); ++word) {
            if (*word == "--") {
                words.erase(word);
                break;
            }
            if (looks_like_option(*word)) refuse_unknown_option(*word);
            if (takes_rest) break;
        }
        return words;
    }

    void check_arguments(const std::vector<std::string>& words) const {
        std::size_t next = 0;
        for (const Argument& argument : command_->arguments) {
            const bool takes_all = argument.is_repeatable || argument.takes_rest;
            if (argument.is_required && next >= words.size()) {
                refuse(usage_error(fmt::format("`{}` needs {}", command_->path, argument.name)));
            }
            const std::size_t end = takes_all ? words.size() : std::min(next + 1, words.size());
            for (; next < end; ++next) {
                if (!argument.choices.empty()) require_choice(argument.name, words[next], argument.choices);
            }
        }
        if (next == words.size()) return;
        Error error = usage_error(fmt::format("`{}` takes no argument {}", command_->path, as_typed(words[next])));
        if (const auto meant = closest_match(words[next], commands_.verbs_of(command_->path))) {
            refuse(std::move(error).help(fmt::format("did you mean `megactl {} {}`?", command_->path, *meant)));
        }
        if (const Option* flag = flag_of_command()) {
            refuse(std::move(error).help(fmt::format(
                "`{}` takes no value here: `megactl {} --help` tells what it goes by", flag->name, command_->path)));
        }
        refuse(std::move(error));
    }

    // One of the command's own that was typed and is only a switch, though other commands may give it a value.
    const Option* flag_of_command() const {
        const auto is_it = [&](const Given& given) {
            const bool is_own = std::ranges::any_of(
                command_->options, [&](const Option& option) { return option.name == given.option->name; });
            return is_own && given.option->value.empty();
        };
        const auto found = std::ranges::find_if(given_, is_it);
        return found == given_.end() ? nullptr : found->option;
    }

    CommandIndex commands_;
    std::vector<const Option*> options_;  // that may stand here: the global ones, then the command's as well
    std::vector<Given> given_;
    const Command* command_ = nullptr;
    std::string noun_;
};

}  // namespace

std::string usage_of(const Command& command) {
    std::string usage = fmt::format("megactl {} [OPTION]…", command.path);
    for (const Argument& argument : command.arguments) {
        std::string word(argument.name);
        if (argument.is_repeatable || argument.takes_rest) word += "…";
        if (!argument.is_required) word = fmt::format("[{}]", word);
        usage += fmt::format(" {}{}", argument.takes_rest ? "[--] " : "", word);
    }
    return usage;
}

Request parse(const std::vector<std::string>& arguments, std::span<const Command* const> commands,
              std::span<const Option> global_options) {
    return Reading(commands, global_options).read(arguments);
}

}  // namespace megactl::cli
