#include "core/config/env_diff.hpp"

#include "cli/commands/commands.hpp"
#include "cli/commands/shown_value.hpp"
#include "cli/context.hpp"
#include "cli/standard_input.hpp"
#include "cli/table.hpp"
#include "core/base/error.hpp"
#include "core/base/json.hpp"
#include "core/base/secret.hpp"
#include "core/base/text.hpp"
#include "core/base/unnamed_secrets.hpp"
#include "core/report/render.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace megactl::cli::commands {
namespace {

using config::EnvDifference;
using config::EnvDisagreement;
using config::EnvEntry;
using config::EnvFile;
using config::EnvReader;

constexpr std::array<std::string_view, 5> dialect_choices{"compose", "docker", "python-dotenv", "django-environ",
                                                          "bash"};
constexpr std::array<std::string_view, 3> formats{"text", "json", "jsonl"};

EnvReader dialect_of(const Invocation& invocation) {
    const std::string word = invocation.value("--dialect").value_or("compose");
    const auto* const found =
        std::ranges::find(config::all_env_readers, word, [](EnvReader reader) { return config::name_of(reader); });
    return found == config::all_env_readers.end() ? EnvReader::compose : *found;
}

// Compose and docker refuse a file as a whole; the others pass over what they do not understand.
bool refuses_whole(EnvReader dialect) {
    return dialect == EnvReader::compose || dialect == EnvReader::docker;
}

EnvFile parsed(const std::string& file, EnvReader dialect) {
    EnvFile env_file = config::read_env_file(read_named_or_piped(file), dialect);
    if (env_file.problems.empty() || !refuses_whole(dialect)) return env_file;
    const config::EnvProblem& problem = env_file.problems.front();
    throw Error(Error::Kind::input,
                fmt::format("{} refuses `{}`", config::name_of(dialect), escape_controls(env_file.source->name())))
        .at({env_file.source, problem.span}, problem.reason)
        .help("`--dialect NAME` reads it as another program does");
}

// What may be seen of a value; the value of a bare name is the caller's.
std::string shown(const std::string& name, const EnvEntry& entry) {
    if (!entry.value) return "(the caller's)";
    if (entry.value->empty()) return "(empty)";
    return is_secret_like(name) ? std::string(secret_mask) : without_secrets(name, *entry.value);
}

// The name at `at`; within a key that a dialect reads line by line it would be a part of the key.
std::string shown_name(const std::string& name, const EnvFile& file, std::size_t at) {
    return is_within_private_key(file.source->text(), at) ? std::string(secret_mask) : name;
}

std::string shown_name(const EnvDifference& one, const EnvFile& before, const EnvFile& after) {
    return one.before != nullptr ? shown_name(one.name, before, one.before->span.begin)
                                 : shown_name(one.name, after, one.after->span.begin);
}

std::string_view word_of(const EnvDifference& one) {
    if (one.before == nullptr) return "added";
    return one.after == nullptr ? "removed" : "differs";
}

void print_table(Context& context, const std::vector<EnvDifference>& found, const EnvFile& before,
                 const EnvFile& after) {
    using report::Ink;
    const std::string left = escape_controls(before.source->name());
    const std::string right = escape_controls(after.source->name());
    Table table({{.title = ""},
                 {.title = "VARIABLE", .yields = 1},
                 {.title = left, .yields = 3},
                 {.title = right, .yields = 2}});
    for (const EnvDifference& one : found) {
        const Ink ink = one.before == nullptr ? Ink::done : one.after == nullptr ? Ink::error : Ink::warning;
        table.add({Cell(std::string(word_of(one))).in(ink), shown_name(one, before, after),
                   one.before != nullptr ? shown(one.name, *one.before) : "",
                   one.after != nullptr ? shown(one.name, *one.after) : ""});
    }
    print(context.terminal, table);
}

void write_side(JsonWriter& json, std::string_view key, const std::string& name, const EnvFile& file,
                const EnvEntry* entry) {
    json.key(key);
    if (entry == nullptr) {
        json.null();
        return;
    }
    json.begin_object().member("file", file.source->name());
    json.member("line", std::uint64_t{file.source->line_at(entry->span.begin)}).key("value");
    if (!entry->value) {
        json.null();
    } else if (is_secret_like(name) && !entry->value->empty()) {
        json.value(secret_mask);
    } else {
        json.value(without_secrets(name, *entry->value));
    }
    json.end_object();
}

void write_difference(JsonWriter& json, const EnvDifference& one, const EnvFile& before, const EnvFile& after) {
    json.begin_object().member("name", shown_name(one, before, after)).member("change", word_of(one));
    write_side(json, "a", one.name, before, one.before);
    write_side(json, "b", one.name, after, one.after);
    json.end_object();
}

void write_disagreements(JsonWriter& json, const EnvFile& file, EnvReader dialect) {
    for (const EnvDisagreement& one : config::disagreements(file, dialect)) {
        json.begin_object().member("file", file.source->name());
        json.member("line", std::uint64_t{file.source->line_at(one.span.begin)})
            .member("name", shown_name(one.name, file, one.span.begin));
        json.key("dialects").begin_array();
        for (const EnvReader other : one.others)
            json.value(config::name_of(other));
        json.end_array().end_object();
    }
}

std::string json_of(const std::vector<EnvDifference>& found, const EnvFile& before, const EnvFile& after,
                    EnvReader dialect) {
    JsonWriter json;
    json.begin_object().member("dialect", config::name_of(dialect)).key("differences").begin_array();
    for (const EnvDifference& one : found)
        write_difference(json, one, before, after);
    json.end_array().key("disagreements").begin_array();
    write_disagreements(json, before, dialect);
    write_disagreements(json, after, dialect);
    json.end_array().end_object();
    return std::move(json).take();
}

std::string lines_of(const std::vector<EnvDifference>& found, const EnvFile& before, const EnvFile& after) {
    return json_lines(found,
                      [&](JsonWriter& json, const EnvDifference& one) { write_difference(json, one, before, after); });
}

void warn(Context& context, const std::string& sentence, const Location& at, const std::string& label) {
    const Error said = Error(Error::Kind::input, sentence).at(at, label);
    context.terminal.tell(
        report::render_warning(said, context.terminal.error_palette(), context.terminal.error_columns()));
}

void tell_problems(Context& context, const EnvFile& file) {
    for (const config::EnvProblem& problem : file.problems)
        warn(context, fmt::format("`{}` is not read as a whole", escape_controls(file.source->name())),
             {file.source, problem.span}, problem.reason);
}

void tell_disagreements(Context& context, const EnvFile& file, EnvReader dialect) {
    constexpr std::size_t most_told = 5;
    const std::vector<EnvDisagreement> found = config::disagreements(file, dialect);
    std::size_t told = 0;
    for (const EnvDisagreement& one : found) {
        if (told == most_told && !context.is_verbose) break;
        ++told;
        std::vector<std::string> others;
        others.reserve(one.others.size());
        for (const EnvReader other : one.others)
            others.emplace_back(config::name_of(other));
        const std::string what =
            one.name.empty() ? "this line" : escape_controls(shown_name(one.name, file, one.span.begin));
        const std::string verb = others.size() == 1 ? "reads" : "read";
        warn(context,
             fmt::format("{} {} {} otherwise than {}", join_words(others), verb, what, config::name_of(dialect)),
             {file.source, one.span}, "");
    }
    if (told == found.size()) return;
    context.terminal.tell(fmt::format("{} more of {} that dialects read otherwise; `-v` shows them\n",
                                      count_of(found.size() - told, "line", "lines"),
                                      escape_controls(file.source->name())));
}

int run_env_diff(Context& context, const Invocation& invocation) {
    const std::string& first = invocation.arguments[0];
    const std::string& second = invocation.arguments[1];
    if (first == "-" && second == "-") throw Error(Error::Kind::usage, "only one of the two can be standard input");
    const EnvReader dialect = dialect_of(invocation);
    const EnvFile before = parsed(first, dialect);
    const EnvFile after = parsed(second, dialect);
    const std::vector<EnvDifference> found = differences(before, after);
    const std::string format = invocation.value("--format").value_or("text");
    if (!context.is_quiet) {
        for (const EnvFile* file : {&before, &after}) {
            tell_problems(context, *file);
            if (format != "json") tell_disagreements(context, *file, dialect);
        }
    }
    try {
        if (format == "json") {
            context.terminal.print(json_of(found, before, after, dialect));
        } else if (format == "jsonl") {
            context.terminal.print(lines_of(found, before, after));
        } else {
            print_table(context, found, before, after);
        }
    } catch (const OutputClosed&) {
        // Whoever read has seen enough; whether they differ is told by the status all the same.
    }
    return found.empty() ? 0 : 1;
}

constexpr std::array arguments{
    Argument{.name = "A",
             .summary = "an env file, a pipe such as `<(…)`, or `-`",
             .is_required = true,
             .completion = Completion::file},
    Argument{.name = "B", .summary = "the one to hold against it", .is_required = true, .completion = Completion::file},
};

constexpr std::array options{
    Option{.name = "--dialect",
           .value = "NAME",
           .summary = "whose rules about blanks, quotes, `#` and `$` to read both by (default: compose)",
           .choices = dialect_choices},
};

constexpr std::array examples{
    Example{"what production has that the sample does not tell", "megactl env diff .env.example .env.production"},
    Example{"as `docker run --env-file` reads them", "megactl env diff --dialect docker old.env new.env"},
};

constexpr std::array exits{
    ExitNote{0, "both give the same variables the same values"},
    ExitNote{1, "they differ"},
    ExitNote{2, "the command line is wrong"},
    ExitNote{3, "one of the files can't be read, or the dialect refuses it"},
};

constexpr std::array json_keys{
    JsonKey{"dialect", "the dialect both were read in"},
    JsonKey{"differences[].name", "the variable; as `jsonl` each line is one of these objects"},
    JsonKey{"differences[].change", "`added`, `removed` or `differs`, from A to B"},
    JsonKey{"differences[].a, differences[].b",
            "`file`, `line` and `value`, or null where it is not there; a secret's "
            "value is masked, that of a bare name is null"},
    JsonKey{"disagreements[]", "lines that other dialects read otherwise: `file`, `line`, `name`, `dialects`"},
};

}  // namespace

constinit const Command env_diff{
    .path = "env diff",
    .summary = "two env files, key by key",
    .description =
        R"(Compares what two env files say, not how they say it: order, comments and quotes do not count. Of a name that comes twice the last one counts.

A `$NAME` in a value is taken from the file alone, as far as the dialect does such things at all. The value of a secret is never printed: it only says that it differs.

Lines that other dialects would read otherwise are warned about on stderr, five a file, with `-v` all. django-environ is read as its releases 0.11 and 0.12 do, which take `#` for the begin of a comment; bash as `set -a; . FILE`, without running anything.

As text in a pipe a row is `added`, `removed` or `differs`, the variable, and its values in A and in B, separated by tabs.)",
    .options = options,
    .arguments = arguments,
    .examples = examples,
    .exits = exits,
    .json_keys = json_keys,
    .formats = formats,
    .reads_settings = false,
    .run = run_env_diff,
};

}  // namespace megactl::cli::commands
