#include "tests/docs/claims.hpp"

#include "cli/docs/nouns.hpp"
#include "core/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace megactl::tests {
namespace {

using namespace cli::docs;
using cli::Argument;
using cli::Command;
using cli::Example;
using cli::Option;

void check_sentence(Complaints& complaints, std::string_view owner, std::string_view summary) {
    if (trim(summary).empty()) complaints.push_back(fmt::format("{} has no summary", owner));
    if (summary.ends_with('.')) complaints.push_back(fmt::format("{}: the summary ends with a full stop", owner));
    const bool is_capital = !summary.empty() && summary[0] >= 'A' && summary[0] <= 'Z';
    const bool is_name = summary.size() > 1 && (summary[1] < 'a' || summary[1] > 'z');
    if (is_capital && !is_name) complaints.push_back(fmt::format("{}: the summary begins with a capital", owner));
    if (summary.find('\n') != std::string_view::npos) {
        complaints.push_back(fmt::format("{}: the summary is more than a line", owner));
    }
}

// The words of the call of megactl within a shell's line, quotes removed.
std::vector<std::string> example_words(std::string_view line) {
    std::vector<std::string> words(1);
    char quote = 0;
    for (const char c : line.substr(std::min(line.find("megactl"), line.size()))) {
        if (quote != 0) {
            if (c == quote) {
                quote = 0;
            } else {
                words.back() += c;
            }
        } else if (c == '\'' || c == '"') {
            quote = c;
        } else if (std::string_view("|;>)&").find(c) != std::string_view::npos) {
            break;
        } else if (c != ' ') {
            words.back() += c;
        } else if (!words.back().empty()) {
            words.emplace_back();
        }
    }
    if (words.back().empty()) words.pop_back();
    return words;
}

const Option* find_option(const std::vector<Option>& options, std::string_view word) {
    const std::string_view name = word.substr(0, word.find('='));
    const auto found = std::ranges::find_if(options, [&](const Option& option) {
        return option.name == name || (option.letter != 0 && name == fmt::format("-{}", option.letter));
    });
    return found == options.end() ? nullptr : &*found;
}

// Reads an example as the parser would.
class ExampleReader {
public:
    ExampleReader(const Catalogues& all, std::string_view line) : all_(all), words_(example_words(line)) {}

    // Empty where the example is right.
    std::string problem() {
        if (words_.empty() || words_[0] != "megactl") return "no `megactl` in it";
        read_words();
        if (!problem_.empty()) return problem_;
        const Command* command = find_command(path_, all_);
        if (command == nullptr) return fmt::format("there is no command `{}`", path_);
        const auto required =
            static_cast<std::size_t>(std::ranges::count(command->arguments, true, &Argument::is_required));
        const bool is_open = std::ranges::any_of(
            command->arguments, [](const Argument& argument) { return argument.is_repeatable || argument.takes_rest; });
        if (arguments_ < required) return "an argument is missing";
        if (!is_open && arguments_ > command->arguments.size()) return "too many arguments";
        return {};
    }

private:
    void read_words() {
        for (at_ = 1; at_ < words_.size() && problem_.empty(); ++at_) {
            const std::string& word = words_[at_];
            if (word == "--") {
                arguments_ += words_.size() - at_ - 1;
                return;
            }
            if (word.size() > 1 && word[0] == '-') {
                read_option(word);
            } else if (const std::string longer = path_.empty() ? word : path_ + " " + word;
                       arguments_ == 0 && is_beginning(longer)) {
                path_ = longer;
            } else if (++arguments_; takes_rest()) {
                return;
            }
        }
    }

    bool is_beginning(std::string_view path) const {
        return find_command(path, all_) != nullptr || std::ranges::any_of(all_.commands, [&](const Command* command) {
                   return command->path.starts_with(fmt::format("{} ", path));
               });
    }

    bool takes_rest() const {
        const Command* command = find_command(path_, all_);
        return command != nullptr && std::ranges::any_of(command->arguments, &Argument::takes_rest);
    }

    void read_option(const std::string& word) {
        const Command* command = find_command(path_, all_);
        const std::vector<Option> options = command == nullptr ? shared_options(all_) : every_option(*command, all_);
        const Option* option = find_option(options, word);
        if (option == nullptr) {
            problem_ = fmt::format("there is no option `{}`", word);
            return;
        }
        if (option->value.empty()) return;
        const std::size_t equals = word.find('=');
        if (equals == std::string::npos && ++at_ == words_.size()) {
            problem_ = fmt::format("`{}` wants a value", word);
            return;
        }
        check_choice(*option, equals == std::string::npos ? words_[at_] : word.substr(equals + 1));
    }

    void check_choice(const Option& option, std::string_view value) {
        const std::span<const std::string_view> choices = choices_of(option, all_);
        if (choices.empty()) return;
        for (const std::string_view one : option.is_list ? split(value, ',') : std::vector{value}) {
            if (std::ranges::find(choices, one) == choices.end()) {
                problem_ = fmt::format("`{}` does not take `{}`", option.name, one);
            }
        }
    }

