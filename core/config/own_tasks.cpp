#include "core/config/own_tasks.hpp"

#include "core/base/error.hpp"
#include "core/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace megactl::config {
namespace {

using std::chrono::microseconds;

// Keys that only some handlers take, and those that they can't do without.
struct Belonging {
    std::string_view key;
    std::span<const std::string_view> handlers;
    std::string_view sample{};  // of one that is needed
};
using Words = std::array<std::string_view, 1>;
constexpr Words exec{"exec"};
constexpr Words webhook{"webhook"};
constexpr Words email{"email"};
constexpr std::array<std::string_view, 2> limited{"exec", "webhook"};  // of megactl's own none asks for a limit
constexpr std::array belongings{
    Belonging{"task.command", exec, R"(`command = ["/usr/local/bin/rotate", "--all"]`)"},
    Belonging{"task.soft_time_limit", exec},
    Belonging{"task.url", webhook, R"(`url = "https://example.org/hook"`)"},
    Belonging{"task.secret_file", webhook},
    Belonging{"task.template", email, R"(`template = "emails/receipt"`)"},
    Belonging{"task.subject", email, R"(`subject = "Your receipt"`)"},
    Belonging{"task.time_limit", limited},
};

// `exec` and `webhook`, each in its marks.
std::string named(std::span<const std::string_view> handlers) {
    std::vector<std::string> words;
    for (const std::string_view handler : handlers)
        words.push_back(fmt::format("`{}`", handler));
    return join(words, " and ");
}

std::string_view word_of(std::string_view key) {
    return key.substr(key.find('.') + 1);
}

Error mistake(const OwnTask& task, std::string_view what) {
    return {Error::Kind::input, fmt::format("the task `{}` {}", escape_controls(task.name), what)};
}

[[noreturn]] void refuse_value(const OwnTask& task, std::string_view key, std::string_view label, std::string help) {
    throw mistake(task, fmt::format("has a `{}` that it can't use", word_of(key)))
        .at(*task.settings.find(key)->origin.place, std::string(label))
        .help(std::move(help));
}

void check_belongings(const OwnTask& task, const TomlEntry& first) {
    const std::string handler = task.settings.text("task.handler");
    for (const Belonging& belonging : belongings) {
        const bool is_said = task.settings.is_said(belonging.key);
        const bool is_taken = std::ranges::find(belonging.handlers, handler) != belonging.handlers.end();
        if (is_said && !is_taken) {
            const bool is_one = belonging.handlers.size() == 1;
            refuse_value(task, belonging.key, fmt::format("its handler is `{}`", handler),
                         fmt::format("only {} {} it: drop the line, or change the handler", named(belonging.handlers),
                                     is_one ? "takes" : "take"));
        }
        if (!is_said && !belonging.sample.empty() && is_taken) {
            throw mistake(task, fmt::format("has no `{}`", word_of(belonging.key)))
                .at(first.at, fmt::format("`{}` needs one", handler))
                .help(std::string(belonging.sample));
        }
    }
}

// Of `10/m`, and of `10`, which Celery takes for `10/s`; nothing where it is no rate.
std::optional<microseconds> pace_in(std::string_view rate) {
    constexpr std::int64_t most = 1'000'000;
    const std::size_t slash = rate.find('/');
    const std::string_view unit = slash == std::string_view::npos ? "s" : rate.substr(slash + 1);
    const std::string_view number = rate.substr(0, slash);
    std::int64_t count = 0;
    const auto [end, problem] = std::from_chars(number.data(), number.data() + number.size(), count);
    const bool is_number = problem == std::errc() && end == number.data() + number.size();
    if (!is_number || count < 1 || count > most) return std::nullopt;
    if (unit == "s") return microseconds(std::chrono::seconds(1)) / count;
    if (unit == "m") return microseconds(std::chrono::minutes(1)) / count;
    if (unit == "h") return microseconds(std::chrono::hours(1)) / count;
    return std::nullopt;
}

void check_values(const OwnTask& task) {
    const Settings& said = task.settings;
    const auto command = said.list("task.command");
    if (said.is_said("task.command") && (command.empty() || command.front().empty())) {
        refuse_value(task, "task.command", "no program is named", R"(`command = ["/usr/local/bin/rotate", "--all"]`)");
    }
    const auto has_zero = [](const std::string& word) { return word.find('\0') != std::string::npos; };
    if (std::ranges::any_of(command, has_zero)) {
        refuse_value(task, "task.command", "it has a zero byte", "no program can be given one");
    }
    const std::string url = said.text("task.url");
    if (said.is_said("task.url") && !url.starts_with("https://") && !url.starts_with("http://")) {
        refuse_value(task, "task.url", "it begins with neither https:// nor http://",
                     R"(`url = "https://example.org/hook"`)");
    }
    for (const std::string_view word : {std::string_view("task.template"), std::string_view("task.subject")}) {
        if (said.is_said(word) && trim(said.text(word)).empty())
            refuse_value(task, word, "empty", "it says what is sent");
    }
    if (said.text("task.subject").find_first_of("\r\n") != std::string::npos) {
        refuse_value(task, "task.subject", "it has a line end", "a subject is one line");
    }
    if (said.integer("task.max_retries").value_or(0) < 0) {
        refuse_value(task, "task.max_retries", "less than none", "`0` means that it is never tried again");
    }
    for (const std::string_view limit :
         {std::string_view("task.time_limit"), std::string_view("task.soft_time_limit")}) {
        if (said.is_said(limit) && said.duration(limit).count() == 0) {
            refuse_value(task, limit, "no time at all", "without the line there is no limit");
        }
    }
    if (said.is_said("task.rate_limit") && !pace_of(task)) {
        refuse_value(
            task, "task.rate_limit", "no number in a time",
            R"(`rate_limit = "10/m"`: a whole number, at least one, and `/s`, `/m` or `/h` behind it, without blanks; without the line there is no limit)");
    }
}

}  // namespace

std::optional<std::chrono::microseconds> pace_of(const OwnTask& task) {
    return pace_in(task.settings.text("task.rate_limit"));
}

std::vector<OwnTask> own_tasks(std::span<const TomlEntry> entries) {
    std::vector<OwnTask> tasks;
    for (const TomlEntry& entry : entries) {
        if (entry.task.empty() || std::ranges::find(tasks, entry.task, &OwnTask::name) != tasks.end()) continue;
        const OwnTask& task = tasks.emplace_back(OwnTask{entry.task, resolve_task(entry.task, entries)});
        if (!task.settings.is_said("task.handler")) {
            throw mistake(task, "has no `handler`").at(entry.at, "what runs it?").help(R"(`handler = "exec"`)");
        }
        check_belongings(task, entry);
        check_values(task);
    }
    return tasks;
}

}  // namespace megactl::config