    const Catalogues& all_;
    std::vector<std::string> words_;
    std::size_t at_ = 1;
    std::string path_;
    std::size_t arguments_ = 0;
    std::string problem_;
};

}  // namespace

Complaints about_commands(const Catalogues& all) {
    Complaints complaints;
    for (const Command* command : visible_commands(all)) {
        check_sentence(complaints, command->path, command->summary);
        if (trim(command->description).empty())
            complaints.push_back(fmt::format("{} has no description", command->path));
        if (command->examples.empty()) complaints.push_back(fmt::format("{} has no example", command->path));
        if (command->exits.empty()) complaints.push_back(fmt::format("{} does not tell its exits", command->path));
        for (const Argument& argument : command->arguments) {
            check_sentence(complaints, fmt::format("{} {}", command->path, argument.name), argument.summary);
        }
    }
    return complaints;
}

Complaints about_examples(const Catalogues& all) {
    Complaints complaints;
    for (const Command* command : visible_commands(all)) {
        for (const Example& example : command->examples) {
            const std::string problem = ExampleReader(all, example.command).problem();
            if (!problem.empty()) complaints.push_back(fmt::format("`{}`: {}", example.command, problem));
        }
    }
    return complaints;
}

Complaints about_stores(const Catalogues& all) {
    Complaints complaints;
    for (const Command* command : visible_commands(all)) {
        const std::vector<Option> options = every_option(*command, all);
        const bool names_store = std::ranges::any_of(options, [](const Option& option) {
            return option.setting == "queue.broker" || option.setting == "database.url";
        });
        if (names_store && !command->reads_dot_env) {
            complaints.push_back(fmt::format("{} names a store and does not read .env", command->path));
        }
    }
    return complaints;
}

Complaints about_json(const Catalogues& all) {
    Complaints complaints;
    for (const Command* command : visible_commands(all)) {
        const bool speaks_json = std::ranges::find(command->formats, "json") != command->formats.end();
        if (speaks_json && command->json_keys.empty()) {
            complaints.push_back(fmt::format("{} speaks JSON and does not tell its keys", command->path));
        }
    }
    return complaints;
}

Complaints about_options(const Catalogues& all) {
    Complaints complaints;
    std::map<std::string_view, bool> takes_value;
    for (const Command* command : visible_commands(all)) {
        for (const Option& option : every_option(*command, all)) {
            const std::string owner = fmt::format("{} {}", command->path, option.name);
            check_sentence(complaints, owner, summary_of(option, all));
            const config::Setting* setting = setting_of(option, all);
            if (setting == nullptr && !option.setting.empty()) {
                complaints.push_back(fmt::format("{}: there is no setting `{}`", owner, option.setting));
            }
            if (setting != nullptr && setting->flag != option.name && setting->other_flag != option.name) {
                complaints.push_back(
                    fmt::format("{}: its setting `{}` names `{}` as its flag", owner, setting->key, setting->flag));
            }
            // `wait --broker` asks for what elsewhere is named: the contract has it so.
            if (command->path == "wait") continue;
            const auto [first, is_new] = takes_value.emplace(option.name, !option.value.empty());
            if (!is_new && first->second == option.value.empty()) {
                complaints.push_back(fmt::format("{} takes a value only in some commands", owner));
            }
        }
    }
    return complaints;
}

Complaints about_nouns(const Catalogues& all) {
    Complaints complaints;
    for (const std::string_view noun : nouns_of(all)) {
        if (group_of(noun) == "More") complaints.push_back(fmt::format("{} is missing in cli/docs/nouns.hpp", noun));
        if (noun_summary(noun, all).empty()) complaints.push_back(fmt::format("{} has no summary in nouns.hpp", noun));
    }
    return complaints;
}

Complaints about_settings(const Catalogues& all) {
    Complaints complaints;
    for (const config::Setting& setting : all.settings) {
        check_sentence(complaints, setting.key, setting.summary);
        if (setting.type == config::SettingType::choice && setting.choices.empty()) {
            complaints.push_back(fmt::format("{} has no choices", setting.key));
        }
        if (!setting.is_in_file && setting.variables.empty() && setting.flag.empty()) {
            complaints.push_back(fmt::format("{} can't be set by anything", setting.key));
        }
    }
    return complaints;
}

Complaints about_rules(const Catalogues& all, const std::filesystem::path& tests) {
    Complaints complaints;
    for (const checks::Rule* rule : all.rules) {
        check_sentence(complaints, rule->id, rule->summary);
        const std::pair<std::string_view, std::string_view> parts[]{
            {"why", rule->why}, {"wrong", rule->wrong}, {"right", rule->right}, {"fix", rule->fix}};
        for (const auto& [name, text] : parts) {
            if (trim(text).empty()) complaints.push_back(fmt::format("{} has no `{}`", rule->id, name));
        }
        if (!std::filesystem::exists(tests / fmt::format("{}.md", rule->id))) {
            complaints.push_back(fmt::format("{} has no test `tests/checks/{}.md`", rule->id, rule->id));
        }
    }
    return complaints;
}

}  // namespace megactl::tests
